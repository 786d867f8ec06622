//! The font, smooth edges, and the bytes of a PNG.

use plotters::coord::Shift;
use plotters::prelude::{BitMapBackend, DrawingArea, IntoDrawingArea};
use plotters::style::{FontStyle, RGBColor, WHITE, register_font};

use crate::PlotError;

/// Everything is drawn this much larger and then averaged: the only way to smooth edges of thick lines here.
pub const SCALE: u32 = 2;
/// The name that texts ask for. In an SVG it stands as it is, and whoever shows the file takes a font of that kind.
pub const FAMILY: &str = "sans-serif";
/// The palette of Okabe and Ito without its yellow, which is too pale for lines on white.
pub const PALETTE: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(230, 159, 0),
    RGBColor(0, 0, 0),
];
/// Committed, so that pictures are the same everywhere and no font library is needed.
static FONT: &[u8] = include_bytes!("../assets/DejaVuSans-subset.ttf");

/// Makes the committed font known to plotters as [`FAMILY`]; needed before any text is drawn or measured.
///
/// # Errors
///
/// If the font cannot be read.
pub fn use_font() -> Result<(), PlotError> {
    register_font(FAMILY, FontStyle::Normal, FONT)
        .map_err(|_| PlotError::Drawing("the committed font cannot be read".to_owned()))
}

/// Draws on a white ground, [`SCALE`] times as large as `size` in pixels, and gives the bytes of a PNG of that size.
///
/// # Errors
///
/// Those of `draw`, and what fails inside the drawing library.
pub fn png<E: From<PlotError>>(
    size: (u32, u32),
    draw: impl FnOnce(&DrawingArea<BitMapBackend<'_>, Shift>) -> Result<(), E>,
) -> Result<Vec<u8>, E> {
    use_font()?;
    let (width, height) = (size.0 * SCALE, size.1 * SCALE);
    let mut pixels = vec![0; (width * height * 3) as usize];
    {
        let root = BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
        root.fill(&WHITE).map_err(PlotError::drawing)?;
        draw(&root)?;
        root.present().map_err(PlotError::drawing)?;
    }
    Ok(encode(&shrink(&pixels, width as usize), size.0, size.1)?)
}

/// Averages squares of `SCALE` by `SCALE` pixels of three bytes.
fn shrink(pixels: &[u8], width: usize) -> Vec<u8> {
    let scale = SCALE as usize;
    let mut small = Vec::with_capacity(pixels.len() / (scale * scale));
    for rows in pixels.chunks_exact(width * 3 * scale) {
        for x in (0..width).step_by(scale) {
            for channel in 0..3 {
                let square = (0..scale * scale).map(|i| ((i / scale) * width + x + i % scale) * 3 + channel);
                let sum: u32 = square.map(|at| u32::from(rows[at])).sum();
                small.push((sum / (SCALE * SCALE)) as u8);
            }
        }
    }
    small
}

fn encode(pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, PlotError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // Without filters: few colours in large areas are packed better as they are, a trace by a seventh.
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().map_err(PlotError::drawing)?;
    writer.write_image_data(pixels).map_err(PlotError::drawing)?;
    writer.finish().map_err(PlotError::drawing)?;
    Ok(bytes)
}
