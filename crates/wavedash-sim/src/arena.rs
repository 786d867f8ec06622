//! The public arena: made from a configuration, stepped with controls, read and written as plain data.

use std::sync::Arc;

use arrayvec::ArrayVec;
use wavedash_core::rules::{BALL_RADIUS, BALL_REST_Z, FLIP_WINDOW_SECONDS};
use wavedash_core::units::TICK_SECONDS;
use wavedash_core::{BallSnapshot, CarSnapshot, PadSnapshot, Purpose, Quat, Snapshot, Stream, Vec3};

use crate::body::Body;
use crate::car;
use crate::config::{ArenaConfig, CarSpec, Mutators, PadSpec, SolverKind};
use crate::contact::{BallModel, Bodies, Contacts, Findings, PartBoxes};
use crate::error::SimError;
use crate::event::Event;
use crate::kickoff;
use crate::near::Near;
use crate::pads::{PadField, soccar_pads};
use crate::preset::CarModel;
use crate::solve::{Material, Materials, Rapier, Rows};
use crate::state::{Activity, ArenaState, BallState, BodyState, CarState, NO_INDEX};
use crate::surface::Surface;

/// What never changes while an arena runs; shared by its clones.
#[derive(Debug)]
pub(crate) struct Fixed {
    pub(crate) cars: Vec<CarSpec>,
    pub(crate) models: Vec<CarModel>,
    pub(crate) mutators: Mutators,
    pub(crate) quantise: bool,
    /// `None` in an arena without walls.
    pub(crate) surface: Option<Arc<Surface>>,
    pub(crate) parts: PartBoxes,
    pub(crate) ball: BallModel,
    pub(crate) ball_inv_mass: f32,
    pub(crate) ball_inv_inertia: Vec3,
    /// Factor on the ball's velocity per tick.
    pub(crate) ball_drag: f32,
    pub(crate) materials: Materials,
    pub(crate) pads: PadField,
    pub(crate) solver: SolverKind,
}

impl Fixed {
    pub(crate) fn ball_body(&self, state: &BodyState, activity: Activity) -> Body {
        let mut body = Body::new(state, self.ball_inv_mass, self.ball_inv_inertia);
        body.active = activity != Activity::Asleep;
        body
    }

    /// The ball's centre is beyond a goal line.
    pub(crate) fn is_in_goal(&self, ball: &BodyState) -> bool {
        ball.pos.y.abs() > self.mutators.goal_line_y + self.mutators.ball_radius
    }
}

/// Buffers of a tick. They carry nothing from one tick to the next.
#[derive(Clone, Default)]
pub(crate) struct Buffers {
    pub(crate) near: Near,
    pub(crate) findings: Findings,
    pub(crate) rows: Rows,
    pub(crate) rapier: Rapier,
}

/// One match's physics: ball, cars, pads, rules of contact.
///
/// A step is a function of the state, the controls and the configuration. Same build or not, same
/// machine or not, debug or release: the same inputs give the same bits.
///
/// ```
/// use std::sync::Arc;
/// use wavedash_core::Controls;
/// use wavedash_sim::{Arena, ArenaConfig, Surface};
///
/// let surface = Arc::new(Surface::soccar());
/// let mut arena = Arena::new(ArenaConfig::soccar(surface, 1, 1))?;
/// let full_throttle = Controls { throttle: 1.0, boost: true, ..Controls::NONE };
/// for _ in 0..120 {
///     arena.step(&[full_throttle, full_throttle]);
/// }
/// assert!(arena.state().cars[0].body.vel.norm() > 1000.0);
/// # Ok::<(), wavedash_sim::SimError>(())
/// ```
#[derive(Clone)]
pub struct Arena {
    pub(crate) fixed: Arc<Fixed>,
    pub(crate) seed: u64,
    pub(crate) id: u64,
    pub(crate) state: ArenaState,
    pub(crate) events: Vec<Event>,
    pub(crate) buffers: Buffers,
    /// Respawn places that replace the random ones, per car, last first. Not part of the state:
    /// only playing back a recording sets them.
    pub(crate) recorded_slots: Vec<Vec<u8>>,
}

