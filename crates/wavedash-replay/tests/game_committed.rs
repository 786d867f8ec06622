//! The real files of `replays/real`, which every checkout has.

mod common;

use wavedash_replay::audit::{self, Reason, Statistic};
use wavedash_replay::game::Options;
use wavedash_replay::{Happening, frames, stats};

/// The file whose frames do not tell whose the goal is.
const TOLD_BY_THE_HEADER: &str = "2016-hoops-1v0";

#[test]
fn the_corpus_is_small_and_its_notice_names_every_file() {
    let files = common::committed();
    let bytes: u64 = files.iter().map(|path| std::fs::metadata(path).expect("a file").len()).sum();
    assert!(files.len() == 8 && bytes < 3_000_000, "{} files, {bytes} bytes", files.len());
    let notice = std::fs::read_to_string(files[0].with_file_name("NOTICE.md")).expect("the notice is there");
    assert!(notice.contains("MIT licence") && notice.contains("Permission is hereby granted, free of charge"));
    for path in files {
        let name = common::stem(&path);
        assert!(notice.contains(&format!("`{name}.replay`")), "{name} is not in the notice");
    }
}

#[test]
fn the_frames_have_the_goals_of_the_header() {
    for path in common::committed() {
        let name = common::stem(&path);
        let recording = common::open(&path, Options::default());
        assert_eq!(recording.trouble, None, "{name}");
        let timeline = recording.timeline.expect("there is a match");
        assert_eq!(timeline.score, recording.header.score, "{name}");
        let goals = recording.header.goals.len();
        assert!(goals > 0, "{name} has no goal");
        assert_eq!(goals as u32, recording.header.score.iter().sum::<u32>(), "{name}");
        assert_eq!(common::count(&timeline, |what| matches!(what, Happening::Goal { .. })), goals, "{name}");
    }
}

#[test]
fn players_have_the_numbers_of_the_header() {
    for path in common::committed() {
        let name = common::stem(&path);
        let audited = audit::file(&path, Options::default()).expect("it can be read").expect("there is a match");
        assert!(!audited.players.is_empty() && audited.not_in_header.is_empty(), "{name}: {audited:?}");
        for player in &audited.players {
            for (statistic, compared) in Statistic::ALL.into_iter().zip(player.compared) {
                let place = format!("{name}, {}, {}: {compared:?}", player.name, statistic.key());
                assert_eq!(compared.in_statistics, Some(compared.header), "{place}");
                let is_told_by_the_header = name == TOLD_BY_THE_HEADER && statistic == Statistic::Goals;
                let expected = is_told_by_the_header.then_some(Reason::HeaderAlone);
                assert_eq!(compared.reason, expected, "{place}");
            }
        }
    }
}

#[test]
fn statistics_are_measured_and_every_moment_is_a_row() {
    for path in common::committed() {
        let name = common::stem(&path);
        let timeline = common::open(&path, Options { rate: 10.0, ..Options::default() }).timeline.expect("a match");
        let counted = stats::stats(&timeline);
        assert!(counted.seconds_in_play > 3.0, "{name}: {} s in play", counted.seconds_in_play);
        assert_eq!(counted.players.len(), timeline.players.len(), "{name}");
        let values = counted.players.iter().flat_map(|player| player.values.values()).flatten();
        assert!(values.clone().count() > 20 && values.clone().all(|value| value.is_finite()), "{name}");
        let speeds = counted.players.iter().filter_map(|player| player.values["avg_speed"]);
        assert!(speeds.clone().count() > 0, "{name}");
        assert!(speeds.clone().all(|speed| (1.0..2300.0).contains(&speed)), "{name}: {:?}", speeds.collect::<Vec<_>>());
        let mut table = Vec::new();
        frames::write_csv(&timeline, &mut table).expect("memory can be written");
        let mut reader = csv::Reader::from_reader(table.as_slice());
        assert_eq!(reader.headers().expect("a header").len(), frames::columns(&timeline).len(), "{name}");
        let rows = reader.records().collect::<Result<Vec<_>, _>>().expect("rows");
        assert_eq!(rows.len(), timeline.moments.len(), "{name}");
    }
}
