//! `wavedash surface`: writes and checks the collision surface.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;
use wavedash_core::{Vec3, rules};
use wavedash_sim::Surface;

use crate::args::{Surface as Args, SurfaceFormat};
use crate::exit::Exit;
use crate::{fleet, report};

#[derive(Serialize)]
struct Figures {
    pieces: usize,
    triangles: usize,
    /// Corners of the box around all triangles, uu.
    min: [f32; 3],
    max: [f32; 3],
    /// Edges of one triangle only that do not lie in the floor, ceiling or side wall planes.
    open_edges: usize,
    /// Triangles whose numbers are not finite.
    broken_triangles: usize,
    files: Vec<String>,
}

/// Runs the command.
pub(crate) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let surface = fleet::surface(args.surface.as_deref())?;
    let mut figures = measure(&surface);
    if let Some(folder) = &args.out {
        report::make_folder(folder)?;
        match args.format {
            SurfaceFormat::Cmf => {
                surface.write_cmf(folder)?;
                figures.files = (0..surface.pieces()).map(|piece| format!("piece_{piece:02}.cmf")).collect();
            }
            SurfaceFormat::Obj => {
                let mut text = Vec::new();
                surface.write_obj(&mut text)?;
                report::write_atomically(&folder.join("surface.obj"), &text)?;
                figures.files.push("surface.obj".to_owned());
            }
        }
    }
    if args.json {
        report::json(out, &figures)?;
    } else {
        writeln!(out, "{} pieces, {} triangles", figures.pieces, figures.triangles)?;
        writeln!(out, "from {:?} to {:?} uu", figures.min, figures.max)?;
        writeln!(out, "open edges {}, broken triangles {}", figures.open_edges, figures.broken_triangles)?;
        if let (Some(folder), false) = (&args.out, figures.files.is_empty()) {
            writeln!(out, "{} files written to {}", figures.files.len(), folder.display())?;
        }
    }
    let sound = figures.open_edges == 0 && figures.broken_triangles == 0;
    Ok(if args.check && !sound { Exit::Failed } else { Exit::Fine })
}

fn measure(surface: &Surface) -> Figures {
    let bounds = (0..surface.pieces()).map(|piece| surface.piece_bounds(piece));
    let (min, max) = bounds.reduce(|a, b| (a.0.inf(&b.0), a.1.sup(&b.1))).unwrap_or_default();
    let broken = |points: &[Vec3; 3]| points.iter().any(|p| p.iter().any(|x| !x.is_finite()));
    Figures {
        pieces: surface.pieces(),
        triangles: surface.triangles().len(),
        min: min.into(),
        max: max.into(),
        open_edges: open_edges(surface),
        broken_triangles: surface.triangles().iter().filter(|t| broken(&t.points)).count(),
        files: Vec::new(),
    }
}

/// Edges that only one triangle has and that no plane of the arena closes.
fn open_edges(surface: &Surface) -> usize {
    // Points closer than a hundredth are one.
    let weld = |p: &Vec3| [p.x, p.y, p.z].map(|x| (x * 100.0).round() as i64);
    let mut uses: BTreeMap<[[i64; 3]; 2], (usize, [Vec3; 2])> = BTreeMap::new();
    for triangle in surface.triangles() {
        for i in 0..3 {
            let ends = [triangle.points[i], triangle.points[(i + 1) % 3]];
            let mut key = [weld(&ends[0]), weld(&ends[1])];
            key.sort_unstable();
            uses.entry(key).or_insert((0, ends)).0 += 1;
        }
    }
    uses.values().filter(|(count, ends)| *count == 1 && !lies_in_plane(ends)).count()
}

fn lies_in_plane(ends: &[Vec3; 2]) -> bool {
    let in_plane = |distance: &dyn Fn(&Vec3) -> f32| ends.iter().all(|p| distance(p).abs() < 0.01);
    in_plane(&|p| p.z)
        || in_plane(&|p| p.z - rules::CEILING_Z)
        || in_plane(&|p| p.x - rules::SIDE_WALL_X)
        || in_plane(&|p| p.x + rules::SIDE_WALL_X)
}
