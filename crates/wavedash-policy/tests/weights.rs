//! Weights files: round trips, other tools, and what is said of files that are no good.

use std::path::PathBuf;
use std::process::Command;

use burn::module::{Module, list_param_ids};
use burn::tensor::{Device, Tensor};
use wavedash_policy::weights::{self, Header};
use wavedash_policy::{
    AuxConfig, Layout, Model, NetworkConfig, ObservationScale, PolicyError, RewardPredictionConfig, Spaces,
    StateRepresentationConfig,
};

/// A file that is gone after the test.
struct TestFile(PathBuf);

impl TestFile {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("wavedash_{}_{name}.safetensors", std::process::id())))
    }
}

impl Drop for TestFile {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).ok();
    }
}

fn small() -> Model {
    let observation = Layout::Entities { keys: 3, columns: 12, query_features: 11, key_features: 6 };
    let spaces = Spaces { observation, choices: vec![90], table: Some(vec![[0.25; 8]; 90]) };
    let aux = AuxConfig {
        reward_prediction: Some(RewardPredictionConfig::default()),
        state_representation: Some(StateRepresentationConfig::default()),
        ..AuxConfig::default()
    };
    let network = NetworkConfig::Nexto {
        width: 16,
        heads: 2,
        blocks: 2,
        feed_forward: 24,
        key_width: 8,
        row_bias: false,
        shared: false,
    };
    Model::new(&network, Some(&aux), &spaces, 9, &Device::flex()).expect("they fit")
}

fn problem(path: &std::path::Path) -> String {
    weights::load(path, &Device::flex()).expect_err("the file is no good").to_string()
}

#[test]
fn a_model_comes_back_as_it_was() {
    let file = TestFile::new("round_trip");
    let floats = small().spaces().observation.floats();
    let scale = ObservationScale { mean: vec![0.1; floats], deviation: vec![0.3; floats] };
    let model = small().with_scale(Some(scale)).expect("it fits");
    let header = Header {
        steps: 123,
        notes: "a note".to_owned(),
        environment: serde_json::json!({"tick_skip": 8}),
        ..Header::new(&model)
    };
    weights::save(&file.0, &model, &header).expect("it can be written");
    let (loaded, read) = weights::load(&file.0, &Device::flex().autodiff()).expect("it can be read");
    assert_eq!(read, header);
    assert_eq!(list_param_ids(&loaded), list_param_ids(&model));
    let observations = Tensor::<2>::ones([3, 48], &Device::flex()) * 0.1;
    let (a, b) = (model.forward(observations.clone()), loaded.valid().forward(observations));
    assert_eq!(a.0.into_data(), b.0.into_data());
    assert_eq!(a.1.into_data(), b.1.into_data());
}

#[test]
fn the_same_weights_are_the_same_file() {
    let (file, model) = (TestFile::new("bytes"), small());
    let bytes: std::collections::HashSet<Vec<u8>> = (0..16)
        .map(|_| {
            weights::save(&file.0, &model, &Header::new(&model)).expect("it can be written");
            std::fs::read(&file.0).expect("it is there")
        })
        .collect();
    assert_eq!(bytes.len(), 1);
}

#[test]
fn files_that_are_no_good_are_refused_with_a_reason() {
    let file = TestFile::new("damage");
    assert!(matches!(weights::load(&file.0, &Device::flex()), Err(PolicyError::File { .. })));
    let model = small();
    weights::save(&file.0, &model, &Header::new(&model)).expect("it can be written");
    let good = std::fs::read(&file.0).unwrap();
    let check = |bytes: &[u8], expected: &str| {
        std::fs::write(&file.0, bytes).unwrap();
        let problem = problem(&file.0);
        assert!(problem.contains(expected) && problem.contains("damage"), "{problem}");
    };
    for length in [0, 4, 100, good.len() / 2, good.len() - 1] {
        check(&good[..length], "cut short");
    }
    check(b"PK\x03\x04 this is some other file altogether", "not a safetensors file");
    let mut flipped = good.clone();
    *flipped.last_mut().unwrap() ^= 1;
    check(&flipped, "hash");

    let replaced = |from: &str, to: &str| {
        assert_eq!(from.len(), to.len());
        let mut bytes = good.clone();
        let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).expect("it is there");
        bytes[at..at + from.len()].copy_from_slice(to.as_bytes());
        bytes
    };
    check(&replaced("\"wavedash\"", "\"wavehash\""), "another program");
    check(&replaced("version\\\":1", "version\\\":9"), "format version 9");
    check(&replaced("key_width\\\":8", "key_width\\\":4"), "has shape");
    check(&replaced("\"policy.player.weight\"", "\"policy.slayer.weight\""), "policy.player.weight");
    check(&replaced("key_width\\\":8", "key_wodth\\\":8"), "key_wodth");
}

#[test]
fn a_header_of_another_model_is_refused() {
    let model = small();
    let header = Header { aux: None, ..Header::new(&model) };
    let error = weights::save(&TestFile::new("other").0, &model, &header).expect_err("it is another's");
    assert!(error.to_string().contains("aux"), "{error}");
}

#[test]
fn python_reads_the_same_file() {
    let script = "import sys, json, safetensors.numpy as s, safetensors as t\n\
                  tensors = s.load_file(sys.argv[1])\n\
                  header = json.loads(t.safe_open(sys.argv[1], 'np').metadata()['wavedash'])\n\
                  print(len(tensors), tensors['actor.blocks.0.attention.query.weight'].shape, header['version'])";
    let has_python = Command::new("python3").args(["-c", "import safetensors.numpy"]).output();
    if !has_python.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: python3 has no safetensors");
        return;
    }
    let file = TestFile::new("python");
    let model = small();
    weights::save(&file.0, &model, &Header::new(&model)).expect("it can be written");
    let output = Command::new("python3").args(["-c", script]).arg(&file.0).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let expected = format!("{} (16, 16) 1", list_param_ids(&model).len());
    assert_eq!(said.trim(), expected, "{}", String::from_utf8_lossy(&output.stderr));
}
