//! The game's own `.replay` files as a [`Timeline`].
//!
//! A file has a header of facts and, for nearly all of them, the network frames that the game sent: about 30 a
//! second, each with the bodies, counters and states that have changed. [`read`] checks the file's checksums, follows
//! the actors through the frames, and fills in evenly spaced moments. What was measured at a moment is marked fresh.
//!
//! What replays do not tell is worked out and should be taken as such: touches and bumps from motion, wheel contacts
//! from place and orientation, boost between two messages from the rate at which it is used, pads from who stood
//! where. What could not be read at all is listed in [`Timeline::left_out`].
//!
//! A player without a car (not yet there, gone) is a demolished car that does not come back.

mod between;
mod bodies;
mod body;
mod bounds;
mod bumps;
mod driver;
mod error;
mod filling;
mod goals;
mod happenings;
mod header;
mod lives;
mod moments;
mod pads;
mod referee;
mod scoreboard;
mod seats;
mod tanks;
mod terrain;
mod times;
mod touches;
mod walk;
mod words;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use boxcars::{ParserBuilder, Replay};
use wavedash_core::Team;

pub use error::GameError;
pub use header::{Header, HeaderGoal, ScoreboardRow};

use self::filling::Last;
use self::goals::Goals;
use self::header::hidden_name;
use self::lives::Told;
use self::moments::Moments;
use self::pads::PadNames;
use self::scoreboard::Scoreboard;
use self::seats::Seats;
use crate::audit::{self, FileAudit};
use crate::mode::{Mode, Signs};
use crate::stats::{Counter, MatchStats};
use crate::timeline::{Counts, Origin, PadsTold, Player, Timeline};

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Moments a second, 0.1 to 120.
    pub rate: f32,
    /// Keep the names of players and the file's id.
    pub names: bool,
    /// Repeat what was sent last instead of filling in between two network frames.
    pub as_sent: bool,
}

impl Default for Options {
    /// 30 moments a second, as the game sends them; names are replaced.
    fn default() -> Self {
        Self { rate: 30.0, names: false, as_sent: false }
    }
}

/// What a file holds.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The facts in front.
    pub header: Header,
    /// The match; none if its frames cannot be read or there are none.
    pub timeline: Option<Timeline>,
    /// Why there is no match.
    pub trouble: Option<String>,
}

/// Share of bodies that may lie outside of the arena without a word: some modes put cars away.
const MOST_OUTSIDE: f64 = 0.01;

/// Most bytes of a file. The longest replays of the game are below 10 MB.
const LONGEST: u64 = 64 << 20;

/// Reads a file.
///
/// # Errors
/// If the file cannot be read or is no intact replay.
pub fn open(path: &Path, options: Options) -> Result<Recording, GameError> {
    read(&bytes(path)?, options)
}

fn bytes(path: &Path) -> Result<Vec<u8>, GameError> {
    let file = File::open(path)?;
    let mut data = Vec::with_capacity(usize::try_from(file.metadata()?.len().min(LONGEST)).unwrap_or(0) + 1);
    file.take(LONGEST + 1).read_to_end(&mut data)?;
    if data.len() as u64 > LONGEST {
        return Err(GameError::TooLong { limit: LONGEST });
    }
    Ok(data)
}

/// Reads a file's bytes.
///
/// # Errors
/// If they are no intact replay: a checksum differs, or the header cannot be read.
pub fn read(data: &[u8], options: Options) -> Result<Recording, GameError> {
    let (header, played) = played(data, options)?;
    Ok(match played {
        Ok(played) => {
            let moments = played.moments().all();
            let timeline = Timeline { moments, ..played.outline };
            Recording { header, timeline: Some(timeline), trouble: None }
        }
        Err(trouble) => Recording { header, timeline: None, trouble: Some(trouble) },
    })
}

/// The statistics of a file, or why there are none. The moments are counted as they are filled in and not kept, which
/// takes less time than [`stats`](crate::stats::stats) of a timeline.
///
/// # Errors
/// As [`open`].
pub fn count(path: &Path, options: Options) -> Result<Result<MatchStats, String>, GameError> {
    let (_, played) = played(&bytes(path)?, options)?;
    Ok(played.map(|played| {
        let mut counter = Counter::new(&played.outline);
        let mut moments = played.moments();
        while let Some(moment) = moments.advance() {
            counter.see(moment);
        }
        counter.finish()
    }))
}

/// The players of a file's header against the network frames. See [`crate::audit`].
pub(crate) fn audited(path: &Path, options: Options) -> Result<Result<FileAudit, String>, GameError> {
    let (header, played) = played(&bytes(path)?, options)?;
    Ok(played.map(|played| {
        let entries = |person| played.seats.person_of_entry.iter().filter(|own| **own == Some(person)).count();
        let seats = played.seats.all.iter().zip(&played.of_header).map(|(seat, of_header)| audit::Seat {
            person: seat.person,
            entries: entries(seat.person),
            of_header: *of_header,
        });
        audit::compare(&header, &played.outline, &seats.collect::<Vec<_>>(), played.ends_with_goal)
    }))
}

