//! Every column of the flat observations on the scene made by hand.

use core::f32::consts::PI;

use super::Item::{N, V};
use super::scenes::by_hand;
use super::{Named, build};
use crate::obs::FlatConfig;
use crate::registry::Component;
use wavedash_core::{Controls, Vec3};

fn v(x: f32, y: f32, z: f32) -> Vec3 {
    Vec3::new(x, y, z)
}

/// Angular velocities are divided by pi here; the scene's are multiples of 5.5.
fn spin(x: f32, y: f32, z: f32) -> Vec3 {
    v(x, y, z) * (5.5 / PI)
}

#[test]
fn the_default_is_in_the_teams_frame() {
    let scene = by_hand();
    let config = FlatConfig { team_size: 3, stack: 2 };
    let mut builder = build(&Component::with("flat", config), &scene);
    builder.reset(&scene);
    let hop = Controls { throttle: 0.5, jump: true, ..Controls::NONE };
    builder.note(&[Controls::NONE, hop, Controls::NONE], &scene);
    let obs = Named::of(&*builder, &scene, 1);
    let ball = [V("pos", v(0.5, -0.25, 0.125)), V("vel", v(1.0, -2.0, 0.5)), V("ang_vel", spin(0.2, -0.4, 0.6))];
    obs.row("ball", &ball);
    obs.row("pad1", &[]);
    obs.row("pad2", &[N("seconds", 0.4)]);
    obs.row("pad3", &[N("seconds", 0.2)]);
    obs.row("action1", &[N("throttle", 0.5), N("jump", 1.0)]);
    obs.row("action2", &[]);
    let own = [
        N("holds_jump", 1.0),
        N("has_jumped", 1.0),
        V("pos", v(1.0, -1.5, 0.2)),
        V("forward", v(0.6, 0.8, 0.0)),
        V("up", Vec3::z()),
        V("vel", v(-0.5, 0.75, 0.1)),
        V("ang_vel", spin(-0.1, 0.4, -0.2)),
        N("boost", 0.75),
        N("can_flip", 1.0),
        N("is_supersonic", 1.0),
    ];
    obs.row("self", &own);
    let mate = [
        V("pos", v(-0.5, -1.0, 0.01)),
        V("forward", Vec3::x()),
        V("up", Vec3::z()),
        V("vel", v(0.25, 0.5, 0.0)),
        V("ang_vel", spin(0.1, 0.2, 0.3)),
        N("boost", 0.33),
        N("on_ground", 1.0),
        N("can_flip", 1.0),
    ];
    obs.row("mate1", &mate);
    let opponent = [
        V("pos", v(0.25, 1.25, 0.3)),
        V("forward", v(0.0, 0.6, 0.8)),
        V("up", v(0.0, 0.8, -0.6)),
        V("vel", v(0.1, -0.2, -0.3)),
        V("ang_vel", spin(0.5, -0.6, 0.7)),
        N("boost", 0.1),
        N("respawn_seconds", 0.15),
    ];
    obs.row("opponent1", &opponent);
    for row in ["mate2", "opponent2", "opponent3"] {
        obs.row(row, &[]);
    }

    let obs = Named::of(&*builder, &scene, 2);
    obs.row("ball", &[V("pos", v(-0.5, 0.25, 0.125)), V("vel", v(-1.0, 2.0, 0.5)), V("ang_vel", spin(-0.2, 0.4, 0.6))]);
    obs.row("pad1", &[N("seconds", 0.2)]);
    obs.row("pad2", &[N("seconds", 0.4)]);
    obs.row("pad3", &[]);
    obs.one("self.pos.y", -1.25);
    obs.one("self.is_demolished", 1.0);
    obs.one("self.respawn_seconds", 0.15);
    obs.one("opponent2.pos.y", 1.5);
    obs.row("mate1", &[]);
}

#[test]
fn the_relative_one_sees_others_from_the_car() {
    let scene = by_hand();
    let mut builder = build(&Component::named("flat_relative"), &scene);
    builder.reset(&scene);
    let obs = Named::of(&*builder, &scene, 1);
    // Nose (.6, .8, 0), right (-.8, .6, 0), roof z.
    let turn = |x: f32, y: f32, z: f32| v(0.6 * x + 0.8 * y, -0.8 * x + 0.6 * y, z);
    let ball = [
        V("pos", turn(-0.5, 1.25, -0.075)),
        V("vel", turn(1.5, -2.75, 0.4)),
        V("ang_vel", turn(0.2, -0.4, 0.6) * (5.5 / PI)),
    ];
    obs.row("ball", &ball);
    // The own car stays in the team's frame.
    obs.one("self.pos.x", 1.0);
    obs.one("self.forward.y", 0.8);
    obs.one("self.vel.x", -0.5);
    let mate = [
        V("pos", turn(-1.5, 0.5, -0.19)),
        V("forward", v(0.6, -0.8, 0.0)),
        V("up", Vec3::z()),
        V("vel", turn(0.75, -0.25, -0.1)),
        V("ang_vel", turn(0.1, 0.2, 0.3) * (5.5 / PI)),
        N("boost", 0.33),
        N("on_ground", 1.0),
        N("can_flip", 1.0),
    ];
    obs.row("mate1", &mate);
    obs.one("opponent1.up.z", -0.6);
    obs.row("opponent3", &[]);
    // Orange: the own car turned, the rest as the car sees it.
    let obs = Named::of(&*builder, &scene, 2);
    obs.one("self.pos.y", -1.25);
    let [x, y, z] = [0.25, -1.5, -0.175];
    let seen = v(0.6 * y + 0.8 * z, x, 0.8 * y - 0.6 * z);
    obs.one("ball.pos.x", seen.x);
    obs.one("ball.pos.y", seen.y);
    obs.one("ball.pos.z", seen.z);
}
