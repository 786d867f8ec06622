//! In which order an agent sees the cars.

use arrayvec::ArrayVec;
use wavedash_core::Team;
use wavedash_core::units::MAX_CARS;

use crate::scene::Scene;

/// Car indices for an agent: itself, its team mates, its opponents; or, as published, the arena's order.
#[inline]
pub(super) fn order(scene: &Scene, agent: usize, as_published: bool) -> ArrayVec<usize, MAX_CARS> {
    let cars = scene.cars.len();
    if as_published {
        return (0..cars).collect();
    }
    let mut order = ArrayVec::new();
    order.push(agent);
    let team = scene.cars[agent].team;
    for mates in [true, false] {
        for (car, other) in scene.cars.iter().enumerate() {
            if car != agent && (other.team == team) == mates {
                order.push(car);
            }
        }
    }
    order
}

/// Index of the `i`th of `pads` pads that a team sees: orange counts from its own goal, which is the other
/// end of the arena's order, unless pads come as published.
#[inline]
pub(super) fn pad(i: usize, pads: usize, team: Team, as_published: bool) -> usize {
    if as_published || team == Team::Blue { i } else { pads - 1 - i }
}
