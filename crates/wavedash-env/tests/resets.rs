//! Start states: where everything stands, that the same stream gives the same, and what files may hold.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use wavedash_core::{Controls, Purpose, Snapshot, Stream, Team, Vec3};
use wavedash_env::registry::{Component, Registry};
use wavedash_env::reset::{Limits, ResetContext, StateMutator};
use wavedash_env::{EnvConfig, EnvError, VecEnv};
use wavedash_sim::workload::{Workload, WorkloadKind};
use wavedash_sim::{Arena, ArenaConfig, Event, Surface, soccar_pads};

fn arena(blue: usize, orange: usize) -> Arena {
    static SURFACE: OnceLock<Arc<Surface>> = OnceLock::new();
    let surface = SURFACE.get_or_init(|| Arc::new(Surface::soccar())).clone();
    Arena::new(ArenaConfig::soccar(surface, blue, orange)).expect("valid")
}

fn stream(n: u64) -> Stream {
    Stream::new(1, n, Purpose::Reset, 0)
}

fn build(text: &str) -> Box<dyn StateMutator> {
    made(&serde_json::from_str::<Component>(text).expect("valid")).expect("valid")
}

fn made(component: &Component) -> Result<Box<dyn StateMutator>, EnvError> {
    ResetContext::new(Registry::builtin_ref(), Limits::default()).build(component, "reset")
}

fn refused(text: &str) -> String {
    match serde_json::from_str::<Component>(text) {
        Ok(config) => made(&config).err().expect("must be refused").to_string(),
        Err(e) => e.to_string(),
    }
}

/// A file of the shared test data, or `None` with a message where it is not there.
fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(name);
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "{} must be there in CI", path.display());
    eprintln!("skipped: {} is not there", path.display());
    None
}

fn scratch(name: &str, bytes: &[u8]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("wavedash-reset-{}-{name}", std::process::id()));
    std::fs::write(&path, bytes).expect("valid");
    path
}

const ALL: [&str; 12] = [
    r#""kickoff""#,
    r#""kickoff_like""#,
    r#""random""#,
    r#""goalie""#,
    r#""wall""#,
    r#""aerial""#,
    r#"{"lucy":{}}"#,
    r#"{"random_pads":{"p":0.3,"of":"kickoff"}}"#,
    r#"{"random_boost":{"low":0.2,"high":0.4,"of":"kickoff"}}"#,
    r#"{"mirror":{"p":0.5,"of":"random"}}"#,
    r#"{"swap_ends":{"p":0.5,"of":{"shuffle_cars":{"of":"goalie"}}}}"#,
    r#"{"mixture":{"of":[{"weight":1,"reset":"wall"},{"weight":3,"reset":"kickoff"}]}}"#,
];

#[test]
fn every_reset_is_a_function_of_the_stream_and_stays_in_the_field() {
    for (blue, orange) in [(1, 1), (3, 3), (1, 0), (0, 2), (2, 1), (0, 0), (8, 0), (4, 4)] {
        let (mut one, mut two) = (arena(blue, orange), arena(blue, orange));
        let held = vec![Controls { throttle: 1.0, boost: true, jump: true, ..Controls::NONE }; blue + orange];
        for text in ALL {
            let mut reset = build(text);
            for n in 0..40 {
                reset.apply(&mut one, &mut stream(n)).expect("valid");
                two.step(&held);
                two.step(&held);
                reset.apply(&mut two, &mut stream(n)).expect("valid");
                let (a, b) = (one.snapshot(), two.snapshot());
                assert_eq!((&a.ball, &a.cars, &a.pads), (&b.ball, &b.cars, &b.pads), "{text} {n}");
                let lost = one.state().lost;
                for _ in 0..30 {
                    one.step(&[]);
                }
                assert_eq!(one.state().lost, lost, "{text} {n}: something left the arena");
            }
        }
    }
}

