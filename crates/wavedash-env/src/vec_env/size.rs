//! How large a pool may be. What a machine cannot hold is refused before it is made: an allocation that fails later ends
//! the whole program.

use crate::error::EnvError;

/// Most threads of a pool: more than machines have, and few enough to be started.
const MOST_THREADS: usize = 1024;
/// Most arenas: agents know theirs by a number of 32 bits.
const MOST_ARENAS: usize = u32::MAX as usize;

/// Refuses numbers that no machine can do anything with.
pub(super) fn check(arenas: usize, threads: usize) -> Result<(), EnvError> {
    if threads > MOST_THREADS {
        return Err(EnvError::config("threads", format!("{threads} are too many; at most {MOST_THREADS}")));
    }
    if arenas > MOST_ARENAS {
        return Err(EnvError::config("arenas", format!("{arenas} are too many; at most {MOST_ARENAS}")));
    }
    Ok(())
}

/// An empty list with room for so many entries.
pub(super) fn reserved<T>(arenas: usize) -> Result<Vec<T>, EnvError> {
    let mut list = Vec::new();
    list.try_reserve_exact(arenas).map_err(|_| refusal(arenas, size_of::<T>()))?;
    Ok(list)
}

/// Refuses so many arenas of so many bytes if the system would not give that much at once.
pub(super) fn check_memory(arenas: usize, bytes: usize) -> Result<(), EnvError> {
    let mut all: Vec<u8> = Vec::new();
    let wanted = arenas.checked_mul(bytes).ok_or_else(|| refusal(arenas, bytes))?;
    all.try_reserve_exact(wanted).map_err(|_| refusal(arenas, bytes))
}

fn refusal(arenas: usize, bytes: usize) -> EnvError {
    let gib = arenas as f64 * bytes as f64 / f64::from(1 << 30);
    let problem = format!("{arenas} need {gib:.1} GiB or more, which this machine does not give; choose fewer");
    EnvError::config("arenas", problem)
}
