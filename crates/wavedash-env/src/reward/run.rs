//! A reward at work: one per match, since shaping and some events remember the step before.

use serde::{Deserialize, Serialize};
use wavedash_core::units::{MAX_CARS, TICK_SECONDS};

use super::bearings::Bearings;
use super::config::{Plan, RewardConfig, Shaping, Terminal};
use super::function::{CarStep, RewardFunction};
use super::node::Node;
use super::teams::distribute;
use super::term::Term;
use crate::error::EnvError;
use crate::registry::Registry;
use crate::scene::Scene;
use crate::step_info::StepInfo;
use crate::transition::Transition;

/// Components after those of the terms: the shaping, the sum before and after the team's share.
const TOTALS: [&str; 3] = ["shaping", "base", "distributed"];

/// What is remembered of a car from step to step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Memory {
    /// Last potential; none before the first step, and while demolished if that freezes it.
    potential: Option<f32>,
    /// It had contact with the ball in the last step.
    touched: bool,
    /// Ticks since its last contact with the ball; none before the first.
    quiet_ticks: Option<u64>,
    /// An opponent has had contact with the ball since.
    opponent_touched: bool,
}

/// Terms that are shared in a way of their own, and what each car got from them in a step.
#[derive(Clone, Debug)]
struct Shared {
    team_spirit: f32,
    opponent: f32,
    rewards: [f32; MAX_CARS],
}

/// What a [`Reward`] carries from step to step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RewardState {
    memory: [Memory; MAX_CARS],
    /// Of each function of steps.
    functions: Vec<Vec<u8>>,
}

/// The reward of one match.
///
/// Per car: `r_i = F_i + sum of weighted events`, or the `on_goal` terms in a step with a goal if there are any. Then
/// `r'_i = (1 - tau) r_i + tau mean(own team) - opponent mean(other team)`, tau the team spirit; terms that say their own
/// tau or opponent go the same way apart from the others.
pub struct Reward {
    plan: Plan,
    /// The functions of the plan's three lists: potential, event, on_goal.
    nodes: [Vec<Node>; 3],
    names: Vec<String>,
    memory: [Memory; MAX_CARS],
    /// Ways of sharing other than the whole reward's.
    shared: Vec<Shared>,
    /// For each term of `event`, then of `on_goal`, the index of its way among these.
    ways: Vec<Option<usize>>,
}

impl Reward {
    /// A reward as configured.
    ///
    /// # Errors
    ///
    /// [`EnvError::Config`] with the path of the first field that means nothing.
    pub fn new(config: &RewardConfig) -> Result<Self, EnvError> {
        Self::with(config, Registry::builtin_ref())
    }

