//! Colours and letters of panels. No other file of the HUD spells out a colour.

use bevy_egui::egui::{Color32, Context, CornerRadius, FontId, Stroke, Visuals};
use wavedash_core::Team;

/// Behind letters.
pub(super) const PANEL: Color32 = Color32::from_rgba_premultiplied(9, 12, 19, 214);
/// Letters.
pub(super) const TEXT: Color32 = Color32::from_rgb(236, 240, 248);
/// Less important letters.
pub(super) const QUIET: Color32 = Color32::from_rgb(150, 160, 178);
/// Lines and empty gauges.
pub(super) const FAINT: Color32 = Color32::from_rgb(52, 60, 76);
/// Boost, and what is chosen.
pub(super) const GOLD: Color32 = Color32::from_rgb(255, 190, 60);
/// Trouble.
pub(super) const RED: Color32 = Color32::from_rgb(255, 96, 84);

/// Curves side by side: Okabe and Ito's colours, which colour-blind people can tell apart.
pub(super) const CURVES: [Color32; 8] = [
    Color32::from_rgb(86, 180, 233),
    Color32::from_rgb(230, 159, 0),
    Color32::from_rgb(0, 158, 115),
    Color32::from_rgb(240, 228, 66),
    Color32::from_rgb(213, 94, 0),
    Color32::from_rgb(204, 121, 167),
    Color32::from_rgb(0, 114, 178),
    Color32::from_rgb(160, 166, 178),
];

/// A side's colour.
pub(super) const fn team(team: Team) -> Color32 {
    match team {
        Team::Blue => Color32::from_rgb(64, 142, 255),
        Team::Orange => Color32::from_rgb(255, 136, 40),
    }
}

/// A side's colour as a ground for letters.
pub(super) const fn team_ground(team: Team) -> Color32 {
    match team {
        Team::Blue => Color32::from_rgb(20, 66, 150),
        Team::Orange => Color32::from_rgb(166, 74, 8),
    }
}

/// Letters of a size.
pub(super) const fn font(size: f32) -> FontId {
    FontId::proportional(size)
}

/// Digits that do not jump.
pub(super) const fn digits(size: f32) -> FontId {
    FontId::monospace(size)
}

/// Windows and widgets in the same style.
pub(super) fn apply(ctx: &Context) {
    let mut visuals = Visuals::dark();
    visuals.panel_fill = PANEL;
    visuals.window_fill = PANEL;
    visuals.window_stroke = Stroke::new(1.0, FAINT);
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.override_text_color = Some(TEXT);
    visuals.selection.bg_fill = team_ground(Team::Blue);
    ctx.set_visuals(visuals);
}
