//! One summand of a reward, and how a file writes it.

use core::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Error, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::expr::Expr;

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
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Term {
    /// Factor; negative for a penalty. Default 1.
    pub weight: f32,
    /// Name in logs; by default what `of` says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What is weighted.
    pub of: Expr,
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
        f.write_str("a table with a reward function, and optionally `weight` and `name`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Term, A::Error> {
        let (mut weight, mut name, mut of) = (None, None, None);
        while let Some(key) = table.next_key::<String>()? {
            match key.as_str() {
                "weight" => weight = Some(table.next_value()?),
                "name" => name = Some(table.next_value()?),
                _ if of.is_some() => {
                    let known = "expected one of `weight`, `name`, as the term has its reward function";
                    return Err(A::Error::custom(format!("unknown field `{key}`, {known}")));
                }
                "of" => of = Some(table.next_value()?),
                _ => of = Some(Expr::of_table(One { key: Some(key), table: &mut table })?),
            }
        }
        let of = of.ok_or_else(|| A::Error::custom("what is weighted is missing: give `of = \"...\"`"))?;
        Ok(Term { weight: weight.unwrap_or(1.0), name, of })
    }
}

/// The entry of a table whose key has been read, as a table of its own.
struct One<'a, A> {
    key: Option<String>,
    table: &'a mut A,
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
        Self::deserialize(MapAccessDeserializer::new(table))
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
        assert!(refused(r#"{ "face_bal": {} }"#).contains("unknown variant `face_bal`"));
        assert!(refused(r#"{ "of": "goal", "wieght": 2.0 }"#).contains("wieght"));
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
