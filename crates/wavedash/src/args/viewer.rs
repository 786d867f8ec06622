//! Flags of the commands that show matches.
#![cfg_attr(not(feature = "viewer"), allow(dead_code, reason = "read by the viewer's commands only"))]

use std::path::PathBuf;

use clap::Args as ClapArgs;
use wavedash_viewer::camera::CameraKind;

/// How a match is looked at.
#[derive(Clone, Debug, ClapArgs)]
pub(crate) struct Look {
    /// broadcast, ball, chase, orbit, free or top [default: that of the settings, broadcast at first]
    #[arg(long, value_name = "CAMERA", value_parser = camera)]
    pub(crate) camera: Option<CameraKind>,
    /// Follow this car, numbered as in the match from 1 on, blue first
    #[arg(long, value_name = "CAR", value_parser = clap::value_parser!(u8).range(1..=8))]
    pub(crate) follow: Option<u8>,
    /// Factor of real time, 0.1 to 8
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = speed)]
    pub(crate) speed: f64,
    /// Size of the picture
    #[arg(long, value_name = "WxH", default_value = "1280x720", value_parser = size)]
    pub(crate) size: [u32; 2],
    /// Show the ball's predicted path
    #[arg(long)]
    pub(crate) ball_path: bool,
    /// Show what the followed car's agent does, thinks and is paid
    #[arg(long)]
    pub(crate) agent: bool,
    /// Show hitboxes, contacts and velocities
    #[arg(long)]
    pub(crate) debug: bool,
    /// The reward whose components are shown, as in `wavedash reward plot` [default: that of the run, else lucy]
    #[arg(long, value_name = "REWARD")]
    pub(crate) reward: Option<String>,
    /// Settings and keys [default: viewer.toml in the user's configuration folder for wavedash]
    #[arg(long, value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
PATH is a match log, a .replay of the game, or the folder of a training run: then its newest match is shown, and the
next one when it is over. F1 shows all keys.

Example:
  wavedash watch replays/striker-chaser-2v2.wdm
  wavedash watch runs/player-1v1-a-1 --speed 4")]
pub(crate) struct Watch {
    /// What to show
    #[arg(value_name = "PATH")]
    pub(crate) path: PathBuf,
    /// Begin at this second
    #[arg(long, value_name = "SECONDS", default_value_t = 0.0, value_parser = at)]
    pub(crate) at: f64,
    #[command(flatten)]
    pub(crate) look: Look,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
AGENT is bot:idle, bot:random, bot:chaser or bot:striker, agent:1v1 or agent:2v2 (they come with the program), or the
path of a checkpoint or a run. SEAT is blue or orange,
or one of several cars: blue:2. Keys: W A S D drive, Space jumps, left Shift boosts, left Ctrl slides, Q and E roll; F1
shows the others. A gamepad works as in the game.

Example:
  wavedash play
  wavedash play --human blue --orange bot:striker
  wavedash play --blue runs/player-1v1-a-1 --orange bot:chaser --team-size 2")]
pub(crate) struct Play {
    /// Who drives the blue cars [default: agent:1v1 or agent:2v2, in 3v3 bot:striker]
    #[arg(long, value_name = "AGENT")]
    pub(crate) blue: Option<String>,
    /// Who drives the orange cars [default: as for blue]
    #[arg(long, value_name = "AGENT")]
    pub(crate) orange: Option<String>,
    /// The car that you drive; without it you watch
    #[arg(long, value_name = "SEAT", value_parser = seat)]
    pub(crate) human: Option<Seat>,
    /// Cars a side
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=4))]
    pub(crate) team_size: u8,
    /// Length of the match; an even score is decided in overtime
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=36_000))]
    pub(crate) seconds: u32,
    /// Seed of the arena and the agents
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Policies take their most likely actions instead of drawing them as in training
    #[arg(long)]
    pub(crate) argmax: bool,
    /// Record the match as a log
    #[arg(long, value_name = "FILE")]
    pub(crate) record: Option<PathBuf>,
    /// Seconds of countdown before a kick-off
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(0..=10))]
    pub(crate) countdown: u8,
    #[command(flatten)]
    pub(crate) look: Look,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Needs no window and no screen. The same file and flags give the same pictures. .mp4 needs ffmpeg; .gif is smaller with
it. Several pictures as .png are numbered: clip-0000.png.

Example:
  wavedash render replays/striker-chaser-2v2.wdm --out shot.png --at 12.5
  wavedash render replays/striker-chaser-2v2.wdm --out clip.gif --at 10 --seconds 6 --camera ball --follow 1 --size 640x360")]
pub(crate) struct Render {
    /// A match log or a .replay of the game, or the folder of a training run
    #[arg(value_name = "FILE")]
    pub(crate) path: PathBuf,
    /// Where to: .png, .gif or .mp4
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Begin at this second
    #[arg(long, value_name = "SECONDS", default_value_t = 0.0, value_parser = at)]
    pub(crate) at: f64,
    /// Match time that is shown [default: one picture as .png, else 5]
    #[arg(long, value_name = "SECONDS", value_parser = length)]
    pub(crate) seconds: Option<f64>,
    /// Pictures a second [default: 30; of a .gif 20]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=120))]
    pub(crate) fps: Option<u32>,
    /// Without score and gauges
    #[arg(long)]
    pub(crate) no_hud: bool,
    #[command(flatten)]
    pub(crate) look: Look,
}

/// A car that a human drives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seat {
    pub(crate) is_blue: bool,
    /// From 0 on.
    pub(crate) number: u8,
}

fn seat(text: &str) -> Result<Seat, String> {
    let (side, number) = text.split_once(':').map_or((text, Ok(1)), |(side, number)| (side, number.parse::<u8>()));
    match (side, number) {
        ("blue" | "orange", Ok(number @ 1..=4)) => Ok(Seat { is_blue: side == "blue", number: number - 1 }),
        _ => Err("expected blue or orange, or for example orange:2".to_owned()),
    }
}

fn camera(text: &str) -> Result<CameraKind, String> {
    let known = || CameraKind::ALL.map(CameraKind::name).join(", ");
    CameraKind::by_name(text).ok_or_else(|| format!("expected one of {}", known()))
}

fn size(text: &str) -> Result<[u32; 2], String> {
    let length = |text: &str| text.parse::<u32>().ok().filter(|length| (64..=4096).contains(length));
    let sides = text.split_once('x').and_then(|(width, height)| Some([length(width)?, length(height)?]));
    sides.ok_or_else(|| "expected width x height, each from 64 to 4096, for example 1280x720".to_owned())
}

fn within(text: &str, [least, most]: [f64; 2]) -> Result<f64, String> {
    let x = text.parse::<f64>().ok().filter(|x| (least..=most).contains(x));
    x.ok_or_else(|| format!("expected a number from {least} to {most}"))
}

fn speed(text: &str) -> Result<f64, String> {
    within(text, [0.1, 8.0])
}

fn at(text: &str) -> Result<f64, String> {
    within(text, [0.0, 1e6])
}

fn length(text: &str) -> Result<f64, String> {
    within(text, [0.01, 36_000.0])
}
