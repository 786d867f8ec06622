//! A car's hitbox in the world, for everyone who measures without an arena.

use wavedash_core::{CarPreset, Frame, Quat, Vec3};

use crate::preset;

/// An oriented box: where a car's hitbox is.
///
/// ```
/// use wavedash_core::{CarPreset, Quat, Vec3};
/// use wavedash_sim::Hitbox;
///
/// let car = Hitbox::of(CarPreset::Octane, Vec3::new(0.0, 0.0, 17.0), &Quat::identity());
/// let ball = Vec3::new(300.0, 0.0, 93.15);
/// let gap = (car.closest_point(ball) - ball).norm() - 91.25;
/// assert!(gap > 130.0 && gap < 140.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hitbox {
    /// Middle of the box, uu.
    pub centre: Vec3,
    /// Directions of its edges.
    pub frame: Frame,
    /// Half its size along them, uu.
    pub half: Vec3,
}

impl Hitbox {
    /// The hitbox of a car whose origin is at `pos`, uu.
    #[must_use]
    pub fn of(preset: CarPreset, pos: Vec3, rot: &Quat) -> Self {
        let body = preset::body(preset);
        let frame = Frame::of(rot);
        Self { centre: pos + frame.to_world(Vec3::from(body.offset)), frame, half: Vec3::from(body.hitbox) * 0.5 }
    }

    /// The point of the box nearest to `p`; `p` itself inside.
    #[must_use]
    pub fn closest_point(&self, p: Vec3) -> Vec3 {
        let local = self.frame.to_body(p - self.centre);
        let inside = local.zip_map(&self.half, |x, half| x.clamp(-half, half));
        self.centre + self.frame.to_world(inside)
    }

    /// The gap to another box, uu; 0 if they overlap.
    ///
    /// Found by going from closest point to closest point: never below the true gap, and a few uu above it where two
    /// nearly parallel edges are nearest.
    #[must_use]
    pub fn gap(&self, other: &Self) -> f32 {
        let mut p = other.centre;
        for _ in 0..8 {
            p = other.closest_point(self.closest_point(p));
        }
        (self.closest_point(p) - p).norm()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_of_octanes_nose_to_tail_and_side_by_side() {
        let at = |x, y| Hitbox::of(CarPreset::Octane, Vec3::new(x, y, 17.0), &Quat::identity());
        let [length, width, _] = preset::body(CarPreset::Octane).hitbox;
        assert!((at(0.0, 0.0).gap(&at(length + 30.0, 0.0)) - 30.0).abs() < 0.01);
        assert!((at(0.0, 0.0).gap(&at(10.0, width + 5.0)) - 5.0).abs() < 0.01);
        assert_eq!(at(0.0, 0.0).gap(&at(20.0, 20.0)), 0.0);
    }

    #[test]
    fn the_closest_point_of_a_point_inside_is_itself() {
        let rot = wavedash_core::math::from_euler(0.4, 0.2, -0.3);
        let car = Hitbox::of(CarPreset::Merc, Vec3::new(100.0, 200.0, 300.0), &rot);
        assert!((car.closest_point(car.centre) - car.centre).norm() < 1e-3);
        let beside = car.centre + car.frame.right * (car.half.y + 40.0);
        assert!(((car.closest_point(beside) - beside).norm() - 40.0).abs() < 1e-3);
    }
}
