//! The boost pads: lit when they can be taken, with the time left when not.

use bevy::prelude::*;
use wavedash_core::rules::pad_cooldown_seconds;

use super::look::Flat;
use super::sets::ViewSet;
use super::stage::Stage;
use crate::axes;

/// What of a pad shines when it can be taken.
#[derive(Component)]
struct PadLight {
    pad: usize,
    is_big: bool,
}

/// What grows while a pad comes back.
#[derive(Component)]
struct PadTimer {
    pad: usize,
    radius: f32,
    seconds: f32,
}

const GOLD: Color = Color::srgb(1.0, 0.72, 0.16);

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Startup, spawn).add_systems(Update, place.in_set(ViewSet::Apply));
}

fn spawn(
    mut commands: Commands,
    stage: Res<Stage>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut paints: ResMut<Assets<Flat>>,
) {
    let disc = meshes.add(Circle::new(1.0).mesh().resolution(24));
    let orb = meshes.add(Sphere::new(0.62).mesh().ico(3).unwrap_or_else(|_| Sphere::new(0.62).mesh().build()));
    let dark = paints.add(Flat::veil(Color::srgba(0.05, 0.06, 0.09, 0.85)));
    let lit = paints.add(Flat::shining(GOLD));
    let growing = paints.add(Flat::veil(GOLD.with_alpha(0.28)));
    let flat = Quat::from_rotation_x(-core::f32::consts::FRAC_PI_2);
    for (pad, spec) in stage.cast.pads.iter().enumerate() {
        let radius = if spec.big { 1.5 } else { 0.62 };
        let at = |height: f32, scale: f32| Transform {
            translation: axes::place([spec.pos[0], spec.pos[1], height]).into(),
            rotation: flat,
            scale: Vec3::splat(scale),
        };
        commands.spawn((Mesh3d(disc.clone()), MeshMaterial3d(dark.clone()), at(2.0, radius)));
        let timer = PadTimer { pad, radius, seconds: pad_cooldown_seconds(spec.big) };
        commands.spawn((timer, Mesh3d(disc.clone()), MeshMaterial3d(growing.clone()), at(4.0, 0.0)));
        let (mesh, transform) = if spec.big {
            (orb.clone(), at(130.0, 1.0).with_rotation(Quat::IDENTITY))
        } else {
            (disc.clone(), at(5.0, 0.4))
        };
        commands.spawn((PadLight { pad, is_big: spec.big }, Mesh3d(mesh), MeshMaterial3d(lit.clone()), transform));
    }
}

fn place(
    stage: Res<Stage>,
    mut lights: Query<(&PadLight, &mut Visibility, &mut Transform), Without<PadTimer>>,
    mut timers: Query<(&PadTimer, &mut Transform), Without<PadLight>>,
) {
    let pads = &stage.now.pads;
    let seconds = stage.playback.seconds() as f32;
    for (light, mut visibility, mut transform) in &mut lights {
        let is_active = pads.get(light.pad).is_some_and(|pad| pad.is_active);
        visibility.set_if_neq(if is_active { Visibility::Inherited } else { Visibility::Hidden });
        if light.is_big {
            transform.translation.y = 1.3 + 0.12 * libm::sinf(2.0 * seconds + light.pad as f32);
        }
    }
    for (timer, mut transform) in &mut timers {
        let share = pads
            .get(timer.pad)
            .filter(|pad| !pad.is_active)
            .map_or(0.0, |pad| 1.0 - (pad.cooldown_seconds / timer.seconds).clamp(0.0, 1.0));
        // A scale of nothing has no inverse.
        transform.scale = Vec3::splat((timer.radius * share).max(1e-3));
    }
}
