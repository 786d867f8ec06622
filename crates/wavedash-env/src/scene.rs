//! A match at one moment, with everything worked out that observations and rewards keep asking for.

use arrayvec::ArrayVec;
use wavedash_core::units::MAX_CARS;
use wavedash_core::{CarPreset, Controls, Frame, Quat, Snapshot, Team, Vec3};
use wavedash_sim::PadSpec;

use crate::obs::MOST_AHEAD;

/// The ball, world axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ball {
    /// Centre, uu.
    pub pos: Vec3,
    /// Velocity, uu/s.
    pub vel: Vec3,
    /// Angular velocity, rad/s.
    pub ang_vel: Vec3,
}

impl Default for Ball {
    fn default() -> Self {
        Self { pos: Vec3::zeros(), vel: Vec3::zeros(), ang_vel: Vec3::zeros() }
    }
}

/// A car, world axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Car {
    /// Side the car plays for.
    pub team: Team,
    /// Hitbox and handling.
    pub preset: CarPreset,
    /// Origin, uu.
    pub pos: Vec3,
    /// Velocity, uu/s.
    pub vel: Vec3,
    /// Angular velocity, rad/s.
    pub ang_vel: Vec3,
    /// Nose, right and roof.
    pub frame: Frame,
    /// Boost, 0 to 1 (not 0 to 100).
    pub boost: f32,
    /// At least three wheels touch something.
    pub on_ground: bool,
    /// Jumped and not landed since.
    pub has_jumped: bool,
    /// In the pushing phase of a jump.
    pub is_jumping: bool,
    /// A flip or double jump is available (on the ground: after a jump).
    pub can_flip: bool,
    /// Flip torque is acting.
    pub is_flipping: bool,
    /// Used the second jump.
    pub has_double_jumped: bool,
    /// Used the flip.
    pub has_flipped: bool,
    /// Seconds with fewer than three wheels on something.
    pub air_seconds: f32,
    /// Seconds off the ground since a jump's push ended: up to 1.25 of them a flip or double jump is left.
    pub jump_seconds: f32,
    /// Seconds since the flip began, or since its torque ended.
    pub flip_seconds: f32,
    /// How far the handbrake is pulled, 0 to 1.
    pub handbrake: f32,
    /// At or above supersonic speed.
    pub is_supersonic: bool,
    /// Demolished and waiting to come back.
    pub is_demolished: bool,
    /// Seconds until a demolished car comes back.
    pub respawn_seconds: f32,
    /// Controls applied in the last tick.
    pub controls: Controls,
}

impl Default for Car {
    /// A blue Octane at rest at the origin, on its wheels and with an empty tank.
    fn default() -> Self {
        Self {
            team: Team::Blue,
            preset: CarPreset::Octane,
            pos: Vec3::zeros(),
            vel: Vec3::zeros(),
            ang_vel: Vec3::zeros(),
            frame: Frame::IDENTITY,
            boost: 0.0,
            on_ground: true,
            has_jumped: false,
            is_jumping: false,
            can_flip: true,
            is_flipping: false,
            has_double_jumped: false,
            has_flipped: false,
            air_seconds: 0.0,
            jump_seconds: 0.0,
            flip_seconds: 0.0,
            handbrake: 0.0,
            is_supersonic: false,
            is_demolished: false,
            respawn_seconds: 0.0,
            controls: Controls::NONE,
        }
    }
}

/// A boost pad.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pad {
    /// Position, uu.
    pub pos: Vec3,
    /// Fills the tank.
    pub big: bool,
    /// Ready to be taken.
    pub is_active: bool,
    /// Seconds until it is ready; 0 when active.
    pub cooldown_seconds: f32,
}

/// A match at one moment: what a [`Snapshot`] says, as vectors and axes.
///
/// `clone_from` of another scene of the same match allocates nothing.
#[derive(Debug, Default, PartialEq)]
pub struct Scene {
    /// Ticks since the arena was made.
    pub tick: u64,
    /// The ball.
    pub ball: Ball,
    /// The cars in arena order, blue first.
    pub cars: ArrayVec<Car, MAX_CARS>,
    /// The pads by y, then x.
    pub pads: Vec<Pad>,
    /// Goals of blue and orange since the arena was made.
    pub score: [u32; 2],
    /// Where the ball will be, if nobody touches it, at the times that the observation asks for; empty if it asks for
    /// none, or if nobody predicts.
    pub ahead: ArrayVec<Vec3, MOST_AHEAD>,
}

impl Clone for Scene {
    fn clone(&self) -> Self {
        let mut scene = Self::default();
        scene.clone_from(self);
        scene
    }

    fn clone_from(&mut self, source: &Self) {
        let Self { tick, ball, cars, pads, score, ahead } = source;
        (self.tick, self.ball, self.score) = (*tick, *ball, *score);
        self.ahead.clone_from(ahead);
        self.cars.clone_from(cars);
        self.pads.clone_from(pads);
    }
}

impl Scene {
    /// A scene of a snapshot. `pads` are the layout that the snapshot's pads belong to, in the same order.
    #[must_use]
    pub fn new(snapshot: &Snapshot, pads: &[PadSpec]) -> Self {
        let mut scene = Self {
            pads: pads
                .iter()
                .map(|pad| Pad { pos: pad.pos.into(), big: pad.big, is_active: true, cooldown_seconds: 0.0 })
                .collect(),
            ..Self::default()
        };
        scene.read(snapshot);
        scene
    }

    /// Takes over a later snapshot of the same match; allocates nothing.
    pub fn read(&mut self, snapshot: &Snapshot) {
        self.tick = snapshot.tick;
        self.score = snapshot.score;
        self.ahead.clear();
        let ball = &snapshot.ball;
        self.ball = Ball { pos: ball.pos.into(), vel: ball.vel.into(), ang_vel: ball.ang_vel.into() };
        self.cars.clear();
        self.cars.extend(snapshot.cars.iter().take(MAX_CARS).map(|car| {
            let [w, x, y, z] = car.rot_wxyz;
            Car {
                team: car.team,
                preset: car.preset,
                pos: car.pos.into(),
                vel: car.vel.into(),
                ang_vel: car.ang_vel.into(),
                frame: Frame::of(&Quat::new_unchecked(nalgebra::Quaternion::new(w, x, y, z))),
                boost: car.boost * 0.01,
                on_ground: car.on_ground,
                has_jumped: car.has_jumped,
                is_jumping: car.is_jumping,
                can_flip: car.can_flip,
                is_flipping: car.is_flipping,
                has_double_jumped: car.has_double_jumped,
                has_flipped: car.has_flipped,
                air_seconds: car.air_seconds,
                jump_seconds: car.jump_seconds,
                flip_seconds: car.flip_seconds,
                handbrake: car.handbrake,
                is_supersonic: car.is_supersonic,
                is_demolished: car.is_demolished,
                respawn_seconds: car.respawn_seconds,
                controls: car.controls,
            }
        }));
        for (pad, seen) in self.pads.iter_mut().zip(&snapshot.pads) {
            pad.is_active = seen.is_active;
            pad.cooldown_seconds = seen.cooldown_seconds;
        }
    }

    /// Indices of a team's cars.
    pub fn team(&self, team: Team) -> impl Iterator<Item = usize> + '_ {
        self.cars.iter().enumerate().filter(move |(_, car)| car.team == team).map(|(i, _)| i)
    }
}
