//! Goals, shots, saves, assists.

use super::registry::stats;
use super::view::View;
use super::{Stat, Values, percent};
use crate::timeline::Happening;

pub(super) const STATS: &[Stat] = stats! { Core, Player:
    "goals" [""] Exact: "Goals that the player gets.";
    "goals_against" [""] Exact: "Goals of the other side.";
    "shots" [""] Exact: "Shots on the other goal. Recorded: the game's own count; simulated: the tracker's rules.";
    "shots_against" [""] Exact: "Shots of all players of the other side.";
    "saves" [""] Exact: "Shots stopped. Recorded: the game's own count; simulated: the tracker's rules.";
    "assists" [""] Exact: "Passes to a mate who then scored.";
    "shooting_percentage" ["%"] Exact: "100 goals / shots; none without shots.";
};

pub(super) fn player(view: &View<'_>, car: usize, values: &mut Values) {
    let team = view.team(car);
    let is = |other: u8| usize::from(other) == car;
    let goals = view.count(|what| matches!(what, Happening::Goal { scorer: Some(who), .. } if is(*who)));
    let shots = view.count(|what| matches!(what, Happening::Shot { car } if is(*car)));
    let opponent = |who: u8| view.team_of(who) == Some(team.other());
    let before = |car: usize| view.timeline.before.get(car).copied().unwrap_or_default();
    let own = before(car);
    let goals = goals + f64::from(own.goals);
    let shots = shots + f64::from(own.shots);
    values.insert("goals", Some(goals));
    let against = view.count(|what| matches!(what, Happening::Goal { team: by, .. } if *by == team.other()));
    let against = against + f64::from(view.timeline.score_before[team.other().index()]);
    values.insert("goals_against", Some(against));
    values.insert("shots", Some(shots));
    let against = view.count(|what| matches!(what, Happening::Shot { car } if opponent(*car)));
    let opponents = view.timeline.players.iter().enumerate().filter(|(_, player)| player.team != team);
    let against = against + opponents.map(|(car, _)| f64::from(before(car).shots)).sum::<f64>();
    values.insert("shots_against", Some(against));
    let saves = view.count(|what| matches!(what, Happening::Save { car } if is(*car)));
    values.insert("saves", Some(saves + f64::from(own.saves)));
    let assists = view.count(|what| matches!(what, Happening::Goal { assist: Some(who), .. } if is(*who)));
    values.insert("assists", Some(assists + f64::from(own.assists)));
    values.insert("shooting_percentage", percent(goals, shots));
}
