//! Left and right exchanged in an observation (`lucy-skg.md`, section 9, number 5), for every builder: which float moves
//! where follows from the columns' names.

use std::collections::HashMap;

use wavedash_core::Vec3;

use super::ObsBuilder;

/// Pads lie within this of where the mirror puts them, uu.
const SLACK: f32 = 1.0;

/// For every float of an observation, which one holds it with left and right exchanged, and whether its sign changes.
///
/// What is seen in the mirrored world (x of positions negated) equals what was seen, mirrored. An involution.
#[derive(Clone, Debug, PartialEq)]
pub struct Mirror {
    from: Vec<u32>,
    sign: Vec<f32>,
}

impl Mirror {
    /// The mirror of a builder's observations on a field with `pads` at these places, in the arena's order; nothing if
    /// the pads are not the same on both sides.
    pub(crate) fn of(observe: &dyn ObsBuilder, pads: &[Vec3]) -> Option<Self> {
        let columns = observe.columns();
        let places: HashMap<&str, u32> = columns.iter().map(String::as_str).zip(0..).collect();
        let mut mirror = Self { from: Vec::with_capacity(columns.len()), sign: Vec::with_capacity(columns.len()) };
        for column in &columns {
            let counterpart = match pad_of(column) {
                Some((pad, rest)) => format!("pad{}.{rest}", opposite(pad.checked_sub(1)?, pads)? + 1),
                None => column.clone(),
            };
            mirror.from.push(*places.get(counterpart.as_str())?);
            mirror.sign.push(if is_negated(column, observe.is_seen_from_car()) { -1.0 } else { 1.0 });
        }
        Some(mirror)
    }

    /// Floats of an observation.
    #[must_use]
    pub fn floats(&self) -> usize {
        self.from.len()
    }

    /// The floats of one mirrored observation, in order.
    pub fn reflected<'a>(&'a self, observation: &'a [f32]) -> impl Iterator<Item = f32> + 'a {
        self.from.iter().zip(&self.sign).map(|(from, sign)| observation[*from as usize] * sign)
    }
}

/// The number of the pad that a column is about, from 1, and what of it.
fn pad_of(column: &str) -> Option<(usize, &str)> {
    let (pad, rest) = column.strip_prefix("pad")?.split_once('.')?;
    Some((pad.parse().ok()?, rest))
}

/// The pad on the other side. The order in which orange sees the pads is the arena's from its other end, which the
/// mirror does not change.
fn opposite(pad: usize, pads: &[Vec3]) -> Option<usize> {
    let place = pads.get(pad)?;
    pads.iter().position(|other| (other - Vec3::new(-place.x, place.y, place.z)).norm() < SLACK)
}

/// Whether the mirror changes the sign: of the sideways part of a vector, of the other two of an angular velocity, and
/// of what steers.
fn is_negated(column: &str, is_seen_from_car: bool) -> bool {
    let mut names = column.rsplitn(3, '.');
    let (last, vector, of) = (names.next(), names.next(), names.next());
    let sideways = match of {
        // A car sees forward, right, up; its own row is in its team's frame.
        Some(of) if is_seen_from_car && of != "self" && !of.ends_with("_field") => "y",
        _ => "x",
    };
    match (vector, last) {
        (Some("ang_vel"), Some(axis)) => axis != sideways,
        (Some("pos" | "vel" | "forward" | "up" | "to_goal"), Some(axis)) => axis == sideways,
        (_, Some(input)) => matches!(input, "steer" | "yaw" | "roll"),
        _ => false,
    }
}
