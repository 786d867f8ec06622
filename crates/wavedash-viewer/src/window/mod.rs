//! The bevy app: one plugin per concern, all of which read the [`stage`](self) and none of which steps a match.
//!
//! [`run`] opens a window, [`render`] makes pictures without one. Both build the same app; only who turns the clock
//! and where the picture goes differ.

#![expect(
    clippy::too_many_arguments,
    clippy::type_complexity,
    reason = "a system's parameters are what it reads and writes"
)]

mod ball;
mod capture;
mod car_mesh;
mod cars;
mod effects;
mod encode;
mod faces;
mod field;
mod hud;
mod input;
mod keys;
mod look;
mod options;
mod overlays;
mod pace;
mod pads;
mod screenshot;
mod sets;
mod stage;
mod tier;
mod view_camera;

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use bevy::app::PluginGroupBuilder;
use bevy::asset::UnapprovedPathMode;
use bevy::log::LogPlugin;
use bevy::pbr::PbrPlugin;
use bevy::prelude::*;
use bevy::render::RenderPlugin;
use bevy::render::pipelined_rendering::PipelinedRenderingPlugin;
use bevy::window::{ExitCondition, PresentMode, WindowResolution};
use bevy::winit::{UpdateMode, WinitPlugin, WinitSettings};
use bevy_egui::EguiPlugin;
use thiserror::Error;

pub use encode::{Format, has_ffmpeg};
pub use options::ViewOptions;

use self::capture::Tap;
use self::encode::Encoder;
use self::stage::Stage;
use crate::source::Source;

/// Why a match cannot be shown.
#[derive(Debug, Error)]
pub enum ViewError {
    /// There is no screen to open a window on.
    #[error(
        "no window can be opened: {0}\nStart from a desktop, or set DISPLAY or WAYLAND_DISPLAY; on Debian the window \
         needs: apt install libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon0 libxkbcommon-x11-0\n`wavedash render` \
         makes pictures and clips without a window"
    )]
    NoDisplay(String),
    /// There is no graphics device.
    #[error(
        "there is no graphics device: {0}\nInstall a Vulkan driver; on Debian without a graphics card: apt install \
         libvulkan1 mesa-vulkan-drivers"
    )]
    NoGraphics(String),
    /// A file cannot be written.
    #[error("{}: {problem}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        problem: String,
    },
    /// The match cannot go on.
    #[error("{0}")]
    Match(String),
    /// Something that should not happen.
    #[error("the viewer broke: {0}")]
    Broken(String),
}

/// What is rendered.
#[derive(Clone, Debug)]
pub struct Clip {
    /// Where to: `.png`, `.gif` or `.mp4`.
    pub out: PathBuf,
    /// From this time of the match on, s.
    pub from: f64,
    /// This many pictures.
    pub pictures: usize,
    /// Pictures a second.
    pub fps: u32,
}

/// What bevy's handler of Ctrl-C leaves with: 128 and the signal's number, as shells count.
const INTERRUPTED: u8 = 130;

/// Opens a window and shows a match from a time on, s, until somebody closes it or presses Ctrl-C. Returns how many pictures a second
/// were shown, if there were enough to say.
///
/// # Errors
/// There is no display or no graphics device.
pub fn run(source: Box<dyn Source>, options: ViewOptions, from: f64) -> Result<Option<f64>, ViewError> {
    if cfg!(target_os = "linux") && ["DISPLAY", "WAYLAND_DISPLAY"].iter().all(|name| std::env::var_os(name).is_none()) {
        return Err(ViewError::NoDisplay("neither DISPLAY nor WAYLAND_DISPLAY is set".to_owned()));
    }
    let pace = pace::Pace::default();
    let counted = pace.clone();
    guarded(move || {
        let title = format!("wavedash: {}", source.cast().title);
        let [width, height] = options.size;
        let window = Window {
            title,
            resolution: WindowResolution::new(width, height),
            // A processor that draws is slower than any screen.
            present_mode: PresentMode::AutoNoVsync,
            desired_maximum_frame_latency: core::num::NonZero::new(3),
            ..default()
        };
        let plugins = plugins(WindowPlugin { primary_window: Some(window), ..default() }, false);
        let mut app = app(source, options, plugins);
        app.insert_resource(counted).add_plugins(pace::plugin);
        app.world_mut().resource_mut::<Stage>().playback.seek(from);
        // A match goes on when the window has lost the keys.
        app.insert_resource(WinitSettings {
            focused_mode: UpdateMode::Continuous,
            unfocused_mode: UpdateMode::Continuous,
        });
        app.run()
    })
    .and_then(|exit| match exit {
        AppExit::Success => Ok(pace.mean()),
        AppExit::Error(code) if code.get() == INTERRUPTED => Ok(pace.mean()),
        AppExit::Error(code) => Err(ViewError::Broken(format!("exit code {code}"))),
    })
}

