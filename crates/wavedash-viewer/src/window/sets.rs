//! The order within one picture. Only `Apply` moves what is simulated; cameras and panels read it afterwards.

use bevy::prelude::*;

/// Steps of a picture, in this order.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum ViewSet {
    /// Keys, mouse, gamepads.
    Input,
    /// The clock, and the match at its time.
    Clock,
    /// Places of everything.
    Apply,
    /// The camera.
    Camera,
    /// Lines on top.
    Overlay,
}

pub(super) fn plugin(app: &mut App) {
    use ViewSet::{Apply, Camera, Clock, Input, Overlay};
    app.configure_sets(Update, (Input, Clock, Apply, Camera, Overlay).chain());
    app.add_systems(Update, super::stage::advance.in_set(Clock));
}
