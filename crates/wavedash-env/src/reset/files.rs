//! Reading start states: rows of numbers (`.npy`), training packs and snapshots (JSON lines).

use core::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use nalgebra::Quaternion;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use wavedash_core::units::{BALL_REST_Z, MAX_CARS};
use wavedash_core::{CarSnapshot, PadSnapshot, Quat, Snapshot, Team, Vec3, math};
use wavedash_sim::BodyState;

use super::limits::{Excess, Limits, within};
use super::npy_header;
use super::states::{StartCar, StartState, StateSet, StatesFile};
use crate::error::EnvError;

/// What a file of start states holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Lucy's matrices.
    ReplayRows,
    /// Training packs of the community.
    TrainingPacks,
    /// Our own snapshots.
    Snapshots,
}

/// Why a file is refused.
enum Refusal {
    /// For what it is as a whole.
    File(String),
    /// For one state: its place in the file, and what is wrong there.
    State(String, Excess),
}

impl From<String> for Refusal {
    fn from(problem: String) -> Self {
        Self::File(problem)
    }
}

impl Refusal {
    fn of(self, path: &Path) -> EnvError {
        let path = path.display().to_string();
        match self {
            Self::File(problem) => EnvError::File { path, problem },
            Self::State(place, Excess { field, problem }) => EnvError::StartState { path, place, field, problem },
        }
    }
}

/// Files that one configuration has named so far: each is read once.
#[derive(Clone)]
pub(super) struct Files {
    limits: Limits,
    read: Vec<(Format, StatesFile)>,
}

impl Files {
    /// No file yet; states must be within these limits.
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, read: Vec::new() }
    }

    /// The states of a file.
    pub(super) fn read(&mut self, path: &Path, format: Format) -> Result<StateSet, EnvError> {
        if let Some((_, file)) = self.read.iter().find(|(f, file)| file.path == path && *f == format) {
            return Ok(file.set.clone());
        }
        let refuse = |refusal: Refusal| refusal.of(path);
        let states = match format {
            Format::ReplayRows => replay_rows(path),
            Format::TrainingPacks => training_packs(path),
            Format::Snapshots => snapshots(path, &self.limits),
        }
        .map_err(refuse)?;
        for (place, state) in &states {
            self.limits.check(state).map_err(|excess| refuse(Refusal::State(place.to_string(), excess)))?;
        }
        let set = StateSet::new(states.into_iter().map(|(_, state)| state).collect());
        if set.states().is_empty() {
            let problem = match set.left_out().map(|(_, count)| count).sum() {
                0_usize => "holds no states".to_owned(),
                n => format!("none of its {n} states has ball and cars within the walls"),
            };
            return Err(refuse(Refusal::File(problem)));
        }
        self.read.push((format, StatesFile { path: path.to_owned(), set: set.clone() }));
        Ok(set)
    }

    /// All files that were read.
    pub(super) fn all(&self) -> Vec<StatesFile> {
        self.read.iter().map(|(_, file)| file.clone()).collect()
    }
}

/// Where in a file a state stands.
#[derive(Clone, Copy)]
enum Place {
    /// From 0, as numpy counts.
    Row(usize),
    /// From 1.
    Line(usize),
    /// A line from 1, and a shot of it from 0.
    Shot(usize, usize),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Row(row) => write!(f, "row {row}"),
            Self::Line(line) => write!(f, "line {line}"),
            Self::Shot(line, shot) => write!(f, "line {line}, shot {shot}"),
        }
    }
}

/// States and their places.
type States = Vec<(Place, StartState)>;

fn open(path: &Path) -> Result<BufReader<Box<dyn Read>>, String> {
    let file = File::open(path).map_err(|e| e.to_string())?;
    let is_compressed = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("gz"));
    let reader: Box<dyn Read> = if is_compressed {
        Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::new(file)))
    } else {
        Box::new(file)
    };
    Ok(BufReader::new(reader))
}

/// Numbers of the ball in a row: position, velocity, angular velocity.
const BALL_COLUMNS: usize = 9;
/// Numbers of a car: position, pitch yaw roll, velocity, angular velocity, boost from 0 to 1.
const CAR_COLUMNS: usize = 13;

