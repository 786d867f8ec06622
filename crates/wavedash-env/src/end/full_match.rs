//! A whole match: clock, score, kick-offs after goals, overtime.

use serde::{Deserialize, Serialize};
use wavedash_core::units::TICK_RATE;

use super::builtin::{scored, touched_ground};
use super::{Cause, Done, DoneCondition};
use crate::memory;
use crate::transition::Transition;

/// Rules of a match.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MatchRules {
    /// Length without overtime, seconds. The clock runs from the kick-off on and stops for nothing.
    pub seconds: f32,
    /// Play goes on after the time is up until the ball touches the ground or a goal falls, as in the game.
    pub until_ground: bool,
    /// Longest overtime in seconds; then the match is cut off undecided (a truncation). `None`: no limit.
    pub overtime_seconds: Option<f32>,
    /// A match with this lead is over at once; `None`: never.
    pub mercy_lead: Option<u32>,
}

impl Default for MatchRules {
    fn default() -> Self {
        Self {
            seconds: wavedash_core::rules::MATCH_SECONDS,
            until_ground: true,
            overtime_seconds: None,
            mercy_lead: None,
        }
    }
}

/// Score and time of a match.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MatchClock {
    /// Goals of blue and orange in this match.
    pub score: [u32; 2],
    /// Seconds left; 0 in overtime.
    pub seconds_left: f32,
    /// Sudden death.
    pub overtime: bool,
    /// Seconds of overtime so far.
    pub overtime_seconds: f32,
}

/// How a match stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct MatchState {
    /// The arena's score when the match began.
    score_before: [u32; 2],
    score: [u32; 2],
    /// Ticks of the episode when overtime began.
    overtime_since: Option<u64>,
    ticks: u64,
}

impl MatchState {
    /// Overtime began, if it did, before the last step that was looked at.
    fn is_sound(&self) -> bool {
        self.overtime_since.is_none_or(|since| since <= self.ticks)
    }
}

/// Follows one match.
#[derive(Clone, Debug)]
pub struct FullMatch {
    rules: MatchRules,
    state: MatchState,
}

impl FullMatch {
    /// A match that has not begun.
    #[must_use]
    pub fn new(rules: MatchRules) -> Self {
        Self { rules, state: MatchState::default() }
    }

    /// Score and time as of the last step.
    #[must_use]
    pub fn clock(&self) -> MatchClock {
        MatchClock {
            score: self.state.score,
            seconds_left: (self.rules.seconds - seconds(self.state.ticks)).max(0.0),
            overtime: self.state.overtime_since.is_some(),
            overtime_seconds: self
                .state
                .overtime_since
                .map_or(0.0, |since| seconds(self.state.ticks.saturating_sub(since))),
        }
    }
}

impl DoneCondition for FullMatch {
    fn reset(&mut self, transition: &Transition<'_>) {
        self.state =
            MatchState { score_before: transition.now.score, ticks: transition.clock.ticks, ..MatchState::default() };
    }

    fn done(&mut self, transition: &Transition<'_>) -> Done {
        self.state.ticks = transition.clock.ticks;
        for side in 0..2 {
            self.state.score[side] = transition.now.score[side].saturating_sub(self.state.score_before[side]);
        }
        let goal = scored(transition);
        let lead = self.state.score[0].abs_diff(self.state.score[1]);
        if let Some(since) = self.state.overtime_since {
            if lead > 0 {
                return Done::terminated(Cause::MatchOver);
            }
            let seconds = seconds(self.state.ticks.saturating_sub(since));
            let too_long = self.rules.overtime_seconds.is_some_and(|limit| seconds >= limit);
            return if too_long { Done::truncated(Cause::OvertimeLimit) } else { Done::GOES_ON };
        }
        if self.rules.mercy_lead.is_some_and(|most| lead >= most) {
            return Done::terminated(Cause::MatchOver);
        }
        let is_up = seconds(self.state.ticks) >= self.rules.seconds;
        if is_up && (goal || !self.rules.until_ground || touched_ground(transition)) {
            if lead > 0 {
                return Done::terminated(Cause::MatchOver);
            }
            self.state.overtime_since = Some(self.state.ticks);
            return Done::KICKOFF;
        }
        if goal { Done::KICKOFF } else { Done::GOES_ON }
    }

    fn match_clock(&self) -> Option<MatchClock> {
        Some(self.clock())
    }

    fn save(&self) -> Vec<u8> {
        memory::save(&self.state)
    }

    fn fits(&self, saved: &[u8]) -> bool {
        memory::read::<MatchState>(saved).is_some_and(|state| state.is_sound())
    }

    fn restore(&mut self, saved: &[u8]) {
        if let Some(state) = memory::read(saved) {
            self.state = state;
        }
    }
}

fn seconds(ticks: u64) -> f32 {
    ticks as f32 / TICK_RATE as f32
}
