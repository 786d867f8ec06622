//! What keys do, and the buttons of gamepads.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

/// Builds the actions with their names, meanings and usual keys.
macro_rules! actions {
    ($($action:ident $name:literal $group:ident [$($key:literal),*] $help:literal;)*) => {
        /// Something that a key can do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Action {
            $(#[doc = $help] $action,)*
        }

        impl Action {
            /// All actions in the order in which help shows them.
            pub const ALL: &[Self] = &[$(Self::$action),*];

            /// Name in the settings file.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$action => $name),* }
            }

            /// What it does, for help.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self { $(Self::$action => $help),* }
            }

            /// When it is listened to.
            #[must_use]
            pub const fn group(self) -> Group {
                match self { $(Self::$action => Group::$group),* }
            }

            const fn usual(self) -> &'static [&'static str] {
                match self { $(Self::$action => &[$($key),*]),* }
            }
        }
    };
}

/// When an action is listened to. While a human drives, keys of driving do nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// While a human drives.
    Drive,
    /// Always.
    Show,
    /// While the camera flies freely.
    Fly,
}

actions! {
    Throttle "throttle" Drive ["KeyW", "PadRightTrigger2"] "throttle; in the air nose down";
    Reverse "reverse" Drive ["KeyS", "PadLeftTrigger2"] "brake and reverse; in the air nose up";
    SteerLeft "steer_left" Drive ["KeyA"] "steer left";
    SteerRight "steer_right" Drive ["KeyD"] "steer right";
    Jump "jump" Drive ["Space", "PadSouth"] "jump; again in the air: double jump or flip";
    Boost "boost" Drive ["ShiftLeft", "PadEast"] "boost";
    Handbrake "handbrake" Drive ["ControlLeft", "PadWest"] "powerslide; in the air steering rolls";
    RollLeft "roll_left" Drive ["KeyQ", "PadLeftTrigger"] "roll left in the air";
    RollRight "roll_right" Drive ["KeyE", "PadRightTrigger"] "roll right in the air";
    Pause "pause" Show ["Space", "KeyP", "PadStart"] "play or pause";
    StepForward "step_forward" Show ["Period"] "one tick forwards";
    StepBack "step_back" Show ["Comma"] "one tick back";
    Faster "faster" Show ["Equal", "NumpadAdd"] "faster, up to 8x";
    Slower "slower" Show ["Minus", "NumpadSubtract"] "slower, down to 0.1x";
    Forward "forward" Show ["ArrowRight"] "5 s forwards";
    Back "back" Show ["ArrowLeft"] "5 s back";
    NextEvent "next_event" Show ["KeyN"] "to the next goal, shot, save or demo";
    PreviousEvent "previous_event" Show ["KeyB"] "to the one before";
    Newest "newest" Show ["KeyL"] "to the newest match of the run";
    Camera "camera" Show ["KeyC", "PadNorth"] "next camera";
    Follow "follow" Show ["Tab", "PadDPadRight"] "follow the next car, then the ball";
    BroadcastCamera "broadcast_camera" Show ["Digit1"] "camera at the side that follows the play";
    BallCamera "ball_camera" Show ["Digit2"] "ball camera";
    ChaseCamera "chase_camera" Show ["Digit3"] "camera behind the car";
    OrbitCamera "orbit_camera" Show ["Digit4"] "camera around the car; drag to turn, scroll to zoom";
    FreeCamera "free_camera" Show ["Digit5"] "free flight; drag to look";
    TopCamera "top_camera" Show ["Digit6"] "from above";
    Agent "agent" Show ["KeyG"] "what the followed car's agent thinks, and its rewards";
    Path "path" Show ["KeyV"] "the ball's predicted path";
    Names "names" Show ["KeyM"] "name tags";
    Debug "debug" Show ["F3"] "hitboxes, contacts, velocities, frame rate";
    Hud "hud" Show ["KeyH"] "score, gauges and seek bar";
    Screenshot "screenshot" Show ["F12"] "write a screenshot into this folder";
    Restart "restart" Show ["KeyR"] "a live match begins anew";
    Settings "settings" Show ["F2"] "settings";
    Help "help" Show ["F1", "Slash"] "this help";
    Quit "quit" Show ["Escape"] "close what is open, then quit";
    FlyForward "fly_forward" Fly ["KeyW"] "fly forwards";
    FlyBack "fly_back" Fly ["KeyS"] "fly back";
    FlyLeft "fly_left" Fly ["KeyA"] "fly left";
    FlyRight "fly_right" Fly ["KeyD"] "fly right";
    FlyUp "fly_up" Fly ["KeyE"] "fly up";
    FlyDown "fly_down" Fly ["KeyQ"] "fly down";
    FlyFast "fly_fast" Fly ["ShiftLeft"] "fly fast";
}

/// What the names of gamepads' buttons begin with.
const PAD: &str = "Pad";

