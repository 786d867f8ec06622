//! Every column of Lucy's observations on the scene made by hand.

use super::Item::{N, V};
use super::scenes::{by_hand, half_turn};
use super::{Item, LucyConfig, Named, build, some_controls};
use crate::registry::Component;
use wavedash_core::Vec3;

/// The vectors of the scene's bodies, as the file of scenes has them.
const BALL: [[f32; 3]; 3] = [[0.5, -0.25, 0.125], [1.0, -2.0, 0.5], [0.2, -0.4, 0.6]];
const FIRST: [[f32; 3]; 5] = [[-0.5, -1.0, 0.01], [0.25, 0.5, 0.0], [0.1, 0.2, 0.3], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]];
const SECOND: [[f32; 3]; 5] =
    [[1.0, -1.5, 0.2], [-0.5, 0.75, 0.1], [-0.1, 0.4, -0.2], [0.6, 0.8, 0.0], [0.0, 0.0, 1.0]];
const THIRD: [[f32; 3]; 5] =
    [[0.25, 1.25, 0.3], [0.1, -0.2, -0.3], [0.5, -0.6, 0.7], [0.0, 0.6, 0.8], [0.0, 0.8, -0.6]];
const NAMES: [&str; 5] = ["pos", "vel", "ang_vel", "forward", "up"];

/// A body's columns; position and velocity relative to `from`.
fn seen(body: &[[f32; 3]], from: Option<&[[f32; 3]; 5]>, turn: fn(Vec3) -> Vec3) -> Vec<Item<'static>> {
    let own = |i: usize| from.filter(|_| i < 2).map_or_else(Vec3::zeros, |from| turn(from[i].into()));
    body.iter().enumerate().map(|(i, v)| V(NAMES[i], turn((*v).into()) - own(i))).collect()
}

fn with(mut items: Vec<Item<'static>>, more: &[Item<'static>]) -> Vec<Item<'static>> {
    items.extend_from_slice(more);
    items
}

#[test]
fn a_blue_agent_sees_itself_first_and_the_rest_relative_to_it() {
    let scene = by_hand();
    let mut builder = build(&Component::named("lucy_v1"), &scene);
    builder.reset(&scene);
    builder.note(&[some_controls(7), some_controls(6), some_controls(5)], &scene);
    let obs = Named::of(&*builder, &scene, 1);

    let own = [N("boost", 0.75), N("can_flip", 1.0), N("is_self", 1.0), N("is_mate", 1.0)];
    let action = [
        N("action1.throttle", 0.06),
        N("action1.steer", 0.16),
        N("action1.pitch", 0.26),
        N("action1.yaw", 0.36),
        N("action1.roll", 0.46),
        N("action1.jump", 0.0),
        N("action1.boost", 1.0),
        N("action1.handbrake", 1.0),
    ];
    obs.row("query", &with(with(seen(&SECOND, None, |v| v), &own), &action));
    obs.row("ball", &with(seen(&BALL, Some(&SECOND), |v| v), &[N("is_ball", 1.0)]));
    obs.row("player1", &with(seen(&SECOND, Some(&SECOND), |v| v), &own));
    let mate = [N("is_mate", 1.0), N("boost", 0.33), N("on_ground", 1.0), N("can_flip", 1.0)];
    obs.row("player2", &with(seen(&FIRST, Some(&SECOND), |v| v), &mate));
    let opponent = [N("is_opponent", 1.0), N("boost", 0.1), N("is_demolished", 1.0)];
    obs.row("player3", &with(seen(&THIRD, Some(&SECOND), |v| v), &opponent));
    for row in ["player4", "player5", "player6"] {
        let minus_own = [V("pos", Vec3::new(-1.0, 1.5, -0.2)), V("vel", Vec3::new(0.5, -0.75, -0.1))];
        obs.row(row, &with(minus_own.to_vec(), &[N("is_padding", 1.0)]));
    }
}

