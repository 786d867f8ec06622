//! `wavedash bench all`: one table of what this machine does, to be reported with the machine's facts.

use std::io::Write;
use std::num::NonZero;
use std::thread;

use serde::Serialize;
use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};
use wavedash_env::Registry;

use super::{bench, bench_env, bench_train};
use crate::args::{BenchAll, BenchEnv, BenchSim, BenchTrain, Workload, World};
use crate::exit::Exit;
use crate::{report, table};

/// What the figures were measured on.
#[derive(Serialize)]
struct Machine {
    cpu: String,
    /// As many threads as run at once.
    cores: usize,
    memory_gib: f64,
    system: String,
    version: &'static str,
    /// "release" or "development".
    build: &'static str,
}

impl Machine {
    fn here() -> Self {
        let wanted =
            RefreshKind::nothing().with_cpu(CpuRefreshKind::nothing()).with_memory(MemoryRefreshKind::everything());
        let known = System::new_with_specifics(wanted);
        let name = System::long_os_version().unwrap_or_else(|| std::env::consts::OS.to_owned());
        Self {
            cpu: known.cpus().first().map_or_else(String::new, |cpu| cpu.brand().trim().to_owned()),
            cores: thread::available_parallelism().map_or(1, NonZero::get),
            memory_gib: known.total_memory() as f64 / (1_u64 << 30) as f64,
            system: format!("{name}, {}", std::env::consts::ARCH),
            version: env!("CARGO_PKG_VERSION"),
            build: if cfg!(debug_assertions) { "development" } else { "release" },
        }
    }
}

/// A line of the table.
#[derive(Serialize)]
struct Row {
    what: &'static str,
    setting: String,
    threads: usize,
    value: f64,
    unit: &'static str,
    /// The command that measures the same alone.
    command: String,
}

#[derive(Serialize)]
struct Figures {
    machine: Machine,
    rows: Vec<Row>,
}

/// Runs all benchmarks one after the other.
pub(crate) fn run(args: &BenchAll, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let machine = Machine::here();
    let cores = args.threads.map_or(machine.cores, usize::from);
    let scale = |count: u64| (count / u64::from(args.part)).max(1);
    let mut rows = Vec::new();
    for team_size in [1, 3] {
        writeln!(err, "simulator {team_size}v{team_size} …")?;
        rows.push(simulator(team_size, scale(1_200_000 / u64::from(team_size)))?);
    }
    for threads in if cores > 1 { vec![1, cores] } else { vec![1] } {
        writeln!(err, "environments, {threads} threads …")?;
        rows.push(environments(threads, scale(12_000))?);
    }
    writeln!(err, "training …")?;
    rows.extend(training(cores, scale(12) as u32, err)?);
    report::figures(out, args.json, &Figures { machine, rows }, print)
}

fn simulator(team_size: u8, ticks: u64) -> anyhow::Result<Row> {
    let args = BenchSim {
        team_size,
        workload: Workload::Chaos,
        ticks,
        seed: 0,
        threads: 1,
        arenas: None,
        world: World::default(),
        json: false,
    };
    Ok(Row {
        what: "simulator",
        setting: format!("chaos {team_size}v{team_size}"),
        threads: 1,
        value: bench::measure(&args)?.ticks_per_second,
        unit: "ticks/s",
        command: format!("wavedash bench sim --team-size {team_size} --ticks {ticks}"),
    })
}

fn environments(threads: usize, steps: u64) -> anyhow::Result<Row> {
    let args = BenchEnv {
        config: None,
        set: Vec::new(),
        team_size: Some(1),
        arenas: 64,
        steps,
        threads: threads as u16,
        seed: 0,
        no_bare: true,
        json: false,
    };
    Ok(Row {
        what: "environments",
        setting: "1v1, 64 arenas".to_owned(),
        threads,
        value: bench_env::measure(&args, Registry::builtin_ref())?.complete.agent_steps_per_second,
        unit: "agent steps/s",
        command: format!("wavedash bench env --no-bare --team-size 1 --steps {steps} --threads {threads}"),
    })
}

fn training(threads: usize, iterations: u32, err: &mut dyn Write) -> anyhow::Result<Vec<Row>> {
    let set = vec![format!("train.threads={threads}")];
    let args = BenchTrain { config: None, set, iterations, json: false };
    let f = bench_train::measure(&args, Registry::builtin_ref(), err)?;
    let inferred = f.agent_steps as f64 / (f.share_infer * f.wall_seconds);
    let row = |what, value| Row {
        what,
        setting: "quick.toml".to_owned(),
        threads,
        value,
        unit: "agent steps/s",
        command: format!("wavedash bench train --set train.threads={threads} --iterations {iterations}"),
    };
    let (all, learned) = (f.agent_steps_per_second, f.learned_per_second);
    Ok(vec![row("inference", inferred), row("update", learned), row("training", all)])
}

fn print(out: &mut dyn Write, f: &Figures) -> anyhow::Result<()> {
    let m = &f.machine;
    writeln!(out, "{}, {} threads, {:.0} GiB; {}", m.cpu, m.cores, m.memory_gib, m.system)?;
    writeln!(out, "wavedash {}, {} build", m.version, m.build)?;
    if m.build != "release" {
        writeln!(out, "Not worth reporting: measure with `cargo run --release`.")?;
    }
    writeln!(out)?;
    let heading = ["what", "setting", "threads", "value", "unit", "alone"].map(str::to_owned).to_vec();
    let lines = f.rows.iter().map(|row| {
        let value = format!("{:.0}", row.value);
        [
            row.what.to_owned(),
            row.setting.clone(),
            row.threads.to_string(),
            value,
            row.unit.to_owned(),
            row.command.clone(),
        ]
        .to_vec()
    });
    writeln!(out, "{}", table::left(&std::iter::once(heading).chain(lines).collect::<Vec<_>>()))?;
    Ok(())
}
