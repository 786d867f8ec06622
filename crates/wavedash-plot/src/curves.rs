//! Draws the metrics of runs as one picture.
//!
//! A small chart per metric, all runs in each. Raw values are thin and pale; where there are many, a running mean lies
//! over them. Runs with one label (seeds of one setting) share one colour of [`PALETTE`].

mod axis;

use std::path::Path;

use plotters::chart::ChartBuilder;
use plotters::coord::Shift;
use plotters::prelude::{BitMapBackend, DrawingArea, LineSeries, PathElement, Text};
use plotters::style::{Color, FontFamily, IntoFont, RGBColor, ShapeStyle, TextStyle, WHITE};
use wavedash_metrics::registry::{Metric, Shape, lookup};
use wavedash_metrics::series::Run;

use crate::{FAMILY, PALETTE, PlotError, SCALE, png};
use axis::{range, running_mean, tick};

/// Width of the picture, in pixels.
const WIDTH: u32 = 1200;
/// Height of one row of charts, and of the legend's line.
const ROW: u32 = 280;
const LEGEND: u32 = 40;
/// From this many points on a running mean is drawn over the raw values.
const MANY: usize = 60;

const INK: RGBColor = RGBColor(60, 60, 60);
const GRID: RGBColor = RGBColor(225, 225, 225);

type Area<'a> = DrawingArea<BitMapBackend<'a>, Shift>;

/// Draws a chart per key and writes the picture into a file. See [`draw_png`].
///
/// # Errors
///
/// As [`draw_png`], or if the file cannot be written.
pub fn write_png(runs: &[Run], keys: &[&str], path: &Path) -> Result<(), PlotError> {
    let png = draw_png(runs, keys)?;
    std::fs::write(path, png).map_err(PlotError::io(path))
}

/// Draws a chart per key, 1200 pixels wide, and gives the bytes of a PNG. A key may end with `/*`: one chart per
/// metric below it that any run has, for example `reward/*`.
///
/// # Errors
///
/// If a key is unknown, if there is nothing to draw, or if there are more than seven distinct labels.
pub fn draw_png(runs: &[Run], keys: &[&str]) -> Result<Vec<u8>, PlotError> {
    let charts = charts(runs, keys)?;
    let mut labels: Vec<&str> = Vec::new();
    for run in runs {
        if !labels.contains(&run.label.as_str()) {
            labels.push(&run.label);
        }
    }
    if labels.len() > PALETTE.len() {
        let (have, most) = (labels.len(), PALETTE.len());
        return Err(PlotError::Curves(format!("{have} labels, but only {most} colours can be told apart")));
    }
    let columns = match charts.len() {
        0 => return Err(PlotError::Curves("no run has any of these metrics".to_owned())),
        1 => 1,
        2..=4 => 2,
        _ => 3,
    };
    let rows = charts.len().div_ceil(columns);
    // One chart alone may be higher.
    let row = if columns == 1 { 2 * ROW } else { ROW };
    png((WIDTH, LEGEND + row * rows as u32), |root| {
        let (legend, rest) = root.split_vertically(LEGEND * SCALE);
        draw_legend(&legend, &labels)?;
        rest.split_evenly((rows, columns))
            .iter()
            .zip(&charts)
            .try_for_each(|(area, (key, metric))| draw_chart(area, runs, &labels, key, metric))
    })
}

