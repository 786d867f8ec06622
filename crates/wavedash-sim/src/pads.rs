//! Boost pads (`physics.md`, section 15): where they are, who stands on one, who gets it.

use wavedash_core::units::{TICK_RATE, TICK_SECONDS};
use wavedash_core::{Frame, Vec3};

use crate::config::{Mutators, PadSpec};
use crate::event::Event;
use crate::preset::CarModel;
use crate::state::{CarState, NO_INDEX};

/// Big pads of the soccar field, uu.
const BIG: [[f32; 3]; 6] = [
    [-3584.0, 0.0, 73.0],
    [3584.0, 0.0, 73.0],
    [-3072.0, 4096.0, 73.0],
    [3072.0, 4096.0, 73.0],
    [-3072.0, -4096.0, 73.0],
    [3072.0, -4096.0, 73.0],
];
/// Small pads: (x, y) of those with x >= 0 and y >= 0; the others are mirror images.
const SMALL: [[f32; 2]; 9] = [
    [0.0, 4240.0],
    [1792.0, 4184.0],
    [940.0, 3308.0],
    [0.0, 2816.0],
    [3584.0, 2484.0],
    [1788.0, 2300.0],
    [2048.0, 1036.0],
    [0.0, 1024.0],
    [1024.0, 0.0],
];
const SMALL_Z: f32 = 70.0;

/// A pad's volumes, uu.
#[derive(Clone, Copy, Debug)]
struct Volume {
    /// A car joins inside of this radius.
    radius: f32,
    /// A car stays while its hitbox overlaps a box of these half sizes.
    half_width: f32,
}

const BIG_VOLUME: Volume = Volume { radius: 208.0, half_width: 160.0 };
const SMALL_VOLUME: Volume = Volume { radius: 176.0, half_width: 96.0 };
/// Half the height of the joining cylinder.
const CYLINDER_HALF_HEIGHT: f32 = 95.0;
/// Half the height of the staying box.
const BOX_HALF_HEIGHT: f32 = 64.0;

/// Most pads an arena can have: an index fits a byte, and one value means "none".
pub(crate) const MAX_PADS: usize = NO_INDEX as usize;

/// The pads of the soccar field, by y, then x.
#[must_use]
pub fn soccar_pads() -> Vec<PadSpec> {
    let mut pads: Vec<PadSpec> = BIG.into_iter().map(|pos| PadSpec { pos, big: true }).collect();
    for [x, y] in SMALL {
        let signs = |v: f32| if v == 0.0 { &[1.0_f32][..] } else { &[-1.0, 1.0] };
        for sy in signs(y) {
            for sx in signs(x) {
                pads.push(PadSpec { pos: [sx * x, sy * y, SMALL_Z], big: false });
            }
        }
    }
    sort(&mut pads);
    pads
}

fn sort(pads: &mut [PadSpec]) {
    pads.sort_by(|a, b| a.pos[1].total_cmp(&b.pos[1]).then(a.pos[0].total_cmp(&b.pos[0])));
}

#[derive(Clone, Debug)]
struct Pad {
    pos: Vec3,
    volume: Volume,
    amount: f32,
    cooldown_ticks: u64,
}

/// Side of a cell of the look-up grid, uu.
const CELL: f32 = 512.0;
const COLUMNS: usize = 16;
const ROWS: usize = 20;

/// The pads of an arena and a grid that finds the pad under a car.
#[derive(Clone, Debug)]
pub(crate) struct PadField {
    specs: Vec<PadSpec>,
    pads: Vec<Pad>,
    /// First entry of each cell in `entries`, and one past the last.
    starts: Vec<u16>,
    entries: Vec<u8>,
    highest: f32,
}

impl PadField {
    /// Pads sorted by y, then x.
    pub(crate) fn new(specs: &[PadSpec], mutators: &Mutators) -> Self {
        let mut specs = specs.to_vec();
        sort(&mut specs);
        let ticks = |seconds: f32| libm::ceilf(seconds * TICK_RATE as f32 - 1e-3).max(0.0) as u64;
        let pads: Vec<Pad> = specs
            .iter()
            .map(|spec| Pad {
                pos: Vec3::from(spec.pos),
                volume: if spec.big { BIG_VOLUME } else { SMALL_VOLUME },
                amount: if spec.big { mutators.pad_amount_big } else { mutators.pad_amount_small },
                cooldown_ticks: ticks(if spec.big { mutators.pad_cooldown_big } else { mutators.pad_cooldown_small }),
            })
            .collect();
        let mut starts = vec![0];
        let mut entries = Vec::new();
        for row in 0..ROWS {
            for column in 0..COLUMNS {
                let low = [(column as f32 - 8.0) * CELL, (row as f32 - 10.0) * CELL];
                for (i, pad) in pads.iter().enumerate() {
                    let off = |axis: usize| pad.pos[axis] - pad.pos[axis].clamp(low[axis], low[axis] + CELL);
                    if off(0) * off(0) + off(1) * off(1) <= pad.volume.radius * pad.volume.radius {
                        entries.push(i as u8);
                    }
                }
                starts.push(entries.len() as u16);
            }
        }
        let highest = pads.iter().fold(f32::NEG_INFINITY, |z, pad| z.max(pad.pos.z)) + CYLINDER_HALF_HEIGHT;
        Self { specs, pads, starts, entries, highest }
    }

