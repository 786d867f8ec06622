//! The game's numbers stand in `wavedash_core::rules` and nowhere else in the product.
//!
//! Two searches over all product code (comments, texts and unit tests left out): for literals of numbers that are
//! unmistakable, and for constants whose names say that they are a rule and whose values are literals. What may stay is
//! listed with a reason, and leaves the list when it is gone.

use std::fs;
use std::path::Path;

use wavedash_tests::{files, root};

/// Numbers of [`wavedash_core::rules`] that are recognised by themselves, and their names there.
const NUMBERS: &[(f64, &str)] = &[
    (2200.0, "SUPERSONIC_SPEED or BUMP_MAX_SPEED"),
    (2100.0, "SUPERSONIC_KEEP_SPEED or DEMOLITION_SPEED"),
    (2300.0, "CAR_MAX_SPEED"),
    (1410.0, "THROTTLE_MAX_SPEED"),
    (6000.0, "BALL_MAX_SPEED or GOAL_BACK_Y"),
    (650.0, "GRAVITY"),
    (1.25, "FLIP_WINDOW_SECONDS"),
    (1.45, "FLIP_WINDOW_SECONDS and JUMP_MAX_TICKS"),
    (33.3, "BOOST_PER_SECOND"),
    (91.25, "BALL_RADIUS"),
    (93.15, "BALL_REST_Z"),
    (4096.0, "SIDE_WALL_X"),
    (5120.0, "BACK_WALL_Y"),
    (2048.0, "CEILING_Z"),
    (8064.0, "CORNER_SUM"),
    (3584.0, "SIDE_WALL_END_Y"),
    (896.0, "GOAL_HALF_WIDTH"),
    (640.0, "GOAL_HEIGHT"),
    (5124.25, "GOAL_LINE_Y"),
];

/// Parts of names of constants that are rules of the game, whatever their number.
const NAMES: &[&str] = &[
    "SUPERSONIC",
    "RESPAWN",
    "COOLDOWN",
    "FLIP_WINDOW",
    "WAVEDASH",
    "GIVES",
    "PAD_AMOUNT",
    "BOOST_PER",
    "BOOST_MAX",
    "GRAVITY",
    "BALL_RADIUS",
    "MAX_SPEED",
    "CORNER_SUM",
    "GOAL_HEIGHT",
    "GOAL_LINE",
    "GOAL_BACK",
    "HALF_WIDTH",
    "CEILING_Z",
    "SIDE_WALL",
    "BACK_WALL",
    "MATCH_SECONDS",
];

/// Where something may stand all the same: file, what is found there (a number or a part of a name; all if empty), why.
const ALLOWED: &[(&str, &[&str], &str)] = &[
    ("wavedash-env/src/reward/pitch.rs", &[], "RLGym's pitch, which published weights and test vectors were made with"),
    ("wavedash-env/src/reward/preset.rs", &["2300", "6000"], "norms of published rewards"),
    ("wavedash-env/src/reward/builtin/necto_player_quality.rs", &["1410"], "a published reward's own scale"),
    ("wavedash-env/src/reward/builtin/touch_acceleration.rs", &["2300"], "default of a published reward's norm"),
    ("wavedash-env/src/reward/builtin/touch_ball_to_goal_acceleration.rs", &["2300"], "default of a published norm"),
    ("wavedash-env/src/obs/flat.rs", &["2300"], "unit of an observation that trained weights read"),
    ("wavedash-env/src/obs/rows.rs", &["2300"], "unit of an observation that trained weights read"),
    ("wavedash-env/src/obs/flat_v2.rs", &["1.25"], "unit of an observation that trained weights read"),
    ("wavedash-learn/src/future_targets.rs", &["2300"], "unit of targets that trained weights answer"),
    ("wavedash-env/src/reset/goalie.rs", &["650"], "velocity of a shot"),
    ("wavedash-analysis/src/draw/map.rs", &["640"], "distance of arrows in a picture"),
    ("wavedash-analysis/src/places.rs", &["640"], "a grid of places"),
    ("wavedash-replay/src/game/bounds.rs", &["2200"], "a box around the arena with everything that went into walls"),
    ("wavedash-sim/src/pads.rs", &["2048", "2300", "3584", "4096"], "places of pads"),
    ("wavedash-viewer/src/blend.rs", &["1.25"], "a quarter faster than anything moves"),
    ("wavedash/src/golden/compare.rs", &["RESPAWN"], "how far a respawn jumps"),
    ("wavedash/src/golden/file.rs", &["SUPERSONIC"], "a bit of the file format"),
];

/// Something that should be in `rules`: line, what was found, and what it is called there.
#[derive(Debug, PartialEq)]
struct Found {
    line: usize,
    what: String,
    hint: String,
}

/// A line without comment and texts.
fn code(line: &str) -> String {
    let mut code = String::new();
    let mut in_text = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if in_text => {
                letters.next();
            }
            '"' => in_text = !in_text,
            '/' if !in_text && letters.peek() == Some(&'/') => break,
            _ if !in_text => code.push(letter),
            _ => {}
        }
    }
    code
}