impl Arena {
    /// Makes an arena and places everything for a kick-off.
    ///
    /// # Errors
    /// Names what is wrong with the configuration.
    pub fn new(config: ArenaConfig) -> Result<Self, SimError> {
        config.check()?;
        let m = config.mutators;
        let pads = match (&config.pads, config.walls && m.pads_enabled) {
            (_, false) => Vec::new(),
            (Some(pads), true) => pads.clone(),
            (None, true) => soccar_pads(),
        };
        let models: Vec<_> = config.cars.iter().map(|car| CarModel::new(car.preset, m.car_mass)).collect();
        let inertia = 0.4 * m.ball_mass * m.ball_radius * m.ball_radius;
        let fixed = Fixed {
            models,
            mutators: m,
            quantise: config.quantise,
            parts: PartBoxes::new(&config.surface),
            surface: config.walls.then_some(config.surface),
            ball: BallModel { radius: m.ball_radius, skin: 0.02 * (m.ball_radius + 4.0) },
            ball_inv_mass: 1.0 / m.ball_mass,
            ball_inv_inertia: Vec3::repeat(1.0 / inertia),
            ball_drag: libm::pow(1.0 - f64::from(m.ball_drag), f64::from(TICK_SECONDS)) as f32,
            materials: Materials {
                ball_arena: Material { friction: m.ball_friction, restitution: m.ball_restitution },
                car_arena: Material { friction: m.car_friction, restitution: m.car_restitution },
            },
            pads: PadField::new(&pads, &m),
            solver: config.solver,
            cars: config.cars,
        };
        let state = ArenaState {
            tick: 0,
            score: [0, 0],
            lost: 0,
            in_goal: false,
            ball: BallState::default(),
            cars: ArrayVec::new(),
            pads_ready: vec![0; fixed.pads.len()],
            contacts: Contacts::default(),
        };
        let mut arena = Self {
            seed: config.seed,
            id: config.arena_id,
            state,
            events: Vec::new(),
            buffers: Buffers::default(),
            recorded_slots: Vec::new(),
            fixed: Arc::new(fixed),
        };
        arena.kickoff();
        Ok(arena)
    }

    /// The same arena as a new one with another seed and id: shares everything that is fixed.
    #[must_use]
    pub fn sibling(&self, seed: u64, arena_id: u64) -> Self {
        let mut arena = Self { seed, id: arena_id, ..self.clone() };
        arena.state.tick = 0;
        arena.state.score = [0, 0];
        arena.state.lost = 0;
        arena.kickoff();
        arena
    }

    /// The cars' teams and presets in arena order.
    #[must_use]
    pub fn cars(&self) -> &[CarSpec] {
        &self.fixed.cars
    }

    /// The boost pads, by y, then x.
    #[must_use]
    pub fn pads(&self) -> &[PadSpec] {
        self.fixed.pads.specs()
    }

    /// The rules in force.
    #[must_use]
    pub fn mutators(&self) -> &Mutators {
        &self.fixed.mutators
    }

    /// What bodies and wheels touch; `None` in an arena without walls.
    #[must_use]
    pub fn surface(&self) -> Option<&Arc<Surface>> {
        self.fixed.surface.as_ref()
    }

    /// Seed of its random streams.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// What tells its streams apart from those of other arenas with the same seed.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Every body is rounded to the grid of the game's network state each tick.
    #[must_use]
    pub fn is_quantised(&self) -> bool {
        self.fixed.quantise
    }

    /// Which contact solver moves the bodies.
    #[must_use]
    pub fn solver(&self) -> SolverKind {
        self.fixed.solver
    }

    /// The whole state. Clone it to save.
    #[must_use]
    pub fn state(&self) -> &ArenaState {
        &self.state
    }

    /// Replaces the whole state; what follows is bit for bit what followed the saved one.
    ///
    /// # Errors
    /// Names the first field that is not finite, out of range or of the wrong length. The arena is
    /// unchanged then.
    pub fn set_state(&mut self, state: &ArenaState) -> Result<(), SimError> {
        self.check_state(state)?;
        self.state.clone_from(state);
        Ok(())
    }

    /// Whether [`set_state`](Self::set_state) would take a state.
    ///
    /// # Errors
    /// As there.
    pub fn check_state(&self, state: &ArenaState) -> Result<(), SimError> {
        state.check(self.fixed.cars.len(), self.fixed.pads.len())
    }

