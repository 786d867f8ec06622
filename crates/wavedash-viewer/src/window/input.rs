//! Keys and gamepads: which actions are held, which have just begun, and what a human's car is told.

use std::collections::BTreeMap;

use bevy::prelude::*;
use bevy_egui::input::EguiWantsInput;

use super::keys::{key_code, pad_button};
use super::options::{Open, ViewOptions};
use super::sets::ViewSet;
use super::stage::Stage;
use super::view_camera::View;
use crate::bindings::Action;
use crate::camera::CameraKind;
use crate::drive::Held;

/// Seconds that the forward and back keys jump.
const JUMP_SECONDS: f64 = 5.0;

/// From here on a trigger counts as pressed where that is all there is to know.
const PRESSED: f32 = 0.5;
/// A stick that is nearer to its middle than this rests.
const DEAD_ZONE: f32 = 0.15;

/// How far the keys of actions are pressed now, 0 to 1, and were before; what is not there is not pressed.
#[derive(Resource, Default)]
pub(super) struct Keys {
    now: BTreeMap<Action, f32>,
    before: BTreeMap<Action, f32>,
}

impl Keys {
    fn amount(&self, action: Action) -> f32 {
        self.now.get(&action).copied().unwrap_or(0.0)
    }

    pub(super) fn held(&self, action: Action) -> bool {
        self.amount(action) >= PRESSED
    }

    pub(super) fn just(&self, action: Action) -> bool {
        self.held(action) && self.before.get(&action).is_none_or(|before| *before < PRESSED)
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
    pads: Query<&Gamepad>,
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
    let is_down = |code| input.pressed(code) || input.just_pressed(code);
    let of_pad = |pad: &Gamepad, button| {
        let is_down = pad.pressed(button) || pad.just_pressed(button);
        pad.get(button).unwrap_or(0.0).max(f32::from(u8::from(is_down)))
    };
    let pressed = |key: &str| match pad_button(key) {
        Some(button) => pads.iter().map(|pad| of_pad(pad, button)).fold(0.0, f32::max),
        None => f32::from(u8::from(key_code(key).is_some_and(is_down))),
    };
    let bindings = &options.settings.keys;
    now.extend(Action::ALL.iter().filter_map(|action| {
        let amount = bindings.pressed(*action, drives, flies, &pressed);
        (amount > 0.0).then_some((*action, amount))
    }));
}

/// The human's controls: what is bound, and the left stick of a gamepad.
fn drive(keys: Res<Keys>, pads: Query<&Gamepad>, mut stage: ResMut<Stage>) {
    if stage.cast.human.is_none() {
        return;
    }
    let both = |minus, plus| [keys.amount(minus), keys.amount(plus)];
    let mut held = Held {
        throttle: both(Action::Throttle, Action::Reverse),
        steer: both(Action::SteerLeft, Action::SteerRight),
        pitch: None,
        roll: both(Action::RollLeft, Action::RollRight),
        jump: keys.held(Action::Jump),
        boost: keys.held(Action::Boost),
        handbrake: keys.held(Action::Handbrake),
    };
    for stick in pads.iter().map(Gamepad::left_stick).filter(|stick| stick.length() > DEAD_ZONE) {
        held.steer = [held.steer[0].max(-stick.x), held.steer[1].max(stick.x)];
        held.pitch = Some([stick.y.max(0.0), (-stick.y).max(0.0)]);
    }
    stage.drive(held.controls());
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
