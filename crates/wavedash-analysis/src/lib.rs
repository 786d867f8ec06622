//! Rewards over positions and over matches, and the pictures of them.
