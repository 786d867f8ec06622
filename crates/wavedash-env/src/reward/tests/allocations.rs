//! Steps allocate nothing.

use super::{two_a_side, view};
use crate::facts::Facts;
use crate::reward::{Preset, Reward, RewardConfig};

#[test]
fn a_step_allocates_nothing() {
    let scene = two_a_side();
    let facts = [Facts { touched: true, ..Facts::default() }; 4];
    for preset in Preset::ALL {
        let mut reward = Reward::new(&RewardConfig::of(preset)).unwrap();
        let (mut out, mut rows) = ([0.0; 4], vec![0.0; 4 * reward.component_names().len()]);
        let info = allocation_counter::measure(|| {
            reward.reset(&scene);
            reward.step(&view(&scene, &scene, &facts), false, &mut out, &mut rows);
        });
        assert_eq!(info.count_total, 0, "{}", preset.name());
    }
}
