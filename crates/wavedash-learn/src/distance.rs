//! How far an update has moved the parameters.

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::Tensor;
use wavedash_policy::Model;

/// Euclidean distances.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Distance {
    /// Over the parameters of the policy and its trunk.
    pub(crate) policy: f64,
    /// Over those of the value function that are not the policy's too.
    pub(crate) value: f64,
}

/// Fields of a model that belong to the value function alone.
const VALUE: [&str; 2] = ["critic", "value"];

/// The distance between two models of one shape; auxiliary heads are left out.
pub(crate) fn between(before: &Model, after: &Model) -> Distance {
    let parts = |model: &Model| {
        let mut parts = Parts::default();
        model.visit(&mut parts);
        parts
    };
    let (before, after) = (parts(before), parts(after));
    let distance = |one: &[f32], other: &[f32]| {
        one.iter().zip(other).map(|(a, b)| f64::from(a - b) * f64::from(a - b)).sum::<f64>().sqrt()
    };
    Distance { policy: distance(&before.policy, &after.policy), value: distance(&before.value, &after.value) }
}

#[derive(Default)]
struct Parts {
    /// Names of the modules around the parameter.
    path: Vec<String>,
    policy: Vec<f32>,
    value: Vec<f32>,
}

impl ModuleVisitor for Parts {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let part = match self.path.first().map(String::as_str) {
            Some("aux") => return,
            Some(name) if VALUE.contains(&name) => &mut self.value,
            _ => &mut self.policy,
        };
        let data = param.val().into_data();
        part.extend_from_slice(data.as_slice::<f32>().expect("parameters are f32"));
    }

    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.pop();
    }
}
