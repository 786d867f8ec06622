//! Pictures without a window, and what the viewer's commands say when something is wrong.
//!
//! Drawing needs a Vulkan device; on Debian `mesa-vulkan-drivers` draws on the processor. Where there is none, these
//! tests say so and pass, unless `WAVEDASH_TEST_MUST_DRAW` is set, as `.ci/run` does.
#![cfg(feature = "viewer")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Largest mean difference of a picture from its golden one, of 255, and largest share of pixels that differ by more
/// than 24: another driver rounds edges differently, but leaves nothing out and shows nothing in another colour.
const MEAN: f64 = 1.5;
const SHARE: f64 = 0.03;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs the program. No window can open, and a person's settings are none of a test's.
fn wavedash(args: &[&str]) -> Output {
    let empty = std::env::temp_dir().join("wavedash-no-settings.toml");
    let mut command = Command::new(env!("CARGO_BIN_EXE_wavedash"));
    command.args(args).args(["--settings", &empty.display().to_string()]).current_dir(root());
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    command.output().expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Renders; none where nothing can draw.
fn render(args: &[&str]) -> Option<Output> {
    let output = wavedash(&[&["render"], args].concat());
    if output.status.code() == Some(2) && said(&output).contains("no graphics device") {
        assert!(std::env::var_os("WAVEDASH_TEST_MUST_DRAW").is_none(), "nothing can draw here: {}", said(&output));
        eprintln!("skipped: there is no Vulkan device to draw with");
        return None;
    }
    assert!(output.status.success(), "{}", said(&output));
    Some(output)
}

/// Width, height, and red, green, blue of all pixels.
fn pixels(path: &Path) -> ([u32; 2], Vec<u8>) {
    let file = std::io::BufReader::new(fs::File::open(path).expect("the picture was written"));
    let mut reader = png::Decoder::new(file).read_info().expect("it is a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("its size is known")];
    reader.next_frame(&mut pixels).expect("it is whole");
    ([reader.info().width, reader.info().height], pixels)
}

#[test]
fn pictures_are_those_that_were_looked_at() {
    let folder = tempfile::tempdir().expect("a folder");
    let shots: [(&str, &[&str]); 3] = [
        ("broadcast", &["replays/striker-chaser-2v2.wdm", "--at", "12.5"]),
        ("ball", &["replays/striker-chaser-2v2.wdm", "--at", "20", "--camera", "ball", "--follow", "1", "--ball-path"]),
        ("agent", &["replays/chaser-striker-1v1.wdm", "--at", "28", "--camera", "top", "--agent", "--debug"]),
    ];
    for (name, args) in shots {
        let out = folder.path().join(format!("{name}.png"));
        let shown = out.display().to_string();
        if render(&[args, &["--out", &shown, "--size", "640x360"]].concat()).is_none() {
            return;
        }
        let golden = root().join(format!("crates/wavedash/tests/golden/{name}.png"));
        if std::env::var_os("WAVEDASH_BLESS").is_some() {
            fs::copy(&out, &golden).expect("the golden picture can be written");
        }
        let ((size, here), (expected, there)) = (pixels(&out), pixels(&golden));
        assert_eq!(size, expected, "{name}");
        let off: Vec<f64> = here.iter().zip(&there).map(|(a, b)| f64::from(a.abs_diff(*b))).collect();
        let mean = off.iter().sum::<f64>() / off.len() as f64;
        let share =
            off.chunks(3).filter(|pixel| pixel.iter().any(|x| *x > 24.0)).count() as f64 / (off.len() / 3) as f64;
        if mean > MEAN || share > SHARE {
            let kept = std::env::temp_dir().join(format!("wavedash-{name}-actual.png"));
            fs::copy(&out, &kept).expect("the picture can be kept");
            panic!("{name} differs: mean {mean:.2}, {:.1} % of pixels; see {}", 100.0 * share, kept.display());
        }
    }
}

#[test]
fn the_same_clip_has_the_same_bits() {
    let folder = tempfile::tempdir().expect("a folder");
    let clip = |name: &str| {
        let out = folder.path().join(name).join("clip.png");
        let shown = out.display().to_string();
        // Across a goal, so that sparks fly.
        let args =
            ["replays/chaser-striker-1v1.wdm", "--at", "30.4", "--seconds", "0.5", "--fps", "10", "--out", &shown];
        render(&[&args[..], &["--size", "320x180"]].concat())?;
        Some(out)
    };
    let (Some(a), Some(b)) = (clip("a"), clip("b")) else { return };
    for number in 0..5 {
        let read = |out: &Path| fs::read(out.with_file_name(format!("clip-{number:04}.png"))).expect("it was written");
        assert!(read(&a) == read(&b), "picture {number} differs");
    }
    assert!(pixels(&a.with_file_name("clip-0000.png")).1 != pixels(&a.with_file_name("clip-0004.png")).1);
}

#[test]
fn clips_are_written_in_every_format() {
    let folder = tempfile::tempdir().expect("a folder");
    let has_ffmpeg = Command::new("ffmpeg").arg("-version").output().is_ok_and(|output| output.status.success());
    for (ending, magic) in [("gif", &b"GIF89a"[..]), ("mp4", b"")] {
        let out = folder.path().join(format!("clip.{ending}"));
        let shown = out.display().to_string();
        let args = ["replays/chaser-striker-1v1.wdm", "--seconds", "0.2", "--size", "160x90", "--out", &shown];
        if ending == "mp4" && !has_ffmpeg {
            let refused = wavedash(&[&["render"], &args[..]].concat());
            assert_eq!(refused.status.code(), Some(2));
            assert!(said(&refused).contains("ffmpeg"), "{}", said(&refused));
            continue;
        }
        if render(&args).is_none() {
            return;
        }
        let bytes = fs::read(&out).expect("it was written");
        assert!(bytes.starts_with(magic) && bytes.len() > 500, "{ending}: {} bytes", bytes.len());
    }
    let left = fs::read_dir(folder.path()).expect("the folder is there").flatten();
    assert!(left.map(|entry| entry.file_name()).all(|name| !name.to_string_lossy().ends_with(".unfinished")));
}

#[test]
fn what_is_wrong_is_said_with_exit_code_2_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let damaged = folder.path().join("damaged.wdm");
    let mut bytes = fs::read(root().join("replays/chaser-striker-1v1.wdm")).expect("the log is there");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x55;
    fs::write(&damaged, bytes).expect("a file");
    let damaged = damaged.display().to_string();
    let empty = folder.path().display().to_string();
    let out = folder.path().join("out.png");
    let out = out.display().to_string();
    let good = "replays/chaser-striker-1v1.wdm";
    let cases: [(&[&str], &str); 12] = [
        (&["watch", "nowhere.wdm"], "does not exist"),
        (&["watch", &damaged], "damaged"),
        (&["watch", &empty], "holds no run"),
        (&["watch", "README.md"], ".wdm or .replay"),
        (&["watch", good], "DISPLAY"),
        (&["play"], "DISPLAY"),
        (&["play", "--blue", "runs/none/checkpoints/1"], "does not exist"),
        (&["play", "--human", "green"], "expected blue or orange"),
        (&["play", "--human", "blue:3", "--team-size", "2"], "a side has 2 cars"),
        (&["render", good, "--out", "clip.avi"], ".png, .gif or .mp4"),
        (&["render", good, "--out", &out, "--at", "4000"], "the match lasts"),
        (&["render", good, "--out", &out, "--follow", "5"], "the match has 2 cars"),
    ];
    for (args, problem) in cases {
        let output = wavedash(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", said(&output));
        assert!(said(&output).contains(problem), "{args:?}: {}", said(&output));
        assert!(!said(&output).contains("panicked"), "{args:?}: {}", said(&output));
    }
    assert!(!Path::new(&out).exists());
}

#[test]
fn wrong_settings_are_refused_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = folder.path().join("viewer.toml");
    fs::write(&settings, "[keys]\nboost = [\"F\"]\n").expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_wavedash"));
    command.args(["watch", "replays/chaser-striker-1v1.wdm", "--settings"]).arg(&settings).current_dir(root());
    let output = command.output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("did you mean `KeyF`?"), "{}", said(&output));
}
