//! Writing rows of entities one after the other: what Lucy, Necto and Nexto have in common.

use core::slice::ChunksExactMut;

use wavedash_core::Team;

use super::rows::{BODY, Body, Kind, origin, place, place_at, turn};

/// The key rows of one agent that are still to be written, and how the agent sees them.
pub(super) struct RowWriter<'a> {
    rows: ChunksExactMut<'a, f32>,
    /// Flags before the body.
    flags: usize,
    turn: Body,
    own: Body,
}

impl<'a> RowWriter<'a> {
    /// Clears everything and writes the query: the agent's `body` as it is, and its `past` actions. A row has
    /// `columns` floats, `flags` of them before the body. The first `relative` floats of the agent's body will be
    /// subtracted from those of the keys.
    #[inline]
    pub(super) fn begin(
        out: &'a mut [f32],
        (columns, flags): (usize, usize),
        team: Team,
        body: &Body,
        past: &[f32],
        relative: usize,
    ) -> Self {
        out.fill(0.0);
        let turn = turn(team);
        let mut writer = Self { rows: out.chunks_exact_mut(columns), flags, own: origin(body, &turn, relative), turn };
        let query = writer.row();
        Kind::Own.mark(query);
        place(&mut query[flags..], body, &turn, &[0.0; BODY]);
        query[flags + BODY..][..past.len()].copy_from_slice(past);
        writer
    }

    #[inline]
    fn row(&mut self) -> &'a mut [f32] {
        self.rows.next().unwrap_or_default()
    }

    /// Writes a key; returns the body's floats.
    #[inline]
    pub(super) fn key(&mut self, kind: Kind, body: &Body) -> &'a mut [f32] {
        let key = self.row();
        kind.mark(key);
        place(&mut key[self.flags..], body, &self.turn, &self.own);
        &mut key[self.flags..][..BODY]
    }

    /// Writes the key of a pad, scaled position and what it is worth, and returns the body's floats.
    #[inline]
    pub(super) fn pad(&mut self, (pos, worth): ([f32; 3], f32)) -> &'a mut [f32] {
        let key = self.row();
        Kind::Pad.mark(key);
        let body = &mut key[self.flags..][..BODY];
        place_at(body, pos, &self.turn, &self.own);
        // In the column of boost.
        body[15] = worth;
        body
    }

    /// Writes a row without anything in it, which is marked in the last column; returns the body's floats.
    #[inline]
    pub(super) fn padding(&mut self) -> &'a mut [f32] {
        let key = self.row();
        if let Some(last) = key.last_mut() {
            *last = 1.0;
        }
        let body = &mut key[self.flags..][..BODY];
        place_at(body, [0.0; 3], &self.turn, &self.own);
        body
    }
}
