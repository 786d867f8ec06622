//! How far hitboxes are from the ball and from each other.

use wavedash_core::units::BALL_RADIUS;
use wavedash_core::{CarPreset, Frame, Vec3};

use super::body::Body;

/// A hitbox in the world.
struct Hitbox {
    centre: Vec3,
    frame: Frame,
    half: Vec3,
}

fn hitbox(car: &Body, preset: CarPreset) -> Hitbox {
    let shape = wavedash_sim::car_body(preset);
    let frame = Frame::of(&car.rot);
    Hitbox { centre: car.pos + frame.to_world(Vec3::from(shape.offset)), frame, half: Vec3::from(shape.hitbox) * 0.5 }
}

impl Hitbox {
    /// The point of the box nearest to another one.
    fn nearest(&self, p: Vec3) -> Vec3 {
        let local = self.frame.to_body(p - self.centre);
        let inside = local.zip_map(&self.half, |x, half| x.clamp(-half, half));
        self.centre + self.frame.to_world(inside)
    }
}

/// Gap between a car's hitbox and the ball's surface, negative if they overlap, uu.
pub(super) fn ball_gap(car: &Body, preset: CarPreset, ball: Vec3) -> f32 {
    (hitbox(car, preset).nearest(ball) - ball).norm() - BALL_RADIUS
}

/// Gap between two hitboxes, uu; found by going from nearest point to nearest point, which is close enough here.
pub(super) fn car_gap(a: &Body, a_preset: CarPreset, b: &Body, b_preset: CarPreset) -> f32 {
    let (a, b) = (hitbox(a, a_preset), hitbox(b, b_preset));
    let mut p = b.centre;
    for _ in 0..8 {
        p = b.nearest(a.nearest(p));
    }
    (a.nearest(p) - p).norm()
}
