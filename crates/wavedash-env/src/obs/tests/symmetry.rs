//! The world turned by half a turn with the teams swapped looks the same to everybody; the mirrored world looks
//! mirrored.

use wavedash_core::{Controls, Vec3};

use super::scenes::{at_random, mirrored, swapped};
use super::{all_configs, build, some_controls, write};
use crate::obs::Mirror;
use crate::scene::Scene;

const SIZES: [[usize; 2]; 6] = [[1, 1], [2, 2], [3, 3], [1, 2], [3, 1], [1, 0]];

/// Three steps over three scenes; only the last observation counts.
fn observe(config: &crate::registry::Component, scenes: &[Scene], order: &[usize]) -> Vec<f32> {
    observe_with(config, scenes, order, |controls| controls)
}

/// The same with other controls.
fn observe_with(
    config: &crate::registry::Component,
    scenes: &[Scene],
    order: &[usize],
    change: impl Fn(Controls) -> Controls,
) -> Vec<f32> {
    let mut builder = build(config, &scenes[0]);
    builder.reset(&scenes[0]);
    for (step, scene) in (1..).zip(&scenes[1..]) {
        let controls: Vec<_> = order.iter().map(|car| change(some_controls(step * 10 + *car as u8))).collect();
        builder.note(&controls, scene);
    }
    write(&*builder, &scenes[scenes.len() - 1])
}

fn is_as_published(config: &crate::registry::Component) -> bool {
    config.parameters().get("as_published").is_some_and(|value| value == true)
}

#[test]
fn with_cars_and_pads_at_their_index_in_every_builder_as_published_and_with_one_order_otherwise() {
    for config in all_configs() {
        for (seed, cars) in (1..).zip(SIZES) {
            let scenes: Vec<_> = (0..3).map(|i| at_random(10 * seed + i, cars)).collect();
            let order: Vec<_> = (0..cars[0] + cars[1]).collect();
            let mut turned: Vec<_> = scenes.iter().map(swapped).collect();
            if !is_as_published(&config) {
                // Pads come by their position, as in an arena.
                turned.iter_mut().for_each(|scene| scene.pads.reverse());
            }
            let (a, b) = (observe(&config, &scenes, &order), observe(&config, &turned, &order));
            assert!(a == b, "{config:?} {cars:?}");
        }
    }
}

#[test]
fn with_blue_first_again_in_every_canonical_builder() {
    for config in all_configs() {
        if is_as_published(&config) {
            continue;
        }
        for (seed, cars) in (1..).zip(SIZES) {
            let scenes: Vec<_> = (0..3).map(|i| at_random(10 * seed + i, cars)).collect();
            let plain: Vec<_> = (0..cars[0] + cars[1]).collect();
            // The former orange cars come first.
            let order: Vec<_> = (cars[0]..cars[0] + cars[1]).chain(0..cars[0]).collect();
            let turned: Vec<_> = scenes
                .iter()
                .map(|scene| {
                    let mut turned = swapped(scene);
                    turned.cars.rotate_left(cars[0]);
                    turned.pads.reverse();
                    turned
                })
                .collect();
            let (a, b) = (observe(&config, &scenes, &plain), observe(&config, &turned, &order));
            let floats = a.len() / plain.len();
            for (place, car) in order.iter().enumerate() {
                assert!(a[car * floats..][..floats] == b[place * floats..][..floats], "{config:?} {cars:?} {car}");
            }
        }
    }
}

#[test]
fn what_is_seen_of_the_mirrored_world_is_what_was_seen_mirrored() {
    for config in all_configs() {
        for (seed, cars) in (1..).zip(SIZES) {
            let scenes: Vec<_> = (0..3).map(|i| at_random(10 * seed + i, cars)).collect();
            let exchanged: Vec<_> = scenes.iter().map(mirrored).collect();
            let order: Vec<_> = (0..cars[0] + cars[1]).collect();
            let seen = observe(&config, &scenes, &order);
            let of_mirrored = observe_with(&config, &exchanged, &order, Controls::mirrored);
            let places: Vec<Vec3> = scenes[0].pads.iter().map(|pad| pad.pos).collect();
            let builder = build(&config, &scenes[0]);
            let mirror = Mirror::of(&*builder, &places).unwrap();
            assert!(seen != of_mirrored);
            for (agent, seen) in seen.chunks_exact(mirror.floats()).enumerate() {
                let wanted = &of_mirrored[agent * mirror.floats()..][..mirror.floats()];
                for ((got, wanted), column) in mirror.reflected(seen).zip(wanted).zip(builder.columns()) {
                    assert!((got - wanted).abs() < 1e-5, "{config:?} {cars:?} {agent} {column}: {got}, not {wanted}");
                }
                let back: Vec<f32> = mirror.reflected(&mirror.reflected(seen).collect::<Vec<_>>()).collect();
                assert!(back == seen, "{config:?}: twice is not once");
            }
        }
    }
}

#[test]
fn no_mirror_without_pads_on_both_sides() {
    let scene = at_random(1, [1, 1]);
    let mut places: Vec<Vec3> = scene.pads.iter().map(|pad| pad.pos).collect();
    places[1].x += 100.0;
    let [with_pads, without] =
        [crate::registry::Component::named("flat"), crate::registry::Component::named("lucy_v1")];
    assert_eq!(Mirror::of(&*build(&with_pads, &scene), &places), None);
    assert!(Mirror::of(&*build(&without, &scene), &places).is_some(), "pads are not in this one");
}
