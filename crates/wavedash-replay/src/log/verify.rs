//! Proving that stepping the log gives the match that was played.

use serde::Serialize;

use super::error::LogError;
use super::player::{LogPlayer, seconds};

/// What was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// Ticks that were stepped.
    pub ticks: u64,
    /// Hashes that agree.
    pub hashes: u64,
    /// Hash of the last state.
    pub hash: u64,
    /// Goals of blue and orange.
    pub score: [u32; 2],
}

impl LogPlayer {
    /// Steps the whole match and compares every recorded hash. Key frames are proved like any other state: the match
    /// is stepped through them. Ends at the end of the match.
    ///
    /// # Errors
    /// The first recorded state that differs, or a state of the log that is none of its arena's.
    pub fn verify(&mut self) -> Result<Proof, LogError> {
        self.enter(0)?;
        let mut check = Check { proved: 0, hashes: 0 };
        loop {
            let mut recorded = self.chunk.hashes.clone().into_iter();
            check.compare(self, recorded.next())?;
            while self.at < self.chunk.ticks {
                self.advance(|_| ())?;
                // The state at the very end belongs to the next chunk.
                if self.at < self.chunk.ticks && super::chunk::is_hashed(self.chunk.first, self.at) {
                    check.compare(self, recorded.next())?;
                }
            }
            if !self.has_next() {
                break;
            }
            let next = self.log.chunk(self.piece + 1)?;
            if !next.is_placed {
                check.compare(self, next.hashes.first().copied())?;
            }
            self.enter(self.piece + 1)?;
        }
        if let Some(end) = self.log.end().copied() {
            check.compare(self, Some(end.hash))?;
        }
        let state = self.arena.state();
        Ok(Proof { ticks: self.tick(), hashes: check.hashes, hash: state.hash(), score: state.score })
    }
}

struct Check {
    proved: u64,
    hashes: u64,
}

impl Check {
    fn compare(&mut self, player: &LogPlayer, recorded: Option<u64>) -> Result<(), LogError> {
        let (found, tick) = (player.arena.hash(), player.tick());
        match recorded {
            Some(recorded) if recorded != found => Err(LogError::Differs {
                tick,
                seconds: seconds(tick),
                proved: self.proved,
                recorded,
                found,
                program: player.header().program.clone(),
            }),
            Some(_) => {
                // A key frame is compared twice: as what stepping led to, and as it lies in the file.
                self.hashes += u64::from(self.hashes == 0 || tick > self.proved);
                self.proved = tick;
                Ok(())
            }
            None => Ok(()),
        }
    }
}
