//! Heads about the future: shapes, what they teach, files, and that they can be learned.

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::{Device, Gradients, Tensor, TensorData};
use wavedash_core::{Purpose, Stream};
use wavedash_policy::future::{
    self, BALL_NUMBERS, BALL_SECONDS, CAR_NUMBERS, CAR_SECONDS, GOAL_CLASSES, TOUCH_CLASSES,
};
use wavedash_policy::weights::{self, Header};
use wavedash_policy::{AuxConfig, FutureConfig, Layout, Model, NetworkConfig, Spaces};

const FLOATS: usize = 12;

fn flat() -> Spaces {
    Spaces { observation: Layout::Flat { floats: FLOATS }, choices: vec![5], table: None }
}

fn entities() -> Spaces {
    let observation = Layout::Entities { keys: 3, columns: 12, query_features: 11, key_features: 6 };
    Spaces { observation, ..flat() }
}

fn aux(future: FutureConfig) -> AuxConfig {
    AuxConfig { future: Some(future), ..AuxConfig::default() }
}

fn small() -> NetworkConfig {
    serde_json::from_str(r#"{"mlp": {"width": 24, "depth": 2}}"#).expect("a network")
}

fn model(network: &NetworkConfig, spaces: &Spaces, device: &Device) -> Model {
    Model::new(network, Some(&aux(FutureConfig::default())), spaces, 1, device).expect("they fit")
}

fn noise(rows: usize, columns: usize, device: &Device) -> Tensor<2> {
    let mut stream = Stream::new(6, 0, Purpose::Test, 0);
    let values: Vec<f32> = (0..rows * columns).map(|_| stream.symmetric()).collect();
    Tensor::from_data(TensorData::new(values, [rows, columns]), device)
}

#[test]
fn heads_give_their_shapes_and_those_left_out_nothing() {
    let device = Device::flex();
    let lucy: NetworkConfig =
        serde_json::from_str(r#"{"perceiver": {"width": 8, "heads": 2, "blocks": 1, "feed_forward": 8}}"#)
            .expect("one");
    for (network, spaces) in [(small(), flat()), (lucy, entities())] {
        let thoughts = model(&network, &spaces, &device)
            .think(noise(7, spaces.observation.floats(), &device).abs().clamp_max(0.4), 4);
        let future = model(&network, &spaces, &device).future(&thoughts.features);
        assert_eq!(future.ball.expect("asked for").dims(), [4, BALL_SECONDS.len() * BALL_NUMBERS]);
        assert_eq!(future.car.expect("asked for").dims(), [4, CAR_SECONDS.len() * CAR_NUMBERS]);
        assert_eq!(future.touch.expect("asked for").dims(), [4, TOUCH_CLASSES]);
        assert_eq!(future.goal.expect("asked for").dims(), [4, GOAL_CLASSES]);
    }
    let only = FutureConfig { ball: false, car: false, goal: false, ..FutureConfig::default() };
    let model = Model::new(&small(), Some(&aux(only)), &flat(), 1, &device).expect("they fit");
    let future = model.future(&model.think(noise(3, FLOATS, &device), 3).features);
    assert!(future.ball.is_none() && future.car.is_none() && future.goal.is_none());
    assert_eq!(future.touch.expect("asked for").dims(), [3, TOUCH_CLASSES]);
    let none = FutureConfig { ball: false, car: false, touch: false, goal: false };
    let error = Model::new(&small(), Some(&aux(none)), &flat(), 1, &device).expect_err("nothing is asked");
    assert!(error.to_string().contains("at least one"), "{error}");
}

#[test]
fn the_network_is_the_same_with_and_without_and_files_keep_the_heads() {
    let device = Device::flex();
    let plain = Model::new(&small(), None, &flat(), 1, &device).expect("they fit");
    let model = model(&small(), &flat(), &device);
    let x = || noise(3, FLOATS, &device);
    assert_eq!(plain.logits(x()).into_data(), model.logits(x()).into_data());
    assert_eq!(plain.values(x()).into_data(), model.values(x()).into_data());

    let path = std::env::temp_dir().join(format!("wavedash_{}_future.safetensors", std::process::id()));
    weights::save(&path, &model, &Header::new(&model)).expect("it can be written");
    let (loaded, header) = weights::load(&path, &device).expect("it can be read");
    std::fs::remove_file(path).ok();
    assert_eq!(header.aux.as_ref(), model.aux());
    let ball = |model: &Model| model.future(&model.think(x(), 3).features).ball.expect("asked for").into_data();
    assert_eq!(ball(&loaded), ball(&model));
    // Without heads nothing of them is in a header.
    assert!(!serde_json::to_string(&AuxConfig::default()).expect("text").contains("future"));
}

/// First names of the parameters with a gradient that is not zero.
struct Learning<'a>(&'a Gradients, Vec<String>, Vec<String>);

impl ModuleVisitor for Learning<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if param.val().grad(self.0).is_some_and(|g| g.abs().max().into_scalar::<f32>() > 0.0) {
            self.2.push(self.1[0].clone());
        }
    }
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.1.push(name.to_owned());
    }
    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.1.pop();
    }
}

