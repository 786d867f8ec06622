//! What is collected while the network frames are read: the lives of cars, the players' entries, and what happened.
//!
//! A car lives from its appearance until it is demolished, replaced or removed; its player may become known only
//! later. [`super::seats`] puts the lives of one player one after another.

use std::collections::BTreeSet;

use wavedash_core::Team;
use wavedash_core::rules::{BOOST_PER_SECOND, BOOST_SPAWN};

use super::body::Body;
use super::words::Setting;
use crate::timeline::Counts;

/// A body at the time of a network frame, s.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    pub(super) at: f64,
    pub(super) body: Body,
    /// The game has put the body to rest: it stays until the next sample.
    pub(super) asleep: bool,
}

/// A tank at one time.
#[derive(Clone, Copy, Debug)]
pub(super) struct BoostMark {
    pub(super) at: f64,
    /// 0 to 100.
    pub(super) amount: f32,
    /// Boost is firing from now on.
    pub(super) firing: bool,
    /// The amount was sent, and not worked out from how long the boost was firing.
    pub(super) sent: bool,
    /// A pad explains it.
    pub(super) is_used: bool,
    /// What is left when the tank is next heard of: until then it holds no less.
    pub(super) least: f32,
}

/// Which control a [`Held`] is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Input {
    Throttle,
    Steer,
    Handbrake,
}

/// A control from one time on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub(super) at: f64,
    pub(super) input: Input,
    /// -1 to 1.
    pub(super) value: f32,
}

/// Something that a car's components do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    Jump,
    DoubleJump,
    Flip,
}

/// A move, and when it began or ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moved {
    pub(super) at: f64,
    pub(super) what: Move,
    pub(super) begins: bool,
}

/// One car actor from its appearance to its end.
#[derive(Debug, Default)]
pub(super) struct Life {
    /// Index of the player's entry.
    pub(super) entry: Option<usize>,
    pub(super) ended: Option<f64>,
    pub(super) demolished: Option<f64>,
    pub(super) samples: Vec<Sample>,
    pub(super) boost: Vec<BoostMark>,
    pub(super) held: Vec<Held>,
    pub(super) moves: Vec<Moved>,
}

/// The state in which the ball may be played.
pub(super) const PLAYING: &str = "Active";

impl BoostMark {
    /// The amount at a later time.
    pub(super) fn amount_at(&self, at: f64) -> f32 {
        let used = if self.firing { (at - self.at).max(0.0) * f64::from(BOOST_PER_SECOND) } else { 0.0 };
        (self.amount - used as f32).max(self.least)
    }
}

impl Life {
    /// Boost begins or stops to fire.
    pub(super) fn set_firing(&mut self, at: f64, firing: bool) {
        match self.boost.last_mut() {
            Some(last) if last.at == at => last.firing = firing,
            Some(last) => {
                let amount = last.amount_at(at);
                self.boost.push(BoostMark { at, amount, firing, sent: false, is_used: false, least: 0.0 });
            }
            None => {
                self.boost.push(BoostMark { at, amount: BOOST_SPAWN, firing, sent: false, is_used: false, least: 0.0 })
            }
        }
    }

    /// The game says how full the tank is.
    pub(super) fn set_boost(&mut self, at: f64, amount: f32) {
        match self.boost.last_mut() {
            Some(last) if last.at == at => (last.amount, last.sent) = (amount, true),
            last => {
                let firing = last.is_some_and(|last| last.firing);
                self.boost.push(BoostMark { at, amount, firing, sent: true, is_used: false, least: 0.0 });
            }
        }
    }
}

/// A player's entry on the scoreboard. A player who leaves and comes back has several.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    /// When it appeared, s.
    pub(super) since: f64,
    pub(super) name: Option<String>,
    /// Whatever tells people apart; none for bots.
    pub(super) id: Option<Id>,
    /// The sides, and since when.
    pub(super) teams: Vec<(f64, Team)>,
    /// Product ids of the bodies as blue and as orange.
    pub(super) bodies: Option<[u32; 2]>,
}

/// Who a player is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Id {
    /// The account, as the header writes it, too.
    pub(super) account: String,
    /// Number of the player at a split screen.
    pub(super) local: u8,
}

impl Entry {
    /// The side at a time; before the first one was told, that one.
    pub(super) fn team(&self, at: f64) -> Option<Team> {
        let next = self.teams.partition_point(|(since, _)| *since <= at);
        self.teams.get(next.saturating_sub(1)).map(|(_, team)| *team)
    }
}

/// A count on the scoreboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    Goals,
    Assists,
    Saves,
    Shots,
}

impl Count {
    pub(super) const ALL: [Self; 4] = [Self::Goals, Self::Assists, Self::Saves, Self::Shots];

    pub(super) fn of_mut(self, counts: &mut Counts) -> &mut u32 {
        match self {
            Self::Goals => &mut counts.goals,
            Self::Assists => &mut counts.assists,
            Self::Saves => &mut counts.saves,
            Self::Shots => &mut counts.shots,
        }
    }
}

/// A player's count was told, and differs from the one told before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Telling {
    pub(super) at: f64,
    pub(super) entry: usize,
    pub(super) count: Count,
    pub(super) value: i32,
    /// Told in the frame in which the entry appeared: what it began with.
    pub(super) is_start: bool,
}

/// A pad was taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    pub(super) at: f64,
    pub(super) life: usize,
    /// Number of the pad's object: the same for the same pad throughout a file.
    pub(super) pad: i32,
    /// Boost just before, 0 to 100.
    pub(super) before: f32,
}

/// Everything that the network frames tell.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Time of each frame since the first, never falling.
    pub(super) times: Vec<f64>,
    pub(super) ball: Vec<Sample>,
    pub(super) lives: Vec<Life>,
    pub(super) entries: Vec<Entry>,
    /// Names of the match's states and when they began.
    pub(super) states: Vec<(f64, String)>,
    pub(super) clock: Vec<(f64, i32)>,
    pub(super) overtime: Vec<(f64, bool)>,
    /// The ball was hit for the first time since the kick-off.
    pub(super) first_hits: Vec<f64>,
    /// The last hit was by another side than the one before.
    pub(super) hits: Vec<(f64, Team)>,
    /// In order of time.
    pub(super) tellings: Vec<Telling>,
    /// A side's score went up.
    pub(super) scored: Vec<(f64, Team)>,
    /// The sides' scores when they were first told; none if they never were.
    pub(super) first_scores: [Option<u32>; 2],
    pub(super) taken: Vec<Taken>,
    /// When, attacker's life, victim's life.
    pub(super) demolitions: Vec<(f64, usize, usize)>,
    /// Object names of the match and of balls.
    pub(super) match_object: Option<i32>,
    pub(super) ball_object: Option<i32>,
    /// Object name of the rules beside the match's.
    pub(super) sub_rules: Option<i32>,
    pub(super) playlist: Option<i32>,
    /// Settings that are not the usual ones.
    pub(super) settings: BTreeSet<Setting>,
    pub(super) has_unlimited_boost: bool,
    /// Bodies with a number that is not finite.
    pub(super) broken_bodies: usize,
}
