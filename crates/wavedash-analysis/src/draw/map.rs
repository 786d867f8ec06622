//! One map: the filled contour of a field with pitch, bodies and colour bar.

use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{BLACK, Color};
use wavedash_core::Vec3;

use super::colours::Scale;
use super::pitch::{ASPECT, OnPitch, Window};
use super::{Area, INK, Pen, number};
use crate::error::AnalysisError;
use crate::field::{Field, is_on_pitch};
use crate::stage::{Moved, Stage};

/// Left, right, upper and lower edge around a pitch, pixels.
const LEFT: i32 = 52;
const RIGHT: i32 = 92;
const ABOVE: i32 = 64;
const BELOW: i32 = 40;
/// Distance of two arrows of a gradient, uu.
const ARROWS: f32 = 640.0;

/// A field with what is said about it.
pub(super) struct Map<'a> {
    pub(super) title: &'a str,
    pub(super) subtitle: &'a str,
    /// Beside the bar.
    pub(super) unit: &'a str,
    pub(super) field: &'a Field,
    pub(super) stage: &'a Stage,
    /// Values that the colours span.
    pub(super) range: [f32; 2],
    pub(super) goal_weights: Option<[f32; 2]>,
    pub(super) has_gradient: bool,
    /// The moved body stands at its place, too, with the value there.
    pub(super) shows_moved: bool,
}

/// Height of a map that is `width` wide, pixels.
pub(super) fn height(width: i32) -> i32 {
    ((width - LEFT - RIGHT) as f32 * ASPECT) as i32 + ABOVE + BELOW
}

