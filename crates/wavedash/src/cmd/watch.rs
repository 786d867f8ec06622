//! `wavedash watch`, `wavedash play`, `wavedash render`: matches in pictures.

use std::cell::Cell;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use wavedash_env::Registry;
use wavedash_env::duel::DuelRules;
use wavedash_viewer::window::{self, Clip, Format};

use crate::args::{Look, Play, Render, Watch};
use crate::exit::{Exit, bad_input};
use crate::progress::Progress;
use crate::view::{self, LivePlan, LiveSource};
use crate::{agents, report};

/// Pictures a second, of videos and of GIFs.
const FPS: [u32; 2] = [30, 20];
/// Match time of a clip that nobody named, s.
const CLIP_SECONDS: f64 = 5.0;

/// `wavedash watch`.
pub(crate) fn watch(args: &Watch, registry: &Registry, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let options = view::options(&args.look)?;
    let source = view::open(&args.path, &args.look, registry)?;
    check_follow(&*source, &args.look)?;
    let pace = view::shown(window::run(source, options, args.at))?;
    tell_pace(&args.look, pace, err)?;
    Ok(Exit::Fine)
}

/// `wavedash play`.
pub(crate) fn play(args: &Play, registry: &Registry, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let options = view::options(&args.look)?;
    let human = match args.human {
        Some(seat) if seat.number >= args.team_size => {
            return Err(bad_input(format!(
                "--human: a side has {} cars; expected a number from 1 to {0}, or a greater --team-size",
                args.team_size
            )));
        }
        Some(seat) => Some(usize::from(seat.number) + if seat.is_blue { 0 } else { usize::from(args.team_size) }),
        None => None,
    };
    if let Some(folder) =
        args.record.as_ref().and_then(|path| path.parent()).filter(|folder| !folder.as_os_str().is_empty())
    {
        report::make_folder(folder)?;
    }
    let agent =
        |name: &Option<String>| agents::load(name.as_deref().unwrap_or(agents::usual(args.team_size)), registry);
    let plan = LivePlan {
        both: [agent(&args.blue)?, agent(&args.orange)?],
        team_size: args.team_size,
        rules: DuelRules { seconds: args.seconds as f32, goals: None, overtime: true },
        seed: args.seed,
        sampled: !args.argmax,
        human,
        record: args.record.clone(),
        countdown: args.countdown,
        reward: view::reward(&args.look, None, registry)?,
    };
    let source = Box::new(LiveSource::start(plan)?);
    check_follow(&*source, &args.look)?;
    let pace = view::shown(window::run(source, options, 0.0))?;
    tell_pace(&args.look, pace, err)?;
    Ok(Exit::Fine)
}

/// `wavedash render`.
pub(crate) fn render(args: &Render, registry: &Registry, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut options = view::options(&args.look)?;
    options.settings.hud &= !args.no_hud;
    // Settings of a window are none of a clip's.
    options.settings_path = None;
    let source = view::open(&args.path, &args.look, registry)?;
    check_follow(&*source, &args.look)?;
    let format = Format::of(&args.out)
        .ok_or_else(|| bad_input(format!("{}: pictures are written as .png, .gif or .mp4", args.out.display())))?;
    let fps = args.fps.unwrap_or(if format == Format::Gif { FPS[1] } else { FPS[0] });
    let end = source.seconds().unwrap_or(f64::INFINITY);
    if args.at > end {
        return Err(bad_input(format!("--at {}: the match lasts {end:.1} s", args.at)));
    }
    let pictures = match (args.seconds, format) {
        (None, Format::Png) => 1,
        (seconds, _) => {
            let seconds = seconds.unwrap_or(CLIP_SECONDS) / args.look.speed;
            ((seconds * f64::from(fps)).round() as usize).max(1)
        }
    };
    let clip = Clip { out: args.out.clone(), from: args.at, pictures, fps };
    let stop = std::sync::Arc::new(AtomicBool::new(false));
    let heard = std::sync::Arc::clone(&stop);
    // A second handler cannot be set in one process; then Ctrl-C ends the program as usual.
    let _ = ctrlc::set_handler(move || heard.store(true, Ordering::Relaxed));
    let bar = Progress::new();
    let drawn = Cell::new(0);
    view::shown(window::render(source, options, &clip, &|number| {
        drawn.set(number);
        bar.set(number as f64 / pictures as f64, || format!("{number} of {pictures} pictures"));
        !stop.load(Ordering::Relaxed)
    }))?;
    drop(bar);
    if drawn.get() < pictures {
        anyhow::bail!("stopped after {} of {pictures} pictures", drawn.get());
    }
    writeln!(out, "{pictures} pictures, {}x{}, in {}", args.look.size[0], args.look.size[1], args.out.display())?;
    Ok(Exit::Fine)
}

/// How fast pictures came, for those who look into it.
fn tell_pace(look: &Look, pace: Option<f64>, err: &mut dyn Write) -> anyhow::Result<()> {
    if let Some(pace) = pace.filter(|_| look.debug) {
        writeln!(err, "{pace:.1} pictures a second")?;
    }
    Ok(())
}

fn check_follow(source: &dyn wavedash_viewer::source::Source, look: &Look) -> anyhow::Result<()> {
    let cars = source.cast().players.len();
    match look.follow {
        Some(car) if usize::from(car) > cars => Err(bad_input(format!("--follow {car}: the match has {cars} cars"))),
        _ => Ok(()),
    }
}
