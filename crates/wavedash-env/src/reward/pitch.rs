//! The pitch as the published reward functions see it.
//!
//! These are the numbers of the rewards' literature (RLGym's common values), not those of the simulator: weights and
//! test vectors were made with them, and a ball radius of 92.75 uu there is one of 91.25 uu here. They do not follow
//! `wavedash_core::rules` where those change.

use wavedash_core::{Team, Vec3};

/// Radius of the ball, uu.
pub const BALL_RADIUS: f32 = 92.75;
/// Distance from the centre line to a back wall, uu.
pub const BACK_WALL_Y: f32 = 5120.0;
/// Distance from the centre line to a side wall, uu.
pub const SIDE_WALL_X: f32 = 4096.0;
/// |x| + |y| on the walls of the corners, uu: 4096 + 5120 - 1152.
pub const CORNER_SUM: f32 = 8064.0;
/// Distance from the centre line to the back of a goal, uu.
pub const GOAL_BACK_Y: f32 = 6000.0;
/// Half the height of a goal, uu.
pub const GOAL_CENTRE_Z: f32 = 321.3875;
/// From the back of a goal to a ball that touches the goal line, uu: 6000 - 5120 + 92.75.
pub const GOAL_DEPTH: f32 = GOAL_BACK_Y - BACK_WALL_Y + BALL_RADIUS;
/// Distance from the centre line to the middle of a goal's inside, uu: Necto's goal point.
pub const GOAL_MIDDLE_Y: f32 = 0.5 * (BACK_WALL_Y + GOAL_BACK_Y);
/// Height of the ceiling, uu.
pub const CEILING_Z: f32 = 2044.0;
/// Fastest a car drives, uu/s.
pub const CAR_MAX_SPEED: f32 = 2300.0;
/// Fastest the ball flies, uu/s.
pub const BALL_MAX_SPEED: f32 = 6000.0;

/// Middle of the back of the goal that a team defends.
#[must_use]
pub fn goal_back(defended_by: Team) -> Vec3 {
    Vec3::new(0.0, defended_by.own_goal_sign() * GOAL_BACK_Y, GOAL_CENTRE_Z)
}

/// Middle of the inside of the goal that a team defends.
#[must_use]
pub fn goal_middle(defended_by: Team) -> Vec3 {
    Vec3::new(0.0, defended_by.own_goal_sign() * GOAL_MIDDLE_Y, GOAL_CENTRE_Z)
}
