//! The header's scoreboard against the network frames, over all real files; and the faults that were found so.

mod common;

use wavedash_replay::audit::{self, Statistic, Summary};
use wavedash_replay::game::{self, GameError, Options};

fn summary(folders: &[&str]) -> Summary {
    let mut summary = Summary::default();
    for folder in folders {
        for path in common::replays_in(folder) {
            summary.add(&common::stem(&path), audit::file(&path, Options::default()));
        }
    }
    summary
}

#[test]
fn players_have_the_numbers_of_the_header() {
    let summary = summary(&["replays/boxcars", "replays/carball", "replays/lucy-2v2", "faults"]);
    println!("{summary:#?}");
    for statistic in Statistic::ALL {
        let Some(share) = summary.share(statistic) else { return };
        println!("{}: {share:.4}", statistic.key());
    }
    let unexplained: Vec<_> =
        summary.differences.iter().filter(|d| d.compared.reason == Some(audit::Reason::Unknown)).collect();
    assert!(unexplained.is_empty(), "{unexplained:#?}");
    assert!(summary.differences.len() <= 2, "{:#?}", summary.differences);
}

#[test]
fn a_jump_in_time_is_refused_with_its_frame_and_the_header() {
    let Some(path) = common::shared("faults/time-jump.replay") else { return };
    let refused = game::open(&path, Options::default());
    let Err(error) = refused else { panic!("the file was read") };
    assert!(matches!(error, GameError::TimeJump { frame: 186, .. }), "{error}");
    assert_eq!(error.header().map(|header| header.frames), Some(Some(313)));
    assert!(error.to_string().contains("network frame 186"), "{error}");
    assert!(audit::file(&path, Options::default()).is_err());
}
