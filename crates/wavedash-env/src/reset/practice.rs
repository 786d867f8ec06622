//! Practice: a ball that can be carried up a wall, and one that can be met in the air.

use core::f32::consts::{FRAC_PI_2, FRAC_PI_8, PI};

use wavedash_core::math::{from_euler, normalize_or_zero};
use wavedash_core::units::SIDE_WALL_X;
use wavedash_core::{Stream, Team, Vec3};
use wavedash_sim::{Arena, BodyState, CarState};

use super::StateMutator;
use super::draw::{between, sign, vector, within};
use super::place::{self, Cars, GROUND_Z};
use crate::error::EnvError;

/// The first car of a drawn team that has one: who gets the chance.
fn first_car(arena: &Arena, stream: &mut Stream) -> Option<(usize, Team)> {
    let drawn = if stream.chance(0.5) { Team::Blue } else { Team::Orange };
    let find = |team| arena.cars().iter().position(|spec| spec.team == team).map(|i| (i, team));
    find(drawn).or_else(|| find(drawn.other()))
}

/// A car at rest in its own half, facing the other one.
fn bystander(arena: &Arena, team: Team, stream: &mut Stream) -> CarState {
    let side = team.own_goal_sign();
    let (x, y) = (within(stream, 2000.0), side * between(stream, 3000.0, 4800.0));
    let body = place::on_ground(x, y, -side * FRAC_PI_2 + within(stream, FRAC_PI_8));
    place::car(arena, body, between(stream, 0.2, 1.0))
}

/// Everybody waits but for the car of the chance.
fn place_all(
    arena: &mut Arena,
    ball: BodyState,
    chosen: Option<(usize, Team)>,
    chance: CarState,
    stream: &mut Stream,
) -> Result<(), EnvError> {
    let cars: Cars = arena
        .cars()
        .iter()
        .enumerate()
        .map(
            |(i, spec)| {
                if chosen.is_some_and(|(car, _)| car == i) { chance } else { bystander(arena, spec.team, stream) }
            },
        )
        .collect();
    place::put(arena, ball, &cars)
}

/// One car near a ball at a side wall, all others waiting in their halves.
///
/// Half of the starts: the ball rolls towards the wall with 900 to 2,000 uu/s and the car follows
/// 400 to 900 uu behind it at the same speed. The others: the ball is already 500 to 1,400 uu up
/// the wall, rising, and the car drives up below it.
pub(super) struct Wall;

impl StateMutator for Wall {
    fn apply(&mut self, arena: &mut Arena, stream: &mut Stream) -> Result<(), EnvError> {
        let chosen = first_car(arena, stream);
        let side = sign(stream);
        let attack = chosen.map_or(1.0, |(_, team)| -team.own_goal_sign());
        let y = within(stream, 2500.0);
        let along = attack * between(stream, 0.0, 700.0);
        let boost = between(stream, 0.3, 1.0);
        let (ball, body) = if stream.chance(0.5) {
            let pos = Vec3::new(side * between(stream, 1800.0, 3000.0), y, place::ball_rest_z(arena));
            let vel = Vec3::new(side * between(stream, 900.0, 2000.0), along, 0.0);
            let behind = pos - normalize_or_zero(vel) * between(stream, 400.0, 900.0);
            let mut body = place::on_ground(behind.x, behind.y, place::yaw_towards(behind, pos));
            body.vel = vel;
            (BodyState { vel, ..BodyState::at(pos) }, body)
        } else {
            let z = between(stream, 900.0, 1500.0);
            let pos = Vec3::new(side * (SIDE_WALL_X - place::ball_rest_z(arena) - 20.0), y, z);
            let up = between(stream, 200.0, 600.0);
            let vel = Vec3::new(0.0, along, up);
            let at = Vec3::new(side * (SIDE_WALL_X - GROUND_Z), y, z - between(stream, 350.0, 500.0));
            // Nose up the wall, roof towards the field: pitched up by a quarter turn while facing it.
            let rot = from_euler(if side > 0.0 { 0.0 } else { PI }, FRAC_PI_2, 0.0);
            (BodyState { vel, ..BodyState::at(pos) }, BodyState { pos: at, rot, vel, ang_vel: Vec3::zeros() })
        };
        let chance = place::car(arena, body, boost);
        place_all(arena, ball, chosen, chance, stream)
    }
}

/// One car below and behind a high ball, all others waiting in their halves.
///
/// The ball is 700 to 1,600 uu high and rises; the car is 700 to 1,800 uu away from it on the side
/// of its own goal with at least 0.6 of a tank, half of the time on the ground, else already
/// pitched up in the air.
pub(super) struct Aerial;

impl StateMutator for Aerial {
    fn apply(&mut self, arena: &mut Arena, stream: &mut Stream) -> Result<(), EnvError> {
        let chosen = first_car(arena, stream);
        let own = chosen.map_or(-1.0, |(_, team)| team.own_goal_sign());
        let pos = Vec3::new(within(stream, 2500.0), within(stream, 2800.0), between(stream, 700.0, 1600.0));
        let drift = vector(stream, 700.0);
        let ball = BodyState {
            vel: Vec3::new(drift.x, drift.y, between(stream, 200.0, 800.0)),
            ang_vel: vector(stream, 3.0),
            ..BodyState::at(pos)
        };
        let away = between(stream, 700.0, 1800.0);
        let at = Vec3::new(pos.x + within(stream, 0.5) * away, pos.y + own * away, GROUND_Z);
        let yaw = place::yaw_towards(at, pos) + within(stream, FRAC_PI_8);
        let mut body = place::on_ground(at.x, at.y, yaw);
        let speed = between(stream, 300.0, 1400.0);
        body.vel = body.frame().forward * speed;
        if stream.chance(0.5) {
            body.pos.z = between(stream, 150.0, 500.0);
            body.rot = from_euler(yaw, between(stream, 0.4, 1.0), 0.0);
            body.vel.z = between(stream, 200.0, 600.0);
        }
        let chance = place::car(arena, body, between(stream, 0.6, 1.0));
        place_all(arena, ball, chosen, chance, stream)
    }
}
