//! Which earlier frames the reward-prediction head looks at (section 5.3 of the Lucy-SKG notes): indices instead of
//! copies.

/// For sample `(step, agent)` of a rollout of `agents` columns, the frames that lead up to it, oldest first:
/// `window` rows `step * agents + agent`, or `None` where the episode or the rollout had not begun.
///
/// `starts` is `[steps, agents]`: the row is the first of an episode.
pub fn frames(
    starts: &[bool],
    agents: usize,
    (step, agent): (usize, usize),
    window: usize,
) -> impl Iterator<Item = Option<usize>> + '_ {
    let mut begun = step;
    while begun > 0 && step - begun + 1 < window && !starts[begun * agents + agent] {
        begun -= 1;
    }
    (0..window).map(move |k| {
        let back = window - 1 - k;
        (step >= back && step - back >= begun).then(|| (step - back) * agents + agent)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_begin_with_the_rollout_and_never_reach_over_an_episodes_start() {
        let agents = 2;
        let mut starts = vec![false; 12 * agents];
        starts[5 * agents + 1] = true;
        let of = |step, agent| frames(&starts, agents, (step, agent), 4).collect::<Vec<_>>();
        assert_eq!(of(0, 0), [None, None, None, Some(0)]);
        assert_eq!(of(2, 0), [None, Some(0), Some(2), Some(4)]);
        assert_eq!(of(9, 0), [12, 14, 16, 18].map(Some));
        assert_eq!(of(5, 1), [None, None, None, Some(11)]);
        assert_eq!(of(6, 1), [None, None, Some(11), Some(13)]);
        assert_eq!(of(8, 1), [11, 13, 15, 17].map(Some));
        assert_eq!(of(4, 1), [3, 5, 7, 9].map(Some));
    }
}