    /// The same with the functions of a registry.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn with(config: &RewardConfig, registry: &Registry) -> Result<Self, EnvError> {
        let plan = config.plan();
        let nodes = plan.build(registry)?;
        let names = component_names(&plan)?;
        let (shared, ways) = ways(&plan);
        Ok(Self { names, nodes, memory: [Memory::default(); MAX_CARS], shared, ways, plan })
    }

    /// The terms in the order of their components.
    fn terms_mut(&mut self) -> impl Iterator<Item = &mut Term> {
        let Plan { potential, event, on_goal, .. } = &mut self.plan;
        potential.iter_mut().chain(event).chain(on_goal)
    }

    /// The terms in the order of their components: of potential, event and on_goal.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        let Plan { potential, event, on_goal, .. } = &self.plan;
        potential.iter().chain(event).chain(on_goal)
    }

    /// Other weights of all terms from the next step on; `scene` is the present one. The potential before that step counts
    /// with the new weights too: that weights change is not paid for.
    pub(crate) fn set_weights(&mut self, weights: &[f32], scene: &Scene) {
        self.load_weights(weights);
        for (index, memory) in self.memory.iter_mut().enumerate().take(scene.cars.len()) {
            if let Some(potential) = &mut memory.potential {
                *potential = potential_of(&self.plan.potential, &self.nodes[0], &Bearings::new(scene, index), &mut []);
            }
        }
    }

    /// The same for a reward whose memory is of these weights already.
    pub(crate) fn load_weights(&mut self, weights: &[f32]) {
        self.terms_mut().zip(weights).for_each(|(term, weight)| term.weight = *weight);
    }

    /// The configuration with everything filled in.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Names of the components in the order of a car's row: each term of `potential`, `event` and `on_goal`, then
    /// `shaping`, `base` and `distributed`.
    #[must_use]
    pub fn component_names(&self) -> &[String] {
        &self.names
    }

    /// What is remembered of the match.
    #[must_use]
    pub fn state(&self) -> RewardState {
        RewardState { memory: self.memory, functions: self.events().iter().map(|function| function.save()).collect() }
    }

    /// Whether a state is one of a reward like this, of the same functions.
    #[must_use]
    pub fn fits(&self, state: &RewardState) -> bool {
        let functions = self.events();
        functions.len() == state.functions.len()
            && functions.iter().zip(&state.functions).all(|(function, saved)| function.fits(saved))
    }

    /// Goes on from what a reward like this remembered.
    pub fn set_state(&mut self, state: &RewardState) {
        self.memory = state.memory;
        let mut saved = state.functions.iter();
        self.each(|function| saved.next().into_iter().for_each(|saved| function.restore(saved)));
    }

    /// The functions of steps, in a fixed order. A potential has none.
    fn events(&self) -> Vec<&dyn RewardFunction> {
        let (mut found, [_, event, on_goal]) = (Vec::new(), &self.nodes);
        event.iter().chain(on_goal).for_each(|node| node.events(&mut found));
        found
    }

    /// Calls something with every function of steps, in the same order.
    fn each(&mut self, mut call: impl FnMut(&mut dyn RewardFunction)) {
        let [_, event, on_goal] = &mut self.nodes;
        event.iter_mut().chain(on_goal).for_each(|node| node.each(&mut call));
    }

    /// Forgets the match before; `scene` is the start of the new one.
    pub fn reset(&mut self, scene: &Scene) {
        self.memory = [Memory::default(); MAX_CARS];
        self.each(|function| function.reset(scene));
        if !self.plan.shaping.skip_first {
            for (index, memory) in self.memory.iter_mut().enumerate().take(scene.cars.len()) {
                let at = Bearings::new(scene, index);
                memory.potential = Some(potential_of(&self.plan.potential, &self.nodes[0], &at, &mut []));
            }
        }
    }

    /// Rewards of one agent step. `terminated`: the episode ended by itself, not by running out of time.
    ///
    /// `out` takes one reward per car. `components` takes one row per car in the order of
    /// [`component_names`](Self::component_names), or is empty if nobody looks: of a potential's term the weighted
    /// value after the step, not its difference; of terms that do not count in this step 0. Allocates nothing.
    ///
    /// # Panics
    ///
    /// If a slice has another length, or there is not one [`StepInfo`] per car.
    pub fn step(&mut self, transition: &Transition<'_>, terminated: bool, out: &mut [f32], components: &mut [f32]) {
        let (cars, width) = (transition.now.cars.len(), self.names.len());
        assert_eq!((out.len(), transition.step_info.len()), (cars, cars), "one reward and one record of facts per car");
        let logs = !components.is_empty();
        assert!(!logs || components.len() == cars * width, "one row of components per car");
        self.each(|function| function.pre_step(transition));
        let replaced = !self.plan.on_goal.is_empty() && goal_in(transition.step_info);
        // Rows are written whole, so that terms that do not count leave no old value.
        components.fill(0.0);
        for (index, (base, facts)) in out.iter_mut().zip(transition.step_info).enumerate() {
            let row = if logs { &mut components[index * width..(index + 1) * width] } else { &mut [][..] };
            *base = self.car(transition, facts, index, terminated, replaced, row);
        }
        distribute(&transition.now.cars, self.plan.team_spirit, self.plan.opponent, out);
        for shared in &mut self.shared {
            let rewards = &mut shared.rewards[..cars];
            distribute(&transition.now.cars, shared.team_spirit, shared.opponent, rewards);
            out.iter_mut().zip(&*rewards).for_each(|(out, own)| *out += own);
        }
        self.note_touches(transition);
        for (row, &reward) in components.chunks_exact_mut(width).zip(&*out) {
            row[width - 1] = reward;
        }
    }

    /// Base reward of one car; fills its row except for the last column.
    fn car(
        &mut self,
        transition: &Transition<'_>,
        facts: &StepInfo,
        index: usize,
        terminated: bool,
        replaced: bool,
        row: &mut [f32],
    ) -> f32 {
        let at = Bearings::new(transition.now, index);
        let memory = &mut self.memory[index];
        let quiet = memory.quiet_ticks.map_or(f32::INFINITY, |ticks| ticks as f32 * TICK_SECONDS);
        let step = CarStep {
            at,
            transition,
            info: facts,
            touched_before: memory.touched,
            quiet_seconds: quiet,
            opponent_touched: memory.opponent_touched,
            as_published: self.plan.as_published,
        };
        memory.touched = facts.touched;

        let [potential_row, event_row, goal_row] = split(row, &self.plan);
        let [potential_nodes, event_nodes, goal_nodes] = &mut self.nodes;
        let potential = potential_of(&self.plan.potential, potential_nodes, &at, potential_row);
        let shaping = shaping(&self.plan.shaping, memory, potential, at.car.is_demolished, terminated);
        let (event_ways, goal_ways) = self.ways.split_at(self.plan.event.len());
        let (shaping, terms, nodes, ways, cells) = if replaced {
            (0.0, &self.plan.on_goal, goal_nodes, goal_ways, goal_row)
        } else {
            (shaping, &self.plan.event, event_nodes, event_ways, event_row)
        };
        let (events, apart) = if self.shared.is_empty() {
            (total(terms, nodes, &step, cells), 0.0)
        } else {
            total_apart(terms, nodes, ways, &mut self.shared, &step, cells)
        };
        let base = shaping + events;
        if let [.., last_shaping, last_base, _] = row {
            (*last_shaping, *last_base) = (shaping, base + apart);
        }
        base
    }

    /// Remembers when every car had contact with the ball.
    fn note_touches(&mut self, transition: &Transition<'_>) {
        let ticks = transition.now.tick.saturating_sub(transition.before.tick);
        let mut touched = [false; 2];
        for (car, facts) in transition.now.cars.iter().zip(transition.step_info) {
            touched[car.team.index()] |= facts.touched;
        }
        for ((car, facts), memory) in transition.now.cars.iter().zip(transition.step_info).zip(&mut self.memory) {
            if facts.touched {
                (memory.quiet_ticks, memory.opponent_touched) = (Some(0), false);
            } else {
                memory.quiet_ticks = memory.quiet_ticks.map(|quiet| quiet.saturating_add(ticks));
            }
            memory.opponent_touched |= touched[car.team.other().index()];
        }
    }
}

