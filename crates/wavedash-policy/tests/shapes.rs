//! Shapes, parameter counts, and which parameters learn from what.

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Device, Gradients, Int, Tensor};
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
    let odd = NetworkConfig::Perceiver { width: 128, heads: 3, blocks: 1, feed_forward: 8, shared: false };
    assert!(error(odd, lucy()).to_string().contains("divide"));
    let short = Spaces { choices: vec![91], ..table() };
    assert!(matches!(error(NetworkConfig::nexto(), short), PolicyError::BadSpaces(_)));
}

/// Names of the parameters with a gradient that is not zero, up to the first dot.
fn learning(model: &Model, gradients: &Gradients) -> Vec<String> {
    struct Names<'a>(&'a Gradients, Vec<String>, Vec<String>);
    impl ModuleVisitor for Names<'_> {
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
    let mut names = Names(gradients, Vec::new(), Vec::new());
    model.visit(&mut names);
    names.2.dedup();
    names.2
}

#[test]
fn a_shared_trunk_learns_from_policy_and_value() {
    let device = Device::flex().autodiff();
    let network = |json: &str| serde_json::from_str::<NetworkConfig>(json).expect("a network");
    for (apart, together, spaces) in [
        (r#"{"mlp": {"width": 16, "depth": 2}}"#, r#"{"mlp": {"width": 16, "depth": 2, "shared": true}}"#, flat()),
        (
            r#"{"perceiver": {"width": 16, "heads": 2, "feed_forward": 8}}"#,
            r#"{"perceiver": {"width": 16, "heads": 2, "feed_forward": 8, "shared": true}}"#,
            lucy(),
        ),
        (
            r#"{"nexto": {"width": 16, "heads": 2, "feed_forward": 8, "key_width": 4}}"#,
            r#"{"nexto": {"width": 16, "heads": 2, "feed_forward": 8, "key_width": 4, "shared": true}}"#,
            table(),
        ),
    ] {
        let [apart, together] = [apart, together].map(network);
        assert!(!apart.is_shared() && together.is_shared());
        assert!(!serde_json::to_string(&apart).expect("text").contains(r#""shared":true"#));
        let models =
            [&apart, &together].map(|network| Model::new(network, None, &spaces, 1, &device).expect("they fit"));
        let x = || Tensor::<2>::ones([3, spaces.observation.floats()], &device) * 0.3;
        let taught = models.each_ref().map(|model| {
            let off = (model.forward(x()).1 - model.values(x())).abs().max().into_scalar::<f32>();
            assert!(off < 1e-6, "values with and without logits: {off}");
            // A graph serves one backward pass.
            [model.forward(x()).0.square().sum(), model.forward(x()).1.square().sum()]
                .map(|loss| learning(model, &loss.backward()))
        });
        assert_eq!(taught[0], [vec!["actor", "policy"], vec!["critic", "value"]]);
        assert_eq!(taught[1], [vec!["actor", "policy"], vec!["actor", "value"]]);
        assert!(models[1].num_params() < models[0].num_params());
    }
}
