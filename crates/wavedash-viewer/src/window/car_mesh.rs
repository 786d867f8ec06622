//! A car of flat faces that fills its hitbox: a profile from the side, drawn narrower towards the roof.

use bevy::prelude::*;
use wavedash_sim::CarBody;

use super::faces::Faces;

/// Profile from the rear to the nose: share of the length (-0.5 to 0.5), share of the height (0 to 1), share of the
/// width at that height. Lower line and upper line have as many points.
const LOW: [[f32; 3]; 6] = [
    [-0.50, 0.30, 0.86],
    [-0.42, 0.06, 0.96],
    [-0.10, 0.04, 1.0],
    [0.15, 0.04, 1.0],
    [0.40, 0.06, 0.94],
    [0.50, 0.22, 0.80],
];
const BELT: [[f32; 3]; 6] = [
    [-0.50, 0.62, 0.88],
    [-0.42, 0.66, 0.98],
    [-0.10, 0.62, 1.0],
    [0.15, 0.58, 0.98],
    [0.40, 0.46, 0.92],
    [0.50, 0.38, 0.78],
];
const ROOF: [[f32; 3]; 6] = [
    [-0.48, 0.72, 0.70],
    [-0.36, 0.92, 0.62],
    [-0.12, 1.0, 0.60],
    [0.06, 0.96, 0.58],
    [0.24, 0.62, 0.74],
    [0.46, 0.44, 0.66],
];

/// Linear colours: paint of the side, glass, dark trim, lamps.
const GLASS: [f32; 3] = [0.015, 0.025, 0.045];
const TRIM: [f32; 3] = [0.03, 0.035, 0.05];
const LAMP: [f32; 3] = [2.2, 2.1, 1.8];

/// A flat face of one colour.
fn face(faces: &mut Faces, corners: &[Vec3], out: Vec3, [r, g, b]: [f32; 3]) {
    let corners: Vec<[f32; 3]> = corners.iter().map(|corner| corner.to_array()).collect();
    faces.add(&corners, out.to_array(), |_| [r, g, b, 1.0]);
}

/// The mesh of a car body around its origin, in units of the picture, in a side's colour.
pub(super) fn car(body: &CarBody, paint: Color) -> Mesh {
    let [length, width, height] = body.hitbox;
    let [offset_x, _, offset_z] = body.offset;
    let place = |[along, up, wide]: [f32; 3], side: f32| {
        Vec3::new(offset_x + along * length, side * 0.5 * width * wide, offset_z + (up - 0.5) * height)
    };
    let linear = LinearRgba::from(paint);
    let paint = [linear.red, linear.green, linear.blue];
    let mut faces = Faces::default();
    for index in 0..LOW.len() - 1 {
        let next = index + 1;
        for side in [-1.0, 1.0] {
            let out = Vec3::new(0.0, side, 0.2);
            let lower = [LOW[index], LOW[next], BELT[next], BELT[index]].map(|p| place(p, side));
            face(
                &mut faces,
                &lower,
                out,
                if index == 2 { [paint[0] * 0.8, paint[1] * 0.8, paint[2] * 0.8] } else { paint },
            );
            let upper = [BELT[index], BELT[next], ROOF[next], ROOF[index]].map(|p| place(p, side));
            face(&mut faces, &upper, out, if (1..=3).contains(&index) { GLASS } else { paint });
        }
        let roof = [place(ROOF[index], -1.0), place(ROOF[next], -1.0), place(ROOF[next], 1.0), place(ROOF[index], 1.0)];
        // The windscreen and the rear window.
        let is_glass = index == 3 || index == 0;
        face(&mut faces, &roof, Vec3::Z, if is_glass { GLASS } else { paint });
        let bottom = [place(LOW[index], -1.0), place(LOW[next], -1.0), place(LOW[next], 1.0), place(LOW[index], 1.0)];
        face(&mut faces, &bottom, -Vec3::Z, TRIM);
    }
    let last = LOW.len() - 1;
    for (index, out, color) in [(0, -Vec3::X, TRIM), (last, Vec3::X, paint)] {
        let lower =
            [place(LOW[index], -1.0), place(LOW[index], 1.0), place(BELT[index], 1.0), place(BELT[index], -1.0)];
        face(&mut faces, &lower, out, color);
        let upper =
            [place(BELT[index], -1.0), place(BELT[index], 1.0), place(ROOF[index], 1.0), place(ROOF[index], -1.0)];
        face(&mut faces, &upper, out, color);
    }
    // Lamps at the nose, so that one sees which end is which.
    for side in [-1.0, 1.0] {
        let lamp = [[0.503, 0.24, 0.72], [0.503, 0.24, 0.42], [0.503, 0.34, 0.42], [0.503, 0.34, 0.70]];
        face(&mut faces, &lamp.map(|p| place(p, side)), Vec3::X, LAMP);
    }
    faces.mesh()
}

/// A wheel of this radius, uu: a short cylinder across the car with a light bar over its face, so that one sees it turn.
pub(super) fn wheel(radius: f32) -> Mesh {
    let mut faces = Faces::default();
    let (half, steps) = (7.0, 14);
    let rim = |step: i32, share: f32, y: f32| {
        let angle = core::f32::consts::TAU * step as f32 / steps as f32;
        Vec3::new(share * radius * libm::cosf(angle), y, share * radius * libm::sinf(angle))
    };
    for step in 0..steps {
        let tread = [rim(step, 1.0, -half), rim(step + 1, 1.0, -half), rim(step + 1, 1.0, half), rim(step, 1.0, half)];
        face(&mut faces, &tread, rim(step, 1.0, 0.0), TRIM);
        for side in [-1.0, 1.0] {
            let y = side * half;
            let out = Vec3::new(0.0, side, 0.0);
            let ring = [rim(step, 0.62, y), rim(step + 1, 0.62, y), rim(step + 1, 1.0, y), rim(step, 1.0, y)];
            face(&mut faces, &ring, out, TRIM);
            let spoke = step % (steps / 2) < 2;
            let hub = [Vec3::new(0.0, y, 0.0), rim(step, 0.62, y), rim(step + 1, 0.62, y)];
            face(&mut faces, &hub, out, if spoke { [0.75, 0.78, 0.82] } else { [0.10, 0.11, 0.13] });
        }
    }
    faces.mesh()
}