/// Names of all keys that can be bound: those of the W3C standard for key codes, then the buttons of gamepads.
pub const KEYS: &[&str] = &[
    "KeyA",
    "KeyB",
    "KeyC",
    "KeyD",
    "KeyE",
    "KeyF",
    "KeyG",
    "KeyH",
    "KeyI",
    "KeyJ",
    "KeyK",
    "KeyL",
    "KeyM",
    "KeyN",
    "KeyO",
    "KeyP",
    "KeyQ",
    "KeyR",
    "KeyS",
    "KeyT",
    "KeyU",
    "KeyV",
    "KeyW",
    "KeyX",
    "KeyY",
    "KeyZ",
    "Digit0",
    "Digit1",
    "Digit2",
    "Digit3",
    "Digit4",
    "Digit5",
    "Digit6",
    "Digit7",
    "Digit8",
    "Digit9",
    "F1",
    "F2",
    "F3",
    "F4",
    "F5",
    "F6",
    "F7",
    "F8",
    "F9",
    "F10",
    "F11",
    "F12",
    "ArrowLeft",
    "ArrowRight",
    "ArrowUp",
    "ArrowDown",
    "Space",
    "Tab",
    "Enter",
    "Escape",
    "Backspace",
    "Insert",
    "Delete",
    "Home",
    "End",
    "PageUp",
    "PageDown",
    "ShiftLeft",
    "ShiftRight",
    "ControlLeft",
    "ControlRight",
    "AltLeft",
    "AltRight",
    "CapsLock",
    "Comma",
    "Period",
    "Slash",
    "Semicolon",
    "Quote",
    "BracketLeft",
    "BracketRight",
    "Backslash",
    "Backquote",
    "Minus",
    "Equal",
    "Numpad0",
    "Numpad1",
    "Numpad2",
    "Numpad3",
    "Numpad4",
    "Numpad5",
    "Numpad6",
    "Numpad7",
    "Numpad8",
    "Numpad9",
    "NumpadAdd",
    "NumpadSubtract",
    "NumpadMultiply",
    "NumpadDivide",
    "NumpadDecimal",
    "NumpadEnter",
    "PadSouth",
    "PadEast",
    "PadNorth",
    "PadWest",
    "PadLeftTrigger",
    "PadLeftTrigger2",
    "PadRightTrigger",
    "PadRightTrigger2",
    "PadSelect",
    "PadStart",
    "PadLeftThumb",
    "PadRightThumb",
    "PadDPadUp",
    "PadDPadDown",
    "PadDPadLeft",
    "PadDPadRight",
];

/// Keys of every action. An action that a file does not name keeps its usual keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Bindings(BTreeMap<Action, Vec<String>>);

impl Default for Bindings {
    fn default() -> Self {
        let keys = |action: &Action| action.usual().iter().map(|key| (*key).to_owned()).collect();
        Self(Action::ALL.iter().map(|action| (*action, keys(action))).collect())
    }
}

impl<'de> Deserialize<'de> for Bindings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut bindings = Self::default();
        for (action, keys) in BTreeMap::<Action, Vec<String>>::deserialize(deserializer)? {
            if let Some(unknown) = keys.iter().find(|key| !KEYS.contains(&key.as_str())) {
                let close =
                    KEYS.iter().find(|key| key.eq_ignore_ascii_case(unknown) || key.ends_with(unknown.as_str()));
                let hint = close.map_or_else(String::new, |key| format!("; did you mean `{key}`?"));
                return Err(serde::de::Error::custom(format!("{}: there is no key `{unknown}`{hint}", action.name())));
            }
            bindings.0.insert(action, keys);
        }
        Ok(bindings)
    }
}

impl Bindings {
    /// The keys of an action.
    pub fn keys(&self, action: Action) -> impl Iterator<Item = &str> {
        self.0.get(&action).into_iter().flatten().map(String::as_str)
    }

    /// Gives an action one key, or one button beside its keys, and takes that from all others that are listened to at
    /// the same time.
    pub fn bind(&mut self, action: Action, key: &str) {
        for (other, keys) in &mut self.0 {
            if other.group() == action.group() {
                keys.retain(|bound| bound != key);
            }
        }
        let keys = self.0.entry(action).or_default();
        keys.retain(|bound| bound.starts_with(PAD) != key.starts_with(PAD));
        keys.push(key.to_owned());
    }

    /// How far an action's key is pressed, 0 to 1, from how far each key is. `drives`: a human drives, whose keys do
    /// nothing else; `flies`: the same of the free camera, which nobody flies who drives.
    pub fn pressed(&self, action: Action, drives: bool, flies: bool, pressed: &dyn Fn(&str) -> f32) -> f32 {
        let owner = if drives { Some(Group::Drive) } else { flies.then_some(Group::Fly) };
        let heard = match action.group() {
            Group::Show => true,
            group => owner == Some(group),
        };
        if !heard {
            return 0.0;
        }
        let is_taken = |key: &str| {
            let mut of_owner = self.0.iter().filter(|(other, _)| Some(other.group()) == owner);
            action.group() == Group::Show && of_owner.any(|(_, keys)| keys.iter().any(|bound| bound == key))
        };
        self.keys(action).filter(|key| !is_taken(key)).map(pressed).fold(0.0, f32::max)
    }
}

