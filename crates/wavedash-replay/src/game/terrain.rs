//! Where the walls are, closely enough to tell whether a car stands on something.
//!
//! Replays do not say which wheels touch. The arena's plan, its roundings and the goals are kept; fillets between
//! walls and the wall ramp's narrowing next to the goals are not.

use wavedash_core::units::{BACK_WALL_Y, CEILING_Z, GOAL_BACK_Y, GOAL_HALF_WIDTH, GOAL_HEIGHT, SIDE_WALL_X};
use wavedash_core::{Frame, Quat, Vec3};

/// Radius of the rounding between floor and walls, uu.
const FLOOR_RADIUS: f32 = 256.0;
/// The same at the back wall, uu.
const BACK_RADIUS: f32 = 160.0;
/// Radius of the rounding between walls and ceiling, uu.
const CEILING_RADIUS: f32 = 512.0;
/// |x| + |y| on a corner wall, uu.
const CORNER: f32 = 8064.0;
/// From a car's origin down to what its wheels touch while the suspension is stretched, uu.
const REACH: f32 = 31.0;

/// Distance of a point from the nearest surface, negative outside, uu.
pub(super) fn clearance(p: Vec3) -> f32 {
    let (x, y) = (p.x.abs(), p.y.abs());
    if y > BACK_WALL_Y - BACK_RADIUS && x < GOAL_HALF_WIDTH && p.z < GOAL_HEIGHT {
        let within = p.z.min(GOAL_BACK_Y - y);
        return if y > BACK_WALL_Y { within.min(GOAL_HALF_WIDTH - x).min(GOAL_HEIGHT - p.z) } else { within };
    }
    let side = SIDE_WALL_X - x;
    let back = BACK_WALL_Y - y;
    let corner = (CORNER - x - y) * core::f32::consts::FRAC_1_SQRT_2;
    let wall = side.min(back).min(corner);
    let radius = if back == wall { BACK_RADIUS } else { FLOOR_RADIUS };
    rounded(wall, p.z, radius).min(rounded(wall, CEILING_Z - p.z, CEILING_RADIUS))
}

/// Distance from two planes with a rounding between them.
fn rounded(a: f32, b: f32, radius: f32) -> f32 {
    if a < radius && b < radius {
        let (a, b) = (radius - a, radius - b);
        radius - (a * a + b * b).sqrt()
    } else {
        a.min(b)
    }
}

/// The wheels of a car at this place touch something, as far as can be told.
pub(super) fn is_on_ground(pos: Vec3, rot: &Quat) -> bool {
    if pos.z > 60.0 && clearance(pos) > REACH {
        return false;
    }
    clearance(pos - Frame::of(rot).up * REACH) < 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cars_stand_on_floor_walls_and_ramps_and_not_on_their_roofs() {
        let upright = math_euler(0.0, 0.0);
        let on_roof = math_euler(0.0, core::f32::consts::PI);
        assert!(is_on_ground(Vec3::new(0.0, 0.0, 17.0), &upright));
        assert!(!is_on_ground(Vec3::new(0.0, 0.0, 60.0), &upright));
        assert!(!is_on_ground(Vec3::new(0.0, 0.0, 40.0), &on_roof));
        // Driving up the wall at +x: the roof points to -x.
        let up_the_wall = math_euler(core::f32::consts::FRAC_PI_2, 0.0);
        assert!(is_on_ground(Vec3::new(4096.0 - 17.0, 0.0, 800.0), &up_the_wall));
        assert!(!is_on_ground(Vec3::new(4096.0 - 17.0, 0.0, 800.0), &upright));
    }

    #[test]
    fn the_ramps_are_round() {
        let middle = FLOOR_RADIUS * (1.0 - core::f32::consts::FRAC_1_SQRT_2);
        assert!(clearance(Vec3::new(4096.0 - middle, 0.0, middle)).abs() < 0.1);
        assert!(clearance(Vec3::new(0.0, 5900.0, 300.0)) > 90.0);
    }

    fn math_euler(pitch: f32, roll: f32) -> Quat {
        wavedash_core::math::from_euler(0.0, pitch, roll)
    }
}
