//! The screenshot key.

use bevy::prelude::*;
use bevy::render::view::screenshot::{Screenshot, ScreenshotCaptured};

use super::input::Keys;
use super::{encode, screenshot_path};
use crate::bindings::Action;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, shoot.after(super::sets::ViewSet::Input));
}

fn shoot(mut commands: Commands, keys: Res<Keys>) {
    if keys.just(Action::Screenshot) {
        commands.spawn(Screenshot::primary_window()).observe(keep);
    }
}

fn keep(captured: On<ScreenshotCaptured>) {
    let image = &captured.image;
    let path = screenshot_path();
    let Ok(image) = image.clone().try_into_dynamic() else {
        warn!("the screenshot has no colours that can be kept");
        return;
    };
    let pixels = image.to_rgba8();
    if let Err(error) = encode::write_png(&path, [pixels.width(), pixels.height()], pixels.as_raw()) {
        warn!("the screenshot is not kept: {error}");
    }
}
