//! Trackers: touches, shots, saves, goals, assists, possession and counters of a match.
//!
//! A [`Tracker`] reads an arena after every step and never writes it; the arena does not know that
//! it is being watched. The definitions, with the thresholds of [`TrackerConfig`]:
//!
//! * **Touch**: a contact of a car's hitbox with the ball after more than `touch_merge_ticks`
//!   without one, whatever other cars did in between.
//! * **Shot**: the ball is at least `shot_speed` fast and will be in a goal within
//!   `shot_horizon_seconds` if nobody touches it; the attackers touched it last (or in the same
//!   tick as the defenders), `shot_delay_seconds` to `scorer_window_seconds` ago;
//!   `shot_cooldown_seconds` have passed since the last shot. It is credited to the attacker with
//!   the latest contact, once: it goes on until the ball is no longer going in. Another attacker
//!   who touches it on its way gets a shot of his own under the same conditions.
//! * **Save**: a shot is no longer going in, and a defender had contact within the last
//!   `save_touch_ticks`; the latest one gets it. A ball slowed so much that it needs longer than
//!   the horizon counts as saved. Before the shot was judged there is nothing to save.
//! * **Goal**: counted by the arena. The scorer is the attacker with the latest contact within
//!   `scorer_window_seconds`, even if a defender deflected the ball later; the assist goes to the
//!   team mate with the latest contact within `assist_window_seconds` before the scorer's last one.
//!   Without a scorer it is an **own goal** of the defender with the latest contact in that window,
//!   if there is one. A goal need not have been a shot.
//! * **Possession**: the team that touched the ball last holds it. A touch within `contest_seconds`
//!   of one by the other team makes it contested for that time; after `loose_seconds` without a
//!   touch, and after two last touches in the same tick, it is loose.

mod config;
mod counts;
mod observer;
mod possession;
mod saved;
mod shots;
mod touches;

use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};
use wavedash_core::units::{MAX_CARS, TICK_SECONDS};
use wavedash_core::{Team, Vec3};

pub use config::TrackerConfig;
pub use counts::{CarCounts, TeamCounts};
pub use observer::TickObserver;
pub use possession::Possession;
pub use saved::TrackerState;
pub use touches::Touch;

use crate::arena::Arena;
use crate::config::CarSpec;
use crate::error::SimError;
use crate::event::Event;
use config::ticks;
use counts::Counts;
use shots::Shots;
use touches::Touches;

/// What a tracker found in a tick. Cars are indices in arena order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TrackedEvent {
    /// A touch began.
    Touch {
        /// The car.
        car: u8,
        /// Contact point, uu.
        pos: Vec3,
    },
    /// A ball that a car sent is going in.
    Shot {
        /// The attacker.
        car: u8,
    },
    /// A shot is no longer going in because of a defender.
    Save {
        /// The defender.
        car: u8,
        /// Whose shot it was.
        shooter: u8,
    },
    /// A goal.
    Goal {
        /// The side that scored.
        team: Team,
        /// The attacker who gets it, if one touched the ball in time.
        scorer: Option<u8>,
        /// The team mate who gets the assist.
        assist: Option<u8>,
        /// Without a scorer: the defender whom it went in off.
        own_goal: Option<u8>,
    },
    /// The ball belongs to somebody else than after the last tick.
    Possession {
        /// Whose it is now.
        now: Possession,
    },
}

/// A ball or car that moves further than this many times its greatest speed in a tick was placed.
const TELEPORT_FACTOR: f32 = 2.0;
/// And this much more, for overlaps that the contact solver removes, uu.
const TELEPORT_SLACK: f32 = 50.0;

/// What was there at the last update.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Seen {
    tick: u64,
    ball: Vec3,
    cars: ArrayVec<Vec3, MAX_CARS>,
}

impl Seen {
    fn new(arena: &Arena) -> Self {
        let state = arena.state();
        Self { tick: state.tick, ball: state.ball.body.pos, cars: state.cars.iter().map(|car| car.body.pos).collect() }
    }

    /// One step led from here to `now`: the tick and everything's place fit.
    fn leads_to(&self, now: &Self, arena: &Arena) -> bool {
        let near = |a: Vec3, b: Vec3, speed: f32| {
            let far = TELEPORT_FACTOR * speed * TICK_SECONDS + TELEPORT_SLACK;
            (a - b).norm_squared() <= far * far
        };
        let put_back = |car: usize| {
            arena.events().iter().any(|event| match *event {
                Event::Respawn { car: c, .. } | Event::Lost { car: Some(c) } => usize::from(c) == car,
                _ => false,
            })
        };
        now.tick == self.tick + 1
            && now.cars.len() == self.cars.len()
            && near(self.ball, now.ball, arena.mutators().ball_max_speed)
            && self
                .cars
                .iter()
                .zip(&now.cars)
                .enumerate()
                .all(|(i, (before, after))| near(*before, *after, wavedash_core::rules::CAR_MAX_SPEED) || put_back(i))
    }
}

