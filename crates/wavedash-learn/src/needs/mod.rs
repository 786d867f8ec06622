//! What a training will need of the machine, worked out before anything of it is made.
//!
//! A number with a zero too many must not overload or abort the machine. [`Sizes`] are read off a few arenas; all else
//! is arithmetic: memory by what it is for, in [`Needs`], against what there is, in [`Available`]. They are meant to
//! tell a zero too many; `crates/wavedash-learn/tests/needs.rs` compares them with what is taken.

mod activations;
mod network;

use wavedash_env::{EnvConfig, Registry, VecEnv, Widths};
use wavedash_policy::{AuxConfig, NetworkConfig, Spaces};

use crate::config::TrainConfig;
use crate::error::LearnError;
use crate::spaces;
use activations::floats_per_frame;
use network::{layers, parameters};

/// Arenas that sizes are read off: enough for team sizes in any usual proportion.
const PROBED: usize = 64;
/// Bytes of a float.
const FLOAT: f64 = 4.0;
/// What a thread takes by itself: its stack as far as it is used, and its part of the allocator.
const PER_THREAD: f64 = 2e6;
/// What burn keeps beside the floats of a layer, and of its moments.
const PER_LAYER: f64 = 8e3;
/// What the program takes without any training: code, the surface of the arena.
const PROGRAM: f64 = 60e6;
/// More threads than this per core only wait for each other.
const PER_CORE: usize = 16;
/// Threads that any machine is trusted with.
const FEW_THREADS: usize = 64;

/// Sizes of an environment's arenas and agents.
#[derive(Clone, Debug, PartialEq)]
pub struct Sizes {
    /// Agents of an arena, on average.
    pub agents: f64,
    /// Bytes of an arena and its agents' rows in a batch, on average.
    pub bytes: f64,
    /// Of an agent's rows.
    pub widths: Widths,
    /// What an agent sees and chooses from.
    pub spaces: Spaces,
}

impl Sizes {
    /// Reads them off the first arenas of a pool.
    ///
    /// # Errors
    /// Names what is wrong with the configuration.
    pub fn of(config: &TrainConfig, environment: &EnvConfig, registry: &Registry) -> Result<Self, LearnError> {
        let arenas = config.arenas.clamp(1, PROBED);
        let pool = VecEnv::builder(environment).registry(registry).arenas(arenas).seed(config.seed).build()?;
        let batch = pool.batch();
        Ok(Self {
            agents: batch.agents() as f64 / arenas as f64,
            bytes: pool.bytes() as f64 / arenas as f64,
            widths: batch.widths,
            spaces: spaces::of(environment, &pool)?,
        })
    }
}

/// What there is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Available {
    /// Bytes of memory that can still be taken; none if nobody knows.
    pub memory: Option<f64>,
    /// Threads that can still be started; none if nobody knows.
    pub threads: Option<usize>,
    /// Processor cores.
    pub cores: usize,
}

/// A part of the memory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// What it is for.
    pub what: &'static str,
    /// Bytes.
    pub bytes: f64,
    /// Keys of the configuration that make it smaller.
    pub keys: &'static str,
}

/// What a training will need.
#[derive(Clone, Debug, PartialEq)]
pub struct Needs {
    /// Memory by what it is for, most first.
    pub memory: Vec<Part>,
    /// Threads that compute.
    pub threads: usize,
}

