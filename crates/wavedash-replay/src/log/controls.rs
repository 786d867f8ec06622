//! Controls as columns: what changed when, exact to the bit.
//!
//! Agents decide in the same ticks, mostly for full or no input, and hold what they decided: columns of gaps, cars and
//! codes are nearly constant, and only other values than -1, 0 and 1 cost their four bytes. Those are kept in planes, first
//! bytes first, because sign and exponent compress and the lowest byte does not.

use serde::{Deserialize, Serialize};
use wavedash_core::Controls;
use wavedash_core::units::MAX_CARS;

/// From this tick on a car holds these controls. Ticks count from the chunk's beginning: the first one is 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Change {
    pub(super) tick: u32,
    pub(super) car: u8,
    pub(super) controls: Controls,
}

/// The same number in the same tick as before it.
const UNCHANGED: u8 = 0;
/// As the axis before it: agents mostly yaw as they steer.
const AS_LEFT: u8 = 1;
/// One of these.
const USUAL: [f32; 3] = [0.0, 1.0, -1.0];
const FIRST_USUAL: u8 = 2;
/// Its bytes are in the planes.
const OTHER: u8 = FIRST_USUAL + USUAL.len() as u8;

/// Changes of a chunk as they lie in the file.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Columns {
    /// Ticks since the change before, one for each tick with changes.
    gaps: Vec<u32>,
    /// Cars that change in that tick, as bits.
    cars: Vec<u8>,
    /// Buttons of each car that changes: jump, boost, handbrake.
    buttons: Vec<u8>,
    /// Codes of its axes: throttle, steer, pitch, yaw, roll.
    codes: [Vec<u8>; 5],
}

/// The highest bytes of all numbers with code [`OTHER`]: sign and most of the exponent.
pub(super) type Highest = Vec<u8>;
/// Their other three bytes, highest first.
pub(super) type Rest = [Vec<u8>; 3];

const fn axes(c: &Controls) -> [f32; 5] {
    [c.throttle, c.steer, c.pitch, c.yaw, c.roll]
}

fn same(a: f32, b: f32) -> bool {
    a.to_bits() == b.to_bits()
}

/// The same bits in every number.
pub(super) fn is_same(a: &Controls, b: &Controls) -> bool {
    let buttons = |c: &Controls| [c.jump, c.boost, c.handbrake];
    axes(a).into_iter().zip(axes(b)).all(|(a, b)| same(a, b)) && buttons(a) == buttons(b)
}

/// Changes in order of ticks, then cars, at most one for each; controls are clamped.
pub(super) fn pack(changes: &[Change]) -> (Columns, Highest, Rest) {
    let (mut highest, mut rest) = (Highest::new(), Rest::default());
    let mut columns = Columns::default();
    let mut held = [Controls::NONE; MAX_CARS];
    let mut last = 0;
    for group in changes.chunk_by(|a, b| a.tick == b.tick) {
        let tick = group[0].tick;
        columns.gaps.push(tick - last);
        last = tick;
        columns.cars.push(group.iter().fold(0, |bits, change| bits | 1 << change.car));
        for Change { car, controls: c, .. } in group {
            let before = core::mem::replace(&mut held[usize::from(*car)], *c);
            columns.buttons.push(u8::from(c.jump) | u8::from(c.boost) << 1 | u8::from(c.handbrake) << 2);
            let values = axes(c);
            for (axis, (value, old)) in values.into_iter().zip(axes(&before)).enumerate() {
                let left = axis.checked_sub(1).is_some_and(|left| same(values[left], value));
                let usual = (FIRST_USUAL..).zip(USUAL).find(|(_, usual)| same(*usual, value));
                let code = match usual {
                    Some((code, _)) => code,
                    None if same(value, old) => UNCHANGED,
                    None if left => AS_LEFT,
                    None => OTHER,
                };
                columns.codes[axis].push(code);
                if code == OTHER {
                    let [first, bytes @ ..] = value.to_bits().to_be_bytes();
                    highest.push(first);
                    rest.iter_mut().zip(bytes).for_each(|(plane, byte)| plane.push(byte));
                }
            }
        }
    }
    (columns, highest, rest)
}

/// The changes of a chunk of `ticks` ticks with this many cars.
pub(super) fn unpack(
    columns: &Columns,
    highest: &Highest,
    rest: &Rest,
    ticks: u32,
    cars: usize,
) -> Result<Vec<Change>, String> {
    let rows = columns.buttons.len();
    let in_groups: usize = columns.cars.iter().map(|bits| bits.count_ones() as usize).sum();
    if columns.gaps.len() != columns.cars.len() || in_groups != rows || columns.codes.iter().any(|c| c.len() != rows) {
        return Err("columns of controls do not have the same length".to_owned());
    }
    let mut changes = Vec::with_capacity(rows);
    let mut held = [Controls::NONE; MAX_CARS];
    let (mut tick, mut row, mut other) = (0_u32, 0, 0);
    for (i, (gap, bits)) in columns.gaps.iter().zip(&columns.cars).enumerate() {
        tick = tick.saturating_add(*gap);
        if tick >= ticks || (*gap == 0 && i > 0) || *bits == 0 || u32::from(*bits) >= 1 << cars {
            return Err(format!("controls of cars {bits:#b} in tick {tick} of {ticks}, with {cars} cars"));
        }
        for car in (0..MAX_CARS as u8).filter(|car| bits & 1 << car != 0) {
            let before = axes(&held[usize::from(car)]);
            let mut values = [0.0_f32; 5];
            for axis in 0..values.len() {
                values[axis] = match columns.codes[axis][row] {
                    UNCHANGED => before[axis],
                    AS_LEFT if axis > 0 => values[axis - 1],
                    OTHER => {
                        other += 1;
                        other_value(highest, rest, other - 1)?
                    }
                    code => *usize::from(code)
                        .checked_sub(FIRST_USUAL.into())
                        .and_then(|usual| USUAL.get(usual))
                        .ok_or_else(|| format!("unknown code {code} of a control"))?,
                };
            }
            let buttons = columns.buttons[row];
            if buttons > 7 {
                return Err(format!("unknown buttons {buttons:#b}"));
            }
            let [throttle, steer, pitch, yaw, roll] = values;
            let [jump, boost, handbrake] = [1, 2, 4].map(|bit| buttons & bit != 0);
            let controls = Controls { throttle, steer, pitch, yaw, roll, jump, boost, handbrake };
            held[usize::from(car)] = controls;
            changes.push(Change { tick, car, controls });
            row += 1;
        }
    }
    if highest.len() != other || rest.iter().any(|plane| plane.len() != other) {
        return Err("values of controls are left over".to_owned());
    }
    Ok(changes)
}

fn other_value(highest: &Highest, rest: &Rest, index: usize) -> Result<f32, String> {
    let byte = |plane: &[u8]| plane.get(index).copied();
    let (Some(a), Some(b), Some(c), Some(d)) = (byte(highest), byte(&rest[0]), byte(&rest[1]), byte(&rest[2])) else {
        return Err("a value of a control is missing".to_owned());
    };
    let value = f32::from_bits(u32::from_be_bytes([a, b, c, d]));
    // An arena would clamp it: no recorder has written it.
    if value.abs() <= 1.0 { Ok(value) } else { Err(format!("a control of {value}")) }
}
