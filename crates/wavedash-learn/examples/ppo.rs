//! The whole of PPO in one file, on the public interface of the environments: `cargo run --release -p wavedash-learn --example ppo`.
//!
//! To read and to change. It learns to drive to the ball within a minute. The learner of this crate adds what long runs
//! need: self-play against past versions, auxiliary heads, threads, schedules, checkpoints.

use burn::module::Module;
use burn::nn::{Linear, LinearConfig};
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::activation::{log_softmax, tanh};
use burn::tensor::{Device, Int, Tensor, TensorData};
use wavedash_core::{Purpose, Stream};
use wavedash_env::{EnvConfig, VecEnv};

/// One car, a ball that rests, a reward for speed towards it.
const TASK: &str = r#"{
    "actions": "table90",
    "team_sizes": [[1, 0]],
    "observation": { "flat_relative": { "team_size": 1 } },
    "reset": "kickoff_like",
    "end": { "when": [{ "time_limit": { "seconds": 10.0 } }] },
    "reward": {
        "team_spirit": 0.0, "opponent": 0.0,
        "event": [{ "of": "player_to_ball_velocity", "weight": 0.1 }, { "of": "touch", "weight": 1.0 }]
    }
}"#;

const ARENAS: usize = 32;
/// Steps of a rollout.
const STEPS: usize = 64;
const EPOCHS: usize = 4;
const MINIBATCH: usize = 1024;
const GAMMA: f32 = 0.98;
const LAMBDA: f32 = 0.95;
const CLIP: f32 = 0.2;
const ENTROPY: f32 = 0.003;
const VALUE: f32 = 0.5;
const LEARNING_RATE: f64 = 1e-3;
const WIDTH: usize = 64;

/// A policy and a value function, perceptrons of their own.
#[derive(Module, Debug)]
struct ActorCritic {
    actor: [Linear; 3],
    critic: [Linear; 3],
}

impl ActorCritic {
    fn new(floats: usize, choices: usize, device: &Device) -> Self {
        let layer = |from, to| LinearConfig::new(from, to).init(device);
        let network = |out| [layer(floats, WIDTH), layer(WIDTH, WIDTH), layer(WIDTH, out)];
        Self { actor: network(choices), critic: network(1) }
    }

    /// Log-probabilities `[rows, choices]` and values `[rows]` of observations `[rows, floats]`.
    fn forward(&self, observations: Tensor<2>) -> (Tensor<2>, Tensor<1>) {
        let through =
            |[first, second, last]: &[Linear; 3], x| last.forward(tanh(second.forward(tanh(first.forward(x)))));
        let logits = through(&self.actor, observations.clone());
        (log_softmax(logits, 1), through(&self.critic, observations).squeeze_dim::<1>(1))
    }
}

/// What the agents saw, did and got, step after step: `STEPS x agents` rows.
#[derive(Default)]
struct RolloutBuffer {
    observations: Vec<f32>,
    actions: Vec<i64>,
    log_probs: Vec<f32>,
    values: Vec<f32>,
    rewards: Vec<f32>,
    dones: Vec<bool>,
}

fn floats(tensor: Tensor<1>) -> Vec<f32> {
    tensor.into_data().try_to_vec().expect("floats")
}

/// Means of a rollout.
pub struct Means {
    /// Per agent step.
    pub reward: f64,
    /// Of a car.
    pub touches_per_minute: f64,
}

/// A training run.
pub struct Training {
    envs: VecEnv,
    model: ActorCritic,
    optimiser: burn::optim::ModuleOptimizer,
    device: Device,
    iteration: u64,
}

impl Training {
    /// A network that has learned nothing, in first episodes.
    pub fn new(seed: u64) -> Result<Self, Box<dyn std::error::Error>> {
        let config: EnvConfig = serde_json::from_str(TASK)?;
        let envs = VecEnv::builder(&config).arenas(ARENAS).seed(seed).build()?;
        let device = Device::flex().autodiff();
        device.seed(seed);
        let model = ActorCritic::new(envs.batch().widths.observation, envs.choices()[0], &device);
        Ok(Self { envs, model, optimiser: AdamConfig::new().with_epsilon(1e-5).init(), device, iteration: 0 })
    }

