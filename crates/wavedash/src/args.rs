//! Every command, flag and help text.

mod recordings;
mod replay;
pub(crate) mod reward;
mod versus;
mod viewer;

use std::path::PathBuf;

pub(crate) use recordings::{Convert, Events, Frames, Group, Info, Source, States, Stats};
pub(crate) use replay::{Audit, Replay, Verify};
pub(crate) use reward::Reward;
pub(crate) use versus::{Eval, Ladder, Match, Yardstick};
#[cfg(feature = "viewer")]
pub(crate) use viewer::Look;
pub(crate) use viewer::{Play, Render, Watch};

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use wavedash_sim::SolverKind;
use wavedash_sim::workload::WorkloadKind;

/// Car-ball physics and self-play.
#[derive(Debug, Parser)]
#[command(name = "wavedash", version, arg_required_else_help = true, after_help = EXIT_CODES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes: 0 fine, 1 the run failed or missed a threshold, 2 wrong usage or input.

Example:
  wavedash bench sim --team-size 1 --ticks 100000";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Teach an agent by self-play
    Train(Train),
    /// Play one agent against another: who is better, and how sure that is
    Eval(Eval),
    /// Rate agents by playing each against each
    Ladder(Ladder),
    /// Measure an agent by fixed matches and drills: strength, saves, high balls, how it drives
    Yardstick(Yardstick),
    /// Play one match and record it as a match log
    Match(Match),
    /// Show a recorded match, or the newest one of a training run, in a window
    Watch(Watch),
    /// Play a live match in a window: agents, or you against them
    Play(Play),
    /// Draw a recorded match as a picture or a clip; needs no window
    Render(Render),
    /// Recorded matches: match logs and the game's .replay files
    #[command(after_help = "Example:\n  wavedash replay stats replays")]
    Replay {
        #[command(subcommand)]
        what: Replay,
    },
    /// Run golden scenarios; write results in the same format, or compare them
    Golden(Golden),
    /// Reproducible speed figures
    #[command(after_help = "Example:\n  wavedash bench sim --team-size 2 --workload chaos --ticks 200000 --json")]
    Bench {
        #[command(subcommand)]
        what: Bench,
    },
    /// Print one line: the state hash of all arenas after a chaos run
    Hash(Hash),
    /// Run chaos matches of every team size and look for broken states
    Soak(Soak),
    /// Write the generated collision surface, or check it
    Surface(Surface),
    /// Check, print or explain configurations
    #[command(after_help = "Example:\n  wavedash config check configs/lucy_1v1.toml")]
    Config {
        #[command(subcommand)]
        what: Config,
    },
    /// Print a script that completes commands and flags in a shell
    Completions(Completions),
    /// Print the manual page, or write the pages of all commands
    Man(Man),
    /// What rewards are made of and worth: pictures and tables of them
    #[command(after_help = "Example:\n  wavedash reward plot lucy --move ball --out lucy.png")]
    Reward {
        #[command(subcommand)]
        what: Reward,
    },
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
A run is a folder: config.toml (everything filled in), metrics.jsonl, TensorBoard events, checkpoints, matches that
were recorded after them, curves.png.
Ctrl-C saves and stops; --resume goes on bit for bit. Write live.toml into the folder to change schedules meanwhile,
for example: learning_rate = 1e-4

Example:
  wavedash train
  wavedash train configs/train/ppo-1v1.toml --set train.ppo.epochs=2 --run runs/mine
  wavedash train --resume runs/mine --steps 100000000")]
