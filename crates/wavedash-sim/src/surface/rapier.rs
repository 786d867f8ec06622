//! The surface as a shape for rapier.

use rapier3d::geometry::SharedShape;
use rapier3d::math::Vector;

use super::Surface;

impl Surface {
    /// All triangles as one parry mesh, in the order of [`Self::triangles`]; `None` without any.
    ///
    /// Every triangle keeps corners of its own: parry then knows no neighbours, as across pieces.
    /// Made by the first call and shared by everything that uses this surface.
    pub(crate) fn rapier_shape(&self) -> Option<&SharedShape> {
        let make = || {
            let corners = self.triangles.iter().flat_map(|t| t.points).map(|p| Vector::new(p.x, p.y, p.z)).collect();
            let indices = (0..self.triangles.len() as u32).map(|i| [3 * i, 3 * i + 1, 3 * i + 2]).collect();
            SharedShape::trimesh(corners, indices).ok()
        };
        self.rapier_shape.get_or_init(make).as_ref()
    }
}
