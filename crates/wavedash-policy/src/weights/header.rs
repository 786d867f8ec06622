//! What a weights file says about itself.

use serde::{Deserialize, Serialize};

use crate::auxiliary::AuxConfig;
use crate::config::NetworkConfig;
use crate::error::PolicyError;
use crate::model::Model;
use crate::scale::ObservationScale;
use crate::spaces::Spaces;

/// Version of the layout of weights files.
pub const VERSION: u32 = 1;

/// Name of [`Hashed::weights_xxh3`] in JSON.
const HASH: &str = "weights_xxh3";

/// A header as it is written.
#[derive(Serialize)]
struct Hashed<'a> {
    #[serde(flatten)]
    header: &'a Header,
    /// Of all tensors' bytes.
    weights_xxh3: String,
}

/// All that is needed to use the weights, and where they come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// [`VERSION`] of the program that wrote it.
    pub version: u32,
    /// The network.
    pub network: NetworkConfig,
    /// Its auxiliary heads.
    pub aux: Option<AuxConfig>,
    /// What it sees and chooses from.
    pub spaces: Spaces,
    /// How observations are scaled, if they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<ObservationScale>,
    /// Configuration of the environment it was trained in.
    pub environment: serde_json::Value,
    /// Agent decisions it was trained on.
    pub steps: u64,
    /// Free text.
    pub notes: String,
}

impl Header {
    /// A model's header, with no environment, no steps and no notes yet.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        Self {
            version: VERSION,
            network: model.network().clone(),
            aux: model.aux().cloned(),
            spaces: model.spaces().clone(),
            scale: model.scale().cloned(),
            environment: serde_json::Value::Null,
            steps: 0,
            notes: String::new(),
        }
    }

    /// Whether this is the header of this model.
    pub(super) fn check(&self, model: &Model) -> Result<(), PolicyError> {
        let same = [
            ("version", self.version == VERSION),
            ("network", &self.network == model.network()),
            ("aux", self.aux.as_ref() == model.aux()),
            ("spaces", &self.spaces == model.spaces()),
            ("scale", self.scale.as_ref() == model.scale()),
        ];
        match same.into_iter().find(|(_, same)| !same) {
            Some((what, _)) => Err(PolicyError::OtherHeader { what }),
            None => Ok(()),
        }
    }

    /// The header as JSON, with the hash of the weights beside its own keys.
    pub(super) fn to_json(&self, hash: u64) -> String {
        let hashed = Hashed { header: self, weights_xxh3: hash_text(hash) };
        serde_json::to_string(&hashed).expect("all keys are text")
    }

    /// The header and the hash of its JSON form; a message says what is wrong with it.
    pub(super) fn parse(json: &str) -> Result<(Self, Option<String>), String> {
        let broken = |error: serde_json::Error| format!("its header is damaged: {error}");
        let mut value: serde_json::Value = serde_json::from_str(json).map_err(broken)?;
        let hash = value.as_object_mut().and_then(|entries| entries.remove(HASH));
        let hash = hash.map(serde_json::from_value).transpose().map_err(broken)?;
        match value.get("version").and_then(serde_json::Value::as_u64) {
            Some(version) if version == u64::from(VERSION) => {
                Ok((serde_json::from_value(value).map_err(broken)?, hash))
            }
            Some(version) => Err(format!(
                "it has format version {version}, this program reads {VERSION}: use the program of its time"
            )),
            None => Err("its header has no version".to_owned()),
        }
    }
}

/// As it stands in the file.
pub(super) fn hash_text(hash: u64) -> String {
    format!("{hash:016x}")
}
