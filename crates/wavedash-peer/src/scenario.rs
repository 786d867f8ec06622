//! What both simulators are asked to do: start states and fixed controls, varied by a seed.

use std::fmt;

use serde::Serialize;
use wavedash_core::{Controls, Purpose, Stream, Team, Vec3, math, rules};
use wavedash_sim::{ArenaState, BallState, BodyState, CarState};

use crate::error::PeerError;
use crate::pair::Pair;

/// A known difference between the reference and our model (`physics.md`, section 16: our arena
/// follows the newer Rust model, which differs from the C++ one).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// State and inputs are rounded to the game's network grid in ours only.
    Rounding,
    /// Engine, brake and steering act one tick later in theirs.
    Engine,
    /// Wheel rays are 2.5 uu shorter, the push-back is twice as strong and loads are split otherwise
    /// in theirs.
    Wheels,
    /// Jumps are timed in seconds in theirs, with a weaker hold during the first 0.025 s.
    Jump,
    /// Flip torque is not rounded, can be cancelled at once and locks the pitch longer in theirs.
    Flip,
    /// Boost accelerates by 1058.3 uu/s^2 in the air in theirs, 991.7 in ours; 33.333 a second
    /// instead of 33.3.
    Boost,
    /// Speed limits act at the end of a tick in theirs, at the start of the next one in ours.
    Limits,
    /// Theirs starts contacts with the last impulses and does not bounce below 10 uu/s.
    Solver,
    /// Normals of contacts between hitbox and triangles.
    Normals,
    /// A ball that touches several triangles at once. Not in section 16, but seen here: at the
    /// crossbar (section 18) ours equals the recorded Rust model to the last digit and theirs does not.
    Facets,
    /// Bumps and demolitions: a point 64.5 uu ahead instead of cones, other speeds.
    Bump,
    /// Auto-flip and auto-roll: other conditions and torques.
    Recovery,
}

impl Known {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Rounding,
        Self::Engine,
        Self::Wheels,
        Self::Jump,
        Self::Flip,
        Self::Boost,
        Self::Limits,
        Self::Solver,
        Self::Normals,
        Self::Facets,
        Self::Bump,
        Self::Recovery,
    ];

    /// One word for tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rounding => "rounding",
            Self::Engine => "engine",
            Self::Wheels => "wheels",
            Self::Jump => "jump",
            Self::Flip => "flip",
            Self::Boost => "boost",
            Self::Limits => "limits",
            Self::Solver => "solver",
            Self::Normals => "normals",
            Self::Facets => "facets",
            Self::Bump => "bump",
            Self::Recovery => "recovery",
        }
    }

    /// What differs.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Rounding => "ours rounds state and inputs to the network grid every tick",
            Self::Engine => "engine, brake and steering act one tick later in the reference",
            Self::Wheels => "wheel rays, push-back and load split of the suspension",
            Self::Jump => "jump timed in seconds, hold scaled by 0.62 for the first 0.025 s in the reference",
            Self::Flip => "flip torque, cancel and pitch lock",
            Self::Boost => "boost in the air: 1058.3 uu/s^2 in the reference, 991.7 in ours; consumption 33.333, 33.3",
            Self::Limits => "speed limits at the end of a tick in the reference, at the start of the next in ours",
            Self::Solver => "the reference warm-starts contacts and has no bounce below 10 uu/s",
            Self::Facets => "a ball that touches several triangles at once (not in section 16, seen at the crossbar)",
            Self::Normals => "contact normals of hitbox against triangles",
            Self::Bump => "bump and demolition tests and speeds",
            Self::Recovery => "auto-flip and auto-roll tests and torques",
        }
    }
}

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Controls from a tick on.
type Plan = Vec<(u32, Controls)>;

/// A scenario with its start state drawn.
pub struct Run {
    /// Both simulators at the start.
    pub pair: Pair,
    plans: Vec<Plan>,
}

