//! The timers of the first Necto, faults included.
//!
//! Its code took "1" to mean that a pad was just taken, while the game says 1 when it is there. So
//! what was meant as the time until a pad comes back runs down, and starts again, while the pad can be taken,
//! and is 0 when it cannot. Double precision, as there: how long a timer runs depends on its rounding.

use wavedash_core::units::MAX_CARS;

use crate::scene::Scene;

/// What a timer loses per agent step of 8 ticks: 10 s count as 1.
const STEP: f64 = 8.0 / 1200.0;
/// A small and a big pad's timer at its start.
const PAD_START: [f64; 2] = [0.4, 1.0];
/// A demolition's timer at its start.
const DEMO_START: f64 = 0.3;
/// The shipped bot's demolition timer at its start, seconds, and what it loses per step.
const SHIPPED_START: f64 = 3.0;
const SHIPPED_STEP: f64 = 8.0 / 120.0;

/// Timers of one match.
#[derive(Clone, Debug)]
pub(super) struct Timers {
    shipped: bool,
    pads: Vec<f64>,
    cars: [f64; MAX_CARS],
}

impl Timers {
    pub(super) fn new(pads: usize, shipped: bool) -> Self {
        Self { shipped, pads: vec![0.0; pads], cars: [0.0; MAX_CARS] }
    }

    /// A new episode's first look.
    pub(super) fn reset(&mut self, scene: &Scene) {
        self.pads.fill(0.0);
        self.cars.fill(0.0);
        self.look(scene);
    }

    /// The look after a step.
    pub(super) fn step(&mut self, scene: &Scene) {
        for timer in &mut self.pads {
            *timer = (*timer - STEP).max(0.0);
        }
        if !self.shipped {
            for timer in &mut self.cars {
                *timer = (*timer - STEP).max(0.0);
            }
        }
        self.look(scene);
    }

    /// All timers: pads, then cars.
    pub(super) fn values(&self) -> Vec<f64> {
        self.pads.iter().chain(&self.cars).copied().collect()
    }

    pub(super) fn set_values(&mut self, values: &[f64]) {
        self.pads.iter_mut().chain(&mut self.cars).zip(values).for_each(|(own, value)| *own = *value);
    }

    fn look(&mut self, scene: &Scene) {
        for (timer, pad) in self.pads.iter_mut().zip(&scene.pads) {
            run(timer, pad.is_active, PAD_START[usize::from(pad.big)]);
        }
        for (timer, car) in self.cars.iter_mut().zip(&scene.cars) {
            if !self.shipped {
                run(timer, car.is_demolished, DEMO_START);
            } else if *timer <= 0.0 {
                *timer = SHIPPED_START;
            } else {
                *timer = (*timer - SHIPPED_STEP).max(0.0);
            }
        }
    }

    /// A pad's timer, 0 to 1.
    pub(super) fn pad(&self, pad: usize) -> f32 {
        self.pads[pad] as f32
    }

    /// A car's timer, 0 to 0.3.
    pub(super) fn car(&self, car: usize) -> f32 {
        let timer = self.cars[car];
        (if self.shipped { timer / 10.0 } else { timer }) as f32
    }
}

/// Starts a timer that stands at 0 while `on`, and stops it otherwise.
fn run(timer: &mut f64, on: bool, start: f64) {
    if !on {
        *timer = 0.0;
    } else if *timer == 0.0 {
        *timer = start;
    }
}
