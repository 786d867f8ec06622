//! Keys and gamepads: which actions are held, which have just begun, and what a human's car is told.

use std::collections::BTreeSet;

use bevy::prelude::*;
use bevy_egui::input::EguiWantsInput;

use super::keys::key_code;
use super::options::{Open, ViewOptions};
use super::sets::ViewSet;
use super::stage::Stage;
use super::view_camera::View;
use crate::bindings::Action;
use crate::camera::CameraKind;
use crate::drive::Held;

/// Seconds that the forward and back keys jump.
const JUMP_SECONDS: f64 = 5.0;

/// Which actions are held now, and which were before.
#[derive(Resource, Default)]
pub(super) struct Keys {
    now: BTreeSet<Action>,
    before: BTreeSet<Action>,
}

impl Keys {
    pub(super) fn held(&self, action: Action) -> bool {
        self.now.contains(&action)
    }

    pub(super) fn just(&self, action: Action) -> bool {
        self.held(action) && !self.before.contains(&action)
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Keys>().init_resource::<Open>();
    app.add_systems(Update, (read, drive, control).chain().in_set(ViewSet::Input));
}

fn read(
    mut keys: ResMut<Keys>,
    stage: Res<Stage>,
    options: Res<ViewOptions>,
    view: Option<Res<View>>,
    input: Res<ButtonInput<KeyCode>>,
    egui: Option<Res<EguiWantsInput>>,
) {
    let Keys { now, before } = &mut *keys;
    core::mem::swap(now, before);
    now.clear();
    // Somebody writes into a field.
    if egui.is_some_and(|egui| egui.wants_any_keyboard_input()) {
        return;
    }
    let drives = stage.cast.human.is_some();
    let flies = view.is_some_and(|view| view.rig.kind() == CameraKind::Free);
    // Short presses may begin and end between two pictures.
    let is_down = |key: &str| key_code(key).is_some_and(|code| input.pressed(code) || input.just_pressed(code));
    let bindings = &options.settings.keys;
    now.extend(Action::ALL.iter().filter(|action| bindings.is_down(**action, drives, flies, &is_down)));
}

/// The human's controls: keys, and a gamepad as the game lays it out.
fn drive(keys: Res<Keys>, pads: Query<&Gamepad>, mut stage: ResMut<Stage>) {
    if stage.cast.human.is_none() {
        return;
    }
    let amount = |action| f32::from(u8::from(keys.held(action)));
    let mut held = Held {
        throttle: [amount(Action::Throttle), amount(Action::Reverse)],
        steer: [amount(Action::SteerLeft), amount(Action::SteerRight)],
        pitch: None,
        roll: [amount(Action::RollLeft), amount(Action::RollRight)],
        jump: keys.held(Action::Jump),
        boost: keys.held(Action::Boost),
        handbrake: keys.held(Action::Handbrake),
    };
    for pad in &pads {
        let stick = pad.left_stick();
        let trigger = |button| pad.get(button).unwrap_or(0.0);
        held.throttle[0] = held.throttle[0].max(trigger(GamepadButton::RightTrigger2));
        held.throttle[1] = held.throttle[1].max(trigger(GamepadButton::LeftTrigger2));
        if stick.length() > 0.15 {
            held.steer = [held.steer[0].max(-stick.x), held.steer[1].max(stick.x)];
            held.pitch = Some([stick.y.max(0.0), (-stick.y).max(0.0)]);
        }
        held.jump |= pad.pressed(GamepadButton::South);
        held.boost |= pad.pressed(GamepadButton::East);
        held.handbrake |= pad.pressed(GamepadButton::West);
        held.roll[0] = held.roll[0].max(amount_of(pad, GamepadButton::LeftTrigger));
        held.roll[1] = held.roll[1].max(amount_of(pad, GamepadButton::RightTrigger));
    }
    stage.drive(held.controls());
}

fn amount_of(pad: &Gamepad, button: GamepadButton) -> f32 {
    f32::from(u8::from(pad.pressed(button)))
}

/// Keys of the show and of panels.
fn control(
    keys: Res<Keys>,
    mut stage: ResMut<Stage>,
    mut options: ResMut<ViewOptions>,
    mut open: ResMut<Open>,
    mut exit: MessageWriter<AppExit>,
) {
    if keys.just(Action::Pause) {
        stage.playback.toggle();
    }
    if !stage.is_live() {
        for (action, ticks) in [(Action::StepForward, 1), (Action::StepBack, -1)] {
            if keys.just(action) {
                stage.playback.step(ticks);
            }
        }
        for (action, sign) in [(Action::Forward, 1.0), (Action::Back, -1.0)] {
            if keys.just(action) {
                let to = stage.playback.seconds() + sign * JUMP_SECONDS;
                stage.playback.seek(to);
            }
        }
        for (action, forwards) in [(Action::NextEvent, true), (Action::PreviousEvent, false)] {
            if keys.just(action) {
                let Stage { playback, happenings, .. } = &mut *stage;
                playback.jump(forwards, happenings);
            }
        }
    } else if keys.just(Action::StepForward) {
        stage.playback.step(1);
    }
    for (action, up) in [(Action::Faster, true), (Action::Slower, false)] {
        if keys.just(action) {
            stage.playback.change_speed(up);
        }
    }
    if keys.just(Action::Newest) {
        stage.change();
    }
    if keys.just(Action::Restart) {
        stage.restart();
        open.end_seen = false;
    }
    let (settings, open) = (&mut options.settings, &mut *open);
    for (action, flag) in [
        (Action::Agent, &mut settings.agent),
        (Action::Path, &mut settings.path),
        (Action::Names, &mut settings.names),
        (Action::Hud, &mut settings.hud),
        (Action::Debug, &mut open.debug),
        (Action::Settings, &mut open.settings),
        (Action::Help, &mut open.help),
    ] {
        if keys.just(action) {
            *flag = !*flag;
        }
    }
    if keys.just(Action::Quit) {
        if open.help || open.settings {
            (open.help, open.settings) = (false, false);
        } else {
            exit.write(AppExit::Success);
        }
    }
}
