//! Changes made to what another reset has placed.

use arrayvec::ArrayVec;
use wavedash_core::units::{MAX_CARS, TICK_RATE};
use wavedash_core::{Quat, Stream, Vec3};
use wavedash_sim::{Arena, BodyState, CarState};

use super::StateMutator;
use super::draw::{between, shuffle};
use super::place::{self, Cars};
use crate::error::EnvError;

/// Room for all pads of an arena: their indices are bytes.
const PADS: usize = u8::MAX as usize;

/// What is done after the inner reset.
pub(super) enum Change {
    /// Left and right are exchanged with this probability.
    Mirror(f32),
    /// The teams change ends with this probability.
    SwapEnds(f32),
    /// The cars of a team exchange their states.
    ShuffleCars,
    /// Each pad is ready with this probability, else at a random time of its cooldown.
    Pads(f32),
    /// Each tank is filled to a random share between these.
    Boost(f32, f32),
}

/// Another reset and a change.
pub(super) struct Changed {
    pub(super) of: Box<dyn StateMutator>,
    pub(super) change: Change,
}

impl StateMutator for Changed {
    fn apply(&mut self, arena: &mut Arena, stream: &mut Stream) -> Result<(), EnvError> {
        self.of.apply(arena, stream)?;
        match self.change {
            Change::Mirror(p) if stream.chance(p) => mirror(arena),
            Change::SwapEnds(p) if stream.chance(p) => swap_ends(arena),
            Change::Mirror(_) | Change::SwapEnds(_) => Ok(()),
            Change::ShuffleCars => shuffle_cars(arena, stream),
            Change::Pads(p) => randomise_pads(arena, p, stream),
            Change::Boost(low, high) => {
                let mut cars = arena.state().cars.clone();
                let full = arena.mutators().boost_max;
                cars.iter_mut().for_each(|car| car.boost = full * between(stream, low, high));
                let ball = arena.state().ball.body;
                rearrange(arena, ball, &cars, |i| i)
            }
        }
    }

    fn save(&self) -> Vec<u8> {
        self.of.save()
    }

    fn fits(&self, saved: &[u8]) -> bool {
        self.of.fits(saved)
    }

    fn restore(&mut self, saved: &[u8]) {
        self.of.restore(saved);
    }
}

/// Places everything again; pad `i` gets the time that pad `pad(i)` had.
fn rearrange(
    arena: &mut Arena,
    ball: BodyState,
    cars: &[CarState],
    pad: impl Fn(usize) -> usize,
) -> Result<(), EnvError> {
    let tick = arena.state().tick;
    let mut ticks = [0; PADS];
    for (ticks, ready) in ticks.iter_mut().zip(&arena.state().pads_ready) {
        *ticks = ready.saturating_sub(tick);
    }
    place::put(arena, ball, cars)?;
    arena.set_pads(|i| ticks[pad(i)]);
    Ok(())
}

/// For each pad the pad at the point that `image` sends it to, or the nearest to that.
fn pad_images(arena: &Arena, image: impl Fn([f32; 3]) -> [f32; 3]) -> [u8; PADS] {
    let mut images = [0; PADS];
    let off = |a: [f32; 3], b: [f32; 3]| (Vec3::from(a) - Vec3::from(b)).norm_squared();
    for (found, pad) in images.iter_mut().zip(arena.pads()) {
        let at = image(pad.pos);
        let nearest = (0..).zip(arena.pads()).min_by(|a, b| off(a.1.pos, at).total_cmp(&off(b.1.pos, at)));
        *found = nearest.map_or(0, |(index, _)| index);
    }
    images
}

fn quat(w: f32, x: f32, y: f32, z: f32) -> Quat {
    Quat::new_unchecked(nalgebra::Quaternion::new(w, x, y, z))
}

/// The mirror image at the plane x = 0. The body's own left and right change places too, so the
/// image is a turn again.
fn mirrored(body: &BodyState) -> BodyState {
    let c = body.rot.as_ref().coords;
    BodyState {
        pos: Vec3::new(-body.pos.x, body.pos.y, body.pos.z),
        rot: quat(c.z, -c.y, -c.x, c.w),
        vel: Vec3::new(-body.vel.x, body.vel.y, body.vel.z),
        ang_vel: Vec3::new(body.ang_vel.x, -body.ang_vel.y, -body.ang_vel.z),
    }
}

/// The body after half a turn of the field about z.
fn turned(body: &BodyState) -> BodyState {
    let c = body.rot.as_ref().coords;
    let turn = |v: Vec3| Vec3::new(-v.x, -v.y, v.z);
    BodyState { pos: turn(body.pos), rot: quat(-c.z, -c.y, c.x, c.w), vel: turn(body.vel), ang_vel: turn(body.ang_vel) }
}

fn mirror(arena: &mut Arena) -> Result<(), EnvError> {
    let images = pad_images(arena, |[x, y, z]| [-x, y, z]);
    let cars: Cars = arena
        .state()
        .cars
        .iter()
        .map(|car| CarState {
            body: mirrored(&car.body),
            steer_angle: -car.steer_angle,
            flip_torque: [-car.flip_torque[0], car.flip_torque[1]],
            auto_flip_sign: -car.auto_flip_sign,
            prev_controls: car.prev_controls.mirrored(),
            ..*car
        })
        .collect();
    let ball = mirrored(&arena.state().ball.body);
    rearrange(arena, ball, &cars, |i| images[i].into())
}

/// Turns the field by half a turn and gives the `i`-th car of a team the state of the other team's
/// `i`-th. A car without a counterpart stays where it is: its half is still its own.
fn swap_ends(arena: &mut Arena) -> Result<(), EnvError> {
    let images = pad_images(arena, |[x, y, z]| [-x, -y, z]);
    let specs = arena.cars();
    let of_team = |team| specs.iter().enumerate().filter(move |(_, spec)| spec.team == team).map(|(i, _)| i);
    let now = &arena.state().cars;
    let cars: Cars = specs
        .iter()
        .enumerate()
        .map(|(i, spec)| {
            let rank = of_team(spec.team).take_while(|car| *car < i).count();
            match of_team(spec.team.other()).nth(rank) {
                Some(other) => CarState { body: turned(&now[other].body), ..now[other] },
                None => now[i],
            }
        })
        .collect();
    let ball = turned(&arena.state().ball.body);
    rearrange(arena, ball, &cars, |i| images[i].into())
}

fn shuffle_cars(arena: &mut Arena, stream: &mut Stream) -> Result<(), EnvError> {
    let mut cars = arena.state().cars.clone();
    for team in wavedash_core::Team::ALL {
        let members: ArrayVec<usize, MAX_CARS> = (0..cars.len()).filter(|i| arena.cars()[*i].team == team).collect();
        let mut from = members.clone();
        shuffle(stream, &mut from);
        for (to, from) in members.into_iter().zip(from) {
            cars[to] = arena.state().cars[from];
        }
    }
    let ball = arena.state().ball.body;
    rearrange(arena, ball, &cars, |i| i)
}

fn randomise_pads(arena: &mut Arena, ready: f32, stream: &mut Stream) -> Result<(), EnvError> {
    let rules = *arena.mutators();
    let mut ticks = [0; PADS];
    for (ticks, pad) in ticks.iter_mut().zip(arena.pads()) {
        let seconds = if pad.big { rules.pad_cooldown_big } else { rules.pad_cooldown_small };
        let is_ready = stream.chance(ready);
        let left = stream.unit() * seconds * TICK_RATE as f32;
        *ticks = if is_ready { 0 } else { left as u64 };
    }
    arena.set_pads(|i| ticks[i]);
    Ok(())
}
