//! The clock of a show: plays, pauses, steps, jumps.

use wavedash_core::units::TICK_SECONDS;
use wavedash_replay::{Happening, Timed};

/// Speeds, as factors of real time.
pub const SPEEDS: [f64; 8] = [0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 4.0, 8.0];
/// Index of real time.
const NORMAL: usize = 3;
/// How long the picture stands still after a goal of a recorded match, s: match logs go on at once.
pub const HOLD_SECONDS: f64 = 1.5;
/// Speeds above this do not stop for goals.
const HOLDS_UP_TO: f64 = 2.0;
/// Jumping to what comes next lands this long before it, s.
const LEAD: f64 = 2.0;

/// Where a show stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Playback {
    seconds: f64,
    /// None: the show has no end that anybody knows.
    end: Option<f64>,
    speed: usize,
    is_paused: bool,
    /// Halts for a goal.
    hold: Option<Hold>,
}

/// A halt in the last tick before a goal: in the goal's own tick a match log already stands at the next kick-off.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Hold {
    /// Left of it, s.
    left: f64,
    /// When the goal fell, s.
    goal: f64,
}

impl Playback {
    /// At the beginning of a show, playing.
    #[must_use]
    pub const fn new(end: Option<f64>) -> Self {
        Self { seconds: 0.0, end, speed: NORMAL, is_paused: false, hold: None }
    }

    /// Since the show began, s.
    #[must_use]
    pub const fn seconds(&self) -> f64 {
        self.seconds
    }

    /// Until when things have happened, s: a goal for which it halts has fallen.
    #[must_use]
    pub fn heard(&self) -> f64 {
        self.hold.map_or(self.seconds, |hold| hold.goal)
    }

    /// Factor of real time.
    #[must_use]
    pub fn speed(&self) -> f64 {
        SPEEDS[self.speed]
    }

    /// Stands still because somebody said so.
    #[must_use]
    pub const fn is_paused(&self) -> bool {
        self.is_paused
    }

    /// Stands still for a goal.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.hold.is_some()
    }

    /// There is nothing after this.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.end.is_some_and(|end| self.seconds >= end)
    }

    /// Goes on by `dt` seconds of real time. `happenings` are those of the show; at a goal among them it halts for a
    /// moment.
    pub fn advance(&mut self, dt: f64, happenings: &[Timed]) {
        if self.is_paused || self.is_over() {
            return;
        }
        if let Some(hold) = &mut self.hold {
            hold.left -= dt;
            if hold.left <= 0.0 {
                self.seconds = hold.goal;
                self.hold = None;
            }
            return;
        }
        let until = self.limited(self.seconds + dt * self.speed());
        let from = happenings.partition_point(|timed| timed.seconds <= self.seconds);
        let is_goal = |timed: &&Timed| matches!(timed.happening, Happening::Goal { .. });
        let passed = happenings[from..].iter().take_while(|timed| timed.seconds <= until);
        match passed.filter(|_| self.end.is_some() && self.speed() <= HOLDS_UP_TO).find(is_goal) {
            Some(goal) => {
                self.seconds = self.seconds.max(goal.seconds - f64::from(TICK_SECONDS));
                self.hold = Some(Hold { left: HOLD_SECONDS, goal: goal.seconds });
            }
            None => self.seconds = until,
        }
    }

    /// The show is not further than this yet.
    pub fn wait_at(&mut self, seconds: f64) {
        self.seconds = seconds;
    }

    /// Plays or pauses. At the end it begins again.
    pub fn toggle(&mut self) {
        if self.is_over() {
            self.seek(0.0);
            self.is_paused = false;
        } else {
            self.is_paused = !self.is_paused;
        }
    }

    /// Pauses.
    pub fn pause(&mut self) {
        self.is_paused = true;
    }

    /// Pauses and goes so many ticks further, or back.
    pub fn step(&mut self, ticks: i32) {
        self.is_paused = true;
        self.seek(self.seconds + f64::from(ticks) * f64::from(TICK_SECONDS));
    }

    /// Goes to a time, s.
    pub fn seek(&mut self, seconds: f64) {
        self.hold = None;
        self.seconds = self.limited(seconds);
    }

    /// One speed up or down.
    pub fn change_speed(&mut self, up: bool) {
        self.speed = if up { (self.speed + 1).min(SPEEDS.len() - 1) } else { self.speed.saturating_sub(1) };
    }

    /// The speed nearest to a factor.
    pub fn set_speed(&mut self, factor: f64) {
        let off = |speed: &f64| (speed / factor).max(factor / speed);
        let nearest = SPEEDS.iter().enumerate().min_by(|(_, a), (_, b)| off(a).total_cmp(&off(b)));
        self.speed = nearest.map_or(NORMAL, |(index, _)| index);
    }

    /// Goes to shortly before the next thing of interest, or the one before. False: there is none.
    pub fn jump(&mut self, forwards: bool, happenings: &[Timed]) -> bool {
        let mut times = happenings.iter().filter(|timed| is_of_interest(&timed.happening)).map(|timed| timed.seconds);
        let found = if forwards {
            times.find(|seconds| *seconds > self.seconds + LEAD + 0.1)
        } else {
            times.take_while(|seconds| *seconds < self.seconds + LEAD - 0.1).last()
        };
        found.map(|seconds| self.seek(seconds - LEAD)).is_some()
    }

    fn limited(&self, seconds: f64) -> f64 {
        seconds.max(0.0).min(self.end.unwrap_or(f64::INFINITY))
    }
}