    /// Places the ball, awake, without contacts.
    ///
    /// # Errors
    /// Names the first field that is not finite or out of range. The arena is unchanged then.
    pub fn set_ball(&mut self, body: BodyState) -> Result<(), SimError> {
        body.check("ball")?;
        self.state.ball = BallState { body, activity: Activity::Awake, slow_seconds: 0.0 };
        self.state.contacts.forget(crate::body::BALL as u8);
        self.state.in_goal = self.fixed.is_in_goal(&self.state.ball.body);
        Ok(())
    }

    /// Replaces one car's state. Call [`Self::refresh_contacts`] after placing everything, so that
    /// the wheels know where they stand.
    ///
    /// # Errors
    /// Names the first field that is not finite or out of range, or a car that does not exist. The
    /// arena is unchanged then.
    pub fn set_car(&mut self, car: usize, state: CarState) -> Result<(), SimError> {
        if car >= self.state.cars.len() {
            return Err(SimError::OutOfRange {
                field: "car".to_owned(),
                expected: "the index of a car of this arena",
                value: car as f32,
            });
        }
        state.check(format_args!("cars[{car}]"), self.fixed.pads.len())?;
        self.state.cars[car] = state;
        self.state.contacts.forget((car + 1) as u8);
        Ok(())
    }

    /// Sets for each pad in how many ticks it can be taken; 0 is now.
    pub fn set_pads(&mut self, mut ticks: impl FnMut(usize) -> u64) {
        for (pad, ready) in self.state.pads_ready.iter_mut().enumerate() {
            *ready = self.state.tick.saturating_add(ticks(pad));
        }
    }

    /// Queries all wheels at the present poses without moving anything. Contacts of hitboxes are
    /// forgotten: the next tick finds them again.
    pub fn refresh_contacts(&mut self) {
        let Self { fixed, state, .. } = self;
        let mut bodies: Bodies = core::iter::once(fixed.ball_body(&state.ball.body, state.ball.activity))
            .chain(state.cars.iter().zip(&fixed.models).map(|(car, m)| m.body(&car.body, !car.is_demolished)))
            .collect();
        let demolished = (0..).zip(&state.cars).fold(0, |bits, (i, car)| bits | u8::from(car.is_demolished) << i);
        let near = &mut self.buffers.near;
        near.find(&bodies, &fixed.models, fixed.ball, fixed.surface.as_deref());
        let surroundings = car::Surroundings {
            surface: fixed.surface.as_deref(),
            ball_radius: fixed.ball.radius,
            models: &fixed.models,
            near,
            bodies: &mut bodies,
            demolished,
        };
        for (i, (car, model)) in state.cars.iter_mut().zip(&fixed.models).enumerate() {
            car.hull_normal = Vec3::zeros();
            car.wheels_extending = false;
            if car.is_demolished {
                car.wheel_contacts = 0;
                car.on_ground = false;
                car.ground_normal = Vec3::zeros();
            } else {
                car::refresh_contacts(car, i, model, &surroundings);
            }
        }
    }

    /// Puts ball and cars at a kick-off, refills the cars' spawn boost and resets the pads. The
    /// places depend on seed, arena id and tick. Score and tick go on.
    pub fn kickoff(&mut self) {
        let mut stream = Stream::new(self.seed, self.id, Purpose::Kickoff, self.state.tick);
        let fixed = Arc::clone(&self.fixed);
        let skin = BALL_REST_Z - BALL_RADIUS;
        let rest = Vec3::new(0.0, 0.0, fixed.ball.radius + skin);
        self.state.ball = BallState { body: BodyState::at(rest), activity: Activity::Awake, slow_seconds: 0.0 };
        self.state.cars = kickoff::kickoff_bodies(&fixed.cars, &mut stream)
            .map(|body| CarState::standing(body, fixed.mutators.boost_spawn.min(fixed.mutators.boost_max)))
            .collect();
        self.state.pads_ready.fill(self.state.tick);
        self.state.in_goal = false;
        self.state.contacts.clear();
        self.refresh_contacts();
    }

