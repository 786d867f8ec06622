//! Everything flat: score, gauges, names, seek bar, panels. One system draws all of it, in the order of depth.

mod agent;
mod end;
mod gauges;
mod help;
mod names;
mod score;
mod seek_bar;
mod settings;
mod theme;

use bevy::asset::AssetEventSystems;
use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPostUpdateSet, EguiPrimaryContextPass, egui};

use super::options::{Open, ViewOptions};
use super::stage::Stage;
use super::view_camera::{View, ViewCamera};
use crate::camera::Rig;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(EguiPrimaryContextPass, draw);
    // Letters that are new reach the graphics device with the picture that shows them, not one later.
    app.configure_sets(PostUpdate, EguiPostUpdateSet::PostProcessOutput.before(AssetEventSystems));
}

/// What the parts of the HUD draw with.
struct Canvas<'a> {
    ctx: &'a egui::Context,
    painter: egui::Painter,
    /// The whole picture, points.
    area: egui::Rect,
    rig: &'a Rig,
}

fn draw(
    mut contexts: EguiContexts,
    mut stage: ResMut<Stage>,
    mut options: ResMut<ViewOptions>,
    mut open: ResMut<Open>,
    mut rebinding: Local<Option<crate::bindings::Action>>,
    mut text: Local<names::Texts>,
    (input, pads): (Res<ButtonInput<KeyCode>>, Query<&Gamepad>),
    time: Res<Time>,
    view: Res<View>,
    camera: Single<(&Camera, &Transform), With<ViewCamera>>,
) -> Result {
    let ctx = contexts.ctx_mut()?.clone();
    theme::apply(&ctx);
    let (camera, transform) = *camera;
    // Letters are as large as they are in a picture 720 pixels high.
    if let Some(size) = camera.logical_viewport_size() {
        ctx.set_zoom_factor((size.y / 720.0).clamp(0.5, 3.0));
    }
    let area = ctx.content_rect();
    let painter = ctx.layer_painter(egui::LayerId::new(egui::Order::Background, egui::Id::new("hud")));
    let canvas = Canvas { ctx: &ctx, painter, area, rig: &view.rig };
    names::draw(&canvas, &stage, &options, camera, transform, &mut text);
    if options.settings.hud {
        score::draw(&canvas, &mut stage);
        gauges::draw(&canvas, &stage);
        if !stage.is_rendered {
            seek_bar::draw(&canvas, &mut stage);
        }
    }
    if options.settings.agent {
        agent::draw(&canvas, &mut stage);
    }
    if open.debug {
        score::frame_rate(&canvas, time.delta_secs(), &stage);
    }
    if let Some(error) = &stage.error {
        score::trouble(&canvas, error);
    }
    if stage.is_over() && !open.end_seen && options.settings.hud {
        end::draw(&canvas, &mut stage, &mut open);
    } else if !stage.is_over() {
        open.end_seen = false;
    }
    if open.help {
        help::draw(&canvas, &options.settings.keys, stage.cast.human.is_some(), &mut open.help);
    }
    if open.settings {
        settings::draw(&canvas, &mut options, &mut rebinding, (&input, &pads), &mut open.settings);
    } else {
        *rebinding = None;
    }
    Ok(())
}
