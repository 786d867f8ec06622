//! The rules by which a run counts as within tolerance of the reference.
//!
//! Up to the horizon (where the reference disagrees with itself) and `compare_ticks`, at every
//! frame: the position error of the ball and of every car is at most a floor plus a share of the
//! distance travelled, or 20 times the reference's own sensitivity; likewise the rotation error; and
//! every event that all runs of the reference had is there within 3 ticks, and no unexpected one.
//! Demolished cars are judged by their events only. The same rules as the reference set's own
//! `compare.py`, number for number.

use std::collections::VecDeque;

use serde::Serialize;

use super::file::{Event, Kind, Outcome, Scenario, flag};

/// Ticks by which an event may be early or late.
const EVENT_SLACK: i64 = 3;
/// A longer step between two frames is a respawn, not travel, uu.
const RESPAWN_DISTANCE: f64 = 300.0;
/// Ticks at which errors are reported: 0.25 s, 1 s, 3 s.
pub(crate) const MARKS: [u32; 3] = [30, 120, 360];

/// What is allowed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tolerance {
    /// Position, uu.
    pub(crate) pos_floor: f64,
    /// Position, share of the distance travelled.
    pub(crate) pos_share: f64,
    /// Rotation, degrees.
    pub(crate) rot_floor: f64,
    /// Multiple of the reference's sensitivity.
    pub(crate) sensitivity: f64,
}

impl Tolerance {
    /// Forgiving.
    pub(crate) const DEFAULT: Self = Self { pos_floor: 2.0, pos_share: 0.01, rot_floor: 2.0, sensitivity: 20.0 };
    /// The better measure of parity.
    pub(crate) const STRICT: Self = Self { pos_floor: 0.5, pos_share: 0.0005, rot_floor: 0.5, sensitivity: 20.0 };
}

/// Largest errors up to each of [`MARKS`]; an early end stands for the later marks.
pub(crate) type AtMarks = [f64; 3];

/// How one scenario went.
#[derive(Debug, Serialize)]
pub(crate) struct Verdict {
    pub(crate) name: String,
    pub(crate) category: String,
    pub(crate) ok: bool,
    /// Complaints in the order of ticks, events last.
    pub(crate) why: Vec<String>,
    /// Last tick that was judged.
    pub(crate) end: u32,
    pub(crate) ball_pos_uu: AtMarks,
    pub(crate) car_pos_uu: AtMarks,
    pub(crate) car_rot_deg: AtMarks,
    /// Car frames whose ten state flags are the reference's, and all car frames.
    pub(crate) flags: [u32; 2],
    pub(crate) events_demanded: u32,
    pub(crate) events_found: u32,
    pub(crate) events_unexpected: u32,
}

#[derive(Clone, Copy, Default)]
struct Worst {
    ball: f64,
    car: f64,
    rot: f64,
}

/// A car that came back at another place than in the reference is not compared after this tick.
type Dropped = Vec<Option<u32>>;

/// Judges `ours` against the scenario's recorded run.
pub(crate) fn compare(golden: &Scenario, ours: &Outcome, tolerance: Tolerance) -> Verdict {
    let horizon = golden.horizon_tick.unwrap_or(golden.ticks + 1);
    let end = horizon.saturating_sub(1).min(golden.compare_ticks).min(golden.ticks);
    let mut verdict = Verdict {
        name: golden.name.clone(),
        category: golden.category.clone(),
        ok: false,
        why: Vec::new(),
        end,
        ball_pos_uu: [f64::NAN; 3],
        car_pos_uu: [f64::NAN; 3],
        car_rot_deg: [f64::NAN; 3],
        flags: [0; 2],
        events_demanded: 0,
        events_found: 0,
        events_unexpected: 0,
    };
    let dropped = compare_motion(golden, ours, tolerance, &mut verdict);
    compare_events(golden, ours, &dropped, &mut verdict);
    verdict.ok = verdict.why.is_empty();
    verdict
}

