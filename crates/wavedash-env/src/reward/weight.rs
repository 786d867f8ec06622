//! Weights that move while training goes on.

use serde::{Deserialize, Serialize};

use super::node::{check, finite};
use crate::error::EnvError;
use crate::step_info::Behaviour;

/// Part by which a held weight goes up or down, unless the file says otherwise.
const HELD_STEP: f32 = 0.1;

/// The weight of a term as a file writes it: `0.5`, `{ from = 0.5, to = 0.1, steps = 50000000 }`, or
/// `{ hold = "flips_per_minute", low = 8, high = 20, from = 0.005, to = 0.05 }`, to which `step = 0.25` (a quarter more or
/// less each time instead of a tenth) and `after = 4000000` (agent steps before which it stays as it begins) may be added.
///
/// An environment itself has constant weights, at first those of [`start`](Self::start); whoever trains in it moves them
/// with [`VecEnv::set_weight`](crate::VecEnv::set_weight).
///
/// ```
/// use wavedash_env::reward::Weight;
///
/// let line: Weight = serde_json::from_str(r#"{ "from": 1.0, "to": 0.0, "steps": 1000 }"#)?;
/// assert_eq!(line.at(250), Some(0.75));
/// let held: Weight =
///     serde_json::from_str(r#"{ "hold": "flips_per_minute", "low": 8, "high": 20, "from": 0.01, "to": 0.1 }"#)?;
/// assert_eq!((held.start(), held.at(250)), (0.01, None));
/// // Too few flips after a thousand agent steps: the weight goes up.
/// assert!(held.next(0.02, 3.0, 1000) > 0.02);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub enum Weight {
    /// Always the same.
    Constant(f32),
    /// A straight line over agent steps that stays at its end.
    Line {
        /// At the start.
        from: f32,
        /// After `steps`.
        to: f32,
        /// Agent steps from one to the other.
        steps: u64,
    },
    /// As much as keeps a behaviour within bounds.
    Held {
        /// Which one: a name of [`Behaviour::RATES`].
        hold: String,
        /// Below this the weight goes up.
        low: f64,
        /// Above this it goes down.
        high: f64,
        /// The weight at the start, and least.
        from: f32,
        /// The greatest weight.
        to: f32,
        /// Part by which the weight goes up or down each time.
        step: f32,
        /// Agent steps before which it does not move.
        after: u64,
    },
}

