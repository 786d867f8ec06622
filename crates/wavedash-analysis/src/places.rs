//! Where and how bodies are put to sample a reward: the grids and directions of the paper's analysis.

use libm::{cosf, sinf};
use wavedash_core::{Frame, Vec3};

/// Every 1600 uu of the pitch at two heights: 84 places.
#[must_use]
pub fn grid() -> Vec<Vec3> {
    const XS: [f32; 6] = [-3200.0, -1920.0, -640.0, 640.0, 1920.0, 3200.0];
    const YS: [f32; 7] = [-4800.0, -3200.0, -1600.0, 0.0, 1600.0, 3200.0, 4800.0];
    const ZS: [f32; 2] = [222.0, 1822.0];
    let at = |x, y| ZS.into_iter().map(move |z| Vec3::new(x, y, z));
    XS.into_iter().flat_map(|x| YS.into_iter().flat_map(move |y| at(x, y))).collect()
}

/// `count` directions that are spread evenly over all of them: a Fibonacci sphere. The analysis uses 50.
#[must_use]
pub fn directions(count: usize) -> Vec<Vec3> {
    /// pi (3 - sqrt 5): a turn by it meets no earlier direction again.
    const GOLDEN_ANGLE: f32 = 2.399_963_2;
    let direction = |i: usize| {
        // The middle of each of `count` slices of equal area, so that the mean is zero.
        let z = 1.0 - (2.0 * i as f32 + 1.0) / count as f32;
        let radius = (1.0 - z * z).max(0.0).sqrt();
        let turn = GOLDEN_ANGLE * i as f32;
        Vec3::new(radius * cosf(turn), radius * sinf(turn), z)
    };
    (0..count).map(direction).collect()
}

/// `count` velocities along the diagonal (1, 1, 1) from 0 to `fastest`, evenly. The analysis uses 8.
#[must_use]
pub fn diagonal_velocities(count: usize, fastest: f32) -> Vec<Vec3> {
    const THIRD: f32 = 0.577_350_26;
    let last = count.saturating_sub(1).max(1) as f32;
    (0..count).map(|i| Vec3::repeat(THIRD * fastest * i as f32 / last)).collect()
}

/// The axes of a car whose nose points along `forward` and that leans to neither side.
#[must_use]
pub fn facing(forward: Vec3) -> Frame {
    let flat = Vec3::new(-forward.y, forward.x, 0.0);
    // Straight up or down there is no side to lean to; any will do.
    let right = if flat.norm_squared() > 1e-12 { flat.normalize() } else { Vec3::new(0.0, 1.0, 0.0) };
    Frame { forward, right, up: forward.cross(&right) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_has_84_places_around_the_middle() {
        let places = grid();
        let mean = places.iter().sum::<Vec3>() / places.len() as f32;
        assert_eq!(places.len(), 84);
        assert!((mean - Vec3::new(0.0, 0.0, 1022.0)).norm() < 1e-3);
    }

    #[test]
    fn directions_are_of_length_one_and_cancel_out() {
        let all = directions(50);
        assert!(all.iter().all(|d| (d.norm() - 1.0).abs() < 1e-6));
        assert!((all.iter().sum::<Vec3>() / 50.0).norm() < 0.02);
        // Neighbours on a sphere of 50 evenly spread points are about half a radian apart.
        let nearest = |d: &Vec3| all.iter().map(|o| (o - d).norm()).filter(|gap| *gap > 0.0).fold(9.0, f32::min);
        assert!(all.iter().all(|d| (0.3..0.7).contains(&nearest(d))));
    }

    #[test]
    fn velocities_grow_evenly_to_the_fastest() {
        let all: Vec<f32> = diagonal_velocities(8, 2300.0).iter().map(|v| v.norm()).collect();
        assert_eq!(all[0], 0.0);
        assert!((all[7] - 2300.0).abs() < 0.01 && (all[4] - 4.0 / 7.0 * 2300.0).abs() < 0.01);
    }

    #[test]
    fn a_frame_is_right_handed_wherever_the_nose_points() {
        for forward in directions(20).into_iter().chain([Vec3::z(), -Vec3::z()]) {
            let frame = facing(forward);
            assert!((frame.forward.cross(&frame.right) - frame.up).norm() < 1e-6);
            assert!((frame.up.norm() - 1.0).abs() < 1e-6 && frame.up.z > -1e-6);
        }
    }
}
