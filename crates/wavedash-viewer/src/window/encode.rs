//! Pictures to files: PNG by our own, GIF and MP4 by ffmpeg where it is installed, GIF without it, too.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::ViewError;

/// Kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One picture, or many with numbers in their names.
    Png,
    /// A clip that plays everywhere, of 256 colours.
    Gif,
    /// A video; needs ffmpeg.
    Mp4,
}

impl Format {
    /// The format that a file's name asks for.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_lowercase().as_str() {
            "png" => Some(Self::Png),
            "gif" => Some(Self::Gif),
            "mp4" => Some(Self::Mp4),
            _ => None,
        }
    }
}

/// A clip that is being written.
pub(super) enum Encoder {
    /// Every picture is a file.
    Pngs { out: PathBuf, size: [u32; 2], next: u32, is_single: bool },
    /// Through a pipe.
    Ffmpeg { out: PathBuf, child: Child },
    /// Without ffmpeg.
    Gif { out: PathBuf, size: [u32; 2], encoder: Box<gif::Encoder<BufWriter<File>>>, delay: u16 },
}

fn unfinished(out: &Path) -> PathBuf {
    let mut name = OsString::from(out);
    name.push(".unfinished");
    PathBuf::from(name)
}

fn failed(path: &Path) -> impl Fn(io::Error) -> ViewError + '_ {
    move |error| ViewError::File { path: path.to_owned(), problem: error.to_string() }
}

/// Whether ffmpeg can be started.
#[must_use]
pub fn has_ffmpeg() -> bool {
    let mut version = Command::new("ffmpeg");
    version.arg("-version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    version.status().is_ok_and(|status| status.success())
}

impl Encoder {
    pub(super) fn new(out: &Path, size: [u32; 2], fps: u32, pictures: usize) -> Result<Self, ViewError> {
        let format = Format::of(out).ok_or_else(|| ViewError::File {
            path: out.to_owned(),
            problem: "pictures are written as .png, .gif or .mp4".to_owned(),
        })?;
        if let Some(folder) = out.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(failed(folder))?;
        }
        match format {
            Format::Png => Ok(Self::Pngs { out: out.to_owned(), size, next: 0, is_single: pictures == 1 }),
            Format::Gif if !has_ffmpeg() => {
                let file = BufWriter::new(File::create(unfinished(out)).map_err(failed(out))?);
                let [width, height] = size.map(|length| u16::try_from(length).unwrap_or(u16::MAX));
                let mut encoder = gif::Encoder::new(file, width, height, &[]).map_err(|e| gif_failed(out, &e))?;
                encoder.set_repeat(gif::Repeat::Infinite).map_err(|e| gif_failed(out, &e))?;
                let delay = (100.0 / fps as f32).round().max(2.0) as u16;
                Ok(Self::Gif { out: out.to_owned(), size, encoder: Box::new(encoder), delay })
            }
            Format::Mp4 if !has_ffmpeg() => Err(ViewError::File {
                path: out.to_owned(),
                problem: "videos need ffmpeg, which is not installed (apt install ffmpeg); .gif works without"
                    .to_owned(),
            }),
            Format::Gif | Format::Mp4 => Self::ffmpeg(out, size, fps, format),
        }
    }

    fn ffmpeg(out: &Path, [width, height]: [u32; 2], fps: u32, format: Format) -> Result<Self, ViewError> {
        let mut command = Command::new("ffmpeg");
        command.args(["-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgba"]);
        command.args(["-s", &format!("{width}x{height}"), "-r", &fps.to_string(), "-i", "-"]);
        match format {
            Format::Mp4 => {
                // Players want even sizes.
                command.args(["-vf", "crop=trunc(iw/2)*2:trunc(ih/2)*2", "-c:v", "libx264", "-preset", "veryfast"]);
                command.args(["-crf", "20", "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-f", "mp4"]);
                // Nothing in the file says when it was made.
                command.args(["-fflags", "+bitexact", "-flags:v", "+bitexact"]);
            }
            _ => {
                let palette =
                    "split[a][b];[a]palettegen=stats_mode=diff[p];[b][p]paletteuse=dither=bayer:bayer_scale=4";
                command.args(["-vf", palette, "-f", "gif"]);
            }
        }
        command.arg(unfinished(out)).stdin(Stdio::piped()).stdout(Stdio::null());
        let child = command.spawn().map_err(failed(out))?;
        Ok(Self::Ffmpeg { out: out.to_owned(), child })
    }

    /// Adds a picture.
    pub(super) fn add(&mut self, pixels: &[u8]) -> Result<(), ViewError> {
        match self {
            Self::Pngs { out, size, next, is_single } => {
                let path = if *is_single { out.clone() } else { numbered(out, *next) };
                *next += 1;
                write_png(&path, *size, pixels)
            }
            Self::Ffmpeg { out, child } => match &mut child.stdin {
                Some(pipe) => pipe.write_all(pixels).map_err(failed(out)),
                None => Ok(()),
            },
            Self::Gif { out, size, encoder, delay } => {
                let mut pixels = pixels.to_vec();
                let [width, height] = size.map(|length| u16::try_from(length).unwrap_or(u16::MAX));
                let mut frame = gif::Frame::from_rgba_speed(width, height, &mut pixels, 20);
                frame.delay = *delay;
                encoder.write_frame(&frame).map_err(|e| gif_failed(out, &e))
            }
        }
    }

    /// The clip is not wanted any more: no part of it stays, except for pictures that are files of their own.
    pub(super) fn abandon(self) {
        let out = match self {
            Self::Pngs { .. } => return,
            Self::Ffmpeg { out, mut child } => {
                // It may be gone already.
                let _ = child.kill();
                let _ = child.wait();
                out
            }
            Self::Gif { out, .. } => out,
        };
        let _ = fs::remove_file(unfinished(&out));
    }

    /// The clip is whole.
    pub(super) fn finish(self) -> Result<(), ViewError> {
        let out = match self {
            Self::Pngs { .. } => return Ok(()),
            Self::Ffmpeg { out, mut child } => {
                drop(child.stdin.take());
                let status = child.wait().map_err(failed(&out))?;
                if !status.success() {
                    return Err(ViewError::File { path: out, problem: format!("ffmpeg failed: {status}") });
                }
                out
            }
            Self::Gif { out, encoder, .. } => {
                drop(encoder);
                out
            }
        };
        fs::rename(unfinished(&out), &out).map_err(failed(&out))
    }
}

fn gif_failed(path: &Path, error: &gif::EncodingError) -> ViewError {
    ViewError::File { path: path.to_owned(), problem: error.to_string() }
}

/// `clip.png` as `clip-0000.png`.
fn numbered(out: &Path, number: u32) -> PathBuf {
    let stem = out.file_stem().unwrap_or_default().to_string_lossy();
    out.with_file_name(format!("{stem}-{number:04}.png"))
}

/// Writes a picture, whole or not at all.
pub(super) fn write_png(path: &Path, [width, height]: [u32; 2], pixels: &[u8]) -> Result<(), ViewError> {
    let part = unfinished(path);
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(&part).map_err(failed(path))?), width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let opaque: Vec<u8> = pixels.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let problem = |error: png::EncodingError| ViewError::File { path: path.to_owned(), problem: error.to_string() };
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&opaque)).map_err(problem)?;
    fs::rename(&part, path).map_err(failed(path))
}
