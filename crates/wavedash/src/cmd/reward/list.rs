//! `wavedash reward list`.

use std::io::Write;

use serde::Serialize;
use wavedash_env::Registry;
use wavedash_env::reward::{self, catalogue};

use crate::exit::Exit;
use crate::report;

#[derive(Serialize)]
struct Listed {
    name: &'static str,
    kind: String,
    formula: &'static str,
    range: &'static str,
    parameters: Vec<String>,
    source: &'static str,
}

/// Runs the command.
pub(super) fn run(json: bool, registry: &Registry, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let listed: Vec<Listed> = catalogue(registry)
        .into_iter()
        .map(|reward::Listed { kind, entry }| Listed {
            name: entry.name,
            kind: kind.to_string(),
            formula: entry.formula,
            range: entry.range,
            parameters: entry
                .parameters
                .iter()
                .map(|p| p.default.as_ref().map_or_else(|| p.name.to_owned(), |value| format!("{} = {value}", p.name)))
                .collect(),
            source: entry.source,
        })
        .collect();
    if json {
        #[derive(Serialize)]
        struct All {
            rewards: Vec<Listed>,
        }
        report::json(out, &All { rewards: listed })?;
        return Ok(Exit::Fine);
    }
    let mut kind = "";
    for entry in &listed {
        if entry.kind != kind {
            kind = &entry.kind;
            writeln!(out, "{kind}")?;
        }
        let parameters =
            if entry.parameters.is_empty() { String::new() } else { format!(" ({})", entry.parameters.join(", ")) };
        writeln!(out, "  {}{parameters}", entry.name)?;
        writeln!(out, "      {}   {}   [{}]", entry.formula, entry.range, entry.source)?;
    }
    Ok(Exit::Fine)
}
