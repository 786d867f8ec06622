//! The second flat observation, column by column.

use core::f32::consts::PI;

use super::Item::{N, V};
use super::scenes::by_hand;
use super::{Named, build, built};
use crate::obs::{FlatV2Config, Prediction};
use crate::registry::Component;
use wavedash_core::Vec3;
use wavedash_core::units::{BACK_WALL_Y, GOAL_HEIGHT};

fn v(x: f32, y: f32, z: f32) -> Vec3 {
    Vec3::new(x, y, z)
}

/// What the second car sees: nose (.6, .8, 0), right (-.8, .6, 0), roof z.
fn turn(x: f32, y: f32, z: f32) -> Vec3 {
    v(0.6 * x + 0.8 * y, -0.8 * x + 0.6 * y, z)
}

#[test]
fn everything_is_seen_in_the_frames_in_which_it_is_needed() {
    let mut scene = by_hand();
    scene.cars[1].jump_seconds = 0.5;
    scene.cars[1].air_seconds = 9.0;
    scene.cars[1].handbrake = 0.25;
    let mut builder = build(&Component::named("flat_v2"), &scene);
    builder.reset(&scene);
    let obs = Named::of(&*builder, &scene, 1);
    let goal = |y: f32| v(0.0, y * BACK_WALL_Y / 2300.0, 0.5 * GOAL_HEIGHT / 2300.0);
    let (ball, car) = (v(0.5, -0.25, 0.125), v(1.0, -1.5, 0.2));
    let seen = |place: Vec3| {
        let d = place - car;
        turn(d.x, d.y, d.z)
    };
    let to_goal = (goal(1.0) - ball).normalize();
    obs.row(
        "ball",
        &[
            V("pos", turn(-0.5, 1.25, -0.075)),
            V("vel", turn(1.5, -2.75, 0.4)),
            V("ang_vel", turn(0.2, -0.4, 0.6) * (5.5 / PI)),
            V("to_goal", turn(to_goal.x, to_goal.y, to_goal.z)),
        ],
    );
    obs.row("ball_field", &[V("pos", ball), V("vel", v(1.0, -2.0, 0.5)), V("ang_vel", v(0.2, -0.4, 0.6) * (5.5 / PI))]);
    obs.row("ahead1", &[V("pos", seen(v(1.0, -1.25, 0.3)))]);
    obs.row("ahead3", &[V("pos", seen(v(1.4, -1.0, 0.04)))]);
    obs.row("own_goal", &[V("pos", seen(goal(-1.0)))]);
    obs.row("opponent_goal", &[V("pos", seen(goal(1.0)))]);
    obs.one("pad1.ready", 1.0);
    obs.one("pad2.ready", 0.2);
    // Three pads, the nearest first: (-.4, -1) is 1.5 away, (0, 0) 1.8, (.4, 1) 2.6.
    obs.row("near_pad1", &[V("pos", seen(v(-0.4, -1.0, 0.03))), N("ready", 1.0), N("is_big", 0.0)]);
    obs.row("near_pad2", &[V("pos", seen(v(0.0, 0.0, 0.03))), N("ready", 0.2), N("is_big", 1.0)]);
    for (name, want) in [
        ("holds_jump", 1.0),
        ("has_jumped", 1.0),
        ("is_jumping", 0.0),
        ("handbrake", 0.25),
        ("air_seconds", 1.0),
        ("jump_seconds", 0.4),
        ("flip_seconds", 0.0),
        ("pos.x", 1.0),
        ("vel.x", -0.5),
        ("boost", 0.75),
    ] {
        obs.one(&format!("self.{name}"), want);
    }
    obs.row(
        "self_seen",
        &[V("vel", turn(-0.5, 0.75, 0.1)), V("ang_vel", turn(-0.1, 0.4, -0.2) * (5.5 / PI)), V("up", Vec3::z())],
    );
    obs.one("mate1.pos.x", turn(-1.5, 0.5, -0.19).x);
    obs.row(
        "mate1_field",
        &[
            V("pos", v(-0.5, -1.0, 0.01)),
            V("forward", Vec3::x()),
            V("up", Vec3::z()),
            V("vel", v(0.25, 0.5, 0.0)),
            V("ang_vel", v(0.1, 0.2, 0.3) * (5.5 / PI)),
        ],
    );
    // The first car's nose is along x: it sees the ball where it is.
    obs.row("mate1.ball", &[V("pos", v(1.0, 0.75, 0.115))]);
    obs.row("opponent2_field", &[]);
    // Orange sees its own field turned by half a turn.
    let obs = Named::of(&*builder, &scene, 2);
    obs.one("ball_field.pos.x", -0.5);
    obs.one("ball_field.pos.y", 0.25);
    obs.one("opponent1_field.pos.x", 0.5);
}

#[test]
fn what_cannot_be_seen_is_refused() {
    let refused = |text: &str| {
        let config: Component = serde_json::from_str(&format!(r#"{{ "flat_v2": {text} }}"#)).unwrap();
        built(&config, [1, 1], 34).err().map(|e| e.to_string()).unwrap_or_default()
    };
    assert_eq!(refused(r#"{ "near_pads": 0, "ahead": [], "team_size": 1 }"#), "");
    assert!(refused(r#"{ "near_pads": 9 }"#).contains("observation.flat_v2.near_pads"));
    assert!(refused(r#"{ "team_size": 0 }"#).contains("observation.flat_v2.team_size"));
    assert!(refused(r#"{ "ahead": [1.0, 0.5] }"#).contains("ascending seconds"));
    assert!(refused(r#"{ "ahead": [9.0] }"#).contains("up to 5"));
    assert_eq!(FlatV2Config::default().prediction, Prediction::Exact);
}
