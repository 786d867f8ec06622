//! Some games played at the same time by one thread.

use core::ops::Range;

use wavedash_core::{Purpose, Stream, Team};
use wavedash_env::duel::{Duel, DuelRules, Seat, Venue};
use wavedash_env::{Behaviour, EnvError};

use crate::contestant::Contestant;
use crate::error::EvalError;
use crate::options::Options;
use crate::outcome::{Game, TeamCounts};
use crate::trajectory::Trajectory;

/// Ticks between two notes of where everything is, in games in which nobody has to be asked.
const NOTED_TICKS: u64 = 8;

/// A game in progress.
pub(crate) struct Playing {
    pub(crate) duel: Duel,
    id: u64,
    /// Which contestant is blue.
    blue: usize,
    trajectory: Trajectory,
}

impl Playing {
    /// A game at its kick-off. `key` is its seed and number; a human's hand may drive one of the cars.
    pub(crate) fn new(
        venue: &Venue,
        both: [&dyn Contestant; 2],
        rules: DuelRules,
        key: (u64, u64),
        blue: usize,
        hand: Option<usize>,
    ) -> Result<Self, EvalError> {
        let seats = venue
            .cars()
            .iter()
            .enumerate()
            .map(|(index, car)| match hand {
                Some(hand) if hand == index => Ok(Seat::Hand),
                _ => both[if car.team == Team::Blue { blue } else { 1 - blue }].seat(),
            })
            .collect::<Result<Vec<Seat>, _>>()?;
        let (seed, id) = key;
        let duel = venue.duel(seed, id, seats, rules).map_err(|error| unseated(error, venue, both))?;
        Ok(Self { trajectory: Trajectory::new(&duel), duel, id, blue })
    }

    /// Match time since the latest kick-off, ticks.
    fn ticks_since_kickoff(&self) -> u64 {
        self.duel.ticks() - self.duel.goals().last().map_or(0, |goal| goal.tick)
    }

    /// To the next decision of an agent, or the end: a goal between scripted agents needs nobody's attention.
    fn advance(&mut self) -> Result<(), EnvError> {
        loop {
            let pause = self.duel.tick()?;
            if pause.is_some() || self.duel.ticks().is_multiple_of(NOTED_TICKS) {
                self.trajectory.note(&self.duel);
            }
            if pause.is_some() && (self.duel.is_over() || !self.duel.pending().is_empty()) {
                return Ok(());
            }
        }
    }

    /// Which contestant drives a car.
    pub(crate) fn driver(&self, car: usize) -> usize {
        let is_blue = self.duel.scene().cars[car].team == Team::Blue;
        if is_blue { self.blue } else { 1 - self.blue }
    }

    pub(crate) fn result(&self) -> Game {
        let mut teams = [TeamCounts::default(); 2];
        let mut behaviour = [Behaviour::default(); 2];
        for car in 0..self.duel.scene().cars.len() {
            let counts = self.duel.tracker().car(car);
            let team = &mut teams[self.driver(car)];
            team.touches += u64::from(counts.touches);
            team.shots += u64::from(counts.shots);
            team.saves += u64::from(counts.saves);
            team.demolitions += u64::from(counts.demolitions);
            behaviour[self.driver(car)] += self.duel.behaviour(car).unwrap_or_default();
        }
        for team in [Team::Blue, Team::Orange] {
            let side = if team == Team::Blue { self.blue } else { 1 - self.blue };
            teams[side].goals = u64::from(self.duel.score()[team.index()]);
        }
        Game {
            id: self.id,
            first_is_blue: self.blue == 0,
            ticks: self.duel.ticks(),
            teams,
            behaviour,
            rallies: self.trajectory.rallies().collect(),
        }
    }
}

