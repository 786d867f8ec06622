//! Cars: body, wheels that steer, turn and ride, flames, and the disc on the ground below.

use bevy::mesh::VertexAttributeValues;
use bevy::prelude::*;
use wavedash_core::rules::{SIDE_WALL_X, SUSPENSION_TRAVEL};
use wavedash_core::{CarPreset, CarSnapshot, Team};
use wavedash_sim::car_body;

use super::car_mesh;
use super::look::{self, Flat};
use super::sets::ViewSet;
use super::stage::Stage;
use crate::axes;

/// A car of the match; everything of it hangs below.
#[derive(Component)]
struct CarView(usize);

#[derive(Component)]
struct Wheel {
    car: usize,
    /// Front at -y, front at +y, rear at -y, rear at +y.
    index: usize,
    /// Turned so far, rad.
    turned: f32,
}

#[derive(Component)]
struct Flame {
    car: usize,
    /// 0: the core, 1: the glow around it.
    layer: usize,
}

/// The disc on the ground.
#[derive(Component)]
struct Shade(usize);

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, (cast, place, turn_wheels, flicker).chain().in_set(ViewSet::Apply));
}

/// Makes the cars of a match; those of the last match go.
fn cast(
    mut commands: Commands,
    stage: Res<Stage>,
    mut shown: Local<Vec<(Team, CarPreset)>>,
    cars: Query<Entity, Or<(With<CarView>, With<Shade>)>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut paints: ResMut<Assets<Flat>>,
) {
    let wanted = || stage.now.cars.iter().map(|car| (car.team, car.preset));
    if shown.iter().copied().eq(wanted()) {
        return;
    }
    *shown = wanted().collect();
    for entity in &cars {
        commands.entity(entity).despawn();
    }
    let painted = paints.add(Flat::solid(Color::WHITE));
    let flames = [1.0, 0.55].map(|bright| paints.add(Flat::glow(Color::linear_rgb(bright, bright, bright))));
    let shade = paints.add(Flat::veil(Color::srgba(0.0, 0.0, 0.0, 0.42)));
    let cone = meshes.add(flame());
    let disc = meshes.add(Circle::new(1.0).mesh().resolution(32));
    for (index, (team, preset)) in shown.iter().enumerate() {
        let body = car_body(*preset);
        let car = commands
            .spawn((
                Name::new(format!("car {index}")),
                CarView(index),
                Transform::default(),
                Visibility::default(),
                Mesh3d(meshes.add(car_mesh::car(&body, look::team(*team)))),
                MeshMaterial3d(painted.clone()),
            ))
            .id();
        let wheels = body.wheel_radius.map(|radius| meshes.add(car_mesh::wheel(radius)));
        for wheel in 0..4 {
            commands.spawn((
                Wheel { car: index, index: wheel, turned: 0.0 },
                Transform::default(),
                Mesh3d(wheels[wheel / 2].clone()),
                MeshMaterial3d(painted.clone()),
                ChildOf(car),
            ));
        }
        for (layer, flame) in flames.iter().enumerate() {
            commands.spawn((
                Flame { car: index, layer },
                Transform::default(),
                Visibility::Hidden,
                Mesh3d(cone.clone()),
                MeshMaterial3d(flame.clone()),
                ChildOf(car),
            ));
        }
        commands.spawn((Shade(index), Transform::default(), Mesh3d(disc.clone()), MeshMaterial3d(shade.clone())));
    }
}

/// A cone of light: nearly white at the nozzle, dying away in red at the tip.
fn flame() -> Mesh {
    let mut mesh = Cone { radius: 1.0, height: 1.0 }.mesh().resolution(14).build();
    let Some(VertexAttributeValues::Float32x3(places)) = mesh.attribute(Mesh::ATTRIBUTE_POSITION) else { return mesh };
    let color = |place: &[f32; 3]| -> [f32; 4] {
        let left = (0.5 - place[1]).clamp(0.0, 1.0);
        [left, left * left * 0.72, left * left * left * 0.38, 1.0]
    };
    let colors: Vec<[f32; 4]> = places.iter().map(color).collect();
    mesh.insert_attribute(Mesh::ATTRIBUTE_COLOR, colors);
    mesh
}