/// The literals with a decimal point of a piece of code.
fn floats(code: &str) -> Vec<f64> {
    let of_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '.';
    let words = code.split(|letter| !of_word(letter)).filter(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let number = |word: &str| {
        let word = word.trim_end_matches("f32").trim_end_matches("f64").replace('_', "");
        word.contains('.').then(|| word.trim_end_matches('.').parse().ok()).flatten()
    };
    words.filter_map(number).collect()
}

/// The name of a constant that this line gives a literal, or the beginning of a list of literals.
fn literal_constant(code: &str) -> Option<&str> {
    let (_, rest) = code.split_once("const ")?;
    let (name, value) = (rest.split(':').next()?, rest.split_once('=')?.1);
    let value = value.trim_start_matches([' ', '-', '[', '(']);
    value.starts_with(|c: char| c.is_ascii_digit()).then_some(name)
}

fn search(text: &str) -> Vec<Found> {
    // Unit tests are the last thing in a file.
    let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let mut found = Vec::new();
    for (line, text) in (1..).zip(product.lines()) {
        let code = code(text);
        let numbers = floats(&code);
        for (number, name) in NUMBERS.iter().filter(|(number, _)| numbers.contains(number)) {
            found.push(Found { line, what: number.to_string(), hint: (*name).to_owned() });
        }
        if code.contains("100.0 / 3.0") {
            let hint = "BOOST_SPAWN, or BOOST_PER_SECOND, which is 33.3".to_owned();
            found.push(Found { line, what: "100.0 / 3.0".to_owned(), hint });
        }
        let name = literal_constant(&code).unwrap_or_default();
        for part in NAMES.iter().filter(|part| name.contains(**part)) {
            found.push(Found { line, what: (*part).to_owned(), hint: format!("a constant like {name}") });
        }
    }
    found
}

fn is_product(name: &str) -> bool {
    const NOT: [&str; 3] = ["wavedash-core/src/rules.rs", "wavedash-fuzz/", "wavedash-peer/"];
    let is_test = name.contains("/tests/") || name.ends_with("tests.rs") || !name.contains("/src/");
    !is_test && !NOT.iter().any(|part| name.starts_with(part))
}

#[test]
fn rules_of_the_game_stand_in_one_place() {
    let crates = root().join("crates");
    let (mut complaints, mut used) = (Vec::new(), vec![false; ALLOWED.len()]);
    let mut searched = 0;
    for path in files("crates", ".rs") {
        let name = path.strip_prefix(&crates).unwrap_or(Path::new("")).display().to_string();
        if !is_product(&name) {
            continue;
        }
        searched += 1;
        for Found { line, what, hint } in search(&fs::read_to_string(&path).expect("a source file is text")) {
            let is_meant = |whats: &[&str]| whats.is_empty() || whats.contains(&what.as_str());
            match ALLOWED.iter().position(|(file, whats, _)| *file == name && is_meant(whats)) {
                Some(row) => used[row] = true,
                None => complaints.push(format!("crates/{name}:{line}: {what}: wavedash_core::rules has {hint}")),
            }
        }
    }
    assert!(searched > 300, "only {searched} files were searched");
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    let gone = ALLOWED.iter().zip(&used).filter(|(_, used)| !**used).map(|((file, whats, _), _)| (file, whats));
    let gone: Vec<_> = gone.collect();
    assert!(gone.is_empty(), "take off the list: {gone:?}");
}

#[test]
fn copies_of_rules_are_found_and_other_numbers_are_not() {
    let what = |text: &str| search(text).into_iter().map(|found| (found.line, found.what)).collect::<Vec<_>>();
    let one = |line, what: &str| vec![(line, what.to_owned())];
    assert_eq!(what("let a = 1;\nif speed >= 2_200.0 {"), one(2, "2200"));
    assert_eq!(what("car.air_time < 1.25f32"), one(1, "1.25"));
    assert_eq!(what("const RESPAWN: f64 = 3.0;"), one(1, "RESPAWN"));
    assert_eq!(what("/// Small, big.\nconst GIVES: [f32; 2] = [12.0, 100.0];"), one(2, "GIVES"));
    assert_eq!(what("const PER_SECOND: f64 = 100.0 / 3.0;"), one(1, "100.0 / 3.0"));
    assert_eq!(what("const GRAVITY: f32 = -651.0;"), one(1, "GRAVITY"));
    for fine in [
        "// 2200.0 uu/s",
        "let help = \"at 2200.0 uu/s, \\\" 8064.0\";",
        "const RESPAWN_SLOTS: usize = RESPAWN.len();",
        "let width = 12200.0 + 4096 as f32;",
        "let twice = 2.0 * SUPERSONIC_SPEED;",
        "fn f() {}\n#[cfg(test)]\nmod tests {\n const A: f32 = 2200.0;",
    ] {
        assert!(what(fine).is_empty(), "{fine}: {:?}", what(fine));
    }
}