    /// Where the pads are, by y, then x.
    pub(crate) fn specs(&self) -> &[PadSpec] {
        &self.specs
    }

    pub(crate) fn len(&self) -> usize {
        self.pads.len()
    }

    /// Whether a pad fills the tank.
    pub(crate) fn is_big(&self, pad: usize) -> bool {
        self.pads.get(pad).is_some_and(|pad| pad.volume.radius == BIG_VOLUME.radius)
    }

    fn near(&self, p: Vec3) -> &[u8] {
        // Points out of the field look into the nearest cell.
        let number = |x: f32, count: usize| ((x * (1.0 / CELL) + 0.5 * count as f32) as usize).min(count - 1);
        let cell = number(p.y, ROWS) * COLUMNS + number(p.x, COLUMNS);
        &self.entries[self.starts[cell] as usize..self.starts[cell + 1] as usize]
    }

    /// Who stands where after the bodies have moved, and who takes a pad.
    pub(crate) fn update(
        &self,
        cars: &mut [CarState],
        models: &[CarModel],
        boost_max: f32,
        tick: u64,
        ready: &mut [u64],
        events: &mut Vec<Event>,
    ) {
        let mut anyone = false;
        for (car, model) in cars.iter_mut().zip(models) {
            if car.is_demolished {
                car.pad = NO_INDEX;
                continue;
            }
            // The origin is taken half a tick back.
            if car.pad != NO_INDEX {
                let probe = car.body.pos - car.body.vel * (0.5 * TICK_SECONDS);
                let pad = &self.pads[car.pad as usize];
                if !pad.holds(probe) && !pad.box_overlaps(probe, &car.body.frame(), model) {
                    car.pad = NO_INDEX;
                }
            }
            if car.pad == NO_INDEX && car.body.pos.z <= self.highest {
                let probe = car.body.pos - car.body.vel * (0.5 * TICK_SECONDS);
                if let Some(i) = self.near(probe).iter().find(|i| self.pads[**i as usize].holds(probe)) {
                    car.pad = *i;
                    car.pad_tick = tick;
                }
            }
            anyone |= car.pad != NO_INDEX && car.boost < boost_max;
        }
        if !anyone {
            return;
        }
        for i in 0..cars.len() {
            let CarState { pad: index, pad_tick, boost, .. } = cars[i];
            if index == NO_INDEX || boost >= boost_max || tick < ready[index as usize] {
                continue;
            }
            // The first who came and can take it.
            let earlier = |(j, car): (usize, &CarState)| {
                car.pad == index && car.boost < boost_max && (car.pad_tick, j) < (pad_tick, i)
            };
            if cars.iter().enumerate().any(earlier) {
                continue;
            }
            let pad = &self.pads[index as usize];
            cars[i].boost = (boost + pad.amount).min(boost_max);
            ready[index as usize] = tick.saturating_add(pad.cooldown_ticks);
            events.push(Event::Pickup { car: i as u8, pad: index });
        }
    }
}

impl Pad {
    fn holds(&self, p: Vec3) -> bool {
        let d = p - self.pos;
        d.x * d.x + d.y * d.y < self.volume.radius * self.volume.radius && d.z.abs() <= CYLINDER_HALF_HEIGHT
    }

    /// The hitbox of a car whose origin is `origin` overlaps the pad's box (separating axes).
    fn box_overlaps(&self, origin: Vec3, frame: &Frame, model: &CarModel) -> bool {
        let delta = origin + frame.to_world(model.offset) - self.pos;
        let pad_half = Vec3::new(self.volume.half_width, self.volume.half_width, BOX_HALF_HEIGHT);
        let world = [Vec3::x(), Vec3::y(), Vec3::z()];
        let car = [frame.forward, frame.right, frame.up];
        let apart = |axis: Vec3| {
            delta.dot(&axis).abs() > axis.abs().dot(&pad_half) + frame.to_body(axis).abs().dot(&model.half)
        };
        let crossed = car.iter().flat_map(|c| world.iter().map(move |w| c.cross(w)));
        !world.iter().chain(&car).copied().chain(crossed.filter(|axis| axis.norm_squared() > 1e-7)).any(apart)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_has_six_big_and_twenty_eight_small_pads_in_public_order() {
        let pads = soccar_pads();
        assert_eq!(pads.len(), 34);
        assert_eq!(pads.iter().filter(|pad| pad.big).count(), 6);
        assert_eq!(pads[0].pos, [0.0, -4240.0, 70.0]);
        assert_eq!(pads[10].pos, [-1788.0, -2300.0, 70.0]);
        assert_eq!(pads[33].pos, [0.0, 4240.0, 70.0]);
    }

    #[test]
    fn every_pad_is_found_from_every_point_of_its_cylinder() {
        let field = PadField::new(&soccar_pads(), &Mutators::default());
        for (i, pad) in field.pads.iter().enumerate() {
            for (dx, dy) in [(0.0, 0.0), (170.0, 0.0), (-170.0, 0.0), (0.0, 170.0), (0.0, -170.0), (120.0, 120.0)] {
                assert!(field.near(pad.pos + Vec3::new(dx, dy, 0.0)).contains(&(i as u8)));
            }
        }
    }
}
