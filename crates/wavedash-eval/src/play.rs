//! Rounds of games, each shared by threads, until there was enough.

use core::ops::Range;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};

use wavedash_env::duel::Venue;

use crate::block;
use crate::contestant::Contestant;
use crate::error::EvalError;
use crate::options::Options;
use crate::outcome::{Game, Outcome};

/// How far an evaluation is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Games that ended.
    pub games: u64,
    /// Goals of the first and of the second contestant in them.
    pub goals: [u64; 2],
    /// How much is done, 0 to 1.
    pub share: f64,
}

/// Plays one contestant against another. `progress` is called after every game, by the thread that played it.
///
/// ```
/// use wavedash_eval::{Length, Options, Scripted, play};
///
/// let [a, b] = ["bot:striker", "bot:idle"].map(|name| Scripted::new(name).expect("there is such an agent"));
/// let options = Options { length: Length::Games(2), seconds: 20.0, ..Options::default() };
/// let outcome = play(&a, &b, &options, &|_| ())?;
/// assert_eq!(outcome.games, 2);
/// assert!(outcome.goals[0] > outcome.goals[1]);
/// # Ok::<(), wavedash_eval::EvalError>(())
/// ```
///
/// # Errors
/// Names what is wrong with the options, or the contestant that cannot be seated or failed.
pub fn play(
    a: &dyn Contestant,
    b: &dyn Contestant,
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Outcome, EvalError> {
    options.check()?;
    let venue = Venue::soccar(options.team_size)?.with_registry(&options.registry).starting_with(&options.start)?;
    let counts = Counts { games: AtomicU64::new(0), goals: [AtomicU64::new(0), AtomicU64::new(0)] };
    let mut games: Vec<Game> = Vec::new();
    loop {
        let first = games.len() as u64;
        let round = options.next_round(first, games.iter().map(Game::goals).sum());
        if round == 0 {
            return Ok(Outcome::new([a.name(), b.name()], options, games));
        }
        let ids = first..first + round;
        games.extend(play_round(&venue, [a, b], options, ids, &|game| progress(counts.ended(game, options)))?);
    }
}

/// Plays the games with these numbers, each batch of them on some thread; they come back in order.
fn play_round(
    venue: &Venue,
    both: [&dyn Contestant; 2],
    options: &Options,
    ids: Range<u64>,
    ended: &(dyn Fn(&Game) + Sync),
) -> Result<Vec<Game>, EvalError> {
    let batch = options.batch(ids.end - ids.start);
    let batches = (ids.end - ids.start).div_ceil(batch);
    let next = AtomicU64::new(0);
    let played: Mutex<BTreeMap<u64, Result<Vec<Game>, EvalError>>> = Mutex::default();
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= batches {
                break;
            }
            let first = ids.start + index * batch;
            let result = block::play(venue, both, options, first..(first + batch).min(ids.end), ended);
            if result.is_err() {
                // Nobody needs the rest.
                next.store(batches, Ordering::Relaxed);
            }
            played.lock().unwrap_or_else(PoisonError::into_inner).insert(index, result);
        }
    };
    let threads = options.threads.min(usize::try_from(batches).unwrap_or(usize::MAX));
    if threads <= 1 {
        work();
    } else {
        std::thread::scope(|scope| {
            // Those that the system starts play all batches: their number decides nothing but the time.
            let start = |_| std::thread::Builder::new().spawn_scoped(scope, work).ok();
            if (0..threads).map_while(start).count() == 0 {
                work();
            }
        });
    }
    let mut games = Vec::new();
    for batch in played.into_inner().unwrap_or_else(PoisonError::into_inner).into_values() {
        games.extend(batch?);
    }
    Ok(games)
}

/// Games that ended, counted by all threads.
struct Counts {
    games: AtomicU64,
    goals: [AtomicU64; 2],
}

impl Counts {
    fn ended(&self, game: &Game, options: &Options) -> Progress {
        let add = |sum: &AtomicU64, more: u64| sum.fetch_add(more, Ordering::Relaxed) + more;
        let games = add(&self.games, 1);
        let goals = [0, 1].map(|side| add(&self.goals[side], game.teams[side].goals));
        Progress { games, goals, share: options.share_done(games, goals[0] + goals[1]) }
    }
}
