//! What a view begins with, and what a person has opened and chosen meanwhile.

use std::path::PathBuf;

use bevy::prelude::Resource;

use crate::camera::CameraKind;
use crate::settings::Settings;

/// How a match is viewed.
#[derive(Resource, Clone, Debug, Default)]
pub struct ViewOptions {
    /// What a person set.
    pub settings: Settings,
    /// Where changes of the settings go; none: nowhere.
    pub settings_path: Option<PathBuf>,
    /// The camera at the start, if it is not that of the settings.
    pub camera: Option<CameraKind>,
    /// The car that is followed at the start; none for the ball, or for who a human drives.
    pub follow: Option<usize>,
    /// Size of the window or picture, pixels.
    pub size: [u32; 2],
    /// Factor of real time at the start.
    pub speed: f64,
    /// Show the debugging layer at the start.
    pub debug: bool,
}

/// What is open.
#[derive(Resource, Clone, Copy, Debug, Default)]
pub(super) struct Open {
    /// The list of keys.
    pub(super) help: bool,
    /// The settings.
    pub(super) settings: bool,
    /// Hitboxes, contacts, velocities, frame rate.
    pub(super) debug: bool,
    /// The end screen was closed.
    pub(super) end_seen: bool,
}
