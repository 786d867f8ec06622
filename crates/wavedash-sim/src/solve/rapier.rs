//! rapier's own contact detection and solver, entered on demand and without memory.
//!
//! A rapier world per match costs more than a whole tick of ours and hides state: contact caches,
//! islands and trees decide about bits that no snapshot of poses and velocities holds. So nothing
//! of rapier lives from tick to tick. Cheap tests tell who may touch whom; a body without a
//! possible contact moves by [`Body::integrate`], a ball that touches only the arena is solved in
//! closed form (one merged row, `physics.md`, section 17), and every *cluster* of touching bodies with
//! a car among them goes into a rapier world that is empty but for them and the parts of the arena
//! nearby. One step of [`PhysicsPipeline`](rapier3d::pipeline::PhysicsPipeline), read back, done:
//! the result is a function of the bodies alone.
//!
//! How the reference's contact rules are told to rapier, and where they cannot be: see `rules`.

mod rules;
mod scratch;

use std::sync::Arc;

use wavedash_core::units::MAX_CARS;

use self::rules::Rules;
use self::scratch::{Prototypes, Scratch};
use super::{ContactSolver, Materials, ball, move_freely};
use crate::body::{BALL, Body};
use crate::contact::{Bodies, Contacts, Findings, Manifold, Parts, World};

/// The second solver. Everything in it can be made again, so clones start without the scratch.
#[derive(Default)]
pub(crate) struct Rapier(Option<Box<Inner>>);

struct Inner {
    /// Shared by the clones of an arena.
    prototypes: Arc<Prototypes>,
    scratch: Scratch,
    /// This tick's contacts, for the summary of hull normals.
    contacts: Vec<Manifold>,
}

impl Clone for Rapier {
    fn clone(&self) -> Self {
        Self(self.0.as_ref().map(|inner| Box::new(Inner::new(Arc::clone(&inner.prototypes)))))
    }
}

impl Inner {
    fn new(prototypes: Arc<Prototypes>) -> Self {
        Self { prototypes, scratch: Scratch::new(), contacts: Vec::new() }
    }
}

impl Rapier {
    /// Memory beyond the arena itself, without what is inside rapier (about 20 KiB).
    pub(crate) fn bytes(&self) -> usize {
        let of = |inner: &Inner| size_of::<Inner>() + inner.contacts.capacity() * size_of::<Manifold>();
        self.0.as_deref().map_or(0, of)
    }
}

impl ContactSolver for Rapier {
    fn step(
        &mut self,
        world: &World<'_>,
        materials: &Materials,
        bodies: &mut Bodies,
        contacts: &mut Contacts,
        findings: &mut Findings,
    ) {
        // Nothing is remembered.
        contacts.clear();
        let inner = self.0.get_or_insert_with(|| Box::new(Inner::new(Arc::new(Prototypes::new(world, bodies)))));
        inner.contacts.clear();
        let clusters = Clusters::find(world, bodies);

        let free = !clusters.solved;
        if free & 1 << BALL != 0 && bodies[BALL].active {
            world.find_ball_contacts(bodies, &mut inner.contacts, findings);
            let points = inner.contacts.iter().flat_map(Manifold::points);
            ball::resolve(&mut bodies[BALL], points, materials.ball_arena);
        }
        move_freely(bodies, free);
        if clusters.solved == 0 {
            return;
        }
        for (first, &members) in clusters.members.iter().enumerate() {
            // Each cluster belongs to its first body.
            if members & clusters.solved != 0 && members.trailing_zeros() as usize == first {
                let rules = Rules::new(world, materials, bodies, findings, &mut inner.contacts);
                inner.scratch.enter(&inner.prototypes, bodies, members, clusters.parts_of(members));
                inner.scratch.step(&rules);
                inner.scratch.leave(bodies);
            }
        }
        findings.meetings.sort_by_key(|m| (usize::from(m.other) != BALL, m.car, m.other));
        findings.sum_hull_normals(&inner.contacts);
    }
}

/// Which bodies may touch each other.
struct Clusters {
    /// Per body: bits of all bodies that it is connected with, itself included.
    members: [u16; MAX_CARS + 1],
    /// Per body: the parts of the arena that it may touch.
    parts: [Parts; MAX_CARS + 1],
    /// Bits of the bodies that belong to a cluster with a car and a possible contact.
    solved: u16,
}

impl Clusters {
    fn find(world: &World<'_>, bodies: &Bodies) -> Self {
        let mut members = core::array::from_fn(|i| 1 << i);
        let mut parts = [Parts::default(); MAX_CARS + 1];
        let mut touching = 0;
        let mut connect = |a: usize, b: usize| {
            let joined = members[a] | members[b];
            members.iter_mut().enumerate().filter(|(i, _)| joined & 1 << i != 0).for_each(|(_, m)| *m = joined);
        };
        let active = |body: &&Body| body.active;
        for (i, body) in bodies.iter().enumerate().skip(1).filter(|(_, b)| active(b)) {
            parts[i] = world.car_parts(body, i - 1);
            touching |= u16::from(parts[i].any()) << i;
            if world.may_touch_ball(&bodies[BALL], body, i - 1) {
                connect(BALL, i);
            }
            for (j, other) in bodies.iter().enumerate().skip(i + 1).filter(|(_, b)| active(b)) {
                if world.cars_overlap([body, other], [i - 1, j - 1]) {
                    connect(i, j);
                }
            }
        }
        let connected = |m: u16| m.count_ones() > 1;
        if connected(members[BALL]) {
            parts[BALL] = world.ball_parts(&bodies[BALL]);
        }
        let solved = (0..bodies.len()).fold(0, |solved, i| {
            let enters = connected(members[i]) || touching & 1 << i != 0;
            solved | u16::from(enters) << i
        });
        Self { members, parts, solved }
    }

    fn parts_of(&self, members: u16) -> Parts {
        let of_members = self.parts.iter().enumerate().filter(|(i, _)| members & 1 << i != 0);
        of_members.fold(Parts::default(), |all, (_, parts)| all.with(*parts))
    }
}
