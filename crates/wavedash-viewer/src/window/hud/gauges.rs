//! Boost of all cars, and boost and speed of the one that is followed.

use bevy_egui::egui::{Align2, Color32, Pos2, Rect, Stroke, pos2, vec2};
use wavedash_core::{CarSnapshot, Team};

use super::score::{length, shortened};
use super::{Canvas, theme};
use crate::window::stage::Stage;

/// Kilometres an hour of one uu/s: the game's speedometer takes a uu for a centimetre.
const KPH: f32 = 0.036;

pub(super) fn draw(canvas: &Canvas<'_>, stage: &Stage) {
    for team in Team::ALL {
        let cars = stage.now.cars.iter().enumerate().filter(|(_, car)| car.team == team);
        for (row, (index, car)) in cars.enumerate() {
            bar(canvas, stage, index, car, row);
        }
    }
    if let Some(car) = canvas.rig.car().and_then(|car| stage.now.cars.get(car)) {
        dial(canvas, car);
    }
}

/// A row of the list at the edge of the picture.
fn bar(canvas: &Canvas<'_>, stage: &Stage, index: usize, car: &CarSnapshot, row: usize) {
    let (width, height) = (158.0, 30.0);
    let x = match car.team {
        Team::Blue => canvas.area.left() + 12.0,
        Team::Orange => canvas.area.right() - 12.0 - width,
    };
    let top = canvas.area.top() + 68.0 + row as f32 * (height + 5.0);
    let ground = Rect::from_min_size(pos2(x, top), vec2(width, height));
    let painter = &canvas.painter;
    painter.rect_filled(ground, 5, theme::PANEL);
    if canvas.rig.car() == Some(index) {
        painter.rect_stroke(ground, 5, Stroke::new(1.5, theme::GOLD), bevy_egui::egui::StrokeKind::Inside);
    }
    let name = stage.cast.players.get(index).map_or("", |player| &player.name);
    let color = if car.is_demolished { theme::QUIET } else { theme::TEXT };
    painter.text(ground.left_top() + vec2(8.0, 4.0), Align2::LEFT_TOP, shortened(name, 19), theme::font(12.0), color);
    let right = ground.right_top() + vec2(-8.0, 4.0);
    if car.is_demolished {
        let left = format!("back in {:.1}", car.respawn_seconds);
        painter.text(right, Align2::RIGHT_TOP, left, theme::digits(11.0), theme::RED);
    } else {
        painter.text(right, Align2::RIGHT_TOP, format!("{:.0}", car.boost), theme::digits(12.0), theme::GOLD);
    }
    let track = Rect::from_min_size(ground.left_bottom() + vec2(8.0, -9.0), vec2(width - 16.0, 4.0));
    painter.rect_filled(track, 2, theme::FAINT);
    let filled = Rect::from_min_size(track.min, vec2(track.width() * (car.boost / 100.0).clamp(0.0, 1.0), 4.0));
    painter.rect_filled(filled, 2, theme::team(car.team));
}

/// The round gauge of the car that is followed.
fn dial(canvas: &Canvas<'_>, car: &CarSnapshot) {
    let centre = canvas.area.right_bottom() - vec2(86.0, 118.0);
    let painter = &canvas.painter;
    painter.circle_filled(centre, 62.0, theme::PANEL);
    arc(canvas, centre, 52.0, 1.0, theme::FAINT);
    arc(canvas, centre, 52.0, (car.boost / 100.0).clamp(0.0, 1.0), theme::GOLD);
    painter.text(
        centre - vec2(0.0, 8.0),
        Align2::CENTER_CENTER,
        format!("{:.0}", car.boost),
        theme::digits(34.0),
        theme::TEXT,
    );
    let speed = length(car.vel);
    let color = if car.is_supersonic { theme::team(car.team) } else { theme::QUIET };
    painter.text(
        centre + vec2(0.0, 22.0),
        Align2::CENTER_CENTER,
        format!("{:.0} km/h", speed * KPH),
        theme::digits(12.0),
        color,
    );
    if car.is_supersonic {
        painter.text(centre + vec2(0.0, 38.0), Align2::CENTER_CENTER, "supersonic", theme::font(10.0), color);
    }
}

/// A share of a ring that is open at the bottom.
fn arc(canvas: &Canvas<'_>, centre: Pos2, radius: f32, share: f32, color: Color32) {
    let (from, whole) = (2.36, 4.71);
    let steps = (48.0 * share).ceil() as usize;
    if steps == 0 {
        return;
    }
    let point = |step: usize| {
        let angle: f32 = from + whole * share * step as f32 / steps as f32;
        centre + radius * vec2(libm::cosf(angle), libm::sinf(angle))
    };
    canvas.painter.line((0..=steps).map(point).collect(), Stroke::new(8.0, color));
}
