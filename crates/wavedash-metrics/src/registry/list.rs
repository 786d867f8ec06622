//! The list of metrics, in the order of the table and of the catalogue. A row defines a metric and the constant that
//! everybody writes and reads it by.

use super::{Metric, Shape};

/// A constant per row in a module per section, and all rows together as [`METRICS`].
macro_rules! metrics {
    ($(mod $section:ident $heading:literal {
        $($name:ident: $($kind:ident)? $key:literal $($free:literal)?, $unit:literal, ($label:literal, $shape:ident),
            $rlgym_ppo:expr, $definition:literal;)*
    })*) => {
        /// Keys of all metrics, in a module per section.
        pub mod keys {
            $(
                #[doc = concat!("Section \"", $heading, "\".")]
                pub mod $section {
                    $(constant!($name, $key, $definition $(, $kind)?);)*
                }
            )*
        }

        /// Every metric, grouped by section. "Iteration" is one turn of collecting and learning; "agent step" is one
        /// decision of one car; "minibatch" is one optimiser step's samples.
        pub static METRICS: &[Metric] = &[
            $($(Metric {
                key: concat!($key $(, $free)?),
                unit: $unit,
                definition: $definition,
                rlgym_ppo: $rlgym_ppo,
                section: $heading,
                label: $label,
                shape: Shape::$shape,
            },)*)*
        ];
    };
}

/// The constant of one row: a key, or a family of keys.
macro_rules! constant {
    ($name:ident, $key:literal, $definition:literal) => {
        #[doc = $definition]
        pub const $name: &str = $key;
    };
    ($name:ident, $prefix:literal, $definition:literal, family) => {
        #[doc = $definition]
        pub const $name: $crate::registry::Family = $crate::registry::Family::new($prefix, concat!($prefix, "*"));
    };
}

