//! The file format. Lengths uu, speeds uu/s, rad/s, quaternions w x y z, ticks from 1.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use wavedash_core::{CarPreset, Controls};

use crate::exit::bad_input;

/// One scenario with what the reference did.
#[derive(Debug, Deserialize)]
pub(crate) struct Scenario {
    pub(crate) format: u32,
    pub(crate) name: String,
    pub(crate) category: String,
    pub(crate) ticks: u32,
    pub(crate) cars: Vec<Place>,
    pub(crate) initial: Initial,
    controls: Vec<Vec<[f32; 9]>>,
    pub(crate) frames: Vec<Frame>,
    pub(crate) events: Vec<Event>,
    #[serde(default)]
    pub(crate) optional_events: Vec<Event>,
    pub(crate) sensitivity: Vec<Sensitivity>,
    pub(crate) horizon_tick: Option<u32>,
    #[serde(default = "three_seconds")]
    pub(crate) compare_ticks: u32,
}

const fn three_seconds() -> u32 {
    360
}

/// What a run of ours writes.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome {
    pub(crate) format: u32,
    pub(crate) name: String,
    pub(crate) category: String,
    pub(crate) ticks: u32,
    pub(crate) tick_rate: u32,
    pub(crate) cars: Vec<Place>,
    pub(crate) frames: Vec<Frame>,
    pub(crate) events: Vec<Event>,
}

/// A place in the arena; team 0 is blue.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Place {
    pub(crate) team: u8,
    pub(crate) preset: CarPreset,
}

/// The state before tick 1.
#[derive(Debug, Deserialize)]
pub(crate) struct Initial {
    pub(crate) ball: InitialBall,
    pub(crate) cars: Vec<InitialCar>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct InitialBall {
    pub(crate) pos: [f32; 3],
    pub(crate) vel: [f32; 3],
    pub(crate) ang_vel: [f32; 3],
}

#[derive(Debug, Deserialize)]
pub(crate) struct InitialCar {
    pub(crate) pos: [f32; 3],
    pub(crate) rot_wxyz: [f32; 4],
    pub(crate) vel: [f32; 3],
    pub(crate) ang_vel: [f32; 3],
    pub(crate) boost: f32,
    pub(crate) flip_time: f32,
    pub(crate) on_ground: bool,
    pub(crate) wheels: [bool; 4],
    pub(crate) supersonic: bool,
    pub(crate) has_jumped: bool,
    pub(crate) is_jumping: bool,
    pub(crate) has_double_jumped: bool,
    pub(crate) has_flipped: bool,
    pub(crate) is_flipping: bool,
    pub(crate) is_auto_flipping: bool,
    pub(crate) is_boosting: bool,
    pub(crate) demolished: bool,
    pub(crate) jump_ticks: u32,
    pub(crate) jump_hold_broken: bool,
    pub(crate) air_time: f32,
    pub(crate) air_time_since_jump: f32,
    pub(crate) handbrake: f32,
    pub(crate) boosting_time: f32,
    pub(crate) supersonic_grace: f32,
    pub(crate) bump_cooldown: f32,
    pub(crate) prev_controls: [f32; 8],
}

/// The state after a tick.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Frame {
    pub(crate) tick: u32,
    pub(crate) ball: BallFrame,
    pub(crate) cars: Vec<CarFrame>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct BallFrame {
    pub(crate) pos: [f64; 3],
    pub(crate) vel: [f64; 3],
    pub(crate) ang_vel: [f64; 3],
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct CarFrame {
    pub(crate) pos: [f64; 3],
    pub(crate) rot: [f64; 4],
    pub(crate) vel: [f64; 3],
    pub(crate) ang_vel: [f64; 3],
    pub(crate) boost: f64,
    pub(crate) flags: u32,
}

/// Bits of [`CarFrame::flags`]; bits 10 to 13 are the wheel contacts.
pub(crate) mod flag {
    pub(crate) const ON_GROUND: u32 = 1 << 0;
    pub(crate) const HAS_JUMPED: u32 = 1 << 1;
    pub(crate) const IS_JUMPING: u32 = 1 << 2;
    pub(crate) const HAS_DOUBLE_JUMPED: u32 = 1 << 3;
    pub(crate) const HAS_FLIPPED: u32 = 1 << 4;
    pub(crate) const IS_FLIPPING: u32 = 1 << 5;
    pub(crate) const IS_AUTO_FLIPPING: u32 = 1 << 6;
    pub(crate) const IS_BOOSTING: u32 = 1 << 7;
    pub(crate) const IS_SUPERSONIC: u32 = 1 << 8;
    pub(crate) const IS_DEMOLISHED: u32 = 1 << 9;
    pub(crate) const WHEELS_SHIFT: u32 = 10;
    /// The ten flags without the wheels.
    pub(crate) const STATE: u32 = 0x3ff;
}

/// Kinds of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Touch,
    Pickup,
    Bump,
    Demo,
    Respawn,
    Goal,
    Jump,
    DoubleJump,
    Flip,
    AutoFlip,
}

impl Kind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Touch => "touch",
            Self::Pickup => "pickup",
            Self::Bump => "bump",
            Self::Demo => "demo",
            Self::Respawn => "respawn",
            Self::Goal => "goal",
            Self::Jump => "jump",
            Self::DoubleJump => "double_jump",
            Self::Flip => "flip",
            Self::AutoFlip => "auto_flip",
        }
    }
}

