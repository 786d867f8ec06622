//! Rewards as curves.

use wavedash_analysis::{Played, Subject, Trace};
use wavedash_env::reward::Plan;
use wavedash_replay::Timeline;
use wavedash_viewer::source::Curves;

/// Seconds of an agent step: the tick skip that agents are trained with.
pub(super) const STEP_SECONDS: f64 = 8.0 / 120.0;

/// Which of a reward's components are shown: of a potential what it changed by, of everything else what was paid.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    pub(super) potentials: usize,
    pub(super) shown: usize,
}

impl Parts {
    pub(super) fn of(plan: &Plan) -> Self {
        let potentials = plan.potential.len();
        Self { potentials, shown: potentials + plan.event.len() + plan.on_goal.len() }
    }
}

/// A reward over a recorded match; none if it has no step of play, or is of a mode that rewards are not made for.
pub(super) fn curves(subject: &Subject, timeline: &Timeline) -> Option<Curves> {
    if !timeline.mode.is_soccar() {
        return None;
    }
    let played = Played::of(timeline, STEP_SECONDS);
    let trace = Trace::new(subject, &played, [0.0, f64::INFINITY]).ok()?;
    let parts = Parts::of(subject.plan());
    let shown = parts.shown.min(trace.components.len());
    let rows = trace.rows.len();
    let value = |player: usize, component: usize, row: usize| {
        // Who has no car on the pitch is paid nothing.
        let Some(now) = trace.value(row, player, component) else { return 0.0 };
        if component >= parts.potentials {
            return now;
        }
        // At the start of an episode, and of a life, nothing has changed yet.
        let goes_on = row > 0 && trace.rows[row - 1].1 == trace.rows[row].1;
        let before = if goes_on { trace.value(row - 1, player, component) } else { None };
        before.map_or(0.0, |before| now - before)
    };
    let of_player = |player: usize| {
        (0..shown).map(|component| (0..rows).map(|row| value(player, component, row)).collect()).collect()
    };
    Some(Curves {
        name: trace.name.clone(),
        names: trace.components[..shown].to_vec(),
        seconds: trace.rows.iter().map(|(seconds, _)| *seconds).collect(),
        values: (0..trace.players.len()).map(of_player).collect(),
    })
}
