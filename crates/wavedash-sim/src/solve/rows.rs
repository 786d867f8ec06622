//! Sequential impulses over our own rows, after the reference's contact rules.
//!
//! Per contact one normal row and one friction row along the slip, ten iterations, Coulomb's limit
//! updated every time, restitution without a lower speed. Penetration is not mixed into velocity:
//! a separate pass of ten iterations moves positions by 80 % of the overlap, and rotations by a
//! tenth of that. All points of the ball on the arena share **one** velocity row along their mean
//! normal; without that the ball bounces off seams and ramps in wrong directions.

use arrayvec::ArrayVec;
use wavedash_core::Vec3;
use wavedash_core::units::{MAX_CARS, TICK_SECONDS};

use super::{
    ContactSolver, ITERATIONS, Material, Materials, POSITION_SHARE, SHORTEST_SLIP_SQ, TURN_SHARE, ball, move_freely,
    perpendicular,
};
use crate::body::{BALL, Body, turned};
use crate::contact::{Bodies, Contacts, Findings, Manifold, Point, World};

/// No second body: the arena does not move.
const NOBODY: u8 = u8::MAX;

/// One scalar constraint between two bodies.
#[derive(Clone, Copy, Debug)]
struct Row {
    a: u8,
    b: u8,
    /// Acts on the position only.
    position_only: bool,
    normal: Vec3,
    lever_a: Vec3,
    lever_b: Vec3,
    turn_a: Vec3,
    turn_b: Vec3,
    inv_mass_a: f32,
    inv_mass_b: f32,
    effective_mass: f32,
    /// Impulse wanted by the velocities at the start.
    rhs: f32,
    /// Impulse wanted by the penetration.
    rhs_position: f32,
    impulse: f32,
    push_impulse: f32,
    friction: f32,
}

/// What the rows have changed so far.
#[derive(Clone, Copy, Debug)]
struct Change {
    vel: Vec3,
    ang_vel: Vec3,
    push: Vec3,
    turn: Vec3,
}

impl Change {
    const NONE: Self = Self {
        vel: Vec3::new(0.0, 0.0, 0.0),
        ang_vel: Vec3::new(0.0, 0.0, 0.0),
        push: Vec3::new(0.0, 0.0, 0.0),
        turn: Vec3::new(0.0, 0.0, 0.0),
    };
}

type Changes = ArrayVec<Change, { MAX_CARS + 1 }>;

/// Geometry of a row: both bodies, their arms and the direction.
#[derive(Clone, Copy)]
struct Side<'a> {
    a: u8,
    b: u8,
    body_a: &'a Body,
    body_b: Option<&'a Body>,
    arm_a: Vec3,
    arm_b: Vec3,
}

impl Side<'_> {
    /// A row along `normal` without right-hand sides.
    fn row(&self, normal: Vec3, friction: f32) -> Row {
        let lever_a = self.arm_a.cross(&normal);
        let turn_a = self.body_a.angular_response(lever_a);
        let mut inverse = self.body_a.inv_mass + lever_a.dot(&turn_a);
        let (mut lever_b, mut turn_b, mut inv_mass_b) = (Vec3::zeros(), Vec3::zeros(), 0.0);
        if let Some(body) = self.body_b {
            lever_b = -self.arm_b.cross(&normal);
            turn_b = body.angular_response(lever_b);
            inv_mass_b = body.inv_mass;
            inverse += inv_mass_b + lever_b.dot(&turn_b);
        }
        Row {
            a: self.a,
            b: self.b,
            position_only: false,
            normal,
            lever_a,
            lever_b,
            turn_a,
            turn_b,
            inv_mass_a: self.body_a.inv_mass,
            inv_mass_b,
            effective_mass: 1.0 / inverse,
            rhs: 0.0,
            rhs_position: 0.0,
            impulse: 0.0,
            push_impulse: 0.0,
            friction,
        }
    }

    /// Relative velocity at the contact with what has been accumulated this tick.
    fn full_velocity(&self) -> Vec3 {
        let of = |body: &Body, arm: Vec3| body.vel + body.push + (body.ang_vel + body.twist).cross(&arm);
        of(self.body_a, self.arm_a) - self.body_b.map_or(Vec3::zeros(), |b| of(b, self.arm_b))
    }

    fn normal_row(&self, normal: Vec3, material: Material, gap: f32) -> Row {
        let mut row = self.row(normal, material.friction);
        let immediate = self.body_a.vel_at(self.arm_a) - self.body_b.map_or(Vec3::zeros(), |b| b.vel_at(self.arm_b));
        let bounce = (-material.restitution * normal.dot(&immediate)).max(0.0);
        row.rhs = (bounce - normal.dot(&self.full_velocity())) * row.effective_mass;
        row.rhs_position = position_impulse(gap, row.effective_mass);
        row
    }

    fn friction_row(&self, normal: Vec3, friction: f32) -> Row {
        let slip = self.full_velocity();
        let tangential = slip - normal * normal.dot(&slip);
        let len_sq = tangential.norm_squared();
        let direction =
            if len_sq > SHORTEST_SLIP_SQ { tangential * (1.0 / len_sq.sqrt()) } else { perpendicular(normal) };
        let mut row = self.row(direction, friction);
        // Accumulated torques do not count here; the reference leaves them out too.
        let of = |body: &Body, arm: Vec3| body.vel + body.push + body.ang_vel.cross(&arm);
        let slip = of(self.body_a, self.arm_a) - self.body_b.map_or(Vec3::zeros(), |b| of(b, self.arm_b));
        row.rhs = -direction.dot(&slip) * row.effective_mass;
        row
    }
}

