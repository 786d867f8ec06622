//! An observation of one's own: `cargo run --release -p wavedash-env --example custom_observation`.

use wavedash_core::Controls;
use wavedash_env::obs::ObsBuilder;
use wavedash_env::registry::{Entry, Registry};
use wavedash_env::{EnvConfig, EnvError, Scene, VecEnv};

/// Four floats per car: where the ball is, seen from the car, and how fast the car is. Positions in thousands of uu.
struct Compass;

impl ObsBuilder for Compass {
    fn shape(&self) -> &[usize] {
        &[4]
    }

    fn columns(&self) -> Vec<String> {
        ["ball.ahead", "ball.right", "ball.up", "speed"].map(str::to_owned).to_vec()
    }

    fn reset(&mut self, _scene: &Scene) {}

    fn note(&mut self, _controls: &[Controls], _scene: &Scene) {}

    fn write(&self, scene: &Scene, out: &mut [f32]) {
        for (car, row) in scene.cars.iter().zip(out.chunks_exact_mut(4)) {
            let to_ball = (scene.ball.pos - car.pos) * 1e-3;
            let frame = &car.frame;
            let axes = [frame.forward, frame.right, frame.up].map(|axis| axis.dot(&to_ball));
            row.copy_from_slice(&[axes[0], axes[1], axes[2], car.vel.norm() / 2300.0]);
        }
    }
}

/// Environments that see with it.
pub fn envs(arenas: usize) -> Result<VecEnv, EnvError> {
    let mut registry = Registry::builtin();
    registry.observation(Entry::new("compass", "ball seen from the car, and speed"), |_, _| Ok(Compass))?;
    let config: EnvConfig = serde_json::from_str(r#"{"observation": "compass"}"#).expect("a configuration");
    VecEnv::builder(&config).registry(&registry).arenas(arenas).build()
}

fn main() -> Result<(), EnvError> {
    let envs = envs(1)?;
    for (column, value) in envs.columns().iter().zip(envs.batch().observation(0)) {
        println!("{column:12} {value:8.3}");
    }
    Ok(())
}
