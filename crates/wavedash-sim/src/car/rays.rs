//! Wheel rays: what each wheel stands on.

use wavedash_core::rules::{CEILING_Z, SIDE_WALL_X};
use wavedash_core::{Frame, Vec3};
use wide::f32x4;

use crate::body::{BALL, Body};
use crate::contact::{Bodies, ContactBox, PLANES, Plane};
use crate::lanes::{Vec3x4, select};
use crate::near::Near;
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
    pub(crate) near: &'a Near,
    pub(crate) bodies: &'a mut Bodies,
    /// Bit `i`: car `i` is demolished. It stops rays but gives no contact.
    pub(crate) demolished: u8,
}

/// The rays of the four wheels, straight down from their connection points, and the nearest hits.
pub(super) struct Rays {
    pub(super) from: Vec3x4,
    length: f32x4,
    /// Distance of the hit from the connection point, uu; the ray's length if there is none.
    pub(super) distance: f32x4,
    pub(super) normal: Vec3x4,
    /// Lanes that hit something.
    pub(super) hit: f32x4,
    /// Bodies that were hit; [`ARENA`] for the arena.
    body: [u8; 4],
    /// Closer hits do not count, uu.
    nearest: f32,
}

impl Rays {
    /// Rays from the wheels of a car, without hits.
    #[inline]
    pub(super) fn new(body: &Body, model: &CarModel) -> Self {
        let Frame { forward, right, up } = body.frame;
        let c = &model.wheels.connection;
        let along = |p: f32, f: f32, r: f32, u: f32| {
            f32x4::splat(p) + c.x * f32x4::splat(f) + c.y * f32x4::splat(r) + c.z * f32x4::splat(u)
        };
        Self {
            from: Vec3x4 {
                x: along(body.pos.x, forward.x, right.x, up.x),
                y: along(body.pos.y, forward.y, right.y, up.y),
                z: along(body.pos.z, forward.z, right.z, up.z),
            },
            length: model.wheels.ray_length,
            distance: model.wheels.ray_length,
            normal: Vec3x4::ZERO,
            hit: f32x4::ZERO,
            body: [ARENA; 4],
            nearest: model.min_hit_distance,
        }
    }

    /// Index of the body that a wheel's ray hit; `None` for the arena.
    pub(super) fn body(&self, wheel: usize) -> Option<usize> {
        (self.body[wheel] != ARENA).then_some(usize::from(self.body[wheel]))
    }

    /// Some wheel stands on a body.
    pub(super) fn any_body(&self) -> bool {
        self.body != [ARENA; 4]
    }

    /// Takes over hits on the arena in the lanes of `mask` where they are the nearest so far.
    #[inline]
    fn offer(&mut self, mask: f32x4, distance: f32x4, normal: Vec3) {
        let better = mask & distance.simd_lt(self.distance) & distance.simd_ge(f32x4::splat(self.nearest));
        self.distance = select(better, distance, self.distance);
        self.normal = Vec3x4 {
            x: select(better, f32x4::splat(normal.x), self.normal.x),
            y: select(better, f32x4::splat(normal.y), self.normal.y),
            z: select(better, f32x4::splat(normal.z), self.normal.z),
        };
        self.hit |= better;
    }

    /// Takes over a hit of one wheel on a body if it is the nearest so far.
    fn offer_body(&mut self, wheel: usize, distance: f32, normal: Vec3, body: u8) {
        if distance < self.distance.as_array()[wheel] && distance >= self.nearest {
            self.distance.as_mut_array()[wheel] = distance;
            self.normal.set_lane(wheel, normal);
            self.body[wheel] = body;
            self.hit.as_mut_array()[wheel] = f32::from_bits(u32::MAX);
        }
    }
}

/// What the rays of a car's wheels may hit.
pub(super) struct Targets<'a> {
    floor: bool,
    other_planes: bool,
    triangles: &'a [u16],
    /// Bits of the bodies.
    bodies: u16,
}

