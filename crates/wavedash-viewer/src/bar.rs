//! The seek bar: what stands where on it.

use wavedash_core::Team;
use wavedash_replay::{Happening, Player, Timed};

/// A mark on the bar.
#[derive(Clone, Debug, PartialEq)]
pub struct BarMark {
    /// Place on the bar, 0 to 1.
    pub share: f32,
    /// When, s.
    pub seconds: f64,
    /// Which kind.
    pub kind: BarKind,
    /// Whose.
    pub team: Option<Team>,
    /// For a tooltip: who did what.
    pub text: String,
}

/// Kinds of marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarKind {
    /// A goal.
    Goal,
    /// A shot.
    Shot,
    /// A save.
    Save,
    /// A demolition.
    Demo,
}

/// The marks of a show of this length.
#[must_use]
pub fn marks(happenings: &[Timed], players: &[Player], seconds: f64) -> Vec<BarMark> {
    let mark = |timed: &Timed| {
        let (kind, team, text) = words(&timed.happening, players)?;
        let share = if seconds > 0.0 { (timed.seconds / seconds) as f32 } else { 0.0 };
        Some(BarMark { share, seconds: timed.seconds, kind, team, text })
    };
    happenings.iter().filter_map(mark).collect()
}

/// What a happening is in words, if the bar shows it.
#[must_use]
pub fn words(happening: &Happening, players: &[Player]) -> Option<(BarKind, Option<Team>, String)> {
    let player = |car: u8| players.get(usize::from(car));
    let name = |car: u8| player(car).map_or("somebody", |player| &player.name);
    let side = |car: u8| player(car).map(|player| player.team);
    Some(match *happening {
        Happening::Goal { team, scorer, assist } => {
            let by = scorer.map_or_else(|| format!("own goal for {}", side_name(team)), |car| name(car).to_owned());
            let pass = assist.map_or_else(String::new, |car| format!(", assist {}", name(car)));
            (BarKind::Goal, Some(team), format!("goal: {by}{pass}"))
        }
        Happening::Shot { car } => (BarKind::Shot, side(car), format!("shot: {}", name(car))),
        Happening::Save { car } => (BarKind::Save, side(car), format!("save: {}", name(car))),
        Happening::Demolition { attacker, victim } => {
            (BarKind::Demo, side(attacker), format!("demo: {} on {}", name(attacker), name(victim)))
        }
        _ => return None,
    })
}

/// What a player did, counted from happenings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Goals that the player gets.
    pub goals: u32,
    /// Shots.
    pub shots: u32,
    /// Saves.
    pub saves: u32,
    /// Passes to a scorer.
    pub assists: u32,
    /// Touches that began.
    pub touches: u32,
    /// Cars demolished.
    pub demos: u32,
}

/// What each player did.
#[must_use]
pub fn tallies(happenings: &[Timed], players: usize) -> Vec<Tally> {
    let mut all = vec![Tally::default(); players];
    let mut count = |car: u8, field: fn(&mut Tally) -> &mut u32| {
        if let Some(tally) = all.get_mut(usize::from(car)) {
            *field(tally) += 1;
        }
    };
    for timed in happenings {
        match timed.happening {
            Happening::Goal { scorer, assist, .. } => {
                scorer.into_iter().for_each(|car| count(car, |tally| &mut tally.goals));
                assist.into_iter().for_each(|car| count(car, |tally| &mut tally.assists));
            }
            Happening::Shot { car } => count(car, |tally| &mut tally.shots),
            Happening::Save { car } => count(car, |tally| &mut tally.saves),
            Happening::Touch { car, .. } => count(car, |tally| &mut tally.touches),
            Happening::Demolition { attacker, .. } => count(attacker, |tally| &mut tally.demos),
            _ => {}
        }
    }
    all
}

/// A side in words.
#[must_use]
pub const fn side_name(team: Team) -> &'static str {
    match team {
        Team::Blue => "blue",
        Team::Orange => "orange",
    }
}

/// A time as `m:ss.t`.
#[must_use]
pub fn clock_text(seconds: f64, with_tenths: bool) -> String {
    let tenths = (seconds.max(0.0) * 10.0).floor() as u64;
    let (minutes, rest) = (tenths / 600, tenths % 600);
    if with_tenths {
        format!("{minutes}:{:02}.{}", rest / 10, rest % 10)
    } else {
        format!("{minutes}:{:02}", rest / 10)
    }
}

#[cfg(test)]
mod tests {
    use wavedash_core::CarPreset;

    use super::*;

    #[test]
    fn goals_are_marked_and_touches_are_not() {
        let player = Player { name: "ann".to_owned(), team: Team::Blue, preset: CarPreset::Octane };
        let goal = Happening::Goal { team: Team::Blue, scorer: Some(0), assist: None };
        let touch = Happening::Touch { car: 0, ball: [0.0; 3] };
        let all = [Timed { seconds: 1.0, happening: touch }, Timed { seconds: 5.0, happening: goal }];
        let marks = marks(&all, &[player], 20.0);
        assert_eq!(marks.len(), 1);
        assert_eq!((marks[0].share, marks[0].text.as_str()), (0.25, "goal: ann"));
    }

    #[test]
    fn tallies_count_for_whom_it_was() {
        let at = |happening| Timed { seconds: 1.0, happening };
        let goal = Happening::Goal { team: Team::Blue, scorer: Some(0), assist: Some(1) };
        let all = [at(goal), at(Happening::Save { car: 2 }), at(Happening::Touch { car: 0, ball: [0.0; 3] })];
        let tallies = tallies(&all, 3);
        assert_eq!(tallies[0], Tally { goals: 1, touches: 1, ..Tally::default() });
        assert_eq!(tallies[1], Tally { assists: 1, ..Tally::default() });
        assert_eq!(tallies[2], Tally { saves: 1, ..Tally::default() });
    }

    #[test]
    fn clocks_read_like_clocks() {
        assert_eq!(clock_text(0.0, false), "0:00");
        assert_eq!(clock_text(299.99, false), "4:59");
        assert_eq!(clock_text(61.26, true), "1:01.2");
        assert_eq!(clock_text(-3.0, true), "0:00.0");
    }
}
