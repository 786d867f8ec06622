//! The one place that knows both frames: the match's (uu, z up, left-handed) and the picture's (1 unit = 100 uu = 2 m,
//! y up, right-handed).

/// Unreal units in one unit of the picture.
pub const UU_PER_UNIT: f32 = 100.0;

/// A place of the match, uu, in the picture. Swapping y and z also turns the handedness.
#[must_use]
pub fn place([x, y, z]: [f32; 3]) -> [f32; 3] {
    [x, z, y].map(|length| length / UU_PER_UNIT)
}

/// A direction of the match in the picture.
#[must_use]
pub const fn direction([x, y, z]: [f32; 3]) -> [f32; 3] {
    [x, z, y]
}

/// An orientation of the match, w x y z, in the picture, x y z w.
#[must_use]
pub fn rotation([w, x, y, z]: [f32; 4]) -> [f32; 4] {
    [-x, -z, -y, w]
}

/// A place of the picture in the match, uu.
#[must_use]
pub fn back([x, y, z]: [f32; 3]) -> [f32; 3] {
    [x, z, y].map(|length| length * UU_PER_UNIT)
}

#[cfg(test)]
mod tests {
    use nalgebra::{Quaternion, UnitQuaternion, Vector3};

    use super::*;

    #[test]
    fn places_come_back() {
        assert_eq!(place([100.0, 200.0, 300.0]), [1.0, 3.0, 2.0]);
        assert_eq!(back(place([-4096.0, 5120.0, 17.0])), [-4096.0, 5120.0, 17.0]);
    }

    #[test]
    fn turning_and_then_changing_frames_is_changing_frames_and_then_turning() {
        let quat = |[w, x, y, z]: [f32; 4]| UnitQuaternion::from_quaternion(Quaternion::new(w, x, y, z));
        for angles in [[0.3, -0.8, 2.0], [1.5, 0.1, -3.0], [0.0, 0.0, 0.5]] {
            let turn = UnitQuaternion::from_euler_angles(angles[0], angles[1], angles[2]);
            let body = [70.0, -20.0, 9.0];
            let turned = turn * Vector3::from(body);
            let [x, y, z, w] = rotation([turn.w, turn.i, turn.j, turn.k]);
            let drawn = quat([w, x, y, z]) * Vector3::from(place(body));
            assert!((drawn - Vector3::from(place(turned.into()))).norm() < 1e-5);
        }
    }
}
