//! How differently two rewards rank the same transitions.
//!
//! The EPIC distance of Gleave, Dennis, Legg, Russell and Leike, *Quantifying Differences in Reward Functions*
//! (ICLR 2021, arXiv 2006.13900). Both rewards are first made canonical, which takes out what a potential adds:
//!
//! `C(s, s') = R(s, s') + E[gamma R(s', S) - R(s, S) - gamma R(S', S)]`
//!
//! with S and S' drawn from the moments of the sample. The distance is that of their Pearson correlation r over the
//! transitions: `sqrt((1 - r) / 2)`. It is 0 where the rewards differ by a positive factor, a constant and potential
//! shaping only, so that the same policies are best; 0.71 where they have nothing to do with each other; 1 where one is
//! the negative of the other. It bounds from above how much the best policy of one loses under the other, on
//! transitions like these. (STARC, arXiv 2309.15257, names what such a distance must satisfy, and where EPIC's bound
//! depends on the sample: compare on matches of the kind that matter.)
//!
//! Transitions are those of the matches. R(s, S) of two moments that do not follow each other is the shaping between
//! them and what terms of states pay; nothing happens there, so events pay nothing. All of a team's sharing is
//! applied, as it is linear. What departs from pure shaping stays: a discount of the shaping other than `gamma`, a
//! negative slope, and the freezing of demolished cars.

mod canonical;

use serde::Serialize;
use wavedash_core::{Purpose, Stream, Team};

use crate::describe::{pearson, spearman};
use crate::episode::Episode;
use crate::error::AnalysisError;
use crate::subject::Subject;
use canonical::{Paid, canonical};

/// Transitions that are evaluated at most; of more, every nth.
const MOST_TRANSITIONS: usize = 20_000;
/// Moments that expectations are taken over, at most.
const MOMENTS: usize = 128;
/// Draws of the interval.
const DRAWS: u64 = 400;

/// Correlations over all transitions and players.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Correlation {
    /// Of the values.
    pub pearson: f64,
    /// Of their ranks.
    pub spearman: f64,
}

impl Correlation {
    fn of(a: &[f32], b: &[f32]) -> Option<Self> {
        Some(Self { pearson: pearson(a, b)?, spearman: spearman(a, b)? })
    }
}

/// How two rewards differ.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The rewards.
    pub names: [String; 2],
    /// EPIC distance, 0 to 1.
    pub distance: f64,
    /// Nine tenths of the distances of resampled episodes lie between; none for fewer than five episodes.
    pub interval: Option<[f64; 2]>,
    /// Of the canonical rewards.
    pub canonical: Correlation,
    /// Of the rewards as they are paid; none if one of them does not vary.
    pub paid: Option<Correlation>,
    /// Transitions, each of all players.
    pub transitions: usize,
    /// Episodes.
    pub episodes: usize,
    /// Discount per step that shaping is taken out with.
    pub gamma: f64,
}

/// Compares two rewards on the transitions of some matches. `gamma` is the learner's discount per step.
///
/// The first step of each episode is left out: what a potential pays in it is a choice of each configuration.
///
/// # Errors
///
/// There are no transitions, or a reward is the same in all of them but for shaping.
pub fn compare(subjects: [&Subject; 2], episodes: &[Episode], gamma: f64) -> Result<Comparison, AnalysisError> {
    let all: usize = episodes.iter().map(|episode| episode.steps().saturating_sub(1)).sum();
    if all < 2 {
        return Err(AnalysisError::NothingToSee("the matches have no transitions to compare rewards on".to_owned()));
    }
    let every = all.div_ceil(MOST_TRANSITIONS);
    let [a, b] = subjects.map(|subject| per_episode(subject, episodes, gamma, every));
    let (a, b) = (a?, b?);
    let column = |of: &[Paid], part: fn(&Paid) -> &Vec<f32>| -> Vec<f32> {
        of.iter().flat_map(|paid| part(paid).iter().copied()).collect()
    };
    let [canonical_a, canonical_b] = [&a, &b].map(|paid| column(paid, |paid| &paid.canonical));
    for (subject, paid, values) in [(subjects[0], &a, &canonical_a), (subjects[1], &b, &canonical_b)] {
        let (left, before) = (spread(values), spread(&column(paid, |paid| &paid.paid)));
        if left <= 1e-5 * before.max(1e-9) {
            return Err(AnalysisError::NothingToSee(format!(
                "{} ranks no policy above another on these transitions: it is constant, or shaping alone",
                subject.name
            )));
        }
    }
    let undefined = || AnalysisError::NothingToSee("a reward does not vary on these transitions".to_owned());
    let canonical = Correlation::of(&canonical_a, &canonical_b).ok_or_else(undefined)?;
    Ok(Comparison {
        names: subjects.map(|subject| subject.name.clone()),
        distance: distance(canonical.pearson),
        interval: interval(&a, &b),
        canonical,
        paid: Correlation::of(&column(&a, |paid| &paid.paid), &column(&b, |paid| &paid.paid)),
        transitions: a.iter().map(|paid| paid.transitions).sum(),
        episodes: a.iter().filter(|paid| paid.transitions > 0).count(),
        gamma,
    })
}

