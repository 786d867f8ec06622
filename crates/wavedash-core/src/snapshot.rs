//! What everybody above the simulator sees of a match at one tick.

use serde::{Deserialize, Serialize};

use crate::controls::Controls;
use crate::ids::{CarPreset, Team};

/// The ball at one tick. Arrays are x, y, z in world axes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BallSnapshot {
    /// Centre, uu.
    pub pos: [f32; 3],
    /// Orientation, body to world, w x y z.
    pub rot_wxyz: [f32; 4],
    /// Velocity, uu/s.
    pub vel: [f32; 3],
    /// Angular velocity, rad/s.
    pub ang_vel: [f32; 3],
}

/// A car at one tick. Arrays are x, y, z in world axes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CarSnapshot {
    /// Side the car plays for.
    pub team: Team,
    /// Hitbox and handling.
    pub preset: CarPreset,
    /// Origin (centre of mass), uu.
    pub pos: [f32; 3],
    /// Orientation, body to world, w x y z.
    pub rot_wxyz: [f32; 4],
    /// Velocity, uu/s.
    pub vel: [f32; 3],
    /// Angular velocity, rad/s.
    pub ang_vel: [f32; 3],
    /// Boost, 0 to 100.
    pub boost: f32,
    /// At least three wheels touch something.
    pub on_ground: bool,
    /// Wheel contacts: front at -y, front at +y, rear at -y, rear at +y.
    pub wheels: [bool; 4],
    /// Suspension length of each wheel below its connection point, uu.
    pub suspension: [f32; 4],
    /// Angle of the front wheels, rad; positive turns towards right.
    pub steer_angle: f32,
    /// Jumped and not landed since.
    pub has_jumped: bool,
    /// In the pushing phase of a jump.
    pub is_jumping: bool,
    /// Used the second jump.
    pub has_double_jumped: bool,
    /// Used the flip.
    pub has_flipped: bool,
    /// Flip torque is acting.
    pub is_flipping: bool,
    /// A jump or flip is still available in the air.
    pub can_flip: bool,
    /// Seconds with fewer than three wheels on something.
    #[serde(default)]
    pub air_seconds: f32,
    /// Seconds off the ground since a jump's push ended: up to 1.25 of them a flip or double jump is left.
    #[serde(default)]
    pub jump_seconds: f32,
    /// Seconds since the flip began, or since its torque ended.
    #[serde(default)]
    pub flip_seconds: f32,
    /// How far the handbrake is pulled, 0 to 1.
    #[serde(default)]
    pub handbrake: f32,
    /// Boost is firing.
    pub is_boosting: bool,
    /// At or above supersonic speed, grace time included.
    pub is_supersonic: bool,
    /// Demolished and waiting to come back.
    pub is_demolished: bool,
    /// Seconds until a demolished car comes back.
    pub respawn_seconds: f32,
    /// Controls applied in the last tick.
    pub controls: Controls,
}

/// A boost pad at one tick.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PadSnapshot {
    /// Ready to be taken.
    pub is_active: bool,
    /// Seconds until it is ready; 0 when active.
    pub cooldown_seconds: f32,
}

/// A whole match at one tick: plain data, no references into the simulator.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Ticks since the arena was made.
    pub tick: u64,
    /// The ball.
    pub ball: BallSnapshot,
    /// The cars in arena order.
    pub cars: Vec<CarSnapshot>,
    /// The pads, by y, then x.
    pub pads: Vec<PadSnapshot>,
    /// Goals of blue and orange.
    pub score: [u32; 2],
}
