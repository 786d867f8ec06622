//! Names of keys and of gamepads' buttons as bevy's codes.

use bevy::prelude::{GamepadButton, KeyCode};

/// The code of a key's name.
pub(super) fn key_code(name: &str) -> Option<KeyCode> {
    CODES.iter().find(|(known, _)| *known == name).map(|(_, code)| *code)
}

/// The name of a code, if it can be bound.
pub(super) fn key_name(code: KeyCode) -> Option<&'static str> {
    CODES.iter().find(|(_, known)| *known == code).map(|(name, _)| *name)
}

/// The button of a key's name.
pub(super) fn pad_button(name: &str) -> Option<GamepadButton> {
    BUTTONS.iter().find(|(known, _)| *known == name).map(|(_, button)| *button)
}

/// The name of a button, if it can be bound.
pub(super) fn button_name(button: GamepadButton) -> Option<&'static str> {
    BUTTONS.iter().find(|(_, known)| *known == button).map(|(name, _)| *name)
}

macro_rules! buttons {
    ($($button:ident)*) => { &[$((concat!("Pad", stringify!($button)), GamepadButton::$button)),*] };
}

const BUTTONS: &[(&str, GamepadButton)] = buttons! {
    South East North West LeftTrigger LeftTrigger2 RightTrigger RightTrigger2 Select Start LeftThumb RightThumb DPadUp
    DPadDown DPadLeft DPadRight
};

macro_rules! codes {
    ($($key:ident)*) => { &[$((stringify!($key), KeyCode::$key)),*] };
}

const CODES: &[(&str, KeyCode)] = codes! {
    KeyA KeyB KeyC KeyD KeyE KeyF KeyG KeyH KeyI KeyJ KeyK KeyL KeyM KeyN KeyO KeyP KeyQ KeyR KeyS KeyT KeyU KeyV KeyW
    KeyX KeyY KeyZ Digit0 Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 F1 F2 F3 F4 F5 F6 F7 F8 F9
    F10 F11 F12 ArrowLeft ArrowRight ArrowUp ArrowDown Space Tab Enter Escape Backspace Insert Delete Home End PageUp
    PageDown ShiftLeft ShiftRight ControlLeft ControlRight AltLeft AltRight CapsLock Comma Period Slash Semicolon
    Quote BracketLeft BracketRight Backslash Backquote Minus Equal Numpad0 Numpad1 Numpad2 Numpad3 Numpad4 Numpad5
    Numpad6 Numpad7 Numpad8 Numpad9 NumpadAdd NumpadSubtract NumpadMultiply NumpadDivide NumpadDecimal NumpadEnter
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::KEYS;

    #[test]
    fn every_key_that_can_be_bound_has_a_code() {
        let names = CODES.iter().map(|(name, _)| *name).chain(BUTTONS.iter().map(|(name, _)| *name));
        assert!(KEYS.iter().copied().eq(names));
    }
}
