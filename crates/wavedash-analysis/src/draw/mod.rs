//! Pictures: what all of them share.
//!
//! A [`Picture`] draws itself with any of plotters' backends: smoothed pixels for PNG, shapes for SVG.

mod colours;
mod histograms;
mod legend;
mod map;
mod page;
mod pitch;
mod sheet;
mod strips;

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, DrawingBackend, IntoDrawingArea, PathElement, Rectangle, SVGBackend, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontFamily, IntoFont, RGBColor, ShapeStyle, TextStyle, WHITE};
use wavedash_plot::{FAMILY, SCALE, png, use_font};

use crate::error::AnalysisError;

pub use histograms::{Histogram, Histograms};
pub use page::Page;
pub use sheet::{Panel, Sheet};
pub use strips::Strips;

/// Width of pictures that fill one, pixels.
pub(crate) const WIDTH: u32 = 1200;
pub(crate) const INK: RGBColor = RGBColor(50, 50, 50);
pub(crate) const GRID: RGBColor = RGBColor(222, 222, 222);

/// How a picture is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Pixels.
    Png,
    /// Shapes.
    Svg,
}

/// Something that can be drawn.
pub trait Picture {
    /// Width and height, pixels.
    fn size(&self) -> (u32, u32);

    /// Draws into an area of that size, each pixel `pen.px(1)` wide.
    ///
    /// # Errors
    ///
    /// What fails inside the drawing library.
    fn draw<DB: DrawingBackend>(&self, area: &Area<DB>, pen: Pen) -> Result<(), AnalysisError>;

    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// What fails inside the drawing library.
    fn render(&self, format: Format) -> Result<Vec<u8>, AnalysisError> {
        match format {
            Format::Png => png(self.size(), |root| self.draw(root, Pen { scale: SCALE as i32 })),
            Format::Svg => {
                use_font()?;
                let mut text = String::new();
                {
                    let root = SVGBackend::with_string(&mut text, self.size()).into_drawing_area();
                    root.fill(&WHITE).map_err(failed)?;
                    self.draw(&root, Pen { scale: 1 })?;
                    root.present().map_err(failed)?;
                }
                Ok(text.into_bytes())
            }
        }
    }
}

/// Where is drawn.
pub type Area<DB> = DrawingArea<DB, Shift>;

/// A point of an area.
pub(crate) type Point = (i32, i32);

/// How large a pixel is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Pen {
    scale: i32,
}

impl Pen {
    /// Pixels of the picture in those of the area.
    #[must_use]
    pub fn px(self, pixels: i32) -> i32 {
        pixels * self.scale
    }

    pub(crate) fn stroke(self, colour: &impl Color, width: i32) -> ShapeStyle {
        ShapeStyle { color: colour.to_rgba(), filled: false, stroke_width: self.px(width) as u32 }
    }

