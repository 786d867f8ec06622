//! The header's scoreboard against the network frames, over all real files.

mod common;

use wavedash_replay::audit::{self, Statistic, Summary};
use wavedash_replay::game::Options;

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
        // None where there is no ../shared; `game_committed.rs` holds the files of the checkout.
        let Some(share) = summary.share(statistic) else { return };
        println!("{}: {share:.4}", statistic.key());
    }
    let unexplained: Vec<_> =
        summary.differences.iter().filter(|d| d.compared.reason == Some(audit::Reason::Unknown)).collect();
    assert!(unexplained.is_empty(), "{unexplained:#?}");
    // The one is a goal in an arena of another shape that ends its recording.
    assert!(summary.differences.len() <= 1, "{:#?}", summary.differences);
}