    /// A rollout and the update from it.
    pub fn iterate(&mut self) -> Result<Means, Box<dyn std::error::Error>> {
        let (buffer, means, last_values) = self.collect()?;
        let (advantages, returns) = gae(&buffer, &last_values);
        self.update(&buffer, &advantages, &returns);
        self.iteration += 1;
        Ok(means)
    }

    fn rows(&self, observations: &[f32], device: &Device) -> Tensor<2> {
        let width = self.envs.batch().widths.observation;
        Tensor::from_data(TensorData::new(observations.to_vec(), [observations.len() / width, width]), device)
    }

    /// Acts for `STEPS` steps. The values of the observations after the last one come with it.
    fn collect(&mut self) -> Result<(RolloutBuffer, Means, Vec<f32>), Box<dyn std::error::Error>> {
        let agents = self.envs.batch().agents();
        // Without gradients.
        let (model, device) = (self.model.valid(), Device::flex());
        let mut buffer = RolloutBuffer::default();
        let (mut reward, mut touches) = (0.0, 0_u32);
        for step in 0..STEPS as u64 {
            let observations = self.envs.batch().observations.clone();
            let (log_probs, values) = model.forward(self.rows(&observations, &device));
            let choices = log_probs.dims()[1];
            let log_probs: Vec<f32> = log_probs.into_data().try_to_vec().expect("floats");
            // Each row draws from a stream of its own, so that runs repeat.
            let actions: Vec<usize> = (0..agents)
                .map(|agent| {
                    let key = (self.iteration * STEPS as u64 + step) * agents as u64 + agent as u64;
                    draw(&log_probs[agent * choices..][..choices], &mut Stream::new(1, key, Purpose::Action, 0))
                })
                .collect();
            let batch = self.envs.step(&actions.iter().map(|action| *action as f32).collect::<Vec<_>>())?;
            let mut rewards = batch.rewards.clone();
            let dones: Vec<bool> = (0..agents).map(|agent| batch.terminated[agent] || batch.truncated[agent]).collect();
            touches += batch.step_info.iter().map(|info| u32::from(info.touches)).sum::<u32>();
            reward += rewards.iter().sum::<f32>();
            // A truncated episode would have gone on: the value of its final observation is still to come.
            let (truncated, last) = (batch.truncated.clone(), batch.last_observations.clone());
            if truncated.contains(&true) {
                let bootstrap = floats(model.forward(self.rows(&last, &device)).1);
                for agent in (0..agents).filter(|agent| truncated[*agent]) {
                    rewards[agent] += GAMMA * bootstrap[agent];
                }
            }
            buffer
                .log_probs
                .extend(actions.iter().enumerate().map(|(agent, action)| log_probs[agent * choices + action]));
            buffer.observations.extend(observations);
            buffer.actions.extend(actions.iter().map(|action| *action as i64));
            buffer.values.extend(floats(values));
            buffer.rewards.extend(rewards);
            buffer.dones.extend(dones);
        }
        let last_values = floats(model.forward(self.rows(&self.envs.batch().observations, &device)).1);
        // A step of 8 ticks is 1/15 s.
        let minutes = (STEPS * agents) as f64 / 900.0;
        let means = Means {
            reward: f64::from(reward) / (STEPS * agents) as f64,
            touches_per_minute: f64::from(touches) / minutes,
        };
        Ok((buffer, means, last_values))
    }

