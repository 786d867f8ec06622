use wavedash_core::units::TICK_RATE;
use wavedash_core::{CarPreset, Controls, Purpose, Stream, Team};
use wavedash_sim::{Arena, ArenaConfig, CarSpec, DemolitionMode, Mutators, PadSpec, SolverKind, TickObserver};

use super::{agents, config, example, record};
use crate::log::{Agent, FileRecorder, Log, LogError, LogPlayer, MarkKind, Recorder, Rules};
use crate::timeline::{Happening, Origin};

#[test]
fn every_tick_comes_back_to_the_bit() {
    for (seed, size, ticks, again) in [(1, 1, 3_000, 900), (2, 3, 2_600, 1_200), (3, 4, 1_200, 1_200), (4, 2, 0, 1)] {
        let played = record(config(seed, size), ticks, again);
        let mut player = LogPlayer::new(Log::read(played.file).unwrap()).unwrap();
        assert_eq!(player.ticks(), ticks);
        for (tick, hash) in (0_u64..).zip(&played.hashes) {
            assert_eq!((player.tick(), player.arena().hash()), (tick, *hash), "{size}v{size}");
            assert_eq!(player.step().unwrap(), tick < ticks);
        }
        let proof = player.verify().unwrap();
        assert_eq!((proof.ticks, proof.hash), (ticks, *played.hashes.last().unwrap()));
        assert!(proof.hashes > ticks / u64::from(TICK_RATE), "{proof:?}");
        assert_eq!(proof.score, player.log().score());
    }
}

#[test]
fn seeking_leads_to_the_state_that_stepping_leads_to() {
    let played = example();
    let mut player = LogPlayer::new(Log::read(played.file).unwrap()).unwrap();
    let mut tick = 17;
    for _ in 0..60 {
        tick = tick * 7_919 % 2_501;
        player.seek(tick as u64).unwrap();
        assert_eq!((player.tick(), player.arena().hash()), (tick as u64, played.hashes[tick]));
        player.step().unwrap();
        assert_eq!(player.arena().hash(), played.hashes[(tick + 1).min(2_500)]);
    }
    player.seek_seconds(1e9).unwrap();
    assert_eq!(player.tick(), 2_500);
    player.seek_seconds(f64::NAN).unwrap();
    assert_eq!(player.tick(), 0);
}

#[test]
fn the_header_makes_the_same_arena() {
    let mut own = config(9, 1);
    own.cars = [CarPreset::Plank, CarPreset::Merc]
        .into_iter()
        .zip(Team::ALL)
        .map(|(preset, team)| CarSpec { team, preset })
        .collect();
    own.mutators = Mutators { gravity: -400.0, demolition: DemolitionMode::OnContact, ..Mutators::default() };
    let no_pads = Mutators { pads_enabled: false, ..Mutators::default() };
    for config in [
        own.clone(),
        ArenaConfig { solver: SolverKind::Rapier, ..own.clone() },
        ArenaConfig { pads: Some(vec![PadSpec { pos: [0.0, 500.0, 70.0], big: true }]), ..own.clone() },
        ArenaConfig { quantise: false, mutators: no_pads, ..own.clone() },
        ArenaConfig { walls: false, ..own },
    ] {
        let played = record(config.clone(), 700, 300);
        let log = Log::read(played.file).unwrap();
        let header = log.header();
        assert_eq!((header.mutators, header.seed, header.arena_id), (config.mutators, 9, 3));
        assert_eq!((header.rules.ticks, header.cars[0].agent.tick_skip), (Some(700), Some(8)));
        let names: Vec<_> = header.players().into_iter().map(|player| (player.name, player.preset)).collect();
        assert_eq!(names[1], ("driver 1".to_owned(), CarPreset::Merc));
        LogPlayer::new(log).unwrap().verify().unwrap();
    }
}