impl Needs {
    /// What this configuration needs; `cores` is the number of threads where it names none.
    #[must_use]
    pub fn of(config: &TrainConfig, sizes: &Sizes, cores: usize) -> Self {
        let threads = if config.threads == 0 { cores } else { config.threads };
        let (arenas, steps) = (config.arenas as f64, config.ppo.rollout as f64);
        let agents = sizes.agents * arenas;
        let rows = agents * steps;
        let Widths { observation, mask, action, .. } = sizes.widths;
        let (floats, choices, components) = (observation as f64, mask as f64, action as f64);
        // Beside observation, mask, action and lesson: log-probability, value, reward, cut value, advantage, target; four
        // marks; and the row's place in the order of samples.
        let row = FLOAT * (floats + 2.0 * components + 6.0) + choices + 4.0 + 16.0 / config.ppo.segment.max(1) as f64;
        let row = row + optional(config, choices);
        let weights = FLOAT * parameters(&config.network, config.auxiliary.as_ref(), &sizes.spaces)
            + PER_LAYER * layers(&config.network);
        // A saved pool is there twice more, as data and as bytes.
        let mut memory = vec![
            Part { what: "arenas", bytes: 3.0 * arenas * sizes.bytes, keys: "train.arenas" },
            Part { what: "the rollout", bytes: rows * row, keys: "train.arenas, train.ppo.rollout" },
            Part {
                what: "networks",
                // Weights, two moments, gradients, a copy of all three to go back to, those that act; each thread's
                // gradients.
                bytes: (8.0 + 2.0 * threads as f64) * weights,
                keys: "train.network, train.auxiliary, train.threads",
            },
            Part {
                what: "past versions",
                bytes: 2.0 * versions(config) * weights,
                keys: "train.league.capacity, train.network",
            },
            Part {
                what: "learning",
                bytes: learning(config, sizes, rows, threads as f64),
                keys: "train.ppo.microbatch, train.ppo.minibatch, train.auxiliary.reward_prediction.window, train.threads",
            },
            Part { what: "threads", bytes: 2.0 * PER_THREAD * threads as f64, keys: "train.threads" },
            Part { what: "the program", bytes: PROGRAM, keys: "" },
        ];
        memory.sort_by(|a, b| b.bytes.total_cmp(&a.bytes));
        Self { memory, threads }
    }

    /// All memory together, bytes.
    #[must_use]
    pub fn bytes(&self) -> f64 {
        self.memory.iter().map(|part| part.bytes).sum()
    }

    /// Whether there is enough of everything.
    ///
    /// # Errors
    /// Says how much is needed, what for, how much there is, and which keys change it.
    pub fn check(&self, available: &Available) -> Result<(), LearnError> {
        let sensible = FEW_THREADS.max(PER_CORE.saturating_mul(available.cores));
        // The pool's threads and those that learn.
        let possible = available.threads.map_or(usize::MAX, |threads| threads / 2);
        if self.threads > sensible.min(possible) {
            let why = if possible < sensible {
                format!("the system lets this process start {} more", possible.saturating_mul(2))
            } else {
                format!("{} cores have work for at most {sensible}", available.cores)
            };
            let problem = format!("{} threads are asked for, each of them twice; {why}", self.threads);
            return Err(LearnError::config("train.threads", problem));
        }
        match available.memory {
            Some(memory) if self.bytes() > memory => {
                Err(LearnError::Memory { needed: self.bytes(), available: memory, parts: self.memory.clone() })
            }
            _ => Ok(()),
        }
    }
}

/// What a row of the rollout takes beside that if it is asked for: bytes.
fn optional(config: &TrainConfig, choices: f64) -> f64 {
    let teacher = if config.teacher.as_ref().is_some_and(|teacher| teacher.policy.is_some()) { choices } else { 0.0 };
    let mirrored = if config.ppo.mirror { 2.0 } else { 0.0 };
    // Ball and car; ball after three times, car after two, and whether they are known; classes of touches and goals; weight.
    let asks = config.auxiliary.as_ref().is_some_and(|heads| heads.future.is_some());
    let future = if asks { 10.0 + 3.0 * 7.0 + 2.0 * 5.0 + 13.0 + 7.0 + 1.0 + 2.0 } else { 0.0 };
    FLOAT * (teacher + mirrored + future)
}

/// Past versions that can be in memory at the same time.
fn versions(config: &TrainConfig) -> f64 {
    if config.league.share == 0.0 {
        return 0.0;
    }
    let kept = config.steps / config.league.every_steps.max(1);
    (config.league.capacity as f64).min(kept as f64)
}

/// What forward and backward passes leave behind, all threads together.
fn learning(config: &TrainConfig, sizes: &Sizes, rows: f64, threads: f64) -> f64 {
    let ppo = &config.ppo;
    let segment = ppo.segment.max(1) as f64;
    let minibatch = (ppo.minibatch as f64).max(segment).min(rows);
    let piece = (ppo.microbatch as f64).max(segment).min((minibatch / threads).ceil()).min(rows);
    let reward = config.auxiliary.as_ref().and_then(|heads| heads.reward_prediction.as_ref());
    let window = reward.map_or(1.0, |head| head.window as f64);
    // Each segment with the frames that lead up to it.
    let frames = (piece * (segment + window - 1.0) / segment).min(rows.max(piece));
    let of = |network: &NetworkConfig, heads: Option<&AuxConfig>| floats_per_frame(network, heads, &sizes.spaces);
    let (per_frame, per_sample) = of(&config.network, config.auxiliary.as_ref());
    // Numbers of frames are words of eight bytes; so are those of rows.
    let indices = 8.0 * (minibatch + if reward.is_some() { piece * window + rows / 2.0 } else { 0.0 });
    threads * (FLOAT * (frames * per_frame + piece * per_sample) + indices)
}

