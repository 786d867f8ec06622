//! Finding contacts: which points of which bodies touch, with what normal and gap.
//!
//! Contact rules follow `physics.md`, section 4. A contact exists as soon as the gap is below a
//! skin of about 2 uu and acts as if it touched. Points last from tick to tick in [`Manifold`]s of
//! at most four per pair; they are part of the arena's state, so nothing is hidden.

mod ball;
mod box_box;
mod box_triangle;
mod car;
mod manifold;
mod order;
mod part_boxes;
mod reach;

use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};
use wavedash_core::rules::{CEILING_Z, SIDE_WALL_X};
use wavedash_core::units::{MAX_CARS, TICK_SECONDS};
use wavedash_core::{Frame, StateHasher, Vec3};

pub(crate) use ball::edge_normal;
pub(crate) use manifold::{Manifold, Point};
pub(crate) use part_boxes::PartBoxes;
pub(crate) use reach::Parts;

use order::{Cells, Masks, Pairs, body_bit};

use crate::body::{BALL, Body};
use crate::error::SimError;
use crate::near::{BALL_BOX_SLACK, Near};
use crate::preset::CarModel;
use crate::surface::Surface;

/// Bodies of a tick: the ball, then the cars.
pub(crate) type Bodies = ArrayVec<Body, { MAX_CARS + 1 }>;

/// Marks the second body of a manifold as a part of the arena: a piece of the surface or a plane.
pub(crate) const ARENA: u8 = 0x80;
/// The first plane among the arena's parts; pieces come before.
pub(crate) const FIRST_PLANE: u8 = 16;

/// A half space that bounds the field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plane {
    pub(crate) normal: Vec3,
    /// `normal . p` of its points.
    pub(crate) offset: f32,
}

/// Floor, ceiling and the two side walls. The back walls belong to the surface's goal ends.
pub(crate) const PLANES: [Plane; 4] = [
    Plane { normal: Vec3::new(0.0, 0.0, 1.0), offset: 0.0 },
    Plane { normal: Vec3::new(0.0, 0.0, -1.0), offset: -CEILING_Z },
    Plane { normal: Vec3::new(1.0, 0.0, 0.0), offset: -SIDE_WALL_X },
    Plane { normal: Vec3::new(-1.0, 0.0, 0.0), offset: -SIDE_WALL_X },
];

/// The ball's sphere and contact skin, uu.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BallModel {
    pub(crate) radius: f32,
    pub(crate) skin: f32,
}

/// A car's hitbox where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ContactBox {
    pub(crate) centre: Vec3,
    pub(crate) frame: Frame,
    /// Corners of the world-aligned box around it.
    pub(crate) min: Vec3,
    pub(crate) max: Vec3,
}

impl ContactBox {
    #[inline]
    pub(crate) fn new(body: &Body, model: &CarModel) -> Self {
        let f = &body.frame;
        let centre = body.pos + f.to_world(model.offset);
        let extent = f.extent(model.half);
        Self { centre, frame: *f, min: centre - extent, max: centre + extent }
    }

    /// A point in the box's own axes, from its centre.
    #[inline]
    pub(crate) fn local(&self, p: Vec3) -> Vec3 {
        self.frame.to_body(p - self.centre)
    }

    /// The inverse of [`Self::local`].
    #[inline]
    pub(crate) fn world(&self, p: Vec3) -> Vec3 {
        self.centre + self.frame.to_world(p)
    }
}

/// A contact that began or was renewed in this tick between a car and the ball or another car.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Meeting {
    pub(crate) car: u8,
    /// Index of the other body.
    pub(crate) other: u8,
    pub(crate) pos: Vec3,
}

/// A contact of the ball with the arena that began or was renewed in this tick.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BallHit {
    pub(crate) pos: Vec3,
    pub(crate) normal: Vec3,
}

/// What the contact solver tells the rules of the game about a tick.
#[derive(Clone, Debug, Default)]
pub(crate) struct Findings {
    /// Car-ball and car-car contacts in a fixed order.
    pub(crate) meetings: Vec<Meeting>,
    /// The first new contact of the ball with each part of the arena.
    pub(crate) ball_hits: Vec<BallHit>,
    hull_normals: [Vec3; MAX_CARS],
    /// Bit `i`: the arena pushes car `i`.
    pushed: u8,
    /// Bit `i`: the rules gave car `i` a bump velocity.
    pub(crate) bumped: u8,
}

