//! Runs a scenario in an arena of ours.

use anyhow::Context;
use wavedash_core::{Quat, Team, Vec3, units};
use wavedash_sim::{Arena, ArenaConfig, ArenaState, BallState, BodyState, CarSpec, CarState, Event as SimEvent};

use super::file::{self, BallFrame, CarFrame, Event, Frame, InitialCar, Kind, Outcome, Scenario, flag};
use super::touches::Touches;
use crate::fleet::Ground;

/// The states at the scenario's frame ticks, and all events.
pub(crate) fn play(scenario: &Scenario, ground: &Ground) -> anyhow::Result<Outcome> {
    let mut arena = start(scenario, ground).with_context(|| format!("scenario {}", scenario.name))?;
    let mut frames = Vec::with_capacity(scenario.frames.len());
    let mut wanted = scenario.frames.iter().map(|frame| frame.tick).peekable();
    let mut events = Vec::new();
    let mut touches = Touches::new(scenario.cars.len());
    for (tick, controls) in (1..).zip(scenario.controls()) {
        for event in arena.step(&controls) {
            record(tick, event, &mut touches, &mut events);
        }
        if wanted.next_if_eq(&tick).is_some() {
            frames.push(frame(tick, arena.state()));
        }
    }
    Ok(Outcome {
        format: scenario.format,
        name: scenario.name.clone(),
        category: scenario.category.clone(),
        ticks: scenario.ticks,
        tick_rate: units::TICK_RATE,
        cars: scenario.cars.clone(),
        frames,
        events,
    })
}

/// An arena in the scenario's start state, wheels queried once, respawn places as recorded.
fn start(scenario: &Scenario, ground: &Ground) -> anyhow::Result<Arena> {
    let team = |team: u8| if team == 0 { Team::Blue } else { Team::Orange };
    let cars = scenario.cars.iter().map(|place| CarSpec { team: team(place.team), preset: place.preset }).collect();
    let mut arena = Arena::new(ArenaConfig { cars, ..ground.config(0, 0) })?;
    let mut state = arena.state().clone();
    let ball = &scenario.initial.ball;
    state.ball = BallState {
        body: BodyState { vel: ball.vel.into(), ang_vel: ball.ang_vel.into(), ..BodyState::at(ball.pos.into()) },
        ..BallState::default()
    };
    for (car, initial) in state.cars.iter_mut().zip(&scenario.initial.cars) {
        *car = start_car(initial);
    }
    arena.set_state(&state)?;
    arena.refresh_contacts();
    let mut slots = vec![Vec::new(); scenario.cars.len()];
    for event in scenario.events.iter().filter(|event| event.kind == Kind::Respawn) {
        if let (Some(car), Some(slot)) = (event.car, event.slot)
            && let Some(of_car) = slots.get_mut(usize::from(car))
        {
            of_car.push(slot);
        }
    }
    arena.use_recorded_slots(slots);
    Ok(arena)
}

fn start_car(initial: &InitialCar) -> CarState {
    let [w, x, y, z] = initial.rot_wxyz;
    let body = BodyState {
        pos: initial.pos.into(),
        rot: Quat::new_normalize([x, y, z, w].into()),
        vel: initial.vel.into(),
        ang_vel: initial.ang_vel.into(),
    };
    let wheels = (0..4).filter(|i| initial.wheels[*i]).fold(0, |bits, i| bits | 1 << i);
    CarState {
        on_ground: initial.on_ground,
        wheel_contacts: wheels,
        handbrake: initial.handbrake,
        has_jumped: initial.has_jumped,
        is_jumping: initial.is_jumping,
        jump_hold_broken: initial.jump_hold_broken,
        has_double_jumped: initial.has_double_jumped,
        has_flipped: initial.has_flipped,
        is_flipping: initial.is_flipping,
        is_auto_flipping: initial.is_auto_flipping,
        is_boosting: initial.is_boosting,
        is_supersonic: initial.supersonic,
        is_demolished: initial.demolished,
        jump_ticks: initial.jump_ticks,
        air_time: initial.air_time,
        air_time_since_jump: initial.air_time_since_jump,
        flip_time: initial.flip_time,
        boosting_time: initial.boosting_time,
        supersonic_grace: initial.supersonic_grace,
        bump_cooldown: initial.bump_cooldown,
        prev_controls: file::controls(initial.prev_controls),
        ..CarState::standing(body, initial.boost)
    }
}

