//! A reward over one match: every component at every decision, for each player.

use std::io::Write;

use wavedash_env::StepInfo;
use wavedash_env::reward::Reward;
use wavedash_replay::Player;

use crate::episode::{Episode, Played};
use crate::error::AnalysisError;
use crate::subject::Subject;

/// Components after those of the terms: the shaping, the sum before and after the team's share.
const TOTALS: usize = 3;

/// How many of a reward's components are shown: of one function alone the totals say nothing.
pub(crate) fn shown(subject: &Subject, reward: &Reward) -> usize {
    reward.component_names().len() - if subject.is_single { TOTALS } else { 0 }
}

/// What is marked on the axis of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Touched the ball.
    Touch,
    /// A shot.
    Shot,
    /// A save.
    Save,
    /// Demolished somebody.
    Demo,
    /// Was demolished.
    Demoed,
    /// A goal; of the scorer if he is known.
    Goal,
}

/// Something that happened to a player, or to nobody in particular.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// Since the match began, s.
    pub seconds: f64,
    /// Index of the player.
    pub player: Option<usize>,
    /// What.
    pub sign: Sign,
}

/// A reward over a match.
#[derive(Clone, Debug)]
pub struct Trace {
    /// What was traced.
    pub name: String,
    /// Names of the components.
    pub components: Vec<String>,
    /// The players; blue first.
    pub players: Vec<Player>,
    /// The ends of the steps with the number of their episode, in order.
    pub rows: Vec<(f64, usize)>,
    /// Where the components of each step and player begin in `values`; none for who has no car on the pitch.
    begins: Vec<Option<usize>>,
    values: Vec<f32>,
    /// What happened, in order.
    pub marks: Vec<Mark>,
}

impl Trace {
    /// Of a match, or of the part of it between two times, s.
    ///
    /// # Errors
    ///
    /// There is no step in that part.
    pub fn new(subject: &Subject, played: &Played, [from, to]: [f64; 2]) -> Result<Self, AnalysisError> {
        let mut reward = subject.reward()?;
        let width = reward.component_names().len();
        let shown = shown(subject, &reward);
        let mut trace = Self {
            name: subject.name.clone(),
            components: reward.component_names()[..shown].to_vec(),
            players: played.players.clone(),
            rows: Vec::new(),
            begins: Vec::new(),
            values: Vec::new(),
            marks: marks(&played.episodes).filter(|mark| (from..=to).contains(&mark.seconds)).collect(),
        };
        for (number, episode) in played.episodes.iter().enumerate() {
            episode.pay(&mut reward, |step, rows| {
                let seconds = episode.seconds[step + 1];
                if (from..=to).contains(&seconds) {
                    trace.push((seconds, number), episode, step, rows, width);
                }
            });
        }
        if trace.rows.is_empty() {
            let end = if to.is_finite() { format!("{to} s") } else { "its end".to_owned() };
            let problem = format!("the match has no step of play between {from} s and {end}");
            return Err(AnalysisError::NothingToSee(problem));
        }
        Ok(trace)
    }

    fn push(&mut self, row: (f64, usize), episode: &Episode, step: usize, paid: &[f32], width: usize) {
        let first = self.begins.len();
        self.rows.push(row);
        self.begins.resize(first + self.players.len(), None);
        for car in episode.on_pitch(step) {
            self.begins[first + episode.seats[car]] = Some(self.values.len());
            self.values.extend_from_slice(&paid[car * width..][..self.components.len()]);
        }
    }

    /// The value of a component for a player after a step; none while the player has no car on the pitch.
    ///
    /// # Panics
    ///
    /// If there is no such step, player or component.
    #[must_use]
    pub fn value(&self, row: usize, player: usize, component: usize) -> Option<f32> {
        self.row(row, player).map(|values| values[component])
    }

    /// The components for a player after a step; none while the player has no car on the pitch.
    fn row(&self, row: usize, player: usize) -> Option<&[f32]> {
        let begin = self.begins[row * self.players.len() + player]?;
        Some(&self.values[begin..begin + self.components.len()])
    }

    /// How many steps a player is paid for.
    #[must_use]
    pub fn steps(&self, player: usize) -> usize {
        (0..self.rows.len()).filter(|row| self.row(*row, player).is_some()).count()
    }

    /// Sums over the match of a player's component.
    #[must_use]
    pub fn sum(&self, player: usize, component: usize) -> f64 {
        (0..self.rows.len()).filter_map(|row| self.value(row, player, component)).map(f64::from).sum()
    }

    /// A table with a line per step and player on the pitch: seconds, episode, player, team, then the components.
    ///
    /// # Errors
    ///
    /// What the writer says.
    pub fn write_csv(&self, out: impl Write) -> csv::Result<()> {
        let mut table = csv::Writer::from_writer(out);
        let head = ["seconds", "episode", "player", "team"];
        table.write_record(head.into_iter().chain(self.components.iter().map(String::as_str)))?;
        for (row, (seconds, episode)) in self.rows.iter().enumerate() {
            for (i, player) in self.players.iter().enumerate() {
                let Some(values) = self.row(row, i) else { continue };
                table.write_field(format!("{seconds:.4}"))?;
                table.write_field(episode.to_string())?;
                table.write_field(&player.name)?;
                table.write_field(if player.team == wavedash_core::Team::Blue { "blue" } else { "orange" })?;
                for value in values {
                    table.write_field(value.to_string())?;
                }
                table.write_record(None::<&[u8]>)?;
            }
        }
        table.flush()?;
        Ok(())
    }
}

/// What happened in each step, at its end.
fn marks(episodes: &[Episode]) -> impl Iterator<Item = Mark> + '_ {
    type Counts = (Sign, fn(&StepInfo) -> u8);
    const SIGNS: [Counts; 6] = [
        (Sign::Touch, |facts| facts.touches),
        (Sign::Shot, |facts| facts.shots),
        (Sign::Save, |facts| facts.saves),
        (Sign::Demo, |facts| facts.demos),
        (Sign::Demoed, |facts| facts.demoed as u8),
        (Sign::Goal, |facts| facts.goals),
    ];
    let steps = episodes.iter().flat_map(|episode| {
        episode.seconds[1..].iter().zip(&episode.facts).map(|(seconds, facts)| (seconds, facts, &episode.seats))
    });
    steps.flat_map(|(seconds, facts, seats)| {
        let of = |player, sign| Mark { seconds: *seconds, player, sign };
        let own = facts.iter().zip(seats).flat_map(move |(facts, seat)| {
            SIGNS.into_iter().filter(|(_, count)| count(facts) > 0).map(move |(sign, _)| of(Some(*seat), sign))
        });
        // A side without cars scores, too: the others concede.
        let is_nobodys = facts.iter().any(|facts| facts.team_goals + facts.concedes > 0)
            && facts.iter().all(|facts| facts.goals == 0);
        own.chain(is_nobodys.then(|| of(None, Sign::Goal)))
    })
}

/// What a match adds to statistics: per component the values of all steps and players on the pitch.
pub(crate) fn columns(subject: &Subject, played: &[Episode]) -> Result<Vec<Vec<f32>>, AnalysisError> {
    let mut reward = subject.reward()?;
    let width = reward.component_names().len();
    let mut columns = vec![Vec::new(); shown(subject, &reward)];
    for episode in played {
        episode.pay(&mut reward, |step, rows| {
            for car in episode.on_pitch(step) {
                let row = &rows[car * width..(car + 1) * width];
                columns.iter_mut().zip(row).for_each(|(column, value)| column.push(*value));
            }
        });
    }
    Ok(columns)
}
