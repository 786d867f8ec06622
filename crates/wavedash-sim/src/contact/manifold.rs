//! Up to four contact points of one pair of bodies, kept from tick to tick.

use serde::{Deserialize, Serialize};
use wavedash_core::{StateHasher, Vec3};

use super::{ARENA, FIRST_PLANE};
use crate::body::Body;

/// A point where two bodies touch.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Point {
    /// On the first body, in its axes from its origin.
    pub(crate) on_a: Vec3,
    /// On the second body: in its axes from its origin, or a world point if it is the arena.
    pub(crate) on_b: Vec3,
    /// World direction from the second body to the first.
    pub(crate) normal: Vec3,
    /// Distance along the normal; negative when the bodies overlap, uu.
    pub(crate) gap: f32,
}

impl Point {
    const NONE: Self = Self {
        on_a: Vec3::new(0.0, 0.0, 0.0),
        on_b: Vec3::new(0.0, 0.0, 0.0),
        normal: Vec3::new(0.0, 0.0, 0.0),
        gap: 0.0,
    };

    /// A contact at the world point `on_b` of the second body.
    pub(crate) fn new(a: &Body, b: Option<&Body>, on_b: Vec3, normal: Vec3, gap: f32) -> Self {
        Self {
            on_a: a.frame.to_body(on_b + normal * gap - a.pos),
            on_b: b.map_or(on_b, |b| b.frame.to_body(on_b - b.pos)),
            normal,
            gap,
        }
    }
}

/// The contact points of a pair.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Manifold {
    /// First body.
    pub(crate) a: u8,
    /// Second body, or [`ARENA`] plus the part.
    pub(crate) b: u8,
    len: u8,
    points: [Point; Self::CAPACITY],
}

impl PartialEq for Manifold {
    fn eq(&self, other: &Self) -> bool {
        self.a == other.a && self.b == other.b && self.points() == other.points()
    }
}

impl Manifold {
    pub(crate) const CAPACITY: usize = 4;

    pub(crate) const fn new(a: u8, b: u8) -> Self {
        Self { a, b, len: 0, points: [Point::NONE; Self::CAPACITY] }
    }

    pub(crate) const fn len(&self) -> usize {
        self.len as usize
    }

    /// As many points as there is room for, of finite numbers.
    pub(crate) fn is_sound(&self) -> bool {
        let is_finite = |p: &Point| [p.on_a, p.on_b, p.normal].iter().flatten().chain([&p.gap]).all(|x| x.is_finite());
        self.len() <= Self::CAPACITY && self.points().iter().all(is_finite)
    }

    pub(crate) const fn clear(&mut self) {
        self.len = 0;
    }

    pub(crate) fn points(&self) -> &[Point] {
        &self.points[..self.len as usize]
    }

    /// The second body is the arena.
    pub(crate) const fn is_on_arena(&self) -> bool {
        self.b & ARENA != 0
    }

    /// The second body is a piece of the surface, not a plane.
    pub(crate) const fn is_on_surface(&self) -> bool {
        self.is_on_arena() && self.b & !ARENA < FIRST_PLANE
    }

    /// Adds a point, or replaces one closer than `skin` on the first body; of more than four the
    /// deepest stays and the others span the largest area.
    pub(crate) fn add(&mut self, point: Point, skin: f32) {
        let mut nearest = skin * skin;
        let mut same = None;
        for (i, old) in self.points().iter().enumerate() {
            let distance_sq = (old.on_a - point.on_a).norm_squared();
            if distance_sq < nearest {
                nearest = distance_sq;
                same = Some(i);
            }
        }
        let index = match same {
            Some(i) => i,
            None if self.len() < Self::CAPACITY => {
                self.len += 1;
                self.len() - 1
            }
            None => self.least_useful(&point),
        };
        self.points[index] = point;
    }

    /// Adds all points of `other`, which belongs to the same pair.
    pub(crate) fn merge(&mut self, other: &Self, skin: f32) {
        if self.len == 0 {
            *self = *other;
        } else {
            other.points().iter().for_each(|p| self.add(*p, skin));
        }
    }

    /// Which of four points a fifth should replace.
    fn least_useful(&self, new: &Point) -> usize {
        let mut deepest = Self::CAPACITY;
        let mut gap = new.gap;
        for (i, p) in self.points.iter().enumerate() {
            if p.gap < gap {
                deepest = i;
                gap = p.gap;
            }
        }
        let p = self.points.map(|p| p.on_a);
        let area = |apex: Vec3, from: Vec3, to: Vec3| (new.on_a - apex).cross(&(from - to)).norm_squared();
        // Left after dropping point i: the new one and the other three.
        let areas = [area(p[1], p[3], p[2]), area(p[0], p[3], p[2]), area(p[0], p[3], p[1]), area(p[0], p[2], p[1])];
        let mut best = 0;
        let mut largest = if deepest == 0 { 0.0 } else { areas[0] };
        for (i, area) in areas.into_iter().enumerate().skip(1) {
            if i != deepest && area > largest {
                best = i;
                largest = area;
            }
        }
        best
    }

    /// Re-projects the points with the bodies' present poses and drops those whose gap or sideways
    /// drift exceeds `skin`.
    pub(crate) fn refresh(&mut self, a: &Body, b: Option<&Body>, skin: f32) {
        for i in (0..self.len()).rev() {
            let p = &mut self.points[i];
            let on_a = a.pos + a.frame.to_world(p.on_a);
            let on_b = b.map_or(p.on_b, |b| b.pos + b.frame.to_world(p.on_b));
            p.gap = (on_a - on_b).dot(&p.normal);
            let drift = on_b - (on_a - p.normal * p.gap);
            if p.gap > skin || drift.norm_squared() > skin * skin {
                self.len -= 1;
                self.points[i] = self.points[self.len()];
            }
        }
    }

    pub(crate) fn hash(&self, h: &mut StateHasher) {
        h.bytes(&[self.a, self.b, self.len]);
        for p in self.points() {
            h.vec3(p.on_a);
            h.vec3(p.on_b);
            h.vec3(p.normal);
            h.f32(p.gap);
        }
    }
}
