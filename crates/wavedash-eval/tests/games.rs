//! Evaluations: sides, threads, batches, policies.

use std::sync::Mutex;

use wavedash_core::Stream;
use wavedash_env::Component;
use wavedash_env::duel::{Seat, SeatSpec};
use wavedash_eval::{ActionChoice, Contestant, EvalError, Game, Length, Options, Outcome, Scripted, play};

fn scripted(name: &str) -> Scripted {
    Scripted::new(name).expect("a known name")
}

fn options(length: Length) -> Options {
    Options { length, seconds: 30.0, games_together: 4, ..Options::default() }
}

fn silent(a: &dyn Contestant, b: &dyn Contestant, options: &Options) -> Outcome {
    play(a, b, options, &|_| ()).expect("nothing is wrong")
}

/// A policy whose actions are all equally likely, but for one.
struct Coin {
    most_likely: [f32; 5],
    /// Rows of each call.
    calls: Mutex<Vec<usize>>,
}

impl Default for Coin {
    fn default() -> Self {
        Self { most_likely: [1.0; 5], calls: Mutex::default() }
    }
}

impl Contestant for Coin {
    fn name(&self) -> &str {
        "coin"
    }

    fn seat(&self) -> Result<Seat, EvalError> {
        Ok(Seat::Agent(SeatSpec::default()))
    }

    fn act(
        &self,
        observations: &[f32],
        masks: &[bool],
        mut draws: Option<&mut [Stream]>,
        actions: &mut [f32],
    ) -> Result<(), EvalError> {
        // Lucy's observation and keyboard.
        let rows = actions.len() / 5;
        assert_eq!((observations.len(), masks.len()), (rows * 8 * 64, rows * 12));
        self.calls.lock().expect("no test panics here").push(rows);
        for (row, action) in actions.chunks_mut(5).enumerate() {
            for (component, count) in [3, 3, 2, 2, 2].into_iter().enumerate() {
                action[component] = match &mut draws {
                    Some(streams) => streams[row].index(count) as f32,
                    None => self.most_likely[component],
                };
            }
        }
        Ok(())
    }
}

#[test]
fn any_number_of_threads_gives_the_same_outcome() {
    for length in [Length::Games(10), Length::Goals(6)] {
        for (a, b) in [("bot:striker", "bot:chaser"), ("bot:random", "bot:striker")] {
            let (a, b) = (scripted(a), scripted(b));
            let one = silent(&a, &b, &options(length));
            let three = silent(&a, &b, &Options { threads: 3, ..options(length) });
            assert_eq!(one, three);
            // Together or one after the other, scripted agents play the same games.
            assert_eq!(silent(&a, &b, &Options { games_together: 1, ..options(length) }).goals, one.goals);
            assert_ne!(silent(&a, &b, &Options { seed: 1, ..options(length) }).each, one.each);
        }
    }
}

#[test]
fn sides_are_swapped_and_sums_agree() {
    let outcome = silent(&scripted("bot:striker"), &scripted("bot:idle"), &options(Length::Games(6)));
    assert_eq!((outcome.games, outcome.sides.as_blue.games, outcome.sides.as_orange.games), (6, 3, 3));
    assert_eq!(outcome.won + outcome.drawn + outcome.lost, 6);
    let (blue, orange) = (outcome.sides.as_blue.goals, outcome.sides.as_orange.goals);
    assert_eq!(outcome.goals, [blue[0] + orange[0], blue[1] + orange[1]]);
    // The striker scores from both sides, and an idle car never touches the ball on purpose.
    assert!(blue[0] >= 3 && orange[0] >= 3 && outcome.goals[0] > 3 * outcome.goals[1], "{outcome:?}");
    assert!((outcome.minutes - 3.0).abs() < 1e-9);
    assert!((outcome.per_minute[0].goals - outcome.goals[0] as f64 / 3.0).abs() < 1e-9);
    assert!(outcome.per_minute[0].touches > outcome.per_minute[1].touches);
    let fixed = Options { swap_sides: false, ..options(Length::Games(3)) };
    assert_eq!(silent(&scripted("bot:striker"), &scripted("bot:idle"), &fixed).sides.as_orange.games, 0);
}

#[test]
fn no_game_is_played_for_goals_and_thrown_away() {
    let games = Mutex::new(0);
    let progress = |_| *games.lock().expect("no test panics here") += 1;
    let options = Options { threads: 3, games_together: 16, ..options(Length::Goals(9)) };
    let outcome = play(&scripted("bot:striker"), &scripted("bot:idle"), &options, &progress).expect("fine");
    assert_eq!(outcome.games, games.into_inner().expect("no test panics here"));
    assert!(outcome.goals[0] + outcome.goals[1] >= 9 && outcome.games.is_multiple_of(2) && !outcome.stopped_early);
    // The striker needs about five seconds a goal; one block of 16 games would have had several times as many goals.
    assert!(outcome.games <= 6, "{} games for {:?} goals", outcome.games, outcome.goals);
    let nothing = silent(&scripted("bot:idle"), &scripted("bot:idle"), &self::options(Length::Goals(2)));
    assert_eq!((nothing.games, nothing.stopped_early, nothing.goal_share), (8, true, None));
}

