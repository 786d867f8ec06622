//! A match between seats that may each see, act and decide differently.
//!
//! A [`VecEnv`](crate::VecEnv) trains many equal agents; a [`Duel`] is for playing: an agent of one observation and
//! action space against one of another, scripted agents among them. Policies do not run inside. Whoever plays asks
//! which seats must decide ([`Duel::pending`]), hands over their actions ([`Duel::decide`]), and lets the match go on
//! to the next decision ([`Duel::advance`]); so the decisions of many matches can be one batch.

mod interface;
mod play;
mod read;
mod rewards;
mod rules;
mod seat;
mod venue;

pub use play::Duel;
pub use rewards::Paid;
pub use rules::{DuelRules, Goal, Pause};
pub use seat::{BOT_TICK_SKIP, Seat, SeatSpec};
pub use venue::Venue;
