//! What the markers of a map are, and where everything stands.

use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};
use wavedash_core::Team;

use super::pitch::{OnPitch, Window};
use super::{Area, Pen, failed};
use crate::error::AnalysisError;

/// Height with the lines of text below it, pixels.
pub(super) const HEIGHT: i32 = 76;

/// Draws a line of markers and two lines of text from height `top` on, `width` pixels of the picture wide.
pub(super) fn draw<DB: DrawingBackend>(
    area: &Area<DB>,
    pen: Pen,
    (top, width): (i32, i32),
    text: &str,
) -> Result<(), AnalysisError> {
    for (i, line) in (0..).zip(pen.wrap(text, 12, width - 24).iter().take(2)) {
        let at = (pen.px(12), pen.px(top + 40 + 18 * i));
        pen.write(area, line.trim_end(), at, &pen.text(12, HPos::Left, VPos::Center))?;
    }
    // Markers as they are in a map of 600 pixels.
    let window = Window { left: 0, top: 0, width: pen.px(500), height: pen.px(500) };
    let on = OnPitch { area, pen, window };
    let (mut x, y) = (pen.px(24), pen.px(top + 14));
    let style = pen.text(12, HPos::Left, VPos::Center);
    let texts = ["ball", "blue car", "orange car", "12 % boost", "100 % boost"];
    for (i, text) in texts.into_iter().enumerate() {
        match i {
            0 => on.dot((x, y))?,
            1 => on.diamond((x, y), Team::Blue)?,
            2 => on.diamond((x, y), Team::Orange)?,
            _ => on.pad((x, y), i == 4)?,
        }
        pen.write(area, text, (x + pen.px(13), y), &style)?;
        let (wide, _) = area.estimate_text_size(text, &style).map_err(failed)?;
        x += wide as i32 + pen.px(34);
    }
    Ok(())
}
