//! How far a long command is: one line on stderr when that is a terminal, and nothing otherwise.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The line is written again after this time at the earliest.
const EVERY: Duration = Duration::from_millis(200);
/// Goes to the beginning of the line and clears it.
const CLEAR: &str = "\r\x1b[K";

/// A line with an estimate of the time left, which threads may share. It disappears when it is dropped.
pub(crate) struct Progress {
    began: Instant,
    /// When the line was last written; nothing where there is no terminal.
    written: Option<Mutex<Instant>>,
}

impl Progress {
    /// A command begins.
    pub(crate) fn new() -> Self {
        let began = Instant::now();
        Self { began, written: io::stderr().is_terminal().then(|| Mutex::new(began)) }
    }

    /// `share` of all is done, 0 to 1; `text` says more.
    pub(crate) fn set(&self, share: f64, text: impl FnOnce() -> String) {
        let Some(written) = &self.written else { return };
        let mut written = written.lock().unwrap_or_else(PoisonError::into_inner);
        if written.elapsed() >= EVERY {
            *written = Instant::now();
            // A terminal that went away is no reason to stop.
            let _ = write!(io::stderr(), "{CLEAR}{}  {}", line(share, self.began.elapsed().as_secs_f64()), text());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.written.is_some() {
            let _ = write!(io::stderr(), "{CLEAR}");
        }
    }
}

/// Share and time left, at the pace so far.
fn line(share: f64, seconds: f64) -> String {
    let percent = 100.0 * share;
    if share <= 0.0 {
        return format!("{percent:3.0} %");
    }
    let left = (seconds * (1.0 - share) / share).ceil() as u64;
    format!("{percent:3.0} %, {}:{:02} left", left / 60, left % 60)
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn the_time_left_follows_the_pace_so_far() {
        assert_eq!(line(0.0, 3.0), "  0 %");
        assert_eq!(line(0.25, 50.0), " 25 %, 2:30 left");
        assert_eq!(line(1.0, 50.0), "100 %, 0:00 left");
    }
}
