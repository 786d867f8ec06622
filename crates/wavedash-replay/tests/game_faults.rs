//! One test for each kind of fault that was found in real files; the files lie beside, see `data/NOTICE.md`.

mod common;

use wavedash_replay::audit::{self, FileAudit};
use wavedash_replay::game::{self, GameError, Options, Recording};
use wavedash_replay::{Happening, Timeline, stats};

fn recording(name: &str) -> Recording {
    common::open(&common::data(name), Options::default())
}

fn timeline(name: &str) -> Timeline {
    recording(name).timeline.expect("there is a match")
}

fn audited(name: &str) -> FileAudit {
    audit::file(&common::data(name), Options::default()).expect("it can be read").expect("there is a match")
}

/// Scorers and assists of all goals.
fn goals(timeline: &Timeline) -> Vec<(Option<u8>, Option<u8>)> {
    let goal = |happening| match happening {
        Happening::Goal { scorer, assist, .. } => Some((scorer, assist)),
        _ => None,
    };
    timeline.happenings.iter().filter_map(|timed| goal(timed.happening)).collect()
}

#[test]
fn a_goal_in_the_frame_after_the_last_is_its_scorers() {
    let timeline = timeline("goal-in-frame-after-last");
    assert_eq!(timeline.score, [1, 0]);
    assert_eq!(goals(&timeline), [(Some(0), None)]);
    // The ball's path and the last touch say so, not the header.
    let audited = audited("goal-in-frame-after-last");
    assert_eq!(audited.players[0].compared[0].found, Some(1));
    assert!(timeline.left_out.iter().any(|note| note.contains("goal that ends the recording")));
}

#[test]
fn counts_told_in_key_frames_count() {
    let audited = audited("count-in-key-frame");
    let found: Vec<_> = audited.players.iter().map(|player| player.compared.map(|c| (c.header, c.found))).collect();
    assert!(found.iter().flatten().all(|(header, found)| Some(*header) == *found), "{found:?}");
    assert!(found.iter().any(|player| player[3] == (2, Some(2))), "{found:?}");
}

#[test]
fn an_assist_told_more_than_a_second_after_its_goal_counts() {
    let timeline = timeline("assist-told-late");
    let goals = goals(&timeline);
    assert!(matches!(goals.as_slice(), [(Some(scorer), Some(assist))] if scorer != assist), "{goals:?}");
}

#[test]
fn a_jump_in_time_is_refused_with_its_frame_and_the_header() {
    let path = common::data("time-jump");
    let refused = game::open(&path, Options::default());
    let Err(error) = refused else { panic!("the file was read") };
    assert!(matches!(error, GameError::TimeJump { frame: 186, .. }), "{error}");
    assert_eq!(error.header().map(|header| header.frames), Some(Some(313)));
    assert!(error.to_string().contains("network frame 186"), "{error}");
    assert!(game::count(&path, Options::default()).is_err() && audit::file(&path, Options::default()).is_err());
}

#[test]
fn a_mode_is_named() {
    let recording = recording("mode-beach-ball");
    let timeline = recording.timeline.expect("there is a match");
    assert_eq!(recording.header.mode.as_ref(), Some(&timeline.mode));
    assert!(!timeline.mode.is_soccar());
    assert!(timeline.mode.to_string().starts_with("beach ball"), "{}", timeline.mode);
    assert!(timeline.left_out.iter().any(|note| note.contains("beach ball")), "{:?}", timeline.left_out);
}

/// Seconds in play and the players' mean speeds.
fn measured(name: &str) -> (f64, Vec<f64>) {
    let stats = stats::stats(&timeline(name));
    (stats.seconds_in_play, stats.players.iter().filter_map(|player| player.values["avg_speed"]).collect())
}

#[test]
fn bodies_of_network_version_5_lie_in_the_arena() {
    let timeline = timeline("net5-scale");
    let bodies = timeline.moments.iter().flat_map(|moment| &moment.snapshot.cars);
    let ball = timeline.moments.iter().map(|moment| (moment.snapshot.ball.pos, moment.snapshot.ball.vel));
    let mut fastest = 0.0_f32;
    for (pos, vel) in bodies.map(|car| (car.pos, car.vel)).chain(ball) {
        assert!(pos[0].abs() < 4200.0 && pos[1].abs() < 6000.0 && (-50.0..2100.0).contains(&pos[2]), "{pos:?}");
        fastest = fastest.max(vel.iter().map(|v| v * v).sum::<f32>().sqrt());
    }
    assert!((500.0..6000.0).contains(&fastest), "{fastest}");
    assert!(!timeline.left_out.iter().any(|note| note.contains("outside")), "{:?}", timeline.left_out);
}

#[test]
fn play_is_found_where_states_have_only_numbers() {
    let (seconds, speeds) = measured("no-play-state-5");
    assert!((45.0..75.0).contains(&seconds), "{seconds}");
    assert!(speeds.iter().all(|speed| (300.0..2300.0).contains(speed)), "{speeds:?}");
    let (seconds, speeds) = measured("assist-told-late");
    assert!((5.5..7.0).contains(&seconds) && speeds.iter().all(|speed| *speed > 300.0), "{seconds} {speeds:?}");
}
