//! Shapes, parameter counts, and which parameters learn from what.

use burn::module::Module;
use burn::tensor::{Device, Int, Tensor};
use wavedash_policy::{
    Attach, AuxConfig, Layout, Model, NetworkConfig, PolicyError, RewardPredictionConfig, Spaces,
    StateRepresentationConfig,
};

fn lucy() -> Spaces {
    let observation = Layout::Entities { keys: 7, columns: 64, query_features: 63, key_features: 23 };
    Spaces { observation, choices: vec![3, 3, 2, 2, 2], table: None }
}

fn flat() -> Spaces {
    Spaces { observation: Layout::Flat { floats: 110 }, choices: vec![90], table: None }
}

fn table() -> Spaces {
    Spaces { choices: vec![90], table: Some(vec![[0.5; 8]; 90]), ..lucy() }
}

fn both(as_published: bool) -> AuxConfig {
    AuxConfig {
        reward_prediction: Some(RewardPredictionConfig::default()),
        state_representation: Some(StateRepresentationConfig::default()),
        attach: Attach::Embedding,
        as_published,
        ..AuxConfig::default()
    }
}

fn count(network: &NetworkConfig, aux: Option<&AuxConfig>, spaces: &Spaces) -> usize {
    Model::new(network, aux, spaces, 1, &Device::flex()).expect("they fit").num_params()
}

#[test]
fn lucy_has_as_many_parameters_as_published() {
    let policy = count(&NetworkConfig::lucy(), None, &lucy());
    assert_eq!(policy, 884_365);
    // Heads 128 x 12 + 12 and 128 + 1; two equal trunks.
    assert_eq!((policy - 1_548 - 129) / 2, 441_344);
    let reward = AuxConfig { state_representation: None, ..both(true) };
    assert_eq!(count(&NetworkConfig::lucy(), Some(&reward), &lucy()) - policy, 87_139);
    let state = AuxConfig { reward_prediction: None, ..both(true) };
    assert_eq!(count(&NetworkConfig::lucy(), Some(&state), &lucy()) - policy, 506_257);
}

#[test]
fn every_network_gives_its_shapes() {
    let device = Device::flex();
    let shared = NetworkConfig::Mlp {
        shared: true,
        width: 16,
        depth: 2,
        activation: wavedash_policy::Activation::Silu,
        layer_norm: true,
    };
    let cases = [
        (NetworkConfig::lucy(), lucy()),
        (NetworkConfig::nexto(), table()),
        (NetworkConfig::default(), flat()),
        (shared, lucy()),
    ];
    for (network, spaces) in cases {
        for attach in [Attach::Embedding, Attach::Trunk] {
            for as_published in [false, true] {
                let aux = AuxConfig { attach, ..both(as_published) };
                let model = Model::new(&network, Some(&aux), &spaces, 1, &device).expect("they fit");
                let floats = spaces.observation.floats();
                let frames = Tensor::<2>::ones([9, floats], &device) * 0.3;
                let thoughts = model.think(frames.clone(), 4);
                assert_eq!(thoughts.logits.dims(), [4, spaces.logits()]);
                assert_eq!(thoughts.values.dims(), [4]);
                assert_eq!(thoughts.features.frames(), 9);
                let windows = Tensor::<2, Int>::from_ints([[9, 9, 0], [8, 7, 1], [1, 2, 3], [4, 5, 6]], &device);
                assert_eq!(model.reward_logits(&thoughts.features, windows).dims(), [4, 3]);
                let (target, weight) = model.state_target(frames.clone().narrow(0, 0, 4));
                assert_eq!(model.state(&thoughts.features, 4).dims(), target.dims());
                assert_eq!(weight.dims(), target.dims());
                let (logits, values) = model.forward(frames.narrow(0, 0, 4));
                let off = (logits - thoughts.logits).abs().max().into_scalar::<f32>();
                assert!(off < 1e-6, "{off}");
                let off = (values - thoughts.values).abs().max().into_scalar::<f32>();
                assert!(off < 1e-6, "{off}");
            }
        }
    }
}

#[test]
fn networks_that_do_not_fit_say_so() {
    let device = Device::flex();
    let error = |network, spaces| Model::new(&network, None, &spaces, 1, &device).expect_err("they do not fit");
    assert!(matches!(error(NetworkConfig::lucy(), flat()), PolicyError::NeedsEntities { .. }));
    assert!(matches!(error(NetworkConfig::nexto(), lucy()), PolicyError::NeedsTable { .. }));
    let odd = NetworkConfig::Perceiver { width: 128, heads: 3, blocks: 1, feed_forward: 8 };
    assert!(error(odd, lucy()).to_string().contains("divide"));
    let short = Spaces { choices: vec![91], ..table() };
    assert!(matches!(error(NetworkConfig::nexto(), short), PolicyError::BadSpaces(_)));
}
