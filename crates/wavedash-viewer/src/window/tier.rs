//! How much is drawn: high dynamic range, bloom and smooth edges only where a graphics card does it.

use bevy::light::cluster::GlobalClusterSettings;
use bevy::post_process::bloom::Bloom;
use bevy::prelude::*;
use bevy::render::renderer::RenderAdapterInfo;

use super::options::ViewOptions;
use super::view_camera::ViewCamera;
use crate::settings::Quality;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Startup, leave_lights_to_nobody).add_systems(PostStartup, choose);
}

/// The scene has no lamps: sorting them into clusters on the device is a dozen passes for nothing.
fn leave_lights_to_nobody(clusters: Option<ResMut<GlobalClusterSettings>>) {
    if let Some(mut clusters) = clusters {
        clusters.gpu_clustering = None;
    }
}

fn choose(
    mut commands: Commands,
    options: Res<ViewOptions>,
    adapter: Option<Res<RenderAdapterInfo>>,
    camera: Single<Entity, With<ViewCamera>>,
) {
    let is_processor = adapter.is_none_or(|info| format!("{:?}", info.device_type) == "Cpu");
    let is_high = match options.settings.quality {
        Quality::Auto => !is_processor,
        Quality::Soft => false,
        Quality::High => true,
    };
    if is_high {
        commands.entity(*camera).insert((Msaa::Sample4, bevy::camera::Hdr, Bloom::NATURAL));
    }
}
