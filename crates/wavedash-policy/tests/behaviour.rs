//! What a model must do whatever its weights: padding, order of rows, threads, seeds, who learns from what.

use burn::module::{Module, ModuleVisitor, Param, list_param_ids};
use burn::tensor::{Device, Gradients, Int, Tensor, TensorData};
use rayon::ThreadPoolBuilder;
use wavedash_core::{Purpose, Stream};
use wavedash_policy::{
    AuxConfig, Inference, Layout, Model, NetworkConfig, ObservationScale, RewardPredictionConfig, Spaces,
    StateRepresentationConfig,
};

const KEYS: usize = 7;
const COLUMNS: usize = 64;
const FLOATS: usize = (1 + KEYS) * COLUMNS;

fn spaces() -> Spaces {
    let observation = Layout::Entities { keys: KEYS, columns: COLUMNS, query_features: 63, key_features: 23 };
    Spaces { observation, choices: vec![3, 3, 2, 2, 2], table: None }
}

fn heads(as_published: bool) -> AuxConfig {
    AuxConfig {
        reward_prediction: Some(RewardPredictionConfig { window: 3, hidden: 8 }),
        state_representation: Some(StateRepresentationConfig::default()),
        as_published,
        ..AuxConfig::default()
    }
}

fn model(seed: u64, device: &Device) -> Model {
    Model::new(&NetworkConfig::lucy(), Some(&heads(false)), &spaces(), seed, device).expect("they fit")
}

/// Rows of noise; the last two keys are padding.
fn observations(rows: usize) -> Vec<f32> {
    let mut stream = Stream::new(2, 0, Purpose::Test, 0);
    let mut values: Vec<f32> = (0..rows * FLOATS).map(|_| stream.symmetric()).collect();
    for (i, row) in values.chunks_exact_mut(COLUMNS).enumerate() {
        row[COLUMNS - 1] = f32::from(u8::from(i % (1 + KEYS) >= 6));
    }
    values
}

fn tensor(values: Vec<f32>, device: &Device) -> Tensor<2> {
    let rows = values.len() / FLOATS;
    Tensor::from_data(TensorData::new(values, [rows, FLOATS]), device)
}

fn floats<const D: usize>(x: Tensor<D>) -> Vec<f32> {
    x.into_data().try_to_vec().expect("floats")
}

#[test]
fn what_padding_holds_changes_nothing() {
    let device = Device::flex();
    let model = model(1, &device);
    let values = observations(5);
    let mut other = values.clone();
    for (i, row) in other.chunks_exact_mut(COLUMNS).enumerate() {
        if i % (1 + KEYS) >= 6 {
            row[..COLUMNS - 1].fill(123.0);
        }
    }
    let (a, b) = (model.forward(tensor(values, &device)), model.forward(tensor(other, &device)));
    assert_eq!(floats(a.0), floats(b.0));
    assert_eq!(floats(a.1), floats(b.1));
}

#[test]
fn the_order_of_keys_changes_rounding_only() {
    let device = Device::flex();
    let model = model(1, &device);
    let values = observations(5);
    let mut other = values.clone();
    for sample in other.chunks_exact_mut(FLOATS) {
        sample[COLUMNS..4 * COLUMNS].rotate_left(COLUMNS);
    }
    let (a, b) = (model.logits(tensor(values, &device)), model.logits(tensor(other, &device)));
    assert!((a - b).abs().max().into_scalar::<f32>() < 1e-6);
}

#[test]
fn a_seed_gives_the_same_weights_and_another_seed_others() {
    let device = Device::flex();
    let logits = |seed| floats(model(seed, &device).logits(tensor(observations(2), &device)));
    assert_eq!(logits(1), logits(1));
    assert_ne!(logits(1), logits(2));
    let ids: Vec<u64> = list_param_ids(&model(1, &device)).into_iter().map(|id| id.val()).collect();
    assert_eq!(ids, (0..ids.len() as u64).collect::<Vec<_>>());
}

#[test]
fn heads_leave_the_weights_of_the_network_alone() {
    let device = Device::flex();
    let plain = Model::new(&NetworkConfig::lucy(), None, &spaces(), 1, &device).expect("they fit");
    let observations = tensor(observations(2), &device);
    assert_eq!(floats(plain.logits(observations.clone())), floats(model(1, &device).logits(observations)));
}

#[test]
fn inference_has_the_same_bits_on_any_number_of_threads() {
    let device = Device::flex().autodiff();
    let model = model(1, &device);
    let inference = Inference::new(&model);
    let observations = observations(300);
    let run = |threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
        let (mut logits, mut values) = (vec![0.0; 300 * 12], vec![0.0; 300]);
        pool.install(|| inference.run(&observations, &mut logits, Some(&mut values)));
        (logits, values)
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(3));
    let mut logits = vec![0.0; 300 * 12];
    inference.run(&observations, &mut logits, None);
    assert_eq!(one.0, logits);
    let expected = floats(model.forward(tensor(observations, &device)).0);
    assert!(expected.iter().zip(&one.0).all(|(a, b)| (a - b).abs() < 1e-5));
}

