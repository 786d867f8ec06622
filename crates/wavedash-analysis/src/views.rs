//! From a [`Timeline`] to what rewards read: scenes at the decisions, and [`StepInfo`] of the steps between them.
//!
//! A step is from one decision to the next, 1/15 s unless asked otherwise. What is known how well:
//!
//! | fact | from a match log | from a `.replay` |
//! |---|---|---|
//! | scenes | exact | filled in between updates, see the moments' freshness |
//! | `goals`, `team_goals`, `concedes`, `assists`, `shots`, `saves`, `demos`, `demoed`, `bumps`, `bumped`, pads, `jumps`, `double_jumps`, `flips`, `touches` | exact | as exact as the timeline's happenings |
//! | `touched` | estimated: contact that goes on from an earlier step is not seen | the same |
//! | `touched_last` | estimated: as `touched`; nobody at the beginning of an episode | the same |
//! | `own_goals` | estimated: a goal without scorer, by the conceding side's last touch | the same |
//! | `respawned` | exact | as exact as the moments |
//! | `landed` | estimated: on the ground at a moment and not at the one before; shorter leaps are not seen | the same |
//! | `wavedashes` | estimated: landed at most 0.3 s after a flip with 0.9 of the speed along the ground | the same |
//! | `flip_resets` | estimated: a flip came back in the air within reach of the ball | the same |
//! | last scene before a goal | estimated: the last moment up to the goal, the ball flown on to its time | the same |
//!
//! A goal ends an episode. So does everything that is not play, and a kick-off begins one. A player who comes or leaves
//! ends one, too: the scenes of an episode have the cars of those who take part in it, and of nobody else.

use wavedash_core::Vec3;
use wavedash_core::rules::{WAVEDASH_KEPT_SPEED, WAVEDASH_SECONDS};
use wavedash_core::units::MAX_CARS;
use wavedash_env::{Scene, StepInfo};
use wavedash_replay::{Happening, Moment, Timed, Timeline};
use wavedash_sim::{PadSpec, soccar_pads};

use crate::episode::Episode;
use crate::seats::Seats;

/// Times that differ by less are the same, s; a tick is 8 ms.
const SAME: f64 = 1e-4;
/// Centre of a car to centre of the ball that its wheels stand on, uu.
const WHEELS_ON_BALL: f32 = 212.0;

/// The episodes of a match with decisions every `step_seconds`, or as near to that as the timeline's rate allows.
/// Stretches with nobody on the pitch, or with more cars than a scene holds, are in none.
#[must_use]
pub fn episodes(timeline: &Timeline, step_seconds: f64) -> Vec<Episode> {
    let stride = ((f64::from(timeline.rate) * step_seconds).round() as usize).max(1);
    let reader = Reader { timeline, seats: Seats::of(timeline), pads: soccar_pads() };
    let mut all = Vec::new();
    let mut begin = 0;
    while begin < timeline.moments.len() {
        let (episode, next) = reader.episode(begin, stride);
        all.extend(episode.filter(|episode| episode.steps() > 0));
        begin = next.max(begin + 1);
    }
    all
}

struct Reader<'a> {
    timeline: &'a Timeline,
    seats: Seats<'a>,
    pads: Vec<PadSpec>,
}