    /// Demolishes a car now; it comes back after the respawn delay.
    ///
    /// # Errors
    /// The car does not exist.
    pub fn demolish(&mut self, car: usize) -> Result<(), SimError> {
        let mut state = *self.state.cars.get(car).ok_or(SimError::OutOfRange {
            field: "car".to_owned(),
            expected: "the index of a car of this arena",
            value: car as f32,
        })?;
        state.is_demolished = true;
        state.respawn_timer = self.fixed.mutators.respawn_delay;
        self.set_car(car, state)
    }

    /// Respawn places to use instead of random ones, for playing back a recording: `slots[car]` in
    /// the order they happen.
    pub fn use_recorded_slots(&mut self, mut slots: Vec<Vec<u8>>) {
        slots.iter_mut().for_each(|slots| slots.reverse());
        self.recorded_slots = slots;
    }

    /// The events of the last step.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The stable hash of the state; see [`ArenaState::hash`].
    #[must_use]
    pub fn hash(&self) -> u64 {
        self.state.hash()
    }

    /// Memory of this arena without what it shares with others, bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of::<Self>() - size_of::<ArenaState>()
            + self.state.bytes()
            + self.events.capacity() * size_of::<Event>()
            + self.buffers.findings.bytes()
            + self.buffers.near.bytes()
            + self.buffers.rows.bytes()
            + self.buffers.rapier.bytes()
    }

    /// What viewers, rewards and observations see.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let mut snapshot = Snapshot::default();
        self.snapshot_into(&mut snapshot);
        snapshot
    }

    /// The same into an existing snapshot, without allocating after the first time.
    pub fn snapshot_into(&self, out: &mut Snapshot) {
        let s = &self.state;
        out.tick = s.tick;
        out.score = s.score;
        let b = &s.ball.body;
        out.ball =
            BallSnapshot { pos: b.pos.into(), rot_wxyz: wxyz(&b.rot), vel: b.vel.into(), ang_vel: b.ang_vel.into() };
        out.cars.clear();
        out.cars.extend(
            s.cars.iter().zip(&self.fixed.cars).map(|(car, spec)| car_snapshot(car, spec, &self.fixed.mutators)),
        );
        out.pads.clear();
        out.pads.extend(s.pads_ready.iter().map(|ready| {
            let ticks = ready.saturating_sub(s.tick);
            PadSnapshot { is_active: ticks == 0, cooldown_seconds: ticks as f32 * TICK_SECONDS }
        }));
    }
}

fn wxyz(q: &Quat) -> [f32; 4] {
    let c = q.as_ref().coords;
    [c.w, c.x, c.y, c.z]
}

fn car_snapshot(car: &CarState, spec: &CarSpec, mutators: &Mutators) -> CarSnapshot {
    let unused = !car.has_flipped && !car.has_double_jumped;
    let unlimited = mutators.unlimited_flips || mutators.unlimited_double_jumps;
    CarSnapshot {
        team: spec.team,
        preset: spec.preset,
        pos: car.body.pos.into(),
        rot_wxyz: wxyz(&car.body.rot),
        vel: car.body.vel.into(),
        ang_vel: car.body.ang_vel.into(),
        boost: car.boost,
        on_ground: car.on_ground,
        wheels: core::array::from_fn(|i| car.wheel_contacts & 1 << i != 0),
        suspension: car.suspension,
        steer_angle: car.steer_angle,
        has_jumped: car.has_jumped,
        is_jumping: car.is_jumping,
        has_double_jumped: car.has_double_jumped,
        has_flipped: car.has_flipped,
        is_flipping: car.is_flipping,
        can_flip: !car.is_demolished
            && (car.on_ground || ((unused || unlimited) && car.air_time_since_jump < FLIP_WINDOW_SECONDS)),
        air_seconds: car.air_time,
        jump_seconds: car.air_time_since_jump,
        flip_seconds: car.flip_time,
        handbrake: car.handbrake,
        is_boosting: car.is_boosting,
        is_supersonic: car.is_supersonic,
        is_demolished: car.is_demolished,
        respawn_seconds: car.respawn_timer,
        controls: car.prev_controls,
    }
}

const _: () = assert!(NO_INDEX as usize > wavedash_core::units::MAX_CARS);
