//! Which hitbox a car body has.
//!
//! Product ids as they stand in replays, with the names that the game shows; the hitbox of each is the one of the
//! publisher's list. Bodies that came later are not in it: they are taken for an Octane, and the timeline says so.

use wavedash_core::CarPreset::{self, Breakout, Dominus, Hybrid, Merc, Octane, Plank};

/// Product id, name, hitbox; by id.
const BODIES: &[(u32, &str, CarPreset)] = &[
    (21, "Backfire", Octane),
    (22, "Breakout", Breakout),
    (23, "Octane", Octane),
    (24, "Paladin", Plank),
    (25, "Road Hog", Octane),
    (26, "Gizmo", Octane),
    (27, "Sweet Tooth", Octane),
    (28, "X-Devil", Hybrid),
    (29, "Hotshot", Dominus),
    (30, "Merc", Merc),
    (31, "Venom", Hybrid),
    (402, "Takumi", Octane),
    (403, "Dominus", Dominus),
    (404, "Scarab", Octane),
    (523, "Zippy", Octane),
    (597, "DeLorean Time Machine", Dominus),
    (600, "Ripper", Dominus),
    (607, "Grog", Octane),
    (625, "Armadillo", Octane),
    (723, "Hogsticker", Octane),
    (803, "'16 Batmobile", Plank),
    (1018, "Dominus GT", Dominus),
    (1159, "X-Devil Mk2", Hybrid),
    (1171, "Masamune", Dominus),
    (1172, "Marauder", Octane),
    (1286, "Aftershock", Dominus),
    (1295, "Takumi RX-T", Octane),
    (1300, "Road Hog XL", Octane),
    (1317, "Esper", Hybrid),
    (1416, "Breakout Type-S", Breakout),
    (1475, "Proteus", Octane),
    (1478, "Triton", Octane),
    (1533, "Vulcan", Octane),
    (1568, "Octane ZSR", Octane),
    (1603, "Twin Mill III", Plank),
    (1623, "Bone Shaker", Octane),
    (1624, "Endo", Hybrid),
    (1675, "Ice Charger", Dominus),
    (1689, "Nemesis", Dominus),
    (1691, "Mantis", Plank),
    (1856, "Jager 619", Hybrid),
    (1883, "Imperator DT5", Dominus),
    (1894, "Samurai", Breakout),
    (1919, "Centio V17", Plank),
    (1932, "Animus GP", Breakout),
    (2070, "Werewolf", Dominus),
    (2268, "Dodge Charger R/T", Dominus),
    (2269, "Skyline GT-R", Hybrid),
    (2298, "Samus' Gunship", Dominus),
    (2313, "Mario NSR", Octane),
    (2665, "The Dark Knight's Tumbler", Octane),
    (2666, "'89 Batmobile", Dominus),
    (2853, "Twinzer", Octane),
    (2919, "Jurassic Jeep Wrangler", Octane),
    (3031, "Cyclone", Breakout),
    (3155, "Maverick", Dominus),
    (3156, "Maverick G1", Dominus),
    (3157, "Maverick GXT", Dominus),
    (3265, "McLaren 570S", Dominus),
    (3426, "Diestro", Dominus),
    (3451, "Nimbus", Hybrid),
    (3594, "Artemis G1", Plank),
    (3614, "Artemis", Plank),
    (3622, "Artemis GXT", Plank),
    (3875, "Guardian GXT", Dominus),
    (3879, "Guardian", Dominus),
    (3880, "Guardian G1", Dominus),
    (4284, "Fennec", Octane),
    (4906, "Harbinger", Octane),
    (5361, "Dingo", Octane),
    (6243, "Nexus", Breakout),
];

/// The hitbox of a body; none if the body is not known.
pub(super) fn preset(product: u32) -> Option<CarPreset> {
    let row = BODIES.binary_search_by_key(&product, |(id, _, _)| *id).ok()?;
    Some(BODIES[row].2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_so_that_they_can_be_searched() {
        assert!(BODIES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn well_known_bodies_have_their_hitbox() {
        assert_eq!(preset(4284), Some(Octane));
        assert_eq!(preset(403), Some(Dominus));
        assert_eq!(preset(0), None);
    }
}