impl Findings {
    pub(crate) fn clear(&mut self) {
        self.meetings.clear();
        self.ball_hits.clear();
        self.pushed = 0;
        self.bumped = 0;
    }

    /// Direction in which the arena pushes a car's hitbox; zero if it does not.
    #[inline]
    pub(crate) fn hull_normal(&self, car: usize) -> Vec3 {
        if self.pushed & 1 << car == 0 { Vec3::zeros() } else { self.hull_normals[car] }
    }

    /// Sums the mean normals of each car's points on each part of the arena, at length 1.
    pub(crate) fn sum_hull_normals(&mut self, manifolds: &[Manifold]) {
        for m in manifolds.iter().filter(|m| m.a as usize != BALL && m.is_on_arena()) {
            let sum = m.points().iter().fold(Vec3::zeros(), |sum, p| sum + p.normal);
            let car = m.a as usize - 1;
            self.hull_normals[car] = self.hull_normal(car) + direction(sum);
            self.pushed |= 1 << car;
        }
        for car in (0..MAX_CARS).filter(|car| self.pushed & 1 << car != 0) {
            self.hull_normals[car] = direction(self.hull_normals[car]);
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.meetings.capacity() * size_of::<Meeting>() + self.ball_hits.capacity() * size_of::<BallHit>()
    }
}

/// The vector at length 1, or zero if it is too short.
fn direction(v: Vec3) -> Vec3 {
    let len_sq = v.norm_squared();
    if len_sq >= 1e-8 { v / len_sq.sqrt() } else { Vec3::zeros() }
}

/// Contacts that last from tick to tick.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Contacts {
    /// Pairs with at least one point, in a fixed order.
    pub(crate) manifolds: Vec<Manifold>,
    pub(crate) pairs: Pairs,
}

impl Clone for Contacts {
    fn clone(&self) -> Self {
        Self { manifolds: self.manifolds.clone(), pairs: self.pairs.clone() }
    }

    fn clone_from(&mut self, source: &Self) {
        self.manifolds.clone_from(&source.manifolds);
        self.pairs.clone_from(&source.pairs);
    }
}

impl Contacts {
    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.manifolds.clear();
        self.pairs.clear();
    }

    /// Forgets everything about a body.
    pub(crate) fn forget(&mut self, body: u8) {
        self.manifolds.retain(|m| m.a != body && m.b != body);
        self.pairs.forget(body);
    }

    pub(crate) fn bytes(&self) -> usize {
        self.manifolds.capacity() * size_of::<Manifold>() + self.pairs.bytes()
    }

    pub(crate) fn hash(&self, h: &mut StateHasher) {
        self.manifolds.iter().for_each(|m| m.hash(h));
        self.pairs.hash(h);
    }

    /// Refuses contacts that no tick of an arena with this many cars leaves behind and that none could go on from:
    /// they may come from a file.
    pub(crate) fn check(&self, cars: usize) -> Result<(), SimError> {
        let is_pair = |(a, b): (u8, u8)| {
            let other = if b & ARENA != 0 { b & !ARENA < order::PARTS } else { usize::from(b) <= cars };
            usize::from(a) <= cars && other
        };
        if self.manifolds.iter().all(|m| is_pair((m.a, m.b)) && m.is_sound()) && self.pairs.all(is_pair) {
            return Ok(());
        }
        let expected = "between bodies of this arena, with finite numbers";
        Err(SimError::OutOfRange { field: "state.contacts".to_owned(), expected, value: cars as f32 })
    }

    pub(crate) fn manifold(&self, (a, b): (u8, u8)) -> Option<&Manifold> {
        self.manifolds.iter().find(|m| m.a == a && m.b == b)
    }
}

/// The fixed things that contacts are found against.
pub(crate) struct World<'a> {
    /// `None` in an arena without walls.
    pub(crate) surface: Option<&'a Surface>,
    pub(crate) ball: BallModel,
    pub(crate) cars: &'a [CarModel],
    /// Boxes of the surface's pieces and the planes.
    pub(crate) parts: &'a PartBoxes,
    /// What is near what in this tick.
    pub(crate) near: &'a Near,
}

/// A plane's box reaches this far into the field; a pair whose boxes overlap is kept in order, uu.
const PLANE_BOX: f32 = 10.0;
/// Boxes for the order of pairs are grown by this, uu.
const BOX_SLACK: f32 = 1.0;

