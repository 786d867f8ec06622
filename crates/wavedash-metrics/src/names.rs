//! Under which name a metric is written.

use serde::{Deserialize, Serialize};

use crate::registry::{METRICS, find};

/// The vocabulary of a file of metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Names {
    /// The registry's own keys.
    #[default]
    Wavedash,
    /// The names of rlgym-ppo where it has the same number, so that existing dashboards go on; own keys elsewhere.
    RlgymPpo,
}

impl Names {
    /// What to write for a key of the registry.
    ///
    /// ```
    /// use wavedash_metrics::Names;
    ///
    /// assert_eq!(Names::RlgymPpo.of("ppo/entropy"), "Policy Entropy");
    /// assert_eq!(Names::RlgymPpo.of("rating/1v1"), "rating/1v1");
    /// assert_eq!(Names::Wavedash.of("ppo/entropy"), "ppo/entropy");
    /// ```
    #[must_use]
    pub fn of(self, key: &str) -> &str {
        match self {
            Self::Wavedash => key,
            Self::RlgymPpo => find(key).and_then(|metric| metric.rlgym_ppo).unwrap_or(key),
        }
    }
}

/// The key of the registry that was written under `name`, in any vocabulary.
pub(crate) fn key_of(name: &str) -> &str {
    METRICS.iter().find(|metric| metric.rlgym_ppo == Some(name)).map_or(name, |metric| metric.key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_back_to_its_key() {
        for metric in METRICS.iter().filter(|metric| !metric.is_family()) {
            for names in [Names::Wavedash, Names::RlgymPpo] {
                assert_eq!(key_of(names.of(metric.key)), metric.key);
            }
        }
        assert!(METRICS.iter().filter(|metric| metric.rlgym_ppo.is_some()).count() >= 14);
    }

    #[test]
    fn configuration_files_spell_it_with_a_hyphen() {
        assert_eq!(serde_json::to_string(&Names::RlgymPpo).unwrap(), "\"rlgym-ppo\"");
    }
}
