//! Where the picture is taken from: pure functions of the match, time and what a person moves. In the match's frame,
//! uu, z up.

mod kinds;
mod rig;

pub use rig::{Hand, Rig};

/// Where a camera stands and looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pose {
    /// The camera, uu.
    pub eye: [f32; 3],
    /// What is in the middle of the picture, uu.
    pub target: [f32; 3],
    /// What is up in the picture.
    pub up: [f32; 3],
    /// Vertical field of view, rad.
    pub fov: f32,
}

/// Ways to look at a match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CameraKind {
    /// From high at the side, following the play.
    #[default]
    Broadcast,
    /// Behind a car, the ball in the middle.
    Ball,
    /// Behind a car, along its way.
    Chase,
    /// Around the ball or a car; the mouse turns it.
    Orbit,
    /// Flies where keys and mouse lead it.
    Free,
    /// From above; blue plays to the right.
    Top,
}

impl CameraKind {
    /// All of them, in the order in which the key goes through them.
    pub const ALL: [Self; 6] = [Self::Broadcast, Self::Ball, Self::Chase, Self::Orbit, Self::Free, Self::Top];

    /// Name on the command line and in settings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Broadcast => "broadcast",
            Self::Ball => "ball",
            Self::Chase => "chase",
            Self::Orbit => "orbit",
            Self::Free => "free",
            Self::Top => "top",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        let index = Self::ALL.iter().position(|kind| *kind == self).unwrap_or(0);
        Self::ALL[(index + 1) % Self::ALL.len()]
    }

    /// It looks at one car, so choosing one makes sense.
    #[must_use]
    pub const fn follows_a_car(self) -> bool {
        matches!(self, Self::Ball | Self::Chase | Self::Orbit)
    }
}