impl Run {
    /// What every car holds in this tick, counted from 0.
    pub fn controls(&self, tick: u32) -> impl Iterator<Item = Controls> {
        let held = move |plan: &Plan| plan.iter().rev().find(|(from, _)| *from <= tick).map(|(_, held)| *held);
        self.plans.iter().map(move |plan| held(plan).unwrap_or_default())
    }
}

/// One thing to compare.
pub struct Scenario {
    /// Name in the table.
    pub name: &'static str,
    /// Differences that act here, besides the rounding, which acts everywhere.
    pub known: &'static [Known],
    start: fn(&mut Stream) -> Result<Run, PeerError>,
}

impl Scenario {
    /// The scenario's start for a seed.
    ///
    /// # Errors
    /// If one of the simulators refuses.
    pub fn run(&self, seed: u64) -> Result<Run, PeerError> {
        (self.start)(&mut Stream::new(seed, 0, Purpose::Test, 0))
    }
}

const REST: f32 = rules::BALL_REST_Z;
/// Height of a standing Octane's origin, uu.
const STAND: f32 = 17.0;
const THROTTLE: Controls = Controls { throttle: 1.0, ..Controls::NONE };
const BOOST: Controls = Controls { throttle: 1.0, boost: true, ..Controls::NONE };
const JUMP: Controls = Controls { jump: true, ..Controls::NONE };

/// All scenarios.
pub const ALL: &[Scenario] = &[
    Scenario { name: "ball drop", known: &[Known::Solver], start: ball_drop },
    Scenario { name: "ball bounce with spin", known: &[Known::Solver], start: ball_bounce },
    Scenario { name: "ball up the side ramp", known: &[Known::Solver, Known::Facets], start: ball_ramp },
    Scenario { name: "ball into a corner", known: &[Known::Solver, Known::Facets], start: ball_corner },
    Scenario { name: "ball into the goal", known: &[Known::Solver, Known::Facets], start: ball_goal },
    Scenario { name: "drive", known: &[Known::Engine, Known::Wheels], start: |s| drive(s, 0.0, vec![(0, THROTTLE)]) },
    Scenario { name: "turn", known: &[Known::Engine, Known::Wheels], start: turn },
    Scenario { name: "powerslide", known: &[Known::Engine, Known::Wheels], start: powerslide },
    Scenario { name: "brake and reverse", known: &[Known::Engine, Known::Wheels], start: brake },
    Scenario {
        name: "boost",
        known: &[Known::Engine, Known::Wheels, Known::Limits],
        start: |s| drive(s, 0.0, vec![(0, BOOST)]),
    },
    Scenario { name: "up the side wall", known: &[Known::Engine, Known::Wheels], start: wall },
    Scenario { name: "jump, tapped", known: &[Known::Jump, Known::Wheels], start: |s| jump(s, 2) },
    Scenario { name: "jump, held", known: &[Known::Jump, Known::Wheels], start: |s| jump(s, 30) },
    Scenario { name: "double jump", known: &[Known::Jump, Known::Wheels], start: double_jump },
    Scenario { name: "front flip", known: &[Known::Jump, Known::Flip, Known::Normals], start: |s| flip(s, -1.0, 0.0) },
    Scenario { name: "side flip", known: &[Known::Jump, Known::Flip, Known::Normals], start: |s| flip(s, 0.0, 1.0) },
    Scenario { name: "flip cancel", known: &[Known::Jump, Known::Flip, Known::Normals], start: flip_cancel },
    Scenario { name: "air control", known: &[Known::Flip], start: air_control },
    Scenario { name: "aerial", known: &[Known::Boost, Known::Flip], start: aerial },
    Scenario { name: "tumbling landing", known: &[Known::Normals, Known::Wheels, Known::Recovery], start: landing },
    Scenario { name: "car hits ball", known: &[Known::Engine, Known::Solver], start: hit },
    Scenario { name: "bump", known: &[Known::Bump, Known::Engine, Known::Solver], start: |s| ram(s, 1400.0) },
    Scenario { name: "demolition", known: &[Known::Bump, Known::Engine], start: |s| ram(s, 2290.0) },
    Scenario { name: "kick-off", known: &[Known::Engine, Known::Wheels, Known::Solver], start: kickoff },
];

