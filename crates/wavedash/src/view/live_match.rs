//! The match of a live source: countdowns, play, goals, overtime, the end; recorded beside it.

use wavedash_core::units::TICK_RATE;
use wavedash_core::{Controls, Snapshot};
use wavedash_env::act::ActionParser;
use wavedash_env::duel::{Pause, Seat, Venue};
use wavedash_eval::Watched;
use wavedash_replay::log::{Agent, FileRecorder, Happenings, Rules};
use wavedash_replay::{Happening, Timed};
use wavedash_sim::{Arena, CarSpec};
use wavedash_viewer::source::{Curves, Frame, Phase};

use super::curves::LiveCurves;
use super::live::LivePlan;
use super::words::thought;
use crate::record::agent;

/// How long a goal is celebrated, ticks of the show.
const CELEBRATION: u64 = 2 * TICK_RATE as u64;

/// What goes on.
#[derive(Clone, Copy)]
enum Stage {
    /// Ticks of the show until the kick-off.
    Countdown(u64),
    Play,
    /// Ticks left; who scored.
    Goal(u64, wavedash_core::Team, Option<u8>),
    Over,
}

/// One match.
pub(super) struct LiveMatch<'a> {
    game: Watched<'a>,
    plan: &'a LivePlan,
    /// What the choices of blue's and orange's agents do; none for scripted ones.
    actions: [Option<Box<dyn ActionParser>>; 2],
    stage: Stage,
    recorder: Option<FileRecorder>,
    happenings: Happenings,
    curves: LiveCurves,
    /// What is shown: the present tick, or while a goal is celebrated the one before it.
    shown: Snapshot,
    found: Vec<Timed>,
}

impl<'a> LiveMatch<'a> {
    pub(super) fn new(venue: &Venue, plan: &'a LivePlan, number: u64) -> anyhow::Result<Self> {
        let both = [&*plan.both[0], &*plan.both[1]];
        let mut game = Watched::with_hand(venue, both, plan.rules, (plan.seed, number), plan.sampled, plan.human)?;
        game.ask_for_insights();
        let registry = &plan.reward.registry;
        game.ask_for_rewards(&plan.reward.config, registry)?;
        let mut actions = [None, None];
        for (parser, who) in actions.iter_mut().zip(both) {
            if let Seat::Agent(spec) = who.seat()? {
                *parser = Some(registry.build_actions(&spec.actions, "actions")?);
            }
        }
        let arena = game.duel().arena();
        let recorder = match &plan.record {
            Some(path) => {
                let driver = |(index, car): (usize, &CarSpec)| match plan.human {
                    Some(human) if human == index => Ok(Agent { name: "human".to_owned(), tick_skip: None }),
                    _ => agent(both[car.team.index()]),
                };
                let agents = venue.cars().iter().enumerate().map(driver).collect::<anyhow::Result<Vec<_>>>()?;
                let ticks = (f64::from(plan.rules.seconds) * f64::from(TICK_RATE)).round() as u64;
                Some(FileRecorder::create(path, arena, &agents, Rules { ticks: Some(ticks), goals: plan.rules.goals })?)
            }
            None => None,
        };
        Ok(Self {
            happenings: Happenings::new(arena),
            curves: LiveCurves::new(&plan.reward, arena.cars().len()),
            shown: arena.snapshot(),
            stage: countdown(plan),
            found: vec![Timed { seconds: 0.0, happening: Happening::Kickoff }],
            game,
            plan,
            actions,
            recorder,
        })
    }

    pub(super) fn arena(&self) -> &Arena {
        self.game.duel().arena()
    }

