//! Meets the ball on the line to the goal.

use wavedash_core::math::normalize_or_zero;
use wavedash_core::rules::{BACK_WALL_Y, BALL_RADIUS, CAR_MAX_SPEED, GOAL_HALF_WIDTH, SIDE_WALL_X};
use wavedash_core::units::TICK_RATE;
use wavedash_core::{Controls, Stream, Vec3};

use super::drive::{angle_to, drive, recover, turn_radius};
use super::{Bot, ahead, number, word, words};
use crate::error::EnvError;
use crate::scene::{Ball, Car, Scene};

/// The highest ball that a car on the ground can hit, uu.
const REACH_Z: f32 = 150.0;
/// Seconds that it plans ahead.
const HORIZON: f32 = 4.0;
/// A flip: seconds of the first press, then of releasing, then of the second press.
const FLIP_PHASES: [f32; 3] = [0.05, 0.04, 0.06];

/// Attacks by hitting the ball from behind on the line to the goal, with a flip at the end; returns
/// to its own side first when the ball is behind it; fetches boost when there is time.
#[derive(Default)]
pub(super) struct Striker {
    flip: Option<Flip>,
    plan: Option<Plan>,
}

/// What is drawn for an episode, so that no two are the same.
#[derive(Clone, Copy)]
struct Plan {
    /// Where in the goal to aim at, uu from the middle.
    goal_x: f32,
    /// Seconds before the ball at which it flips on a kick-off.
    kickoff_flip: f32,
}

/// A flip that has begun.
struct Flip {
    /// Tick of the first press.
    since: u64,
    /// Where to, in the world.
    to: Vec3,
    /// The second press was made.
    done: bool,
}

/// Where and when to meet the ball.
struct Meeting {
    seconds: f32,
    ball: Ball,
}

/// Seconds a car needs to a point: the turn, then driving faster and faster.
fn travel_seconds(car: &Car, point: Vec3) -> f32 {
    let flat = Vec3::new(point.x - car.pos.x, point.y - car.pos.y, 0.0);
    let far = (flat.norm() - 120.0).max(0.0);
    let angle = angle_to(car, point).abs();
    let along = car.vel.dot(&car.frame.forward).max(0.0);
    // Boost lasts 3 s per tank and adds about 1,000 uu/s each second; driving alone levels off at 1,400.
    let top = if car.boost > 0.1 { 1400.0 + 900.0 * (car.boost * 3.0).min(1.0) } else { 1400.0 };
    let top = top.max(along);
    let gain = if car.boost > 0.1 { 1500.0 } else { 900.0 };
    let rise = (top - along) / gain;
    let risen = 0.5 * (along + top) * rise;
    let straight = if far < risen {
        ((along * along + 2.0 * gain * far).sqrt() - along) / gain
    } else {
        rise + (far - risen) / top
    };
    straight + (angle - 0.15).max(0.0) * turn_radius(along.max(500.0)) / along.max(700.0)
}

/// The first moment when the car can be at a ball low enough to hit.
fn meeting(car: &Car, ball: &Ball) -> Meeting {
    let mut last = Meeting { seconds: 0.0, ball: *ball };
    for (seconds, ball) in ahead::path(ball).take_while(|(t, _)| *t < HORIZON) {
        last = Meeting { seconds, ball };
        if ball.pos.z < REACH_Z && travel_seconds(car, ball.pos) <= seconds {
            break;
        }
    }
    last
}

impl Striker {
    fn flip_controls(&mut self, me: &Car, tick: u64) -> Option<Controls> {
        let flip = self.flip.as_mut()?;
        let seconds = tick.saturating_sub(flip.since) as f32 / TICK_RATE as f32;
        let [press, release, again] = FLIP_PHASES;
        let angle = libm::atan2f(me.frame.right.dot(&flip.to), me.frame.forward.dot(&flip.to));
        let held = Controls { throttle: 1.0, boost: me.boost > 0.0 && angle.abs() < 0.3, ..Controls::NONE };
        if seconds < press {
            return Some(Controls { jump: true, ..held });
        }
        if seconds < press + release {
            return Some(held);
        }
        if !flip.done {
            flip.done = true;
            let (pitch, yaw) = (-libm::cosf(angle), libm::sinf(angle));
            return Some(Controls { jump: true, pitch, yaw, ..held });
        }
        if seconds < press + release + again || !me.on_ground && me.is_flipping {
            return Some(Controls { throttle: 1.0, ..Controls::NONE });
        }
        self.flip = None;
        None
    }

