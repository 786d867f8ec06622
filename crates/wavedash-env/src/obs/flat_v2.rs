//! One row of floats per agent with everything in the frame in which it is needed: what flight and aim need a network would
//! otherwise have to turn from one frame into the other by itself.
//!
//! Columns of the car's frame (`ball.pos.x` is forward, y right, z up; places and velocities minus the car's) have plain
//! names, those of the team's canonical frame end in `_field`; the own car (`self`) is in the team's frame, and `self_seen`
//! in its own. Names that [`super::flat`] has too mean the same as in its relative variant, so that weights trained with
//! that find their columns here. In order:
//!
//! * ball in the car's frame with the direction from it to the opponents' goal, and in the field's (21)
//! * the ball's places to come, if nobody touches it, in the car's frame (3 each)
//! * the middles of both goals in the car's frame (6)
//! * pads, ready 1, otherwise 1 / (1 + seconds) (one each), and the nearest in the car's frame (5 each)
//! * past actions (8 each), what only the driver knows (12)
//! * the own car in the field's frame (20), own velocity, spin and the field's up in the car's (9)
//! * team mates and opponents in the car's frame (20), in the field's (15), and the ball as they see it (3); zeros without
//!   a car

use wavedash_core::units::{BACK_WALL_Y, GOAL_HEIGHT};
use wavedash_core::{Controls, Vec3, math};

use super::ahead::Ahead;
use super::builtin::{FlatV2Config, Prediction};
use super::flat::{CAR, Eye, LENGTH, SPIN, car_names, put, put_car};
use super::history::{History, INPUTS};
use super::rows::{bit, side};
use super::{ObsBuilder, names, players};
use crate::memory;
use crate::scene::{Car, Scene};

/// Floats of the ball.
const BALL: usize = 21;
/// Floats of a predicted place.
const PLACE: usize = 3;
/// Floats of both goals.
const GOALS: usize = 6;
/// Floats of a near pad.
const NEAR: usize = 5;
/// Floats that only the driver knows.
const DRIVER: usize = 12;
/// Floats of the own car.
const OWN: usize = CAR + 9;
/// Floats of another car.
const OTHER: usize = CAR + 15 + 3;
/// Longest times that are told apart, s: in the air, since a jump's push (then flip and double jump are gone), since a
/// flip (then pitch is free again).
const LONGEST: [f32; 3] = [2.0, 1.25, 0.95];
/// Most near pads.
pub(super) const MOST_NEAR: usize = 8;

/// One match's builder.
pub(super) struct FlatV2 {
    shape: [usize; 1],
    team_size: usize,
    stack: usize,
    pads: usize,
    near: usize,
    ahead: Ahead,
    history: History,
}

impl FlatV2 {
    pub(super) fn new(config: &FlatV2Config, pads: usize) -> Self {
        let &FlatV2Config { team_size, stack, near_pads, ahead, prediction } = config;
        let ahead = ahead.roughly(prediction == Prediction::Rough);
        let near = near_pads.min(pads);
        let others = 2 * team_size - 1;
        let floats = BALL
            + ahead.ticks().len() * PLACE
            + GOALS
            + pads
            + near * NEAR
            + stack * INPUTS
            + DRIVER
            + OWN
            + others * OTHER;
        Self { shape: [floats], team_size, stack, pads, near, ahead, history: History::new(stack) }
    }

    fn write_agent(&self, scene: &Scene, agent: usize, out: &mut [f32]) {
        let own = &scene.cars[agent];
        let (field, eye) = (Eye::Team(side(own.team)), Eye::Car(own));
        let b = &scene.ball;
        let goal = |team: wavedash_core::Team| Vec3::new(0.0, team.own_goal_sign() * BACK_WALL_Y, 0.5 * GOAL_HEIGHT);
        let [own_goal, their_goal] = [goal(own.team), goal(own.team.other())];

        let (ball, out) = out.split_at_mut(BALL);
        let to_goal = eye.axis(math::normalize_or_zero(their_goal - b.pos));
        let seen = [eye.pos(b.pos) * LENGTH, eye.vel(b.vel) * LENGTH, eye.axis(b.ang_vel) * SPIN, to_goal];
        put(&mut ball[..12], seen);
        put(&mut ball[12..], [field.pos(b.pos) * LENGTH, field.vel(b.vel) * LENGTH, field.axis(b.ang_vel) * SPIN]);

        let (ahead, out) = out.split_at_mut(self.ahead.ticks().len() * PLACE);
        for (i, out) in ahead.chunks_exact_mut(PLACE).enumerate() {
            // Whoever shows a scene by itself predicts nothing.
            let place = scene.ahead.get(i).unwrap_or(&b.pos);
            put(out, [eye.pos(*place) * LENGTH]);
        }
        let (goals, out) = out.split_at_mut(GOALS);
        put(goals, [eye.pos(own_goal) * LENGTH, eye.pos(their_goal) * LENGTH]);

        let (pads, out) = out.split_at_mut(self.pads);
        for (i, out) in pads.iter_mut().enumerate() {
            *out = readiness(scene, players::pad(i, self.pads, own.team, false));
        }
        let (near, out) = out.split_at_mut(self.near * NEAR);
        self.write_near_pads(scene, own, near);
        let (actions, out) = out.split_at_mut(self.stack * INPUTS);
        actions.copy_from_slice(self.history.of(agent));
        let (driver, out) = out.split_at_mut(DRIVER);
        driver.copy_from_slice(&driver_knows(own));

        let (me, out) = out.split_at_mut(OWN);
        put_car(&mut me[..CAR], own, field);
        put(&mut me[CAR..], [eye.axis(own.vel) * LENGTH, eye.axis(own.ang_vel) * SPIN, eye.axis(Vec3::z())]);

        out.fill(0.0);
        let (mates, opponents) = out.split_at_mut((self.team_size - 1) * OTHER);
        let mut mates = mates.chunks_exact_mut(OTHER);
        let mut opponents = opponents.chunks_exact_mut(OTHER);
        for (i, car) in scene.cars.iter().enumerate().filter(|(i, _)| *i != agent) {
            let slot = if scene.cars[i].team == own.team { mates.next() } else { opponents.next() };
            let Some(out) = slot else { continue };
            put_car(&mut out[..CAR], car, eye);
            let spin = field.axis(car.ang_vel) * SPIN;
            let (forward, up) = (field.axis(car.frame.forward), field.axis(car.frame.up));
            let body = [field.pos(car.pos) * LENGTH, forward, up, field.vel(car.vel) * LENGTH, spin];
            put(&mut out[CAR..CAR + 15], body);
            put(&mut out[CAR + 15..], [Eye::Car(car).pos(b.pos) * LENGTH]);
        }
    }

