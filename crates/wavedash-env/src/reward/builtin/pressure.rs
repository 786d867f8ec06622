//! `offensive_pressure`, `defensive_pressure`, `counter_pressure`: long stays of the ball in front of a goal, weighed by who
//! is there (Lucy v4).

use libm::powf;
use serde::{Deserialize, Serialize};
use wavedash_core::Team;

use super::super::function::{CarStep, RewardFunction};
use super::super::pitch::{GOAL_DEPTH, goal_back};
use crate::error::EnvError;
use crate::memory;
use crate::registry::{Entry, Registry};
use crate::scene::Scene;
use crate::step_info::StepInfo;
use crate::transition::Transition;

/// Radius of the zone around a goal beyond the goal's depth, uu.
const ZONE: f32 = 3680.0;
/// Steps after which a stay pays nothing.
const FADE_STEPS: u32 = 90;
/// Fewest steps of a stay that pay for clearing the ball.
const COUNTER_STEPS: u32 = 3;

/// What a stay pays in one step; all zero in most.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Payout {
    /// Per team: it scored at the end of a stay; its mean superiority in the zone, faded.
    offensive: [f32; 2],
    /// Per team: it conceded at the end of a stay; the opponents' mean superiority, faded.
    defensive: [f32; 2],
    /// Per team: the ball left the zone in front of its goal; its own mean superiority, faded.
    counter: [f32; 2],
}

/// The stay of the ball in the zone around a goal, if it is in one.
///
/// In each step of a stay `P = 0.5 + 0.5 (share of blue's cars in the zone - share of orange's)` is summed up. A stay
/// of n steps pays mean P, or 1 - mean P from orange's point of view, times `(1 - min(n - 1, 90) / 90)^0.7`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Pressure {
    /// The team whose goal it is.
    defending: Option<Team>,
    /// Sum of blue's superiority.
    sum: f32,
    /// Steps.
    steps: u32,
}

impl Pressure {
    /// The factor of a stay of n >= 1 steps: 1 for one, 0 from 91 on.
    fn fade(steps: u32) -> f32 {
        powf(1.0 - steps.saturating_sub(1).min(FADE_STEPS) as f32 / FADE_STEPS as f32, 0.7)
    }

    /// Counts one step and tells what it pays.
    fn step(&mut self, scene: &Scene, facts: &[StepInfo]) -> Payout {
        let mut payout = Payout::default();
        let scored = scored(scene, facts);
        let zone = Team::ALL.into_iter().find(|&team| in_zone(scene.ball.pos, team));
        if scored.is_none() && zone != self.defending {
            if let (Some(team), true) = (self.defending, self.steps >= COUNTER_STEPS) {
                payout.counter[team.index()] = self.worth(team);
            }
            *self = Self { defending: zone, ..Self::default() };
        }
        if let Some(team) = zone.filter(|_| zone == self.defending) {
            self.sum += superiority(scene, team);
            self.steps += 1;
        }
        if let Some(team) = scored {
            // A goal of the other side means that the ball was put back already: the stay is over as well.
            if self.defending == Some(team.other()) && self.steps > 0 {
                let worth = self.worth(team);
                payout.offensive[team.index()] = worth;
                payout.defensive[team.other().index()] = worth;
            }
            *self = Self::default();
        }
        payout
    }

    /// What the stay is worth from a team's point of view; needs at least one step.
    fn worth(&self, team: Team) -> f32 {
        let blue = self.sum / self.steps as f32;
        Self::fade(self.steps) * if team == Team::Blue { blue } else { 1.0 - blue }
    }
}

/// The team that scored in the step.
fn scored(scene: &Scene, facts: &[StepInfo]) -> Option<Team> {
    scene.cars.iter().zip(facts).find_map(|(car, facts)| match (facts.team_goals, facts.concedes) {
        (0, 0) => None,
        (0, _) => Some(car.team.other()),
        _ => Some(car.team),
    })
}

/// A point lies in the zone around a team's goal.
fn in_zone(point: wavedash_core::Vec3, defending: Team) -> bool {
    (point - goal_back(defending)).norm() - GOAL_DEPTH < ZONE
}

/// `0.5 + 0.5 (share of blue's cars in the zone - share of orange's)`.
fn superiority(scene: &Scene, defending: Team) -> f32 {
    let (mut inside, mut all) = ([0.0_f32; 2], [0.0_f32; 2]);
    for car in &scene.cars {
        all[car.team.index()] += 1.0;
        inside[car.team.index()] += f32::from(in_zone(car.pos, defending));
    }
    0.5 + 0.5 * (inside[0] / all[0].max(1.0) - inside[1] / all[1].max(1.0))
}

/// Which of the payouts a function is.
#[derive(Clone, Copy)]
enum Which {
    Offensive,
    Defensive,
    Counter,
}

/// A pressure reward of one match.
struct PressureReward {
    which: Which,
    stay: Pressure,
    payout: Payout,
}

impl RewardFunction for PressureReward {
    fn reset(&mut self, _scene: &Scene) {
        (self.stay, self.payout) = (Pressure::default(), Payout::default());
    }

    fn pre_step(&mut self, transition: &Transition<'_>) {
        self.payout = match transition.is_first {
            true => Payout::default(),
            false => self.stay.step(transition.now, transition.step_info),
        };
    }

    fn reward(&mut self, step: &CarStep<'_>) -> f32 {
        let of_teams = match self.which {
            Which::Offensive => &self.payout.offensive,
            Which::Defensive => &self.payout.defensive,
            Which::Counter => &self.payout.counter,
        };
        of_teams[step.at.car.team.index()]
    }

    fn save(&self) -> Vec<u8> {
        memory::save(&self.stay)
    }

    fn fits(&self, saved: &[u8]) -> bool {
        memory::read::<Pressure>(saved).is_some()
    }

    fn restore(&mut self, saved: &[u8]) {
        if let Some(stay) = memory::read(saved) {
            self.stay = stay;
        }
    }
}

/// No parameters.
#[derive(Deserialize)]
struct Nothing {}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let all = [
        (
            "offensive_pressure",
            "pressure before a goal of its team",
            "goal of its team after n steps with |b-G| < 4652.75: (1 - min(n-1, 90) / 90)^0.7 mean P, \
             P = 0.5 + 0.5 (share of own cars there - share of the others)",
            Which::Offensive,
        ),
        (
            "defensive_pressure",
            "pressure of the opponents before a goal against its team",
            "goal against its team: the opponents' offensive_pressure",
            Which::Defensive,
        ),
        (
            "counter_pressure",
            "pressure withstood before the ball was cleared",
            "ball leaves its zone after n >= 3 steps: the same with its own P",
            Which::Counter,
        ),
    ];
    for (name, text, formula, which) in all {
        let entry = Entry::new(name, text).formula(formula).range("[0, 1]").source("Lucy v4");
        let make = move |_: Nothing| PressureReward { which, stay: Pressure::default(), payout: Payout::default() };
        registry.reward(entry, make)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stay_fades() {
        for (steps, expected) in [(1, 1.0), (2, 0.9922), (46, 0.6156), (91, 0.0), (500, 0.0)] {
            assert!((Pressure::fade(steps) - expected).abs() < 1e-4, "{steps}");
        }
    }
}
