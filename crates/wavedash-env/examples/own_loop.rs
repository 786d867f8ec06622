//! A loop of one's own around the environments: `cargo run --release -p wavedash-env --example own_loop`.

use wavedash_core::{Purpose, Stream};
use wavedash_env::{EnvConfig, EnvError, VecEnv};

/// Sums over the agents' episodes that ended.
#[derive(Debug, Default)]
pub struct Statistics {
    /// Their number.
    pub episodes: u32,
    /// Agent steps.
    pub steps: u32,
    /// Rewards.
    pub reward: f32,
    /// Touches of the ball.
    pub touches: u32,
}

/// Plays at random in 16 arenas of 1v1, with any choice that has an effect.
pub fn play(steps: u64) -> Result<Statistics, EnvError> {
    let mut envs = VecEnv::builder(&EnvConfig::default()).arenas(16).threads(2).seed(7).build()?;
    let (widths, agents) = (envs.batch().widths, envs.batch().agents());
    let choices = envs.choices().to_vec();
    let (mut rewards, mut lengths) = (vec![0.0; agents], vec![0; agents]);
    let mut done = Statistics::default();
    for step in 0..steps {
        let mut actions = Vec::with_capacity(agents * widths.action);
        for (agent, mask) in (0..).zip(envs.batch().masks.chunks(widths.mask)) {
            let mut stream = Stream::new(1, agent, Purpose::Action, step);
            let mut first = 0;
            for count in &choices {
                let open: Vec<usize> = (0..*count).filter(|choice| mask[first + choice]).collect();
                actions.push(open[stream.index(open.len())] as f32);
                first += count;
            }
        }
        let batch = envs.step(&actions)?;
        for agent in 0..agents {
            rewards[agent] += batch.rewards[agent];
            lengths[agent] += 1;
            done.touches += u32::from(batch.step_info[agent].touches);
            // Where an episode ended, `batch.observations` are of the next one already.
            if batch.terminated[agent] || batch.truncated[agent] {
                done.episodes += 1;
                done.steps += core::mem::take(&mut lengths[agent]);
                done.reward += core::mem::take(&mut rewards[agent]);
            }
        }
    }
    Ok(done)
}

fn main() -> Result<(), EnvError> {
    let Statistics { episodes, steps, reward, touches } = play(3000)?;
    println!("{episodes} episodes of {:.0} steps on average", steps as f32 / episodes as f32);
    println!("mean return {:.2}, {touches} touches", reward / episodes as f32);
    Ok(())
}
