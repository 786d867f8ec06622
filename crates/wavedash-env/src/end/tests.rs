use super::*;
use crate::registry::Registry;
use crate::scene::Scene;
use crate::transition::Clock;

/// Steps of 8 ticks with the ball at rest high up, edited by the tests.
struct Play {
    ends: Ends,
    before: Scene,
    now: Scene,
    clock: Clock,
}

impl Play {
    fn new(config: &str) -> Self {
        let config: EndConfig = serde_json::from_str(config).unwrap();
        let mut now = Scene { score: [4, 2], tick: 1000, ..Scene::default() };
        now.ball.pos.z = 500.0;
        let mut play = Self {
            ends: config.build(Registry::builtin_ref()).unwrap(),
            before: now.clone(),
            now,
            clock: Clock::default(),
        };
        play.ends.reset(&Transition {
            before: &play.now,
            now: &play.now,
            step_info: &[],
            clock: play.clock,
            is_first: true,
        });
        play
    }

    fn step(&mut self, ticks: u64, touch: bool, edit: impl FnOnce(&mut Scene)) -> Done {
        self.before.clone_from(&self.now);
        self.now.tick += ticks;
        edit(&mut self.now);
        self.clock.ticks += ticks;
        self.clock.ticks_without_touch = if touch { 0 } else { self.clock.ticks_without_touch + ticks };
        self.ends.judge(&Transition {
            before: &self.before,
            now: &self.now,
            step_info: &[],
            clock: self.clock,
            is_first: false,
        })
    }
}

fn nothing(_: &mut Scene) {}

