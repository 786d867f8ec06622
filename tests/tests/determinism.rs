//! One hash for the same seed: any thread count, any order of arenas, any place in the batch, across
//! save and restore, and the recorded values in any build.

use wavedash_cli::Exit;
use wavedash_tests::wavedash;

fn hash(flags: &[&str]) -> String {
    let ran = wavedash([&["hash", "--ticks", "3000"], flags].concat());
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    ran.out.trim().to_owned()
}

/// Both solvers, as every property holds for each of them.
const SOLVERS: [&str; 2] = ["rows", "rapier"];

#[test]
fn thread_count_and_order_do_not_matter() {
    for solver in SOLVERS {
        let base = ["--arenas", "5", "--solver", solver];
        let once = hash(&base);
        for more in [["--threads", "2"], ["--threads", "4"], ["--order", "reverse"]] {
            assert_eq!(hash(&[&base[..], &more].concat()), once, "{solver} {more:?}");
        }
    }
}

#[test]
fn save_and_restore_at_random_ticks_changes_nothing() {
    for solver in SOLVERS {
        for team_size in ["1", "3"] {
            let base = ["--arenas", "2", "--team-size", team_size, "--solver", solver];
            let restored = hash(&[&base[..], &["--restore-every", "40"]].concat());
            assert_eq!(restored, hash(&base), "{solver} {team_size}");
        }
    }
}

/// Recorded with `wavedash hash --ticks 3000` and these flags. They change with every change of physics,
/// workload or random streams, and with nothing else: not with the machine, the build or the day.
const GOLDEN: [(&[&str], &str); 4] = [
    (&["--team-size", "1"], "00c42f8ad932326c"),
    (&["--team-size", "2"], "d3ec0cd4809c9932"),
    (&["--team-size", "3"], "768dcfdc41eb0810"),
    (&["--team-size", "4", "--seed", "7"], "9fd58fc37455036a"),
];

#[test]
fn hashes_are_the_recorded_ones() {
    let got = GOLDEN.map(|(flags, _)| (flags, hash(flags)));
    let recorded = GOLDEN.map(|(flags, hash)| (flags, hash.to_owned()));
    assert_eq!(got, recorded, "if the physics was meant to change, record the left side");
}

#[test]
fn seeds_and_team_sizes_give_different_matches() {
    let hashes = [hash(&["--seed", "1"]), hash(&["--seed", "2"]), hash(&["--seed", "1", "--team-size", "2"])];
    assert!(hashes[0] != hashes[1] && hashes[0] != hashes[2] && hashes[1] != hashes[2], "{hashes:?}");
}
