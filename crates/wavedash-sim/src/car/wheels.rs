//! Wheels: rays, suspension and tyres (`physics.md`, section 6).

use wavedash_core::Vec3;
use wavedash_core::math::{normalize_or_zero, sin_cos_small};
use wavedash_core::units::TICK_SECONDS;

use super::Inputs;
use super::drive::Drive;
use crate::body::{BALL, Body};
use crate::contact::{Bodies, Hitbox, PLANES};
use crate::curve;
use crate::preset::CarModel;
use crate::state::CarState;
use crate::surface::Surface;

const STIFFNESS: f32 = 500.0;
const DAMPING_COMPRESSION: f32 = 25.0;
const DAMPING_RELAXATION: f32 = 40.0;
/// The suspension pushes back directly when compressed more than this beyond its rest, uu.
const PUSH_BACK_START: f32 = 2.5;
/// Share of the compression that the push-back removes per tick.
const PUSH_BACK_SHARE: f32 = 0.1;
/// Rolling resistance per slip, in the units of the brake limit.
const ROLLING: f32 = 113.739_63;
/// Share of the sideways slip that tyres remove per tick, before friction factors.
const LATERAL_SHARE: f32 = 0.2;
/// A wheel presses on a ball or car with this impulse per tick, kg uu/s.
const PRESS: f32 = 50.0;
/// Slack of the triangle test of rays, uu^2.
const EDGE_SLACK: f32 = -0.25;

/// What wheels can touch.
pub(crate) struct Surroundings<'a> {
    pub(crate) surface: Option<&'a Surface>,
    pub(crate) ball_radius: f32,
    pub(crate) models: &'a [CarModel],
    pub(crate) bodies: &'a mut Bodies,
    /// Demolished cars stop rays but give no contact.
    pub(crate) demolished: u8,
}

/// What a wheel's ray hit.
#[derive(Clone, Copy, Debug)]
struct Hit {
    point: Vec3,
    normal: Vec3,
    /// Index of the body that was hit; `None` for the arena.
    body: Option<usize>,
}

/// One ray of a wheel and the nearest hit so far.
#[derive(Clone, Copy)]
struct Ray {
    from: Vec3,
    to: Vec3,
    fraction: f32,
    normal: Vec3,
    body: Option<usize>,
}

impl Ray {
    #[inline]
    fn offer(&mut self, fraction: f32, normal: Vec3, body: Option<usize>, min_distance_sq: f32) {
        if fraction < self.fraction {
            let along = (self.to - self.from) * fraction;
            if along.norm_squared() >= min_distance_sq {
                self.fraction = fraction;
                self.normal = normal;
                self.body = body;
            }
        }
    }
}

/// Casts the four rays of a car. `None` per wheel that touches nothing.
fn cast(car: usize, model: &CarModel, s: &Surroundings<'_>) -> [Option<Hit>; 4] {
    let body = &s.bodies[car + 1];
    let mut rays: Option<[Ray; 4]> = None;
    let make = || {
        model.wheels.each_ref().map(|wheel| {
            let from = body.pos + body.frame.to_world(wheel.connection);
            let to = from - body.frame.up * wheel.ray_length;
            Ray { from, to, fraction: 1.0, normal: Vec3::zeros(), body: None }
        })
    };
    let min_sq = model.min_hit_distance_sq;
    if let Some(surface) = s.surface {
        for plane in &PLANES {
            if plane.normal.dot(&body.pos) - plane.offset > model.reach {
                continue;
            }
            for ray in rays.get_or_insert_with(make) {
                let above = plane.normal.dot(&ray.from) - plane.offset;
                let below = plane.normal.dot(&ray.to) - plane.offset;
                if above >= 0.0 && below < 0.0 {
                    ray.offer(above / (above - below), plane.normal, None, min_sq);
                }
            }
        }
        let near = surface.near_car(body.pos);
        if !near.is_empty() {
            cast_on_surface(surface, near, rays.get_or_insert_with(make), min_sq);
        }
    }
    for (index, other) in s.bodies.iter().enumerate() {
        let reach = if index == BALL {
            s.ball_radius
        } else if index == car + 1 {
            continue;
        } else {
            s.models[index - 1].reach
        };
        let far = model.reach + reach;
        if (other.pos - body.pos).norm_squared() > far * far {
            continue;
        }
        let rays = rays.get_or_insert_with(make);
        if index == BALL {
            rays.iter_mut().for_each(|ray| cast_on_ball(ray, other.pos, s.ball_radius, min_sq));
        } else {
            let hitbox = Hitbox::new(other, &s.models[index - 1]);
            rays.iter_mut().for_each(|ray| cast_on_box(ray, &hitbox, s.models[index - 1].half, index, min_sq));
        }
    }
    let Some(rays) = rays else { return [None; 4] };
    rays.map(|ray| {
        let gone = ray.body.is_some_and(|i| i != BALL && s.demolished & 1 << (i - 1) != 0);
        (ray.fraction < 1.0 && !gone).then(|| Hit {
            point: ray.from + (ray.to - ray.from) * ray.fraction,
            normal: ray.normal,
            body: ray.body,
        })
    })
}