#[test]
fn the_state_is_in_canonical_order_and_padding_has_no_weight() {
    let device = Device::flex();
    let mut values = vec![0.0; FLOATS];
    // Opponent, self, ball, padding, mate, opponent, padding; column 4 tells them apart.
    let flags = [[0, 0, 1, 0], [1, 1, 0, 0], [0, 0, 0, 1], [0; 4], [0, 1, 0, 0], [0, 0, 1, 0], [0; 4]];
    for (i, (row, flags)) in values[COLUMNS..].chunks_exact_mut(COLUMNS).zip(flags).enumerate() {
        row[..4].iter_mut().zip(flags).for_each(|(x, flag)| *x = flag as f32);
        row[4] = i as f32;
        row[COLUMNS - 1] = f32::from(u8::from(flags == [0; 4]));
    }
    let (target, weight) = model(1, &device).state_target(tensor(values.clone(), &device));
    let order: Vec<f32> = floats(target).chunks_exact(23).map(|row| row[4]).collect();
    assert_eq!(order, [2.0, 1.0, 4.0, 0.0, 5.0, 3.0, 6.0]);
    let weights: Vec<f32> = floats(weight).chunks_exact(23).map(|row| row[0]).collect();
    assert_eq!(weights, [1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0]);

    let published = Model::new(&NetworkConfig::lucy(), Some(&heads(true)), &spaces(), 1, &device).expect("they fit");
    let (target, weight) = published.state_target(tensor(values, &device));
    let order: Vec<f32> = floats(target).chunks_exact(23).map(|row| row[4]).collect();
    assert_eq!(order, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert!(floats(weight).iter().all(|&w| w == 1.0));
}

/// Names of parameters with a gradient that is not zero.
struct Learning<'a> {
    gradients: &'a Gradients,
    path: Vec<String>,
    found: Vec<String>,
}

impl ModuleVisitor for Learning<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if param.val().grad(self.gradients).is_some_and(|g| g.abs().max().into_scalar::<f32>() > 0.0) {
            self.found.push(self.path.join("."));
        }
    }
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.push(name.to_owned());
    }
    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.pop();
    }
}

#[test]
fn heads_teach_the_actors_embeddings_and_nothing_else_of_it() {
    let device = Device::flex().autodiff();
    let model = model(1, &device);
    let thoughts = model.think(tensor(observations(6), &device), 2);
    let windows = Tensor::<2, Int>::from_ints([[6, 2, 0], [4, 5, 1]], &device);
    let reward = model.reward_logits(&thoughts.features, windows);
    let loss = (reward * Tensor::from_floats([[1.0, 2.0, 3.0]], &device)).sum();
    let gradients = (loss + model.state(&thoughts.features, 2).square().sum()).backward();
    let mut learning = Learning { gradients: &gradients, path: Vec::new(), found: Vec::new() };
    model.visit(&mut learning);
    let actor = learning.found.iter().filter(|name| name.starts_with("actor"));
    assert!(actor.clone().all(|name| name.contains(".query.") || name.contains(".key.")), "{:?}", learning.found);
    assert!(actor.clone().all(|name| !name.contains("blocks")));
    // Two embeddings of two layers and a norm, each with two tensors; the shift of the keys' norm has one too.
    assert_eq!(actor.count(), 12);
    assert!(learning.found.iter().all(|name| name.starts_with("actor") || name.starts_with("aux")));
}

#[test]
fn a_window_depends_on_its_frames_only() {
    let device = Device::flex();
    let model = model(1, &device);
    let mut values = observations(4);
    let windows = || Tensor::<2, Int>::from_ints([[4, 2, 0], [3, 2, 1]], &device);
    let logits = |values: Vec<f32>| {
        let thoughts = model.think(tensor(values, &device), 2);
        floats(model.reward_logits(&thoughts.features, windows()))
    };
    let before = logits(values.clone());
    values[3 * FLOATS..].fill(0.5);
    let after = logits(values.clone());
    assert_eq!(before[..3], after[..3]);
    assert_ne!(before[3..], after[3..]);
    // The frame that is not there is the all-zero observation.
    values[3 * FLOATS..].fill(0.0);
    let thoughts = model.think(tensor(values, &device), 2);
    let reward = |first: i64| {
        let windows = Tensor::<2, Int>::from_ints([[first, 2, 0]], &device);
        floats(model.reward_logits(&thoughts.features, windows))
    };
    assert_eq!(reward(3), reward(4));
}

#[test]
fn a_scale_is_applied_before_everything_else() {
    let spaces = Spaces { observation: Layout::Flat { floats: 3 }, choices: vec![4], table: None };
    let device = Device::flex();
    let model = Model::new(&NetworkConfig::default(), None, &spaces, 3, &device).expect("they fit");
    let scale = ObservationScale { mean: vec![100.0, -1.0, 0.0], deviation: vec![20.0, 0.5, 1e-3] };
    let scaled = model.clone().with_scale(Some(scale.clone())).expect("it fits");
    let (seen, meant) = (vec![120.0, -1.25, 1.0, 90.0, 0.0, 0.0], vec![1.0, -0.5, 10.0, -0.5, 2.0, 0.0]);
    let of = |model: &Model, values: &[f32]| {
        let x = || Tensor::<2>::from_data(TensorData::new(values.to_vec(), [2, 3]), &device);
        let (logits, values) = model.forward(x());
        assert_eq!(floats(logits.clone()), floats(model.logits(x())));
        assert_eq!(floats(values.clone()), floats(model.values(x())));
        let thoughts = model.think(x(), 2);
        assert_eq!(floats(thoughts.logits), floats(logits.clone()));
        (floats(logits), floats(values))
    };
    assert_eq!(of(&scaled, &seen), of(&model, &meant), "the third float is cut at ten deviations");
    let wrong = ObservationScale { deviation: vec![20.0, 0.0, 1.0], ..scale };
    assert!(model.with_scale(Some(wrong)).is_err());
}