/// Why nobody can play: an agent that sees fewer cars than there are is named, if it can only be that one.
fn unseated(error: EnvError, venue: &Venue, both: [&dyn Contestant; 2]) -> EvalError {
    let is_policy = |who: &&dyn Contestant| matches!(who.seat(), Ok(Seat::Agent(_)));
    let mut policies: Vec<&str> = both.iter().filter(|who| is_policy(who)).map(|who| who.name()).collect();
    policies.dedup();
    match &error {
        EnvError::Config { field, .. } if field.starts_with("observation") && !policies.is_empty() => {
            let size = venue.cars().iter().filter(|car| car.team == Team::Blue).count();
            let problem = format!("it cannot play {size}v{size}: {error}; choose the team size that it was taught for");
            EvalError::Contestant { name: policies.join(" or "), problem }
        }
        _ => error.into(),
    }
}

/// Rows of one contestant's decisions in all games.
#[derive(Default)]
pub(crate) struct Rows {
    /// Game and car of each row.
    of: Vec<(usize, usize)>,
    observations: Vec<f32>,
    masks: Vec<bool>,
    draws: Vec<Stream>,
    actions: Vec<f32>,
}

impl Rows {
    pub(crate) fn clear(&mut self) {
        self.of.clear();
        self.observations.clear();
        self.masks.clear();
        self.draws.clear();
        self.actions.clear();
    }

    pub(crate) fn add(&mut self, seed: u64, index: usize, game: &Playing, car: usize) {
        let Some(widths) = game.duel.widths(car) else { return };
        self.of.push((index, car));
        let (floats, choices) = (self.observations.len(), self.masks.len());
        self.observations.resize(floats + widths.observation, 0.0);
        self.masks.resize(choices + widths.mask, false);
        game.duel.observe(car, &mut self.observations[floats..], &mut self.masks[choices..]);
        self.draws.push(Stream::new(seed, game.id << 8 | car as u64, Purpose::Action, game.duel.scene().tick));
        self.actions.resize(self.actions.len() + widths.action, 0.0);
    }

    /// Asks the contestant and hands its decisions to the games.
    pub(crate) fn decide(
        &mut self,
        who: &dyn Contestant,
        sampled: bool,
        games: &mut [Playing],
    ) -> Result<(), EvalError> {
        if self.of.is_empty() {
            return Ok(());
        }
        let draws = sampled.then_some(&mut self.draws[..]);
        who.act(&self.observations, &self.masks, draws, &mut self.actions)?;
        let width = self.actions.len() / self.of.len();
        for ((index, car), action) in self.of.iter().zip(self.actions.chunks(width.max(1))) {
            games[*index].duel.decide(*car, action)?;
        }
        Ok(())
    }
}

/// Plays the games with these numbers to their ends; `ended` hears of each one as it ends.
pub(crate) fn play(
    venue: &Venue,
    both: [&dyn Contestant; 2],
    options: &Options,
    ids: Range<u64>,
    ended: impl Fn(&Game),
) -> Result<Vec<Game>, EvalError> {
    let mut games = ids
        .map(|id| {
            let blue = if options.swap_sides { (id % 2) as usize } else { 0 };
            Playing::new(venue, both, options.rules(), (options.seed, id), blue, None)
        })
        .collect::<Result<Vec<Playing>, EvalError>>()?;
    // Of each contestant: decisions that are sampled, and those that take the most likely action.
    let mut rows = [(); 2].map(|()| [(true, Rows::default()), (false, Rows::default())]);
    while games.iter().any(|game| !game.duel.is_over()) {
        rows.iter_mut().flatten().for_each(|(_, rows)| rows.clear());
        for (index, game) in games.iter().enumerate() {
            let kind = usize::from(!options.choice.samples(game.ticks_since_kickoff()));
            for car in game.duel.pending() {
                rows[game.driver(*car)][kind].1.add(options.seed, index, game, *car);
            }
        }
        for (rows, who) in rows.iter_mut().zip(both) {
            for (sampled, rows) in rows {
                rows.decide(who, *sampled, &mut games)?;
            }
        }
        for game in games.iter_mut().filter(|game| !game.duel.is_over()) {
            game.advance()?;
            if game.duel.is_over() {
                ended(&game.result());
            }
        }
    }
    Ok(games.iter().map(Playing::result).collect())
}
