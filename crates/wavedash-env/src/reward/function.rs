//! What a reward function is: the interface of the built-in ones and of a user's own.

use super::bearings::Bearings;
use crate::scene::Scene;
use crate::step_info::StepInfo;
use crate::transition::Transition;

/// What a moment is worth to one car, whatever led to it: such a function may stand in a potential and be plotted over
/// positions. It remembers nothing.
pub trait StateFunction: Send + Sync {
    /// The value for the car that the geometry is of.
    fn value(&self, at: &Bearings<'_>) -> f32;
}

/// What an agent step was worth to one car. It may remember things within an episode; there is one per match.
///
/// The order of calls is `reset`, then for each agent step `pre_step` once and `reward` for each car in arena order. A
/// function within a condition is not asked in steps in which the condition does not hold.
pub trait RewardFunction: Send + Sync {
    /// Forgets the episode; `scene` is the start of the next one, or a kick-off within it.
    fn reset(&mut self, _scene: &Scene) {}

    /// Takes in a step of the match, before it is asked for the cars.
    fn pre_step(&mut self, _transition: &Transition<'_>) {}

    /// The value of the step for a car.
    fn reward(&mut self, step: &CarStep<'_>) -> f32;

    /// What it remembers of the episode, as bytes; nothing for most.
    fn save(&self) -> Vec<u8> {
        Vec::new()
    }

    /// Whether bytes are those of a function with the same parameters: by default, if there are any where it saves some
    /// itself. Their number is not compared, since a counter takes the more bytes the greater it is
    /// ([`memory::save`](crate::memory::save)).
    fn fits(&self, saved: &[u8]) -> bool {
        self.save().is_empty() == saved.is_empty()
    }

    /// Goes on from what a function with the same parameters saved; bytes that do not fit change nothing.
    fn restore(&mut self, _saved: &[u8]) {}
}

/// One car's step: everything that a reward function may read.
#[derive(Clone, Copy, Debug)]
pub struct CarStep<'a> {
    /// The car after the step: its directions and distances to ball and goals.
    pub at: Bearings<'a>,
    /// The match's step.
    pub transition: &'a Transition<'a>,
    /// What happened to this car.
    pub info: &'a StepInfo,
    /// The car had contact with the ball in the step before, too.
    pub touched_before: bool,
    /// Seconds from its last contact with the ball to the end of the step before; infinite without one.
    pub quiet_seconds: f32,
    /// An opponent has had contact with the ball since its own last one.
    pub opponent_touched: bool,
    /// Follow the published code of Lucy-SKG where it departs from the paper.
    pub as_published: bool,
}
