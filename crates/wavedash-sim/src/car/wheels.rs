//! Wheels: suspension and tyres (`physics.md`, section 6).

use wavedash_core::math::{normalize_or_zero, sin_cos_small};
use wavedash_core::units::TICK_SECONDS;
use wavedash_core::{Frame, Vec3};
use wide::f32x4;

use super::Inputs;
use super::drive::Drive;
use super::rays::{self, Rays, Surroundings, Targets};
use crate::body::{BALL, Body};
use crate::curve;
use crate::lanes::{Vec3x4, select};
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

/// Queries the wheels at the present pose without moving anything.
pub(crate) fn refresh_contacts(state: &mut CarState, car: usize, model: &CarModel, s: &Surroundings<'_>) {
    let body = &s.bodies[car + 1];
    clear_contacts(state, model);
    if let Some(targets) = Targets::of(car, model, s) {
        let mut rays = Rays::new(body, model);
        rays::cast(&mut rays, &targets, body.frame.up, s);
        store_contacts(state, model, &rays, body.frame.up);
    }
}

#[inline]
fn clear_contacts(state: &mut CarState, model: &CarModel) {
    state.suspension = model.wheels.longest.to_array();
    state.wheel_contacts = 0;
    state.on_ground = false;
    state.ground_normal = Vec3::zeros();
}

