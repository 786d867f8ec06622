//! Hitboxes against the arena and against each other.

use wavedash_core::Vec3;

use super::box_box::box_box;
use super::box_triangle::box_triangle;
use super::{ARENA, Bodies, ContactBox, FIRST_PLANE, Findings, Manifold, Meeting, PLANES, Point, World, manifold_of};
use crate::body::Body;
use crate::preset::CarModel;
use crate::surface::Surface;

/// Heights above a triangle's plane are exact to this, anywhere in the arena, uu.
const FAR_ROUNDING: f32 = 0.01;

impl World<'_> {
    pub(super) fn car_arena(
        &self,
        surface: &Surface,
        body: &Body,
        car: usize,
        hitbox: &ContactBox,
        manifolds: &mut Vec<Manifold>,
    ) {
        let model = &self.cars[car];
        let index = (car + 1) as u8;

        // Of a plane only the deepest corner is new in a tick; the others last from earlier ones.
        let lowest = [
            hitbox.min.z - PLANES[0].offset,
            -hitbox.max.z - PLANES[1].offset,
            hitbox.min.x - PLANES[2].offset,
            -hitbox.max.x - PLANES[3].offset,
        ];
        for (i, plane) in PLANES.iter().enumerate() {
            if lowest[i] < model.skin {
                let down = hitbox.frame.to_body(-plane.normal);
                let corner = hitbox.world(corner_towards(model, down));
                let gap = plane.normal.dot(&corner) - plane.offset;
                let point = Point::new(body, None, corner - plane.normal * gap, plane.normal, gap);
                manifold_of(manifolds, index, ARENA | (FIRST_PLANE + i as u8)).add(point, model.skin);
            }
        }

        let inner = model.half - Vec3::repeat(model.margin);
        let mut fresh: Option<Manifold> = None;
        let mut finish = |fresh: &Manifold| manifold_of(manifolds, fresh.a, fresh.b).merge(fresh, model.skin);
        for &i in self.near.triangles(car) {
            let t = &surface.triangles()[i as usize];
            let apart = t.min.x > hitbox.max.x
                || t.max.x < hitbox.min.x
                || t.min.y > hitbox.max.y
                || t.max.y < hitbox.min.y
                || t.min.z > hitbox.max.z
                || t.max.z < hitbox.min.z;
            if apart {
                continue;
            }
            // Most triangles pass below or above the box.
            let normal = hitbox.frame.to_body(t.normal);
            let height = t.normal.dot(&hitbox.centre) - t.plane;
            if height.abs() > normal.abs().dot(&model.half) + (model.skin + FAR_ROUNDING) {
                continue;
            }
            let corners = t.points.map(|p| hitbox.local(p));
            let Some(touch) = box_triangle(inner, model.margin, normal, corners, model.skin) else { continue };
            let part = ARENA | t.piece;
            if let Some(done) = fresh.take_if(|m| m.b != part) {
                finish(&done);
            }
            // The contact normal is always the face's.
            let point = Point::new(body, None, hitbox.world(touch.on_triangle), t.normal, touch.gap);
            fresh.get_or_insert_with(|| Manifold::new(index, part)).add(point, model.skin);
        }
        if let Some(last) = &fresh {
            finish(last);
        }
    }

    pub(super) fn car_car(
        &self,
        bodies: &Bodies,
        (a, b): (usize, usize),
        (box_a, box_b): (&ContactBox, &ContactBox),
        manifolds: &mut Vec<Manifold>,
        findings: &mut Findings,
    ) {
        let (body_a, body_b) = (&bodies[a + 1], &bodies[b + 1]);
        let Some(overlap) = box_box(box_a, self.cars[a].half, box_b, self.cars[b].half) else { return };
        let skin = self.skin((a + 1) as u8, (b + 1) as u8);
        let mut fresh = Manifold::new((a + 1) as u8, (b + 1) as u8);
        for (on_b, gap) in overlap.points {
            if fresh.len() == 0 {
                findings.meetings.push(Meeting { car: a as u8, other: (b + 1) as u8, pos: on_b });
            }
            fresh.add(Point::new(body_a, Some(body_b), on_b, overlap.normal, gap), skin);
        }
        if fresh.len() > 0 {
            manifold_of(manifolds, fresh.a, fresh.b).merge(&fresh, skin);
        }
    }
}

/// The corner furthest along a direction in the box's axes, from its centre.
fn corner_towards(model: &CarModel, direction: Vec3) -> Vec3 {
    let side = |d: f32, h: f32| if d < 0.0 { -h } else { h };
    Vec3::new(side(direction.x, model.half.x), side(direction.y, model.half.y), side(direction.z, model.half.z))
}