/// Rows of `lucy-skg.md`, 1.6: the ball, then the cars, blue first and as many as orange (one more
/// if their number is odd).
fn replay_rows(path: &Path) -> Result<States, Refusal> {
    let npy = npyz::NpyFile::new(npy_header::checked(open(path)?)?).map_err(|e| format!("is not a .npy file: {e}"))?;
    let &[rows, columns] = npy.shape() else {
        return Err(format!("has shape {:?}; expected rows and columns", npy.shape()).into());
    };
    if npy.order() != npyz::Order::C {
        return Err("is stored by columns (Fortran order); save it by rows".to_owned().into());
    }
    let (rows, columns) = (rows as usize, columns as usize);
    let cars = columns.saturating_sub(BALL_COLUMNS) / CAR_COLUMNS;
    if columns != BALL_COLUMNS + cars * CAR_COLUMNS || !(1..=MAX_CARS).contains(&cars) {
        let expected = "9 of the ball and 13 of each of 1 to 8 cars";
        return Err(format!("has {columns} columns; expected {expected}").into());
    }
    let broken = |e: std::io::Error| format!("cannot be read to its end: {e}");
    let data: Vec<f32> = match npy.try_data::<f64>() {
        Ok(data) => data.map(|x| x.map(|x| x as f32)).collect::<Result<_, _>>().map_err(broken)?,
        Err(npy) => {
            let kind = npy.dtype().descr();
            let data = npy.data::<f32>().map_err(|_| format!("holds numbers of kind {kind}; expected f4 or f8"))?;
            data.collect::<Result<_, _>>().map_err(broken)?
        }
    };
    if data.len() != rows.saturating_mul(columns) {
        return Err(format!("has {} numbers; expected {rows} rows of {columns}", data.len()).into());
    }
    data.chunks_exact(columns)
        .enumerate()
        .map(|(row, numbers)| {
            let place = Place::Row(row);
            let state = replay_row(numbers).map_err(|excess| Refusal::State(place.to_string(), excess))?;
            Ok((place, state))
        })
        .collect()
}

fn vector(numbers: &[f32]) -> Vec3 {
    Vec3::new(numbers[0], numbers[1], numbers[2])
}

fn replay_row(row: &[f32]) -> Result<StartState, Excess> {
    if let Some(column) = row.iter().position(|x| !x.is_finite()) {
        return Err(Excess::new(format!("column {column}"), format!("is {}, not a finite number", row[column])));
    }
    let boosts = (BALL_COLUMNS + CAR_COLUMNS - 1..row.len()).step_by(CAR_COLUMNS);
    for (i, column) in boosts.enumerate() {
        // What a recorder rounded is within the tank.
        within(&format!("cars[{i}].boost (column {column})"), row[column], 1.001)?;
    }
    let (ball, cars) = row.split_at(BALL_COLUMNS);
    let blues = (cars.len() / CAR_COLUMNS).div_ceil(2);
    Ok(StartState {
        ball: BodyState { vel: vector(&ball[3..]), ang_vel: vector(&ball[6..]), ..BodyState::at(vector(ball)) },
        cars: cars
            .chunks_exact(CAR_COLUMNS)
            .enumerate()
            .map(|(i, car)| {
                let body = BodyState {
                    pos: vector(car),
                    rot: math::from_euler(car[4], car[3], car[5]),
                    vel: vector(&car[6..]),
                    ang_vel: vector(&car[9..]),
                };
                StartCar::new(if i < blues { Team::Blue } else { Team::Orange }, body, car[12])
            })
            .collect(),
        pads: Vec::new(),
    })
}

/// The values of a file with one JSON value per line; empty lines do not count.
fn json_lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<(usize, T)>, String> {
    let mut values = Vec::new();
    for (i, line) in open(path)?.lines().enumerate() {
        let number = i + 1;
        let line = line.map_err(|e| format!("line {number}: {e}"))?;
        if !line.trim().is_empty() {
            let value = serde_json::from_str(&line).map_err(|e| format!("line {number}: {e}"))?;
            values.push((number, value));
        }
    }
    Ok(values)
}

/// A pack as rlgym-tools has converted it; what is not needed here is ignored.
#[derive(Deserialize)]
struct Pack {
    shots: Vec<Shot>,
}

#[derive(Deserialize)]
struct Shot {
    ball: PackBody,
    car: PackBody,
}

#[derive(Deserialize)]
struct PackBody {
    position: [f32; 3],
    linear_velocity: [f32; 3],
    /// Pitch, yaw, roll.
    euler_angles: [f32; 3],
}

impl PackBody {
    fn state(&self, name: &str) -> Result<BodyState, Excess> {
        finite(&format!("{name}.position"), &self.position)?;
        finite(&format!("{name}.linear_velocity"), &self.linear_velocity)?;
        finite(&format!("{name}.euler_angles"), &self.euler_angles)?;
        let [pitch, yaw, roll] = self.euler_angles;
        Ok(BodyState {
            rot: math::from_euler(yaw, pitch, roll),
            vel: self.linear_velocity.into(),
            ..BodyState::at(self.position.into())
        })
    }
}

