//! Everything that a configuration can say about learning.

mod check;
mod start;

use serde::{Deserialize, Serialize};
use wavedash_policy::{AuxConfig, InitialBias, NetworkConfig};

pub(crate) use check::BOT;
pub use start::{Keep, StartAndKeep, StartConfig};

use crate::schedule::Schedule;

/// How an agent learns. The defaults are meant for two cores.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrainConfig {
    /// Agent steps to learn from in all.
    pub steps: u64,
    /// Arenas that are stepped together.
    pub arenas: usize,
    /// Seed of everything that is drawn.
    pub seed: u64,
    /// Threads; 0: one per core. Part of what a repeated run must have in common.
    pub threads: usize,
    /// Where the networks live: `auto`, `cpu`, `cuda`, `wgpu`.
    pub device: DeviceKind,
    /// The networks.
    pub network: NetworkConfig,
    /// What a new agent leans to before it has learned anything; weights that it starts from are taken as they are.
    #[serde(skip_serializing_if = "InitialBias::is_none")]
    pub initial_bias: InitialBias,
    /// Auxiliary heads of the actor.
    pub auxiliary: Option<AuxConfig>,
    /// The algorithm.
    pub ppo: PpoConfig,
    /// Weights of the auxiliary losses.
    pub auxiliary_loss: AuxLossConfig,
    /// Weights that a new run begins with instead of drawn ones: a file, a checkpoint or a run, and what else of it is
    /// kept. Whoever makes a trainer hands them to [`Trainer::start_from`](crate::Trainer::start_from).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<StartConfig>,
    /// Another agent that the policy imitates at first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub teacher: Option<TeacherConfig>,
    /// Opponents other than the agent itself.
    pub league: LeagueConfig,
    /// What is kept on disk.
    pub checkpoints: CheckpointConfig,
    /// Matches that are recorded.
    pub matches: MatchConfig,
}

/// Where tensors are computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// A GPU if this build has a backend for one and one is found, else the CPU.
    #[default]
    Auto,
    /// The pure Rust CPU backend.
    Cpu,
    /// The first CUDA device.
    Cuda,
    /// The best device of wgpu (Vulkan, Metal, DirectX 12).
    Wgpu,
}

/// Proximal policy optimisation (Schulman et al. 2017). Defaults: section 6.1 of the Lucy-SKG notes, but fewer epochs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PpoConfig {
    /// Agent steps of each agent between two updates.
    pub rollout: usize,
    /// Samples of one optimiser step; shared among the threads.
    pub minibatch: usize,
    /// Samples that go through the networks at once; a matter of speed, except that the batch norm of `as_published`
    /// heads sees no more. On two cores perceptrons were 17 % faster with 2,048 and more than with 512, Lucy's network
    /// with both heads 17 % faster with 480 than with 2,000.
    pub microbatch: usize,
    /// Consecutive steps of one agent that stay together in a minibatch: long segments spare the reward-prediction
    /// head most of its history. 1 mixes best.
    pub segment: usize,
    /// Times that every sample is used.
    pub epochs: usize,
    /// Exchange left and right in the samples of half of the agents, drawn anew for every epoch. Before each, the policy
    /// that acted says how likely the mirrored actions would have been: half a forward pass more per epoch.
    pub mirror: bool,
    /// Discount per agent step; a reward counts half after ln 0.5 / ln gamma of them.
    pub gamma: f64,
    /// Lambda of generalised advantage estimation.
    pub lambda: f64,
    /// Range of the probability ratio without a penalty: 1 - clip to 1 + clip.
    pub clip: f64,
    /// Range around the old value within which a new one is not punished; off unless given.
    pub value_clip: Option<f64>,
    /// Weight of the value loss.
    pub value_coefficient: f64,
    /// Weight of the entropy.
    pub entropy: Schedule,
    /// A jump is to stay at least this likely wherever it is possible, so that it is not forgotten before it is worth
    /// something: a policy that jumps less is pulled up by its distance in nats, weighed by `jump_floor_weight`. 0: off.
    /// With 0.02 at 15 decisions a second a car on the ground jumps 18 times a minute, and a third of these jumps become
    /// flips or double jumps by a second press.
    #[serde(skip_serializing_if = "is_nothing")]
    pub jump_floor: f64,
    /// Weight of that pull in the loss.
    #[serde(skip_serializing_if = "is_usual_pull")]
    pub jump_floor_weight: f64,
    /// Of Adam (beta 0.9 and 0.999, epsilon 1e-5).
    pub learning_rate: Schedule,
    /// Learning rate of the critic, where it is not the policy's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub critic_learning_rate: Option<Schedule>,
    /// Agent steps at the beginning in which only the critic learns: for weights of a policy that is not to be spoilt by
    /// the values of other rewards.
    #[serde(skip_serializing_if = "is_zero")]
    pub critic_warmup_steps: u64,
    /// Gradients with a larger norm over all parameters are scaled down to it.
    pub max_gradient_norm: f64,
    /// Scale the gradients of actor, critic and each auxiliary head down by their own norms instead, so that errors of
    /// one do not shorten the steps of another.
    #[serde(skip_serializing_if = "is_off")]
    pub clip_groups: bool,
    /// Subtract the mean of a minibatch's advantages and divide by their deviation.
    pub normalise_advantages: bool,
    /// Divide rewards by the running deviation of discounted returns.
    pub normalise_returns: bool,
    /// Agent steps after which what was seen counts half in that deviation, so that it follows rewards that change;
    /// without it everything counts alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_half_life: Option<f64>,
    /// Limit of rewards after that division, in deviations; without it there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reward_limit: Option<f64>,
    /// Bring every float of a flat observation to mean 0 and deviation 1, by what was seen in all rollouts before.
    /// Observations of entities are scaled by their builder.
    pub normalise_observations: bool,
    /// Stop an update's epochs when approx_kl of an epoch exceeds this.
    pub target_kl: Option<f64>,
}

