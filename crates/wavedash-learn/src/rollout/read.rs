//! Rows of a rollout as tensors, with left and right exchanged where they are to be mirrored.

use burn::tensor::{Bool, Device, Int, Tensor, TensorData};
use wavedash_policy::dist::Within;

use super::{Number, Rollout};

impl Rollout {
    /// Observations of some rows: `[rows, floats]`.
    pub(crate) fn observations(&self, rows: &[usize], device: &Device) -> Tensor<2> {
        let width = self.widths.observation;
        let mut values = Vec::with_capacity(rows.len() * width);
        for row in rows {
            let seen = &self.observations[row * width..(row + 1) * width];
            match self.reflection_of(*row) {
                Some(reflection) => reflection.observation(seen, &mut values),
                None => values.extend_from_slice(seen),
            }
        }
        Tensor::from_data(TensorData::new(values, [rows.len(), width]), device)
    }

    /// Masks of some rows: `[rows, choices]`, true where the choice is open.
    pub(crate) fn masks(&self, rows: &[usize], device: &Device) -> Tensor<2, Bool> {
        let width = self.widths.mask;
        let mut values = Vec::with_capacity(rows.len() * width);
        for row in rows {
            let mask = &self.masks[row * width..(row + 1) * width];
            match self.reflection_of(*row) {
                Some(reflection) => values.extend(reflection.choices(mask)),
                None => values.extend_from_slice(mask),
            }
        }
        Tensor::from_data(TensorData::new(values, [rows.len(), width]), device)
    }

    /// Actions of some rows: `[rows, components]`.
    pub(crate) fn actions(&self, rows: &[usize], device: &Device) -> Tensor<2, Int> {
        self.choices(&self.actions, rows, device)
    }

    /// What the teacher would have done: `[rows, components]`.
    pub(crate) fn lessons(&self, rows: &[usize], device: &Device) -> Tensor<2, Int> {
        self.choices(&self.lessons, rows, device)
    }

    /// Logits of the policy that teaches, if one does: `[rows, choices]`.
    pub(crate) fn teacher_logits(&self, rows: &[usize], device: &Device) -> Option<Tensor<2>> {
        if self.teacher_logits.is_empty() {
            return None;
        }
        let width = self.widths.mask;
        let mut values = Vec::with_capacity(rows.len() * width);
        for row in rows {
            let logits = &self.teacher_logits[row * width..(row + 1) * width];
            match self.reflection_of(*row) {
                Some(reflection) => values.extend(reflection.choices(logits)),
                None => values.extend_from_slice(logits),
            }
        }
        Some(Tensor::from_data(TensorData::new(values, [rows.len(), width]), device))
    }

    /// 1 where the lesson is one of plain driving, else 0: `[rows]`.
    pub(crate) fn plain_lessons(&self, rows: &[usize], device: &Device) -> Tensor<1> {
        let values: Vec<f32> = rows.iter().map(|row| f32::from(u8::from(self.plain_lessons[*row]))).collect();
        Tensor::from_data(TensorData::new(values, [rows.len()]), device)
    }

    /// 1 where a choice of the part is open, else 0: `[rows]`. Left and right exchanged, the part is the same.
    pub(crate) fn can_jump(&self, rows: &[usize], jumps: &Within, device: &Device) -> Tensor<1> {
        let width = self.widths.mask;
        let is_open = |row: &usize| {
            let mask = &self.masks[row * width..(row + 1) * width];
            f32::from(u8::from(mask.iter().zip(jumps.contains()).any(|(open, jumps)| *open && *jumps)))
        };
        Tensor::from_data(TensorData::new(rows.iter().map(is_open).collect(), [rows.len()]), device)
    }

    fn choices(&self, from: &[f32], rows: &[usize], device: &Device) -> Tensor<2, Int> {
        let width = self.widths.action;
        let mut values = Vec::with_capacity(rows.len() * width);
        for row in rows {
            let choices = &from[row * width..(row + 1) * width];
            match self.reflection_of(*row) {
                Some(reflection) => values.extend(reflection.action(choices)),
                None => values.extend(choices.iter().map(|choice| *choice as i64)),
            }
        }
        Tensor::from_data(TensorData::new(values, [rows.len(), width]), device)
    }

    /// A number of each of some rows: `[rows]`.
    pub(crate) fn numbers(&self, of: Number, rows: &[usize], device: &Device) -> Tensor<1> {
        let (from, mirrored) = match of {
            Number::LogProb => (&self.log_probs, &self.mirrored_log_probs),
            Number::Value => (&self.values, &self.mirrored_values),
            Number::Target => (&self.targets, &self.targets),
        };
        let value = |row: &usize| if self.is_mirrored(*row) { mirrored[*row] } else { from[*row] };
        let values: Vec<f32> = rows.iter().map(value).collect();
        Tensor::from_data(TensorData::new(values, [rows.len()]), device)
    }
}
