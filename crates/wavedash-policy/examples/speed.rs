//! Samples per second of CPU time of one thread, which other programs on the machine hardly disturb: `cargo run --release -p wavedash-policy --example speed`.
//!
//! An argument picks the workloads whose name contains it.

use burn::tensor::{Device, Int, Tensor, TensorData};
use cpu_time::ThreadTime;
use rayon::ThreadPoolBuilder;
use wavedash_core::{Purpose, Stream};
use wavedash_policy::{
    AuxConfig, FutureConfig, Inference, Layout, Model, NetworkConfig, RewardPredictionConfig, Spaces,
    StateRepresentationConfig, dist, future,
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Samples of an optimiser step.
const MINIBATCH: usize = 2048;
/// Contiguous steps of one agent in a minibatch; each chunk brings a window of history.
const CHUNK: usize = 64;

fn main() {
    let only = std::env::args().nth(1).unwrap_or_default();
    let pool = ThreadPoolBuilder::new().num_threads(1).build().expect("one thread can be started");
    pool.install(|| run(&only));
}

fn run(only: &str) {
    let flat = Spaces { observation: Layout::Flat { floats: 110 }, choices: vec![90], table: None };
    let observation = Layout::Entities { keys: 7, columns: 64, query_features: 63, key_features: 23 };
    let lucy = Spaces { observation, choices: vec![3, 3, 2, 2, 2], table: None };
    let both = AuxConfig {
        reward_prediction: Some(RewardPredictionConfig::default()),
        state_representation: Some(StateRepresentationConfig::default()),
        ..AuxConfig::default()
    };
    let reward = AuxConfig { state_representation: None, ..both.clone() };
    let state = AuxConfig { reward_prediction: None, ..both.clone() };
    let ahead = AuxConfig { future: Some(FutureConfig::default()), ..AuxConfig::default() };
    let mlp =
        |options: &str| serde_json::from_str(&format!(r#"{{"mlp": {{{options}}}}}"#)).expect("options of a perceptron");
    let lucy_shared = serde_json::from_str(r#"{"perceiver": {"shared": true}}"#).expect("an option of a perceiver");
    let cases = [
        ("mlp 256x3", NetworkConfig::default(), None, &flat),
        ("mlp 256x3 normed", mlp(r#""layer_norm": true"#), None, &flat),
        ("mlp 256x3 shared", mlp(r#""shared": true"#), None, &flat),
        ("mlp 256x3 + future", NetworkConfig::default(), Some(&ahead), &flat),
        ("lucy", NetworkConfig::lucy(), None, &lucy),
        ("lucy shared", lucy_shared, None, &lucy),
        ("lucy + reward", NetworkConfig::lucy(), Some(&reward), &lucy),
        ("lucy + state", NetworkConfig::lucy(), Some(&state), &lucy),
        ("lucy + heads", NetworkConfig::lucy(), Some(&both), &lucy),
    ];
    for (name, network, aux, spaces) in cases {
        for block in [64, 128, 256, 1024] {
            let title = format!("infer {name}, {block} rows");
            if aux.is_none() && title.contains(only) {
                infer(&title, &network, spaces, block);
            }
        }
        let title = format!("train {name}");
        if title.contains(only) {
            train(&title, &network, aux, spaces);
        }
    }
}

/// Runs for a while; prints the best rate of five spans.
fn rate(title: &str, samples: usize, mut step: impl FnMut()) {
    step();
    let mut best = 0.0_f64;
    for _ in 0..5 {
        let (start, mut done) = (ThreadTime::now(), 0);
        while start.elapsed().as_secs_f64() < 0.6 {
            step();
            done += samples;
        }
        best = best.max(done as f64 / start.elapsed().as_secs_f64());
    }
    println!("{title:32} {best:10.0} samples/s");
}

fn observations(rows: usize, spaces: &Spaces) -> Vec<f32> {
    let mut stream = Stream::new(1, 0, Purpose::Test, 0);
    let mut values: Vec<f32> = (0..rows * spaces.observation.floats()).map(|_| stream.symmetric()).collect();
    if let Layout::Entities { columns, .. } = spaces.observation {
        // Two of six players are padding.
        for (i, row) in values.chunks_exact_mut(columns).enumerate() {
            row[columns - 1] = f32::from(u8::from(i % 8 >= 6));
        }
    }
    values
}

fn infer(title: &str, network: &NetworkConfig, spaces: &Spaces, rows: usize) {
    let model = Model::new(network, None, spaces, 1, &Device::flex()).expect("they fit");
    let inference = Inference::with_block(&model, rows);
    let observations = observations(rows, spaces);
    let mut logits = vec![0.0; rows * spaces.logits()];
    let mut values = vec![0.0; rows];
    rate(title, rows, || inference.run(&observations, &mut logits, Some(&mut values)));
}

fn train(title: &str, network: &NetworkConfig, aux: Option<&AuxConfig>, spaces: &Spaces) {
    let device = Device::flex().autodiff();
    let model = Model::new(network, aux, spaces, 1, &device).expect("they fit");
    let window = aux.and_then(|aux| aux.reward_prediction.as_ref()).map_or(1, |reward| reward.window);
    let frames = MINIBATCH + MINIBATCH / CHUNK * (window - 1);
    let observations = Tensor::<2>::from_data(
        TensorData::new(observations(frames, spaces), [frames, spaces.observation.floats()]),
        &device,
    );
    let actions: Vec<i64> = (0..MINIBATCH).flat_map(|i| spaces.choices.iter().map(move |&n| (i % n) as i64)).collect();
    let actions = Tensor::<2, Int>::from_data(TensorData::new(actions, [MINIBATCH, spaces.choices.len()]), &device);
    let windows = windows(frames, window);
    let windows = Tensor::<2, Int>::from_data(TensorData::new(windows, [MINIBATCH, window]), &device);
    rate(title, MINIBATCH, || {
        let thoughts = model.think(observations.clone(), MINIBATCH);
        let log = dist::log_softmax(thoughts.logits, None, &spaces.choices);
        let entropy = dist::entropy(log.clone(), None, &spaces.choices).mean();
        let mut loss = (thoughts.values - 0.5).square().mean()
            - dist::log_prob(log, actions.clone(), &spaces.choices).mean()
            - entropy * 0.01;
        if aux.is_some_and(|aux| aux.reward_prediction.is_some()) {
            let reward = model.reward_logits(&thoughts.features, windows.clone());
            loss = loss - dist::log_softmax(reward, None, &[3]).mean();
        }
        if aux.is_some_and(|aux| aux.state_representation.is_some()) {
            let (target, weight) = model.state_target(observations.clone().narrow(0, 0, MINIBATCH));
            let error = model.state(&thoughts.features, MINIBATCH) - target;
            loss = loss + (error.square() * weight).mean();
        }
        if aux.is_some_and(|aux| aux.future.is_some()) {
            loss = loss + ahead(&model.future(&thoughts.features), &device);
        }
        let _gradients = loss.backward();
    });
}

/// The losses of the heads about the future, with answers that are made up.
fn ahead(said: &wavedash_policy::Future, device: &Device) -> Tensor<1> {
    let rows = |width: usize| Tensor::<2>::ones([MINIBATCH, width], device) * 0.5;
    let known = |times: usize| Tensor::<2>::ones([MINIBATCH, times], device);
    let place = |said: &Option<Tensor<2>>, times: usize| {
        let said = said.clone().expect("all heads");
        let [_, width] = said.dims();
        future::smooth_l1(said, rows(width), known(times))
    };
    let class = |said: &Option<Tensor<2>>| {
        let said = said.clone().expect("all heads");
        let [_, width] = said.dims();
        let possible = Tensor::zeros([MINIBATCH, width], device).slice_assign([0..MINIBATCH, 0..1], known(1));
        future::classes(said, possible, None).0
    };
    let places = place(&said.ball, future::BALL_SECONDS.len()) + place(&said.car, future::CAR_SECONDS.len());
    places + class(&said.touch) + class(&said.goal)
}

/// Chunks come first, their histories behind them.
fn windows(frames: usize, window: usize) -> Vec<i64> {
    (0..MINIBATCH)
        .flat_map(|i| {
            let (chunk, step) = (i / CHUNK, i % CHUNK);
            let history = MINIBATCH + chunk * (window - 1);
            (0..window).map(move |k| {
                let back = window - 1 - k;
                let frame = if back <= step { i - back } else { history + (window - 1) + step - back };
                frame.min(frames) as i64
            })
        })
        .collect()
}
