//! `boost_change`: change of the square root of the boost.

use serde::Deserialize;

use super::super::function::{CarStep, RewardFunction};
use crate::error::EnvError;
use crate::registry::{Entry, Range, Registry};

/// Change of the boost's square root (tank from 0 to 1), times `gain` if it rose and `loss` if it fell. What a
/// demolition or a respawn does to the tank does not count.
#[derive(Deserialize)]
struct BoostChange {
    gain: f32,
    loss: f32,
}

impl RewardFunction for BoostChange {
    #[inline(never)]
    fn reward(&mut self, step: &CarStep<'_>) -> f32 {
        let at = &step.at;
        let Some(before) = step.transition.before.cars.get(at.index) else { return 0.0 };
        if at.car.is_demolished || before.is_demolished || step.info.demoed || step.info.respawned {
            return 0.0;
        }
        let change = at.car.boost.max(0.0).sqrt() - before.boost.max(0.0).sqrt();
        change * if change >= 0.0 { self.gain } else { self.loss }
    }
}

pub(super) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let entry = Entry::new("boost_change", "change of the square root of the boost")
        .formula("d = sqrt(boost) - sqrt(boost'); gain d if d >= 0, else loss d")
        .range("[-1, 1]")
        .source("Necto")
        .float("gain", 1.0, Range::Finite, "", "weight of a rise")
        .float("loss", 1.0, Range::Finite, "", "weight of a fall");
    registry.reward(entry, |function: BoostChange| function)
}

#[cfg(test)]
mod tests {
    use super::super::by_hand::*;

    #[test]
    fn has_the_value_that_was_worked_out_by_hand() {
        let tank = |boost| scene([0.0; 3], Car { boost, ..still([0.0; 3]) });
        let mut change = alone(r#"{ "boost_change": { "loss": 0.5 } }"#);
        near(step(&mut change, &tank(0.25), &tank(1.0), nothing()), 0.5);
        near(step(&mut change, &tank(1.0), &tank(0.25), nothing()), -0.25);
        near(step(&mut change, &tank(1.0), &tank(0.25), StepInfo { respawned: true, ..nothing() }), 0.0);
    }
}
