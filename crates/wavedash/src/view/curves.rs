//! Rewards as curves.

use std::collections::VecDeque;

use wavedash_analysis::{Played, Subject, Trace};
use wavedash_env::duel::Duel;
use wavedash_env::reward::Plan;
use wavedash_replay::Timeline;
use wavedash_viewer::source::Curves;

/// Seconds of an agent step: the tick skip that agents are trained with.
const STEP_SECONDS: f64 = 8.0 / 120.0;
/// Seconds of a live match that are kept.
const KEPT_SECONDS: f64 = 10.0;

/// Which of a reward's components are shown: of a potential what it changed by, of everything else what was paid.
#[derive(Clone, Debug)]
struct Parts {
    potentials: usize,
    shown: usize,
}

impl Parts {
    fn of(plan: &Plan) -> Self {
        let potentials = plan.potential.len();
        Self { potentials, shown: potentials + plan.event.len() + plan.on_goal.len() }
    }
}

/// A reward over a recorded match; none if it has no step of play, or is of a mode that rewards are not made for.
pub(super) fn curves(subject: &Subject, timeline: &Timeline) -> Option<Curves> {
    if !timeline.mode.is_soccar() {
        return None;
    }
    let played = Played::of(timeline, STEP_SECONDS);
    let trace = Trace::new(subject, &played, [0.0, f64::INFINITY]).ok()?;
    let parts = Parts::of(subject.plan());
    let shown = parts.shown.min(trace.components.len());
    let rows = trace.rows.len();
    let value = |player: usize, component: usize, row: usize| {
        // Who has no car on the pitch is paid nothing.
        let Some(now) = trace.value(row, player, component) else { return 0.0 };
        if component >= parts.potentials {
            return now;
        }
        // At the start of an episode, and of a life, nothing has changed yet.
        let goes_on = row > 0 && trace.rows[row - 1].1 == trace.rows[row].1;
        let before = if goes_on { trace.value(row - 1, player, component) } else { None };
        before.map_or(0.0, |before| now - before)
    };
    let of_player = |player: usize| {
        (0..shown).map(|component| (0..rows).map(|row| value(player, component, row)).collect()).collect()
    };
    Some(Curves {
        name: trace.name.clone(),
        names: trace.components[..shown].to_vec(),
        seconds: trace.rows.iter().map(|(seconds, _)| *seconds).collect(),
        values: (0..trace.players.len()).map(of_player).collect(),
    })
}

/// Rewards of a live match over its last seconds.
pub(super) struct LiveCurves {
    name: String,
    names: Vec<String>,
    parts: Parts,
    cars: Vec<LiveCar>,
    /// Times, and what was last paid to each car then, car by car.
    rows: VecDeque<(f64, Vec<f32>)>,
    is_new: bool,
}

#[derive(Clone)]
struct LiveCar {
    /// Potentials after its last step; none at a kick-off, before which nothing has changed.
    potentials: Option<Vec<f32>>,
    /// What is shown of its last step.
    shown: Vec<f32>,
}

impl LiveCurves {
    pub(super) fn new(subject: &Subject, cars: usize) -> Self {
        let parts = Parts::of(subject.plan());
        let car = LiveCar { potentials: None, shown: vec![0.0; parts.shown] };
        Self {
            name: subject.name.clone(),
            names: Vec::new(),
            parts,
            cars: vec![car; cars],
            rows: VecDeque::new(),
            is_new: false,
        }
    }

    /// Takes in what a tick of the duel paid.
    pub(super) fn tick(&mut self, duel: &Duel, seconds: f64) {
        let Parts { potentials, shown } = self.parts;
        let mut is_new = false;
        for paid in duel.paid() {
            is_new = true;
            let Some(car) = self.cars.get_mut(paid.car) else { continue };
            car.shown.copy_from_slice(&paid.components[..shown]);
            let now = paid.components[..potentials].to_vec();
            let before = car.potentials.as_ref().unwrap_or(&now);
            car.shown.iter_mut().zip(before).for_each(|(value, before)| *value -= before);
            let goes_on = !paid.done.kickoff && !paid.done.is_over();
            car.potentials = goes_on.then_some(now);
        }
        if !is_new {
            return;
        }
        self.is_new = true;
        if self.names.is_empty() {
            self.names = duel.reward_components()[..shown].to_vec();
        }
        let from = seconds - KEPT_SECONDS;
        while self.rows.front().is_some_and(|(seconds, _)| *seconds <= from) {
            self.rows.pop_front();
        }
        self.rows.push_back((seconds, self.cars.iter().flat_map(|car| car.shown.iter().copied()).collect()));
    }

    /// The curves, if there is something new in them.
    pub(super) fn new_curves(&mut self) -> Option<Curves> {
        if !core::mem::take(&mut self.is_new) {
            return None;
        }
        let shown = self.parts.shown;
        let of_car = |car: usize| {
            (0..shown).map(|index| self.rows.iter().map(|(_, row)| row[car * shown + index]).collect()).collect()
        };
        Some(Curves {
            name: self.name.clone(),
            names: self.names.clone(),
            seconds: self.rows.iter().map(|(seconds, _)| *seconds).collect(),
            values: (0..self.cars.len()).map(of_car).collect(),
        })
    }
}
