//! What flies about: boost puffs, supersonic trails, goals, demolitions, hits. All of it is drawn from a fixed pool of
//! sparks, and every spark's way is a function of its age.

use std::collections::VecDeque;

use bevy::prelude::*;
use wavedash_core::{CarSnapshot, Team};
use wavedash_replay::Happening;

use super::look::{self, Flat};
use super::sets::ViewSet;
use super::stage::Stage;
use crate::axes;

/// Sparks that can fly at the same time.
const SPARKS: usize = 260;
/// Points of a supersonic trail, and match time between two of them, s.
const TRAIL: usize = 22;
const TRAIL_SECONDS: f64 = 0.02;

/// Colours of sparks: blue, orange, fire, smoke, white.
const SHADES: usize = 5;

#[derive(Clone, Copy)]
struct Spark {
    born: Vec3,
    velocity: Vec3,
    gravity: f32,
    age: f32,
    life: f32,
    size: f32,
    shade: usize,
}

/// All sparks, and the entities that show them.
#[derive(Resource, Default)]
struct Sparks {
    flying: VecDeque<Spark>,
    /// Per shade, the entities.
    views: [Vec<Entity>; SHADES],
    /// Numbers drawn so far.
    drawn: u32,
    /// Match time since the last puff, s.
    since_puff: f64,
}

/// Past places of cars that are supersonic, the newest last.
#[derive(Resource, Default)]
struct Trails {
    cars: Vec<VecDeque<Option<[Vec3; 2]>>>,
    since: f64,
}

#[derive(Component)]
struct SparkView;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Sparks>().init_resource::<Trails>();
    app.add_systems(Startup, spawn);
    app.add_systems(Update, (ignite, fly).chain().in_set(ViewSet::Apply));
    app.add_systems(Update, (remember, draw_trails).chain().in_set(ViewSet::Overlay));
}

fn spawn(
    mut commands: Commands,
    mut sparks: ResMut<Sparks>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut paints: ResMut<Assets<Flat>>,
) {
    let mesh = meshes.add(Sphere::new(1.0).mesh().ico(1).unwrap_or_else(|_| Sphere::new(1.0).mesh().build()));
    let colors = [
        look::team(Team::Blue).with_luminance(0.35),
        look::team(Team::Orange).with_luminance(0.35),
        Color::srgb(0.62, 0.30, 0.08),
        Color::srgb(0.14, 0.14, 0.15),
        Color::srgb(0.5, 0.5, 0.5),
    ];
    for (shade, color) in colors.into_iter().enumerate() {
        let paint = paints.add(Flat::glow(color));
        for _ in 0..SPARKS / SHADES {
            let view = (SparkView, Mesh3d(mesh.clone()), MeshMaterial3d(paint.clone()), Visibility::Hidden);
            sparks.views[shade].push(commands.spawn((view, Transform::default())).id());
        }
    }
}

impl Sparks {
    /// A number from 0 to 1; the same row of numbers in every run.
    fn draw(&mut self) -> f32 {
        self.drawn = self.drawn.wrapping_add(1);
        let mut x = self.drawn.wrapping_mul(0x9E37_79B9);
        x = (x ^ x >> 16).wrapping_mul(0x85EB_CA6B);
        x = (x ^ x >> 13).wrapping_mul(0xC2B2_AE35);
        (x >> 8) as f32 / (1 << 24) as f32
    }

    fn direction(&mut self) -> Vec3 {
        let (height, angle) = (2.0 * self.draw() - 1.0, core::f32::consts::TAU * self.draw());
        let flat = (1.0 - height * height).sqrt();
        Vec3::new(flat * libm::cosf(angle), height, flat * libm::sinf(angle))
    }

    fn burst(&mut self, at: Vec3, count: usize, speed: f32, size: f32, life: f32, shades: &[usize]) {
        for index in 0..count {
            let velocity = self.direction() * speed * (0.3 + 0.7 * self.draw());
            let life = life * (0.5 + 0.5 * self.draw());
            let size = size * (0.5 + 0.5 * self.draw());
            let shade = shades[index % shades.len()];
            self.flying.push_back(Spark { born: at, velocity, gravity: 6.5, age: 0.0, life, size, shade });
        }
        while self.flying.len() > SPARKS {
            self.flying.pop_front();
        }
    }
}

