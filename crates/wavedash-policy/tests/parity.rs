//! The networks against PyTorch's (`parity/generate.py`): outputs and the norm of every gradient.

use std::collections::BTreeMap;

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Device, Gradients, Int, Tensor, TensorData};
use serde::Deserialize;
use wavedash_policy::{
    AuxConfig, Layout, Model, NetworkConfig, RewardPredictionConfig, Spaces, StateRepresentationConfig, dist,
};

const FRAMES: usize = 9;
const BATCH: usize = 4;
const KEYS: usize = 7;
const COLUMNS: usize = 64;
const WINDOW: usize = 5;

/// What Python wrote.
#[derive(Deserialize)]
struct Fixture {
    logits: Vec<f32>,
    values: Vec<f32>,
    reward: Vec<f32>,
    state: Vec<f32>,
    reward_loss: f32,
    state_loss: f32,
    gradients: BTreeMap<String, f32>,
}

/// Numbers in ±1 that Python makes from the same name.
fn noise(name: &str, count: usize) -> Vec<f32> {
    let key = name.bytes().enumerate().map(|(i, byte)| (i + 1) * usize::from(byte)).sum::<usize>() % 10_007;
    let one = |i: usize| {
        let x = libm::sin(i as f64 * 12.9898 + key as f64 * 78.233) * 43_758.545_3;
        ((x - x.floor()) * 2.0 - 1.0) as f32
    };
    (0..count).map(one).collect()
}

/// Names of parameters as weights files have them.
#[derive(Default)]
struct Path(Vec<String>);

impl Path {
    fn enter(&mut self, name: &str, container: &str) {
        if !container.starts_with("Enum:") {
            self.0.push(name.to_owned());
        }
    }
    fn leave(&mut self, container: &str) {
        if !container.starts_with("Enum:") {
            self.0.pop();
        }
    }
}

#[derive(Default)]
struct Fill(Path);

impl ModuleMapper for Fill {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (name, shape) = (self.0.0.join("."), param.val().dims());
        let mut values = noise(&name, shape.iter().product());
        for x in &mut values {
            *x = match () {
                () if name.ends_with("gamma") => 1.0 + 0.25 * *x,
                () if D == 2 => *x * (1.0 / (shape[0] as f64).sqrt()) as f32,
                () => *x * 0.25,
            };
        }
        let mut filled = Param::from_tensor(Tensor::from_data(TensorData::new(values, shape), &param.val().device()));
        filled.id = param.id;
        filled
    }
    fn enter_module(&mut self, name: &str, container: &str) {
        self.0.enter(name, container);
    }
    fn exit_module(&mut self, _name: &str, container: &str) {
        self.0.leave(container);
    }
}

struct Norms<'a>(Path, &'a Gradients, BTreeMap<String, f32>);

impl ModuleVisitor for Norms<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let norm = param.val().grad(self.1).map_or(0.0, |gradient| gradient.square().sum().sqrt().into_scalar::<f32>());
        self.2.insert(self.0.0.join("."), norm);
    }
    fn enter_module(&mut self, name: &str, container: &str) {
        self.0.enter(name, container);
    }
    fn exit_module(&mut self, _name: &str, container: &str) {
        self.0.leave(container);
    }
}

fn observations() -> Vec<f32> {
    let mut values = noise("observations", FRAMES * (1 + KEYS) * COLUMNS);
    for (frame, rows) in values.chunks_exact_mut((1 + KEYS) * COLUMNS).enumerate() {
        let present = if frame % 2 == 1 { 4 } else { 6 };
        for (i, row) in rows.chunks_exact_mut(COLUMNS).enumerate() {
            row[COLUMNS - 1] = 0.0;
            if i > 0 {
                row[..4].fill(0.0);
            }
            match i {
                0 => {}
                1 => row[3] = 1.0,
                _ if i - 2 >= present => row[COLUMNS - 1] = 1.0,
                _ => {
                    let player = i - 2;
                    row[0] = f32::from(u8::from(player == frame % present));
                    row[1] = f32::from(u8::from(player % 2 == frame % present % 2));
                    row[2] = 1.0 - row[1];
                }
            }
        }
    }
    values
}

fn floats<const D: usize>(x: &Tensor<D>) -> Vec<f32> {
    x.clone().into_data().try_to_vec().expect("floats")
}

