//! A live match: a thread plays it, as far as the viewer's clock asks for, and publishes frames.
//!
//! The viewer cannot disturb it: it says until when, hands over a human's controls, and takes copies.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use wavedash_analysis::Subject;
use wavedash_core::Controls;
use wavedash_core::units::TICK_RATE;
use wavedash_env::duel::{DuelRules, Venue};
use wavedash_eval::Contestant;
use wavedash_replay::{Player, Timed};
use wavedash_sim::Predictor;
use wavedash_viewer::source::{Cast, Curves, Frame, PREDICTED_SECONDS, Shown, Source, SourceError};

use super::live_match::LiveMatch;

/// Frames that are kept, ticks: what a clock may lag behind.
const KEPT: usize = 240;
/// How long the viewer waits for a tick that it asked for. Scripted agents take microseconds, networks milliseconds.
const PATIENCE: Duration = Duration::from_millis(6);
/// A clock that is further ahead of the match than this has to wait, s.
const MOST_AHEAD: f64 = 0.1;
/// Ticks between two points of the predicted path.
const PATH_TICKS: usize = 6;

/// What is played.
pub(crate) struct LivePlan {
    /// Blue and orange.
    pub(crate) both: [Box<dyn Contestant>; 2],
    pub(crate) team_size: u8,
    pub(crate) rules: DuelRules,
    pub(crate) seed: u64,
    pub(crate) sampled: bool,
    /// The car that a human drives.
    pub(crate) human: Option<usize>,
    /// Where the match is recorded.
    pub(crate) record: Option<PathBuf>,
    /// Seconds of countdown before a kick-off.
    pub(crate) countdown: u8,
    pub(crate) reward: Subject,
}

