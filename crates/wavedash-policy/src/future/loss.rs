//! How wrong the heads are. Pure functions of tensors.

use burn::tensor::Tensor;

use crate::dist;

/// Smooth L1 with beta 1, of predictions and answers `[batch, times * numbers]`: half the squared error below a distance
/// of 1, the distance minus a half above. A mean over all numbers of the times that are `known` `[batch, times]`.
#[must_use]
pub fn smooth_l1(predicted: Tensor<2>, answers: Tensor<2>, known: Tensor<2>) -> Tensor<1> {
    let [batch, numbers] = predicted.dims();
    let [_, times] = known.dims();
    let distance = (predicted - answers).abs();
    let near = distance.clone().clamp_max(1.0);
    // With n = min(d, 1): n (d - n / 2) is d^2 / 2 below 1 and d - 1/2 above.
    let error = (near.clone() * (distance - near * 0.5)).reshape([batch, times, numbers / times]);
    let count = (known.clone().sum() * (numbers / times) as f32).clamp_min(1.0);
    (error * known.unsqueeze_dim(2)).sum() / count
}

/// Surprise at the classes that are possible, `-log sum p`, and the share of the rows whose likeliest class is one of
/// them; logits and `possible` `[batch, classes]`, the latter 1 or 0. Both are means over the rows that know something:
/// not all classes are possible. `weights` `[batch]` multiply the rows' losses.
#[must_use]
pub fn classes(logits: Tensor<2>, possible: Tensor<2>, weights: Option<Tensor<1>>) -> (Tensor<1>, Tensor<1>) {
    let [_, count] = logits.dims();
    let informed = possible.clone().sum_dim(1).lower_elem(count as f32 - 0.5).float().squeeze_dim::<1>(1);
    let rows = informed.clone().sum().clamp_min(1.0);
    let likeliest = logits.clone().detach().argmax(1);
    let right = possible.clone().gather(1, likeliest).squeeze_dim::<1>(1) * informed.clone();
    let log = dist::log_softmax(logits, None, &[count]);
    // Of what is thought all but impossible, the gradient vanishes instead of growing beyond bounds.
    let mass = (log.exp() * possible).sum_dim(1).clamp_min(1e-20).log().squeeze_dim::<1>(1);
    let surprise = mass.neg() * informed;
    let surprise = match weights {
        Some(weights) => surprise * weights,
        None => surprise,
    };
    (surprise.sum() / rows.clone(), right.sum() / rows)
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, TensorData};

    use super::*;

    fn matrix<const N: usize>(rows: &[[f32; N]], device: &Device) -> Tensor<2> {
        Tensor::from_data(TensorData::new(rows.concat(), [rows.len(), N]), device)
    }

    fn near(got: Tensor<1>, wanted: f32) {
        let got = got.into_scalar::<f32>();
        assert!((got - wanted).abs() < 1e-5, "{got} instead of {wanted}");
    }

    #[test]
    fn the_smooth_distance_by_hand() {
        let device = Device::flex().autodiff();
        let predicted = matrix(&[[0.5, -3.0, 9.0, 9.0], [0.0, 0.25, 1.0, 1.0]], &device).require_grad();
        let answers = matrix(&[[0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 3.0]], &device);
        // Two times of two numbers; the first row's second time is not known.
        let known = matrix(&[[1.0, 0.0], [1.0, 1.0]], &device);
        let loss = smooth_l1(predicted.clone(), answers, known);
        near(loss.clone(), (0.125 + 2.5 + 0.0 + 0.031_25 + 0.0 + 1.5) / 6.0);
        let gradient = predicted.grad(&loss.backward()).expect("asked for").into_data().try_to_vec::<f32>().unwrap();
        let expected = [0.5, -1.0, 0.0, 0.0, 0.0, 0.25, 0.0, -1.0].map(|x| x / 6.0);
        assert!(gradient.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{gradient:?}");
        let nothing = smooth_l1(predicted.clone(), predicted, matrix(&[[0.0, 0.0], [0.0, 0.0]], &device));
        near(nothing, 0.0);
    }

    #[test]
    fn the_surprise_by_hand() {
        let device = Device::flex().autodiff();
        // Probabilities 1/2, 1/4, 1/4 in each row.
        let half = core::f32::consts::LN_2;
        let logits = matrix(&[[half, 0.0, 0.0]; 3], &device).require_grad();
        // The second class; not the first; anything, which says nothing.
        let possible = || matrix(&[[0.0, 1.0, 0.0], [0.0, 1.0, 1.0], [1.0, 1.0, 1.0]], &device);
        let (loss, right) = classes(logits.clone(), possible(), None);
        near(loss.clone(), (2.0 * half + half) / 2.0);
        near(right, 0.0);
        let gradient = logits.grad(&loss.backward()).expect("asked for").into_data().try_to_vec::<f32>().unwrap();
        // Probabilities less what they are among the possible classes, by two rows.
        let expected = [0.25, -0.375, 0.125, 0.25, -0.125, -0.125, 0.0, 0.0, 0.0];
        assert!(gradient.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{gradient:?}");

        let weights = Tensor::from_floats([3.0, 0.0, 7.0], &device);
        near(classes(logits.clone(), possible(), Some(weights)).0, 3.0 * 2.0 * half / 2.0);
        let (loss, right) = classes(logits, matrix(&[[1.0, 0.0, 0.0]; 3], &device), None);
        near(loss, half);
        near(right, 1.0);
    }
}
