//! The ball, and the ring below it that shows how high it is.

use bevy::mesh::{SphereKind, VertexAttributeValues};
use bevy::prelude::*;

use super::look::Flat;
use super::sets::ViewSet;
use super::stage::Stage;
use crate::axes;

#[derive(Component)]
struct BallView;

/// The ring on the ground; its size is the ball's height.
#[derive(Component)]
struct BallRing;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Startup, spawn).add_systems(Update, place.in_set(ViewSet::Apply));
}

fn spawn(
    mut commands: Commands,
    stage: Res<Stage>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut paints: ResMut<Assets<Flat>>,
) {
    let radius = stage.cast.ball_radius / axes::UU_PER_UNIT;
    commands.spawn((
        Name::new("ball"),
        BallView,
        Mesh3d(meshes.add(ball(radius))),
        MeshMaterial3d(paints.add(Flat::solid(Color::WHITE))),
        Transform::default(),
    ));
    commands.spawn((
        Name::new("ball ring"),
        BallRing,
        Mesh3d(meshes.add(Annulus::new(0.86, 1.0).mesh().resolution(48))),
        MeshMaterial3d(paints.add(Flat::veil(Color::srgba(0.9, 0.95, 1.0, 0.55)))),
        Transform::default(),
    ));
}

/// A sphere with a dark patch around each of the twelve corners of an icosahedron, so that one sees it turn.
fn ball(radius: f32) -> Mesh {
    let mut mesh = Sphere::new(radius).mesh().kind(SphereKind::Ico { subdivisions: 12 }).build();
    let golden = f32::midpoint(1.0, 5.0_f32.sqrt());
    let corners = [-1.0, 1.0]
        .into_iter()
        .flat_map(|a: f32| [-golden, golden].into_iter().flat_map(move |b| [[0.0, a, b], [a, b, 0.0], [b, 0.0, a]]));
    let corners: Vec<Vec3> = corners.map(|corner| Vec3::from(corner).normalize()).collect();
    let Some(VertexAttributeValues::Float32x3(places)) = mesh.attribute(Mesh::ATTRIBUTE_POSITION) else { return mesh };
    let color = |place: &[f32; 3]| -> [f32; 4] {
        let place = Vec3::from(*place).normalize_or_zero();
        let nearest = corners.iter().map(|corner| corner.dot(place)).fold(-1.0, f32::max);
        let share = ((nearest - 0.925) / 0.02).clamp(0.0, 1.0);
        let [light, dark] = [[0.72, 0.74, 0.78], [0.10, 0.12, 0.17]];
        let mixed: [f32; 3] = core::array::from_fn(|i| light[i] + share * (dark[i] - light[i]));
        [mixed[0], mixed[1], mixed[2], 1.0]
    };
    let colors: Vec<[f32; 4]> = places.iter().map(color).collect();
    mesh.insert_attribute(Mesh::ATTRIBUTE_COLOR, colors);
    mesh
}

fn place(
    stage: Res<Stage>,
    mut balls: Query<&mut Transform, (With<BallView>, Without<BallRing>)>,
    mut rings: Query<&mut Transform, With<BallRing>>,
) {
    let ball = &stage.now.ball;
    for mut transform in &mut balls {
        transform.translation = axes::place(ball.pos).into();
        transform.rotation = Quat::from_array(axes::rotation(ball.rot_wxyz)).normalize();
    }
    let [x, y, z] = ball.pos;
    for mut transform in &mut rings {
        transform.translation = axes::place([x, y, 3.0]).into();
        transform.rotation = Quat::from_rotation_x(-core::f32::consts::FRAC_PI_2);
        transform.scale = Vec3::splat((stage.cast.ball_radius + 0.25 * z) / axes::UU_PER_UNIT);
    }
}
