//! `wavedash yardstick`: an agent measured by matches and drills that are always the same.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;
use wavedash_env::Behaviour;
use wavedash_env::Component;
use wavedash_env::Registry;
use wavedash_eval::wilson::Estimate;
use wavedash_eval::{Contestant, Length, Options, Outcome};

use crate::args::Yardstick;
use crate::exit::{Exit, bad_input};
use crate::progress::Progress;
use crate::{agents, parallel, report, table};

/// Seed of every match and drill.
const SEED: u64 = 7;
/// Scenes of a drill; the sides are swapped and the chance is drawn, so that half of them are the agent's.
const SCENES: u64 = 400;
/// Match time of a scene, s.
const SCENE_SECONDS: f32 = 6.0;
/// Matches of 300 s against the striker, and of the agent against itself.
const MATCHES: [u64; 2] = [4, 2];

/// Per minute and car of three real 2v2 matches of good players, by the names of [`Behaviour::RATES`]; the share of time in
/// the air from 0 to 1, the speed in uu/s (`assets/agents/LOG.md`, "How they play").
const REAL_PLAYERS: [(&str, f64); 10] = [
    ("touches_per_minute", 8.1),
    ("high_touches_per_minute", 2.79),
    ("wall_touches_per_minute", 1.19),
    ("jumps_per_minute", 14.5),
    ("flips_per_minute", 11.2),
    ("boost_used_per_minute", 490.0),
    ("big_pads_per_minute", 4.3),
    ("small_pads_per_minute", 12.1),
    ("air_share", 0.361),
    ("speed", 1567.0),
];

/// Goals against one agent of the panel.
#[derive(Serialize)]
struct Strength {
    against: String,
    goals: [u64; 2],
    goal_share: Option<Estimate>,
    repeats: bool,
}

/// Scenes in which somebody has to do something.
#[derive(Serialize)]
struct Drills {
    scenes: u64,
    /// Shots at the agent's goal that went in, of a half of the scenes.
    shots_let_in: u64,
    /// The same where nobody moves.
    shots_let_in_by_idle: u64,
    /// Goals from below a high ball, of a half of the scenes.
    aerial_goals: u64,
    /// Touches of balls above 300 uu in these.
    aerial_high_touches: u64,
}

#[derive(Serialize)]
struct Figures<'a> {
    agent: &'a str,
    team_size: u8,
    seed: u64,
    strength: Vec<Strength>,
    drills: Drills,
    /// By the names of the rates, per car.
    against_striker: BTreeMap<&'static str, f64>,
    against_itself: BTreeMap<&'static str, f64>,
    real_players: BTreeMap<&'static str, f64>,
}

/// Plays one thing after the other and shows how far all of it is.
struct Player<'a> {
    agent: &'a dyn Contestant,
    options: Options,
    bar: Progress,
    parts: f64,
    done: f64,
}

impl Player<'_> {
    fn play(&mut self, other: &dyn Contestant, options: Options) -> anyhow::Result<Outcome> {
        let outcome = wavedash_eval::play(self.agent, other, &options, &|progress| {
            let share = (self.done + progress.share) / self.parts;
            self.bar.set(share, || format!("against {}", other.name()));
        });
        self.done += 1.0;
        outcome.map_err(bad_input)
    }

    fn drill(&mut self, who: &dyn Contestant, start: Component, scenes: u64) -> anyhow::Result<Outcome> {
        let options = Options {
            length: Length::Games(scenes),
            seconds: SCENE_SECONDS,
            goals_per_game: Some(1),
            start,
            ..self.options.clone()
        };
        self.play(who, options)
    }
}

