//! Every column of Necto's and Nexto's observations on the scene made by hand.

use super::Item::{N, V};
use super::scenes::by_hand;
use super::{Named, NectoConfig, NextoConfig, build, some_controls};
use crate::registry::Component;
use wavedash_core::Vec3;

fn v(x: f32, y: f32, z: f32) -> Vec3 {
    Vec3::new(x, y, z)
}

#[test]
fn necto_for_blue() {
    let scene = by_hand();
    let config = NectoConfig { players: Some(4), ..NectoConfig::default() };
    let mut builder = build(&Component::with("necto", config), &scene);
    builder.reset(&scene);
    builder.note(&[some_controls(1), some_controls(3), some_controls(0)], &scene);
    let obs = Named::of(&*builder, &scene, 0);
    obs.row(
        "query",
        &[
            N("is_self", 1.0),
            N("is_mate", 1.0),
            V("pos", v(-0.5, -1.0, 0.01)),
            V("vel", v(0.25, 0.5, 0.0)),
            V("forward", Vec3::x()),
            V("up", Vec3::z()),
            V("ang_vel", v(0.1, 0.2, 0.3)),
            N("boost", 0.33),
            N("on_ground", 1.0),
            N("can_flip", 1.0),
            N("action1.throttle", 0.01),
            N("action1.steer", 0.11),
            N("action1.pitch", 0.21),
            N("action1.yaw", 0.31),
            N("action1.roll", 0.41),
            N("action1.jump", 1.0),
        ],
    );
    obs.row(
        "ball",
        &[
            N("is_ball", 1.0),
            V("pos", v(1.0, 0.75, 0.115)),
            V("vel", v(0.75, -2.5, 0.5)),
            V("ang_vel", v(0.2, -0.4, 0.6)),
        ],
    );
    obs.row(
        "player1",
        &[
            N("is_self", 1.0),
            N("is_mate", 1.0),
            V("forward", Vec3::x()),
            V("up", Vec3::z()),
            V("ang_vel", v(0.1, 0.2, 0.3)),
            N("boost", 0.33),
            N("on_ground", 1.0),
            N("can_flip", 1.0),
        ],
    );
    obs.row(
        "player2",
        &[
            N("is_mate", 1.0),
            V("pos", v(1.5, -0.5, 0.19)),
            V("vel", v(-0.75, 0.25, 0.1)),
            V("forward", v(0.6, 0.8, 0.0)),
            V("up", Vec3::z()),
            V("ang_vel", v(-0.1, 0.4, -0.2)),
            N("boost", 0.75),
            N("can_flip", 1.0),
        ],
    );
    obs.row(
        "player3",
        &[
            N("is_opponent", 1.0),
            V("pos", v(0.75, 2.25, 0.29)),
            V("vel", v(-0.15, -0.7, -0.3)),
            V("forward", v(0.0, 0.6, 0.8)),
            V("up", v(0.0, 0.8, -0.6)),
            V("ang_vel", v(0.5, -0.6, 0.7)),
            N("boost", 0.1),
            // Demolished at the reset, one step ago.
            N("timer", 0.3 - 8.0 / 1200.0),
        ],
    );
    let minus_own = [V("pos", v(0.5, 1.0, -0.01)), V("vel", v(-0.25, -0.5, 0.0))];
    obs.row("player4", &[minus_own[0], minus_own[1], N("is_padding", 1.0)]);
    let vel = minus_own[1];
    let pad = |worth, timer| [N("is_pad", 1.0), vel, N("boost", worth), N("timer", timer)];
    // The available pad's timer runs; those of taken pads stand at 0.
    let [a, b, c, d] = pad(0.12, 0.4 - 8.0 / 1200.0);
    obs.row("pad1", &[a, b, c, d, V("pos", v(0.1, 0.0, 0.02))]);
    let [a, b, c, d] = pad(1.0, 0.0);
    obs.row("pad2", &[a, b, c, d, V("pos", v(0.5, 1.0, 0.02))]);
    let [a, b, c, d] = pad(0.12, 0.0);
    obs.row("pad3", &[a, b, c, d, V("pos", v(0.9, 2.0, 0.02))]);
}

#[test]
fn necto_for_orange() {
    let scene = by_hand();
    let mut builder = build(&Component::named("necto"), &scene);
    builder.reset(&scene);
    let obs = Named::of(&*builder, &scene, 2);
    obs.row(
        "query",
        &[
            N("is_self", 1.0),
            N("is_mate", 1.0),
            V("pos", v(-0.25, -1.25, 0.3)),
            V("vel", v(-0.1, 0.2, -0.3)),
            V("forward", v(0.0, -0.6, 0.8)),
            V("up", v(0.0, -0.8, -0.6)),
            V("ang_vel", v(-0.5, 0.6, 0.7)),
            N("boost", 0.1),
            N("timer", 0.3),
        ],
    );
    obs.row(
        "ball",
        &[
            N("is_ball", 1.0),
            V("pos", v(-0.25, 1.5, -0.175)),
            V("vel", v(-0.9, 1.8, 0.8)),
            V("ang_vel", v(-0.2, 0.4, 0.6)),
        ],
    );
    obs.one("player2.is_opponent", 1.0);
    obs.one("player2.boost", 0.33);
    obs.one("player3.boost", 0.75);
    // From its own goal the last pad is the first.
    let vel = V("vel", v(0.1, -0.2, 0.3));
    obs.row("pad1", &[N("is_pad", 1.0), V("pos", v(-0.15, 0.25, -0.27)), vel, N("boost", 0.12)]);
    obs.row("pad3", &[N("is_pad", 1.0), V("pos", v(0.65, 2.25, -0.27)), vel, N("boost", 0.12), N("timer", 0.4)]);
}

