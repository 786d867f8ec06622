//! `wavedash reward gallery`: the pictures of the documentation, each by an ordinary command.

use std::io::Write;
use std::path::Path;

use clap::Parser;

use crate::args::{Args, Command};
use crate::exit::Exit;
use crate::report;

/// File and the command that makes it, without `--out`.
const PICTURES: [(&str, &[&str]); 6] = [
    (
        "potential.png",
        &[
            "plot",
            "lucy",
            "--move",
            "ball",
            "--car",
            "-900,-1800,17,200,1300,0",
            "--mate",
            "1800,-3600,17",
            "--opponent",
            "600,2400,17,0,-900,0",
            "--opponent",
            "-1500,4300,17",
            "--gradient",
        ],
    ),
    (
        "alignment.png",
        &[
            "plot",
            "lucy:distance_weighted_alignment",
            "--move",
            "car",
            "--ball",
            "-1200,1500,93",
            "--car",
            "600,-1600,17",
        ],
    ),
    (
        "components.png",
        &[
            "plot",
            "ball_to_goal_distance_difference:offense_dispersion=0.6,defense_dispersion=0.4",
            "signed_ball_to_goal_distance",
            "ball_to_goal_velocity",
            "--move",
            "ball",
            "--ball",
            "0,0,300,600,1800,0",
        ],
    ),
    (
        "heights.png",
        &[
            "plot",
            "lucy:offensive_potential",
            "--move",
            "car",
            "--z",
            "17,300,1000",
            "--ball",
            "800,1800,700",
            "--car",
            "-600,-1500,17,300,1500,0",
        ],
    ),
    ("page.png", &["plot", "align_ball_goal", "--move", "car", "--mean", "places", "--page"]),
    ("trace.png", &["trace", "lucy", "sample:2", "--from", "0", "--to", "40"]),
];

/// Runs the command.
pub(super) fn run(folder: &Path, err: &mut dyn Write) -> anyhow::Result<Exit> {
    report::make_folder(folder)?;
    for (file, words) in PICTURES {
        let path = folder.join(file).display().to_string();
        let line: Vec<&str> = ["wavedash", "reward"].iter().chain(words).chain(&["--out", &path]).copied().collect();
        writeln!(err, "{}", line.join(" "))?;
        let Command::Reward { what } = Args::try_parse_from(&line)?.command else { continue };
        super::run(what, &mut std::io::sink(), &mut std::io::sink())?;
    }
    Ok(Exit::Fine)
}