fn compare_motion(golden: &Scenario, ours: &Outcome, tolerance: Tolerance, verdict: &mut Verdict) -> Dropped {
    let cars = golden.cars.len();
    let mut dropped: Dropped = vec![None; cars];
    let mut respawns: Vec<VecDeque<u32>> = vec![VecDeque::new(); cars];
    for event in golden.events.iter().filter(|e| e.kind == Kind::Respawn) {
        respawns[usize::from(event.car.unwrap_or(0))].push_back(event.tick);
    }
    let mut last_ball = golden.initial.ball.pos.map(f64::from);
    let mut last_cars: Vec<[f64; 3]> = golden.initial.cars.iter().map(|car| car.pos.map(f64::from)).collect();
    let (mut ball_path, mut car_paths) = (0.0, vec![0.0; cars]);
    let mut worst = Worst::default();

    for (frame, sensitivity) in golden.frames.iter().zip(&golden.sensitivity) {
        let tick = frame.tick;
        if tick > verdict.end {
            break;
        }
        ball_path += distance(&last_ball, &frame.ball.pos);
        last_ball = frame.ball.pos;
        for ((car, last), path) in frame.cars.iter().zip(&mut last_cars).zip(&mut car_paths) {
            let step = distance(last, &car.pos);
            *path += if step < RESPAWN_DISTANCE { step } else { 0.0 };
            *last = car.pos;
        }
        let Some(our_frame) = ours.frames.iter().find(|f| f.tick == tick && f.cars.len() == cars) else {
            verdict.why.push(format!("no usable frame at tick {tick}"));
            worst = Worst { ball: f64::INFINITY, car: f64::INFINITY, rot: f64::INFINITY };
            break;
        };

        let error = distance(&our_frame.ball.pos, &frame.ball.pos);
        worst.ball = worst.ball.max(error);
        let allowed = tolerance.position(ball_path, sensitivity.ball_pos_uu);
        if error > allowed {
            verdict.why.push(format!("ball off by {error:.2} uu at tick {tick} (tolerance {allowed:.2})"));
        }
        for (i, (car, our_car)) in frame.cars.iter().zip(&our_frame.cars).enumerate() {
            if dropped[i].is_some() {
                continue;
            }
            verdict.flags[0] += u32::from(our_car.flags & flag::STATE == car.flags & flag::STATE);
            verdict.flags[1] += 1;
            if (car.flags | our_car.flags) & flag::IS_DEMOLISHED != 0 {
                continue;
            }
            if respawns[i].iter().any(|q| within_slack(tick, *q)) {
                continue;
            }
            // First comparable frame after a respawn.
            while let Some(at) = respawns[i].pop_front_if(|q| i64::from(tick) > i64::from(*q) + EVENT_SLACK) {
                let came_back = |e: &Event| {
                    e.kind == Kind::Respawn && e.car.map(usize::from) == Some(i) && within_slack(e.tick, at)
                };
                let off = distance(&our_car.pos, &car.pos);
                if off.is_finite() && off > RESPAWN_DISTANCE && ours.events.iter().any(came_back) {
                    dropped[i] = Some(tick);
                }
            }
            if dropped[i].is_some() {
                continue;
            }
            let error = distance(&our_car.pos, &car.pos);
            let turn = angle_degrees(&our_car.rot, &car.rot);
            (worst.car, worst.rot) = (worst.car.max(error), worst.rot.max(turn));
            let allowed = tolerance.position(car_paths[i], sensitivity.car_pos_uu[i]);
            if error > allowed {
                verdict.why.push(format!("car {i} off by {error:.2} uu at tick {tick} (tolerance {allowed:.2})"));
            }
            let allowed = tolerance.rot_floor.max(tolerance.sensitivity * sensitivity.car_rot_deg[i]);
            if turn > allowed {
                verdict.why.push(format!("car {i} turned by {turn:.2} deg at tick {tick} (tolerance {allowed:.2})"));
            }
        }
        verdict.note(tick, worst);
    }
    verdict.fill(worst);
    dropped
}

impl Tolerance {
    fn position(&self, path: f64, sensitivity: f64) -> f64 {
        (self.pos_floor + self.pos_share * path).max(self.sensitivity * sensitivity)
    }
}

impl Verdict {
    fn note(&mut self, tick: u32, worst: Worst) {
        for (i, mark) in MARKS.into_iter().enumerate() {
            if tick <= mark {
                (self.ball_pos_uu[i], self.car_pos_uu[i], self.car_rot_deg[i]) = (worst.ball, worst.car, worst.rot);
            }
        }
    }

    /// The value at the end stands for marks that were not reached.
    fn fill(&mut self, worst: Worst) {
        for i in 0..MARKS.len() {
            if self.ball_pos_uu[i].is_nan() {
                (self.ball_pos_uu[i], self.car_pos_uu[i], self.car_rot_deg[i]) = (worst.ball, worst.car, worst.rot);
            }
        }
    }
}

