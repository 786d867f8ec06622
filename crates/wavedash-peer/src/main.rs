//! The program `wavedash-peer`: compares trajectories and speed with the C++ reference.

use std::io::{self, Write, stdout};
use std::process::ExitCode;

use clap::Parser;
use serde::Serialize;
use wavedash_peer::scenario::{self, Known};
use wavedash_peer::speed::{self, Side, Speed};
use wavedash_peer::trajectory::{self, Report};

/// Compare Wavedash live with the C++ reference (RocketSim 2.2.1) on Wavedash's generated surface.
#[derive(Debug, Parser)]
#[command(name = "wavedash-peer", version, after_help = HELP)]
struct Args {
    /// Runs of each scenario; 0 leaves trajectories out
    #[arg(long, value_name = "N", default_value_t = 5)]
    seeds: u64,
    /// First seed of scenarios, and seed of the speed workload
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,
    /// Run only scenarios whose name contains this
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// Ticks of each simulator and team size for speed; 0 leaves speed out
    #[arg(long, value_name = "T", default_value_t = 200_000)]
    ticks: u64,
    /// Team sizes for speed
    #[arg(long, value_name = "N,N", value_delimiter = ',', default_value = "1,2,3",
          value_parser = clap::value_parser!(u8).range(1..=4))]
    team_sizes: Vec<u8>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Speed is ticks per second of one thread's CPU time, both simulators alternating in blocks of 2,000 ticks.
Exit codes: 0 fine, 1 the run failed, 2 wrong usage.

Example:
  wavedash-peer --seeds 5 --ticks 200000 --team-sizes 1,2,3 --json";

#[derive(Serialize)]
struct Output {
    reference: &'static str,
    build: Build,
    trajectories: Vec<Report>,
    speed: Vec<Speed>,
}

/// What the two were compiled for.
#[derive(Serialize)]
struct Build {
    ours: &'static str,
    reference: &'static str,
    debug: bool,
}

const BUILD: Build = Build {
    ours: if cfg!(target_feature = "avx2") { "with AVX2" } else { "baseline of the target" },
    // Its build script asks for both.
    reference: "-O3 -march=native",
    debug: cfg!(debug_assertions),
};

