//! Steps allocate nothing.

use super::{transition, two_a_side};
use crate::reward::{Preset, Reward, RewardConfig};
use crate::step_info::StepInfo;

#[test]
fn a_step_allocates_nothing() {
    let scene = two_a_side();
    let facts = [StepInfo { touched: true, ..StepInfo::default() }; 4];
    for preset in Preset::ALL {
        let mut reward = Reward::new(&RewardConfig::of(preset)).unwrap();
        let (mut out, mut rows) = ([0.0; 4], vec![0.0; 4 * reward.component_names().len()]);
        let info = allocation_counter::measure(|| {
            reward.reset(&scene);
            reward.step(&transition(&scene, &scene, &facts), false, &mut out, &mut rows);
        });
        assert_eq!(info.count_total, 0, "{}", preset.name());
    }
}
