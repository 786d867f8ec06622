//! A log as a timeline.

use wavedash_core::units::{TICK_RATE, TICK_SECONDS};
use wavedash_sim::{TickObserver, Tracker, TrackerConfig};

use super::error::LogError;
use super::happenings::{Happenings, is_kickoff};
use super::player::{LogPlayer, seconds};
use crate::timeline::{Freshness, Happening, Moment, Origin, Timed, Timeline};

/// Fewest moments a second: less is no timeline of a match.
pub const LEAST_RATE: f32 = 0.1;

impl LogPlayer {
    /// Steps the whole match and takes a moment `rate` times a second, 0.1 to 120. Ends at the end of the match.
    ///
    /// # Errors
    /// An impossible rate, or a state of the log that is none of its arena's.
    pub fn timeline(&mut self, rate: f32) -> Result<Timeline, LogError> {
        if !(LEAST_RATE..=TICK_RATE as f32).contains(&rate) {
            return Err(LogError::Rate { rate });
        }
        self.enter(0)?;
        let mut tracker = Tracker::new(&self.arena, TrackerConfig::default())?;
        let mut of_tick = Happenings::new(&self.arena);
        let mut happenings = Vec::new();
        if is_kickoff(&self.arena) {
            happenings.push(Timed { seconds: 0.0, happening: Happening::Kickoff });
        }
        let mut moments = vec![self.moment(0.0)];
        while let Some(is_placed) = self.step_once(|arena| of_tick.tick(&[], arena, tracker.update(arena)))? {
            if is_placed {
                tracker.update(&self.arena);
                tracker.reset();
                of_tick.placed(&self.arena);
            }
            let now = seconds(self.tick());
            happenings.extend(of_tick.found().iter().map(|happening| Timed { seconds: now, happening: *happening }));
            loop {
                let at = moments.len() as f64 / f64::from(rate);
                if (at * f64::from(TICK_RATE)).round() as u64 > self.tick() {
                    break;
                }
                moments.push(self.moment(at));
            }
        }
        let mut left_out = vec!["kick-off countdowns and goal replays: play goes on at once".to_owned()];
        if (TICK_RATE as f32 / rate).fract() != 0.0 {
            left_out
                .push(format!("states between ticks: moments stand at the nearest tick, {TICK_SECONDS:.4} s apart"));
        }
        if !self.log.is_whole() {
            left_out.push("the end of the match: the log is cut off or damaged".to_owned());
        }
        let [before, after] = [self.log.chunk(0)?.key.score, self.arena.state().score];
        let players = self.header().players();
        let score = [0, 1].map(|team| after[team].saturating_sub(before[team]));
        Ok(Timeline { moments, happenings, score, left_out, ..Timeline::new(Origin::Simulated, players, rate) })
    }

    fn moment(&self, at: f64) -> Moment {
        let mut snapshot = self.arena.snapshot();
        snapshot.tick = self.tick();
        let cars = snapshot.cars.len();
        let left = self.header().rules.ticks.map(|ticks| seconds(ticks.saturating_sub(self.tick())) as f32);
        Moment {
            seconds: at,
            clock: left,
            in_play: true,
            snapshot,
            fresh: Freshness { ball: true, cars: vec![true; cars], boost: vec![true; cars] },
        }
    }
}
