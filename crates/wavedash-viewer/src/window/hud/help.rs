//! All keys.

use bevy_egui::egui::{self, Align2, RichText, vec2};

use super::{Canvas, theme};
use crate::bindings::{Action, Bindings, Group, key_label};

pub(super) fn draw(canvas: &Canvas<'_>, keys: &Bindings, drives: bool, open: &mut bool) {
    let window = egui::Window::new("keys").open(open).anchor(Align2::CENTER_CENTER, vec2(0.0, 0.0));
    window.resizable(false).collapsible(false).show(canvas.ctx, |ui| {
        ui.horizontal_top(|ui| {
            let groups: [&[Group]; 2] =
                if drives { [&[Group::Drive], &[Group::Show]] } else { [&[Group::Show], &[Group::Fly]] };
            for (column, group) in groups.into_iter().enumerate() {
                ui.vertical(|ui| {
                    egui::Grid::new(("keys", column)).num_columns(2).spacing(vec2(14.0, 3.0)).show(ui, |ui| {
                        for action in Action::ALL.iter().filter(|action| group.contains(&action.group())) {
                            let labels: Vec<String> = keys.keys(*action).map(key_label).collect();
                            ui.label(RichText::new(labels.join(" ")).color(theme::GOLD).size(13.0));
                            ui.label(RichText::new(action.help()).size(13.0));
                            ui.end_row();
                        }
                    });
                });
                ui.add_space(18.0);
            }
        });
        if drives {
            ui.label(
                RichText::new("a gamepad's left stick steers, and pitches in the air").color(theme::QUIET).size(12.0),
            );
        }
    });
}
