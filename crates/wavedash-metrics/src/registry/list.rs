//! The list itself, in the order of the table and of the catalogue.

use super::{Metric, Shape};

/// Shorter than a struct literal per row: one metric is two or three lines below.
const fn metric(
    key: &'static str,
    unit: &'static str,
    (section, label, shape): (&'static str, &'static str, Shape),
    rlgym_ppo: Option<&'static str>,
    definition: &'static str,
) -> Metric {
    Metric { key, unit, definition, rlgym_ppo, section, label, shape }
}

const COLLECT: &str = "Collect";
const BEHAVIOUR: &str = "Behaviour";
const PPO: &str = "PPO";
const AUX: &str = "Auxiliary tasks";
const TEACHER: &str = "Teacher";
const REWARD: &str = "Reward per step";
const WEIGHT: &str = "Reward weights";
const RATING: &str = "Rating";
const LEAGUE: &str = "League";
const SPEED: &str = "Throughput";
const TIME: &str = "Time";
const TOTAL: &str = "Totals";
const PROCESS: &str = "Process";

/// Every metric, grouped by section. "Iteration" is one turn of collecting and learning; "agent step" is one decision
/// of one car; "minibatch" is one optimiser step's samples.
#[rustfmt::skip]
pub static METRICS: &[Metric] = &[
    metric("collect/step_reward", "reward", (COLLECT, "step reward", Shape::Plain), None,
        "Mean reward per agent step over all agent steps collected in the iteration, before any scaling."),
    metric("collect/episode_return", "reward", (COLLECT, "episode return", Shape::Plain), Some("Policy Reward"),
        "Mean undiscounted sum of an agent's rewards over the episodes that ended in the iteration, one value per agent."),
    metric("collect/episode_length", "s", (COLLECT, "episode length", Shape::Seconds), None,
        "Mean simulated time from reset to end over the episodes that ended in the iteration."),
    metric("collect/goals_per_minute", "1/min", (COLLECT, "goals", Shape::PerMinute), None,
        "Goals credited to agents that learn in the iteration, divided by the simulated minutes that all of them played together."),
    metric("collect/touches_per_minute", "1/min", (COLLECT, "touches", Shape::PerMinute), None,
        "Touches of the ball that agents that learn began in the iteration, divided by the simulated minutes that all of them played together."),
    metric("collect/shots_per_minute", "1/min", (COLLECT, "shots", Shape::PerMinute), None,
        "Shots of agents that learn in the iteration, divided by the simulated minutes that all of them played together."),
    metric("collect/saves_per_minute", "1/min", (COLLECT, "saves", Shape::PerMinute), None,
        "Saves of agents that learn in the iteration, divided by the simulated minutes that all of them played together."),
    metric("collect/demos_per_minute", "1/min", (COLLECT, "demolitions", Shape::PerMinute), None,
        "Cars that agents that learn demolished in the iteration, divided by the simulated minutes that all of them played together."),

    metric("behaviour/air_touches_per_minute", "1/min", (BEHAVIOUR, "air touches", Shape::PerMinute), None,
        "Touches that agents that learn began with their wheels off the ground, per minute of an agent's match time."),
    metric("behaviour/high_touches_per_minute", "1/min", (BEHAVIOUR, "high touches", Shape::PerMinute), None,
        "Touches of a ball above 300 uu, per minute of an agent's match time."),
    metric("behaviour/flown_touches_per_minute", "1/min", (BEHAVIOUR, "flown touches", Shape::PerMinute), None,
        "Touches of a ball above 300 uu with the wheels off the ground and the car above 150 uu, per minute of an agent's match time."),
    metric("behaviour/wall_touches_per_minute", "1/min", (BEHAVIOUR, "wall touches", Shape::PerMinute), None,
        "Touches above 250 uu within 400 uu of a wall, per minute of an agent's match time."),
    metric("behaviour/jumps_per_minute", "1/min", (BEHAVIOUR, "jumps", Shape::PerMinute), None,
        "Jumps from the ground, per minute of an agent's match time."),
    metric("behaviour/double_jumps_per_minute", "1/min", (BEHAVIOUR, "double jumps", Shape::PerMinute), None,
        "Second jumps without a flip, per minute of an agent's match time."),
    metric("behaviour/flips_per_minute", "1/min", (BEHAVIOUR, "flips", Shape::PerMinute), None,
        "Flips, per minute of an agent's match time."),
    metric("behaviour/boost_used_per_minute", "boost/min", (BEHAVIOUR, "boost used", Shape::PerMinute), None,
        "Boost that left the tank, 100 being a full one, per minute of an agent's match time."),
    metric("behaviour/big_pads_per_minute", "1/min", (BEHAVIOUR, "big pads", Shape::PerMinute), None,
        "Big boost pads taken, per minute of an agent's match time."),
    metric("behaviour/small_pads_per_minute", "1/min", (BEHAVIOUR, "small pads", Shape::PerMinute), None,
        "Small boost pads taken, per minute of an agent's match time."),
    metric("behaviour/air_share", "fraction", (BEHAVIOUR, "in the air", Shape::Percent), None,
        "Fraction of the time on the pitch with fewer than three wheels on something."),
    metric("behaviour/high_air_share", "fraction", (BEHAVIOUR, "high in the air", Shape::Percent), None,
        "Fraction of the time on the pitch spent in the air above the goals' bar, 640 uu."),
    metric("behaviour/supersonic_share", "fraction", (BEHAVIOUR, "supersonic", Shape::Percent), None,
        "Fraction of the time on the pitch at 2,200 uu/s or more."),
    metric("behaviour/speed", "uu/s", (BEHAVIOUR, "speed", Shape::Plain), None,
        "Mean speed while on the pitch."),

    metric("ppo/policy_loss", "1", (PPO, "policy loss", Shape::Plain), None,
        "Mean clipped surrogate loss over all minibatches of all epochs of the iteration, without the entropy term."),
    metric("ppo/value_loss", "1", (PPO, "value loss", Shape::Plain), Some("Value Function Loss"),
        "Mean value loss, before its coefficient, over all minibatches of all epochs of the iteration, in units of the standardised return squared."),
    metric("ppo/entropy", "nats", (PPO, "entropy", Shape::Plain), Some("Policy Entropy"),
        "Mean entropy of the action distribution after masking over all samples of all minibatches of the iteration."),
    metric("ppo/approx_kl", "nats", (PPO, "approximate KL", Shape::Plain), Some("Mean KL Divergence"),
        "Mean of (r - 1) - ln r over all samples of all minibatches, r being the probability of the action taken under the present policy over that under the collecting one."),
    metric("ppo/clip_fraction", "fraction", (PPO, "clip fraction", Shape::Percent), Some("SB3 Clip Fraction"),
        "Fraction of samples, over all minibatches of the iteration, whose probability ratio lies outside the clip range."),
    metric("ppo/explained_variance", "fraction", (PPO, "explained variance", Shape::Plain), None,
        "1 - Var(return - value) / Var(return) over all agent steps of the iteration, with the values that collecting used; 1 is perfect, below 0 is worse than the mean."),
    metric("ppo/grad_norm", "1", (PPO, "gradient norm", Shape::Plain), None,
        "Mean over the iteration's optimiser steps of the gradient's Euclidean norm over all parameters, before clipping."),
    metric("ppo/grad_norm_actor", "1", (PPO, "actor's gradient", Shape::Plain), None,
        "The same over the parameters of the policy and its trunk alone."),
    metric("ppo/grad_norm_critic", "1", (PPO, "critic's gradient", Shape::Plain), None,
        "The same over the parameters that belong to the value function alone."),
    metric("ppo/policy_update_norm", "1", (PPO, "policy update", Shape::Plain), Some("Policy Update Magnitude"),
        "Euclidean distance between the policy's parameters (trunk and policy head) before and after the iteration."),
    metric("ppo/value_update_norm", "1", (PPO, "value update", Shape::Plain), Some("Value Function Update Magnitude"),
        "Euclidean distance between the value function's parameters (its head, where the trunk is shared) before and after the iteration."),
    metric("ppo/learning_rate", "1", (PPO, "learning rate", Shape::Plain), None,
        "Learning rate of the iteration's last optimiser step."),
    metric("ppo/entropy_coefficient", "1", (PPO, "entropy coefficient", Shape::Plain), None,
        "Weight of the entropy term in the iteration's last optimiser step."),
    metric("ppo/updates_stopped", "fraction", (PPO, "updates stopped", Shape::Percent), None,
        "Fraction of the iteration's planned optimiser steps that were left out because the KL divergence passed its limit."),

    metric("ppo/entropy_of/<component>", "nats", (PPO, "entropy of", Shape::Plain), None,
        "Mean entropy of one component of the action, numbered from 0, where there are several: throttle, steer, jump, boost, handbrake of the keyboard."),
    metric("ppo/jump_probability", "fraction", (PPO, "jump probability", Shape::Percent), None,
        "Mean probability of a choice that presses jump over the samples in which one has an effect."),
    metric("ppo/jump_floor_loss", "nats", (PPO, "jump floor", Shape::Plain), None,
        "Mean over all samples of how far the logarithm of the probability of a jump lies below that of `train.ppo.jump_floor`, where a jump is possible."),

    metric("aux/reward_prediction_loss", "nats", (AUX, "reward loss", Shape::Plain), None,
        "Mean cross-entropy of the predicted sign of the reward over all samples of the task in the iteration."),
    metric("aux/reward_prediction_accuracy", "fraction", (AUX, "reward accuracy", Shape::Percent), None,
        "Fraction of the task's samples in the iteration whose most probable class is the true sign of the reward."),
    metric("aux/state_representation_loss", "1", (AUX, "state loss", Shape::Plain), None,
        "Mean loss of reconstructing the state from its representation over all samples of the task in the iteration."),
    metric("aux/grad_norm_reward_prediction", "1", (AUX, "reward gradient", Shape::Plain), None,
        "Mean over the iteration's optimiser steps of the Euclidean norm of the gradient of the reward-prediction head's own parameters, before clipping."),
    metric("aux/future_ball_loss", "1", (AUX, "ball to come", Shape::Plain), None,
        "Mean loss of the ball's place and velocity in the car's frame after 0.5, 1 and 2 s over the minibatches that the heads learn from."),
    metric("aux/future_car_loss", "1", (AUX, "car to come", Shape::Plain), None,
        "Mean loss of the car's own height and angular velocity after 0.25 and 0.5 s over the minibatches that the heads learn from."),
    metric("aux/future_touch_loss", "nats", (AUX, "next touch", Shape::Plain), None,
        "Mean surprise at who touches the ball next and when, over the samples of which something is known."),
    metric("aux/future_touch_accuracy", "fraction", (AUX, "next touch right", Shape::Percent), None,
        "Fraction of these samples whose likeliest class is possible."),
    metric("aux/future_goal_loss", "nats", (AUX, "next goal", Shape::Plain), None,
        "Mean surprise at which side scores within 5 s and when, over the samples of which something is known, classes balanced."),
    metric("aux/future_goal_accuracy", "fraction", (AUX, "next goal right", Shape::Percent), None,
        "Fraction of these samples whose likeliest class is possible."),
    metric("aux/grad_norm_future", "1", (AUX, "future gradient", Shape::Plain), None,
        "Mean over the heads' optimiser steps of the Euclidean norm of the gradient of the future heads' own parameters, before clipping."),
    metric("aux/grad_norm_state_representation", "1", (AUX, "state gradient", Shape::Plain), None,
        "Mean over the iteration's optimiser steps of the Euclidean norm of the gradient of the state-representation head's own parameters, before clipping."),
    metric("aux/class_positive", "fraction", (AUX, "positive rewards", Shape::Percent), None,
        "Fraction of the iteration's collected reward-prediction targets that are positive, before any balancing."),
    metric("aux/class_negative", "fraction", (AUX, "negative rewards", Shape::Percent), None,
        "Fraction of the iteration's collected reward-prediction targets that are negative, before any balancing."),
    metric("aux/class_zero", "fraction", (AUX, "zero rewards", Shape::Percent), None,
        "Fraction of the iteration's collected reward-prediction targets that count as zero, before any balancing."),

    metric("teacher/loss", "nats", (TEACHER, "imitation loss", Shape::Plain), None,
        "Mean cross-entropy of the policy with the teacher's choices over all samples of all minibatches of the iteration; 0 where there is no teacher any more."),
    metric("teacher/weight", "1", (TEACHER, "weight", Shape::Plain), None,
        "Weight of the imitation loss in the iteration's last optimiser step."),

    metric("reward/<name>", "reward", (REWARD, "", Shape::Plain), None,
        "Mean of one component of the reward, with its weight, per agent step over all agent steps collected in the iteration."),

    metric("weight/<name>", "1", (WEIGHT, "", Shape::Plain), None,
        "Weight of a term of the reward in the iteration's rollout, where it moves."),

    metric("rating/<mode>", "points", (RATING, "", Shape::Plain), None,
        "Mean skill of the newest policy in one mode (`1v1`, `2v2`, `3v3`) after the iteration's rated matches."),
    metric("rating_sigma/<mode>", "points", (RATING, "sigma", Shape::Plain), None,
        "Standard deviation of the estimate `rating/<mode>`."),

    metric("league/opponents", "versions", (LEAGUE, "opponents", Shape::Count), None,
        "Number of old versions that the league can draw an opponent from, at the end of the iteration."),
    metric("league/share", "fraction", (LEAGUE, "share of matches", Shape::Percent), None,
        "Fraction of the iteration's arena steps in which the newest policy played against an old version or a scripted agent."),

    metric("throughput/collected_sps", "agent steps/s", (SPEED, "collected", Shape::PerSecond), Some("Collected Steps per Second"),
        "Agent steps collected in the iteration, divided by `time/collect`."),
    metric("throughput/consumed_sps", "agent steps/s", (SPEED, "consumed", Shape::PerSecond), None,
        "Agent steps collected in the iteration, divided by `time/learn`."),
    metric("throughput/overall_sps", "agent steps/s", (SPEED, "overall", Shape::PerSecond), Some("Overall Steps per Second"),
        "Agent steps collected in the iteration, divided by `time/iteration`."),

    metric("time/simulate", "s", (TIME, "simulate", Shape::Seconds), None,
        "Wall time of the iteration in which arenas were stepped and observations and rewards made."),
    metric("time/infer", "s", (TIME, "infer", Shape::Seconds), None,
        "Wall time of the iteration in which policies chose actions and values were estimated while collecting."),
    metric("time/collect", "s", (TIME, "collect", Shape::Seconds), Some("Timestep Collection Time"),
        "Wall time from the iteration's first decision to its last stored agent step; holds `time/simulate` and `time/infer`."),
    metric("time/learn", "s", (TIME, "learn", Shape::Seconds), Some("Timestep Consumption Time"),
        "Wall time of the iteration spent on advantages and on optimiser steps."),
    metric("time/other", "s", (TIME, "other", Shape::Seconds), None,
        "`time/iteration` minus `time/collect` and `time/learn`: checkpoints, rated matches, records."),
    metric("time/iteration", "s", (TIME, "iteration", Shape::Seconds), Some("Total Iteration Time"),
        "Wall time from the start of the iteration to the start of the next."),

    metric("total/steps", "agent steps", (TOTAL, "steps", Shape::Count), Some("Cumulative Timesteps"),
        "Agent steps collected since the run began, resumed parts included."),
    metric("total/environment_steps", "arena steps", (TOTAL, "arena steps", Shape::Count), None,
        "Decisions of whole arenas since the run began: agent steps, with all cars of an arena counted once."),
    metric("total/updates", "optimiser steps", (TOTAL, "updates", Shape::Count), Some("Cumulative Model Updates"),
        "Optimiser steps since the run began."),
    metric("total/iterations", "iterations", (TOTAL, "iterations", Shape::Count), None,
        "Iterations finished since the run began."),
    metric("total/episodes", "episodes", (TOTAL, "episodes", Shape::Count), None,
        "Episodes ended since the run began, one per arena and reset."),

    metric("process/memory_bytes", "B", (PROCESS, "memory", Shape::Bytes), None,
        "Resident memory of the training process at the end of the iteration."),
    metric("process/dropped_metrics", "records", (PROCESS, "dropped records", Shape::Count), None,
        "Records thrown away since the process began because the queue to the writer was full."),
];
