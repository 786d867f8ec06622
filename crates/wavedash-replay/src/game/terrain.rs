//! Whether bodies are near what they can stand on or bounce off, on the simulator's own surface.
//!
//! Replays do not say which wheels touch.

use wavedash_core::{Frame, Quat, Vec3};

use crate::surface;

/// From a car's origin down to what its wheels touch while the suspension is stretched, uu.
const REACH: f32 = 31.0;
/// No car this low has a wall, floor or ceiling out of reach, uu.
const LOW: f32 = 60.0;

/// Distance of a point from the nearest surface, negative behind it, uu; infinite beyond `Surface::CAR_REACH`.
pub(super) fn clearance(p: Vec3) -> f32 {
    surface::soccar().distance(p).unwrap_or(f32::INFINITY)
}

/// The wheels of a car at this place touch something, as far as can be told.
pub(super) fn is_on_ground(pos: Vec3, rot: &Quat) -> bool {
    if pos.z > LOW && clearance(pos) > REACH {
        return false;
    }
    clearance(pos - Frame::of(rot).up * REACH) < 0.0
}

#[cfg(test)]
mod tests {
    use core::f32::consts::{FRAC_PI_2, PI};

    use wavedash_core::math::from_euler;
    use wavedash_core::rules::{CAR_REST_Z, SIDE_WALL_X};

    use super::*;

    #[test]
    fn cars_stand_on_floor_and_walls_and_not_on_their_roofs() {
        let (upright, on_roof) = (Quat::identity(), from_euler(0.0, 0.0, PI));
        assert!(is_on_ground(Vec3::new(0.0, 0.0, CAR_REST_Z), &upright));
        assert!(!is_on_ground(Vec3::new(0.0, 0.0, LOW), &upright));
        assert!(!is_on_ground(Vec3::new(0.0, 0.0, 40.0), &on_roof));
        // Driving up the wall at +x: the roof points to -x.
        let (up_the_wall, beside) = (from_euler(0.0, FRAC_PI_2, 0.0), Vec3::new(SIDE_WALL_X - CAR_REST_Z, 0.0, 800.0));
        assert!(is_on_ground(beside, &up_the_wall));
        assert!(!is_on_ground(beside, &upright));
    }

    #[test]
    fn a_car_on_the_fillet_of_a_corner_stands() {
        // 20 uu before the middle of the fillet between side wall and corner wall, 86 uu before the planes of both.
        let at = Vec3::new(4010.4, 3932.5, 800.0);
        assert!((clearance(at) - 20.0).abs() < 5.0, "{}", clearance(at));
        assert!(is_on_ground(at, &from_euler(PI / 8.0, FRAC_PI_2, 0.0)));
    }
}
