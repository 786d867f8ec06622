//! The facts in front of a file: they are there even where the network frames cannot be read.

use boxcars::{HeaderProp, Replay};
use serde::Serialize;
use wavedash_core::Team;

use super::seats::{Person, Seats};
use crate::mode::Mode;

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
    /// The player's entry in the timeline: joined by the account, else by side and name. None if the network frames show
    /// no such player or there is no timeline.
    pub car: Option<u8>,
    /// The account; none for bots, and where the file does not write it.
    #[serde(skip)]
    pub(super) account: Option<String>,
    /// The person of the network frames, who need not have had a car.
    #[serde(skip)]
    pub(crate) person: Option<usize>,
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
    /// Row of the scoreboard, if there is just one of that name and side.
    #[serde(skip)]
    pub(super) row: Option<usize>,
}

/// What the header says.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
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
    /// Rules, ball and arena; none where the network frames cannot be read, which name them.
    pub mode: Option<Mode>,
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
            let (scorer, team) = (text(row, "PlayerName")?, team(row, "PlayerTeam")?);
            let is_of = |player: &ScoreboardRow| player.name == scorer && player.team == team;
            let row = players.iter().position(is_of).filter(|first| !players[first + 1..].iter().any(is_of));
            Some(HeaderGoal { frame, scorer, team, row })
        });
        let goals = goals.collect();
        let score = |key| whole(properties, key).and_then(|goals| u32::try_from(goals).ok()).unwrap_or(0);
        let net = replay.net_version.unwrap_or(0);
        Self {
            version: format!("{}.{}.{net}", replay.major_version, replay.minor_version),
            build: text(properties, "BuildVersion"),
            id: text(properties, "Id"),
            date: text(properties, "Date"),
            map: text(properties, "MapName"),
            mode: None,
            match_type: text(properties, "MatchType"),
            team_size: whole(properties, "TeamSize"),
            frames: whole(properties, "NumFrames"),
            seconds: find(properties, "TotalSecondsPlayed").and_then(HeaderProp::as_float),
            score: [score("Team0Score"), score("Team1Score")],
            players,
            goals,
        }
    }

    /// Joins the scoreboard with the players of the network frames: by the account, then by side and name, then by name
    /// alone. Of several with one account (a split screen) the name decides.
    pub(super) fn join(&mut self, seats: &Seats) {
        let mut is_used = vec![false; seats.people.len()];
        let rules: [fn(&ScoreboardRow, &Person) -> bool; 4] = [
            |row, person| is_account(row, person) && row.name == person.name,
            |row, person| is_account(row, person),
            |row, person| row.name == person.name && person.teams.contains(&row.team),
            |row, person| row.name == person.name,
        ];
        for rule in rules {
            for row in self.players.iter_mut().filter(|row| row.person.is_none()) {
                let is_its = |index: &usize| !is_used[*index] && rule(row, &seats.people[*index]);
                row.person = (0..seats.people.len()).find(is_its);
                row.person.into_iter().for_each(|person| is_used[person] = true);
            }
        }
        for row in &mut self.players {
            let Some(person) = row.person else { continue };
            // Of the seats of one person that of the side on the scoreboard.
            let of_side = seats.find(|seat| seat.person == person && seat.team == row.team);
            row.car = of_side.or_else(|| seats.find(|seat| seat.person == person));
        }
    }

    /// Replaces all names by sides and numbers: those of `known` (real name, side, in order) keep their number, others
    /// follow. The file's id would lead back to the people, too.
    pub(super) fn hide_names(&mut self, known: &[(String, Team)]) {
        self.id = None;
        let mut order = known.to_vec();
        for row in &mut self.players {
            let index = row.car.map_or_else(
                || {
                    order.push((row.name.clone(), row.team));
                    order.len() - 1
                },
                usize::from,
            );
            row.name = hidden_name(&order, index);
            row.account = None;
        }
        for goal in &mut self.goals {
            if let Some(row) = goal.row {
                goal.scorer = self.players[row].name.clone();
                continue;
            }
            let same = order.iter().position(|(name, team)| *name == goal.scorer && *team == goal.team);
            let index = same.unwrap_or_else(|| {
                order.push((goal.scorer.clone(), goal.team));
                order.len() - 1
            });
            goal.scorer = hidden_name(&order, index);
        }
    }
}

/// Both have the same account.
fn is_account(row: &ScoreboardRow, person: &Person) -> bool {
    row.account.is_some() && row.account.as_ref() == person.id.as_ref().map(|id| &id.account)
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

/// The account of a scoreboard's row.
fn account(row: &Properties) -> Option<String> {
    let number = |fields: &Properties, key: &str| {
        find(fields, key).and_then(HeaderProp::as_u64).filter(|id| *id != 0).map(|id| id.to_string())
    };
    let id = match find(row, "PlayerID") {
        Some(HeaderProp::Struct { fields, .. }) => {
            let epic = text(fields, "EpicAccountId").filter(|id| !id.is_empty());
            number(fields, "Uid").or(epic)
        }
        _ => None,
    };
    number(row, "OnlineID").or(id)
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
        car: None,
        account: account(row),
        person: None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::lives::Id;
    use super::*;

    fn row(name: &str, team: Team, account: Option<&str>) -> ScoreboardRow {
        ScoreboardRow {
            name: name.to_owned(),
            team,
            score: 0,
            goals: 0,
            assists: 0,
            saves: 0,
            shots: 0,
            is_bot: account.is_none(),
            car: None,
            account: account.map(str::to_owned),
            person: None,
        }
    }

    fn person(name: &str, team: Team, account: Option<&str>) -> Person {
        let id = account.map(|account| Id { account: account.to_owned(), local: 0 });
        Person { name: name.to_owned(), id, teams: vec![team] }
    }

    #[test]
    fn accounts_join_before_names() {
        let (blue, orange) = (Team::Blue, Team::Orange);
        let mut header = Header {
            players: vec![
                row("renamed", blue, Some("11")),
                row("same", blue, Some("22")),
                row("same", orange, None),
                row("bot", orange, None),
                row("nobody", orange, Some("99")),
            ],
            ..Header::default()
        };
        let people = vec![
            person("bot", blue, None),
            person("same", orange, None),
            person("old name", blue, Some("11")),
            person("same", blue, Some("22")),
        ];
        header.join(&Seats { people, ..Seats::default() });
        let joined: Vec<_> = header.players.iter().map(|row| row.person).collect();
        assert_eq!(joined, [Some(2), Some(3), Some(1), Some(0), None]);
    }

    #[test]
    fn people_at_a_split_screen_have_one_account_and_their_own_names() {
        let mut header = Header {
            players: vec![row("b", Team::Blue, Some("11")), row("a", Team::Blue, Some("11"))],
            ..Header::default()
        };
        let people = vec![person("a", Team::Blue, Some("11")), person("b", Team::Blue, Some("11"))];
        header.join(&Seats { people, ..Seats::default() });
        assert_eq!(header.players.iter().map(|row| row.person).collect::<Vec<_>>(), [Some(1), Some(0)]);
    }
}
