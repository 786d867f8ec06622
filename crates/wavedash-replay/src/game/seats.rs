//! Who sat in which car when.

use wavedash_core::rules::RESPAWN_SECONDS;
use wavedash_core::{CarPreset, Team};

use super::between;
use super::bodies;
use super::body::Body;
use super::lives::{Entry, Id, Told};
use crate::timeline::Away;

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

/// A player's entry in a timeline: a person at one side.
#[derive(Debug)]
pub(super) struct Seat {
    /// Index of the person: people who drove for both sides have two seats.
    pub(super) person: usize,
    pub(super) name: String,
    pub(super) team: Team,
    pub(super) preset: CarPreset,
    /// In order of time, never overlapping; nothing while the player has no car.
    pub(super) spans: Vec<Span>,
}

/// Somebody who is on the scoreboard, whatever side and car.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) id: Option<Id>,
    /// In order of time.
    pub(super) teams: Vec<Team>,
}

/// The players of a file, blue first, and who they are in what was told.
#[derive(Default)]
pub(super) struct Seats {
    pub(super) all: Vec<Seat>,
    pub(super) people: Vec<Person>,
    /// Person of each entry; none if it never got a name and a side.
    pub(super) person_of_entry: Vec<Option<usize>>,
    /// Seat of each life.
    pub(super) of_life: Vec<Option<u8>>,
    /// Bodies whose hitbox is not known.
    pub(super) unknown_bodies: Vec<u32>,
    /// Cars that never got a player, or whose player never got a side.
    pub(super) cars_without_player: usize,
    /// Players beyond those that a timeline can have.
    pub(super) too_many: usize,
}

/// Most players that a timeline can have.
const MOST_SEATS: usize = u8::MAX as usize;

/// A seat before seats are numbered.
struct Place {
    person: usize,
    team: Team,
    product: Option<u32>,
    lives: Vec<usize>,
    /// Order of appearance.
    first: usize,
}

impl Seats {
    /// Puts the lives of each player together. `has_counts`: something stands beside an entry on the scoreboard.
    pub(super) fn of(told: &Told, has_counts: impl Fn(usize) -> bool) -> Self {
        let (people, person_of_entry) = people(told);
        let mut places: Vec<Place> = Vec::new();
        let mut place = |person, team, first: usize, entry: &Entry| {
            let found = places.iter().position(|place| place.person == person && place.team == team);
            let index = found.unwrap_or_else(|| {
                places.push(Place { person, team, product: None, lives: Vec::new(), first });
                places.len() - 1
            });
            let product = entry.bodies.map(|bodies| bodies[team.index()]);
            places[index].product = places[index].product.or(product);
            index
        };
        let mut cars_without_player = 0;
        let (mut has_car, mut place_of_life) = (vec![false; people.len()], vec![None; told.lives.len()]);
        for (number, life) in told.lives.iter().enumerate() {
            // A car is driven for the side that its player has in the middle of its life: at its ends one of the two may
            // be told late.
            let (Some(begin), Some(end)) = (life.samples.first(), life.samples.last()) else { continue };
            let at = 0.5 * (begin.at + end.at);
            let who = life.entry.and_then(|entry| {
                let team = told.entries[entry].team(at)?;
                Some((person_of_entry[entry]?, team, &told.entries[entry]))
            });
            match who {
                Some((person, team, entry)) => {
                    has_car[person] = true;
                    place_of_life[number] = Some(place(person, team, number, entry));
                }
                None => cars_without_player += 1,
            }
        }
        // Players who have something on the scoreboard and had no car while the match was recorded.
        for (number, entry) in told.entries.iter().enumerate().filter(|(number, _)| has_counts(*number)) {
            let (Some(person), Some((_, team))) = (person_of_entry[number], entry.teams.last()) else { continue };
            if !has_car[person] {
                place(person, *team, told.lives.len() + number, entry);
            }
        }
        for (life, place) in place_of_life.iter().enumerate() {
            place.iter().for_each(|place| places[*place].lives.push(life));
        }
        let too_many = places.len().saturating_sub(MOST_SEATS);
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_by_key(|place| (places[*place].team, places[*place].first));
        order.truncate(MOST_SEATS);
        let mut rank = vec![None; places.len()];
        (0_u8..).zip(&order).for_each(|(seat, place)| rank[*place] = Some(seat));
        let of_life = place_of_life.into_iter().map(|place| rank[place?]).collect();

        let mut unknown_bodies = Vec::new();
        let all = order.into_iter().map(|index| {
            let Place { person, team, product, lives, .. } = &places[index];
            let known = product.and_then(bodies::preset);
            unknown_bodies.extend(product.filter(|_| known.is_none()));
            let name = people[*person].name.clone();
            let spans = spans(told, lives.clone());
            Seat { person: *person, name, team: *team, preset: known.unwrap_or_default(), spans }
        });
        let all = all.collect();
        unknown_bodies.sort_unstable();
        unknown_bodies.dedup();
        Self { all, people, person_of_entry, of_life, unknown_bodies, cars_without_player, too_many }
    }

    /// The seat of an entry's player at a time.
    pub(super) fn at(&self, told: &Told, entry: usize, at: f64) -> Option<u8> {
        let (person, team) = (self.person_of_entry[entry]?, told.entries[entry].team(at)?);
        self.find(|seat| seat.person == person && seat.team == team).or_else(|| self.find(|seat| seat.person == person))
    }

