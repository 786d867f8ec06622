//! A stretch of a match without interruption, decision by decision: what a reward is paid for.

use wavedash_core::Team;
use wavedash_core::units::{MAX_CARS, TICK_RATE};
use wavedash_env::reward::Reward;
use wavedash_env::{Clock, Scene, StepInfo, Transition};
use wavedash_replay::{Player, Timeline};

use crate::seats::Seats;
use crate::views::episodes;

/// A match as rewards see it.
#[derive(Clone, Debug)]
pub struct Played {
    /// Everybody who played at some time, blue first; which of them sit in an episode's cars say its seats.
    pub players: Vec<Player>,
    /// From kick-off to goal, in order.
    pub episodes: Vec<Episode>,
    /// What of the match is in no episode though it was played, in words.
    pub left_out: Vec<String>,
}

impl Played {
    /// Of a timeline, with decisions every `step_seconds`; see [`episodes`] for what is exact.
    #[must_use]
    pub fn of(timeline: &Timeline, step_seconds: f64) -> Self {
        let crowded = Seats::of(timeline).crowded_seconds();
        let crowded = (crowded > 0.0).then(|| format!("{crowded:.0} s with more than {MAX_CARS} cars on the pitch"));
        Self {
            players: timeline.players.clone(),
            episodes: episodes(timeline, step_seconds),
            left_out: crowded.into_iter().collect(),
        }
    }
}

/// From a kick-off, or where a match goes on, to the next goal or pause, or until somebody comes or leaves.
#[derive(Clone, Debug)]
pub struct Episode {
    /// When each scene was, since the match began, s.
    pub seconds: Vec<f64>,
    /// What the agents saw at each decision; one more than there are steps.
    pub scenes: Vec<Scene>,
    /// Of each car of the scenes: index of its player in [`Played::players`]. The same in all scenes.
    pub seats: Vec<usize>,
    /// What happened in each step, per car.
    pub facts: Vec<Vec<StepInfo>>,
    /// The last step ends with a goal.
    pub ends_in_goal: bool,
}

impl Episode {
    /// Number of steps.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.facts.len()
    }

    /// The cars that a step is paid for: those on the pitch when it begins. Who waits to come back earns nothing.
    pub fn on_pitch(&self, step: usize) -> impl Iterator<Item = usize> + '_ {
        self.scenes[step].cars.iter().enumerate().filter(|(_, car)| !car.is_demolished).map(|(car, _)| car)
    }

    /// Who plays: the cars' sides. The same in all scenes.
    #[must_use]
    pub fn roster(&self) -> Vec<Team> {
        self.scenes.first().map(|scene| scene.cars.iter().map(|car| car.team).collect()).unwrap_or_default()
    }

    /// What a step is for a reward.
    ///
    /// # Panics
    ///
    /// If there is no such step.
    #[must_use]
    pub fn transition(&self, step: usize) -> Transition<'_> {
        let ticks = |from: usize| {
            let seconds = self.seconds[step + 1] - self.seconds[from];
            (seconds * f64::from(TICK_RATE)).round() as u64
        };
        let last_touch = (0..=step).rev().find(|i| self.facts[*i].iter().any(|facts| facts.touched));
        let clock = Clock { ticks: ticks(0), ticks_without_touch: last_touch.map_or(ticks(0), |i| ticks(i + 1)) };
        Transition {
            before: &self.scenes[step],
            now: &self.scenes[step + 1],
            step_info: &self.facts[step],
            clock,
            is_first: false,
        }
    }

    /// Pays every step. `each` gets the step and one row of components per car, as [`Reward::step`] writes them; only
    /// those [`on_pitch`](Self::on_pitch) count.
    pub fn pay(&self, reward: &mut Reward, mut each: impl FnMut(usize, &[f32])) {
        let Some(first) = self.scenes.first() else { return };
        reward.reset(first);
        let cars = first.cars.len();
        let mut out = vec![0.0; cars];
        let mut rows = vec![0.0; cars * reward.component_names().len()];
        for step in 0..self.steps() {
            let terminated = self.ends_in_goal && step + 1 == self.steps();
            reward.step(&self.transition(step), terminated, &mut out, &mut rows);
            each(step, &rows);
        }
    }
}
