//! How many parameters a network will have.
//!
//! The sums repeat how `wavedash-policy` builds its modules; a test compares them with modules that were built.

use wavedash_policy::future::{BALL_NUMBERS, BALL_SECONDS, CAR_NUMBERS, CAR_SECONDS, GOAL_CLASSES, TOUCH_CLASSES};
use wavedash_policy::{Attach, AuxConfig, Layout, NetworkConfig, Spaces};

/// Hidden layers of the state head, and of the table head's actions: inputs of an action are eight controls.
const STATE_WIDTHS: [f64; 7] = [128.0, 32.0, 16.0, 32.0, 128.0, 512.0, 512.0];
const CONTROLS: f64 = 8.0;
/// Signs of a reward.
const CLASSES: f64 = 3.0;

/// A layer with its bias.
pub(super) fn linear(inputs: f64, outputs: f64) -> f64 {
    inputs * outputs + outputs
}

fn norm(width: f64) -> f64 {
    2.0 * width
}

/// Query, keys, values, output.
fn attention(width: f64) -> f64 {
    4.0 * linear(width, width)
}

/// Floats that a body hands to its heads.
pub(super) fn width(network: &NetworkConfig) -> f64 {
    match *network {
        NetworkConfig::Mlp { width, .. }
        | NetworkConfig::Perceiver { width, .. }
        | NetworkConfig::Nexto { width, .. } => width as f64,
    }
}

/// Layers one behind the other, of all bodies.
pub(super) fn layers(network: &NetworkConfig) -> f64 {
    match *network {
        NetworkConfig::Mlp { depth, shared, layer_norm, .. } => {
            depth as f64 * if shared { 1.0 } else { 2.0 } * if layer_norm { 2.0 } else { 1.0 }
        }
        NetworkConfig::Perceiver { blocks, shared, .. } | NetworkConfig::Nexto { blocks, shared, .. } => {
            (6.0 + 8.0 * blocks as f64) * if shared { 1.0 } else { 2.0 }
        }
    }
}

fn body(network: &NetworkConfig, layout: Layout) -> f64 {
    match *network {
        NetworkConfig::Mlp { width, depth, layer_norm, .. } => {
            let (width, depth) = (width as f64, depth as f64);
            let norms = if layer_norm { depth * norm(width) } else { 0.0 };
            linear(layout.floats() as f64, width) + (depth - 1.0) * linear(width, width) + norms
        }
        NetworkConfig::Perceiver { width, blocks, feed_forward, .. }
        | NetworkConfig::Nexto { width, blocks, feed_forward, .. } => {
            let (width, inner) = (width as f64, feed_forward as f64);
            let (query, key) = features(layout);
            let embedding = |inputs: f64| linear(inputs, width) + linear(width, width) + norm(width);
            let block = attention(width) + linear(width, inner) + linear(inner, width) + 2.0 * norm(width);
            embedding(query) + embedding(key) + blocks as f64 * block
        }
    }
}

/// Columns of the query and of a key.
fn features(layout: Layout) -> (f64, f64) {
    match layout {
        Layout::Flat { .. } => (0.0, 0.0),
        Layout::Entities { query_features, key_features, .. } => (query_features as f64, key_features as f64),
    }
}

/// Parameters of all networks, auxiliary heads included.
pub(super) fn parameters(network: &NetworkConfig, heads: Option<&AuxConfig>, spaces: &Spaces) -> f64 {
    let width = width(network);
    let (NetworkConfig::Mlp { shared, .. }
    | NetworkConfig::Perceiver { shared, .. }
    | NetworkConfig::Nexto { shared, .. }) = *network;
    let bodies = if shared { 1.0 } else { 2.0 };
    let policy = match *network {
        NetworkConfig::Nexto { key_width, row_bias, .. } => {
            let key = key_width as f64;
            let biases = if row_bias { spaces.logits() as f64 } else { 0.0 };
            linear(width, key) + linear(CONTROLS, key) + 2.0 * linear(key, key) + biases
        }
        _ => linear(width, spaces.logits() as f64),
    };
    let heads = heads.map_or(0.0, |heads| auxiliary(network, heads, spaces));
    bodies * body(network, spaces.observation) + policy + linear(width, 1.0) + heads
}

