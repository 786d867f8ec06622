//! Pictures as files: sizes, contents, and that what is drawn is what was asked for.

use wavedash_analysis::scripted::Scripted;
use wavedash_analysis::{
    Columns, Format, Means, Moved, Page, Panel, Picture, Placed, Played, Sheet, Stage, Stats, Strips, Subject, Trace,
    places,
};
use wavedash_core::{Team, Vec3};
use wavedash_env::Registry;
use wavedash_env::reward::{Preset, RewardConfig};

fn lucy(component: Option<&str>) -> Subject {
    let config = RewardConfig::of(Preset::Lucy);
    match component {
        Some(name) => Subject::component(&config, name, Registry::builtin_ref()).expect("a component of this name"),
        None => Subject::whole("lucy", config, Registry::builtin_ref()).expect("a preset is whole"),
    }
}

fn stage(moved: Moved, means: Means) -> Stage {
    let car = |x: f32, y: f32, team| Placed::at(Vec3::new(x, y, 17.0)).car(team, 0.33);
    let cars = [car(-900.0, -1800.0, Team::Blue), car(600.0, 2400.0, Team::Orange)];
    Stage::new(moved, Placed::kickoff_ball(), &cars, means)
}

fn played() -> Played {
    Scripted { bots: &["bot:striker", "bot:chaser"], seconds: 20.0, seed: 3 }.play().expect("these agents exist")
}

/// Width, height and pixels of three bytes.
fn decode(file: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a small picture")];
    let info = reader.next_frame(&mut pixels).expect("whole pixels");
    (info.width, info.height, pixels)
}

#[test]
fn a_sheet_has_its_size_and_the_colours_of_both_signs() {
    let panels = vec![
        Panel::new(&lucy(Some("distance_weighted_alignment")), &stage(Moved::Car, Means::default()), &[300.0]).unwrap(),
    ];
    let sheet = Sheet { stage: stage(Moved::Car, Means::default()), panels, has_gradient: false, shows_moved: false };
    let (width, height, pixels) = decode(&sheet.render(Format::Png).unwrap());
    assert_eq!((width, height), sheet.size());
    let pixel = |x: u32, y: u32| -> [u8; 3] {
        let at = ((y * width + x) * 3) as usize;
        [pixels[at], pixels[at + 1], pixels[at + 2]]
    };
    // Left of the pitch's middle: orange below the ball, where the car is goal side; purple above it.
    let ([r, _, b], [r2, _, b2]) = (pixel(300, 650), pixel(300, 350));
    assert!(r > b && r2 < b2, "{:?} {:?}", pixel(300, 650), pixel(300, 350));
    assert_eq!(pixel(2, 2), [255; 3], "the ground is white");
}

#[test]
fn an_svg_says_what_it_shows() {
    let stage = stage(Moved::Ball, Means::default());
    let panels = vec![Panel::new(&lucy(None), &stage, &[17.0, 1000.0]).unwrap()];
    let sheet = Sheet { stage, panels, has_gradient: true, shows_moved: true };
    let text = String::from_utf8(sheet.render(Format::Svg).unwrap()).unwrap();
    for part in ["potential of lucy", "z = 17 uu", "z = 1000 uu", "x / uu", "y / uu", "+10", "steepest rise", "#D62728"]
    {
        assert!(text.contains(part), "{part}");
    }
    assert!(text.len() < 3_000_000, "{} bytes", text.len());
    assert!(text.starts_with("<svg") && text.trim_end().ends_with("</svg>"));
}

#[test]
fn a_page_shows_map_histogram_and_table() {
    let subject = lucy(Some("ball_to_goal_velocity"));
    let stage = stage(Moved::Ball, Means { headings: true, ..Means::default() });
    let values = stage.values(&subject, places::grid().into_iter());
    let page = Page::new(&subject, &stage, 300.0, values).unwrap();
    assert_eq!(page.describe().count, 84);
    let text = String::from_utf8(page.render(Format::Svg).unwrap()).unwrap();
    for part in ["mean over 50 headings", "count", "25 %", "values at the 84 places"] {
        assert!(text.contains(part), "{part}");
    }
    assert!(Page::new(&subject, &stage, 300.0, Vec::new()).is_err());
}

#[test]
fn a_trace_is_the_reward_step_by_step() {
    let played = played();
    let trace = Trace::new(&lucy(None), &played, [0.0, 10.0]).unwrap();
    let column = |name: &str| trace.components.iter().position(|known| known == name).unwrap();
    assert_eq!(trace.rows.len(), 150);
    // For one a side: what one gets, the other loses.
    let distributed = column("distributed");
    assert!((trace.sum(0, distributed) + trace.sum(1, distributed)).abs() < 1e-3);
    let mut csv = Vec::new();
    trace.write_csv(&mut csv).unwrap();
    let text = String::from_utf8(csv).unwrap();
    assert!(text.starts_with("seconds,episode,player,team,ball_to_goal_distance_difference,"));
    assert_eq!(text.lines().count(), 1 + 2 * 150);
    let line: Vec<&str> = text.lines().nth(2).unwrap().split(',').collect();
    assert_eq!(line[2..4], ["chaser 2", "orange"]);
    assert_eq!(line[4 + distributed].parse::<f32>().unwrap(), trace.value(0, 1, distributed).unwrap());
    let (width, height, _) = decode(&Strips(&trace).render(Format::Png).unwrap());
    assert_eq!((width, height), Strips(&trace).size());
    // One component alone has no totals, and its touches are marks.
    let touches = Trace::new(&lucy(Some("touch")), &played, [0.0, f64::INFINITY]).unwrap();
    assert_eq!(touches.components, ["touch"]);
    assert!(touches.marks.iter().any(|mark| mark.sign == wavedash_analysis::Sign::Touch));
    let error = Trace::new(&lucy(None), &played, [100.0, 200.0]).unwrap_err().to_string();
    assert!(error.contains("no step of play between 100 s and 200 s"), "{error}");
}

#[test]
fn statistics_keep_groups_apart() {
    let (subject, played) = (lucy(None), played());
    let mut stats = Stats::new(&subject).unwrap();
    for group in ["one", "two", "one"] {
        stats.add(group, Columns::new(&subject, &played.episodes).unwrap());
    }
    let [one, two] = stats.groups() else { panic!("two groups") };
    assert_eq!((one.matches, two.matches), (2, 1));
    let (of_one, of_two) = (stats.describe(one)[0].unwrap(), stats.describe(two)[0].unwrap());
    assert_eq!(of_one.count, 2 * of_two.count);
    assert!((of_one.mean - of_two.mean).abs() < 1e-9 && of_two.std > 0.0);
    let correlations = stats.correlations(two);
    assert!((correlations[0][0].unwrap() - 1.0).abs() < 1e-9);
    assert_eq!(correlations[0][1], correlations[1][0]);
    let shaping = stats.components().iter().position(|name| name == "shaping").unwrap();
    assert!(correlations[shaping][shaping + 1].unwrap() > 0.0, "shaping is a part of base");
    let mut csv = Vec::new();
    stats.write_csv(&mut csv).unwrap();
    assert_eq!(String::from_utf8(csv).unwrap().lines().count(), 1 + 2 * stats.components().len());
    let sheet = stats.histograms();
    assert_eq!(sheet.names, ["one (2)", "two (1)"]);
    let (width, _, _) = decode(&sheet.render(Format::Png).unwrap());
    assert_eq!(width, 1200);
}
