//! Wheels: suspension and tyres (`physics.md`, section 6).

use arrayvec::ArrayVec;
use wavedash_core::Vec3;
use wavedash_core::math::{normalize_or_zero, sin_cos_small};
use wavedash_core::units::TICK_SECONDS;

use super::Inputs;
use super::drive::Drive;
use super::rays::{self, Ray, Surroundings};
use crate::body::BALL;
use crate::curve::{self, Curve};
use crate::preset::CarModel;
use crate::state::CarState;

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
/// All wheels extending faster than this means taking off, uu/s.
const EXTENDING: f32 = 50.0;

/// A wheel on something, ready to push.
#[derive(Clone, Copy)]
struct Contact {
    normal: Vec3,
    arm: Vec3,
    /// Velocity of the car at the contact before the suspension acts.
    vel: Vec3,
    axle: Vec3,
    lateral: f32,
    longitudinal: f32,
}

/// Queries the wheels at the present pose without moving anything.
pub(crate) fn refresh_contacts(state: &mut CarState, car: usize, model: &CarModel, s: &Surroundings<'_>) {
    let rays = rays::cast(car, model, s);
    store_contacts(state, model, rays.as_ref(), s.bodies[car + 1].frame.up);
}

#[inline]
fn store_contacts(state: &mut CarState, model: &CarModel, rays: Option<&[Ray; 4]>, up: Vec3) {
    state.suspension = model.longest_suspension;
    state.wheel_contacts = 0;
    state.on_ground = false;
    state.ground_normal = Vec3::zeros();
    let Some(rays) = rays else { return };
    let mut sum = Vec3::zeros();
    for (i, ray) in rays.iter().enumerate().filter(|(_, ray)| ray.hit) {
        state.wheel_contacts |= 1 << i;
        state.suspension[i] = (ray.distance - model.wheels[i].radius).min(state.suspension[i]);
        if ray.body().is_none() {
            state.wheel_contacts |= 0x10 << i;
            sum += ray.normal;
        }
    }
    state.on_ground = state.wheels_down() >= 3;
    if state.wheels_on_arena() > 0 {
        let mean = normalize_or_zero(sum);
        state.ground_normal = if mean == Vec3::zeros() { up } else { mean };
    }
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
    let rays = rays::cast(car, model, s);
    state.wheels_extending = false;
    store_contacts(state, model, rays.as_ref(), s.bodies[car + 1].frame.up);
    if let Some(rays) = rays
        && state.wheel_contacts != 0
    {
        push(state, car, model, drive, inputs, s, &rays);
    }
}

