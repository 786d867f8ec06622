//! Reading start states: rows of numbers (`.npy`), training packs and snapshots (JSON lines).

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use nalgebra::Quaternion;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use wavedash_core::units::{BALL_REST_Z, MAX_CARS};
use wavedash_core::{CarSnapshot, Quat, Snapshot, Team, Vec3, math};
use wavedash_sim::BodyState;

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

/// Files that one configuration has named so far: each is read once.
#[derive(Default)]
pub(super) struct Files(Vec<(Format, StatesFile)>);

impl Files {
    /// The states of a file.
    pub(super) fn read(&mut self, path: &Path, format: Format) -> Result<StateSet, EnvError> {
        if let Some((_, file)) = self.0.iter().find(|(f, file)| file.path == path && *f == format) {
            return Ok(file.set.clone());
        }
        let refuse = |problem| EnvError::File { path: path.display().to_string(), problem };
        let states = match format {
            Format::ReplayRows => replay_rows(path),
            Format::TrainingPacks => training_packs(path),
            Format::Snapshots => snapshots(path),
        }
        .map_err(refuse)?;
        let set = StateSet::new(states);
        if set.states().is_empty() {
            let problem = match set.left_out().map(|(_, count)| count).sum() {
                0_usize => "holds no states".to_owned(),
                n => format!("none of its {n} states has ball and cars within the walls"),
            };
            return Err(refuse(problem));
        }
        self.0.push((format, StatesFile { path: path.to_owned(), set: set.clone() }));
        Ok(set)
    }

    /// All files that were read.
    pub(super) fn all(self) -> Vec<StatesFile> {
        self.0.into_iter().map(|(_, file)| file).collect()
    }
}

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
fn replay_rows(path: &Path) -> Result<Vec<StartState>, String> {
    let npy = npyz::NpyFile::new(npy_header::checked(open(path)?)?).map_err(|e| format!("is not a .npy file: {e}"))?;
    let &[rows, columns] = npy.shape() else {
        return Err(format!("has shape {:?}; expected rows and columns", npy.shape()));
    };
    if npy.order() != npyz::Order::C {
        return Err("is stored by columns (Fortran order); save it by rows".to_owned());
    }
    let (rows, columns) = (rows as usize, columns as usize);
    let cars = columns.saturating_sub(BALL_COLUMNS) / CAR_COLUMNS;
    if columns != BALL_COLUMNS + cars * CAR_COLUMNS || !(1..=MAX_CARS).contains(&cars) {
        let expected = "9 of the ball and 13 of each of 1 to 8 cars";
        return Err(format!("has {columns} columns; expected {expected}"));
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
        return Err(format!("has {} numbers; expected {rows} rows of {columns}", data.len()));
    }
    data.chunks_exact(columns)
        .enumerate()
        .map(|(row, numbers)| replay_row(numbers).map_err(|problem| format!("row {row}: {problem}")))
        .collect()
}

fn vector(numbers: &[f32]) -> Vec3 {
    Vec3::new(numbers[0], numbers[1], numbers[2])
}

fn replay_row(row: &[f32]) -> Result<StartState, String> {
    if let Some(column) = row.iter().position(|x| !x.is_finite()) {
        return Err(format!("column {column} is {}, not a finite number", row[column]));
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
    fn state(&self) -> Result<BodyState, String> {
        let all = [self.position, self.linear_velocity, self.euler_angles];
        if all.iter().flatten().any(|x| !x.is_finite()) {
            return Err("has a number that is not finite".to_owned());
        }
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
fn training_packs(path: &Path) -> Result<Vec<StartState>, String> {
    let mut states = Vec::new();
    for (line, pack) in json_lines::<Pack>(path)? {
        for (i, shot) in pack.shots.iter().enumerate() {
            let named = |problem: String| format!("line {line}, shot {i}: {problem}");
            let mut ball = shot.ball.state().map_err(|e| named(format!("ball {e}")))?;
            // Balls on the ground are recorded where the editor put them, which may be too low.
            ball.pos.z = if ball.pos.z > 0.0 { ball.pos.z.max(BALL_REST_Z) } else { ball.pos.z };
            let car = shot.car.state().map_err(|e| named(format!("car {e}")))?;
            states.push(StartState { ball, cars: vec![StartCar::new(Team::Blue, car, 1.0)], pads: Vec::new() });
        }
    }
    Ok(states)
}

/// Our own snapshots. What a snapshot does not tell is at rest: a jump's push and a flip's torque
/// have ended, controls are released.
fn snapshots(path: &Path) -> Result<Vec<StartState>, String> {
    let lines = json_lines::<Snapshot>(path)?;
    lines.iter().map(|(line, shot)| snapshot(shot).map_err(|problem| format!("line {line}: {problem}"))).collect()
}

fn snapshot(snapshot: &Snapshot) -> Result<StartState, String> {
    let ball = &snapshot.ball;
    Ok(StartState {
        ball: body("ball", [ball.pos, ball.vel, ball.ang_vel], ball.rot_wxyz)?,
        cars: snapshot.cars.iter().enumerate().map(|(i, car)| snapshot_car(i, car)).collect::<Result<_, _>>()?,
        pads: snapshot.pads.iter().map(|pad| if pad.is_active { 0.0 } else { pad.cooldown_seconds }).collect(),
    })
}

fn snapshot_car(i: usize, car: &CarSnapshot) -> Result<StartCar, String> {
    let name = format!("cars[{i}]");
    let body = body(&name, [car.pos, car.vel, car.ang_vel], car.rot_wxyz)?;
    if !(car.boost.is_finite() && car.respawn_seconds.is_finite()) {
        return Err(format!("{name}: boost or respawn_seconds is not a finite number"));
    }
    let unused = !car.has_flipped && !car.has_double_jumped;
    Ok(StartCar {
        has_jumped: car.has_jumped,
        has_double_jumped: car.has_double_jumped,
        has_flipped: car.has_flipped,
        is_too_late_to_flip: !car.can_flip && !car.on_ground && unused,
        respawn_seconds: car.is_demolished.then_some(car.respawn_seconds),
        ..StartCar::new(car.team, body, car.boost / wavedash_core::units::BOOST_MAX)
    })
}

fn body(name: &str, [pos, vel, ang_vel]: [[f32; 3]; 3], [w, x, y, z]: [f32; 4]) -> Result<BodyState, String> {
    if [pos, vel, ang_vel].iter().flatten().chain(&[w, x, y, z]).any(|x| !x.is_finite()) {
        return Err(format!("{name} has a number that is not finite"));
    }
    let length = Quaternion::new(w, x, y, z).norm();
    if !(0.99..=1.01).contains(&length) {
        return Err(format!("{name}.rot_wxyz has length {length}; expected a unit quaternion"));
    }
    let rot = Quat::new_unchecked(Quaternion::new(w, x, y, z));
    Ok(BodyState { pos: pos.into(), rot, vel: vel.into(), ang_vel: ang_vel.into() })
}
