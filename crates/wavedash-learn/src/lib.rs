//! PPO with auxiliary heads and self-play: rollouts, losses, league, ratings, checkpoints.