/// A number around `mean`, at most `spread` away.
fn around(s: &mut Stream, mean: f32, spread: f32) -> f32 {
    mean + spread * s.symmetric()
}

/// A vector around `mean`, each axis at most `spread` away.
fn near(s: &mut Stream, mean: [f32; 3], spread: f32) -> Vec3 {
    Vec3::from(mean.map(|x| around(s, x, spread)))
}

fn ball_only(body: BodyState) -> Result<Run, PeerError> {
    // No car: the reference then skips pads, which a ball does not notice.
    let pair = Pair::placed(&[], |state| state.ball = BallState { body, ..BallState::default() })?;
    Ok(Run { pair, plans: Vec::new() })
}

/// Cars of these teams; the ball lies where none of them comes by.
fn cars(bodies: Vec<(Team, BodyState)>, plans: Vec<Plan>) -> Result<Run, PeerError> {
    let teams: Vec<Team> = bodies.iter().map(|(team, _)| *team).collect();
    let pair = Pair::placed(&teams, |state: &mut ArenaState| {
        state.ball.body = BodyState::at(Vec3::new(-3000.0, 3500.0, REST));
        for (car, (_, body)) in state.cars.iter_mut().zip(bodies) {
            *car = CarState::standing(body, 100.0);
        }
    })?;
    Ok(Run { pair, plans })
}

fn one_car(body: BodyState, plan: Plan) -> Result<Run, PeerError> {
    cars(vec![(Team::Blue, body)], vec![plan])
}

/// A car on the ground that moves forwards.
fn on_ground(x: f32, y: f32, yaw: f32, speed: f32) -> BodyState {
    let rot = math::yaw(yaw);
    BodyState { rot, vel: rot * Vec3::new(speed, 0.0, 0.0), ..BodyState::at(Vec3::new(x, y, STAND)) }
}

fn ball_drop(s: &mut Stream) -> Result<Run, PeerError> {
    let pos = near(s, [0.0, 0.0, 1000.0], 400.0);
    // A ball with no velocity at all sleeps in the reference, in the air too.
    ball_only(BodyState { vel: Vec3::new(0.0, 0.0, -1.0), ..BodyState::at(pos) })
}

fn ball_bounce(s: &mut Stream) -> Result<Run, PeerError> {
    let pos = near(s, [0.0, 0.0, 500.0], 200.0);
    let vel = near(s, [0.0, 0.0, -200.0], 1200.0);
    let ang_vel = near(s, [0.0; 3], 3.0);
    ball_only(BodyState { vel, ang_vel, ..BodyState::at(pos) })
}

fn ball_ramp(s: &mut Stream) -> Result<Run, PeerError> {
    let pos = near(s, [3000.0, 0.0, REST], 0.0) + Vec3::new(0.0, around(s, 0.0, 1500.0), 0.0);
    let vel = Vec3::new(around(s, 2000.0, 500.0), around(s, 0.0, 500.0), 0.0);
    ball_only(BodyState { vel, ..BodyState::at(pos) })
}

fn ball_corner(s: &mut Stream) -> Result<Run, PeerError> {
    let pos = near(s, [2000.0, 3000.0, 300.0], 150.0);
    let vel = near(s, [2500.0, 2500.0, 0.0], 300.0);
    ball_only(BodyState { vel, ..BodyState::at(pos) })
}

fn ball_goal(s: &mut Stream) -> Result<Run, PeerError> {
    let pos = near(s, [0.0, 3800.0, 200.0], 100.0);
    let vel = Vec3::new(around(s, 0.0, 300.0), around(s, 2500.0, 400.0), around(s, 200.0, 200.0));
    ball_only(BodyState { vel, ..BodyState::at(pos) })
}