#[cfg(test)]
mod tests {
    use wavedash_policy::{Layout, RewardPredictionConfig};

    use super::*;

    fn sizes() -> Sizes {
        let widths = Widths { observation: 100, mask: 90, components: 3, action: 1 };
        let spaces = Spaces { observation: Layout::Flat { floats: 100 }, choices: vec![90], table: None };
        Sizes { agents: 2.0, bytes: 10_000.0, widths, spaces }
    }

    fn of(change: impl Fn(&mut TrainConfig)) -> Needs {
        let mut config = TrainConfig { threads: 2, ..TrainConfig::default() };
        change(&mut config);
        Needs::of(&config, &sizes(), 2)
    }

    const MACHINE: Available = Available { memory: Some(16e9), threads: Some(10_000), cores: 2 };

    fn refusal(change: impl Fn(&mut TrainConfig)) -> String {
        of(change).check(&MACHINE).err().map(|e| e.to_string()).unwrap_or_default()
    }

    #[test]
    fn the_defaults_need_little() {
        let bytes = of(|_| ()).bytes();
        assert!((60e6..500e6).contains(&bytes), "{bytes}");
        assert_eq!(refusal(|_| ()), "");
    }

    #[test]
    fn a_zero_too_many_is_refused_with_estimate_and_key() {
        type Change = fn(&mut TrainConfig);
        let deep: Change = |c| c.network = serde_json::from_str(r#"{"mlp":{"depth":1000000}}"#).expect("a network");
        let wide: Change = |c| c.network = serde_json::from_str(r#"{"mlp":{"width":1000000}}"#).expect("a network");
        let looks_far: Change = |c| {
            let head = RewardPredictionConfig { window: 1_000_000_000, hidden: 32 };
            c.auxiliary = Some(AuxConfig { reward_prediction: Some(head), ..AuxConfig::default() });
        };
        let cases: [(Change, &str); 9] = [
            (|c| c.arenas = 100_000_000, "train.arenas"),
            (|c| c.arenas = usize::MAX, "train.arenas"),
            (|c| c.ppo.rollout = 10_000_000, "train.ppo.rollout"),
            (|c| c.ppo.rollout = usize::MAX, "train.ppo.rollout"),
            (deep, "train.network"),
            (wide, "train.network"),
            (looks_far, "reward_prediction.window"),
            (
                |c| {
                    (c.ppo.rollout, c.arenas) = (8192, 1024);
                    (c.ppo.minibatch, c.ppo.microbatch) = (10_000_000, 10_000_000);
                },
                "train.ppo.microbatch",
            ),
            (
                |c| {
                    (c.league.capacity, c.league.every_steps, c.steps) = (1_000_000, 1, 1_000_000_000);
                },
                "train.league.capacity",
            ),
        ];
        for (change, key) in cases {
            let text = refusal(change);
            assert!(text.contains(key) && text.contains("16.0 GB are available"), "{key}: {text}");
        }
    }

    #[test]
    fn threads_beyond_sense_or_the_systems_limit_are_refused() {
        let text = refusal(|c| c.threads = 99_999);
        assert!(text.contains("train.threads: 99999 threads") && text.contains("2 cores"), "{text}");
        assert_eq!(refusal(|c| c.threads = 64), "");
        let tight = Available { threads: Some(6), ..MACHINE };
        let text = of(|c| c.threads = 4).check(&tight).expect_err("8 are too many").to_string();
        assert!(text.contains("start 6 more"), "{text}");
        assert!(of(|c| c.threads = 3).check(&tight).is_ok());
    }

    #[test]
    fn what_nobody_knows_refuses_nothing() {
        let nobody = Available { memory: None, threads: None, cores: 2 };
        assert!(of(|c| c.arenas = 100_000_000).check(&nobody).is_ok());
    }
}
