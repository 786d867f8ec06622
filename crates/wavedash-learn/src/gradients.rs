//! The one place through which gradients pass: from the threads that share a minibatch to the optimiser.
//!
//! They are one row of floats here, all parameters in the order in which a module is visited, so that adding,
//! measuring and scaling them, and one day averaging them over machines, is arithmetic on a slice.

use core::ops::Range;

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::{Tensor, TensorData};

/// Parts of a model whose gradients are measured, and on request clipped, each by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The policy and its trunk, with a critic that shares it.
    Actor,
    /// What belongs to the value function alone.
    Critic,
    /// The reward-prediction head.
    RewardPrediction,
    /// The state-representation head.
    StateRepresentation,
    /// The heads about the future.
    Future,
}

impl Group {
    /// All of them, in the order of [`Norms::of`].
    pub const ALL: [Self; 5] =
        [Self::Actor, Self::Critic, Self::RewardPrediction, Self::StateRepresentation, Self::Future];

    /// The group of a parameter by the names of the modules around it in a [`Model`](wavedash_policy::Model).
    fn of(path: &[String]) -> Self {
        match path.iter().map(String::as_str).collect::<Vec<&str>>()[..] {
            ["critic" | "value", ..] => Self::Critic,
            ["aux", "reward", ..] => Self::RewardPrediction,
            ["aux", "state", ..] => Self::StateRepresentation,
            ["aux", "future", ..] => Self::Future,
            _ => Self::Actor,
        }
    }
}

/// Where each group's parameters are in the row of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    parts: Vec<(usize, Range<usize>)>,
}

impl Groups {
    /// Those of a model.
    #[must_use]
    pub fn of<M: Module>(model: &M) -> Self {
        let mut visitor = FindGroups { path: Vec::new(), length: 0, parts: Vec::new() };
        model.visit(&mut visitor);
        Self { parts: visitor.parts }
    }

    /// Ranges of one group.
    fn ranges(&self, group: Group) -> impl Iterator<Item = Range<usize>> + '_ {
        self.parts.iter().filter(move |(of, _)| Group::ALL[*of] == group).map(|(_, range)| range.clone())
    }
}

/// Euclidean norms of a gradient.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Norms {
    /// Over all parameters.
    pub all: f64,
    /// Over those of each of [`Group::ALL`].
    pub of: [f64; Group::ALL.len()],
}

/// The gradient of all parameters of a module.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gradients {
    values: Vec<f32>,
}

impl Gradients {
    /// What a backward pass left behind; a parameter that had no part in the loss gets zeros.
    pub fn take<M: Module>(module: &M, mut from: GradientsParams) -> Self {
        let mut visitor = Take { from: &mut from, values: Vec::with_capacity(module.num_params()) };
        module.visit(&mut visitor);
        Self { values: visitor.values }
    }

    /// Adds the gradients of the other threads, first to last.
    #[must_use]
    pub fn sum(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = parts.into_iter();
        let mut sum = parts.next().unwrap_or_default();
        for part in parts {
            // Nothing yet, rather than zeros.
            if sum.values.is_empty() {
                sum = part;
                continue;
            }
            for (sum, value) in sum.values.iter_mut().zip(part.values) {
                *sum += value;
            }
        }
        sum
    }

    /// The norms over all parameters together and over each group.
    #[must_use]
    pub fn norms(&self, groups: &Groups) -> Norms {
        let norm = |values: &[f32]| values.iter().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>();
        let of =
            Group::ALL.map(|group| groups.ranges(group).map(|range| norm(&self.values[range])).sum::<f64>().sqrt());
        Norms { all: norm(&self.values).sqrt(), of }
    }

    /// Scales everything down to a norm of at most `max`, as PyTorch's `clip_grad_norm_` does; 0 leaves it as it is.
    pub fn clip(&mut self, norms: &Norms, max: f64) {
        scale(&mut self.values, norms.all, max);
    }

    /// Scales each group down to a norm of at most `max`, so that a large error of the critic or of a head leaves the
    /// policy's step as it is.
    pub fn clip_groups(&mut self, groups: &Groups, norms: &Norms, max: f64) {
        for (group, norm) in Group::ALL.into_iter().zip(norms.of) {
            groups.ranges(group).for_each(|range| scale(&mut self.values[range], norm, max));
        }
    }

    /// As the optimiser takes them.
    pub fn give<M: Module>(self, module: &M) -> GradientsParams {
        self.give_some(module, |_| true)
    }

    /// Those of some groups only, as the optimiser takes them: the other parameters stay as they are.
    pub fn give_some<M: Module>(&self, module: &M, wanted: impl Fn(Group) -> bool) -> GradientsParams {
        let mut visitor = Give { to: GradientsParams::new(), values: &self.values, path: Vec::new(), wanted };
        module.visit(&mut visitor);
        visitor.to
    }
}