fn cast_on_surface(surface: &Surface, near: &[u16], rays: &mut [Ray; 4], min_sq: f32) {
    let (mut low, mut high) = (rays[0].from, rays[0].from);
    for p in rays.iter().flat_map(|ray| [ray.from, ray.to]) {
        low = low.inf(&p);
        high = high.sup(&p);
    }
    for &index in near {
        let t = &surface.triangles()[index as usize];
        let apart = t.min.x > high.x
            || t.max.x < low.x
            || t.min.y > high.y
            || t.max.y < low.y
            || t.min.z > high.z
            || t.max.z < low.z;
        if apart {
            continue;
        }
        for ray in rays.iter_mut() {
            let above = t.normal.dot(&ray.from) - t.plane;
            let below = t.normal.dot(&ray.to) - t.plane;
            if above * below >= 0.0 {
                continue;
            }
            let fraction = above / (above - below);
            if fraction >= ray.fraction {
                continue;
            }
            let p = ray.from + (ray.to - ray.from) * fraction;
            let [a, b, c] = t.points.map(|v| v - p);
            let inside = a.cross(&b).dot(&t.normal) >= EDGE_SLACK
                && b.cross(&c).dot(&t.normal) >= EDGE_SLACK
                && c.cross(&a).dot(&t.normal) >= EDGE_SLACK;
            if inside {
                // Either side of a triangle holds a wheel.
                ray.offer(fraction, if above <= 0.0 { -t.normal } else { t.normal }, None, min_sq);
            }
        }
    }
}

fn cast_on_ball(ray: &mut Ray, centre: Vec3, radius: f32, min_sq: f32) {
    let from = ray.from - centre;
    let along = ray.to - ray.from;
    let length = along.norm();
    let direction = along / length;
    let b = from.dot(&direction);
    let c = from.norm_squared() - radius * radius;
    let discriminant = b * b - c;
    if discriminant < 0.0 {
        return;
    }
    let t = -b - discriminant.sqrt();
    // A ray that starts inside of the ball does not hit it.
    if (0.0..=length).contains(&t) {
        ray.offer(t / length, (from + direction * t) / radius, Some(BALL), min_sq);
    }
}