/// A key as people call it.
#[must_use]
pub fn key_label(key: &str) -> String {
    let short = key.strip_prefix("Key").or_else(|| key.strip_prefix("Digit")).unwrap_or(key);
    let known = match short {
        "ArrowLeft" => "left arrow",
        "ArrowRight" => "right arrow",
        "ArrowUp" => "up arrow",
        "ArrowDown" => "down arrow",
        "Period" => "period",
        "Comma" => "comma",
        "Equal" => "+",
        "Minus" => "-",
        "Slash" => "/",
        "Escape" => "Esc",
        "ShiftLeft" => "left Shift",
        "ControlLeft" => "left Ctrl",
        "NumpadAdd" => "numpad +",
        "NumpadSubtract" => "numpad -",
        "PadSouth" => "pad A",
        "PadEast" => "pad B",
        "PadWest" => "pad X",
        "PadNorth" => "pad Y",
        "PadLeftTrigger" => "left bumper",
        "PadRightTrigger" => "right bumper",
        "PadLeftTrigger2" => "left trigger",
        "PadRightTrigger2" => "right trigger",
        "PadLeftThumb" => "left stick pressed",
        "PadRightThumb" => "right stick pressed",
        "PadDPadUp" => "pad up",
        "PadDPadDown" => "pad down",
        "PadDPadLeft" => "pad left",
        "PadDPadRight" => "pad right",
        "PadStart" => "pad start",
        "PadSelect" => "pad select",
        other => other,
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_keys_exist_and_mean_one_thing_at_a_time() {
        let bindings = Bindings::default();
        for group in [Group::Drive, Group::Show, Group::Fly] {
            let mut keys: Vec<&str> =
                Action::ALL.iter().filter(|a| a.group() == group).flat_map(|a| bindings.keys(*a)).collect();
            assert!(keys.iter().all(|key| KEYS.contains(key)));
            let all = keys.len();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), all, "{group:?}");
        }
    }

    #[test]
    fn the_space_bar_jumps_for_who_drives_and_pauses_for_who_watches() {
        let bindings = Bindings::default();
        let down = |action, drives, held: &str| bindings.pressed(action, drives, false, &|key| f32::from(key == held));
        assert_eq!(down(Action::Pause, false, "Space"), 1.0);
        assert_eq!(down(Action::Jump, false, "Space"), 0.0);
        assert_eq!(down(Action::Pause, true, "Space"), 0.0);
        assert_eq!(down(Action::Jump, true, "Space"), 1.0);
        assert_eq!(down(Action::Pause, true, "KeyP"), 1.0);
    }

    #[test]
    fn a_trigger_is_pressed_by_degrees() {
        let half = |key: &str| if key == "PadRightTrigger2" { 0.5 } else { 0.0 };
        assert_eq!(Bindings::default().pressed(Action::Throttle, true, false, &half), 0.5);
    }

    #[test]
    fn binding_a_key_takes_it_from_others() {
        let mut bindings = Bindings::default();
        bindings.bind(Action::Boost, "KeyW");
        assert_eq!(bindings.keys(Action::Throttle).collect::<Vec<_>>(), ["PadRightTrigger2"]);
        assert_eq!(bindings.keys(Action::Boost).collect::<Vec<_>>(), ["PadEast", "KeyW"]);
        assert_eq!(bindings.keys(Action::FlyForward).collect::<Vec<_>>(), ["KeyW"]);
        bindings.bind(Action::Boost, "PadSouth");
        assert_eq!(bindings.keys(Action::Boost).collect::<Vec<_>>(), ["KeyW", "PadSouth"]);
        assert_eq!(bindings.keys(Action::Jump).collect::<Vec<_>>(), ["Space"]);
    }

    #[test]
    fn files_name_what_differs_and_wrong_keys_are_refused() {
        let bindings: Bindings = toml::from_str("boost = [\"KeyF\"]").expect("a binding");
        assert_eq!(bindings.keys(Action::Boost).collect::<Vec<_>>(), ["KeyF"]);
        assert_eq!(bindings.keys(Action::Jump).collect::<Vec<_>>(), ["Space", "PadSouth"]);
        let error = toml::from_str::<Bindings>("boost = [\"F\"]").expect_err("no such key").to_string();
        assert!(error.contains("did you mean `KeyF`?"), "{error}");
        assert!(toml::from_str::<Bindings>("bost = [\"KeyF\"]").is_err());
    }
}