/// The ways of sharing that differ from the whole reward's, and which of them each term of `event`, then of `on_goal`, goes.
fn ways(plan: &Plan) -> (Vec<Shared>, Vec<Option<usize>>) {
    let mut all: Vec<Shared> = Vec::new();
    let way = |term: &Term| {
        let own = (term.team_spirit.unwrap_or(plan.team_spirit), term.opponent.unwrap_or(plan.opponent));
        if own == (plan.team_spirit, plan.opponent) {
            return None;
        }
        let known = all.iter().position(|shared| (shared.team_spirit, shared.opponent) == own);
        Some(known.unwrap_or_else(|| {
            all.push(Shared { team_spirit: own.0, opponent: own.1, rewards: [0.0; MAX_CARS] });
            all.len() - 1
        }))
    };
    let of_terms = plan.event.iter().chain(&plan.on_goal).map(way).collect();
    (all, of_terms)
}

/// As [`total`], without what is shared in ways of its own: that goes to the car's place in `shared`, and its sum is the
/// second number.
fn total_apart(
    terms: &[Term],
    nodes: &mut [Node],
    ways: &[Option<usize>],
    shared: &mut [Shared],
    step: &CarStep<'_>,
    row: &mut [f32],
) -> (f32, f32) {
    let car = step.at.index;
    shared.iter_mut().for_each(|way| way.rewards[car] = 0.0);
    let (mut sum, mut apart) = (0.0, 0.0);
    for (i, ((term, node), way)) in terms.iter().zip(nodes).zip(ways).enumerate() {
        let value = term.weight * node.reward(step);
        match way {
            Some(way) => {
                shared[*way].rewards[car] += value;
                apart += value;
            }
            None => sum += value,
        }
        if let Some(cell) = row.get_mut(i) {
            *cell = value;
        }
    }
    (sum, apart)
}

