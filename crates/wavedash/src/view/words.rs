//! Actions in words.

use wavedash_core::Controls;
use wavedash_env::duel::SeatSpec;
use wavedash_learn::versus::Insight;
use wavedash_viewer::source::Thought;

/// Actions that are shown.
const SHOWN: usize = 4;

/// What an agent thought, in words; `spec` says what its choices do.
pub(super) fn thought(insight: &Insight, spec: &SeatSpec) -> Thought {
    let act = spec.actions.build();
    let mut actions: Vec<(String, f32)> = Vec::new();
    let mut first = 0;
    let single = insight.choices.len() == 1;
    for (component, count) in insight.choices.iter().enumerate() {
        let part = insight.probabilities.get(first..first + count).unwrap_or_default();
        for (choice, probability) in part.iter().enumerate() {
            // Of several components each is shown alone, with the others at rest.
            let mut action = vec![0.0; act.len()];
            if let Some(slot) = action.get_mut(component) {
                *slot = choice as f32;
            }
            let text =
                if single { words(&act.controls(&action)) } else { format!("part {component}: choice {choice}") };
            actions.push((text, *probability));
        }
        first += count;
    }
    actions.sort_by(|a, b| b.1.total_cmp(&a.1));
    actions.truncate(SHOWN);
    let [positive, negative, none] = insight.reward_signs.unwrap_or_default();
    Thought {
        actions,
        entropy: insight.entropy,
        value: insight.value,
        reward_class: insight.reward_signs.map(|_| [negative, none, positive]),
    }
}

/// Controls in a few words.
fn words(controls: &Controls) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut axis = |value: f32, plus: &str, minus: &str| {
        if value != 0.0 {
            let name = if value > 0.0 { plus } else { minus };
            parts.push(if value.abs() == 1.0 { name.to_owned() } else { format!("{name} {:.1}", value.abs()) });
        }
    };
    axis(controls.throttle, "ahead", "reverse");
    axis(controls.steer, "right", "left");
    axis(controls.pitch, "nose up", "nose down");
    if controls.yaw != controls.steer {
        axis(controls.yaw, "yaw right", "yaw left");
    }
    axis(controls.roll, "roll right", "roll left");
    for (is_held, name) in [(controls.jump, "jump"), (controls.boost, "boost"), (controls.handbrake, "slide")] {
        if is_held {
            parts.push(name.to_owned());
        }
    }
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_read_like_driving() {
        let controls = Controls { throttle: 1.0, steer: -1.0, yaw: -1.0, boost: true, ..Controls::NONE };
        assert_eq!(words(&controls), "ahead, left, boost");
        assert_eq!(words(&Controls::NONE), "nothing");
    }

    #[test]
    fn the_likeliest_actions_come_first_and_signs_are_ordered() {
        let spec = SeatSpec::default();
        let count = spec.actions.build().choices()[0];
        let mut probabilities = vec![0.0; count];
        (probabilities[3], probabilities[1]) = (0.7, 0.3);
        let insight = Insight {
            probabilities,
            choices: vec![count],
            entropy: 0.2,
            value: 1.5,
            reward_signs: Some([0.5, 0.2, 0.3]),
        };
        let thought = thought(&insight, &spec);
        assert_eq!((thought.actions[0].1, thought.actions[1].1), (0.7, 0.3));
        assert_eq!(thought.reward_class, Some([0.2, 0.3, 0.5]));
    }
}
