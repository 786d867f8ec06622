use wavedash_core::{Purpose, Stream};

use super::*;

fn mode() -> Mode {
    Mode::of_team_size(1).expect("one a side")
}

#[test]
fn goals_are_mixed_evenly() {
    let mixed = |goals| mixture(goals).map(u8::from).collect::<Vec<_>>();
    assert_eq!(mixed([2, 1]), [1, 0, 1]);
    assert_eq!(mixed([1, 2]), [0, 1, 0]);
    assert_eq!(mixed([2, 2]), [1, 0, 1, 0]);
    assert_eq!(mixed([0, 3]), [0, 0, 0]);
    assert!(mixed([0, 0]).is_empty());
    assert_eq!(mixture([300, 54]).filter(|won| *won).count(), 300);
}

#[test]
fn expected_shares_come_close_to_the_shares_that_were_played() {
    for goals in [[300, 54], [300, 4], [300, 220], [50, 50]] {
        let mut ratings = Ratings::default();
        ratings.record(mode(), ["a", "b"], goals);
        let share = goals[0] as f64 / (goals[0] + goals[1]) as f64;
        let expected = ratings.expected(mode(), "a", "b");
        assert!((expected - share).abs() < 0.02, "{goals:?}: {expected}");
        assert!((expected + ratings.expected(mode(), "b", "a") - 1.0).abs() < 1e-9);
        // TrueSkill keeps no correlations, so with the difference it also takes the common level for known.
        let [a, b] = ["a", "b"].map(|agent| ratings.of(mode(), agent));
        assert!((a.mean + b.mean - 3000.0).abs() < 1e-6);
        assert!((10.0..65.0).contains(&a.uncertainty) && a.uncertainty == b.uncertainty, "{a:?} {b:?}");
    }
}

#[test]
fn one_goal_moves_ratings_as_published() {
    // TrueSkill's own example with its numbers times 48: two new players at 25 +- 25/3 and beta 25/6 without draws
    // become 29.205 and 20.795 +- 7.195 (Herbrich et al. 2006; the tau of 25/300 left out).
    let mut ratings = Ratings::default();
    ratings.record(mode(), ["a", "b"], [1, 0]);
    let a = ratings.of(mode(), "a");
    assert!((a.mean - (1500.0 + 48.0 * 4.205)).abs() < 0.1, "{a:?}");
    assert!((a.uncertainty - 48.0 * 7.195).abs() < 0.1, "{a:?}");
}

#[test]
fn anchors_stay_and_make_others_certain() {
    let mut ratings = Ratings::default();
    let anchor = Rating { mean: 1000.0, uncertainty: 0.0 };
    ratings.freeze(mode(), "bot:chaser", anchor);
    ratings.record(mode(), ["mine", "bot:chaser"], [760, 240]);
    assert_eq!(ratings.of(mode(), "bot:chaser"), anchor);
    let mine = ratings.of(mode(), "mine");
    // 76 % are 200 points.
    assert!((mine.mean - 1200.0).abs() < 10.0 && mine.uncertainty < 15.0, "{mine:?}");
    ratings.loosen(mode(), "mine", 30.0);
    ratings.loosen(mode(), "bot:chaser", 30.0);
    assert!(ratings.of(mode(), "mine").uncertainty > 30.0);
    assert_eq!(ratings.of(mode(), "bot:chaser"), anchor);
    ratings.loosen(mode(), "mine", 1e9);
    assert_eq!(ratings.of(mode(), "mine").uncertainty, Rating::NEW.uncertainty);
}

#[test]
fn modes_are_separate_and_survive_json() {
    let two = Mode::of_team_size(2).expect("two a side");
    let mut ratings = Ratings::default();
    ratings.record(mode(), ["a", "b"], [3, 1]);
    ratings.record(two, ["a", "b"], [0, 1]);
    ratings.record(two, ["a", "a"], [5, 0]);
    ratings.freeze(two, "c", Rating::NEW);
    assert!(ratings.of(mode(), "a").mean > 1500.0 && ratings.of(two, "a").mean < 1500.0);
    assert_eq!(ratings.of(two, "nobody"), Rating::NEW);
    let text = serde_json::to_string(&ratings).expect("plain data");
    assert!(text.starts_with(r#"{"1v1":{"a":{"rating":{"mean":"#), "{text}");
    assert_eq!(serde_json::from_str::<Ratings>(&text).expect("the same data"), ratings);
    for wrong in [r#"{"5v5":{}}"#, r#"{"1v2":{}}"#, r#"{"1v1":{"a":{}}}"#] {
        assert!(serde_json::from_str::<Ratings>(wrong).is_err(), "{wrong}");
    }
    let names: Vec<&str> = ratings.ranking(two).iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["b", "c", "a"]);
    assert!(Mode::of_team_size(5).is_err() && Mode::of_team_size(0).is_err());
}

#[test]
fn near_opponents_are_drawn_more_often() {
    let mut ratings = Ratings::default();
    for (agent, mean) in [("me", 1500.0), ("weak", 500.0), ("near", 1550.0), ("strong", 1900.0)] {
        ratings.set(mode(), agent, Rating { mean, uncertainty: 20.0 });
    }
    let candidates = ["weak", "near", "strong"];
    let mut drawn = [0; 3];
    for tick in 0..3000 {
        let mut stream = Stream::new(1, 0, Purpose::Test, tick);
        drawn[ratings.choose_opponent(mode(), "me", &candidates, &mut stream).expect("three candidates")] += 1;
    }
    // p (1 - p) is 0.0002, 0.245 and 0.073.
    assert!(drawn[0] < 20 && (2200..2400).contains(&drawn[1]), "{drawn:?}");
    let none: [&str; 0] = [];
    assert_eq!(ratings.choose_opponent(mode(), "me", &none, &mut Stream::new(1, 0, Purpose::Test, 0)), None);
}
