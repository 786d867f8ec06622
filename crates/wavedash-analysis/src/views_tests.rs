//! A scripted match, once with the facts that environments collect and once through a timeline.

use std::sync::Arc;

use wavedash_core::units::TICK_RATE;
use wavedash_core::{CarPreset, Controls, Team};
use wavedash_replay::log::Happenings;
use wavedash_replay::{Freshness, Origin, Player};
use wavedash_sim::{Arena, ArenaConfig, Surface, TickObserver, TrackedEvent};

use super::*;
use crate::scripted::Scripted;

/// Seconds from one decision to the next.
pub(crate) const STEP: f64 = 8.0 / 120.0;

/// Makes the timeline of a match while it is played.
struct Filming {
    timeline: Timeline,
    happenings: Happenings,
    /// Ticks between two moments.
    every: u64,
}

impl Filming {
    fn moment(&mut self, arena: &Arena) {
        let tick = arena.state().tick;
        if tick.is_multiple_of(self.every) {
            let (seconds, snapshot) = (tick as f64 / f64::from(TICK_RATE), arena.snapshot());
            let moment = Moment { seconds, clock: None, in_play: true, snapshot, fresh: Freshness::default() };
            // The kick-off after a goal replaces the moment of the goal, as a match log has it.
            self.timeline.moments.retain(|before: &Moment| before.seconds < seconds - SAME);
            self.timeline.moments.push(moment);
        }
    }
}

impl TickObserver for Filming {
    fn tick(&mut self, held: &[Controls], arena: &Arena, tracked: &[TrackedEvent]) {
        self.happenings.tick(held, arena, tracked);
        let seconds = arena.state().tick as f64 / f64::from(TICK_RATE);
        let found = self.happenings.found().iter().map(|happening| Timed { seconds, happening: *happening });
        self.timeline.happenings.extend(found);
        self.moment(arena);
    }

    fn placed(&mut self, arena: &Arena) {
        self.happenings.placed(arena);
        let seconds = arena.state().tick as f64 / f64::from(TICK_RATE);
        self.timeline.happenings.push(Timed { seconds, happening: Happening::Kickoff });
        self.moment(arena);
    }
}

/// The match as a timeline of this many moments a second, and the exact episodes.
pub(crate) fn recorded(rate: u32) -> (Timeline, Vec<Episode>) {
    let players = Team::ALL
        .into_iter()
        .flat_map(|team| [1, 2].map(|n| Player { name: format!("{team:?} {n}"), team, preset: CarPreset::Octane }));
    let timeline = Timeline::new(Origin::Simulated, players.collect(), rate as f32);
    let arena = Arena::new(ArenaConfig::soccar(Arc::new(Surface::soccar()), 2, 2)).unwrap();
    let mut filming = Filming { timeline, happenings: Happenings::new(&arena), every: u64::from(TICK_RATE / rate) };
    let bots = ["bot:striker", "bot:chaser", "bot:striker", "bot:random"];
    let exact = Scripted { bots: &bots, seconds: 90.0, seed: 5 }.play_observed(&mut filming).unwrap();
    (filming.timeline, exact.episodes)
}