fn compare_events(golden: &Scenario, ours: &Outcome, dropped: &Dropped, verdict: &mut Verdict) {
    let is_compared = |e: &&Event| {
        let since = e.car.and_then(|car| dropped.get(usize::from(car)).copied().flatten());
        since.is_none_or(|tick| e.tick <= tick)
    };
    let demanded: Vec<&Event> = golden.events.iter().filter(is_compared).collect();
    let optional: Vec<&Event> = golden.optional_events.iter().filter(is_compared).collect();
    let found: Vec<&Event> = ours.events.iter().filter(is_compared).collect();
    let judged = |e: &Event| i64::from(e.tick) <= i64::from(verdict.end) - EVENT_SLACK;
    let is_stable = |e: &Event| e.stable.unwrap_or(true);
    let mut used = vec![false; found.len()];
    let mut complaints = Vec::new();

    for event in &demanded {
        let fits = |k: usize| {
            let other = found[k];
            key(other) == key(event) && (event.kind == Kind::Touch || !used[k]) && covers(other, event.tick)
        };
        let hit = (0..found.len()).find(|k| fits(*k));
        if let Some(k) = hit {
            used[k] = true;
        }
        if !is_stable(event) || !judged(event) {
            continue;
        }
        verdict.events_demanded += 1;
        match hit {
            Some(_) => verdict.events_found += 1,
            None => complaints.push(complaint("missing", event)),
        }
    }
    for (event, used) in found.iter().zip(&used) {
        if *used || !judged(event) {
            continue;
        }
        let fits = |other: &&&Event| key(event) == key(other) && covers(other, event.tick);
        let part_of_touch = event.kind == Kind::Touch && demanded.iter().any(|e| fits(&e));
        let unstable = demanded.iter().filter(fits).any(|e| !is_stable(e));
        if !part_of_touch && !unstable && !optional.iter().any(|e| fits(&e)) {
            verdict.events_unexpected += 1;
            complaints.push(complaint("unexpected", event));
        }
    }
    verdict.why.append(&mut complaints);
}

fn complaint(what: &str, event: &Event) -> String {
    let car = event.car.map_or_else(|| "-".to_owned(), |car| car.to_string());
    format!("{what} {} at tick {} (car {car})", event.kind.name(), event.tick)
}

/// Events with equal keys can be counterparts: kind, car, and pad or victim or team.
fn key(e: &Event) -> (Kind, Option<u8>, Option<u8>) {
    (e.kind, e.car, e.pad.or(e.victim).or(e.team))
}

/// Whether the event, or the interval of touching, covers the tick within the slack.
fn covers(e: &Event, tick: u32) -> bool {
    let end = e.end.unwrap_or(e.tick);
    let slack = EVENT_SLACK.unsigned_abs() as u32;
    e.tick <= tick + slack && tick <= end + slack
}

fn within_slack(a: u32, b: u32) -> bool {
    i64::from(a.abs_diff(b)) <= EVENT_SLACK
}

/// Infinite when a number is not finite.
fn distance(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    let sum: f64 = a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum();
    if sum.is_finite() { sum.sqrt() } else { f64::INFINITY }
}

/// Angle between two orientations of either sign, degrees; infinite when one is none.
fn angle_degrees(p: &[f64; 4], q: &[f64; 4]) -> f64 {
    let norm = |v: &[f64; 4]| v.iter().map(|x| x * x).sum::<f64>().sqrt();
    let (np, nq) = (norm(p), norm(q));
    if !(np >= 1e-6 && nq >= 1e-6 && np.is_finite() && nq.is_finite()) {
        return f64::INFINITY;
    }
    // |p - q| and |p + q| keep their precision for small angles.
    let gap = |sign: f64| p.iter().zip(q).map(|(x, y)| x / np + sign * y / nq).map(|d| d * d).sum::<f64>().sqrt();
    let d = gap(-1.0).min(gap(1.0));
    (4.0 * libm::asin((d / 2.0).min(1.0))).to_degrees()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_ignore_sign_and_length() {
        let half = std::f64::consts::FRAC_1_SQRT_2;
        let turn = angle_degrees(&[1.0, 0.0, 0.0, 0.0], &[-2.0 * half, 0.0, 0.0, -2.0 * half]);
        assert!((turn - 90.0).abs() < 1e-9, "{turn}");
        assert_eq!(angle_degrees(&[0.0; 4], &[1.0, 0.0, 0.0, 0.0]), f64::INFINITY);
    }

    #[test]
    fn a_touch_covers_its_interval_and_the_slack() {
        let touch = Event { end: Some(20), ..Event::new(10, Kind::Touch) };
        let covered: Vec<u32> = (0..40).filter(|tick| covers(&touch, *tick)).collect();
        assert_eq!((covered.first(), covered.last()), (Some(&7), Some(&23)));
    }
}
