//! From curves to triangles: one quadrant (x, y >= 0) as strips, then its three mirror images.
//!
//! Left out are the four half spaces the simulator tests as planes: the floor, the ceiling and the
//! flat parts of the side walls (z from 256 to 1536). The flat corner walls, the back walls and the
//! whole inside of the goals are triangles, the goals' flat floor included.

use wavedash_core::Vec3;

use super::mesh::{Mesh, Part, Point};
use super::plan::{self, Station};
use super::profile::{
    CHAMFER, GOAL_FLAT_X, GOAL_ROUNDING, MOUTH_Y, SEGMENTS, arc, ceiling_ramp, floor_ramp, goal_profile, mouth_outline,
    steps,
};

/// Corners of one triangle, counter-clockwise seen from the playable side.
pub(super) type Corners = [Vec3; 3];

/// Pieces of the soccar arena.
pub(super) const PIECES: usize = 10;

/// Segments of the turn around the foot of a post, row by row from the floor up.
///
/// At the top a small ledge joins the last two to the chamfer, which is one flat face. With this
/// foot, a car that hits a post turns as in the reference.
const FOOT_SEGMENTS: [usize; SEGMENTS + 1] = [8, 8, 8, 8, 8, 4, 4, 4, 2];

/// Height of the seam in the wall over the goal, uu: a flat edge 8 uu above the crossbar.
///
/// A ball that hits the crossbar of the reference touches such an edge, above 648 and below 680.
const SEAM_Z: f64 = 656.0;

/// The triangles of all pieces, in the order of [`super::Surface::soccar`].
pub(super) fn soccar() -> Vec<Vec<Corners>> {
    let mut mesh = Mesh::default();
    side_wall(&mut mesh);
    corner(&mut mesh);
    back_wall(&mut mesh);
    over_the_goal(&mut mesh);
    mouth(&mut mesh);
    let ledge = post_foot(&mut mesh);
    goal(&mut mesh);
    mesh.fan(Part::GoalEnd, &ledge);
    mirror(&mesh)
}

/// Copies a quadrant's triangles into the four quadrants and sorts them into pieces.
fn mirror(mesh: &Mesh) -> Vec<Vec<Corners>> {
    let mut pieces = vec![Vec::new(); PIECES];
    for (flip_x, flip_y) in [(false, false), (true, false), (false, true), (true, true)] {
        for (part, corners) in mesh.triangles() {
            let image = |p: Point| {
                // Adding zero turns -0 into 0.
                let flip = |v: f64, flipped: bool| (if flipped { -v } else { v } + 0.0) as f32;
                Vec3::new(flip(p[0], flip_x), flip(p[1], flip_y), p[2] as f32)
            };
            let [a, b, c] = corners.map(image);
            let piece = match part {
                Part::Corner => usize::from(flip_x) + 2 * usize::from(flip_y),
                Part::GoalEnd => 4 + usize::from(flip_y),
                Part::SideFloor => 6 + usize::from(flip_x),
                Part::SideCeiling => 8 + usize::from(flip_x),
            };
            pieces[piece].push(if flip_x == flip_y { [a, b, c] } else { [a, c, b] });
        }
    }
    pieces
}

/// A wall's cross-section from the floor up: the floor ramp's points, then the ceiling ramp's.
struct Section {
    floor: Vec<usize>,
    ceiling: Vec<usize>,
}

impl Section {
    fn of(mesh: &mut Mesh, station: Station) -> Self {
        let place = |(w, z): (f64, f64)| {
            let [x, y] = [0, 1].map(|axis| station.at[axis] + station.inward[axis] * w);
            [x, y, z]
        };
        Self {
            floor: mesh.points(floor_ramp(station.radius).map(place)),
            ceiling: mesh.points(ceiling_ramp().map(place)),
        }
    }

    /// The whole column; the flat wall is the step between the two ramps.
    fn column(&self) -> Vec<usize> {
        [self.floor.as_slice(), &self.ceiling].concat()
    }

    /// The flat wall's lower and upper end.
    fn wall(&self) -> [usize; 2] {
        [self.floor[SEGMENTS], self.ceiling[0]]
    }
}

fn side_wall(mesh: &mut Mesh) {
    let [left, right] = plan::side_wall().map(|station| Section::of(mesh, station));
    mesh.strip(Part::SideFloor, &left.floor, &right.floor);
    mesh.strip(Part::SideCeiling, &left.ceiling, &right.ceiling);
}

