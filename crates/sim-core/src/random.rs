//! The only randomness there is: ChaCha8 from a seed, and a bounded integer draw of our own.
//!
//! `rand` promises its named generators, but not the values of its range sampling, from one minor version to the next.
//! So the draw is written here (Lemire's multiplication with rejection: D. Lemire, "Fast Random Integer Generation in
//! an Interval", 2019) and pinned by a golden vector: no upgrade of a dependency can change a published seed.

use rand::SeedableRng;
use rand::rand_core::block::Generator;
use rand_chacha::ChaCha8Core;

/// The name under which files mention this generator.
pub const RNG_ALGORITHM: &str = "chacha8";
/// Raised when the same seed would draw other numbers.
pub const RNG_VERSION: u32 = 1;

/// How many words the generator makes at a time: ChaCha's four blocks of sixteen.
const WORDS: usize = 64;

/// A reproducible sequence of draws.
#[derive(Clone, Debug)]
pub struct Random {
    generator: ChaCha8Core,
    /// The words made last, two for a draw.
    words: [u32; WORDS],
    /// Which draw of these words is the next.
    next: usize,
}

impl Random {
    /// The sequence of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { generator: ChaCha8Core::seed_from_u64(seed), words: [0; WORDS], next: WORDS / 2 }
    }

    /// A number below `bound`, each equally likely.
    ///
    /// # Panics
    /// When `bound` is 0.
    #[inline(always)]
    pub fn below(&mut self, bound: u64) -> u64 {
        assert!(bound > 0, "there is no number below 0");
        let product = u128::from(self.draw()) * u128::from(bound);
        if low(product) < bound { self.without_bias(product, bound) } else { high(product) }
    }

    /// Draws again as long as the product is one of those that would make some numbers likelier than others.
    #[cold]
    #[inline(never)]
    fn without_bias(&mut self, mut product: u128, bound: u64) -> u64 {
        let threshold = bound.wrapping_neg() % bound;
        while low(product) < threshold {
            product = u128::from(self.draw()) * u128::from(bound);
        }
        high(product)
    }

    #[inline(always)]
    fn draw(&mut self) -> u64 {
        if self.next >= WORDS / 2 {
            self.refill();
        }
        let [low, high] = self.words.as_chunks().0[self.next];
        self.next += 1;
        u64::from(low) | u64::from(high) << 32
    }

    #[cold]
    #[inline(never)]
    fn refill(&mut self) {
        self.generator.generate(&mut self.words);
        self.next = 0;
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is what is wanted")]
#[inline]
const fn low(product: u128) -> u64 {
    product as u64
}

#[inline]
const fn high(product: u128) -> u64 {
    (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_draws_of_a_published_seed_never_change() {
        let mut random = Random::new(7);
        let draws: Vec<u64> = (0..12).map(|_| random.below(20)).collect();
        assert_eq!(draws, GOLDEN_SEED_7_BELOW_20);
        let mut random = Random::new(u64::MAX);
        assert_eq!((0..3).map(|_| random.below(1 << 53)).collect::<Vec<_>>(), GOLDEN_SEED_MAX_BELOW_2_53);
    }

    const GOLDEN_SEED_7_BELOW_20: [u64; 12] = [3, 3, 14, 14, 12, 7, 1, 16, 7, 19, 4, 7];
    const GOLDEN_SEED_MAX_BELOW_2_53: [u64; 3] = [6161682235421927, 3857206519986117, 3429840162179843];

    #[test]
    fn draws_stay_below_their_bound_and_reach_all_of_it() {
        let mut random = Random::new(1);
        let mut seen = [0_u32; 5];
        for _ in 0..1000 {
            seen[usize::try_from(random.below(5)).unwrap()] += 1;
        }
        assert!(seen.iter().all(|count| (150..250).contains(count)), "{seen:?}");
    }

    /// As it is described: what would make some numbers likelier than others is drawn again.
    fn described(random: &mut Random, bound: u64) -> u64 {
        let threshold = bound.wrapping_neg() % bound;
        loop {
            let product = u128::from(random.draw()) * u128::from(bound);
            if low(product) >= threshold {
                return high(product);
            }
        }
    }

    #[test]
    fn a_number_is_drawn_as_it_is_described() {
        for bound in [1, 2, 20, (1 << 53) + 1, (1 << 63) + 1, 3 << 62, u64::MAX] {
            let [mut random, mut again] = [5, 5].map(Random::new);
            for _ in 0..200 {
                assert_eq!(random.below(bound), described(&mut again, bound), "{bound}");
            }
        }
    }

    #[test]
    fn a_bound_past_half_the_range_is_drawn_without_bias_by_rejection() {
        let mut random = Random::new(3);
        let bound = (1 << 63) + 1;
        let upper = (0..1000).filter(|_| random.below(bound) >= bound / 2).count();
        assert!((400..600).contains(&upper), "{upper}");
    }
}