    /// The nearest pads, nearest first; of those equally far the first as the team counts them.
    fn write_near_pads(&self, scene: &Scene, own: &Car, out: &mut [f32]) {
        let mut nearest = [(f32::INFINITY, 0); MOST_NEAR];
        let nearest = &mut nearest[..self.near];
        for i in 0..self.pads {
            let pad = players::pad(i, self.pads, own.team, false);
            let far = (scene.pads[pad].pos - own.pos).norm_squared();
            let rank = nearest.partition_point(|(other, _)| *other <= far);
            if rank < nearest.len() {
                nearest[rank..].rotate_right(1);
                nearest[rank] = (far, pad);
            }
        }
        for (out, (_, pad)) in out.chunks_exact_mut(NEAR).zip(nearest) {
            put(out, [Eye::Car(own).pos(scene.pads[*pad].pos) * LENGTH]);
            out[3] = readiness(scene, *pad);
            out[4] = bit(scene.pads[*pad].big);
        }
    }
}

/// 1 if it can be taken, less the longer that takes.
fn readiness(scene: &Scene, pad: usize) -> f32 {
    1.0 / (1.0 + scene.pads[pad].cooldown_seconds)
}

fn driver_knows(car: &Car) -> [f32; DRIVER] {
    let [air, jump, flip] = LONGEST;
    [
        bit(car.controls.jump),
        bit(car.controls.handbrake),
        bit(car.has_jumped),
        bit(car.is_jumping),
        bit(car.has_double_jumped),
        bit(car.has_flipped),
        bit(car.is_flipping),
        bit(car.is_demolished),
        car.handbrake,
        (car.air_seconds / air).min(1.0),
        (car.jump_seconds / jump).min(1.0),
        (car.flip_seconds / flip).min(1.0),
    ]
}

impl ObsBuilder for FlatV2 {
    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn columns(&self) -> Vec<String> {
        let vectors = |names: &[&str]| names.iter().flat_map(|name| names::vector(name)).collect::<Vec<_>>();
        let mut columns = vectors(&["ball.pos", "ball.vel", "ball.ang_vel", "ball.to_goal"]);
        columns.extend(vectors(&["ball_field.pos", "ball_field.vel", "ball_field.ang_vel"]));
        columns.extend((1..=self.ahead.ticks().len()).flat_map(|i| names::vector(&format!("ahead{i}.pos"))));
        columns.extend(vectors(&["own_goal.pos", "opponent_goal.pos"]));
        columns.extend((1..=self.pads).map(|i| format!("pad{i}.ready")));
        for i in 1..=self.near {
            columns.extend(names::vector(&format!("near_pad{i}.pos")));
            columns.extend(["ready", "is_big"].map(|name| format!("near_pad{i}.{name}")));
        }
        columns.extend(names::actions(self.stack));
        let flags = ["holds_jump", "holds_handbrake", "has_jumped", "is_jumping", "has_double_jumped", "has_flipped"];
        let timers = ["is_flipping", "is_demolished", "handbrake", "air_seconds", "jump_seconds", "flip_seconds"];
        columns.extend(flags.into_iter().chain(timers).map(|name| format!("self.{name}")));
        columns.extend(car_names("self"));
        columns.extend(vectors(&["self_seen.vel", "self_seen.ang_vel", "self_seen.up"]));
        let mates = (1..self.team_size).map(|i| format!("mate{i}"));
        let opponents = (1..=self.team_size).map(|i| format!("opponent{i}"));
        for car in mates.chain(opponents) {
            columns.extend(car_names(&car));
            let body = ["pos", "forward", "up", "vel", "ang_vel"];
            columns.extend(body.into_iter().flat_map(|name| names::vector(&format!("{car}_field.{name}"))));
            columns.extend(names::vector(&format!("{car}.ball.pos")));
        }
        columns
    }

    fn is_seen_from_car(&self) -> bool {
        true
    }

    fn looks_ahead(&self) -> Ahead {
        self.ahead
    }

    fn reset(&mut self, _scene: &Scene) {
        self.history.clear();
    }

    fn note(&mut self, controls: &[Controls], _scene: &Scene) {
        self.history.note(controls);
    }

    fn save(&self) -> Vec<u8> {
        memory::save(&self.history.values())
    }

    fn restore(&mut self, saved: &[u8]) {
        if let Some(actions) = memory::read::<Vec<f32>>(saved) {
            self.history.set_values(&actions);
        }
    }

    fn write(&self, scene: &Scene, out: &mut [f32]) {
        for (agent, out) in out.chunks_exact_mut(self.floats()).enumerate().take(scene.cars.len()) {
            self.write_agent(scene, agent, out);
        }
    }
}