fn cast_on_box(ray: &mut Ray, hitbox: &Hitbox, half: Vec3, index: usize, min_sq: f32) {
    let from = hitbox.local(ray.from);
    let along = hitbox.frame.to_body(ray.to - ray.from);
    let (mut enter, mut leave, mut axis) = (0.0_f32, 1.0_f32, 3);
    for i in 0..3 {
        if along[i].abs() < 1e-6 {
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
        ray.offer(enter, hitbox.frame.to_world(normal), Some(index), min_sq);
    }
}

/// A wheel on something, ready to push.
#[derive(Clone, Copy)]
struct Contact {
    hit: Hit,
    arm: Vec3,
    /// Velocity of the car at the contact before the suspension acts.
    vel: Vec3,
    axle: Vec3,
    lateral: f32,
    longitudinal: f32,
    /// Suspension impulse along the normal, kg uu/s.
    impulse: f32,
}

/// Queries the wheels at the present pose without moving anything.
pub(crate) fn refresh_contacts(state: &mut CarState, car: usize, model: &CarModel, s: &Surroundings<'_>) {
    let hits = cast(car, model, s);
    store_contacts(state, model, &hits, &s.bodies[car + 1]);
}

fn store_contacts(state: &mut CarState, model: &CarModel, hits: &[Option<Hit>; 4], body: &Body) {
    let mut bits = 0;
    let mut sum = Vec3::zeros();
    for (i, (hit, wheel)) in hits.iter().zip(&model.wheels).enumerate() {
        state.suspension[i] = CarModel::max_suspension(wheel);
        let Some(hit) = hit else { continue };
        bits |= 1 << i;
        let from = body.pos + body.frame.to_world(wheel.connection);
        let trace = (from - hit.point).dot(&body.frame.up);
        state.suspension[i] = (trace - wheel.radius).min(CarModel::max_suspension(wheel));
        if hit.body.is_none() {
            bits |= 0x10 << i;
            sum += hit.normal;
        }
    }
    state.wheel_contacts = bits;
    state.on_ground = state.wheels_down() >= 3;
    state.ground_normal = if bits & 0xf0 == 0 {
        Vec3::zeros()
    } else {
        let mean = normalize_or_zero(sum);
        if mean == Vec3::zeros() { body.frame.up } else { mean }
    };
}

/// Casts the rays and applies suspension and tyre impulses. Afterwards `state` holds this tick's
/// contacts.
pub(super) fn update(
    state: &mut CarState,
    car: usize,
    model: &CarModel,
    drive: &Drive,
    inputs: &Inputs,
    s: &mut Surroundings<'_>,
) {
    let hits = cast(car, model, s);
    let body = s.bodies[car + 1];
    store_contacts(state, model, &hits, &body);
    state.wheels_extending = false;
    if state.wheel_contacts == 0 {
        return;
    }
    // Boost counts as full throttle here, whatever the wheels touch.
    let throttle = if inputs.raw.boost && state.boost > 0.0 { 1.0 } else { drive.throttle };
    let (sin, cos) = sin_cos_small(state.steer_angle);
    let front_axle = body.frame.right * cos - body.frame.forward * sin;

    let mut contacts: [Option<Contact>; 4] = [None; 4];
    let mut extending = true;
    for (i, hit) in hits.into_iter().enumerate() {
        let Some(hit) = hit else { continue };
        let wheel = &model.wheels[i];
        let axle = if i < 2 { front_axle } else { body.frame.right };
        let connection = body.frame.to_world(wheel.connection);
        let arm = hit.point - body.pos;
        let vel = body.vel_at(arm);
        let trace = (connection - arm).dot(&body.frame.up);

        let cosine = hit.normal.dot(&body.frame.up);
        let (inv, rate) = if cosine > 0.1 { (1.0 / cosine, hit.normal.dot(&vel) / cosine) } else { (10.0, 0.0) };
        extending &= rate > 50.0;
        let length = (trace - wheel.radius).min(CarModel::max_suspension(wheel));

        let mut push_back = 0.0;
        let start = wheel.rest + wheel.radius - PUSH_BACK_START;
        let other = hit.body.map(|index| s.bodies[index]);
        if hit.body != Some(BALL) && trace < start {
            let mut inverse = body.inverse_effective_mass(arm, hit.normal);
            let mut approach = hit.normal.dot(&vel);
            if let Some(other) = &other {
                let other_arm = hit.point - other.pos;
                inverse += other.inverse_effective_mass(other_arm, hit.normal);
                approach -= hit.normal.dot(&other.vel_at(other_arm));
            }
            push_back = ((PUSH_BACK_SHARE * (start - trace) / TICK_SECONDS - approach) / inverse).max(0.0) / 4.0;
        }
        if let (Some(index), Some(other)) = (hit.body, &other) {
            let other_arm = hit.point - other.pos;
            let target = &mut s.bodies[index];
            target.apply_impulse(hit.normal * -PRESS, other_arm);
            if index != BALL && push_back > 0.0 {
                target.apply_impulse(hit.normal * (-4.0 * push_back), other_arm);
            }
        }

        let damping = if rate < 0.0 { DAMPING_COMPRESSION } else { DAMPING_RELAXATION };
        let force = ((wheel.rest - length) * STIFFNESS * inv - damping * rate) * wheel.load;
        let impulse = if force > 0.0 { force * TICK_SECONDS + push_back } else { 0.0 };
        let (lateral, longitudinal) = grip(state, model, &body, &hit, connection, axle, throttle);
        contacts[i] = Some(Contact { hit, arm, vel, axle, lateral, longitudinal, impulse });
    }
    state.wheels_extending = extending;

    // All suspension impulses act before any tyre looks at the velocities.
    let body = &mut s.bodies[car + 1];
    let (mut linear, mut angular) = (Vec3::zeros(), Vec3::zeros());
    for c in contacts.iter().flatten() {
        let impulse = c.hit.normal * c.impulse;
        linear += impulse;
        angular += c.arm.cross(&impulse);
    }
    body.vel += linear * body.inv_mass;
    body.ang_vel += body.angular_response(angular);

    let engine = if state.wheels_down() < 3 { drive.engine / 4.0 } else { drive.engine };
    let scale = model.mass / 3.0;
    let (mut linear, mut angular) = (Vec3::zeros(), Vec3::zeros());
    for c in contacts.iter().flatten() {
        // Points backwards, hence the signs below.
        let along = normalize_or_zero(c.hit.normal.cross(&c.axle));
        let sideways = -LATERAL_SHARE * body.vel_at(c.arm).dot(&c.axle) / body.inverse_effective_mass(c.arm, c.axle);
        let rolling = if engine != 0.0 {
            -engine / scale
        } else if drive.brake != 0.0 {
            (-ROLLING * c.vel.dot(&along)).clamp(-drive.brake, drive.brake)
        } else {
            0.0
        };
        let impulse = (along * (rolling * c.longitudinal) + c.axle * (sideways * c.lateral)) * (scale * TICK_SECONDS);
        // At the height of the origin, so that tyres neither roll nor pitch the car.
        let arm = c.arm - body.frame.up * body.frame.up.dot(&c.arm);
        linear += impulse;
        angular += arm.cross(&impulse);
    }
    body.vel += linear * body.inv_mass;
    body.ang_vel += body.angular_response(angular);
}

/// Lateral and longitudinal friction factors of a wheel.
fn grip(
    state: &CarState,
    model: &CarModel,
    body: &Body,
    hit: &Hit,
    connection: Vec3,
    axle: Vec3,
    throttle: f32,
) -> (f32, f32) {
    let vel = body.vel_at(connection);
    let sideways = vel.dot(&axle).abs();
    let slip = if sideways > 5.0 { sideways / (vel.dot(&axle.cross(&hit.normal)).abs() + sideways) } else { 0.0 };
    let curve = if model.three_wheels { curve::LATERAL_THREE_WHEEL } else { curve::LATERAL };
    let (mut lateral, mut longitudinal) = (curve.at(slip), 1.0);
    if state.handbrake != 0.0 {
        lateral *= 1.0 + (curve::HANDBRAKE_LATERAL - 1.0) * state.handbrake;
        longitudinal *= 1.0 + (curve::HANDBRAKE_LONGITUDINAL.at(slip) - 1.0) * state.handbrake;
    }
    if throttle == 0.0 || hit.body.is_some() {
        let sticky = curve::NON_STICKY.at(hit.normal.z);
        lateral *= sticky;
        longitudinal *= sticky;
    }
    (lateral, longitudinal)
}
