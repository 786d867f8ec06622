//! A camera that remembers: smooth motion, smooth changes from one kind to another.

use nalgebra::Vector3;
use wavedash_core::Snapshot;

use super::{CameraKind, Pose, kinds};

type V = Vector3<f32>;

/// How long a change from one camera to another takes, s.
const CHANGE_SECONDS: f32 = 0.6;
/// Time constants of following, s.
const BROADCAST_LAG: f32 = 0.55;
const CAR_LAG: f32 = 0.09;
/// Flight, uu/s.
const FLY_SPEED: f32 = 2500.0;

/// What a person does to the camera in one frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hand {
    /// Turned to the right and up, rad.
    pub turn: [f32; 2],
    /// Flies forwards, right, up, each -1 to 1.
    pub fly: [f32; 3],
    /// Faster.
    pub fast: bool,
    /// Closer: factor of the distance, 1 for none.
    pub zoom: f32,
}

/// A camera and its memory.
#[derive(Clone, Debug)]
pub struct Rig {
    kind: CameraKind,
    /// The car that is followed; none for the ball.
    car: Option<usize>,
    /// Of the free camera.
    eye: V,
    yaw: f32,
    pitch: f32,
    /// Of the orbit, rad and uu.
    orbit: [f32; 3],
    /// Smoothed focus and spread of the broadcast.
    focus: Option<(V, f32)>,
    /// What was shown last.
    last: Option<Pose>,
    /// The pose that a change began from, and how long it has been going on, s.
    change: Option<(Pose, f32)>,
}

impl Rig {
    /// A camera of a kind that follows a car, or the ball.
    #[must_use]
    pub fn new(kind: CameraKind, car: Option<usize>) -> Self {
        Self {
            kind,
            car,
            eye: V::new(-3600.0, -4200.0, 1300.0),
            yaw: 0.9,
            pitch: -0.22,
            orbit: [-2.2, 0.35, 1500.0],
            focus: None,
            last: None,
            change: None,
        }
    }

    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> CameraKind {
        self.kind
    }

    /// The car that is followed.
    #[must_use]
    pub const fn car(&self) -> Option<usize> {
        self.car
    }

    /// Changes to another kind, smoothly.
    pub fn set_kind(&mut self, kind: CameraKind) {
        if kind == self.kind {
            return;
        }
        if let (CameraKind::Free, Some(last)) = (kind, self.last) {
            // The flight begins where the picture is.
            self.eye = V::from(last.eye);
            let ahead = V::from(last.target) - self.eye;
            self.yaw = libm::atan2f(ahead.y, ahead.x);
            self.pitch = libm::atan2f(ahead.z, ahead.xy().norm()).clamp(-1.5, 1.5);
        }
        self.kind = kind;
        self.change = self.last.map(|pose| (pose, 0.0));
    }

    /// Follows another car, or the ball.
    pub fn follow(&mut self, car: Option<usize>) {
        if car != self.car {
            self.car = car;
            self.change = self.last.map(|pose| (pose, 0.0));
        }
    }

    /// What is shown next has nothing to do with what was: nothing is smoothed over it.
    pub fn cut(&mut self) {
        self.focus = None;
        self.last = None;
        self.change = None;
    }

    /// The pose after `dt` seconds of real time.
    pub fn pose(&mut self, snapshot: &Snapshot, dt: f32, hand: &Hand) -> Pose {
        let wanted = self.wanted(snapshot, dt, hand);
        let pose = match &mut self.change {
            Some((from, seconds)) => {
                *seconds += dt;
                let share = (*seconds / CHANGE_SECONDS).min(1.0);
                let eased = share * share * (3.0 - 2.0 * share);
                between(from, &wanted, eased)
            }
            None => self.smoothed(&wanted, dt),
        };
        if self.change.is_some_and(|(_, seconds)| seconds >= CHANGE_SECONDS) {
            self.change = None;
        }
        self.last = Some(pose);
        pose
    }

