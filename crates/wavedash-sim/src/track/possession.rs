//! Whose ball it is.

use serde::{Deserialize, Serialize};
use wavedash_core::Team;

use super::touches::Touch;

/// Whose ball it is after a tick.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Possession {
    /// Nobody touched it for a while, or both teams last touched it in the same tick.
    #[default]
    Loose,
    /// Both teams touched it within a short time of each other, a short time ago.
    Contested,
    /// The team that touched it last.
    Held {
        /// The team.
        team: Team,
        /// The team's car that touched it last.
        car: u8,
    },
}

/// From both teams' last contacts, blue first, and the present tick. It favours no side.
pub(super) fn judge(last: [Option<Touch>; 2], now: u64, contest_ticks: u64, loose_ticks: u64) -> Possession {
    let [blue, orange] = last;
    let (team, latest, other) = match (blue, orange) {
        (None, None) => return Possession::Loose,
        (Some(b), Some(o)) if o.tick > b.tick => (Team::Orange, o, Some(b)),
        (None, Some(o)) => (Team::Orange, o, None),
        (Some(b), other) => (Team::Blue, b, other),
    };
    if now - latest.tick >= loose_ticks {
        return Possession::Loose;
    }
    match other {
        Some(other) if latest.tick - other.tick < contest_ticks && now - latest.tick < contest_ticks => {
            Possession::Contested
        }
        Some(other) if other.tick == latest.tick => Possession::Loose,
        _ => Possession::Held { team, car: latest.car },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wavedash_core::Vec3;

    fn at(car: u8, tick: u64) -> Option<Touch> {
        Some(Touch { car, tick, pos: Vec3::zeros() })
    }

    fn at_tick(now: u64, blue: Option<Touch>, orange: Option<Touch>) -> Possession {
        judge([blue, orange], now, 120, 1200)
    }

    #[test]
    fn the_team_that_touched_last_holds_the_ball() {
        assert_eq!(at_tick(500, None, None), Possession::Loose);
        assert_eq!(at_tick(500, at(0, 400), None), Possession::Held { team: Team::Blue, car: 0 });
        assert_eq!(at_tick(500, at(0, 100), at(1, 499)), Possession::Held { team: Team::Orange, car: 1 });
        assert_eq!(at_tick(500, at(0, 499), at(1, 100)), Possession::Held { team: Team::Blue, car: 0 });
    }

    #[test]
    fn touches_of_both_teams_within_a_second_contest_it_for_a_second() {
        assert_eq!(at_tick(500, at(0, 400), at(1, 500)), Possession::Contested);
        assert_eq!(at_tick(619, at(0, 400), at(1, 500)), Possession::Contested);
        assert_eq!(at_tick(620, at(0, 400), at(1, 500)), Possession::Held { team: Team::Orange, car: 1 });
        assert_eq!(at_tick(500, at(0, 380), at(1, 500)), Possession::Held { team: Team::Orange, car: 1 });
    }

    #[test]
    fn a_ball_that_nobody_touched_for_long_is_loose() {
        assert_eq!(at_tick(1599, at(0, 400), None), Possession::Held { team: Team::Blue, car: 0 });
        assert_eq!(at_tick(1600, at(0, 400), None), Possession::Loose);
    }

    #[test]
    fn touches_in_the_same_tick_favour_nobody() {
        assert_eq!(at_tick(410, at(0, 400), at(1, 400)), Possession::Contested);
        assert_eq!(at_tick(520, at(0, 400), at(1, 400)), Possession::Loose);
    }
}