#[test]
fn facts_of_a_timeline_are_those_that_environments_collect() {
    let (timeline, exact) = recorded(120);
    let read = episodes(&timeline, STEP);
    let total = |episodes: &[Episode], of: &dyn Fn(&StepInfo) -> u32| -> Vec<u32> {
        let facts = || episodes.iter().flat_map(|episode| &episode.facts);
        (0..4).map(|car| facts().map(|facts| of(&facts[car])).sum()).collect()
    };
    type Count = (&'static str, fn(&StepInfo) -> u32);
    let counts: [Count; 15] = [
        ("touches", |f| u32::from(f.touches)),
        ("goals", |f| u32::from(f.goals)),
        ("team_goals", |f| u32::from(f.team_goals)),
        ("concedes", |f| u32::from(f.concedes)),
        ("assists", |f| u32::from(f.assists)),
        ("own_goals", |f| u32::from(f.own_goals)),
        ("shots", |f| u32::from(f.shots)),
        ("saves", |f| u32::from(f.saves)),
        ("demos", |f| u32::from(f.demos)),
        ("demoed", |f| u32::from(f.demoed)),
        ("bumps", |f| u32::from(f.bumps)),
        ("big_pads", |f| u32::from(f.big_pads)),
        ("small_pads", |f| u32::from(f.small_pads)),
        ("jumps", |f| u32::from(f.jumps)),
        ("flips", |f| u32::from(f.flips)),
    ];
    for (name, count) in counts {
        assert_eq!(total(&read, &count), total(&exact, &count), "{name}");
    }
    let goals: u32 = total(&exact, &|f| u32::from(f.goals)).iter().sum();
    let touches: u32 = total(&exact, &|f| u32::from(f.touches)).iter().sum();
    assert!(goals > 0 && touches > 20, "the match has something to compare: {goals} goals, {touches} touches");
    // Estimated: at 120 moments a second nearly everything is seen.
    let landed = |episodes: &[Episode]| total(episodes, &|f| u32::from(f.landed)).iter().sum::<u32>();
    assert!(landed(&exact).abs_diff(landed(&read)) * 20 <= landed(&exact), "{} {}", landed(&exact), landed(&read));
}

#[test]
fn episodes_are_those_between_goals_with_the_same_scenes() {
    let (timeline, exact) = recorded(15);
    let read = episodes(&timeline, STEP);
    assert_eq!(read.len(), exact.len());
    for (read, exact) in read.iter().zip(&exact) {
        assert_eq!(read.ends_in_goal, exact.ends_in_goal);
        assert!(read.steps().abs_diff(exact.steps()) <= 1, "{} {}", read.steps(), exact.steps());
        let (last, end) = (&read.scenes[read.steps()], &exact.scenes[exact.steps()]);
        assert!((read.seconds[0] - exact.seconds[0]).abs() <= STEP);
        // The ball flown on from the last moment is where the goal fell, but for a bounce or a late touch.
        assert!(!read.ends_in_goal || (last.ball.pos - end.ball.pos).norm() < 150.0, "{:?} {:?}", last.ball, end.ball);
    }
    // The first episode begins with the match, so that its decisions are the same moments.
    assert_eq!(read[0].scenes[7], exact[0].scenes[7]);
}

#[test]
fn pauses_and_kickoffs_end_an_episode() {
    let (mut timeline, _) = recorded(15);
    timeline.happenings.clear();
    timeline.moments.truncate(100);
    timeline.moments[40..50].iter_mut().for_each(|moment| moment.in_play = false);
    let at = timeline.moments[70].seconds;
    timeline.happenings.push(Timed { seconds: at, happening: Happening::Kickoff });
    let lengths: Vec<usize> = episodes(&timeline, STEP).iter().map(Episode::steps).collect();
    assert_eq!(lengths, [39, 19, 29]);
    // Half as many decisions; a timeline of no moments has no episodes.
    assert_eq!(episodes(&timeline, 2.0 * STEP)[0].steps(), 19);
    timeline.moments.clear();
    assert!(episodes(&timeline, STEP).is_empty());
}

#[test]
fn a_goal_without_scorer_is_the_own_goal_of_the_last_defender() {
    let (mut timeline, _) = recorded(15);
    timeline.moments.truncate(60);
    let at = |i: usize| timeline.moments[i].seconds;
    let goal = Happening::Goal { team: Team::Blue, scorer: None, assist: None };
    timeline.happenings = vec![
        Timed { seconds: at(10), happening: Happening::Touch { car: 3, ball: [0.0; 3] } },
        Timed { seconds: at(20), happening: goal },
    ];
    let read = episodes(&timeline, STEP);
    let last: Vec<StepInfo> = read[0].facts[19].clone();
    assert!(read[0].ends_in_goal && read[0].steps() == 20);
    assert_eq!((last[3].own_goals, last[3].concedes, last[3].touched_last, last[3].touched), (1, 1, true, false));
    assert_eq!((last[0].team_goals, last[0].goals, last[2].own_goals), (1, 0, 0));
}
