//! Conditions that end an episode, and what a configuration says about them.

use serde::{Deserialize, Serialize};
use wavedash_core::rules::{BALL_REST_Z, GRAVITY};
use wavedash_core::units::TICK_SECONDS;

use super::full_match::{FullMatch, MatchClock, MatchRules, MatchState};
use super::{Cause, Done, DoneCondition};
use crate::error::EnvError;
use crate::transition::Transition;

/// One condition. In a file `"goal"`, `{ "time_limit": { "seconds": 300 } }` and so on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum EndCondition {
    /// Termination: a goal of either side.
    Goal,
    /// Truncation: the episode is this long.
    TimeLimit {
        /// Seconds since the episode began.
        seconds: f32,
    },
    /// Truncation: no car has touched the ball for this long.
    NoTouch {
        /// Seconds since the last touch, or since the episode began.
        seconds: f32,
    },
    /// Termination: the ball touches the ground, at the decision or in between.
    BallOnGround,
    /// Termination at the end of a match with a clock; goals within it lead to kick-offs.
    Match(MatchRules),
}

/// Every condition by its name in a configuration, and what it is.
pub const NAMES: [(&str, &str); 5] = [
    ("goal", "termination: a goal of either side"),
    ("time_limit", "{ seconds }: truncation after this time"),
    ("no_touch", "{ seconds }: truncation after this time without a touch"),
    ("ball_on_ground", "termination: the ball touches the ground"),
    ("match", "{ seconds, .. }: a whole match with clock and overtime; goals lead to kick-offs"),
];

/// When episodes end: as soon as one of the conditions holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EndConfig {
    /// The conditions. Of several that hold at once a termination counts.
    pub when: Vec<EndCondition>,
    /// The time limit and the no-touch limit are terminations, without a value of what would have
    /// followed, as in the published training of Lucy-SKG (`lucy-skg.md`, 9.8).
    pub as_published: bool,
}

impl Default for EndConfig {
    /// Lucy's conditions (`lucy-skg.md`, 1.5): goal, 300 s, 45 s without a touch; the limits truncate.
    fn default() -> Self {
        Self {
            when: vec![
                EndCondition::Goal,
                EndCondition::TimeLimit { seconds: wavedash_core::rules::MATCH_SECONDS },
                EndCondition::NoTouch { seconds: 45.0 },
            ],
            as_published: false,
        }
    }
}

impl EndConfig {
    /// A full match with these rules and nothing else.
    #[must_use]
    pub fn full_match(rules: MatchRules) -> Self {
        Self { when: vec![EndCondition::Match(rules)], as_published: false }
    }

    /// Makes what judges the steps of one arena.
    ///
    /// # Errors
    /// Names a condition that means nothing, or a pair that contradicts itself.
    pub fn build(&self) -> Result<Ends, EnvError> {
        let mut full_match = None;
        for (i, condition) in self.when.iter().enumerate() {
            match *condition {
                EndCondition::TimeLimit { seconds } | EndCondition::NoTouch { seconds } => {
                    if !(seconds > 0.0 && seconds.is_finite()) {
                        let problem = format!("is {seconds}; expected more than 0");
                        return Err(EnvError::config(format!("end.when[{i}].seconds"), problem));
                    }
                }
                EndCondition::Match(rules) => {
                    rules.check(&format!("end.when[{i}].match"))?;
                    if full_match.replace(FullMatch::new(rules)).is_some() {
                        return Err(EnvError::config(format!("end.when[{i}]"), "is a second match; one can be played"));
                    }
                }
                EndCondition::Goal | EndCondition::BallOnGround => {}
            }
        }
        if full_match.is_some() && self.when.contains(&EndCondition::Goal) {
            let problem = "has both 'goal', which ends the episode, and 'match', which goes on after it";
            return Err(EnvError::config("end.when", problem));
        }
        Ok(Ends { config: self.clone(), full_match })
    }
}

/// Judges the steps of one arena by the conditions of an [`EndConfig`].
#[derive(Clone, Debug)]
pub struct Ends {
    config: EndConfig,
    full_match: Option<FullMatch>,
}

impl Ends {
    /// How the match stands, if one is played: all that the conditions remember.
    #[must_use]
    pub fn match_state(&self) -> Option<MatchState> {
        self.full_match.as_ref().map(FullMatch::state)
    }

    /// Goes on from where a match stood; nothing without a match.
    pub fn set_match_state(&mut self, state: Option<MatchState>) {
        if let (Some(full_match), Some(state)) = (&mut self.full_match, state) {
            full_match.set_state(state);
        }
    }
}

impl DoneCondition for Ends {
    fn reset(&mut self, transition: &Transition<'_>) {
        if let Some(full_match) = &mut self.full_match {
            full_match.reset(transition);
        }
    }

    fn judge(&mut self, transition: &Transition<'_>) -> Done {
        let limit = |cause| {
            if self.config.as_published { Done::terminated(cause) } else { Done::truncated(cause) }
        };
        let mut verdict = self.full_match.as_mut().map_or(Done::GOES_ON, |full_match| full_match.judge(transition));
        for condition in &self.config.when {
            let found = match *condition {
                EndCondition::Goal if scored(transition) => Done::terminated(Cause::Goal),
                EndCondition::TimeLimit { seconds } if transition.clock.seconds() >= seconds => limit(Cause::TimeLimit),
                EndCondition::NoTouch { seconds } if transition.clock.seconds_without_touch() >= seconds => {
                    limit(Cause::NoTouch)
                }
                EndCondition::BallOnGround if touched_ground(transition) => Done::terminated(Cause::BallOnGround),
                _ => Done::GOES_ON,
            };
            verdict = verdict.or(found);
        }
        verdict
    }

    fn match_clock(&self) -> Option<MatchClock> {
        self.full_match.as_ref().map(FullMatch::clock)
    }
}

/// A goal fell in this step.
pub(super) fn scored(transition: &Transition<'_>) -> bool {
    !transition.is_first && transition.now.score != transition.before.score
}

/// Resting height and a little, for the rounding of positions, uu.
const GROUND: f32 = BALL_REST_Z + 2.0;

/// The ball is on the ground, or fell to it and bounced within the step: its speed was downwards and
/// is upwards now, and falling freely it would have come that low in between.
pub(super) fn touched_ground(transition: &Transition<'_>) -> bool {
    let (before, now) = (&transition.before.ball, &transition.now.ball);
    if now.pos.z <= GROUND {
        return true;
    }
    if transition.is_first || before.vel.z >= 0.0 || now.vel.z <= 0.0 {
        return false;
    }
    let seconds = transition.now.tick.saturating_sub(transition.before.tick) as f32 * TICK_SECONDS;
    before.pos.z + before.vel.z * seconds + 0.5 * GRAVITY * seconds * seconds <= GROUND
}