#[test]
fn an_orange_agent_sees_the_world_turned() {
    let scene = by_hand();
    let mut builder = build(&Component::named("lucy_v1"), &scene);
    builder.reset(&scene);
    let obs = Named::of(&*builder, &scene, 2);
    let own = [N("boost", 0.1), N("is_demolished", 1.0), N("is_self", 1.0), N("is_mate", 1.0)];
    obs.row("query", &with(seen(&THIRD, None, half_turn), &own));
    obs.row("ball", &with(seen(&BALL, Some(&THIRD), half_turn), &[N("is_ball", 1.0)]));
    obs.row("player1", &with(seen(&THIRD, Some(&THIRD), half_turn), &own));
    let first = [N("is_opponent", 1.0), N("boost", 0.33), N("on_ground", 1.0), N("can_flip", 1.0)];
    obs.row("player2", &with(seen(&FIRST, Some(&THIRD), half_turn), &first));
    let second = [N("is_opponent", 1.0), N("boost", 0.75), N("can_flip", 1.0)];
    obs.row("player3", &with(seen(&SECOND, Some(&THIRD), half_turn), &second));
    // Minus the own pose in the turned world: once more by hand.
    obs.one("player4.pos.x", 0.25);
    obs.one("player4.pos.y", 1.25);
    obs.one("player4.vel.y", -0.2);
}

#[test]
fn as_published_the_players_come_in_the_arenas_order() {
    let scene = by_hand();
    let config = LucyConfig { as_published: true, ..LucyConfig::default() };
    let builder = build(&Component::with("lucy_v1", config), &scene);
    let obs = Named::of(&*builder, &scene, 2);
    for (row, boost, is_self) in [("query", 0.1, 1.0), ("player1", 0.33, 0.0), ("player3", 0.1, 1.0)] {
        obs.one(&format!("{row}.boost"), boost);
        obs.one(&format!("{row}.is_self"), is_self);
    }
    obs.one("player2.is_opponent", 1.0);
    obs.one("player4.is_padding", 1.0);
}

#[test]
fn columns_are_where_the_specification_has_them() {
    let scene = by_hand();
    let names = build(&Component::named("lucy_v1"), &scene).columns();
    for (column, name) in [
        (0, "is_self"),
        (3, "is_ball"),
        (4, "pos.x"),
        (7, "vel.x"),
        (10, "ang_vel.x"),
        (13, "forward.x"),
        (18, "up.z"),
        (19, "boost"),
        (20, "on_ground"),
        (21, "can_flip"),
        (22, "is_demolished"),
        (23, "action1.throttle"),
        (62, "action5.handbrake"),
        (63, "is_padding"),
    ] {
        assert_eq!(names[column], format!("query.{name}"));
        assert_eq!(names[64 + column], format!("ball.{name}"));
    }
}

#[test]
fn the_second_version_adds_pads() {
    let scene = by_hand();
    let mut builder = build(&Component::named("lucy_v2"), &scene);
    builder.reset(&scene);
    assert_eq!(builder.shape(), [2 + 6 + 3, 65]);
    let obs = Named::of(&*builder, &scene, 0);
    let own = [N("boost", 0.33), N("on_ground", 1.0), N("can_flip", 1.0), N("is_self", 1.0), N("is_mate", 1.0)];
    obs.row("query", &with(seen(&FIRST, None, |v| v), &own));
    obs.row("ball", &with(seen(&BALL, Some(&FIRST), |v| v), &[N("is_ball", 1.0)]));
    let places = [[[-0.4, -1.0, 0.03], [0.0; 3]], [[0.0, 0.0, 0.03], [0.0; 3]], [[0.4, 1.0, 0.03], [0.0; 3]]];
    let pad = |i: usize, worth, ready, from, turn| {
        with(seen(&places[i], Some(from), turn), &[N("is_pad", 1.0), N("boost", worth), N("is_demolished", ready)])
    };
    obs.row("pad1", &pad(0, 0.12, 1.0, &FIRST, |v| v));
    obs.row("pad2", &pad(1, 1.0, 0.0, &FIRST, |v| v));
    obs.row("pad3", &pad(2, 0.12, 0.0, &FIRST, |v| v));
    let names = builder.columns();
    for (column, name) in [(4, "is_pad"), (5, "pos.x"), (20, "boost"), (23, "is_demolished"), (64, "is_padding")] {
        assert_eq!(names[column], format!("query.{name}"));
    }
    // Orange counts from its own goal.
    let obs = Named::of(&*builder, &scene, 2);
    obs.row("pad1", &pad(2, 0.12, 0.0, &THIRD, half_turn));
    obs.row("pad3", &pad(0, 0.12, 1.0, &THIRD, half_turn));
}
