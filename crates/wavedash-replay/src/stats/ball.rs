//! Touches, possession, pressure.

use wavedash_core::Team;
use wavedash_core::units::BACK_WALL_Y;

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

pub(super) fn player(view: &View<'_>, car: usize, values: &mut Values) {
    debug_assert!(PLAYER.iter().all(|stat| stat.scope == Scope::Player));
    let touches = view.count(|what| matches!(what, Happening::Touch { car: who, .. } if usize::from(*who) == car));
    let held = time(view, |owner| usize::from(owner) == car);
    let (mut passes, mut turnovers) = (0.0, 0.0);
    let mut last: Option<(f64, u8)> = None;
    for timed in view.happenings() {
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

pub(super) fn team(view: &View<'_>, team: Team, values: &mut Values) {
    let own = time(view, |owner| view.team_of(owner) == Some(team));
    let other = time(view, |owner| view.team_of(owner) == Some(team.other()));
    let forward = -team.own_goal_sign();
    let ball_beyond = |y: f32| {
        let moments = view.timeline.moments.iter().filter(|moment| moment.in_play);
        moments.filter(|moment| moment.snapshot.ball.pos[1] * forward > y).count() as f64 * view.step
    };
    let pressure = ball_beyond(0.0);
    values.insert("team_possession_time", Some(own));
    values.insert("team_possession_percent", percent(own, own + other));
    values.insert("pressure_time", Some(pressure));
    values.insert("pressure_percent", percent(pressure, view.seconds));
    values.insert("pressure_third_time", Some(ball_beyond(BACK_WALL_Y / 3.0)));
}

/// Time in play in which the ball's owner is one of these.
fn time(view: &View<'_>, is_meant: impl Fn(u8) -> bool) -> f64 {
    let moments = view.timeline.moments.iter().zip(&view.owner).filter(|(moment, _)| moment.in_play);
    moments.filter(|(_, owner)| owner.is_some_and(&is_meant)).count() as f64 * view.step
}
