//! Histograms of one or several series in each chart.

use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{Color, RGBColor};
use wavedash_plot::PALETTE;

use super::{Area, GRID, INK, Pen, Picture, WIDTH, nice_step, number, ticks};
use crate::describe::{Describe, histogram};
use crate::error::AnalysisError;

/// Most bins of a chart; few values have fewer. Always an odd number, so that a single value stands in the middle.
const MOST_BINS: usize = 48;
const ROW: i32 = 210;
const LEGEND: i32 = 44;
const COLUMNS: usize = 3;

/// A chart: the series are drawn over each other.
#[derive(Clone, Debug)]
pub struct Histogram {
    /// Title.
    pub name: String,
    /// Name and values of each.
    pub series: Vec<(String, Vec<f32>)>,
}

/// Charts in rows of three; series of one name share a colour.
#[derive(Clone, Debug)]
pub struct Histograms {
    /// Names of the series, in the order of the colours; at most seven.
    pub names: Vec<String>,
    /// The charts.
    pub charts: Vec<Histogram>,
}

impl Picture for Histograms {
    fn size(&self) -> (u32, u32) {
        (WIDTH, (LEGEND + ROW * self.charts.len().div_ceil(COLUMNS).max(1) as i32) as u32)
    }

    fn draw<DB: DrawingBackend>(&self, area: &Area<DB>, pen: Pen) -> Result<(), AnalysisError> {
        if self.names.len() > PALETTE.len() {
            let problem = format!("{} series, but only {} colours can be told apart", self.names.len(), PALETTE.len());
            return Err(AnalysisError::Picture(problem));
        }
        let mut x = 60;
        for (name, colour) in self.names.iter().zip(PALETTE) {
            pen.line(area, vec![(pen.px(x), pen.px(20)), (pen.px(x + 24), pen.px(20))], pen.stroke(&colour, 4))?;
            let style = pen.text(14, HPos::Left, VPos::Center);
            pen.write(area, name, (pen.px(x + 32), pen.px(20)), &style)?;
            let (wide, _) = area.estimate_text_size(name, &style).map_err(super::failed)?;
            x += wide as i32 / pen.px(1) + 64;
        }
        let width = WIDTH as i32 / COLUMNS as i32;
        for (i, chart) in self.charts.iter().enumerate() {
            let (left, top) = (i % COLUMNS * width as usize, i / COLUMNS * ROW as usize);
            draw_one(area, pen, chart, &PALETTE, [left as i32, LEGEND + top as i32, width, ROW])?;
        }
        Ok(())
    }
}

/// Draws a chart into a rectangle: left, top, width, height in pixels of the picture.
pub(super) fn draw_one<DB: DrawingBackend>(
    area: &Area<DB>,
    pen: Pen,
    chart: &Histogram,
    palette: &[RGBColor],
    [left, top, width, height]: [i32; 4],
) -> Result<(), AnalysisError> {
    let (x0, x1) = (pen.px(left + 58), pen.px(left + width - 14));
    let (y0, y1) = (pen.px(top + height - 40), pen.px(top + 30));
    let title = pen.fit(&chart.name, 14, width - 30);
    pen.write(area, &title, (pen.px(left + width / 2), pen.px(top + 20)), &pen.text(14, HPos::Center, VPos::Bottom))?;
    if chart.series.iter().all(|(_, values)| values.is_empty()) {
        let middle = (i32::midpoint(x0, x1), i32::midpoint(y0, y1));
        return pen.write(area, "never", middle, &pen.text(14, HPos::Center, VPos::Center));
    }
    let [low, high] = range(&chart.series);
    let fewest = chart.series.iter().map(|(_, values)| values.len()).min().unwrap_or(0);
    let count = (2 * fewest.isqrt()).clamp(12, MOST_BINS) | 1;
    let bins: Vec<Vec<f64>> = chart.series.iter().map(|(_, values)| histogram(values, low, high, count)).collect();
    let most = bins.iter().flatten().fold(1e-9, |most: f64, share| most.max(*share));
    let x_of = |value: f64| x0 + ((value - f64::from(low)) / f64::from(high - low) * f64::from(x1 - x0)) as i32;
    let y_of = |share: f64| y0 - (share / (1.08 * most) * f64::from(y0 - y1)) as i32;

    let label = pen.text(12, HPos::Right, VPos::Center);
    for share in ticks([0.0, 1.08 * most], nice_step(most / 3.5)) {
        let y = y_of(share);
        pen.line(area, vec![(x0, y), (x1, y)], pen.stroke(&GRID, 1))?;
        pen.write(area, &format!("{} %", number(100.0 * share)), (x0 - pen.px(5), y), &label)?;
    }
    let label = pen.text(12, HPos::Center, VPos::Top);
    for value in ticks([f64::from(low), f64::from(high)], nice_step(f64::from(high - low) / 6.0)) {
        let x = x_of(value);
        pen.line(area, vec![(x, y0), (x, y0 + pen.px(4))], pen.stroke(&INK, 1))?;
        pen.write(area, &number(value), (x, y0 + pen.px(6)), &label)?;
    }
    pen.line(area, vec![(x0, y0), (x1, y0)], pen.stroke(&INK, 1))?;
    pen.write(area, "value", (i32::midpoint(x0, x1), y0 + pen.px(21)), &label)?;

    let edge = |bin: usize| x0 + ((x1 - x0) as usize * bin / count) as i32;
    for (shares, colour) in bins.iter().zip(palette.iter()) {
        let mut steps = vec![(x0, y0)];
        for (bin, share) in shares.iter().enumerate() {
            steps.extend([(edge(bin), y_of(*share)), (edge(bin + 1), y_of(*share))]);
            if bins.len() == 1 && *share > 0.0 {
                pen.fill(area, [(edge(bin), y_of(*share)), (edge(bin + 1), y0)], &colour.mix(0.35))?;
            }
        }
        steps.push((x1, y0));
        pen.line(area, steps, pen.stroke(colour, 2))?;
    }
    Ok(())
}

/// What the charts of some series span: all of it, except that few far values do not squeeze the rest.
fn range(series: &[(String, Vec<f32>)]) -> [f32; 2] {
    let mut span = [f32::INFINITY, f32::NEG_INFINITY];
    for described in series.iter().filter_map(|(_, values)| Describe::of(values)) {
        let [q1, _, q3] = described.quartiles;
        let reach = (12.0 * (q3 - q1)).max(8.0 * described.std);
        span[0] = span[0].min(described.min.max(described.mean - reach) as f32);
        span[1] = span[1].max(described.max.min(described.mean + reach) as f32);
    }
    match span {
        [low, high] if low < high => [low, high],
        [low, high] if low == high => [low - 0.5, high + 0.5],
        _ => [0.0, 1.0],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_far_values_do_not_squeeze_the_rest_and_constants_have_a_chart() {
        let mut values: Vec<f32> = (0..10_000).map(|i| (i % 100) as f32 * 0.01).collect();
        values.push(10_000.0);
        let [low, high] = range(&[(String::new(), values)]);
        assert!(low == 0.0 && high < 2000.0, "{low} {high}");
        assert_eq!(range(&[(String::new(), vec![3.0; 5])]), [2.5, 3.5]);
        assert_eq!(range(&[(String::new(), Vec::new())]), [0.0, 1.0]);
    }
}
