//! What hears of every tick of a match.

use wavedash_core::Controls;

use super::TrackedEvent;
use crate::arena::Arena;

/// Hears of every tick of a match that somebody else steps: recorders, lists of happenings. It reads and never writes.
///
/// `()` is the observer of those who want none.
pub trait TickObserver {
    /// A tick was stepped: what the cars held in it, the arena right after it with its [`events`](Arena::events), and
    /// what the match's tracker made of them.
    fn tick(&mut self, held: &[Controls], arena: &Arena, tracked: &[TrackedEvent]);

    /// Ball and cars were placed anew after the last tick, as for a kick-off.
    fn placed(&mut self, _arena: &Arena) {}
}

impl TickObserver for () {
    fn tick(&mut self, _held: &[Controls], _arena: &Arena, _tracked: &[TrackedEvent]) {}
}

impl<O: TickObserver> TickObserver for &mut O {
    fn tick(&mut self, held: &[Controls], arena: &Arena, tracked: &[TrackedEvent]) {
        (**self).tick(held, arena, tracked);
    }

    fn placed(&mut self, arena: &Arena) {
        (**self).placed(arena);
    }
}

/// Nobody, or somebody.
impl<O: TickObserver> TickObserver for Option<O> {
    fn tick(&mut self, held: &[Controls], arena: &Arena, tracked: &[TrackedEvent]) {
        self.iter_mut().for_each(|observer| observer.tick(held, arena, tracked));
    }

    fn placed(&mut self, arena: &Arena) {
        self.iter_mut().for_each(|observer| observer.placed(arena));
    }
}

/// Both, the first one first.
impl<A: TickObserver, B: TickObserver> TickObserver for (A, B) {
    fn tick(&mut self, held: &[Controls], arena: &Arena, tracked: &[TrackedEvent]) {
        self.0.tick(held, arena, tracked);
        self.1.tick(held, arena, tracked);
    }

    fn placed(&mut self, arena: &Arena) {
        self.0.placed(arena);
        self.1.placed(arena);
    }
}
