//! Meshes of flat faces with a colour at every corner, written in the match's frame.

use bevy::asset::RenderAssetUsages;
use bevy::mesh::{Indices, PrimitiveTopology};
use bevy::prelude::*;

use crate::axes;

/// Corners, normals and linear colours of triangles that share nothing.
#[derive(Default)]
pub(super) struct Faces {
    places: Vec<[f32; 3]>,
    normals: Vec<[f32; 3]>,
    colors: Vec<[f32; 4]>,
    /// Along and up the surface, uu.
    alongs: Vec<[f32; 2]>,
}

impl Faces {
    /// A convex face, uu, that is seen from the side that `out` points to; `color` is asked for every corner.
    pub(super) fn add(&mut self, corners: &[[f32; 3]], out: [f32; 3], color: impl Fn([f32; 3]) -> [f32; 4]) {
        let faces = Vec3::from(axes::direction(out));
        for pair in corners.windows(2).skip(1) {
            let mut triangle = [corners[0], pair[0], pair[1]];
            let [a, b, c] = triangle.map(|corner| Vec3::from(axes::place(corner)));
            let mut normal = (b - a).cross(c - a).normalize_or_zero();
            if normal.dot(faces) < 0.0 {
                triangle.swap(1, 2);
                normal = -normal;
            }
            for corner in triangle {
                self.places.push(axes::place(corner));
                self.normals.push(normal.into());
                self.colors.push(color(corner));
                self.alongs.push([if out[1].abs() > out[0].abs() { corner[0] } else { corner[1] }, corner[2]]);
            }
        }
    }

    /// The mesh, in units of the picture.
    pub(super) fn mesh(self) -> Mesh {
        let count = self.places.len() as u32;
        Mesh::new(PrimitiveTopology::TriangleList, RenderAssetUsages::RENDER_WORLD)
            .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, self.places)
            .with_inserted_attribute(Mesh::ATTRIBUTE_NORMAL, self.normals)
            .with_inserted_attribute(Mesh::ATTRIBUTE_COLOR, self.colors)
            .with_inserted_indices(Indices::U32((0..count).collect()))
    }

    /// The same with coordinates that count the lines of a net, which are so many uu apart.
    pub(super) fn mesh_with_net(mut self, apart: f32) -> Mesh {
        let nets: Vec<[f32; 2]> = self.alongs.drain(..).map(|along| along.map(|length| length / apart)).collect();
        self.mesh().with_inserted_attribute(Mesh::ATTRIBUTE_UV_0, nets)
    }
}
