//! Printing figures and writing files.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::Context;
use serde::Serialize;

use crate::exit::Exit;

/// One JSON object on one line.
pub(crate) fn json(out: &mut dyn Write, value: &impl Serialize) -> anyhow::Result<()> {
    writeln!(out, "{}", serde_json::to_string(value)?)?;
    Ok(())
}

/// Figures as one JSON object, or as `print` writes them.
pub(crate) fn figures<T: Serialize>(
    out: &mut dyn Write,
    as_json: bool,
    figures: &T,
    print: impl FnOnce(&mut dyn Write, &T) -> anyhow::Result<()>,
) -> anyhow::Result<Exit> {
    if as_json {
        json(out, figures)?;
    } else {
        print(out, figures)?;
    }
    Ok(Exit::Fine)
}

/// Writes a whole file or nothing: to a temporary name in the same folder, then renamed.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    fs::write(&temporary, bytes)
        .and_then(|()| fs::rename(&temporary, path))
        .inspect_err(|_| {
            // The rename's error is the one to report.
            let _ = fs::remove_file(&temporary);
        })
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Makes a folder and those above it.
pub(crate) fn make_folder(path: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(path).with_context(|| format!("cannot make the folder {}", path.display()))
}

/// A path as a shell takes it: in quotation marks if it has to be.
pub(crate) fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+,:@%=".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_in_hints_can_be_pasted() {
        let quoted = |text: &str| quoted(Path::new(text));
        assert_eq!(quoted("runs/quick-1"), "runs/quick-1");
        assert_eq!(quoted("my runs/it's"), r"'my runs/it'\''s'");
    }
}
