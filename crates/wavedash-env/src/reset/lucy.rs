//! The mixture that Lucy-SKG was trained with (`lucy-skg.md`, 1.6).

use std::path::PathBuf;

use super::config::{ResetConfig, Weighted};

/// 0.70 replay states, 0.15 random, 0.05 each of kick-off, kick-off-like and goalie. Without a
/// file the replay share is random states.
pub(super) fn mixture(replays: Option<PathBuf>) -> ResetConfig {
    let replays = replays.map_or(ResetConfig::Random, |path| ResetConfig::ReplayRows { path });
    let of = [
        (0.70, replays),
        (0.15, ResetConfig::Random),
        (0.05, ResetConfig::Kickoff),
        (0.05, ResetConfig::KickoffLike),
        (0.05, ResetConfig::Goalie),
    ];
    ResetConfig::Mixture { of: of.into_iter().map(|(weight, reset)| Weighted { weight, reset }).collect() }
}