fn corner(mesh: &mut Mesh) {
    let columns: Vec<_> = plan::corner().into_iter().map(|station| Section::of(mesh, station).column()).collect();
    for (number, pair) in columns.windows(2).enumerate() {
        if number == SEGMENTS {
            // The straight corner wall has a seam in the middle, towards which its diagonals rise.
            let middle = mesh.midpoints(&pair[0], &pair[1]);
            mesh.strip(Part::Corner, &pair[0], &middle);
            mesh.falling_strip(Part::Corner, &middle, &pair[1]);
        } else {
            mesh.strip(Part::Corner, &pair[0], &pair[1]);
        }
    }
    // The corner's piece reaches along the back wall to its next cut.
    let [inner, outer] = plan::corner_reach().map(|station| Section::of(mesh, station).column());
    mesh.strip(Part::Corner, &inner, &outer);
}

fn back_wall(mesh: &mut Mesh) {
    let sections: Vec<_> = plan::back_wall().map(|station| Section::of(mesh, station)).collect();
    for pair in sections[1..].windows(2) {
        mesh.strip(Part::GoalEnd, &pair[0].column(), &pair[1].column());
    }
    // Next to the post the flat wall has a vertex where the mouth's outline starts to bend, so that
    // post and wall share whole edges.
    let (post, next) = (&sections[0], &sections[1]);
    mesh.strip(Part::GoalEnd, &post.floor, &next.floor);
    mesh.strip(Part::GoalEnd, &post.ceiling, &next.ceiling);
    let (x, z) = mouth_outline(CHAMFER)[1];
    let [seam, bend] = [SEAM_Z, z].map(|z| mesh.points([[x, plan::BACK_Y, z]])[0]);
    let ([foot, top], [next_foot, next_top]) = (post.wall(), next.wall());
    mesh.fan(Part::GoalEnd, &[bend, foot, next_foot, next_top, seam]);
    mesh.triangle(Part::GoalEnd, [seam, next_top, top]);
}

fn over_the_goal(mesh: &mut Mesh) {
    let columns: Vec<_> = mouth_outline(CHAMFER)
        .into_iter()
        .skip(1)
        .map(|(x, z)| {
            let ramp = ceiling_ramp().map(|(w, z)| [x, plan::BACK_Y - w, z]);
            mesh.points([[x, plan::BACK_Y, z], [x, plan::BACK_Y, SEAM_Z]].into_iter().chain(ramp))
        })
        .collect();
    for pair in columns.windows(2) {
        mesh.strip(Part::GoalEnd, &pair[1], &pair[0]);
    }
}

fn mouth(mesh: &mut Mesh) {
    let front = mesh.points(mouth_outline(CHAMFER).into_iter().map(|(x, z)| [x, plan::BACK_Y, z]));
    let behind = mesh.points(mouth_outline(0.0).into_iter().map(|(x, z)| [x, MOUTH_Y, z]));
    mesh.strip(Part::GoalEnd, &behind, &front);
}

/// The floor ramp turned about the post, from facing the goal to facing the field.
fn post_foot(mesh: &mut Mesh) -> Vec<usize> {
    let axis = [GOAL_FLAT_X + GOAL_ROUNDING + CHAMFER, MOUTH_Y];
    let rows: Vec<_> = floor_ramp(GOAL_ROUNDING)
        .zip(FOOT_SEGMENTS)
        .map(|((w, z), segments)| {
            let rho = CHAMFER + w;
            mesh.points(steps(segments).map(|t| [axis[0] - rho * arc(1.0 - t), axis[1] - rho * arc(t), z]))
        })
        .collect();
    for (number, pair) in rows.windows(2).enumerate() {
        let (lower, upper) = (&pair[0], &pair[1]);
        match number {
            4 => mesh.halving_fans(Part::GoalEnd, upper, lower),
            5 => mesh.rising_strip(Part::GoalEnd, upper, lower),
            7 => mesh.halving_strip(Part::GoalEnd, upper, lower),
            _ => mesh.strip(Part::GoalEnd, upper, lower),
        }
    }
    // Last in the piece, after the goal, comes the ledge at the top.
    rows[SEGMENTS].clone()
}

fn goal(mesh: &mut Mesh) {
    let rounding =
        steps(SEGMENTS).map(|t| (GOAL_FLAT_X + GOAL_ROUNDING * arc(t), GOAL_ROUNDING * (1.0 - arc(1.0 - t))));
    let straight = core::iter::once(0.0).chain(plan::cuts(0.0, GOAL_FLAT_X)).map(|x| (x, 0.0));
    let profiles: Vec<_> = straight
        .chain(rounding)
        .map(|(x, inset)| mesh.points(goal_profile(inset).into_iter().map(|(y, z)| [x, y, z])))
        .collect();
    let flat = &profiles[..profiles.len() - SEGMENTS];
    for pair in flat.windows(2) {
        mesh.strip(Part::GoalEnd, &pair[0], &pair[1]);
    }
    for pair in profiles[flat.len() - 1..].windows(2) {
        mesh.falling_strip(Part::GoalEnd, &pair[0], &pair[1]);
    }
    let side: Vec<_> = profiles[profiles.len() - 1].iter().rev().copied().collect();
    mesh.fan(Part::GoalEnd, &side);
}