fn scale(values: &mut [f32], norm: f64, max: f64) {
    if max > 0.0 && norm > max {
        let factor = (max / (norm + 1e-6)) as f32;
        values.iter_mut().for_each(|x| *x *= factor);
    }
}

struct FindGroups {
    /// Names of the modules around the parameter.
    path: Vec<String>,
    length: usize,
    parts: Vec<(usize, Range<usize>)>,
}

impl ModuleVisitor for FindGroups {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let group = Group::of(&self.path);
        let index = Group::ALL.iter().position(|known| *known == group).unwrap_or(0);
        let end = self.length + param.lazy_shape().num_elements();
        match self.parts.last_mut() {
            Some((last, range)) if *last == index => range.end = end,
            _ => self.parts.push((index, self.length..end)),
        }
        self.length = end;
    }

    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.pop();
    }
}

struct Take<'a> {
    from: &'a mut GradientsParams,
    values: Vec<f32>,
}

impl ModuleVisitor for Take<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let length = self.values.len() + param.lazy_shape().num_elements();
        if let Some(gradient) = self.from.remove::<D>(param.id) {
            let data = gradient.into_data();
            // The module's own tensors are f32 on every backend we make them on.
            self.values.extend_from_slice(data.as_slice::<f32>().expect("parameters are f32"));
        }
        self.values.resize(length, 0.0);
    }
}

struct Give<'a, F> {
    to: GradientsParams,
    values: &'a [f32],
    /// Names of the modules around the parameter.
    path: Vec<String>,
    wanted: F,
}

impl<F: Fn(Group) -> bool> ModuleVisitor for Give<'_, F> {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let shape = param.lazy_shape();
        let (own, rest) = self.values.split_at(shape.num_elements());
        self.values = rest;
        if !(self.wanted)(Group::of(&self.path)) {
            return;
        }
        let device = param.lazy_device().inner();
        self.to.register(param.id, Tensor::<D>::from_data(TensorData::new(own.to_vec(), shape), &device));
    }
}

#[cfg(test)]
mod tests {
    use burn::nn::LinearConfig;
    use burn::tensor::Device;
    use wavedash_policy::{Layout, Model, NetworkConfig, Spaces};

    use super::*;

    #[test]
    fn there_and_back() {
        let device = Device::flex().autodiff();
        let layer = LinearConfig::new(2, 3).init(&device);
        let x = Tensor::<2>::from_floats([[1.0, 2.0]], &device);
        let grads = || GradientsParams::from_grads(layer.forward(x.clone()).sum().backward(), &layer);
        let one = Gradients::take(&layer, grads());
        assert_eq!(one.values, [1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 1.0, 1.0, 1.0]);
        let mut two = Gradients::sum([one.clone(), one]);
        let groups = Groups::of(&layer);
        let norms = two.norms(&groups);
        assert!((norms.all - (4.0_f64 * 18.0).sqrt()).abs() < 1e-9);
        two.clip(&norms, 1.0);
        assert!((two.norms(&groups).all - 1.0).abs() < 1e-5);
        let again = Gradients::take(&layer, two.clone().give(&layer));
        assert_eq!(again, two);
        assert_eq!(Gradients::take(&layer, GradientsParams::new()).values, [0.0; 9]);
    }

    #[test]
    fn each_group_is_clipped_by_its_own_norm() {
        let device = Device::flex();
        let spaces = Spaces { observation: Layout::Flat { floats: 3 }, choices: vec![2], table: None };
        let network: NetworkConfig =
            serde_json::from_str(r#"{ "mlp": { "width": 4, "depth": 1 } }"#).expect("a network");
        let model = Model::new(&network, None, &spaces, 1, &device).expect("a model");
        let groups = Groups::of(&model);
        let count = model.num_params();
        let ranges = |group| groups.ranges(group).map(|range| range.len()).sum::<usize>();
        // Trunk 3 x 4 + 4, policy 4 x 2 + 2; critic 3 x 4 + 4, value 4 + 1.
        assert_eq!((ranges(Group::Actor), ranges(Group::Critic), count), (26, 21, 47));
        let mut gradients = Gradients { values: vec![0.01; count] };
        groups.ranges(Group::Critic).for_each(|range| gradients.values[range].fill(100.0));
        let norms = gradients.norms(&groups);
        let mut together = gradients.clone();
        together.clip(&norms, 0.5);
        gradients.clip_groups(&groups, &norms, 0.5);
        let after = gradients.norms(&groups);
        // The actor's gradient is below the limit: the critic's does not matter to it.
        assert!((after.of[0] - 0.01 * 26.0_f64.sqrt()).abs() < 1e-6 && (after.of[1] - 0.5).abs() < 1e-6, "{after:?}");
        assert!(together.norms(&groups).of[0] < 1e-4, "with one norm over everything it is lost");
        let some = gradients.give_some(&model, |group| group == Group::Critic);
        let back = Gradients::take(&model, some).norms(&groups);
        assert!(back.of[0] == 0.0 && (back.of[1] - after.of[1]).abs() < 1e-9, "{back:?}");
    }
}
