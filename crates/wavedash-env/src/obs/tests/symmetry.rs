//! The world turned by half a turn with the teams swapped looks the same to everybody.

use super::scenes::{at_random, swapped};
use super::{all_configs, build, some_controls, write};
use crate::scene::Scene;

const SIZES: [[usize; 2]; 6] = [[1, 1], [2, 2], [3, 3], [1, 2], [3, 1], [1, 0]];

/// Three steps over three scenes; only the last observation counts.
fn observe(config: &super::ObsConfig, scenes: &[Scene], order: &[usize]) -> Vec<f32> {
    let mut builder = build(config, &scenes[0]);
    builder.reset(&scenes[0]);
    for (step, scene) in (1..).zip(&scenes[1..]) {
        let controls: Vec<_> = order.iter().map(|car| some_controls(step * 10 + *car as u8)).collect();
        builder.note(&controls, scene);
    }
    write(&*builder, &scenes[scenes.len() - 1])
}

#[test]
fn with_cars_and_pads_at_their_index_in_every_builder_as_published_and_with_one_order_otherwise() {
    for config in all_configs() {
        for (seed, cars) in (1..).zip(SIZES) {
            let scenes: Vec<_> = (0..3).map(|i| at_random(10 * seed + i, cars)).collect();
            let order: Vec<_> = (0..cars[0] + cars[1]).collect();
            let mut turned: Vec<_> = scenes.iter().map(swapped).collect();
            if !format!("{config:?}").contains("as_published: true") {
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
        if format!("{config:?}").contains("as_published: true") {
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
