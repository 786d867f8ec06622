//! What happens in a match that is being stepped, in the words of a timeline.

use arrayvec::ArrayVec;
use wavedash_core::units::{BOOST_MAX, MAX_CARS};
use wavedash_sim::{Arena, Event, SimError, TrackedEvent, Tracker, TrackerConfig};

use crate::timeline::Happening;

/// Watches an arena tick by tick and never writes it.
pub struct Watch {
    tracker: Tracker,
    boosts: ArrayVec<f32, MAX_CARS>,
    found: Vec<Happening>,
}

impl Watch {
    /// For a match in this arena.
    ///
    /// # Errors
    /// The arena has no goals to predict shots for.
    pub fn new(arena: &Arena) -> Result<Self, SimError> {
        let tracker = Tracker::new(arena, TrackerConfig::default())?;
        Ok(Self { tracker, boosts: boosts(arena), found: Vec::new() })
    }

    /// Takes in a tick, and what was placed after it. `ball` is where the ball was when the tick ended.
    pub fn tick(&mut self, arena: &Arena, ball: [f32; 3], is_placed: bool) -> &[Happening] {
        let Self { tracker, boosts: before, found } = self;
        found.clear();
        for event in arena.events() {
            found.extend(match *event {
                Event::Pickup { car, pad } => {
                    let boost_before = before.get(usize::from(car)).copied().unwrap_or(0.0).min(BOOST_MAX);
                    Some(Happening::Pickup { car, pad, boost_before })
                }
                Event::Bump { attacker, victim, .. } => Some(Happening::Bump { attacker, victim }),
                Event::Demolition { attacker, victim, .. } => Some(Happening::Demolition { attacker, victim }),
                Event::Jump { car } => Some(Happening::Jump { car }),
                Event::DoubleJump { car } => Some(Happening::DoubleJump { car }),
                Event::Flip { car } => Some(Happening::Flip { car }),
                _ => None,
            });
        }
        for event in tracker.update(arena) {
            found.extend(match *event {
                TrackedEvent::Touch { car, .. } => Some(Happening::Touch { car, ball }),
                TrackedEvent::Shot { car } => Some(Happening::Shot { car }),
                TrackedEvent::Save { car, .. } => Some(Happening::Save { car }),
                TrackedEvent::Goal { team, scorer, assist, .. } => Some(Happening::Goal { team, scorer, assist }),
                TrackedEvent::Possession { .. } => None,
            });
        }
        if is_placed {
            tracker.reset();
            found.extend(is_kickoff(arena).then_some(Happening::Kickoff));
        }
        *before = boosts(arena);
        found
    }
}

fn boosts(arena: &Arena) -> ArrayVec<f32, MAX_CARS> {
    arena.state().cars.iter().map(|car| car.boost).collect()
}

/// The ball rests on the centre spot: nothing else that is placed looks like that.
pub(super) fn is_kickoff(arena: &Arena) -> bool {
    let ball = &arena.state().ball.body;
    ball.pos.x == 0.0 && ball.pos.y == 0.0 && ball.vel.norm_squared() == 0.0
}
