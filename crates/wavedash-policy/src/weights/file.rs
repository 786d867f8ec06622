//! Reading and writing.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use burn::module::Module;
use burn::tensor::Device;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use wavedash_core::StateHasher;

use super::header::{Header, hash_text};
use super::names::{Collect, Fill};
use crate::error::PolicyError;
use crate::model::Model;
use crate::spaces::Layout;

/// The only metadata key: safetensors keeps metadata in a hash map, so that two keys would come in any order, and the
/// same weights would not be the same file.
const KEY: &str = "wavedash";

/// Writes a model. The file appears whole or not at all: it is written beside its place, then renamed.
///
/// # Errors
/// If the header is another model's, or the file cannot be written.
pub fn save(path: &Path, model: &Model, header: &Header) -> Result<(), PolicyError> {
    header.check(model)?;
    let bad = |problem: String| PolicyError::BadFile { path: path.to_owned(), problem };
    let mut collected = Collect::default();
    model.visit(&mut collected);
    let tensors: Vec<(String, Vec<usize>, Vec<u8>)> = collected
        .found
        .into_iter()
        .map(|(name, data)| {
            let values = data.as_slice::<f32>().expect("parameters of this crate are f32");
            let bytes = values.iter().flat_map(|x| x.to_le_bytes()).collect();
            (name, data.shape().to_vec(), bytes)
        })
        .collect();
    let views = tensors
        .iter()
        .map(|(name, shape, bytes)| Ok((name.as_str(), TensorView::new(Dtype::F32, shape.clone(), bytes)?)))
        .collect::<Result<Vec<_>, safetensors::SafeTensorError>>();
    let views = views.map_err(|error| bad(error.to_string()))?;
    let hash = hash(views.iter().map(|(name, view)| (*name, view.data())));
    let metadata = [(KEY.to_owned(), header.to_json(hash))].into_iter().collect();
    let bytes = safetensors::serialize(views, Some(metadata)).map_err(|error| bad(error.to_string()))?;
    write(path, &bytes).map_err(|source| PolicyError::File { action: "write", path: path.to_owned(), source })
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let mut file = File::create(&partial)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&partial, path)
}

/// Reads a model and its header. Parameters are numbered as in any model of its kind.
///
/// # Errors
/// If the file is missing, cut short, damaged, not written by this project, or of another version; the message names
/// the file and what is wrong with it.
pub fn load(path: &Path, device: &Device) -> Result<(Model, Header), PolicyError> {
    let read = |source| PolicyError::File { action: "read", path: path.to_owned(), source };
    of_bytes(&fs::read(path).map_err(read)?, path, device)
}

/// The same from the bytes of a file that was read already; `path` is its name in errors.
///
/// # Errors
/// As [`load`], but none of reading.
pub fn of_bytes(bytes: &[u8], path: &Path, device: &Device) -> Result<(Model, Header), PolicyError> {
    parse(bytes, device, None).map_err(|problem| PolicyError::BadFile { path: path.to_owned(), problem })
}

/// Reads a model of a flat observation as one that sees another: `columns` has for each float of the new observation
/// the number of the old one that it is, or none. Weights of what is new are zero, so that it changes nothing at first.
///
/// # Errors
/// As [`load`], and if the model is not one of a flat, unscaled observation that has these columns.
pub fn load_seeing(path: &Path, device: &Device, columns: &[Option<usize>]) -> Result<(Model, Header), PolicyError> {
    let read = |source| PolicyError::File { action: "read", path: path.to_owned(), source };
    let bytes = fs::read(path).map_err(read)?;
    parse(&bytes, device, Some(columns)).map_err(|problem| PolicyError::BadFile { path: path.to_owned(), problem })
}

fn parse(bytes: &[u8], device: &Device, columns: Option<&[Option<usize>]>) -> Result<(Model, Header), String> {
    let broken = |error| format!("it is not a safetensors file, or cut short or damaged ({error})");
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(broken)?;
    let tensors = SafeTensors::deserialize(bytes).map_err(broken)?;
    let json = metadata.metadata().as_ref().and_then(|entries| entries.get(KEY));
    let json = json.ok_or("it has no `wavedash` header: another program wrote it")?;
    let (mut header, expected) = Header::parse(json)?;
    let found = || hash_text(hash(tensors.iter().map(|(name, view)| (name, view.data()))));
    if expected.is_some_and(|expected| expected != found()) {
        return Err("its weights are not those that were written (the hash differs)".to_owned());
    }
    let floats = header.spaces.observation.floats();
    if let Some(columns) = columns {
        let is_flat = matches!(header.spaces.observation, Layout::Flat { .. }) && header.scale.is_none();
        if !is_flat || columns.iter().flatten().any(|column| *column >= floats) {
            return Err("its observation is not a flat and unscaled one with these columns".to_owned());
        }
        header.spaces.observation = Layout::Flat { floats: columns.len() };
    }
    let model = Model::blank(&header.network, header.aux.as_ref(), &header.spaces, device);
    let model = model.map_err(|error| format!("its header describes no network: {error}"))?;

    let mut used = 0;
    let mut fill = Fill::new(|name: &str, shape: &[usize]| {
        used += 1;
        let view = tensors.tensor(name).map_err(|_| format!("it lacks the tensor {name}"))?;
        if view.dtype() != Dtype::F32 {
            return Err(format!("tensor {name} has type {:?} instead of F32", view.dtype()));
        }
        let words = view.data().chunks_exact(size_of::<f32>());
        let values: Vec<f32> = words.map(|word| word.try_into().map_or(f32::NAN, f32::from_le_bytes)).collect();
        match (columns, view.shape(), shape) {
            (_, theirs, ours) if theirs == ours => Ok(values),
            // The first layers: a row of weights for each float that is seen.
            (Some(columns), [old, outputs], [new, same]) if (*old, *new, outputs) == (floats, columns.len(), same) => {
                let row = |column: &Option<usize>| match column {
                    Some(column) => values[column * outputs..(column + 1) * outputs].to_vec(),
                    None => vec![0.0; *outputs],
                };
                Ok(columns.iter().flat_map(row).collect())
            }
            (_, theirs, ours) => Err(format!("tensor {name} has shape {theirs:?} instead of {ours:?}")),
        }
    });
    let model = model.map(&mut fill);
    if let Some(problem) = fill.problem {
        return Err(problem);
    }
    if tensors.len() != used {
        return Err(format!("it has {} tensors, but its network has {used}", tensors.len()));
    }
    let model = model.renumbered().with_scale(header.scale.clone());
    Ok((model.map_err(|_| "its scale does not fit its observations")?, header))
}

/// Of all bytes, tensors in the order of their names.
fn hash<'a>(tensors: impl Iterator<Item = (&'a str, &'a [u8])>) -> u64 {
    let mut tensors: Vec<_> = tensors.collect();
    tensors.sort_unstable_by_key(|&(name, _)| name);
    let mut hasher = StateHasher::new();
    tensors.into_iter().for_each(|(_, bytes)| hasher.bytes(bytes));
    hasher.finish()
}
