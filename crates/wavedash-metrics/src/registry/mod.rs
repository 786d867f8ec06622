//! Every metric with its unit and its definition.
//!
//! A number without a definition cannot be recorded. Keys are `group/name`; a key with `<…>` at its end is a family,
//! whose last part is free: `rating/<mode>` defines `rating/1v1`. [`keys`] has a constant for each, so that whoever
//! records a number and whoever reads it cannot disagree on its name.

mod catalogue;
mod family;
mod list;
mod shape;

pub use catalogue::catalogue;
pub use family::Family;
pub use list::{METRICS, keys};
pub use shape::Shape;

use crate::MetricsError;

/// Definition of one metric, or of a family of metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    /// `group/name`, or `group/<free part>` for a family.
    pub key: &'static str,
    /// What the number counts, `1` for a number without dimension.
    pub unit: &'static str,
    /// One sentence: what is averaged or counted over what.
    pub definition: &'static str,
    /// The same number's name in rlgym-ppo, if that has it.
    pub rlgym_ppo: Option<&'static str>,
    /// Heading that the live table shows it under.
    pub section: &'static str,
    /// Name in the live table (at most 19 characters); in a family, what follows the free part, often nothing.
    pub label: &'static str,
    /// How the live table shows the number.
    pub shape: Shape,
}

impl Metric {
    /// Whether the last part of the key is free.
    #[must_use]
    pub fn is_family(&self) -> bool {
        self.key.ends_with('>')
    }

    /// The free part of `key` if this is a family and `key` belongs to it.
    #[must_use]
    pub fn member<'k>(&self, key: &'k str) -> Option<&'k str> {
        let (prefix, _) = self.key.strip_suffix('>')?.split_once('<')?;
        let name = key.strip_prefix(prefix)?;
        // White space would end the key in a table, a control character would break a line, `<` is the family itself.
        let proper = !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '<');
        proper.then_some(name)
    }
}

/// The definition of a key.
///
/// ```
/// let kl = wavedash_metrics::registry::find("ppo/approx_kl").unwrap();
/// assert_eq!(kl.rlgym_ppo, Some("Mean KL Divergence"));
/// assert!(wavedash_metrics::registry::find("rating/2v2").is_some_and(|rating| rating.is_family()));
/// assert!(wavedash_metrics::registry::find("ppo/aprox_kl").is_none());
/// ```
#[must_use]
pub fn find(key: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|metric| metric.key == key && !metric.is_family() || metric.member(key).is_some())
}

/// Like [`find`], with an error that names the nearest key.
///
/// # Errors
///
/// [`MetricsError::UnknownKey`] if the registry does not define the key.
pub fn lookup(key: &str) -> Result<&'static Metric, MetricsError> {
    // Between a dropped letter, which must be answered, and a word of another field; see the test below.
    const NEAR: f64 = 0.8;
    find(key).ok_or_else(|| {
        let scored = METRICS.iter().map(|metric| (strsim::jaro_winkler(metric.key, key), metric.key));
        let nearest = scored.filter(|(score, _)| *score > NEAR).max_by(|a, b| a.0.total_cmp(&b.0));
        MetricsError::UnknownKey { key: key.to_owned(), suggestion: nearest.map(|(_, near)| near.to_owned()) }
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_metric_is_defined_once_and_fully() {
        let mut keys = BTreeSet::new();
        let mut foreign = BTreeSet::new();
        for metric in METRICS {
            assert!(keys.insert(metric.key), "{} is defined twice", metric.key);
            assert!(metric.key.split_once('/').is_some_and(|(_, name)| !name.is_empty()), "{}", metric.key);
            assert!(!metric.unit.is_empty() && metric.definition.ends_with('.'), "{}", metric.key);
            assert!(metric.definition.len() > 20 && !metric.definition.contains('|'), "{}", metric.key);
            assert!(!metric.label.is_empty() || metric.is_family(), "{}", metric.key);
            assert!(metric.label.chars().count() <= 19, "{} has too long a label", metric.key);
            assert!(metric.rlgym_ppo.is_none_or(|name| foreign.insert(name)), "{} shares its name", metric.key);
        }
    }

    #[test]
    fn sections_are_not_split() {
        let mut sections: Vec<_> = METRICS.iter().map(|metric| metric.section).collect();
        sections.dedup();
        let distinct: BTreeSet<_> = sections.iter().collect();
        assert_eq!(distinct.len(), sections.len(), "{sections:?}");
    }

    #[test]
    fn families_match_by_prefix_and_need_a_name() {
        assert_eq!(find("reward/KRC.touch").map(|m| m.key), Some("reward/<name>"));
        assert_eq!(find("rating_sigma/1v1").map(|m| m.key), Some("rating_sigma/<mode>"));
        for wrong in ["reward/", "reward/two words", "rating", "rating/<mode>", "rating/a\nb", "ppo/<name>"] {
            assert!(find(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_slip_is_answered_with_the_nearest_key() {
        let error = lookup("ppo/aprox_kl").expect_err("it is misspelt").to_string();
        assert_eq!(error, "unknown metric `ppo/aprox_kl`; did you mean `ppo/approx_kl`?");
        let error = lookup("weather").expect_err("it is no metric").to_string();
        assert_eq!(error, "unknown metric `weather`");
    }
}
