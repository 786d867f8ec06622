//! Cheap tests for possible contacts, for a solver that only enters an engine when it must.

use wavedash_core::Vec3;

use super::box_box::box_box;
use super::{ContactBox, PLANES, World};
use crate::body::Body;
use crate::surface::Triangle;

/// Parts of the arena that something may touch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    /// Bit `i`: plane `i`.
    pub(crate) planes: u8,
    /// Any triangle.
    pub(crate) surface: bool,
}

impl Parts {
    pub(crate) const fn any(self) -> bool {
        self.planes != 0 || self.surface
    }

    /// What either of two bodies may touch.
    pub(crate) const fn with(self, other: Self) -> Self {
        Self { planes: self.planes | other.planes, surface: self.surface || other.surface }
    }
}

impl World<'_> {
    /// Parts of the arena that a car's hitbox touches or almost touches.
    pub(crate) fn car_parts(&self, body: &Body, car: usize) -> Parts {
        let Some(surface) = self.surface else { return Parts::default() };
        let model = &self.cars[car];
        let near = surface.near_car(body.pos);
        let far = model.reach + model.skin;
        if near.is_empty() && PLANES.iter().all(|p| p.normal.dot(&body.pos) - p.offset > far) {
            return Parts::default();
        }
        let hitbox = ContactBox::new(body, model);
        let mut parts = Parts::default();
        for (i, plane) in PLANES.iter().enumerate() {
            // The normals are axes of the world.
            let at = |corner: &Vec3| plane.normal.dot(corner);
            let lowest = at(&hitbox.min).min(at(&hitbox.max)) - plane.offset;
            parts.planes |= u8::from(lowest < model.skin) << i;
        }
        let grown = (hitbox.min.add_scalar(-model.skin), hitbox.max.add_scalar(model.skin));
        let may_touch = |t: &Triangle| {
            let apart = t.min.x > grown.1.x
                || t.max.x < grown.0.x
                || t.min.y > grown.1.y
                || t.max.y < grown.0.y
                || t.min.z > grown.1.z
                || t.max.z < grown.0.z;
            // The box between the triangle's plane and the skin above it.
            let height = t.normal.dot(&hitbox.centre) - t.plane;
            let extent = hitbox.frame.to_body(t.normal).abs().dot(&model.half);
            !apart && height - extent < model.skin && height + extent > 0.0
        };
        parts.surface = near.iter().any(|&i| may_touch(&surface.triangles()[usize::from(i)]));
        parts
    }

    /// Parts of the arena that the ball touches or almost touches.
    pub(crate) fn ball_parts(&self, ball: &Body) -> Parts {
        let Some(surface) = self.surface else { return Parts::default() };
        let reach = self.ball.radius + self.ball.skin;
        let mut parts = Parts::default();
        for (i, plane) in PLANES.iter().enumerate() {
            parts.planes |= u8::from(plane.normal.dot(&ball.pos) - plane.offset < reach) << i;
        }
        parts.surface = !surface.near_ball(ball.pos).is_empty();
        parts
    }

    /// The ball is within the skin of a car's hitbox.
    pub(crate) fn may_touch_ball(&self, ball: &Body, body: &Body, car: usize) -> bool {
        let model = &self.cars[car];
        let far = model.reach + self.ball.radius + self.ball.skin;
        if (ball.pos - body.pos).norm_squared() > far * far {
            return false;
        }
        let centre = ContactBox::new(body, model).local(ball.pos);
        let outside = (centre.abs() - model.half).map(|x| x.max(0.0));
        let reach = self.ball.radius + self.ball.skin.min(model.skin);
        outside.norm_squared() <= reach * reach
    }

    /// The hitboxes of two cars overlap.
    pub(crate) fn cars_overlap(&self, bodies: [&Body; 2], cars: [usize; 2]) -> bool {
        let models = cars.map(|i| &self.cars[i]);
        let far = models[0].reach + models[1].reach;
        if (bodies[0].pos - bodies[1].pos).norm_squared() > far * far {
            return false;
        }
        let boxes = [ContactBox::new(bodies[0], models[0]), ContactBox::new(bodies[1], models[1])];
        box_box(&boxes[0], models[0].half, &boxes[1], models[1].half).is_some()
    }
}
