//! The seek bar of a recorded match, or the state of a live one.

use bevy_egui::egui::{self, Align2, Color32, Id, Order, Pos2, Rect, Sense, Stroke, pos2, vec2};

use super::{Canvas, theme};
use crate::bar::{BarKind, BarMark, clock_text, marks};
use crate::window::stage::Stage;

pub(super) fn draw(canvas: &Canvas<'_>, stage: &mut Stage) {
    let bottom = canvas.area.bottom() - 18.0;
    let state = state(stage);
    let Some(seconds) = stage.seconds() else {
        canvas.painter.text(
            pos2(canvas.area.left() + 14.0, bottom),
            Align2::LEFT_BOTTOM,
            state,
            theme::font(13.0),
            theme::QUIET,
        );
        return;
    };
    let (left, right) = (canvas.area.left() + 150.0, canvas.area.right() - 150.0);
    let ground = Rect::from_min_max(pos2(left - 138.0, bottom - 34.0), pos2(right + 138.0, bottom + 4.0));
    canvas.painter.rect_filled(ground, 8, theme::PANEL);
    let line = bottom - 14.0;
    let track = Rect::from_min_max(pos2(left, line - 3.0), pos2(right, line + 3.0));
    let now = stage.playback.seconds();
    let at = |share: f32| left + share * (right - left);
    let share = if seconds > 0.0 { (now / seconds) as f32 } else { 0.0 };
    canvas.painter.rect_filled(track, 3, theme::FAINT);
    canvas.painter.rect_filled(Rect::from_min_max(track.min, pos2(at(share), track.bottom())), 3, theme::QUIET);
    let marks = marks(&stage.happenings, &stage.cast.players, seconds);
    for mark in &marks {
        draw_mark(canvas, mark, pos2(at(mark.share), line));
    }
    canvas.painter.circle_filled(pos2(at(share), line), 7.0, theme::TEXT);
    let time = format!("{} / {}", clock_text(now, true), clock_text(seconds, false));
    canvas.painter.text(pos2(left - 14.0, line), Align2::RIGHT_CENTER, time, theme::digits(12.0), theme::TEXT);
    canvas.painter.text(pos2(right + 14.0, line), Align2::LEFT_CENTER, state, theme::font(12.0), theme::GOLD);
    touch(
        canvas,
        stage,
        &marks,
        Rect::from_min_max(pos2(left - 8.0, ground.top()), pos2(right + 8.0, ground.bottom())),
        [left, right],
        seconds,
    );
}

/// Dragging and hovering.
fn touch(canvas: &Canvas<'_>, stage: &mut Stage, marks: &[BarMark], area: Rect, [left, right]: [f32; 2], seconds: f64) {
    let shown = egui::Area::new(Id::new("seek bar"))
        .order(Order::Middle)
        .fixed_pos(area.min)
        .show(canvas.ctx, |ui| ui.allocate_response(area.size(), Sense::click_and_drag()));
    let bar = shown.inner;
    if let Some(pointer) = bar.interact_pointer_pos() {
        let share = ((pointer.x - left) / (right - left)).clamp(0.0, 1.0);
        stage.playback.seek(f64::from(share) * seconds);
    } else if let Some(pointer) = bar.hover_pos() {
        let share = ((pointer.x - left) / (right - left)).clamp(0.0, 1.0);
        let near = |mark: &&BarMark| (mark.share - share).abs() * (right - left) < 6.0;
        let text = marks.iter().find(near).map_or_else(
            || clock_text(f64::from(share) * seconds, true),
            |mark| format!("{}  {}", clock_text(mark.seconds, false), mark.text),
        );
        let at = pos2(pointer.x, area.top() - 6.0);
        canvas.painter.text(at, Align2::CENTER_BOTTOM, text, theme::font(13.0), theme::TEXT);
    }
}

fn draw_mark(canvas: &Canvas<'_>, mark: &BarMark, at: Pos2) {
    let color = mark.team.map_or(theme::QUIET, theme::team);
    let painter = &canvas.painter;
    match mark.kind {
        BarKind::Goal => {
            painter.circle_filled(at, 6.5, color);
            painter.circle_stroke(at, 6.5, Stroke::new(1.5, theme::TEXT));
        }
        BarKind::Save => {
            painter.rect_filled(Rect::from_center_size(at, vec2(5.0, 12.0)), 1, color);
        }
        BarKind::Shot => {
            painter.line_segment([at - vec2(0.0, 5.0), at + vec2(0.0, 5.0)], Stroke::new(1.5, color));
        }
        BarKind::Demo => {
            let arm = vec2(3.5, 3.5);
            let other = vec2(3.5, -3.5);
            let stroke: Stroke = Stroke::new(2.0, Color32::from_rgb(255, 96, 84));
            painter.line_segment([at - arm, at + arm], stroke);
            painter.line_segment([at - other, at + other], stroke);
        }
    }
}

fn state(stage: &mut Stage) -> String {
    let speed = stage.playback.speed();
    let pace = if stage.playback.is_paused() {
        "paused".to_owned()
    } else if stage.playback.is_over() {
        "end".to_owned()
    } else {
        format!("{speed}x")
    };
    let newer = if stage.newer.is_some() { "   newer match: L" } else { "" };
    format!("{pace}   F1 keys{newer}")
}