fn auxiliary(network: &NetworkConfig, heads: &AuxConfig, spaces: &Spaces) -> f64 {
    let width = width(network);
    let encoder = match (heads.attach, network) {
        (Attach::Embedding, NetworkConfig::Perceiver { .. } | NetworkConfig::Nexto { .. }) => {
            attention(width) + norm(width)
        }
        _ => 0.0,
    };
    let reward = heads.reward_prediction.as_ref().map_or(0.0, |head| {
        let hidden = head.hidden as f64;
        encoder + linear(width, 4.0 * hidden) + linear(hidden, 4.0 * hidden) + linear(hidden, CLASSES)
    });
    let state = heads.state_representation.as_ref().map_or(0.0, |_| {
        let inputs = std::iter::once(width).chain(STATE_WIDTHS);
        let hidden: f64 =
            inputs.zip(STATE_WIDTHS).map(|(inputs, outputs)| linear(inputs, outputs) + norm(outputs)).sum();
        encoder + hidden + linear(STATE_WIDTHS[6], state_floats(spaces.observation))
    });
    let future = heads.future.as_ref().map_or(0.0, |future| {
        let ball = if future.ball { BALL_SECONDS.len() * BALL_NUMBERS } else { 0 };
        let car = if future.car { CAR_SECONDS.len() * CAR_NUMBERS } else { 0 };
        let touch = if future.touch { TOUCH_CLASSES } else { 0 };
        let goal = if future.goal { GOAL_CLASSES } else { 0 };
        linear(width, (ball + car + touch + goal) as f64)
    });
    reward + state + future
}

/// Floats that the state head gives back.
pub(super) fn state_floats(layout: Layout) -> f64 {
    match layout {
        Layout::Flat { floats } => floats as f64,
        Layout::Entities { keys, key_features, .. } => (keys * key_features) as f64,
    }
}

#[cfg(test)]
mod tests {
    use burn::module::Module;
    use burn::tensor::Device;
    use wavedash_policy::Model;

    use super::*;

    #[test]
    fn networks_that_are_built_have_as_many() {
        let flat = Spaces { observation: Layout::Flat { floats: 97 }, choices: vec![3, 3, 2], table: None };
        let rows = Layout::Entities { keys: 5, columns: 12, query_features: 11, key_features: 9 };
        let table = Some(vec![[0.0; 8]; 6]);
        let entities = Spaces { observation: rows, choices: vec![6], table };
        let heads = r#"{"reward_prediction":{"window":7,"hidden":10},"state_representation":{}}"#;
        let behind = r#"{"reward_prediction":{},"state_representation":{},"attach":"trunk","as_published":true}"#;
        for (network, heads, spaces) in [
            (r#"{"mlp":{"width":24,"depth":3}}"#, None, &flat),
            (r#"{"mlp":{"width":24,"depth":1,"shared":true,"layer_norm":true}}"#, Some(heads), &flat),
            (r#"{"mlp":{"width":8,"depth":2}}"#, Some(r#"{"state_representation":{}}"#), &entities),
            (r#"{"mlp":{"width":8,"depth":2}}"#, Some(r#"{"future":{}}"#), &flat),
            (r#"{"perceiver":{"width":16,"heads":2,"blocks":1,"feed_forward":20,"shared":true}}"#, None, &entities),
            (r#"{"nexto":{"width":16,"heads":2,"blocks":1,"row_bias":true,"key_width":5}}"#, None, &entities),
            (r#"{"perceiver":{"width":16,"heads":2,"blocks":3,"feed_forward":20}}"#, None, &entities),
            (r#"{"perceiver":{"width":16,"heads":2,"blocks":0,"feed_forward":20}}"#, Some(heads), &entities),
            (r#"{"nexto":{"width":16,"heads":4,"key_width":5}}"#, Some(behind), &entities),
        ] {
            let config: NetworkConfig = serde_json::from_str(network).expect("a network");
            let heads: Option<AuxConfig> = heads.map(|heads| serde_json::from_str(heads).expect("heads"));
            let model = Model::new(&config, heads.as_ref(), spaces, 1, &Device::flex()).expect("it fits");
            assert_eq!(parameters(&config, heads.as_ref(), spaces), model.num_params() as f64, "{network} {heads:?}");
        }
    }
}
