//! A bias of the first policy: what it does to probabilities, and that it stays where it was put.

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Bool, Device, Tensor, TensorData};
use wavedash_policy::weights::{self, Header};
use wavedash_policy::{InitialBias, Layout, Model, NetworkConfig, PolicyError, Spaces, dist};

/// Rows of the table that are open on the ground, as `wavedash-env` counts them: 24 of driving and 18 that jump.
const GROUND: (usize, usize) = (24, 18);

/// 90 rows, of which some drive, some jump, and the rest fly.
fn table() -> Spaces {
    let mut rows = vec![[0.0; 8]; 90];
    rows[GROUND.0..GROUND.0 + GROUND.1].iter_mut().for_each(|row| row[5] = 1.0);
    Spaces { observation: Layout::Flat { floats: 10 }, choices: vec![90], table: Some(rows) }
}

fn keyboard() -> Spaces {
    Spaces { observation: Layout::Flat { floats: 10 }, choices: vec![3, 3, 2, 2, 2], table: None }
}

fn fresh(network: &NetworkConfig, spaces: &Spaces, device: &Device) -> Model {
    Model::new(network, None, spaces, 5, device).expect("they fit")
}

fn biased(model: Model, jump: f32) -> Model {
    let bias = InitialBias { jump }.of(model.spaces()).expect("jumps are known");
    model.with_action_bias(&bias).expect("it fits")
}

/// Probability that a choice presses jump, a mean over observations of noise.
fn jumping(model: &Model, open: &[bool]) -> f32 {
    let device = Device::flex();
    let mut stream = wavedash_core::Stream::new(1, 0, wavedash_core::Purpose::Test, 0);
    let (rows, floats) = (64, model.spaces().observation.floats());
    let values: Vec<f32> = (0..rows * floats).map(|_| stream.symmetric()).collect();
    let logits = model.logits(Tensor::from_data(TensorData::new(values, [rows, floats]), &device));
    let mask = Tensor::<2, Bool>::from_data(TensorData::new(open.repeat(rows), [rows, open.len()]), &device);
    let log = dist::log_softmax(logits, Some(mask), &model.spaces().choices);
    let probabilities = log.exp().mean_dim(0).into_data().try_to_vec::<f32>().expect("floats");
    let jumps = model.spaces().jumps().expect("known");
    probabilities.iter().zip(jumps).filter(|(_, jumps)| *jumps).map(|(p, _)| p).sum()
}

#[test]
fn a_fresh_policy_drives_before_it_jumps() {
    let open: Vec<bool> = (0..90).map(|row| row < GROUND.0 + GROUND.1).collect();
    let model = fresh(&NetworkConfig::default(), &table(), &Device::flex());
    let even = jumping(&model, &open);
    assert!((even - 18.0 / 42.0).abs() < 0.01, "{even}");
    // 18 e^-3.5 / (24 + 18 e^-3.5)
    let rare = jumping(&biased(model, -3.5), &open);
    assert!((rare - 0.0221).abs() < 0.001, "{rare}");

    let model = fresh(&NetworkConfig::default(), &keyboard(), &Device::flex());
    let rare = jumping(&biased(model, -3.5), &[true; 12]);
    assert!((rare - 0.0293).abs() < 0.002, "{rare}");
}

/// Everything of a model, in the order of its parameters.
fn parameters(model: &Model) -> Vec<Vec<f32>> {
    struct All(Vec<Vec<f32>>);
    impl ModuleVisitor for All {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            self.0.push(param.val().into_data().try_to_vec().expect("floats"));
        }
    }
    let mut all = All(Vec::new());
    model.visit(&mut all);
    all.0
}

