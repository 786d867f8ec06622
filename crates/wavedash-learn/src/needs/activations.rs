//! How many floats a pass through the networks leaves behind for the way back.

use wavedash_policy::{AuxConfig, Layout, NetworkConfig, Spaces};

use super::network::{state_floats, width};

/// Each of them is there with its gradient, or with what its operation keeps.
const COPIES: f64 = 2.0;
/// What distributions and losses make of the logits: masked, normalised, probabilities, their products and gradients.
const OF_LOGITS: f64 = 8.0;
/// Hidden floats of the state head, layers, norms and activations.
const STATE: f64 = 3.0 * (128.0 + 32.0 + 16.0 + 32.0 + 128.0 + 512.0 + 512.0);

/// Floats of a frame that the heads see, and those that only a sample has.
pub(super) fn floats_per_frame(network: &NetworkConfig, heads: Option<&AuxConfig>, spaces: &Spaces) -> (f64, f64) {
    let observation = spaces.observation.floats() as f64;
    let keys = match spaces.observation {
        Layout::Flat { .. } => 0.0,
        Layout::Entities { keys, .. } => keys as f64,
    };
    let (embedded, trunk) = match *network {
        NetworkConfig::Mlp { width, depth, layer_norm, .. } => {
            (width as f64 * depth as f64 * if layer_norm { 3.0 } else { 1.0 }, 0.0)
        }
        NetworkConfig::Perceiver { width, blocks, feed_forward, .. }
        | NetworkConfig::Nexto { width, blocks, feed_forward, .. } => {
            let (width, inner, blocks) = (width as f64, feed_forward as f64, blocks as f64);
            // Of embeddings two layers and the norm; of a block keys and values, and what the query goes through.
            (3.0 * (1.0 + keys) * width, blocks * (2.0 * keys * width + 6.0 * width + 2.0 * inner))
        }
    };
    let width = width(network);
    let reward = heads.and_then(|heads| heads.reward_prediction.as_ref());
    let attention = if keys > 0.0 { 2.0 * keys * width + 3.0 * width } else { 0.0 };
    // The gates of a frame, and of each step of a window what the recurrence keeps.
    let (of_frame, of_window) = reward.map_or((0.0, 0.0), |head| {
        (attention + 4.0 * head.hidden as f64, 6.0 * head.hidden as f64 * head.window as f64)
    });
    let state = heads.and_then(|heads| heads.state_representation.as_ref());
    let of_state = state.map_or(0.0, |_| attention + STATE + 4.0 * state_floats(spaces.observation));
    let critic = embedded + trunk;
    let per_frame = COPIES * (observation + embedded + of_frame);
    let per_sample =
        COPIES * (observation + trunk + critic + of_window + of_state) + OF_LOGITS * spaces.logits() as f64;
    (per_frame, per_sample)
}
