//! What actors of the match's rules tell: states, clock, overtime.
//!
//! A file may have several such actors, of which one runs the match and another has stayed behind in a lobby. The one
//! with the most signs of play is believed. Before states had names they had numbers, which differ from build to build:
//! there the state of play is the one with the most signs, too.

use std::collections::BTreeMap;

use boxcars::ActorId;

use super::filling::Last;
use super::lives::{PLAYING, Told};

/// How names begin that stand for the numbers of states.
const NUMBERED: &str = "state ";

/// Most actors that are told apart; real files have one or two.
const MOST: usize = 64;

/// What one actor told.
#[derive(Debug, Default)]
struct Referee {
    object: Option<i32>,
    states: Vec<(f64, String)>,
    clock: Vec<(f64, i32)>,
    overtime: Vec<(f64, bool)>,
    first_hits: Vec<f64>,
    /// When something happened that happens in play only: the clock ran, a round began, the ball was hit.
    signs: Vec<f64>,
}

/// What all such actors told.
#[derive(Debug, Default)]
pub(super) struct Referees {
    all: Vec<(ActorId, Referee)>,
}

impl Referees {
    fn of(&mut self, id: ActorId) -> &mut Referee {
        let index = self.all.iter().position(|(other, _)| *other == id).unwrap_or_else(|| {
            if self.all.len() < MOST {
                self.all.push((id, Referee::default()));
            }
            self.all.len() - 1
        });
        &mut self.all[index].1
    }

    /// An actor with rules of this object appeared.
    pub(super) fn appears(&mut self, id: ActorId, object: i32) {
        self.of(id).object.get_or_insert(object);
    }

    pub(super) fn state(&mut self, id: ActorId, at: f64, name: &str) {
        let states = &mut self.of(id).states;
        if states.last().is_none_or(|(_, last)| last != name) {
            states.push((at, name.to_owned()));
        }
    }

    pub(super) fn numbered_state(&mut self, id: ActorId, at: f64, index: u8) {
        self.state(id, at, &format!("{NUMBERED}{index}"));
    }

    pub(super) fn clock(&mut self, id: ActorId, at: f64, seconds: i32) {
        let referee = self.of(id);
        if referee.clock.last().is_some_and(|(_, last)| *last != seconds) {
            referee.signs.push(at);
        }
        referee.clock.push((at, seconds));
    }

    pub(super) fn overtime(&mut self, id: ActorId, at: f64, is_overtime: bool) {
        self.of(id).overtime.push((at, is_overtime));
    }

    pub(super) fn round(&mut self, id: ActorId, at: f64) {
        self.of(id).signs.push(at);
    }

    pub(super) fn first_hit(&mut self, id: ActorId, at: f64) {
        let referee = self.of(id);
        referee.signs.push(at);
        referee.first_hits.push(at);
    }

    /// Puts what the actor of the match told into `told`.
    pub(super) fn settle(self, told: &mut Told) {
        let count = |referee: &Referee| (referee.signs.len(), referee.states.len(), referee.object.is_some());
        // The first one of equals.
        let best = self.all.into_iter().map(|(_, referee)| referee).rev().max_by_key(count);
        let Some(mut referee) = best else { return };
        referee.name_play();
        let Referee { object, states, clock, overtime, first_hits, .. } = referee;
        (told.match_object, told.states, told.clock) = (object, states, clock);
        (told.overtime, told.first_hits) = (overtime, first_hits);
    }
}

impl Referee {
    /// Calls the numbered state of play by its name.
    fn name_play(&mut self) {
        let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
        let mut state = Last::default();
        let seen = self.signs.iter().filter_map(|at| state.of(&self.states, *at));
        seen.filter(|name| name.starts_with(NUMBERED)).for_each(|name| *votes.entry(name).or_default() += 1);
        let play = votes.into_iter().max_by_key(|(_, votes)| *votes).map(|(name, _)| name.to_owned());
        let its = self.states.iter_mut().filter(|(_, name)| play.as_deref() == Some(name.as_str()));
        its.for_each(|(_, name)| PLAYING.clone_into(name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_states_are_named_by_what_happens_in_them() {
        let (mut referees, id) = (Referees::default(), ActorId(4));
        for round in 0..3 {
            let begin = 20.0 * f64::from(round);
            referees.numbered_state(id, begin, 6);
            referees.numbered_state(id, begin + 4.0, 5);
            referees.round(id, begin + 4.0);
            referees.clock(id, begin + 8.0, 300 - round);
            referees.numbered_state(id, begin + 15.0, 4);
        }
        let mut told = Told::default();
        referees.settle(&mut told);
        let play: Vec<f64> = told.states.iter().filter(|(_, name)| name == PLAYING).map(|(at, _)| *at).collect();
        assert_eq!(play, [4.0, 24.0, 44.0]);
    }

    #[test]
    fn the_actor_in_the_lobby_is_not_the_match() {
        let (mut referees, game, lobby) = (Referees::default(), ActorId(1), ActorId(14));
        for at in [0.0, 10.0, 20.0] {
            referees.state(game, at, PLAYING);
            referees.clock(game, at, 300 - at as i32);
            referees.state(lobby, at, "PendingPlayers");
            referees.clock(lobby, at, 0);
        }
        let mut told = Told::default();
        referees.settle(&mut told);
        assert_eq!(told.states, [(0.0, PLAYING.to_owned())]);
        assert_eq!(told.clock.len(), 3);
    }
}
