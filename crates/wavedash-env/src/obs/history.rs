//! The last controls of every car.

use wavedash_core::Controls;
use wavedash_core::units::MAX_CARS;

/// Floats of one car's controls.
pub(super) const INPUTS: usize = 8;

/// Names of the floats of an action, in order.
pub(super) const INPUT_NAMES: [&str; INPUTS] =
    ["throttle", "steer", "pitch", "yaw", "roll", "jump", "boost", "handbrake"];

/// The last `stack` controls of up to [`MAX_CARS`] cars, newest first; zeros before the episode began.
#[derive(Clone, Debug)]
pub(super) struct History {
    /// Floats of one car.
    per_car: usize,
    values: Vec<f32>,
}

impl History {
    pub(super) fn new(stack: usize) -> Self {
        Self { per_car: stack * INPUTS, values: vec![0.0; MAX_CARS * stack * INPUTS] }
    }

    pub(super) fn clear(&mut self) {
        self.values.fill(0.0);
    }

    /// All values, car by car.
    pub(super) fn values(&self) -> &[f32] {
        &self.values
    }

    pub(super) fn set_values(&mut self, values: &[f32]) {
        self.values.iter_mut().zip(values).for_each(|(own, value)| *own = *value);
    }

    pub(super) fn note(&mut self, controls: &[Controls]) {
        if self.per_car == 0 {
            return;
        }
        for (car, controls) in self.values.chunks_exact_mut(self.per_car).zip(controls) {
            car.copy_within(..self.per_car - INPUTS, INPUTS);
            car[..INPUTS].copy_from_slice(&controls.to_array());
        }
    }

    /// Past controls of a car, newest first.
    pub(super) fn of(&self, car: usize) -> &[f32] {
        &self.values[car * self.per_car..][..self.per_car]
    }
}
