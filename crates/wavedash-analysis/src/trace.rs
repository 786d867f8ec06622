//! A reward over one match: every component at every decision, for each player.

use std::io::Write;

use wavedash_env::reward::Reward;
use wavedash_replay::{Happening, Player, Timeline};

use crate::episode::Episode;
use crate::error::AnalysisError;
use crate::subject::Subject;
use crate::views::episodes;

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
    /// Of each step, player and component.
    values: Vec<f32>,
    /// What happened, in order.
    pub marks: Vec<Mark>,
}

impl Trace {
    /// Of a match with decisions every `step_seconds`, or of a part of it.
    ///
    /// # Errors
    ///
    /// There is no step in that part.
    pub fn new(
        subject: &Subject,
        timeline: &Timeline,
        step_seconds: f64,
        [from, to]: [f64; 2],
    ) -> Result<Self, AnalysisError> {
        let mut reward = Reward::new(&subject.config)?;
        let width = reward.component_names().len();
        let shown = shown(subject, &reward);
        let mut trace = Self {
            name: subject.name.clone(),
            components: reward.component_names()[..shown].to_vec(),
            players: timeline.players.clone(),
            rows: Vec::new(),
            values: Vec::new(),
            marks: marks(timeline).filter(|mark| (from..=to).contains(&mark.seconds)).collect(),
        };
        for (number, episode) in episodes(timeline, step_seconds).iter().enumerate() {
            episode.pay(&mut reward, |step, rows| {
                let seconds = episode.seconds[step + 1];
                if (from..=to).contains(&seconds) {
                    trace.rows.push((seconds, number));
                    rows.chunks_exact(width).for_each(|row| trace.values.extend_from_slice(&row[..shown]));
                }
            });
        }
        if trace.rows.is_empty() {
            let problem = format!("the match has no step of play between {from} s and {to} s");
            return Err(AnalysisError::NothingToSee(problem));
        }
        Ok(trace)
    }

    /// The value of a component for a player after a step.
    ///
    /// # Panics
    ///
    /// If there is no such step, player or component.
    #[must_use]
    pub fn value(&self, row: usize, player: usize, component: usize) -> f32 {
        self.values[(row * self.players.len() + player) * self.components.len() + component]
    }

    /// Sums over the match of a player's component.
    #[must_use]
    pub fn sum(&self, player: usize, component: usize) -> f64 {
        (0..self.rows.len()).map(|row| f64::from(self.value(row, player, component))).sum()
    }

    /// A table with a line per step and player: seconds, episode, player, team, then the components.
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
                table.write_field(format!("{seconds:.4}"))?;
                table.write_field(episode.to_string())?;
                table.write_field(&player.name)?;
                table.write_field(if player.team == wavedash_core::Team::Blue { "blue" } else { "orange" })?;
                for component in 0..self.components.len() {
                    table.write_field(self.value(row, i, component).to_string())?;
                }
                table.write_record(None::<&[u8]>)?;
            }
        }
        table.flush()?;
        Ok(())
    }
}

fn marks(timeline: &Timeline) -> impl Iterator<Item = Mark> + '_ {
    timeline.happenings.iter().flat_map(|timed| {
        let mark = |player: Option<u8>, sign| Mark { seconds: timed.seconds, player: player.map(usize::from), sign };
        let [first, second] = match timed.happening {
            Happening::Touch { car, .. } => [Some(mark(Some(car), Sign::Touch)), None],
            Happening::Shot { car } => [Some(mark(Some(car), Sign::Shot)), None],
            Happening::Save { car } => [Some(mark(Some(car), Sign::Save)), None],
            Happening::Demolition { attacker, victim } => {
                [Some(mark(Some(attacker), Sign::Demo)), Some(mark(Some(victim), Sign::Demoed))]
            }
            Happening::Goal { scorer, .. } => [Some(mark(scorer, Sign::Goal)), None],
            _ => [None, None],
        };
        first.into_iter().chain(second)
    })
}

/// What a match adds to statistics: per component the values of all steps and players.
pub(crate) fn columns(subject: &Subject, played: &[Episode]) -> Result<Vec<Vec<f32>>, AnalysisError> {
    let mut reward = Reward::new(&subject.config)?;
    let width = reward.component_names().len();
    let mut columns = vec![Vec::new(); shown(subject, &reward)];
    for episode in played {
        episode.pay(&mut reward, |_, rows| {
            for row in rows.chunks_exact(width) {
                columns.iter_mut().zip(row).for_each(|(column, value)| column.push(*value));
            }
        });
    }
    Ok(columns)
}