#[inline]
fn store_contacts(state: &mut CarState, model: &CarModel, rays: &Rays, up: Vec3) {
    if !rays.hit.any() {
        return;
    }
    let wheels = &model.wheels;
    let length = (rays.distance - wheels.radius).fast_min(wheels.longest);
    state.suspension = select(rays.hit, length, wheels.longest).to_array();
    let hits = rays.hit.to_bitmask() as u8;
    let mut on_arena = hits;
    let mut on_arena_lanes = rays.hit;
    if rays.any_body() {
        for wheel in (0..4).filter(|wheel| rays.body(*wheel).is_some()) {
            on_arena &= !(1 << wheel);
            on_arena_lanes.as_mut_array()[wheel] = 0.0;
        }
    }
    state.wheel_contacts = hits | on_arena << 4;
    state.on_ground = state.wheels_down() >= 3;
    if on_arena != 0 {
        let mean = normalize_or_zero(rays.normal.keep(on_arena_lanes).sum());
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
    state.wheels_extending = false;
    clear_contacts(state, model);
    let Some(targets) = Targets::of(car, model, s) else { return };
    let body = &s.bodies[car + 1];
    let up = body.frame.up;
    let mut rays = Rays::new(body, model);
    rays::cast(&mut rays, &targets, up, s);
    store_contacts(state, model, &rays, up);
    if state.wheel_contacts != 0 {
        push(state, car, model, drive, inputs, s, &rays);
    }
}

/// Inverse of the car's mass as an impulse along `direction` at `arm` feels it, per lane.
#[inline]
fn inverse_effective_mass(body: &Body, arm: &Vec3x4, direction: &Vec3x4) -> f32x4 {
    let lever = arm.cross(direction);
    let Frame { forward, right, up } = body.frame;
    let square = |axis: Vec3, inv_inertia: f32| {
        let along = lever.dot(&Vec3x4::splat(axis));
        along * along * f32x4::splat(inv_inertia)
    };
    f32x4::splat(body.inv_mass)
        + square(forward, body.inv_inertia.x)
        + square(right, body.inv_inertia.y)
        + square(up, body.inv_inertia.z)
}

fn push(
    state: &mut CarState,
    car: usize,
    model: &CarModel,
    drive: &Drive,
    inputs: &Inputs,
    s: &mut Surroundings<'_>,
    rays: &Rays,
) {
    let body = &s.bodies[car + 1];
    let wheels = &model.wheels;
    let hit = rays.hit;
    let normal = &rays.normal;
    let up = body.frame.up;
    let up4 = Vec3x4::splat(up);
    let (sin, cos) = sin_cos_small(state.steer_angle);
    let front = body.frame.right * cos - body.frame.forward * sin;
    let axle = Vec3x4::from_array([front, front, body.frame.right, body.frame.right]);

    let connection = rays.from.sub(&Vec3x4::splat(body.pos));
    let arm = connection.sub(&up4.scale(rays.distance));
    let spin = Vec3x4::splat(body.ang_vel);
    let vel = Vec3x4::splat(body.vel).add(&spin.cross(&arm));

    let cosine = normal.dot(&up4);
    let steep = cosine.simd_gt(f32x4::splat(0.1));
    let inv = select(steep, f32x4::ONE / cosine, f32x4::splat(10.0));
    let rate = (normal.dot(&vel) * inv) & steep;
    // Lanes without a hit do not hinder.
    state.wheels_extending = (rate.simd_gt(f32x4::splat(EXTENDING)) | !hit).all();

    // A strongly compressed suspension pushes back directly; the ball does not count.
    let depth = wheels.rest + wheels.radius - f32x4::splat(PUSH_BACK_START) - rays.distance;
    let deep = hit & depth.simd_gt(f32x4::ZERO);
    let mut push_back = f32x4::ZERO;
    if deep.any() {
        let wanted = f32x4::splat(PUSH_BACK_SHARE / TICK_SECONDS) * depth - normal.dot(&vel);
        let impulse = wanted / inverse_effective_mass(body, &arm, normal);
        push_back = (impulse.fast_max(f32x4::ZERO) * f32x4::splat(0.25)) & deep;
    }
    if rays.any_body() {
        press_bodies(rays, car, &arm, depth, &mut push_back, s);
    }
    let body = &s.bodies[car + 1];

    let relaxing = rate.simd_ge(f32x4::ZERO);
    let damping = select(relaxing, f32x4::splat(DAMPING_RELAXATION), f32x4::splat(DAMPING_COMPRESSION));
    let length = (rays.distance - wheels.radius).fast_min(wheels.longest);
    let force = ((wheels.rest - length) * f32x4::splat(STIFFNESS) * inv - damping * rate) * wheels.load;
    let pushes = hit & force.simd_gt(f32x4::ZERO);
    let impulse = normal.scale((force * f32x4::splat(TICK_SECONDS) + push_back) & pushes);
    let pushed_vel = body.vel + impulse.sum() * body.inv_mass;
    let pushed_spin = body.ang_vel + body.angular_response(arm.cross(&impulse).sum());

    // All suspension impulses act before any tyre looks at the velocities.
    let after = Vec3x4::splat(pushed_vel).add(&Vec3x4::splat(pushed_spin).cross(&arm));
    let at_connection = Vec3x4::splat(body.vel).add(&spin.cross(&connection));
    // Boost counts as full throttle here, whatever the wheels touch.
    let throttle = if inputs.raw.boost && state.boost > 0.0 { 1.0 } else { drive.throttle };
    let (lateral, longitudinal) = grip(state, model, rays, &at_connection, &axle, throttle);
    // Points backwards, hence the signs below.
    let along = normal.cross(&axle).normalize_or_zero();
    let sideways = after.dot(&axle) * f32x4::splat(-LATERAL_SHARE) / inverse_effective_mass(body, &arm, &axle);
    let engine = if state.on_ground { drive.engine_force() } else { drive.engine_force() / 4.0 };
    let scale = model.mass / 3.0;
    let rolling = if engine != 0.0 {
        f32x4::splat(-engine / scale)
    } else if drive.brake != 0.0 {
        let wanted = vel.dot(&along) * f32x4::splat(-ROLLING);
        wanted.fast_max(f32x4::splat(-drive.brake)).fast_min(f32x4::splat(drive.brake))
    } else {
        f32x4::ZERO
    };
    let share = f32x4::splat(scale * TICK_SECONDS) & hit;
    let impulse = along.scale(rolling * longitudinal * share).add(&axle.scale(sideways * lateral * share));
    // At the height of the origin, so that tyres neither roll nor pitch the car.
    let level = arm.sub(&up4.scale(up4.dot(&arm)));
    let target = &mut s.bodies[car + 1];
    target.vel = pushed_vel + impulse.sum() * target.inv_mass;
    target.ang_vel = pushed_spin + target.angular_response(level.cross(&impulse).sum());
}

/// Wheels press on what they stand on: a little on everything, and back with the push-back on cars.
///
/// Every wheel meets the body as the wheels before it left it, while its own car does not move yet.
#[cold]
fn press_bodies(rays: &Rays, car: usize, arm: &Vec3x4, depth: f32x4, push_back: &mut f32x4, s: &mut Surroundings<'_>) {
    let body = s.bodies[car + 1];
    for wheel in 0..4 {
        let Some(index) = rays.body(wheel) else { continue };
        let other = &mut s.bodies[index];
        let (normal, arm) = (rays.normal.lane(wheel), arm.lane(wheel));
        let other_arm = arm + body.pos - other.pos;
        let depth = depth.as_array()[wheel];
        let mut impulse = 0.0;
        if index != BALL && depth > 0.0 {
            let approach = normal.dot(&(body.vel_at(arm) - other.vel_at(other_arm)));
            let inverse = body.inverse_effective_mass(arm, normal) + other.inverse_effective_mass(other_arm, normal);
            impulse = ((PUSH_BACK_SHARE / TICK_SECONDS * depth - approach) / inverse).max(0.0);
        }
        push_back.as_mut_array()[wheel] = impulse / 4.0;
        other.apply_impulse(normal * -(PRESS + impulse), other_arm);
    }
}

/// Lateral and longitudinal friction factors of the wheels, whose connection points move with `vel`.
#[inline]
fn grip(state: &CarState, model: &CarModel, rays: &Rays, vel: &Vec3x4, axle: &Vec3x4, throttle: f32) -> (f32x4, f32x4) {
    let sideways = vel.dot(axle).abs();
    let ahead = vel.dot(&axle.cross(&rays.normal)).abs();
    let slip = (sideways / (ahead + sideways)) & sideways.simd_gt(f32x4::splat(5.0));
    let curve = if model.three_wheels { curve::LATERAL_THREE_WHEEL } else { curve::LATERAL };
    let (mut lateral, mut longitudinal) = (curve.at_each(slip), f32x4::ONE);
    if state.handbrake != 0.0 {
        let held = f32x4::splat(state.handbrake);
        lateral *= f32x4::splat(1.0 + (curve::HANDBRAKE_LATERAL - 1.0) * state.handbrake);
        longitudinal += (curve::HANDBRAKE_LONGITUDINAL.at_each(slip) - f32x4::ONE) * held;
    }
    if throttle == 0.0 || rays.any_body() {
        for wheel in (0..4).filter(|wheel| throttle == 0.0 || rays.body(*wheel).is_some()) {
            let sticky = curve::NON_STICKY.at(rays.normal.z.as_array()[wheel]);
            lateral.as_mut_array()[wheel] *= sticky;
            longitudinal.as_mut_array()[wheel] *= sticky;
        }
    }
    (lateral, longitudinal)
}
