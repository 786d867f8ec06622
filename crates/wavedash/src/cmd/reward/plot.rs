//! `wavedash reward plot`.

use std::io::Write;

use anyhow::Context;
use serde::Serialize;
use wavedash_analysis::describe::Describe;
use wavedash_analysis::{Means, Moved, Page, Panel, Placed, Sheet, Stage, Subject, places};
use wavedash_core::units::{BACK_WALL_Y, CEILING_Z, GOAL_BACK_Y, SIDE_WALL_X};
use wavedash_core::{Team, Vec3};
use wavedash_env::Registry;

use super::{named, picture};
use crate::args::reward::{Body, Over, Plot, Side};
use crate::exit::{Exit, bad_input};
use crate::report;

#[derive(Serialize)]
struct Mapped {
    reward: String,
    z: f32,
    min: f32,
    max: f32,
}

#[derive(Serialize)]
struct Figures {
    out: String,
    maps: Vec<Mapped>,
    #[serde(skip_serializing_if = "Option::is_none")]
    describe: Option<Describe>,
}

/// Runs the command.
pub(super) fn run(args: &Plot, registry: &Registry, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    picture::format(&args.out)?;
    let subjects =
        args.rewards.iter().map(|text| named::subject(text, registry)).collect::<anyhow::Result<Vec<_>>>()?;
    let stage = stage(args)?;
    for z in &args.z {
        if !(0.0..=CEILING_Z).contains(z) {
            return Err(bad_input(format!("--z {z}: expected a height from 0 to {CEILING_Z} uu")));
        }
    }
    let panel = |subject: &Subject| Panel::new(subject, &stage, &args.z).map_err(bad_input);
    let panels = subjects.iter().map(panel).collect::<anyhow::Result<Vec<_>>>()?;
    let mut describe = None;
    if args.page {
        let ([subject], [z]) = (subjects.as_slice(), args.z.as_slice()) else {
            return Err(bad_input("--page draws one reward at one height"));
        };
        let values = stage.values(subject, places::grid().into_iter());
        let page = Page::new(subject, &stage, *z, values).map_err(bad_input)?;
        describe = Some(*page.describe());
        picture::write(&args.out, &page)?;
    } else {
        let shows_moved = match stage.moved {
            Moved::Ball => args.ball.is_some(),
            Moved::Car => args.car.is_some(),
        };
        let sheet = Sheet { stage, panels: panels.clone(), has_gradient: args.gradient, shows_moved };
        picture::write(&args.out, &sheet)?;
    }
    if let Some(path) = &args.csv {
        table(path, &panels)?;
    }
    warn(&panels, &subjects, err)?;
    let maps = panels.iter().flat_map(|panel| {
        panel.fields().iter().map(|field| {
            let [min, max] = field.range();
            Mapped { reward: panel.name().to_owned(), z: field.z, min, max }
        })
    });
    let figures = Figures { out: args.out.display().to_string(), maps: maps.collect(), describe };
    if args.json {
        report::json(out, &figures)?;
    } else {
        for Mapped { reward, z, min, max } in &figures.maps {
            writeln!(out, "{reward} at z = {z}: {min:.4} to {max:.4}")?;
        }
        writeln!(out, "{}", args.out.display())?;
    }
    Ok(Exit::Fine)
}

/// Says what a picture does not show.
fn warn(panels: &[Panel], subjects: &[Subject], err: &mut dyn Write) -> anyhow::Result<()> {
    for (panel, subject) in panels.iter().zip(subjects) {
        let [low, high] = panel.range();
        if high - low <= 1e-6 * (low.abs() + high.abs()) {
            let hint = "what is moved may not matter to it, or need a velocity (six numbers, or --mean headings)";
            writeln!(err, "{} is the same everywhere: {hint}", panel.name())?;
        }
        let shown = subject.states().count();
        let all = subject.plan().potential.len() + subject.plan().event.len() + subject.plan().on_goal.len();
        if shown < all {
            let left_out = all - shown;
            writeln!(err, "{}: {left_out} of {all} terms are events, which no place has a value of", panel.name())?;
        }
    }
    Ok(())
}

fn table(path: &std::path::Path, panels: &[Panel]) -> anyhow::Result<()> {
    picture::write_table(path, |bytes| {
        let mut table = csv::Writer::from_writer(bytes);
        table.write_record(["reward", "x", "y", "z", "value"])?;
        for (panel, field) in panels.iter().flat_map(|panel| panel.fields().iter().map(move |field| (panel, field))) {
            for [x, y, value] in field.table() {
                table.write_record([
                    panel.name(),
                    &x.to_string(),
                    &y.to_string(),
                    &field.z.to_string(),
                    &value.to_string(),
                ])?;
            }
        }
        table.flush()?;
        Ok(())
    })
}

fn stage(args: &Plot) -> anyhow::Result<Stage> {
    let team = if args.team == Side::Blue { Team::Blue } else { Team::Orange };
    let boost = 0.01 * f32::from(args.boost);
    let ball = args.ball.as_deref().map(|text| placed("--ball", text)).transpose()?;
    let own = args.car.as_deref().map(|text| placed("--car", text)).transpose()?;
    let own = own.unwrap_or(Placed::at(Vec3::new(0.0, 2000.0 * team.own_goal_sign(), 17.0)));
    let mut cars = vec![own.car(team, boost)];
    for (flag, texts, team) in [("--mate", &args.mate, team), ("--opponent", &args.opponent, team.other())] {
        for text in texts {
            cars.push(placed(flag, text)?.car(team, boost));
        }
    }
    if cars.len() > wavedash_core::units::MAX_CARS {
        return Err(bad_input(format!("{} cars; at most {}", cars.len(), wavedash_core::units::MAX_CARS)));
    }
    let means = Means {
        places: args.mean.contains(&Over::Places),
        facings: args.mean.contains(&Over::Facings),
        headings: args.mean.contains(&Over::Headings),
        speeds: args.mean.contains(&Over::Speeds),
    };
    let moved = if args.moved == Body::Ball { Moved::Ball } else { Moved::Car };
    Ok(Stage::new(moved, ball.unwrap_or_else(Placed::kickoff_ball), &cars, means))
}

/// `x,y,z` or `x,y,z,vx,vy,vz`.
fn placed(flag: &str, text: &str) -> anyhow::Result<Placed> {
    let numbers: Result<Vec<f32>, _> = text.split(',').map(|part| part.trim().parse::<f32>()).collect();
    let numbers =
        numbers.with_context(|| format!("{flag} {text}: not a number")).map_err(|e| bad_input(format!("{e:#}")))?;
    let (pos, vel) = match *numbers.as_slice() {
        [x, y, z] => ([x, y, z], [0.0; 3]),
        [x, y, z, vx, vy, vz] => ([x, y, z], [vx, vy, vz]),
        _ => return Err(bad_input(format!("{flag} {text}: expected x,y,z or x,y,z,vx,vy,vz"))),
    };
    let walls = [SIDE_WALL_X, if pos[0].abs() < 900.0 { GOAL_BACK_Y } else { BACK_WALL_Y }, CEILING_Z];
    let is_inside = pos.iter().zip(walls).all(|(at, wall)| at.abs() <= wall) && pos[2] >= 0.0;
    if !is_inside || !vel.iter().all(|v| v.abs() <= 1e4) {
        return Err(bad_input(format!("{flag} {text}: outside of the arena, or faster than anything in it")));
    }
    Ok(Placed { pos: pos.into(), vel: vel.into() })
}