/// Watches an arena and keeps count. Update it once after every step.
///
/// Counters go on until [`clear_counts`](Self::clear_counts). What is under way (who touched the
/// ball, the shot that is going in, possession) is forgotten by [`reset`](Self::reset), and by
/// itself when the arena did not get from the last update to this one by one step: another tick
/// than the next, or a ball or car that has moved further than it can. A goal of the last step is
/// still credited when the caller has a kick-off before the update.
///
/// Cost (callgrind, release build): 480 instructions per update in chaos 1v1, 3.5 % of the step, and
/// the prediction for shots when it is needed: over 400,000 ticks of 1v1 it computed 0.01 ticks per
/// tick in chaos and 0.11 in drive ([`predicted_ticks`](Self::predicted_ticks) counts them; a tick
/// costs what [`Predictor`](crate::Predictor) says). After the first updates nothing allocates.
///
/// ```
/// use std::sync::Arc;
/// use wavedash_core::{Controls, Vec3};
/// use wavedash_sim::{Arena, ArenaConfig, BodyState, Surface, TrackedEvent, Tracker, TrackerConfig};
///
/// let mut arena = Arena::new(ArenaConfig::soccar(Arc::new(Surface::soccar()), 1, 0))?;
/// let mut tracker = Tracker::new(&arena, TrackerConfig::default())?;
/// // The car drives at the ball in front of the open goal.
/// let mut car = arena.state().cars[0];
/// car.body.pos = Vec3::new(0.0, 2500.0, 17.0);
/// car.body.rot = wavedash_core::math::yaw(core::f32::consts::FRAC_PI_2);
/// car.body.vel = Vec3::new(0.0, 2200.0, 0.0);
/// arena.set_car(0, car)?;
/// arena.set_ball(BodyState::at(Vec3::new(0.0, 3000.0, 93.15)))?;
/// for _ in 0..240 {
///     arena.step(&[Controls::NONE]);
///     for event in tracker.update(&arena) {
///         if let TrackedEvent::Goal { scorer, .. } = event {
///             assert_eq!(*scorer, Some(0));
///         }
///     }
/// }
/// assert_eq!((tracker.car(0).shots, tracker.car(0).goals), (1, 1));
/// # Ok::<(), wavedash_sim::SimError>(())
/// ```
#[derive(Clone)]
pub struct Tracker {
    config: TrackerConfig,
    cars: ArrayVec<CarSpec, MAX_CARS>,
    seen: Seen,
    touches: Touches,
    shots: Shots,
    possession: Possession,
    counts: Counts,
    found: Vec<TrackedEvent>,
}

impl Tracker {
    /// A tracker that has seen `arena` as it is now.
    ///
    /// # Errors
    /// Names the first threshold that is out of its range.
    pub fn new(arena: &Arena, config: TrackerConfig) -> Result<Self, SimError> {
        config.check()?;
        Ok(Self {
            shots: Shots::new(arena, &config),
            config,
            cars: arena.cars().iter().copied().collect(),
            seen: Seen::new(arena),
            touches: Touches::default(),
            possession: Possession::Loose,
            counts: Counts::default(),
            found: Vec::new(),
        })
    }

    /// Takes in the step that `arena` has just made, with its [`Arena::events`], and returns what
    /// it amounts to, in the order touches, goals, saves, shots, possession.
    ///
    /// Without a step since the last update nothing happens.
    pub fn update(&mut self, arena: &Arena) -> &[TrackedEvent] {
        self.found.clear();
        let now = Seen::new(arena);
        let before = core::mem::replace(&mut self.seen, now);
        let tick = self.seen.tick;
        let follows = before.leads_to(&self.seen, arena);
        if !follows {
            if tick == before.tick {
                if self.seen.ball != before.ball {
                    self.reset();
                }
                return &self.found;
            }
            let goal = arena.events().iter().any(|event| matches!(event, Event::Goal { .. }));
            if goal && !arena.state().in_goal {
                // The state was replaced after the step: its events belong to what was before.
                self.take_events(arena, before.tick + 1);
                self.reset();
                return &self.found;
            }
            self.reset();
            self.cars = arena.cars().iter().copied().collect();
        }
        self.take_events(arena, tick);
        let shots_from = self.found.len();
        self.shots.judge(arena, &self.touches, tick, &mut self.found);
        for event in &self.found[shots_from..] {
            match *event {
                TrackedEvent::Shot { car } => self.counts.car(car).shots += 1,
                TrackedEvent::Save { car, .. } => self.counts.car(car).saves += 1,
                _ => {}
            }
        }
        self.judge_possession(tick);
        &self.found
    }