impl<'a> Targets<'a> {
    /// `None` if nothing is near enough to be hit.
    #[inline]
    pub(super) fn of(car: usize, model: &CarModel, s: &Surroundings<'a>) -> Option<Self> {
        let p = s.bodies[car + 1].pos;
        let far = model.reach;
        let mut targets = Self { floor: false, other_planes: false, triangles: &[], bodies: s.near.touchable(car + 1) };
        if s.surface.is_some() {
            targets.floor = p.z < far;
            targets.other_planes = p.z > CEILING_Z - far || p.x.abs() > SIDE_WALL_X - far;
            targets.triangles = s.near.triangles(car);
        }
        let any = targets.floor || targets.other_planes || !targets.triangles.is_empty() || targets.bodies != 0;
        any.then_some(targets)
    }
}

/// Casts the rays on everything they may hit.
pub(super) fn cast(rays: &mut Rays, targets: &Targets<'_>, up: Vec3, s: &Surroundings<'_>) {
    if targets.floor && up.z > 0.0 {
        let above = rays.from.z;
        let distance = above * f32x4::splat(1.0 / up.z);
        rays.offer(above.simd_ge(f32x4::ZERO), distance, PLANES[0].normal);
    }
    if targets.other_planes {
        PLANES[1..].iter().for_each(|plane| cast_on_plane(rays, up, plane));
    }
    if let Some(surface) = s.surface
        && !targets.triangles.is_empty()
    {
        cast_on_surface(surface, targets.triangles, rays, up);
    }
    let mut others = targets.bodies;
    while others != 0 {
        let index = others.trailing_zeros() as usize;
        others &= others - 1;
        let other = &s.bodies[index];
        if index == BALL {
            cast_on_ball(rays, up, other.pos, s.ball_radius);
        } else {
            let model = &s.models[index - 1];
            cast_on_box(rays, up, &ContactBox::new(other, model), model, index as u8);
        }
    }
    if s.demolished != 0 {
        for wheel in 0..4 {
            if rays.body(wheel).is_some_and(|i| i != BALL && s.demolished & 1 << (i - 1) != 0) {
                rays.hit.as_mut_array()[wheel] = 0.0;
                rays.body[wheel] = ARENA;
            }
        }
    }
}

fn cast_on_plane(rays: &mut Rays, up: Vec3, plane: &Plane) {
    let fall = plane.normal.dot(&up);
    if fall > 0.0 {
        let above = rays.from.dot(&Vec3x4::splat(plane.normal)) - f32x4::splat(plane.offset);
        rays.offer(above.simd_ge(f32x4::ZERO), above * f32x4::splat(1.0 / fall), plane.normal);
    }
}

fn cast_on_surface(surface: &Surface, near: &[u16], rays: &mut Rays, up: Vec3) {
    let down = |axis: f32, from: f32x4| {
        let to = from - rays.length * f32x4::splat(axis);
        let (low, high) = (from.fast_min(to).to_array(), from.fast_max(to).to_array());
        (low[0].min(low[1]).min(low[2].min(low[3])), high[0].max(high[1]).max(high[2].max(high[3])))
    };
    let (low_x, high_x) = down(up.x, rays.from.x);
    let (low_y, high_y) = down(up.y, rays.from.y);
    let (low_z, high_z) = down(up.z, rays.from.z);
    let up4 = Vec3x4::splat(up);
    for &index in near {
        let t = &surface.triangles()[usize::from(index)];
        let apart = t.min.z > high_z
            || t.min.x > high_x
            || t.max.x < low_x
            || t.min.y > high_y
            || t.max.y < low_y
            || t.max.z < low_z;
        if apart {
            continue;
        }
        let fall = t.normal.dot(&up);
        let normal = Vec3x4::splat(t.normal);
        let above = rays.from.dot(&normal) - f32x4::splat(t.plane);
        let below = above - rays.length * f32x4::splat(fall);
        let crosses = (above * below).simd_lt(f32x4::ZERO);
        if !crosses.any() {
            continue;
        }
        let distance = above / f32x4::splat(fall);
        let p = rays.from.sub(&up4.scale(distance));
        let [a, b, c] = t.points.map(|v| Vec3x4::splat(v).sub(&p));
        let slack = f32x4::splat(EDGE_SLACK);
        let inside = a.cross(&b).dot(&normal).simd_ge(slack)
            & b.cross(&c).dot(&normal).simd_ge(slack)
            & c.cross(&a).dot(&normal).simd_ge(slack);
        // Either side of a triangle holds a wheel.
        rays.offer(crosses & inside, distance, if fall < 0.0 { -t.normal } else { t.normal });
    }
}

