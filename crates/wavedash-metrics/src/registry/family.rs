//! Keys with a free last part.

use core::fmt::Display;

/// A family of metrics with one definition: `rating/<mode>`.
///
/// ```
/// use wavedash_metrics::keys::rating;
///
/// assert_eq!(rating::MEAN.of("1v1"), "rating/1v1");
/// assert_eq!(rating::MEAN.all(), "rating/*");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    prefix: &'static str,
    all: &'static str,
}

impl Family {
    pub(super) const fn new(prefix: &'static str, all: &'static str) -> Self {
        Self { prefix, all }
    }

    /// The key of one member. The name must not be empty and must not contain white space, control characters or `<`;
    /// [`Record::push`](crate::Record::push) refuses it otherwise.
    #[must_use]
    pub fn of(self, member: impl Display) -> String {
        format!("{}{member}", self.prefix)
    }

    /// The pattern that stands for all members wherever curves are asked for.
    #[must_use]
    pub const fn all(self) -> &'static str {
        self.all
    }
}
