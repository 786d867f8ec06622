//! Who touched the ball when.
//!
//! Replays say only that the side of the last hit has changed. A touch is found where the ball's motion between two
//! network frames is not that of free flight, and a car was near enough to be the cause; near a surface, which may
//! be the cause too, the car has to be nearer. Changes of side that are not explained then add the nearest car of
//! that side. Hits of several cars within one network frame may be taken for one.

use wavedash_core::rules::{BALL_RADIUS, GRAVITY};
use wavedash_core::{Team, Vec3};
use wavedash_sim::{Hitbox, Surface};

use super::body::Body;
use super::lives::{Sample, Told};
use super::seats::Seats;
use super::terrain;

/// A touch by a car.
#[derive(Clone, Copy, Debug)]
pub(super) struct Touch {
    pub(super) at: f64,
    pub(super) seat: u8,
    pub(super) ball: Vec3,
}

/// Contacts of one car that are not further apart are one touch, s: the simulator's 15 ticks, and up to a frame.
const MERGE: f64 = 0.16;
/// Network frames further apart are not compared, s.
const LONGEST_STEP: f64 = 0.2;
/// Changes of motion below these are no contact: what rounding and the ball's drag leave, uu/s and rad/s.
const VELOCITY_NOISE: f32 = 25.0;
const SPIN_NOISE: f32 = 0.08;
/// Largest gap of a car that touched a ball in the air, and of one near a surface, uu. Cars are sent every second or
/// third frame.
const GAP_IN_AIR: f32 = 70.0;
const GAP_AT_SURFACE: f32 = 30.0;
/// Largest gap of a car that touched together with a nearer one, uu.
const GAP_OF_OTHERS: f32 = 5.0;
/// A ball whose centre is not further from a surface may have bounced off it, uu.
const SURFACE: f32 = Surface::CAR_REACH;
/// Largest gap of a car that is said to have hit, uu, and how far the word may lag behind the hit, s.
const GAP_IF_SAID: f32 = 250.0;
const LAG: f64 = 0.3;

/// All touches, in order of time.
pub(super) fn touches(told: &Told, seats: &Seats, mut in_play: impl FnMut(f64) -> bool) -> Vec<Touch> {
    let mut found: Vec<Touch> = Vec::new();
    // Every contact, also those that go on with a touch.
    let mut last_contact = vec![f64::NEG_INFINITY; seats.all.len()];
    let contact = |found: &mut Vec<Touch>, last_contact: &mut [f64], at: f64, seat: usize, ball: Vec3| {
        if at - last_contact[seat] > MERGE {
            found.push(Touch { at, seat: seat as u8, ball });
        }
        last_contact[seat] = at;
    };
    // The first hit after a kick-off changes no side if the same one hit last before it; it is said all the same.
    let first = told.first_hits.iter().map(|at| (*at, None));
    let mut hits: Vec<_> = told.hits.iter().map(|(at, team)| (*at, Some(*team))).chain(first).collect();
    hits.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut hits = hits.into_iter().peekable();
    for pair in told.ball.windows(2) {
        let (a, b) = (&pair[0], &pair[1]);
        if in_play(b.at) {
            for (seat, ball) in touchers(told, seats, a, b, None) {
                contact(&mut found, &mut last_contact, b.at, seat, ball);
            }
        }
        while let Some((at, team)) = hits.next_if(|hit| hit.0 <= b.at) {
            let is_meant = |seat: usize| team.is_none_or(|team| seats.all[seat].team == team);
            let is_known = last_contact.iter().enumerate().any(|(seat, last)| at - last < LAG && is_meant(seat));
            if !is_known {
                for (seat, ball) in touchers(told, seats, a, b, Some(team)) {
                    contact(&mut found, &mut last_contact, b.at, seat, ball);
                }
            }
        }
    }
    found
}

/// The cars that changed the ball's motion between two samples: the nearest one, and others that overlapped the ball,
/// as in a fifty-fifty; `said` if the file says
/// that there was a hit, with its side if that is known.
fn touchers(told: &Told, seats: &Seats, a: &Sample, b: &Sample, said: Option<Option<Team>>) -> Vec<(usize, Vec3)> {
    let span = b.at - a.at;
    if said.is_none() && (span <= 0.0 || span > LONGEST_STEP || !is_disturbed(&a.body, &b.body, span as f32)) {
        return Vec::new();
    }
    let at_surface = terrain::clearance(a.body.pos).min(terrain::clearance(b.body.pos)) < SURFACE;
    let limit = match said {
        Some(_) => GAP_IF_SAID,
        None if at_surface => GAP_AT_SURFACE,
        None => GAP_IN_AIR,
    };
    // Before the contact the ball follows the first sample, after it the second.
    let span = span.clamp(0.0, LONGEST_STEP);
    let from_a = |s: f64| a.body.pos + a.body.vel * (s * span) as f32;
    let from_b = |s: f64| b.body.pos - b.body.vel * ((1.0 - s) * span) as f32;
    let mut near: Vec<(f32, usize, Vec3)> = Vec::new();
    for (number, seat) in seats.all.iter().enumerate() {
        if said.flatten().is_some_and(|team| seat.team != team) {
            continue;
        }
        let mut best: Option<(f32, usize, Vec3)> = None;
        for share in [0.0, 0.33, 0.67, 1.0] {
            let at = a.at + share * (b.at - a.at);
            let Some(car) = seats.body(told, number, at) else { continue };
            let hitbox = Hitbox::of(seat.preset, car.pos, &car.rot);
            for ball in [from_a(share), from_b(share)] {
                if (car.pos - ball).norm() > 500.0 {
                    continue;
                }
                let gap = (hitbox.closest_point(ball) - ball).norm() - BALL_RADIUS;
                if gap < limit && best.is_none_or(|(least, ..)| gap < least) {
                    best = Some((gap, number, ball));
                }
            }
        }
        near.extend(best);
    }
    let least = near.iter().fold(f32::INFINITY, |least, (gap, ..)| least.min(*gap));
    near.retain(|(gap, ..)| *gap <= least.max(GAP_OF_OTHERS));
    near.into_iter().map(|(_, seat, ball)| (seat, ball)).collect()
}

/// Something other than gravity acted on the ball.
fn is_disturbed(a: &Body, b: &Body, span: f32) -> bool {
    let free = a.vel + Vec3::new(0.0, 0.0, GRAVITY * span);
    (b.vel - free).norm() > VELOCITY_NOISE || (b.ang_vel - a.ang_vel).norm() > SPIN_NOISE
}
