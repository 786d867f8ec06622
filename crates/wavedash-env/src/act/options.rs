//! What a car can do at the moment, as far as masks ask.

use crate::scene::Car;

/// Speed along the roof above which a car counts as taking off, uu/s.
const TAKE_OFF_SPEED: f32 = 50.0;
/// Height of the roof's direction below which a car may lie on it, so that a jump turns it over. The
/// simulator's limit is -0.5: 15 degrees from a surface that itself is up to 45 degrees steep.
const ROOF_DOWN: f32 = -0.4;

/// What a car can do at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// Wheels on something and staying there: pitch, yaw and roll do nothing.
    pub(crate) grounded: bool,
    /// The jump button does something: starts, holds or repeats a jump, or flips or turns over the car.
    pub(crate) jump: bool,
    /// There is boost in the tank.
    pub(crate) boost: bool,
}

impl Options {
    /// Of a car as it is. Whether the button is held already does not count: with delayed actions it is
    /// not known when a press begins.
    pub(crate) fn of(car: &Car) -> Self {
        if car.is_demolished {
            return Self { grounded: false, jump: true, boost: true };
        }
        let takes_off = car.has_jumped || car.is_jumping || car.vel.dot(&car.frame.up) > TAKE_OFF_SPEED;
        Self {
            grounded: car.on_ground && !takes_off,
            jump: car.on_ground || car.is_jumping || car.can_flip || car.frame.up.z < ROOF_DOWN,
            boost: car.boost > 0.0,
        }
    }
}
