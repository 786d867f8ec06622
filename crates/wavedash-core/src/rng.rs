//! Counter-based random streams.
//!
//! A stream is keyed by (seed, arena, purpose, tick): no stream is the continuation of another, so
//! adding a consumer shifts nobody else's numbers, and a restored arena draws what it would have
//! drawn. Draw number `n` of a stream is a mix of the key and `n` (SplitMix64, Steele et al. 2014);
//! the generator's whole state is two words, and nothing is stored in an arena.

use core::convert::Infallible;

use rand::TryRng;

/// What a stream is used for; part of its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// Which places a kick-off uses.
    Kickoff = 1,
    /// Where a demolished car comes back.
    Respawn = 2,
    /// The chaos and drive workloads.
    Workload = 3,
    /// Start states of an episode.
    Reset = 4,
    /// Choosing actions.
    Action = 5,
    /// Tests and tools.
    Test = 6,
    /// The order in which a learner uses its samples.
    Learn = 7,
    /// Which opponents an agent meets.
    League = 8,
    /// Matches that are recorded beside a training.
    Matches = 9,
    /// How a teacher's controls are rounded to choices.
    Lesson = 10,
    /// First weights of a network.
    Weights = 16,
}

/// One stream of random numbers; implements [`rand::Rng`].
#[derive(Clone, Debug)]
pub struct Stream {
    key: u64,
    counter: u64,
}

const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Stream {
    /// The stream of `purpose` in `arena` at `tick`.
    #[inline]
    #[must_use]
    pub const fn new(seed: u64, arena: u64, purpose: Purpose, tick: u64) -> Self {
        let mut key = mix(seed.wrapping_add(STEP));
        key = mix(key ^ arena.wrapping_mul(STEP).wrapping_add(purpose as u64));
        key = mix(key ^ tick.wrapping_mul(STEP));
        Self { key, counter: 0 }
    }

    /// The next 64 random bits.
    #[inline]
    pub const fn bits(&mut self) -> u64 {
        self.counter = self.counter.wrapping_add(STEP);
        mix(self.key.wrapping_add(self.counter))
    }

    /// A number in \[0, 1) with 24 random bits.
    #[inline]
    pub const fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 * (1.0 / (1 << 24) as f32)
    }

    /// A number in \[-1, 1).
    #[inline]
    pub const fn symmetric(&mut self) -> f32 {
        self.unit() * 2.0 - 1.0
    }

    /// True with probability `p`.
    #[inline]
    pub const fn chance(&mut self, p: f32) -> bool {
        self.unit() < p
    }

    /// An index in `0..n`. The bias of the multiply-shift method is below n / 2^32.
    #[inline]
    pub const fn index(&mut self, n: usize) -> usize {
        (((self.bits() >> 32) * n as u64) >> 32) as usize
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.bits() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.bits())
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        for chunk in dst.chunks_mut(8) {
            let bytes = self.bits().to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_with_different_keys_differ() {
        let first = |seed, arena, purpose, tick| Stream::new(seed, arena, purpose, tick).bits();
        let all = [
            first(0, 0, Purpose::Kickoff, 0),
            first(1, 0, Purpose::Kickoff, 0),
            first(0, 1, Purpose::Kickoff, 0),
            first(0, 0, Purpose::Respawn, 0),
            first(0, 0, Purpose::Kickoff, 1),
        ];
        for (i, a) in all.iter().enumerate() {
            assert!(all[i + 1..].iter().all(|b| a != b));
        }
    }

    #[test]
    fn unit_numbers_fill_their_range_evenly() {
        let mut stream = Stream::new(7, 0, Purpose::Test, 0);
        let mut buckets = [0_u32; 10];
        for _ in 0..100_000 {
            buckets[(stream.unit() * 10.0) as usize] += 1;
        }
        assert!(buckets.iter().all(|n| (9_600..10_400).contains(n)), "{buckets:?}");
    }

    #[test]
    fn the_sequence_never_changes() {
        // Recorded matches and golden hashes depend on these bits.
        let mut stream = Stream::new(42, 3, Purpose::Test, 9);
        let drawn: Vec<u64> = (0..3).map(|_| stream.bits()).collect();
        assert_eq!(drawn, GOLDEN);
    }

    const GOLDEN: [u64; 3] = [12_265_745_969_601_888_541, 4_858_269_188_717_339_720, 6_032_245_676_195_256_725];
}
