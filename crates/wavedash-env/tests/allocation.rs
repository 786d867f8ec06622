//! Observing and acting allocate nothing once a match is set up.

use std::sync::Arc;

use wavedash_core::Controls;
use wavedash_env::Scene;
use wavedash_env::obs::ObsContext;
use wavedash_env::registry::{Component, Registry};
use wavedash_sim::{Arena, ArenaConfig, Surface, soccar_pads};

fn scene() -> Scene {
    let mut arena = Arena::new(ArenaConfig::soccar(Arc::new(Surface::soccar()), 2, 2)).expect("a usual arena");
    arena.kickoff();
    Scene::new(&arena.snapshot(), &soccar_pads())
}

#[test]
fn observations() {
    let (scene, registry) = (scene(), Registry::builtin_ref());
    let controls = [Controls::NONE; 4];
    for config in [
        Component::named("lucy_v1"),
        Component::named("lucy_v2"),
        Component::named("necto"),
        Component::named("nexto"),
        Component::named("flat"),
        Component::named("flat_relative"),
    ] {
        let mut builder = registry
            .build_observation(&config, ObsContext { cars: [2, 2], pads: scene.pads.len() }, "observation")
            .unwrap();
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
    let (scene, registry) = (scene(), Registry::builtin_ref());
    for config in [Component::named("multi"), Component::named("table90"), Component::named("continuous")] {
        let space = registry.build_actions(&config, "actions").unwrap();
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