impl Map<'_> {
    /// Draws the map with its upper left corner at `at`, `width` pixels of the picture wide.
    pub(super) fn draw<DB: DrawingBackend>(
        &self,
        area: &Area<DB>,
        pen: Pen,
        at: (i32, i32),
        width: i32,
    ) -> Result<(), AnalysisError> {
        let (left, top) = (pen.px(at.0 + LEFT), pen.px(at.1 + ABOVE));
        let inner = width - LEFT - RIGHT;
        let window = Window { left, top, width: pen.px(inner), height: pen.px((inner as f32 * ASPECT) as i32) };
        let on = OnPitch { area, pen, window };
        let scale = Scale::new(self.range);
        let middle = left + window.width / 2;
        let (large, small) = if width < 360 { (13, 11) } else { (16, 13) };
        let title = pen.wrap(self.title, large, width - 16);
        let style = pen.text(large, HPos::Center, VPos::Bottom);
        for (i, line) in (0..).zip(title.iter().take(2)) {
            let y = if title.len() == 1 { 28 } else { 19 + 16 * i };
            let line = pen.fit(line.trim_end(), large, width - 16);
            pen.write(area, &line, (pen.px(at.0 + width / 2), pen.px(at.1 + y)), &style)?;
        }
        let style = pen.text(small, HPos::Center, VPos::Bottom);
        pen.write(area, &pen.fit(self.subtitle, small, inner), (middle, pen.px(at.1 + 51)), &style)?;

        self.bands(&on, &scale)?;
        on.walls(self.goal_weights)?;
        on.axes()?;
        if self.has_gradient {
            self.gradient(&on)?;
        }
        on.pads(&self.stage.scene.pads)?;
        self.bodies(&on)?;
        bar(area, pen, &window, &scale, self.unit)
    }

    /// Runs of pixels of one band are one rectangle each.
    fn bands<DB: DrawingBackend>(&self, on: &OnPitch<'_, DB>, scale: &Scale) -> Result<(), AnalysisError> {
        let Window { left, top, width, height } = on.window;
        // Shapes of a whole pixel's height would make a file of megabytes.
        let rows = if on.pen.is_svg() { 2 } else { 1 };
        for y in (top..top + height).step_by(rows as usize) {
            let band = |x: i32| {
                let (x, y) = on.window.place((x, y + rows / 2));
                is_on_pitch(x, y).then(|| scale.band_of(self.field.at(x, y)))
            };
            let (mut begin, mut now) = (left, band(left));
            for x in left + 1..=left + width {
                let next = if x == left + width { None } else { band(x) };
                if next != now {
                    if let Some(band) = now {
                        on.pen.fill(on.area, [(begin, y), (x, y + rows)], &scale.colour(band))?;
                    }
                    (begin, now) = (x, next);
                }
            }
        }
        if scale.is_diverging() { self.zero_line(on) } else { Ok(()) }
    }

    /// Where the sign changes between neighbours of a grid.
    fn zero_line<DB: DrawingBackend>(&self, on: &OnPitch<'_, DB>) -> Result<(), AnalysisError> {
        const CELL: f32 = 64.0;
        let style = on.pen.stroke(&BLACK.mix(0.55), 1);
        for i in -64..64 {
            for j in -80..80 {
                let corner = |k: usize| {
                    let (dx, dy) = [(0, 0), (1, 0), (1, 1), (0, 1)][k % 4];
                    let (x, y) = ((i + dx) as f32 * CELL, (j + dy) as f32 * CELL);
                    (x, y, self.field.at(x, y))
                };
                let crossing = |k: usize| {
                    let ((x, y, from), (x2, y2, to)) = (corner(k), corner(k + 1));
                    let share = from / (from - to);
                    ((from < 0.0) != (to < 0.0)).then(|| on.window.at(x + share * (x2 - x), y + share * (y2 - y)))
                };
                let (x, y, _) = corner(0);
                let crossings: Vec<_> = (0..4).filter_map(crossing).collect();
                if is_on_pitch(x + 0.5 * CELL, y + 0.5 * CELL) {
                    crossings.chunks_exact(2).try_for_each(|pair| on.pen.line(on.area, pair.to_vec(), style))?;
                }
            }
        }
        Ok(())
    }

    /// Arrows along the steepest rise; the longest as long as their distance.
    fn gradient<DB: DrawingBackend>(&self, on: &OnPitch<'_, DB>) -> Result<(), AnalysisError> {
        let lines = |n: i32| (-n..=n).map(|i| i as f32 * ARROWS);
        let places = lines(8).flat_map(|y| lines(6).map(move |x| (x, y)));
        let all: Vec<_> = places.filter(|(x, y)| is_on_pitch(1.05 * x, 1.05 * y)).collect();
        let length = |[dx, dy]: [f32; 2]| (dx * dx + dy * dy).sqrt();
        // Few steep places, as where the car passes the ball, would leave nothing of the arrows of all others.
        let mut lengths: Vec<f32> = all.iter().map(|(x, y)| length(self.field.gradient(*x, *y))).collect();
        lengths.sort_unstable_by(f32::total_cmp);
        let long = lengths.get(lengths.len() * 9 / 10).copied().unwrap_or_default().max(1e-12);
        for (x, y) in all {
            let gradient = self.field.gradient(x, y);
            let steepness = length(gradient);
            let share = (steepness / long).min(1.0);
            if share > 0.02 {
                let [dx, dy] = gradient.map(|slope| slope / steepness * ARROWS * (0.25 + 0.6 * share));
                let way = Vec3::new(dx, dy, 0.0);
                on.arrow(Vec3::new(x, y, 0.0) - 0.5 * way, way, 1, false)?;
            }
        }
        Ok(())
    }

    fn bodies<DB: DrawingBackend>(&self, on: &OnPitch<'_, DB>) -> Result<(), AnalysisError> {
        let scene = &self.stage.scene;
        let is_averaged = self.stage.means.places;
        let shows = |body: Moved| if self.stage.moved == body { self.shows_moved } else { !is_averaged };
        for (i, car) in scene.cars.iter().enumerate() {
            if i > 0 || shows(Moved::Car) {
                on.car(car.team, car.pos, car.vel)?;
            }
        }
        if shows(Moved::Ball) {
            on.ball(scene.ball.pos, scene.ball.vel)?;
        }
        if self.shows_moved {
            let place = self.stage.place();
            on.note(place, &number(f64::from(self.field.at(place.x, place.y))))?;
        }
        Ok(())
    }
}

fn bar<DB: DrawingBackend>(
    area: &Area<DB>,
    pen: Pen,
    window: &Window,
    scale: &Scale,
    unit: &str,
) -> Result<(), AnalysisError> {
    let (left, wide) = (window.left + window.width + pen.px(12), pen.px(16));
    let (top, bottom) = (window.top + pen.px(20), window.top + window.height);
    let at = |value: f64| {
        let share = (value - scale.low) / (scale.high - scale.low);
        bottom - (share * f64::from(bottom - top)) as i32
    };
    for (band, low) in scale.bands() {
        pen.fill(area, [(left, at(low + scale.band)), (left + wide, at(low))], &scale.colour(band))?;
    }
    let frame = vec![(left, top), (left + wide, top), (left + wide, bottom), (left, bottom), (left, top)];
    pen.line(area, frame, pen.stroke(&INK.mix(0.8), 1))?;
    let style = pen.text(12, HPos::Left, VPos::Center);
    for tick in scale.ticks() {
        let (x, y) = (left + wide, at(tick));
        pen.line(area, vec![(x, y), (x + pen.px(4), y)], pen.stroke(&INK, 1))?;
        pen.write(area, &number(tick), (x + pen.px(7), y), &style)?;
    }
    pen.write(area, unit, (left, window.top + pen.px(12)), &pen.text(12, HPos::Left, VPos::Bottom))
}
