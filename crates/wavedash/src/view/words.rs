//! Actions in words.

use wavedash_core::Controls;
use wavedash_env::act::ActionParser;
use wavedash_eval::Insight;
use wavedash_viewer::source::Thought;

/// Actions that are shown.
const SHOWN: usize = 4;

/// Actions that are looked through at most: more than any space here has.
const MOST: usize = 4096;

/// What an agent thought, in words; `act` says what its choices do.
pub(super) fn thought(insight: &Insight, act: &dyn ActionParser) -> Thought {
    let mut actions: Vec<(Vec<f32>, f32)> = Vec::new();
    let count: usize = insight.choices.iter().product();
    // A continuous space has no choices to name.
    if !insight.choices.is_empty() && count <= MOST {
        actions.extend((0..count).map(|number| action(number, insight)));
    }
    actions.sort_by(|a, b| b.1.total_cmp(&a.1));
    actions.truncate(SHOWN);
    let actions = actions.into_iter().map(|(action, probability)| (words(&act.controls(&action)), probability));
    let [positive, negative, none] = insight.reward_signs.unwrap_or_default();
    Thought {
        actions: actions.collect(),
        entropy: insight.entropy,
        value: insight.value,
        reward_class: insight.reward_signs.map(|_| [negative, none, positive]),
    }
}

/// An action by its number, with its probability: components choose independently of each other.
fn action(mut number: usize, insight: &Insight) -> (Vec<f32>, f32) {
    let (mut first, mut probability) = (0, 1.0);
    let choose = |count: &usize| {
        let choice = number % count;
        number /= count;
        probability *= insight.probabilities.get(first + choice).copied().unwrap_or(0.0);
        first += count;
        choice as f32
    };
    (insight.choices.iter().map(choose).collect(), probability)
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
    use wavedash_env::Registry;
    use wavedash_env::duel::SeatSpec;

    use super::*;

    #[test]
    fn controls_read_like_driving() {
        let controls = Controls { throttle: 1.0, steer: -1.0, yaw: -1.0, boost: true, ..Controls::NONE };
        assert_eq!(words(&controls), "ahead, left, boost");
        assert_eq!(words(&Controls::NONE), "nothing");
    }

    #[test]
    fn the_likeliest_actions_come_first_and_signs_are_ordered() {
        // Throttle, steer, jump, boost, handbrake: ahead for sure, right more often than straight, nothing else.
        let probabilities = vec![0.0, 0.0, 1.0, 0.0, 0.3, 0.7, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0];
        let choices = vec![3, 3, 2, 2, 2];
        let insight = Insight { probabilities, choices, entropy: 0.2, value: 1.5, reward_signs: Some([0.5, 0.2, 0.3]) };
        let act = Registry::builtin_ref().build_actions(&SeatSpec::default().actions, "actions").unwrap();
        let thought = thought(&insight, &*act);
        let likeliest = |index: usize| (thought.actions[index].0.as_str(), thought.actions[index].1);
        assert_eq!((likeliest(0).1, likeliest(1).1), (0.7, 0.3));
        assert_ne!(likeliest(0).0, likeliest(1).0);
        assert!(likeliest(0).0.contains("ahead"), "{thought:?}");
        assert_eq!(thought.reward_class, Some([0.2, 0.3, 0.5]));
    }
}
