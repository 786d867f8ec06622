//! Shows matches: recorded ones, and live ones with or without a human at the wheel.
//!
//! The viewer never steps a match by itself. It asks a [`Source`](source::Source) for the [`Frame`](source::Frame) at a
//! time and draws that, so nothing that is shown can disturb what is played. Everything that is not drawing is plain
//! code without bevy: the clock of playback ([`playback`]), the seek bar ([`bar`]), the cameras ([`camera`]), keys
//! ([`bindings`], [`drive`]), settings ([`settings`]). The bevy app is behind the feature `window`, because building it
//! needs packages of the system.

pub mod axes;
pub mod bar;
pub mod bindings;
pub mod blend;
pub mod camera;
pub mod drive;
pub mod playback;
pub mod settings;
pub mod source;
#[cfg(feature = "window")]
pub mod window;
