//! From one episode of a match to the next.

use super::Env;
use crate::batch::RowsMut;
use crate::delay::Delay;
use crate::error::EnvError;
use crate::match_::Match;
use crate::obs::Lookout;
use crate::vec_env::Autoreset;

impl Env {
    /// Begins new episodes in this way from the next end on.
    pub(crate) fn set_autoreset(&mut self, autoreset: Autoreset) {
        self.autoreset = autoreset;
    }

    /// The episode is over and the next one has not begun.
    pub(crate) fn is_over(&self) -> bool {
        self.is_over
    }

    /// The last step began an episode in place of playing.
    pub(crate) fn was_held(&self) -> bool {
        self.was_held
    }

    /// One decision of every agent, or, after an episode's end, the beginning of the next episode.
    pub(crate) fn advance(&mut self, actions: &[f32], out: &mut RowsMut<'_>) -> Result<(), EnvError> {
        self.was_held = self.is_over;
        if self.is_over {
            self.next_episode()?;
            out.write_nothing();
            self.show(out);
            return Ok(());
        }
        self.step(actions, out)
    }

    /// The episode is over, and its last observations were written.
    pub(super) fn end_episode(&mut self) -> Result<(), EnvError> {
        if self.autoreset == Autoreset::SameStep {
            return self.next_episode();
        }
        self.is_over = true;
        Ok(())
    }

    /// Begins the next episode now.
    pub(crate) fn next_episode(&mut self) -> Result<(), EnvError> {
        self.episode += 1;
        self.begin_episode()?;
        self.is_over = false;
        Ok(())
    }

    /// Begins everything anew with another seed, as a new match would; drivers, teachers, weights and added
    /// observations stay.
    pub(crate) fn begin_anew(&mut self, seed: u64) -> Result<(), EnvError> {
        self.seed = seed;
        self.episode = 0;
        (self.is_over, self.was_held) = (false, false);
        self.game = Match::new(self.game.arena().sibling(seed, self.id), *self.game.tracker().config())?;
        self.lookout = Lookout::new(self.lookout.ahead(), self.game.arena());
        self.delay = Delay::new(self.delay.ticks());
        self.parts.reset.restore(&self.first_reset);
        self.begin_episode()
    }
}
