//! The arena: the triangles of the simulator's own surface, and the planes it leaves out.

use bevy::prelude::*;
use wavedash_core::rules::{
    BACK_WALL_Y, CEILING_RAMP_RADIUS, CEILING_Z, CORNER_SUM, FLOOR_RAMP_RADIUS, GOAL_BACK_Y, GOAL_CORNER_RADIUS,
    GOAL_HALF_WIDTH, GOAL_HEIGHT, SIDE_WALL_END_Y, SIDE_WALL_X,
};
use wavedash_sim::Surface;

use super::faces::Faces;
use super::look::Flat;
use crate::axes;

/// Where the flat side walls begin and end, uu: they are planes, no faces.
const WALL_Z: [f32; 2] = [FLOOR_RAMP_RADIUS, CEILING_Z - CEILING_RAMP_RADIUS];
/// Where the goals begin, uu.
const GOAL_Y: f32 = BACK_WALL_Y + 4.0;
/// Distance of lines of the walls' net, uu.
const NET: f32 = 512.0;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Startup, spawn);
}

fn spawn(mut commands: Commands, mut meshes: ResMut<Assets<Mesh>>, mut paints: ResMut<Assets<Flat>>) {
    commands.spawn((Name::new("pitch"), Mesh3d(meshes.add(floor())), MeshMaterial3d(paints.add(Flat::pitch()))));
    commands.spawn((
        Name::new("walls"),
        Mesh3d(meshes.add(walls(&Surface::soccar()))),
        MeshMaterial3d(paints.add(Flat::wall())),
    ));
    let frame = meshes.add(goal_frame());
    for (sign, team) in [(-1.0, wavedash_core::Team::Blue), (1.0, wavedash_core::Team::Orange)] {
        commands.spawn((
            Name::new("goal frame"),
            Mesh3d(frame.clone()),
            MeshMaterial3d(paints.add(Flat::shining(super::look::team(team)))),
            Transform::from_translation(axes::place([0.0, sign * GOAL_Y, 0.0]).into()),
        ));
    }
}

fn floor() -> Mesh {
    let up = [0.0, 0.0, 1.0];
    let white = |_| [1.0; 4];
    let mut faces = Faces::default();
    let (x, y) = (SIDE_WALL_X, BACK_WALL_Y);
    let (cut_x, cut_y) = (CORNER_SUM - y, CORNER_SUM - x);
    let ring = [[x, -cut_y], [x, cut_y], [cut_x, y], [-cut_x, y], [-x, cut_y], [-x, -cut_y], [-cut_x, -y], [cut_x, -y]];
    // A hair below the triangles that begin there, so that the two do not fight over pixels.
    let low = -1.0;
    let flat = |[x, y]: [f32; 2]| [x, y, low];
    faces.add(&ring.map(flat), up, white);
    for sign in [-1.0, 1.0] {
        let (near, far, half) = (sign * BACK_WALL_Y, sign * GOAL_BACK_Y, GOAL_HALF_WIDTH);
        faces.add(&[[-half, near, low], [half, near, low], [half, far, low], [-half, far, low]], up, white);
    }
    faces.mesh()
}

fn walls(surface: &Surface) -> Mesh {
    let mut faces = Faces::default();
    for triangle in surface.triangles() {
        faces.add(&triangle.points.map(Into::into), triangle.normal.into(), tint);
    }
    for sign in [-1.0, 1.0] {
        // In pieces, so that the colour changes along the pitch.
        let steps = 16;
        for step in 0..steps {
            let at = |step: i32| SIDE_WALL_END_Y * (2.0 * step as f32 / steps as f32 - 1.0);
            let (x, [low, high], from, to) = (sign * SIDE_WALL_X, WALL_Z, at(step), at(step + 1));
            faces.add(&[[x, from, low], [x, to, low], [x, to, high], [x, from, high]], [-sign, 0.0, 0.0], tint);
        }
    }
    faces.mesh_with_net(NET)
}

/// Linear colour and translucency of the surface at a place: each side's half in its colour, goals strongest.
fn tint([_, y, z]: [f32; 3]) -> [f32; 4] {
    let side = if y < 0.0 { [0.05, 0.22, 0.85] } else { [0.95, 0.27, 0.03] };
    let is_goal = y.abs() > GOAL_Y;
    let near = y.abs() / BACK_WALL_Y;
    let share = if is_goal { 1.0 } else { 0.8 * near * near };
    let neutral = [0.15, 0.19, 0.28];
    let [r, g, b] = core::array::from_fn(|i| neutral[i] + share * (side[i] - neutral[i]));
    let low = 1.0 - (z / 300.0).clamp(0.0, 1.0);
    let high = ((z - WALL_Z[1]) / CEILING_RAMP_RADIUS).clamp(0.0, 1.0);
    let alpha = if is_goal { 0.34 } else { 0.13 + 0.30 * low - 0.10 * high };
    [r, g, b, alpha]
}

/// The edge of a goal as a bar around its opening; stands on the ground, open at the bottom.
fn goal_frame() -> Mesh {
    let mut faces = Faces::default();
    let (half, top, corner, thick) = (GOAL_HALF_WIDTH, GOAL_HEIGHT, GOAL_CORNER_RADIUS, 9.0);
    let mut line = vec![[half, 0.0]];
    for step in 0..=8 {
        let angle = core::f32::consts::FRAC_PI_2 * step as f32 / 8.0;
        line.push([half - corner + corner * libm::cosf(angle), top - corner + corner * libm::sinf(angle)]);
    }
    let mirrored: Vec<[f32; 2]> = line.iter().rev().map(|[x, z]| [-x, *z]).collect();
    line.extend(mirrored);
    let centre = [0.0, top / 2.0];
    let color = |_| [1.0; 4];
    for pair in line.windows(2) {
        let ([ax, az], [bx, bz]) = (pair[0], pair[1]);
        let out = |x: f32, z: f32| {
            let (dx, dz) = (x - centre[0], z - centre[1]);
            let length = (dx * dx + dz * dz).sqrt().max(1.0);
            [x + thick * dx / length, if z <= 0.0 { 0.0 } else { z + thick * dz / length }]
        };
        let ([oax, oaz], [obx, obz]) = (out(ax, az), out(bx, bz));
        for (y, normal) in [(thick, [0.0, 1.0, 0.0]), (-thick, [0.0, -1.0, 0.0])] {
            faces.add(&[[ax, y, az], [bx, y, bz], [obx, y, obz], [oax, y, oaz]], normal, color);
        }
        let inward = [-(ax + bx), 0.0, top - (az + bz)];
        faces.add(&[[ax, -thick, az], [bx, -thick, bz], [bx, thick, bz], [ax, thick, az]], inward, color);
        let outward = [ax + bx, 0.0, (az + bz) - top];
        faces.add(&[[oax, -thick, oaz], [obx, -thick, obz], [obx, thick, obz], [oax, thick, oaz]], outward, color);
    }
    faces.mesh()
}