    /// Forgets what is under way; counters stay. Call it after setting a state by hand that could
    /// be taken for the next tick.
    pub fn reset(&mut self) {
        self.touches.clear();
        self.shots.clear();
        self.possession = Possession::Loose;
    }

    /// Sets all counters to 0.
    pub fn clear_counts(&mut self) {
        self.counts = Counts::default();
    }

    /// The thresholds in force.
    #[must_use]
    pub fn config(&self) -> &TrackerConfig {
        &self.config
    }

    /// A car's counters; all 0 for a car that does not exist.
    #[must_use]
    pub fn car(&self, car: usize) -> CarCounts {
        self.counts.cars.get(car).copied().unwrap_or_default()
    }

    /// A team's counters.
    #[must_use]
    pub fn team(&self, team: Team) -> TeamCounts {
        self.counts.teams[team.index()]
    }

    /// Ticks in which the ball was contested.
    #[must_use]
    pub fn contested_ticks(&self) -> u64 {
        self.counts.contested_ticks
    }

    /// Ticks in which the ball was loose.
    #[must_use]
    pub fn loose_ticks(&self) -> u64 {
        self.counts.loose_ticks
    }

    /// Whose ball it is.
    #[must_use]
    pub fn possession(&self) -> Possession {
        self.possession
    }

    /// A car's last contact with the ball since the last reset.
    #[must_use]
    pub fn last_touch(&self, car: usize) -> Option<Touch> {
        self.touches.of(car)
    }

    /// A team's last contact with the ball; of two in the same tick the car with the lower index.
    #[must_use]
    pub fn last_touch_of(&self, team: Team) -> Option<Touch> {
        self.touches.of_team(&self.cars, team)
    }

    /// The car whose shot is going in at this moment.
    #[must_use]
    pub fn shot_under_way(&self) -> Option<u8> {
        self.shots.live()
    }

    /// Ticks of ball physics that shots have needed so far: what the tracker costs.
    #[must_use]
    pub fn predicted_ticks(&self) -> u64 {
        self.shots.computed_ticks()
    }

    fn take_events(&mut self, arena: &Arena, tick: u64) {
        for event in arena.events() {
            match *event {
                Event::Touch { car, pos, .. } => {
                    if self.touches.contact(Touch { car, tick, pos }, self.config.touch_merge_ticks) {
                        self.counts.car(car).touches += 1;
                        self.found.push(TrackedEvent::Touch { car, pos });
                    }
                }
                Event::Goal { team } => self.goal(team, tick),
                _ => self.counts.plain(event, &arena.fixed.pads),
            }
        }
    }

    fn goal(&mut self, team: Team, tick: u64) {
        let window = ticks(self.config.scorer_window_seconds);
        let assist_window = ticks(self.config.assist_window_seconds);
        let in_time = |touch: &Touch| tick - touch.tick <= window;
        let scorer = self.touches.latest(&self.cars, team, in_time);
        let assist = scorer.and_then(|scorer| {
            let passed = |touch: &Touch| touch.car != scorer.car && scorer.tick - touch.tick <= assist_window;
            self.touches.latest(&self.cars, team, passed)
        });
        let own_goal = match scorer {
            Some(_) => None,
            None => self.touches.latest(&self.cars, team.other(), in_time),
        };
        let [scorer, assist, own_goal] = [scorer, assist, own_goal].map(|touch| touch.map(|touch| touch.car));
        self.counts.teams[team.index()].goals += 1;
        scorer.iter().for_each(|car| self.counts.car(*car).goals += 1);
        assist.iter().for_each(|car| self.counts.car(*car).assists += 1);
        own_goal.iter().for_each(|car| self.counts.car(*car).own_goals += 1);
        self.shots.end();
        self.found.push(TrackedEvent::Goal { team, scorer, assist, own_goal });
    }

    fn judge_possession(&mut self, tick: u64) {
        let last = Team::ALL.map(|team| self.touches.of_team(&self.cars, team));
        let contest = ticks(self.config.contest_seconds);
        let now = possession::judge(last, tick, contest, ticks(self.config.loose_seconds));
        self.counts.possession(now);
        if now != self.possession {
            self.possession = now;
            self.found.push(TrackedEvent::Possession { now });
        }
    }
}
