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
    /// Halves of the pitch that cars may not leave.
    SplitShot,
    /// The same with a puck.
    SplitShotSnowDay,
    /// The same with a ball that steers itself.
    SplitShotHeatseeker,
    /// Possession of the ball scores.
    Possession,
    /// Cars knock each other out, without a ball.
    Knockout,
    /// Lessons and training of the game.
    Training,
    /// A mode of a season or an event, by its name.
    Event(String),
    /// Any other; the archetype's name.
    Other(String),
}

/// Archetypes of rules by a part of their name, in lower case. The first one that fits counts.
const RULES: &[(&str, Rules)] = &[
    ("dropshotrumble", Rules::DropshotRumble),
    ("snowdayterritory", Rules::SplitShotSnowDay),
    ("heatseekerterritory", Rules::SplitShotHeatseeker),
    ("territory", Rules::SplitShot),
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
    ("training", Rules::Training),
    ("gameevent_soccar", Rules::Soccar),
    ("gameinfo_soccar", Rules::Soccar),
    ("gameevent_season", Rules::Soccar),
    ("gameinfo_season", Rules::Soccar),
];

/// Archetypes of events by a part of their name, in lower case.
const EVENTS: &[(&str, &str)] = &[
    ("boomerball", "boomer ball"),
    ("bumpercars", "bumper cars"),
    ("demoderby", "demo derby"),
    ("demolition", "demolition duel"),
    ("eggstra", "eggstra"),
    ("gforce", "g-force frenzy"),
    ("goalcrazy", "goal crazy"),
    ("hops", "jump jam"),
    ("keepup", "keep up"),
    ("moonball", "moonball"),
    ("pinball", "pinball"),
    ("aprilfool", "third wheel"),
    ("spikedrop", "spike drop"),
    ("targetacquired", "target acquired"),
];

/// Sub-rules that say soccar and are not, by the end of their name in lower case.
const SUB_RULES: &[(&str, &str)] = &[
    ("itemsmode", "rumble"),
    ("itemsmode_ballmanipulators", "rumble, ball power-ups"),
    ("itemsmode_spikesonly", "rumble, spikes"),
    ("itemsmode_rugby", "spike rush"),
    ("itemsmode_rugbylightdark", "spike drop"),
    ("itemsmode_hauntedballbeam", "ghost hunt"),
    ("itemsmode_bm", "gotham city rumble"),
    ("itemsmode_rps", "possession rumble"),
];

/// Playlists of modes of which some come with the rules of soccar.
const PLAYLISTS: &[(i32, &str)] = &[
    (9, "training"),
    (14, "mutator mashup"),
    (20, "training"),
    (21, "training"),
    (31, "ghost hunt"),
    (32, "beach ball"),
    (33, "spike rush"),
    (41, "boomer ball"),
    (48, "tactical rumble"),
    (49, "spring loaded"),
    (50, "speed demon"),
    (52, "gotham city rumble"),
    (62, "showdown"),
    (67, "spooky cube"),
    (68, "g-force frenzy"),
    (72, "split shot"),
    (73, "training"),
    (74, "split shot"),
    (80, "run it back"),
    (81, "spike drop"),
    (82, "pizza party"),
    (83, "push the puck"),
    (86, "soccar strike"),
    (87, "demolition duel"),
    (88, "jump jam"),
    (89, "sonic spin"),
    (90, "up to no good"),
    (91, "free aerials"),
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
    /// Settings of the match that are not the usual ones: sizes, gravity, bounces, recharging boost.
    pub mutators: Vec<String>,
}

/// What a file says of its mode.
#[derive(Clone, Debug, Default)]
pub(crate) struct Signs<'a> {
    /// Archetype of the match.
    pub(crate) rules: Option<&'a str>,
    /// Archetype of its sub-rules.
    pub(crate) sub_rules: Option<&'a str>,
    /// Archetype of the ball.
    pub(crate) ball: Option<&'a str>,
    pub(crate) arena: Option<&'a str>,
    pub(crate) playlist: Option<i32>,
    pub(crate) mutators: Vec<String>,
}

