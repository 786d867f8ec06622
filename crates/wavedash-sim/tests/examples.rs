//! The example of this crate, run.

#[expect(dead_code, unreachable_pub, reason = "an example is a program; its main is not called here")]
#[path = "../examples/physics_only.rs"]
mod physics_only;

use wavedash_sim::Event;

#[test]
fn the_car_of_physics_only_scores_twice_in_the_same_way() {
    let mut arena = physics_only::arena().expect("a valid state");
    let saved = arena.state().clone();
    let happened = physics_only::shoot(&mut arena);
    assert!(happened.iter().any(|event| matches!(event, Event::Touch { .. })), "{happened:?}");
    assert!(happened.iter().any(|event| matches!(event, Event::Goal { .. })), "{happened:?}");
    assert_eq!(arena.state().score, [1, 0]);
    let hash = arena.hash();
    arena.set_state(&saved).expect("its own state");
    assert_eq!(physics_only::shoot(&mut arena), happened);
    assert_eq!(arena.hash(), hash);
}
