//! The game's extra impulse when a car hits the ball (`physics.md`, section 13).

use wavedash_core::Vec3;
use wavedash_core::math::normalize_or_zero;

use crate::curve;
use crate::state::BodyState;

/// Relative speed beyond this adds nothing, uu/s.
const MAX_RELATIVE_SPEED: f32 = 4600.0;
/// How much of the height difference counts in the direction.
const VERTICAL_SHARE: f32 = 0.35;
/// How much of the direction along the car's nose is taken out.
const FORWARD_SHARE: f32 = 0.35;

/// Velocity that the ball gets on top of the ordinary contact, uu/s, from the states at the start
/// of the tick. Zero when they do not move relative to each other.
pub(crate) fn extra_velocity(ball: &BodyState, car: &BodyState, scale: f32) -> Vec3 {
    let speed = (ball.vel - car.vel).norm().min(MAX_RELATIVE_SPEED);
    if speed <= 0.0 {
        return Vec3::zeros();
    }
    let mut offset = ball.pos - car.pos;
    offset.z *= VERTICAL_SHARE;
    let direction = normalize_or_zero(offset);
    let forward = car.frame().forward;
    let direction = normalize_or_zero(direction - forward * (direction.dot(&forward) * FORWARD_SHARE));
    direction * (speed * curve::BALL_EXTRA.at(speed) * scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn head_on_hit_matches_the_measured_impulse() {
        let ball = BodyState::at(Vec3::new(0.0, 0.0, 93.15));
        // Where the nose has just reached the ball's skin.
        let mut car = BodyState::at(Vec3::new(-145.5, 0.0, 17.01));
        car.vel = Vec3::new(1400.0, 0.0, 0.0);
        let extra = extra_velocity(&ball, &car, 1.0);
        // The measured car was a little faster at the touch than the 1400 uu/s that it is said to have.
        assert!((extra.x / 813.0 - 1.0).abs() < 0.01 && (extra.z / 229.0 - 1.0).abs() < 0.01, "{extra}");
    }
}
