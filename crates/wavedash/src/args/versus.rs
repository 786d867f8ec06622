//! Flags of the commands that play agents against each other.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::config::Config;
use crate::eval_config::EvalConfig;
use wavedash_env::Registry;

const AGENTS: &str = "\
AGENT is bot:idle, bot:random, bot:chaser or bot:striker, agent:1v1 or agent:2v2 (those of November 2026 stay as
agent:1v1-2026-11 and agent:2v2-2026-11), or the path of a checkpoint.";

/// How games between agents are played; what is not given comes from the configuration's table `[eval]`.
#[derive(Clone, Debug, ClapArgs)]
pub(crate) struct Games {
    /// TOML file whose table [eval] says how to play, for example configs/eval/goals-1v1.toml
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Cars a side [default: 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=4))]
    team_size: Option<u8>,
    /// Match time of a game; a kick-off follows every goal, and there is no overtime [default: 300]
    #[arg(long, value_name = "N", value_parser = seconds)]
    seconds: Option<f32>,
    /// Policies take their most likely actions instead of drawing them as in training
    #[arg(long)]
    argmax: bool,
    /// The same, but only from this match time after each kick-off on, so that games differ
    #[arg(long, value_name = "SECONDS", conflicts_with = "argmax", value_parser = after)]
    argmax_after: Option<f32>,
    /// Threads; they do not change the figures [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
    /// Seed of arenas and agents [default: 0]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

impl Games {
    /// The configuration with the flags on top.
    pub(crate) fn settings(&self, registry: &Registry) -> anyhow::Result<EvalConfig> {
        let mut settings = Config::load(self.config.as_deref(), &[], registry)?.eval;
        settings.team_size = self.team_size.unwrap_or(settings.team_size);
        settings.seconds = self.seconds.unwrap_or(settings.seconds);
        settings.seed = self.seed.unwrap_or(settings.seed);
        if self.argmax {
            (settings.argmax, settings.argmax_after) = (true, None);
        }
        settings.argmax_after = self.argmax_after.or(settings.argmax_after);
        Ok(settings)
    }
}

#[derive(Debug, ClapArgs)]
#[command(after_help = format!("\
{AGENTS}
Sides are swapped after every game. Intervals are Wilson's, of 95 %; goal odds are given in Elo, 400 log10(A / B). They
hold for independent goals: games that repeat others to the bit are counted and reported, which happens with --argmax
and between scripted agents.

Example:
  wavedash eval bot:striker bot:chaser --goals 200
  wavedash eval runs/player-1v1-a-1 bot:chaser --config configs/eval/goals-1v1.toml
  wavedash eval runs/player-1v1-a-1 agent:1v1 --goals 200 --argmax-after 2
  wavedash eval runs/player-1v1-a-1 bot:idle --config configs/eval/saves-1v1.toml"))]
pub(crate) struct Eval {
    /// First agent
    #[arg(value_name = "A")]
    pub(crate) first: String,
    /// Second agent
    #[arg(value_name = "B")]
    pub(crate) second: String,
    /// Games [default: 40]
    #[arg(long, value_name = "N", conflicts_with = "goals", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(crate) games: Option<u64>,
    /// Play until this many goals of both together, or a few more; gives up after four times as many games
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(crate) goals: Option<u64>,
    /// Fail if A's share of the goals is smaller, 0 to 1
    #[arg(long, value_name = "X", value_parser = share)]
    pub(crate) min_goal_share: Option<f64>,
    #[command(flatten)]
    pub(crate) play: Games,
    /// Print one JSON object, every game included
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = format!("\
{AGENTS}
One folder that is no checkpoint itself stands for everything in it. Ratings are TrueSkill's on Elo's scale, one game
per goal: new agents begin at 1500, and 200 points more are 76 % of the goals.

Example:
  wavedash ladder bot:idle bot:random bot:chaser bot:striker
  wavedash ladder --config configs/eval/ladder-1v1.toml runs/player-1v1-a-1"))]
pub(crate) struct Ladder {
    /// Agents, or one folder of checkpoints; those of the configuration come first
    #[arg(value_name = "AGENT", required_unless_present = "config")]
    pub(crate) agents: Vec<String>,
    /// Games of each pair; sides are swapped after every game [default: 10]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(crate) games: Option<u64>,
    /// Scripted agents keep their standing ratings, so that ladders compare with one another
    #[arg(long)]
    pub(crate) anchors: bool,
    #[command(flatten)]
    pub(crate) play: Games,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = format!("\
{AGENTS}
Always the same seeds, so that figures of different days compare: goals against a panel of agents that do not change, shots
let in and high balls met in 200 scenes each, and how the agent drives over four matches of five minutes against
bot:striker and two against itself, beside real players. Never choose among checkpoints by it.

Example:
  wavedash yardstick agent:1v1
  wavedash yardstick runs/player-1v1-a-1 --quick --json"))]
pub(crate) struct Yardstick {
    /// The agent
    #[arg(value_name = "AGENT")]
    pub(crate) agent: String,
    /// Cars a side; the panel is that of the team size
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=2))]
    pub(crate) team_size: u8,
    /// Goals against each agent of the panel
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(crate) goals: u64,
    /// Also measure by this agent; may be given several times
    #[arg(long, value_name = "AGENT")]
    pub(crate) against: Vec<String>,
    /// A tenth of everything: for a look in between
    #[arg(long)]
    pub(crate) quick: bool,
    /// Threads; they do not change the figures [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = format!("\
{AGENTS}
The same agents, seed and length give the same file.

Example:
  wavedash match --blue bot:striker --orange bot:chaser --team-size 2 --out match.wdm"))]
pub(crate) struct Match {
    /// Who drives the blue cars
    #[arg(long, value_name = "AGENT")]
    pub(crate) blue: String,
    /// Who drives the orange cars
    #[arg(long, value_name = "AGENT")]
    pub(crate) orange: String,
    /// The match log; its folder is made if missing
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Cars a side
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=4))]
    pub(crate) team_size: u8,
    /// Length of the match; a kick-off follows every goal [default: 300]
    #[arg(long, value_name = "N", conflicts_with = "goals", value_parser = seconds)]
    pub(crate) seconds: Option<f32>,
    /// Play until this many goals of both together; gives up after an hour of match time
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) goals: Option<u32>,
    /// With an even score the match goes on until the next goal
    #[arg(long)]
    pub(crate) overtime: bool,
    /// Seed of the arena and the agents
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Policies take their most likely actions instead of drawing them as in training
    #[arg(long)]
    pub(crate) argmax: bool,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

fn share(text: &str) -> Result<f64, String> {
    number(text).filter(|x| (0.0..=1.0).contains(x)).ok_or_else(|| "expected a number from 0 to 1".to_owned())
}

fn after(text: &str) -> Result<f32, String> {
    let x = number(text).filter(|x| (0.0..=1e6).contains(x));
    x.map(|x| x as f32).ok_or_else(|| "expected a number from 0 to 1000000".to_owned())
}

fn seconds(text: &str) -> Result<f32, String> {
    let x = number(text).filter(|x| (1.0..=1e6).contains(x));
    x.map(|x| x as f32).ok_or_else(|| "expected a number from 1 to 1000000".to_owned())
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}