fn cast_on_ball(rays: &mut Rays, up: Vec3, centre: Vec3, radius: f32) {
    let from = rays.from.sub(&Vec3x4::splat(centre));
    let b = -from.dot(&Vec3x4::splat(up));
    let discriminant = b * b - (from.dot(&from) - f32x4::splat(radius * radius));
    // A ray that starts inside of the ball does not hit it.
    let distance = -b - discriminant.sqrt();
    let hits = (discriminant.simd_ge(f32x4::ZERO) & distance.simd_ge(f32x4::ZERO)).to_bitmask();
    for wheel in (0..4).filter(|wheel| hits & 1 << wheel != 0) {
        let distance = distance.as_array()[wheel];
        rays.offer_body(wheel, distance, (from.lane(wheel) - up * distance) / radius, BALL as u8);
    }
}

fn cast_on_box(rays: &mut Rays, up: Vec3, hitbox: &ContactBox, model: &CarModel, index: u8) {
    let Frame { forward, right, up: roof } = hitbox.frame;
    let from = rays.from.sub(&Vec3x4::splat(hitbox.centre));
    let from = [forward, right, roof].map(|axis| from.dot(&Vec3x4::splat(axis)));
    let along = -hitbox.frame.to_body(up);
    // The boxes around the rays, along the axes of the hitbox.
    let mut near = f32x4::splat(f32::from_bits(u32::MAX));
    for axis in 0..3 {
        let (half, to) = (f32x4::splat(model.half[axis]), from[axis] + rays.length * f32x4::splat(along[axis]));
        near &= from[axis].fast_min(to).simd_le(half) & from[axis].fast_max(to).simd_ge(-half);
    }
    let near = near.to_bitmask();
    for wheel in (0..4).filter(|wheel| near & 1 << wheel != 0) {
        let from = Vec3::from(from.map(|lanes| lanes.as_array()[wheel]));
        cast_one_on_box(rays, wheel, from, along, hitbox, model, index);
    }
}

/// One wheel's ray, in the axes of the hitbox from its centre.
fn cast_one_on_box(
    rays: &mut Rays,
    wheel: usize,
    from: Vec3,
    along: Vec3,
    hitbox: &ContactBox,
    model: &CarModel,
    index: u8,
) {
    let half = model.half;
    let (mut enter, mut leave, mut axis) = (0.0_f32, rays.length.as_array()[wheel], 3);
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
    if axis == 3 {
        return;
    }
    let inner = half - Vec3::repeat(model.margin);
    let entry = from + along * enter;
    if (0..3).all(|i| i == axis || entry[i].abs() <= inner[i]) {
        let mut normal = Vec3::zeros();
        normal[axis] = -super::sign(along[axis]);
        rays.offer_body(wheel, enter, hitbox.frame.to_world(normal), index);
    } else if let Some((distance, normal)) = cast_on_rounding(from, along, enter, leave, inner, model.margin) {
        rays.offer_body(wheel, distance, hitbox.frame.to_world(normal), index);
    }
}

/// To rays a box has edges and corners rounded by its margin. Walks along the ray by the distance
/// to the rounded box; gives that of the hit and the normal there.
#[cold]
fn cast_on_rounding(from: Vec3, along: Vec3, enter: f32, leave: f32, inner: Vec3, margin: f32) -> Option<(f32, Vec3)> {
    const STEPS: usize = 64;
    const CLOSE: f32 = 1e-4;
    let mut distance = enter;
    for _ in 0..STEPS {
        let p = from + along * distance;
        let beyond = p - p.zip_map(&inner, |p, inner| p.clamp(-inner, inner));
        let length = beyond.norm();
        if length - margin < CLOSE {
            return (length > 0.0).then(|| (distance, beyond / length));
        }
        distance += length - margin;
        if distance > leave {
            return None;
        }
    }
    None
}
