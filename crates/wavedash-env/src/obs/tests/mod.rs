//! The builders as their configuration makes them, on scenes made by hand.

mod columns_flat;
mod columns_flat_v2;
mod columns_lucy;
mod columns_necto;
mod memory;
pub(crate) mod scenes;
mod symmetry;

use std::collections::BTreeMap;

use super::{LucyConfig, NectoConfig, NextoConfig, ObsBuilder, ObsContext};
use crate::EnvError;
use crate::registry::{Component, Kind, Registry};
use crate::scene::Scene;
use wavedash_core::{Controls, Vec3};

/// Every kind of builder, canonical and as published, padded and not.
fn all_configs() -> Vec<Component> {
    let mut configs = vec![Component::named("flat"), Component::named("flat_relative"), Component::named("flat_v2")];
    for as_published in [false, true] {
        let lucy = LucyConfig { as_published, ..LucyConfig::default() };
        configs.extend([Component::with("lucy_v1", lucy), Component::with("lucy_v2", lucy)]);
        for players in [None, Some(6)] {
            configs.push(Component::with("nexto", NextoConfig { players, as_published }));
            for shipped_demo_timers in [false, true] {
                configs.push(Component::with("necto", NectoConfig { players, as_published, shipped_demo_timers }));
            }
        }
    }
    configs
}

fn built(config: &Component, cars: [usize; 2], pads: usize) -> Result<Box<dyn ObsBuilder>, EnvError> {
    Registry::builtin_ref().build_observation(config, ObsContext { cars, pads }, "observation")
}

fn build(config: &Component, scene: &Scene) -> Box<dyn ObsBuilder> {
    let cars = wavedash_core::Team::ALL.map(|team| scene.team(team).count());
    built(config, cars, scene.pads.len()).unwrap()
}

fn write(builder: &dyn ObsBuilder, scene: &Scene) -> Vec<f32> {
    // A value that no builder writes.
    let mut out = vec![-77.0; scene.cars.len() * builder.floats()];
    builder.write(scene, &mut out);
    assert!(out.iter().all(|x| *x != -77.0), "every float is written");
    out
}

/// One agent's observation by column name.
struct Named(BTreeMap<String, f32>);

impl Named {
    fn of(builder: &dyn ObsBuilder, scene: &Scene, agent: usize) -> Self {
        let out = write(builder, scene);
        let columns = builder.columns();
        assert_eq!(columns.len(), builder.floats());
        let own = &out[agent * builder.floats()..][..builder.floats()];
        let named: BTreeMap<_, _> = columns.into_iter().zip(own.iter().copied()).collect();
        assert_eq!(named.len(), own.len(), "names are different");
        Self(named)
    }

    /// The columns that begin with `row.` are those of `wanted` and zeros.
    #[track_caller]
    fn row(&self, row: &str, wanted: &[Item<'_>]) {
        let mut wanted: BTreeMap<String, f32> = wanted.iter().flat_map(|item| item.named(row)).collect();
        let mut count = 0;
        for (name, value) in self.0.iter().filter(|(name, _)| name.starts_with(&format!("{row}."))) {
            let want = wanted.remove(name).unwrap_or(0.0);
            assert!((value - want).abs() < 2e-6, "{name}: {value}, expected {want}");
            count += 1;
        }
        assert!(count > 0 && wanted.is_empty(), "{row} lacks {wanted:?}");
    }

    #[track_caller]
    fn one(&self, name: &str, want: f32) {
        let value = self.0[name];
        assert!((value - want).abs() < 2e-6, "{name}: {value}, expected {want}");
    }
}

/// An expected column or vector.
#[derive(Clone, Copy)]
enum Item<'a> {
    N(&'a str, f32),
    V(&'a str, Vec3),
}

impl Item<'_> {
    fn named(&self, row: &str) -> Vec<(String, f32)> {
        match *self {
            Self::N(name, value) => vec![(format!("{row}.{name}"), value)],
            Self::V(name, v) => vec![
                (format!("{row}.{name}.x"), v.x),
                (format!("{row}.{name}.y"), v.y),
                (format!("{row}.{name}.z"), v.z),
            ],
        }
    }
}

#[test]
fn shapes_are_the_published_ones() {
    let shape = |config: Component| built(&config, [2, 2], 34).unwrap().shape().to_vec();
    assert_eq!(shape(Component::named("lucy_v1")), [8, 64]);
    assert_eq!(shape(Component::named("lucy_v2")), [42, 65]);
    // A query of 32, 41 or 39 keys of 24, and the mask, in one array.
    let padded = NectoConfig { players: Some(6), ..NectoConfig::default() };
    assert_eq!(shape(Component::with("necto", padded)), [1 + 41, 33]);
    assert_eq!(shape(Component::named("nexto")), [1 + 39, 33]);
    assert_eq!(shape(Component::named("flat")), [9 + 34 + 8 + 6 + 6 * 20]);
    let entities = built(&Component::named("lucy_v1"), [2, 2], 34).unwrap().entities().unwrap();
    assert_eq!((entities.keys, entities.query_features, entities.key_features), (7, 63, 23));
    let entities = built(&Component::with("necto", padded), [2, 2], 34).unwrap().entities().unwrap();
    assert_eq!((entities.keys, entities.query_features, entities.key_features), (41, 32, 24));
}

#[test]
fn configurations_are_read_and_checked() {
    let read = |text: &str| serde_json::from_str::<Component>(text);
    let config = read(r#"{"lucy_v1": {"stack": 1, "players": 4}}"#).unwrap();
    let config = Registry::builtin_ref().filled(Kind::Observation, &config);
    assert_eq!(config, Component::with("lucy_v1", LucyConfig { stack: 1, players: 4, as_published: false }));
    assert!(read(r#"{"necto": {}}"#).is_ok());
    assert!(read(r#"{"flat_relative": {"team_size": 2}}"#).is_ok());
    let refused = |text: &str| built(&read(text).unwrap(), [1, 1], 34).err().unwrap().to_string();
    assert!(refused(r#"{"lucy_v1": {"stacks": 1}}"#).ends_with("did you mean `stack`?"));
    assert!(refused(r#"{"lucy_v3": {}}"#).contains("there is no observation `lucy_v3`"));

    let field = |text: &str, cars| match built(&read(text).unwrap(), cars, 34) {
        Err(EnvError::Config { field, .. }) => field,
        _ => String::new(),
    };
    assert_eq!(field(r#"{"lucy_v1": {"players": 3}}"#, [2, 2]), "observation.lucy_v1.players");
    assert_eq!(field(r#"{"lucy_v2": {"stack": 1000}}"#, [2, 2]), "observation.lucy_v2.stack");
    assert_eq!(field(r#"{"nexto": {"players": 9}}"#, [2, 2]), "observation.nexto.players");
    assert_eq!(field(r#"{"flat": {"team_size": 1}}"#, [1, 2]), "observation.flat.team_size");
    assert_eq!(field(r#"{"flat": {"team_size": 2}}"#, [1, 2]), "");
}

/// Controls whose eight numbers differ between `seed`s.
fn some_controls(seed: u8) -> Controls {
    let x = f32::from(seed) * 0.01;
    Controls {
        throttle: x,
        steer: x + 0.1,
        pitch: x + 0.2,
        yaw: x + 0.3,
        roll: x + 0.4,
        jump: seed & 1 != 0,
        boost: seed & 2 != 0,
        handbrake: seed & 4 != 0,
    }
}
