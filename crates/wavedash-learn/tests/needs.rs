//! The estimate of memory against what training takes. A process of its own, as the greatest use of memory is measured.

use wavedash_env::EnvConfig;
use wavedash_learn::needs::{Needs, Sizes};
use wavedash_learn::{TrainConfig, Trainer};

/// The most memory that this process has had, bytes.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok()? * 1024.0)
}

#[test]
fn the_estimate_grows_as_memory_does() {
    let Some(_) = peak() else { return println!("skipped: this system does not tell how much memory a process had") };
    let environment: EnvConfig = serde_json::from_value(serde_json::json!({
        "actions": "table90",
        "team_sizes": [[1, 1]],
        "observation": { "flat_relative": { "team_size": 1 } },
        "reset": "random",
    }))
    .expect("a configuration");
    let mut compared = Vec::new();
    // The larger ones later: the peak never falls.
    for (arenas, rollout, width) in [(64, 64, 64), (256, 128, 256), (1024, 128, 512)] {
        let config: TrainConfig = serde_json::from_value(serde_json::json!({
            "arenas": arenas,
            "threads": 2,
            "device": "cpu",
            "network": { "mlp": { "width": width, "depth": 2 } },
            "ppo": { "rollout": rollout, "minibatch": 16_384, "epochs": 1 },
            "league": { "share": 0.0 },
        }))
        .expect("a configuration");
        let sizes =
            Sizes::of(&config, &environment, wavedash_env::Registry::builtin_ref()).expect("a good configuration");
        let estimate = Needs::of(&config, &sizes, 2).bytes();
        let mut trainer = Trainer::new(config, &environment).expect("a trainer");
        trainer.iterate().expect("finite numbers");
        compared.push((estimate, peak().expect("it was there before")));
    }
    let shown: Vec<String> = compared.iter().map(|(e, p)| format!("{:.0} of {:.0} MB", e / 1e6, p / 1e6)).collect();
    println!("estimated of measured: {shown:?}");
    // The program itself is estimated with what its allocator and libraries may take, which is not here.
    assert!(compared.iter().all(|(estimate, peak)| *estimate > 0.9 * peak), "{shown:?}");
    for pair in compared.windows(2) {
        let (estimate, peak) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
        assert!((0.67..1.5).contains(&(estimate / peak)), "{shown:?}");
    }
}