    /// A car's camera lags behind a little: what shakes the car does not shake the picture.
    fn smoothed(&self, wanted: &Pose, dt: f32) -> Pose {
        match self.last {
            Some(last) if matches!(self.kind, CameraKind::Ball | CameraKind::Chase) => {
                let jump = (V::from(last.eye) - V::from(wanted.eye)).norm();
                // Respawned or placed.
                if jump > 1500.0 { *wanted } else { between(&last, wanted, share(dt, CAR_LAG)) }
            }
            _ => *wanted,
        }
    }

    fn wanted(&mut self, snapshot: &Snapshot, dt: f32, hand: &Hand) -> Pose {
        let car = self.car.and_then(|car| snapshot.cars.get(car));
        match (self.kind, car) {
            (CameraKind::Ball, Some(car)) => kinds::ball(snapshot, car),
            (CameraKind::Chase, Some(car)) => kinds::chase(car),
            (CameraKind::Top, _) => kinds::top(),
            (CameraKind::Free, _) => self.fly(dt, hand),
            // Without a car there is the ball to go around.
            (CameraKind::Orbit | CameraKind::Ball | CameraKind::Chase, _) => {
                let [yaw, pitch, distance] = &mut self.orbit;
                *yaw -= hand.turn[0];
                *pitch = (*pitch - hand.turn[1]).clamp(-0.2, 1.5);
                if hand.zoom > 0.0 {
                    *distance = (*distance * hand.zoom).clamp(250.0, 9000.0);
                }
                kinds::orbit(V::from(car.map_or(snapshot.ball.pos, |car| car.pos)), *yaw, *pitch, *distance)
            }
            (CameraKind::Broadcast, _) => {
                let (now, spread) = kinds::play(snapshot);
                let (focus, width) = self.focus.unwrap_or((now, spread));
                let part = share(dt, BROADCAST_LAG);
                let next = (focus.lerp(&now, part), width + share(dt, 2.0 * BROADCAST_LAG) * (spread - width));
                self.focus = Some(next);
                kinds::broadcast(next.0, next.1)
            }
        }
    }

    fn fly(&mut self, dt: f32, hand: &Hand) -> Pose {
        self.yaw += hand.turn[0];
        self.pitch = (self.pitch + hand.turn[1]).clamp(-1.5, 1.5);
        let ahead = kinds::heading(self.yaw, self.pitch);
        // The match's frame is left-handed: right is where y is when x is ahead.
        let right = V::new(-libm::sinf(self.yaw), libm::cosf(self.yaw), 0.0);
        let speed = if hand.fast { 3.0 * FLY_SPEED } else { FLY_SPEED };
        let [forwards, sideways, upwards] = hand.fly;
        self.eye += speed * dt * (forwards * ahead + sideways * right + upwards * V::z());
        self.eye =
            V::from([(0, 15_000.0), (1, 15_000.0)].iter().fold(self.eye.into(), |mut eye: [f32; 3], (i, most)| {
                eye[*i] = eye[*i].clamp(-most, *most);
                eye
            }));
        self.eye.z = self.eye.z.clamp(15.0, 12_000.0);
        kinds::free(self.eye, self.yaw, self.pitch)
    }
}

/// The share of the way that is gone after `dt` with a time constant, s.
fn share(dt: f32, lag: f32) -> f32 {
    1.0 - libm::expf(-dt / lag)
}

fn between(a: &Pose, b: &Pose, share: f32) -> Pose {
    let mix = |a: [f32; 3], b: [f32; 3]| -> [f32; 3] { V::from(a).lerp(&V::from(b), share).into() };
    let up = V::from(mix(a.up, b.up)).try_normalize(1e-3).unwrap_or_else(V::z);
    Pose {
        eye: mix(a.eye, b.eye),
        target: mix(a.target, b.target),
        up: up.into(),
        fov: a.fov + share * (b.fov - a.fov),
    }
}

#[cfg(test)]
mod tests {
    use wavedash_core::CarSnapshot;

    use super::*;

    fn scene() -> Snapshot {
        let car = CarSnapshot { pos: [-1000.0, -2000.0, 17.0], rot_wxyz: [1.0, 0.0, 0.0, 0.0], ..Default::default() };
        let mut snapshot = Snapshot { cars: vec![car], ..Snapshot::default() };
        snapshot.ball.pos = [500.0, 1000.0, 93.0];
        snapshot
    }

