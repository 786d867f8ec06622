//! Who sat in which car when.

use wavedash_core::{CarPreset, Team};

use super::between;
use super::bodies;
use super::body::Body;
use super::lives::Told;

/// What a player's car did in a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Doing {
    /// Driving the car of this life.
    Driving(usize),
    /// Demolished, and not back yet; the life that ended.
    Demolished(usize),
}

/// A stretch of time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) doing: Doing,
}

/// A player.
#[derive(Debug)]
pub(super) struct Seat {
    pub(super) name: String,
    pub(super) team: Team,
    pub(super) preset: CarPreset,
    /// In order of time, never overlapping; nothing while the player has no car.
    pub(super) spans: Vec<Span>,
}

/// The players of a file, blue first, and who they are in what was told.
pub(super) struct Seats {
    pub(super) all: Vec<Seat>,
    /// Seat of each life.
    pub(super) of_life: Vec<Option<u8>>,
    /// Seat of each entry.
    pub(super) of_entry: Vec<Option<u8>>,
    /// Bodies whose hitbox is not known.
    pub(super) unknown_bodies: Vec<u32>,
    /// Cars that never got a player, or whose player never got a side.
    pub(super) cars_without_player: usize,
}

/// Most players that a timeline can have.
const MOST_SEATS: usize = u8::MAX as usize;
/// Longest time until a demolished car comes back, s.
const RESPAWN: f64 = 3.0;

struct Person {
    key: String,
    name: String,
    team: Team,
    product: Option<u32>,
    first: usize,
}

impl Seats {
    /// Puts the lives of each player together.
    pub(super) fn of(told: &Told) -> Self {
        let mut people: Vec<Person> = Vec::new();
        let mut person_of_entry = vec![None; told.entries.len()];
        let mut person_of_life = vec![None; told.lives.len()];
        let mut cars_without_player = 0;
        for (number, life) in told.lives.iter().enumerate() {
            if life.samples.is_empty() {
                continue;
            }
            let entry = life.entry.filter(|entry| told.entries[*entry].team.is_some());
            let (Some(entry_index), Some(team)) = (entry, entry.and_then(|entry| told.entries[entry].team)) else {
                cars_without_player += 1;
                continue;
            };
            let entry = &told.entries[entry_index];
            let name = entry.name.clone().unwrap_or_default();
            let key = entry.id.clone().unwrap_or_else(|| format!("{team:?} {name}"));
            let person = people.iter().position(|person| person.key == key).or_else(|| {
                let product = entry.bodies.map(|bodies| bodies[team.index()]);
                (people.len() < MOST_SEATS).then(|| {
                    people.push(Person { key, name, team, product, first: number });
                    people.len() - 1
                })
            });
            person_of_life[number] = person;
            person_of_entry[entry_index] = person;
        }

        let mut order: Vec<usize> = (0..people.len()).collect();
        order.sort_by_key(|person| (people[*person].team, people[*person].first));
        let mut rank = vec![0_u8; people.len()];
        (0..).zip(&order).for_each(|(seat, person)| rank[*person] = seat);
        let seat = |person: Option<usize>| person.map(|person| rank[person]);
        let of_life: Vec<Option<u8>> = person_of_life.into_iter().map(seat).collect();
        let of_entry = person_of_entry.into_iter().map(seat).collect();

        let mut unknown_bodies = Vec::new();
        let all = (0..)
            .zip(order)
            .map(|(number, person)| {
                let Person { name, team, product, .. } = &people[person];
                let known = product.and_then(bodies::preset);
                if let (None, Some(product)) = (known, product) {
                    unknown_bodies.push(*product);
                }
                let lives = (0..told.lives.len()).filter(|life| of_life[*life] == Some(number)).collect();
                Seat { name: name.clone(), team: *team, preset: known.unwrap_or_default(), spans: spans(told, lives) }
            })
            .collect();
        unknown_bodies.sort_unstable();
        unknown_bodies.dedup();
        Self { all, of_life, of_entry, unknown_bodies, cars_without_player }
    }

    /// A car's pose at a time, if its player drives it.
    pub(super) fn body(&self, told: &Told, seat: usize, at: f64) -> Option<Body> {
        match self.all[seat].span(at)?.doing {
            Doing::Driving(life) => between::at(&told.lives[life].samples, at),
            Doing::Demolished(_) => None,
        }
    }
}

impl Seat {
    /// The stretch of time that holds this one.
    pub(super) fn span(&self, at: f64) -> Option<&Span> {
        let next = self.spans.partition_point(|span| span.from <= at);
        self.spans[..next].last().filter(|span| at < span.to)
    }
}

fn spans(told: &Told, mut lives: Vec<usize>) -> Vec<Span> {
    let begin = |life: usize| told.lives[life].samples.first().map_or(f64::INFINITY, |sample| sample.at);
    lives.sort_by(|a, b| begin(*a).total_cmp(&begin(*b)));
    let mut spans = Vec::new();
    for (i, number) in lives.iter().enumerate() {
        let life = &told.lives[*number];
        let next = lives.get(i + 1).map_or(f64::INFINITY, |next| begin(*next));
        let end = life.ended.unwrap_or(f64::INFINITY).min(life.demolished.unwrap_or(f64::INFINITY)).min(next);
        spans.push(Span { from: begin(*number), to: end, doing: Doing::Driving(*number) });
        if let Some(demolished) = life.demolished.filter(|demolished| *demolished < next) {
            let back = if next.is_finite() { next } else { demolished + RESPAWN };
            spans.push(Span { from: demolished, to: back, doing: Doing::Demolished(*number) });
        }
    }
    spans
}
