//! A timeline whose moments are all in memory: one of the game's own `.replay` files.

use std::sync::Arc;

use wavedash_core::Vec3;
use wavedash_core::units::TICK_RATE;
use wavedash_replay::stats::{MatchStats, stats};
use wavedash_replay::{Timed, Timeline};
use wavedash_sim::{Arena, ArenaConfig, Predictor, Surface, soccar_pads};

use super::log::PATH_TICKS;
use super::{Cast, Curves, Frame, PREDICTED_SECONDS, Phase, Shown, Source, SourceError};

/// A match as moments.
pub struct MomentSource {
    cast: Cast,
    frames: Vec<Arc<Frame>>,
    rate: f64,
    happenings: Vec<Timed>,
    statistics: MatchStats,
    rewards: Option<Arc<Curves>>,
    /// An arena without cars in which the recorded ball flies on.
    empty: Arena,
    predictor: Predictor,
    /// Index of the last frame that was shown.
    now: usize,
}

impl MomentSource {
    /// A timeline under a title.
    ///
    /// # Errors
    /// It has no moments.
    pub fn new(timeline: Timeline, title: String, rewards: Option<Curves>) -> Result<Self, SourceError> {
        if timeline.moments.is_empty() {
            return Err(SourceError(format!("{title}: there is nothing to show")));
        }
        let empty = Arena::new(ArenaConfig::soccar(Arc::new(Surface::soccar()), 0, 0))
            .map_err(|e| SourceError(e.to_string()))?;
        let statistics = stats(&timeline);
        let last = timeline.moments.len() - 1;
        let frames = timeline.moments.into_iter().enumerate().map(|(index, moment)| {
            Arc::new(Frame {
                seconds: moment.seconds,
                snapshot: moment.snapshot,
                clock: moment.clock,
                is_overtime: false,
                phase: if index == last { Phase::Over } else { Phase::Play },
                contacts: Vec::new(),
                thoughts: Vec::new(),
            })
        });
        Ok(Self {
            cast: Cast {
                title,
                players: timeline.players,
                pads: soccar_pads(),
                ball_radius: empty.mutators().ball_radius,
                human: None,
            },
            frames: frames.collect(),
            rate: f64::from(timeline.rate),
            happenings: timeline.happenings,
            statistics,
            rewards: rewards.map(Arc::new),
            predictor: Predictor::new(&empty),
            empty,
            now: 0,
        })
    }
}

impl Source for MomentSource {
    fn cast(&self) -> &Cast {
        &self.cast
    }

    fn seconds(&self) -> Option<f64> {
        self.frames.last().map(|frame| frame.seconds)
    }

    fn happenings(&self) -> &[Timed] {
        &self.happenings
    }

    fn at(&mut self, wanted: f64) -> Result<Shown, SourceError> {
        let last = self.frames.len() - 1;
        let at = (wanted.max(0.0) * self.rate).min(last as f64);
        let index = (at + 1e-6).floor();
        self.now = (index as usize).min(last);
        Ok(Shown {
            before: Arc::clone(&self.frames[self.now]),
            after: Arc::clone(&self.frames[(self.now + 1).min(last)]),
            share: (at - index).clamp(0.0, 1.0) as f32,
            seconds: at / self.rate,
        })
    }

    fn predict(&mut self) -> Vec<[f32; 3]> {
        let ball = &self.frames[self.now].snapshot.ball;
        let mut body = self.empty.state().ball.body;
        (body.pos, body.vel, body.ang_vel) = (Vec3::from(ball.pos), Vec3::from(ball.vel), Vec3::from(ball.ang_vel));
        // A recorded ball may be where none can be; then there is no path.
        if self.empty.set_ball(body).is_err() {
            return Vec::new();
        }
        let path = self.predictor.predict(&self.empty, (PREDICTED_SECONDS * TICK_RATE as f32) as usize);
        path.iter().step_by(PATH_TICKS).map(|ball| ball.pos.into()).collect()
    }

    fn rewards(&self) -> Option<Arc<Curves>> {
        self.rewards.clone()
    }

    fn statistics(&self) -> Option<MatchStats> {
        Some(self.statistics.clone())
    }
}
