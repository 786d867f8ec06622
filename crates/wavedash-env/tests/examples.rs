//! Examples of this crate, run; those of a user's own components are in `custom.rs`.

#[expect(dead_code, unreachable_pub, reason = "an example is a program; its main is not called here")]
#[path = "../examples/own_loop.rs"]
mod own_loop;

#[test]
fn a_loop_of_one_s_own_sees_episodes_end() {
    let done = own_loop::play(1500).expect("a valid configuration");
    assert!(done.episodes > 10 && done.episodes.is_multiple_of(2), "{done:?}");
    assert!(done.steps >= done.episodes && done.reward.is_finite(), "{done:?}");
}
