//! Drives at the ball.

use wavedash_core::rules::CAR_MAX_SPEED;
use wavedash_core::{Controls, Stream};

use super::drive::{drive, recover};
use super::{Bot, number, word, words};
use crate::error::EnvError;
use crate::scene::Scene;

/// Drives at where the ball will be in a moment, as fast as it can, and boosts whenever it faces it.
#[derive(Default)]
pub(super) struct Chaser {
    /// Seconds that it looks ahead for each uu of distance; drawn anew for every episode, because two
    /// chasers would otherwise play the same few games again and again.
    lead: Option<f32>,
}

/// Least lead, seconds per uu: at full speed.
const LEAD: f32 = 1.0 / CAR_MAX_SPEED;

impl Bot for Chaser {
    fn name(&self) -> &'static str {
        "bot:chaser"
    }

    fn reset(&mut self) {
        self.lead = None;
    }

    fn save(&self) -> Vec<u64> {
        vec![u64::from(self.lead.is_some()), word(self.lead.unwrap_or_default())]
    }

    fn restore(&mut self, saved: &[u64]) -> Result<(), EnvError> {
        let [has_lead, lead] = words(self.name(), saved)?;
        self.lead = (has_lead != 0).then(|| number(lead));
        Ok(())
    }

    fn decide(&mut self, scene: &Scene, car: usize, stream: &mut Stream) -> Controls {
        let Some(me) = scene.cars.get(car) else { return Controls::NONE };
        if !me.on_ground {
            return recover(me);
        }
        let lead = *self.lead.get_or_insert_with(|| LEAD * (1.0 + 0.3 * stream.unit()));
        let ahead = ((scene.ball.pos - me.pos).norm() * lead).min(1.0);
        let mut point = scene.ball.pos + scene.ball.vel * ahead;
        point.z = 0.0;
        drive(me, point, CAR_MAX_SPEED, me.boost > 0.0)
    }
}
