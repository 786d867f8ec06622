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

fn logs_of(rows: &[&[f32]], device: &Device) -> Tensor<2> {
    let values: Vec<f32> = rows.concat().into_iter().map(libm::logf).collect();
    Tensor::from_data(TensorData::new(values, [rows.len(), rows[0].len()]), device)
}

fn actions_of<const N: usize>(rows: &[[i64; N]], device: &Device) -> Tensor<2, Int> {
    Tensor::from_data(TensorData::new(rows.concat(), [rows.len(), N]), device)
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec().expect("floats")
}

fn near(got: &[f32], wanted: &[f32]) {
    assert_eq!(got.len(), wanted.len(), "{got:?} instead of {wanted:?}");
    for (a, b) in got.iter().zip(wanted) {
        assert!((a - b).abs() < 1e-5 * (1.0 + b.abs()), "{got:?} instead of {wanted:?}");
    }
}

const HALF: f32 = core::f32::consts::LN_2;

#[test]
fn entropies_of_components_by_hand() {
    let device = Device::flex();
    // A sure and an even component; a quarter and three quarters beside a sure one.
    let log = logs_of(&[&[1.0, 1e-30, 0.5, 0.5], &[0.25, 0.75, 1e-30, 1.0]], &device);
    let uneven = 0.25 * 2.0 * HALF - 0.75 * libm::logf(0.75);
    near(&numbers(dist::entropy_per_component(log.clone(), None, &[2, 2])), &[0.0, HALF, uneven, 0.0]);
    near(&numbers(dist::entropy(log, None, &[2, 2])), &[HALF, uneven]);
}

#[test]
fn divergences_by_hand() {
    let device = Device::flex().autodiff();
    let p = logs_of(&[&[0.5, 0.5, 0.25, 0.75], &[0.5, 0.5, 0.5, 0.5]], &device).require_grad();
    let q = logs_of(&[&[0.25, 0.75, 0.25, 0.75], &[0.5, 0.5, 0.75, 0.25]], &device).require_grad();
    // 1/2 log(2) + 1/2 log(2/3), in the first component of the first row and the second of the second.
    let apart = 0.5 * HALF + 0.5 * libm::logf(2.0 / 3.0);
    near(&numbers(dist::kl_per_component(p.clone(), q.clone(), &[2, 2])), &[apart, 0.0, 0.0, apart]);
    let kl = dist::kl(p.clone(), q.clone(), &[2, 2]);
    near(&numbers(kl.clone()), &[apart, apart]);
    let gradients = kl.sum().backward();
    // Of log q: -p. Of log p: p (log p - log q + 1).
    near(&numbers(q.grad(&gradients).expect("asked for")), &[-0.5, -0.5, -0.25, -0.75, -0.5, -0.5, -0.5, -0.5]);
    let of_p = numbers(p.grad(&gradients).expect("asked for"));
    near(&of_p[..4], &[0.5 * (HALF + 1.0), 0.5 * (libm::logf(2.0 / 3.0) + 1.0), 0.25, 0.75]);
    near(&numbers(dist::kl(p.clone(), p, &[2, 2])), &[0.0, 0.0]);
}

#[test]
fn a_divergence_ignores_what_both_may_not_choose() {
    let device = Device::flex().autodiff();
    let mask = || Tensor::<2, Bool>::from_data(TensorData::new(vec![true, false, true], [1, 3]), &device);
    let policy = |logits: [f32; 3]| {
        let logits = Tensor::<2>::from_data(TensorData::new(logits.to_vec(), [1, 3]), &device).require_grad();
        (logits.clone(), dist::log_softmax(logits, Some(mask()), &[3]))
    };
    let ((_, teacher), (logits, student)) = (policy([0.0, 50.0, 0.0]), policy([0.0, -9.0, libm::logf(3.0)]));
    let kl = dist::kl(teacher.detach(), student, &[3]);
    near(&numbers(kl.clone()), &[0.5 * HALF + 0.5 * libm::logf(2.0 / 3.0)]);
    // q - p: the student's probabilities less the teacher's.
    near(&numbers(logits.grad(&kl.backward()).expect("asked for")), &[-0.25, 0.0, 0.25]);
}

#[test]
fn a_lesson_without_jump_leaves_jumps_as_likely_as_they_are() {
    let device = Device::flex().autodiff();
    // Two rows that drive, two that jump.
    let within = dist::Within::new(&[true, true, false, false], &[4]);
    let logits = logs_of(&[&[0.125, 0.375, 0.25, 0.25], &[0.4, 0.1, 0.3, 0.2]], &device).require_grad();
    let log = dist::log_softmax(logits.clone(), None, &[4]);
    near(&numbers(dist::log_mass(log.clone(), &within)), &[-HALF, -HALF]);
    // The first is taught row 1; the second a jump, of which the lesson says nothing.
    let taught = dist::log_prob_within(log.clone(), actions_of(&[[1], [2]], &device), &within);
    near(&numbers(taught.clone()), &[libm::logf(0.75), 0.0]);
    let gradient = numbers(logits.grad(&taught.sum().backward()).expect("asked for"));
    // Among the rows that drive 1 - 0.75 and -0.25; nothing moves between these and those that jump.
    near(&gradient, &[-0.25, 0.25, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    let among = numbers(dist::conditional(log, &within).exp());
    near(&among, &[0.25, 0.75, 0.0, 0.0, 0.8, 0.2, 0.0, 0.0]);
}

#[test]
fn a_lesson_without_the_jump_key_teaches_the_other_keys() {
    let device = Device::flex().autodiff();
    let spaces = wavedash_policy::Spaces {
        observation: wavedash_policy::Layout::Flat { floats: 1 },
        choices: CHOICES.to_vec(),
        table: None,
    };
    let within = dist::Within::without_jump(&spaces).expect("the keyboard");
    let logits = Tensor::<2>::zeros([2, LOGITS], &device).require_grad();
    let log = dist::log_softmax(logits.clone(), None, &CHOICES);
    // The same lesson with and without jump: 1/3, 1/3, -, 1/2, 1/2.
    let lessons = actions_of(&[[2, 0, 0, 1, 0], [2, 0, 1, 1, 0]], &device);
    let taught = dist::log_prob_within(log, lessons, &within);
    near(&numbers(taught.clone()), &[-libm::logf(36.0); 2]);
    let gradient = numbers(logits.grad(&taught.sum().backward()).expect("asked for"));
    assert_eq!(gradient[..LOGITS], gradient[LOGITS..]);
    near(&gradient[6..10], &[0.0, 0.0, -0.5, 0.5]);
}
