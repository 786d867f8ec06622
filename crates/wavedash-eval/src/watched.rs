//! One game that somebody watches, tick by tick.

use wavedash_core::Controls;
use wavedash_env::duel::{Duel, DuelRules, Pause, Venue};
use wavedash_env::reward::RewardConfig;
use wavedash_env::{Registry, TickObserver};

use crate::block::{Playing, Rows};
use crate::contestant::Contestant;
use crate::error::EvalError;
use crate::insight::Insight;
use crate::outcome::Game;

/// Frames of a car that are kept for its agent's insight: more than any reward head sees.
const KEPT: usize = 64;

/// A game of blue against orange for those who want to see every tick: to record it, or to show it.
///
/// ```
/// use wavedash_env::duel::{DuelRules, Venue};
/// use wavedash_eval::{Scripted, Watched};
///
/// let [blue, orange] = ["bot:striker", "bot:idle"].map(|name| Scripted::new(name).expect("there is such an agent"));
/// let rules = DuelRules { seconds: 2.0, ..DuelRules::default() };
/// let mut game = Watched::new(&Venue::soccar(1)?, [&blue, &orange], rules, (7, 0), true)?;
/// while !game.duel().is_over() {
///     game.tick()?;
/// }
/// assert_eq!(game.result().ticks, 240);
/// # Ok::<(), wavedash_eval::EvalError>(())
/// ```
pub struct Watched<'a> {
    playing: Playing,
    both: [&'a dyn Contestant; 2],
    rows: [Rows; 2],
    seed: u64,
    sampled: bool,
    /// Per car; empty if nobody wants insights.
    minds: Vec<Mind>,
}

/// What is known of a car's agent.
#[derive(Default)]
struct Mind {
    /// Observations since the kick-off.
    frames: Vec<Vec<f32>>,
    insight: Option<Insight>,
}

impl<'a> Watched<'a> {
    /// A game at its kick-off. `both` are blue and orange; `key` is the seed and the game's number.
    ///
    /// # Errors
    /// Names the contestant that cannot be seated, or what is wrong with the rules.
    pub fn new(
        venue: &Venue,
        both: [&'a dyn Contestant; 2],
        rules: DuelRules,
        key: (u64, u64),
        sampled: bool,
    ) -> Result<Self, EvalError> {
        Self::with_hand(venue, both, rules, key, sampled, None)
    }

    /// The same with a car that somebody outside drives ([`hold`](Self::hold)).
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_hand(
        venue: &Venue,
        both: [&'a dyn Contestant; 2],
        rules: DuelRules,
        key: (u64, u64),
        sampled: bool,
        hand: Option<usize>,
    ) -> Result<Self, EvalError> {
        let playing = Playing::new(venue, both, rules, key, 0, hand)?;
        Ok(Self { playing, both, rows: Default::default(), seed: key.0, sampled, minds: Vec::new() })
    }

    /// From now on agents are asked what they think at every decision. That changes nothing of the game.
    pub fn ask_for_insights(&mut self) {
        self.minds.resize_with(self.duel().scene().cars.len(), Mind::default);
    }

    /// Has every car paid from now on, see [`Duel::ask_for_rewards`].
    ///
    /// # Errors
    /// Names what is wrong with the reward.
    pub fn ask_for_rewards(&mut self, config: &RewardConfig, registry: &Registry) -> Result<(), EvalError> {
        Ok(self.playing.duel.ask_for_rewards(config, registry)?)
    }

    /// What a car's agent thought at its latest decision, if it was asked and there is anything to say.
    #[must_use]
    pub fn insight(&self, car: usize) -> Option<&Insight> {
        self.minds.get(car)?.insight.as_ref()
    }

    /// What the hand holds from the next tick on.
    pub fn hold(&mut self, car: usize, controls: Controls) {
        self.playing.duel.hold(car, controls);
    }

    /// The match, to look at.
    #[must_use]
    pub fn duel(&self) -> &Duel {
        &self.playing.duel
    }

    /// Asks who has to decide, and goes on by one tick. Says why the match waits then, if it does.
    ///
    /// # Errors
    /// A contestant cannot decide.
    pub fn tick(&mut self) -> Result<Option<Pause>, EvalError> {
        self.tick_observed(&mut ())
    }

    /// The same; the observer hears of the tick, and of the kick-off after a goal.
    ///
    /// # Errors
    /// As [`tick`](Self::tick).
    pub fn tick_observed(&mut self, observer: &mut impl TickObserver) -> Result<Option<Pause>, EvalError> {
        if !self.playing.duel.pending().is_empty() {
            self.look_into_minds();
            self.rows.iter_mut().for_each(Rows::clear);
            for car in self.playing.duel.pending() {
                self.rows[self.playing.driver(*car)].add(self.seed, 0, &self.playing, *car);
            }
            for (rows, who) in self.rows.iter_mut().zip(self.both) {
                rows.decide(who, self.sampled, core::slice::from_mut(&mut self.playing))?;
            }
        }
        let pause = self.playing.duel.tick_observed(observer)?;
        if pause == Some(Pause::Goal) {
            self.minds.iter_mut().for_each(|mind| mind.frames.clear());
        }
        Ok(pause)
    }

    fn look_into_minds(&mut self) {
        if self.minds.is_empty() {
            return;
        }
        for car in self.playing.duel.pending() {
            let Some(widths) = self.playing.duel.widths(*car) else { continue };
            let (mut frame, mut mask) = (vec![0.0; widths.observation], vec![false; widths.mask]);
            self.playing.duel.observe(*car, &mut frame, &mut mask);
            let mind = &mut self.minds[*car];
            if mind.frames.len() == KEPT {
                mind.frames.remove(0);
            }
            mind.frames.push(frame);
            mind.insight = self.both[self.playing.driver(*car)].insight(&mind.frames, &mask);
        }
    }

    /// What came out so far; blue is the first contestant.
    #[must_use]
    pub fn result(&self) -> Game {
        self.playing.result()
    }
}