#[test]
fn a_goal_terminates() {
    let mut play = Play::new(r#"{"when":["goal"]}"#);
    assert_eq!(play.step(8, false, nothing), Done::GOES_ON);
    assert_eq!(play.step(8, false, |now| now.score[1] += 1), Done::terminated(Cause::Goal));
    assert_eq!(play.step(8, false, nothing), Done::GOES_ON);
}

#[test]
fn limits_truncate_and_terminate_as_published() {
    for as_published in [false, true] {
        let verdict = |cause| if as_published { Done::terminated(cause) } else { Done::truncated(cause) };
        let mut play =
            Play::new(&format!(r#"{{"when":[{{"time_limit":{{"seconds":10}}}}],"as_published":{as_published}}}"#));
        assert_eq!(play.step(1192, true, nothing), Done::GOES_ON);
        assert_eq!(play.step(8, true, nothing), verdict(Cause::TimeLimit));
        let mut play =
            Play::new(&format!(r#"{{"when":[{{"no_touch":{{"seconds":10}}}}],"as_published":{as_published}}}"#));
        assert_eq!(play.step(1192, true, nothing), Done::GOES_ON);
        assert_eq!(play.step(1192, false, nothing), Done::GOES_ON);
        assert_eq!(play.step(8, false, nothing), verdict(Cause::NoTouch));
    }
}

#[test]
fn a_goal_in_the_last_step_terminates_and_does_not_truncate() {
    let mut play = Play::new("{}");
    let verdict = play.step(300 * 120, true, |now| now.score[0] += 1);
    assert_eq!(verdict, Done::terminated(Cause::Goal));
}

#[test]
fn the_ball_on_the_ground_terminates_even_if_it_bounced_in_between() {
    let mut play = Play::new(r#"{"when":["ball_on_ground"]}"#);
    assert_eq!(play.step(8, false, nothing), Done::GOES_ON);
    assert!(play.step(8, false, |now| now.ball.pos.z = 94.0).terminated);
    let mut play = Play::new(r#"{"when":["ball_on_ground"]}"#);
    let falling = |now: &mut Scene| (now.ball.pos.z, now.ball.vel.z) = (120.0, -600.0);
    assert_eq!(play.step(8, false, falling), Done::GOES_ON);
    assert!(play.step(8, false, |now| (now.ball.pos.z, now.ball.vel.z) = (110.0, 350.0)).terminated);
    // A car sends it up again from above: not the ground.
    let mut play = Play::new(r#"{"when":["ball_on_ground"]}"#);
    play.step(8, false, |now| (now.ball.pos.z, now.ball.vel.z) = (300.0, -600.0));
    assert_eq!(play.step(8, false, |now| (now.ball.pos.z, now.ball.vel.z) = (280.0, 350.0)), Done::GOES_ON);
}

#[test]
fn a_match_kicks_off_after_goals_and_ends_with_the_clock() {
    let mut play = Play::new(r#"{"when":[{"match":{"seconds":60}}]}"#);
    assert_eq!(play.step(1200, true, |now| now.score[0] += 1), Done::KICKOFF);
    let clock = play.ends.match_clock().unwrap();
    assert_eq!((clock.score, clock.seconds_left, clock.overtime), ([1, 0], 50.0, false));
    // Time is up, but the ball is in the air.
    assert_eq!(play.step(6000, true, nothing), Done::GOES_ON);
    assert_eq!(play.step(8, true, |now| now.ball.pos.z = 93.15), Done::terminated(Cause::MatchOver));
}

#[test]
fn a_draw_goes_into_overtime_and_the_next_goal_decides() {
    let mut play = Play::new(r#"{"when":[{"match":{"seconds":60,"until_ground":false,"overtime_seconds":30}}]}"#);
    assert_eq!(play.step(7200, true, nothing), Done::KICKOFF);
    assert!(play.ends.match_clock().unwrap().overtime);
    assert_eq!(play.step(1200, true, nothing), Done::GOES_ON);
    assert_eq!(play.ends.match_clock().unwrap().overtime_seconds, 10.0);
    let mut same = Play::new(r#"{"when":[{"match":{"seconds":60,"until_ground":false,"overtime_seconds":30}}]}"#);
    assert!(same.ends.fits(&play.ends.save()) && !same.ends.fits(&[]));
    same.ends.restore(&play.ends.save());
    (same.before, same.now, same.clock) = (play.before.clone(), play.now.clone(), play.clock);
    assert_eq!(same.step(8, true, |now| now.score[1] += 1), Done::terminated(Cause::MatchOver));
    assert_eq!(play.step(2400, true, nothing), Done::truncated(Cause::OvertimeLimit));
}

#[test]
fn a_goal_after_the_time_is_up_can_tie_the_match() {
    let mut play = Play::new(r#"{"when":[{"match":{"seconds":60}}]}"#);
    play.step(1200, true, |now| now.score[0] += 1);
    assert_eq!(play.step(6000, true, nothing), Done::GOES_ON);
    assert_eq!(play.step(8, true, |now| now.score[1] += 1), Done::KICKOFF);
    assert!(play.ends.match_clock().unwrap().overtime);
}

#[test]
fn a_lead_can_end_a_match() {
    let mut play = Play::new(r#"{"when":[{"match":{"mercy_lead":2}}]}"#);
    assert_eq!(play.step(8, true, |now| now.score[1] += 1), Done::KICKOFF);
    assert_eq!(play.step(8, true, |now| now.score[1] += 1), Done::terminated(Cause::MatchOver));
}

#[test]
fn conditions_that_mean_nothing_are_named() {
    let refused = |text: &str| {
        serde_json::from_str::<EndConfig>(text).unwrap().build(Registry::builtin_ref()).err().unwrap().to_string()
    };
    assert!(refused(r#"{"when":["goal",{"no_touch":{"seconds":0}}]}"#).starts_with("end.when[1].no_touch.seconds: "));
    assert!(refused(r#"{"when":[{"match":{"seconds":-1}}]}"#).contains("match.seconds"));
    assert!(refused(r#"{"when":["goal",{"match":{}}]}"#).contains("both 'goal'"));
    assert!(serde_json::from_str::<EndConfig>(r#"{"when":["goal"],"sudden":1}"#).is_err());
    assert!(
        refused(r#"{"when":[{"time_limit":{"minutes":1}}]}"#)
            .contains("time_limit.minutes: there is no such parameter")
    );
}
