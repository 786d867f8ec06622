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
mod reach;

use arrayvec::ArrayVec;
use wavedash_core::units::{CEILING_Z, MAX_CARS, SIDE_WALL_X};
use wavedash_core::{Frame, Vec3};

pub(crate) use ball::edge_normal;
pub(crate) use manifold::{Manifold, Point};
pub(crate) use reach::Parts;

use crate::body::{BALL, Body};
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
pub(crate) struct Hitbox {
    pub(crate) centre: Vec3,
    pub(crate) frame: Frame,
    /// Corners of the world-aligned box around it.
    pub(crate) min: Vec3,
    pub(crate) max: Vec3,
}

impl Hitbox {
    #[inline]
    pub(crate) fn new(body: &Body, model: &CarModel) -> Self {
        let f = &body.frame;
        let centre = body.pos + f.to_world(model.offset);
        let h = model.half;
        let extent = f.forward.abs() * h.x + f.right.abs() * h.y + f.up.abs() * h.z;
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
    /// Direction in which the arena pushes each car's hitbox; zero if it does not.
    pub(crate) hull_normals: [Vec3; MAX_CARS],
    /// Bit `i`: the rules gave car `i` a bump velocity.
    pub(crate) bumped: u8,
}

impl Findings {
    pub(crate) fn clear(&mut self) {
        self.meetings.clear();
        self.ball_hits.clear();
        self.hull_normals = [Vec3::zeros(); MAX_CARS];
        self.bumped = 0;
    }

    pub(crate) fn bytes(&self) -> usize {
        self.meetings.capacity() * size_of::<Meeting>() + self.ball_hits.capacity() * size_of::<BallHit>()
    }
}

/// The fixed things that contacts are found against.
pub(crate) struct World<'a> {
    /// `None` in an arena without walls.
    pub(crate) surface: Option<&'a Surface>,
    pub(crate) ball: BallModel,
    pub(crate) cars: &'a [CarModel],
}

impl World<'_> {
    /// Smaller of the two bodies' skins.
    #[inline]
    pub(crate) fn skin(&self, a: u8, b: u8) -> f32 {
        let of = |i: u8| if i as usize == BALL { self.ball.skin } else { self.cars[i as usize - 1].skin };
        if b & ARENA != 0 { of(a) } else { of(a).min(of(b)) }
    }

    /// Brings `manifolds` from the last tick to this one and reports new contacts.
    ///
    /// Afterwards it holds, in a fixed order, every pair with at least one point.
    pub(crate) fn find_contacts(&self, bodies: &Bodies, manifolds: &mut Vec<Manifold>, findings: &mut Findings) {
        if !manifolds.is_empty() {
            self.carry_over(bodies, manifolds);
        }
        if let Some(surface) = self.surface {
            if bodies[BALL].active {
                self.ball_arena(surface, bodies, manifolds, findings);
            }
            for car in 0..self.cars.len() {
                if bodies[car + 1].active {
                    self.car_arena(surface, bodies, car, manifolds);
                }
            }
        }
        for car in 0..self.cars.len() {
            self.car_ball(bodies, car, manifolds, findings);
        }
        for a in 0..self.cars.len() {
            for b in a + 1..self.cars.len() {
                self.car_car(bodies, a, b, manifolds, findings);
            }
        }
        if manifolds.is_empty() {
            return;
        }
        let ball = &bodies[BALL];
        if ball.active {
            self.reproject_ball(ball, manifolds);
        }
        manifolds.retain(|m| m.len() > 0);
        self.sum_hull_normals(manifolds, findings);
    }

    /// The ball's contacts with the arena in this tick alone, for a solver without memory. A hit is
    /// reported whenever the ball approaches: without memory that is what a new contact is.
    pub(crate) fn find_ball_contacts(&self, bodies: &Bodies, manifolds: &mut Vec<Manifold>, findings: &mut Findings) {
        let ball = &bodies[BALL];
        let Some(surface) = self.surface else { return };
        self.ball_arena(surface, bodies, manifolds, findings);
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
        manifolds.retain_mut(|m| {
            let a = &bodies[m.a as usize];
            let on_arena = m.is_on_arena();
            let b = if on_arena { None } else { Some(&bodies[m.b as usize]) };
            if m.a as usize == BALL && on_arena {
                // A sleeping ball keeps its contacts untouched.
                if a.active && !m.is_on_surface() {
                    m.refresh(a, None, self.ball.skin);
                }
                return m.len() > 0;
            }
            let ball_asleep = |i: u8| i as usize == BALL && !bodies[BALL].active;
            let gone = |i: u8| i as usize != BALL && !bodies[i as usize].active;
            if gone(m.a) || (!on_arena && (gone(m.b) || (ball_asleep(m.b) && gone(m.a)))) {
                return false;
            }
            m.refresh(a, b, self.skin(m.a, m.b));
            m.len() > 0
        });
    }

    /// Sum over the arena's parts of the mean normals of each car's points there, at length 1.
    pub(crate) fn sum_hull_normals(&self, manifolds: &[Manifold], findings: &mut Findings) {
        const SHORTEST_SQ: f32 = 1e-8;
        for m in manifolds.iter().filter(|m| m.a as usize != BALL && m.is_on_arena()) {
            let sum = m.points().iter().fold(Vec3::zeros(), |sum, p| sum + p.normal);
            let len_sq = sum.norm_squared();
            if len_sq >= SHORTEST_SQ {
                findings.hull_normals[m.a as usize - 1] += sum / len_sq.sqrt();
            }
        }
        for normal in &mut findings.hull_normals[..self.cars.len()] {
            let len_sq = normal.norm_squared();
            *normal = if len_sq >= SHORTEST_SQ { *normal / len_sq.sqrt() } else { Vec3::zeros() };
        }
    }
}

/// The manifold of a pair, made if it does not exist.
pub(crate) fn manifold_of(manifolds: &mut Vec<Manifold>, a: u8, b: u8) -> &mut Manifold {
    let index = manifolds.iter().position(|m| m.a == a && m.b == b).unwrap_or_else(|| {
        manifolds.push(Manifold::new(a, b));
        manifolds.len() - 1
    });
    &mut manifolds[index]
}
