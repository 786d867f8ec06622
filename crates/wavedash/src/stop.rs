//! Being asked to stop: Ctrl-C, or the system's request to end.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Requests within this time are one. `timeout -s INT`, containers and terminals send the signal to the process and to its
/// group, so that it arrives twice within a moment.
const ONE_REQUEST: Duration = Duration::from_secs(1);

/// Whether somebody has asked to stop, and what would be lost by stopping at once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stop {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    is_asked: AtomicBool,
    first: Mutex<Option<Instant>>,
    /// Agent steps that no checkpoint has.
    unsaved: AtomicU64,
}

impl Stop {
    /// Listens from now on. Only one listener can be set in a process: tests that run a command more than once in one
    /// process send no signals.
    pub(crate) fn listen() -> Self {
        let stop = Self::default();
        let theirs = stop.clone();
        let _ = ctrlc::set_handler(move || {
            if theirs.ask(Instant::now()) {
                let unsaved = theirs.shared.unsaved.load(Ordering::Relaxed);
                eprintln!("stopped at once: {unsaved} agent steps since the last checkpoint are lost");
                std::process::exit(1);
            }
        });
        stop
    }

    /// A request at some time. True if it is a second one, which means at once.
    fn ask(&self, at: Instant) -> bool {
        let mut first = self.shared.first.lock().unwrap_or_else(PoisonError::into_inner);
        self.shared.is_asked.store(true, Ordering::Relaxed);
        at.duration_since(*first.get_or_insert(at)) >= ONE_REQUEST
    }

    /// Somebody has asked.
    pub(crate) fn is_asked(&self) -> bool {
        self.shared.is_asked.load(Ordering::Relaxed)
    }

    /// So many agent steps would be lost now.
    pub(crate) fn set_unsaved(&self, steps: u64) {
        self.shared.unsaved.store(steps, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_within_a_second_are_one() {
        let (stop, now) = (Stop::default(), Instant::now());
        assert!(!stop.is_asked());
        let asks = [0, 3, 900, 1000, 5000].map(|ms| stop.ask(now + Duration::from_millis(ms)));
        assert_eq!((asks, stop.is_asked()), ([false, false, false, true, true], true));
    }
}
