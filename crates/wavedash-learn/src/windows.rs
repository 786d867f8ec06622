//! Which earlier frames the reward-prediction head looks at (section 5.3 of the Lucy-SKG notes): indices instead of
//! copies.

use burn::tensor::{Device, Int, Tensor, TensorData};

use crate::rollout::Rollout;

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

/// The frames of a piece: its own rows first, then those that only the reward-prediction head looks at.
pub(crate) struct Frames {
    /// Rows of the rollout.
    pub(crate) rows: Vec<usize>,
    /// `[samples, window]`, indices into `rows`; `rows.len()` for the frame of zeros. Empty without a head.
    windows: Vec<i64>,
    window: usize,
}

impl Frames {
    pub(crate) fn new(rollout: &Rollout, samples: &[usize], window: Option<usize>) -> Self {
        let mut piece = Self { rows: samples.to_vec(), windows: Vec::new(), window: window.unwrap_or(0) };
        let Some(window) = window else { return piece };
        const ABSENT: u32 = u32::MAX;
        let mut places = vec![ABSENT; rollout.steps() * rollout.agents()];
        samples.iter().zip(0..).for_each(|(row, place)| places[*row] = place);
        let agents = rollout.agents();
        for row in samples {
            for frame in frames(rollout.starts(), agents, (row / agents, row % agents), window) {
                piece.windows.push(frame.map_or(-1, |frame| {
                    if places[frame] == ABSENT {
                        places[frame] = piece.rows.len() as u32;
                        piece.rows.push(frame);
                    }
                    i64::from(places[frame])
                }));
            }
        }
        let zeros = piece.rows.len() as i64;
        piece.windows.iter_mut().filter(|frame| **frame < 0).for_each(|frame| *frame = zeros);
        piece
    }

    /// `[samples, window]`; nothing without a head.
    pub(crate) fn windows(&self, device: &Device) -> Option<Tensor<2, Int>> {
        let samples = self.windows.len().checked_div(self.window)?;
        Some(Tensor::from_data(TensorData::new(self.windows.clone(), [samples, self.window]), device))
    }
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