#[test]
fn repeated_rallies_are_counted_once() {
    // Full throttle and boost straight ahead: what follows a kick-off depends on its five places alone.
    let (ahead, idle) = (Coin { most_likely: [2.0, 1.0, 0.0, 1.0, 0.0], ..Coin::default() }, scripted("bot:idle"));
    let options = Options { goals_per_game: Some(1), ..options(Length::Games(40)) };
    let games = |choice| silent(&ahead, &idle, &Options { choice, ..options.clone() });
    let outcome = games(ActionChoice::ARGMAX);
    let goals = outcome.goals[0] + outcome.goals[1];
    assert!(goals > 5 && outcome.repeats(), "{outcome:?}");
    // Ten from two sides, and a few more where a demolished car comes back at a drawn place.
    assert!((5..20).contains(&outcome.distinct_games), "{}", outcome.distinct_games);
    assert!((1..goals).contains(&outcome.distinct_goals), "{} of {goals}", outcome.distinct_goals);
    // Who draws at the kick-off does not repeat himself, though nothing is drawn afterwards.
    let drawn = games(ActionChoice::Argmax { after_seconds: 1.0 });
    assert_eq!((drawn.distinct_games, drawn.repeats()), (40, false));
    assert_ne!(drawn.each, games(ActionChoice::Sample).each);
    // Scripted agents draw a little at every kick-off.
    assert!(!silent(&scripted("bot:striker"), &scripted("bot:chaser"), &options).repeats());
}

#[test]
fn policies_decide_for_all_games_in_one_call() {
    let (coin, chaser) = (Coin::default(), scripted("bot:chaser"));
    let options = Options { team_size: 2, seconds: 4.0, ..options(Length::Games(4)) };
    assert_eq!(silent(&coin, &chaser, &options).games, 4);
    // Two cars in each of four games, every 8 of 480 ticks.
    assert_eq!(*coin.calls.lock().expect("no test panics here"), vec![8; 60]);
    // Against itself it is asked for each side.
    assert_eq!(silent(&coin, &coin, &options).games, 4);
}

#[test]
fn draws_belong_to_the_game_and_not_to_the_call() {
    let (coin, chaser) = (Coin::default(), scripted("bot:chaser"));
    let options = options(Length::Games(4));
    let outcome = silent(&coin, &chaser, &options);
    assert_eq!(
        silent(&coin, &chaser, &Options { threads: 2, games_together: 2, ..options.clone() }).each,
        outcome.each
    );
    assert_ne!(silent(&coin, &chaser, &Options { choice: ActionChoice::ARGMAX, ..options }).each, outcome.each);
}

#[test]
fn a_drill_begins_with_its_scene_and_ends_with_its_goal() {
    let idle = scripted("bot:idle");
    let drill = Options {
        seconds: 6.0,
        goals_per_game: Some(1),
        start: Component::named("goalie"),
        ..options(Length::Games(20))
    };
    let outcome = silent(&idle, &idle, &drill);
    let goals = |game: &Game| game.teams.iter().map(|team| team.goals).sum::<u64>();
    assert_eq!(outcome.games, 20);
    assert!(outcome.each.iter().all(|game| goals(game) <= 1 && (goals(game) == 1) == (game.ticks < 720)));
    let scored = outcome.each.iter().filter(|game| goals(game) == 1).count();
    assert!(scored > 5, "shots at a goal whose keeper sleeps: {scored} of 20 went in");
    assert_eq!(silent(&idle, &idle, &Options { start: Component::named("kickoff"), ..drill }).goals, [0, 0]);
}

#[test]
fn progress_counts_games_up_to_all_of_them() {
    let seen = Mutex::new(Vec::new());
    let progress = |progress| seen.lock().expect("no test panics here").push(progress);
    let outcome =
        play(&scripted("bot:chaser"), &scripted("bot:chaser"), &options(Length::Games(6)), &progress).expect("fine");
    let seen = seen.into_inner().expect("no test panics here");
    assert_eq!(seen.len(), 6);
    assert_eq!(seen.last().map(|last| (last.games, last.goals, last.share)), Some((6, outcome.goals, 1.0)));
}

#[test]
fn wrong_options_and_contestants_are_named() {
    let idle = scripted("bot:idle");
    let refuse = |options: Options| play(&idle, &idle, &options, &|_| ()).expect_err("must be refused").to_string();
    let good = options(Length::Games(1));
    for (options, name) in [
        (Options { length: Length::Games(0), ..good.clone() }, "games"),
        (Options { length: Length::Goals(0), ..good.clone() }, "goals"),
        (Options { threads: 0, ..good.clone() }, "threads"),
        (Options { games_together: 0, ..good.clone() }, "games_together"),
        (Options { seconds: -1.0, ..good.clone() }, "seconds"),
        (Options { team_size: 9, ..good.clone() }, "cars"),
    ] {
        let error = refuse(options);
        assert!(error.contains(name), "{name}: {error}");
    }
    assert!(Scripted::new("bot:keeper").expect_err("no such agent").to_string().contains("bot:striker"));
    assert!(idle.act(&[], &[], None, &mut []).is_err());
}