#[test]
fn they_teach_the_trunk_and_nothing_of_policy_and_value() {
    let device = Device::flex().autodiff();
    let model = model(&small(), &flat(), &device);
    let thoughts = model.think(noise(6, FLOATS, &device), 6);
    let ball = model.future(&thoughts.features).ball.expect("asked for");
    let known = Tensor::ones([6, BALL_SECONDS.len()], &device);
    let answers = noise(6, BALL_SECONDS.len() * BALL_NUMBERS, &device);
    let gradients = future::smooth_l1(ball, answers, known).backward();
    let mut learning = Learning(&gradients, Vec::new(), Vec::new());
    model.visit(&mut learning);
    learning.2.dedup();
    assert_eq!(learning.2, ["actor", "aux"]);
}

#[test]
fn what_can_be_known_is_learned() {
    // The ball's first number is the first of the observation; the next toucher shows in the sign of the second.
    let device = Device::flex().autodiff();
    let mut model = model(&small(), &flat(), &device).train();
    let mut optimiser = AdamConfig::new().init();
    let x = noise(256, FLOATS, &device);
    let first: Tensor<2> = x.clone().narrow(1, 0, 1);
    let rest = Tensor::zeros([256, BALL_SECONDS.len() * BALL_NUMBERS - 1], &device);
    let ball = Tensor::cat(vec![first, rest], 1);
    let known = Tensor::ones([256, BALL_SECONDS.len()], &device);
    let mine: Tensor<2> = x.clone().narrow(1, 1, 1).greater_elem(0.0).float();
    let possible = Tensor::zeros([256, TOUCH_CLASSES], &device);
    let possible = possible.slice_assign([0..256, 0..1], mine.clone());
    let possible = possible.slice_assign([0..256, 8..9], mine.neg() + 1.0);
    let mut seen = Vec::new();
    for _ in 0..150 {
        let said = model.future(&model.think(x.clone(), 256).features);
        let place = future::smooth_l1(said.ball.expect("asked for"), ball.clone(), known.clone());
        let (touch, right) = future::classes(said.touch.expect("asked for"), possible.clone(), None);
        seen.push([&place, &touch, &right].map(|number| number.clone().into_scalar::<f32>()));
        let gradients = GradientsParams::from_grads((place + touch).backward(), &model);
        model = optimiser.step(5e-3, model, gradients);
    }
    let ([first_place, first_touch, first_right], [place, touch, right]) = (seen[0], seen[149]);
    assert!(place < 0.1 * first_place, "{first_place} to {place}");
    assert!((first_touch - libm::logf(13.0)).abs() < 0.05 && touch < 0.15, "{first_touch} to {touch}");
    assert!(first_right < 0.6 && right > 0.97, "{first_right} to {right}");
}
