//! Demolitions and bumps.

use super::registry::stats;
use super::view::View;
use super::{Stat, Values};
use crate::timeline::Happening;

pub(super) const STATS: &[Stat] = stats! { Demo, Player:
    "demos_inflicted" [""] Exact: "Cars that the player demolished.";
    "demos_taken" [""] Exact: "Times that the player was demolished by another car.";
    "bumps_inflicted" [""] Estimated: "Cars that the player bumped without demolishing them. Recorded: only bumps that change the other car's velocity by 300 uu/s or more.";
    "bumps_taken" [""] Estimated: "Times that the player was bumped, by the same rule.";
};

pub(super) fn player(view: &View<'_>, car: usize, values: &mut Values) {
    let is = |other: u8| usize::from(other) == car;
    let count = |f: &dyn Fn(&Happening) -> bool| Some(view.count(f));
    values.insert(
        "demos_inflicted",
        count(&|what| matches!(what, Happening::Demolition { attacker, .. } if is(*attacker))),
    );
    values.insert("demos_taken", count(&|what| matches!(what, Happening::Demolition { victim, .. } if is(*victim))));
    values.insert("bumps_inflicted", count(&|what| matches!(what, Happening::Bump { attacker, .. } if is(*attacker))));
    values.insert("bumps_taken", count(&|what| matches!(what, Happening::Bump { victim, .. } if is(*victim))));
}
