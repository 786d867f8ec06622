//! The rapier world of one cluster, and the bodies it is filled with.

use nalgebra::Quaternion;
use rapier3d::dynamics::{
    CCDSolver, FrictionModel, ImpulseJointSet, IntegrationParameters, IslandManager, MassProperties, MultibodyJointSet,
    RigidBody, RigidBodyBuilder, RigidBodyHandle, RigidBodySet, SoftBodySet, SpringCoefficients,
};
use rapier3d::geometry::{
    BroadPhaseBvh, BvhOptimizationStrategy, Collider, ColliderBuilder, ColliderSet, NarrowPhase, SharedShape,
};
use rapier3d::math::{Pose, Rotation, Vector};
use rapier3d::pipeline::{ActiveHooks, PhysicsHooks, PhysicsPipeline};
use wavedash_core::units::{MAX_CARS, TICK_SECONDS};
use wavedash_core::{Quat, Vec3};

use super::rules::{self, Tag};
use crate::body::{BALL, Body};
use crate::contact::{Bodies, PLANES, Parts, World};

/// rapier's units are ours, uu; one of its metres is 100 of them.
const LENGTH_UNIT: f32 = 100.0;
/// Solver iterations, which rapier runs as parts of the step.
const ITERATIONS: usize = 4;
/// Contact stiffness, Hz. With rapier's damping ratio of 10 and steps of 1/480 s it removes 0.331 of
/// a penetration per part and so 80 % per tick, the reference's share.
const CONTACT_FREQUENCY: f32 = 756.0;
/// rapier's own default.
const DAMPING_RATIO: f32 = 10.0;

pub(super) fn vector(v: Vec3) -> Vector {
    Vector::new(v.x, v.y, v.z)
}

pub(super) fn vec3(v: Vector) -> Vec3 {
    Vec3::new(v.x, v.y, v.z)
}

/// Bodies and colliders as they go into a world; only poses and velocities differ from tick to tick.
pub(super) struct Prototypes {
    /// Ball and cars, by index.
    bodies: Vec<(RigidBody, Collider)>,
    planes: [Collider; PLANES.len()],
    /// `None` without walls.
    surface: Option<Collider>,
    parameters: IntegrationParameters,
}

impl Prototypes {
    pub(super) fn new(world: &World<'_>, bodies: &Bodies) -> Self {
        let body = |body: &Body| {
            let inertia = body.inv_inertia.map(|x| 1.0 / x);
            let properties = MassProperties::new(Vector::ZERO, 1.0 / body.inv_mass, vector(inertia));
            RigidBodyBuilder::dynamic().can_sleep(false).additional_mass_properties(properties).build()
        };
        let collider = |shape: SharedShape, tag: Tag, offset: Vec3| {
            ColliderBuilder::new(shape)
                .density(0.0)
                .user_data(tag.pack())
                .active_hooks(ActiveHooks::MODIFY_SOLVER_CONTACTS)
                .translation(vector(offset))
                .build()
        };
        let ball = collider(SharedShape::ball(world.ball.radius), Tag::Body(BALL as u8), Vec3::zeros());
        let cars = world.cars.iter().enumerate().map(|(i, model)| {
            let shape = SharedShape::cuboid(model.half.x, model.half.y, model.half.z);
            (body(&bodies[i + 1]), collider(shape, Tag::Body((i + 1) as u8), model.offset))
        });
        let planes = core::array::from_fn(|i| {
            let shape = SharedShape::halfspace(vector(PLANES[i].normal));
            collider(shape, Tag::Plane(i as u8), PLANES[i].normal * PLANES[i].offset)
        });
        let surface = world.surface.and_then(|surface| surface.rapier_shape());
        let skin = world.cars.iter().fold(world.ball.skin, |skin, model| skin.max(model.skin));
        let surface = surface.map(|shape| collider(shape.clone(), Tag::Surface, Vec3::zeros()));
        Self {
            bodies: core::iter::once((body(&bodies[BALL]), ball)).chain(cars).collect(),
            planes,
            surface,
            parameters: parameters(skin),
        }
    }
}

/// Settings of a step that finds contacts with gaps up to `skin`, uu.
fn parameters(skin: f32) -> IntegrationParameters {
    let softness = SpringCoefficients { natural_frequency: CONTACT_FREQUENCY, damping_ratio: DAMPING_RATIO };
    IntegrationParameters {
        dt: TICK_SECONDS,
        contact_softness: softness,
        static_contact_softness: softness,
        // Caches of earlier steps: there are none.
        warmstart_coefficient: 0.0,
        contact_recycling: false,
        // Each triangle keeps its own contacts, so that the rules can give them its normal.
        contact_clustering: false,
        length_unit: LENGTH_UNIT,
        normalized_max_corrective_velocity: f32::MAX,
        normalized_prediction_distance: rules::prediction(skin) / LENGTH_UNIT,
        num_solver_iterations: ITERATIONS,
        max_ccd_substeps: 0,
        friction_model: FrictionModel::Coulomb,
        ..IntegrationParameters::default()
    }
}