/// What people look for in a match.
#[must_use]
pub const fn is_of_interest(happening: &Happening) -> bool {
    matches!(
        happening,
        Happening::Goal { .. } | Happening::Save { .. } | Happening::Shot { .. } | Happening::Demolition { .. }
    )
}

#[cfg(test)]
mod tests {
    use wavedash_core::Team;

    use super::*;

    fn goal(seconds: f64) -> Timed {
        Timed { seconds, happening: Happening::Goal { team: Team::Blue, scorer: None, assist: None } }
    }

    #[test]
    fn time_passes_as_fast_as_asked_and_ends_at_the_end() {
        let mut playback = Playback::new(Some(10.0));
        playback.advance(1.0, &[]);
        assert_eq!(playback.seconds(), 1.0);
        playback.set_speed(4.0);
        playback.advance(1.0, &[]);
        assert_eq!(playback.seconds(), 5.0);
        playback.toggle();
        playback.advance(1.0, &[]);
        assert_eq!(playback.seconds(), 5.0);
        playback.toggle();
        playback.advance(100.0, &[]);
        assert!(playback.is_over());
        assert_eq!(playback.seconds(), 10.0);
        playback.toggle();
        assert_eq!((playback.seconds(), playback.is_paused()), (0.0, false));
    }

    #[test]
    fn it_halts_at_a_goal_once() {
        let goals = [goal(1.0)];
        let mut playback = Playback::new(Some(10.0));
        playback.advance(3.0, &goals);
        assert_eq!((playback.heard(), playback.is_held()), (1.0, true));
        // What is shown is the tick before.
        assert!((playback.seconds() - (1.0 - 1.0 / 120.0)).abs() < 1e-6);
        playback.advance(HOLD_SECONDS, &goals);
        assert_eq!((playback.seconds(), playback.is_held()), (1.0, false));
        playback.advance(1.0, &goals);
        assert_eq!((playback.seconds(), playback.is_held()), (2.0, false));
    }

    #[test]
    fn eight_times_real_time_halts_for_nothing() {
        let mut playback = Playback::new(Some(10.0));
        playback.set_speed(8.0);
        playback.advance(0.5, &[goal(1.0)]);
        assert_eq!(playback.seconds(), 4.0);
    }

    #[test]
    fn steps_are_ticks_and_pause() {
        let mut playback = Playback::new(Some(10.0));
        playback.step(3);
        assert!((playback.seconds() - 0.025).abs() < 1e-7);
        playback.step(-5);
        assert_eq!((playback.seconds(), playback.is_paused()), (0.0, true));
    }

    #[test]
    fn jumps_find_what_is_next_and_what_was_before() {
        let kickoff = Timed { seconds: 5.0, happening: Happening::Kickoff };
        let all = [goal(4.0), kickoff, goal(9.0)];
        let mut playback = Playback::new(Some(10.0));
        assert!(playback.jump(true, &all));
        assert_eq!(playback.seconds(), 2.0);
        assert!(playback.jump(true, &all));
        assert_eq!(playback.seconds(), 7.0);
        assert!(!playback.jump(true, &all));
        assert!(playback.jump(false, &all));
        assert_eq!(playback.seconds(), 2.0);
    }
}
