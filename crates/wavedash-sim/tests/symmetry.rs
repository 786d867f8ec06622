//! The arena has no preferred side: a match that is mirrored in x, or turned by half a turn, goes on as
//! the mirrored or turned original, as near as the sensitivity of the match allows.
//!
//! The measure is that of the golden set: a copy of the match whose bodies begin slightly elsewhere tells
//! how near two runs can be at all.
//!
//! The reference itself has a preferred side in two places, and a comparison ends where it gets there:
//! - The ball or a hitbox touches triangles: a ramp, a back wall, a goal. Four points are kept, which depend
//!   on the order in which the reference's tree visits the triangles, and that order is not symmetric
//!   (`src/surface/order.rs`). Without this exception 175 of 200 mirrored matches stay within the strict
//!   tolerance; with the triangles in a symmetric order it is 198.
//! - Two cars bump: the reference's test of the direction turns the hitbox's offset the wrong way
//!   (`src/bump.rs`).

use std::sync::Arc;

use nalgebra::Quaternion;
use wavedash_core::{Controls, Purpose, Quat, Stream, Vec3};
use wavedash_sim::workload::{Workload, WorkloadKind};
use wavedash_sim::{Arena, ArenaConfig, BodyState, CarState, Event, Surface};

const TICKS: usize = 120;
const MATCHES: u64 = 120;
/// How far elsewhere the copies begin, uu.
const PERTURBATION: f32 = 0.01;
/// Copies that begin slightly elsewhere.
const PERTURBED: u64 = 16;
/// Behind this sensitivity a comparison says nothing, uu.
const HORIZON: f32 = 5.0;
/// How often the sensitivity a difference may be, as in the golden set.
const FACTOR: f32 = 20.0;

/// A symmetry of the arena.
#[derive(Clone, Copy, Debug)]
enum Symmetry {
    /// x becomes -x.
    Mirror,
    /// Half a turn about z.
    Turn,
}

impl Symmetry {
    /// A position or velocity.
    fn polar(self, v: Vec3) -> Vec3 {
        match self {
            Self::Mirror => Vec3::new(-v.x, v.y, v.z),
            Self::Turn => Vec3::new(-v.x, -v.y, v.z),
        }
    }

    /// An angular velocity: a mirror turns it the other way round.
    fn axial(self, v: Vec3) -> Vec3 {
        match self {
            Self::Mirror => Vec3::new(v.x, -v.y, -v.z),
            Self::Turn => Vec3::new(-v.x, -v.y, v.z),
        }
    }

    /// An orientation. In a mirror a car's left becomes its right: R becomes M R N, where M mirrors x of
    /// the world, N mirrors y of the car, and both together are half a turn about z.
    fn orientation(self, q: Quat) -> Quat {
        let half_turn = Quaternion::new(0.0, 0.0, 0.0, 1.0);
        let q = q.into_inner();
        Quat::new_unchecked(match self {
            Self::Mirror => Quaternion::new(q.w, q.i, -q.j, -q.k) * half_turn,
            Self::Turn => half_turn * q,
        })
    }

    fn body(self, b: &BodyState) -> BodyState {
        BodyState {
            pos: self.polar(b.pos),
            rot: self.orientation(b.rot),
            vel: self.polar(b.vel),
            ang_vel: self.axial(b.ang_vel),
        }
    }

    /// A car in flight or on its wheels; what depends on left and right changes in a mirror.
    fn car(self, car: &CarState) -> CarState {
        let side = if matches!(self, Self::Mirror) { -1.0 } else { 1.0 };
        CarState {
            body: self.body(&car.body),
            ground_normal: self.polar(car.ground_normal),
            hull_normal: self.polar(car.hull_normal),
            steer_angle: side * car.steer_angle,
            flip_torque: [side * car.flip_torque[0], car.flip_torque[1]],
            auto_flip_sign: side * car.auto_flip_sign,
            prev_controls: self.controls(&car.prev_controls),
            ..*car
        }
    }

    fn controls(self, c: &Controls) -> Controls {
        match self {
            Self::Mirror => c.mirrored(),
            Self::Turn => *c,
        }
    }
}

/// The normal of none of the planes: floor, ceiling and side walls. The back walls are triangles.
fn is_of_triangles(normal: &Vec3) -> bool {
    normal.y != 0.0 || (normal.x != 0.0 && normal.z != 0.0)
}

/// A moment of a match: no contact of hitboxes is remembered, no car is demolished or on a pad.
struct Moment {
    ball: BodyState,
    cars: Vec<CarState>,
}

impl Moment {
    fn of(arena: &Arena) -> Option<Self> {
        let state = arena.state();
        let car =
            |car: &CarState| CarState { pad: u8::MAX, pad_tick: 0, extra_hit_tick: 0, demolished_tick: 0, ..*car };
        let any_demolished = state.cars.iter().any(|car| car.is_demolished);
        (!any_demolished).then(|| Self { ball: state.ball.body, cars: state.cars.iter().map(car).collect() })
    }

    fn seen_in(&self, symmetry: Symmetry) -> Self {
        Self { ball: symmetry.body(&self.ball), cars: self.cars.iter().map(|car| symmetry.car(car)).collect() }
    }

