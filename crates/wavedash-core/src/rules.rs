//! The game's rules in numbers: field, limits, ball, jumps, boost, pads, bumps.
//!
//! Each number stands here and nowhere else; `tests/tests/rules.rs` searches the other crates for copies. The
//! sources are the project's specifications: *arena* is `arena.md` (the field, fitted to the game's collision meshes),
//! *physics* is `physics.md` (the reference simulator). *Replays* marks numbers that 33 recorded soccar matches of
//! `shared/replays` were held against. Units are those of [`crate::units`].
//!
//! Numbers that deliberately differ elsewhere: `wavedash_env::reward` keeps the pitch of RLGym's published rewards
//! (ball radius 92.75 uu, ceiling 2044 uu), because weights and test vectors were made with it. Numbers of the handling
//! model that only the simulator needs (torques, friction, suspension) stay next to its code.

use core::f32::consts::{FRAC_PI_2, FRAC_PI_4};

// The field (arena, section 1).

/// Distance from the centre line to a side wall, uu.
pub const SIDE_WALL_X: f32 = 4096.0;
/// Distance from the centre line to a back wall, uu.
pub const BACK_WALL_Y: f32 = 5120.0;
/// Height of the ceiling, uu.
pub const CEILING_Z: f32 = 2048.0;
/// The corner walls stand at 45 degrees on the lines |x| + |y| = this, uu.
pub const CORNER_SUM: f32 = 8064.0;
/// |y| at which the flat side wall ends and its fillet to the corner wall begins, uu.
pub const SIDE_WALL_END_Y: f32 = 3584.0;
/// |x| at which the flat back wall ends and its fillet to the corner wall begins, uu.
pub const BACK_WALL_END_X: f32 = 2560.0;
/// Radius of the ramp between the floor and the side and corner walls, uu.
pub const FLOOR_RAMP_RADIUS: f32 = 256.0;
/// Radius of the ramp between every wall and the ceiling, uu.
pub const CEILING_RAMP_RADIUS: f32 = 512.0;
/// Distance from the centre line to the back of a goal, uu.
pub const GOAL_BACK_Y: f32 = 6000.0;
/// Half the clear width of a goal, uu.
pub const GOAL_HALF_WIDTH: f32 = 896.0;
/// Clear height of a goal, uu.
pub const GOAL_HEIGHT: f32 = 640.0;
/// Radius of the goal opening's corners, uu.
pub const GOAL_CORNER_RADIUS: f32 = 96.0;
/// A ball has scored when its centre is further than this plus its radius from the centre line, uu (physics, 15).
pub const GOAL_LINE_Y: f32 = 5124.25;

/// Blue's kick-off places: x, y (uu) and yaw (rad) of each; orange's are turned by half a turn about z (physics, 14).
pub const KICKOFF_PLACES: [(f32, f32, f32); 5] = [
    (-2048.0, -2560.0, FRAC_PI_4),
    (2048.0, -2560.0, 3.0 * FRAC_PI_4),
    (-256.0, -3840.0, FRAC_PI_2),
    (256.0, -3840.0, FRAC_PI_2),
    (0.0, -4608.0, FRAC_PI_2),
];
/// Blue's respawn places, in the same form (physics, 14).
pub const RESPAWN_PLACES: [(f32, f32, f32); 4] = [
    (-2304.0, -4608.0, FRAC_PI_2),
    (-2688.0, -4608.0, FRAC_PI_2),
    (2304.0, -4608.0, FRAC_PI_2),
    (2688.0, -4608.0, FRAC_PI_2),
];

// Motion.

/// Gravity along z, uu/s^2 (physics, 1).
pub const GRAVITY: f32 = -650.0;
/// Fastest a car may start a tick, uu/s (physics, 2).
pub const CAR_MAX_SPEED: f32 = 2300.0;
/// Fastest a car may spin at the start of a tick, rad/s (physics, 2).
pub const CAR_MAX_ANG_SPEED: f32 = 5.5;
/// Fastest that throttle alone drives a car, uu/s: the engine's force is 0 from here on (physics, 7).
pub const THROTTLE_MAX_SPEED: f32 = 1410.0;
/// Height of a car's origin at a kick-off place, uu: an Octane at rest (physics, 14).
pub const CAR_REST_Z: f32 = 17.0;
/// Height of the origin of a car that comes back, uu (physics, 14).
pub const CAR_RESPAWN_Z: f32 = 36.0;
/// Suspension travel above and below the working rest length, uu (physics, 5).
pub const SUSPENSION_TRAVEL: f32 = 12.0;

// The ball (physics, 4).

