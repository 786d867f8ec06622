use std::collections::BTreeMap;

use super::*;

/// Noise that is the same in each run.
fn noise(i: usize) -> f64 {
    let turned = (i as u32 + 1).wrapping_mul(2_654_435_769) ^ 0x5bd1_e995;
    f64::from(turned.wrapping_mul(2_246_822_519) >> 8) / f64::from(1 << 24) - 0.5
}

fn run(label: &str, seed: usize, count: usize) -> Run {
    let series = |f: &dyn Fn(f64) -> f64, loud: f64| -> Vec<(f64, f64)> {
        let at = |i: usize| i as f64 / count as f64;
        (0..count).map(|i| (at(i) * 3e7, f(at(i)) + loud * noise(i + seed * 1000))).collect()
    };
    let rise = 1.0 + seed as f64 * 0.4;
    let series = BTreeMap::from([
        ("collect/episode_return".to_owned(), series(&|x| 40.0 * rise * x / (x + 0.3) - 10.0, 6.0)),
        ("ppo/entropy".to_owned(), series(&|x| 4.5 - rise * x, 0.2)),
        ("ppo/approx_kl".to_owned(), series(&|x| 0.006 + 0.002 * x * rise, 0.004)),
        ("ppo/clip_fraction".to_owned(), series(&|x| 0.08 + 0.05 * x, 0.04)),
        ("throughput/overall_sps".to_owned(), series(&|_| 41_000.0 * rise, 3000.0)),
        ("reward/touch".to_owned(), series(&|x| 0.001 * x * rise, 0.0002)),
        ("reward/goal".to_owned(), series(&|x| -2e-4 * rise * (1.0 - x), 1e-4)),
    ]);
    Run { label: label.to_owned(), series }
}

/// Width, height and pixels.
fn decode(png: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    (info.width, info.height, pixels)
}

fn count(pixels: &[u8], colour: RGBColor) -> usize {
    pixels.chunks_exact(3).filter(|pixel| *pixel == [colour.0, colour.1, colour.2]).count()
}

#[test]
fn charts_show_each_label_in_its_colour() {
    let runs = [run("default", 0, 300), run("with KRC", 1, 300), run("with KRC", 2, 250), run("short", 3, 20)];
    let keys = [
        "collect/episode_return",
        "ppo/entropy",
        "ppo/approx_kl",
        "ppo/clip_fraction",
        "throughput/overall_sps",
        "reward/*",
    ];
    let png = draw_png(&runs, &keys).unwrap();
    // To look at the picture after a change: no test can tell whether it is legible.
    if let Some(path) = std::env::var_os("WAVEDASH_CURVES_EXAMPLE") {
        std::fs::write(path, &png).unwrap();
    }
    let (width, height, pixels) = decode(&png);
    assert_eq!((width, height), (1200, LEGEND + 3 * ROW));
    for colour in &PALETTE[..3] {
        assert!(count(&pixels, *colour) > 500, "{colour:?}: {}", count(&pixels, *colour));
    }
    assert_eq!(count(&pixels, PALETTE[3]), 0, "there are three labels only");
    // Letters are there: without a font plotters would have failed or drawn none.
    let dark = pixels.chunks_exact(3).filter(|pixel| pixel.iter().all(|channel| *channel < 110)).count();
    assert!(dark > 2000, "{dark}");
}

#[test]
fn the_layout_follows_the_number_of_charts() {
    let runs = [run("one", 0, 5)];
    let size = |keys: &[&str]| {
        let (width, height, _) = decode(&draw_png(&runs, keys).unwrap());
        (width, height - LEGEND)
    };
    assert_eq!(size(&["ppo/entropy"]), (1200, 2 * ROW));
    assert_eq!(size(&["ppo/entropy", "ppo/approx_kl", "ppo/entropy"]), (1200, ROW));
    // A chart without data still has its place, so that two pictures of one list compare.
    assert_eq!(size(&["ppo/entropy", "ppo/approx_kl", "ppo/value_loss"]), (1200, 2 * ROW));
}

#[test]
fn requests_that_cannot_be_drawn_say_why() {
    let error = |runs: &[Run], keys: &[&str]| draw_png(runs, keys).unwrap_err().to_string();
    let one = [run("one", 0, 5)];
    assert_eq!(error(&one, &["ppo/entropi"]), "unknown metric `ppo/entropi`; did you mean `ppo/entropy`?");
    assert_eq!(error(&one, &["rating/*"]), "curves: no run has any of these metrics");
    let many: Vec<_> = (0..8).map(|i| run(&format!("run {i}"), i, 5)).collect();
    assert!(error(&many, &["ppo/entropy"]).contains("8 labels"));
}