/// How a file writes it; serde tells the kinds apart by their fields.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged, expecting = "a number, { from, to, steps }, or { hold, low, high, from, to, step, after }")]
enum Written {
    Constant(f32),
    Line(WrittenLine),
    Held(WrittenHeld),
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenLine {
    from: f32,
    to: f32,
    steps: u64,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenHeld {
    hold: String,
    low: f64,
    high: f64,
    from: f32,
    to: f32,
    #[serde(default = "held_step", skip_serializing_if = "is_held_step")]
    step: f32,
    #[serde(default, skip_serializing_if = "is_zero")]
    after: u64,
}

const fn held_step() -> f32 {
    HELD_STEP
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_held_step(step: &f32) -> bool {
    *step == HELD_STEP
}

#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl From<Written> for Weight {
    fn from(written: Written) -> Self {
        match written {
            Written::Constant(weight) => Self::Constant(weight),
            Written::Line(WrittenLine { from, to, steps }) => Self::Line { from, to, steps },
            Written::Held(WrittenHeld { hold, low, high, from, to, step, after }) => {
                Self::Held { hold, low, high, from, to, step, after }
            }
        }
    }
}

impl From<Weight> for Written {
    fn from(weight: Weight) -> Self {
        match weight {
            Weight::Constant(weight) => Self::Constant(weight),
            Weight::Line { from, to, steps } => Self::Line(WrittenLine { from, to, steps }),
            Weight::Held { hold, low, high, from, to, step, after } => {
                Self::Held(WrittenHeld { hold, low, high, from, to, step, after })
            }
        }
    }
}

impl Weight {
    /// The weight at first.
    #[must_use]
    pub const fn start(&self) -> f32 {
        match *self {
            Self::Constant(weight) => weight,
            Self::Line { from, .. } | Self::Held { from, .. } => from,
        }
    }

    /// The weight after so many agent steps; none if it depends on what is held, see [`next`](Self::next).
    #[must_use]
    pub fn at(&self, steps: u64) -> Option<f32> {
        match *self {
            Self::Constant(weight) => Some(weight),
            Self::Line { from, to, steps: length } => {
                let part = if length == 0 { 1.0 } else { (steps as f64 / length as f64).min(1.0) };
                Some((f64::from(from) + (f64::from(to) - f64::from(from)) * part) as f32)
            }
            Self::Held { .. } => None,
        }
    }

    /// What a held weight of `now` becomes after so many agent steps, when the behaviour that it holds was seen to be `seen`:
    /// a step more below the bounds, a step less above them. Others stay as they are.
    #[must_use]
    pub fn next(&self, now: f32, seen: f64, steps: u64) -> f32 {
        let Self::Held { low, high, from, to, step, after, .. } = *self else { return now };
        let factor = 1.0 + step;
        let (least, greatest) = (from.min(to), from.max(to));
        // A weight below 0 holds a behaviour down: more of it is less of the weight.
        let next = if steps < after {
            now
        } else if seen < low {
            if now < 0.0 { now / factor } else { now * factor }
        } else if seen > high {
            if now < 0.0 { now * factor } else { now / factor }
        } else {
            now
        };
        next.clamp(least, greatest)
    }

    /// Refuses what means nothing.
    ///
    /// # Errors
    /// Names the field below `path`.
    pub fn check(&self, path: &str) -> Result<(), EnvError> {
        match self {
            Self::Constant(weight) => finite(path, *weight),
            Self::Line { from, to, .. } => {
                finite(&format!("{path}.from"), *from)?;
                finite(&format!("{path}.to"), *to)
            }
            Self::Held { hold, low, high, from, to, step, after: _ } => {
                finite(&format!("{path}.from"), *from)?;
                finite(&format!("{path}.to"), *to)?;
                let known = Behaviour::RATES;
                check(known.contains(&hold.as_str()), &format!("{path}.hold"), || {
                    format!("there is no behaviour '{hold}'; known are {}", known.join(", "))
                })?;
                check(low.is_finite() && high.is_finite() && low < high, &format!("{path}.low"), || {
                    format!("{low} is not below high = {high}")
                })?;
                check(*step > 0.0 && *step <= 1.0, &format!("{path}.step"), || {
                    format!("must be above 0 and at most 1, got {step}")
                })?;
                // A tenth of nothing is nothing.
                check(*from != 0.0 && from.signum() == to.signum(), &format!("{path}.from"), || {
                    format!("{from} and to = {to} must both be above 0, or both below")
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Weight {
        serde_json::from_str(text).unwrap_or_else(|e| panic!("{text}: {e}"))
    }

    #[test]
    fn a_line_ends_where_it_ends() {
        let line = of(r#"{ "from": 0.5, "to": 0.1, "steps": 100 }"#);
        assert_eq!([0, 50, 100, 1000].map(|steps| line.at(steps)), [0.5, 0.3, 0.1, 0.1].map(Some));
        assert_eq!(line.next(0.4, 1e9, 0), 0.4);
        let written = serde_json::to_string(&line).unwrap();
        assert_eq!(of(&written), line);
        assert_eq!(serde_json::to_string(&of("0.25")).unwrap(), "0.25");
    }

    #[test]
    fn a_held_weight_goes_by_a_tenth_and_stays_within_its_ends() {
        let held = of(r#"{ "hold": "flips_per_minute", "low": 8, "high": 20, "from": 0.01, "to": 0.02 }"#);
        let mut weight = held.start();
        let mut seen = Vec::new();
        for _ in 0..10 {
            weight = held.next(weight, 2.0, 0);
            seen.push(weight);
        }
        assert!((seen[0] - 0.011).abs() < 1e-6 && seen[9] == 0.02, "{seen:?}");
        assert_eq!(held.next(0.015, 8.0, 0), 0.015);
        assert!((held.next(0.0165, 21.0, 0) - 0.015).abs() < 1e-6);
        assert_eq!(held.next(0.01, 21.0, 0), 0.01);
        // A penalty: more flips are wanted, so it shrinks.
        let penalty = of(r#"{ "hold": "flips_per_minute", "low": 8, "high": 20, "from": -0.1, "to": -0.5 }"#);
        assert!(penalty.next(-0.2, 2.0, 0) > -0.2 && penalty.next(-0.2, 30.0, 0) < -0.2);
    }

    #[test]
    fn a_held_weight_waits_and_goes_by_the_step_of_the_file() {
        let text = r#"{"hold":"flips_per_minute","low":8.0,"high":20.0,"from":1.0,"to":9.0,"step":0.5,"after":100}"#;
        let held = of(text);
        assert_eq!((held.next(1.0, 0.0, 99), held.next(1.0, 0.0, 100), held.next(3.0, 30.0, 100)), (1.0, 1.5, 2.0));
        assert_eq!(serde_json::to_string(&held).unwrap(), text);
        let e = of(&text.replace("0.5", "1.5")).check("weight").unwrap_err().to_string();
        assert!(e.contains("weight.step"), "{e}");
    }

    #[test]
    fn weights_that_mean_nothing_are_refused() {
        let refused = |text: &str| of(text).check("weight").expect_err(text).to_string();
        assert!(
            refused(r#"{ "hold": "flips", "low": 8, "high": 20, "from": 1, "to": 2 }"#).contains("flips_per_minute")
        );
        assert!(refused(r#"{ "hold": "speed", "low": 20, "high": 8, "from": 1, "to": 2 }"#).contains("weight.low"));
        assert!(refused(r#"{ "hold": "speed", "low": 8, "high": 20, "from": 0, "to": 2 }"#).contains("weight.from"));
        let e = serde_json::from_str::<Weight>(r#"{ "from": 1, "to": 2 }"#).unwrap_err().to_string();
        assert!(e.contains("{ from, to, steps }"), "{e}");
    }
}