/// What the viewer and the playing thread share.
#[derive(Default)]
struct State {
    /// Ticks of the show that are wanted, and that there are.
    wanted: u64,
    reached: u64,
    held: Controls,
    wants_path: bool,
    restart: bool,
    quit: bool,
    /// The newest frames, up to `reached`.
    frames: VecDeque<Arc<Frame>>,
    happenings: Vec<Timed>,
    path: Vec<[f32; 3]>,
    rewards: Option<Arc<Curves>>,
    error: Option<String>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A match that is being played.
pub(crate) struct LiveSource {
    cast: Cast,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    happenings: Vec<Timed>,
}

impl LiveSource {
    /// Begins the match. It stands at its first countdown until somebody asks for more.
    pub(crate) fn start(plan: LivePlan) -> anyhow::Result<Self> {
        let venue = Venue::soccar(plan.team_size.into())?.with_registry(&plan.reward.registry);
        // Made once here, so that what cannot be played is an error now.
        let first = LiveMatch::new(&venue, &plan, 0)?;
        let arena = first.arena();
        let cast = Cast {
            title: "live match".to_owned(),
            players: players(&venue, &plan),
            pads: arena.pads().to_vec(),
            ball_radius: arena.mutators().ball_radius,
            human: plan.human,
        };
        let shared = Arc::new(Shared::default());
        shared.lock().frames.push_back(Arc::new(first.frame(0)));
        drop(first);
        let thread = std::thread::Builder::new().name("live match".to_owned()).spawn({
            let shared = Arc::clone(&shared);
            move || {
                if let Err(error) = play(&venue, &plan, &shared) {
                    shared.lock().error = Some(format!("{error:#}"));
                    shared.changed.notify_all();
                }
            }
        })?;
        Ok(Self { cast, shared, thread: Some(thread), happenings: Vec::new() })
    }
}

fn players(venue: &Venue, plan: &LivePlan) -> Vec<Player> {
    let sides = venue.cars().iter().map(|car| car.team.index());
    let mut seen = [0, 0];
    sides
        .zip(venue.cars())
        .enumerate()
        .map(|(index, (side, car))| {
            seen[side] += 1;
            let name = plan.both[side].name();
            let name = match plan.human {
                Some(human) if human == index => "you".to_owned(),
                _ if plan.team_size == 1 => name.to_owned(),
                _ => format!("{name} {}", seen[side]),
            };
            Player { name, team: car.team, preset: car.preset }
        })
        .collect()
}

/// Plays match after match, tick by tick, as far as is wanted.
fn play(venue: &Venue, plan: &LivePlan, shared: &Shared) -> anyhow::Result<()> {
    for number in 0.. {
        let mut live = LiveMatch::new(venue, plan, number)?;
        let mut predictor = Predictor::new(live.arena());
        loop {
            let mut state = shared.lock();
            while !state.quit && !state.restart && state.wanted <= state.reached {
                state = shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            if state.quit {
                drop(state);
                // A recorded match that somebody leaves is still worth having.
                return live.finish();
            }
            if state.restart {
                state.restart = false;
                state.happenings.clear();
                drop(state);
                live.finish()?;
                break;
            }
            let (held, wants_path, tick) = (state.held, state.wants_path, state.reached + 1);
            drop(state);
            live.tick(held, tick)?;
            let frame = Arc::new(live.frame(tick));
            let path = wants_path.then(|| {
                let ticks = (PREDICTED_SECONDS * TICK_RATE as f32) as usize;
                let balls = predictor.predict(live.arena(), ticks);
                balls.iter().step_by(PATH_TICKS).map(|ball| ball.pos.into()).collect()
            });
            let mut state = shared.lock();
            state.reached = tick;
            state.frames.push_back(frame);
            if state.frames.len() > KEPT {
                state.frames.pop_front();
            }
            state.happenings.extend(live.new_happenings());
            state.path = path.unwrap_or_default();
            if let Some(rewards) = live.new_rewards() {
                state.rewards = Some(Arc::new(rewards));
            }
            drop(state);
            shared.changed.notify_all();
        }
    }
    Ok(())
}

impl Source for LiveSource {
    fn cast(&self) -> &Cast {
        &self.cast
    }

    fn seconds(&self) -> Option<f64> {
        None
    }

    fn happenings(&self) -> &[Timed] {
        &self.happenings
    }

    fn at(&mut self, wanted: f64) -> Result<Shown, SourceError> {
        let rate = f64::from(TICK_RATE);
        let at = (wanted * rate).max(0.0);
        let tick = at.floor() as u64;
        let mut state = self.shared.lock();
        state.wanted = tick + 1;
        self.shared.changed.notify_all();
        let is_waiting = |state: &mut State| state.reached < tick + 1 && state.error.is_none();
        let waited = self.shared.changed.wait_timeout_while(state, PATIENCE, is_waiting);
        state = waited.unwrap_or_else(PoisonError::into_inner).0;
        if let Some(error) = &state.error {
            return Err(SourceError(error.clone()));
        }
        if state.happenings.len() != self.happenings.len() {
            self.happenings.clone_from(&state.happenings);
        }
        let first = (state.reached + 1).saturating_sub(state.frames.len() as u64);
        let frame = |tick: u64| {
            let index = tick.clamp(first, state.reached) - first;
            Arc::clone(&state.frames[index as usize])
        };
        let latest = state.reached as f64 / rate;
        Ok(Shown {
            before: frame(tick),
            after: frame(tick + 1),
            share: if tick < state.reached { (at - tick as f64) as f32 } else { 0.0 },
            seconds: wanted.max(0.0).min(latest + MOST_AHEAD),
        })
    }

    fn predict(&mut self) -> Vec<[f32; 3]> {
        let mut state = self.shared.lock();
        state.wants_path = true;
        state.path.clone()
    }

    fn drive(&mut self, controls: Controls) {
        self.shared.lock().held = controls;
    }

    fn restart(&mut self) {
        self.shared.lock().restart = true;
        self.shared.changed.notify_all();
    }

    fn rewards(&self) -> Option<Arc<Curves>> {
        self.shared.lock().rewards.clone()
    }
}

impl Drop for LiveSource {
    fn drop(&mut self) {
        self.shared.lock().quit = true;
        self.shared.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            // What it had to say is in the state.
            let _ = thread.join();
        }
    }
}
