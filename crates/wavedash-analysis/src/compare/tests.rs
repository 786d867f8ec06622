use std::sync::OnceLock;

use wavedash_env::Registry;
use wavedash_env::reward::{Preset, RewardConfig};

use super::*;
use crate::scripted::Scripted;

const GAMMA: f64 = 0.99;

/// A match of scripted agents, played once for all tests.
fn sample() -> &'static [Episode] {
    static SAMPLE: OnceLock<Vec<Episode>> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let bots = ["bot:striker", "bot:chaser", "bot:striker", "bot:random"];
        Scripted { bots: &bots, seconds: 60.0, seed: 11 }.play().unwrap().episodes
    })
}

fn subject(json: &str) -> Subject {
    Subject::whole(json, serde_json::from_str(json).unwrap(), Registry::builtin_ref()).unwrap()
}

fn between(a: &str, b: &str) -> Comparison {
    compare([&subject(a), &subject(b)], sample(), GAMMA).unwrap()
}

/// Something that pays in many steps.
const PAYS: &str = r#"{ "of": "player_to_ball_velocity" }, { "weight": 0.5, "of": "touching" }"#;
/// A potential; demolitions do not interrupt it.
const SHAPED: &str = r#""potential": [{ "weight": 3, "of": "ball_to_goal_distance_difference" },
    { "weight": 2, "of": { "krc": ["align_ball_goal", "player_to_ball_distance"] } }]"#;

#[test]
fn potential_shaping_makes_no_difference() {
    let plain = format!(r#"{{ "event": [{PAYS}] }}"#);
    let shaping = |discount: f64| format!(r#""shaping": {{ "discount": {discount}, "freeze_demolished": false }}"#);
    let shaped = format!(r#"{{ "event": [{PAYS}], {SHAPED}, {} }}"#, shaping(GAMMA));
    let got = between(&plain, &shaped);
    assert!(got.distance < 1e-3, "{got:?}");
    // It does change what is paid.
    assert!(got.paid.unwrap().pearson < 0.99, "{got:?}");
    // With another discount it is no shaping any more; a little of it stays.
    let other = format!(r#"{{ "event": [{PAYS}], {SHAPED}, {} }}"#, shaping(0.9));
    assert!(between(&plain, &other).distance > 0.01);
    // A change of a state is shaping as well, if nothing is discounted.
    let change = format!(r#"{{ "event": [{PAYS}, {{ "weight": 4, "of": {{ "change": {{ "of": "ball_y" }} }} }}] }}"#);
    let undiscounted = compare([&subject(&plain), &subject(&change)], sample(), 1.0).unwrap();
    assert!(undiscounted.distance < 1e-3, "{undiscounted:?}");
}

#[test]
fn scale_and_constants_make_no_difference_and_the_negative_is_the_opposite() {
    let plain = format!(r#"{{ "event": [{PAYS}] }}"#);
    let scaled =
        r#"{ "opponent": 0, "team_spirit": 0, "event": [{ "weight": 4, "of": "ball_y" }, { "of": "constant" }] }"#;
    let unscaled = r#"{ "opponent": 0, "team_spirit": 0, "event": [{ "of": "ball_y" }] }"#;
    assert!(between(scaled, unscaled).distance < 1e-3);
    assert!(between(&plain, &plain).distance < 1e-4);
    let negative =
        r#"{ "event": [{ "weight": -1, "of": "player_to_ball_velocity" }, { "weight": -0.5, "of": "touching" }] }"#;
    let got = between(&plain, negative);
    assert!((got.distance - 1.0).abs() < 1e-4 && (got.canonical.spearman + 1.0).abs() < 1e-3, "{got:?}");
}

#[test]
fn the_distance_is_a_distance() {
    let [a, b, c] = [Preset::Lucy, Preset::Nexto, Preset::Goals]
        .map(|preset| Subject::whole(preset.name(), RewardConfig::of(preset), Registry::builtin_ref()).unwrap());
    let d = |x: &Subject, y: &Subject| compare([x, y], sample(), GAMMA).unwrap();
    let (ab, ba, bc, ac) = (d(&a, &b), d(&b, &a), d(&b, &c), d(&a, &c));
    assert!((ab.distance - ba.distance).abs() < 1e-6);
    assert!(ac.distance <= ab.distance + bc.distance + 1e-6, "{ab:?} {bc:?} {ac:?}");
    // All of them want goals: nearer to each other than to nothing in common.
    assert!([&ab, &bc, &ac].iter().all(|got| got.distance > 0.05 && got.distance < 0.68), "{ab:?} {bc:?} {ac:?}");
    assert_eq!(ab.episodes, sample().len());
}

#[test]
fn what_ranks_nothing_is_refused() {
    let shaping =
        r#"{ "potential": [{ "of": "ball_y" }], "shaping": { "discount": 0.99, "freeze_demolished": false } }"#;
    let constant = r#"{ "opponent": 0, "event": [{ "of": "constant" }] }"#;
    for nothing in [shaping, constant] {
        let error = compare([&subject("{}"), &subject(nothing)], sample(), GAMMA).unwrap_err().to_string();
        assert!(error.contains("ranks no policy above another"), "{error}");
    }
    let none = compare([&subject("{}"), &subject("{}")], &[], GAMMA).unwrap_err().to_string();
    assert!(none.contains("no transitions"), "{none}");
}
