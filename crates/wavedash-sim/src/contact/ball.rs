//! The ball against the arena and against cars.

use wavedash_core::Vec3;
use wavedash_core::rules::{CEILING_Z, SIDE_WALL_X};

use super::{ARENA, BallHit, ContactBox, FIRST_PLANE, Findings, Manifold, Meeting, PLANES, Point, World, manifold_of};
use crate::body::{BALL, Body};
use crate::near::BALL_BOX_SLACK;
use crate::surface::{EdgeKind, Surface, Triangle};

/// Contacts nearer than this to a triangle's edge take the neighbour into account, uu.
const EDGE_DISTANCE: f32 = 5.0;

impl World<'_> {
    pub(super) fn ball_arena(
        &self,
        surface: &Surface,
        ball: &Body,
        manifolds: &mut Vec<Manifold>,
        findings: &mut Findings,
    ) {
        let centre = ball.pos;
        let reach = self.ball.radius + self.ball.skin;
        let away = centre.z > reach && centre.z < CEILING_Z - reach && centre.x.abs() < SIDE_WALL_X - reach;
        for (i, plane) in PLANES.iter().enumerate().filter(|_| !away) {
            let distance = plane.normal.dot(&centre) - plane.offset;
            if distance < reach {
                let part = ARENA | (FIRST_PLANE + i as u8);
                let on_plane = centre - plane.normal * distance;
                self.add_ball_point(
                    ball,
                    part,
                    on_plane,
                    plane.normal,
                    distance - self.ball.radius,
                    manifolds,
                    findings,
                );
            }
        }
        for &index in surface.near_ball(centre) {
            let triangle = &surface.triangles()[index as usize];
            let height = triangle.normal.dot(&centre) - triangle.plane;
            // Only the front side is solid.
            if height < 0.0 || height >= reach {
                continue;
            }
            let Some(nearest) = closest_point(triangle, centre, height, reach) else { continue };
            let arm = centre - nearest;
            let distance = arm.norm();
            if distance >= reach {
                continue;
            }
            let normal = if distance > 1e-3 { arm / distance } else { triangle.normal };
            let gap = distance - self.ball.radius;
            let on_ball = nearest + normal * gap;
            let adjusted = edge_normal(triangle, nearest, normal);
            let part = ARENA | triangle.piece;
            // The point on the ball stays; its partner moves with the normal.
            let on_surface = on_ball - adjusted * gap;
            if !manifolds.iter().any(|m| m.a as usize == BALL && m.b == part) {
                findings.ball_hits.push(BallHit { pos: nearest, normal: adjusted });
            }
            let point = Point { on_a: ball.frame.to_body(on_ball - centre), on_b: on_surface, normal: adjusted, gap };
            manifold_of(manifolds, BALL as u8, part).add(point, self.ball.skin);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one contact and the two lists it goes to")]
    fn add_ball_point(
        &self,
        ball: &Body,
        part: u8,
        on_b: Vec3,
        normal: Vec3,
        gap: f32,
        manifolds: &mut Vec<Manifold>,
        findings: &mut Findings,
    ) {
        let manifold = manifold_of(manifolds, BALL as u8, part);
        if manifold.len() == 0 {
            findings.ball_hits.push(BallHit { pos: on_b, normal });
        }
        manifold.add(Point::new(ball, None, on_b, normal, gap), self.ball.skin);
    }

    /// Returns whether the boxes around the two overlap.
    pub(super) fn car_ball(
        &self,
        body: &Body,
        ball: &Body,
        car: usize,
        hitbox: &ContactBox,
        manifolds: &mut Vec<Manifold>,
        findings: &mut Findings,
    ) -> bool {
        let extent = self.ball.radius + BALL_BOX_SLACK;
        let apart = (0..3).any(|i| hitbox.min[i] > ball.pos[i] + extent || hitbox.max[i] < ball.pos[i] - extent);
        if apart {
            return false;
        }
        let model = &self.cars[car];
        let centre = hitbox.local(ball.pos);
        // The box with its shell: the closest point of the inner box plus the margin.
        let inner = model.half - Vec3::repeat(model.margin);
        let closest = Vec3::new(
            centre.x.clamp(-inner.x, inner.x),
            centre.y.clamp(-inner.y, inner.y),
            centre.z.clamp(-inner.z, inner.z),
        );
        let arm = centre - closest;
        let distance_sq = arm.norm_squared();
        let touching = self.ball.radius + model.margin;
        let skin = self.skin((car + 1) as u8, BALL as u8);
        if distance_sq > (touching + skin) * (touching + skin) {
            return true;
        }
        let (distance, direction) = if distance_sq > 1e-3 {
            let distance = distance_sq.sqrt();
            (distance, arm / distance)
        } else {
            nearest_face(inner, centre)
        };
        let gap = distance - touching;
        if gap > skin {
            return true;
        }
        let towards_ball = hitbox.frame.to_world(direction);
        let on_ball = ball.pos - towards_ball * self.ball.radius;
        let point = Point::new(body, Some(ball), on_ball, -towards_ball, gap);
        manifold_of(manifolds, (car + 1) as u8, BALL as u8).add(point, skin);
        findings.meetings.push(Meeting { car: car as u8, other: BALL as u8, pos: on_ball });
        true
    }
}

/// The face of the box that a point inside is nearest to: minus its depth, and its normal.
fn nearest_face(half: Vec3, p: Vec3) -> (f32, Vec3) {
    let mut depth = f32::INFINITY;
    let mut normal = Vec3::zeros();
    for axis in 0..3 {
        for sign in [1.0, -1.0] {
            let d = half[axis] - sign * p[axis];
            if d < depth {
                depth = d;
                normal = Vec3::zeros();
                normal[axis] = sign;
            }
        }
    }
    (-depth, normal)
}

/// The point of the triangle closest to `p`, which is `height` above its plane. `None` if it is
/// further than `reach`.
fn closest_point(t: &Triangle, p: Vec3, height: f32, reach: f32) -> Option<Vec3> {
    let [a, b, c] = t.points;
    let inside = |from: Vec3, to: Vec3| (to - from).cross(&(p - from)).dot(&t.normal) >= 0.0;
    if inside(a, b) && inside(b, c) && inside(c, a) {
        return Some(p - t.normal * height);
    }
    let mut best_sq = reach * reach;
    let mut best = None;
    for (from, to) in [(a, b), (b, c), (c, a)] {
        let nearest = closest_on_segment(from, to, p, 0.0, 1.0);
        let distance_sq = (p - nearest).norm_squared();
        if distance_sq < best_sq {
            best_sq = distance_sq;
            best = Some(nearest);
        }
    }
    best
}

fn closest_on_segment(from: Vec3, to: Vec3, p: Vec3, low: f32, high: f32) -> Vec3 {
    let along = to - from;
    from + along * ((p - from).dot(&along) / along.norm_squared()).clamp(low, high)
}

/// The normal of a contact at `p` of the triangle, corrected near an edge that it shares.
///
/// On a seam that is flat or bends towards the ball the face normal holds, which prevents bumps on
/// seams; on one that bends away the normal may turn as far as the neighbour's.
pub(crate) fn edge_normal(t: &Triangle, p: Vec3, normal: Vec3) -> Vec3 {
    let mut nearest = f32::INFINITY;
    let mut distances = [f32::INFINITY; 3];
    let mut best = 0;
    for (i, distance) in distances.iter_mut().enumerate() {
        let on_edge = closest_on_segment(t.points[i], t.points[(i + 1) % 3], p, 1e-5, 0.99999);
        *distance = (p - on_edge).norm();
        if *distance < nearest {
            nearest = *distance;
            best = i;
        }
    }
    if nearest >= EDGE_DISTANCE {
        return normal;
    }
    let mut result = normal;
    let mut take_face = false;
    for (i, edge) in t.edges.iter().enumerate() {
        // A contact at a corner lies on two edges.
        if i != best && !(distances[i] < 5e-6 && edge.kind != EdgeKind::Flat) {
            continue;
        }
        let n_b = edge.neighbour_normal;
        match edge.kind {
            EdgeKind::Flat => take_face = true,
            // The reference turns both normals round here, so every normal that points into the
            // field counts as pointing backwards.
            EdgeKind::Concave => take_face |= result.dot(&t.normal) > 0.0 && result.dot(&n_b) > 0.0,
            EdgeKind::Convex if result.dot(&t.normal) < 0.0 && result.dot(&n_b) < 0.0 => take_face = true,
            EdgeKind::Convex => {
                let axis = t.normal.cross(&n_b);
                let axis = axis / axis.norm();
                // Beyond the neighbour's normal when seen along the edge.
                if n_b.cross(&result).dot(&axis) > 0.0 {
                    let along = axis * result.dot(&axis);
                    let clamped = along + n_b * (result - along).norm();
                    if clamped.dot(&t.normal) > 0.0 {
                        result = clamped;
                    }
                }
            }
        }
    }
    if take_face && normal.dot(&t.normal) >= 0.0 { t.normal } else { result }
}
