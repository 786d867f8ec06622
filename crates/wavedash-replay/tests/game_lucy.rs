//! Our reading of three files against the states that the authors of Lucy took from them with another parser.
//!
//! Their matrix has 282 rows from six files; three of the files are at hand. They took every 150th network frame in
//! play as it was sent last, so moments are filled the same way here, at a rate above that of the frames.

mod common;

use std::fs::File;
use std::io::BufReader;

use wavedash_replay::game::Options;
use wavedash_replay::{Moment, states};

/// Rows of which every place, velocity and angle agrees. Row 0 to 181 are from the three files; in the four of them that
/// are missing a car is demolished, which their matrix cannot say and ours leaves out.
const FOUND: usize = 178;
/// Rows from the three files.
const OF_THESE_FILES: usize = 182;

const CAR: usize = 13;

fn rows() -> Option<Vec<Vec<f64>>> {
    let path = common::shared("states/lucy-2v2-states.npy")?;
    let npy = npyz::NpyFile::new(BufReader::new(File::open(path).expect("the file opens")));
    let npy = npy.expect("it is a matrix");
    let numbers = npy.into_vec::<f64>().expect("of float64");
    Some(numbers.chunks_exact(61).map(<[f64]>::to_vec).collect())
}

/// What a row differs in at most.
#[derive(Clone, Copy, Debug, Default)]
struct Differences {
    /// Places and velocities, uu and uu/s.
    motion: f64,
    /// Angles and angular velocities, rad and rad/s.
    turning: f64,
}

fn differences(ours: &[f64], theirs: &[f64]) -> Differences {
    let mut worst = Differences::default();
    for (i, (a, b)) in ours.iter().zip(theirs).enumerate() {
        let difference = (a - b).abs();
        let column = i.checked_sub(9).map(|i| i % CAR);
        match column {
            None if i < 6 => worst.motion = worst.motion.max(difference),
            None | Some(9..12) => worst.turning = worst.turning.max(difference),
            // A whole turn is no difference.
            Some(3..6) => worst.turning = worst.turning.max(difference.min(core::f64::consts::TAU - difference)),
            Some(12) => {}
            Some(_) => worst.motion = worst.motion.max(difference),
        }
    }
    worst
}

/// Differences of boost, parts of a tank.
fn boost_differences(ours: &[f64], theirs: &[f64]) -> impl Iterator<Item = f64> {
    (0..4).map(|car| 9 + CAR * car + 12).map(|i| (ours[i] - theirs[i]).abs())
}

/// Our row with the cars of each side in the order that is nearest to theirs.
fn ordered(mut ours: Vec<f64>, theirs: &[f64]) -> Vec<f64> {
    for side in 0..2 {
        let at = |car: usize| 9 + CAR * (2 * side + car);
        let apart = |row: &[f64], a: usize, b: usize| -> f64 {
            (0..3).map(|i| (row[at(a) + i] - theirs[at(b) + i]).abs()).sum()
        };
        if apart(&ours, 0, 1) + apart(&ours, 1, 0) < apart(&ours, 0, 0) + apart(&ours, 1, 1) {
            let (first, second) = ours.split_at_mut(at(1));
            first[at(0)..].swap_with_slice(&mut second[..CAR]);
        }
    }
    ours
}

#[test]
fn the_authors_states_are_found_to_the_last_digit_that_was_sent() {
    let Some(rows) = rows() else { return };
    let read = |as_sent| {
        let options = Options { rate: 120.0, as_sent, ..Options::default() };
        let files = common::replays("lucy-2v2");
        let timelines = files.iter().map(|path| common::open(path, options).timeline.expect("frames can be read"));
        timelines.flat_map(|timeline| timeline.moments).collect::<Vec<Moment>>()
    };
    let (sent, filled) = (read(true), read(false));
    let is_near = |moment: &Moment, row: &[f64]| {
        let ball = &moment.snapshot.ball;
        let numbers = ball.pos.iter().chain(&ball.vel);
        numbers.zip(row).all(|(ours, theirs)| (f64::from(*ours) - theirs).abs() < 0.01)
    };
    let (mut found, mut worst, mut boost) = (Vec::new(), Differences::default(), Vec::new());
    for (number, row) in rows.iter().enumerate() {
        let mut candidates = (0..sent.len()).filter(|i| is_near(&sent[*i], row)).filter_map(|i| {
            let ours = ordered(states::row(&sent[i].snapshot, 2)?, row);
            Some((i, differences(&ours, row)))
        });
        let same = |(_, d): &(usize, Differences)| d.motion < 0.01 && d.turning < 0.001;
        let Some((i, differences)) = candidates.rfind(same) else { continue };
        found.push(number);
        worst.motion = worst.motion.max(differences.motion);
        worst.turning = worst.turning.max(differences.turning);
        if let Some(ours) = states::row(&filled[i].snapshot, 2) {
            boost.extend(boost_differences(&ordered(ours, row), row));
        }
    }
    boost.sort_by(f64::total_cmp);
    let missing: Vec<usize> = (0..OF_THESE_FILES).filter(|row| !found.contains(row)).collect();
    println!("{} of {} rows found; of the first {OF_THESE_FILES} all but {missing:?}", found.len(), rows.len());
    println!("worst: {} uu and uu/s, {} rad and rad/s", worst.motion, worst.turning);
    let part = |share: f64| boost[((boost.len() - 1) as f64 * share) as usize];
    println!("boost, worked out by both: median {:.4}, 90 % within {:.4} of a tank", part(0.5), part(0.9));
    assert_eq!(found.len(), FOUND);
    assert!(found.iter().all(|row| *row < OF_THESE_FILES));
    assert!(worst.motion == 0.0 && worst.turning < 1e-5, "{worst:?}");
    assert!(part(0.9) < 0.06);
}
