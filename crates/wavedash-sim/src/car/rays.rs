//! Wheel rays: what each wheel stands on.

use wavedash_core::Vec3;
use wavedash_core::units::{CEILING_Z, SIDE_WALL_X};

use crate::body::{BALL, Body};
use crate::contact::{Bodies, Hitbox, PLANES, Plane};
use crate::preset::CarModel;
use crate::surface::Surface;

/// Slack of the triangle test of rays, uu^2.
const EDGE_SLACK: f32 = -0.25;
/// The body of a hit on the arena.
const ARENA: u8 = u8::MAX;

/// What wheels can touch.
pub(crate) struct Surroundings<'a> {
    pub(crate) surface: Option<&'a Surface>,
    pub(crate) ball_radius: f32,
    pub(crate) models: &'a [CarModel],
    pub(crate) bodies: &'a mut Bodies,
    /// Bit `i`: car `i` is demolished. It stops rays but gives no contact.
    pub(crate) demolished: u8,
}

/// One ray of a wheel, straight down from its connection point, and the nearest hit so far.
#[derive(Clone, Copy)]
pub(super) struct Ray {
    pub(super) from: Vec3,
    length: f32,
    /// Distance of the hit from the connection point, uu; the ray's length if there is none.
    pub(super) distance: f32,
    pub(super) normal: Vec3,
    body: u8,
    pub(super) hit: bool,
}

impl Ray {
    /// Index of the body that was hit; `None` for the arena.
    pub(super) fn body(&self) -> Option<usize> {
        (self.body != ARENA).then_some(usize::from(self.body))
    }

    #[inline]
    fn offer(&mut self, distance: f32, normal: Vec3, body: u8, nearest: f32) {
        if distance < self.distance && distance >= nearest {
            self.distance = distance;
            self.normal = normal;
            self.body = body;
            self.hit = true;
        }
    }
}

/// Casts the four rays of a car; `None` if nothing is near enough to be hit.
#[inline]
pub(super) fn cast(car: usize, model: &CarModel, s: &Surroundings<'_>) -> Option<[Ray; 4]> {
    let body = &s.bodies[car + 1];
    let p = body.pos;
    let far = model.reach;
    let mut planes = 0_u8;
    let mut near: &[u16] = &[];
    if let Some(surface) = s.surface {
        planes = u8::from(p.z < far)
            | u8::from(p.z > CEILING_Z - far) << 1
            | u8::from(p.x < far - SIDE_WALL_X) << 2
            | u8::from(p.x > SIDE_WALL_X - far) << 3;
        near = surface.near_car(p);
    }
    let mut others = 0_u16;
    for (index, other) in s.bodies.iter().enumerate() {
        let reach = far + if index == BALL { s.ball_radius } else { s.models[index - 1].reach };
        others |= u16::from((other.pos - p).norm_squared() < reach * reach) << index;
    }
    others &= !(1 << (car + 1));
    if planes == 0 && near.is_empty() && others == 0 {
        return None;
    }

    let mut rays = rays(body, model);
    let up = body.frame.up;
    for (i, plane) in PLANES.iter().enumerate().filter(|(i, _)| planes & 1 << i != 0) {
        cast_on_plane(&mut rays, up, plane, i, model.min_hit_distance);
    }
    if let Some(surface) = s.surface
        && !near.is_empty()
    {
        cast_on_surface(surface, near, &mut rays, up, model.min_hit_distance);
    }
    while others != 0 {
        let index = others.trailing_zeros() as usize;
        others &= others - 1;
        let other = &s.bodies[index];
        if index == BALL {
            rays.iter_mut().for_each(|ray| cast_on_ball(ray, up, other.pos, s.ball_radius, model.min_hit_distance));
        } else {
            let half = s.models[index - 1].half;
            let hitbox = Hitbox::new(other, &s.models[index - 1]);
            let index = index as u8;
            rays.iter_mut().for_each(|ray| cast_on_box(ray, up, &hitbox, half, index, model.min_hit_distance));
        }
    }
    for ray in &mut rays {
        let gone = ray.body().is_some_and(|i| i != BALL && s.demolished & 1 << (i - 1) != 0);
        ray.hit &= !gone;
    }
    Some(rays)
}