pub(crate) struct Train {
    /// TOML file [default: configs/train/player-1v1-a.toml, built in]
    #[arg(conflicts_with = "resume")]
    pub(crate) config: Option<PathBuf>,
    /// Change one value, for example train.ppo.epochs=2; may be given several times
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// Folder of the new run [default: runs/NAME-N]
    #[arg(long, value_name = "DIR", conflicts_with = "resume")]
    pub(crate) run: Option<PathBuf>,
    /// Go on with the run in this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) resume: Option<PathBuf>,
    /// Agent steps in all; short for --set train.steps=N
    #[arg(long, value_name = "N")]
    pub(crate) steps: Option<u64>,
    /// Short for --set train.seed=N
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Short for --set train.threads=N; 0 means one per core
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<u16>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Nothing is written to disk. The first iteration is not counted.

Example:
  wavedash bench train configs/train/ppo-1v1.toml --iterations 5 --json
  wavedash bench learn configs/train/ppo-1v1.toml --iterations 5 --json")]
pub(crate) struct BenchTrain {
    /// TOML file [default: configs/train/quick.toml, built in]
    pub(crate) config: Option<PathBuf>,
    /// Change one value, for example train.ppo.epochs=10; may be given several times
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// Iterations that are counted
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) iterations: u32,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// A configuration file with changes on top.
#[derive(Clone, Debug, Default, ClapArgs)]
pub(crate) struct Configuration {
    /// TOML file [default: the built-in defaults]
    pub(crate) file: Option<PathBuf>,
    /// Change one value, for example env.tick_skip=4; may be given several times
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Read a configuration, make one arena of it, and say what is wrong
    #[command(after_help = "Example:\n  wavedash config check configs/lucy_1v1.toml --set env.tick_skip=4")]
    Check(Configuration),
    /// Print a configuration with all defaults filled in
    #[command(after_help = "Example:\n  wavedash config show --set env.actions=table90 > mine.toml")]
    Show(Configuration),
    /// Explain every component and list the columns of the configured observation, or of any other
    #[command(
        after_help = "Example:\n  wavedash config docs\n  wavedash config docs --columns lucy_v1\n  wavedash config docs --metrics"
    )]
    Docs(Docs),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Docs {
    #[command(flatten)]
    pub(crate) configuration: Configuration,
    /// Only the columns of this observation, as it is without parameters, in 1v1; `all`: of every one
    #[arg(long, value_name = "OBSERVATION")]
    pub(crate) columns: Option<String>,
    /// Only the metrics of training: key, unit, definition
    #[arg(long, conflicts_with = "columns")]
    pub(crate) metrics: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Files may be .json or .json.gz; results are always .json. The respawn places recorded in a scenario are used.

Example:
  wavedash golden tests/golden --check --strict")]
pub(crate) struct Golden {
    /// Folder with the scenarios
    pub(crate) dir: PathBuf,
    /// Folder for the results; made if missing
    #[arg(long, value_name = "DIR", required_unless_present = "check")]
    pub(crate) out: Option<PathBuf>,
    /// Threads [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
    #[command(flatten)]
    pub(crate) world: World,
    /// Compare with the recorded trajectories and print a table
    #[arg(long)]
    pub(crate) check: bool,
    /// With --check: 0.5 uu + 0.05 % of the distance and 0.5 degrees instead of 2 uu + 1 % and 2 degrees
    #[arg(long, requires = "check")]
    pub(crate) strict: bool,
    /// With --check: fail if fewer scenarios pass [default: all of them]
    #[arg(long, value_name = "N", requires = "check")]
    pub(crate) require: Option<usize>,
    /// With --check: fail if fewer per cent of a category pass
    #[arg(long, value_name = "PERCENT", requires = "check", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) require_category: Option<u8>,
    /// With --check: reasons printed for each scenario that fails
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) details: usize,
    /// Run only scenarios whose name contains this
    #[arg(long, value_name = "TEXT")]
    pub(crate) only: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// What bodies touch and which solver moves them.
#[derive(Clone, Debug, Default, ClapArgs)]
pub(crate) struct World {
    /// Contact solver [default: the simulator's]
    #[arg(long, value_enum, value_name = "NAME")]
    pub(crate) solver: Option<Solver>,
    /// Read the collision surface from this folder of .cmf pieces instead of generating it
    #[arg(long, value_name = "CMF_DIR")]
    pub(crate) surface: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Solver {
    /// Impulse rows after the reference's contact rules
    Rows,
    /// rapier's contact detection and solver
    Rapier,
}

impl From<Solver> for SolverKind {
    fn from(solver: Solver) -> Self {
        match solver {
            Solver::Rows => Self::Rows,
            Solver::Rapier => Self::Rapier,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Workload {
    /// Noisy chasing, mostly in the air
    #[default]
    Chaos,
    /// The same on wheels
    Drive,
}

impl From<Workload> for WorkloadKind {
    fn from(workload: Workload) -> Self {
        match workload {
            Workload::Chaos => Self::Chaos,
            Workload::Drive => Self::Drive,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// One table of everything, with the machine's facts: to compare machines, and to report
    All(BenchAll),
    /// Whole iterations of training: arenas, policy and learning
    Train(BenchTrain),
    /// The update alone, over and over on one rollout
    Learn(BenchTrain),
    /// Ticks per second of the simulator
    Sim(BenchSim),
    /// Agent steps per second of complete environments
    Env(BenchEnv),
    /// How often things happen when scripted agents play
    Events(BenchEvents),
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Takes about a minute. The last column is the command that measures a line alone.

Example:
  wavedash bench all")]
pub(crate) struct BenchAll {
    /// Threads of environments and training [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
    /// Measure only one N-th as long
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) part: u32,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Bash reads such scripts from ~/.local/share/bash-completion/completions/wavedash, zsh from a folder of $fpath (as
_wavedash), fish from ~/.config/fish/completions/wavedash.fish.

Example:
  wavedash completions bash > ~/.local/share/bash-completion/completions/wavedash")]
pub(crate) struct Completions {
    /// Which shell
    #[arg(value_enum, value_name = "SHELL")]
    pub(crate) shell: Shell,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  wavedash man | man -l -
  wavedash man --out ~/.local/share/man/man1")]
pub(crate) struct Man {
    /// Write the pages of all commands into this folder; made if missing
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Agents decide every 8 ticks; a kick-off follows every goal; there is no clock.

Example:
  wavedash bench events --blue bot:chaser --orange bot:chaser --minutes 1000")]
pub(crate) struct BenchEvents {
    /// Scripted agent of all blue cars
    #[arg(long, value_name = "AGENT", default_value = "bot:random")]
    pub(crate) blue: String,
    /// Scripted agent of all orange cars
    #[arg(long, value_name = "AGENT", default_value = "bot:random")]
    pub(crate) orange: String,
    /// Cars a side
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=4))]
    pub(crate) team_size: u8,
    /// Minutes of match time
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) minutes: u64,
    /// Threads [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
    /// Seed of arenas and agents
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Agents act at random; an agent step is one decision of one car. Making the arenas is not counted. Copies of the
arenas are stepped first, with the same threads and decisions and without observations, rewards, ends and resets.

Example:
  wavedash bench env --arenas 256 --steps 500 --threads 2 --json")]
pub(crate) struct BenchEnv {
    /// TOML file [default: the built-in defaults]
    pub(crate) config: Option<PathBuf>,
    /// Change one value, for example env.tick_skip=4; may be given several times
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// Cars a side in all arenas [default: as configured]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=4))]
    pub(crate) team_size: Option<u8>,
    /// Arenas
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) arenas: u32,
    /// Steps of each arena
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub(crate) steps: u64,
    /// Threads; each owns its share of the arenas
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: u16,
    /// Seed of arenas and actions
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Leave out the bare simulator, which takes most of the time of the complete one
    #[arg(long)]
    pub(crate) no_bare: bool,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Seconds are CPU time of the stepping threads, added up; making the arenas is not counted.

Example:
  wavedash bench sim --team-size 2 --workload chaos --ticks 200000 --json")]
pub(crate) struct BenchSim {
    /// Cars a side
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=4))]
    pub(crate) team_size: u8,
    /// Drivers
    #[arg(long, value_enum, value_name = "NAME", default_value = "chaos")]
    pub(crate) workload: Workload,
    /// Ticks of each arena
    #[arg(long, value_name = "T", default_value_t = 200_000)]
    pub(crate) ticks: u64,
    /// Seed of arenas and drivers
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Threads; each owns its share of the arenas
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: u16,
    /// Arenas [default: one per thread]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) arenas: Option<u32>,
    #[command(flatten)]
    pub(crate) world: World,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
The line depends on seed, ticks, arenas and team size, and on nothing else.

Example:
  wavedash hash --seed 1 --ticks 20000 --arenas 8 --threads 2")]
pub(crate) struct Hash {
    /// Seed of arenas and drivers
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Ticks of each arena
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub(crate) ticks: u64,
    /// Arenas
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) arenas: u32,
    /// Threads; each owns its share of the arenas
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: u16,
    /// Cars a side
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=4))]
    pub(crate) team_size: u8,
    /// Order in which a thread steps its arenas
    #[arg(long, value_enum, value_name = "NAME", default_value = "forward")]
    pub(crate) order: Order,
    /// Save and restore each arena into a fresh one, on average every K ticks
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) restore_every: Option<u32>,
    #[command(flatten)]
    pub(crate) world: World,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Order {
    /// First arena first
    Forward,
    /// Last arena first
    Reverse,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Checked after every tick: all numbers finite, all bodies inside the arena, boost from 0 to 100, and that the
ball gains no energy while no car touches it.

Example:
  wavedash soak --ticks 1000000 --threads 2")]
pub(crate) struct Soak {
    /// Ticks in all, spread over team sizes from 1v0 to 4v4
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub(crate) ticks: u64,
    /// Seed of arenas and drivers
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Threads [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
    #[command(flatten)]
    pub(crate) world: World,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:\n  wavedash surface --out /tmp/soccar --format obj")]
pub(crate) struct Surface {
    /// Folder for the files; made if missing
    #[arg(long, value_name = "DIR", required_unless_present = "check")]
    pub(crate) out: Option<PathBuf>,
    /// .cmf pieces, or one .obj
    #[arg(long, value_enum, value_name = "NAME", default_value = "cmf")]
    pub(crate) format: SurfaceFormat,
    /// Check the surface: closed, finite, of the expected size
    #[arg(long)]
    pub(crate) check: bool,
    /// Read this folder of .cmf pieces instead of generating the surface
    #[arg(long, value_name = "CMF_DIR")]
    pub(crate) surface: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SurfaceFormat {
    /// The pieces other simulators load
    Cmf,
    /// Wavefront OBJ
    Obj,
}
