//! The 90 rows (`lucy-skg.md`, section 1.4). Their order is the order of the logits.

use wavedash_core::Controls;

/// Rows of the table.
pub(super) const ROWS: usize = 90;
/// Rows before the first aerial one.
pub(super) const GROUND_ROWS: usize = 24;

const SIGNS: [f32; 3] = [-1.0, 0.0, 1.0];
const BUTTON: [bool; 2] = [false, true];

/// Ground rows: throttle, steer, boost, handbrake; boost only with full throttle. Then aerial rows: pitch,
/// yaw, roll, jump, boost; no yaw with a jump, and no row that a ground row equals.
pub(super) fn rows() -> Vec<Controls> {
    let mut rows = Vec::with_capacity(ROWS);
    for throttle in SIGNS {
        for steer in SIGNS {
            for boost in BUTTON {
                for handbrake in BUTTON {
                    if !boost || throttle == 1.0 {
                        rows.push(Controls { throttle, steer, yaw: steer, boost, handbrake, ..Controls::NONE });
                    }
                }
            }
        }
    }
    for pitch in SIGNS {
        for yaw in SIGNS {
            for roll in SIGNS {
                for jump in BUTTON {
                    for boost in BUTTON {
                        rows.extend(aerial(pitch, yaw, roll, jump, boost));
                    }
                }
            }
        }
    }
    rows
}

fn aerial(pitch: f32, yaw: f32, roll: f32, jump: bool, boost: bool) -> Option<Controls> {
    // A press is for flips, and a flip to the side is made by roll.
    if jump && yaw != 0.0 {
        return None;
    }
    if pitch == 0.0 && roll == 0.0 && !jump {
        return None;
    }
    let handbrake = jump && (pitch != 0.0 || yaw != 0.0 || roll != 0.0);
    let throttle = f32::from(u8::from(boost));
    Some(Controls { throttle, steer: yaw, pitch, yaw, roll, jump, boost, handbrake })
}

/// The row that does the same with left and right exchanged, for every row.
pub(super) fn mirrored(rows: &[Controls]) -> Vec<usize> {
    rows.iter()
        .map(|row| {
            let wanted = row.mirrored();
            rows.iter().position(|other| *other == wanted).expect("the table is symmetric")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use wavedash_core::StateHasher;

    use super::*;

    fn row(i: usize) -> [f32; 8] {
        rows()[i].to_array()
    }

    #[test]
    fn there_are_90_different_rows_18_of_them_jumps() {
        let rows = rows();
        assert_eq!(rows.len(), ROWS);
        assert_eq!(rows.iter().filter(|c| c.jump).count(), 18);
        for (i, a) in rows.iter().enumerate() {
            assert!(rows[..i].iter().all(|b| a != b), "row {i}");
        }
    }

    #[test]
    fn known_rows() {
        assert_eq!(row(0), [-1.0, -1.0, 0.0, -1.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(row(8), [0.0; 8]);
        assert_eq!(row(18), [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
        assert_eq!(row(36), [0.0, 0.0, -1.0, 0.0, 0.0, 1.0, 0.0, 1.0]);
        assert_eq!(row(56), [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        assert_eq!(row(89), [1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0, 0.0]);
        // First and last row of the blocks.
        assert_eq!(row(23), [1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0]);
        assert_eq!(row(24), [0.0, -1.0, -1.0, -1.0, -1.0, 0.0, 0.0, 0.0]);
        assert_eq!(rows()[..GROUND_ROWS].iter().filter(|c| c.pitch != 0.0 || c.roll != 0.0 || c.jump).count(), 0);
    }

    #[test]
    fn the_hash_has_not_changed() {
        let mut hasher = StateHasher::new();
        (0..ROWS).flat_map(row).for_each(|x| hasher.f32(x));
        assert_eq!(hasher.finish(), 0xd24c_00a2_d8f8_c90a, "{:#018x}", hasher.finish());
    }

    #[test]
    fn the_mirror_is_an_involution_with_18_fixed_points() {
        let rows = rows();
        let mirrored = mirrored(&rows);
        for (i, &j) in mirrored.iter().enumerate() {
            assert_eq!(mirrored[j], i);
            assert_eq!(rows[j].steer, -rows[i].steer);
            assert_eq!(rows[j].yaw, -rows[i].yaw);
            assert_eq!(rows[j].roll, -rows[i].roll);
            assert_eq!((rows[j].throttle, rows[j].pitch), (rows[i].throttle, rows[i].pitch));
        }
        assert_eq!(mirrored.iter().enumerate().filter(|(i, j)| i == *j).count(), 18);
    }
}
