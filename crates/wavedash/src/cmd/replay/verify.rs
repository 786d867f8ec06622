//! `wavedash replay verify`: whether a match log is the match that was played.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;
use wavedash_core::units::TICK_RATE;
use wavedash_replay::log::{Log, LogError, LogPlayer};

use crate::args::Verify;
use crate::exit::{Exit, bad_input};
use crate::{parallel, report};

/// What was found out about one file.
#[derive(Serialize)]
struct Verdict {
    file: PathBuf,
    /// All of it is there, and all of it is proved.
    proved: bool,
    #[serde(flatten)]
    proof: Option<Proved>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    /// The file cannot be read, as opposed to: the match differs.
    #[serde(skip)]
    is_unreadable: bool,
}

/// What was proved of it.
#[derive(Serialize)]
struct Proved {
    ticks: u64,
    seconds: f64,
    hashes: u64,
    hash: String,
    score: [u32; 2],
    agents: Vec<String>,
    program: String,
}

#[derive(Serialize)]
struct Figures {
    proved: usize,
    failed: usize,
    files: Vec<Verdict>,
}

/// Verifies all files and prints a line for each; what is wrong comes last.
pub(crate) fn run(args: &Verify, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let files = expand(&args.files)?;
    let threads = args.threads.map_or_else(parallel::default_threads, usize::from);
    let verdicts = parallel::map(threads, files, |file| verify(file, args.salvage));
    let proved = verdicts.iter().filter(|verdict| verdict.proved).count();
    let failed = verdicts.len() - proved;
    let unreadable = verdicts.iter().filter(|verdict| verdict.is_unreadable).count();
    if !args.json {
        for verdict in &verdicts {
            print(out, verdict)?;
        }
    }
    for problem in verdicts.iter().filter_map(|verdict| verdict.problem.as_ref()) {
        writeln!(err, "error: {problem}")?;
    }
    let exit = match (failed, unreadable) {
        (0, _) => Exit::Fine,
        (_, unreadable) if unreadable == verdicts.len() => Exit::Usage,
        _ => Exit::Failed,
    };
    if args.json {
        report::json(out, &Figures { proved, failed, files: verdicts })?;
    } else if proved + failed > 1 {
        writeln!(out, "{proved} proved, {failed} failed")?;
    }
    Ok(exit)
}

/// The match logs that the paths stand for.
fn expand(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let cannot_read = |e| bad_input(format!("cannot read the folder {}: {e}", path.display()));
        let entries = std::fs::read_dir(path).map_err(cannot_read)?;
        let mut found =
            entries.map(|entry| entry.map(|e| e.path())).collect::<Result<Vec<_>, _>>().map_err(cannot_read)?;
        found.retain(|file| file.extension().is_some_and(|end| end == "wdm"));
        if found.is_empty() {
            return Err(bad_input(format!("there is no match log (.wdm) in {}", path.display())));
        }
        found.sort();
        files.append(&mut found);
    }
    Ok(files)
}

fn verify(file: PathBuf, salvage: bool) -> Verdict {
    let read = if salvage { Log::salvage(&file) } else { Log::open(&file).map(|log| (log, None)) };
    let (log, damage) = match read {
        Ok(read) => read,
        Err(e) => return Verdict::failed(file, &e, true),
    };
    match prove(log, &file) {
        Ok(proof) => {
            let problem = damage.map(|e| e.to_string());
            Verdict { proved: problem.is_none(), file, proof: Some(proof), problem, is_unreadable: false }
        }
        Err(e) => {
            let is_unreadable = !matches!(e.problem(), LogError::Differs { .. });
            Verdict::failed(file, &e, is_unreadable)
        }
    }
}

fn prove(log: Log, file: &Path) -> Result<Proved, LogError> {
    let prove = || {
        let mut player = LogPlayer::new(log)?;
        let proof = player.verify()?;
        Ok(Proved {
            ticks: proof.ticks,
            seconds: proof.ticks as f64 / f64::from(TICK_RATE),
            hashes: proof.hashes,
            hash: format!("{:016x}", proof.hash),
            score: proof.score,
            agents: player.header().cars.iter().map(|car| car.agent.name.clone()).collect(),
            program: player.header().program.clone(),
        })
    };
    prove().map_err(|e: LogError| e.in_file(file))
}

impl Verdict {
    fn failed(file: PathBuf, error: &LogError, is_unreadable: bool) -> Self {
        Self { file, proved: false, proof: None, problem: Some(error.to_string()), is_unreadable }
    }
}

fn print(out: &mut dyn Write, verdict: &Verdict) -> anyhow::Result<()> {
    let file = verdict.file.display();
    match &verdict.proof {
        Some(Proved { seconds, hashes, score: [blue, orange], hash, .. }) => {
            let part = if verdict.proved { "proved" } else { "proved as far as it is intact" };
            writeln!(out, "{file}: {part}: {seconds:.1} s, {hashes} hashes, {blue} : {orange}, last state {hash}")?;
        }
        None => writeln!(out, "{file}: failed")?,
    }
    Ok(())
}