/// Four decimals, as in the golden files.
fn round<const N: usize>(values: impl IntoIterator<Item = f32>) -> [f64; N] {
    let mut rounded = [0.0; N];
    for (place, value) in rounded.iter_mut().zip(values) {
        *place = (f64::from(value) * 1e4).round() / 1e4;
    }
    rounded
}

fn frame(tick: u32, state: &ArenaState) -> Frame {
    let vector = |v: &Vec3| round(v.iter().copied());
    let ball = &state.ball.body;
    let car = |car: &CarState| {
        let q = car.body.rot.as_ref();
        CarFrame {
            pos: vector(&car.body.pos),
            rot: round([q.w, q.i, q.j, q.k]),
            vel: vector(&car.body.vel),
            ang_vel: vector(&car.body.ang_vel),
            boost: round::<1>([car.boost])[0],
            flags: flags(car),
        }
    };
    Frame {
        tick,
        ball: BallFrame { pos: vector(&ball.pos), vel: vector(&ball.vel), ang_vel: vector(&ball.ang_vel) },
        cars: state.cars.iter().map(car).collect(),
    }
}

fn flags(car: &CarState) -> u32 {
    let states = [
        (car.on_ground, flag::ON_GROUND),
        (car.has_jumped, flag::HAS_JUMPED),
        (car.is_jumping, flag::IS_JUMPING),
        (car.has_double_jumped, flag::HAS_DOUBLE_JUMPED),
        (car.has_flipped, flag::HAS_FLIPPED),
        (car.is_flipping, flag::IS_FLIPPING),
        (car.is_auto_flipping, flag::IS_AUTO_FLIPPING),
        (car.is_boosting, flag::IS_BOOSTING),
        (car.is_supersonic, flag::IS_SUPERSONIC),
        (car.is_demolished, flag::IS_DEMOLISHED),
    ];
    let wheels = u32::from(car.wheel_contacts & 0x0f) << flag::WHEELS_SHIFT;
    states.into_iter().filter(|(set, _)| *set).fold(wheels, |bits, (_, bit)| bits | bit)
}

fn record(tick: u32, event: &SimEvent, touches: &mut Touches, events: &mut Vec<Event>) {
    let place = |pos: &Vec3| Some(round(pos.iter().copied()));
    let by = |car: u8, kind| Event { car: Some(car), ..Event::new(tick, kind) };
    let recorded = match *event {
        SimEvent::Touch { car, pos, .. } => {
            touches.contact(tick, car, round(pos.iter().copied()), events);
            return;
        }
        SimEvent::Bump { attacker, victim, pos } => {
            Event { victim: Some(victim), pos: place(&pos), ..by(attacker, Kind::Bump) }
        }
        SimEvent::Demolition { attacker, victim, pos } => {
            Event { victim: Some(victim), pos: place(&pos), ..by(attacker, Kind::Demo) }
        }
        SimEvent::Respawn { car, slot } => Event { slot: Some(slot), ..by(car, Kind::Respawn) },
        SimEvent::Pickup { car, pad } => Event { pad: Some(pad), ..by(car, Kind::Pickup) },
        SimEvent::Goal { team } => Event { team: Some(team.index() as u8), ..Event::new(tick, Kind::Goal) },
        SimEvent::Jump { car } => by(car, Kind::Jump),
        SimEvent::DoubleJump { car } => by(car, Kind::DoubleJump),
        SimEvent::Flip { car } => by(car, Kind::Flip),
        SimEvent::AutoFlip { car } => by(car, Kind::AutoFlip),
        SimEvent::Landed { .. } | SimEvent::BallWorldHit { .. } | SimEvent::Lost { .. } => return,
    };
    events.push(recorded);
}
