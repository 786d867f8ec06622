//! What may touch what in a tick: found once from the poses at its start, read by wheels and contacts.

use wavedash_core::units::MAX_CARS;
use wide::f32x4;

use crate::body::BALL;
use crate::contact::{BallModel, Bodies};
use crate::preset::CarModel;
use crate::surface::Surface;

/// Two cubes can overlap at this many times the distance at which their inner spheres do.
const BOX_TO_SPHERE: f32 = 1.733;
/// Room between the ball and the box around it, uu.
pub(crate) const BALL_BOX_SLACK: f32 = 4.0;
/// Registers of four that hold all bodies.
const GROUPS: usize = (MAX_CARS + 1).div_ceil(4);
const LANES: usize = 4 * GROUPS;
/// Where the lanes without a body are, uu.
const NOWHERE: f32 = 1e9;

/// Pairs of bodies and pairs of cars and triangles that are not obviously apart. Carries nothing from
/// one tick to the next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Near {
    /// Per body: bit `i` for body `i` if the boxes around the two may overlap.
    boxes: [u16; MAX_CARS + 1],
    /// The same if the spheres around them overlap.
    spheres: [u16; MAX_CARS + 1],
    /// The cars' triangles, one car after the other.
    triangles: Vec<u16>,
    /// Where each car's triangles end.
    ends: [u32; MAX_CARS],
}

impl Near {
    /// Looks at all pairs again.
    pub(crate) fn find(&mut self, bodies: &Bodies, models: &[CarModel], ball: BallModel, surface: Option<&Surface>) {
        self.find_bodies(bodies, models, ball);
        self.triangles.clear();
        let Some(surface) = surface else { return };
        for ((body, model), end) in bodies[1..].iter().zip(models).zip(&mut self.ends) {
            let list = surface.near_car(body.pos);
            if !list.is_empty() {
                let frame = &body.frame;
                let centre = body.pos + frame.to_world(model.bounds_offset);
                let extent = frame.extent(model.bounds_half);
                surface.overlapping(list, centre - extent, centre + extent, &mut self.triangles);
            }
            *end = self.triangles.len() as u32;
        }
    }

    fn find_bodies(&mut self, bodies: &Bodies, models: &[CarModel], ball: BallModel) {
        let [mut x, mut y, mut z] = [[NOWHERE; LANES]; 3];
        let mut reach = [0.0; LANES];
        reach[BALL] = ball.radius + BALL_BOX_SLACK;
        for (reach, model) in reach[1..].iter_mut().zip(models) {
            *reach = model.reach;
        }
        for (i, body) in bodies.iter().enumerate() {
            (x[i], y[i], z[i]) = (body.pos.x, body.pos.y, body.pos.z);
        }
        let groups = |of: &[f32; LANES]| -> [f32x4; GROUPS] {
            core::array::from_fn(|g| f32x4::new([of[4 * g], of[4 * g + 1], of[4 * g + 2], of[4 * g + 3]]))
        };
        let (xs, ys, zs, reaches) = (groups(&x), groups(&y), groups(&z), groups(&reach));
        let box_to_sphere_sq = f32x4::splat(BOX_TO_SPHERE * BOX_TO_SPHERE);
        for i in 0..bodies.len() {
            let own = |of: &[f32; LANES]| f32x4::splat(of[i]);
            let (x, y, z, reach) = (own(&x), own(&y), own(&z), own(&reach));
            let (mut boxes, mut spheres) = (0, 0);
            for g in (0..bodies.len().div_ceil(4)).rev() {
                let (dx, dy, dz, far) = (xs[g] - x, ys[g] - y, zs[g] - z, reaches[g] + reach);
                let (distance_sq, far_sq) = (dx * dx + dy * dy + dz * dz, far * far);
                boxes = boxes << 4 | distance_sq.simd_lt(far_sq * box_to_sphere_sq).to_bitmask();
                spheres = spheres << 4 | distance_sq.simd_lt(far_sq).to_bitmask();
            }
            self.boxes[i] = boxes as u16 & !(1 << i);
            self.spheres[i] = spheres as u16 & !(1 << i);
        }
    }

    /// Bits of the bodies whose boxes may overlap that of a body.
    #[inline]
    pub(crate) const fn boxes(&self, body: usize) -> u16 {
        self.boxes[body]
    }

    /// Bits of the bodies that a car's hitbox or wheel rays may touch.
    #[inline]
    pub(crate) const fn touchable(&self, body: usize) -> u16 {
        self.spheres[body]
    }

    /// Triangles whose boxes overlap the box around a car's hitbox and wheel rays, rising.
    #[inline]
    pub(crate) fn triangles(&self, car: usize) -> &[u16] {
        if self.triangles.is_empty() {
            return &[];
        }
        let start = if car == 0 { 0 } else { self.ends[car - 1] };
        &self.triangles[start as usize..self.ends[car] as usize]
    }

    pub(crate) fn bytes(&self) -> usize {
        self.triangles.capacity() * size_of::<u16>()
    }
}