#[test]
fn kickoffs_use_the_places_of_the_arena_symmetrically() {
    let mut game = arena(3, 3);
    let mut known: Vec<[f32; 3]> = Vec::new();
    for n in 0..40 {
        let other = game.sibling(n, n);
        known.extend(other.snapshot().cars.iter().map(|car| car.pos));
    }
    for n in 0..40 {
        build(r#""kickoff""#).apply(&mut game, &mut stream(n)).expect("valid");
        let shot = game.snapshot();
        for (i, car) in shot.cars.iter().enumerate() {
            assert!(known.contains(&car.pos), "{:?}", car.pos);
            let across = shot.cars[(i + 3) % 6].pos;
            assert_eq!([car.pos[0], car.pos[1]], [-across[0], -across[1]]);
            assert!((car.boost - 100.0 / 3.0).abs() < 1e-4 && car.on_ground);
        }
        assert!(shot.pads.iter().all(|pad| pad.is_active));
    }
}

#[test]
fn goalie_shots_go_at_the_goal_of_the_car_that_stands_in_it() {
    let mut game = arena(2, 2);
    let mut defended = [0, 0];
    let mut scored = 0;
    for n in 0..200 {
        build(r#""goalie""#).apply(&mut game, &mut stream(n)).expect("valid");
        let shot = game.snapshot();
        let keeper = shot.cars.iter().find(|car| car.pos[1].abs() == 5100.0).expect("one car keeps");
        defended[keeper.team.index()] += 1;
        assert_eq!(keeper.pos[1].signum(), keeper.team.own_goal_sign());
        assert_eq!(shot.ball.vel[1].signum(), keeper.team.own_goal_sign());
        assert!(shot.cars.iter().all(|car| car.boost == 100.0));
        // Without anybody in the way most of the shots go in.
        let mut alone = arena(0, 0);
        alone.set_ball(game.state().ball.body).expect("valid");
        (0..600).for_each(|_| _ = alone.step(&[]));
        scored += alone.state().score[keeper.team.other().index()];
        assert_eq!(alone.state().score[keeper.team.index()], 0);
    }
    assert!(defended.iter().all(|n| *n > 70), "{defended:?}");
    assert!(scored > 100, "{scored} of 200");
}

#[test]
fn practice_cars_are_where_they_should_be() {
    let mut game = arena(1, 1);
    let (mut on_wall, mut in_air) = (0, 0);
    for n in 0..200 {
        build(r#""wall""#).apply(&mut game, &mut stream(n)).expect("valid");
        let ball = game.snapshot().ball.pos;
        for car in &game.state().cars {
            if car.body.pos.z > 100.0 {
                assert!(car.wheels_on_arena() >= 3 && (car.body.pos.x - ball[0]).abs() < 200.0);
                on_wall += 1;
            }
        }
        build(r#""aerial""#).apply(&mut game, &mut stream(n)).expect("valid");
        in_air += game.state().cars.iter().filter(|car| !car.on_ground).count();
        assert!(game.state().ball.body.pos.z >= 700.0);
    }
    assert!((60..140).contains(&on_wall), "{on_wall}");
    assert!((60..140).contains(&in_air), "{in_air}");
}

#[test]
fn mirror_images_play_on_as_mirror_images() {
    let mut game = arena(1, 1);
    let mut image = arena(1, 1);
    for n in 0..20 {
        build(r#"{"random_pads":{"p":0.5,"of":"random"}}"#).apply(&mut game, &mut stream(n)).expect("valid");
        let of = r#"{"random_pads":{"p":0.5,"of":"random"}}"#;
        build(&format!(r#"{{"mirror":{{"p":1,"of":{of}}}}}"#)).apply(&mut image, &mut stream(n)).expect("valid");
        for _ in 0..10 {
            game.step(&[]);
            image.step(&[]);
        }
        let (a, b) = (game.snapshot(), image.snapshot());
        let near = |p: [f32; 3], q: [f32; 3]| {
            let d = Vec3::new(-p[0], p[1], p[2]) - Vec3::from(q);
            assert!(d.norm() < 1.0, "{n}: {p:?} {q:?}");
        };
        near(a.ball.pos, b.ball.pos);
        near(a.ball.vel, b.ball.vel);
        for ((car, other), states) in a.cars.iter().zip(&b.cars).zip(game.state().cars.iter().zip(&image.state().cars))
        {
            near(car.pos, other.pos);
            assert_eq!(car.on_ground, other.on_ground);
            let (f, g) = (states.0.body.frame(), states.1.body.frame());
            assert!((Vec3::new(-f.forward.x, f.forward.y, f.forward.z) - g.forward).norm() < 0.02);
            assert!((Vec3::new(-f.up.x, f.up.y, f.up.z) - g.up).norm() < 0.02);
        }
        let pads = soccar_pads();
        for (i, pad) in pads.iter().enumerate() {
            let [x, y, z] = pad.pos;
            let j = pads.iter().position(|p| p.pos == [if x == 0.0 { x } else { -x }, y, z]).expect("valid");
            assert_eq!(a.pads[i], b.pads[j]);
        }
    }
}

#[test]
fn changing_ends_gives_each_team_the_other_ones_role() {
    let mut game = arena(2, 2);
    let mut swapped = arena(2, 2);
    for n in 0..20 {
        build(r#""goalie""#).apply(&mut game, &mut stream(n)).expect("valid");
        build(r#"{"swap_ends":{"p":1,"of":"goalie"}}"#).apply(&mut swapped, &mut stream(n)).expect("valid");
        let (a, b) = (game.state(), swapped.state());
        assert_eq!(b.ball.body.vel, Vec3::new(-a.ball.body.vel.x, -a.ball.body.vel.y, a.ball.body.vel.z));
        for i in 0..4 {
            let (was, is) = (&a.cars[i].body, &b.cars[(i + 2) % 4].body);
            assert_eq!(is.pos, Vec3::new(-was.pos.x, -was.pos.y, was.pos.z));
            let (f, g) = (was.frame().forward, is.frame().forward);
            assert!((Vec3::new(-f.x, -f.y, f.z) - g).norm() < 1e-5);
        }
    }
}

#[test]
fn boost_pads_mixtures_and_orders_follow_their_numbers() {
    let mut game = arena(3, 0);
    let (mut ready, mut kickoffs, mut moved) = (0, 0, 0);
    for n in 0..400 {
        build(ALL[7]).apply(&mut game, &mut stream(n)).expect("valid");
        ready += game.snapshot().pads.iter().filter(|pad| pad.is_active).count();
        build(ALL[8]).apply(&mut game, &mut stream(n)).expect("valid");
        assert!(game.state().cars.iter().all(|car| (20.0..40.0).contains(&car.boost)));
        build(ALL[11]).apply(&mut game, &mut stream(n)).expect("valid");
        kickoffs += usize::from(game.state().ball.body.pos.x == 0.0);
        build(r#""kickoff_like""#).apply(&mut game, &mut stream(n)).expect("valid");
        let before = game.state().cars[0].body.pos;
        build(r#"{"shuffle_cars":{"of":"kickoff_like"}}"#).apply(&mut game, &mut stream(n)).expect("valid");
        let after: Vec<Vec3> = game.state().cars.iter().map(|car| car.body.pos).collect();
        assert!(after.contains(&before));
        moved += usize::from(after[0] != before);
    }
    let share = ready as f32 / (400.0 * 34.0);
    assert!((0.27..0.33).contains(&share), "{share}");
    assert!((260..340).contains(&kickoffs), "{kickoffs}");
    assert!((220..310).contains(&moved), "{moved}");
}

#[test]
fn configurations_that_mean_nothing_are_named() {
    assert!(refused(r#"{"mirror":{"p":1.5,"of":"random"}}"#).contains("reset.mirror.p: 1.5 is not between 0 and 1"));
    assert!(refused(r#"{"mixture":{"of":[]}}"#).contains("reset.mixture.of"));
    assert!(refused(r#"{"mixture":{"of":[{"weight":-1,"reset":"goalie"}]}}"#).contains("of[0].weight"));
    assert!(
        refused(r#"{"swap_ends":{"p":1,"of":{"mirror":{"p":-1,"of":"wall"}}}}"#)
            .contains("reset.swap_ends.of.mirror.p")
    );
    assert!(
        refused(r#"{"mirror":{"p":1,"of":"random","q":1}}"#).contains("reset.mirror.q: there is no such parameter")
    );
    assert!(refused(r#""kick-off""#).ends_with("did you mean `kickoff`?"));
    assert!(refused(r#"{"replay_rows":{"path":"/nowhere/a.npy"}}"#).starts_with("/nowhere/a.npy: "));
}

fn npy(descr: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let mut header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}");
    header.push_str(&" ".repeat(63 - (10 + header.len()) % 64));
    header.push('\n');
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend((header.len() as u16).to_le_bytes());
    file.extend(header.as_bytes());
    file.extend(data);
    file
}

fn rows_of(name: &str, bytes: &[u8]) -> Result<Box<dyn StateMutator>, String> {
    let path = scratch(name, bytes);
    made(&Component::with("replay_rows", serde_json::json!({ "path": path }))).map_err(|e| e.to_string())
}

#[test]
fn broken_files_are_named_with_their_row() {
    let row: Vec<f32> = (0..22).map(|i| if i == 2 || i == 11 { 500.0 } else { 0.0 }).collect();
    let bytes = |rows: &[Vec<f32>]| rows.iter().flatten().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>();
    let mut bad = row.clone();
    bad[5] = f32::NAN;
    let refused = |name: &str, file: Vec<u8>| rows_of(name, &file).err().expect("must be refused");
    assert!(rows_of("good.npy", &npy("<f4", "(1, 22)", &bytes(core::slice::from_ref(&row)))).is_ok());
    let e = refused("nan.npy", npy("<f4", "(2, 22)", &bytes(&[row.clone(), bad])));
    assert!(e.contains("nan.npy: row 1: column 5 is NaN"), "{e}");
    assert!(refused("columns.npy", npy("<f4", "(2, 11)", &bytes(core::slice::from_ref(&row)))).contains("11 columns"));
    assert!(refused("short.npy", npy("<f4", "(9, 22)", &bytes(core::slice::from_ref(&row)))).contains("short.npy"));
    assert!(
        refused("huge.npy", npy("<f4", "(99999999999, 22)", &bytes(core::slice::from_ref(&row)))).contains("huge.npy")
    );
    assert!(refused("kind.npy", npy("<i4", "(1, 22)", &bytes(core::slice::from_ref(&row)))).contains("i4"));
    assert!(refused("text.npy", b"hello".to_vec()).contains("not a .npy file"));
    // Found by fuzzing: the parser of such headers takes for ever.
    let nested = npy("<f4", &format!("{}3{}", "{".repeat(60), "}".repeat(60)), &[]);
    assert!(refused("nested.npy", nested).contains("brackets within brackets"));
    let deep = npy("<f4", &"(".repeat(3000), &[]);
    assert!(refused("deep.npy", deep).contains("brackets within brackets"));
    let mut long = b"\x93NUMPY\x02\x00".to_vec();
    long.extend(u32::MAX.to_le_bytes());
    assert!(refused("long.npy", long).contains("a header of 4294967295 bytes"));
    let mut outside = row;
    outside[1] = 5300.0;
    assert!(refused("outside.npy", npy("<f4", "(1, 22)", &bytes(&[outside]))).contains("none of its 1 states"));

    let path = scratch("pack.jsonl", b"{\"shots\":[]}\n\n{\"shots\":[{\"ball\":1}]}\n");
    let e =
        made(&Component::with("training_packs", serde_json::json!({ "path": path }))).err().expect("valid").to_string();
    assert!(e.contains("pack.jsonl: line 3: "), "{e}");
}

/// A snapshot of a kick-off in 1v1, as its JSON line.
fn line() -> serde_json::Value {
    serde_json::to_value(arena(1, 1).snapshot()).expect("valid")
}

fn snapshots_of(name: &str, states: &[serde_json::Value], config: &EnvConfig) -> Result<(), EnvError> {
    let lines: Vec<String> = states.iter().map(ToString::to_string).collect();
    let path = scratch(name, lines.join("\n").as_bytes());
    let config =
        EnvConfig { reset: Component::with("snapshots", serde_json::json!({ "path": path })), ..config.clone() };
    VecEnv::builder(&config).build().map(|_| ())
}

#[test]
fn every_value_of_a_snapshot_must_be_within_the_rules() {
    let cases: [(&str, serde_json::Value, &str); 14] = [
        ("/cars/1/boost", 1e9.into(), "cars[1].boost is 1000000000; expected from 0 to 100"),
        ("/cars/0/boost", (-0.5).into(), "cars[0].boost is -0.5"),
        ("/cars/0/vel/0", 6000.0.into(), "cars[0].vel has length 6000 uu/s; the limit is 2300"),
        ("/cars/0/ang_vel/2", (-100.0).into(), "cars[0].ang_vel has length 100 rad/s; the limit is 5.5"),
        ("/cars/1/controls/steer", 2.0.into(), "cars[1].controls.steer is 2"),
        ("/cars/0/rot_wxyz/0", 3.0.into(), "cars[0].rot_wxyz has length"),
        ("/ball/vel/0", 1e6.into(), "ball.vel has length 1000000 uu/s; the limit is 6000"),
        ("/ball/vel/1", 1e30.into(), "ball.vel has length"),
        ("/ball/ang_vel/1", 1e3.into(), "ball.ang_vel has length 1000 rad/s; the limit is 6"),
        ("/ball/rot_wxyz/0", 0.0.into(), "ball.rot_wxyz has length 0"),
        ("/pads/3/cooldown_seconds", 11.0.into(), "pads[3].cooldown_seconds is 11; expected from 0 to 10.0"),
        ("/pads/0/cooldown_seconds", 5.0.into(), "pads[0].cooldown_seconds is 5; expected from 0 to 4.0"),
        ("/cars/1/respawn_seconds", 4.0.into(), "cars[1].respawn_seconds is 4; expected from 0 to 3.0"),
        ("/cars/1/respawn_seconds", (-1.0).into(), "cars[1].respawn_seconds is -1"),
    ];
    for (place, wrong, message) in cases {
        let mut spoilt = line();
        *spoilt.pointer_mut(place).expect(place) = wrong;
        *spoilt.pointer_mut("/cars/1/is_demolished").expect("a flag") = place.contains("respawn").into();
        for pad in spoilt["pads"].as_array_mut().expect("pads") {
            pad["is_active"] = false.into();
        }
        let e = snapshots_of("spoilt.jsonl", &[line(), spoilt], &EnvConfig::default()).expect_err(place);
        assert!(matches!(e, EnvError::StartState { .. }), "{e}");
        assert!(e.to_string().contains(&format!("spoilt.jsonl: line 2: {message}")), "{place}: {e}");
    }
}

#[test]
fn pads_and_cars_of_a_snapshot_must_have_room() {
    let refused = |state: serde_json::Value| {
        snapshots_of("room.jsonl", &[state], &EnvConfig::default()).expect_err("must be refused").to_string()
    };
    let mut short = line();
    short["pads"].as_array_mut().expect("pads").truncate(10);
    assert!(refused(short).contains("line 1: pads has 10 entries; expected 34, or none"));
    let mut many = line();
    many["cars"] = vec![many["cars"][0].clone(); 9].into();
    assert!(refused(many).contains("line 1: cars has 9 entries; an arena holds at most 8"));
    // More cars than the arena has are fine: the first of each side play.
    let mut more = line();
    more["cars"] = vec![more["cars"][0].clone(); 8].into();
    more["pads"] = serde_json::json!([]);
    snapshots_of("room.jsonl", &[more], &EnvConfig::default()).expect("fits");
}

#[test]
fn other_rules_have_other_limits() {
    let read = |text: &str| serde_json::from_str::<EnvConfig>(text).expect("valid");
    let mut state = line();
    state["ball"]["vel"] = serde_json::json!([20000.0, 0.0, 0.0]);
    state["cars"][0]["boost"] = 150.0.into();
    let fast = read(r#"{"mutators":{"ball_max_speed":20000.0,"boost_max":200.0}}"#);
    snapshots_of("rules.jsonl", core::slice::from_ref(&state), &fast).expect("fits");
    assert!(snapshots_of("rules.jsonl", &[state], &EnvConfig::default()).is_err());
    let two = read(r#"{"pads":[{"pos":[0,0,70],"big":true},{"pos":[0,100,70],"big":false}]}"#);
    let e = snapshots_of("rules.jsonl", &[line()], &two).expect_err("34 pads").to_string();
    assert!(e.contains("pads has 34 entries; expected 2, or none"), "{e}");
    // Without pads nobody asks for them.
    snapshots_of("rules.jsonl", &[line()], &read(r#"{"mutators":{"pads_enabled":false}}"#)).expect("fits");
}

#[test]
fn rows_and_shots_must_be_within_the_rules_too() {
    let row = |column: usize, value: f32| {
        let mut row: Vec<f32> = (0..22).map(|i| if i == 2 || i == 11 { 500.0 } else { 0.0 }).collect();
        row[column] = value;
        row.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>()
    };
    for (column, value, message) in [
        (21, 1e9, "row 1: cars[0].boost (column 21) is 1000000000; expected from 0 to 1"),
        (21, -0.1, "row 1: cars[0].boost (column 21) is -0.1"),
        (4, 1e6, "row 1: ball.vel has length 1000000 uu/s"),
        (7, 1e3, "row 1: ball.ang_vel has length 1000 rad/s"),
        (15, 6e3, "row 1: cars[0].vel has length 6000 uu/s"),
        (20, 1e2, "row 1: cars[0].ang_vel has length 100 rad/s"),
    ] {
        let bytes = [row(0, 0.0), row(column, value)].concat();
        let e = rows_of("range.npy", &npy("<f4", "(2, 22)", &bytes)).err().expect("must be refused");
        assert!(e.contains("range.npy: ") && e.contains(message), "{column}: {e}");
    }
    for (ball, car, message) in [
        ([7e4, 0.0, 0.0], [0.0; 3], "line 1, shot 0: ball.vel has length 70000 uu/s"),
        ([0.0; 3], [0.0, 9e3, 0.0], "line 1, shot 0: cars[0].vel has length 9000 uu/s"),
    ] {
        let body = |pos: [f32; 3], vel: [f32; 3]| serde_json::json!({ "position": pos, "linear_velocity": vel, "euler_angles": [0.0, 0.0, 0.0] });
        let shot = serde_json::json!({ "ball": body([0.0, 0.0, 500.0], ball), "car": body([0.0, -900.0, 17.0], car) });
        let path = scratch("range.jsonl", serde_json::json!({ "shots": [shot] }).to_string().as_bytes());
        let e = made(&Component::with("training_packs", serde_json::json!({ "path": path })))
            .err()
            .expect("must be refused")
            .to_string();
        assert!(e.contains(message), "{e}");
    }
}

#[test]
fn the_files_that_showed_the_fault_are_refused() {
    for (name, message) in [
        ("ball_vel_fast", "line 1: ball.vel has length 1000000 uu/s"),
        ("boost_1e9", "line 1: cars[0].boost is 1000000000; expected from 0 to 100"),
        ("boost_neg", "line 1: cars[0].boost is -5; expected from 0 to 100"),
        ("pads_short", "line 1: pads has 10 entries; expected 34, or none"),
        ("ten_cars", "line 1: cars has 20 entries; an arena holds at most 8"),
    ] {
        let Some(path) = shared(&format!("faults/{name}.jsonl")) else { continue };
        let e = made(&Component::with("snapshots", serde_json::json!({ "path": path }))).err().expect(name).to_string();
        assert!(e.contains(message), "{name}: {e}");
    }
}

/// What our own arenas do is within the rules, right after hits and demolitions as well.
#[test]
fn whatever_an_arena_has_played_is_taken() {
    for kind in [WorkloadKind::Chaos, WorkloadKind::Drive] {
        let mut game = arena(4, 4);
        let mut drivers = Workload::new(kind, 3, 0, 8);
        drivers.kickoff(&mut game).expect("a kick-off");
        let mut states = Vec::new();
        for _ in 0..12_000 {
            let mut hit = false;
            drivers
                .step(&mut game, |event| {
                    hit |= matches!(event, Event::Touch { .. } | Event::Bump { .. } | Event::Demolition { .. });
                })
                .expect("a step");
            if hit {
                states.push(serde_json::to_value(game.snapshot()).expect("valid"));
            }
        }
        assert!(states.len() > 60, "{}", states.len());
        snapshots_of("played.jsonl", &states, &EnvConfig::default()).expect("every state fits");
    }
}

#[test]
fn human_states_are_read_as_they_were_recorded() {
    let Some(path) = shared("states/lucy-2v2-states.npy") else { return };
    let mut reset = made(&Component::with("replay_rows", serde_json::json!({ "path": path }))).expect("valid");
    let (mut on_wall, mut fits) = (0, 0);
    let mut game = arena(2, 2);
    for n in 0..2000 {
        reset.apply(&mut game, &mut stream(n)).expect("valid");
        for car in &game.state().cars {
            // Pitch, yaw and roll are read in the right order and sense: cars at a side wall have
            // their roofs away from it.
            if car.body.pos.x.abs() > 4070.0 && car.body.pos.z > 300.0 {
                on_wall += 1;
                fits +=
                    usize::from(car.body.frame().up.x * -car.body.pos.x.signum() > 0.9 && car.wheels_on_arena() >= 3);
            }
        }
    }
    assert!(on_wall > 100 && fits * 10 > on_wall * 9, "{fits} of {on_wall}");
    // Other numbers of cars: the first of each team, and kick-off places for the rest.
    let mut larger = arena(3, 1);
    let mut lucy = made(&Component::with("lucy", serde_json::json!({ "replays": path }))).expect("valid");
    for n in 0..200 {
        reset.apply(&mut larger, &mut stream(n)).expect("valid");
        reset.apply(&mut game, &mut stream(n)).expect("valid");
        let (large, small) = (&larger.state().cars, &game.state().cars);
        assert_eq!((large[0], large[1], large[3]), (small[0], small[1], small[2]));
        assert!(large[2].body.pos.y < -2000.0 && large[2].on_ground);
        lucy.apply(&mut larger, &mut stream(n)).expect("valid");
    }
}

#[test]
fn training_packs_are_read_without_their_impossible_shots() {
    let Some(path) = shared("states/training_pack_states.jsonl.gz") else { return };
    let mut reset = made(&Component::with("training_packs", serde_json::json!({ "path": path }))).expect("valid");
    let mut game = arena(1, 1);
    for n in 0..2000 {
        reset.apply(&mut game, &mut stream(n)).expect("valid");
        assert!(!game.state().in_goal);
        assert_eq!(game.snapshot().cars[0].boost, 100.0);
        (0..60).for_each(|_| _ = game.step(&[]));
        assert_eq!(game.state().lost, 0, "{n}");
    }
}

#[test]
fn our_own_snapshots_come_back() {
    let mut game = arena(2, 1);
    let held = Controls { throttle: 1.0, boost: true, jump: true, ..Controls::NONE };
    let mut lines = Vec::new();
    let mut shots: Vec<Snapshot> = Vec::new();
    for _ in 0..20 {
        for _ in 0..23 {
            game.step(&[held, Controls { steer: 1.0, ..held }, held]);
        }
        shots.push(game.snapshot());
        serde_json::to_writer(&mut lines, shots.last().expect("valid")).expect("valid");
        lines.push(b'\n');
    }
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(&lines).expect("valid");
    for path in [scratch("shots.jsonl", &lines), scratch("shots.jsonl.gz", &gz.finish().expect("valid"))] {
        let mut reset = made(&Component::with("snapshots", serde_json::json!({ "path": path }))).expect("valid");
        let mut other = arena(2, 1);
        for n in 0..50 {
            reset.apply(&mut other, &mut stream(n)).expect("valid");
            let now = other.snapshot();
            let was = shots.iter().find(|shot| shot.ball.pos == now.ball.pos && shot.cars[0].pos == now.cars[0].pos);
            let was = was.expect("one of the snapshots");
            for (a, b) in was.cars.iter().zip(&now.cars) {
                assert_eq!((a.pos, a.vel, a.team, a.has_flipped), (b.pos, b.vel, b.team, b.has_flipped));
                assert_eq!(a.can_flip, b.can_flip);
                assert!((a.boost - b.boost).abs() < 1e-3);
            }
            for (a, b) in was.pads.iter().zip(&now.pads) {
                assert!((a.cooldown_seconds - b.cooldown_seconds).abs() < 0.01);
            }
        }
        assert!(other.cars().iter().any(|car| car.team == Team::Orange));
    }
}
