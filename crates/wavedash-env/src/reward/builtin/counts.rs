//! Functions that only count something of a step, or say whether it happened.

use serde::Deserialize;

use super::super::function::{CarStep, RewardFunction};
use crate::error::EnvError;
use crate::registry::{Entry, Registry};
use crate::step_info::StepInfo;

/// How often something happened to the car in the step.
struct Count(fn(&StepInfo) -> u8);

impl RewardFunction for Count {
    fn reward(&mut self, step: &CarStep<'_>) -> f32 {
        f32::from((self.0)(step.info))
    }
}

/// No parameters.
#[derive(Deserialize)]
struct Nothing {}

/// Name, what is counted, range, source, and the count.
type Row = (&'static str, &'static str, &'static str, &'static str, fn(&StepInfo) -> u8);

const COUNTS: [Row; 19] = [
    ("goal", "goals that the car scored", "0, 1", "RLGym", |info| info.goals),
    ("team_goal", "goals of its team", "0, 1", "RLGym", |info| info.team_goals),
    ("concede", "goals against its team", "0, 1", "RLGym", |info| info.concedes),
    ("own_goal", "own goals of the car", "0, 1", "Wavedash", |info| info.own_goals),
    ("assist", "assists", "0, 1", "Wavedash", |info| info.assists),
    ("shot", "shots", "0, 1", "RLGym", |info| info.shots),
    ("save", "saves", "0, 1", "RLGym", |info| info.saves),
    ("demo", "cars that it demolished", "0, 1, ..", "RLGym", |info| info.demos),
    ("demoed", "it was demolished", "0, 1", "Lucy-SKG", |info| u8::from(info.demoed)),
    ("bump", "cars that it bumped", "0, 1, ..", "Wavedash", |info| info.bumps),
    ("bumped", "times that it was bumped", "0, 1, ..", "Wavedash", |info| info.bumped),
    ("big_pad", "big pads that it took", "0, 1, ..", "Wavedash", |info| info.big_pads),
    ("small_pad", "small pads that it took", "0, 1, ..", "Wavedash", |info| info.small_pads),
    ("jump", "jumps that began", "0, 1", "Wavedash", |info| info.jumps),
    ("double_jump", "double jumps", "0, 1", "Wavedash", |info| info.double_jumps),
    ("flip", "flips that began", "0, 1", "Wavedash", |info| info.flips),
    ("landing", "it landed on its wheels", "0, 1", "Wavedash", |info| u8::from(info.landed)),
    ("flip_reset", "flips got back in the air from the ball", "0, 1", "Necto", |info| info.flip_resets),
    ("wavedash", "landings shortly after a flip began that kept the speed", "0, 1", "Wavedash", |info| info.wavedashes),
];

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    for (name, text, range, source, count) in COUNTS {
        let entry = Entry::new(name, text).formula(text).range(range).source(source);
        registry.reward(entry, move |_: Nothing| Count(count))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn every_count_is_that_of_its_own_field() {
        let infos = [
            ("goal", StepInfo { goals: 2, ..nothing() }),
            ("team_goal", StepInfo { team_goals: 2, ..nothing() }),
            ("concede", StepInfo { concedes: 2, ..nothing() }),
            ("own_goal", StepInfo { own_goals: 2, ..nothing() }),
            ("assist", StepInfo { assists: 2, ..nothing() }),
            ("shot", StepInfo { shots: 2, ..nothing() }),
            ("save", StepInfo { saves: 2, ..nothing() }),
            ("demo", StepInfo { demos: 2, ..nothing() }),
            ("demoed", StepInfo { demoed: true, ..nothing() }),
            ("bump", StepInfo { bumps: 2, ..nothing() }),
            ("bumped", StepInfo { bumped: 2, ..nothing() }),
            ("big_pad", StepInfo { big_pads: 2, ..nothing() }),
            ("small_pad", StepInfo { small_pads: 2, ..nothing() }),
            ("jump", StepInfo { jumps: 2, ..nothing() }),
            ("double_jump", StepInfo { double_jumps: 2, ..nothing() }),
            ("flip", StepInfo { flips: 2, ..nothing() }),
            ("landing", StepInfo { landed: true, ..nothing() }),
            ("flip_reset", StepInfo { flip_resets: 2, ..nothing() }),
            ("wavedash", StepInfo { wavedashes: 2, ..nothing() }),
        ];
        for (name, _) in infos {
            let mut alone = alone(&format!("\"{name}\""));
            for (other, info) in infos {
                let is_mark = matches!(name, "demoed" | "landing");
                let expected = if other != name {
                    0.0
                } else if is_mark {
                    1.0
                } else {
                    2.0
                };
                assert_eq!(quiet(&mut alone, info), expected, "{name} in a step with {other}");
            }
        }
    }
}
