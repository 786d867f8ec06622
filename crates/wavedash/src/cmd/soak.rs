//! `wavedash soak`: long chaos runs of every team size, every tick checked.

use std::io::Write;

use serde::Serialize;
use wavedash_core::{Vec3, rules, units};
use wavedash_sim::workload::WorkloadKind;
use wavedash_sim::{ArenaState, BodyState, Event};

use crate::args::Soak;
use crate::exit::Exit;
use crate::fleet::{Ground, Match, Plan};
use crate::{parallel, report};

/// Cars of blue and orange.
const LINE_UPS: [(usize, usize); 11] =
    [(1, 0), (0, 1), (1, 1), (2, 2), (3, 3), (4, 4), (2, 1), (1, 3), (3, 2), (4, 1), (2, 4)];
/// Each line-up runs this many independent matches.
const MATCHES_EACH: u64 = 4;
/// A body's centre may be this far beyond a plane of the arena before it counts as outside, uu.
const OUTSIDE_SLACK: f32 = 10.0;
/// Energy per mass that a slow bounce adds, (uu/s)^2. With restitution e the ball leaves at e v and
/// flies a whole tick without gravity's pull, so it gains g dt e v and loses (1 - e^2) v^2 / 2; the
/// difference is largest at v = 5 uu/s, where it is (e g dt)^2 / (2 (1 - e^2)).
const ENERGY_BOUNCE: f64 = 8.26;
/// Energy per mass that rounding the ball to the network grid may add in a tick, (uu/s)^2: 0.005 uu of
/// height and 1e-5 rad/s of spin ...
const ENERGY_ROUNDING: f64 = 3.3 + 0.4;
/// ... and per uu/s of speed 0.001 uu/s along each axis.
const ENERGY_ROUNDING_PER_SPEED: f64 = 0.001 * 1.733;
/// A car whose origin is further than this from the ball's centre cannot push it, uu.
const FREE_DISTANCE: f32 = 250.0;
/// Violations kept with their place; all are counted.
const SHOWN: usize = 20;

#[derive(Default, Serialize)]
struct Figures {
    ticks: u64,
    violations: u64,
    /// Largest gain of the free ball's energy per mass in one tick beyond that of being lifted, (uu/s)^2.
    largest_energy_gain: f64,
    /// Furthest that pushing out of the arena lifted a free ball in one tick, uu.
    largest_lift: f64,
    touches: u64,
    bumps: u64,
    demolitions: u64,
    goals: u64,
    pickups: u64,
    lost: u64,
    first_violations: Vec<String>,
}

impl Figures {
    fn violation(&mut self, text: impl FnOnce() -> String) {
        self.violations += 1;
        if self.first_violations.len() < SHOWN {
            self.first_violations.push(text());
        }
    }

    fn add(&mut self, other: Self) {
        self.ticks += other.ticks;
        self.violations += other.violations;
        self.largest_energy_gain = self.largest_energy_gain.max(other.largest_energy_gain);
        self.largest_lift = self.largest_lift.max(other.largest_lift);
        self.touches += other.touches;
        self.bumps += other.bumps;
        self.demolitions += other.demolitions;
        self.goals += other.goals;
        self.pickups += other.pickups;
        self.lost += other.lost;
        self.first_violations.extend(other.first_violations);
        self.first_violations.truncate(SHOWN);
    }
}

/// Runs the soak.
pub(crate) fn run(args: &Soak, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let plan = Plan { ground: Ground::of(&args.world)?, kind: WorkloadKind::Chaos, seed: args.seed };
    let jobs: Vec<(u64, (usize, usize))> = LINE_UPS
        .into_iter()
        .flat_map(|line_up| std::iter::repeat_n(line_up, MATCHES_EACH as usize))
        .zip(0..)
        .map(|(line_up, id)| (id, line_up))
        .collect();
    let ticks = args.ticks.div_ceil(jobs.len() as u64);
    let threads = args.threads.map_or_else(parallel::default_threads, usize::from);
    let mut total = Figures::default();
    for figures in parallel::map(threads, jobs, |(id, line_up)| soak(&plan, id, line_up, ticks)) {
        total.add(figures?);
    }
    if args.json {
        report::json(out, &total)?;
    } else {
        print(out, &total)?;
    }
    Ok(if total.violations == 0 { Exit::Fine } else { Exit::Failed })
}