#[test]
fn nexto_turns_what_it_sees_towards_the_nose() {
    let scene = by_hand();
    let config = NextoConfig { players: Some(4), ..NextoConfig::default() };
    let mut builder = build(&Component::with("nexto", config), &scene);
    builder.reset(&scene);
    let obs = Named::of(&*builder, &scene, 1);
    obs.row(
        "query",
        &[
            N("is_self", 1.0),
            N("is_mate", 1.0),
            V("pos", v(1.0, -1.5, 0.2)),
            V("vel", v(-0.5, 0.75, 0.1)),
            V("forward", v(0.6, 0.8, 0.0)),
            V("up", Vec3::z()),
            V("ang_vel", v(-0.1, 0.4, -0.2)),
            N("boost", 0.75),
            N("can_flip", 1.0),
        ],
    );
    // theta = atan2(0.6, 0.8): sine 0.6, cosine 0.8.
    let turn = |x: f32, y: f32, z: f32| v(0.8 * x - 0.6 * y, 0.6 * x + 0.8 * y, z);
    obs.row(
        "player1",
        &[
            N("is_self", 1.0),
            N("is_mate", 1.0),
            // The velocity is not relative.
            V("vel", v(-0.85, 0.3, 0.1)),
            V("forward", Vec3::y()),
            V("up", Vec3::z()),
            V("ang_vel", turn(-0.1, 0.4, -0.2)),
            N("boost", 0.75),
            N("can_flip", 1.0),
        ],
    );
    obs.row(
        "player2",
        &[
            N("is_mate", 1.0),
            V("pos", turn(-1.5, 0.5, -0.19)),
            V("vel", turn(0.25, 0.5, 0.0)),
            V("forward", v(0.8, 0.6, 0.0)),
            V("up", Vec3::z()),
            V("ang_vel", turn(0.1, 0.2, 0.3)),
            N("boost", 0.33),
            N("on_ground", 1.0),
            N("can_flip", 1.0),
        ],
    );
    obs.row(
        "player3",
        &[
            N("is_opponent", 1.0),
            V("pos", turn(-0.75, 2.75, 0.1)),
            V("vel", turn(0.1, -0.2, -0.3)),
            V("forward", turn(0.0, 0.6, 0.8)),
            V("up", turn(0.0, 0.8, -0.6)),
            V("ang_vel", turn(0.5, -0.6, 0.7)),
            N("boost", 0.1),
            N("bit", 1.0),
        ],
    );
    obs.row("player4", &[V("pos", turn(-1.0, 1.5, -0.2)), N("is_padding", 1.0)]);
    obs.row(
        "ball",
        &[
            N("is_ball", 1.0),
            V("pos", turn(-0.5, 1.25, -0.075)),
            V("vel", turn(1.0, -2.0, 0.5)),
            V("ang_vel", turn(0.2, -0.4, 0.6)),
        ],
    );
    obs.row("pad1", &[N("is_pad", 1.0), V("pos", turn(-1.4, 0.5, -0.17)), N("boost", 0.12), N("bit", 1.0)]);
    obs.row("pad2", &[N("is_pad", 1.0), V("pos", turn(-1.0, 1.5, -0.17)), N("boost", 1.0)]);
    obs.row("pad3", &[N("is_pad", 1.0), V("pos", turn(-0.6, 2.5, -0.17)), N("boost", 0.12)]);
}

#[test]
fn nexto_for_orange_and_rows_in_order() {
    let scene = by_hand();
    let mut builder = build(&Component::named("nexto"), &scene);
    builder.reset(&scene);
    let names = builder.columns();
    let rows: Vec<_> = names.iter().step_by(33).map(|name| name.split('.').next().unwrap()).collect();
    assert_eq!(rows, ["query", "player1", "player2", "player3", "ball", "pad1", "pad2", "pad3"]);
    for (column, name) in
        [(4, "is_pad"), (5, "pos.x"), (11, "forward.x"), (14, "up.x"), (17, "ang_vel.x"), (20, "boost"), (21, "bit")]
    {
        assert_eq!(names[column], format!("query.{name}"));
    }
    assert_eq!((names[22].as_str(), names[23].as_str()), ("query.on_ground", "query.can_flip"));
    assert_eq!((names[24].as_str(), names[32].as_str()), ("query.action1.throttle", "query.is_padding"));

    // The turned nose points to -y, so half a turn brings it to +y: two half turns cancel.
    let obs = Named::of(&*builder, &scene, 2);
    obs.row(
        "ball",
        &[
            N("is_ball", 1.0),
            V("pos", v(0.25, -1.5, -0.175)),
            V("vel", v(1.0, -2.0, 0.5)),
            V("ang_vel", v(0.2, -0.4, 0.6)),
        ],
    );
    obs.one("query.forward.y", -0.6);
    obs.one("player1.forward.y", 0.6);
    obs.one("player2.is_opponent", 1.0);
}

#[test]
fn a_nose_straight_up_does_not_turn_anything() {
    let mut scene = by_hand();
    scene.cars[0].frame = wavedash_core::Frame { forward: Vec3::z(), right: Vec3::y(), up: v(-1.0, 0.0, 0.0) };
    let builder = build(&Component::named("nexto"), &scene);
    let obs = Named::of(&*builder, &scene, 0);
    obs.one("ball.pos.x", 1.0);
    obs.one("ball.pos.y", 0.75);
}
