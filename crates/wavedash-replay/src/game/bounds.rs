//! Whether bodies are where bodies can be: a check of every file's units and axes.

use super::body::Body;
use super::lives::Told;
use crate::mode::Mode;

/// Half sizes and height of what encloses the usual arena, its goals and a body that has gone into a wall, uu.
const USUAL: [f32; 3] = [4300.0, 6200.0, 2200.0];
/// The same for all other arenas.
const ANY: [f32; 3] = [9000.0, 9000.0, 4500.0];
/// Bodies lie no deeper below the floor than this, uu: in the usual arena, in others, where floors break.
const DEPTH: [f32; 2] = [100.0, 900.0];
/// Balls move at 6000 uu/s at most, in some modes faster; cars at 2300.
const FASTEST: f32 = 12_000.0;
/// A longer file whose bodies all stay within this of the centre has too small a unit, uu.
const CLOSE: f32 = 300.0;
const LONGER: usize = 3000;

/// How many bodies were sent, and how many of them are out of bounds.
pub(super) fn outside(told: &Told, mode: &Mode) -> (usize, usize) {
    let is_usual = mode.arena.is_none();
    let [x, y, z] = if is_usual { USUAL } else { ANY };
    let depth = DEPTH[usize::from(!is_usual)];
    let (mut count, mut outside, mut furthest) = (0, 0, 0.0_f32);
    let bodies = told.lives.iter().flat_map(|life| &life.samples).chain(&told.ball).map(|sample| &sample.body);
    for Body { pos, vel, .. } in bodies {
        let is_inside = pos.x.abs() < x && pos.y.abs() < y && pos.z < z && pos.z > -depth;
        count += 1;
        outside += usize::from(!is_inside || vel.norm_squared() > FASTEST * FASTEST);
        furthest = furthest.max(pos.x.abs()).max(pos.y.abs());
    }
    if count > LONGER && furthest < CLOSE { (count, count) } else { (count, outside) }
}
