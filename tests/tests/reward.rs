//! `wavedash reward plot | trace | stats | compare | gallery`: what they write, and what they refuse.

use std::fs;
use std::path::Path;

use serde_json::Value;
use wavedash_cli::Exit;
use wavedash_tests::{Ran, read, scratch, wavedash};

fn json(ran: &Ran) -> Value {
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    assert_eq!(ran.out.lines().count(), 1, "one object on one line: {}", ran.out);
    serde_json::from_str(&ran.out).expect("stdout is JSON")
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// A command line of words without spaces, with a path at its end.
fn line(words: &str, path: &Path) -> Vec<String> {
    words.split_whitespace().map(str::to_owned).chain([text(path)]).collect()
}

/// Width and height in a PNG's header.
fn size(path: &Path) -> (u32, u32) {
    let bytes = fs::read(path).expect("the picture is there");
    assert_eq!(&bytes[1..4], b"PNG");
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    (number(16), number(20))
}

#[test]
fn a_plot_is_a_picture_and_its_numbers() {
    let folder = scratch("reward-plot");
    let (png, csv) = (folder.join("a.png"), folder.join("a.csv"));
    let words = format!("reward plot ball_y lucy:save_boost --move ball --json --csv {} --out", text(&csv));
    let ran = wavedash(line(&words, &png));
    let figures = json(&ran);
    let [y, boost] = figures["maps"].as_array().expect("maps").as_slice() else { panic!("two maps: {figures}") };
    assert!((y["max"].as_f64().expect("a number") - 5120.0 / 5212.75).abs() < 1e-5);
    assert!((boost["min"].as_f64().expect("a number") - 0.5 * 0.33_f64.sqrt()).abs() < 1e-5);
    assert!(ran.err.contains("0.5 save_boost is the same everywhere"), "{}", ran.err);
    assert_eq!(size(&png).0, 1200);
    let table = fs::read_to_string(&csv).expect("the table is there");
    assert!(table.starts_with("reward,x,y,z,value\nball_y,"), "{}", &table[..60]);

    let svg = folder.join("a.svg");
    let ran = wavedash(line("reward plot configs/none.toml --move car --out", &svg));
    assert_eq!(ran.exit, Exit::Usage);
    let config = wavedash_tests::root().join("configs/lucy_2v2.toml");
    let words = format!("reward plot {} --move car --z 17,1000 --gradient --out", text(&config));
    assert_eq!(wavedash(line(&words, &svg)).exit, Exit::Fine);
    assert!(fs::read_to_string(&svg).expect("a picture").contains("potential of lucy_2v2"));
}

#[test]
fn a_page_has_the_published_numbers() {
    let folder = scratch("reward-page");
    let png = folder.join("page.png");
    let figures =
        json(&wavedash(line("reward plot align_ball_goal --move car --mean places --page --json --out", &png)));
    assert!((figures["describe"]["std"].as_f64().expect("a number") - 0.329).abs() < 6e-4, "{figures}");
}

#[test]
fn what_cannot_be_drawn_is_wrong_usage_and_writes_nothing() {
    let folder = scratch("reward-bad");
    for (words, says) in [
        ("reward plot face_bal --move car --out a.png", "did you mean `face_ball`?"),
        ("reward plot lucy:offensive_potentail --move car --out a.png", "did you mean `offensive_potential`?"),
        ("reward plot ball_y:exponant=2 --move ball --out a.png", "did you mean `exponent`?"),
        ("reward plot goal --move ball --out a.png", "trace it over a match"),
        ("reward plot ball_y --move ball --out a.gif", "ends with .png or .svg"),
        ("reward plot ball_y --move bal --out a.png", "ball"),
        ("reward plot ball_y --move ball --z 9000 --out a.png", "--z 9000"),
        ("reward plot ball_y --move ball --z NaN --out a.png", "--z NaN"),
        ("reward plot ball_y --move ball --ball 1,2 --out a.png", "expected x,y,z"),
        ("reward plot ball_y --move ball --ball 1,2,x --out a.png", "not a number"),
        ("reward plot ball_y --move ball --car 9999,0,17 --out a.png", "outside of the arena"),
        ("reward plot ball_y face_ball --move ball --page --out a.png", "one reward at one height"),
        ("reward trace lucy sample:9 --out a.png", "there are 1 to 4"),
        ("reward trace lucy nothing.mp4 --out a.png", "nothing.mp4: no such file"),
        ("reward trace lucy sample:1 --from 900 --out a.png", "no step of play"),
        ("reward stats lucy nowhere --out a.png", "nowhere"),
        ("reward compare lucy goals --gamma 1.5", "--gamma 1.5"),
        ("reward compare lucy ball_z", "`ball_z` is no reward"),
    ] {
        let words: Vec<String> = words
            .split_whitespace()
            .map(|word| if word.starts_with("a.") { text(&folder.join(word)) } else { word.to_owned() })
            .collect();
        let ran = wavedash(&words);
        assert_eq!(ran.exit, Exit::Usage, "{words:?}: {}", ran.err);
        assert!(ran.err.contains(says) && ran.out.is_empty(), "{words:?}: {}", ran.err);
    }
    assert_eq!(fs::read_dir(&folder).expect("the folder is there").count(), 0);
}

#[test]
fn a_trace_adds_up() {
    let folder = scratch("reward-trace");
    let (png, csv) = (folder.join("t.png"), folder.join("t.csv"));
    let words = format!("reward trace lucy sample:1 --from 5 --to 15 --json --csv {} --out", text(&csv));
    let figures = json(&wavedash(line(&words, &png)));
    let names: Vec<&str> = figures["components"].as_array().expect("names").iter().filter_map(Value::as_str).collect();
    let sum = |player: usize, name: &str| {
        let place = names.iter().position(|known| *known == name).expect("a component of this name");
        figures["players"][player]["sums"][place].as_f64().expect("a number")
    };
    let all: f64 = (0..4).map(|player| sum(player, "distributed")).sum();
    assert!(all.abs() < 1e-3, "what one side gets, the other loses: {all}");
    let steps = figures["steps"].as_u64().expect("a number") as usize;
    assert!((148..=151).contains(&steps), "ten seconds of decisions: {steps}");
    assert_eq!(fs::read_to_string(&csv).expect("the table is there").lines().count(), 1 + 4 * steps);
    assert_eq!(size(&png).0, 1200);
}

#[test]
fn statistics_go_on_without_damaged_matches_and_say_so() {
    let folder = scratch("reward-stats");
    fs::write(folder.join("broken.wdm"), "no log").expect("it can be written");
    let csv = folder.join("stats.csv");
    let broken = text(&folder);
    let ran = wavedash(["reward", "stats", "lucy", "sample:1", broken.as_str(), "--csv", &text(&csv)]);
    assert_eq!(ran.exit, Exit::Failed, "{}", ran.err);
    assert!(ran.err.contains("left out:") && ran.err.contains("broken.wdm"), "{}", ran.err);
    assert!(ran.out.contains("save_boost") && ran.out.contains("sample:1, 1 matches"), "{}", ran.out);
    assert!(fs::read_to_string(&csv).expect("the good ones are counted").starts_with("group,matches,component,count"));
    let ran = wavedash(["reward", "stats", "lucy", broken.as_str()]);
    assert_eq!(ran.exit, Exit::Usage, "nothing is left: {}", ran.err);
}

#[test]
fn recorded_matches_of_both_kinds_are_traced() {
    for name in ["striker-chaser-2v2.wdm", "real/2020-soccar-3v3.replay"] {
        let path = wavedash_tests::root().join("replays").join(name);
        let figures = json(&wavedash(["reward", "trace", "nexto", &text(&path), "--json"]));
        assert!(figures["steps"].as_u64().expect("a number") > 100, "{name}: {figures}");
        let players = figures["players"].as_array().expect("players");
        assert!(players.iter().any(|player| player["sums"][0] != 0.0), "{name}: {figures}");
    }
}

#[test]
fn a_distance_comes_with_its_meaning() {
    let same = json(&wavedash(["reward", "compare", "lucy", "lucy", "sample:1", "--json"]));
    assert!(same["distance"].as_f64().expect("a number") < 1e-3, "{same}");
    let ran = wavedash(["reward", "compare", "lucy", "goals", "sample:1"]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    assert!(ran.out.contains("EPIC distance  0.") && ran.out.contains("What the distance means: 0"), "{}", ran.out);
}

#[test]
fn the_gallery_is_made_by_its_command() {
    let folder = scratch("reward-gallery");
    let ran = wavedash(["reward", "gallery", "--out", &text(&folder)]);
    assert_eq!(ran.exit, Exit::Fine, "{}", ran.err);
    let readme = read("assets/gallery/README.md");
    assert!(readme.contains("wavedash reward gallery --out assets/gallery"));
    let mut made = 0;
    for entry in fs::read_dir(&folder).expect("the folder is there") {
        let path = entry.expect("a listed entry can be read").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let bytes = fs::metadata(&path).expect("a file").len();
        assert!(bytes < 150_000, "{name} has {bytes} bytes");
        assert!(readme.contains(&name), "the README shows {name}");
        assert!(wavedash_tests::root().join("assets/gallery").join(&name).exists(), "{name} is committed");
        made += 1;
    }
    assert_eq!(made, 6);
}
