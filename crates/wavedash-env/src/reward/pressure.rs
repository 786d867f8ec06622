//! Pressure: long stays of the ball in front of a goal, weighed by who is there (Lucy v4).

use libm::powf;
use serde::{Deserialize, Serialize};
use wavedash_core::Team;

use super::pitch::{GOAL_DEPTH, goal_back};
use crate::scene::Scene;
use crate::step_info::StepInfo;

/// Radius of the zone around a goal beyond the goal's depth, uu.
const ZONE: f32 = 3680.0;
/// Steps after which a stay pays nothing.
const FADE_STEPS: u32 = 90;
/// Fewest steps of a stay that pay for clearing the ball.
const COUNTER_STEPS: u32 = 3;

/// What a stay pays in one step; all zero in most.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Payout {
    /// Per team: it scored at the end of a stay; its mean superiority in the zone, faded.
    pub offensive: [f32; 2],
    /// Per team: it conceded at the end of a stay; the opponents' mean superiority, faded.
    pub defensive: [f32; 2],
    /// Per team: the ball left the zone in front of its goal; its own mean superiority, faded.
    pub counter: [f32; 2],
}

/// The stay of the ball in the zone around a goal, if it is in one.
///
/// In each step of a stay `P = 0.5 + 0.5 (share of blue's cars in the zone - share of orange's)` is summed up. A stay
/// of n steps pays mean P, or 1 - mean P from orange's point of view, times `(1 - min(n - 1, 90) / 90)^0.7`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pressure {
    /// The team whose goal it is.
    defending: Option<Team>,
    /// Sum of blue's superiority.
    sum: f32,
    /// Steps.
    steps: u32,
}

impl Pressure {
    /// The factor of a stay of n >= 1 steps: 1 for one, 0 from 91 on.
    #[must_use]
    pub fn fade(steps: u32) -> f32 {
        powf(1.0 - steps.saturating_sub(1).min(FADE_STEPS) as f32 / FADE_STEPS as f32, 0.7)
    }

    /// Counts one step and tells what it pays.
    pub fn step(&mut self, scene: &Scene, facts: &[StepInfo]) -> Payout {
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