#[test]
fn a_changed_tick_is_found_by_the_next_hash() {
    let played = example();
    // The same match, but one car lets go for one tick, and nobody tells the hashes.
    let log = Log::read(played.file).unwrap();
    let mut player = LogPlayer::new(log).unwrap();
    player.chunk.changes.iter_mut().filter(|change| change.tick > 250).take(4).for_each(|change| {
        change.controls = Controls { jump: !change.controls.jump, ..change.controls };
    });
    match player.verify() {
        Err(LogError::Differs { tick: 360, proved: 240, seconds: 3.0, .. }) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_timeline_has_what_the_marks_have_and_more() {
    let played = record(config(6, 3), 6_000, 2_000);
    let log = Log::read(played.file).unwrap();
    let mut player = LogPlayer::new(log).unwrap();
    let timeline = player.timeline(30.0).unwrap();
    assert_eq!((timeline.origin, timeline.moments.len(), timeline.players.len()), (Origin::Simulated, 1_501, 6));
    assert_eq!(timeline.score, player.log().score());
    assert!((timeline.moments[45].seconds - 1.5).abs() < 1e-9);
    assert_eq!(timeline.moments[45].clock, Some(48.5));
    for (index, tick) in [(0, 0), (45, 180), (1_500, 6_000)] {
        player.seek(tick).unwrap();
        let snapshot = &timeline.moments[index].snapshot;
        assert_eq!((snapshot.tick, &snapshot.cars), (tick, &player.arena().snapshot().cars));
    }
    let indexed: Vec<(u64, MarkKind)> = timeline
        .happenings
        .iter()
        .filter_map(|timed| Some(((timed.seconds * 120.0).round() as u64, MarkKind::of(&timed.happening)?)))
        .collect();
    let marks: Vec<(u64, MarkKind)> = player.marks().iter().map(|mark| (mark.tick, mark.kind)).collect();
    assert_eq!(indexed, marks);
    let count = |wanted: fn(&Happening) -> bool| timeline.happenings.iter().filter(|h| wanted(&h.happening)).count();
    for (name, number) in [
        ("touches", count(|h| matches!(h, Happening::Touch { .. }))),
        ("pickups", count(|h| matches!(h, Happening::Pickup { .. }))),
        ("jumps", count(|h| matches!(h, Happening::Jump { .. }))),
        ("flips", count(|h| matches!(h, Happening::Flip { .. }))),
        ("bumps", count(|h| matches!(h, Happening::Bump { .. }))),
        ("kick-offs", count(|h| matches!(h, Happening::Kickoff)) + played.kickoffs),
    ] {
        assert!(number > 0, "no {name} in {:?}", timeline.happenings);
    }
    assert!(player.timeline(0.0).is_err() && player.timeline(f32::NAN).is_err() && player.timeline(121.0).is_err());
    // 120 is no multiple of 50: it says so.
    assert!(player.timeline(50.0).unwrap().left_out.iter().any(|text| text.contains("nearest tick")));
}

#[test]
fn ten_minutes_of_three_against_three_are_below_a_megabyte() {
    let two_minutes = record(config(1, 3), 120 * 120, 10_000).file.len();
    assert!(two_minutes < 200_000, "{two_minutes} bytes for two minutes of chaos");

    // The worst agents there can be: every 8 ticks five new numbers that are all equally likely, for every car.
    let mut arena = Arena::new(config(1, 3)).unwrap();
    let mut recorder = Recorder::new(Vec::new(), &arena, &agents(6), Rules::default()).unwrap();
    let mut held = [Controls::NONE; 6];
    for tick in 0..60 * 120 {
        if tick % 8 == 0 {
            let mut stream = Stream::new(1, 0, Purpose::Test, tick);
            for controls in &mut held {
                let [throttle, steer, pitch, yaw, roll] = [(); 5].map(|()| stream.symmetric());
                let [jump, boost, handbrake] = [(); 3].map(|()| stream.chance(0.5));
                *controls = Controls { throttle, steer, pitch, yaw, roll, jump, boost, handbrake };
            }
        }
        arena.step(&held);
        recorder.tick(&held, &arena, &[]).unwrap();
    }
    let one_minute = recorder.finish(&arena).unwrap().len();
    assert!(one_minute < 100_000, "{one_minute} bytes for a minute of noise");
}

#[test]
fn a_file_is_whole_or_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.wdm");
    let mut arena = Arena::new(config(1, 1)).unwrap();
    let mut file = FileRecorder::create(&path, &arena, &agents(2), Rules::default()).unwrap();
    for _ in 0..200 {
        arena.step(&[]);
        file.tick(&[], &arena, &[]);
        file.check().unwrap();
    }
    assert!(!path.exists());
    drop(file);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "a match that was given up leaves nothing");
    let file = FileRecorder::create(&path, &arena, &agents(2), Rules::default()).unwrap();
    let bytes = file.finish(&arena).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(std::fs::metadata(&path).unwrap().len(), bytes);
    assert_eq!(crate::log::open(&path).unwrap().arena().hash(), arena.hash());
    let missing = FileRecorder::create(&folder.path().join("no/a.wdm"), &arena, &agents(2), Rules::default());
    assert!(missing.err().unwrap().to_string().contains("no/a.wdm"));
}

#[test]
fn agents_that_do_not_fit_are_refused() {
    let arena = Arena::new(config(1, 1)).unwrap();
    let refuse =
        |agents: &[Agent]| Recorder::new(Vec::new(), &arena, agents, Rules::default()).err().unwrap().to_string();
    assert!(refuse(&agents(3)).contains("3 agents for 2 cars"));
    let mut long = agents(2);
    long[1].name = "x".repeat(201);
    assert!(refuse(&long).contains("201 bytes"));
}
