//! Units of measure.
//!
//! House units everywhere: lengths in Unreal units (uu, 1 uu = 2 cm), speeds in uu/s, angles in
//! radians, angular velocity in rad/s, time in seconds or in ticks of 1/120 s, boost from 0 to 100.
//! World axes: x across the pitch, y along it, z up. Blue defends -y, orange +y. The game's numbers are in
//! [`crate::rules`].

/// Physics ticks per second. The simulator knows no other rate.
pub const TICK_RATE: u32 = 120;
/// Length of one tick in seconds.
pub const TICK_SECONDS: f32 = 1.0 / TICK_RATE as f32;

/// Most cars an arena can hold: four a side.
pub const MAX_CARS: usize = 8;

// Until the environments name the module themselves.
pub use crate::rules::{
    BACK_WALL_Y, BALL_MAX_ANG_SPEED, BALL_RADIUS, BALL_REST_Z, BOOST_MAX, CAR_MAX_ANG_SPEED, CAR_MAX_SPEED, CEILING_Z,
    GOAL_BACK_Y, GOAL_HALF_WIDTH, GOAL_HEIGHT, GOAL_LINE_Y, SIDE_WALL_X,
};
