//! Matches of other modes than soccar: rewards and start states are not made for them.

use std::collections::BTreeMap;

use wavedash_replay::Mode;

use crate::exit::bad_input;

/// How to have them all the same.
const ASK: &str = "--any-mode takes every mode";

/// One match alone is of another mode.
pub(crate) fn refused(file: &str, mode: &Mode) -> anyhow::Error {
    bad_input(format!("{file}: {mode}, and this command is made for soccar; {ASK}"))
}

/// All matches are of other modes.
pub(crate) fn all_refused(modes: &[Mode]) -> anyhow::Error {
    bad_input(format!("no match is soccar: {}; {ASK}", counted(modes)))
}

/// What to say of those among others that are left out; nothing if there are none.
pub(crate) fn note(modes: &[Mode]) -> Option<String> {
    let matches = if modes.len() == 1 { "match that is" } else { "matches that are" };
    let left_out = || format!("{} {matches} not soccar left out: {}; {ASK}", modes.len(), counted(modes));
    (!modes.is_empty()).then(left_out)
}

fn counted(modes: &[Mode]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    modes.iter().for_each(|mode| *counts.entry(mode.to_string()).or_default() += 1);
    let parts: Vec<String> = counts.into_iter().map(|(mode, count)| format!("{count} x {mode}")).collect();
    parts.join("; ")
}
