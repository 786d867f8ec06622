//! Bumps and demolitions (`physics.md`, section 14), from the states at the start of the tick.

use wavedash_core::math::normalize_or_zero;
use wavedash_core::rules::DEMOLITION_SPEED;
use wavedash_core::units::TICK_SECONDS;
use wavedash_core::{Frame, Team, Vec3};

use crate::body::turned;
use crate::config::{DemolitionMode, Mutators};
use crate::curve;
use crate::preset::CarModel;
use crate::state::{BodyState, CarState, NO_INDEX};

/// Directions to the victim in which a bump or demolition counts, degrees off the nose.
#[derive(Clone, Copy)]
struct Cone {
    yaw: f32,
    pitch: f32,
}

const BUMP: Cone = Cone { yaw: 70.0, pitch: 36.870 };
const DEMOLITION: Cone = Cone { yaw: 45.573, pitch: 36.870 };
/// Depth at which two boxes count as hitting each other when the time of impact is sought, uu.
const IMPACT_DEPTH: f32 = 1.95;

/// One of the two cars of a contact.
#[derive(Clone, Copy)]
pub(crate) struct Side<'a> {
    pub(crate) index: u8,
    pub(crate) team: Team,
    pub(crate) state: &'a CarState,
    pub(crate) model: &'a CarModel,
}

/// What one direction of a car-car contact does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// Nothing.
    Nothing,
    /// Only the attacker's cooldown starts.
    Cooldown,
    /// The victim gets this velocity at the end of the tick, uu/s, and the cooldown starts.
    Bump(Vec3),
    /// The victim is demolished.
    Demolition,
}

/// What `attacker` does to `victim` in the given tick.
pub(crate) fn outcome(attacker: Side<'_>, victim: Side<'_>, mutators: &Mutators, tick: u64) -> Outcome {
    // A car demolished earlier in this tick by this very victim may still demolish it back.
    let revenge = attacker.state.demolished_tick == tick && attacker.state.demolished_by == victim.index;
    if victim.state.is_demolished || (attacker.state.is_demolished && !revenge) {
        return Outcome::Nothing;
    }
    let (a, v) = (&attacker.state.body, &victim.state.body);
    let delta = v.pos - a.pos;
    if a.vel.dot(&delta) < 0.0 {
        return Outcome::Nothing;
    }
    let heading = normalize_or_zero(a.vel);
    if a.vel.dot(&normalize_or_zero(delta)) <= v.vel.dot(&heading) {
        return Outcome::Nothing;
    }
    let demolishes = match mutators.demolition {
        DemolitionMode::OnContact => true,
        DemolitionMode::Disabled => false,
        DemolitionMode::Normal => hits_hard_enough(attacker, victim),
    };
    if demolishes && (mutators.team_demolitions || attacker.team != victim.team) {
        return Outcome::Demolition;
    }
    if attacker.state.is_demolished {
        return Outcome::Nothing;
    }
    let cooling = attacker.state.bump_cooldown > 0.0
        && (attacker.state.bump_victim == NO_INDEX || attacker.state.bump_victim == victim.index);
    if cooling {
        return Outcome::Nothing;
    }
    if !in_cone(a, attacker.model, v, victim.model, false, BUMP) {
        return Outcome::Cooldown;
    }
    // The curves end at the speed from which attackers bump no harder.
    let speed = a.vel.norm();
    let push = if victim.state.on_ground {
        heading * curve::BUMP_GROUND.at(speed) + v.frame().up * curve::BUMP_UP.at(speed)
    } else {
        heading * curve::BUMP_AIR.at(speed)
    };
    Outcome::Bump(push * mutators.bump_scale)
}

fn hits_hard_enough(attacker: Side<'_>, victim: Side<'_>) -> bool {
    let (a, v) = (attacker.state.body, victim.state.body);
    let forward_speed = a.vel.dot(&a.frame().forward);
    if !attacker.state.is_supersonic || forward_speed.abs() < DEMOLITION_SPEED {
        return false;
    }
    let (a, v) = at_impact(a, attacker.model, v, victim.model);
    in_cone(&a, attacker.model, &v, victim.model, forward_speed < 0.0, DEMOLITION)
}

/// Where the reference believes the hitbox's centre to be: it turns the offset the wrong way.
fn hitbox_centre(body: &BodyState, model: &CarModel) -> Vec3 {
    body.pos + body.frame().to_body(model.offset)
}

fn in_cone(a: &BodyState, model_a: &CarModel, v: &BodyState, model_v: &CarModel, reverse: bool, cone: Cone) -> bool {
    let frame = a.frame();
    let nose = if reverse { -frame.forward } else { frame.forward };
    let towards = normalize_or_zero(hitbox_centre(v, model_v) - hitbox_centre(a, model_a));
    // The angle off the nose once (nearly all of) the component along `axis` is taken out.
    let angle = |axis: Vec3| {
        let k = towards.dot(&axis);
        let k = if k >= 0.0 { k / 1.01 } else { k * 1.01 };
        let flat = normalize_or_zero(towards - axis * k);
        libm::acosf(nose.dot(&flat).clamp(-1.0, 1.0)).to_degrees()
    };
    angle(frame.right) <= cone.pitch && angle(frame.up) <= cone.yaw
}

/// The poses at which the boxes begin to overlap, sought from one tick before to one tick after;
/// the given ones if they never do.
fn at_impact(a: BodyState, model_a: &CarModel, v: BodyState, model_v: &CarModel) -> (BodyState, BodyState) {
    let moved = |t: f32| (moved(a, t), moved(v, t));
    let apart = |t: f32| {
        let (a, v) = moved(t);
        separation(&a, model_a, &v, model_v) + IMPACT_DEPTH > 0.0
    };
    let (mut low, mut high) = (-TICK_SECONDS, TICK_SECONDS);
    if !apart(low) {
        return moved(low);
    }
    if apart(high) {
        return (a, v);
    }
    for _ in 0..24 {
        let middle = 0.5 * (low + high);
        if apart(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    moved(high)
}

fn moved(body: BodyState, seconds: f32) -> BodyState {
    // `turned` limits forward steps only; backwards is the turn with the opposite spin.
    let rot = if seconds >= 0.0 {
        turned(&body.rot, body.ang_vel, seconds)
    } else {
        turned(&body.rot, -body.ang_vel, -seconds)
    };
    BodyState { pos: body.pos + body.vel * seconds, rot, ..body }
}

/// Largest gap of two hitboxes over the fifteen axes; negative when they overlap, uu.
fn separation(a: &BodyState, model_a: &CarModel, b: &BodyState, model_b: &CarModel) -> f32 {
    let axes = |f: &Frame| [f.forward, f.right, f.up];
    let (fa, fb) = (a.frame(), b.frame());
    let delta = (b.pos + fb.to_world(model_b.offset)) - (a.pos + fa.to_world(model_a.offset));
    let gap = |axis: Vec3| {
        let reach = |f: &Frame, half: Vec3| f.to_body(axis).abs().dot(&half);
        delta.dot(&axis).abs() - reach(&fa, model_a.half) - reach(&fb, model_b.half)
    };
    let mut best = f32::NEG_INFINITY;
    for axis in axes(&fa).into_iter().chain(axes(&fb)) {
        best = best.max(gap(axis));
    }
    for u in axes(&fa) {
        for w in axes(&fb) {
            let cross = u.cross(&w);
            let len = cross.norm();
            if len > 1e-6 {
                best = best.max(gap(cross / len));
            }
        }
    }
    best
}
