//! Places of kick-offs and respawns (`physics.md`, section 14).

use core::f32::consts::{FRAC_PI_2, FRAC_PI_4, PI};

use wavedash_core::{Stream, Team, Vec3, math};

use crate::config::CarSpec;
use crate::state::BodyState;

/// x, y and yaw of blue's places; orange's are turned by half a turn about z.
type Place = (f32, f32, f32);

/// The five kick-off places.
const KICKOFF: [Place; 5] = [
    (-2048.0, -2560.0, FRAC_PI_4),
    (2048.0, -2560.0, 3.0 * FRAC_PI_4),
    (-256.0, -3840.0, FRAC_PI_2),
    (256.0, -3840.0, FRAC_PI_2),
    (0.0, -4608.0, FRAC_PI_2),
];
/// The four respawn places.
const RESPAWN: [Place; 4] = [
    (-2304.0, -4608.0, FRAC_PI_2),
    (-2688.0, -4608.0, FRAC_PI_2),
    (2304.0, -4608.0, FRAC_PI_2),
    (2688.0, -4608.0, FRAC_PI_2),
];
const KICKOFF_Z: f32 = 17.0;
const RESPAWN_Z: f32 = 36.0;
/// Cars beyond the fifth of a team stand behind one another by this much, uu.
const QUEUE_STEP: f32 = 250.0;

/// Number of respawn places of a team.
pub(crate) const RESPAWN_SLOTS: usize = RESPAWN.len();

fn body((x, y, yaw): Place, z: f32, team: Team) -> BodyState {
    let (sign, turn) = match team {
        Team::Blue => (1.0, 0.0),
        Team::Orange => (-1.0, PI),
    };
    BodyState { rot: math::yaw(yaw + turn), ..BodyState::at(Vec3::new(sign * x, sign * y, z)) }
}

/// A car at one of the four respawn places.
pub(crate) fn respawn_body(slot: usize, team: Team) -> BodyState {
    body(RESPAWN[slot % RESPAWN.len()], RESPAWN_Z, team)
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
            return body(KICKOFF[*place], KICKOFF_Z, car.team);
        }
        let queue = i - order.len();
        let (x, y, yaw) = RESPAWN[queue % RESPAWN.len()];
        let back = (queue / RESPAWN.len()) as f32 * QUEUE_STEP;
        body((x, y + back, yaw), KICKOFF_Z, car.team)
    })
}