/// What was found in a file, its moments not yet filled in.
struct Played {
    told: Told,
    seats: Seats,
    pads: PadNames,
    options: Options,
    /// What of each player's counts stands in the header alone.
    of_header: Vec<Counts>,
    /// The side whose goal ends the recording before the scoreboard tells of it.
    ends_with_goal: Option<Team>,
    /// The match without moments.
    outline: Timeline,
}

impl Played {
    fn moments(&self) -> Moments<'_> {
        Moments::new(&self.told, &self.seats, &self.pads, &self.outline.happenings, self.options)
    }
}

/// The header, and the match or why there is none.
fn played(data: &[u8], options: Options) -> Result<(Header, Result<Played, String>), GameError> {
    if !(0.1..=120.0).contains(&options.rate) {
        return Err(GameError::Rate(options.rate));
    }
    let whole = ParserBuilder::new(data).always_check_crc().must_parse_network_data().parse();
    let (replay, trouble) = match whole {
        Ok(replay) => (replay, None),
        Err(trouble) => {
            let header = ParserBuilder::new(data).always_check_crc().never_parse_network_data().parse();
            let header = header.map_err(|e| GameError::Damaged(e.to_string()))?;
            (header, Some(format!("the network frames cannot be read: {trouble}")))
        }
    };
    let mut header = Header::of(&replay);
    let is_empty = replay.network_frames.as_ref().is_none_or(|network| network.frames.is_empty());
    if trouble.is_some() || is_empty {
        if !options.names {
            header.hide_names(&[]);
        }
        return Ok((header, Err(trouble.unwrap_or_else(|| "the file has no network frames".to_owned()))));
    }
    if let Some(network) = &replay.network_frames {
        times::check(&network.frames, &header)?;
    }
    let mut told = walk::walk(&replay);
    let mut has_counts = vec![false; told.entries.len()];
    told.tellings.iter().for_each(|telling| has_counts[telling.entry] = true);
    let mut seats = Seats::of(&told, |entry| has_counts[entry]);
    let board = Scoreboard::of(&told, &seats.person_of_entry);
    header.join(&seats);
    let pads = PadNames::of(&told);
    tanks::fill(&mut told, &pads);
    let kickoffs: Vec<f64> = happenings::kickoffs(&told).collect();
    let mut state = Last::default();
    let touches = touches::touches(&told, &seats, |at| happenings::in_play(&told, &mut state, at));
    let goals = Goals::of(&told, &board, &seats, &header, &kickoffs, &touches);
    let happenings = happenings::happenings(&told, &seats, &board, &goals, &pads, &touches);
    let mode = mode(&replay, &told, &header);
    header.mode = Some(mode.clone());
    let mut left_out = left_out(&mode, &told, &seats, &pads, &header, &board, &goals);
    let before = before(&board, &seats, &goals);
    let pads_told = pads_told(&told, &pads, &mode, &mut left_out);
    // Who is renamed later is one player with the name that stands in the end.
    for row in &header.players {
        if let Some(car) = row.car {
            seats.all[usize::from(car)].name.clone_from(&row.name);
        }
    }
    let people: Vec<(String, Team)> = seats.all.iter().map(|seat| (seat.name.clone(), seat.team)).collect();
    if !options.names {
        header.hide_names(&people);
    }
    let name = |index: usize| if options.names { people[index].0.clone() } else { hidden_name(&people, index) };
    let players = seats.all.iter().enumerate();
    let players = players.map(|(i, seat)| Player { name: name(i), team: seat.team, preset: seat.preset }).collect();
    let score_before = told.first_scores.map(|score| score.unwrap_or(0));
    let scored = |team: usize| goals.all.iter().filter(|goal| goal.team.index() == team).count() as u32;
    let step = 1.0 / f64::from(options.rate);
    let end = told.times.last().copied().unwrap_or(0.0) + step;
    let outline = Timeline {
        mode,
        away: seats.away(end),
        happenings,
        score: [0, 1].map(|team| score_before[team] + scored(team)),
        score_before,
        before,
        pads: pads_told,
        left_out,
        ..Timeline::new(Origin::Recorded, players, options.rate)
    };
    let of_header = goals.of_header(seats.all.len());
    Ok((header, Ok(Played { told, seats, pads, options, of_header, ends_with_goal: goals.at_the_end, outline })))
}

/// How well takings of pads are told, held against the tanks; what is missing is noted.
fn pads_told(told: &Told, pads: &PadNames, mode: &Mode, notes: &mut Vec<String>) -> PadsTold {
    let is_recharged = told.has_unlimited_boost || told.settings.contains(&words::Setting::BoostRecharge);
    let is_play = |at: f64| {
        let next = told.states.partition_point(|(since, _)| *since <= at);
        told.states[..next].last().is_none_or(|(since, name)| name == lives::PLAYING && at - since > 0.5)
    };
    let unexplained = if is_recharged { 0 } else { tanks::unexplained(told, is_play) };
    let pads_told = pads.told(told, mode.arena.is_none(), unexplained);
    match pads_told {
        PadsTold::All => {}
        PadsTold::Some if unexplained > 0 => notes.push(format!(
            "takings of pads: {} are told, and tanks were filled {unexplained} times without one",
            told.taken.len()
        )),
        PadsTold::Some => notes.push("takings of pads that lie elsewhere than in the usual arena".to_owned()),
        PadsTold::Unknown => {
            notes.push("all counts of pads: the takings of this match say nothing about them".to_owned())
        }
    }
    pads_told
}