fn push(
    state: &mut CarState,
    car: usize,
    model: &CarModel,
    drive: &Drive,
    inputs: &Inputs,
    s: &mut Surroundings<'_>,
    rays: &[Ray; 4],
) {
    let (before, rest) = s.bodies.split_at_mut(car + 1);
    let (body, after) = rest.split_at_mut(1);
    let body = &mut body[0];
    let up = body.frame.up;
    // Boost counts as full throttle here, whatever the wheels touch.
    let throttle = if inputs.raw.boost && state.boost > 0.0 { 1.0 } else { drive.throttle };
    let (sin, cos) = sin_cos_small(state.steer_angle);
    let front_axle = body.frame.right * cos - body.frame.forward * sin;
    let grip = Grip {
        handbrake: state.handbrake,
        curve: if model.three_wheels { curve::LATERAL_THREE_WHEEL } else { curve::LATERAL },
        throttle,
    };

    let mut contacts: ArrayVec<Contact, 4> = ArrayVec::new();
    let mut extending = true;
    let (mut linear, mut angular) = (Vec3::zeros(), Vec3::zeros());
    for (i, (ray, wheel)) in rays.iter().zip(&model.wheels).enumerate().filter(|(_, (ray, _))| ray.hit) {
        let normal = ray.normal;
        let axle = if i < 2 { front_axle } else { body.frame.right };
        let connection = ray.from - body.pos;
        let arm = connection - up * ray.distance;
        let vel = body.vel_at(arm);

        let cosine = normal.dot(&up);
        let (inv, rate) = if cosine > 0.1 {
            let inv = 1.0 / cosine;
            (inv, normal.dot(&vel) * inv)
        } else {
            (10.0, 0.0)
        };
        extending &= rate > EXTENDING;

        let mut push_back = 0.0;
        let start = wheel.rest + wheel.radius - PUSH_BACK_START;
        if let Some(index) = ray.body() {
            let other = if index <= car { &mut before[index] } else { &mut after[index - car - 2] };
            let other_arm = arm + body.pos - other.pos;
            if index != BALL && ray.distance < start {
                let inverse =
                    body.inverse_effective_mass(arm, normal) + other.inverse_effective_mass(other_arm, normal);
                let approach = normal.dot(&(vel - other.vel_at(other_arm)));
                push_back = push_back_impulse(start - ray.distance, approach, inverse);
            }
            other.apply_impulse(normal * -(PRESS + 4.0 * push_back), other_arm);
        } else if ray.distance < start {
            let inverse = body.inverse_effective_mass(arm, normal);
            push_back = push_back_impulse(start - ray.distance, normal.dot(&vel), inverse);
        }

        let damping = if rate < 0.0 { DAMPING_COMPRESSION } else { DAMPING_RELAXATION };
        let force = ((wheel.rest - state.suspension[i]) * STIFFNESS * inv - damping * rate) * wheel.load;
        let impulse = if force > 0.0 { force * TICK_SECONDS + push_back } else { 0.0 };
        linear += normal * impulse;
        angular += arm.cross(&normal) * impulse;
        let (lateral, longitudinal) = grip.of(body.vel_at(connection), axle, normal, ray.body().is_some());
        contacts.push(Contact { normal, arm, vel, axle, lateral, longitudinal });
    }
    state.wheels_extending = extending;

    // All suspension impulses act before any tyre looks at the velocities.
    body.vel += linear * body.inv_mass;
    body.ang_vel += body.angular_response(angular);

    let engine = if state.on_ground { drive.engine } else { drive.engine / 4.0 };
    let scale = model.mass / 3.0;
    let (mut linear, mut angular) = (Vec3::zeros(), Vec3::zeros());
    for c in &contacts {
        // Points backwards, hence the signs below.
        let along = normalize_or_zero(c.normal.cross(&c.axle));
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
        let arm = c.arm - up * up.dot(&c.arm);
        linear += impulse;
        angular += arm.cross(&impulse);
    }
    body.vel += linear * body.inv_mass;
    body.ang_vel += body.angular_response(angular);
}

/// A wheel's share of the impulse that pushes a strongly compressed suspension back, kg uu/s.
#[inline]
fn push_back_impulse(depth: f32, approach: f32, inverse_mass: f32) -> f32 {
    ((PUSH_BACK_SHARE / TICK_SECONDS * depth - approach) / inverse_mass).max(0.0) / 4.0
}

/// What the friction factors of all four wheels share.
struct Grip {
    handbrake: f32,
    curve: Curve,
    throttle: f32,
}

impl Grip {
    /// Lateral and longitudinal friction factors of a wheel whose connection point moves with `vel`.
    #[inline]
    fn of(&self, vel: Vec3, axle: Vec3, normal: Vec3, on_body: bool) -> (f32, f32) {
        let sideways = vel.dot(&axle).abs();
        let slip = if sideways > 5.0 { sideways / (vel.dot(&axle.cross(&normal)).abs() + sideways) } else { 0.0 };
        let (mut lateral, mut longitudinal) = (self.curve.at(slip), 1.0);
        if self.handbrake != 0.0 {
            lateral *= 1.0 + (curve::HANDBRAKE_LATERAL - 1.0) * self.handbrake;
            longitudinal *= 1.0 + (curve::HANDBRAKE_LONGITUDINAL.at(slip) - 1.0) * self.handbrake;
        }
        if self.throttle == 0.0 || on_body {
            let sticky = curve::NON_STICKY.at(normal.z);
            lateral *= sticky;
            longitudinal *= sticky;
        }
        (lateral, longitudinal)
    }
}
