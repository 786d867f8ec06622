//! What a person set and wants to find again: a TOML file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::bindings::Bindings;
use crate::camera::CameraKind;

/// How much is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quality {
    /// High on a graphics card, soft where the processor draws.
    #[default]
    Auto,
    /// Sun and sky without shadows: fast on a processor.
    Soft,
    /// High dynamic range, bloom and smooth edges.
    High,
}

impl Quality {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Soft, Self::High];

    /// Name in the settings file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Soft => "soft",
            Self::High => "high",
        }
    }
}

/// Everything that can be set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The camera at the start of a recorded match, or of a live one without a human.
    pub camera: CameraKind,
    /// How much is drawn.
    pub quality: Quality,
    /// Names above cars.
    pub names: bool,
    /// The ball's predicted path.
    pub path: bool,
    /// What the agent thinks.
    pub agent: bool,
    /// Score, gauges, seek bar.
    pub hud: bool,
    /// Keys.
    pub keys: Bindings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            camera: CameraKind::default(),
            quality: Quality::default(),
            names: true,
            path: false,
            agent: false,
            hud: true,
            keys: Bindings::default(),
        }
    }
}

/// A settings file that cannot be used.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// It cannot be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It says something that means nothing.
    #[error("{}: {error}\ncorrect it, or delete it to begin with the usual settings", path.display())]
    Content {
        /// Which.
        path: PathBuf,
        /// Why.
        error: Box<toml::de::Error>,
    },
}

impl Settings {
    /// The settings in a file; the usual ones where there is none.
    ///
    /// # Errors
    /// The file cannot be read or understood.
    pub fn load(path: &Path) -> Result<Self, SettingsError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(SettingsError::Io { path: path.to_owned(), error }),
        };
        toml::from_str(&text).map_err(|e| SettingsError::Content { path: path.to_owned(), error: Box::new(e) })
    }

    /// Writes the settings, whole or not at all.
    ///
    /// # Errors
    /// The file or its folder cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), SettingsError> {
        let failed = |error| SettingsError::Io { path: path.to_owned(), error };
        let text = toml::to_string(self).map_err(|e| failed(io::Error::other(e)))?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let unfinished = path.with_extension("toml.unfinished");
        fs::write(&unfinished, text).and_then(|()| fs::rename(&unfinished, path)).map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::Action;

    #[test]
    fn what_was_saved_is_found_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/viewer.toml");
        assert_eq!(Settings::load(&path).expect("none is the usual"), Settings::default());
        let mut settings = Settings { camera: CameraKind::Top, names: false, ..Settings::default() };
        settings.keys.bind(Action::Jump, "KeyJ");
        settings.save(&path).expect("it can be written");
        assert_eq!(Settings::load(&path).expect("what was written"), settings);
    }

    #[test]
    fn what_means_nothing_is_refused_by_name_and_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("viewer.toml");
        fs::write(&path, "camera = \"top\"\nnmes = false\n").expect("written");
        let error = Settings::load(&path).expect_err("an unknown key").to_string();
        assert!(error.contains("nmes") && error.contains("viewer.toml") && error.contains("line 2"), "{error}");
    }
}
