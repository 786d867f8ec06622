//! Left and right exchanged in what agents saw and did: the game is the same then, so a step teaches as much about its
//! mirror image as about itself.

use wavedash_core::Stream;
use wavedash_env::VecEnv;
use wavedash_env::obs::Mirror;

use crate::error::LearnError;

/// How steps are mirrored, and those of which agents are at the moment.
#[derive(Clone, Debug)]
pub(crate) struct Reflection {
    observation: Mirror,
    /// For every choice, all components one after the other, its counterpart.
    choices: Vec<usize>,
    /// The first choice of each component.
    offsets: Vec<usize>,
    /// `[agents]`.
    is_on: Vec<bool>,
}

impl Reflection {
    /// Nobody's steps are mirrored yet.
    pub(crate) fn new(pool: &VecEnv) -> Result<Self, LearnError> {
        let Some(observation) = pool.mirror() else {
            let problem = "the field's pads are not the same on its left and right";
            return Err(LearnError::config("ppo.mirror", problem));
        };
        let offsets = pool.choices().iter().scan(0, |next, choices| {
            let offset = *next;
            *next += choices;
            Some(offset)
        });
        Ok(Self {
            observation,
            choices: pool.mirrored_choices().to_vec(),
            offsets: offsets.collect(),
            is_on: vec![false; pool.batch().agents()],
        })
    }

    /// Draws whose steps are mirrored from now on: each agent's with a chance of one half.
    pub(crate) fn draw(&mut self, stream: &mut Stream) {
        self.is_on.iter_mut().for_each(|is_on| *is_on = stream.chance(0.5));
    }

    /// Whether this agent's steps are mirrored.
    pub(crate) fn is_on(&self, agent: usize) -> bool {
        self.is_on[agent]
    }

    /// Appends what an agent saw.
    pub(crate) fn observation(&self, seen: &[f32], out: &mut Vec<f32>) {
        out.extend(self.observation.reflected(seen));
    }

    /// What is known of every choice: whether it is open, how likely it is.
    pub(crate) fn choices<'a, T: Copy>(&'a self, of: &'a [T]) -> impl Iterator<Item = T> + 'a {
        self.choices.iter().map(|choice| of[*choice])
    }

    /// The choice of each component.
    pub(crate) fn action<'a>(&'a self, action: &'a [f32]) -> impl Iterator<Item = i64> + 'a {
        action
            .iter()
            .zip(&self.offsets)
            .map(|(choice, offset)| (self.choices[offset + *choice as usize] - offset) as i64)
    }
}

#[cfg(test)]
mod tests {
    use wavedash_core::Purpose;
    use wavedash_env::EnvConfig;
    use wavedash_env::registry::Component;

    use super::*;

    #[test]
    fn a_mirrored_choice_steers_the_other_way_and_is_open_when_its_counterpart_was() {
        for actions in [Component::named("table90"), Component::named("multi")] {
            let pool = VecEnv::builder(&EnvConfig { actions: actions.clone(), ..EnvConfig::default() })
                .seed(1)
                .build()
                .unwrap();
            let reflection = Reflection::new(&pool).unwrap();
            let mut stream = Stream::new(1, 0, Purpose::Test, 0);
            for _ in 0..200 {
                let action: Vec<f32> = pool.choices().iter().map(|count| stream.index(*count) as f32).collect();
                let mirrored: Vec<f32> = reflection.action(&action).map(|choice| choice as f32).collect();
                let wanted = pool.controls(&action).mirrored();
                assert_eq!(pool.controls(&mirrored), wanted, "{actions:?} {action:?}");

                let mut mask = vec![false; pool.choices().iter().sum()];
                let mut counterparts = mask.clone();
                for ((offset, choice), counterpart) in reflection.offsets.iter().zip(&action).zip(&mirrored) {
                    mask[offset + *choice as usize] = true;
                    counterparts[offset + *counterpart as usize] = true;
                }
                assert!(reflection.choices(&mask).eq(counterparts), "{actions:?} {action:?}");
            }
        }
    }

    #[test]
    fn half_of_the_agents_are_mirrored_and_others_the_next_time() {
        let pool = VecEnv::builder(&EnvConfig::default()).arenas(200).seed(1).build().unwrap();
        let mut reflection = Reflection::new(&pool).unwrap();
        assert!(reflection.is_on.iter().all(|is_on| !is_on));
        let mut stream = Stream::new(1, 0, Purpose::Test, 0);
        reflection.draw(&mut stream);
        let first = reflection.is_on.clone();
        let share = first.iter().filter(|is_on| **is_on).count() as f64 / first.len() as f64;
        assert!((0.4..0.6).contains(&share), "{share}");
        reflection.draw(&mut stream);
        assert_ne!(reflection.is_on, first);
    }
}