impl Reader<'_> {
    fn moment(&self, index: usize) -> &Moment {
        &self.timeline.moments[index]
    }

    /// What happened after one time and up to another.
    fn between(&self, after: f64, up_to: f64) -> &[Timed] {
        let all = &self.timeline.happenings;
        let begin = all.partition_point(|timed| timed.seconds <= after + SAME);
        let end = all.partition_point(|timed| timed.seconds <= up_to + SAME);
        &all[begin..end.max(begin)]
    }

    fn scene(&self, index: usize, seats: &[usize]) -> Scene {
        Scene::new(&self.seats.snapshot(index, seats), &self.pads)
    }

    /// The episode that begins at a moment, if play is on there, and where to look for the next one.
    fn episode(&self, begin: usize, stride: usize) -> (Option<Episode>, usize) {
        let moments = &self.timeline.moments;
        if !moments[begin].in_play {
            return (None, begin + 1);
        }
        let seats = self.seats.at(begin);
        if !(1..=MAX_CARS).contains(&seats.len()) {
            return (None, begin + 1);
        }
        let mut episode = Episode {
            seconds: vec![moments[begin].seconds],
            scenes: vec![self.scene(begin, &seats)],
            seats,
            facts: Vec::new(),
            ends_in_goal: false,
        };
        let mut last_touch: Option<u8> = None;
        let mut now = begin;
        while now + stride < moments.len() {
            let (from, to) = (&moments[now], &moments[now + stride]);
            let happenings = self.between(from.seconds, to.seconds);
            let goal = happenings.iter().position(|timed| matches!(timed.happening, Happening::Goal { .. }));
            if let Some(goal) = goal {
                let at = happenings[goal].seconds;
                // What the tracker says of the goal's tick stands beside it, in any order.
                let end = happenings.partition_point(|timed| timed.seconds <= at + SAME);
                let happenings = &happenings[..end];
                let scene = self.at_goal(now, at, &episode.seats);
                self.push(&mut episode, now, now, scene, at, happenings, &mut last_touch);
                episode.ends_in_goal = true;
                return (Some(episode), self.after_goal(now, at));
            }
            let kickoff = happenings.iter().find(|timed| timed.happening == Happening::Kickoff);
            if let Some(kickoff) = kickoff {
                let next = moments.partition_point(|moment| moment.seconds < kickoff.seconds - SAME);
                return (Some(episode), next);
            }
            let goes_on = |index: usize| moments[index].in_play && self.seats.are(&episode.seats, index);
            if let Some(break_) = (now + 1..=now + stride).find(|index| !goes_on(*index)) {
                return (Some(episode), break_);
            }
            let scene = self.scene(now + stride, &episode.seats);
            self.push(&mut episode, now, now + stride, scene, to.seconds, happenings, &mut last_touch);
            now += stride;
        }
        (Some(episode), moments.len())
    }

    /// The match when a goal fell: the last moment up to then at which the same players take part, the ball flown on.
    fn at_goal(&self, from: usize, seconds: f64, seats: &[usize]) -> Scene {
        let moments = &self.timeline.moments;
        let after = moments.partition_point(|moment| moment.seconds <= seconds - SAME);
        let index = (from + 1..after).rev().find(|index| self.seats.are(seats, *index)).unwrap_or(from);
        let mut scene = self.scene(index, seats);
        let ahead = (seconds - moments[index].seconds).max(0.0) as f32;
        scene.ball.pos += ahead * scene.ball.vel;
        scene
    }

    /// The first moment of play after a goal; of the next kick-off, where it is told.
    fn after_goal(&self, from: usize, seconds: f64) -> usize {
        let moments = &self.timeline.moments;
        let goes_on = moments.partition_point(|moment| moment.seconds <= seconds + SAME).max(from + 1);
        let in_play = (goes_on..moments.len()).find(|index| moments[*index].in_play).unwrap_or(moments.len());
        let Some(end) = moments.get(in_play).map(|moment| moment.seconds) else { return in_play };
        let kickoff = self.between(seconds, end).iter().rev().find(|timed| timed.happening == Happening::Kickoff);
        let ready = kickoff.map_or(0, |kickoff| moments.partition_point(|m| m.seconds < kickoff.seconds - SAME));
        in_play.max(ready)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one step, all of them different things")]
    fn push(
        &self,
        episode: &mut Episode,
        from: usize,
        to: usize,
        scene: Scene,
        seconds: f64,
        happenings: &[Timed],
        last_touch: &mut Option<u8>,
    ) {
        let mut of_players = vec![StepInfo::default(); self.timeline.players.len()];
        for timed in happenings {
            self.happened(&mut of_players, &timed.happening, last_touch);
        }
        if let Some(facts) = last_touch.and_then(|car| of_players.get_mut(usize::from(car))) {
            facts.touched_last = true;
        }
        let mut facts: Vec<StepInfo> = episode.seats.iter().map(|seat| of_players[*seat]).collect();
        for (facts, seat) in facts.iter_mut().zip(&episode.seats) {
            self.motion(facts, *seat, from, to);
        }
        episode.seconds.push(seconds);
        episode.scenes.push(scene);
        episode.facts.push(facts);
    }

    fn happened(&self, facts: &mut [StepInfo], happening: &Happening, last_touch: &mut Option<u8>) {
        let mut count = |car: u8, field: fn(&mut StepInfo) -> &mut u8| {
            if let Some(facts) = facts.get_mut(usize::from(car)) {
                let count = field(facts);
                *count = count.saturating_add(1);
            }
        };
        match *happening {
            Happening::Touch { car, .. } => {
                count(car, |facts| &mut facts.touches);
                *last_touch = Some(car);
                facts.get_mut(usize::from(car)).into_iter().for_each(|facts| facts.touched = true);
            }
            Happening::Shot { car } => count(car, |facts| &mut facts.shots),
            Happening::Save { car } => count(car, |facts| &mut facts.saves),
            Happening::Goal { team, scorer, assist } => {
                scorer.into_iter().for_each(|car| count(car, |facts| &mut facts.goals));
                assist.into_iter().for_each(|car| count(car, |facts| &mut facts.assists));
                let players = &self.timeline.players;
                let side = |car: u8| players.get(usize::from(car)).map(|player| player.team);
                let off = last_touch.filter(|car| scorer.is_none() && side(*car) == Some(team.other()));
                off.into_iter().for_each(|car| count(car, |facts| &mut facts.own_goals));
                for (facts, player) in facts.iter_mut().zip(players) {
                    let goals = if player.team == team { &mut facts.team_goals } else { &mut facts.concedes };
                    *goals = goals.saturating_add(1);
                }
            }
            Happening::Demolition { attacker, victim } => {
                count(attacker, |facts| &mut facts.demos);
                facts.get_mut(usize::from(victim)).into_iter().for_each(|facts| facts.demoed = true);
            }
            Happening::Bump { attacker, victim } => {
                count(attacker, |facts| &mut facts.bumps);
                count(victim, |facts| &mut facts.bumped);
            }
            Happening::Pickup { car, pad, .. } => {
                let is_big = self.pads.get(usize::from(pad)).is_some_and(|pad| pad.big);
                count(car, if is_big { |facts| &mut facts.big_pads } else { |facts| &mut facts.small_pads });
            }
            Happening::Jump { car } => count(car, |facts| &mut facts.jumps),
            Happening::DoubleJump { car } => count(car, |facts| &mut facts.double_jumps),
            Happening::Flip { car } => count(car, |facts| &mut facts.flips),
            Happening::Kickoff => {}
        }
    }

    /// What follows from how a car moved from moment to moment.
    fn motion(&self, facts: &mut StepInfo, car: usize, from: usize, to: usize) {
        for index in from + 1..=to {
            let (before, now) = (self.moment(index - 1), self.moment(index));
            let (Some(was), Some(is)) = (before.snapshot.cars.get(car), now.snapshot.cars.get(car)) else { return };
            facts.respawned |= was.is_demolished && !is.is_demolished;
            if was.is_demolished || is.is_demolished {
                continue;
            }
            if !was.on_ground && is.on_ground {
                facts.landed = true;
                let flip = self.last_flip(car, now.seconds);
                let speed = |pos: [f32; 3]| (pos[0] * pos[0] + pos[1] * pos[1]).sqrt();
                let kept = flip.and_then(|seconds| {
                    let after = self.timeline.moments.partition_point(|moment| moment.seconds < seconds - SAME);
                    self.timeline.moments.get(after.min(index))?.snapshot.cars.get(car).map(|car| speed(car.vel))
                });
                if kept.is_some_and(|kept| speed(is.vel) >= WAVEDASH_KEPT_SPEED * kept) {
                    facts.wavedashes = facts.wavedashes.saturating_add(1);
                }
            }
            let gap = Vec3::from(is.pos) - Vec3::from(now.snapshot.ball.pos);
            if !was.can_flip && is.can_flip && !was.on_ground && !is.on_ground && gap.norm() < WHEELS_ON_BALL {
                facts.flip_resets = facts.flip_resets.saturating_add(1);
            }
        }
    }

    /// A flip of the car shortly before a time.
    fn last_flip(&self, car: usize, seconds: f64) -> Option<f64> {
        let recent = self.between(seconds - f64::from(WAVEDASH_SECONDS) - 2.0 * SAME, seconds);
        let is_its = |timed: &&Timed| matches!(timed.happening, Happening::Flip { car: c } if usize::from(c) == car);
        recent.iter().rev().find(is_its).map(|timed| timed.seconds)
    }
}

#[cfg(test)]
#[path = "views_tests.rs"]
pub(crate) mod tests;
