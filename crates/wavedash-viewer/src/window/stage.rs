//! What is shown: the source, the clock, and the match at the present time.

use std::sync::{Arc, Mutex, PoisonError};

use bevy::prelude::*;
use wavedash_core::{Controls, Snapshot};
use wavedash_replay::stats::MatchStats;
use wavedash_replay::{Happening, Timed};

use super::options::ViewOptions;
use crate::blend::blend;
use crate::playback::Playback;
use crate::source::{Cast, Curves, Frame, Phase, Source};

/// How often a newer match is looked for, s.
const LOOK_SECONDS: f32 = 1.0;

/// The show. Everything that draws reads it; only [`advance`] writes the match in it.
#[derive(Resource)]
pub(super) struct Stage {
    source: Mutex<Box<dyn Source>>,
    /// What does not change.
    pub(super) cast: Cast,
    /// The clock.
    pub(super) playback: Playback,
    /// The match at this time.
    pub(super) now: Snapshot,
    /// The frame before it.
    pub(super) frame: Arc<Frame>,
    /// All that has happened.
    pub(super) happenings: Vec<Timed>,
    /// What happened since the last picture.
    pub(super) passed: Vec<Happening>,
    /// The predicted path of the ball; empty if it is not wanted.
    pub(super) path: Vec<[f32; 3]>,
    /// Rewards of the players.
    pub(super) rewards: Option<Arc<Curves>>,
    /// Match time since the last picture, s; negative backwards.
    pub(super) passed_seconds: f64,
    /// The picture has nothing to do with the last one.
    pub(super) is_cut: bool,
    /// The last time that was shown, s.
    last: Option<f64>,
    /// Another match has turned up.
    pub(super) newer: Option<Mutex<Box<dyn Source>>>,
    since_look: f32,
    /// Why the show cannot go on.
    pub(super) error: Option<String>,
    /// Nobody sits before it: it becomes a file.
    pub(super) is_rendered: bool,
}

impl Stage {
    pub(super) fn new(mut source: Box<dyn Source>) -> Self {
        let (cast, end, rewards) = (source.cast().clone(), source.seconds(), source.rewards());
        let frame = source.at(0.0).map(|shown| shown.before).unwrap_or_default();
        Self {
            happenings: source.happenings().to_vec(),
            source: Mutex::new(source),
            cast,
            playback: Playback::new(end),
            now: frame.snapshot.clone(),
            frame,
            passed: Vec::new(),
            path: Vec::new(),
            rewards,
            passed_seconds: 0.0,
            is_cut: true,
            last: None,
            newer: None,
            since_look: 0.0,
            error: None,
            is_rendered: false,
        }
    }

    fn source(&mut self) -> &mut dyn Source {
        &mut **self.source.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// A match that is being played right now.
    pub(super) fn is_live(&mut self) -> bool {
        self.source().seconds().is_none()
    }

    /// Length of the show, s.
    pub(super) fn seconds(&mut self) -> Option<f64> {
        self.source().seconds()
    }

    pub(super) fn statistics(&mut self) -> Option<MatchStats> {
        self.source().statistics()
    }

    pub(super) fn drive(&mut self, controls: Controls) {
        self.source().drive(controls);
    }

    /// A live match begins anew.
    pub(super) fn restart(&mut self) {
        self.source().restart();
    }

    /// Nothing more will happen.
    pub(super) fn is_over(&self) -> bool {
        self.playback.is_over() || self.frame.phase == Phase::Over
    }

    /// Goes to the newer match, if one has turned up.
    pub(super) fn change(&mut self) {
        if let Some(newer) = self.newer.take() {
            let speed = self.playback.speed();
            *self = Self::new(newer.into_inner().unwrap_or_else(PoisonError::into_inner));
            self.playback.set_speed(speed);
        }
    }

    /// The picture `dt` seconds later.
    fn step(&mut self, dt: f32, wants_path: bool) {
        let playback = &mut self.playback;
        let from = playback.seconds();
        playback.advance(f64::from(dt), &self.happenings);
        let wanted = playback.seconds();
        let shown = match self.source().at(wanted) {
            Ok(shown) => shown,
            Err(error) => {
                self.error = Some(error.to_string());
                self.playback.pause();
                return;
            }
        };
        self.playback.wait_at(shown.seconds);
        blend(&shown, &mut self.now);
        self.frame = shown.before;
        let known = self.happenings.len();
        let source = self.source.get_mut().unwrap_or_else(PoisonError::into_inner);
        match source.happenings() {
            all if all.len() > known => self.happenings.extend_from_slice(&all[known..]),
            all if all.len() < known => self.happenings = all.to_vec(),
            _ => {}
        }
        self.rewards = source.rewards();
        self.path = if wants_path { source.predict() } else { Vec::new() };
        let heard = self.playback.heard();
        let last = self.last.replace(heard).unwrap_or(heard);
        self.passed_seconds = heard - last;
        // Somebody jumped to another place.
        self.is_cut = (from - last).abs() > 0.5 || !(-0.2..=1.0).contains(&self.passed_seconds);
        self.passed.clear();
        if !self.is_cut && self.passed_seconds > 0.0 {
            let first = self.happenings.partition_point(|timed| timed.seconds <= last);
            let end = self.happenings.partition_point(|timed| timed.seconds <= heard);
            self.passed.extend(self.happenings[first..end.max(first)].iter().map(|timed| timed.happening));
        }
        self.since_look += dt;
        if self.since_look >= LOOK_SECONDS && self.newer.is_none() {
            self.since_look = 0.0;
            self.newer = self.source().newer().map(Mutex::new);
        }
        if self.newer.is_some() && self.is_over() {
            self.change();
        }
    }
}

/// Brings the stage to the time of this picture.
pub(super) fn advance(mut stage: ResMut<Stage>, time: Res<Time>, options: Res<ViewOptions>) {
    stage.step(time.delta_secs(), options.settings.path);
}
