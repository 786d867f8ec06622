//! Observations beside the learner's own.
use super::VecEnv;
use crate::batch::ExtraRows;
use crate::error::EnvError;
use crate::registry::Component;

impl VecEnv {
    /// Adds an observation, for those who see the matches in another way than the agents that learn: opponents, teachers.
    /// Its rows are [`Batch::extra`](crate::Batch::extra) at the number that is returned; they are written only in arenas
    /// where [`read_observation`](Self::read_observation) says so.
    ///
    /// # Errors
    /// It does not fit the arenas' cars, or asks for the ball's future in another way than the pool's own observation.
    pub fn add_observation(&mut self, config: &Component) -> Result<usize, EnvError> {
        let mut floats = None;
        for env in &mut self.envs {
            let here = env.add_observation(config, &self.registry)?;
            if *floats.get_or_insert(here) != here {
                let problem = "has rows of different lengths in arenas of different cars";
                return Err(EnvError::config("observation", problem));
            }
        }
        let floats = floats.unwrap_or(0);
        self.batch.extra.push(ExtraRows { floats, rows: vec![0.0; self.batch.agents() * floats] });
        Ok(self.batch.extra.len() - 1)
    }

    /// Says whether an added observation is read in an arena, and writes its rows if so.
    ///
    /// # Errors
    /// There is no such observation or arena.
    pub fn read_observation(&mut self, index: usize, arena: usize, is_read: bool) -> Result<(), EnvError> {
        let env = self.envs.get_mut(arena).ok_or_else(|| EnvError::config("arena", format!("there is no {arena}")))?;
        if !env.read_observation(index, is_read) {
            return Err(EnvError::config("observation", format!("none of number {index} was added")));
        }
        let agents = self.envs[..arena].iter().map(crate::env::Env::agents).sum();
        let mut rows = self.batch.rows();
        let _ = rows.take(agents);
        let env = &self.envs[arena];
        env.show_extra(&mut rows.take(env.agents()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EnvConfig;
    use crate::obs::{FlatV2Config, LucyConfig};

    fn pool(observation: &Component, threads: usize) -> VecEnv {
        let config = EnvConfig {
            observation: observation.clone(),
            actions: Component::named("table90"),
            ..EnvConfig::default()
        };
        VecEnv::builder(&config).arenas(6).threads(threads).seed(3).build().unwrap()
    }

    fn actions(pool: &VecEnv, step: usize) -> Vec<f32> {
        (0..pool.batch().agents()).map(|agent| ((agent * 31 + step * 7) % 90) as f32).collect()
    }

    #[test]
    fn an_added_observation_is_what_a_pool_of_its_own_would_see() {
        let (own, other) = (Component::named("flat_relative"), Component::named("flat_v2"));
        let mut mixed = pool(&own, 2);
        let index = mixed.add_observation(&other).unwrap();
        (0..6).for_each(|arena| mixed.read_observation(index, arena, true).unwrap());
        let (mut plain, mut pure) = (pool(&own, 1), pool(&other, 1));
        for step in 0..1500 {
            let actions = actions(&pure, step);
            assert_eq!(mixed.batch().extra[index].rows, pure.batch().observations, "step {step}");
            assert_eq!(mixed.batch().observations, plain.batch().observations, "step {step}");
            for pool in [&mut mixed, &mut plain, &mut pure] {
                pool.step(&actions).unwrap();
            }
        }
    }

    #[test]
    fn rows_that_nobody_reads_stay_and_a_saved_pool_goes_on() {
        let build = || {
            let mut pool = pool(&Component::named("flat_v2"), 1);
            pool.add_observation(&Component::with("lucy_v1", LucyConfig { stack: 3, ..LucyConfig::default() }))
                .unwrap();
            pool.read_observation(0, 2, true).unwrap();
            pool
        };
        let mut one = build();
        for step in 0..40 {
            let actions = actions(&one, step);
            one.step(&actions).unwrap();
        }
        let floats = one.batch().extra[0].floats;
        let of_arena =
            |pool: &VecEnv, arena: usize| pool.batch().extra[0].rows[arena * 2 * floats..][..2 * floats].to_vec();
        assert!(of_arena(&one, 1).iter().all(|x| *x == 0.0) && of_arena(&one, 2).iter().any(|x| *x != 0.0));
        let mut other = build();
        other.restore(&one.save()).unwrap();
        for step in 40..60 {
            let actions = actions(&one, step);
            one.step(&actions).unwrap();
            other.step(&actions).unwrap();
            assert_eq!(of_arena(&one, 2), of_arena(&other, 2), "step {step}");
        }
        // A pool in which nobody needs it any more goes on without it, and one in which somebody does begins with it.
        let mut without = pool(&Component::named("flat_v2"), 1);
        without.restore(&one.save()).unwrap();
        other.restore(&without.save()).unwrap();
        assert_eq!(without.batch().observations, other.batch().observations);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let mut pool = pool(&Component::named("flat_v2"), 1);
        let other = FlatV2Config { ahead: vec![1.5].try_into().unwrap(), ..FlatV2Config::default() };
        let e = pool.add_observation(&Component::with("flat_v2", other)).unwrap_err().to_string();
        assert!(e.contains("other times"), "{e}");
        assert!(pool.read_observation(0, 0, true).unwrap_err().to_string().contains("number 0"));
    }
}