    fn begin_flip(&mut self, me: &Car, to: Vec3, tick: u64) -> Controls {
        self.flip = Some(Flip { since: tick, to: normalize_or_zero(Vec3::new(to.x, to.y, 0.0)), done: false });
        self.flip_controls(me, tick).unwrap_or(Controls::NONE)
    }
}

impl Bot for Striker {
    fn name(&self) -> &'static str {
        "bot:striker"
    }

    fn reset(&mut self) {
        *self = Self::default();
    }

    fn save(&self) -> Vec<u64> {
        let plan = self.plan.map_or([0; 3], |plan| [1, word(plan.goal_x), word(plan.kickoff_flip)]);
        let flip = self.flip.as_ref().map_or([0; 6], |flip| {
            [1, flip.since, word(flip.to.x), word(flip.to.y), word(flip.to.z), u64::from(flip.done)]
        });
        [&plan[..], &flip].concat()
    }

    fn restore(&mut self, saved: &[u64]) -> Result<(), EnvError> {
        let [has_plan, goal_x, kickoff_flip, has_flip, since, x, y, z, done] = words(self.name(), saved)?;
        self.plan = (has_plan != 0).then(|| Plan { goal_x: number(goal_x), kickoff_flip: number(kickoff_flip) });
        let to = Vec3::new(number(x), number(y), number(z));
        self.flip = (has_flip != 0).then_some(Flip { since, to, done: done != 0 });
        Ok(())
    }

    fn is_committed(&self) -> bool {
        self.flip.is_some()
    }

    fn decide(&mut self, scene: &Scene, car: usize, stream: &mut Stream) -> Controls {
        let Some(me) = scene.cars.get(car) else { return Controls::NONE };
        if me.is_demolished {
            self.flip = None;
            return Controls::NONE;
        }
        if let Some(controls) = self.flip_controls(me, scene.tick) {
            return controls;
        }
        if !me.on_ground {
            return recover(me);
        }
        let plan = *self.plan.get_or_insert_with(|| Plan {
            goal_x: 300.0 * stream.symmetric(),
            kickoff_flip: 0.12 + 0.06 * stream.unit(),
        });
        let own = me.team.own_goal_sign();
        let ball = &scene.ball;
        let to_ball = ball.pos - me.pos;
        let is_kickoff = ball.pos.x.abs() < 1.0 && ball.pos.y.abs() < 1.0 && ball.vel.norm() < 1.0;
        if is_kickoff {
            return self.kickoff(me, scene, plan);
        }
        let mine = meeting(me, ball);
        let at = mine.ball.pos;
        let goal = Vec3::new(plan.goal_x + at.x.clamp(-500.0, 500.0) * 0.4, -own * (BACK_WALL_Y + 250.0), 0.0);
        let own_goal = Vec3::new(0.0, own * BACK_WALL_Y, 0.0);
        let flat = |v: Vec3| normalize_or_zero(Vec3::new(v.x, v.y, 0.0));
        let to_goal = flat(goal - at);
        let approach = flat(at - me.pos);
        let theirs = scene
            .cars
            .iter()
            .filter(|other| other.team != me.team && !other.is_demolished)
            .map(|other| meeting(other, ball).seconds)
            .fold(f32::MAX, f32::min);
        let is_goalside = (at.y - me.pos.y) * own < 150.0;
        let near_own_goal = (at - own_goal).norm() < 3500.0;

        // Close and facing it: flip into it, but never towards the own goal.
        let gap = to_ball.norm() - BALL_RADIUS;
        let closing = (me.vel - ball.vel).dot(&normalize_or_zero(to_ball));
        let hit = flat(ball.pos - me.pos);
        let is_safe = hit.y * own < -0.1 || ahead::is_in_own_goal(ball.pos, own);
        let comes_in_time = closing > 200.0 && gap - 60.0 < closing * 0.22;
        if comes_in_time && ball.pos.z < 260.0 && angle_to(me, ball.pos).abs() < 0.5 && is_safe && me.can_flip {
            let is_on_line = hit.dot(&to_goal) > 0.8;
            if is_on_line || near_own_goal || theirs < mine.seconds + 0.3 {
                return self.begin_flip(me, hit, scene.tick);
            }
        }

        if !is_goalside && theirs < HORIZON {
            // The ball is behind: back to between it and the own goal, on the side that is free.
            let side = if (at.x - me.pos.x) > 0.0 { -1.0 } else { 1.0 };
            let beside = Vec3::new(
                (at.x + side * 350.0).clamp(-SIDE_WALL_X + 200.0, SIDE_WALL_X - 200.0),
                at.y + own * 1200.0,
                0.0,
            );
            let home = Vec3::new(
                (at.x * 0.4).clamp(-GOAL_HALF_WIDTH * 0.7, GOAL_HALF_WIDTH * 0.7),
                own * (BACK_WALL_Y - 150.0),
                0.0,
            );
            let point = if beside.y * own > BACK_WALL_Y - 300.0 { home } else { beside };
            return self.go(me, point, CAR_MAX_SPEED, scene, true);
        }
        // Somebody is there much earlier: wait on the line to the own goal with a full tank.
        if theirs + 0.5 < mine.seconds && !near_own_goal {
            if me.boost < 0.6
                && let Some(pad) = pad_on_the_way(scene, me, own_goal)
            {
                return self.go(me, pad, CAR_MAX_SPEED, scene, false);
            }
            let wait = at + (own_goal - at) * 0.45;
            let far = (wait - me.pos).norm();
            return self.go(
                me,
                Vec3::new(wait.x, wait.y, 0.0),
                (far * 1.5).clamp(500.0, CAR_MAX_SPEED),
                scene,
                far > 2000.0,
            );
        }
        // Meet it from behind: the further away, the further behind it the car aims.
        let line = if near_own_goal && !is_clear_line(at, to_goal, own) { flat(at - own_goal) } else { to_goal };
        let far = (at - me.pos).norm();
        let cos = approach.dot(&line);
        let back = if cos > 0.85 { 140.0 } else { (0.25 * far).clamp(100.0, 1400.0) };
        let mut point = at - line * back;
        point.x = point.x.clamp(-SIDE_WALL_X + 120.0, SIDE_WALL_X - 120.0);
        point.y = point.y.clamp(-BACK_WALL_Y + 120.0, BACK_WALL_Y - 120.0);
        point.z = 0.0;
        let speed = if cos > 0.7 { arrival_speed(me, point, mine.seconds) } else { CAR_MAX_SPEED };
        self.go(me, point, speed, scene, true)
    }
}

