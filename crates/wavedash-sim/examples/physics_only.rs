//! Cars, a ball and nothing around them: `cargo run --release -p wavedash-sim --example physics_only`.

use std::f32::consts::FRAC_PI_2;
use std::sync::Arc;

use wavedash_core::{Controls, Quat, Vec3};
use wavedash_sim::{Arena, ArenaConfig, BodyState, Event, Predictor, SimError, Surface};

/// An arena with one blue car that faces the orange goal, 500 uu behind the ball.
pub fn arena() -> Result<Arena, SimError> {
    let mut arena = Arena::new(ArenaConfig::soccar(Arc::new(Surface::soccar()), 1, 0))?;
    let ball = Vec3::new(0.0, 3000.0, arena.state().ball.body.pos.z);
    arena.set_ball(BodyState::at(ball))?;
    // A state is plain data: change a copy and hand it back.
    let mut car = arena.state().cars[0];
    car.body.pos = Vec3::new(0.0, ball.y - 500.0, car.body.pos.z);
    car.body.rot = Quat::from_euler_angles(0.0, 0.0, FRAC_PI_2);
    arena.set_car(0, car)?;
    arena.refresh_contacts();
    Ok(arena)
}

/// Drives straight on until there is a goal, at most five seconds; returns what happened.
pub fn shoot(arena: &mut Arena) -> Vec<Event> {
    let controls = [Controls { throttle: 1.0, boost: true, ..Controls::NONE }];
    let mut predictor = Predictor::new(arena);
    let (mut happened, mut is_foreseen) = (Vec::new(), false);
    while arena.state().tick < 600 && arena.state().score == [0, 0] {
        let before = happened.len();
        happened.extend_from_slice(arena.step(&controls));
        for event in &happened[before..] {
            println!("tick {:3}: {event:?}", arena.state().tick);
        }
        if let (false, Some(goal)) = (is_foreseen, predictor.first_goal(arena, 240)) {
            println!("tick {:3}: {:?} will score in {} ticks", arena.state().tick, goal.team, goal.ticks);
            is_foreseen = true;
        }
    }
    happened
}

fn main() -> Result<(), SimError> {
    let mut arena = arena()?;
    let saved = arena.state().clone();
    shoot(&mut arena);
    let hash = arena.hash();

    // The same state and the same controls lead to the same bits.
    arena.set_state(&saved)?;
    println!("once more:");
    shoot(&mut arena);
    assert_eq!(arena.hash(), hash);
    println!("hash {hash:016x} both times");
    Ok(())
}
