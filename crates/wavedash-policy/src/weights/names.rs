//! Parameters by name.

use burn::module::{ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Tensor, TensorData};

/// Variants of an enum are not part of a name: `actor.layers`, whatever kind the actor is.
fn is_variant(container: &str) -> bool {
    container.starts_with("Enum:")
}

/// Path of names on the way to a parameter.
#[derive(Default)]
struct Path(Vec<String>);

impl Path {
    fn enter(&mut self, name: &str, container: &str) {
        if !is_variant(container) {
            self.0.push(name.to_owned());
        }
    }

    fn leave(&mut self, container: &str) {
        if !is_variant(container) {
            self.0.pop();
        }
    }

    fn name(&self) -> String {
        self.0.join(".")
    }
}

/// Name and contents of each parameter, in visiting order.
#[derive(Default)]
pub(super) struct Collect {
    path: Path,
    pub(super) found: Vec<(String, TensorData)>,
}

impl ModuleVisitor for Collect {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.found.push((self.path.name(), param.val().into_data()));
    }
    fn enter_module(&mut self, name: &str, container: &str) {
        self.path.enter(name, container);
    }
    fn exit_module(&mut self, _name: &str, container: &str) {
        self.path.leave(container);
    }
}

/// Gives each parameter new contents: `find` takes a name and a shape.
pub(super) struct Fill<F> {
    path: Path,
    find: F,
    /// The first thing that went wrong.
    pub(super) problem: Option<String>,
}

impl<F> Fill<F> {
    pub(super) fn new(find: F) -> Self {
        Self { path: Path::default(), find, problem: None }
    }
}

impl<F: FnMut(&str, &[usize]) -> Result<Vec<f32>, String>> ModuleMapper for Fill<F> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let shape = param.val().dims();
        match (self.find)(&self.path.name(), &shape) {
            Ok(values) => {
                let mut filled =
                    Param::from_tensor(Tensor::from_data(TensorData::new(values, shape), &param.val().device()));
                filled.id = param.id;
                filled
            }
            Err(problem) => {
                self.problem.get_or_insert(problem);
                param
            }
        }
    }
    fn enter_module(&mut self, name: &str, container: &str) {
        self.path.enter(name, container);
    }
    fn exit_module(&mut self, _name: &str, container: &str) {
        self.path.leave(container);
    }
}
