//! Fingerprints of rallies, to find those that repeat themselves.

use wavedash_env::duel::Duel;
use xxhash_rust::xxh3::Xxh3;

/// A game's way from each kick-off to its goal.
///
/// Rallies are the same if they begin in the same places and everything is in the same place whenever note is taken.
pub(crate) struct Trajectory {
    /// Rallies that ended with a goal.
    done: Vec<u64>,
    rally: Xxh3,
    /// Tick of the kick-off.
    since: u64,
}

impl Trajectory {
    /// At the first kick-off.
    pub(crate) fn new(duel: &Duel) -> Self {
        let mut trajectory = Self { done: Vec::new(), rally: Xxh3::new(), since: 0 };
        trajectory.place(duel);
        trajectory
    }

    /// Takes note of where the match stands; after a goal that is the next kick-off.
    pub(crate) fn note(&mut self, duel: &Duel) {
        for goal in &duel.goals()[self.done.len()..] {
            self.rally.update(&(goal.tick - self.since).to_le_bytes());
            self.rally.update(&[goal.team.index() as u8]);
            self.done.push(self.rally.digest());
            self.rally.reset();
            self.since = goal.tick;
        }
        self.place(duel);
    }

    fn place(&mut self, duel: &Duel) {
        let state = duel.arena().state();
        self.rally.update(&(duel.ticks() - self.since).to_le_bytes());
        let bodies = core::iter::once(&state.ball.body).chain(state.cars.iter().map(|car| &car.body));
        for number in bodies.flat_map(|body| [body.pos, body.vel]).flat_map(|v| [v.x, v.y, v.z]) {
            self.rally.update(&number.to_bits().to_le_bytes());
        }
    }

    /// All rallies, the unfinished one last.
    pub(crate) fn rallies(&self) -> impl Iterator<Item = u64> {
        self.done.iter().copied().chain(core::iter::once(self.rally.digest()))
    }
}