/// F of one car, and its potential remembered.
fn shaping(rule: &Shaping, memory: &mut Memory, potential: f32, is_demolished: bool, terminated: bool) -> f32 {
    let before = memory.potential;
    let after = if terminated && rule.terminal == Terminal::Zero { 0.0 } else { potential };
    let frozen = rule.freeze_demolished && is_demolished;
    memory.potential = if frozen { None } else { Some(potential) };
    let Some(before) = before.filter(|_| !frozen) else { return 0.0 };
    let f = rule.discount * after - before;
    if f < 0.0 { rule.negative_slope * f } else { f }
}

/// Sum of weighted terms of a step; writes each to `row` unless that is empty.
fn total(terms: &[Term], nodes: &mut [Node], step: &CarStep<'_>, row: &mut [f32]) -> f32 {
    sum_of(terms.iter().zip(nodes).map(|(term, node)| term.weight * node.reward(step)), row)
}

/// The same of a moment.
fn potential_of(terms: &[Term], nodes: &[Node], at: &Bearings<'_>, row: &mut [f32]) -> f32 {
    sum_of(terms.iter().zip(nodes).map(|(term, node)| term.weight * node.value(at)), row)
}

fn sum_of(values: impl Iterator<Item = f32>, row: &mut [f32]) -> f32 {
    if row.is_empty() {
        return values.fold(0.0, |sum, value| sum + value);
    }
    let mut sum = 0.0;
    for (value, cell) in values.zip(row) {
        *cell = value;
        sum += value;
    }
    sum
}

/// The parts of a row that belong to the three lists; all empty for an empty row.
fn split<'a>(row: &'a mut [f32], plan: &Plan) -> [&'a mut [f32]; 3] {
    if row.is_empty() {
        return [&mut [], &mut [], &mut []];
    }
    let (potential, rest) = row.split_at_mut(plan.potential.len());
    let (event, rest) = rest.split_at_mut(plan.event.len());
    [potential, event, &mut rest[..plan.on_goal.len()]]
}

/// A goal was scored in the step.
fn goal_in(facts: &[StepInfo]) -> bool {
    facts.iter().any(|facts| facts.team_goals > 0 || facts.concedes > 0)
}

/// Names in the order of the terms; given ones must differ, others get a number where they do not.
fn component_names(plan: &Plan) -> Result<Vec<String>, EnvError> {
    let mut names: Vec<String> = Vec::new();
    let lists = [("potential", &plan.potential), ("event", &plan.event), ("on_goal", &plan.on_goal)];
    for (list, terms) in lists {
        for (i, term) in terms.iter().enumerate() {
            let taken = |name: &str| TOTALS.contains(&name) || names.iter().any(|other| other == name);
            let name = match &term.name {
                Some(name) if name.is_empty() || taken(name) => {
                    let problem = format!("'{name}' is empty or taken; names of components must differ");
                    return Err(EnvError::config(format!("reward.{list}[{i}].name"), problem));
                }
                Some(name) => name.clone(),
                None => {
                    let label = term.of.label();
                    let numbered = (2..).map(|n| format!("{label}_{n}"));
                    let mut free = core::iter::once(label.clone()).chain(numbered).filter(|name| !taken(name));
                    free.next().expect("numbers do not run out")
                }
            };
            names.push(name);
        }
    }
    names.extend(TOTALS.map(str::to_owned));
    Ok(names)
}