fn position_impulse(gap: f32, effective_mass: f32) -> f32 {
    if gap > 0.0 { 0.0 } else { -gap * POSITION_SHARE / TICK_SECONDS * effective_mass }
}

impl Row {
    /// Applies what the row still lacks; false when that was nothing.
    #[inline]
    fn solve(&mut self, changes: &mut Changes, low: f32, high: f32) -> bool {
        let a = &changes[self.a as usize];
        let mut speed = self.normal.dot(&a.vel) + self.lever_a.dot(&a.ang_vel);
        if self.b != NOBODY {
            let b = &changes[self.b as usize];
            speed += self.lever_b.dot(&b.ang_vel) - self.normal.dot(&b.vel);
        }
        let impulse = (self.impulse + self.rhs - speed * self.effective_mass).max(low).min(high);
        let delta = impulse - self.impulse;
        self.impulse = impulse;
        let a = &mut changes[self.a as usize];
        a.vel += self.normal * (self.inv_mass_a * delta);
        a.ang_vel += self.turn_a * delta;
        if self.b != NOBODY {
            let b = &mut changes[self.b as usize];
            b.vel -= self.normal * (self.inv_mass_b * delta);
            b.ang_vel += self.turn_b * delta;
        }
        delta != 0.0
    }

    /// The same for positions.
    #[inline]
    fn solve_position(&mut self, changes: &mut Changes) -> bool {
        if self.rhs_position == 0.0 {
            return false;
        }
        let a = &changes[self.a as usize];
        let mut speed = self.normal.dot(&a.push) + self.lever_a.dot(&a.turn);
        if self.b != NOBODY {
            let b = &changes[self.b as usize];
            speed += self.lever_b.dot(&b.turn) - self.normal.dot(&b.push);
        }
        let impulse = (self.push_impulse + self.rhs_position - speed * self.effective_mass).max(0.0);
        let delta = impulse - self.push_impulse;
        self.push_impulse = impulse;
        let a = &mut changes[self.a as usize];
        a.push += self.normal * (self.inv_mass_a * delta);
        a.turn += self.turn_a * delta;
        if self.b != NOBODY {
            let b = &mut changes[self.b as usize];
            b.push -= self.normal * (self.inv_mass_b * delta);
            b.turn += self.turn_b * delta;
        }
        delta != 0.0
    }
}

/// Sums over the ball's points on the arena.
#[derive(Default)]
struct BallOnArena {
    normal: Vec3,
    lever: f32,
    count: f32,
}

/// The default solver. Its buffers carry nothing between ticks.
#[derive(Clone, Default)]
pub(crate) struct Rows {
    contacts: Vec<Row>,
    /// Friction rows and the index of their normal row.
    frictions: Vec<(Row, u32)>,
    settled: Vec<bool>,
}