fn place(
    stage: Res<Stage>,
    mut cars: Query<(&CarView, &mut Transform, &mut Visibility), Without<Shade>>,
    mut shades: Query<(&Shade, &mut Transform, &mut Visibility), Without<CarView>>,
) {
    let visibility = |car: &CarSnapshot| if car.is_demolished { Visibility::Hidden } else { Visibility::Inherited };
    for (view, mut transform, mut visible) in &mut cars {
        let Some(car) = stage.now.cars.get(view.0) else { continue };
        visible.set_if_neq(visibility(car));
        transform.translation = axes::place(car.pos).into();
        transform.rotation = Quat::from_array(axes::rotation(car.rot_wxyz)).normalize();
    }
    for (shade, mut transform, mut visible) in &mut shades {
        let Some(car) = stage.now.cars.get(shade.0) else { continue };
        visible.set_if_neq(visibility(car));
        let [x, y, z] = car.pos;
        // Cars on walls stand above no ground.
        let near_wall = (x.abs() - (SIDE_WALL_X - 250.0)).max(0.0) / 250.0;
        let size = (78.0 - 0.02 * z).max(20.0) * (1.0 - near_wall).max(0.01);
        transform.translation = axes::place([x, y, 2.0]).into();
        transform.rotation = Quat::from_rotation_x(-core::f32::consts::FRAC_PI_2);
        transform.scale = Vec3::splat(size / axes::UU_PER_UNIT);
    }
}

fn turn_wheels(stage: Res<Stage>, mut wheels: Query<(&mut Wheel, &mut Transform)>) {
    for (mut wheel, mut transform) in &mut wheels {
        let Some(car) = stage.now.cars.get(wheel.car) else { continue };
        let body = car_body(car.preset);
        let axle = wheel.index / 2;
        let [x, y, z] = body.connection[axle];
        let side = if wheel.index.is_multiple_of(2) { -y } else { y };
        let rest = body.rest_length[axle] - SUSPENSION_TRAVEL;
        // Recorded matches know no suspension.
        let length = if car.suspension[wheel.index] > 0.0 { car.suspension[wheel.index] } else { rest };
        let rotation = Quat::from_array(axes::rotation(car.rot_wxyz));
        let ahead = rotation * Vec3::X;
        let speed = ahead.dot(Vec3::from(axes::direction(car.vel)));
        wheel.turned += speed / body.wheel_radius[axle] * stage.passed_seconds as f32;
        wheel.turned %= core::f32::consts::TAU;
        let steer = if axle == 0 { car.steer_angle } else { 0.0 };
        transform.translation = axes::place([x, side, z - length]).into();
        // In the picture's frame y is up, so steering right is a negative turn about it.
        transform.rotation = Quat::from_rotation_y(-steer) * Quat::from_rotation_z(-wheel.turned);
    }
}

fn flicker(stage: Res<Stage>, mut flames: Query<(&Flame, &mut Transform, &mut Visibility)>) {
    for (flame, mut transform, mut visible) in &mut flames {
        let Some(car) = stage.now.cars.get(flame.car) else { continue };
        visible.set_if_neq(if car.is_boosting { Visibility::Inherited } else { Visibility::Hidden });
        if !car.is_boosting {
            continue;
        }
        let body = car_body(car.preset);
        // Of match time, so that every run shows the same flame.
        let beat = (stage.playback.seconds() * 31.0 + flame.car as f64 * 1.7) as f32;
        let wave = 1.0 + 0.18 * libm::sinf(beat) + 0.10 * libm::sinf(2.7 * beat);
        let (radius, length) = if flame.layer == 0 { (9.0, 62.0 * wave) } else { (17.0, 105.0 * wave) };
        let rear = body.offset[0] - 0.5 * body.hitbox[0];
        transform.translation = axes::place([rear - 0.5 * length + 4.0, 0.0, body.offset[2] - 3.0]).into();
        // A cone points up; the flame points backwards.
        transform.rotation = Quat::from_rotation_z(core::f32::consts::FRAC_PI_2);
        transform.scale = Vec3::new(radius, length, radius) / axes::UU_PER_UNIT;
    }
}