    /// The first seat for which `f` holds.
    pub(super) fn find(&self, f: impl Fn(&Seat) -> bool) -> Option<u8> {
        self.all.iter().position(f).and_then(|seat| u8::try_from(seat).ok())
    }

    /// When the players had no car, up to the end of a timeline.
    pub(super) fn away(&self, end: f64) -> Vec<Away> {
        let mut all = Vec::new();
        for (car, seat) in (0_u8..).zip(&self.all) {
            let mut since = 0.0;
            for span in &seat.spans {
                if span.from > since {
                    all.push(Away { car, from: since, to: span.from });
                }
                since = span.to.max(since);
            }
            if since < end {
                all.push(Away { car, from: since, to: end });
            }
        }
        all
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

/// The people behind the entries: the same account, or for those without one the same name at the same side.
fn people(told: &Told) -> (Vec<Person>, Vec<Option<usize>>) {
    let mut people: Vec<Person> = Vec::new();
    let of_entry = told.entries.iter().map(|entry| {
        // Without name and side it is nobody yet.
        let team = entry.teams.first().map(|(_, team)| team);
        let name = entry.name.clone().or(team.map(|_| String::new()))?;
        let known = people.iter().position(|person| match (&person.id, &entry.id) {
            (None, None) => person.name == name && team.is_none_or(|team| person.teams.contains(team)),
            (one, other) => one == other,
        });
        let index = known.unwrap_or(people.len());
        if known.is_none() {
            people.push(Person { name, id: entry.id.clone(), teams: Vec::new() });
        }
        people[index].teams.extend(entry.teams.iter().map(|(_, team)| *team));
        Some(index)
    });
    let of_entry = of_entry.collect();
    (people, of_entry)
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
            let back = if next.is_finite() { next } else { demolished + f64::from(RESPAWN_SECONDS) };
            spans.push(Span { from: demolished, to: back, doing: Doing::Demolished(*number) });
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::super::lives::{Life, Sample};
    use super::*;

    fn entry(account: &str, teams: &[(f64, Team)]) -> Entry {
        let id = Id { account: account.to_owned(), local: 0 };
        Entry { id: Some(id), name: Some(account.to_owned()), teams: teams.to_vec(), ..Entry::default() }
    }

    fn life(entry: usize, from: f64, to: f64) -> Life {
        let body = Body {
            pos: wavedash_core::Vec3::zeros(),
            rot: wavedash_core::Quat::identity(),
            vel: wavedash_core::Vec3::zeros(),
            ang_vel: wavedash_core::Vec3::zeros(),
        };
        let samples = [from, to].map(|at| Sample { at, body, asleep: false }).into();
        Life { entry: Some(entry), ended: Some(to), samples, ..Life::default() }
    }

    #[test]
    fn who_changes_sides_has_a_seat_at_each() {
        let told = Told {
            entries: vec![entry("a", &[(0.0, Team::Blue), (50.0, Team::Orange)]), entry("b", &[(0.0, Team::Orange)])],
            lives: vec![life(0, 0.0, 49.0), life(0, 51.0, 100.0), life(1, 0.0, 100.0)],
            ..Told::default()
        };
        let seats = Seats::of(&told, |_| false);
        let found: Vec<_> = seats.all.iter().map(|seat| (seat.person, seat.team)).collect();
        assert_eq!(found, [(0, Team::Blue), (0, Team::Orange), (1, Team::Orange)]);
        assert_eq!((seats.at(&told, 0, 20.0), seats.at(&told, 0, 60.0)), (Some(0), Some(1)));
        let away: Vec<_> = seats.away(100.0).iter().map(|away| (away.car, away.from, away.to)).collect();
        assert_eq!(away, [(0, 49.0, 100.0), (1, 0.0, 51.0)]);
    }

    #[test]
    fn who_comes_back_is_the_same_player_and_rosters_have_any_length() {
        let mut entries: Vec<Entry> = (0..12).map(|i| entry(&format!("p{i}"), &[(0.0, Team::Blue)])).collect();
        entries.push(entry("p3", &[(70.0, Team::Blue)]));
        let mut lives: Vec<Life> = (0..12).map(|i| life(i, 0.0, 50.0)).collect();
        lives.push(life(12, 70.0, 100.0));
        let told = Told { entries, lives, ..Told::default() };
        let seats = Seats::of(&told, |_| false);
        assert_eq!((seats.all.len(), seats.of_life[12]), (12, Some(3)));
        let of_three: Vec<_> = seats.away(100.0).into_iter().filter(|away| away.car == 3).collect();
        assert_eq!(of_three.iter().map(|away| (away.from, away.to)).collect::<Vec<_>>(), [(50.0, 70.0)]);
    }

    #[test]
    fn who_has_counts_and_no_car_is_a_player_who_is_away() {
        let told = Told { entries: vec![entry("a", &[(0.0, Team::Blue)])], ..Told::default() };
        assert!(Seats::of(&told, |_| false).all.is_empty());
        let seats = Seats::of(&told, |_| true);
        assert_eq!(seats.away(9.0).len(), 1);
    }
}
