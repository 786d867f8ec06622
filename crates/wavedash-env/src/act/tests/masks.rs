//! Masks: row by row for typical cars, and that nothing is ever lost.

use super::super::ActionParser;
use super::super::table::GROUND_ROWS;
use super::space;
use super::spaces;
use crate::obs::tests::scenes;
use crate::registry::Component;
use crate::scene::Car;
use wavedash_core::{Frame, Team, Vec3};

/// Half a tank, standing on its wheels.
fn ground() -> Car {
    Car { boost: 0.5, ..scenes::car(Team::Blue) }
}

/// Half a tank, high up after a jump, flip left.
fn air() -> Car {
    Car { on_ground: false, has_jumped: true, pos: Vec3::new(0.0, 0.0, 900.0), ..ground() }
}

fn mask(space: &dyn ActionParser, car: &Car) -> Vec<bool> {
    let mut out = vec![false; space.choices().iter().sum()];
    space.mask(car, &mut out);
    out
}

/// Closed rows of the table.
fn closed(car: &Car) -> Vec<usize> {
    let mask = mask(&*space(Component::named("table90")), car);
    (0..90).filter(|row| !mask[*row]).collect()
}

const NONE: [usize; 0] = [];
const JUMPS: [usize; 18] = [32, 33, 36, 37, 40, 41, 54, 55, 56, 57, 60, 61, 74, 75, 78, 79, 82, 83];
/// Ground rows with boost.
const GROUND_BOOSTS: [usize; 6] = [14, 15, 18, 19, 22, 23];

fn aerial_without_jumps() -> Vec<usize> {
    (GROUND_ROWS..90).filter(|row| !JUMPS.contains(row)).collect()
}

fn sorted(rows: &[&[usize]]) -> Vec<usize> {
    let mut rows = rows.concat();
    rows.sort_unstable();
    rows
}

#[test]
fn the_lists_here_are_right() {
    let space = space(Component::named("table90"));
    for row in 0..90 {
        let c = space.controls(&[row as f32]);
        assert_eq!(c.jump, JUMPS.contains(&row), "{row}");
        assert_eq!(c.boost && row < GROUND_ROWS, GROUND_BOOSTS.contains(&row), "{row}");
    }
}

#[test]
fn on_the_ground_aerial_rows_without_a_jump_are_closed() {
    assert_eq!(closed(&ground()), aerial_without_jumps());
    assert_eq!(closed(&Car { boost: 0.0, ..ground() }), sorted(&[&GROUND_BOOSTS, &aerial_without_jumps()]));
}

#[test]
fn in_the_air_jumps_need_a_flip_or_a_jump_that_is_held() {
    assert_eq!(closed(&air()), NONE);
    let done = Car { can_flip: false, ..air() };
    assert_eq!(closed(&done), JUMPS);
    assert_eq!(closed(&Car { boost: 0.0, ..done }), sorted(&[&GROUND_BOOSTS, &JUMPS]));
    assert_eq!(closed(&Car { boost: 0.0, ..air() }), GROUND_BOOSTS);
    assert_eq!(closed(&Car { is_jumping: true, ..done }), NONE);
    // Fell off a wall without a jump.
    assert_eq!(closed(&Car { has_jumped: false, ..air() }), NONE);
}

#[test]
fn a_car_that_takes_off_may_pitch() {
    assert_eq!(closed(&Car { has_jumped: true, is_jumping: true, ..ground() }), NONE);
    assert_eq!(closed(&Car { has_jumped: true, ..ground() }), NONE);
    assert_eq!(closed(&Car { vel: Vec3::z() * 200.0, ..ground() }), NONE);
    assert_eq!(closed(&Car { vel: Vec3::x() * 2000.0, ..ground() }), aerial_without_jumps());
}

#[test]
fn a_car_on_its_roof_may_jump_to_turn_over() {
    let frame = Frame { forward: Vec3::x(), right: -Vec3::y(), up: -Vec3::z() };
    let car = Car { on_ground: false, can_flip: false, frame, ..ground() };
    assert_eq!(closed(&car), NONE);
}

#[test]
fn a_demolished_car_may_choose_anything() {
    let car = Car { is_demolished: true, on_ground: false, can_flip: false, boost: 0.0, ..ground() };
    assert_eq!(closed(&car), NONE);
    assert!(mask(&*space(Component::named("multi")), &car).iter().all(|open| *open));
}

#[test]
fn lucys_keys_lose_jump_and_boost_only() {
    let space = space(Component::named("multi"));
    let closed = |car: &Car| -> Vec<usize> {
        mask(&*space, car).iter().enumerate().filter(|(_, open)| !**open).map(|(i, _)| i).collect()
    };
    assert_eq!(closed(&ground()), NONE);
    assert_eq!(closed(&air()), NONE);
    let done = Car { can_flip: false, ..air() };
    assert_eq!(closed(&done), [7]);
    assert_eq!(closed(&Car { boost: 0.0, ..done }), [7, 9]);
    assert_eq!(closed(&Car { boost: 0.0, ..ground() }), [9]);
    assert_eq!(closed(&Car { is_jumping: true, ..done }), NONE);
}

/// All combinations of what masks look at.
fn all_cars() -> Vec<Car> {
    (0..256)
        .map(|bits| {
            let bit = |i: u32| bits & 1 << i != 0;
            let up = if bit(6) { 1.0 } else { -1.0 };
            Car {
                on_ground: bit(0),
                has_jumped: bit(1),
                is_jumping: bit(2),
                can_flip: bit(3),
                is_demolished: bit(4),
                boost: if bit(5) { 0.01 } else { 0.0 },
                frame: Frame { forward: Vec3::x(), right: Vec3::y() * up, up: Vec3::z() * up },
                vel: if bit(7) { Vec3::zeros() } else { Vec3::z() * 300.0 * up },
                ..ground()
            }
        })
        .collect()
}

#[test]
fn every_component_keeps_a_choice_and_masks_are_symmetric() {
    for config in spaces() {
        let space = space(&config);
        for car in all_cars() {
            let mask = mask(&*space, &car);
            let mut rest = &mask[..];
            for count in space.choices() {
                let (component, others) = rest.split_at(*count);
                assert!(component.iter().any(|open| *open), "{config:?} {car:?}");
                rest = others;
            }
            for (i, j) in space.mirrored_choices().iter().enumerate() {
                assert_eq!(mask[i], mask[*j], "{config:?} {i}");
            }
        }
    }
}

#[test]
fn the_neutral_row_is_always_open() {
    let space = space(Component::named("table90"));
    assert!(all_cars().iter().all(|car| mask(&*space, car)[8]));
}
