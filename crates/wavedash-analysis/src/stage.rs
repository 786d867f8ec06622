//! The moment that a map is of: one body is moved over the pitch, everything else stays where it is.

use wavedash_core::units::{BALL_MAX_SPEED, BALL_REST_Z, CAR_MAX_SPEED};
use wavedash_core::{Team, Vec3};
use wavedash_env::{Ball, Car, Pad, Scene};
use wavedash_sim::soccar_pads;

use crate::places::{diagonal_velocities, directions, facing, grid};
use crate::subject::Subject;

/// Which body is moved over the pitch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// The ball.
    Ball,
    /// The car whose reward it is.
    Car,
}

/// Over what a value is averaged at each place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Means {
    /// The other body (the ball, when the car is moved) at the 84 places of the grid.
    pub places: bool,
    /// The car's nose in 50 directions.
    pub facings: bool,
    /// The moved body's velocity in 50 directions.
    pub headings: bool,
    /// The moved body's velocity along the diagonal from 0 to its fastest, 8 of them.
    pub speeds: bool,
}

impl Means {
    /// Nothing is averaged.
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// The moment.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Everything in its place. The reward is that of car 0.
    pub scene: Scene,
    /// What is moved.
    pub moved: Moved,
    /// What is averaged over.
    pub means: Means,
}

/// A body's place and velocity, uu and uu/s.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// Centre.
    pub pos: Vec3,
    /// Velocity.
    pub vel: Vec3,
}

impl Placed {
    /// At rest.
    #[must_use]
    pub fn at(pos: Vec3) -> Self {
        Self { pos, vel: Vec3::zeros() }
    }

    /// A ball on the kick-off spot.
    #[must_use]
    pub fn kickoff_ball() -> Self {
        Self::at(Vec3::new(0.0, 0.0, BALL_REST_Z))
    }

    /// The car, its nose along its velocity, or towards the opponents' goal if it stands.
    #[must_use]
    pub fn car(self, team: Team, boost: f32) -> Car {
        let forward =
            if self.vel.norm() > 1.0 { self.vel.normalize() } else { Vec3::new(0.0, -team.own_goal_sign(), 0.0) };
        Car {
            team,
            pos: self.pos,
            vel: self.vel,
            frame: facing(forward),
            boost,
            // Wheels are on the ground at 17 uu; a little more is a car that is about to land.
            on_ground: self.pos.z < 25.0,
            ..Car::default()
        }
    }
}

impl Stage {
    /// A moment of a ball and cars, the first of which the reward is of; all pads are there.
    #[must_use]
    pub fn new(moved: Moved, ball: Placed, cars: &[Car], means: Means) -> Self {
        let pad = |pad: wavedash_sim::PadSpec| Pad {
            pos: pad.pos.into(),
            big: pad.big,
            is_active: true,
            cooldown_seconds: 0.0,
        };
        let scene = Scene {
            ball: Ball { pos: ball.pos, vel: ball.vel, ang_vel: Vec3::zeros() },
            cars: cars.iter().copied().collect(),
            pads: soccar_pads().into_iter().map(pad).collect(),
            ..Scene::default()
        };
        Self { scene, moved, means }
    }

    /// Place of the moved body.
    #[must_use]
    pub fn place(&self) -> Vec3 {
        match self.moved {
            Moved::Ball => self.scene.ball.pos,
            Moved::Car => self.scene.cars[0].pos,
        }
    }

    /// The reward with the moved body at each of some places.
    #[must_use]
    pub fn values(&self, subject: &Subject, places: impl Iterator<Item = Vec3>) -> Vec<f32> {
        let variations = self.variations();
        let mut scene = self.scene.clone();
        let mut mean = |place: Vec3| {
            let mut sum = 0.0_f64;
            for variation in &variations {
                self.put(&mut scene, place, variation);
                sum += f64::from(subject.value(&scene, 0));
            }
            (sum / variations.len() as f64) as f32
        };
        places.map(&mut mean).collect()
    }

    fn put(&self, scene: &mut Scene, place: Vec3, variation: &Variation) {
        let car = &mut scene.cars[0];
        let (moved, other, vel) = match self.moved {
            Moved::Ball => (&mut scene.ball.pos, &mut car.pos, &mut scene.ball.vel),
            Moved::Car => (&mut car.pos, &mut scene.ball.pos, &mut car.vel),
        };
        *moved = place;
        variation.other.into_iter().for_each(|place| *other = place);
        variation.vel.into_iter().for_each(|velocity| *vel = velocity);
        variation.forward.into_iter().for_each(|forward| car.frame = facing(forward));
    }