/// Draws a clip without a window; `progress` hears after every picture how many there are. It may say false to stop;
/// then no clip is left, only single pictures.
///
/// # Errors
/// There is no graphics device, or the file cannot be written.
pub fn render(
    source: Box<dyn Source>,
    options: ViewOptions,
    clip: &Clip,
    progress: &dyn Fn(usize) -> bool,
) -> Result<(), ViewError> {
    let mut encoder = Encoder::new(&clip.out, options.size, clip.fps, clip.pictures)?;
    let (size, speed) = (options.size, options.speed);
    let written = guarded(AssertUnwindSafe(|| {
        let window = WindowPlugin { primary_window: None, exit_condition: ExitCondition::DontExit, ..default() };
        let plugins = plugins(window, true).disable::<WinitPlugin>().disable::<PipelinedRenderingPlugin>();
        let mut app = app(source, options, plugins);
        let dt = Duration::from_secs_f64(1.0 / f64::from(clip.fps.max(1)));
        // The camera finds its place while assets arrive.
        let mut stage = app.world_mut().resource_mut::<Stage>();
        stage.is_rendered = true;
        stage.playback.pause();
        stage.playback.seek(clip.from);
        let mut tap = Tap::new(app, size, dt);
        let mut stage = tap.world().resource_mut::<Stage>();
        // The first picture comes one step after this.
        stage.playback.seek(clip.from - dt.as_secs_f64() * speed.max(0.01));
        stage.playback.toggle();
        for number in 0..clip.pictures {
            let missing = || ViewError::Broken(format!("picture {number} did not arrive"));
            let picture = tap.picture().ok_or_else(missing)?;
            if let Some(error) = &tap.world().resource::<Stage>().error {
                return Err(ViewError::Match(error.clone()));
            }
            encoder.add(&picture.pixels)?;
            if !progress(number + 1) {
                return Ok(false);
            }
        }
        Ok(true)
    }))?;
    match written {
        Ok(true) => encoder.finish(),
        Ok(false) => {
            encoder.abandon();
            Ok(())
        }
        Err(error) => {
            encoder.abandon();
            Err(error)
        }
    }
}

fn plugins(window: WindowPlugin, is_rendered: bool) -> PluginGroupBuilder {
    let log = LogPlugin {
        level: bevy::log::Level::WARN,
        filter: "wgpu=error,naga=error,bevy_winit=error,winit=error,bevy_render=error,bevy_egui=error".to_owned(),
        ..default()
    };
    let assets = AssetPlugin { unapproved_path_mode: UnapprovedPathMode::Forbid, ..default() };
    let render = RenderPlugin { synchronous_pipeline_compilation: is_rendered, ..default() };
    // There are no shadows and no deferred light.
    let meshes = PbrPlugin { prepass_enabled: false, add_default_deferred_lighting_plugin: false, ..default() };
    DefaultPlugins.set(window).set(log).set(assets).set(render).set(meshes)
}

fn app(source: Box<dyn Source>, options: ViewOptions, plugins: PluginGroupBuilder) -> App {
    let mut app = App::new();
    app.add_plugins(plugins);
    app.add_plugins(EguiPlugin::default());
    let mut stage = Stage::new(source);
    stage.playback.set_speed(options.speed);
    app.insert_resource(stage);
    app.insert_resource(options::Open { debug: options.debug, ..default() });
    app.insert_resource(options);
    app.add_plugins((look::plugin, tier::plugin, sets::plugin, input::plugin, view_camera::plugin));
    app.add_plugins((field::plugin, ball::plugin, cars::plugin, pads::plugin, effects::plugin, overlays::plugin));
    app.add_plugins((hud::plugin, screenshot::plugin));
    app
}

/// Runs what may panic when a display or a graphics device is missing, and says which.
fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, ViewError> {
    static SAID: Mutex<String> = Mutex::new(String::new());
    let usual = panic::take_hook();
    panic::set_hook(Box::new(|info| {
        let text = words(info.payload());
        if let Ok(mut said) = SAID.lock()
            && said.is_empty()
        {
            *said = format!("{text} ({})", info.location().map_or_else(String::new, ToString::to_string));
        }
    }));
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    panic::set_hook(usual);
    let said = SAID.lock().map(|mut said| core::mem::take(&mut *said)).unwrap_or_default();
    result.map_err(|_| {
        if said.contains("event loop") || said.contains("display") {
            ViewError::NoDisplay(said)
        } else if said.contains("Unable to find a GPU") || said.contains("adapter") {
            ViewError::NoGraphics("no Vulkan driver was found".to_owned())
        } else {
            ViewError::Broken(said)
        }
    })
}

fn words(payload: &dyn Any) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default()
}

/// A free name for a screenshot in the present folder.
fn screenshot_path() -> PathBuf {
    (1..).map(|n| PathBuf::from(format!("wavedash-{n}.png"))).find(|path| !Path::new(path).exists()).unwrap_or_default()
}
