//! Rewards: what an agent step was worth.
