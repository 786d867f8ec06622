//! What the objects of a file mean. Names are looked up once per file, updates by number.

use wavedash_core::Team;

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Ball,
    Car,
    /// A player's entry on the scoreboard.
    Player,
    Team(Team),
    /// Rules and state of the match.
    Match,
    Boost,
    Jump,
    DoubleJump,
    Flip,
    Pad,
    Other,
}

/// What an update is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Body,
    /// Car to player.
    CarPlayer,
    /// Component to car.
    ComponentCar,
    ComponentActive,
    BoostAmount,
    Throttle,
    Steer,
    Handbrake,
    Demolish,
    PlayerName,
    PlayerId,
    PlayerTeam,
    Loadout,
    Goals,
    Assists,
    Saves,
    Shots,
    TeamScore,
    StateName,
    StateIndex,
    SecondsLeft,
    Round,
    Overtime,
    BallHit,
    HitTeam,
    Pickup,
    UnlimitedBoost,
    Playlist,
    SubRules,
    Setting(Setting),
    Other,
}

/// A setting of a match that is told where it is not the usual one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Setting {
    BallSize,
    BallGravity,
    BallBounce,
    BallSpeed,
    CarBounce,
    CarSize,
    BoostRecharge,
}

impl Setting {
    /// In words.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::BallSize => "ball size",
            Self::BallGravity => "ball gravity",
            Self::BallBounce => "ball bounce",
            Self::BallSpeed => "ball speed",
            Self::CarBounce => "hits of cars",
            Self::CarSize => "car size",
            Self::BoostRecharge => "boost that recharges",
        }
    }

    /// A value is told that is not the usual one. Numbers that no setting has are no settings.
    pub(super) fn is_unusual(self, value: f32) -> bool {
        let usual = match self {
            Self::CarBounce | Self::BoostRecharge => 0.0,
            _ => 1.0,
        };
        value.is_finite() && (value - usual).abs() > 1e-3 && (0.01..100.0).contains(&value)
    }
}

/// Kinds and fields of a file's objects, by object number.
pub(super) struct Words {
    kinds: Vec<Kind>,
    fields: Vec<Field>,
}

impl Words {
    pub(super) fn of(objects: &[String]) -> Self {
        Self {
            kinds: objects.iter().map(|name| kind(name)).collect(),
            fields: objects.iter().map(|name| field(name)).collect(),
        }
    }

    pub(super) fn kind(&self, object: i32) -> Kind {
        usize::try_from(object).ok().and_then(|i| self.kinds.get(i)).copied().unwrap_or(Kind::Other)
    }

    pub(super) fn field(&self, object: i32) -> Field {
        usize::try_from(object).ok().and_then(|i| self.fields.get(i)).copied().unwrap_or(Field::Other)
    }
}

fn kind(name: &str) -> Kind {
    if name.starts_with("Archetypes.Ball.") && !name.contains("BallComponent") {
        Kind::Ball
    } else if name.starts_with("Archetypes.Car.") || name.ends_with("CarArchetype") {
        Kind::Car
    } else if name.starts_with("TAGame.Default__PRI_") {
        Kind::Player
    } else if name.starts_with("Archetypes.Teams.Team0") {
        Kind::Team(Team::Blue)
    } else if name.starts_with("Archetypes.Teams.Team1") {
        Kind::Team(Team::Orange)
    } else if is_rules(&name.to_lowercase()) {
        Kind::Match
    } else if name.contains("VehiclePickup_Boost_TA") {
        Kind::Pad
    } else if let Some((_, component)) =
        name.split_once("CarComponents.CarComponent_").or_else(|| name.split_once(":CarArchetype."))
    {
        match component.split(['_', ':']).next() {
            Some("Boost") => Kind::Boost,
            Some("Jump") => Kind::Jump,
            Some("DoubleJump") => Kind::DoubleJump,
            Some("Dodge") => Kind::Flip,
            _ => Kind::Other,
        }
    } else {
        Kind::Other
    }
}

/// The archetype of a match's rules, by its name in lower case: builds write capitals differently.
fn is_rules(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    (last.starts_with("gameevent_") && !last.contains(':'))
        || (name.starts_with("gameinfo_") && last.ends_with(":archetype"))
}