/// Runs the command.
pub(crate) fn run(args: &Yardstick, registry: &Registry, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let tenth = |number: u64| if args.quick { number.div_ceil(10).next_multiple_of(2) } else { number };
    let agent = agents::load(&args.agent, registry)?;
    let dated = format!("agent:{0}v{0}-2026-11", args.team_size);
    let mut panel = ["bot:chaser", "bot:striker", &dated].map(str::to_owned).to_vec();
    panel.extend(args.against.iter().cloned());
    let panel = panel.iter().map(|name| agents::load(name, registry)).collect::<anyhow::Result<Vec<_>>>()?;
    let (idle, striker) = (agents::load("bot:idle", registry)?, agents::load("bot:striker", registry)?);
    let options = Options {
        team_size: args.team_size.into(),
        seed: SEED,
        registry: registry.clone(),
        threads: args.threads.map_or_else(parallel::default_threads, usize::from),
        ..Options::default()
    };
    let parts = panel.len() as f64 + 5.0;
    let mut player = Player { agent: &*agent, options, bar: Progress::new(), parts, done: 0.0 };

    let mut strength = Vec::with_capacity(panel.len());
    for other in &panel {
        let length = Length::Goals(tenth(args.goals));
        let outcome = player.play(&**other, Options { length, ..player.options.clone() })?;
        let (goals, goal_share, repeats) = (outcome.goals, outcome.goal_share, outcome.repeats());
        strength.push(Strength { against: other.name().to_owned(), goals, goal_share, repeats });
    }
    let scenes = tenth(SCENES);
    let saves = player.drill(&*idle, Component::named("goalie"), scenes)?;
    let aerials = player.drill(&*idle, Component::named("aerial"), scenes)?;
    let mut of_matches = |other: &dyn Contestant, matches: u64| {
        let length = Length::Games(if args.quick { 1 } else { matches });
        player.play(other, Options { length, ..player.options.clone() })
    };
    let against_striker = of_matches(&*striker, MATCHES[0])?;
    let against_itself = of_matches(&*agent, MATCHES[1])?;
    let mut both = against_itself.behaviour[0];
    both += against_itself.behaviour[1];
    let idlers =
        Player { agent: &*idle, bar: Progress::new(), ..player }.drill(&*idle, Component::named("goalie"), scenes)?;

    let figures = Figures {
        agent: &args.agent,
        team_size: args.team_size,
        seed: SEED,
        strength,
        drills: Drills {
            scenes,
            shots_let_in: saves.goals[1],
            shots_let_in_by_idle: idlers.goals[1],
            aerial_goals: aerials.goals[0],
            aerial_high_touches: aerials.behaviour[0].high_touches,
        },
        against_striker: rates(&against_striker.behaviour[0]),
        against_itself: rates(&both),
        real_players: REAL_PLAYERS.into_iter().collect(),
    };
    report::figures(out, args.json, &figures, print)
}

fn rates(behaviour: &Behaviour) -> BTreeMap<&'static str, f64> {
    Behaviour::RATES.into_iter().zip(behaviour.rates()).collect()
}

fn print(out: &mut dyn Write, figures: &Figures<'_>) -> anyhow::Result<()> {
    let Figures { agent, team_size, strength, drills, .. } = figures;
    writeln!(out, "{agent}, {team_size}v{team_size}, seed {}\n", figures.seed)?;
    let mut rows = vec![["against", "goals", "share", "95 %"].map(str::to_owned).to_vec()];
    for one in strength {
        let share = one.goal_share.map_or_else(
            || ["-", "-"].map(str::to_owned),
            |share| [format!("{:.3}", share.value), format!("{:.3} to {:.3}", share.low, share.high)],
        );
        let goals = format!("{} : {}", one.goals[0], one.goals[1]);
        let name = if one.repeats { format!("{} (goals repeat)", one.against) } else { one.against.clone() };
        rows.push([vec![name, goals], share.to_vec()].concat());
    }
    writeln!(out, "{}\n", table::text(&rows))?;
    let half = drills.scenes / 2;
    let (let_in, idle) = (drills.shots_let_in, drills.shots_let_in_by_idle);
    writeln!(out, "shots let in, of about {half}: {let_in} (bot:idle {idle})")?;
    let (goals, touches) = (drills.aerial_goals, drills.aerial_high_touches);
    writeln!(out, "high balls, of about {half}: {goals} goals, {touches} touches above 300 uu\n")?;
    let mut rows = vec![["", "bot:striker", "itself", "real 2v2"].map(str::to_owned).to_vec()];
    for name in Behaviour::RATES {
        let number = |rates: &BTreeMap<&'static str, f64>| {
            rates.get(name).map_or_else(|| "-".to_owned(), |rate| shown(name, *rate))
        };
        let label = name.replace("_per_minute", " / min").replace('_', " ");
        rows.push(vec![
            label,
            number(&figures.against_striker),
            number(&figures.against_itself),
            number(&figures.real_players),
        ]);
    }
    writeln!(out, "{}", table::text(&rows))?;
    Ok(())
}

/// Shares in per cent, the rest with as many places as mean something.
fn shown(name: &str, rate: f64) -> String {
    if name.ends_with("_share") {
        format!("{:.1} %", 100.0 * rate)
    } else if rate >= 100.0 {
        format!("{rate:.0}")
    } else {
        format!("{rate:.2}")
    }
}
