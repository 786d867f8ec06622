//! What builders remember, and that they forget it.
use super::scenes::{at_random, by_hand};
use super::{LucyConfig, Named, NectoConfig, all_configs, build, some_controls, write};
use crate::registry::Component;

#[test]
fn past_actions_are_zeros_after_a_reset_and_newest_first() {
    let scene = by_hand();
    let mut builder = build(&Component::with("lucy_v1", LucyConfig { stack: 3, ..LucyConfig::default() }), &scene);
    builder.reset(&scene);
    let throttles = |builder: &dyn super::ObsBuilder| {
        let obs = Named::of(builder, &scene, 0);
        [1, 2, 3].map(|age| obs.0[&format!("query.action{age}.throttle")])
    };
    assert_eq!(throttles(&*builder), [0.0; 3]);
    let mut seen = Vec::new();
    for seed in 1..=5 {
        builder.note(&[some_controls(seed); 3], &scene);
        seen.push(throttles(&*builder).map(|x| (x * 100.0).round() as u8));
    }
    assert_eq!(seen, [[1, 0, 0], [2, 1, 0], [3, 2, 1], [4, 3, 2], [5, 4, 3]]);
    builder.reset(&scene);
    assert_eq!(throttles(&*builder), [0.0; 3]);
}

#[test]
fn nothing_leaks_over_a_reset() {
    for config in all_configs() {
        let scenes: Vec<_> = (0..4).map(|seed| at_random(seed, [2, 2])).collect();
        let mut fresh = build(&config, &scenes[0]);
        fresh.reset(&scenes[0]);
        let wanted = write(&*fresh, &scenes[0]);
        let mut used = build(&config, &scenes[1]);
        used.reset(&scenes[1]);
        for scene in &scenes[1..] {
            used.note(&[some_controls(3); 4], scene);
        }
        // All of them stack at least one action.
        assert!(write(&*used, &scenes[0]) != wanted);
        used.reset(&scenes[0]);
        assert!(write(&*used, &scenes[0]) == wanted, "{config:?}");
    }
}

#[test]
fn a_stack_of_nothing_is_possible() {
    let scene = by_hand();
    let mut builder = build(&Component::with("lucy_v1", LucyConfig { stack: 0, ..LucyConfig::default() }), &scene);
    builder.reset(&scene);
    builder.note(&[some_controls(1); 3], &scene);
    assert_eq!(builder.shape(), [8, 24]);
    assert_eq!(write(&*builder, &scene).len(), 3 * 8 * 24);
}

#[test]
fn nectos_pad_timers_are_a_sawtooth_while_the_pad_is_there() {
    let mut scene = by_hand();
    let mut builder = build(&Component::named("necto"), &scene);
    builder.reset(&scene);
    let mut timers = Vec::new();
    for _ in 0..70 {
        timers.push(Named::of(&*builder, &scene, 0).0["pad1.timer"]);
        builder.note(&[some_controls(0); 3], &scene);
    }
    for (step, timer) in timers[..60].iter().enumerate() {
        assert!((timer - (0.4 - step as f32 * 8.0 / 1200.0)).abs() < 1e-6, "{step}");
    }
    // 0.4 is 60 steps; what rounding leaves may cost one more.
    assert!(timers[60] == 0.4 || timers[61] == 0.4);
    scene.pads[0].is_active = false;
    builder.note(&[some_controls(0); 3], &scene);
    assert_eq!(Named::of(&*builder, &scene, 0).0["pad1.timer"], 0.0);
    // It starts anew, and a big pad at 1.
    scene.pads[0].is_active = true;
    scene.pads[1].is_active = true;
    builder.note(&[some_controls(0); 3], &scene);
    assert_eq!(Named::of(&*builder, &scene, 0).0["pad1.timer"], 0.4);
    assert_eq!(Named::of(&*builder, &scene, 0).0["pad2.timer"], 1.0);
}

#[test]
fn nectos_demolition_timers_in_training_and_in_the_shipped_bot() {
    let mut scene = by_hand();
    let timer = |builder: &dyn super::ObsBuilder, scene: &_| {
        let obs = Named::of(builder, scene, 2);
        [obs.0["player1.timer"], obs.0["player2.timer"]]
    };
    let mut trained = build(&Component::named("necto"), &scene);
    trained.reset(&scene);
    assert_eq!(timer(&*trained, &scene), [0.3, 0.0]);
    trained.note(&[some_controls(0); 3], &scene);
    assert!((timer(&*trained, &scene)[0] - 0.293_333).abs() < 1e-5);
    scene.cars[2].is_demolished = false;
    trained.note(&[some_controls(0); 3], &scene);
    assert_eq!(timer(&*trained, &scene), [0.0, 0.0]);

    let mut shipped =
        build(&Component::with("necto", NectoConfig { shipped_demo_timers: true, ..Default::default() }), &scene);
    shipped.reset(&scene);
    assert_eq!(timer(&*shipped, &scene), [0.3, 0.3]);
    let mut least = 1.0_f32;
    let mut restarts = 0;
    for _ in 0..100 {
        let before = timer(&*shipped, &scene)[1];
        shipped.note(&[some_controls(0); 3], &scene);
        let after = timer(&*shipped, &scene)[1];
        least = least.min(after);
        restarts += u32::from(after > before);
        assert!(after == 0.3 || (before - after - 8.0 / 1200.0).abs() < 1e-5);
    }
    assert!(least < 1e-6);
    assert_eq!(restarts, 2);
}