#[test]
fn nothing_else_of_the_model_changes() {
    let device = Device::flex().autodiff();
    let model = fresh(&NetworkConfig::default(), &table(), &device);
    let before = parameters(&model);
    let ids = burn::module::list_param_ids(&model);
    assert_eq!(parameters(&biased(model.clone(), 0.0)), before);
    let model = biased(model, -3.5);
    assert_eq!(burn::module::list_param_ids(&model), ids);
    let jumps = table().jumps().expect("a table");
    let expected: Vec<f32> = jumps.iter().map(|jumps| if *jumps { -3.5 } else { 0.0 }).collect();
    let after = parameters(&model);
    let other: Vec<usize> = (0..before.len()).filter(|i| before[*i] != after[*i]).collect();
    assert_eq!(other.len(), 1, "{other:?}");
    assert_eq!(after[other[0]], expected);
    // And it is still learned.
    let gradients = model.logits(Tensor::ones([1, 10], &device)).sum().backward();
    struct Found<'a>(&'a burn::tensor::Gradients, usize);
    impl ModuleVisitor for Found<'_> {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            self.1 += usize::from(D == 1 && param.val().dims()[0] == 90 && param.val().grad(self.0).is_some());
        }
    }
    let mut found = Found(&gradients, 0);
    model.visit(&mut found);
    assert_eq!(found.1, 1);
}

#[test]
fn a_file_keeps_it() {
    let observation = Layout::Entities { keys: 3, columns: 12, query_features: 11, key_features: 6 };
    let entities = Spaces { observation, ..table() };
    let nexto = |row_bias| NetworkConfig::Nexto {
        width: 8,
        heads: 2,
        blocks: 1,
        feed_forward: 8,
        key_width: 4,
        row_bias,
        shared: false,
    };
    let path = std::env::temp_dir().join(format!("wavedash_{}_bias.safetensors", std::process::id()));
    for (network, spaces) in [(NetworkConfig::default(), table()), (nexto(true), entities.clone())] {
        let plain = fresh(&network, &spaces, &Device::flex());
        let model = biased(plain.clone(), -3.5);
        weights::save(&path, &model, &Header::new(&model)).expect("it can be written");
        let (loaded, _) = weights::load(&path, &Device::flex()).expect("it can be read");
        assert_eq!(parameters(&loaded), parameters(&model));
        assert_ne!(parameters(&loaded), parameters(&plain));
        let x = || Tensor::<2>::ones([2, spaces.observation.floats()], &Device::flex()) * 0.2;
        assert_eq!(loaded.logits(x()).into_data(), model.logits(x()).into_data());
    }
    std::fs::remove_file(path).ok();
    // Off, the option leaves no trace in a header.
    let model = fresh(&nexto(false), &entities, &Device::flex());
    assert!(!serde_json::to_string(model.network()).expect("text").contains("row_bias"));
    let bias = InitialBias { jump: -1.0 }.of(&entities).expect("jumps are known");
    let error = model.with_action_bias(&bias).expect_err("there is nowhere to put it");
    assert!(error.to_string().contains("network.nexto.row_bias"), "{error}");
}

#[test]
fn a_bias_that_cannot_be_used_says_why() {
    let odd = Spaces { choices: vec![4, 5], ..keyboard() };
    assert_eq!(InitialBias::default().of(&odd).expect("there is none"), [0.0; 9]);
    let said = |bias: InitialBias, spaces: &Spaces| bias.of(spaces).expect_err("it cannot be used").to_string();
    assert!(said(InitialBias { jump: -1.0 }, &odd).contains("[4, 5]"));
    assert!(said(InitialBias { jump: f32::NAN }, &table()).contains("initial_bias.jump"));
    let model = fresh(&NetworkConfig::default(), &keyboard(), &Device::flex());
    for wrong in [vec![0.0; 11], vec![f32::INFINITY; 12]] {
        assert!(matches!(model.clone().with_action_bias(&wrong), Err(PolicyError::BadBias(_))));
    }
    let read: Result<InitialBias, _> = serde_json::from_str(r#"{"jmup": 1}"#);
    assert!(read.expect_err("a typing mistake").to_string().contains("jump"));
}
