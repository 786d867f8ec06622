//! Which game was played: rules, ball and arena.
//!
//! A recorded match names the archetype of its rules and of its ball, and its arena. Everything here reads those names;
//! a name that is not known is kept, so that no mode passes for another one.

use core::fmt;

use serde::{Deserialize, Serialize};

/// The rules of a match.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rules {
    /// The usual game.
    #[default]
    Soccar,
    /// Hoops instead of goals.
    Hoops,
    /// A puck instead of a ball.
    SnowDay,
    /// Tiles of the floor that break.
    Dropshot,
    /// Power-ups.
    Rumble,
    /// Power-ups in dropshot.
    DropshotRumble,
    /// A ball that steers itself.
    Heatseeker,
    /// An oval ball that is carried.
    Gridiron,
    /// Spikes on all cars.
    SpikeRush,
    /// A large light ball.
    BeachBall,
    /// A fast cube.
    SuperCube,
    /// Everything faster, with demolitions on contact.
    SpeedDemon,
    /// A ball that keeps its spin.
    MagnusFutball,
    /// Goals that count for territory.
    Territory,
    /// Snow day with territory.
    SnowDayTerritory,
    /// Heatseeker with territory.
    HeatseekerTerritory,
    /// Possession of the ball scores.
    Possession,
    /// Cars knock each other out, without a ball.
    Knockout,
    /// Lessons and training of the game.
    Training,
    /// Any other; the archetype's name.
    Other(String),
}

/// Archetypes of rules by a part of their name, in lower case. The first one that fits counts.
const RULES: &[(&str, Rules)] = &[
    ("dropshotrumble", Rules::DropshotRumble),
    ("snowdayterritory", Rules::SnowDayTerritory),
    ("heatseekerterritory", Rules::HeatseekerTerritory),
    ("territory", Rules::Territory),
    ("basketball", Rules::Hoops),
    ("hockey", Rules::SnowDay),
    ("breakout", Rules::Dropshot),
    ("gameevent_items", Rules::Rumble),
    ("gameinfo_items", Rules::Rumble),
    ("godball", Rules::Heatseeker),
    ("heatseeker", Rules::Heatseeker),
    ("gameinfo_football", Rules::Gridiron),
    ("spikerush", Rules::SpikeRush),
    ("beachball", Rules::BeachBall),
    ("supercube", Rules::SuperCube),
    ("speeddemon", Rules::SpeedDemon),
    ("magnusfutball", Rules::MagnusFutball),
    ("possession", Rules::Possession),
    ("knockout", Rules::Knockout),
    ("tutorial", Rules::Training),
    ("gameevent_fte", Rules::Training),
    ("gameinfo_fte", Rules::Training),
    ("gameevent_training", Rules::Training),
    ("gameevent_soccar", Rules::Soccar),
    ("gameinfo_soccar", Rules::Soccar),
    ("gameevent_season", Rules::Soccar),
    ("gameinfo_season", Rules::Soccar),
];

/// The usual ball in its looks: they bounce alike.
const USUAL_BALLS: &[&str] = &["ball_default", "ball_worldcup", "ball_training"];

/// Arenas of another shape than the usual one, in lower case. Compared with where balls and cars were in real files.
const OTHER_ARENAS: &[&str] = &["wasteland_p", "wasteland_night_p", "neotokyo_p", "arc_p", "shattershot_p"];
/// How the names of others begin.
const OTHER_ARENAS_BEGIN: &[&str] = &["labs_", "ko_", "hoops", "throwback"];

/// What was played.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mode {
    /// The rules.
    pub rules: Rules,
    /// The ball's archetype, where the ball is not the usual one.
    pub ball: Option<String>,
    /// The arena, where its shape is not the usual one.
    pub arena: Option<String>,
}

impl Mode {
    /// The mode of a file whose match and ball have these archetypes.
    #[must_use]
    pub fn of(rules: Option<&str>, ball: Option<&str>, arena: Option<&str>) -> Self {
        let rules = rules.map_or_else(|| Rules::Other("not named".to_owned()), Rules::of);
        let ball = ball.map(|ball| ball.rsplit('.').next().unwrap_or(ball));
        let is_usual = |ball: &&str| USUAL_BALLS.contains(&ball.to_lowercase().as_str());
        let is_other = |arena: &&str| {
            let arena = arena.to_lowercase();
            OTHER_ARENAS.contains(&arena.as_str()) || OTHER_ARENAS_BEGIN.iter().any(|begin| arena.starts_with(begin))
        };
        Self {
            rules,
            ball: ball.filter(|ball| !is_usual(ball)).map(str::to_owned),
            arena: arena.filter(is_other).map(str::to_owned),
        }
    }