impl ContactSolver for Rows {
    fn step(
        &mut self,
        world: &World<'_>,
        materials: &Materials,
        bodies: &mut Bodies,
        contacts: &mut Contacts,
        findings: &mut Findings,
    ) {
        world.find_contacts(bodies, contacts, findings);
        if contacts.manifolds.is_empty() {
            move_freely(bodies, u16::MAX);
            return;
        }
        let on_ball = |m: &Manifold| m.a as usize == BALL || m.b as usize == BALL;
        let ball_on_arena = |m: &&Manifold| m.a as usize == BALL && m.is_on_arena();
        let ball_alone = contacts.manifolds.iter().filter(|m| on_ball(m)).all(|m| ball_on_arena(&m));
        if ball_alone && bodies[BALL].active {
            let points = contacts.manifolds.iter().filter(ball_on_arena).flat_map(Manifold::points);
            ball::resolve(&mut bodies[BALL], points, materials.ball_arena);
        }
        if ball_alone && contacts.manifolds.iter().all(|m| ball_on_arena(&m)) {
            move_freely(bodies, u16::MAX);
            return;
        }
        self.prepare(materials, bodies, contacts, ball_alone);
        let mut changes: Changes = bodies.iter().map(|_| Change::NONE).collect();
        self.iterate(&mut changes);
        for (body, change) in bodies.iter_mut().zip(&changes) {
            // A sleeping ball that was hit moves on.
            if !body.active && change.vel == Vec3::zeros() && change.push == Vec3::zeros() {
                continue;
            }
            body.active = true;
            body.vel += change.vel;
            body.ang_vel += change.ang_vel;
            if change.push != Vec3::zeros() || change.turn != Vec3::zeros() {
                body.pos += change.push * TICK_SECONDS;
                body.rot = turned(&body.rot, change.turn * TURN_SHARE, TICK_SECONDS);
            }
            body.integrate();
        }
    }
}

impl Rows {
    pub(crate) fn bytes(&self) -> usize {
        self.contacts.capacity() * size_of::<Row>()
            + self.frictions.capacity() * size_of::<(Row, u32)>()
            + self.settled.capacity()
    }

    fn prepare(&mut self, materials: &Materials, bodies: &Bodies, contacts: &Contacts, ball_alone: bool) {
        self.contacts.clear();
        self.frictions.clear();
        let mut merged = BallOnArena::default();
        for m in contacts.pairs.sorted(!bodies[BALL].active).into_iter().filter_map(|pair| contacts.manifold(pair)) {
            let material = materials.of(m.a, m.is_on_arena(), m.b);
            let ball_on_arena = m.a as usize == BALL && m.is_on_arena();
            if ball_on_arena && (ball_alone || !bodies[BALL].active) {
                continue;
            }
            for p in m.points() {
                let side = side(bodies, m, p);
                if ball_on_arena {
                    if p.gap < 0.0 {
                        let mut row = side.row(p.normal, material.friction);
                        row.rhs_position = position_impulse(p.gap, row.effective_mass);
                        row.position_only = true;
                        self.contacts.push(row);
                    }
                    merged.normal += p.normal;
                    merged.lever += side.arm_a.norm();
                    merged.count += 1.0;
                } else {
                    self.push_pair(&side, p.normal, material, p.gap);
                }
            }
        }
        if merged.count > 0.0 {
            let normal = wavedash_core::math::normalize_or_zero(merged.normal);
            let side = Side {
                a: BALL as u8,
                b: NOBODY,
                body_a: &bodies[BALL],
                body_b: None,
                arm_a: normal * -(merged.lever / merged.count),
                arm_b: Vec3::zeros(),
            };
            self.push_pair(&side, normal, materials.ball_arena, 0.0);
        }
    }

    fn push_pair(&mut self, side: &Side<'_>, normal: Vec3, material: Material, gap: f32) {
        let parent = self.contacts.len() as u32;
        self.contacts.push(side.normal_row(normal, material, gap));
        self.frictions.push((side.friction_row(normal, material.friction), parent));
    }

    fn iterate(&mut self, changes: &mut Changes) {
        self.settled.clear();
        self.settled.extend(self.contacts.iter().map(|row| row.rhs_position == 0.0));
        for _ in 0..ITERATIONS {
            let mut moved = false;
            for (row, settled) in self.contacts.iter_mut().zip(&mut self.settled) {
                if !*settled {
                    *settled = !row.solve_position(changes);
                    moved |= !*settled;
                }
            }
            if !moved {
                break;
            }
        }
        for _ in 0..ITERATIONS {
            let mut moved = false;
            for row in self.contacts.iter_mut().filter(|row| !row.position_only) {
                moved |= row.solve(changes, 0.0, f32::INFINITY);
            }
            for (row, parent) in &mut self.frictions {
                let limit = row.friction * self.contacts[*parent as usize].impulse;
                if limit > 0.0 {
                    moved |= row.solve(changes, -limit, limit);
                }
            }
            if !moved {
                break;
            }
        }
    }
}

fn side<'a>(bodies: &'a Bodies, m: &Manifold, p: &Point) -> Side<'a> {
    let body_a = &bodies[m.a as usize];
    let arm_a = body_a.frame.to_world(p.on_a);
    if m.is_on_arena() {
        return Side { a: m.a, b: NOBODY, body_a, body_b: None, arm_a, arm_b: Vec3::zeros() };
    }
    let body_b = &bodies[m.b as usize];
    Side { a: m.a, b: m.b, body_a, body_b: Some(body_b), arm_a, arm_b: body_b.frame.to_world(p.on_b) }
}
