//! Units and limits of the game.
//!
//! House units everywhere: lengths in Unreal units (uu, 1 uu = 2 cm), speeds in uu/s, angles in
//! radians, angular velocity in rad/s, time in seconds or in ticks of 1/120 s, boost from 0 to 100.
//! World axes: x across the pitch, y along it, z up. Blue defends -y, orange +y.

/// Physics ticks per second. The simulator knows no other rate.
pub const TICK_RATE: u32 = 120;
/// Length of one tick in seconds.
pub const TICK_SECONDS: f32 = 1.0 / TICK_RATE as f32;

/// Distance from the centre line to a side wall, uu.
pub const SIDE_WALL_X: f32 = 4096.0;
/// Distance from the centre line to a back wall, uu.
pub const BACK_WALL_Y: f32 = 5120.0;
/// Height of the ceiling, uu.
pub const CEILING_Z: f32 = 2048.0;
/// Distance from the centre line to the back of a goal, uu.
pub const GOAL_BACK_Y: f32 = 6000.0;
/// Half the clear width of a goal, uu.
pub const GOAL_HALF_WIDTH: f32 = 896.0;
/// Clear height of a goal, uu.
pub const GOAL_HEIGHT: f32 = 640.0;
/// A ball has scored when its centre is further than this plus its radius from the centre line, uu.
pub const GOAL_LINE_Y: f32 = 5124.25;

/// Fastest a car may start a tick, uu/s.
pub const CAR_MAX_SPEED: f32 = 2300.0;
/// Fastest a car may spin at the start of a tick, rad/s.
pub const CAR_MAX_ANG_SPEED: f32 = 5.5;
/// Fastest the ball may start a tick, uu/s.
pub const BALL_MAX_SPEED: f32 = 6000.0;
/// Fastest the ball may spin at the start of a tick, rad/s.
pub const BALL_MAX_ANG_SPEED: f32 = 6.0;
/// Radius of the soccar ball, uu.
pub const BALL_RADIUS: f32 = 91.25;
/// Height at which the soccar ball rests: its radius plus the contact skin, uu.
pub const BALL_REST_Z: f32 = 93.15;

/// A full boost tank.
pub const BOOST_MAX: f32 = 100.0;
/// Most cars an arena can hold: four a side.
pub const MAX_CARS: usize = 8;
