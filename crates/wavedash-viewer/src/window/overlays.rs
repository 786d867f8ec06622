//! Lines over the scene: the ball's predicted path, and the debugging layer with hitboxes, contacts and velocities.

use bevy::prelude::*;
use wavedash_sim::car_body;

use super::look;
use super::options::{Open, ViewOptions};
use super::sets::ViewSet;
use super::stage::Stage;
use crate::axes;

/// Seconds of motion that a velocity's line shows.
const AHEAD: f32 = 0.25;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, (path, debug).in_set(ViewSet::Overlay));
}

fn path(stage: Res<Stage>, options: Res<ViewOptions>, mut gizmos: Gizmos) {
    if !options.settings.path {
        return;
    }
    let count = stage.path.len().max(1) as f32;
    let color = LinearRgba::rgb(0.9, 0.95, 1.0);
    let points = stage.path.iter().enumerate();
    let faded =
        points.map(|(i, pos)| (Vec3::from(axes::place(*pos)), color.with_alpha(0.8 * (1.0 - i as f32 / count))));
    gizmos.linestrip_gradient(faded);
    if let Some(last) = stage.path.last() {
        let radius = stage.cast.ball_radius / axes::UU_PER_UNIT;
        gizmos.sphere(Vec3::from(axes::place(*last)), radius, color.with_alpha(0.25)).resolution(16);
    }
}

fn debug(stage: Res<Stage>, open: Res<Open>, mut gizmos: Gizmos) {
    if !open.debug {
        return;
    }
    let white = Color::srgba(1.0, 1.0, 1.0, 0.9);
    let ball = &stage.now.ball;
    let centre = Vec3::from(axes::place(ball.pos));
    let radius = stage.cast.ball_radius / axes::UU_PER_UNIT;
    gizmos.sphere(centre, radius, white.with_alpha(0.35)).resolution(24);
    gizmos.ray(centre, Vec3::from(axes::place(ball.vel)) * AHEAD, white);
    for [place, normal] in &stage.frame.contacts {
        let at = Vec3::from(axes::place(*place));
        let color = Color::srgb(1.0, 0.9, 0.2);
        gizmos.sphere(at, 0.08, color).resolution(8);
        gizmos.ray(at, Vec3::from(axes::direction(*normal)), color);
    }
    for car in stage.now.cars.iter().filter(|car| !car.is_demolished) {
        let body = car_body(car.preset);
        let turn = Quat::from_array(axes::rotation(car.rot_wxyz)).normalize();
        let origin = Vec3::from(axes::place(car.pos));
        let color = look::team(car.team).mix(&Color::WHITE, 0.4);
        let middle = origin + turn * Vec3::from(axes::place(body.offset));
        let size = Vec3::from(axes::place(body.hitbox));
        gizmos.cube(Transform { translation: middle, rotation: turn, scale: size }, color);
        gizmos.ray(origin, Vec3::from(axes::place(car.vel)) * AHEAD, color);
        // Wheels that touch something.
        for (index, touches) in car.wheels.iter().enumerate() {
            let axle = index / 2;
            let [x, y, z] = body.connection[axle];
            let side = if index % 2 == 0 { -y } else { y };
            let low = z - car.suspension[index] - body.wheel_radius[axle];
            let at = origin + turn * Vec3::from(axes::place([x, side, low]));
            let color = if *touches { Color::srgb(0.3, 1.0, 0.4) } else { Color::srgb(0.9, 0.3, 0.3) };
            gizmos.sphere(at, 0.06, color).resolution(8);
        }
    }
}