impl World<'_> {
    /// Smaller of the two bodies' skins.
    #[inline]
    pub(crate) fn skin(&self, a: u8, b: u8) -> f32 {
        let of = |i: u8| if i as usize == BALL { self.ball.skin } else { self.cars[i as usize - 1].skin };
        if b & ARENA != 0 { of(a) } else { of(a).min(of(b)) }
    }

    /// Brings `contacts` from the last tick to this one and reports new ones.
    pub(crate) fn find_contacts(&self, bodies: &Bodies, contacts: &mut Contacts, findings: &mut Findings) {
        let Contacts { manifolds, pairs } = contacts;
        if !manifolds.is_empty() {
            self.carry_over(bodies, manifolds);
        }
        let mut now: Masks = [0; MAX_CARS + 1];
        let ball = &bodies[BALL];
        if !ball.active {
            now[BALL] = pairs.mask(BALL);
        }
        if let Some(surface) = self.surface
            && ball.active
        {
            self.ball_arena(surface, ball, manifolds, findings);
            // Half a box, a tick at full speed, and two steps of the grid.
            if !is_open(surface, ball.pos, self.ball.radius + 120.0) {
                let extent = Vec3::repeat(self.ball.radius + BALL_BOX_SLACK + BOX_SLACK);
                let next = ball.pos + ball.vel * TICK_SECONDS;
                let (low, high) = (ball.pos.inf(&next) - extent, ball.pos.sup(&next) + extent);
                now[BALL] = self.parts.sharing_cells(low, high);
            }
        }

        let mut hitboxes = [const { None::<ContactBox> }; MAX_CARS];
        for (car, model) in self.cars.iter().enumerate() {
            let body = &bodies[car + 1];
            if let Some(surface) = self.surface
                && body.active
            {
                let open = surface.open_half_size() - model.reach;
                if body.pos.x.abs().max(body.pos.y.abs()) > open || !is_clear_of_planes(body, model) {
                    let hitbox = hitboxes[car].insert(ContactBox::new(body, model));
                    self.car_arena(surface, body, car, hitbox, manifolds);
                    now[car + 1] = self.parts.overlapping(hitbox.min, hitbox.max);
                }
            }
        }
        for (car, model) in self.cars.iter().enumerate() {
            let body = &bodies[car + 1];
            if body.active && self.near.boxes(BALL) & 1 << (car + 1) != 0 {
                let hitbox = hitboxes[car].get_or_insert_with(|| ContactBox::new(body, model));
                if self.car_ball(body, ball, car, hitbox, manifolds, findings) {
                    now[car + 1] |= body_bit(BALL);
                }
            }
        }
        let mut swept: ArrayVec<(usize, Cells), { MAX_CARS * (MAX_CARS - 1) }> = ArrayVec::new();
        for b in 1..self.cars.len() {
            // Cars before this one.
            let mut others = self.near.boxes(b + 1) & ((1 << (b + 1)) - 1) & !(1 << BALL);
            while others != 0 {
                let a = others.trailing_zeros() as usize - 1;
                others &= others - 1;
                let (body_a, body_b) = (&bodies[a + 1], &bodies[b + 1]);
                if !body_a.active || !body_b.active {
                    continue;
                }
                let (before_b, from_b) = hitboxes.split_at_mut(b);
                let box_a = before_b[a].get_or_insert_with(|| ContactBox::new(body_a, &self.cars[a]));
                let box_b = from_b[0].get_or_insert_with(|| ContactBox::new(body_b, &self.cars[b]));
                self.car_car(bodies, (a, b), (box_a, box_b), manifolds, findings);
                let (cells_a, cells_b) = (swept_cells(box_a, body_a.vel), swept_cells(box_b, body_b.vel));
                if pairs.meet((a, b), cells_a, cells_b) {
                    now[a + 1] |= body_bit(b + 1);
                }
                swept.push((a, cells_a));
                swept.push((b, cells_b));
            }
        }
        for (car, cells) in &swept {
            pairs.keep(*car, *cells);
        }
        pairs.update(&now);
        if findings.meetings.len() > 1 {
            // The rules see contacts in the order of the pairs: one bump can allow another.
            findings.meetings.sort_by_key(|meeting| pairs.position((meeting.car + 1, meeting.other)));
        }
        if manifolds.is_empty() {
            return;
        }
        if ball.active {
            self.reproject_ball(ball, manifolds);
        }
        if manifolds.iter().any(|m| m.len() == 0) {
            manifolds.retain(|m| m.len() > 0);
        }
        findings.sum_hull_normals(manifolds);
    }

    /// The ball's contacts with the arena in this tick alone, for a solver without memory. A hit is
    /// reported whenever the ball approaches: without memory that is what a new contact is.
    pub(crate) fn find_ball_contacts(&self, bodies: &Bodies, manifolds: &mut Vec<Manifold>, findings: &mut Findings) {
        let ball = &bodies[BALL];
        let Some(surface) = self.surface else { return };
        self.ball_arena(surface, ball, manifolds, findings);
        findings.ball_hits.retain(|hit| hit.normal.dot(&ball.vel) < 0.0);
        self.reproject_ball(ball, manifolds);
        manifolds.retain(|m| m.len() > 0);
    }

    /// The ball's points on the surface are re-projected after all are found, old and new together.
    fn reproject_ball(&self, ball: &Body, manifolds: &mut [Manifold]) {
        for m in manifolds.iter_mut().filter(|m| m.a as usize == BALL && m.is_on_surface()) {
            m.refresh(ball, None, self.ball.skin);
        }
    }

    /// Re-projects the points of the last tick and drops pairs that cannot touch any more.
    fn carry_over(&self, bodies: &Bodies, manifolds: &mut Vec<Manifold>) {
        let mut emptied = false;
        for m in manifolds.iter_mut() {
            let a = &bodies[m.a as usize];
            let on_arena = m.is_on_arena();
            if m.a as usize == BALL {
                // A sleeping ball keeps its contacts untouched, an awake one those on the surface.
                if a.active && !m.is_on_surface() {
                    m.refresh(a, None, self.ball.skin);
                }
            } else {
                let b = if on_arena { None } else { Some(&bodies[m.b as usize]) };
                // Demolished cars touch nothing; a sleeping ball may be touched.
                let gone = !a.active || b.is_some_and(|b| !b.active && m.b as usize != BALL);
                if gone {
                    m.clear();
                } else {
                    m.refresh(a, b, self.skin(m.a, m.b));
                }
            }
            emptied |= m.len() == 0;
        }
        if emptied {
            manifolds.retain(|m| m.len() > 0);
        }
    }
}

