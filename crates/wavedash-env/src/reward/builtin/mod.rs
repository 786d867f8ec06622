//! The reward functions that come with the crate, one a file: formula, parameters, range, source, test.
//!
//! Notation: p, v the car's position and velocity, b, w the ball's, G the back of a goal, primes for the decision before,
//! unit(x) = x / |x|.

mod air_time;
mod air_touch;
mod align_ball_goal;
mod ball_height;
mod ball_speed;
mod ball_to_goal_distance;
mod ball_to_goal_distance_difference;
mod ball_to_goal_velocity;
mod ball_y;
mod boost_change;
mod concede_distance;
mod constant;
mod counts;
mod face_ball;
mod face_velocity;
mod flip_to_ball;
mod flown_touch;
mod fresh_touch;
mod goal_speed;
mod has_flip;
mod in_air;
mod kickoff;
mod necto_player_quality;
mod necto_state_quality;
mod on_ground;
mod player_height;
mod player_speed;
mod player_to_ball_distance;
mod player_to_ball_velocity;
mod player_to_goal_velocity;
mod pressure;
mod save_boost;
mod signed_ball_to_goal_distance;
mod supersonic;
mod touch;
mod touch_acceleration;
mod touch_aerial;
mod touch_ball_to_goal_acceleration;
mod touch_height;
mod touching;
mod wall_distance;

#[cfg(test)]
mod by_hand;

use crate::error::EnvError;
use crate::registry::Registry;

/// Registers all of them, states first.
pub(crate) fn register(registry: &mut Registry) -> Result<(), EnvError> {
    let all = [
        player_to_ball_distance::register,
        ball_to_goal_distance::register,
        signed_ball_to_goal_distance::register,
        ball_to_goal_distance_difference::register,
        ball_to_goal_velocity::register,
        player_to_ball_velocity::register,
        player_to_goal_velocity::register,
        align_ball_goal::register,
        face_ball::register,
        face_velocity::register,
        ball_y::register,
        ball_height::register,
        ball_speed::register,
        player_speed::register,
        player_height::register,
        save_boost::register,
        on_ground::register,
        in_air::register,
        supersonic::register,
        has_flip::register,
        air_time::register,
        wall_distance::register,
        constant::register,
        kickoff::register,
        necto_state_quality::register,
        necto_player_quality::register,
        counts::register,
        touch::register,
        fresh_touch::register,
        touching::register,
        touch_height::register,
        touch_aerial::register,
        air_touch::register,
        flown_touch::register,
        touch_ball_to_goal_acceleration::register,
        touch_acceleration::register,
        boost_change::register,
        flip_to_ball::register,
        goal_speed::register,
        concede_distance::register,
        pressure::register,
    ];
    all.into_iter().try_for_each(|register| register(registry))
}
