//! The same chaos workload on both simulators, alternating on one thread.
//!
//! Both matches are driven by [`wavedash_sim::workload`], each on its simulator's own state. The
//! reference is asked for its state only where a car decides anew (every twentieth tick on average)
//! and is told controls only when they change; its bumps are reported by callback and its goals by
//! query, as ours come as events. The clock is the thread's CPU time. Runs alternate in blocks, so
//! that whatever else the machine does falls on both.

use core::cell::Cell;

use cpu_time::ThreadTime;
use serde::Serialize;
use wavedash_core::{Controls, Team};
use wavedash_sim::workload::{Workload, WorkloadKind};
use wavedash_sim::{Arena, ArenaConfig, Event};

use crate::error::PeerError;
use crate::pair::surface;
use crate::reference::Reference;

/// Ticks of one simulator before it is the other one's turn.
pub const BLOCK: u64 = 2_000;

thread_local! {
    /// Bumps and demolitions that the reference has reported on this thread.
    static BUMPS: Cell<[u64; 2]> = const { Cell::new([0; 2]) };
}

/// Counts a bump or a demolition of the reference.
pub(crate) fn count_bump(demolition: bool) {
    let mut counts = BUMPS.get();
    counts[usize::from(demolition)] += 1;
    BUMPS.set(counts);
}

/// What one simulator did.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Side {
    /// CPU seconds.
    pub seconds: f64,
    /// Ticks per CPU second.
    pub ticks_per_second: f64,
    /// Share of sampled cars that are not on the ground, per cent.
    pub air_percent: f64,
    /// Goals.
    pub goals: u64,
    /// Bumps.
    pub bumps: u64,
    /// Demolitions.
    pub demolitions: u64,
}

/// Both at one team size.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Speed {
    /// Cars a side.
    pub team_size: usize,
    /// Ticks of each.
    pub ticks: u64,
    /// Ours.
    pub ours: Side,
    /// The reference.
    pub reference: Side,
    /// Our ticks per second over the reference's.
    pub ratio: f64,
    /// Median over the blocks of the same ratio: what a disturbance of one block does not change.
    pub median_block_ratio: f64,
}

/// One match of ours.
struct Ours {
    arena: Arena,
    workload: Workload,
    side: Side,
}

impl Ours {
    fn new(team_size: usize, seed: u64) -> Result<Self, PeerError> {
        let config = ArenaConfig { seed, ..ArenaConfig::soccar(surface(), team_size, team_size) };
        let mut arena = Arena::new(config)?;
        let mut workload = Workload::new(WorkloadKind::Chaos, seed, 0, 2 * team_size);
        workload.kickoff(&mut arena)?;
        Ok(Self { arena, workload, side: Side::default() })
    }

    fn block(&mut self, ticks: u64) -> Result<f64, PeerError> {
        let Self { arena, workload, side } = self;
        let clock = ThreadTime::now();
        for _ in 0..ticks {
            workload.step(arena, |event| match event {
                Event::Goal { .. } => side.goals += 1,
                Event::Bump { .. } => side.bumps += 1,
                Event::Demolition { .. } => side.demolitions += 1,
                _ => {}
            })?;
        }
        Ok(clock.elapsed().as_secs_f64())
    }

    fn on_ground(&self) -> u64 {
        self.arena.state().cars.iter().map(|car| u64::from(car.on_ground)).sum()
    }
}

/// One match of the reference.
struct Theirs {
    arena: Reference,
    workload: Workload,
    seed: u32,
    side: Side,
    /// Cars that decided in this tick.
    decided: Vec<usize>,
}

impl Theirs {
    fn new(team_size: usize, seed: u64) -> Result<Self, PeerError> {
        let mut teams = vec![Team::Blue; team_size];
        teams.resize(2 * team_size, Team::Orange);
        let mut arena = Reference::new(&surface(), &teams)?;
        arena.count_bumps();
        for car in 0..teams.len() {
            arena.hold(car, &Controls::NONE)?;
        }
        let workload = Workload::new(WorkloadKind::Chaos, seed, 0, 2 * team_size);
        let decided = Vec::with_capacity(teams.len());
        let mut theirs = Self { arena, workload, seed: seed as u32, side: Side::default(), decided };
        theirs.kickoff();
        Ok(theirs)
    }