#[inline]
fn rays(body: &Body, model: &CarModel) -> [Ray; 4] {
    model.wheels.each_ref().map(|wheel| Ray {
        from: body.pos + body.frame.to_world(wheel.connection),
        length: wheel.ray_length,
        distance: wheel.ray_length,
        normal: Vec3::zeros(),
        body: ARENA,
        hit: false,
    })
}

#[inline]
fn cast_on_plane(rays: &mut [Ray; 4], up: Vec3, plane: &Plane, index: usize, nearest: f32) {
    // The planes lie along the axes; only one coordinate counts.
    let (axis, sign) = if index < 2 { (2, plane.normal.z) } else { (0, plane.normal.x) };
    let fall = sign * up[axis];
    if fall <= 0.0 {
        return;
    }
    let inv = 1.0 / fall;
    for ray in rays {
        let above = sign * ray.from[axis] - plane.offset;
        if above >= 0.0 {
            ray.offer(above * inv, plane.normal, ARENA, nearest);
        }
    }
}

fn cast_on_surface(surface: &Surface, near: &[u16], rays: &mut [Ray; 4], up: Vec3, nearest: f32) {
    let (mut low, mut high) = (rays[0].from, rays[0].from);
    for ray in rays.iter() {
        let to = ray.from - up * ray.length;
        low = low.inf(&ray.from.inf(&to));
        high = high.sup(&ray.from.sup(&to));
    }
    for &index in near {
        let t = &surface.triangles()[usize::from(index)];
        let apart = t.min.x > high.x
            || t.max.x < low.x
            || t.min.y > high.y
            || t.max.y < low.y
            || t.min.z > high.z
            || t.max.z < low.z;
        if apart {
            continue;
        }
        let fall = t.normal.dot(&up);
        for ray in rays.iter_mut() {
            let above = t.normal.dot(&ray.from) - t.plane;
            let below = above - fall * ray.length;
            if above * below >= 0.0 {
                continue;
            }
            let distance = above / fall;
            if distance >= ray.distance {
                continue;
            }
            let p = ray.from - up * distance;
            let [a, b, c] = t.points.map(|v| v - p);
            let inside = a.cross(&b).dot(&t.normal) >= EDGE_SLACK
                && b.cross(&c).dot(&t.normal) >= EDGE_SLACK
                && c.cross(&a).dot(&t.normal) >= EDGE_SLACK;
            if inside {
                // Either side of a triangle holds a wheel.
                ray.offer(distance, if above <= 0.0 { -t.normal } else { t.normal }, ARENA, nearest);
            }
        }
    }
}

fn cast_on_ball(ray: &mut Ray, up: Vec3, centre: Vec3, radius: f32, nearest: f32) {
    let from = ray.from - centre;
    let b = -from.dot(&up);
    let discriminant = b * b - (from.norm_squared() - radius * radius);
    if discriminant < 0.0 {
        return;
    }
    // A ray that starts inside of the ball does not hit it.
    let distance = -b - discriminant.sqrt();
    if distance >= 0.0 {
        ray.offer(distance, (from - up * distance) / radius, BALL as u8, nearest);
    }
}

fn cast_on_box(ray: &mut Ray, up: Vec3, hitbox: &Hitbox, half: Vec3, index: u8, nearest: f32) {
    let from = hitbox.local(ray.from);
    let along = -hitbox.frame.to_body(up);
    let (mut enter, mut leave, mut axis) = (0.0_f32, ray.length, 3);
    for i in 0..3 {
        if along[i].abs() < 1e-7 {
            if from[i].abs() > half[i] {
                return;
            }
            continue;
        }
        let inv = 1.0 / along[i];
        let (t0, t1) = ((-half[i] - from[i]) * inv, (half[i] - from[i]) * inv);
        if t0.min(t1) > enter {
            enter = t0.min(t1);
            axis = i;
        }
        leave = leave.min(t0.max(t1));
        if enter > leave {
            return;
        }
    }
    if axis < 3 {
        let mut normal = Vec3::zeros();
        normal[axis] = -super::sign(along[axis]);
        ray.offer(enter, hitbox.frame.to_world(normal), index, nearest);
    }
}
