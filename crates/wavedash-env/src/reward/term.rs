//! One summand of a reward, and how a file writes it.

use core::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Error, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::expr::Expr;
use super::weight::Weight;

/// One summand of a reward.
///
/// What is weighted stands under its own name, `krc = [...]`, or as `of = "goal"`:
///
/// ```
/// use wavedash_env::reward::Term;
///
/// let short: Term = serde_json::from_str(r#"{ "krc": ["face_ball", "align_ball_goal"], "weight": 0.6 }"#)?;
/// let long: Term = serde_json::from_str(r#"{ "weight": 0.6, "of": { "krc": ["face_ball", "align_ball_goal"] } }"#)?;
/// assert_eq!(short, long);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Factor; negative for a penalty. Default 1.
    pub weight: f32,
    /// How the weight moves while training goes on; nothing for a constant one. `weight` is its start.
    pub moves: Option<Weight>,
    /// Name in logs; by default what `of` says.
    pub name: Option<String>,
    /// Share of the opponents' mean that is subtracted, 0 to 1, in place of the whole reward's. In a file also
    /// `zero_sum = true` for 1, or `false` for 0.
    pub opponent: Option<f32>,
    /// Share of the own team's mean, 0 to 1, in place of the whole reward's.
    pub team_spirit: Option<f32>,
    /// What is weighted.
    pub of: Expr,
}

impl Term {
    /// A term with a constant weight, shared as the whole reward is.
    #[must_use]
    pub const fn of(weight: f32, of: Expr) -> Self {
        Self { weight, moves: None, name: None, opponent: None, team_spirit: None, of }
    }
}

/// A term as it is written to a file.
#[derive(Serialize)]
struct Written<'a> {
    weight: Weight,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    opponent: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    team_spirit: Option<f32>,
    of: &'a Expr,
}

impl Serialize for Term {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { weight, moves, name, opponent, team_spirit, of } = self;
        let weight = moves.clone().unwrap_or(Weight::Constant(*weight));
        let written = Written { weight, name: name.as_deref(), opponent: *opponent, team_spirit: *team_spirit, of };
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Term {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(TermVisitor)
    }
}

struct TermVisitor;

impl<'de> Visitor<'de> for TermVisitor {
    type Value = Term;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a table with a reward function, and optionally `weight`, `name`, `zero_sum`, `opponent`, `team_spirit`",
        )
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Term, A::Error> {
        let (mut weight, mut name, mut of) = (None, None, None);
        let (mut opponent, mut team_spirit, mut is_zero_sum) = (None, None, None);
        while let Some(key) = table.next_key::<String>()? {
            match key.as_str() {
                "weight" => weight = Some(table.next_value()?),
                "name" => name = Some(table.next_value()?),
                "opponent" => opponent = Some(table.next_value()?),
                "team_spirit" => team_spirit = Some(table.next_value()?),
                "zero_sum" => is_zero_sum = Some(table.next_value()?),
                _ if of.is_some() => {
                    let known = "expected one of `weight`, `name`, `zero_sum`, `opponent`, `team_spirit`, as the term has its reward function";
                    return Err(A::Error::custom(format!("unknown field `{key}`, {known}")));
                }
                "of" => of = Some(table.next_value()?),
                _ => of = Some(Expr::of_table(One { key: Some(key), table: &mut table })?),
            }
        }
        let of = of.ok_or_else(|| A::Error::custom("what is weighted is missing: give `of = \"...\"`"))?;
        if is_zero_sum.is_some() && opponent.is_some() {
            return Err(A::Error::custom("`zero_sum` and `opponent` say the same: give one of them"));
        }
        let opponent = opponent.or(is_zero_sum.map(|is_zero_sum: bool| f32::from(u8::from(is_zero_sum))));
        let weight = weight.unwrap_or(Weight::Constant(1.0));
        let moves = (!matches!(weight, Weight::Constant(_))).then(|| weight.clone());
        Ok(Term { weight: weight.start(), moves, name, opponent, team_spirit, of })
    }
}

/// The entry of a table whose key has been read, as a table of its own.
pub(super) struct One<'a, A> {
    pub(super) key: Option<String>,
    pub(super) table: &'a mut A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for One<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        self.key.take().map(|key| seed.deserialize(key.into_deserializer())).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.table.next_value_seed(seed)
    }
}

impl Expr {
    /// The expression of a table with its name as the only key.
    fn of_table<'de, A: MapAccess<'de>>(table: A) -> Result<Self, A::Error> {
        Deserialize::deserialize(MapAccessDeserializer::new(table))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_that_say_too_much_or_too_little_are_refused() {
        let refused = |text: &str| serde_json::from_str::<Term>(text).expect_err(text).to_string();
        assert!(refused(r#"{ "weight": 1.0 }"#).contains("what is weighted is missing"));
        assert!(refused(r#"{ "krc": ["face_ball"], "sum": [] }"#).contains("unknown field `sum`"));
        assert!(refused(r#"{ "of": "goal", "wieght": 2.0 }"#).contains("wieght"));
    }

    #[test]
    fn terms_may_be_shared_and_moved_in_ways_of_their_own() {
        let of = |text: &str| serde_json::from_str::<Term>(text).expect(text);
        let zero_sum = of(r#"{ "of": "goal", "zero_sum": true, "team_spirit": 0.25 }"#);
        assert_eq!((zero_sum.opponent, zero_sum.team_spirit), (Some(1.0), Some(0.25)));
        assert_eq!(of(r#"{ "of": "goal", "zero_sum": false }"#).opponent, Some(0.0));
        let moved = of(r#"{ "of": "goal", "weight": { "from": 2.0, "to": 0.5, "steps": 10 }, "opponent": 0.5 }"#);
        assert_eq!((moved.weight, moved.opponent), (2.0, Some(0.5)));
        assert_eq!(moved.moves, Some(Weight::Line { from: 2.0, to: 0.5, steps: 10 }));
        for term in [zero_sum, moved] {
            assert_eq!(of(&serde_json::to_string(&term).expect("a term can be written")), term);
        }
        let both = serde_json::from_str::<Term>(r#"{ "of": "goal", "zero_sum": true, "opponent": 1 }"#);
        assert!(both.expect_err("both").to_string().contains("give one of them"));
    }

    #[test]
    fn every_way_of_writing_a_term_means_the_same() {
        let of = |text: &str| serde_json::from_str::<Term>(text).expect(text);
        let long = of(r#"{ "of": { "player_to_ball_distance": { "dispersion": 1.1 } }, "name": "near" }"#);
        assert_eq!(of(r#"{ "name": "near", "player_to_ball_distance": { "dispersion": 1.1 } }"#), long);
        assert_eq!(of(r#"{ "weight": 10, "goal": {} }"#), of(r#"{ "weight": 10.0, "of": "goal" }"#));
        assert_eq!(of(&serde_json::to_string(&long).expect("a term can be written")), long);
    }
}
