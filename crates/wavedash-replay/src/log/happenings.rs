//! What happens in a match that is being stepped, in the words of a timeline.

use arrayvec::ArrayVec;
use wavedash_core::Controls;
use wavedash_core::units::{BOOST_MAX, MAX_CARS};
use wavedash_sim::{Arena, Event, TickObserver, TrackedEvent};

use crate::timeline::Happening;

/// Puts what a match says of its ticks into the words of a timeline.
pub struct Happenings {
    /// Boost before the coming tick.
    boosts: ArrayVec<f32, MAX_CARS>,
    found: Vec<Happening>,
}

impl Happenings {
    /// For a match in this arena.
    #[must_use]
    pub fn new(arena: &Arena) -> Self {
        Self { boosts: boosts(arena), found: Vec::new() }
    }

    /// What happened in the last tick; last of all the kick-off after it, if there was one.
    #[must_use]
    pub fn found(&self) -> &[Happening] {
        &self.found
    }
}

impl TickObserver for Happenings {
    fn tick(&mut self, _held: &[Controls], arena: &Arena, tracked: &[TrackedEvent]) {
        let Self { boosts: before, found } = self;
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
        let ball = arena.state().ball.body.pos.into();
        for event in tracked {
            found.extend(match *event {
                TrackedEvent::Touch { car, .. } => Some(Happening::Touch { car, ball }),
                TrackedEvent::Shot { car } => Some(Happening::Shot { car }),
                TrackedEvent::Save { car, .. } => Some(Happening::Save { car }),
                TrackedEvent::Goal { team, scorer, assist, .. } => Some(Happening::Goal { team, scorer, assist }),
                TrackedEvent::Possession { .. } => None,
            });
        }
        *before = boosts(arena);
    }

    fn placed(&mut self, arena: &Arena) {
        self.found.extend(is_kickoff(arena).then_some(Happening::Kickoff));
        self.boosts = boosts(arena);
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
