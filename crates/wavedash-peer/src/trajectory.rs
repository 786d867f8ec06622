//! Differences of trajectories after 0.25, 1 and 3 seconds.

use serde::Serialize;
use wavedash_core::Controls;
use wavedash_sim::{BodyState, CarState};

use crate::error::PeerError;
use crate::scenario::{Known, Scenario};

/// When both are compared, ticks.
pub const TIMES: [u32; 3] = [30, 120, 360];

/// How far both are apart, the farthest car for cars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Apart {
    /// Positions of the ball, uu.
    pub ball_pos: f32,
    /// Velocities of the ball, uu/s.
    pub ball_vel: f32,
    /// Angular velocities of the ball, rad/s.
    pub ball_spin: f32,
    /// Positions of a car, uu.
    pub car_pos: f32,
    /// Velocities of a car, uu/s.
    pub car_vel: f32,
    /// Orientations of a car, degrees.
    pub car_rot: f32,
    /// Cars that are demolished in one of the two only.
    pub demolished_in_one: u32,
    /// Way of our farthest travelled body up to here, uu: what position errors are measured by.
    pub way: f32,
}

impl Apart {
    fn ball(&mut self, ours: &BodyState, theirs: &BodyState) {
        self.ball_pos = (ours.pos - theirs.pos).norm();
        self.ball_vel = (ours.vel - theirs.vel).norm();
        self.ball_spin = (ours.ang_vel - theirs.ang_vel).norm();
    }

    fn car(&mut self, ours: &CarState, theirs: &CarState) {
        if ours.is_demolished || theirs.is_demolished {
            // A demolished car is nowhere.
            self.demolished_in_one += u32::from(ours.is_demolished != theirs.is_demolished);
            return;
        }
        let (a, b) = (&ours.body, &theirs.body);
        self.car_pos = self.car_pos.max((a.pos - b.pos).norm());
        self.car_vel = self.car_vel.max((a.vel - b.vel).norm());
        self.car_rot = self.car_rot.max(a.rot.angle_to(&b.rot).to_degrees());
    }

    /// Within the tolerance that recorded runs of the Rust model are held to: 2 uu + 1 % of the way
    /// and 2 degrees.
    #[must_use]
    pub fn agrees(&self) -> bool {
        let allowed = 2.0 + 0.01 * self.way;
        self.ball_pos <= allowed && self.car_pos <= allowed && self.car_rot <= 2.0 && self.demolished_in_one == 0
    }

    /// The median over runs of each number.
    fn median(runs: &[Self]) -> Self {
        let of = |f: fn(&Self) -> f32| {
            let mut all: Vec<f32> = runs.iter().map(f).collect();
            all.sort_by(f32::total_cmp);
            all.get(all.len() / 2).copied().unwrap_or_default()
        };
        Self {
            ball_pos: of(|a| a.ball_pos),
            ball_vel: of(|a| a.ball_vel),
            ball_spin: of(|a| a.ball_spin),
            car_pos: of(|a| a.car_pos),
            car_vel: of(|a| a.car_vel),
            car_rot: of(|a| a.car_rot),
            demolished_in_one: runs.iter().map(|a| a.demolished_in_one).sum(),
            way: of(|a| a.way),
        }
    }
}

/// All runs of a scenario at one time.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Seconds from the start.
    pub seconds: f32,
    /// Median over the seeds of each number (demolitions: sum).
    pub median: Apart,
    /// Runs within the tolerance of [`Apart::agrees`].
    pub agreeing: usize,
    /// One entry per seed.
    pub runs: Vec<Apart>,
}

/// A scenario compared.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The scenario's name.
    pub name: &'static str,
    /// Differences that are expected in it.
    pub known: Vec<Known>,
    /// One row per entry of [`TIMES`].
    pub rows: Vec<Row>,
}

/// Runs a scenario in both simulators for seeds `first..first + seeds`.
///
/// # Errors
/// If one of the simulators refuses.
pub fn compare(scenario: &Scenario, first: u64, seeds: u64) -> Result<Report, PeerError> {
    let runs = (first..first + seeds).map(|seed| one(scenario, seed)).collect::<Result<Vec<_>, _>>()?;
    let row = |(i, ticks): (usize, u32)| {
        let runs: Vec<Apart> = runs.iter().map(|run| run[i]).collect();
        Row {
            seconds: ticks as f32 * wavedash_core::units::TICK_SECONDS,
            median: Apart::median(&runs),
            agreeing: runs.iter().filter(|run| run.agrees()).count(),
            runs,
        }
    };
    let known = core::iter::once(Known::Rounding).chain(scenario.known.iter().copied()).collect();
    Ok(Report { name: scenario.name, known, rows: TIMES.into_iter().enumerate().map(row).collect() })
}

fn one(scenario: &Scenario, seed: u64) -> Result<[Apart; TIMES.len()], PeerError> {
    let mut run = scenario.run(seed)?;
    let mut found = [Apart::default(); TIMES.len()];
    let cars = run.pair.cars();
    let positions = |run: &crate::scenario::Run| -> Vec<_> {
        let all = (0..cars).map(|car| run.pair.our_car(car).body.pos);
        core::iter::once(run.pair.our_ball().pos).chain(all).collect()
    };
    let mut last = positions(&run);
    let mut ways = vec![0.0_f32; last.len()];
    let mut next = 0;
    for tick in 0..TIMES[TIMES.len() - 1] {
        let controls: Vec<Controls> = run.controls(tick).collect();
        run.pair.step(&controls)?;
        let now = positions(&run);
        for ((way, now), last) in ways.iter_mut().zip(&now).zip(&last) {
            *way += (now - last).norm();
        }
        last = now;
        if tick + 1 == TIMES[next] {
            let apart = &mut found[next];
            apart.ball(&run.pair.our_ball(), &run.pair.their_ball());
            for car in 0..cars {
                apart.car(&run.pair.our_car(car), &run.pair.their_car(car)?);
            }
            apart.way = ways.iter().copied().fold(0.0, f32::max);
            next += 1;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::ALL;

    fn report(name: &str) -> Report {
        compare(ALL.iter().find(|s| s.name == name).unwrap(), 0, 3).unwrap()
    }

    #[test]
    fn a_falling_ball_agrees_until_it_bounces() {
        for run in &report("ball drop").rows[0].runs {
            assert!(run.ball_pos < 0.1 && run.ball_vel < 0.5, "{run:?}");
        }
    }

    #[test]
    fn the_reference_stands_on_our_surface() {
        // Up the side ramp: planes alone would stop the car dead at the wall.
        let rows = report("ball up the side ramp").rows;
        assert!(rows[1].median.agrees(), "{:?}", rows[1]);
        let rows = report("up the side wall").rows;
        assert!(rows[1].median.car_rot < 10.0, "{:?}", rows[1]);
    }

    #[test]
    fn a_median_is_one_of_the_runs() {
        let runs = [3.0, 1.0, 2.0].map(|ball_pos| Apart { ball_pos, ..Apart::default() });
        assert_eq!(Apart::median(&runs).ball_pos, 2.0);
        assert_eq!(Apart::median(&[]), Apart::default());
    }
}
