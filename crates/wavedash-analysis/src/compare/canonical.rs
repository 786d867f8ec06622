//! A reward without what a potential adds to it.

use std::cell::RefCell;

use wavedash_env::registry::Kind;
use wavedash_env::reward::teams::distribute;
use wavedash_env::reward::{Bearings, CarStep, Expr, Node, Plan, Terminal};
use wavedash_env::{Clock, Registry, Scene, StepInfo, Transition};

use crate::episode::Episode;
use crate::error::AnalysisError;
use crate::subject::Subject;

/// One episode's rewards: for each transition those of all players on the pitch.
pub(super) struct Paid {
    /// As paid.
    pub(super) paid: Vec<f32>,
    /// Made canonical.
    pub(super) canonical: Vec<f32>,
    pub(super) transitions: usize,
}

/// A moment with what it is worth to each car.
struct Worth<'a> {
    scene: &'a Scene,
    potential: Vec<f32>,
}

/// A reward between any two moments.
struct Between<'a> {
    plan: &'a Plan,
    /// The functions of the potential.
    potential: Vec<Node>,
    /// Those of the events, which may remember things: nothing happens in the steps that they are asked about here.
    events: RefCell<Vec<Node>>,
    /// Terms that pay something though nothing happens.
    has_quiet_terms: bool,
    /// The moments that expectations are over.
    sample: Vec<Worth<'a>>,
}

/// Every episode's transitions but the first of each, every nth of them. All episodes have the same cars.
pub(super) fn canonical(
    subject: &Subject,
    episodes: &[&Episode],
    moments: &[&Scene],
    gamma: f64,
    every: usize,
) -> Result<Vec<Paid>, AnalysisError> {
    let mut reward = subject.reward()?;
    let plan = subject.plan();
    let has_quiet_terms = plan.event.iter().any(|term| pays_when_quiet(&term.of, &subject.registry));
    let [potential, events, _] = plan.build(&subject.registry)?;
    let mut between = Between { plan, potential, events: RefCell::new(events), has_quiet_terms, sample: Vec::new() };
    between.sample = moments.iter().map(|scene| between.worth(scene, false)).collect();
    // E[R(S', S)] of each car.
    let cars = moments.first().map_or(0, |scene| scene.cars.len());
    let mut among = vec![0.0; cars];
    for from in &between.sample {
        for (sum, mean) in among.iter_mut().zip(between.mean(from)) {
            *sum += mean / between.sample.len() as f64;
        }
    }
    let width = reward.component_names().len();
    let mut all = Vec::new();
    for episode in episodes {
        let mut paid = Paid { paid: Vec::new(), canonical: Vec::new(), transitions: 0 };
        episode.pay(&mut reward, |step, rows| {
            if step == 0 || step % every != 0 {
                return;
            }
            let is_terminal = episode.ends_in_goal && step + 1 == episode.steps();
            let from = between.mean(&between.worth(&episode.scenes[step], false));
            let to = between.mean(&between.worth(&episode.scenes[step + 1], is_terminal));
            let base = rows.chunks_exact(width).map(|row| f64::from(row[width - 2]));
            let mut canonical: Vec<f32> = base
                .enumerate()
                .map(|(car, base)| (base + gamma * to[car] - from[car] - gamma * among[car]) as f32)
                .collect();
            distribute(&episode.scenes[step].cars, plan.team_spirit, plan.opponent, &mut canonical);
            paid.canonical.extend(episode.on_pitch(step).map(|car| canonical[car]));
            paid.paid.extend(episode.on_pitch(step).map(|car| rows[(car + 1) * width - 1]));
            paid.transitions += 1;
        });
        all.push(paid);
    }
    Ok(all)
}

impl<'a> Between<'a> {
    fn worth<'b>(&self, scene: &'b Scene, is_terminal: bool) -> Worth<'b> {
        let is_zero = is_terminal && self.plan.shaping.terminal == Terminal::Zero;
        let potential = |car: usize| -> f32 {
            let at = Bearings::new(scene, car);
            let terms = self.plan.potential.iter().zip(&self.potential);
            terms.map(|(term, node)| term.weight * node.value(&at)).sum()
        };
        let cars = 0..scene.cars.len();
        Worth { scene, potential: cars.map(|car| if is_zero { 0.0 } else { potential(car) }).collect() }
    }

    /// E[R(s, S)] of each car.
    fn mean(&self, from: &Worth<'_>) -> Vec<f64> {
        let mean = |car: usize| {
            let sum: f64 = self.sample.iter().map(|to| self.reward(from, to, car)).sum();
            sum / self.sample.len().max(1) as f64
        };
        (0..from.scene.cars.len()).map(mean).collect()
    }

    /// R(s, s') of a car when nothing happens in between.
    fn reward(&self, from: &Worth<'_>, to: &Worth<'_>, car: usize) -> f64 {
        let rule = &self.plan.shaping;
        let is_frozen =
            rule.freeze_demolished && (from.scene.cars[car].is_demolished || to.scene.cars[car].is_demolished);
        let f = if is_frozen {
            0.0
        } else {
            f64::from(rule.discount) * f64::from(to.potential[car]) - f64::from(from.potential[car])
        };
        let f = if f < 0.0 { f64::from(rule.negative_slope) * f } else { f };
        if self.has_quiet_terms { f + self.events(from.scene, to.scene, car) } else { f }
    }

    fn events(&self, before: &Scene, now: &Scene, car: usize) -> f64 {
        let info = StepInfo::default();
        let transition = Transition { before, now, step_info: &[], clock: Clock::default(), is_first: false };
        let step = CarStep {
            at: Bearings::new(now, car),
            transition: &transition,
            info: &info,
            touched_before: false,
            quiet_seconds: f32::INFINITY,
            opponent_touched: false,
            as_published: self.plan.as_published,
        };
        let mut nodes = self.events.borrow_mut();
        self.plan.event.iter().zip(&mut *nodes).map(|(term, node)| f64::from(term.weight * node.reward(&step))).sum()
    }
}

/// The tree may pay something though nothing happens: it holds a state, or the change of one, or a function of a user's own.
fn pays_when_quiet(expr: &Expr, registry: &Registry) -> bool {
    let parts = expr.parts();
    if parts.is_empty() {
        let is_own = Registry::builtin_ref().entry(Kind::Event, expr.name()).is_none();
        expr.is_state(registry) || expr.name() == "boost_change" || is_own
    } else {
        parts.into_iter().any(|part| pays_when_quiet(part, registry))
    }
}
