use super::*;
use wavedash_core::Purpose;

/// Distances at which a surface has to agree with its smooth description: the largest and the mean
/// facet sagitta.
const MAX_SAGITTA: f64 = 4.6;
const MEAN_SAGITTA: f64 = 0.3;

/// Distance of a point inside to the nearest triangle or plane.
fn clearance(p: Vec3) -> f32 {
    let planes = p.z.min(2048.0 - p.z).min(4096.0 - p.x.abs());
    SOCCAR.triangles().iter().map(|t| (t.closest_point(p) - p).norm()).fold(planes, f32::min)
}

#[test]
fn clearances_agree_with_the_closed_form() {
    let mut stream = Stream::new(11, 0, Purpose::Test, 0);
    let (mut count, mut sum, mut worst) = (0, 0.0, 0.0_f64);
    while count < 4000 {
        let p = inside(&mut stream, 0.5);
        let smooth = closed_form::distance(p);
        if smooth > 200.0 {
            continue;
        }
        let error = (f64::from(clearance(p)) - smooth).abs();
        assert!(error < MAX_SAGITTA, "{error} at {p}");
        (count, sum, worst) = (count + 1, sum + error, worst.max(error));
    }
    println!("clearances: mean error {:.3}, max {worst:.3}", sum / f64::from(count));
    assert!(sum / f64::from(count) < MEAN_SAGITTA);
}

#[test]
fn signed_distances_agree_with_the_closed_form_on_both_sides() {
    let mut stream = Stream::new(12, 0, Purpose::Test, 0);
    let (mut before, mut behind) = (0, 0);
    while before < 3000 || behind < 300 {
        let p = inside(&mut stream, -20.0);
        let smooth = closed_form::distance(p);
        match SOCCAR.distance(p) {
            Some(distance) if smooth < 95.0 => {
                assert!((f64::from(distance) - smooth).abs() < MAX_SAGITTA, "{distance}, not {smooth} at {p}");
                *if smooth > 0.0 { &mut before } else { &mut behind } += 1;
            }
            Some(_) => assert!(smooth < f64::from(Surface::CAR_REACH) + MAX_SAGITTA, "{smooth} at {p}"),
            None => assert!(smooth > f64::from(Surface::CAR_REACH) - MAX_SAGITTA, "{smooth} at {p}"),
        }
    }
}

/// Where a ray from `from` along `direction` first meets a triangle or plane: how far, and whether
/// on the front side.
///
/// In double precision, so that a ray past a convex edge does not meet the back of it by rounding.
fn first_hit(from: Vec3, direction: Vec3) -> Option<(f64, bool)> {
    let (from, direction) = (from.cast::<f64>(), direction.cast::<f64>());
    let mut first: Option<(f64, bool)> = None;
    let mut meet = |distance: f64, front: bool| {
        if distance > 0.0 && first.is_none_or(|(nearest, _)| distance < nearest) {
            first = Some((distance, front));
        }
    };
    meet((if direction.z > 0.0 { 2048.0 - from.z } else { -from.z }) / direction.z, true);
    meet((4096.0_f64.copysign(direction.x) - from.x) / direction.x, true);
    for triangle in SOCCAR.triangles() {
        let corners = triangle.points.map(|p| p.cast::<f64>() - from);
        // Volumes of the ray with each edge: all of one sign if it passes through the triangle.
        let volumes = [0, 1, 2].map(|i| direction.dot(&corners[i].cross(&corners[(i + 1) % 3])));
        let front = volumes.iter().all(|&v| v <= 0.0);
        if front || volumes.iter().all(|&v| v >= 0.0) {
            let normal = (corners[1] - corners[0]).cross(&(corners[2] - corners[0]));
            meet(normal.dot(&corners[0]) / normal.dot(&direction), front);
        }
    }
    first
}

#[test]
fn no_ray_leaks() {
    let mut stream = Stream::new(12, 0, Purpose::Test, 0);
    let (mut sum, mut worst) = (0.0, 0.0_f64);
    const RAYS: usize = 10_000;
    for _ in 0..RAYS {
        let from = inside(&mut stream, 6.0);
        let direction = loop {
            let d = Vec3::from_fn(|_, _| stream.symmetric());
            if d.norm() > 0.1 && d.norm() < 1.0 {
                break d.normalize();
            }
        };
        let (distance, front) = first_hit(from, direction).expect("a ray meets something");
        let hit = from + direction * distance as f32;
        assert!(front, "from {from} along {direction} to a back side at {hit}");
        let error = closed_form::distance(hit).abs();
        assert!(error < MAX_SAGITTA, "from {from} along {direction} to {hit}, {error} off");
        (sum, worst) = (sum + error, worst.max(error));
    }
    println!("hits: mean distance from the smooth surface {:.3}, max {worst:.3}", sum / RAYS as f64);
    assert!(sum / (RAYS as f64) < MEAN_SAGITTA);
}

#[test]
fn the_grids_find_everything_within_their_reach() {
    let mut stream = Stream::new(13, 0, Purpose::Test, 0);
    for _ in 0..4000 {
        let size = Vec3::new(4290.0, 6190.0, 1220.0);
        let p = Vec3::from_fn(|axis, _| stream.symmetric() * size[axis]) + Vec3::z() * 1024.0;
        for (reach, list) in [(Surface::BALL_REACH, SOCCAR.near_ball(p)), (Surface::CAR_REACH, SOCCAR.near_car(p))] {
            assert!(list.is_sorted());
            for (number, triangle) in (0_u16..).zip(SOCCAR.triangles()) {
                let near = (triangle.closest_point(p) - p).norm() <= reach;
                assert!(!near || list.binary_search(&number).is_ok(), "{p} misses {triangle:?}");
            }
        }
    }
}

#[test]
fn the_grids_are_small_and_empty_in_mid_air() {
    for (name, grid) in [("ball", &SOCCAR.ball_grid), ("car", &SOCCAR.car_grid)] {
        let mut lengths: Vec<usize> = grid.lists().map(<[u16]>::len).filter(|&n| n > 0).collect();
        lengths.sort_unstable();
        let mean = lengths.iter().sum::<usize>() as f64 / lengths.len() as f64;
        let quantile = |q: usize| lengths[lengths.len() * q / 100];
        println!(
            "{name} grid: {} cells, {} not empty, mean {mean:.1}, p50 {}, p90 {}, p99 {}, max {}, {} bytes",
            grid.lists().count(),
            lengths.len(),
            quantile(50),
            quantile(90),
            quantile(99),
            lengths[lengths.len() - 1],
            grid.bytes()
        );
        assert!(grid.bytes() < 1_000_000);
    }
    assert!(SOCCAR.near_ball(Vec3::new(0.0, 0.0, 1000.0)).is_empty());
    assert!(SOCCAR.near_car(Vec3::new(0.0, 0.0, 17.0)).is_empty());
}

#[test]
fn there_is_nothing_outside_of_the_grids() {
    for p in [[9e9, 0.0, 0.0], [0.0, -9e9, 0.0], [0.0, 0.0, -300.0], [3.9e3, 0.0, 2400.0], [f32::NAN, 0.0, 0.0]] {
        assert!(SOCCAR.near_ball(Vec3::from(p)).is_empty());
        assert!(SOCCAR.near_car(Vec3::from(p)).is_empty());
    }
}