fn field(name: &str) -> Field {
    match name {
        "TAGame.RBActor_TA:ReplicatedRBState" => Field::Body,
        "Engine.Pawn:PlayerReplicationInfo" => Field::CarPlayer,
        "TAGame.CarComponent_TA:Vehicle" => Field::ComponentCar,
        "TAGame.CarComponent_TA:ReplicatedActive" => Field::ComponentActive,
        "TAGame.CarComponent_Boost_TA:ReplicatedBoostAmount" | "TAGame.CarComponent_Boost_TA:ReplicatedBoost" => {
            Field::BoostAmount
        }
        "TAGame.CarComponent_Boost_TA:UnlimitedBoostRefCount" => Field::UnlimitedBoost,
        "TAGame.CarComponent_Boost_TA:RechargeRate" => Field::Setting(Setting::BoostRecharge),
        "TAGame.Ball_TA:ReplicatedBallScale" => Field::Setting(Setting::BallSize),
        "TAGame.Ball_TA:ReplicatedBallGravityScale" => Field::Setting(Setting::BallGravity),
        "TAGame.Ball_TA:ReplicatedWorldBounceScale" => Field::Setting(Setting::BallBounce),
        "TAGame.Ball_TA:ReplicatedBallMaxLinearSpeedScale" => Field::Setting(Setting::BallSpeed),
        "TAGame.Ball_TA:ReplicatedAddedCarBounceScale" => Field::Setting(Setting::CarBounce),
        "TAGame.Car_TA:ReplicatedCarScale" => Field::Setting(Setting::CarSize),
        "ProjectX.GRI_X:ReplicatedGamePlaylist" => Field::Playlist,
        "TAGame.GameEvent_Soccar_TA:SubRulesArchetype" => Field::SubRules,
        "TAGame.Vehicle_TA:ReplicatedThrottle" => Field::Throttle,
        "TAGame.Vehicle_TA:ReplicatedSteer" => Field::Steer,
        "TAGame.Vehicle_TA:bReplicatedHandbrake" => Field::Handbrake,
        "TAGame.Car_TA:ReplicatedDemolish"
        | "TAGame.Car_TA:ReplicatedDemolish_CustomFX"
        | "TAGame.Car_TA:ReplicatedDemolishGoalExplosion"
        | "TAGame.Car_TA:ReplicatedDemolishExtended" => Field::Demolish,
        "Engine.PlayerReplicationInfo:PlayerName" => Field::PlayerName,
        "Engine.PlayerReplicationInfo:UniqueId" => Field::PlayerId,
        "Engine.PlayerReplicationInfo:Team" => Field::PlayerTeam,
        "TAGame.PRI_TA:ClientLoadout" | "TAGame.PRI_TA:ClientLoadouts" => Field::Loadout,
        "TAGame.PRI_TA:MatchGoals" => Field::Goals,
        "TAGame.PRI_TA:MatchAssists" => Field::Assists,
        "TAGame.PRI_TA:MatchSaves" => Field::Saves,
        "TAGame.PRI_TA:MatchShots" => Field::Shots,
        "Engine.TeamInfo:Score" => Field::TeamScore,
        "TAGame.GameEvent_TA:ReplicatedStateName" => Field::StateName,
        "TAGame.GameEvent_TA:ReplicatedStateIndex" => Field::StateIndex,
        "TAGame.GameEvent_Soccar_TA:SecondsRemaining" => Field::SecondsLeft,
        "TAGame.GameEvent_Soccar_TA:RoundNum" => Field::Round,
        "TAGame.GameEvent_Soccar_TA:bOverTime" => Field::Overtime,
        "TAGame.GameEvent_Soccar_TA:bBallHasBeenHit" => Field::BallHit,
        "TAGame.Ball_TA:HitTeamNum" => Field::HitTeam,
        "TAGame.VehiclePickup_TA:ReplicatedPickupData" | "TAGame.VehiclePickup_TA:NewReplicatedPickupData" => {
            Field::Pickup
        }
        _ => Field::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_old_and_new_builds_are_known() {
        assert_eq!(kind("Archetypes.Ball.Ball_BasketBall"), Kind::Ball);
        assert_eq!(kind("Archetypes.CarComponents.CarComponent_DoubleJump"), Kind::DoubleJump);
        assert_eq!(kind("Archetypes.CarComponents.CarComponent_Dodge"), Kind::Flip);
        assert_eq!(kind("stadium_p.TheWorld:PersistentLevel.VehiclePickup_Boost_TA_30"), Kind::Pad);
        assert_eq!(kind("Archetypes.GameEvent.GameEvent_Season:CarArchetype"), Kind::Car);
        assert_eq!(kind("Archetypes.KnockOut.GameEvent_Knockout:CarArchetype.Boost"), Kind::Boost);
        for rules in [
            "Archetypes.GameEvent.GameEvent_SoccarPrivate",
            "gameinfo_godball.GameInfo.gameinfo_godball:Archetype",
            "Gameinfo_Hockey.GameInfo.Gameinfo_Hockey:Archetype",
            "GameInfo_Tutorial.GameEvent.GameEvent_Tutorial_Goalie",
            "Archetypes.KnockOut.GameEvent_Knockout",
        ] {
            assert_eq!(kind(rules), Kind::Match, "{rules}");
        }
        assert_eq!(kind("GameInfo_Soccar.GameInfo.GameInfo_Soccar:GameReplicationInfoArchetype"), Kind::Other);
        assert_eq!(field("TAGame.Car_TA:ReplicatedDemolishExtended"), Field::Demolish);
    }
}
