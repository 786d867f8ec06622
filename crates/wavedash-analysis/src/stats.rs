//! A reward over many matches, grouped.

use std::io::Write;

use serde::Serialize;

use crate::describe::{Describe, pearson};
use crate::draw::{Histogram, Histograms};
use crate::episode::Episode;
use crate::error::AnalysisError;
use crate::subject::Subject;
use crate::trace;

/// What one match adds: for each component the values of all steps and players on the pitch.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns(Vec<Vec<f32>>);

impl Columns {
    /// Pays a match.
    ///
    /// # Errors
    ///
    /// The reward means nothing.
    pub fn new(subject: &Subject, played: &[Episode]) -> Result<Self, AnalysisError> {
        trace::columns(subject, played).map(Self)
    }
}

/// Matches of one kind: of a rank, of an agent.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// Name, that of a folder for instance.
    pub name: String,
    /// How many matches.
    pub matches: usize,
    /// Per component the values of all matches, steps and players.
    #[serde(skip)]
    values: Vec<Vec<f32>>,
}

/// The distributions and correlations of a reward's components in each group.
#[derive(Clone, Debug)]
pub struct Stats {
    components: Vec<String>,
    groups: Vec<Group>,
}

impl Stats {
    /// No match yet.
    ///
    /// # Errors
    ///
    /// The reward means nothing.
    pub fn new(subject: &Subject) -> Result<Self, AnalysisError> {
        let reward = subject.reward()?;
        let components = reward.component_names()[..trace::shown(subject, &reward)].to_vec();
        Ok(Self { components, groups: Vec::new() })
    }

    /// Adds a match to a group, which is made if there is none of that name.
    pub fn add(&mut self, group: &str, Columns(columns): Columns) {
        let index = self.groups.iter().position(|known| known.name == group).unwrap_or_else(|| {
            let values = vec![Vec::new(); self.components.len()];
            self.groups.push(Group { name: group.to_owned(), matches: 0, values });
            self.groups.len() - 1
        });
        let group = &mut self.groups[index];
        group.matches += 1;
        group.values.iter_mut().zip(columns).for_each(|(all, column)| all.extend(column));
    }

    /// Names of the components.
    #[must_use]
    pub fn components(&self) -> &[String] {
        &self.components
    }

    /// The groups in the order in which they were first seen.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The describe table of a group: a component each; none for a component of a group without steps.
    #[must_use]
    pub fn describe(&self, group: &Group) -> Vec<Option<Describe>> {
        group.values.iter().map(|values| Describe::of(values)).collect()
    }

    /// Pearson's correlations of a group's components with each other; none where one does not vary.
    #[must_use]
    pub fn correlations(&self, group: &Group) -> Vec<Vec<Option<f64>>> {
        let columns = &group.values;
        columns.iter().map(|xs| columns.iter().map(|ys| pearson(xs, ys)).collect()).collect()
    }

    /// The describe tables: a line per group and component.
    ///
    /// # Errors
    ///
    /// What the writer says.
    pub fn write_csv(&self, out: impl Write) -> csv::Result<()> {
        let mut table = csv::Writer::from_writer(out);
        table.write_record([
            "group",
            "matches",
            "component",
            "count",
            "mean",
            "std",
            "min",
            "25%",
            "50%",
            "75%",
            "max",
        ])?;
        for group in &self.groups {
            for (name, described) in self.components.iter().zip(self.describe(group)) {
                let Some(d) = described else { continue };
                let [q1, q2, q3] = d.quartiles;
                let numbers = [d.mean, d.std, d.min, q1, q2, q3, d.max].map(|x| x.to_string());
                let head = [group.name.clone(), group.matches.to_string(), name.clone(), d.count.to_string()];
                table.write_record(head.iter().chain(&numbers))?;
            }
        }
        table.flush()?;
        Ok(())
    }

    /// The correlation matrices: a line per group and component.
    ///
    /// # Errors
    ///
    /// What the writer says.
    pub fn write_correlations_csv(&self, out: impl Write) -> csv::Result<()> {
        let mut table = csv::Writer::from_writer(out);
        table.write_record(["group", "component"].into_iter().chain(self.components.iter().map(String::as_str)))?;
        for group in &self.groups {
            for (name, row) in self.components.iter().zip(self.correlations(group)) {
                let numbers = row.iter().map(|r| r.map(|r| format!("{r:.4}")).unwrap_or_default());
                table.write_record([group.name.clone(), name.clone()].into_iter().chain(numbers))?;
            }
        }
        table.flush()?;
        Ok(())
    }

    /// A chart per component with all groups in it; zeros are left out of events, which are zero in nearly every step.
    #[must_use]
    pub fn histograms(&self) -> Histograms {
        let chart = |(component, name): (usize, &String)| {
            let share =
                |values: &[f32]| values.iter().filter(|x| **x == 0.0).count() as f32 / values.len().max(1) as f32;
            let is_rare = self.groups.iter().all(|group| share(&group.values[component]) > 0.9);
            let series = self.groups.iter().map(|group| {
                let values = group.values[component].iter().copied().filter(|x| !is_rare || *x != 0.0);
                (group.name.clone(), values.collect())
            });
            let name = if is_rare { format!("{name} (without zeros)") } else { name.clone() };
            Histogram { name, series: series.collect() }
        };
        Histograms {
            names: self.groups.iter().map(|group| format!("{} ({})", group.name, group.matches)).collect(),
            charts: self.components.iter().enumerate().map(chart).collect(),
        }
    }
}