// One metric is two lines: key, unit, name and shape in the live table, name in rlgym-ppo; then its definition.
metrics! {
    mod collect "Collect" {
        STEP_REWARD: "collect/step_reward", "reward", ("step reward", Plain), None,
            "Mean reward per agent step over all agent steps collected in the iteration, before any scaling.";
        EPISODE_RETURN: "collect/episode_return", "reward", ("episode return", Plain), Some("Policy Reward"),
            "Mean undiscounted sum of an agent's rewards over the episodes that ended in the iteration, one value per agent.";
        EPISODE_LENGTH: "collect/episode_length", "s", ("episode length", Seconds), None,
            "Mean simulated time from reset to end over the episodes that ended in the iteration.";
        GOALS_PER_MINUTE: "collect/goals_per_minute", "1/min", ("goals", PerMinute), None,
            "Goals credited to agents that learn in the iteration, divided by the simulated minutes that all of them played together.";
        TOUCHES_PER_MINUTE: "collect/touches_per_minute", "1/min", ("touches", PerMinute), None,
            "Touches of the ball that agents that learn began in the iteration, divided by the simulated minutes that all of them played together.";
        SHOTS_PER_MINUTE: "collect/shots_per_minute", "1/min", ("shots", PerMinute), None,
            "Shots of agents that learn in the iteration, divided by the simulated minutes that all of them played together.";
        SAVES_PER_MINUTE: "collect/saves_per_minute", "1/min", ("saves", PerMinute), None,
            "Saves of agents that learn in the iteration, divided by the simulated minutes that all of them played together.";
        DEMOS_PER_MINUTE: "collect/demos_per_minute", "1/min", ("demolitions", PerMinute), None,
            "Cars that agents that learn demolished in the iteration, divided by the simulated minutes that all of them played together.";
    }
    mod behaviour "Behaviour" {
        AIR_TOUCHES_PER_MINUTE: "behaviour/air_touches_per_minute", "1/min", ("air touches", PerMinute), None,
            "Touches that agents that learn began with their wheels off the ground, per minute of an agent's match time.";
        HIGH_TOUCHES_PER_MINUTE: "behaviour/high_touches_per_minute", "1/min", ("high touches", PerMinute), None,
            "Touches of a ball above 300 uu, per minute of an agent's match time.";
        FLOWN_TOUCHES_PER_MINUTE: "behaviour/flown_touches_per_minute", "1/min", ("flown touches", PerMinute), None,
            "Touches of a ball above 300 uu with the wheels off the ground and the car above 150 uu, per minute of an agent's match time.";
        WALL_TOUCHES_PER_MINUTE: "behaviour/wall_touches_per_minute", "1/min", ("wall touches", PerMinute), None,
            "Touches above 250 uu within 400 uu of a wall, per minute of an agent's match time.";
        JUMPS_PER_MINUTE: "behaviour/jumps_per_minute", "1/min", ("jumps", PerMinute), None,
            "Jumps from the ground, per minute of an agent's match time.";
        DOUBLE_JUMPS_PER_MINUTE: "behaviour/double_jumps_per_minute", "1/min", ("double jumps", PerMinute), None,
            "Second jumps without a flip, per minute of an agent's match time.";
        FLIPS_PER_MINUTE: "behaviour/flips_per_minute", "1/min", ("flips", PerMinute), None,
            "Flips, per minute of an agent's match time.";
        BOOST_USED_PER_MINUTE: "behaviour/boost_used_per_minute", "boost/min", ("boost used", PerMinute), None,
            "Boost that left the tank, 100 being a full one, per minute of an agent's match time.";
        BIG_PADS_PER_MINUTE: "behaviour/big_pads_per_minute", "1/min", ("big pads", PerMinute), None,
            "Big boost pads taken, per minute of an agent's match time.";
        SMALL_PADS_PER_MINUTE: "behaviour/small_pads_per_minute", "1/min", ("small pads", PerMinute), None,
            "Small boost pads taken, per minute of an agent's match time.";
        AIR_SHARE: "behaviour/air_share", "fraction", ("in the air", Percent), None,
            "Fraction of the time on the pitch with fewer than three wheels on something.";
        HIGH_AIR_SHARE: "behaviour/high_air_share", "fraction", ("high in the air", Percent), None,
            "Fraction of the time on the pitch spent in the air above the goals' bar, 640 uu.";
        SUPERSONIC_SHARE: "behaviour/supersonic_share", "fraction", ("supersonic", Percent), None,
            "Fraction of the time on the pitch at 2,200 uu/s or more.";
        SPEED: "behaviour/speed", "uu/s", ("speed", Plain), None,
            "Mean speed while on the pitch.";
    }
    mod ppo "PPO" {
        POLICY_LOSS: "ppo/policy_loss", "1", ("policy loss", Plain), None,
            "Mean clipped surrogate loss over all minibatches of all epochs of the iteration, without the entropy term.";
        VALUE_LOSS: "ppo/value_loss", "1", ("value loss", Plain), Some("Value Function Loss"),
            "Mean value loss, before its coefficient, over all minibatches of all epochs of the iteration, in units of the standardised return squared.";
        ENTROPY: "ppo/entropy", "nats", ("entropy", Plain), Some("Policy Entropy"),
            "Mean entropy of the action distribution after masking over all samples of all minibatches of the iteration.";
        APPROX_KL: "ppo/approx_kl", "nats", ("approximate KL", Plain), Some("Mean KL Divergence"),
            "Mean of (r - 1) - ln r over all samples of all minibatches, r being the probability of the action taken under the present policy over that under the collecting one.";
        CLIP_FRACTION: "ppo/clip_fraction", "fraction", ("clip fraction", Percent), Some("SB3 Clip Fraction"),
            "Fraction of samples, over all minibatches of the iteration, whose probability ratio lies outside the clip range.";
        EXPLAINED_VARIANCE: "ppo/explained_variance", "fraction", ("explained variance", Plain), None,
            "1 - Var(return - value) / Var(return) over all agent steps of the iteration, with the values that collecting used; 1 is perfect, below 0 is worse than the mean.";
        GRAD_NORM: "ppo/grad_norm", "1", ("gradient norm", Plain), None,
            "Mean over the iteration's optimiser steps of the gradient's Euclidean norm over all parameters, before clipping.";
        GRAD_NORM_ACTOR: "ppo/grad_norm_actor", "1", ("actor's gradient", Plain), None,
            "The same over the parameters of the policy and its trunk alone.";
        GRAD_NORM_CRITIC: "ppo/grad_norm_critic", "1", ("critic's gradient", Plain), None,
            "The same over the parameters that belong to the value function alone.";
        POLICY_UPDATE_NORM: "ppo/policy_update_norm", "1", ("policy update", Plain), Some("Policy Update Magnitude"),
            "Euclidean distance between the policy's parameters (trunk and policy head) before and after the iteration.";
        VALUE_UPDATE_NORM: "ppo/value_update_norm", "1", ("value update", Plain), Some("Value Function Update Magnitude"),
            "Euclidean distance between the value function's parameters (its head, where the trunk is shared) before and after the iteration.";
        LEARNING_RATE: "ppo/learning_rate", "1", ("learning rate", Plain), None,
            "Learning rate of the iteration's last optimiser step.";
        ENTROPY_COEFFICIENT: "ppo/entropy_coefficient", "1", ("entropy coefficient", Plain), None,
            "Weight of the entropy term in the iteration's last optimiser step.";
        UPDATES_STOPPED: "ppo/updates_stopped", "fraction", ("updates stopped", Percent), None,
            "Fraction of the iteration's planned optimiser steps that were left out because the KL divergence passed its limit.";
        ENTROPY_OF: family "ppo/entropy_of/" "<component>", "nats", ("entropy of", Plain), None,
            "Mean entropy of one component of the action, numbered from 0, where there are several: throttle, steer, jump, boost, handbrake of the keyboard.";
        JUMP_PROBABILITY: "ppo/jump_probability", "fraction", ("jump probability", Percent), None,
            "Mean probability of a choice that presses jump over the samples in which one has an effect.";
        JUMP_FLOOR_LOSS: "ppo/jump_floor_loss", "nats", ("jump floor", Plain), None,
            "Mean over all samples of how far the logarithm of the probability of a jump lies below that of `train.ppo.jump_floor`, where a jump is possible.";
    }
    mod aux "Auxiliary tasks" {
        REWARD_PREDICTION_LOSS: "aux/reward_prediction_loss", "nats", ("reward loss", Plain), None,
            "Mean cross-entropy of the predicted sign of the reward over all samples of the task in the iteration.";
        REWARD_PREDICTION_ACCURACY: "aux/reward_prediction_accuracy", "fraction", ("reward accuracy", Percent), None,
            "Fraction of the task's samples in the iteration whose most probable class is the true sign of the reward.";
        STATE_REPRESENTATION_LOSS: "aux/state_representation_loss", "1", ("state loss", Plain), None,
            "Mean loss of reconstructing the state from its representation over all samples of the task in the iteration.";
        GRAD_NORM_REWARD_PREDICTION: "aux/grad_norm_reward_prediction", "1", ("reward gradient", Plain), None,
            "Mean over the iteration's optimiser steps of the Euclidean norm of the gradient of the reward-prediction head's own parameters, before clipping.";
        FUTURE_BALL_LOSS: "aux/future_ball_loss", "1", ("ball to come", Plain), None,
            "Mean loss of the ball's place and velocity in the car's frame after 0.5, 1 and 2 s over the minibatches that the heads learn from.";
        FUTURE_CAR_LOSS: "aux/future_car_loss", "1", ("car to come", Plain), None,
            "Mean loss of the car's own height and angular velocity after 0.25 and 0.5 s over the minibatches that the heads learn from.";
        FUTURE_TOUCH_LOSS: "aux/future_touch_loss", "nats", ("next touch", Plain), None,
            "Mean surprise at who touches the ball next and when, over the samples of which something is known.";
        FUTURE_TOUCH_ACCURACY: "aux/future_touch_accuracy", "fraction", ("next touch right", Percent), None,
            "Fraction of these samples whose likeliest class is possible.";
        FUTURE_GOAL_LOSS: "aux/future_goal_loss", "nats", ("next goal", Plain), None,
            "Mean surprise at which side scores within 5 s and when, over the samples of which something is known, classes balanced.";
        FUTURE_GOAL_ACCURACY: "aux/future_goal_accuracy", "fraction", ("next goal right", Percent), None,
            "Fraction of these samples whose likeliest class is possible.";
        GRAD_NORM_FUTURE: "aux/grad_norm_future", "1", ("future gradient", Plain), None,
            "Mean over the heads' optimiser steps of the Euclidean norm of the gradient of the future heads' own parameters, before clipping.";
        GRAD_NORM_STATE_REPRESENTATION: "aux/grad_norm_state_representation", "1", ("state gradient", Plain), None,
            "Mean over the iteration's optimiser steps of the Euclidean norm of the gradient of the state-representation head's own parameters, before clipping.";
        CLASS_POSITIVE: "aux/class_positive", "fraction", ("positive rewards", Percent), None,
            "Fraction of the iteration's collected reward-prediction targets that are positive, before any balancing.";
        CLASS_NEGATIVE: "aux/class_negative", "fraction", ("negative rewards", Percent), None,
            "Fraction of the iteration's collected reward-prediction targets that are negative, before any balancing.";
        CLASS_ZERO: "aux/class_zero", "fraction", ("zero rewards", Percent), None,
            "Fraction of the iteration's collected reward-prediction targets that count as zero, before any balancing.";
    }
    mod teacher "Teacher" {
        LOSS: "teacher/loss", "nats", ("imitation loss", Plain), None,
            "Mean cross-entropy of the policy with the teacher's choices over all samples of all minibatches of the iteration; 0 where there is no teacher any more.";
        WEIGHT: "teacher/weight", "1", ("weight", Plain), None,
            "Weight of the imitation loss in the iteration's last optimiser step.";
    }
    mod reward "Reward per step" {
        COMPONENT: family "reward/" "<name>", "reward", ("", Plain), None,
            "Mean of one component of the reward, with its weight, per agent step over all agent steps collected in the iteration.";
    }
    mod weight "Reward weights" {
        TERM: family "weight/" "<name>", "1", ("", Plain), None,
            "Weight of a term of the reward in the iteration's rollout, where it moves.";
    }
    mod rating "Rating" {
        MEAN: family "rating/" "<mode>", "points", ("", Plain), None,
            "Mean skill of the newest policy in one mode (`1v1`, `2v2`, `3v3`) after the iteration's rated matches.";
        SIGMA: family "rating_sigma/" "<mode>", "points", ("sigma", Plain), None,
            "Standard deviation of the estimate `rating/<mode>`.";
    }
    mod league "League" {
        OPPONENTS: "league/opponents", "versions", ("opponents", Count), None,
            "Number of old versions that the league can draw an opponent from, at the end of the iteration.";
        SHARE: "league/share", "fraction", ("share of matches", Percent), None,
            "Fraction of the iteration's arena steps in which the newest policy played against an old version or a scripted agent.";
    }
    mod throughput "Throughput" {
        COLLECTED_SPS: "throughput/collected_sps", "agent steps/s", ("collected", PerSecond), Some("Collected Steps per Second"),
            "Agent steps collected in the iteration, divided by `time/collect`.";
        CONSUMED_SPS: "throughput/consumed_sps", "agent steps/s", ("consumed", PerSecond), None,
            "Agent steps collected in the iteration, divided by `time/learn`.";
        OVERALL_SPS: "throughput/overall_sps", "agent steps/s", ("overall", PerSecond), Some("Overall Steps per Second"),
            "Agent steps collected in the iteration, divided by `time/iteration`.";
    }
    mod time "Time" {
        SIMULATE: "time/simulate", "s", ("simulate", Seconds), None,
            "Wall time of the iteration in which arenas were stepped and observations and rewards made.";
        INFER: "time/infer", "s", ("infer", Seconds), None,
            "Wall time of the iteration in which policies chose actions and values were estimated while collecting.";
        COLLECT: "time/collect", "s", ("collect", Seconds), Some("Timestep Collection Time"),
            "Wall time from the iteration's first decision to its last stored agent step; holds `time/simulate` and `time/infer`.";
        LEARN: "time/learn", "s", ("learn", Seconds), Some("Timestep Consumption Time"),
            "Wall time of the iteration spent on advantages and on optimiser steps.";
        OTHER: "time/other", "s", ("other", Seconds), None,
            "`time/iteration` minus `time/collect` and `time/learn`: checkpoints, rated matches, records.";
        ITERATION: "time/iteration", "s", ("iteration", Seconds), Some("Total Iteration Time"),
            "Wall time from the start of the iteration to the start of the next.";
    }
    mod total "Totals" {
        STEPS: "total/steps", "agent steps", ("steps", Count), Some("Cumulative Timesteps"),
            "Agent steps collected since the run began, resumed parts included.";
        ENVIRONMENT_STEPS: "total/environment_steps", "arena steps", ("arena steps", Count), None,
            "Decisions of whole arenas since the run began: agent steps, with all cars of an arena counted once.";
        UPDATES: "total/updates", "optimiser steps", ("updates", Count), Some("Cumulative Model Updates"),
            "Optimiser steps since the run began.";
        ITERATIONS: "total/iterations", "iterations", ("iterations", Count), None,
            "Iterations finished since the run began.";
        EPISODES: "total/episodes", "episodes", ("episodes", Count), None,
            "Episodes ended since the run began, one per arena and reset.";
    }
    mod process "Process" {
        MEMORY_BYTES: "process/memory_bytes", "B", ("memory", Bytes), None,
            "Resident memory of the training process at the end of the iteration.";
        DROPPED_METRICS: "process/dropped_metrics", "records", ("dropped records", Count), None,
            "Records thrown away since the process began because the queue to the writer was full.";
    }
}
