//! The optimiser's moments as a file: the same bytes for the same moments.
//!
//! burn keeps them by parameter in a hash map and writes them in its order, which is another one in every process. Here
//! they stand in the order of their names, which are the parameters' numbers, so that whole checkpoints of equal runs
//! are equal. The format stays burn's.

use std::path::Path;

use burn::optim::ModuleOptimizer;
use burn_pack::{Reader, Writer};

use crate::error::LearnError;

/// Writes the moments.
///
/// # Errors
/// The file cannot be written.
pub(crate) fn save(optimiser: &ModuleOptimizer, path: &Path) -> Result<(), LearnError> {
    let bytes = sorted(optimiser).map_err(|e| LearnError::file("write", path)(std::io::Error::other(e)))?;
    std::fs::write(path, bytes).map_err(LearnError::file("write", path))
}

/// The optimiser, going on with the moments of a file.
///
/// # Errors
/// The file cannot be read, or is damaged.
pub(crate) fn load(optimiser: ModuleOptimizer, path: &Path) -> Result<ModuleOptimizer, String> {
    optimiser.load(path).map_err(|e| format!("{}: {e}", path.display()))
}

fn sorted(optimiser: &ModuleOptimizer) -> Result<Vec<u8>, String> {
    let read = Reader::from_bytes(optimiser.into_bytes().map_err(|e| e.to_string())?).map_err(|e| e.to_string())?;
    let (scalars, texts) = (read.scalars().clone(), read.metadata().clone());
    let mut tensors = read.into_tensors().map_err(|e| e.to_string())?;
    tensors.sort_by(|a, b| a.name.cmp(&b.name));
    let mut writer = Writer::new(tensors);
    for (key, value) in scalars {
        writer = writer.with_scalar(&key, value);
    }
    for (key, value) in texts {
        writer = writer.with_metadata(&key, &value);
    }
    Ok(writer.into_bytes().map_err(|e| e.to_string())?.to_vec())
}

#[cfg(test)]
mod tests {
    use burn::module::Module;
    use burn::optim::{AdamConfig, GradientsParams};
    use burn::tensor::{Device, Tensor};
    use wavedash_policy::{Layout, Model, NetworkConfig, Spaces};

    use super::*;

    /// Twenty parameters after two steps. burn's own order differs between processes only; whole runs are compared in
    /// `crates/wavedash/tests/run_folders.rs`.
    fn optimiser() -> ModuleOptimizer {
        let device = Device::flex().autodiff();
        let network: NetworkConfig = serde_json::from_str(r#"{"mlp":{"width":3,"depth":4}}"#).expect("a network");
        let spaces = Spaces { observation: Layout::Flat { floats: 2 }, choices: vec![2], table: None };
        let mut model = Model::new(&network, None, &spaces, 1, &device).expect("it fits");
        let mut optimiser = AdamConfig::new().init();
        for _ in 0..2 {
            let (logits, values) = model.forward(Tensor::from_floats([[0.5, -1.0]], &device));
            let grads = GradientsParams::from_grads((logits.sum() + values.sum()).backward(), &model);
            model = optimiser.step(1e-3, model, grads);
        }
        assert!(model.num_params() > 60);
        optimiser
    }

    #[test]
    fn moments_come_back_and_are_written_the_same_again() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let paths = ["a.bpk", "b.bpk", "c.bpk"].map(|name| folder.path().join(name));
        save(&optimiser(), &paths[0]).expect("writable");
        save(&optimiser(), &paths[1]).expect("writable");
        let back = load(AdamConfig::new().init(), &paths[0]).expect("readable");
        save(&back, &paths[2]).expect("writable");
        let [a, b, c] = paths.map(|path| std::fs::read(path).expect("readable"));
        assert!(a == b && b == c, "{} {} {} bytes", a.len(), b.len(), c.len());
        assert!(load(AdamConfig::new().init(), &folder.path().join("none.bpk")).is_err());
    }

    #[test]
    fn an_optimiser_that_made_no_step_comes_back_too() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("none.bpk");
        save(&AdamConfig::new().init(), &path).expect("writable");
        assert!(load(AdamConfig::new().init(), &path).is_ok());
    }
}
