//! Nexto's observation (`lucy-skg.md`, section 2.5).
//!
//! Rows: query, players, padding, ball, pads. The query is absolute. Key rows have the agent's position,
//! but not its velocity, subtracted, and are then turned about z so that its nose points to +y.

use arrayvec::ArrayVec;
use wavedash_core::Controls;
use wavedash_core::units::MAX_CARS;

use super::history::{History, INPUTS};
use super::necto_rows::{self, COLUMNS, FEATURES, FLAGS, ball_body, car_body, mark_pad};
use super::rows::{self, BODY, Body, Kind, bit, origin, place, place_at, side, turn};
use super::{Entities, Observe, ObserveState, players};
use crate::scene::Scene;

/// Floats of the position, which is made relative.
const POSITION: usize = 3;
/// Floats of the five vectors.
const VECTORS: usize = 15;

/// One match's builder.
pub(super) struct Nexto {
    shape: [usize; 2],
    players: usize,
    pads: usize,
    as_published: bool,
    history: History,
}

impl Nexto {
    pub(super) fn new(players: usize, pads: usize, as_published: bool) -> Self {
        Self { shape: [2 + players + pads, COLUMNS], players, pads, as_published, history: History::new(1) }
    }

    fn write_agent(&self, scene: &Scene, ball: &Body, cars: &[Body], agent: usize, out: &mut [f32]) {
        let team = scene.cars[agent].team;
        let turn = turn(team);
        let own = origin(&cars[agent], &turn, POSITION);
        let forward = scene.cars[agent].frame.forward * side(team);
        let heading = Heading::of(forward.x, forward.y);
        out.fill(0.0);
        let mut rows = out.chunks_exact_mut(COLUMNS);
        let mut row = || rows.next().unwrap_or_default();

        let query = row();
        Kind::Own.mark(query);
        place(&mut query[FLAGS..], &cars[agent], &turn, &[0.0; BODY]);
        query[FEATURES..][..INPUTS].copy_from_slice(self.history.of(agent));

        let see = |key: &mut [f32], body: &Body| {
            place(&mut key[FLAGS..], body, &turn, &own);
            heading.turn(&mut key[FLAGS..][..VECTORS]);
        };
        let see_at = |key: &mut [f32], pos: [f32; 3]| {
            place_at(&mut key[FLAGS..], pos, &turn, &own);
            heading.turn(&mut key[FLAGS..][..POSITION]);
        };
        for car in players::order(scene, agent, self.as_published) {
            let key = row();
            Kind::of(car, scene.cars[car].team, agent, team).mark(key);
            see(key, &cars[car]);
        }
        for _ in cars.len()..self.players {
            let key = row();
            see_at(key, [0.0; 3]);
            key[COLUMNS - 1] = 1.0;
        }
        let key = row();
        Kind::Ball.mark(key);
        see(key, ball);
        for i in 0..self.pads {
            let pad = &scene.pads[players::pad(i, self.pads, team, self.as_published)];
            let (pos, worth) = rows::pad(pad);
            let key = row();
            mark_pad(key, worth, bit(pad.is_active));
            see_at(key, pos);
        }
    }
}

/// Sine and cosine of the angle from +y to where the nose points, clockwise seen from above.
struct Heading {
    sin: f32,
    cos: f32,
}

impl Heading {
    /// Straight up or down counts as +y.
    fn of(x: f32, y: f32) -> Self {
        let length = (x * x + y * y).sqrt();
        if length == 0.0 { Self { sin: 0.0, cos: 1.0 } } else { Self { sin: x / length, cos: y / length } }
    }

    /// Turns vectors, three floats each, so that the heading becomes +y.
    fn turn(&self, vectors: &mut [f32]) {
        for v in vectors.chunks_exact_mut(3) {
            let (x, y) = (v[0], v[1]);
            v[0] = x * self.cos - y * self.sin;
            v[1] = x * self.sin + y * self.cos;
        }
    }
}

impl Observe for Nexto {
    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn columns(&self) -> Vec<String> {
        necto_rows::columns("bit", &[("player", self.players), ("ball", 1), ("pad", self.pads)])
    }

    fn entities(&self) -> Option<Entities> {
        Some(necto_rows::entities(self.shape[0]))
    }

    fn reset(&mut self, _scene: &Scene) {
        self.history.clear();
    }

    fn note(&mut self, controls: &[Controls], _scene: &Scene) {
        self.history.note(controls);
    }

    fn save(&self) -> ObserveState {
        ObserveState { actions: self.history.values().to_vec(), timers: Vec::new() }
    }

    fn restore(&mut self, state: &ObserveState) {
        self.history.set_values(&state.actions);
    }

    fn write(&self, scene: &Scene, out: &mut [f32]) {
        let ball = ball_body(&scene.ball);
        let cars: ArrayVec<Body, MAX_CARS> =
            scene.cars.iter().map(|car| car_body(car, bit(car.is_demolished))).collect();
        for (agent, out) in out.chunks_exact_mut(self.floats()).enumerate().take(cars.len()) {
            self.write_agent(scene, &ball, &cars, agent, out);
        }
    }
}