    /// Some epochs over the rollout in shuffled minibatches.
    fn update(&mut self, buffer: &RolloutBuffer, advantages: &[f32], returns: &[f32]) {
        let width = self.envs.batch().widths.observation;
        let mut order: Vec<usize> = (0..buffer.actions.len()).collect();
        for epoch in 0..EPOCHS as u64 {
            let mut stream = Stream::new(2, self.iteration * EPOCHS as u64 + epoch, Purpose::Action, 0);
            for i in (1..order.len()).rev() {
                order.swap(i, stream.index(i + 1));
            }
            for rows in order.chunks(MINIBATCH) {
                let of = |values: &[f32]| {
                    let picked: Vec<f32> = rows.iter().map(|row| values[*row]).collect();
                    Tensor::<1>::from_data(TensorData::new(picked, [rows.len()]), &self.device)
                };
                let observations: Vec<f32> =
                    rows.iter().flat_map(|row| buffer.observations[row * width..][..width].iter().copied()).collect();
                let actions: Vec<i64> = rows.iter().map(|row| buffer.actions[*row]).collect();
                let actions = Tensor::<2, Int>::from_data(TensorData::new(actions, [rows.len(), 1]), &self.device);

                let (log_probs, values) = self.model.forward(self.rows(&observations, &self.device));
                let entropy = -(log_probs.clone().exp() * log_probs.clone()).sum_dim(1).mean();
                let log_prob = log_probs.gather(1, actions).squeeze_dim::<1>(1);
                let ratio = (log_prob - of(&buffer.log_probs)).exp();
                let advantage = of(advantages);
                let advantage = (advantage.clone() - advantage.clone().mean()) / (advantage.var(0).sqrt() + 1e-8);
                let clipped = ratio.clone().clamp(1.0 - CLIP, 1.0 + CLIP) * advantage.clone();
                let surrogate = -(ratio * advantage).min_pair(clipped).mean();
                let value_loss = (values - of(returns)).powf_scalar(2.0).mean();
                let loss = surrogate - entropy * ENTROPY + value_loss * VALUE;

                let gradients = GradientsParams::from_grads(loss.backward(), &self.model);
                self.model = self.optimiser.step(LEARNING_RATE, self.model.clone(), gradients);
            }
        }
    }
}

/// An index drawn from log-probabilities.
fn draw(log_probs: &[f32], stream: &mut Stream) -> usize {
    let mut left = stream.unit();
    for (index, log_prob) in log_probs.iter().enumerate() {
        left -= libm::expf(*log_prob);
        if left < 0.0 {
            return index;
        }
    }
    log_probs.len() - 1
}

/// Generalised advantage estimation (Schulman et al. 2016): `A_t = delta_t + gamma lambda A_(t+1)` with
/// `delta_t = r_t + gamma V_(t+1) - V_t`; nothing follows the end of an episode. Advantages and returns, `STEPS x agents`.
fn gae(buffer: &RolloutBuffer, last_values: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let agents = last_values.len();
    let mut advantages = vec![0.0; buffer.rewards.len()];
    for (agent, last_value) in last_values.iter().enumerate() {
        let (mut next_value, mut next_advantage) = (*last_value, 0.0);
        for row in (0..STEPS).rev().map(|step| step * agents + agent) {
            let follows = f32::from(u8::from(!buffer.dones[row]));
            let delta = buffer.rewards[row] + GAMMA * next_value * follows - buffer.values[row];
            next_advantage = delta + GAMMA * LAMBDA * follows * next_advantage;
            next_value = buffer.values[row];
            advantages[row] = next_advantage;
        }
    }
    let returns = advantages.iter().zip(&buffer.values).map(|(advantage, value)| advantage + value).collect();
    (advantages, returns)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut training = Training::new(1)?;
    for iteration in 1..=150 {
        let Means { reward, touches_per_minute } = training.iterate()?;
        if iteration % 10 == 0 {
            let steps = iteration * STEPS * ARENAS;
            println!("{steps:>8} steps: reward {reward:.4}, {touches_per_minute:.2} touches a minute");
        }
    }
    Ok(())
}