/// A rapier world. [`Scratch::enter`] makes it anew except for the pipeline, whose memory is a
/// workspace only: a used one gives the same bits as a fresh one.
pub(super) struct Scratch {
    pipeline: PhysicsPipeline,
    parameters: IntegrationParameters,
    islands: IslandManager,
    broad_phase: BroadPhaseBvh,
    narrow_phase: NarrowPhase,
    bodies: RigidBodySet,
    colliders: ColliderSet,
    // Always empty.
    joints: ImpulseJointSet,
    multibody_joints: MultibodyJointSet,
    soft_bodies: SoftBodySet,
    ccd: CCDSolver,
    /// Who is in it: index and handle.
    members: Vec<(usize, RigidBodyHandle)>,
}

impl Scratch {
    pub(super) fn new() -> Self {
        let mut pipeline = PhysicsPipeline::new();
        pipeline.counters.disable();
        Self {
            pipeline,
            parameters: IntegrationParameters::default(),
            islands: IslandManager::new(),
            broad_phase: BroadPhaseBvh::new(),
            narrow_phase: NarrowPhase::new(),
            bodies: RigidBodySet::new(),
            colliders: ColliderSet::new(),
            joints: ImpulseJointSet::new(),
            multibody_joints: MultibodyJointSet::new(),
            soft_bodies: SoftBodySet::new(),
            ccd: CCDSolver::new(),
            members: Vec::with_capacity(MAX_CARS + 1),
        }
    }

    /// Makes the world of `members`, in the order of their indices, with `parts` of the arena.
    pub(super) fn enter(&mut self, prototypes: &Prototypes, bodies: &Bodies, members: u16, parts: Parts) {
        self.parameters = prototypes.parameters;
        self.islands = IslandManager::new();
        self.broad_phase = BroadPhaseBvh::with_optimization_strategy(BvhOptimizationStrategy::None);
        self.narrow_phase = NarrowPhase::new();
        self.bodies = RigidBodySet::with_capacity(members.count_ones() as usize);
        self.colliders = ColliderSet::with_capacity(members.count_ones() as usize + PLANES.len() + 1);
        self.members.clear();
        for (index, body) in bodies.iter().enumerate().filter(|(i, _)| members & 1 << i != 0) {
            let (prototype, collider) = &prototypes.bodies[index];
            let mut inserted = prototype.clone();
            let q = body.rot.as_ref().coords;
            inserted.set_position(Pose::from_parts(vector(body.pos), Rotation::from_xyzw(q.x, q.y, q.z, q.w)), false);
            inserted.set_linvel(vector(body.vel + body.push), false);
            inserted.set_angvel(vector(body.ang_vel + body.twist), false);
            let handle = self.bodies.insert(inserted);
            self.colliders.insert_with_parent(collider.clone(), handle, &mut self.bodies);
            self.members.push((index, handle));
        }
        for (_, plane) in prototypes.planes.iter().enumerate().filter(|(i, _)| parts.planes & 1 << i != 0) {
            self.colliders.insert(plane.clone());
        }
        if let (true, Some(surface)) = (parts.surface, &prototypes.surface) {
            self.colliders.insert(surface.clone());
        }
    }

    /// One tick.
    pub(super) fn step(&mut self, hooks: &dyn PhysicsHooks) {
        self.pipeline.step(
            Vector::ZERO,
            &self.parameters,
            &mut self.islands,
            &mut self.broad_phase,
            &mut self.narrow_phase,
            &mut self.bodies,
            &mut self.colliders,
            &mut self.joints,
            &mut self.multibody_joints,
            &mut self.soft_bodies,
            &mut self.ccd,
            hooks,
            &(),
        );
    }

    /// Writes the poses and velocities back. A sleeping ball that nothing moved goes on sleeping.
    pub(super) fn leave(&self, bodies: &mut Bodies) {
        for &(index, handle) in &self.members {
            let Some(solved) = self.bodies.get(handle) else { continue };
            let body = &mut bodies[index];
            let (vel, ang_vel) = (vec3(solved.linvel()), vec3(solved.angvel()));
            if !body.active && vel == Vec3::zeros() && ang_vel == Vec3::zeros() {
                continue;
            }
            let q = solved.rotation();
            body.active = true;
            body.pos = vec3(solved.translation());
            body.rot = Quat::new_normalize(Quaternion::new(q.w, q.x, q.y, q.z));
            body.vel = vel;
            body.ang_vel = ang_vel;
        }
    }
}