    /// Every body moved a little in a direction of its own.
    fn perturbed(&self, stream: &mut Stream) -> Self {
        let mut moved = |body: &BodyState| {
            let direction = Vec3::new(stream.symmetric(), stream.symmetric(), stream.symmetric());
            BodyState { pos: body.pos + direction.normalize() * PERTURBATION, ..*body }
        };
        let ball = moved(&self.ball);
        Self { ball, cars: self.cars.iter().map(|car| CarState { body: moved(&car.body), ..*car }).collect() }
    }

    /// The bodies after each of the next ticks, ball first, up to the first tick in which the
    /// reference has a preferred side.
    fn run(&self, from: &Arena, controls: &[Vec<Controls>]) -> Vec<Vec<BodyState>> {
        let mut arena = from.clone();
        arena.set_ball(self.ball).expect("a valid state");
        for (i, car) in self.cars.iter().enumerate() {
            arena.set_car(i, *car).expect("a valid state");
        }
        arena.refresh_contacts();
        let mut frames = Vec::new();
        for controls in controls {
            let ends = arena.step(controls).iter().any(|event| match event {
                Event::BallWorldHit { normal, .. } => is_of_triangles(normal),
                Event::Bump { .. } | Event::Demolition { .. } => true,
                _ => false,
            });
            let state = arena.state();
            if ends || state.cars.iter().any(|car| is_of_triangles(&car.hull_normal)) {
                break;
            }
            frames.push(core::iter::once(state.ball.body).chain(state.cars.iter().map(|car| car.body)).collect());
        }
        frames
    }
}

/// Largest ratio of a difference to what is allowed, and the number of body-ticks that were compared.
fn compare(symmetry: Symmetry, seed: u64, surface: &Arc<Surface>) -> Option<(f32, usize)> {
    let fresh = Arena::new(ArenaConfig::soccar(Arc::clone(surface), 2, 2)).expect("a valid configuration");
    let mut arena = fresh.sibling(seed, 0);
    let mut drivers = Workload::new(WorkloadKind::Chaos, seed, 0, 4);
    drivers.kickoff(&mut arena).expect("a valid state");
    for _ in 0..200 + 37 * seed {
        drivers.step(&mut arena, |_| {}).expect("a valid state");
    }
    let moment = Moment::of(&arena)?;
    let mut stream = Stream::new(seed, 0, Purpose::Test, 0);
    let mut held = [Controls::NONE; 4];
    let controls: Vec<Vec<Controls>> = (0..TICKS)
        .map(|_| {
            for held in &mut held {
                if !stream.chance(0.05) {
                    continue;
                }
                // Other values are rounded to other sizes when they are negative, in the game as well.
                let [throttle, steer, pitch, yaw, roll] = [(); 5].map(|()| stream.index(3) as f32 - 1.0);
                let [jump, boost, handbrake] = [0.2, 0.5, 0.1].map(|p| stream.chance(p));
                *held = Controls { throttle, steer, pitch, yaw, roll, jump, boost, handbrake };
            }
            held.to_vec()
        })
        .collect();
    let seen: Vec<Vec<Controls>> = controls.iter().map(|c| c.iter().map(|c| symmetry.controls(c)).collect()).collect();

    let base = moment.run(&fresh, &controls);
    let image = moment.seen_in(symmetry).run(&fresh, &seen);
    let perturbed: Vec<_> = (0..PERTURBED).map(|_| moment.perturbed(&mut stream).run(&fresh, &controls)).collect();

    let (mut worst, mut compared) = (0.0_f32, 0);
    let ticks = perturbed.iter().chain([&base, &image]).map(Vec::len).min()?;
    let mut travelled = [0.0; 5];
    for tick in 0..ticks {
        for body in 0..travelled.len() {
            let b = &base[tick][body];
            let off = |other: &BodyState| ((b.pos - other.pos).norm(), b.rot.angle_to(&other.rot).to_degrees());
            let (mut pos_sensitivity, mut rot_sensitivity) = (0.0_f32, 0.0_f32);
            for copy in &perturbed {
                let (pos, rot) = off(&copy[tick][body]);
                (pos_sensitivity, rot_sensitivity) = (pos_sensitivity.max(pos), rot_sensitivity.max(rot));
            }
            if pos_sensitivity > HORIZON {
                return Some((worst, compared));
            }
            travelled[body] += b.vel.norm() / 120.0;
            // A mirrored or turned image of the image is the original.
            let (pos, rot) = off(&symmetry.body(&image[tick][body]));
            let allowed = (0.5 + 0.0005 * travelled[body]).max(FACTOR * pos_sensitivity);
            worst = worst.max(pos / allowed);
            if body > 0 {
                worst = worst.max(rot / (FACTOR * rot_sensitivity).max(0.5));
            }
            compared += 1;
        }
    }
    Some((worst, compared))
}

fn holds(symmetry: Symmetry) {
    let surface = Arc::new(Surface::soccar());
    let mut compared = 0;
    for seed in 0..MATCHES {
        let Some((worst, ticks)) = compare(symmetry, seed, &surface) else { continue };
        assert!(worst <= 1.0, "{symmetry:?}, match {seed}: {worst} times the golden tolerance");
        compared += ticks;
    }
    // Not all matches may turn chaotic at once.
    let most = MATCHES as usize * TICKS * 5;
    assert!(compared > most / 2, "only {compared} of {most} bodies and ticks could be compared");
}

#[test]
fn a_mirrored_match_is_the_mirror_image() {
    holds(Symmetry::Mirror);
}

#[test]
fn a_turned_match_is_the_turned_image() {
    holds(Symmetry::Turn);
}
