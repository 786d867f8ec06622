//! One game that somebody watches, tick by tick.

use wavedash_env::duel::{Duel, DuelRules, Pause, Venue};

use super::block::{Playing, Rows};
use super::contestant::Contestant;
use super::outcome::Game;
use crate::error::LearnError;

/// A game of blue against orange for those who want to see every tick: to record it, or to show it.
///
/// ```
/// use wavedash_env::duel::{DuelRules, Venue};
/// use wavedash_learn::versus::{Scripted, Watched};
///
/// let [blue, orange] = ["bot:striker", "bot:idle"].map(|name| Scripted::new(name).expect("there is such an agent"));
/// let rules = DuelRules { seconds: 2.0, goals: None };
/// let mut game = Watched::new(&Venue::soccar(1)?, [&blue, &orange], rules, (7, 0), true)?;
/// while !game.duel().is_over() {
///     game.tick()?;
/// }
/// assert_eq!(game.result().ticks, 240);
/// # Ok::<(), wavedash_learn::LearnError>(())
/// ```
pub struct Watched<'a> {
    playing: Playing,
    both: [&'a dyn Contestant; 2],
    rows: [Rows; 2],
    seed: u64,
    sampled: bool,
}

impl<'a> Watched<'a> {
    /// A game at its kick-off. `both` are blue and orange; `key` is the seed and the game's number.
    ///
    /// # Errors
    /// Names the contestant that cannot be seated, or what is wrong with the rules.
    pub fn new(
        venue: &Venue,
        both: [&'a dyn Contestant; 2],
        rules: DuelRules,
        key: (u64, u64),
        sampled: bool,
    ) -> Result<Self, LearnError> {
        let playing = Playing::new(venue, both, rules, key, 0)?;
        Ok(Self { playing, both, rows: Default::default(), seed: key.0, sampled })
    }

    /// The match, to look at.
    #[must_use]
    pub fn duel(&self) -> &Duel {
        &self.playing.duel
    }

    /// Asks who has to decide, and goes on by one tick. Says why the match waits then, if it does.
    ///
    /// # Errors
    /// A contestant cannot decide.
    pub fn tick(&mut self) -> Result<Option<Pause>, LearnError> {
        if !self.playing.duel.pending().is_empty() {
            self.rows.iter_mut().for_each(Rows::clear);
            for car in self.playing.duel.pending() {
                self.rows[self.playing.driver(*car)].add(self.seed, 0, &self.playing, *car);
            }
            for (rows, who) in self.rows.iter_mut().zip(self.both) {
                rows.decide(who, self.sampled, core::slice::from_mut(&mut self.playing))?;
            }
        }
        Ok(self.playing.duel.tick()?)
    }

    /// What came out so far; blue is the first contestant.
    #[must_use]
    pub fn result(&self) -> Game {
        self.playing.result()
    }
}
