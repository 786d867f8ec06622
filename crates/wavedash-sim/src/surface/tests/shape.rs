use std::collections::BTreeMap;

use super::*;

type Bits = [u32; 3];

fn bits(p: Vec3) -> Bits {
    [p.x, p.y, p.z].map(f32::to_bits)
}

#[test]
fn every_piece_has_its_triangles() {
    let counts: Vec<usize> = (0..Surface::PIECES).map(|piece| SOCCAR.piece_triangles(piece).len()).collect();
    // A corner: 18 strips of 17 quads. A goal end, per half: back wall 410, over the goal 240, mouth
    // 26, post foot 93, inside 449.
    assert_eq!(counts, [646, 646, 646, 646, 2380, 2380, 32, 32, 32, 32]);
    assert_eq!(SOCCAR.triangles().len(), 7472);
    for (piece, count) in counts.iter().enumerate() {
        let triangles = SOCCAR.triangles().iter().filter(|t| usize::from(t.piece) == piece);
        assert_eq!(triangles.count(), *count);
    }
}

#[test]
fn pieces_lie_where_they_are_said_to() {
    for piece in 0..Surface::PIECES {
        let (min, max) = SOCCAR.piece_bounds(piece);
        let middle = (min + max) / 2.0;
        let expected = match piece {
            0..4 => [if piece % 2 == 0 { 3200.0 } else { -3200.0 }, if piece < 2 { 4352.0 } else { -4352.0 }],
            4 | 5 => [0.0, if piece == 4 { 5304.0 } else { -5304.0 }],
            _ => [if piece % 2 == 0 { 3968.0 } else { -3968.0 }, 0.0],
        };
        let reach = if piece >= 8 { 128.0 } else { 1.0 };
        assert!((middle.x - expected[0]).abs() <= reach && (middle.y - expected[1]).abs() < 1.0, "{piece}: {middle}");
    }
}

#[test]
fn the_surface_and_the_planes_have_no_holes() {
    let mut edges: BTreeMap<(Bits, Bits), (usize, [Vec3; 2])> = BTreeMap::new();
    for triangle in SOCCAR.triangles() {
        for i in 0..3 {
            let ends = [triangle.points[i], triangle.points[(i + 1) % 3]];
            edges.entry((bits(ends[0]), bits(ends[1]))).or_insert((0, ends)).0 += 1;
        }
    }
    let mut borders = 0;
    for (&(a, b), &(count, ends)) in &edges {
        assert_eq!(count, 1, "two triangles run along {ends:?} the same way");
        if !edges.contains_key(&(b, a)) {
            let all = |on: fn(Vec3) -> bool| ends.iter().all(|&p| on(p));
            let on_a_plane = all(|p| p.z == 0.0) || all(|p| p.z == 2048.0) || all(|p| p.x.abs() == 4096.0);
            assert!(on_a_plane, "an open edge at {ends:?}");
            borders += 1;
        }
    }
    assert!(borders > 100, "{borders}");
}

#[test]
fn normals_are_unit_and_point_inwards() {
    let mut ledges = 0;
    for t in SOCCAR.triangles() {
        assert!((t.normal.norm() - 1.0).abs() < 1e-6);
        let centre = (t.points[0] + t.points[1] + t.points[2]) / 3.0;
        // Above a post's ledge the post stays near.
        if t.normal.z == 1.0 && t.plane == 96.0 {
            ledges += 1;
        } else {
            assert!(closed_form::distance(centre + t.normal * 12.0) > 5.0, "{t:?}");
        }
        assert!(closed_form::distance(centre).abs() < 4.6, "{t:?}");
        for p in t.points {
            assert!((t.normal.dot(&p) - t.plane).abs() < 0.002, "{t:?}");
            assert!(p.iter().all(|c| c.is_finite()));
            assert!((0..3).all(|axis| t.min[axis] <= p[axis] && p[axis] <= t.max[axis]));
        }
    }
    assert_eq!(ledges, 4);
}

#[test]
fn the_four_quadrants_are_exact_mirror_images() {
    let key = |points: [Vec3; 3], normal: Vec3, plane: f32, kinds: [EdgeKind; 3]| {
        let mut corners = points.map(bits);
        corners.sort_unstable();
        // Adding zero turns -0 into 0.
        let kinds =
            [EdgeKind::Flat, EdgeKind::Concave, EdgeKind::Convex].map(|k| kinds.iter().filter(|&&e| e == k).count());
        (corners, bits(normal.add_scalar(0.0)), plane.to_bits(), kinds)
    };
    let kinds = |t: &Triangle| t.edges.map(|e| e.kind);
    let mut all: Vec<_> = SOCCAR.triangles().iter().map(|t| key(t.points, t.normal, t.plane, kinds(t))).collect();
    all.sort_unstable();
    for flip in [Vec3::new(-1.0, 1.0, 1.0), Vec3::new(1.0, -1.0, 1.0)] {
        let image = |p: Vec3| p.component_mul(&flip).add_scalar(0.0);
        let mut mirrored: Vec<_> =
            SOCCAR.triangles().iter().map(|t| key(t.points.map(image), image(t.normal), t.plane, kinds(t))).collect();
        mirrored.sort_unstable();
        assert!(all == mirrored);
    }
}

