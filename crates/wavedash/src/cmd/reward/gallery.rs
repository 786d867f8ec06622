//! `wavedash reward gallery`: the pictures of the documentation, each by an ordinary command.

use std::io::Write;
use std::path::Path;

use clap::Parser;

use crate::args::{Args, Command};
use crate::exit::Exit;
use crate::report;
use wavedash_env::Registry;

/// File and the command that makes it, without `--out`.
const PICTURES: [(&str, &str); 6] = [
    (
        "potential.png",
        "plot lucy --move ball --car -900,-1800,17,200,1300,0 --mate 1800,-3600,17 --opponent 600,2400,17,0,-900,0 \
         --opponent -1500,4300,17 --gradient",
    ),
    (
        "components.png",
        "plot lucy:distance_weighted_alignment lucy:offensive_potential face_ball \
         --move car --ball -1200,1500,93 --car 600,-1600,17,-300,1400,0",
    ),
    (
        "heights.png",
        "plot player_to_ball_distance:dispersion=0.4 --move car --z 17,300,1000 --ball 800,1800,1000 \
         --car -600,-500,17",
    ),
    ("page.png", "plot align_ball_goal --move car --mean places --page"),
    ("trace.png", "trace lucy sample:3 --from 4 --to 28"),
    ("stats.png", "stats lucy sample:1 sample:2"),
];

/// Runs the command.
pub(super) fn run(folder: &Path, registry: &Registry, err: &mut dyn Write) -> anyhow::Result<Exit> {
    report::make_folder(folder)?;
    for (file, words) in PICTURES {
        let path = folder.join(file).display().to_string();
        let words = ["wavedash", "reward"].into_iter().chain(words.split_whitespace());
        let line: Vec<&str> = words.chain(["--out", &path]).collect();
        writeln!(err, "{}", line.join(" "))?;
        let Command::Reward { what } = Args::try_parse_from(&line)?.command else { continue };
        super::run(what, registry, &mut std::io::sink(), &mut std::io::sink())?;
    }
    Ok(Exit::Fine)
}
