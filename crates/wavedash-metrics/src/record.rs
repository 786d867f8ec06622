//! The numbers of one iteration.

use std::borrow::Cow;

use crate::MetricsError;
use crate::registry::lookup;

/// One iteration's values, in the order in which they were added.
///
/// ```
/// use wavedash_metrics::Record;
/// use wavedash_metrics::keys::{ppo, rating};
///
/// let mut record = Record::new(60_000, 1, 2.5);
/// record.push(ppo::ENTROPY, 4.1)?;
/// record.push(rating::MEAN.of("1v1"), 25.0)?;
/// assert_eq!(record.get("rating/1v1"), Some(25.0));
/// assert!(record.push("ppo/entropie", 4.1).is_err());
/// # Ok::<(), wavedash_metrics::MetricsError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    step: u64,
    iteration: u64,
    wall_seconds: f64,
    values: Vec<(Cow<'static, str>, f64)>,
}

impl Record {
    /// A record without values: agent steps since the run began, number of the iteration, and the wall time in
    /// seconds that the run has taken so far.
    #[must_use]
    pub fn new(step: u64, iteration: u64, wall_seconds: f64) -> Self {
        Self { step, iteration, wall_seconds, values: Vec::new() }
    }

    /// Adds a value. NaN and infinities are kept: that a loss is no number is worth knowing.
    ///
    /// # Errors
    ///
    /// [`MetricsError::UnknownKey`] if the registry has no definition, [`MetricsError::DuplicateKey`] if the record
    /// has the key already. The record is as before in both cases.
    pub fn push(&mut self, key: impl Into<Cow<'static, str>>, value: f64) -> Result<(), MetricsError> {
        let key = key.into();
        lookup(&key)?;
        if self.get(&key).is_some() {
            return Err(MetricsError::DuplicateKey { key: key.into_owned() });
        }
        self.values.push((key, value));
        Ok(())
    }

    /// Adds or replaces a value that this crate itself counts.
    pub(crate) fn set(&mut self, key: &'static str, value: f64) {
        match self.values.iter_mut().find(|(present, _)| present == key) {
            Some(entry) => entry.1 = value,
            None => self.values.push((Cow::Borrowed(key), value)),
        }
    }

    /// Agent steps since the run began.
    #[must_use]
    pub fn step(&self) -> u64 {
        self.step
    }

    /// Number of the iteration.
    #[must_use]
    pub fn iteration(&self) -> u64 {
        self.iteration
    }

    /// Wall time since the run began, in seconds.
    #[must_use]
    pub fn wall_seconds(&self) -> f64 {
        self.wall_seconds
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<f64> {
        self.values.iter().find(|(present, _)| present == key).map(|(_, value)| *value)
    }

    /// Keys and values, in the order in which they were added.
    pub fn values(&self) -> impl Iterator<Item = (&str, f64)> {
        self.values.iter().map(|(key, value)| (key.as_ref(), *value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_kept_and_refused_values_change_nothing() {
        let mut record = Record::new(1, 2, 3.0);
        record.push("ppo/entropy", 1.0).unwrap();
        record.push("collect/step_reward", f64::NAN).unwrap();
        assert!(matches!(record.push("ppo/entropy", 2.0), Err(MetricsError::DuplicateKey { .. })));
        assert!(matches!(record.push("ppo/nothing", 2.0), Err(MetricsError::UnknownKey { .. })));
        let keys: Vec<_> = record.values().map(|(key, _)| key.to_owned()).collect();
        assert_eq!(keys, ["ppo/entropy", "collect/step_reward"]);
        assert_eq!(record.get("ppo/entropy"), Some(1.0));
        record.set("ppo/entropy", 5.0);
        assert_eq!(record.get("ppo/entropy"), Some(5.0));
        assert_eq!(record.values().count(), 2);
    }
}