    /// Cosine between the middle of the picture and the direction to a place.
    fn cosine(pose: &Pose, place: [f32; 3]) -> f32 {
        let (eye, target) = (V::from(pose.eye), V::from(pose.target));
        (target - eye).normalize().dot(&(V::from(place) - eye).normalize())
    }

    #[test]
    fn every_kind_has_the_ball_in_the_picture_when_it_means_to() {
        let scene = scene();
        for kind in [CameraKind::Broadcast, CameraKind::Ball, CameraKind::Top] {
            let pose = Rig::new(kind, Some(0)).pose(&scene, 0.016, &Hand::default());
            assert!(cosine(&pose, scene.ball.pos) > libm::cosf(pose.fov / 2.0), "{kind:?}: {pose:?}");
        }
        let pose = Rig::new(CameraKind::Orbit, None).pose(&scene, 0.016, &Hand::default());
        assert!(cosine(&pose, scene.ball.pos) > 0.9999);
    }

    #[test]
    fn a_ball_camera_is_behind_the_car() {
        let scene = scene();
        let pose = Rig::new(CameraKind::Ball, Some(0)).pose(&scene, 0.016, &Hand::default());
        assert!(pose.eye[0] < -1000.0 && pose.eye[1] < -2000.0 && pose.eye[2] > 100.0);
    }

    #[test]
    fn cameras_behind_cars_stay_inside() {
        let mut scene = scene();
        scene.cars[0].pos = [4090.0, 5115.0, 17.0];
        for kind in [CameraKind::Ball, CameraKind::Chase] {
            let [x, y, z] = Rig::new(kind, Some(0)).pose(&scene, 0.016, &Hand::default()).eye;
            assert!(x.abs() < 4096.0 && y.abs() < 5120.0 && z > 0.0, "{kind:?}");
        }
    }

    #[test]
    fn a_change_begins_where_the_last_picture_was_and_ends_at_the_other_camera() {
        let scene = scene();
        let still = Hand::default();
        let mut rig = Rig::new(CameraKind::Broadcast, None);
        let from = rig.pose(&scene, 0.0, &still);
        rig.set_kind(CameraKind::Top);
        let first = rig.pose(&scene, 1e-4, &still);
        assert!((V::from(first.eye) - V::from(from.eye)).norm() < 1.0);
        let mut steps = Vec::new();
        let mut last = first;
        for _ in 0..60 {
            let pose = rig.pose(&scene, 1.0 / 60.0, &still);
            steps.push((V::from(pose.eye) - V::from(last.eye)).norm());
            last = pose;
        }
        assert_eq!(last.eye, kinds::top().eye);
        // No jump on the way.
        let way = (V::from(from.eye) - V::from(last.eye)).norm();
        assert!(steps.iter().all(|step| *step < 0.06 * way));
    }

    #[test]
    fn the_free_camera_starts_from_the_picture_and_flies_where_it_looks() {
        let scene = scene();
        let mut rig = Rig::new(CameraKind::Broadcast, None);
        let from = rig.pose(&scene, 0.0, &Hand::default());
        rig.set_kind(CameraKind::Free);
        let still = rig.pose(&scene, 1.0, &Hand::default());
        assert!((V::from(still.eye) - V::from(from.eye)).norm() < 1.0);
        assert!(cosine(&still, from.target) > 0.999);
        let hand = Hand { fly: [1.0, 0.0, 0.0], ..Hand::default() };
        let flown = rig.pose(&scene, 0.1, &hand);
        assert!(cosine(&still, flown.eye) > 0.999);
        // Turning right in a left-handed frame with z up is from x to y.
        let turned = rig.pose(&scene, 0.0, &Hand { turn: [0.1, 0.0], ..Hand::default() });
        let right = V::from(turned.target) - V::from(flown.target);
        let ahead = V::from(flown.target) - V::from(flown.eye);
        assert!(ahead.x * right.y - ahead.y * right.x > 0.0);
    }
}
