//! Shots and saves from the predicted way of the ball.
//!
//! A shot is judged with the arena's own prediction, so "going in" is exact as long as nobody
//! touches the ball. The prediction is asked for as rarely as possible: never within the delay
//! after a contact, for a slow ball, or for one that cannot get to the goal in time at any angle.

use serde::{Deserialize, Serialize};
use wavedash_core::Team;
use wavedash_core::rules::CEILING_Z;

use super::TrackedEvent;
use super::config::{TrackerConfig, ticks};
use super::touches::{Touch, Touches};
use crate::arena::Arena;
use crate::error::SimError;
use crate::predict::{Predictor, PredictorState};

/// Added to how far a ball can get: contacts may shift it by a little, uu.
const REACH_SLACK: f32 = 100.0;

/// A shot that is still going in.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Live {
    car: u8,
    team: Team,
}

/// What shots and saves depend on besides the thresholds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct ShotsState {
    live: Option<Live>,
    last: Option<u64>,
    predictor: PredictorState,
}

/// The shot and save tracker.
#[derive(Clone)]
pub(super) struct Shots {
    predictor: Predictor,
    live: Option<Live>,
    last: Option<u64>,
    speed: f32,
    horizon_seconds: f32,
    horizon: usize,
    delay: u64,
    cooldown: u64,
    longest: u64,
    save_touch: u64,
}

impl Shots {
    pub(super) fn new(arena: &Arena, config: &TrackerConfig) -> Self {
        Self {
            predictor: Predictor::new(arena),
            live: None,
            last: None,
            speed: config.shot_speed,
            horizon_seconds: config.shot_horizon_seconds,
            horizon: ticks(config.shot_horizon_seconds) as usize,
            delay: ticks(config.shot_delay_seconds),
            cooldown: ticks(config.shot_cooldown_seconds),
            longest: ticks(config.scorer_window_seconds),
            save_touch: u64::from(config.save_touch_ticks),
        }
    }

    pub(super) fn save(&self) -> ShotsState {
        ShotsState { live: self.live, last: self.last, predictor: self.predictor.save() }
    }

    /// Refuses what [`restore`](Self::restore) could not go on from at the tick `now`.
    pub(super) fn check(&self, state: &ShotsState, now: u64) -> Result<(), SimError> {
        crate::config::range("tracker.shots.last", state.last.unwrap_or(0) as f32, "at most the present tick", |_| {
            state.last.is_none_or(|last| last <= now)
        })?;
        self.predictor.check(&state.predictor)
    }

    pub(super) fn restore(&mut self, state: &ShotsState) {
        (self.live, self.last) = (state.live, state.last);
        self.predictor.restore(&state.predictor);
    }

    /// Forgets the shot that is going on and when the last one was.
    pub(super) fn clear(&mut self) {
        self.live = None;
        self.last = None;
    }

    /// The shot that is going on is over.
    pub(super) fn end(&mut self) {
        self.live = None;
    }

    /// Car of the shot that is going in.
    pub(super) fn live(&self) -> Option<u8> {
        self.live.map(|live| live.car)
    }

    pub(super) fn computed_ticks(&self) -> u64 {
        self.predictor.computed_ticks()
    }

    /// Looks at the ball after a tick and pushes what it finds.
    pub(super) fn judge(&mut self, arena: &Arena, touches: &Touches, now: u64, found: &mut Vec<TrackedEvent>) {
        if arena.state().in_goal {
            self.live = None;
            return;
        }
        let cars = arena.cars();
        if let Some(Live { car: shooter, team }) = self.live
            && self.going_in(arena) != Some(team)
        {
            self.live = None;
            let recent = |touch: &Touch| now - touch.tick < self.save_touch;
            if let Some(touch) = touches.latest(cars, team.other(), recent) {
                found.push(TrackedEvent::Save { car: touch.car, shooter });
            }
        }
        if self.last.is_some_and(|last| now - last < self.cooldown)
            || arena.state().ball.body.vel.norm_squared() < self.speed * self.speed
        {
            return;
        }
        let [blue, orange] = Team::ALL.map(|team| touches.of_team(cars, team));
        for (team, own, other) in [(Team::Blue, blue, orange), (Team::Orange, orange, blue)] {
            let Some(touch) = own else { continue };
            let age = now - touch.tick;
            let is_latest = other.is_none_or(|other| other.tick <= touch.tick);
            let is_new = self.live.is_none_or(|live| live.car != touch.car);
            if is_latest
                && is_new
                && (self.delay..=self.longest).contains(&age)
                && self.can_reach(arena, team)
                && self.going_in(arena) == Some(team)
            {
                self.live = Some(Live { car: touch.car, team });
                self.last = Some(now);
                found.push(TrackedEvent::Shot { car: touch.car });
                return;
            }
        }
    }

    /// For whom the ball will score within the horizon if nobody touches it.
    fn going_in(&mut self, arena: &Arena) -> Option<Team> {
        self.predictor.first_goal(arena, self.horizon).map(|goal| goal.team)
    }

    /// False if the ball is too slow to get to the goal that `team` attacks within the horizon,
    /// wherever it bounces: without cars its energy never rises.
    fn can_reach(&self, arena: &Arena, team: Team) -> bool {
        let m = arena.mutators();
        let ball = &arena.state().ball.body;
        let forward = match team {
            Team::Blue => ball.pos.y,
            Team::Orange => -ball.pos.y,
        };
        let distance = m.goal_line_y + m.ball_radius - forward;
        let spin_energy = 0.4 * m.ball_radius * m.ball_radius * ball.ang_vel.norm_squared();
        let moving = ball.vel.norm_squared() + spin_energy;
        let fastest = if arena.surface().is_some() {
            let drop = if m.gravity < 0.0 { ball.pos.z } else { CEILING_Z - ball.pos.z };
            (moving + 2.0 * m.gravity.abs() * drop.max(0.0)).sqrt()
        } else {
            moving.sqrt() + m.gravity.abs() * self.horizon_seconds
        };
        distance <= fastest * self.horizon_seconds + REACH_SLACK
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use wavedash_core::{Purpose, Stream, Vec3};

    use super::*;
    use crate::{ArenaConfig, BodyState, Surface};

    #[test]
    fn no_ball_that_goes_in_counts_as_out_of_reach() {
        let mut arena = Arena::new(ArenaConfig::soccar(Arc::new(Surface::soccar()), 0, 0)).unwrap();
        let mut shots = Shots::new(&arena, &TrackerConfig::default());
        let mut stream = Stream::new(3, 0, Purpose::Test, 0);
        let (mut goals, mut spared) = (0, 0);
        for _ in 0..1500 {
            let mut random = |x: f32, y: f32, z: f32| {
                Vec3::new(x * stream.symmetric(), y * stream.symmetric(), z * stream.symmetric())
            };
            let pos = random(2500.0, 4900.0, 850.0) + Vec3::new(0.0, 0.0, 1000.0);
            let vel = random(800.0, 3500.0, 1000.0);
            let ang_vel = random(5.0, 5.0, 5.0);
            arena.set_ball(BodyState { vel, ang_vel, ..BodyState::at(pos) }).unwrap();
            let goal = shots.going_in(&arena);
            goals += usize::from(goal.is_some());
            for team in Team::ALL {
                let reach = shots.can_reach(&arena, team);
                spared += usize::from(!reach);
                assert!(reach || goal != Some(team), "{pos} {vel}");
            }
        }
        assert!(goals > 50 && spared > 500, "{goals} {spared}");
    }
}