    /// The usual rules with the usual ball in an arena of the usual shape: what the simulator plays and what rewards and
    /// start states are made for.
    #[must_use]
    pub fn is_soccar(&self) -> bool {
        *self == Self::default()
    }
}

impl Rules {
    /// The rules of an archetype.
    #[must_use]
    pub fn of(archetype: &str) -> Self {
        let name = archetype.to_lowercase();
        let known = RULES.iter().find(|(part, _)| name.contains(part)).map(|(_, rules)| rules.clone());
        known.unwrap_or_else(|| {
            let name = archetype.rsplit('.').next().unwrap_or(archetype);
            Self::Other(name.trim_end_matches(":Archetype").to_owned())
        })
    }
}

impl fmt::Display for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Soccar => "soccar",
            Self::Hoops => "hoops",
            Self::SnowDay => "snow day",
            Self::Dropshot => "dropshot",
            Self::Rumble => "rumble",
            Self::DropshotRumble => "dropshot rumble",
            Self::Heatseeker => "heatseeker",
            Self::Gridiron => "gridiron",
            Self::SpikeRush => "spike rush",
            Self::BeachBall => "beach ball",
            Self::SuperCube => "super cube",
            Self::SpeedDemon => "speed demon",
            Self::MagnusFutball => "magnus futball",
            Self::Territory => "territory",
            Self::SnowDayTerritory => "snow day territory",
            Self::HeatseekerTerritory => "heatseeker territory",
            Self::Possession => "possession",
            Self::Knockout => "knockout",
            Self::Training => "training",
            Self::Other(name) => return write!(f, "other rules ({name})"),
        })
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rules.fmt(f)?;
        if let Some(ball) = &self.ball {
            write!(f, ", ball {ball}")?;
        }
        if let Some(arena) = &self.arena {
            write!(f, ", arena {arena}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_have_names_and_only_the_usual_one_is_soccar() {
        let usual =
            Mode::of(Some("Archetypes.GameEvent.GameEvent_SoccarPrivate"), Some("Archetypes.Ball.Ball_Default"), None);
        assert!(usual.is_soccar() && usual.to_string() == "soccar");
        for (rules, ball, arena, name) in [
            ("Archetypes.GameEvent.GameEvent_Basketball", "Ball_BasketBall", "HoopsStadium_P", "hoops"),
            ("Gameinfo_Hockey.GameInfo.Gameinfo_Hockey:Archetype", "Ball_Puck", "stadium_p", "snow day"),
            ("Archetypes.GameEvent.GameEvent_Breakout", "Ball_Breakout", "ShatterShot_P", "dropshot"),
            ("Archetypes.GameEvent.GameEvent_Items", "Ball_Default", "stadium_p", "rumble"),
            ("gameinfo_godball.GameInfo.gameinfo_godball:Archetype", "Ball_God", "farm_p", "heatseeker"),
            ("GameInfo_FootBall.GameInfo.GameInfo_FootBall:Archetype", "Ball_Football", "bb_p", "gridiron"),
            (
                "GameInfo_LTM_SpikeRush.GameInfo.GameInfo_LTM_SpikeRush:Archetype",
                "Ball_Default",
                "stadium_p",
                "spike rush",
            ),
            ("GameInfo_New.GameInfo.GameInfo_New:Archetype", "Ball_Default", "stadium_p", "other rules (GameInfo_New)"),
            ("Archetypes.GameEvent.GameEvent_Soccar", "Ball_Puck", "stadium_p", "soccar, ball Ball_Puck"),
            ("Archetypes.GameEvent.GameEvent_Soccar", "Ball_Default", "labs_Octagon_P", "soccar, arena labs_Octagon_P"),
        ] {
            let ball = format!("Archetypes.Ball.{ball}");
            let mode = Mode::of(Some(rules), Some(&ball), Some(arena));
            assert!(!mode.is_soccar() && mode.to_string().starts_with(name), "{rules}: {mode}");
        }
        assert!(!Mode::of(None, None, None).is_soccar());
    }

    #[test]
    fn arenas_of_the_usual_shape_are_soccar() {
        for arena in ["NeoTokyo_Standard_P", "Wasteland_GRS_P", "arc_standard_p", "UtopiaStadium_Lux_P", "Stadium_P"] {
            let mode = Mode::of(Some("Archetypes.GameEvent.GameEvent_Soccar"), None, Some(arena));
            assert!(mode.is_soccar(), "{mode}");
        }
    }
}
