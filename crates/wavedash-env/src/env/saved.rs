//! One match as plain data.

use serde::{Deserialize, Serialize};
use wavedash_sim::{ArenaState, PredictorState, TrackerState};

use super::Env;
use crate::bot::Bot;
use crate::delay::Delay;
use crate::error::EnvError;
use crate::registry::Registry;
use crate::reward::RewardState;
use crate::step_info::StepInfoState;
use crate::transition::Clock;

/// Everything of one match that its future depends on, besides the configuration, the seed and the actions. Scenes are
/// not among it: the present one follows from the arena's state, and earlier ones are not looked at any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnvState {
    arena: ArenaState,
    tracker: TrackerState,
    ahead: Option<PredictorState>,
    facts: StepInfoState,
    delay: Delay,
    clock: Clock,
    episode: u64,
    /// The episode has ended, and the next one has not begun.
    is_over: bool,
    reward: RewardState,
    observe: Vec<u8>,
    /// Of observations beside the learner's own.
    extra: Vec<(String, Vec<u8>)>,
    /// Of the done conditions.
    end: Vec<Vec<u8>>,
    reset: Vec<u8>,
    drivers: Vec<Option<DriverState>>,
    teachers: Vec<DriverState>,
}

/// A scripted agent in a seat: its name, and what it remembers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct DriverState {
    name: String,
    memory: Vec<u64>,
}

impl DriverState {
    fn of(bot: &dyn Bot) -> Self {
        Self { name: bot.name().to_owned(), memory: bot.save() }
    }

    fn bot(&self, registry: &Registry) -> Result<Box<dyn Bot>, EnvError> {
        let mut bot = registry.build_bot(&self.name)?;
        bot.restore(&self.memory)?;
        Ok(bot)
    }
}

impl Env {
    pub(crate) fn save(&self) -> EnvState {
        EnvState {
            arena: self.game.arena().state().clone(),
            tracker: self.game.tracker().save(),
            ahead: self.lookout.save(),
            facts: self.game.save_step_info(),
            delay: self.delay.clone(),
            clock: self.game.clock(),
            episode: self.episode,
            is_over: self.is_over,
            reward: self.parts.reward.state(),
            observe: self.parts.observe.save(),
            extra: self.extra.save(),
            end: self.parts.end.save(),
            reset: self.parts.reset.save(),
            drivers: self.drivers.iter().map(|bot| bot.as_deref().map(DriverState::of)).collect(),
            teachers: self.teachers.iter().map(|bot| DriverState::of(bot.as_ref())).collect(),
        }
    }

    /// Refuses a state that [`restore`](Self::restore) could not go on from.
    pub(crate) fn check(&self, state: &EnvState, registry: &Registry) -> Result<(), EnvError> {
        let field = |name: &str| format!("state.envs[{}].{name}", self.id);
        let refuse = |holds: bool, name: &str, problem: &str| {
            if holds { Ok(()) } else { Err(EnvError::config(field(name), problem)) }
        };
        let sim = |name: &'static str| move |e: wavedash_sim::SimError| EnvError::config(field(name), e.to_string());
        self.game.arena().check_state(&state.arena).map_err(sim("arena"))?;
        self.game.tracker().check_state(&state.tracker).map_err(sim("tracker"))?;
        self.lookout.check(state.ahead.as_ref()).map_err(|e| EnvError::config(field("ahead"), e.to_string()))?;
        let cars = self.agents();
        refuse(state.facts.cars() == cars, "facts", "are of another number of cars")?;
        refuse(self.delay.fits(&state.delay, cars), "delay", "is another one, or of another number of cars")?;
        refuse(self.parts.reward.fits(&state.reward), "reward", "is of another reward")?;
        refuse(self.parts.observe.fits(&state.observe), "observe", "is of another observation")?;
        refuse(self.extra.fits(&state.extra), "extra", "are other observations")?;
        refuse(state.drivers.len() == cars, "drivers", "are of another number of cars")?;
        refuse([0, cars].contains(&state.teachers.len()), "teachers", "are of another number of cars")?;
        state
            .drivers
            .iter()
            .flatten()
            .chain(&state.teachers)
            .try_for_each(|driver| driver.bot(registry).map(|_| ()))?;
        refuse(self.parts.end.fits(&state.end), "end", "is of other ends of episodes")?;
        refuse(self.parts.reset.fits(&state.reset), "reset", "is of another start state")
    }

    /// Goes on from a state that was checked.
    pub(crate) fn restore(&mut self, state: &EnvState, registry: &Registry) -> Result<(), EnvError> {
        self.game.restore(&state.arena, &state.tracker, &state.facts, state.clock)?;
        self.lookout.restore(state.ahead.as_ref());
        self.delay.clone_from(&state.delay);
        self.episode = state.episode;
        (self.is_over, self.was_held) = (state.is_over, false);
        self.parts.reward.set_state(&state.reward);
        self.parts.observe.restore(&state.observe);
        self.parts.end.restore(&state.end);
        self.parts.reset.restore(&state.reset);
        for (own, saved) in self.drivers.iter_mut().zip(&state.drivers) {
            *own = saved.as_ref().map(|driver| driver.bot(registry)).transpose()?;
        }
        self.teachers = state.teachers.iter().map(|teacher| teacher.bot(registry)).collect::<Result<_, _>>()?;
        self.game.look_ahead(&mut self.lookout);
        self.game.forget_before();
        self.extra.restore(&state.extra, self.game.scene());
        Ok(())
    }
}
