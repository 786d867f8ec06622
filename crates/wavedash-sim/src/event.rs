//! What happened in a tick.

use wavedash_core::{Team, Vec3};

/// One thing that happened in the tick that [`crate::Arena::step`] has just run. Cars are indices
/// in arena order; positions are world points in uu.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// A car's hitbox got a new contact with the ball. Lasting contact repeats it every tick.
    Touch {
        /// The car.
        car: u8,
        /// Contact point.
        pos: Vec3,
        /// Velocity that the game's extra impulse gave the ball, uu/s; zero on every second tick
        /// of lasting contact.
        extra: Vec3,
    },
    /// A car gave another one a bump impulse.
    Bump {
        /// The bumping car.
        attacker: u8,
        /// The bumped car.
        victim: u8,
        /// Contact point.
        pos: Vec3,
    },
    /// A car demolished another one.
    Demolition {
        /// The demolishing car.
        attacker: u8,
        /// The demolished car.
        victim: u8,
        /// Contact point.
        pos: Vec3,
    },
    /// A demolished car came back.
    Respawn {
        /// The car.
        car: u8,
        /// Which of the four places, in the order x = -2304, -2688, 2304, 2688 (blue's view).
        slot: u8,
    },
    /// A car took a boost pad.
    Pickup {
        /// The car.
        car: u8,
        /// The pad, counted by y, then x.
        pad: u8,
    },
    /// The ball's centre passed a goal line in this tick.
    Goal {
        /// The side that scored.
        team: Team,
    },
    /// A jump began.
    Jump {
        /// The car.
        car: u8,
    },
    /// The second jump was used.
    DoubleJump {
        /// The car.
        car: u8,
    },
    /// A flip (or stall) was used.
    Flip {
        /// The car.
        car: u8,
    },
    /// A car lying on its roof began to turn over.
    AutoFlip {
        /// The car.
        car: u8,
    },
    /// At least three wheels touch something, after a tick when fewer did.
    Landed {
        /// The car.
        car: u8,
    },
    /// The ball got a new contact with the arena.
    BallWorldHit {
        /// Contact point.
        pos: Vec3,
        /// Direction into the playable side.
        normal: Vec3,
    },
    /// A body left the arena or its state stopped being finite. It was put back to a safe place.
    Lost {
        /// The body: `None` for the ball, else the car.
        car: Option<u8>,
    },
}
