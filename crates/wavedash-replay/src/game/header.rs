//! The facts in front of a file: they are there even where the network frames cannot be read.

use boxcars::{HeaderProp, Replay};
use serde::Serialize;
use wavedash_core::Team;

/// A player's row of the final scoreboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScoreboardRow {
    /// `blue 1`, `orange 2`... unless real names were asked for.
    pub name: String,
    /// Side.
    pub team: Team,
    /// The game's points.
    pub score: i32,
    /// Goals.
    pub goals: i32,
    /// Assists.
    pub assists: i32,
    /// Saves.
    pub saves: i32,
    /// Shots.
    pub shots: i32,
    /// Played by the game.
    pub is_bot: bool,
}

/// A goal as the header has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeaderGoal {
    /// Network frame.
    pub frame: usize,
    /// Who gets it; as in the scoreboard.
    pub scorer: String,
    /// The side that scored.
    pub team: Team,
}

/// What the header says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Header {
    /// Versions of engine, licensee and network, with dots.
    pub version: String,
    /// Build of the game, where the file names one.
    pub build: Option<String>,
    /// The file's own id.
    pub id: Option<String>,
    /// When it was recorded, as the recording machine wrote it.
    pub date: Option<String>,
    /// Arena.
    pub map: Option<String>,
    /// Online, offline, private...
    pub match_type: Option<String>,
    /// Cars a side.
    pub team_size: Option<i32>,
    /// Network frames.
    pub frames: Option<i32>,
    /// Length that the header states, s, where it does.
    pub seconds: Option<f32>,
    /// Goals of blue and orange.
    pub score: [u32; 2],
    /// The final scoreboard, blue first.
    pub players: Vec<ScoreboardRow>,
    /// The goals in order.
    pub goals: Vec<HeaderGoal>,
}

type Properties = [(String, HeaderProp)];

fn find<'a>(properties: &'a Properties, key: &str) -> Option<&'a HeaderProp> {
    properties.iter().find(|(name, _)| name == key).map(|(_, value)| value)
}

fn text(properties: &Properties, key: &str) -> Option<String> {
    find(properties, key)?.as_string().map(str::to_owned)
}

fn whole(properties: &Properties, key: &str) -> Option<i32> {
    find(properties, key)?.as_i32()
}

fn team(properties: &Properties, key: &str) -> Option<Team> {
    match whole(properties, key)? {
        0 => Some(Team::Blue),
        1 => Some(Team::Orange),
        _ => None,
    }
}

impl Header {
    /// The facts with real names.
    pub(super) fn of(replay: &Replay) -> Self {
        let properties = replay.properties.as_slice();
        let rows = |key: &str| find(properties, key).and_then(HeaderProp::as_array).map_or(&[][..], Vec::as_slice);
        let mut players: Vec<ScoreboardRow> =
            rows("PlayerStats").iter().filter_map(|row| scoreboard_row(row)).collect();
        players.sort_by_key(|player| player.team);
        let goals = rows("Goals").iter().filter_map(|row| {
            let frame = usize::try_from(whole(row, "frame")?).ok()?;
            Some(HeaderGoal { frame, scorer: text(row, "PlayerName")?, team: team(row, "PlayerTeam")? })
        });
        let score = |key| whole(properties, key).and_then(|goals| u32::try_from(goals).ok()).unwrap_or(0);
        let net = replay.net_version.unwrap_or(0);
        Self {
            version: format!("{}.{}.{net}", replay.major_version, replay.minor_version),
            build: text(properties, "BuildVersion"),
            id: text(properties, "Id"),
            date: text(properties, "Date"),
            map: text(properties, "MapName"),
            match_type: text(properties, "MatchType"),
            team_size: whole(properties, "TeamSize"),
            frames: whole(properties, "NumFrames"),
            seconds: find(properties, "TotalSecondsPlayed").and_then(HeaderProp::as_float),
            score: [score("Team0Score"), score("Team1Score")],
            players,
            goals: goals.collect(),
        }
    }

    /// Replaces all names by sides and numbers: those of `known` (real name, side, in order) keep their number, others
    /// follow. The file's id would lead back to the people, too.
    pub(super) fn hide_names(&mut self, known: &[(String, Team)]) {
        self.id = None;
        let mut order = known.to_vec();
        let is_known = |order: &[(String, Team)], name: &str, team| order.iter().any(|(n, t)| n == name && *t == team);
        let rows = self.players.iter().map(|row| (&row.name, row.team));
        let scorers = self.goals.iter().map(|goal| (&goal.scorer, goal.team));
        for (name, team) in rows.chain(scorers) {
            if !is_known(&order, name, team) {
                order.push((name.clone(), team));
            }
        }
        // People of the same name take their numbers one after another.
        let mut used = vec![false; order.len()];
        for row in &mut self.players {
            let matches = |i: &usize| order[*i].0 == row.name && order[*i].1 == row.team;
            let index = (0..order.len()).filter(matches).find(|i| !used[*i]).or_else(|| (0..order.len()).find(matches));
            if let Some(index) = index {
                used[index] = true;
                row.name = hidden_name(&order, index);
            }
        }
        for goal in &mut self.goals {
            let index = order.iter().position(|(name, team)| *name == goal.scorer && *team == goal.team);
            goal.scorer = index.map_or_else(String::new, |index| hidden_name(&order, index));
        }
    }
}

/// `blue 1`, `orange 2`...: the side and the number within it.
pub(super) fn hidden_name(people: &[(String, Team)], index: usize) -> String {
    let team = people[index].1;
    let number = people[..=index].iter().filter(|(_, other)| *other == team).count();
    match team {
        Team::Blue => format!("blue {number}"),
        Team::Orange => format!("orange {number}"),
    }
}

fn scoreboard_row(row: &Properties) -> Option<ScoreboardRow> {
    let number = |key| whole(row, key).unwrap_or(0);
    Some(ScoreboardRow {
        name: text(row, "Name")?,
        team: team(row, "Team")?,
        score: number("Score"),
        goals: number("Goals"),
        assists: number("Assists"),
        saves: number("Saves"),
        shots: number("Shots"),
        is_bot: find(row, "bBot").and_then(HeaderProp::as_bool).unwrap_or(false),
    })
}
