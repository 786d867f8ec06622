//! What all rows of entities have in common: five vectors and four numbers, scaled, in world axes, and how
//! an agent sees them.

use wavedash_core::{Team, Vec3};

use crate::scene::Pad;

/// Divides positions and velocities, uu and uu/s; of the ball too.
pub(super) const LENGTH: f32 = 2300.0;
/// Divides angular velocities, rad/s.
pub(super) const SPIN: f32 = 5.5;
/// "Boost" of a small pad's row; a big pad's is 1.
const SMALL_PAD: f32 = 0.12;

/// Floats of a [`Body`].
pub(super) const BODY: usize = 19;
/// Position and velocity, which are made relative, come first.
pub(super) const RELATIVE: usize = 6;

/// Five vectors, position and velocity first, then four numbers. The builders differ in the order of the
/// rest.
pub(super) type Body = [f32; BODY];

/// Five vectors and four numbers as one row.
#[inline]
pub(super) fn body(vectors: [Vec3; 5], numbers: [f32; 4]) -> Body {
    let [a, b, c, d, e] = vectors;
    let [w, x, y, z] = numbers;
    [a.x, a.y, a.z, b.x, b.y, b.z, c.x, c.y, c.z, d.x, d.y, d.z, e.x, e.y, e.z, w, x, y, z]
}

/// 0 or 1.
#[inline]
pub(super) fn bit(b: bool) -> f32 {
    f32::from(u8::from(b))
}

/// Factors that turn a body into a team's canonical frame.
#[inline]
pub(super) fn turn(team: Team) -> Body {
    let s = side(team);
    [s, s, 1.0, s, s, 1.0, s, s, 1.0, s, s, 1.0, s, s, 1.0, 1.0, 1.0, 1.0, 1.0]
}

/// Factor on world x and y in a team's canonical frame.
#[inline]
pub(super) fn side(team: Team) -> f32 {
    match team {
        Team::Blue => 1.0,
        Team::Orange => -1.0,
    }
}

/// Writes `body * turn - origin`.
#[inline]
pub(super) fn place(out: &mut [f32], body: &Body, turn: &Body, origin: &Body) {
    for (((out, b), t), o) in out[..BODY].iter_mut().zip(body).zip(turn).zip(origin) {
        *out = b * t - o;
    }
}

/// Writes the position and velocity of something at rest at `pos`, as [`place`] would.
#[inline]
pub(super) fn place_at(out: &mut [f32], pos: [f32; 3], turn: &Body, origin: &Body) {
    let [x, y, z] = pos;
    let at = [x * turn[0], y * turn[1], z, 0.0, 0.0, 0.0];
    for ((out, at), o) in out[..RELATIVE].iter_mut().zip(at).zip(origin) {
        *out = at - o;
    }
}

/// Position of a pad, scaled, and what it is worth.
#[inline]
pub(super) fn pad(pad: &Pad) -> ([f32; 3], f32) {
    ((pad.pos * (1.0 / LENGTH)).into(), if pad.big { 1.0 } else { SMALL_PAD })
}

/// The first `n` floats of a turned body, which others are made relative to; zeros after them.
#[inline]
pub(super) fn origin(body: &Body, turn: &Body, n: usize) -> Body {
    core::array::from_fn(|i| if i < n { body[i] * turn[i] } else { 0.0 })
}

/// Flags of a row: self, team mate, opponent, ball and, if there is a fifth, pad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The agent's own row, which counts as a team mate too.
    Own,
    /// A team mate.
    Mate,
    /// An opponent.
    Opponent,
    /// The ball.
    Ball,
    /// A boost pad.
    Pad,
}

impl Kind {
    /// Of a car as `agent` of `team` sees it.
    #[inline]
    pub(super) fn of(car: usize, car_team: Team, agent: usize, team: Team) -> Self {
        match (car == agent, car_team == team) {
            (true, _) => Self::Own,
            (false, true) => Self::Mate,
            (false, false) => Self::Opponent,
        }
    }

    /// Sets the flags in a row of zeros.
    #[inline]
    pub(super) fn mark(self, row: &mut [f32]) {
        match self {
            Self::Own => row[..2].fill(1.0),
            Self::Mate => row[1] = 1.0,
            Self::Opponent => row[2] = 1.0,
            Self::Ball => row[3] = 1.0,
            Self::Pad => row[4] = 1.0,
        }
    }
}
