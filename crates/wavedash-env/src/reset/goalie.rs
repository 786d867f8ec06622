//! A shot at a goal with one car standing in it.

use core::f32::consts::FRAC_PI_2;

use wavedash_core::{Stream, Team, Vec3};
use wavedash_sim::{Arena, BodyState};

use super::StateMutator;
use super::draw::{between, within};
use super::place::{self, Cars};
use crate::error::EnvError;

/// The published goalie state as it was meant (`lucy-skg.md`, 1.6 and 9.18): boxes that mirror each
/// other, full tanks, and all four shots at the defended goal. The defending team is drawn.
pub(super) struct Goalie;

impl StateMutator for Goalie {
    fn apply(&mut self, arena: &mut Arena, stream: &mut Stream) -> Result<(), EnvError> {
        let drawn = if stream.chance(0.5) { Team::Blue } else { Team::Orange };
        let has_cars = |team| arena.cars().iter().any(|spec| spec.team == team);
        let defender = if has_cars(drawn) { drawn } else { drawn.other() };
        let ball = shot(stream, defender.own_goal_sign());
        let mut keeper_is_placed = false;
        let cars: Cars = arena
            .cars()
            .iter()
            .map(|spec| {
                let side = spec.team.own_goal_sign();
                let body = if spec.team == defender && !keeper_is_placed {
                    keeper_is_placed = true;
                    place::on_ground(0.0, side * 5100.0, -side * FRAC_PI_2)
                } else {
                    let (x, y) = (within(stream, 2500.0), side * between(stream, 1000.0, 3000.0));
                    place::on_ground(x, y, within(stream, FRAC_PI_2))
                };
                place::car(arena, body, 1.0)
            })
            .collect();
        place::put(arena, ball, &cars)
    }
}

/// One of four shots at the goal at y = 5120 times `d`.
fn shot(stream: &mut Stream, d: f32) -> BodyState {
    let (x, z, k) = (within(stream, 800.0), between(stream, 100.0, 1500.0), between(stream, 0.6, 1.0));
    let (pos, vel) = match stream.index(4) {
        0 => ((x, 3300.0), (0.0, 3000.0 * k, 600.0)),
        1 => ((x, 500.0), (0.0, 3000.0 * k, 100.0)),
        2 => ((x + 3200.0, 2000.0), (-1100.0, 2500.0, 650.0)),
        _ => ((x - 3200.0, 2000.0), (1100.0, 2500.0, 650.0)),
    };
    BodyState { vel: Vec3::new(vel.0, d * vel.1, vel.2), ..BodyState::at(Vec3::new(pos.0, -d * pos.1, z)) }
}
