//! `wavedash replay verify`: whether a match log is the match that was played.

use std::io::Write;
use std::path::Path;

use serde::Serialize;
use wavedash_core::units::TICK_RATE;
use wavedash_replay::log::{Log, LogError, LogPlayer};

use crate::args::Verify;
use crate::exit::Exit;
use crate::input::{Copies, Input, Inputs, Wanted};
use crate::{parallel, report};

/// What was found out about one file.
#[derive(Serialize)]
struct Verdict {
    file: String,
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
    let threads = args.threads.map_or_else(parallel::default_threads, usize::from);
    let inputs = Inputs::of(&args.files, Wanted::Logs, Copies::Kept, threads)?;
    inputs.print_notes(err)?;
    let verdicts = parallel::map(threads, inputs.files, |input| verify(&input, args.salvage));
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

fn verify(input: &Input, salvage: bool) -> Verdict {
    let file = input.name().display().to_string();
    let name = input.name();
    let unpacked = match input.unpack() {
        Ok(unpacked) => unpacked,
        Err(problem) => return Verdict::failed(file.clone(), format!("{file}: {problem}"), true),
    };
    let path = unpacked.path();
    let read = if salvage { Log::salvage(path) } else { Log::open(path).map(|log| (log, None)) };
    let (log, damage) = match read {
        Ok(read) => read,
        Err(e) => return Verdict::failed(file, words(&e, name), true),
    };
    match prove(log) {
        Ok(proof) => {
            let problem = damage.map(|e| words(&e, name));
            Verdict { proved: problem.is_none(), file, proof: Some(proof), problem, is_unreadable: false }
        }
        Err(e) => {
            let is_unreadable = !matches!(e.problem(), LogError::Differs { .. });
            Verdict::failed(file, words(&e, name), is_unreadable)
        }
    }
}

/// An error with the name that was given, and not that of a file that was unpacked.
fn words(error: &LogError, name: &Path) -> String {
    format!("{}: {}", name.display(), error.problem())
}

fn prove(log: Log) -> Result<Proved, LogError> {
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
}

impl Verdict {
    fn failed(file: String, problem: String, is_unreadable: bool) -> Self {
        Self { file, proved: false, proof: None, problem: Some(problem), is_unreadable }
    }
}

fn print(out: &mut dyn Write, verdict: &Verdict) -> anyhow::Result<()> {
    let file = &verdict.file;
    match &verdict.proof {
        Some(Proved { seconds, hashes, score: [blue, orange], hash, .. }) => {
            let part = if verdict.proved { "proved" } else { "proved as far as it is intact" };
            writeln!(out, "{file}: {part}: {seconds:.1} s, {hashes} hashes, {blue} : {orange}, last state {hash}")?;
        }
        None => writeln!(out, "{file}: failed")?,
    }
    Ok(())
}
