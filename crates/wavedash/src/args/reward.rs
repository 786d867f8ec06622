//! `wavedash reward`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

/// How a reward is named, in the help of every command that takes one.
const REWARDS: &str = "\
A REWARD is one of
  face_ball                             a function, see wavedash reward list
  player_to_ball_distance:dispersion=2  the same with parameters
  '{ krc = [\"face_ball\", \"ball_y\"] }'   a tree of functions, written as in a configuration
  lucy, nexto:ball_height               a preset, or one of its components
  my.toml, my.toml:save_boost           the reward of a configuration, or one of its components";

/// What a match is.
const MATCHES: &str = "\
A MATCH is a match log (.wdm), a recorded match of the game (.replay), either of them as .gz, - for the standard input, or
sample:1 to sample:4, built-in matches of scripted agents, two a side.";

#[derive(Debug, Subcommand)]
pub(crate) enum Reward {
    /// List every reward function with its formula, range, parameters and source
    #[command(after_help = "Example:\n  wavedash reward list --json")]
    List {
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Draw rewards over the pitch
    Plot(Plot),
    /// Draw a reward over a match, and what happened in it
    Trace(Trace),
    /// Distributions and correlations of a reward's components over many matches
    Stats(Stats),
    /// How differently two rewards rank the same transitions
    Compare(Compare),
    /// Draw the pictures of the documentation
    #[command(after_help = "Example:\n  wavedash reward gallery --out assets/gallery")]
    Gallery {
        /// Folder for the pictures; made if missing
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Body {
    /// The ball
    Ball,
    /// The car whose reward it is
    Car,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Over {
    /// The other body at 84 places of a grid
    Places,
    /// The car's nose in 50 directions
    Facings,
    /// The moved body's velocity in 50 directions
    Headings,
    /// The moved body's velocity along the diagonal, 8 of them
    Speeds,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Side {
    /// Attacks +y, upwards
    Blue,
    /// Attacks -y, downwards
    Orange,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = format!("\
{REWARDS}

Of a whole reward the potential is drawn, and what is paid per step for states. A PLACE is x,y,z in uu, or
x,y,z,vx,vy,vz with a velocity in uu/s; a car's nose points along its velocity, else at the other goal. The moved body
keeps its velocity everywhere; give its PLACE to see it there with its value.

Example:
  wavedash reward plot lucy --move ball --car -1000,-2000,17,0,1200,0 --gradient --out phi.png
  wavedash reward plot align_ball_goal face_ball --move car --ball 0,2000,93 --z 17,300,1000 --out car.svg
  wavedash reward plot align_ball_goal --move car --mean places --page --out page.png"))]
pub(crate) struct Plot {
    /// What to draw; several come on one sheet
    #[arg(required = true, value_name = "REWARD")]
    pub(crate) rewards: Vec<String>,
    /// What is moved over the pitch
    #[arg(long = "move", value_enum, value_name = "BODY")]
    pub(crate) moved: Body,
    /// Picture, .png or .svg
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Heights of the moved body, uu: a map each
    #[arg(long, value_name = "Z,..", value_delimiter = ',', default_value = "300", allow_hyphen_values = true)]
    pub(crate) z: Vec<f32>,
    /// Draw arrows along the steepest rise
    #[arg(long)]
    pub(crate) gradient: bool,
    /// Average over these at each place
    #[arg(long, value_enum, value_name = "NAME,..", value_delimiter = ',')]
    pub(crate) mean: Vec<Over>,
    /// One reward on a page: map, histogram and table of the values at the grid's places
    #[arg(long, conflicts_with = "gradient")]
    pub(crate) page: bool,
    /// Where the ball is [default: the kick-off spot]
    #[arg(long, value_name = "PLACE", allow_hyphen_values = true)]
    pub(crate) ball: Option<String>,
    /// Where the car is whose reward it is [default: 2000 uu behind the middle, at rest]
    #[arg(long, value_name = "PLACE", allow_hyphen_values = true)]
    pub(crate) car: Option<String>,
    /// Side of that car
    #[arg(long, value_enum, value_name = "SIDE", default_value = "blue")]
    pub(crate) team: Side,
    /// Another car of that side; may be given several times
    #[arg(long, value_name = "PLACE", allow_hyphen_values = true)]
    pub(crate) mate: Vec<String>,
    /// A car of the other side; may be given several times
    #[arg(long, value_name = "PLACE", allow_hyphen_values = true)]
    pub(crate) opponent: Vec<String>,
    /// Boost of all cars, 0 to 100
    #[arg(long, value_name = "BOOST", default_value_t = 33, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) boost: u8,
    /// Write the values as a table, too: reward, x, y, z, value
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
    /// Print one JSON object with the ranges
    #[arg(long)]
    pub(crate) json: bool,
}

/// How often agents decide, and in which matches.
#[derive(Clone, Debug, ClapArgs)]
pub(crate) struct Steps {
    /// Ticks of 1/120 s from one decision to the next
    #[arg(long, value_name = "TICKS", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=120))]
    pub(crate) tick_skip: u32,
    /// Take matches of all modes; without it only those of soccar, which rewards are made for
    #[arg(long)]
    pub(crate) any_mode: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = format!("\
{MATCHES}

{REWARDS}

Potentials are shown with their value, shaping with its change. What is exact and what is estimated of a recorded match
says the documentation of wavedash-analysis, views.

Example:
  wavedash reward trace lucy sample:1 --from 0 --to 30 --out trace.png --csv trace.csv"))]
pub(crate) struct Trace {
    /// What to trace
    pub(crate) reward: String,
    /// The match
    #[arg(value_name = "MATCH")]
    pub(crate) game: PathBuf,
    /// Begin, seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 0.0)]
    pub(crate) from: f64,
    /// End, seconds [default: that of the match]
    #[arg(long, value_name = "SECONDS")]
    pub(crate) to: Option<f64>,
    #[command(flatten)]
    pub(crate) steps: Steps,
    /// Picture, .png or .svg
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Table: seconds, episode, player, team, components
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
    /// Print one JSON object with the sums
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = format!("\
{REWARDS}

Each FOLDER is a group: all matches below it, each once. {MATCHES}
Damaged matches are listed at the end with exit code 1; the others are counted.

Example:
  wavedash reward stats lucy replays/gold replays/champion --out histograms.png --csv stats.csv"))]
pub(crate) struct Stats {
    /// What to count
    pub(crate) reward: String,
    /// The groups; a match may stand for a folder
    #[arg(required = true, value_name = "FOLDER")]
    pub(crate) groups: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) steps: Steps,
    /// Threads [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,
    /// Sheet of histograms, .png or .svg
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// The table
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
    /// The correlations of the components in each group
    #[arg(long, value_name = "FILE")]
    pub(crate) correlations: Option<PathBuf>,
    /// Print one JSON object with tables and correlations
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = format!("\
{REWARDS}

{MATCHES}

The distance is EPIC's (Gleave et al., ICLR 2021, arXiv 2006.13900).

Example:
  wavedash reward compare lucy nexto
  wavedash reward compare configs/lucy_2v2.toml mine.toml matches/*.wdm --json"))]
pub(crate) struct Compare {
    /// One reward
    #[arg(value_name = "A")]
    pub(crate) first: String,
    /// The other
    #[arg(value_name = "B")]
    pub(crate) second: String,
    /// Whose transitions [default: sample:1 to sample:4]
    #[arg(value_name = "MATCH")]
    pub(crate) matches: Vec<PathBuf>,
    /// The learner's discount per decision, 0 to 1 [default: that of training]
    #[arg(long, value_name = "GAMMA")]
    pub(crate) gamma: Option<f64>,
    #[command(flatten)]
    pub(crate) steps: Steps,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}