    /// Everything that is averaged over, each with each; one that changes nothing if nothing is.
    fn variations(&self) -> Vec<Variation> {
        let fastest = if self.moved == Moved::Ball { BALL_MAX_SPEED } else { CAR_MAX_SPEED };
        let headings = || directions(50).into_iter().map(|direction| fastest * direction);
        let velocities = match (self.means.headings, self.means.speeds) {
            (false, false) => Vec::new(),
            (true, false) => headings().collect(),
            (false, true) => diagonal_velocities(8, fastest),
            (true, true) => (0..8).flat_map(|i| headings().map(move |v| v * (i as f32 / 7.0))).collect(),
        };
        let places = if self.means.places { grid() } else { Vec::new() };
        let facings = if self.means.facings { directions(50) } else { Vec::new() };
        let mut all = Vec::new();
        for other in maybe(&places) {
            for forward in maybe(&facings) {
                all.extend(maybe(&velocities).map(|vel| Variation { other, forward, vel }));
            }
        }
        all
    }
}

/// What is put elsewhere than the scene has it.
struct Variation {
    other: Option<Vec3>,
    forward: Option<Vec3>,
    vel: Option<Vec3>,
}

/// Each of some, or once none.
fn maybe(some: &[Vec3]) -> impl Iterator<Item = Option<Vec3>> + '_ {
    let none = some.is_empty().then_some(None);
    some.iter().copied().map(Some).chain(none)
}

#[cfg(test)]
mod tests {
    use wavedash_env::reward::Expr;

    use super::*;
    use crate::describe::Describe;

    fn expression(json: &str) -> Subject {
        Subject::expression(json, serde_json::from_str::<Expr>(json).unwrap(), wavedash_env::Registry::builtin_ref())
            .unwrap()
    }

    fn stage(moved: Moved, means: Means) -> Stage {
        let car = Placed::at(Vec3::new(0.0, -4000.0, 17.0)).car(Team::Blue, 0.33);
        Stage::new(moved, Placed::kickoff_ball(), &[car], means)
    }

    /// The fixtures of the published analysis (`lucy-skg.md`, 8.3), through the averages of this crate. The functions
    /// themselves are checked on this grid in `wavedash-env`, `reward/tests/grid.rs`.
    #[test]
    fn means_over_the_grid_are_the_published_ones() {
        let over_ball = stage(Moved::Car, Means { places: true, ..Means::default() });
        let alignment = r#"{ "krc": ["align_ball_goal", { "player_to_ball_distance": { "dispersion": 1.1 } }] }"#;
        for (json, stage, [mean, std, min, max]) in [
            (r#""align_ball_goal""#, &over_ball, [0.0, 0.329, -0.665, 0.665]),
            (r#""player_to_ball_distance""#, &over_ball, [0.383, 0.048, 0.297, 0.462]),
            (r#""face_ball""#, &over_ball, [0.0, 0.483, -0.737, 0.737]),
            (alignment, &over_ball, [0.0, 0.203, -0.404, 0.404]),
            (r#""ball_y""#, &stage(Moved::Ball, Means::default()), [0.0, 0.618, -0.921, 0.921]),
        ] {
            let got = Describe::of(&stage.values(&expression(json), grid().into_iter())).unwrap();
            for (g, e) in [(got.mean, mean), (got.std, std), (got.min, min), (got.max, max)] {
                assert!((g - e).abs() < 6e-4, "{json}: {got:?}");
            }
        }
    }

    #[test]
    fn directions_cancel_out_and_speeds_do_not() {
        let place = || core::iter::once(Vec3::new(500.0, 500.0, 300.0));
        let of =
            |means: Means| stage(Moved::Car, means).values(&expression(r#""player_to_ball_velocity""#), place())[0];
        assert!(of(Means { headings: true, ..Means::default() }).abs() < 0.02);
        assert!(of(Means { speeds: true, ..Means::default() }).abs() > 0.1);
        let facing = Means { facings: true, ..Means::default() };
        assert!(stage(Moved::Car, facing).values(&expression(r#""face_ball""#), place())[0].abs() < 0.02);
    }
}