/// The speed to be at a point at a time, uu/s.
fn arrival_speed(me: &Car, point: Vec3, seconds: f32) -> f32 {
    let far = (point - me.pos).norm();
    if seconds < 0.4 { CAR_MAX_SPEED } else { (far / seconds * 1.1).clamp(600.0, CAR_MAX_SPEED) }
}

fn is_clear_line(at: Vec3, to_goal: Vec3, own: f32) -> bool {
    to_goal.y * own < -0.6 || at.x.abs() > 1800.0
}

/// The nearest big pad that lies towards home and is ready.
fn pad_on_the_way(scene: &Scene, me: &Car, home: Vec3) -> Option<Vec3> {
    let cost = |pos: Vec3| (pos - me.pos).norm() + 0.7 * (home - pos).norm();
    scene
        .pads
        .iter()
        .filter(|pad| pad.big && pad.is_active && (pad.pos.y - me.pos.y) * home.y > -800.0 * BACK_WALL_Y)
        .map(|pad| pad.pos)
        .min_by(|a, b| cost(*a).total_cmp(&cost(*b)))
        .filter(|pad| (pad - me.pos).norm() < 2500.0)
}

impl Striker {
    /// Drives to a point; over long ways without boost it flips for speed.
    fn go(&mut self, me: &Car, point: Vec3, speed: f32, scene: &Scene, boost: bool) -> Controls {
        let far = (point - me.pos).norm();
        let along = me.vel.dot(&me.frame.forward);
        let is_straight = angle_to(me, point).abs() < 0.12;
        let is_flat = me.frame.up.z > 0.95;
        let ball_is_far = (scene.ball.pos - me.pos).norm() > 1400.0;
        if is_straight
            && is_flat
            && ball_is_far
            && me.boost < 0.1
            && (950.0..1800.0).contains(&along)
            && far > along * 1.8
            && speed > 2000.0
        {
            return self.begin_flip(me, point - me.pos, scene.tick);
        }
        drive(me, point, speed, boost && me.boost > 0.0)
    }

    /// Straight at the ball with boost, and a flip through it.
    fn kickoff(&mut self, me: &Car, scene: &Scene, plan: Plan) -> Controls {
        let to_ball = scene.ball.pos - me.pos;
        let far = Vec3::new(to_ball.x, to_ball.y, 0.0).norm();
        let along = me.vel.dot(&me.frame.forward);
        if far < 250.0 + along * plan.kickoff_flip && along > 900.0 && me.can_flip {
            return self.begin_flip(me, to_ball, scene.tick);
        }
        // A little to the own side of the middle, so that the ball leaves towards the other goal.
        let own = me.team.own_goal_sign();
        let point = Vec3::new(0.0, own * (0.2 * far).min(300.0), 0.0);
        drive(me, point, CAR_MAX_SPEED, true)
    }
}
