//! The camera of the picture: the rig says where it is, a hand moves it.

use bevy::camera::RenderTarget;
use bevy::core_pipeline::tonemapping::Tonemapping;
use bevy::input::mouse::{AccumulatedMouseMotion, AccumulatedMouseScroll};
use bevy::light::cluster::ClusterConfig;
use bevy::prelude::*;
use bevy::render::view::NoIndirectDrawing;
use bevy_egui::PrimaryEguiContext;
use bevy_egui::input::EguiWantsInput;

use super::input::Keys;
use super::options::ViewOptions;
use super::sets::ViewSet;
use super::stage::Stage;
use crate::axes;
use crate::bindings::Action;
use crate::camera::{CameraKind, Hand, Rig};

/// Radians per pixel of a drag.
const DRAG: f32 = 0.004;

/// What the camera remembers.
#[derive(Resource)]
pub(super) struct View {
    pub(super) rig: Rig,
}

/// Where the picture goes, if not into a window.
#[derive(Resource, Default)]
pub(super) struct Target(pub(super) Option<RenderTarget>);

/// The one camera.
#[derive(Component)]
pub(super) struct ViewCamera;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Target>();
    app.add_systems(Startup, spawn).add_systems(Update, (choose, aim).chain().in_set(ViewSet::Camera));
}

fn spawn(mut commands: Commands, stage: Res<Stage>, options: Res<ViewOptions>, target: Res<Target>) {
    let human = stage.cast.human;
    let usual = if human.is_some() { CameraKind::Ball } else { options.settings.camera };
    let kind = options.camera.unwrap_or(usual);
    let follow = options.follow.or(human).or((kind.follows_a_car() && kind != CameraKind::Orbit).then_some(0));
    commands.insert_resource(View { rig: Rig::new(kind, follow) });
    let camera = commands
        .spawn((
            ViewCamera,
            Camera3d::default(),
            // The shader's colours are those of the picture.
            Tonemapping::None,
            Msaa::Off,
            // There are no lights to find.
            ClusterConfig::Single,
            NoIndirectDrawing,
            Projection::Perspective(PerspectiveProjection { near: 0.1, far: 400.0, ..default() }),
            Transform::default(),
            PrimaryEguiContext,
        ))
        .id();
    if let Some(target) = &target.0 {
        commands.entity(camera).insert(target.clone());
    }
}

/// Keys that choose a camera or whom it follows.
fn choose(keys: Res<Keys>, stage: Res<Stage>, mut view: ResMut<View>) {
    const KINDS: [(Action, CameraKind); 6] = [
        (Action::BroadcastCamera, CameraKind::Broadcast),
        (Action::BallCamera, CameraKind::Ball),
        (Action::ChaseCamera, CameraKind::Chase),
        (Action::OrbitCamera, CameraKind::Orbit),
        (Action::FreeCamera, CameraKind::Free),
        (Action::TopCamera, CameraKind::Top),
    ];
    if stage.is_cut {
        view.rig.cut();
    }
    let chosen = KINDS.into_iter().find(|(action, _)| keys.just(*action)).map(|(_, kind)| kind);
    if let Some(kind) = chosen.or_else(|| keys.just(Action::Camera).then(|| view.rig.kind().next())) {
        view.rig.set_kind(kind);
        if matches!(kind, CameraKind::Ball | CameraKind::Chase) && view.rig.car().is_none() {
            view.rig.follow(stage.cast.human.or(Some(0)));
        }
    }
    if keys.just(Action::Follow) {
        let cars = stage.now.cars.len();
        let next = view.rig.car().map_or(0, |car| car + 1);
        let may_be_ball = !matches!(view.rig.kind(), CameraKind::Ball | CameraKind::Chase);
        view.rig.follow(if next < cars {
            Some(next)
        } else if may_be_ball {
            None
        } else {
            Some(0)
        });
    }
}

fn aim(
    time: Res<Time>,
    stage: Res<Stage>,
    keys: Res<Keys>,
    mut view: ResMut<View>,
    buttons: Res<ButtonInput<MouseButton>>,
    motion: Res<AccumulatedMouseMotion>,
    scroll: Res<AccumulatedMouseScroll>,
    egui: Option<Res<EguiWantsInput>>,
    mut camera: Single<(&mut Transform, &mut Projection), With<ViewCamera>>,
) {
    let mut hand = Hand::default();
    if !egui.is_some_and(|egui| egui.wants_any_pointer_input()) {
        if buttons.pressed(MouseButton::Left) || buttons.pressed(MouseButton::Right) {
            hand.turn = [motion.delta.x * DRAG, -motion.delta.y * DRAG];
        }
        hand.zoom = libm::powf(0.88, scroll.delta.y);
    }
    let axis = |plus, minus| f32::from(u8::from(keys.held(plus))) - f32::from(u8::from(keys.held(minus)));
    hand.fly = [
        axis(Action::FlyForward, Action::FlyBack),
        axis(Action::FlyRight, Action::FlyLeft),
        axis(Action::FlyUp, Action::FlyDown),
    ];
    hand.fast = keys.held(Action::FlyFast);
    let pose = view.rig.pose(&stage.now, time.delta_secs(), &hand);
    let (transform, projection) = &mut *camera;
    let place = |pos| Vec3::from(axes::place(pos));
    **transform = Transform::from_translation(place(pose.eye))
        .looking_at(place(pose.target), Vec3::from(axes::direction(pose.up)));
    if let Projection::Perspective(perspective) = &mut **projection {
        perspective.fov = pose.fov;
    }
}
