//! A match log: every tick is stepped again when it is looked at.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;

use wavedash_core::units::TICK_RATE;
use wavedash_replay::log::{self, LogPlayer};
use wavedash_replay::stats::{MatchStats, stats};
use wavedash_replay::{Timed, Timeline};
use wavedash_sim::Predictor;

use super::{Cast, Curves, Frame, PREDICTED_SECONDS, Phase, Shown, Source, SourceError};

/// Moments a second of the timeline that statistics are counted from.
const TIMELINE_RATE: f32 = 30.0;
/// Frames that are kept: those at both sides of a time, and some to step back to.
const KEPT: usize = 16;
/// Ticks between two points of a predicted path.
pub(super) const PATH_TICKS: usize = 6;

/// A match log.
pub struct LogSource {
    player: LogPlayer,
    cast: Cast,
    happenings: Vec<Timed>,
    statistics: MatchStats,
    rewards: Option<Arc<Curves>>,
    predictor: Predictor,
    frames: VecDeque<(u64, Arc<Frame>)>,
}

impl LogSource {
    /// Opens a log. All of it is stepped once, for what happens in it; `look` sees that timeline, and may make curves
    /// of it.
    ///
    /// # Errors
    /// The file is no log, or damaged.
    pub fn open(path: &Path, look: impl FnOnce(&Timeline) -> Option<Curves>) -> Result<Self, SourceError> {
        let failed = |e: log::LogError| SourceError(e.to_string());
        let mut player = log::open(path).map_err(failed)?;
        let timeline = player.timeline(TIMELINE_RATE).map_err(failed)?;
        let rewards = look(&timeline).map(Arc::new);
        player.seek(0).map_err(failed)?;
        let cast = Cast {
            title: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            players: timeline.players.clone(),
            pads: player.arena().pads().to_vec(),
            ball_radius: player.arena().mutators().ball_radius,
            human: None,
        };
        Ok(Self {
            predictor: Predictor::new(player.arena()),
            statistics: stats(&timeline),
            happenings: timeline.happenings,
            player,
            cast,
            rewards,
            frames: VecDeque::with_capacity(KEPT),
        })
    }

    fn frame(&mut self, tick: u64) -> Result<Arc<Frame>, SourceError> {
        if let Some((_, frame)) = self.frames.iter().find(|(of, _)| *of == tick) {
            return Ok(Arc::clone(frame));
        }
        self.player.seek(tick).map_err(|e| SourceError(e.to_string()))?;
        let rules = self.player.header().rules;
        let frame = Arc::new(Frame {
            seconds: seconds(tick),
            snapshot: self.player.arena().snapshot(),
            clock: rules.ticks.map(|ticks| seconds(ticks.saturating_sub(tick)) as f32),
            is_overtime: rules.ticks.is_some_and(|ticks| tick > ticks),
            phase: if tick == self.player.ticks() { Phase::Over } else { Phase::Play },
            contacts: Frame::contacts_of(self.player.arena()),
            thoughts: Vec::new(),
        });
        if self.frames.len() == KEPT {
            self.frames.pop_front();
        }
        self.frames.push_back((tick, Arc::clone(&frame)));
        Ok(frame)
    }
}

impl Source for LogSource {
    fn cast(&self) -> &Cast {
        &self.cast
    }

    fn seconds(&self) -> Option<f64> {
        Some(self.player.seconds())
    }

    fn happenings(&self) -> &[Timed] {
        &self.happenings
    }

    fn at(&mut self, wanted: f64) -> Result<Shown, SourceError> {
        let at = wanted.clamp(0.0, self.player.seconds()) * f64::from(TICK_RATE);
        // A time that is meant to be a tick is one, whatever the last bits say.
        let tick = (at + 1e-6).floor();
        let (before, last) = (tick as u64, self.player.ticks());
        Ok(Shown {
            before: self.frame(before.min(last))?,
            after: self.frame((before + 1).min(last))?,
            share: (at - tick).clamp(0.0, 1.0) as f32,
            seconds: at / f64::from(TICK_RATE),
        })
    }

    fn predict(&mut self) -> Vec<[f32; 3]> {
        let path = self.predictor.predict(self.player.arena(), (PREDICTED_SECONDS * TICK_RATE as f32) as usize);
        path.iter().step_by(PATH_TICKS).map(|ball| ball.pos.into()).collect()
    }

    fn rewards(&self) -> Option<Arc<Curves>> {
        self.rewards.clone()
    }

    fn statistics(&self) -> Option<MatchStats> {
        Some(self.statistics.clone())
    }
}

fn seconds(ticks: u64) -> f64 {
    ticks as f64 / f64::from(TICK_RATE)
}
