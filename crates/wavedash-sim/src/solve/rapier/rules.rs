//! The reference's contact rules as a contact-modification hook of rapier.
//!
//! For every manifold that parry finds, the hook
//! - drops points whose gap exceeds the pair's skin (and gaps between cars at all), and lets the
//!   others act as if they touched, like the reference: a contact skin without pushing out to it;
//! - gives points on triangles the face's normal (cars) or the edge rule's normal (ball), so that
//!   seams are not felt;
//! - sets the pair's friction and restitution. rapier bounces with the velocity that enters the
//!   step; the reference leaves what is accumulated in the tick (gravity) out, so the coefficient
//!   is scaled by the ratio of both. Without that a body at rest would hop by gravity's share;
//! - notes what the rules of the game want to know.
//!
//! What rapier cannot be told: it moves bodies with the velocities before the bounce, so one tick of
//! the bounce is lost; penetration turns bodies as much as it moves them, where the reference
//! turns them by a tenth; restitution of several points is applied one after the other.

use std::sync::{Mutex, PoisonError};

use rapier3d::geometry::SolverContact;
use rapier3d::pipeline::{ContactModificationContext, PhysicsHooks};
use wavedash_core::Vec3;

use super::scratch::{vec3, vector};
use crate::body::{BALL, Body};
use crate::contact::{
    ARENA, BallHit, Bodies, FIRST_PLANE, Findings, Manifold, Meeting, PLANES, Point, World, edge_normal, manifold_of,
};
use crate::solve::Materials;

/// No contact bounces with more than it came with.
const MAX_RESTITUTION: f32 = 1.0;

/// Distance up to which rapier looks for contacts, uu: the skin with a little room for rounding.
pub(super) fn prediction(skin: f32) -> f32 {
    skin * 1.05
}

/// What a collider is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// The ball or a car, by index.
    Body(u8),
    /// One of the half spaces.
    Plane(u8),
    /// All triangles.
    Surface,
}

impl Tag {
    /// As a collider's user data.
    pub(super) const fn pack(self) -> u128 {
        match self {
            Self::Body(i) => i as u128,
            Self::Plane(i) => (ARENA | (FIRST_PLANE + i)) as u128,
            Self::Surface => ARENA as u128,
        }
    }

    const fn unpack(data: u128) -> Self {
        match data as u8 {
            i if i & ARENA == 0 => Self::Body(i),
            ARENA => Self::Surface,
            part => Self::Plane((part & !ARENA) - FIRST_PLANE),
        }
    }
}

/// The hook for one step.
pub(super) struct Rules<'a> {
    world: &'a World<'a>,
    materials: &'a Materials,
    bodies: &'a Bodies,
    /// rapier calls hooks through a shared reference.
    found: Mutex<Found<'a>>,
}

struct Found<'a> {
    findings: &'a mut Findings,
    contacts: &'a mut Vec<Manifold>,
}

/// A pair in our order: the car before the ball, the lower car first, a body before the arena.
struct Pair<'a> {
    a: &'a Body,
    b: Option<&'a Body>,
    index_a: u8,
    /// Index of the other body, or the part of the arena.
    index_b: u8,
}

impl Pair<'_> {
    /// Speeds at which the bodies separate along `normal` at a point: without and with what is
    /// accumulated in this tick.
    fn speeds(&self, point: Vec3, normal: Vec3) -> (f32, f32) {
        let immediate = |body: &Body| body.vel_at(point - body.pos);
        let full = |body: &Body| immediate(body) + body.push + body.twist.cross(&(point - body.pos));
        let relative = |of: &dyn Fn(&Body) -> Vec3| of(self.a) - self.b.map_or(Vec3::zeros(), of);
        (normal.dot(&relative(&immediate)), normal.dot(&relative(&full)))
    }
}

impl<'a> Rules<'a> {
    pub(super) fn new(
        world: &'a World<'a>,
        materials: &'a Materials,
        bodies: &'a Bodies,
        findings: &'a mut Findings,
        contacts: &'a mut Vec<Manifold>,
    ) -> Self {
        Self { world, materials, bodies, found: Mutex::new(Found { findings, contacts }) }
    }

    /// Our pair of two tags, and whether the first collider is our first body.
    fn pair(&self, first: Tag, second: Tag, triangle: u32) -> Option<(Pair<'a>, bool)> {
        let ball = BALL as u8;
        let (index_a, other, in_order) = match (first, second) {
            (Tag::Body(a), Tag::Body(b)) if b == ball || (a != ball && a < b) => (a, second, true),
            (Tag::Body(_), Tag::Body(b)) => (b, first, false),
            (Tag::Body(a), _) => (a, second, true),
            (_, Tag::Body(b)) => (b, first, false),
            _ => return None,
        };
        let (b, index_b) = match other {
            Tag::Body(b) => (Some(&self.bodies[usize::from(b)]), b),
            Tag::Plane(i) => (None, ARENA | (FIRST_PLANE + i)),
            Tag::Surface => (None, ARENA | self.world.surface?.triangles().get(triangle as usize)?.piece),
        };
        Some((Pair { a: &self.bodies[usize::from(index_a)], b, index_a, index_b }, in_order))
    }

