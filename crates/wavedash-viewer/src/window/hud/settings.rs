//! The settings, keys included. Changes are kept when the panel is closed.

use bevy::prelude::{ButtonInput, Gamepad, KeyCode, Query};
use bevy_egui::egui::{self, Align2, RichText, ScrollArea, vec2};

use super::{Canvas, theme};
use crate::bindings::{Action, key_label};
use crate::camera::CameraKind;
use crate::settings::{Quality, Settings};
use crate::window::keys::{button_name, key_name};
use crate::window::options::ViewOptions;

pub(super) fn draw(
    canvas: &Canvas<'_>,
    options: &mut ViewOptions,
    rebinding: &mut Option<Action>,
    (input, pads): (&ButtonInput<KeyCode>, &Query<&Gamepad>),
    open: &mut bool,
) {
    let was = options.settings.clone();
    let settings = &mut options.settings;
    let buttons = || pads.iter().flat_map(Gamepad::get_just_pressed).find_map(|button| button_name(*button));
    if let Some(action) = *rebinding
        && let Some(key) = input.get_just_pressed().find_map(|code| key_name(*code)).or_else(buttons)
    {
        settings.keys.bind(action, key);
        *rebinding = None;
    }
    let window = egui::Window::new("settings").open(open).anchor(Align2::CENTER_CENTER, vec2(0.0, 0.0));
    window.resizable(false).collapsible(false).show(canvas.ctx, |ui| {
        egui::Grid::new("settings").num_columns(2).spacing(vec2(18.0, 6.0)).show(ui, |ui| {
            ui.label("camera at the start");
            egui::ComboBox::from_id_salt("camera").selected_text(settings.camera.name()).show_ui(ui, |ui| {
                for kind in CameraKind::ALL {
                    ui.selectable_value(&mut settings.camera, kind, kind.name());
                }
            });
            ui.end_row();
            ui.label("quality (from the next start on)");
            egui::ComboBox::from_id_salt("quality").selected_text(settings.quality.name()).show_ui(ui, |ui| {
                for quality in Quality::ALL {
                    ui.selectable_value(&mut settings.quality, quality, quality.name());
                }
            });
            ui.end_row();
        });
        ui.horizontal(|ui| {
            ui.checkbox(&mut settings.names, "names");
            ui.checkbox(&mut settings.path, "ball path");
            ui.checkbox(&mut settings.agent, "agent");
            ui.checkbox(&mut settings.hud, "score and gauges");
        });
        ui.separator();
        ui.label(RichText::new("keys: click one, then press the new key or a gamepad's button").color(theme::QUIET));
        ScrollArea::vertical().max_height(300.0).show(ui, |ui| {
            egui::Grid::new("bindings").num_columns(2).spacing(vec2(18.0, 3.0)).show(ui, |ui| {
                for action in Action::ALL {
                    ui.label(action.help());
                    let keys: Vec<String> = settings.keys.keys(*action).map(key_label).collect();
                    let text = match *rebinding {
                        Some(waiting) if waiting == *action => "press a key".to_owned(),
                        _ if keys.is_empty() => "none".to_owned(),
                        _ => keys.join("  "),
                    };
                    if ui.button(RichText::new(text).color(theme::GOLD)).clicked() {
                        *rebinding = Some(*action);
                    }
                    ui.end_row();
                }
            });
        });
        if ui.button("back to the usual settings").clicked() {
            *settings = Settings::default();
        }
    });
    if *settings != was
        && let Some(path) = &options.settings_path
        && let Err(error) = options.settings.save(path)
    {
        bevy::log::warn!("settings are not kept: {error}");
    }
}