/// The kinds of all edges whose two ends satisfy a condition.
fn kinds(on: impl Fn(Vec3) -> bool) -> Vec<EdgeKind> {
    let sides = SOCCAR.triangles().iter().flat_map(|t| (0..3).map(move |i| (t, i)));
    sides.filter(|(t, i)| on(t.points[*i]) && on(t.points[(i + 1) % 3])).map(|(t, i)| t.edges[i].kind).collect()
}

#[test]
fn posts_and_crossbars_are_convex() {
    // Both edges of the chamfer, two goals, two sides, thirteen segments each, seen from both triangles.
    for y in [5120.0, 5128.0] {
        let grow = 5128.0 - y;
        let outline = move |p: Vec3| {
            let (x, z) = (p.x.abs() - 800.0, p.z - 544.0);
            let round = x >= 0.0 && z >= 0.0 && (x.hypot(z) - 96.0 - grow).abs() < 0.1;
            let straight = (z < 0.0 && x == 96.0 + grow) || (x < 0.0 && z == 96.0 + grow);
            p.y.abs() == y && p.z >= 96.0 && (round || straight)
        };
        let edges = kinds(outline);
        assert_eq!(edges.len(), 104);
        assert!(edges.iter().all(|&kind| kind == EdgeKind::Convex), "{edges:?}");
    }
}

#[test]
fn ramps_are_concave_and_seams_flat() {
    let along_side = kinds(|p| p.x.abs() > 3840.0 && p.y.abs() <= 3584.0 && p.z > 0.0 && p.z < 256.0);
    let concave = along_side.iter().filter(|&&kind| kind == EdgeKind::Concave).count();
    assert!(!along_side.contains(&EdgeKind::Convex));
    // Seven inner rows of facets, four quadrants, both sides; the diagonals and y = 0 are flat.
    assert_eq!(concave, 7 * 4 * 2);
}

#[test]
fn nothing_bulges_but_the_posts_and_the_ramp_that_narrows_towards_them() {
    let sides = SOCCAR.triangles().iter().flat_map(|t| (0..3).map(move |i| (t, i)));
    for (t, i) in sides.filter(|&(t, i)| t.edges[i].kind == EdgeKind::Convex) {
        let middle = ((t.points[i] + t.points[(i + 1) % 3]) / 2.0).abs();
        let at_the_mouth = middle.x <= 904.0 && (5024.0..=5128.0).contains(&middle.y) && middle.z <= 648.0;
        let narrowing = (904.0..=1344.0).contains(&middle.x) && middle.y >= 4960.0 && middle.z < 160.0;
        assert!(at_the_mouth || narrowing, "{middle}");
    }
}

#[test]
fn neighbours_agree_about_their_edge() {
    let mut normals: BTreeMap<(u8, Bits, Bits), (Vec3, Edge)> = BTreeMap::new();
    for t in SOCCAR.triangles() {
        for i in 0..3 {
            normals.insert((t.piece, bits(t.points[i]), bits(t.points[(i + 1) % 3])), (t.normal, t.edges[i]));
        }
    }
    for (&(piece, a, b), (normal, edge)) in &normals {
        match normals.get(&(piece, b, a)) {
            Some((other, back)) => {
                assert_eq!(edge.neighbour_normal, *other);
                assert_eq!(edge.kind, back.kind);
            }
            None => assert_eq!((edge.kind, edge.neighbour_normal), (EdgeKind::Flat, *normal)),
        }
    }
}

#[test]
fn the_surface_never_changes() {
    // Recorded matches and golden hashes depend on these bits. FNV-1a over all coordinates.
    let words = SOCCAR.triangles().iter().flat_map(|t| t.points.into_iter().chain([t.normal])).flat_map(bits);
    let hash = words.fold(0xCBF2_9CE4_8422_2325_u64, |h, word| (h ^ u64::from(word)).wrapping_mul(0x0100_0000_01B3));
    assert_eq!(hash, 0x8B9E_821B_7A4F_1065, "{hash:#018x}");
}