/// Of a correlation.
fn distance(r: f64) -> f64 {
    (0.5 * (1.0 - r)).max(0.0).sqrt()
}

fn spread(values: &[f32]) -> f64 {
    crate::describe::Describe::of(values).map_or(0.0, |describe| describe.std)
}

/// The canonical reward of every episode; expectations are over matches with the same cars.
fn per_episode(subject: &Subject, episodes: &[Episode], gamma: f64, every: usize) -> Result<Vec<Paid>, AnalysisError> {
    let mut rosters: Vec<Vec<Team>> = Vec::new();
    for episode in episodes {
        let roster = episode.roster();
        if !rosters.contains(&roster) {
            rosters.push(roster);
        }
    }
    let mut all: Vec<Option<Paid>> = episodes.iter().map(|_| None).collect();
    for roster in &rosters {
        let group: Vec<usize> = (0..episodes.len()).filter(|i| episodes[*i].roster() == *roster).collect();
        let moments = group.iter().flat_map(|i| &episodes[*i].scenes[1..]);
        let stride = moments.clone().count().div_ceil(MOMENTS).max(1);
        let moments: Vec<_> = moments.step_by(stride).collect();
        let played: Vec<&Episode> = group.iter().map(|i| &episodes[*i]).collect();
        for (i, paid) in group.into_iter().zip(canonical(subject, &played, &moments, gamma, every)?) {
            all[i] = Some(paid);
        }
    }
    Ok(all.into_iter().flatten().collect())
}

/// Sums from which the correlation of any choice of episodes follows: n, x, y, xx, yy, xy.
type Sums = [f64; 6];

fn interval(a: &[Paid], b: &[Paid]) -> Option<[f64; 2]> {
    let sums: Vec<Sums> = a
        .iter()
        .zip(b)
        .filter(|(a, _)| a.transitions > 0)
        .map(|(a, b)| {
            a.canonical.iter().zip(&b.canonical).fold([0.0; 6], |sums: Sums, (x, y)| {
                let (x, y) = (f64::from(*x), f64::from(*y));
                let add = [1.0, x, y, x * x, y * y, x * y];
                core::array::from_fn(|i| sums[i] + add[i])
            })
        })
        .collect();
    if sums.len() < 5 {
        return None;
    }
    let draw = |draw: u64| {
        let mut stream = Stream::new(0, draw, Purpose::Test, 0);
        let mut total: Sums = [0.0; 6];
        for _ in 0..sums.len() {
            let chosen = &sums[((stream.unit() * sums.len() as f32) as usize).min(sums.len() - 1)];
            total = core::array::from_fn(|i| total[i] + chosen[i]);
        }
        let [n, x, y, xx, yy, xy] = total;
        let variances = (xx - x * x / n) * (yy - y * y / n);
        let r = (xy - x * y / n) / variances.sqrt();
        r.is_finite().then(|| distance(r.clamp(-1.0, 1.0)))
    };
    let mut draws: Vec<f64> = (0..DRAWS).filter_map(draw).collect();
    draws.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| draws.get((share * (draws.len().saturating_sub(1)) as f64) as usize).copied();
    Some([at(0.05)?, at(0.95)?])
}

#[cfg(test)]
mod tests;
