//! Names of the floats of an observation.

use super::history::INPUT_NAMES;

/// Names of a vector's components.
pub(super) fn vector(name: &str) -> [String; 3] {
    ["x", "y", "z"].map(|axis| format!("{name}.{axis}"))
}

/// Names of `stack` past actions: `action1` is the newest.
pub(super) fn actions(stack: usize) -> impl Iterator<Item = String> {
    (1..=stack).flat_map(|age| INPUT_NAMES.iter().map(move |input| format!("action{age}.{input}")))
}

/// Names of the rows of entities: the query, the groups in order, each as (name, number of rows).
pub(super) fn rows(groups: &[(&str, usize)]) -> Vec<String> {
    let mut rows = vec!["query".to_owned()];
    for (name, count) in groups {
        match count {
            1 if *name == "ball" => rows.push((*name).to_owned()),
            _ => rows.extend((1..=*count).map(|i| format!("{name}{i}"))),
        }
    }
    rows
}

/// Every row's name with every column's.
pub(super) fn table(rows: &[String], columns: &[String]) -> Vec<String> {
    rows.iter().flat_map(|row| columns.iter().map(move |column| format!("{row}.{column}"))).collect()
}
