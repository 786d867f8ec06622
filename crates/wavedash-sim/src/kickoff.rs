//! Places of kick-offs and respawns (`physics.md`, section 14).

use core::f32::consts::PI;

use wavedash_core::rules::{CAR_RESPAWN_Z, CAR_REST_Z, KICKOFF_PLACES, RESPAWN_PLACES};
use wavedash_core::{Stream, Team, Vec3, math};

use crate::config::CarSpec;
use crate::state::BodyState;

/// x, y and yaw of blue's places; orange's are turned by half a turn about z.
type Place = (f32, f32, f32);

/// Cars beyond the fifth of a team stand behind one another by this much, uu.
const QUEUE_STEP: f32 = 250.0;

/// Number of respawn places of a team.
pub(crate) const RESPAWN_SLOTS: usize = RESPAWN_PLACES.len();

fn body((x, y, yaw): Place, z: f32, team: Team) -> BodyState {
    let (sign, turn) = match team {
        Team::Blue => (1.0, 0.0),
        Team::Orange => (-1.0, PI),
    };
    BodyState { rot: math::yaw(yaw + turn), ..BodyState::at(Vec3::new(sign * x, sign * y, z)) }
}

/// A car at one of the four respawn places.
pub(crate) fn respawn_body(slot: usize, team: Team) -> BodyState {
    body(RESPAWN_PLACES[slot % RESPAWN_PLACES.len()], CAR_RESPAWN_Z, team)
}

/// All cars at their kick-off places. Both teams use the same places in the same random order.
pub(crate) fn kickoff_bodies<'a>(
    cars: &'a [CarSpec],
    stream: &mut Stream,
) -> impl Iterator<Item = BodyState> + use<'a> {
    let mut order = [0, 1, 2, 3, 4];
    for i in (1..order.len()).rev() {
        order.swap(i, stream.index(i + 1));
    }
    let mut taken = [0_usize; 2];
    cars.iter().map(move |car| {
        let i = taken[car.team.index()];
        taken[car.team.index()] += 1;
        if let Some(place) = order.get(i) {
            return body(KICKOFF_PLACES[*place], CAR_REST_Z, car.team);
        }
        let queue = i - order.len();
        let (x, y, yaw) = RESPAWN_PLACES[queue % RESPAWN_PLACES.len()];
        let back = (queue / RESPAWN_PLACES.len()) as f32 * QUEUE_STEP;
        body((x, y + back, yaw), CAR_REST_Z, car.team)
    })
}