fn main() -> ExitCode {
    match run(&Args::parse(), &mut stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        // A reader that went away is not an error of ours.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(1)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn run(args: &Args, out: &mut impl Write) -> anyhow::Result<()> {
    let wanted = |name: &str| args.only.as_ref().is_none_or(|text| name.contains(text.as_str()));
    let mut output = Output {
        reference: "RocketSim 2.2.1 (rocketsim_rs 0.37.0)",
        build: BUILD,
        trajectories: vec![],
        speed: vec![],
    };
    if args.seeds > 0 {
        for scenario in scenario::ALL.iter().filter(|scenario| wanted(scenario.name)) {
            output.trajectories.push(trajectory::compare(scenario, args.seed, args.seeds)?);
        }
    }
    if args.ticks > 0 {
        for team_size in &args.team_sizes {
            output.speed.push(speed::measure(usize::from(*team_size), args.ticks, args.seed)?);
        }
    }
    if args.json {
        serde_json::to_writer(&mut *out, &output).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        print(out, &output, args.seeds)?;
    }
    out.flush()?;
    Ok(())
}

fn print(out: &mut impl Write, output: &Output, seeds: u64) -> io::Result<()> {
    writeln!(out, "Reference: {}, on Wavedash's generated surface", output.reference)?;
    writeln!(out, "Built for: ours {}, reference {}", output.build.ours, output.build.reference)?;
    if output.build.debug {
        writeln!(out, "This is a debug build: its speeds mean nothing.")?;
    }
    if !output.trajectories.is_empty() {
        print_trajectories(out, &output.trajectories, seeds)?;
    }
    if !output.speed.is_empty() {
        print_speed(out, &output.speed)?;
    }
    Ok(())
}

fn print_trajectories(out: &mut impl Write, reports: &[Report], seeds: u64) -> io::Result<()> {
    writeln!(out, "\nDifferences, median of {seeds} seeds; cars: the farthest one.")?;
    writeln!(out, "'agree': runs within 2 uu + 1 % of the way and 2 degrees.\n")?;
    writeln!(
        out,
        "{:22} {:>5} {:>8} | {:>8} {:>8} {:>7} | {:>8} {:>8} {:>7} | {:>5}  expected differences",
        "", "", "way", "ball", "", "", "car", "", "", ""
    )?;
    writeln!(
        out,
        "{:22} {:>5} {:>8} | {:>8} {:>8} {:>7} | {:>8} {:>8} {:>7} | {:>5}",
        "scenario", "s", "uu", "pos uu", "vel uu/s", "spin", "pos uu", "vel uu/s", "rot deg", "agree"
    )?;
    for report in reports {
        for (i, row) in report.rows.iter().enumerate() {
            let m = &row.median;
            let name = if i == 0 { report.name } else { "" };
            let agree = format!("{}/{}", row.agreeing, row.runs.len());
            let mut note = if i == 0 {
                report.known.iter().map(|known| known.name()).collect::<Vec<_>>().join(", ")
            } else {
                String::new()
            };
            if m.demolished_in_one > 0 {
                note = format!("{note} ({} demolished in one only)", m.demolished_in_one).trim().to_owned();
            }
            let line = format!(
                "{name:22} {:5.2} {:8.0} | {:8.2} {:8.1} {:7.3} | {:8.2} {:8.1} {:7.2} | {agree:>5}  {note}",
                row.seconds, m.way, m.ball_pos, m.ball_vel, m.ball_spin, m.car_pos, m.car_vel, m.car_rot
            );
            writeln!(out, "{}", line.trim_end())?;
        }
    }
    writeln!(out, "\nExpected differences (ours follows the Rust model, the reference is the C++ one):")?;
    for known in Known::ALL.iter().filter(|known| reports.iter().any(|report| report.known.contains(known))) {
        writeln!(out, "  {:9} {}", known.name(), known.text())?;
    }
    Ok(())
}

fn print_speed(out: &mut impl Write, speeds: &[Speed]) -> io::Result<()> {
    writeln!(out, "\nSpeed: chaos workload, one thread, alternating; ticks per second of CPU time.\n")?;
    writeln!(
        out,
        "{:5} {:>9} {:>12} {:>12} {:>7} {:>13}   per match of these ticks: ours / reference",
        "match", "ticks", "ours", "reference", "ratio", "median ratio"
    )?;
    for s in speeds {
        let (a, b): (&Side, &Side) = (&s.ours, &s.reference);
        writeln!(
            out,
            "{:5} {:>9} {:>12.0} {:>12.0} {:>7.2} {:>13.2}   air {:.0} / {:.0} %, goals {} / {}, bumps {} / {}, demolitions {} / {}",
            format!("{0}v{0}", s.team_size),
            s.ticks,
            a.ticks_per_second,
            b.ticks_per_second,
            s.ratio,
            s.median_block_ratio,
            a.air_percent,
            b.air_percent,
            a.goals,
            b.goals,
            a.bumps,
            b.bumps,
            a.demolitions,
            b.demolitions,
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_command_gives_both_parts() {
        let line = ["wavedash-peer", "--seeds", "2", "--only", "ball", "--ticks", "4000", "--team-sizes", "1"];
        let mut text = Vec::new();
        run(&Args::parse_from(line), &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(text.contains("ball drop") && text.contains("ratio"), "{text}");

        let mut json = Vec::new();
        run(&Args::parse_from(line.into_iter().chain(["--json"])), &mut json).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert!(value["speed"][0]["ratio"].as_f64().unwrap() > 0.0);
        assert_eq!(value["trajectories"][0]["rows"].as_array().unwrap().len(), 3);
    }

    #[test]
    fn help_has_an_example() {
        let error = Args::try_parse_from(["wavedash-peer", "--help"]).unwrap_err();
        assert!(error.to_string().contains("Example:"));
        assert!(Args::try_parse_from(["wavedash-peer", "--team-sizes", "5"]).is_err());
    }
}
