//! Whether the times of network frames can be those of a match, before anything is sized by them.

use boxcars::Frame;

use super::GameError;
use super::header::Header;

/// Longest time between two frames, s. In real files it is up to 16: the game waits there for players.
const LONGEST_STEP: f32 = 300.0;
/// Longest recording, s. The longest of the real files takes half an hour.
const LONGEST_MATCH: f32 = 4.0 * 3600.0;

/// Refuses times that jump.
pub(super) fn check(frames: &[Frame], header: &Header) -> Result<(), GameError> {
    let Some(first) = frames.first() else { return Ok(()) };
    let mut last = first.time;
    for (frame, time) in frames.iter().map(|frame| frame.time).enumerate() {
        // Not-a-number is no step either.
        let is_step = (time - last).abs() <= LONGEST_STEP && (time - first.time).abs() <= LONGEST_MATCH;
        if !is_step {
            let header = Box::new(header.clone());
            return Err(GameError::TimeJump { frame, from: last - first.time, to: time - first.time, header });
        }
        last = time;
    }
    Ok(())
}
