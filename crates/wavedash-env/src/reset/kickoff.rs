//! Kick-offs, and starts that resemble one.

use core::f32::consts::{FRAC_PI_2, FRAC_PI_8};

use arrayvec::ArrayVec;
use wavedash_core::rules::KICKOFF_PLACES;
use wavedash_core::units::MAX_CARS;
use wavedash_core::{Stream, Team, Vec3};
use wavedash_sim::{Arena, BodyState};

use super::draw::{between, shuffle, within};
use super::place::{self, Cars};
use super::{StateMutator, place::yaw_towards};
use crate::error::EnvError;

/// Cars beyond the fifth of a team wait behind the goal posts, at this distance from the middle, uu.
const QUEUE_X: f32 = 2304.0;

/// The kick-off places of a team in one random order that both teams share.
pub(super) struct Places([usize; 5]);

impl Places {
    pub(super) fn draw(stream: &mut Stream) -> Self {
        let mut order = [0, 1, 2, 3, 4];
        shuffle(stream, &mut order);
        Self(order)
    }

    /// The place of the `i`-th car of a team.
    pub(super) fn body(&self, i: usize, team: Team) -> BodyState {
        let extra = i.saturating_sub(KICKOFF_PLACES.len()) as f32;
        let (x, y, yaw) =
            self.0.get(i).map_or((QUEUE_X + 384.0 * extra, -4608.0, FRAC_PI_2), |place| KICKOFF_PLACES[*place]);
        let sign = -team.own_goal_sign();
        place::on_ground(sign * x, sign * y, place::team_yaw(team, yaw))
    }
}

/// The game's kick-off: both teams on the same places in the same drawn order, spawn boost.
pub(super) struct Kickoff;

impl StateMutator for Kickoff {
    fn apply(&mut self, arena: &mut Arena, stream: &mut Stream) -> Result<(), EnvError> {
        let places = Places::draw(stream);
        let boost = arena.mutators().boost_spawn / arena.mutators().boost_max;
        let mut taken = [0_usize; 2];
        let cars: Cars = arena
            .cars()
            .iter()
            .map(|spec| {
                let i = taken[spec.team.index()];
                taken[spec.team.index()] += 1;
                place::car(arena, places.body(i, spec.team), boost.min(1.0))
            })
            .collect();
        let ball = BodyState::at(Vec3::new(0.0, 0.0, place::ball_rest_z(arena)));
        place::put(arena, ball, &cars)
    }
}

/// A ball resting somewhere on the centre line, blue anywhere in its half facing it, orange the
/// mirror image (`lucy-skg.md`, 1.6).
pub(super) struct KickoffLike;

impl StateMutator for KickoffLike {
    fn apply(&mut self, arena: &mut Arena, stream: &mut Stream) -> Result<(), EnvError> {
        let ball = BodyState::at(Vec3::new(within(stream, 3500.0), 0.0, place::ball_rest_z(arena)));
        // The larger team's number of pairs: a car without a counterpart is drawn like the others.
        let mut pairs: ArrayVec<(f32, f32, f32, f32), MAX_CARS> = ArrayVec::new();
        let mut taken = [0_usize; 2];
        let mut cars = Cars::new();
        for spec in arena.cars() {
            let i = taken[spec.team.index()];
            taken[spec.team.index()] += 1;
            if i == pairs.len() {
                let (x, y) = (within(stream, 3500.0), -between(stream, 0.0, 4500.0));
                let yaw = yaw_towards(Vec3::new(x, y, 0.0), ball.pos) + within(stream, FRAC_PI_8);
                pairs.push((x, y, yaw, between(stream, 0.2, 1.0)));
            }
            let (x, y, yaw, boost) = pairs[i];
            let body = match spec.team {
                Team::Blue => place::on_ground(x, y, yaw),
                Team::Orange => place::on_ground(x, -y, -yaw),
            };
            cars.push(place::car(arena, body, boost));
        }
        place::put(arena, ball, &cars)
    }
}
