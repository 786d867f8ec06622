//! The files of the `carball` folder were made with a known number of things in them, which their names state. Every
//! number that a name states stands here beside the one that is found; where they differ, the row says why.

mod common;

use wavedash_replay::game::Options;
use wavedash_replay::stats::{self, MatchStats};
use wavedash_replay::{Happening, Timeline};

/// File, what is counted, what the name states, what is found, and why they differ.
const TRUTH: &[(&str, What, f64, f64, &str)] = &[
    ("0_JUMPS", What::Jumps, 0.0, 0.0, ""),
    ("0_SAVES", What::Saves, 0.0, 0.0, ""),
    ("100_BOOST_PAD_0_USED", What::BigPads, 1.0, 1.0, ""),
    ("100_BOOST_PAD_0_USED", What::BoostUsed, 0.0, 0.0, ""),
    ("12_BOOST_PAD_0_USED", What::SmallPads, 1.0, 1.0, ""),
    ("12_BOOST_PAD_0_USED", What::BoostUsed, 0.0, 0.0, ""),
    ("12_BOOST_PAD_45_USED", What::SmallPads, 1.0, 1.0, ""),
    ("12_BOOST_PAD_45_USED", What::BoostUsed, 45.0, 45.0, ""),
    ("1_AERIAL", What::HighTouches, 1.0, 1.0, ""),
    ("1_DEMO", What::Demolitions, 1.0, 1.0, ""),
    ("1_DOUBLE_JUMP", What::DoubleJumps, 1.0, 1.0, ""),
    ("1_EPIC_SAVE", What::Saves, 1.0, 1.0, ""),
    ("1_JUMP", What::Jumps, 1.0, 1.0, ""),
    ("1_NORMAL_SAVE", What::Saves, 1.0, 1.0, ""),
    ("3_BUMPS", What::Bumps, 3.0, 3.0, ""),
    ("3_KICKOFFS_4_SHOTS", What::Kickoffs, 3.0, 3.0, ""),
    ("3_KICKOFFS_4_SHOTS", What::Shots, 4.0, 4.0, ""),
    ("5_GOALS_6_KICKOFFS", What::Goals, 5.0, 5.0, ""),
    ("5_GOALS_6_KICKOFFS", What::Kickoffs, 6.0, 6.0, ""),
    ("6_BIG_25_SMALL", What::BigPads, 6.0, 6.0, ""),
    ("6_BIG_25_SMALL", What::SmallPads, 25.0, 25.0, ""),
    (
        "DEFAULT_3_ON_3_AROUND_58_HITS",
        What::Touches,
        58.0,
        50.0,
        "the name says 'around'; contacts of a car within 0.16 s are one touch here, and of the contacts of one network \
         frame only the nearest car's and those of cars that overlap the ball count",
    ),
    ("FEATHERING_34_X_100_BOOSTS_USED", What::BigPads, 34.0, 34.0, ""),
    (
        "FEATHERING_34_X_100_BOOSTS_USED",
        What::BoostUsed,
        3400.0,
        3502.0,
        "the name leaves out the boost of the kick-offs (2 x 33) and four small pads (48); 12 are left at the end, and \
         less than 1 did not fit: 3,502 by that sum too",
    ),
    ("KICKOFF_3_HITS", What::Touches, 3.0, 3.0, ""),
    ("NO_KICKOFF", What::KickoffsTouched, 0.0, 0.0, ""),
    ("PLAYERNAME_TWO_PLAYERS_NAMED_SAME", What::Players, 2.0, 2.0, ""),
    ("Straight_Kickoff_Goal", What::KickoffsTouched, 1.0, 1.0, ""),
    ("Straight_Kickoff_Goal", What::Goals, 1.0, 1.0, ""),
];

/// Names that state something which is not counted here: clears and dribbles are judgements of the tool the files were
/// made for.
const NOT_COUNTED: &[&str] = &["1_CLEAR", "1_DRIBBLE"];

#[derive(Clone, Copy, Debug)]
enum What {
    Jumps,
    DoubleJumps,
    Saves,
    Shots,
    Goals,
    Kickoffs,
    /// Kick-offs after which somebody touched the ball.
    KickoffsTouched,
    Demolitions,
    Bumps,
    Touches,
    /// Touches of a ball above 400 uu.
    HighTouches,
    BigPads,
    SmallPads,
    /// Rounded to whole units.
    BoostUsed,
    Players,
}

fn found(what: What, timeline: &Timeline, stats: &MatchStats) -> f64 {
    let sum = |key: &str| stats.players.iter().filter_map(|player| player.values[key]).sum::<f64>();
    let count = |f: fn(&Happening) -> bool| common::count(timeline, f) as f64;
    match what {
        What::Jumps => sum("jumps"),
        What::DoubleJumps => sum("double_jumps"),
        What::Saves => sum("saves"),
        What::Shots => sum("shots"),
        What::Goals => count(|what| matches!(what, Happening::Goal { .. })),
        What::Kickoffs => count(|what| matches!(what, Happening::Kickoff)),
        What::KickoffsTouched => {
            let kind = timeline.happenings.iter().filter_map(|timed| match timed.happening {
                Happening::Kickoff => Some(true),
                Happening::Touch { .. } => Some(false),
                _ => None,
            });
            let kinds: Vec<bool> = kind.collect();
            kinds.windows(2).filter(|pair| pair[0] && !pair[1]).count() as f64
        }
        What::Demolitions => sum("demos_inflicted"),
        What::Bumps => sum("bumps_inflicted"),
        What::Touches => sum("touches"),
        What::HighTouches => count(|what| matches!(what, Happening::Touch { ball, .. } if ball[2] > 400.0)),
        What::BigPads => sum("count_collected_big"),
        What::SmallPads => sum("count_collected_small"),
        What::BoostUsed => sum("amount_used").round(),
        What::Players => timeline.players.len() as f64,
    }
}

#[test]
fn what_the_names_state_is_found_or_explained() {
    let mut wrong = Vec::new();
    let files = common::replays("carball");
    for path in &files {
        let name = common::stem(path);
        let rows: Vec<_> = TRUTH.iter().filter(|row| row.0 == name).collect();
        assert!(!rows.is_empty() || NOT_COUNTED.contains(&name.as_str()), "{name} has no row");
        let timeline = common::open(path, Options::default()).timeline.expect("the frames can be read");
        let stats = stats::stats(&timeline);
        for (_, what, stated, listed, why) in rows {
            let found = found(*what, &timeline, &stats);
            println!(
                "{name:40} {what:?}: stated {stated}, found {found}{}{why}",
                if why.is_empty() { "" } else { ": " }
            );
            if found != *listed {
                wrong.push(format!("{name} {what:?}: listed {listed}, found {found}"));
            }
            if (stated == listed) != why.is_empty() {
                wrong.push(format!("{name} {what:?}: a difference needs a reason, an agreement none"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Where the folder is, all of its files are there.
    assert!(files.is_empty() || TRUTH.iter().all(|row| files.iter().any(|path| common::stem(path) == row.0)));
}
