//! The spaces as their configuration makes them: controls, mirrors and masks.

mod masks;

use super::{ActionParser, MultiConfig, index};
use crate::registry::{Component, Registry};
use wavedash_core::Controls;

fn space(component: impl core::borrow::Borrow<Component>) -> Box<dyn ActionParser> {
    Registry::builtin_ref().build_actions(component.borrow(), "actions").unwrap()
}

fn spaces() -> Vec<Component> {
    let multi = |throttle_lifts_nose| Component::with("multi", MultiConfig { throttle_lifts_nose });
    vec![multi(false), multi(true), Component::named("table90"), Component::named("continuous")]
}

/// All actions of a discrete space.
fn actions(choices: &[usize]) -> Vec<Vec<f32>> {
    choices.iter().fold(vec![Vec::new()], |all, count| {
        all.iter()
            .flat_map(|prefix| (0..*count).map(move |i| prefix.iter().copied().chain([i as f32]).collect()))
            .collect()
    })
}

fn mirrored(c: Controls) -> Controls {
    // Adding 0 takes the sign off a zero.
    Controls { steer: -c.steer + 0.0, yaw: -c.yaw + 0.0, roll: -c.roll + 0.0, ..c }
}

#[test]
fn lucys_keys() {
    let space = space(Component::named("multi"));
    assert_eq!((space.choices(), space.len()), (&[3, 3, 2, 2, 2][..], 5));
    // Forwards and left, on the wheels and with the handbrake.
    let c = space.controls(&[2.0, 0.0, 0.0, 1.0, 0.0]);
    let wanted = Controls { throttle: 1.0, steer: -1.0, pitch: -1.0, yaw: -1.0, boost: true, ..Controls::NONE };
    assert_eq!(c, wanted);
    let c = space.controls(&[0.0, 2.0, 1.0, 0.0, 1.0]);
    let wanted = Controls { throttle: -1.0, steer: 1.0, pitch: 1.0, roll: 1.0, jump: true, ..Controls::NONE };
    assert_eq!(c, Controls { handbrake: true, ..wanted });
    let neutral = space.controls(&[1.0, 1.0, 0.0, 0.0, 0.0]);
    assert_eq!(neutral, Controls::NONE);
    assert!(neutral.pitch.is_sign_positive(), "histories hash their bits");
    let all: Vec<_> = actions(space.choices()).iter().map(|a| space.controls(a)).collect();
    assert_eq!(all.len(), 72);
    assert!(all.iter().enumerate().all(|(i, a)| all[..i].iter().all(|b| a != b)));
}

#[test]
fn the_first_necto_lifts_the_nose_with_throttle() {
    let [lucy, necto] =
        [false, true].map(|up| space(Component::with("multi", MultiConfig { throttle_lifts_nose: up })));
    for action in actions(lucy.choices()) {
        let (a, b) = (lucy.controls(&action), necto.controls(&action));
        assert_eq!(b.pitch, b.throttle);
        assert_eq!(Controls { pitch: -b.pitch, ..b }, a);
    }
}

#[test]
fn an_index_out_of_range_counts_as_the_nearest() {
    for (value, wanted) in
        [(-5.0, 0), (0.4, 0), (0.6, 1), (2.0, 2), (7.0, 2), (1e20, 2), (f32::NAN, 0), (f32::NEG_INFINITY, 0)]
    {
        assert_eq!(index(value, 3), wanted, "{value}");
    }
    let table = space(Component::named("table90"));
    assert_eq!(table.controls(&[1000.0]), table.controls(&[89.0]));
}

