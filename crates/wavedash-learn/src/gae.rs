//! Generalised advantage estimation (Schulman et al. 2016), with ends of episodes told apart.

/// What a rollout knows. All slices are `[steps, agents]`, row by row in time, except `last_values`: `[agents]`.
#[derive(Clone, Copy, Debug)]
pub struct Trajectory<'a> {
    /// Reward of the action taken at a step.
    pub rewards: &'a [f32],
    /// Value of the observation that the action answered.
    pub values: &'a [f32],
    /// The step ended the episode by its own rules: nothing follows.
    pub terminated: &'a [bool],
    /// The step cut the episode off: what would have followed is worth `cut_values`.
    pub truncated: &'a [bool],
    /// Value of the last observation of an episode that was cut off; unused elsewhere.
    pub cut_values: &'a [f32],
    /// Values of the observations after the last step.
    pub last_values: &'a [f32],
}

/// Writes the advantages, `[steps, agents]`:
///
/// ```text
/// next_t  = 0 if terminated, cut_value_t if truncated, else value_{t+1}
/// delta_t = reward_t + gamma next_t - value_t
/// A_t     = delta_t + gamma lambda A_{t+1}, where A_{t+1} counts only within the same episode
/// ```
///
/// A value's target is its advantage plus the value.
///
/// # Panics
/// If the slices do not fit each other.
pub fn advantages(of: &Trajectory<'_>, gamma: f32, lambda: f32, out: &mut [f32]) {
    let agents = of.last_values.len();
    assert!(
        [of.values.len(), of.terminated.len(), of.truncated.len(), of.cut_values.len(), out.len()]
            .iter()
            .all(|len| *len == of.rewards.len() && len % agents.max(1) == 0),
        "all slices have one entry per step and agent"
    );
    for agent in 0..agents {
        let (mut advantage, mut next_value) = (0.0, of.last_values[agent]);
        for i in (agent..of.rewards.len()).step_by(agents).rev() {
            let over = of.terminated[i] || of.truncated[i];
            let next = match (of.terminated[i], of.truncated[i]) {
                (true, _) => 0.0,
                (false, true) => of.cut_values[i],
                (false, false) => next_value,
            };
            let delta = of.rewards[i] + gamma * next - of.values[i];
            advantage = delta + if over { 0.0 } else { gamma * lambda * advantage };
            out[i] = advantage;
            next_value = of.values[i];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sums the definition forward, episode by episode, in f64.
    fn slowly(of: &Trajectory<'_>, gamma: f64, lambda: f64) -> Vec<f32> {
        let agents = of.last_values.len();
        let steps = of.rewards.len() / agents;
        let at = |t: usize, agent: usize| t * agents + agent;
        let mut out = vec![0.0; of.rewards.len()];
        for agent in 0..agents {
            for start in 0..steps {
                let (mut sum, mut factor) = (0.0, 1.0);
                for t in start..steps {
                    let i = at(t, agent);
                    let next = if of.terminated[i] {
                        0.0
                    } else if of.truncated[i] {
                        of.cut_values[i]
                    } else if t + 1 < steps {
                        of.values[at(t + 1, agent)]
                    } else {
                        of.last_values[agent]
                    };
                    sum += factor * (f64::from(of.rewards[i]) + gamma * f64::from(next) - f64::from(of.values[i]));
                    factor *= gamma * lambda;
                    if of.terminated[i] || of.truncated[i] {
                        break;
                    }
                }
                out[at(start, agent)] = sum as f32;
            }
        }
        out
    }

    #[test]
    fn three_steps_by_hand() {
        let of = Trajectory {
            rewards: &[1.0, 0.0, 2.0],
            values: &[0.5, 1.0, -1.0],
            terminated: &[false, false, true],
            truncated: &[false; 3],
            cut_values: &[9.0; 3],
            last_values: &[100.0],
        };
        let mut out = [0.0; 3];
        advantages(&of, 0.9, 0.5, &mut out);
        // delta: 1 + .9 - .5 = 1.4; 0 - .9 - 1 = -1.9; 2 + 1 = 3
        let last = 3.0;
        let middle = -1.9 + 0.45 * last;
        let first = 1.4 + 0.45 * middle;
        for (got, wanted) in out.into_iter().zip([first, middle, last]) {
            assert!((got - wanted).abs() < 1e-6, "{got} {wanted}");
        }
    }

    #[test]
    fn a_cut_is_worth_what_would_have_followed_and_an_end_nothing() {
        let mut of = Trajectory {
            rewards: &[0.0],
            values: &[1.0],
            terminated: &[false],
            truncated: &[true],
            cut_values: &[4.0],
            last_values: &[100.0],
        };
        let mut out = [0.0];
        advantages(&of, 0.5, 1.0, &mut out);
        assert_eq!(out, [0.5 * 4.0 - 1.0]);
        of.terminated = &[true];
        advantages(&of, 0.5, 1.0, &mut out);
        assert_eq!(out, [-1.0]);
    }

    #[test]
    fn the_recursion_equals_the_definition() {
        let (steps, agents) = (37, 5);
        let n = steps * agents;
        let wave = |i: usize, k: usize| ((i * k) % 17) as f32 / 8.0 - 1.0;
        let rewards: Vec<f32> = (0..n).map(|i| wave(i, 7)).collect();
        let values: Vec<f32> = (0..n).map(|i| wave(i, 5)).collect();
        let cut_values: Vec<f32> = (0..n).map(|i| wave(i, 3)).collect();
        let terminated: Vec<bool> = (0..n).map(|i| i % 13 == 4).collect();
        let truncated: Vec<bool> = (0..n).map(|i| i % 29 == 7).collect();
        let last_values: Vec<f32> = (0..agents).map(|i| i as f32).collect();
        let of = Trajectory {
            rewards: &rewards,
            values: &values,
            terminated: &terminated,
            truncated: &truncated,
            cut_values: &cut_values,
            last_values: &last_values,
        };
        let mut out = vec![0.0; n];
        advantages(&of, 0.97, 0.9, &mut out);
        for (got, wanted) in out.iter().zip(slowly(&of, 0.97, 0.9)) {
            assert!((got - wanted).abs() < 1e-4, "{got} {wanted}");
        }
    }
}