/// The keys to draw with their definitions, families spelled out.
fn charts(runs: &[Run], keys: &[&str]) -> Result<Vec<(String, &'static Metric)>, PlotError> {
    let mut charts: Vec<(String, &'static Metric)> = Vec::new();
    for key in keys {
        let found = match key.strip_suffix('*') {
            Some(prefix) if prefix.ends_with('/') => {
                let below = runs.iter().flat_map(|run| run.series.keys()).filter(|key| key.starts_with(prefix));
                let mut below: Vec<_> = below.cloned().collect();
                below.sort();
                below.dedup();
                below
            }
            _ => vec![(*key).to_owned()],
        };
        for key in found {
            let metric = lookup(&key)?;
            if !charts.iter().any(|(present, _)| *present == key) {
                charts.push((key, metric));
            }
        }
    }
    Ok(charts)
}

fn draw_legend(area: &Area<'_>, labels: &[&str]) -> Result<(), PlotError> {
    let style = text(15, INK);
    let (mut x, y) = (unit(60), unit(22));
    for (label, colour) in labels.iter().zip(PALETTE) {
        let stroke = ShapeStyle { color: colour.to_rgba(), filled: true, stroke_width: SCALE * 3 };
        area.draw(&PathElement::new(vec![(x, y), (x + unit(24), y)], stroke)).map_err(PlotError::drawing)?;
        area.draw(&Text::new((*label).to_owned(), (x + unit(32), y - unit(7)), style.clone()))
            .map_err(PlotError::drawing)?;
        let (width, _) = area.estimate_text_size(label, &style).map_err(PlotError::drawing)?;
        x += width as i32 + unit(32 + 28);
    }
    Ok(())
}

fn draw_chart(area: &Area<'_>, runs: &[Run], labels: &[&str], key: &str, metric: &Metric) -> Result<(), PlotError> {
    let lines = || runs.iter().filter_map(|run| Some((run, run.series.get(key)?.as_slice())));
    // All charts share the horizontal axis, so that they can be compared by eye.
    let every_x = runs.iter().flat_map(|run| run.series.values().flatten().map(|point| point.0));
    let horizontal = range(every_x, 0.0);
    let vertical = range(lines().flat_map(|(_, points)| points.iter().map(|point| point.1)), 0.06);
    let unit_text = if metric.unit == "1" { "" } else { metric.unit };
    let title = if unit_text.is_empty() { key.to_owned() } else { format!("{key}  [{unit_text}]") };

    let mut chart = ChartBuilder::on(area)
        .margin(unit(6))
        .margin_right(unit(24))
        .caption(title, text(15, INK))
        .x_label_area_size(unit(36))
        .y_label_area_size(unit(68))
        .build_cartesian_2d(horizontal, vertical)
        .map_err(PlotError::drawing)?;
    chart
        .configure_mesh()
        .x_labels(5)
        .y_labels(5)
        .x_desc("agent steps")
        .y_desc(if unit_text.is_empty() { "no unit" } else { unit_text })
        .axis_desc_style(text(12, INK))
        .label_style(text(12, INK))
        .x_label_formatter(&|value| tick(Shape::Count, *value))
        .y_label_formatter(&|value| tick(metric.shape, *value))
        .bold_line_style(ShapeStyle { color: GRID.to_rgba(), filled: false, stroke_width: SCALE / 2 })
        .light_line_style(WHITE.mix(0.0))
        .axis_style(INK.mix(0.6))
        .draw()
        .map_err(PlotError::drawing)?;
    let colour = |run: &Run| PALETTE[labels.iter().position(|label| *label == run.label).unwrap_or(0)];
    // First all that is pale, then what shall be seen.
    for (run, points) in lines() {
        let opacity = if points.len() < MANY { 1.0 } else { 0.3 };
        let style = ShapeStyle { color: colour(run).mix(opacity), filled: false, stroke_width: SCALE };
        // Piece by piece: where a thick line turns back sharply, plotters draws a spike far beyond the turning point.
        let pieces = points.windows(2).map(|pair| PathElement::new(pair.to_vec(), style));
        chart.draw_series(pieces).map_err(PlotError::drawing)?;
    }
    for (run, points) in lines().filter(|(_, points)| points.len() >= MANY) {
        let mean = running_mean(points, points.len() / MANY + 2);
        let style = ShapeStyle { color: colour(run).to_rgba(), filled: false, stroke_width: SCALE + SCALE / 2 };
        chart.draw_series(LineSeries::new(mean, style)).map_err(PlotError::drawing)?;
    }
    Ok(())
}

fn unit(pixels: i32) -> i32 {
    pixels * SCALE as i32
}

fn text(size: i32, colour: RGBColor) -> TextStyle<'static> {
    (FontFamily::Name(FAMILY), unit(size)).into_font().color(&colour)
}

#[cfg(test)]
mod tests;
