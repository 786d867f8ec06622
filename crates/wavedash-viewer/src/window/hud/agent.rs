//! What the followed car's agent does, thinks and is paid.

use bevy_egui::egui::{self, Align2, RichText, Vec2b, vec2};
use egui_plot::{FilledArea, Line, Plot, PlotPoints, VLine};

use super::score::shortened;
use super::{Canvas, theme};
use crate::source::{Curves, Thought};
use crate::window::stage::Stage;

/// Seconds of the past that the plot of a live match shows.
const PAST: f64 = 8.0;
/// Components that are shown.
const MOST: usize = 6;

pub(super) fn draw(canvas: &Canvas<'_>, stage: &mut Stage) {
    let car = canvas.rig.car().or(stage.cast.human).unwrap_or(0);
    let Some(player) = stage.cast.players.get(car) else { return };
    let title = shortened(&player.name, 30);
    let is_live = stage.is_live();
    let window = egui::Window::new(title).id(egui::Id::new("agent")).anchor(Align2::LEFT_BOTTOM, vec2(12.0, -64.0));
    window.resizable(false).collapsible(false).default_width(300.0).show(canvas.ctx, |ui| {
        ui.set_width(300.0);
        if let Some(snapshot) = stage.now.cars.get(car) {
            held(ui, &snapshot.controls);
        }
        match stage.frame.thoughts.get(car).and_then(Option::as_ref) {
            Some(thought) => thinks(ui, thought),
            None if is_live => {
                ui.label(RichText::new("scripted or human: no policy to look into").color(theme::QUIET).size(12.0));
            }
            None => {}
        }
        if let Some(curves) = &stage.rewards {
            paid(ui, curves, car, stage.playback.seconds(), is_live);
        }
    });
}

/// The controls of the last tick.
fn held(ui: &mut egui::Ui, controls: &wavedash_core::Controls) {
    ui.horizontal(|ui| {
        for (name, value) in [
            ("throttle", controls.throttle),
            ("steer", controls.steer),
            ("pitch", controls.pitch),
            ("yaw", controls.yaw),
            ("roll", controls.roll),
        ] {
            ui.vertical(|ui| {
                ui.label(RichText::new(name).color(theme::QUIET).size(11.0));
                ui.label(RichText::new(format!("{value:+.1}")).monospace().size(12.0));
            });
        }
        for (name, is_held) in [("jump", controls.jump), ("boost", controls.boost), ("slide", controls.handbrake)] {
            let color = if is_held { theme::GOLD } else { theme::FAINT };
            ui.label(RichText::new(name).color(color).size(12.0));
        }
    });
}

fn thinks(ui: &mut egui::Ui, thought: &Thought) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("value").color(theme::QUIET).size(12.0));
        ui.label(RichText::new(format!("{:+.3}", thought.value)).monospace().size(14.0));
        ui.label(RichText::new("entropy").color(theme::QUIET).size(12.0));
        ui.label(RichText::new(format!("{:.0} %", 100.0 * thought.entropy)).monospace().size(14.0));
    });
    if let Some([negative, near_zero, positive]) = thought.reward_class {
        let text = format!("reward to come: - {negative:.2}   0 {near_zero:.2}   + {positive:.2}");
        ui.label(RichText::new(text).monospace().size(12.0));
    }
    for (action, probability) in &thought.actions {
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(70.0, 10.0), egui::Sense::hover());
            ui.painter().rect_filled(rect, 2, theme::FAINT);
            let filled = egui::Rect::from_min_size(rect.min, vec2(70.0 * probability.clamp(0.0, 1.0), 10.0));
            ui.painter().rect_filled(filled, 2, theme::CURVES[0]);
            ui.label(RichText::new(format!("{:4.1} %  {action}", 100.0 * probability)).monospace().size(11.0));
        });
    }
}

/// Reward components over the last seconds stacked, and their sum over the whole match.
fn paid(ui: &mut egui::Ui, curves: &Curves, car: usize, now: f64, is_live: bool) {
    let Some(values) = curves.values.get(car) else { return };
    ui.label(RichText::new(format!("rewards: {}", curves.name)).color(theme::QUIET).size(12.0));
    let from = curves.seconds.partition_point(|seconds| *seconds < now - PAST);
    let end = curves.seconds.partition_point(|seconds| *seconds <= now);
    // The components that matter most in this stretch; one that is always 0 tells nothing.
    let weight = |values: &Vec<f32>| values.get(from..end).into_iter().flatten().map(|x| x.abs()).sum::<f32>();
    let mut order: Vec<usize> =
        (0..values.len().min(curves.names.len())).filter(|i| weight(&values[*i]) > 0.0).collect();
    order.sort_by(|a, b| weight(&values[*b]).total_cmp(&weight(&values[*a])));
    order.truncate(MOST);
    let plot = |id: &'static str| {
        Plot::new(id)
            .show_axes(Vec2b::new(true, true))
            .allow_drag(false)
            .allow_zoom(false)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .allow_double_click_reset(false)
            .show_background(false)
    };
    let recent = plot("rewards").height(100.0).include_x(now - PAST).include_x(now);
    recent.show(ui, |plot| {
        let times: Vec<f64> = curves.seconds[from..end].to_vec();
        // Positive parts are stacked upwards, negative ones downwards.
        let mut sums = vec![[0.0_f64; 2]; times.len()];
        for (rank, index) in order.iter().enumerate() {
            let mut edges = [Vec::with_capacity(times.len()), Vec::with_capacity(times.len())];
            for (sum, value) in sums.iter_mut().zip(&values[*index][from..end]) {
                let side = usize::from(*value < 0.0);
                edges[0].push(sum[side]);
                sum[side] += f64::from(*value);
                edges[1].push(sum[side]);
            }
            let [low, high] = edges;
            let area = FilledArea::new(curves.names[*index].clone(), &times, &low, &high);
            plot.add(area.fill_color(theme::CURVES[rank]));
        }
    });
    for (rank, index) in order.iter().enumerate() {
        ui.horizontal(|ui| {
            ui.label(RichText::new("■").color(theme::CURVES[rank]).size(11.0));
            ui.label(RichText::new(shortened(&curves.names[*index], 34)).size(11.0));
            let now = values[*index].get(end.saturating_sub(1)).copied().unwrap_or(0.0);
            ui.label(RichText::new(format!("{now:+.3}")).monospace().size(11.0));
        });
    }
    if is_live {
        return;
    }
    let whole = plot("whole match").height(80.0);
    whole.show(ui, |plot| {
        let mut sum = 0.0;
        let stride = (curves.seconds.len() / 300).max(1);
        let mut points = Vec::with_capacity(302);
        for (row, seconds) in curves.seconds.iter().enumerate() {
            sum += order_all(values, row);
            if row % stride == 0 {
                points.push([*seconds, sum]);
            }
        }
        plot.line(Line::new("sum so far", PlotPoints::from(points)).color(theme::TEXT).width(1.2));
        plot.vline(VLine::new("now", now).color(theme::GOLD).width(1.0));
    });
}

/// All components of a row together.
fn order_all(values: &[Vec<f32>], row: usize) -> f64 {
    values.iter().filter_map(|component| component.get(row)).map(|value| f64::from(*value)).sum()
}
