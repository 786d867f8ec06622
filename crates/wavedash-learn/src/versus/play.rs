//! Threads that play blocks of games until there was enough.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use wavedash_env::duel::Venue;

use super::block;
use super::contestant::Contestant;
use super::options::Options;
use super::outcome::{Game, Outcome};
use crate::error::LearnError;

/// How far an evaluation is. Games that turn out not to be needed are included.
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
/// use wavedash_learn::versus::{Length, Options, Scripted, play};
///
/// let [a, b] = ["bot:striker", "bot:idle"].map(|name| Scripted::new(name).expect("there is such an agent"));
/// let options = Options { length: Length::Games(2), seconds: 20.0, ..Options::default() };
/// let outcome = play(&a, &b, &options, &|_| ())?;
/// assert_eq!(outcome.games, 2);
/// assert!(outcome.goals[0] > outcome.goals[1]);
/// # Ok::<(), wavedash_learn::LearnError>(())
/// ```
///
/// # Errors
/// Names what is wrong with the options, or the contestant that cannot be seated or failed.
pub fn play(
    a: &dyn Contestant,
    b: &dyn Contestant,
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Outcome, LearnError> {
    options.check()?;
    let venue = Venue::soccar(options.team_size)?.starting_with(&options.start)?;
    let together = options.games_together as u64;
    let blocks = options.most_games().div_ceil(together);
    let shared = Shared {
        next: AtomicU64::new(0),
        stop: AtomicBool::new(false),
        games: AtomicU64::new(0),
        goals: [AtomicU64::new(0), AtomicU64::new(0)],
        played: Mutex::new(BTreeMap::new()),
    };
    let work = || {
        while !shared.stop.load(Ordering::Relaxed) {
            let index = shared.next.fetch_add(1, Ordering::Relaxed);
            if index >= blocks {
                break;
            }
            let ids = index * together..((index + 1) * together).min(options.most_games());
            let result = block::play(&venue, [a, b], options, ids, |game| progress(shared.ended(game, options)));
            shared.add(index, result, options);
        }
    };
    let threads = options.threads.min(usize::try_from(blocks).unwrap_or(usize::MAX));
    if threads <= 1 {
        work();
    } else {
        std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    }
    let played = shared.played.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut games = Vec::new();
    for block in played.into_values() {
        games.extend(block?);
    }
    let enough = options.enough(games.iter().map(Game::goals)).unwrap_or(games.len());
    games.truncate(enough);
    Ok(Outcome::new([a.name(), b.name()], options, games))
}

/// What the threads share.
struct Shared {
    /// The next block that nobody plays yet.
    next: AtomicU64,
    /// No further blocks are needed.
    stop: AtomicBool,
    games: AtomicU64,
    goals: [AtomicU64; 2],
    /// Results by block.
    played: Mutex<BTreeMap<u64, Result<Vec<Game>, LearnError>>>,
}

impl Shared {
    fn ended(&self, game: &Game, options: &Options) -> Progress {
        let add = |sum: &AtomicU64, more: u64| sum.fetch_add(more, Ordering::Relaxed) + more;
        let games = add(&self.games, 1);
        let goals = [0, 1].map(|side| add(&self.goals[side], game.teams[side].goals));
        Progress { games, goals, share: options.share_done(games, goals[0] + goals[1]) }
    }

    /// Keeps a block. Enough is judged by the blocks without a gap before them, so that the speed of threads decides
    /// nothing.
    fn add(&self, index: u64, result: Result<Vec<Game>, LearnError>, options: &Options) {
        let mut played = self.played.lock().unwrap_or_else(PoisonError::into_inner);
        let failed = result.is_err();
        played.insert(index, result);
        let in_order = (0..).map_while(|index| played.get(&index)).flatten().flatten();
        if failed || options.enough(in_order.map(Game::goals)).is_some() {
            self.stop.store(true, Ordering::Relaxed);
        }
    }
}