/// Radius of the soccar ball, uu.
pub const BALL_RADIUS: f32 = 91.25;
/// Height at which the soccar ball rests: its radius plus the contact skin, uu.
pub const BALL_REST_Z: f32 = 93.15;
/// Fastest the ball may start a tick, uu/s.
pub const BALL_MAX_SPEED: f32 = 6000.0;
/// Fastest the ball may spin at the start of a tick, rad/s.
pub const BALL_MAX_ANG_SPEED: f32 = 6.0;
/// Share of its speed that the ball loses per second.
pub const BALL_DRAG: f32 = 0.03;
/// Restitution of the ball on the arena.
pub const BALL_RESTITUTION: f32 = 0.6;

// Supersonic (physics, 11).

/// A car becomes supersonic at this speed, uu/s.
///
/// Replays do not send the state: what is counted there, and in statistics of simulated matches, is time at this speed or
/// above it, without the grace below. The 17 demolitions of the replays are too few to tell the grace.
pub const SUPERSONIC_SPEED: f32 = 2200.0;
/// A supersonic car stops being so at once below this speed, uu/s.
pub const SUPERSONIC_KEEP_SPEED: f32 = 2100.0;
/// Between the two speeds it stays supersonic for this long, s.
pub const SUPERSONIC_GRACE_SECONDS: f32 = 1.0;

// Jumps and flips (physics, 9).

/// A jump pushes at least this many ticks.
pub const JUMP_MIN_TICKS: u32 = 3;
/// A held jump pushes at most this many ticks: 0.2 s.
pub const JUMP_MAX_TICKS: u32 = 24;
/// Seconds after a jump's *push* in which the second press counts.
///
/// Replays: of 2,324 second presses 2,322 came up to 1.235 s after the push ended, after tapped and after held jumps alike;
/// the other two came after 2.5 s, as after a landing that no network frame shows. Counted from the first press it is up
/// to 1.45 s, which is this and the longest push; 1.45 s after the first press of a tapped jump is too late.
pub const FLIP_WINDOW_SECONDS: f32 = 1.25;
/// Seconds that a flip's torque acts.
pub const FLIP_SECONDS: f32 = 0.65;

// Boost and pads (physics, 11 and 15).

/// A full boost tank.
pub const BOOST_MAX: f32 = 100.0;
/// Boost after a kick-off or respawn.
pub const BOOST_SPAWN: f32 = BOOST_MAX / 3.0;
/// Boost used per second while it fires.
///
/// Replays: the line through 2,471 stretches between two amounts that were sent has a slope of 33.25 per second with a
/// standard error of 0.04; 100 in three seconds lies 2.5 of these away.
pub const BOOST_PER_SECOND: f32 = 33.3;
/// Boost of a small pad.
pub const PAD_AMOUNT_SMALL: f32 = 12.0;
/// Boost of a big pad.
pub const PAD_AMOUNT_BIG: f32 = 100.0;
/// Seconds until a small pad can be taken again. Replays: of 1,169 pairs of takings the nearest are 3.99 and 4.01 s apart.
pub const PAD_COOLDOWN_SMALL_SECONDS: f32 = 4.0;
/// Seconds until a big pad can be taken again. Replays: of 472 pairs of takings the nearest are 9.99 and 10.00 s apart.
pub const PAD_COOLDOWN_BIG_SECONDS: f32 = 10.0;

// Bumps and demolitions (physics, 14).

/// A demolition needs this forward speed besides being supersonic, in either direction, uu/s.
pub const DEMOLITION_SPEED: f32 = 2100.0;
/// Attackers bump no harder than at this speed, uu/s: where the reference's bump curves end. It is the end of a table and
/// not the supersonic threshold, although the number is the same: a car that is supersonic in its grace bumps as fast as
/// it is.
pub const BUMP_MAX_SPEED: f32 = 2200.0;
/// Seconds between two bumps of the same pair.
pub const BUMP_COOLDOWN_SECONDS: f32 = 0.25;
/// Seconds until a demolished car comes back. Replays: 2.96 to 3.11 s in 17 of 18 cases.
pub const RESPAWN_SECONDS: f32 = 3.0;

// Matches and their statistics.

/// Length of a match, s.
pub const MATCH_SECONDS: f32 = 300.0;
/// A flip that began at most this long before the landing makes a wavedash, s (our definition). The torque has turned the
/// car by a quarter at most then; later it lands on nose or roof.
pub const WAVEDASH_SECONDS: f32 = 0.3;
/// Share of its speed after the flip's push that a wavedash still has, along the ground (our definition).
pub const WAVEDASH_KEPT_SPEED: f32 = 0.9;

/// Boost of a pad.
#[must_use]
pub const fn pad_amount(is_big: bool) -> f32 {
    if is_big { PAD_AMOUNT_BIG } else { PAD_AMOUNT_SMALL }
}

/// Seconds until a pad can be taken again.
#[must_use]
pub const fn pad_cooldown_seconds(is_big: bool) -> f32 {
    if is_big { PAD_COOLDOWN_BIG_SECONDS } else { PAD_COOLDOWN_SMALL_SECONDS }
}