/// No box of the arena's parts is within `margin` of the point.
#[inline]
fn is_open(surface: &Surface, p: Vec3, margin: f32) -> bool {
    p.x.abs().max(p.y.abs()) < surface.open_half_size() - margin && p.z > margin && p.z < CEILING_Z - margin
}

/// A car's hitbox overlaps no plane's box.
#[inline]
fn is_clear_of_planes(body: &Body, model: &CarModel) -> bool {
    let f = &body.frame;
    let (o, h) = (&model.offset, &model.half);
    let (p, far) = (&body.pos, model.reach + PLANE_BOX);
    if p.x.abs() > SIDE_WALL_X - far || p.z > CEILING_Z - far {
        return false;
    }
    if p.z > far {
        return true;
    }
    let lowest =
        p.z + f.forward.z * o.x + f.up.z * o.z - (f.forward.z.abs() * h.x + f.right.z.abs() * h.y + f.up.z.abs() * h.z);
    lowest > PLANE_BOX
}

/// Cells of the box around a hitbox, now and a tick later.
fn swept_cells(hitbox: &ContactBox, vel: Vec3) -> Cells {
    let step = vel * TICK_SECONDS;
    let low = (hitbox.min + step.inf(&Vec3::zeros())).add_scalar(-BOX_SLACK);
    let high = (hitbox.max + step.sup(&Vec3::zeros())).add_scalar(BOX_SLACK);
    [low.x, low.y, low.z, high.x, high.y, high.z].map(order::cell)
}

/// The manifold of a pair, made if it does not exist.
pub(crate) fn manifold_of(manifolds: &mut Vec<Manifold>, a: u8, b: u8) -> &mut Manifold {
    let index = manifolds.iter().position(|m| m.a == a && m.b == b).unwrap_or_else(|| {
        manifolds.push(Manifold::new(a, b));
        manifolds.len() - 1
    });
    &mut manifolds[index]
}