fn soak(plan: &Plan, id: u64, (blue, orange): (usize, usize), ticks: u64) -> anyhow::Result<Figures> {
    let mut m = Match::new(plan, id, blue, orange)?;
    let mut figures = Figures { ticks, ..Figures::default() };
    let mut before = m.arena.state().ball.body;
    for tick in 1..=ticks {
        let at = || format!("{blue}v{orange} match {id} tick {tick}");
        // Lasting contact has ticks without a touch event, so nearness decides.
        let mut is_free = is_ball_alone(m.arena.state());
        m.workload.step(&mut m.arena, |event| match event {
            Event::Touch { .. } => figures.touches += 1,
            Event::Goal { .. } => {
                figures.goals += 1;
                is_free = false;
            }
            Event::Bump { .. } => figures.bumps += 1,
            Event::Demolition { .. } => figures.demolitions += 1,
            Event::Pickup { .. } => figures.pickups += 1,
            Event::Lost { car } => {
                figures.lost += 1;
                let body = car.map_or_else(|| "the ball".to_owned(), |car| format!("car {car}"));
                figures.violation(|| format!("{}: {body} was lost", at()));
                is_free = false;
            }
            _ => {}
        })?;
        let state = m.arena.state();
        if let Some(what) = broken(state) {
            figures.violation(|| format!("{}: {what}", at()));
        }
        let ball = state.ball.body;
        if is_free && !m.workload.is_at_kickoff() {
            let lift = lift(&before, &ball);
            let gain = energy(&ball) - energy(&before) - GRAVITY * lift;
            figures.largest_lift = figures.largest_lift.max(lift);
            figures.largest_energy_gain = figures.largest_energy_gain.max(gain);
            let rounding = ENERGY_ROUNDING + ENERGY_ROUNDING_PER_SPEED * f64::from(ball.vel.norm());
            if gain > ENERGY_BOUNCE + rounding {
                figures.violation(|| {
                    let [pos, vel]: [[f32; 3]; 2] = [ball.pos.into(), ball.vel.into()];
                    format!("{}: the free ball gained energy {gain}, now at {pos:?}, {vel:?} uu/s", at())
                });
            }
        }
        before = ball;
    }
    Ok(figures)
}

fn is_ball_alone(state: &ArenaState) -> bool {
    let ball = state.ball.body.pos;
    state.cars.iter().all(|car| (car.body.pos - ball).norm() > FREE_DISTANCE)
}

/// Downwards, uu/s^2.
const GRAVITY: f64 = -(rules::GRAVITY as f64);

/// Energy of the ball per mass: motion, spin and height.
fn energy(ball: &BodyState) -> f64 {
    let inertia = 0.4 * f64::from(rules::BALL_RADIUS) * f64::from(rules::BALL_RADIUS);
    let [vel, spin] = [ball.vel, ball.ang_vel].map(|v| v.cast::<f64>().norm_squared());
    0.5 * vel + 0.5 * inertia * spin + GRAVITY * f64::from(ball.pos.z)
}

/// How far the ball rose in a tick beyond what its velocity explains. Contacts push overlapping bodies
/// apart without giving them speed, as in the game, and on a ramp that lifts the ball.
fn lift(before: &BodyState, after: &BodyState) -> f64 {
    let risen = f64::from(after.pos.z) - f64::from(before.pos.z);
    (risen - f64::from(after.vel.z) * f64::from(units::TICK_SECONDS)).max(0.0)
}

/// What is wrong with the state, if anything.
fn broken(state: &ArenaState) -> Option<String> {
    let numbers_ok = |vectors: [&Vec3; 3]| vectors.iter().all(|v| v.iter().all(|x| x.is_finite()));
    let ball = &state.ball.body;
    if !numbers_ok([&ball.pos, &ball.vel, &ball.ang_vel]) {
        return Some("the ball has a number that is not finite".to_owned());
    }
    if let Some(place) = outside(&ball.pos) {
        return Some(format!("the ball is {place}"));
    }
    for (i, car) in state.cars.iter().enumerate() {
        let body = &car.body;
        let rot_ok = body.rot.as_ref().coords.iter().all(|x| x.is_finite());
        if !rot_ok || !numbers_ok([&body.pos, &body.vel, &body.ang_vel]) {
            return Some(format!("car {i} has a number that is not finite"));
        }
        if !(0.0..=rules::BOOST_MAX).contains(&car.boost) {
            return Some(format!("car {i} has boost {}", car.boost));
        }
        if let (false, Some(place)) = (car.is_demolished, outside(&body.pos)) {
            return Some(format!("car {i} is {place}"));
        }
    }
    None
}

/// Whether a centre lies beyond the planes of the arena. Fillets are not looked at.
fn outside(pos: &Vec3) -> Option<String> {
    let (x, y, z) = (pos.x.abs(), pos.y.abs(), pos.z);
    let in_box = x <= rules::SIDE_WALL_X + OUTSIDE_SLACK
        && y <= rules::BACK_WALL_Y + OUTSIDE_SLACK
        && x + y <= rules::CORNER_SUM + OUTSIDE_SLACK
        && (-OUTSIDE_SLACK..=rules::CEILING_Z + OUTSIDE_SLACK).contains(&z);
    let in_goal = x <= rules::GOAL_HALF_WIDTH + OUTSIDE_SLACK
        && y <= rules::GOAL_BACK_Y + OUTSIDE_SLACK
        && (-OUTSIDE_SLACK..=rules::GOAL_HEIGHT + OUTSIDE_SLACK).contains(&z);
    (!in_box && !in_goal).then(|| format!("outside of the arena at ({}, {}, {})", pos.x, pos.y, pos.z))
}

fn print(out: &mut dyn Write, f: &Figures) -> anyhow::Result<()> {
    writeln!(out, "{} ticks over {} line-ups: {} violations", f.ticks, LINE_UPS.len(), f.violations)?;
    writeln!(
        out,
        "touches {}, bumps {}, demolitions {}, goals {}, pickups {}, lost bodies {}",
        f.touches, f.bumps, f.demolitions, f.goals, f.pickups, f.lost
    )?;
    writeln!(
        out,
        "free ball in one tick: lifted out of the arena by at most {:.3} uu; energy gained beyond that at most {:.3} (uu/s)^2",
        f.largest_lift, f.largest_energy_gain
    )?;
    for text in &f.first_violations {
        writeln!(out, "  {text}")?;
    }
    Ok(())
}