    /// One tick of the show; `tick` is its number.
    pub(super) fn tick(&mut self, held: Controls, tick: u64) -> anyhow::Result<()> {
        let seconds = tick as f64 / f64::from(TICK_RATE);
        match &mut self.stage {
            Stage::Countdown(0) => self.stage = Stage::Play,
            Stage::Countdown(left) => *left -= 1,
            Stage::Goal(0, ..) => {
                self.shown = self.game.duel().arena().snapshot();
                self.found.push(Timed { seconds, happening: Happening::Kickoff });
                self.stage = countdown(self.plan);
            }
            Stage::Goal(left, ..) => *left -= 1,
            Stage::Over => {}
            Stage::Play => self.step(held, seconds)?,
        }
        Ok(())
    }

    fn step(&mut self, held: Controls, seconds: f64) -> anyhow::Result<()> {
        if let Some(human) = self.plan.human {
            self.game.hold(human, held);
        }
        let pause = self.game.tick_observed(&mut (self.recorder.as_mut(), &mut self.happenings))?;
        if let Some(recorder) = &mut self.recorder {
            recorder.check()?;
        }
        // The kick-off is announced when it is shown.
        let found = self.happenings.found().iter().filter(|happening| **happening != Happening::Kickoff);
        self.found.extend(found.map(|happening| Timed { seconds, happening: *happening }));
        self.curves.tick(self.game.duel(), seconds);
        let goal = self.game.duel().goals().last().copied().filter(|goal| goal.tick == self.game.duel().ticks());
        self.stage = match (pause, goal) {
            (Some(Pause::Over), _) => Stage::Over,
            (Some(Pause::Goal), Some(goal)) => Stage::Goal(CELEBRATION, goal.team, goal.scorer),
            _ => Stage::Play,
        };
        // After a goal the arena already stands at the next kick-off.
        if pause == Some(Pause::Goal) {
            self.shown.score = self.game.duel().score();
        } else {
            self.game.duel().arena().snapshot_into(&mut self.shown);
        }
        if matches!(self.stage, Stage::Over) {
            self.finish()?;
        }
        Ok(())
    }

    /// The frame of the show's tick.
    pub(super) fn frame(&self, tick: u64) -> Frame {
        let duel = self.game.duel();
        let second = u64::from(TICK_RATE);
        let phase = match self.stage {
            Stage::Countdown(left) => Phase::Countdown(left.div_ceil(second) as u8),
            Stage::Play => Phase::Play,
            Stage::Goal(_, team, scorer) => Phase::Goal { team, scorer },
            Stage::Over => Phase::Over,
        };
        let over = duel.seconds() - self.plan.rules.seconds;
        let mut snapshot = self.shown.clone();
        snapshot.score = duel.score();
        let thoughts = (0..snapshot.cars.len()).map(|car| {
            let insight = self.game.insight(car)?;
            let act = self.actions[snapshot.cars[car].team.index()].as_deref()?;
            Some(std::sync::Arc::new(thought(insight, act)))
        });
        Frame {
            seconds: tick as f64 / f64::from(TICK_RATE),
            clock: Some(if duel.is_overtime() { over.max(0.0) } else { duel.seconds_left() }),
            is_overtime: duel.is_overtime(),
            phase,
            contacts: Frame::contacts_of(duel.arena()),
            thoughts: thoughts.collect(),
            snapshot,
        }
    }

    /// What has happened since this was asked for.
    pub(super) fn new_happenings(&mut self) -> Vec<Timed> {
        core::mem::take(&mut self.found)
    }

    /// The rewards of the last seconds, if there are new ones.
    pub(super) fn new_rewards(&mut self) -> Option<Curves> {
        self.curves.new_curves()
    }

    /// Ends the recording, if it has not ended with the match.
    pub(super) fn finish(&mut self) -> anyhow::Result<()> {
        if let Some(recorder) = self.recorder.take() {
            recorder.finish(self.game.duel().arena())?;
        }
        Ok(())
    }
}

/// Scripted agents alone need no time to get ready.
fn countdown(plan: &LivePlan) -> Stage {
    Stage::Countdown(u64::from(plan.countdown) * u64::from(TICK_RATE))
}

#[cfg(test)]
#[path = "live_match_tests.rs"]
mod tests;
