//! The recurrence as an operation of burn's CPU backend, with a backward pass of its own.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::tensor::{FloatTensor, IntTensor};
use burn::backend::{Autodiff, Backend, Dispatch, Flex, backend_extension};
use burn::tensor::{Int, Tensor};

use super::fused::{Sizes, Tape, forward};
use crate::nn::fused::extension::{floats, tensor, vector};

/// Backends that run the recurrence in one operation.
#[backend_extension(Flex, Autodiff)]
pub(crate) trait Recur: Backend {
    /// The last hidden state of each window; shapes as in [`forward`].
    fn recur(frames: FloatTensor<Self>, recurrent: FloatTensor<Self>, windows: IntTensor<Self>) -> FloatTensor<Self>;
}

/// See [`Recur::recur`].
pub(super) fn recur(frames: Tensor<2>, recurrent: Tensor<2>, windows: Tensor<2, Int>) -> Tensor<2> {
    let last = <Dispatch as Recur>::recur(frames.into_dispatch(), recurrent.into_dispatch(), windows.into_dispatch());
    Tensor::from_dispatch(last)
}

impl Recur for Flex {
    fn recur(frames: FlexTensor, recurrent: FlexTensor, windows: FlexTensor) -> FlexTensor {
        let (tape, _) = run(frames, recurrent, windows);
        state(&tape)
    }
}

impl<C: CheckpointStrategy> Recur for Autodiff<Flex, C> {
    fn recur(frames: FloatTensor<Self>, recurrent: FloatTensor<Self>, windows: IntTensor<Self>) -> FloatTensor<Self> {
        let (frames, of_frames) = frames.into_parts();
        let (recurrent, of_recurrent) = recurrent.into_parts();
        let (tape, recurrent) = run(frames, recurrent, windows);
        let last = state(&tape);
        match RecurBackward.prepare::<C>([of_frames, of_recurrent]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish((tape, recurrent), last),
            OpsKind::UnTracked(prepared) => prepared.finish(last),
        }
    }
}

#[derive(Debug)]
struct RecurBackward;

impl Backward<Flex, 2> for RecurBackward {
    type State = (Tape, FlexTensor);

    fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, _checkpointer: &mut Checkpointer) {
        let [frames, recurrent] = ops.parents;
        let (tape, weights) = ops.state;
        let sizes = tape.sizes;
        let back = tape.backward(floats(&weights), vector(grads.consume::<Flex>(&ops.node)));
        let wide = 4 * sizes.hidden;
        if let Some(node) = frames {
            grads.register::<Flex>(node.id, tensor(back.frames, [sizes.frames, wide]));
        }
        if let Some(node) = recurrent {
            grads.register::<Flex>(node.id, tensor(back.recurrent, [sizes.hidden, wide]));
        }
    }
}

/// The tape, and the weights.
fn run(frames: FlexTensor, recurrent: FlexTensor, windows: FlexTensor) -> (Tape, FlexTensor) {
    let windows = windows.into_data();
    let [batch, steps] = windows.shape().dims();
    let numbers = windows.iter::<u32>().collect();
    let [frames, recurrent] = [frames, recurrent].map(|tensor| tensor.to_contiguous());
    let [hidden, wide] = recurrent.layout().shape().dims();
    let sizes = Sizes { frames: floats(&frames).len() / wide.max(1), batch, steps, hidden };
    (forward(floats(&frames), floats(&recurrent), numbers, sizes), recurrent)
}

fn state(tape: &Tape) -> FlexTensor {
    tensor(tape.last().to_vec(), [tape.sizes.batch, tape.sizes.hidden])
}
