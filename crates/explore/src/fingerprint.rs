//! Fingerprints of 128 bits: of a component, and summed over the components of a state.
//!
//! A component is a process with its state or a channel with its contents. A component's fingerprint is SipHash-2-4
//! with 128 bits of output under a fixed key, of its place and its value; that of a state is the sum of its
//! components', modulo 2^128. So a step changes the fingerprint by the difference of what it changed, and two
//! different states have the same fingerprint with a chance of 2^-128, as far as SipHash is a random function. It is
//! slow, as hashes go; each distinct component is hashed once.

use std::hash::{BuildHasher, Hash};

use siphasher::sip::SipHasher13;
use siphasher::sip128::{Hasher128, SipHasher24};

/// Any numbers do: these are the first digits of pi. A fixed key makes every search the same.
const KEY: (u64, u64) = (0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344);

/// The fingerprint of the value of the component at `place`.
pub(crate) fn fingerprint<T: Hash>(place: usize, value: &T) -> u128 {
    let mut hasher = SipHasher24::new_with_keys(KEY.0, KEY.1);
    place.hash(&mut hasher);
    value.hash(&mut hasher);
    hasher.finish128().as_u128()
}

/// Finds a value in a table; the same in every run.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Fingerprinter;

impl BuildHasher for Fingerprinter {
    type Hasher = SipHasher13;

    fn build_hasher(&self) -> SipHasher13 {
        SipHasher13::new_with_keys(KEY.0, KEY.1)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A fingerprint that had fewer bits than it says would have some that are always the same, or the same as another.
    #[test]
    fn each_of_the_128_bits_counts() {
        let of = |value: u64| fingerprint((value % 7) as usize, &value);
        let mut columns = BTreeSet::new();
        for bit in 0..128 {
            let column: Vec<_> = (0..256).map(|value| of(value) >> bit & 1).collect();
            let ones: u128 = column.iter().sum();
            assert!((80..=176).contains(&ones), "bit {bit} is set in {ones} of 256 fingerprints");
            assert!(columns.insert(column), "bit {bit} is a copy of another");
        }
    }

    #[test]
    fn the_place_counts_too() {
        assert_ne!(fingerprint(0, &7_u64), fingerprint(1, &7_u64));
    }
}