    /// The normal that the rules want for a point, from the second body to the first; `None` if
    /// there is no contact.
    fn normal(&self, pair: &Pair<'_>, found: Vec3, on_b: Vec3, triangle: Option<u32>) -> Option<Vec3> {
        let Some(triangle) = triangle else { return Some(found) };
        let triangle = self.world.surface?.triangles().get(triangle as usize)?;
        if usize::from(pair.index_a) != BALL {
            return (found.dot(&triangle.normal) > 0.0).then_some(triangle.normal);
        }
        // Only the front side is solid.
        (triangle.normal.dot(&pair.a.pos) >= triangle.plane).then(|| edge_normal(triangle, on_b, found))
    }

    fn note(&self, pair: &Pair<'_>, normal: Vec3, on_b: Vec3, gap: f32, is_first: bool) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let Found { findings, contacts } = &mut *found;
        if pair.b.is_some() {
            if is_first {
                findings.meetings.push(Meeting { car: pair.index_a - 1, other: pair.index_b, pos: on_b });
            }
            return;
        }
        let manifold = manifold_of(contacts, pair.index_a, pair.index_b);
        if usize::from(pair.index_a) == BALL && manifold.len() == 0 && normal.dot(&pair.a.vel) < 0.0 {
            findings.ball_hits.push(BallHit { pos: on_b, normal });
        }
        let skin = self.world.skin(pair.index_a, pair.index_b);
        manifold.add(Point::new(pair.a, pair.b, on_b, normal, gap), skin);
    }
}

impl PhysicsHooks for Rules<'_> {
    fn modify_solver_contacts(&self, context: &mut ContactModificationContext<'_>) {
        let tag = |handle| context.colliders.get(handle).map(|c| Tag::unpack(c.user_data));
        let (Some(first), Some(second)) = (tag(context.collider1), tag(context.collider2)) else { return };
        let Some(rigid) = context.rigid_mut() else { return };
        let triangle = match (first, second) {
            (Tag::Surface, _) => Some(rigid.manifold.subshape1),
            (_, Tag::Surface) => Some(rigid.manifold.subshape2),
            _ => None,
        };
        let Some((pair, in_order)) = self.pair(first, second, triangle.unwrap_or_default()) else { return };
        let sign = if in_order { -1.0 } else { 1.0 };
        // rapier's normal points from its first collider to the second.
        let found = vec3(*rigid.normal) * sign;
        let points = |c: &SolverContact| {
            let (first, second) = (vec3(c.anchor1), vec3(c.anchor2));
            if in_order { (first, second) } else { (second, first) }
        };
        let deepest = rigid.solver_contacts.iter().min_by(|a, b| a.dist.total_cmp(&b.dist));
        let Some((_, on_b)) = deepest.map(points) else { return };
        let Some(normal) = self.normal(&pair, found, on_b, triangle) else {
            rigid.solver_contacts.clear();
            return;
        };
        let is_between_cars = pair.b.is_some() && usize::from(pair.index_b) != BALL;
        let skin = if is_between_cars { 0.0 } else { self.world.skin(pair.index_a, pair.index_b) };
        rigid.solver_contacts.retain_mut(|contact| {
            let (on_a, on_b) = points(contact);
            contact.dist = normal.dot(&(on_a - on_b));
            contact.dist <= skin
        });
        rigid.solver_contacts.sort_by(|a, b| a.dist.total_cmp(&b.dist));

        let material = self.materials.of(pair.index_a, pair.b.is_none(), pair.index_b);
        let mut fastest = (0.0, 0.0);
        for (i, contact) in rigid.solver_contacts.iter_mut().enumerate() {
            let (_, on_b) = points(contact);
            self.note(&pair, normal, on_b, contact.dist, i == 0);
            let speeds = pair.speeds(on_b, normal);
            if speeds.1 < fastest.1 {
                fastest = speeds;
            }
            contact.dist = contact.dist.min(0.0);
        }
        *rigid.normal = vector(normal * sign);
        *rigid.friction = material.friction;
        let (immediate, full) = fastest;
        *rigid.restitution = if immediate < 0.0 && full < 0.0 {
            (material.restitution * immediate / full).min(MAX_RESTITUTION)
        } else {
            0.0
        };
    }
}

const _: () = assert!(FIRST_PLANE as usize + PLANES.len() < ARENA as usize);
