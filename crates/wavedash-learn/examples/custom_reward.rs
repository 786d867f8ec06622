//! A reward function of one's own, learned from: `cargo run --release -p wavedash-learn --example custom_reward`.

use serde::Deserialize;
use wavedash_core::units::MAX_CARS;
use wavedash_env::registry::{Entry, Range};
use wavedash_env::reward::{CarStep, RewardFunction};
use wavedash_env::{EnvConfig, Registry, Scene, memory};
use wavedash_learn::{LearnError, TrainConfig, Trainer};

/// The ball is carried on the roof: each step is worth more than the one before, up to a second.
#[derive(Deserialize)]
struct Carry {
    reach: f32,
    #[serde(skip)]
    steps: [u8; MAX_CARS],
}

impl RewardFunction for Carry {
    fn reset(&mut self, _scene: &Scene) {
        self.steps = [0; MAX_CARS];
    }

    fn reward(&mut self, step: &CarStep<'_>) -> f32 {
        let over = step.at.scene.ball.pos - step.at.car.pos;
        let is_carried = over.norm() < self.reach && over.dot(&step.at.car.frame.up) > 90.0;
        let steps = &mut self.steps[step.at.index];
        *steps = if is_carried { (*steps + 1).min(15) } else { 0 };
        f32::from(*steps) / 15.0
    }

    fn save(&self) -> Vec<u8> {
        memory::save(&self.steps)
    }

    fn restore(&mut self, saved: &[u8]) {
        self.steps = memory::read(saved).unwrap_or(self.steps);
    }
}

/// A trainer that knows the function: configurations name it like any other.
pub fn trainer(environment: &EnvConfig, config: TrainConfig) -> Result<Trainer, LearnError> {
    let mut registry = Registry::builtin();
    let entry = Entry::new("carry", "the ball is carried on the roof");
    let entry = entry.float("reach", 180.0, Range::Positive, "uu", "greatest distance of car and ball");
    registry.reward(entry, |function: Carry| function)?;
    Trainer::with_registry(config, environment, &[], &registry)
}

fn main() -> Result<(), LearnError> {
    let environment = r#"{ "reward": { "event": [{ "of": { "carry": { "reach": 200 } } }, { "of": "touch" }] } }"#;
    let environment = serde_json::from_str(environment).expect("a configuration");
    let mut trainer = trainer(&environment, TrainConfig { arenas: 64, ..TrainConfig::default() })?;
    while trainer.counters().steps < 1_000_000 {
        let reward = trainer.iterate()?.value("collect/step_reward").unwrap_or(0.0);
        println!("{} steps: reward {reward:.4}", trainer.counters().steps);
    }
    Ok(())
}
