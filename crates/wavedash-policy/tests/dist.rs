//! The two sides of distributions agree, with each other and with tables worked out by hand.

use burn::tensor::{Bool, Device, Int, Tensor, TensorData};
use wavedash_core::{Purpose, Stream};
use wavedash_policy::dist;

const CHOICES: [usize; 5] = [3, 3, 2, 2, 2];
const LOGITS: usize = 12;

fn logits(rows: usize) -> Vec<f32> {
    let mut stream = Stream::new(3, 0, Purpose::Test, 0);
    (0..rows * LOGITS).map(|_| stream.symmetric() * 4.0).collect()
}

/// Forbids some choices, never all of a component.
fn mask(rows: usize) -> Vec<bool> {
    (0..rows * LOGITS).map(|i| !matches!((i / LOGITS % 4, i % LOGITS), (1, 0) | (2, 4 | 5) | (3, 9 | 11))).collect()
}

#[test]
fn slices_and_tensors_agree() {
    const ROWS: usize = 64;
    let device = Device::flex();
    let (logits, mask) = (logits(ROWS), mask(ROWS));
    let mut stream = Stream::new(4, 0, Purpose::Test, 0);
    let (mut actions, mut expected) = (vec![0.0; ROWS * CHOICES.len()], Vec::new());
    for (i, action) in actions.chunks_exact_mut(CHOICES.len()).enumerate() {
        let row = i * LOGITS..(i + 1) * LOGITS;
        expected.push(dist::sample(&logits[row.clone()], &mask[row], &CHOICES, &mut stream, action));
    }
    let shape = [ROWS, LOGITS];
    let mask = Tensor::<2, Bool>::from_data(TensorData::new(mask, shape), &device);
    let log = dist::log_softmax(Tensor::from_data(TensorData::new(logits, shape), &device), Some(mask), &CHOICES);
    let actions: Vec<i64> = actions.iter().map(|&action| action as i64).collect();
    let actions = Tensor::<2, Int>::from_data(TensorData::new(actions, [ROWS, CHOICES.len()]), &device);
    let log_prob = dist::log_prob(log, actions, &CHOICES).into_data().try_to_vec::<f32>().expect("floats");
    for (a, b) in log_prob.iter().zip(expected) {
        assert!((a - b).abs() < 1e-5, "{a} {b}");
    }
}

#[test]
fn entropies_are_those_of_even_choices() {
    let device = Device::flex();
    let mut allowed = vec![true; LOGITS];
    allowed[3] = false;
    allowed[11] = false;
    let mask = Tensor::<2, Bool>::from_data(TensorData::new(allowed, [1, LOGITS]), &device);
    let log = dist::log_softmax(Tensor::zeros([1, LOGITS], &device), Some(mask.clone()), &CHOICES);
    let entropy = dist::entropy(log, Some(mask), &CHOICES).into_scalar::<f32>();
    // 3, 2, 2, 2 and 1 even choices.
    assert!((entropy - libm::logf(24.0)).abs() < 1e-5, "{entropy}");
}

#[test]
fn gradients_of_masked_choices_are_zero_and_none_is_nan() {
    let device = Device::flex().autodiff();
    let logits = Tensor::<2>::from_data(TensorData::new(logits(4), [4, LOGITS]), &device).require_grad();
    let allowed = mask(4);
    let mask = Tensor::<2, Bool>::from_data(TensorData::new(allowed.clone(), [4, LOGITS]), &device);
    let log = dist::log_softmax(logits.clone(), Some(mask.clone()), &CHOICES);
    let gradients = dist::entropy(log, Some(mask), &CHOICES).sum().backward();
    let gradient = logits.grad(&gradients).expect("it was asked for").into_data().try_to_vec::<f32>().expect("floats");
    for (g, allowed) in gradient.iter().zip(allowed) {
        assert!(g.is_finite() && (allowed || *g == 0.0), "{g} {allowed}");
    }
    assert!(gradient.iter().any(|g| g.abs() > 1e-3));
}

#[test]
fn samples_come_as_often_as_they_should() {
    let mut stream = Stream::new(5, 0, Purpose::Test, 0);
    let logits = [0.0, libm::logf(2.0), 9.0, libm::logf(5.0)];
    let (mut counts, mut action) = ([0_u32; 4], [0.0]);
    for _ in 0..80_000 {
        dist::sample(&logits, &[true, true, false, true], &[4], &mut stream, &mut action);
        counts[action[0] as usize] += 1;
    }
    for (count, expected) in counts.into_iter().zip([10_000_u32, 20_000, 0, 50_000]) {
        assert!(count.abs_diff(expected) <= 400 && (expected > 0 || count == 0), "{counts:?}");
    }
}

#[test]
fn the_best_choice_is_the_first_best_that_is_allowed() {
    let mut action = [0.0; 2];
    let logits = [1.0, 3.0, 3.0, 7.0, 8.0];
    dist::argmax(&logits, &[], &[3, 2], &mut action);
    assert_eq!(action, [1.0, 1.0]);
    let log_prob = dist::argmax(&logits, &[true, false, false, true, false], &[3, 2], &mut action);
    assert_eq!((action, log_prob), ([0.0, 0.0], 0.0));
}

#[test]
fn a_low_temperature_sharpens() {
    let mut logits = [1.0, 2.0];
    dist::temperature(&mut logits, 0.5);
    assert_eq!(logits, [2.0, 4.0]);
}