    pub(crate) fn text(self, size: i32, h: HPos, v: VPos) -> TextStyle<'static> {
        (FontFamily::Name(FAMILY), self.px(size)).into_font().color(&INK).pos(Pos::new(h, v))
    }

    pub(crate) fn write<DB: DrawingBackend>(
        self,
        area: &Area<DB>,
        text: &str,
        at: Point,
        style: &TextStyle<'static>,
    ) -> Result<(), AnalysisError> {
        area.draw(&Text::new(text.to_owned(), at, style.clone())).map_err(failed)
    }

    pub(crate) fn line<DB: DrawingBackend>(
        self,
        area: &Area<DB>,
        points: Vec<Point>,
        style: ShapeStyle,
    ) -> Result<(), AnalysisError> {
        area.draw(&PathElement::new(points, style)).map_err(failed)
    }

    /// A line with sharp bends. Of pixels it is drawn piece by piece: the joints that plotters draws are spikes, the
    /// longer the sharper the bend.
    pub(crate) fn curve<DB: DrawingBackend>(
        self,
        area: &Area<DB>,
        points: Vec<Point>,
        style: ShapeStyle,
    ) -> Result<(), AnalysisError> {
        if self.is_svg() {
            return self.line(area, points, style);
        }
        points.windows(2).try_for_each(|piece| self.line(area, piece.to_vec(), style))
    }

    pub(crate) fn is_svg(self) -> bool {
        self.scale == 1
    }

    pub(crate) fn fill<DB: DrawingBackend>(
        self,
        area: &Area<DB>,
        corners: [Point; 2],
        colour: &impl Color,
    ) -> Result<(), AnalysisError> {
        area.draw(&Rectangle::new(corners, colour.filled())).map_err(failed)
    }

    /// The text, cut off with three dots where it is wider than `width` pixels of the picture.
    pub(crate) fn fit(self, text: &str, size: i32, width: i32) -> String {
        let is_fitting = |text: &str| self.is_fitting(text, size, width);
        if is_fitting(text) {
            return text.to_owned();
        }
        let ends = text.char_indices().map(|(at, _)| at).rev();
        let mut shorter = ends.map(|end| format!("{}\u{2026}", text[..end].trim_end()));
        shorter.find(|text| is_fitting(text)).unwrap_or_default()
    }

    /// The text in lines that are no wider than `width` pixels of the picture, broken after spaces.
    pub(crate) fn wrap(self, text: &str, size: i32, width: i32) -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in text.split_inclusive(' ') {
            let last = lines.len() - 1;
            let longer = format!("{}{word}", lines[last]);
            if lines[last].is_empty() || self.is_fitting(longer.trim_end(), size, width) {
                lines[last] = longer;
            } else {
                lines.push(word.to_owned());
            }
        }
        lines
    }

    fn is_fitting(self, text: &str, size: i32, width: i32) -> bool {
        let style = self.text(size, HPos::Left, VPos::Top);
        style.font.box_size(text).map_or(true, |(wide, _)| wide as i32 <= self.px(width))
    }
}

pub(crate) fn failed(error: impl std::fmt::Display) -> AnalysisError {
    AnalysisError::Picture(error.to_string())
}

/// A number with at most three decimals and a minus sign that is as wide as a plus.
pub(crate) fn number(value: f64) -> String {
    let size = value.abs();
    let text = if size >= 1e5 || (size > 0.0 && size < 1e-3) {
        format!("{value:.1e}")
    } else if size >= 100.0 {
        format!("{value:.0}")
    } else {
        let text = format!("{value:.3}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    if text == "-0" { "0".to_owned() } else { text.replace('-', "\u{2212}") }
}

/// 1, 2 or 5 times a power of ten, at least `least`.
pub(crate) fn nice_step(least: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(least.max(1e-12))));
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|step| *step >= least * 0.999_999)
        .unwrap_or(least)
}

/// Multiples of a step within a range.
pub(crate) fn ticks([low, high]: [f64; 2], step: f64) -> impl Iterator<Item = f64> {
    let (first, last) = (libm::ceil(low / step - 1e-6) as i64, libm::floor(high / step + 1e-6) as i64);
    (first..=last).map(move |i| i as f64 * step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (value, text) in
            [(0.0, "0"), (-0.5, "\u{2212}0.5"), (1234.0, "1234"), (0.12345, "0.123"), (1e-5, "1.0e\u{2212}5")]
        {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn steps_are_one_two_or_five() {
        for (least, step) in [(0.03, 0.05), (1.0, 1.0), (1.1, 2.0), (60.0, 100.0)] {
            assert!((nice_step(least) - step).abs() < 1e-9 * step, "{least}");
        }
        let all: Vec<f64> = ticks([-1.0, 1.0], 0.5).collect();
        assert_eq!(all, [-1.0, -0.5, 0.0, 0.5, 1.0]);
    }

    #[test]
    fn long_texts_are_cut_to_their_width() {
        use_font().unwrap();
        let pen = Pen { scale: 1 };
        let cut = pen.fit("a reward with a very long name", 14, 100);
        assert!(cut.ends_with('\u{2026}') && cut.starts_with("a reward"), "{cut}");
        assert_eq!(pen.fit("short", 14, 100), "short");
        let lines = pen.wrap("a reward with a very long name", 14, 100);
        assert!(lines.len() > 1 && lines.concat() == "a reward with a very long name", "{lines:?}");
    }
}