fn ignite(stage: Res<Stage>, mut sparks: ResMut<Sparks>) {
    if stage.is_cut {
        sparks.flying.clear();
        return;
    }
    let place = |pos: [f32; 3]| Vec3::from(axes::place(pos));
    for happening in &stage.passed {
        match *happening {
            Happening::Goal { team, .. } => {
                // The goal is the other side's; after it the ball may already stand at the kick-off.
                let y = -team.own_goal_sign() * 5250.0;
                let ball = stage.frame.snapshot.ball.pos;
                let at = if (ball[1] - y).abs() < 900.0 { ball } else { [0.0, y, 250.0] };
                sparks.burst(place(at), 110, 32.0, 0.42, 1.6, &[team.index(), team.index(), 4]);
            }
            Happening::Demolition { victim, .. } => {
                if let Some(car) = stage.now.cars.get(usize::from(victim)) {
                    sparks.burst(place(car.pos), 50, 17.0, 0.5, 0.9, &[2, 3, 2]);
                }
            }
            Happening::Touch { car, ball } => {
                let Some(toucher) = stage.now.cars.get(usize::from(car)) else { continue };
                let at = place(ball).lerp(place(toucher.pos), 0.45);
                let gap = Vec3::from(axes::direction(toucher.vel)) - Vec3::from(axes::direction(stage.now.ball.vel));
                let strength = (gap.length() / 2000.0).clamp(0.1, 1.0);
                sparks.burst(at, (4.0 + 8.0 * strength) as usize, 4.0 + 8.0 * strength, 0.14, 0.35, &[4]);
            }
            _ => {}
        }
    }
    // Puffs behind boosting cars, at a steady rate of match time.
    sparks.since_puff += stage.passed_seconds.max(0.0);
    if sparks.since_puff < 0.014 {
        return;
    }
    sparks.since_puff = 0.0;
    for car in stage.now.cars.iter().filter(|car| car.is_boosting && !car.is_demolished) {
        let back = -(Quat::from_array(axes::rotation(car.rot_wxyz)) * Vec3::X);
        let at = place(car.pos) + back * 1.1 + 0.1 * sparks.direction();
        let velocity =
            Vec3::from(axes::direction(car.vel)) / axes::UU_PER_UNIT * 0.35 + back * 5.0 + sparks.direction();
        let size = 0.07 + 0.06 * sparks.draw();
        sparks.flying.push_back(Spark { born: at, velocity, gravity: -1.0, age: 0.0, life: 0.35, size, shade: 2 });
    }
    while sparks.flying.len() > SPARKS {
        sparks.flying.pop_front();
    }
}

fn fly(
    stage: Res<Stage>,
    time: Res<Time>,
    mut sparks: ResMut<Sparks>,
    mut views: Query<(&mut Transform, &mut Visibility), With<SparkView>>,
) {
    // A goal is celebrated while the match stands still.
    let dt = if stage.playback.is_held() {
        time.delta_secs()
    } else if stage.playback.is_paused() {
        stage.passed_seconds.max(0.0) as f32
    } else {
        time.delta_secs() * stage.playback.speed().min(1.0) as f32
    };
    sparks.flying.iter_mut().for_each(|spark| spark.age += dt);
    sparks.flying.retain(|spark| spark.age < spark.life);
    let sparks = &*sparks;
    for (shade, entities) in sparks.views.iter().enumerate() {
        let mut flying = sparks.flying.iter().filter(|spark| spark.shade == shade);
        for entity in entities {
            let Ok((mut transform, mut visible)) = views.get_mut(*entity) else { continue };
            match flying.next() {
                Some(spark) => {
                    visible.set_if_neq(Visibility::Inherited);
                    let (age, left) = (spark.age, 1.0 - spark.age / spark.life);
                    let fall = Vec3::Y * (0.5 * spark.gravity * age * age);
                    transform.translation = spark.born + spark.velocity * age * (0.55 + 0.45 * left) - fall;
                    transform.translation.y = transform.translation.y.max(0.05);
                    transform.scale = Vec3::splat((spark.size * left).max(1e-3));
                }
                None => {
                    visible.set_if_neq(Visibility::Hidden);
                }
            }
        }
    }
}

/// Both rear wheels of a car.
fn rear(car: &CarSnapshot) -> [Vec3; 2] {
    let turn = Quat::from_array(axes::rotation(car.rot_wxyz));
    [-0.28, 0.28].map(|side| Vec3::from(axes::place(car.pos)) + turn * Vec3::new(-0.45, 0.02, side))
}

fn remember(stage: Res<Stage>, mut trails: ResMut<Trails>) {
    if stage.is_cut || trails.cars.len() != stage.now.cars.len() {
        trails.cars = vec![VecDeque::new(); stage.now.cars.len()];
    }
    trails.since += stage.passed_seconds.max(0.0);
    if trails.since < TRAIL_SECONDS {
        return;
    }
    trails.since = 0.0;
    for (trail, car) in trails.cars.iter_mut().zip(&stage.now.cars) {
        trail.push_back((car.is_supersonic && !car.is_demolished).then(|| rear(car)));
        if trail.len() > TRAIL {
            trail.pop_front();
        }
    }
}

fn draw_trails(stage: Res<Stage>, trails: Res<Trails>, mut gizmos: Gizmos) {
    for (trail, car) in trails.cars.iter().zip(&stage.now.cars) {
        let color = LinearRgba::from(look::team(car.team).mix(&Color::WHITE, 0.3));
        for wheel in 0..2 {
            for (index, pair) in trail.iter().zip(trail.iter().skip(1)).enumerate() {
                let (Some(from), Some(to)) = pair else { continue };
                let fade = |index: usize| color.with_alpha(0.85 * index as f32 / TRAIL as f32);
                gizmos.line_gradient(from[wheel], to[wheel], fade(index), fade(index + 1));
            }
        }
    }
}