/// What each player has on the scoreboard beyond the happenings.
fn before(board: &Scoreboard, seats: &Seats, goals: &Goals) -> Vec<Counts> {
    let mut counts = vec![Counts::default(); seats.all.len()];
    for (person, before) in board.before.iter().enumerate() {
        // A person with two seats began at the first one of them.
        let its = seats.all.iter().enumerate().filter(|(_, seat)| seat.person == person);
        let begin = |seat: &seats::Seat| seat.spans.first().map_or(f64::INFINITY, |span| span.from);
        if let Some((seat, _)) = its.min_by(|a, b| begin(a.1).total_cmp(&begin(b.1))) {
            counts[seat] = *before;
        }
    }
    goals.assists_left.iter().for_each(|seat| counts[usize::from(*seat)].assists += 1);
    if counts.iter().all(|counts| *counts == Counts::default()) {
        counts.clear();
    }
    counts
}

/// Rules, ball and arena by the objects of the file.
fn mode(replay: &Replay, told: &Told, header: &Header) -> Mode {
    let name = |object: Option<i32>| Some(replay.objects.get(usize::try_from(object?).ok()?)?.as_str());
    Mode::of(Signs {
        rules: name(told.match_object),
        sub_rules: name(told.sub_rules),
        ball: name(told.ball_object),
        arena: header.map.as_deref(),
        playlist: told.playlist,
        mutators: told.settings.iter().map(|setting| setting.text().to_owned()).collect(),
    })
}

fn left_out(
    mode: &Mode,
    told: &Told,
    seats: &Seats,
    pads: &PadNames,
    header: &Header,
    board: &Scoreboard,
    goals: &Goals,
) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    if !mode.is_soccar() {
        notes.push(format!("what sets this mode apart from soccar: {mode}"));
    }
    if told.states.is_empty() {
        notes.push("states of the match: all of it counts as in play, and kick-offs are not known".to_owned());
    }
    let mut state = Last::default();
    if !told.states.is_empty() && !told.times.iter().any(|at| happenings::in_play(told, &mut state, *at)) {
        notes.push("play: the ball is in play at no time, so that all that is measured in play is 0".to_owned());
    }
    let (bodies, outside) = bounds::outside(told, mode);
    if outside as f64 > MOST_OUTSIDE * bodies as f64 {
        notes.push(format!("{outside} of {bodies} places of cars and ball, which lie outside of any arena"));
    }
    if told.has_unlimited_boost {
        notes.push("unlimited boost: amounts of boost".to_owned());
    }
    if let n @ 1.. = pads.unknown {
        notes.push(format!("{n} pads that are not where pads of the usual arena are"));
    }
    if !seats.unknown_bodies.is_empty() {
        let ids: Vec<String> = seats.unknown_bodies.iter().map(u32::to_string).collect();
        notes.push(format!("hitboxes of the car bodies {}: taken for an octane", ids.join(", ")));
    }
    if let n @ 1.. = seats.cars_without_player {
        notes.push(format!("{n} cars without a player"));
    }
    if let n @ 1.. = seats.too_many {
        notes.push(format!("{n} players beyond the first 255"));
    }
    if let n @ 1.. = told.broken_bodies {
        notes.push(format!("{n} bodies with a number that is not finite"));
    }
    if told.first_scores.iter().flatten().any(|score| *score > 0)
        || !board.before.iter().all(|b| *b == Counts::default())
    {
        let [blue, orange] = told.first_scores.map(|score| score.unwrap_or(0));
        notes.push(format!(
            "the match before the recording, which begins at {blue}:{orange}: goals, assists, saves and shots of then \
             are counted, nothing else"
        ));
    }
    let of_header: u32 = goals.of_header(seats.all.len()).iter().map(|counts| counts.goals).sum();
    if of_header > 0 {
        notes.push(format!("the scorers of {of_header} goals in the network frames: they are the header's"));
    }
    if goals.at_the_end.is_some() {
        notes.push(
            "what the scoreboard tells after the goal that ends the recording: its shot, its assist and saves before it \
             may be missing"
                .to_owned(),
        );
    }
    let listed = [0, 1].map(|team| {
        told.first_scores[team].unwrap_or(0) + goals.all.iter().filter(|goal| goal.team.index() == team).count() as u32
    });
    if listed != header.score {
        let ([blue, orange], [b, o]) = (header.score, listed);
        notes.push(format!("goals: the header's score is {blue}:{orange}, but the network frames tell {b}:{o}"));
    }
    notes
}
