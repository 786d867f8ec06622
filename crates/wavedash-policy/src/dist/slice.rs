//! The acting side: no allocation, equal bits everywhere.

use wavedash_core::Stream;

/// Draws an action; returns its log-probability.
///
/// `logits` and `mask` have one entry per choice of all components, `action` gets one index per component. An empty
/// mask allows everything. Each component takes one number of the stream, whatever comes out.
///
/// # Panics
/// If the lengths do not fit.
pub fn sample(logits: &[f32], mask: &[bool], choices: &[usize], stream: &mut Stream, action: &mut [f32]) -> f32 {
    each(logits, mask, choices, action, |component| {
        let threshold = stream.unit() * component.total();
        let mut sum = 0.0;
        let mut last = 0;
        for (i, weight) in component.weights() {
            sum += weight;
            last = i;
            if sum > threshold {
                break;
            }
        }
        // Without a break, rounding left the threshold above the sum: the last possible choice.
        last
    })
}

/// The most probable action, the first of equals; returns its log-probability. Arguments as in [`sample`].
///
/// # Panics
/// If the lengths do not fit.
pub fn argmax(logits: &[f32], mask: &[bool], choices: &[usize], action: &mut [f32]) -> f32 {
    each(logits, mask, choices, action, |component| component.best().0)
}

/// Divides logits by a temperature above zero: below 1 makes likely choices likelier.
pub fn temperature(logits: &mut [f32], temperature: f32) {
    for logit in logits {
        *logit /= temperature;
    }
}

/// The logits of one component.
struct Component<'a> {
    logits: &'a [f32],
    mask: &'a [bool],
    max: f32,
}

impl<'a> Component<'a> {
    fn new(logits: &'a [f32], mask: &'a [bool]) -> Self {
        let mut component = Self { logits, mask, max: f32::NEG_INFINITY };
        component.max = component.best().1;
        component
    }

    /// Allowed choices and their logits.
    fn allowed(&self) -> impl Iterator<Item = (usize, f32)> {
        let mask = self.mask;
        self.logits.iter().copied().enumerate().filter(move |&(i, _)| mask.get(i).copied().unwrap_or(true))
    }

    fn best(&self) -> (usize, f32) {
        self.allowed().fold((0, f32::NEG_INFINITY), |best, next| if next.1 > best.1 { next } else { best })
    }

    /// Allowed choices and their probabilities, times the total.
    fn weights(&self) -> impl Iterator<Item = (usize, f32)> {
        self.allowed().map(|(i, logit)| (i, libm::expf(logit - self.max)))
    }

    fn total(&self) -> f32 {
        self.weights().map(|(_, weight)| weight).sum()
    }

    fn log_prob(&self, choice: usize) -> f32 {
        self.logits[choice] - self.max - libm::logf(self.total())
    }
}

/// Lets `choose` choose in each component; the sum of log-probabilities.
fn each(
    logits: &[f32],
    mask: &[bool],
    choices: &[usize],
    action: &mut [f32],
    mut choose: impl FnMut(&Component<'_>) -> usize,
) -> f32 {
    assert_eq!(action.len(), choices.len(), "an action has one index per component");
    assert!(mask.is_empty() || mask.len() == logits.len(), "a mask has one entry per logit, or none at all");
    let (mut start, mut log_prob) = (0, 0.0);
    for (&count, action) in choices.iter().zip(action) {
        let range = start..start + count;
        let mask = if mask.is_empty() { mask } else { &mask[range.clone()] };
        let component = Component::new(&logits[range], mask);
        let choice = choose(&component);
        *action = choice as f32;
        log_prob += component.log_prob(choice);
        start += count;
    }
    log_prob
}
