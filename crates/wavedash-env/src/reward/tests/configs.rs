//! What a configuration may say, and what is said when it may not.

use super::{config, expr, reward};
use crate::registry::Registry;
use crate::reward::{Condition, Expr, Preset, Reward, RewardConfig};

#[track_caller]
fn unreadable(json: &str, says: &[&str]) {
    let error = serde_json::from_str::<RewardConfig>(json).unwrap_err().to_string();
    assert!(says.iter().all(|text| error.contains(text)), "{error}");
}

#[track_caller]
fn refused(json: &str, says: &str) {
    let error = Reward::new(&config(json)).err().expect(json).to_string();
    assert!(error.starts_with(says), "{error}");
}

#[test]
fn unknown_names_and_keys_are_refused_with_the_known_ones() {
    let unknown = |json: &str, says: &[&str]| {
        let error = Reward::new(&config(json)).err().expect(json).to_string();
        assert!(says.iter().all(|text| error.contains(text)), "{error}");
    };
    unknown(r#"{ "event": [{ "of": "gaol" }] }"#, &["reward.event[0].of.gaol: ", "did you mean `goal`?", " krc, "]);
    unknown(r#"{ "event": [{ "of": { "gaol": {} } }] }"#, &["gaol", "did you mean `goal`?"]);
    unknown(r#"{ "event": [{ "of": { "goal": { "size": 1 } } }] }"#, &["reward.event[0].of.goal.size", "it has none"]);
    unknown(r#"{ "event": [{ "of": { "ball_y": { "exponant": 1 } } }] }"#, &["did you mean `exponent`?"]);
    unknown(
        r#"{ "event": [{ "of": { "when": { "condition": "closest_to_bal", "of": "goal" } } }] }"#,
        &["when.condition.closest_to_bal: ", "did you mean `closest_to_ball`?"],
    );
    unreadable(r#"{ "event": [{ "of": "goal", "wieght": 1 }] }"#, &["wieght", "`weight`"]);
    unreadable(r#"{ "event": [{ "of": { "goal": {}, "save": {} } }] }"#, &["goal"]);
    unreadable(r#"{ "event": [{ "of": 3 }] }"#, &["the name of a reward function"]);
    unreadable(r#"{ "team_sprit": 1 }"#, &["team_sprit", "team_spirit"]);
    unreadable(r#"{ "shaping": { "gamma": 1 } }"#, &["gamma", "discount"]);
    unreadable(r#"{ "shaping": { "terminal": "drop" } }"#, &["drop", "keep", "zero"]);
    unreadable(r#"{ "preset": "lucky" }"#, &["lucky", "lucy", "nexto"]);
}

#[test]
fn values_without_meaning_are_refused_with_their_path() {
    refused(r#"{ "team_spirit": 1.5 }"#, "reward.team_spirit: 1.5");
    refused(r#"{ "opponent": -1 }"#, "reward.opponent");
    refused(r#"{ "shaping": { "discount": 2 } }"#, "reward.shaping.discount");
    refused(r#"{ "event": [{ "of": "goal" }, { "of": { "krc": [] } }] }"#, "reward.event[1].of.krc: the list is empty");
    refused(r#"{ "potential": [{ "of": "goal" }] }"#, "reward.potential[0].of: goal is or holds an event");
    refused(
        r#"{ "potential": [{ "of": { "krc": ["face_ball",
            { "when": { "condition": "touched_last", "of": "constant" } }] } }] }"#,
        "reward.potential[0].of: krc(face_ball,when(constant)) is or holds an event",
    );
    refused(
        r#"{ "potential": [{ "of": { "smooth_krc": { "of": ["face_ball",
            { "player_to_ball_distance": { "dispersion": 0 } }] } } }] }"#,
        "reward.potential[0].of.smooth_krc.of[1].player_to_ball_distance.dispersion: 0 is not above 0",
    );
    refused(r#"{ "event": [{ "of": { "change": { "of": "goal" } } }] }"#, "reward.event[0].of.change.of");
    refused(r#"{ "event": [{ "of": { "clamp": { "min": 2, "of": "goal" } } }] }"#, "reward.event[0].of.clamp.min");
    refused(r#"{ "event": [{ "of": "goal", "name": "x" }, { "of": "save", "name": "x" }] }"#, "reward.event[1].name");
    refused(r#"{ "event": [{ "of": "goal", "name": "base" }] }"#, "reward.event[0].name");
    refused(r#"{ "event": [] }"#, "reward: every list");
}

#[test]
fn a_name_alone_is_the_table_with_its_defaults() {
    assert_eq!(expr(r#""face_ball""#), Expr::named("face_ball"));
    assert_eq!(expr(r#"{ "face_ball": {} }"#), Expr::named("face_ball"));
    let filled = expr(r#""align_ball_goal""#).filled(Registry::builtin_ref());
    assert_eq!(filled, expr(r#"{ "align_ball_goal": { "defense": 0.5, "offense": 0.5 } }"#));
    let tree = expr(
        r#"{ "krc": ["face_ball", { "krc": [
            { "sum": ["ball_y", { "scale": { "by": 0.5, "of": "constant" } }] },
            { "when": { "condition": "behind_ball", "of": "face_ball", "otherwise": "constant" } } ] }] }"#,
    );
    assert_eq!(tree.label(), "krc(face_ball,krc(sum(ball_y,scale(constant)),when(face_ball,constant)))");
    let written = serde_json::to_string(&tree).unwrap();
    assert_eq!(expr(&written), tree);
}

#[test]
fn a_configuration_reads_back_as_written() {
    let given = config(
        r#"{ "team_spirit": 0.5, "shaping": { "discount": 0.995, "terminal": "zero" },
             "potential": [{ "weight": 2,
                             "of": { "player_to_ball_distance": { "dispersion": 1.1 } }, "name": "near" }] }"#,
    );
    let written = serde_json::to_string(&given).unwrap();
    assert_eq!(config(&written), given);
}

#[test]
fn presets_fill_in_what_is_not_given() {
    for preset in Preset::ALL {
        assert_eq!(serde_json::to_string(&preset).unwrap(), format!("\"{}\"", preset.name()));
        let reward = Reward::new(&RewardConfig::of(preset)).unwrap();
        assert_eq!(reward.plan(), &preset.plan());
    }
    assert_eq!(reward("{}").plan(), &Preset::Lucy.plan());
    let lucy = reward(r#"{ "preset": "lucy", "event": [{ "of": "goal" }] }"#);
    assert_eq!((lucy.plan().potential.len(), lucy.plan().event.len()), (5, 1));
    let own = reward(r#"{ "event": [{ "of": "goal" }, { "of": "goal" }] }"#);
    assert_eq!(own.component_names(), ["goal", "goal_2", "shaping", "base", "distributed"]);
}

#[test]
fn every_condition_has_a_name() {
    for condition in Condition::ALL {
        let name = serde_json::to_string(&condition).unwrap();
        let json = format!(r#"{{ "when": {{ "condition": {name}, "of": "constant" }} }}"#);
        assert_eq!(expr(&json).is_state(Registry::builtin_ref()), condition.is_state());
    }
}