impl Mode {
    /// The mode of a file.
    pub(crate) fn of(signs: Signs<'_>) -> Self {
        let Signs { rules, sub_rules, ball, arena, playlist, mutators } = signs;
        let mut rules = rules.map_or_else(|| Rules::Other("without a name".to_owned()), Rules::of);
        if rules == Rules::Soccar {
            rules = sub_rules.map(Rules::of_sub_rules).or_else(|| Rules::of_playlist(playlist?)).unwrap_or_default();
        }
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
            mutators,
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
    fn of(archetype: &str) -> Self {
        let name = archetype.to_lowercase();
        let known = RULES.iter().find(|(part, _)| name.contains(part)).map(|(_, rules)| rules.clone());
        let event = || EVENTS.iter().find(|(part, _)| name.contains(part)).map(|(_, words)| Self::by_name(words));
        known.or_else(event).unwrap_or_else(|| {
            let name = archetype.rsplit('.').next().unwrap_or(archetype);
            Self::Other(name.trim_end_matches(":Archetype").to_owned())
        })
    }

    fn of_sub_rules(archetype: &str) -> Self {
        let last = archetype.rsplit(['.', ':']).next().unwrap_or(archetype);
        let known = SUB_RULES.iter().find(|(name, _)| *name == last.to_lowercase());
        known.map_or_else(|| Self::Other(last.to_owned()), |(_, words)| Self::by_name(words))
    }

    fn of_playlist(playlist: i32) -> Option<Self> {
        PLAYLISTS.iter().find(|(id, _)| *id == playlist).map(|(_, words)| Self::by_name(words))
    }

    /// Rules that have a word of their own, or an event.
    fn by_name(words: &str) -> Self {
        let known = RULES.iter().map(|(_, rules)| rules).find(|rules| rules.to_string() == words);
        known.cloned().unwrap_or_else(|| Self::Event(words.to_owned()))
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
            Self::SplitShot => "split shot",
            Self::SplitShotSnowDay => "split shot snow day",
            Self::SplitShotHeatseeker => "split shot heatseeker",
            Self::Possession => "possession",
            Self::Knockout => "knockout",
            Self::Training => "training",
            Self::Event(name) => name,
            Self::Other(name) => return write!(f, "unknown rules {name}"),
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
        if !self.mutators.is_empty() {
            write!(f, ", other {}", self.mutators.join(", "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(rules: &str, ball: &str, arena: &str) -> Mode {
        let (rules, ball, arena) = (Some(rules), Some(ball), Some(arena));
        Mode::of(Signs { rules, ball, arena, ..Signs::default() })
    }

    #[test]
    fn modes_have_names_and_only_the_usual_one_is_soccar() {
        let usual = mode("Archetypes.GameEvent.GameEvent_SoccarPrivate", "Archetypes.Ball.Ball_Default", "Stadium_P");
        assert!(usual.is_soccar() && usual.to_string() == "soccar");
        for (rules, ball, arena, name) in [
            ("Archetypes.GameEvent.GameEvent_Basketball", "Ball_BasketBall", "HoopsStadium_P", "hoops"),
            ("Gameinfo_Hockey.GameInfo.Gameinfo_Hockey:Archetype", "Ball_Puck", "stadium_p", "snow day"),
            ("Archetypes.GameEvent.GameEvent_Breakout", "Ball_Breakout", "ShatterShot_P", "dropshot"),
            ("Archetypes.GameEvent.GameEvent_Items", "Ball_Default", "stadium_p", "rumble"),
            ("gameinfo_godball.GameInfo.gameinfo_godball:Archetype", "Ball_God", "farm_p", "heatseeker"),
            ("GameInfo_FootBall.GameInfo.GameInfo_FootBall:Archetype", "Ball_Football", "bb_p", "gridiron"),
            ("GameInfo_LTM_SpikeRush.GameInfo.GameInfo_LTM_SpikeRush:Archetype", "Ball_Default", "", "spike rush"),
            ("GameInfo_Hops.GameInfo.GameInfo_Hops:Archetype", "Ball_Default", "stadium_p", "jump jam"),
            ("GameInfo_New.GameInfo.GameInfo_New:Archetype", "Ball_Default", "stadium_p", "unknown rules GameInfo_New"),
            ("Archetypes.GameEvent.GameEvent_Soccar", "Ball_Puck", "stadium_p", "soccar, ball Ball_Puck"),
            ("Archetypes.GameEvent.GameEvent_Soccar", "Ball_Default", "labs_Octagon_P", "soccar, arena labs_Octagon_P"),
        ] {
            let mode = mode(rules, &format!("Archetypes.Ball.{ball}"), arena);
            assert!(!mode.is_soccar() && mode.to_string().starts_with(name), "{rules}: {mode}");
        }
        assert!(!Mode::of(Signs::default()).is_soccar());
    }

    #[test]
    fn sub_rules_playlists_and_mutators_tell_modes_with_the_rules_of_soccar() {
        let soccar = Signs { rules: Some("Archetypes.GameEvent.GameEvent_Soccar"), ..Signs::default() };
        let sub_rules = Some("Archetypes.Mutators.SubRules.ItemsMode_Rugby");
        assert_eq!(Mode::of(Signs { sub_rules, ..soccar.clone() }).rules, Rules::SpikeRush);
        assert_eq!(
            Mode::of(Signs { sub_rules: Some("X.New"), ..soccar.clone() }).rules,
            Rules::Other("New".to_owned())
        );
        assert_eq!(Mode::of(Signs { playlist: Some(74), ..soccar.clone() }).rules, Rules::SplitShot);
        assert_eq!(Mode::of(Signs { playlist: Some(89), ..soccar.clone() }).to_string(), "sonic spin");
        assert!(Mode::of(Signs { playlist: Some(13), ..soccar.clone() }).is_soccar());
        let mutators = vec!["ball size".to_owned()];
        let mode = Mode::of(Signs { mutators, ..soccar });
        assert!(!mode.is_soccar() && mode.to_string() == "soccar, other ball size");
    }

    #[test]
    fn arenas_of_the_usual_shape_are_soccar() {
        for arena in ["NeoTokyo_Standard_P", "Wasteland_GRS_P", "arc_standard_p", "UtopiaStadium_Lux_P", "Stadium_P"] {
            let mode = mode("Archetypes.GameEvent.GameEvent_Soccar", "Archetypes.Ball.Ball_WorldCup", arena);
            assert!(mode.is_soccar(), "{mode}");
        }
    }
}