fn drive(s: &mut Stream, speed: f32, plan: Plan) -> Result<Run, PeerError> {
    let yaw = around(s, core::f32::consts::FRAC_PI_2, 0.2);
    one_car(on_ground(around(s, 500.0, 300.0), around(s, -3500.0, 300.0), yaw, speed), plan)
}

fn turn(s: &mut Stream) -> Result<Run, PeerError> {
    let steer = around(s, 0.6, 0.4);
    let speed = around(s, 800.0, 400.0);
    drive(s, speed, vec![(0, Controls { steer, ..THROTTLE })])
}

fn powerslide(s: &mut Stream) -> Result<Run, PeerError> {
    let slide = Controls { steer: around(s, 0.8, 0.2), handbrake: true, ..THROTTLE };
    let speed = around(s, 1100.0, 200.0);
    drive(s, speed, vec![(0, THROTTLE), (10, slide), (70, THROTTLE)])
}

fn brake(s: &mut Stream) -> Result<Run, PeerError> {
    let speed = around(s, 1300.0, 100.0);
    drive(s, speed, vec![(0, Controls::NONE), (60, Controls { throttle: -1.0, ..Controls::NONE })])
}

fn wall(s: &mut Stream) -> Result<Run, PeerError> {
    let yaw = around(s, 0.0, 0.3);
    let speed = around(s, 1200.0, 100.0);
    one_car(on_ground(2800.0, around(s, 0.0, 1000.0), yaw, speed), vec![(0, THROTTLE)])
}

fn jump(s: &mut Stream, ticks: u32) -> Result<Run, PeerError> {
    let speed = around(s, 500.0, 400.0);
    drive(s, speed, vec![(0, Controls::NONE), (10, JUMP), (10 + ticks, Controls::NONE)])
}

fn double_jump(s: &mut Stream) -> Result<Run, PeerError> {
    let speed = around(s, 500.0, 400.0);
    let none = Controls::NONE;
    drive(s, speed, vec![(0, none), (10, JUMP), (30, none), (40, JUMP), (45, none)])
}

fn flip(s: &mut Stream, pitch: f32, yaw: f32) -> Result<Run, PeerError> {
    let speed = around(s, 700.0, 400.0);
    let dodge = Controls { pitch, yaw, ..JUMP };
    let none = Controls::NONE;
    drive(s, speed, vec![(0, none), (10, JUMP), (20, none), (24, dodge), (28, none)])
}

fn flip_cancel(s: &mut Stream) -> Result<Run, PeerError> {
    let speed = around(s, 700.0, 400.0);
    let dodge = Controls { pitch: -1.0, ..JUMP };
    let cancel = Controls { pitch: 1.0, ..Controls::NONE };
    let none = Controls::NONE;
    drive(s, speed, vec![(0, none), (10, JUMP), (20, none), (24, dodge), (30, cancel), (80, none)])
}

/// A car in the air with any orientation, not spinning.
fn in_air(s: &mut Stream, z: f32) -> BodyState {
    let rot = math::from_euler(around(s, 0.0, 3.0), around(s, 0.0, 1.2), around(s, 0.0, 3.0));
    let pos = near(s, [0.0, 0.0, z], 50.0);
    BodyState { rot, vel: near(s, [0.0, 0.0, 300.0], 300.0), ..BodyState::at(pos) }
}

fn air_control(s: &mut Stream) -> Result<Run, PeerError> {
    let body = in_air(s, 1200.0);
    let mut held = || Controls { pitch: s.symmetric(), yaw: s.symmetric(), roll: s.symmetric(), ..Controls::NONE };
    // Pitch acts in ours only 0.3 s after the start.
    let plan = vec![(0, Controls { pitch: 0.0, ..held() }), (40, held()), (80, held())];
    one_car(body, plan)
}