/// Shots of training packs: one car, of blue, which attacks (or in a goalie pack defends) as blue
/// does. Training fills the tank.
fn training_packs(path: &Path) -> Result<States, Refusal> {
    let mut states = Vec::new();
    for (line, pack) in json_lines::<Pack>(path)? {
        for (i, shot) in pack.shots.iter().enumerate() {
            let place = Place::Shot(line, i);
            let refuse = |excess| Refusal::State(place.to_string(), excess);
            let mut ball = shot.ball.state("ball").map_err(refuse)?;
            // Balls on the ground are recorded where the editor put them, which may be too low.
            ball.pos.z = if ball.pos.z > 0.0 { ball.pos.z.max(BALL_REST_Z) } else { ball.pos.z };
            let car = shot.car.state("car").map_err(refuse)?;
            let cars = vec![StartCar::new(Team::Blue, car, 1.0)];
            states.push((place, StartState { ball, cars, pads: Vec::new() }));
        }
    }
    Ok(states)
}

/// Our own snapshots. What a snapshot does not tell is at rest: a jump's push and a flip's torque
/// have ended, controls are released.
fn snapshots(path: &Path, limits: &Limits) -> Result<States, Refusal> {
    let read = |(line, shot): &(usize, Snapshot)| {
        let place = Place::Line(*line);
        let state = snapshot(shot, limits).map_err(|excess| Refusal::State(place.to_string(), excess))?;
        Ok((place, state))
    };
    json_lines::<Snapshot>(path)?.iter().map(read).collect()
}

fn snapshot(snapshot: &Snapshot, limits: &Limits) -> Result<StartState, Excess> {
    let ball = &snapshot.ball;
    let pad = |pad: &PadSnapshot| if pad.is_active { 0.0 } else { pad.cooldown_seconds };
    let cars = snapshot.cars.iter().enumerate();
    Ok(StartState {
        ball: body("ball", [ball.pos, ball.vel, ball.ang_vel], ball.rot_wxyz)?,
        cars: cars.map(|(i, car)| snapshot_car(&format!("cars[{i}]"), car, limits)).collect::<Result<_, _>>()?,
        pads: snapshot.pads.iter().map(pad).collect(),
    })
}

fn snapshot_car(name: &str, car: &CarSnapshot, limits: &Limits) -> Result<StartCar, Excess> {
    let body = body(name, [car.pos, car.vel, car.ang_vel], car.rot_wxyz)?;
    within(&format!("{name}.boost"), car.boost, limits.boost())?;
    let c = &car.controls;
    for (field, value) in
        [("throttle", c.throttle), ("steer", c.steer), ("pitch", c.pitch), ("yaw", c.yaw), ("roll", c.roll)]
    {
        if !(-1.0..=1.0).contains(&value) {
            return Err(Excess::new(format!("{name}.controls.{field}"), format!("is {value}; expected from -1 to 1")));
        }
    }
    finite(&format!("{name}.suspension"), &car.suspension)?;
    finite(&format!("{name}.steer_angle"), &[car.steer_angle])?;
    finite(&format!("{name}.respawn_seconds"), &[car.respawn_seconds])?;
    let unused = !car.has_flipped && !car.has_double_jumped;
    Ok(StartCar {
        has_jumped: car.has_jumped,
        has_double_jumped: car.has_double_jumped,
        has_flipped: car.has_flipped,
        is_too_late_to_flip: !car.can_flip && !car.on_ground && unused,
        respawn_seconds: car.is_demolished.then_some(car.respawn_seconds),
        ..StartCar::new(car.team, body, car.boost / limits.boost())
    })
}

fn body(name: &str, [pos, vel, ang_vel]: [[f32; 3]; 3], [w, x, y, z]: [f32; 4]) -> Result<BodyState, Excess> {
    finite(&format!("{name}.pos"), &pos)?;
    finite(&format!("{name}.vel"), &vel)?;
    finite(&format!("{name}.ang_vel"), &ang_vel)?;
    let length = Quaternion::new(w, x, y, z).norm();
    if !(0.99..=1.01).contains(&length) {
        let problem = format!("has length {length}; expected a unit quaternion");
        return Err(Excess::new(format!("{name}.rot_wxyz"), problem));
    }
    let rot = Quat::new_unchecked(Quaternion::new(w, x, y, z));
    Ok(BodyState { pos: pos.into(), rot, vel: vel.into(), ang_vel: ang_vel.into() })
}

fn finite(field: &str, numbers: &[f32]) -> Result<(), Excess> {
    match numbers.iter().find(|x| !x.is_finite()) {
        Some(x) => Err(Excess::new(field, format!("holds {x}, not a finite number"))),
        None => Ok(()),
    }
}