/// Equal to 1e-4, relative above one.
fn check(what: &str, ours: &[f32], theirs: &[f32]) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (i, (a, b)) in ours.iter().zip(theirs).enumerate() {
        assert!((a - b).abs() <= 1e-4 * b.abs().max(1.0), "{what} {i}: {a} instead of {b}");
    }
}

fn smooth_l1(error: Tensor<2>) -> Tensor<2> {
    let size = error.abs();
    let inner = size.clone().clamp(0.0, 1.0);
    inner.clone() * (size - inner * 0.5)
}

fn compare(network: &NetworkConfig, table: bool, as_published: bool, fixture: &str) {
    let fixture: Fixture = serde_json::from_str(fixture).expect("the fixture is well-formed");
    let observation = Layout::Entities { keys: KEYS, columns: COLUMNS, query_features: 63, key_features: 23 };
    let rows = noise("table", 90 * 8);
    let rows: Vec<[f32; 8]> = rows.chunks_exact(8).map(|row| core::array::from_fn(|i| row[i])).collect();
    let spaces = if table {
        Spaces { observation, choices: vec![90], table: Some(rows) }
    } else {
        Spaces { observation, choices: vec![3, 3, 2, 2, 2], table: None }
    };
    let aux = AuxConfig {
        reward_prediction: Some(RewardPredictionConfig { window: WINDOW, ..RewardPredictionConfig::default() }),
        state_representation: Some(StateRepresentationConfig::default()),
        as_published,
        ..AuxConfig::default()
    };
    let device = Device::flex().autodiff();
    let model = Model::new(network, Some(&aux), &spaces, 1, &device).expect("they fit").map(&mut Fill::default());

    let frames = TensorData::new(observations(), [FRAMES, (1 + KEYS) * COLUMNS]);
    let frames = Tensor::<2>::from_data(frames, &device);
    let windows: Vec<i64> =
        (0..BATCH).flat_map(|i| (0..WINDOW).map(move |k| ((3 * i + 2 * k) % (FRAMES + 1)) as i64)).collect();
    let windows = Tensor::<2, Int>::from_data(TensorData::new(windows, [BATCH, WINDOW]), &device);
    let thoughts = model.think(frames.clone(), BATCH);
    let reward = model.reward_logits(&thoughts.features, windows);
    let state = model.state(&thoughts.features, BATCH);
    let (target, weight) = model.state_target(frames.narrow(0, 0, BATCH));
    check("logits", &floats(&thoughts.logits), &fixture.logits);
    check("values", &floats(&thoughts.values), &fixture.values);
    check("reward", &floats(&reward), &fixture.reward);
    check("state", &floats(&state), &fixture.state);

    let classes = Tensor::<2, Int>::from_ints([[0], [1], [2], [0]], &device);
    let reward_loss = dist::log_prob(dist::log_softmax(reward, None, &[3]), classes, &[3]).mean().neg();
    let state_loss = (smooth_l1(state - target) * weight.clone()).sum() / weight.sum();
    check("losses", &[floats(&reward_loss)[0], floats(&state_loss)[0]], &[fixture.reward_loss, fixture.state_loss]);
    let weights = noise("loss", BATCH * spaces.logits());
    let weights = Tensor::<2>::from_data(TensorData::new(weights, [BATCH, spaces.logits()]), &device);
    let loss = (thoughts.logits * weights).mean() + (thoughts.values - 0.5).square().mean() + reward_loss + state_loss;

    let gradients = loss.backward();
    let mut norms = Norms(Path::default(), &gradients, BTreeMap::new());
    model.visit(&mut norms);
    let (ours, theirs) = (&norms.2, &fixture.gradients);
    assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
    for (name, theirs) in theirs {
        // Relative; PyTorch gives biases of keys a gradient of rounding errors, ours have none.
        let off = (ours[name] - theirs).abs();
        assert!(off <= 1e-3 * theirs + 1e-6, "gradient of {name}: {} instead of {theirs}", ours[name]);
    }
}

#[test]
fn lucy_is_pytorchs() {
    compare(&NetworkConfig::lucy(), false, true, include_str!("parity/lucy.json"));
}

#[test]
fn nexto_is_pytorchs() {
    compare(&NetworkConfig::nexto(), true, false, include_str!("parity/nexto.json"));
}