fn aerial(s: &mut Stream) -> Result<Run, PeerError> {
    let up = Controls { pitch: around(s, 0.7, 0.3), ..JUMP };
    let fly = Controls { pitch: 0.0, yaw: around(s, 0.0, 0.3), boost: true, throttle: 1.0, ..Controls::NONE };
    let roll = Controls { roll: around(s, 0.0, 1.0), ..fly };
    let speed = around(s, 700.0, 300.0);
    // In ours a newly placed car has no pitch control for 0.3 s.
    let none = Controls::NONE;
    drive(
        s,
        speed,
        vec![(0, none), (40, up), (64, Controls { jump: false, boost: true, ..up }), (90, fly), (160, roll)],
    )
}

fn landing(s: &mut Stream) -> Result<Run, PeerError> {
    let mut body = in_air(s, 300.0);
    body.ang_vel = near(s, [0.0; 3], 3.0);
    one_car(body, vec![(0, THROTTLE)])
}

fn hit(s: &mut Stream) -> Result<Run, PeerError> {
    let car = on_ground(around(s, 0.0, 60.0), -500.0, core::f32::consts::FRAC_PI_2, around(s, 1500.0, 500.0));
    let pair = Pair::placed(&[Team::Blue], |state| {
        state.ball.body = BodyState::at(Vec3::new(0.0, 0.0, REST));
        for place in &mut state.cars {
            *place = CarState::standing(car, 100.0);
        }
    })?;
    Ok(Run { pair, plans: vec![vec![(0, THROTTLE)]] })
}

/// A car drives into the side of another one.
fn ram(s: &mut Stream, speed: f32) -> Result<Run, PeerError> {
    let attacker = on_ground(around(s, 0.0, 20.0), -600.0, core::f32::consts::FRAC_PI_2, speed);
    let victim = on_ground(0.0, 0.0, around(s, 0.0, 0.3), 0.0);
    cars(vec![(Team::Blue, attacker), (Team::Orange, victim)], vec![vec![(0, BOOST)], Vec::new()])
}

fn kickoff(s: &mut Stream) -> Result<Run, PeerError> {
    let pair = Pair::kickoff(1, s.bits())?;
    let steer = around(s, 0.0, 0.05);
    Ok(Run { pair, plans: vec![vec![(0, Controls { steer, ..BOOST })], vec![(0, BOOST)]] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_and_fit_the_table() {
        for (i, scenario) in ALL.iter().enumerate() {
            assert!(scenario.name.len() <= 22, "{}", scenario.name);
            assert!(ALL[i + 1..].iter().all(|other| other.name != scenario.name), "{}", scenario.name);
        }
    }

    #[test]
    fn both_start_in_the_same_state() {
        for scenario in ALL {
            let mut run = scenario.run(3).unwrap();
            assert!((run.pair.our_ball().pos - run.pair.their_ball().pos).norm() < 1e-3, "{}", scenario.name);
            for car in 0..run.pair.cars() {
                let (ours, theirs) = (run.pair.our_car(car), run.pair.their_car(car).unwrap());
                assert!((ours.body.pos - theirs.body.pos).norm() < 1e-3, "{}", scenario.name);
                assert!((ours.body.vel - theirs.body.vel).norm() < 1e-3, "{}", scenario.name);
                assert!(ours.body.rot.angle_to(&theirs.body.rot) < 1e-3, "{}", scenario.name);
                assert_eq!(ours.wheel_contacts & 15, theirs.wheel_contacts, "{}", scenario.name);
            }
        }
    }

    #[test]
    fn a_plan_holds_until_its_next_entry() {
        let run = ALL.iter().find(|s| s.name == "jump, tapped").unwrap().run(0).unwrap();
        let jumps = |tick| run.controls(tick).next().unwrap().jump;
        assert_eq!([9, 10, 11, 12].map(jumps), [false, true, true, false]);
    }
}