/// Weights of the auxiliary losses (section 5.3 of the Lucy-SKG notes), and what they are about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuxLossConfig {
    /// Of reward prediction.
    pub reward_prediction: Schedule,
    /// Of state representation.
    pub state_representation: Schedule,
    /// Of the heads about the future, together.
    #[serde(skip_serializing_if = "is_usual_future")]
    pub future: Schedule,
    /// The heads learn from the first of every so many minibatches; their cost falls to that part.
    #[serde(skip_serializing_if = "is_one")]
    pub every: usize,
    /// What reward prediction is to tell apart.
    #[serde(skip_serializing_if = "is_reward")]
    pub reward_classes: RewardClasses,
    /// Rewards within plus and minus this belong to the class zero.
    pub reward_threshold: f32,
    /// Weigh the three classes by the inverse of how often they occur in the rollout.
    pub balance_classes: bool,
}

/// What a reward's class is read from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RewardClasses {
    /// The sign of the reward, as published.
    #[default]
    Reward,
    /// Events, whatever they are paid: a goal, shot, save or touch is good, a goal against bad.
    Events,
}

/// Kickstarting (Schmitt et al. 2018): what the teacher would do in every situation that the agent gets into is learned
/// beside the rewards. Exactly one of `bot` and `policy` is given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeacherConfig {
    /// Name of a scripted agent, for example `bot:striker`, whose choice is learned: a cross-entropy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<String>,
    /// A trained agent whose distribution is learned: the divergence (KL) of the policy from it. `agent:NAME`, a weights
    /// file, a checkpoint or a run, with the training's actions and tick skip; its network and what it sees may be others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// Weight of that loss; from where it is 0, there is no teacher.
    pub weight: Schedule,
    /// It says nothing about jumps: only which of the choices without jump to take. How likely a jump is stays a matter of
    /// the rewards. A scripted agent then teaches plain driving alone, where the car stands on its wheels and the teacher
    /// is not in a manoeuvre: one whose manoeuvres take longer than one decision otherwise unlearns the flip within three
    /// million steps (`assets/agents/LOG.md`).
    #[serde(default, skip_serializing_if = "is_off")]
    pub leaves_jumps: bool,
}

/// Options that are off or 0 are not written: files of before they existed are the same as files of today.
#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_off(option: &bool) -> bool {
    !*option
}

