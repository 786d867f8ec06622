//! Observing and acting allocate nothing once a match is set up.

use std::sync::Arc;

use wavedash_core::Controls;
use wavedash_env::Scene;
use wavedash_env::act::{ActConfig, MultiConfig};
use wavedash_env::obs::{FlatConfig, LucyConfig, NectoConfig, NextoConfig, ObsConfig};
use wavedash_sim::{Arena, ArenaConfig, Surface, soccar_pads};

fn scene() -> Scene {
    let mut arena = Arena::new(ArenaConfig::soccar(Arc::new(Surface::soccar()), 2, 2)).expect("a usual arena");
    arena.kickoff();
    Scene::new(&arena.snapshot(), &soccar_pads())
}

#[test]
fn observations() {
    let scene = scene();
    let controls = [Controls::NONE; 4];
    for config in [
        ObsConfig::LucyV1(LucyConfig::default()),
        ObsConfig::LucyV2(LucyConfig::default()),
        ObsConfig::Necto(NectoConfig::default()),
        ObsConfig::Nexto(NextoConfig::default()),
        ObsConfig::Flat(FlatConfig::default()),
        ObsConfig::FlatRelative(FlatConfig::default()),
    ] {
        let mut builder = config.build([2, 2], scene.pads.len()).unwrap();
        let mut out = vec![0.0; 4 * builder.floats()];
        let allocations = allocation_counter::measure(|| {
            builder.reset(&scene);
            builder.note(&controls, &scene);
            builder.write(&scene, &mut out);
        });
        assert_eq!(allocations.count_total, 0, "{config:?}");
        assert!(out.iter().all(|x| x.is_finite()) && out.iter().any(|x| *x != 0.0));
    }
}

#[test]
fn actions() {
    let scene = scene();
    for config in [ActConfig::Multi(MultiConfig::default()), ActConfig::Table90, ActConfig::Continuous] {
        let space = config.build();
        let mut mask = vec![false; space.choices().iter().sum()];
        let mut action = vec![0.0; space.len()];
        let allocations = allocation_counter::measure(|| {
            space.mask(&scene.cars[0], &mut mask);
            space.mirror(&mut action);
            space.controls(&action);
        });
        assert_eq!(allocations.count_total, 0, "{config:?}");
    }
}
