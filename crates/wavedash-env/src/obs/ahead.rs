//! Where the ball will be: for which times an observation asks, and how a match answers.

use serde::{Deserialize, Serialize};
use wavedash_core::units::TICK_RATE;
use wavedash_sim::{Arena, Predictor, PredictorState};

use crate::bot::ahead as rough;
use crate::error::EnvError;
use crate::scene::Scene;

/// Most times that an observation can ask for.
pub const MOST_AHEAD: usize = 4;
/// Latest of them, ticks.
const LATEST: u32 = 5 * TICK_RATE;

/// Times for which an observation wants to know where the ball will be if nobody touches it; in a file a list of seconds in
/// ascending order, such as `[0.5, 1.0, 2.0]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<f32>", into = "Vec<f32>")]
pub struct Ahead {
    ticks: [u32; MOST_AHEAD],
    count: usize,
    /// Follow the ball as scripted agents do instead of by the arena's physics.
    is_rough: bool,
}

impl Default for Ahead {
    fn default() -> Self {
        Self { ticks: [60, 120, 240, 0], count: 3, is_rough: false }
    }
}

impl TryFrom<Vec<f32>> for Ahead {
    type Error = String;

    fn try_from(seconds: Vec<f32>) -> Result<Self, String> {
        let mut ahead = Self::NONE;
        if seconds.len() > MOST_AHEAD {
            return Err(format!("{} times; expected at most {MOST_AHEAD}", seconds.len()));
        }
        for (ticks, seconds) in ahead.ticks.iter_mut().zip(&seconds) {
            *ticks = (seconds * TICK_RATE as f32).round() as u32;
        }
        ahead.count = seconds.len();
        let ticks = ahead.ticks();
        let is_in_order = ticks.windows(2).all(|pair| pair[0] < pair[1]);
        if !is_in_order || ticks.iter().any(|ticks| !(1..=LATEST).contains(ticks)) {
            return Err(format!("{seconds:?}: expected ascending seconds above 0, up to {}", LATEST / TICK_RATE));
        }
        Ok(ahead)
    }
}

impl From<Ahead> for Vec<f32> {
    fn from(ahead: Ahead) -> Self {
        ahead.ticks().iter().map(|ticks| *ticks as f32 / TICK_RATE as f32).collect()
    }
}

impl Ahead {
    /// No times at all.
    pub const NONE: Self = Self { ticks: [0; MOST_AHEAD], count: 0, is_rough: false };

    /// The times, ticks from now, in ascending order.
    #[must_use]
    pub fn ticks(&self) -> &[u32] {
        &self.ticks[..self.count]
    }

    /// The same times, answered roughly or exactly.
    #[must_use]
    pub(super) const fn roughly(self, is_rough: bool) -> Self {
        Self { is_rough, ..self }
    }
}

/// What answers in one match: once for all of its cars.
pub(crate) struct Lookout {
    ahead: Ahead,
    predictor: Option<Predictor>,
}

impl Lookout {
    pub(crate) fn new(ahead: Ahead, arena: &Arena) -> Self {
        let is_exact = ahead.count > 0 && !ahead.is_rough;
        Self { ahead, predictor: is_exact.then(|| Predictor::new(arena)) }
    }

    /// The times that are answered.
    pub(crate) const fn ahead(&self) -> Ahead {
        self.ahead
    }

    /// Writes the places into the scene of the arena's present.
    pub(crate) fn look(&mut self, arena: &Arena, scene: &mut Scene) {
        scene.ahead.clear();
        let ticks = self.ahead.ticks();
        let Some(last) = ticks.last() else { return };
        match &mut self.predictor {
            Some(predictor) => {
                let balls = predictor.predict(arena, *last as usize);
                scene.ahead.extend(ticks.iter().map(|ticks| balls[*ticks as usize - 1].pos));
            }
            None => {
                let mut path = rough::path(&scene.ball).map(|(_, ball)| ball.pos);
                let mut passed = 0;
                for ticks in ticks {
                    // A step of the path is 1/30 s; the present counts as the first.
                    let step = (*ticks + 2) / 4;
                    scene.ahead.extend(path.nth((step - passed) as usize));
                    passed = step + 1;
                }
            }
        }
    }

    /// Memory, bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.predictor.as_ref().map_or(0, Predictor::bytes)
    }

    pub(crate) fn save(&self) -> Option<PredictorState> {
        self.predictor.as_ref().map(Predictor::save)
    }

    /// Refuses what [`restore`](Self::restore) could not go on from.
    pub(crate) fn check(&self, state: Option<&PredictorState>) -> Result<(), EnvError> {
        match (&self.predictor, state) {
            (None, None) => Ok(()),
            (Some(predictor), Some(state)) => Ok(predictor.check(state)?),
            _ => Err(EnvError::config("ahead", "is of another observation")),
        }
    }

    pub(crate) fn restore(&mut self, state: Option<&PredictorState>) {
        if let (Some(predictor), Some(state)) = (&mut self.predictor, state) {
            predictor.restore(state);
        }
    }
}