/// Weight of the pull up to `ppo.jump_floor`: a tenth of a policy gradient of advantages of size 1.
const USUAL_PULL: f64 = 0.1;

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_nothing(number: &f64) -> bool {
    *number == 0.0
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_usual_pull(number: &f64) -> bool {
    *number == USUAL_PULL
}

/// Weight of the losses about the future.
const USUAL_FUTURE: Schedule = Schedule::Constant(0.1);

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_usual_future(schedule: &Schedule) -> bool {
    *schedule == USUAL_FUTURE
}

#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_one(number: &usize) -> bool {
    *number == 1
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_reward(classes: &RewardClasses) -> bool {
    *classes == RewardClasses::Reward
}

#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// Which past versions go when there is no more room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thinning {
    /// The oldest.
    #[default]
    Oldest,
    /// Whichever leaves the ages of the others most evenly spread on a scale of doublings: many recent versions, few old
    /// ones, and the first.
    Geometric,
}

/// Self-play against others than the present self.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LeagueConfig {
    /// Share of the arenas in which the other team is someone else.
    pub share: f64,
    /// Past versions that are kept.
    pub capacity: usize,
    /// Which of them go when there is no more room.
    pub thinning: Thinning,
    /// Agent steps between two versions.
    pub every_steps: u64,
    /// Fixed opponents by name: `bot:chaser`, `agent:1v1`, or the path of a weights file, a checkpoint or a run. Trained ones
    /// must have the training's actions and tick skip; what they see may be something else.
    pub fixed: Vec<String>,
    /// Part of the share that plays against fixed opponents rather than past versions, from 0 to 1.
    pub fixed_share: f64,
}

/// Which checkpoints stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CheckpointConfig {
    /// Agent steps between two.
    pub every_steps: u64,
    /// Newest ones that stay.
    pub keep_last: usize,
    /// Of the older ones, those stay that are the first after a multiple of this many agent steps; 0: none.
    pub keep_every_steps: u64,
}

/// Matches of the agent that are recorded as training goes on. They are played apart from it, with what a checkpoint
/// holds: training is the same to the bit with and without them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MatchConfig {
    /// Record one after every this many checkpoints; 0: none.
    pub every_checkpoints: u64,
    /// Their length, s.
    pub seconds: f32,
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            steps: 20_000_000,
            arenas: 128,
            seed: 1,
            threads: 0,
            device: DeviceKind::default(),
            network: NetworkConfig::default(),
            initial_bias: InitialBias::default(),
            auxiliary: None,
            ppo: PpoConfig::default(),
            auxiliary_loss: AuxLossConfig::default(),
            start: None,
            teacher: None,
            league: LeagueConfig::default(),
            checkpoints: CheckpointConfig::default(),
            matches: MatchConfig::default(),
        }
    }
}

impl Default for PpoConfig {
    fn default() -> Self {
        Self {
            rollout: 128,
            minibatch: 4096,
            microbatch: 4096,
            segment: 1,
            epochs: 3,
            mirror: false,
            // A half-life of 10 s at 15 decisions per second.
            gamma: 0.995_389_679_1,
            lambda: 0.95,
            clip: 0.2,
            value_clip: None,
            value_coefficient: 0.5,
            entropy: Schedule::Constant(0.01),
            jump_floor: 0.0,
            jump_floor_weight: USUAL_PULL,
            learning_rate: Schedule::Constant(3e-4),
            critic_learning_rate: None,
            critic_warmup_steps: 0,
            max_gradient_norm: 0.5,
            clip_groups: false,
            normalise_advantages: true,
            normalise_returns: false,
            return_half_life: None,
            reward_limit: None,
            normalise_observations: false,
            target_kl: None,
        }
    }
}

impl Default for AuxLossConfig {
    fn default() -> Self {
        Self {
            reward_prediction: Schedule::Constant(1.0),
            state_representation: Schedule::Constant(1.0),
            future: USUAL_FUTURE,
            every: 1,
            reward_classes: RewardClasses::default(),
            reward_threshold: 0.009,
            balance_classes: false,
        }
    }
}

impl Default for LeagueConfig {
    fn default() -> Self {
        Self {
            share: 0.2,
            capacity: 16,
            thinning: Thinning::default(),
            every_steps: 2_000_000,
            fixed: Vec::new(),
            fixed_share: 0.3,
        }
    }
}

impl Default for CheckpointConfig {
    fn default() -> Self {
        Self { every_steps: 2_000_000, keep_last: 5, keep_every_steps: 20_000_000 }
    }
}

impl Default for MatchConfig {
    fn default() -> Self {
        Self { every_checkpoints: 1, seconds: 60.0 }
    }
}