    fn kickoff(&mut self) {
        let push = self.workload.begin();
        self.arena.kickoff(self.seed, push);
        self.seed = self.seed.wrapping_add(1);
    }

    fn block(&mut self, ticks: u64) -> Result<f64, PeerError> {
        let before = BUMPS.get();
        let clock = ThreadTime::now();
        for _ in 0..ticks {
            let Self { arena, workload, decided, .. } = self;
            decided.clear();
            let held = workload.controls_of(|car| {
                decided.push(car);
                arena.sight(car)
            });
            for &car in decided.iter() {
                if let Some(controls) = held.get(car) {
                    arena.hold(car, controls)?;
                }
            }
            arena.step();
            let goal = arena.in_goal();
            self.side.goals += u64::from(goal);
            if self.workload.advance(goal) {
                self.kickoff();
            }
        }
        let seconds = clock.elapsed().as_secs_f64();
        let after = BUMPS.get();
        self.side.bumps += after[0] - before[0];
        self.side.demolitions += after[1] - before[1];
        Ok(seconds)
    }
}

/// Measures both for about `ticks` ticks each (whole blocks, at least one, after one to warm up).
///
/// # Errors
/// If one of the simulators refuses.
pub fn measure(team_size: usize, ticks: u64, seed: u64) -> Result<Speed, PeerError> {
    if !(1..=4).contains(&team_size) {
        return Err(PeerError::TeamSize(team_size));
    }
    let mut ours = Ours::new(team_size, seed)?;
    let mut theirs = Theirs::new(team_size, seed)?;
    ours.block(BLOCK)?;
    theirs.block(BLOCK)?;
    (ours.side, theirs.side) = (Side::default(), Side::default());

    let blocks = ticks.div_ceil(BLOCK).max(1);
    let mut ratios = Vec::new();
    let mut on_ground = [0, 0];
    for block in 0..blocks {
        // Who is first changes, so that none always finds the caches as the other left them.
        let seconds = if block % 2 == 0 {
            let first = ours.block(BLOCK)?;
            [first, theirs.block(BLOCK)?]
        } else {
            let first = theirs.block(BLOCK)?;
            [ours.block(BLOCK)?, first]
        };
        ours.side.seconds += seconds[0];
        theirs.side.seconds += seconds[1];
        ratios.push(seconds[1] / seconds[0]);
        on_ground[0] += ours.on_ground();
        on_ground[1] += theirs.arena.cars_on_ground();
    }
    ratios.sort_by(f64::total_cmp);
    let ticks = blocks * BLOCK;
    let seen = (blocks * 2 * team_size as u64) as f64;
    let side = |side: Side, on_ground: u64| Side {
        ticks_per_second: ticks as f64 / side.seconds,
        air_percent: 100.0 * (1.0 - on_ground as f64 / seen),
        ..side
    };
    let (ours, reference) = (side(ours.side, on_ground[0]), side(theirs.side, on_ground[1]));
    Ok(Speed {
        team_size,
        ticks,
        ratio: ours.ticks_per_second / reference.ticks_per_second,
        median_block_ratio: ratios[ratios.len() / 2],
        ours,
        reference,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_matches_run_and_are_chaotic() {
        let speed = measure(1, 20_000, 1).unwrap();
        assert_eq!(speed.ticks, 20_000);
        for side in [speed.ours, speed.reference] {
            assert!(side.ticks_per_second > 100.0, "{side:?}");
            assert!((10.0..=100.0).contains(&side.air_percent), "{side:?}");
        }
    }

    #[test]
    fn team_sizes_without_a_match_are_refused() {
        assert!(matches!(measure(0, 1, 0), Err(PeerError::TeamSize(0))));
        assert!(matches!(measure(5, 1, 0), Err(PeerError::TeamSize(5))));
    }
}
