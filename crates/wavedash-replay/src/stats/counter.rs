//! One pass over the moments of a match.

use core::iter::Peekable;
use core::slice;

use wavedash_core::{CarSnapshot, Team};

use super::view::View;
use super::{MatchStats, PlayerStats, TeamStats, Values, ball, boost, core as goals, demo, movement, positioning};
use crate::timeline::{Happening, Moment, Timed, Timeline};

/// A ball that nobody has touched for this long is nobody's, s; the simulator's tracker has the same value.
const LOOSE: f64 = 10.0;

/// Counts a match moment by moment, so that nobody has to keep the moments.
pub struct Counter<'a> {
    view: View<'a>,
    /// Moments seen, and those in play.
    seen: usize,
    in_play: usize,
    /// The last moment was in play.
    was_in_play: bool,
    /// Time of the last moment, s.
    last: f64,
    ahead: Peekable<slice::Iter<'a, Timed>>,
    /// Last touch since a kick-off or a goal.
    touched: Option<(f64, u8)>,
    /// Where the cars were at the last moment.
    places: Vec<positioning::Place>,
    cars: Vec<OfCar>,
    sides: [ball::Side; 2],
}

#[derive(Default)]
struct OfCar {
    boost: boost::Sums,
    movement: movement::Sums,
    positioning: positioning::Sums,
    /// Moments of possession.
    held: usize,
}

/// What several groups need of a moment.
pub(super) struct Seen<'a> {
    /// Number of the moment.
    pub(super) number: usize,
    /// Time that a moment stands for, s.
    pub(super) step: f64,
    /// Ball centre, uu.
    pub(super) ball: [f32; 3],
    /// Where the cars are.
    pub(super) places: &'a [positioning::Place],
    /// The side that touched the ball last; none after a kick-off or a goal, or when it is loose.
    pub(super) owner: Option<Team>,
}

impl<'a> Counter<'a> {
    /// Begins with the match's outline: its moments are not looked at.
    #[must_use]
    pub fn new(outline: &'a Timeline) -> Self {
        Self {
            view: View::of(outline),
            seen: 0,
            in_play: 0,
            was_in_play: false,
            last: 0.0,
            ahead: outline.happenings.iter().peekable(),
            touched: None,
            places: Vec::with_capacity(outline.players.len()),
            cars: outline.players.iter().map(|_| OfCar::default()).collect(),
            sides: Default::default(),
        }
    }

    /// Counts the next moment.
    pub fn see(&mut self, moment: &Moment) {
        while let Some(timed) = self.ahead.next_if(|timed| timed.seconds <= moment.seconds) {
            self.note(timed, self.was_in_play || moment.in_play);
        }
        self.last = moment.seconds;
        self.was_in_play = moment.in_play;
        let snapshot = &moment.snapshot;
        let (players, ball) = (&self.view.timeline.players, snapshot.ball.pos);
        self.places.clear();
        let places = players.iter().zip(&snapshot.cars);
        self.places.extend(places.map(|(player, car)| positioning::Place::of(player.team, car, ball)));
        if moment.in_play {
            self.in_play += 1;
            let owner = self.touched.filter(|(at, _)| moment.seconds - at < LOOSE).map(|(_, car)| car);
            let owner_side = owner.and_then(|car| self.view.team_of(car));
            self.sides.iter_mut().zip(Team::ALL).for_each(|(side, team)| side.see(team, ball, owner_side));
            let (number, step) = (self.seen, self.view.step);
            let seen = Seen { number, step, ball, places: &self.places, owner: owner_side };
            for (i, (of_car, car)) in self.cars.iter_mut().zip(&snapshot.cars).enumerate() {
                of_car.held += usize::from(owner.is_some_and(|owner| usize::from(owner) == i));
                if !car.is_demolished {
                    of_car.see(&seen, i, car);
                }
            }
        }
        self.seen += 1;
    }

    fn note(&mut self, timed: &Timed, in_play: bool) {
        if timed.happening.is_play() && !in_play {
            return;
        }
        self.view.happenings.push(*timed);
        match timed.happening {
            Happening::Touch { car, .. } => self.touched = Some((timed.seconds, car)),
            Happening::Kickoff => self.touched = None,
            Happening::Goal { team, .. } => {
                self.touched = None;
                let players = &self.view.timeline.players;
                for (i, _) in players.iter().enumerate().filter(|(_, player)| player.team != team) {
                    self.cars[i].positioning.conceded_as_last +=
                        usize::from(positioning::is_last_defender(&self.places, i));
                }
            }
            Happening::Pickup { car, pad, boost_before } => {
                if let Some(of_car) = self.cars.get_mut(usize::from(car)) {
                    of_car.boost.gain(self.view.is_big(pad), boost_before);
                }
            }
            _ => {}
        }
    }

    /// All statistics.
    #[must_use]
    pub fn finish(mut self) -> MatchStats {
        while let Some(timed) = self.ahead.next() {
            self.note(timed, self.was_in_play);
        }
        let Self { mut view, in_play, last, cars, sides, .. } = self;
        view.seconds = in_play as f64 * view.step;
        let outline = view.timeline;
        let of_player = |(car, of_car): (usize, &OfCar)| {
            let mut values = Values::new();
            goals::player(&view, car, &mut values);
            of_car.boost.player(&view, car, &mut values);
            of_car.movement.player(&view, car, &mut values);
            of_car.positioning.player(&mut values);
            demo::player(&view, car, &mut values);
            ball::player(&view, car, of_car.held, &mut values);
            PlayerStats { player: outline.players[car].clone(), values }
        };
        let players = cars.iter().enumerate().map(of_player).collect();
        let teams = [0, 1].map(|i| {
            let mut values = Values::new();
            sides[i].team(&sides[1 - i], &view, &mut values);
            TeamStats { team: Team::ALL[i], values }
        });
        MatchStats {
            origin: outline.origin,
            seconds: last,
            seconds_in_play: view.seconds,
            score: outline.score,
            players,
            teams,
            pads: outline.pads,
            left_out: outline.left_out.clone(),
        }
    }
}

impl OfCar {
    fn see(&mut self, seen: &Seen<'_>, car: usize, state: &CarSnapshot) {
        self.boost.see(seen, state);
        self.movement.see(seen, state);
        self.positioning.see(seen, car);
    }
}