/// One event; which fields there are depends on the kind.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct Event {
    pub(crate) tick: u32,
    pub(crate) kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) car: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) victim: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pad: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) slot: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) team: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) end: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pos: Option<[f64; 3]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) stable: Option<bool>,
}

impl Event {
    pub(crate) const fn new(tick: u32, kind: Kind) -> Self {
        Self {
            tick,
            kind,
            car: None,
            victim: None,
            pad: None,
            slot: None,
            team: None,
            end: None,
            pos: None,
            stable: None,
        }
    }
}

/// How far apart runs of the reference come whose starts differ by 0.01 uu.
#[derive(Debug, Deserialize)]
pub(crate) struct Sensitivity {
    pub(crate) tick: u32,
    pub(crate) ball_pos_uu: f64,
    #[serde(default)]
    pub(crate) car_pos_uu: Vec<f64>,
    #[serde(default)]
    pub(crate) car_rot_deg: Vec<f64>,
}

/// The scenario files of a folder, by name.
pub(crate) fn list(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let read = |e| bad_input(format!("cannot read the folder {}: {e}", folder.display()));
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(read)? {
        let path = entry.map_err(read)?.path();
        if stem(&path).is_some() {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() {
        return Err(bad_input(format!("no scenario files (.json or .json.gz) in {}", folder.display())));
    }
    Ok(paths)
}

/// The file's name without `.json` or `.json.gz`; `None` for other files.
pub(crate) fn stem(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy();
    name.strip_suffix(".json").or_else(|| name.strip_suffix(".json.gz")).map(str::to_owned)
}

/// Reads and checks one scenario.
pub(crate) fn load(path: &Path) -> anyhow::Result<Scenario> {
    let bad = |what: String| bad_input(format!("{}: {what}", path.display()));
    let bytes = fs::read(path).map_err(|e| bad(format!("cannot read: {e}")))?;
    let text = if path.extension().is_some_and(|e| e == "gz") {
        let mut text = Vec::new();
        flate2::read::GzDecoder::new(bytes.as_slice())
            .read_to_end(&mut text)
            .map_err(|e| bad(format!("damaged compression: {e}")))?;
        text
    } else {
        bytes
    };
    let scenario: Scenario = serde_json::from_slice(&text).map_err(|e| bad(format!("not a golden scenario: {e}")))?;
    scenario.check().map_err(bad)?;
    Ok(scenario)
}

impl Scenario {
    /// What the types cannot say.
    fn check(&self) -> Result<(), String> {
        let cars = self.cars.len();
        if self.format != 1 {
            return Err(format!("format is {}, this program knows 1", self.format));
        }
        if let Some(place) = self.cars.iter().find(|place| place.team > 1) {
            return Err(format!("team is {}, expected 0 or 1", place.team));
        }
        for (field, got) in [("initial.cars", self.initial.cars.len()), ("controls", self.controls.len())] {
            if got != cars {
                return Err(format!("{field} has {got} entries for {cars} cars"));
            }
        }
        for (car, runs) in self.controls.iter().enumerate() {
            let sum: f64 = runs.iter().map(|run| f64::from(run[0])).sum();
            if runs.iter().any(|run| run[0] < 1.0 || run[0].fract() != 0.0) || sum != f64::from(self.ticks) {
                return Err(format!("controls[{car}] covers {sum} ticks, expected {} in whole ticks", self.ticks));
            }
        }
        let rises = self.frames.is_sorted_by(|a, b| a.tick < b.tick);
        if !rises || self.frames.iter().any(|frame| !(1..=self.ticks).contains(&frame.tick)) {
            return Err(format!("the ticks of frames do not rise from 1 to {}", self.ticks));
        }
        if self.frames.iter().any(|frame| frame.cars.len() != cars) {
            return Err(format!("a frame does not have {cars} cars"));
        }
        let fits = |s: &Sensitivity| s.car_pos_uu.len() == cars && s.car_rot_deg.len() == cars;
        let same_ticks = self.frames.iter().map(|f| f.tick).eq(self.sensitivity.iter().map(|s| s.tick));
        if !same_ticks || !self.sensitivity.iter().all(fits) {
            return Err("sensitivity does not have the ticks and cars of frames".to_owned());
        }
        Ok(())
    }

    /// The controls of every car, tick by tick: `[tick][car]`.
    pub(crate) fn controls(&self) -> Vec<Vec<Controls>> {
        let expand = |runs: &Vec<[f32; 9]>| -> Vec<Controls> {
            let hold = |run: &[f32; 9]| {
                let [ticks, held @ ..] = *run;
                std::iter::repeat_n(controls(held), ticks as usize)
            };
            runs.iter().flat_map(hold).collect()
        };
        let cars: Vec<Vec<Controls>> = self.controls.iter().map(expand).collect();
        (0..self.ticks as usize).map(|tick| cars.iter().map(|car| car[tick]).collect()).collect()
    }
}

/// Controls in the file's order; buttons are 0 or 1.
pub(crate) fn controls(held: [f32; 8]) -> Controls {
    let [throttle, steer, pitch, yaw, roll, jump, boost, handbrake] = held;
    let pressed = |x: f32| x != 0.0;
    Controls {
        throttle,
        steer,
        pitch,
        yaw,
        roll,
        jump: pressed(jump),
        boost: pressed(boost),
        handbrake: pressed(handbrake),
    }
}
