//! Touches, possession, pressure.

use wavedash_core::Team;
use wavedash_core::rules::BACK_WALL_Y;

use super::registry::{Scope, stats};
use super::view::View;
use super::{Stat, Values, mean, percent};
use crate::timeline::Happening;

const PLAYER: &[Stat] = stats! { Ball, Player:
    "touches" [""] Estimated: "Touches of the ball; contacts within 15 ticks (recorded: 0.16 s) of each other are one.";
    "touches_per_minute" ["/min"] Estimated: "Touches per minute in play.";
    "possession_time" ["s"] Estimated: "Time after a touch of the player until somebody else touches, a goal, a kick-off, or 10 s.";
    "possession_percent" ["%"] Estimated: "Share of the time in play.";
    "passes" [""] Estimated: "Touches of the player that are followed by a mate's within 3 s.";
    "turnovers" [""] Estimated: "Touches of the player that are followed by one of the other side.";
};
const TEAM: &[Stat] = stats! { Ball, Team:
    "team_possession_time" ["s"] Estimated: "Time after a touch of the side until the other side touches, a goal, a kick-off, or 10 s.";
    "team_possession_percent" ["%"] Estimated: "Share of both sides' possession.";
    "pressure_time" ["s"] Measured: "Time with the ball in the other half.";
    "pressure_percent" ["%"] Measured: "Share of the time in play.";
    "pressure_third_time" ["s"] Measured: "Time with the ball in the third next to the other goal.";
};
const ALL: [Stat; PLAYER.len() + TEAM.len()] = {
    let mut all = [PLAYER[0]; PLAYER.len() + TEAM.len()];
    let mut i = 0;
    while i < all.len() {
        all[i] = if i < PLAYER.len() { PLAYER[i] } else { TEAM[i - PLAYER.len()] };
        i += 1;
    }
    all
};
pub(super) const STATS: &[Stat] = &ALL;

/// Longest time between a pass and its receipt, s.
const PASS: f64 = 3.0;

/// `held`: moments of possession.
pub(super) fn player(view: &View<'_>, car: usize, held: usize, values: &mut Values) {
    debug_assert!(PLAYER.iter().all(|stat| stat.scope == Scope::Player));
    let touches = view.count(|what| matches!(what, Happening::Touch { car: who, .. } if usize::from(*who) == car));
    let held = held as f64 * view.step;
    let (mut passes, mut turnovers) = (0.0, 0.0);
    let mut last: Option<(f64, u8)> = None;
    for timed in &view.happenings {
        match timed.happening {
            Happening::Touch { car: who, .. } => {
                if let Some((at, _)) = last.filter(|(_, before)| usize::from(*before) == car && *before != who) {
                    if view.team_of(who) != Some(view.team(car)) {
                        turnovers += 1.0;
                    } else if timed.seconds - at <= PASS {
                        passes += 1.0;
                    }
                }
                last = Some((timed.seconds, who));
            }
            Happening::Kickoff | Happening::Goal { .. } => last = None,
            _ => {}
        }
    }
    values.insert("touches", Some(touches));
    values.insert("touches_per_minute", mean(touches, view.seconds / 60.0));
    values.insert("possession_time", Some(held));
    values.insert("possession_percent", percent(held, view.seconds));
    values.insert("passes", Some(passes));
    values.insert("turnovers", Some(turnovers));
}

/// Moments of a side.
#[derive(Default)]
pub(super) struct Side {
    /// It touched the ball last.
    owned: usize,
    /// The ball is in the other half.
    pressure: usize,
    /// The ball is in the third next to the other goal.
    pressure_third: usize,
}

impl Side {
    /// A moment in play.
    pub(super) fn see(&mut self, team: Team, ball: [f32; 3], owner: Option<Team>) {
        let y = ball[1] * -team.own_goal_sign();
        self.owned += usize::from(owner == Some(team));
        self.pressure += usize::from(y > 0.0);
        self.pressure_third += usize::from(y > BACK_WALL_Y / 3.0);
    }

    pub(super) fn team(&self, other: &Self, view: &View<'_>, values: &mut Values) {
        let seconds = |moments: usize| moments as f64 * view.step;
        let (own, other) = (seconds(self.owned), seconds(other.owned));
        values.insert("team_possession_time", Some(own));
        values.insert("team_possession_percent", percent(own, own + other));
        values.insert("pressure_time", Some(seconds(self.pressure)));
        values.insert("pressure_percent", percent(seconds(self.pressure), view.seconds));
        values.insert("pressure_third_time", Some(seconds(self.pressure_third)));
    }
}