#[test]
fn the_mirror_exchanges_left_and_right_in_every_space() {
    for config in spaces() {
        let space = space(&config);
        let choices = space.choices();
        let mirror = space.mirrored_choices();
        assert_eq!(mirror.len(), choices.iter().sum::<usize>());
        assert!(mirror.iter().enumerate().all(|(i, j)| mirror[*j] == i));
        let all =
            if choices.is_empty() { vec![vec![0.3; space.len()], vec![-0.7; space.len()]] } else { actions(choices) };
        for action in all {
            let mut other = action.clone();
            space.mirror(&mut other);
            assert_eq!(space.controls(&other), mirrored(space.controls(&action)), "{config:?} {action:?}");
            // The permutation says the same, component by component.
            let mut first = 0;
            for (component, count) in choices.iter().enumerate() {
                let to = mirror[first + action[component] as usize];
                assert_eq!(to, first + other[component] as usize);
                first += count;
            }
        }
    }
}

#[test]
fn configurations_are_read() {
    let read = |text: &str| serde_json::from_str::<Component>(text);
    assert_eq!(read(r#""table90""#).unwrap(), Component::named("table90"));
    assert_eq!(read(r#""continuous""#).unwrap(), Component::named("continuous"));
    assert_eq!(read(r#"{"multi": {}}"#).unwrap(), Component::named("multi"));
    let refused = |text: &str| {
        let error = Registry::builtin_ref().build_actions(&read(text).unwrap(), "actions").err().unwrap();
        error.to_string()
    };
    assert!(refused(r#"{"multi": {"pitch": 1}}"#).starts_with("actions.multi.pitch: there is no such parameter"));
    assert!(refused(r#""table91""#).ends_with("did you mean `table90`?"));
}

/// A car that can do everything: on its wheels, or in the air with its flip left.
fn car(on_ground: bool) -> crate::scene::Car {
    use wavedash_sim::{Arena, ArenaConfig, Surface};
    let arena = Arena::new(ArenaConfig::soccar(std::sync::Arc::new(Surface::soccar()), 1, 0)).expect("a usual arena");
    let scene = crate::scene::Scene::new(&arena.snapshot(), arena.pads());
    crate::scene::Car { on_ground, can_flip: true, boost: 0.5, ..scene.cars[0] }
}

#[test]
fn the_nearest_action_to_an_action_moves_the_car_as_it_does() {
    let mut stream = wavedash_core::Stream::new(0, 0, wavedash_core::Purpose::Test, 0);
    for on_ground in [true, false] {
        let car = car(on_ground);
        for config in spaces() {
            let space = space(&config);
            let mut mask = vec![true; space.choices().iter().sum()];
            space.mask(&car, &mut mask);
            for action in actions(space.choices()).into_iter().filter(|action| !action.is_empty()) {
                let is_open = space.choices().len() > 1 || mask[action[0] as usize];
                let wanted = space.controls(&action);
                let mut out = vec![0.0; space.len()];
                space.nearest(&wanted, &car, &mut stream, &mut out);
                let got = space.controls(&out);
                let of = |c: Controls| {
                    let air = [c.pitch, c.yaw, c.roll];
                    (c.jump, c.boost, if on_ground && !c.jump { [c.throttle, c.steer, 0.0] } else { air })
                };
                if is_open {
                    assert_eq!(of(got), of(wanted), "{config:?}, on the ground: {on_ground}, {action:?} gives {out:?}");
                }
            }
        }
    }
}

#[test]
fn what_lies_between_two_choices_comes_out_right_on_average() {
    let mut stream = wavedash_core::Stream::new(1, 0, wavedash_core::Purpose::Test, 0);
    let wanted = Controls { throttle: 1.0, steer: -0.3, ..Controls::NONE };
    let car = car(true);
    for config in [Component::named("table90"), Component::named("multi")] {
        let space = space(&config);
        let mut sum = 0.0;
        for _ in 0..4000 {
            let mut out = vec![0.0; space.len()];
            space.nearest(&wanted, &car, &mut stream, &mut out);
            sum += space.controls(&out).steer;
        }
        assert!((sum / 4000.0 + 0.3).abs() < 0.03, "{config:?}: {}", sum / 4000.0);
    }
}
