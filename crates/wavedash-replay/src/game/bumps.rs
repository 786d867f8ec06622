//! Bumps: replays of most builds do not tell them.
//!
//! A bump is found where two cars were next to each other, one was driving into the other, and the other's velocity
//! changed by more than driving, boost or a jump can do within that time. Light bumps are missed.

use wavedash_core::{CarPreset, Vec3};
use wavedash_sim::Hitbox;

use super::body::Body;
use super::lives::{Sample, Told};
use super::seats::{Doing, Seats};

/// When, who bumped, who was bumped.
pub(super) type Bump = (f64, u8, u8);

/// Least change of the bumped car's velocity, uu/s.
const LEAST_CHANGE: f32 = 300.0;
/// Least speed at which the cars approached, uu/s.
const LEAST_APPROACH: f32 = 300.0;
/// Largest gap between the hitboxes, uu.
const LARGEST_GAP: f32 = 70.0;
/// Network frames further apart are not compared, s.
const LONGEST_STEP: f64 = 0.2;
/// The same two cars bump again after this time at the earliest, s.
const PAUSE: f64 = 0.5;

/// All bumps, in order of time.
pub(super) fn bumps(told: &Told, seats: &Seats) -> Vec<Bump> {
    let mut found: Vec<Bump> = Vec::new();
    for victim in 0..seats.all.len() {
        for span in &seats.all[victim].spans {
            let Doing::Driving(life) = span.doing else { continue };
            for pair in told.lives[life].samples.windows(2).filter(|pair| pair[1].at < span.to) {
                let attacker = attacker(told, seats, victim, &pair[0], &pair[1]);
                found.extend(attacker.map(|attacker| (pair[1].at, attacker as u8, victim as u8)));
            }
        }
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut last: Vec<Bump> = Vec::new();
    found.retain(|bump| {
        let same_pair = |old: &Bump| (old.1, old.2) == (bump.1, bump.2) || (old.1, old.2) == (bump.2, bump.1);
        let is_new = !last.iter().any(|old| same_pair(old) && bump.0 - old.0 < PAUSE);
        last.retain(|old| bump.0 - old.0 < PAUSE);
        last.push(*bump);
        let is_demolition = told.demolitions.iter().any(|(at, attacker, victim)| {
            let seat = |life: usize| seats.of_life[life];
            (at - bump.0).abs() < PAUSE && seat(*attacker) == Some(bump.1) && seat(*victim) == Some(bump.2)
        });
        is_new && !is_demolition
    });
    found
}

fn attacker(told: &Told, seats: &Seats, victim: usize, a: &Sample, b: &Sample) -> Option<usize> {
    let (before, after) = (&a.body, &b.body);
    let change = after.vel - before.vel;
    if b.at - a.at > LONGEST_STEP || change.norm() < LEAST_CHANGE {
        return None;
    }
    (0..seats.all.len()).filter(|other| *other != victim).find(|other| {
        let Some(car) = seats.body(told, *other, a.at) else { return false };
        let towards = before.pos - car.pos;
        if towards.norm() > 500.0 {
            return false;
        }
        let direction = towards.try_normalize(1e-3).unwrap_or_else(Vec3::zeros);
        // The faster one of the two along the line between them bumps.
        let (driving, fleeing) = (car.vel.dot(&direction), before.vel.dot(&direction));
        let is_driven_into = driving - fleeing > LEAST_APPROACH && driving > -fleeing && change.dot(&direction) > 0.0;
        let presets = (seats.all[*other].preset, seats.all[victim].preset);
        let gap = |other_at: f64, body| {
            let other = seats.body(told, *other, other_at);
            other.map_or(f32::INFINITY, |other| hitbox(&other, presets.0).gap(&hitbox(body, presets.1)))
        };
        is_driven_into && gap(a.at, before).min(gap(b.at, after)) < LARGEST_GAP
    })
}

fn hitbox(car: &Body, preset: CarPreset) -> Hitbox {
    Hitbox::of(preset, car.pos, &car.rot)
}
