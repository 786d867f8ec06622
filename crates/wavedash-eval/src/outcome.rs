//! What came out.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use wavedash_core::units::TICK_RATE;
use wavedash_env::Behaviour;

use crate::options::{Length, Options};
use crate::wilson::{self, Estimate};

/// What the cars of one contestant did together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamCounts {
    /// Goals, own goals of the others included.
    pub goals: u64,
    /// Touches of the ball, lasting contact counted once.
    pub touches: u64,
    /// Shots on goal.
    pub shots: u64,
    /// Saves.
    pub saves: u64,
    /// Cars demolished.
    pub demolitions: u64,
}

/// One game.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Game {
    /// Its number.
    pub id: u64,
    /// The first contestant was blue.
    pub first_is_blue: bool,
    /// Its length, ticks of 1/120 s.
    pub ticks: u64,
    /// What the first and the second contestant did.
    pub teams: [TeamCounts; 2],
    /// How the cars of the first and of the second contestant were driven, added up.
    #[serde(skip)]
    pub behaviour: [Behaviour; 2],
    /// XXH3-64 of the way from each kick-off to its goal or the end, in order; the last one ends without a goal unless
    /// a goal ended the game. Equal for equal rallies.
    #[serde(skip)]
    pub rallies: Vec<u64>,
}

impl Game {
    /// Goals of both.
    pub(crate) fn goals(&self) -> u64 {
        self.teams[0].goals + self.teams[1].goals
    }
}

/// Games and goals, as the first contestant sees them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Games.
    pub games: u64,
    /// Games in which the first contestant had more goals.
    pub won: u64,
    /// Games with as many goals on both sides.
    pub drawn: u64,
    /// Games in which the first contestant had fewer goals.
    pub lost: u64,
    /// Goals of the first and of the second contestant.
    pub goals: [u64; 2],
}

impl Tally {
    fn of<'a>(games: impl Iterator<Item = &'a Game>) -> Self {
        let mut tally = Self::default();
        for game in games {
            let goals = game.teams.map(|team| team.goals);
            tally.games += 1;
            tally.won += u64::from(goals[0] > goals[1]);
            tally.drawn += u64::from(goals[0] == goals[1]);
            tally.lost += u64::from(goals[0] < goals[1]);
            tally.goals = [tally.goals[0] + goals[0], tally.goals[1] + goals[1]];
        }
        tally
    }
}

/// The same by the first contestant's side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sides {
    /// The first contestant was blue.
    pub as_blue: Tally,
    /// The first contestant was orange.
    pub as_orange: Tally,
}

/// How often the cars of one contestant together did something, per minute of match time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PerMinute {
    /// Goals.
    pub goals: f64,
    /// Touches.
    pub touches: f64,
    /// Shots.
    pub shots: f64,
    /// Saves.
    pub saves: f64,
    /// Demolitions of others.
    pub demolitions: f64,
}

/// What came out of an evaluation. Lists of two are the first and the second contestant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The contestants' names.
    pub names: [String; 2],
    /// Games played.
    pub games: u64,
    /// Games the first contestant won.
    pub won: u64,
    /// Draws.
    pub drawn: u64,
    /// Games it lost.
    pub lost: u64,
    /// Goals.
    pub goals: [u64; 2],
    /// Share of the goals that the first contestant scored, with its 95 % interval; nothing without goals.
    pub goal_share: Option<Estimate>,
    /// Share of the games that it won (a draw is not won), with its 95 % interval.
    pub win_rate: Option<Estimate>,
    /// Elo difference of the odds of goals; nothing if one side scored none.
    pub goal_elo: Option<f64>,
    /// Elo differences at the ends of the goal share's interval; an end without bound is nothing.
    pub goal_elo_interval: [Option<f64>; 2],
    /// By side.
    pub sides: Sides,
    /// Rates.
    pub per_minute: [PerMinute; 2],
    /// How the cars were driven, of both contestants, in all games together.
    #[serde(skip)]
    pub behaviour: [Behaviour; 2],
    /// Match time, minutes.
    pub minutes: f64,
    /// The wanted goals did not fall in the games that were allowed for them.
    pub stopped_early: bool,
    /// Games without those that repeat another one to the bit, seen from the same sides.
    pub distinct_games: u64,
    /// Goals without those that repeat another one from the kick-off on. If they are fewer than the goals, goals are
    /// not independent and the intervals are too narrow.
    pub distinct_goals: u64,
    /// Every game, in order.
    pub each: Vec<Game>,
}

fn distinct<T: Ord>(all: impl Iterator<Item = T>) -> u64 {
    all.collect::<BTreeSet<T>>().len() as u64
}

impl Outcome {
    /// Some goals or games are repetitions of others: see [`distinct_goals`](Self::distinct_goals).
    #[must_use]
    pub fn repeats(&self) -> bool {
        self.distinct_goals < self.goals[0] + self.goals[1] || self.distinct_games < self.games
    }

    pub(crate) fn new(names: [&str; 2], options: &Options, each: Vec<Game>) -> Self {
        let all = Tally::of(each.iter());
        let ticks: u64 = each.iter().map(|game| game.ticks).sum();
        let minutes = ticks as f64 / 60.0 / f64::from(TICK_RATE);
        let per_minute = [0, 1].map(|side| {
            let rate = |count: fn(&TeamCounts) -> u64| {
                let sum: u64 = each.iter().map(|game| count(&game.teams[side])).sum();
                if minutes > 0.0 { sum as f64 / minutes } else { 0.0 }
            };
            PerMinute {
                goals: rate(|team| team.goals),
                touches: rate(|team| team.touches),
                shots: rate(|team| team.shots),
                saves: rate(|team| team.saves),
                demolitions: rate(|team| team.demolitions),
            }
        });
        let goals = all.goals[0] + all.goals[1];
        let goal_share = wilson::share(all.goals[0], goals);
        let elo = |share: Option<f64>| share.and_then(wilson::odds_elo);
        Self {
            names: names.map(str::to_owned),
            games: all.games,
            won: all.won,
            drawn: all.drawn,
            lost: all.lost,
            goals: all.goals,
            goal_share,
            win_rate: wilson::share(all.won, all.games),
            goal_elo: elo(goal_share.map(|share| share.value)),
            goal_elo_interval: [elo(goal_share.map(|share| share.low)), elo(goal_share.map(|share| share.high))],
            sides: Sides {
                as_blue: Tally::of(each.iter().filter(|game| game.first_is_blue)),
                as_orange: Tally::of(each.iter().filter(|game| !game.first_is_blue)),
            },
            per_minute,
            behaviour: [0, 1].map(|side| {
                let mut sum = Behaviour::default();
                each.iter().for_each(|game| sum += game.behaviour[side]);
                sum
            }),
            minutes,
            stopped_early: matches!(options.length, Length::Goals(wanted) if goals < wanted),
            distinct_games: distinct(each.iter().map(|game| (game.first_is_blue, &game.rallies))),
            distinct_goals: distinct(each.iter().flat_map(|game| {
                let goals = game.rallies.iter().take(usize::try_from(game.goals()).unwrap_or(usize::MAX));
                goals.map(|rally| (game.first_is_blue, rally))
            })),
            each,
        }
    }
}
