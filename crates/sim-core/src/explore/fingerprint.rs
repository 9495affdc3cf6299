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
pub(super) fn fingerprint<T: Hash>(place: usize, value: &T) -> u128 {
    let mut hasher = SipHasher24::new_with_keys(KEY.0, KEY.1);
    place.hash(&mut hasher);
    value.hash(&mut hasher);
    hasher.finish128().as_u128()
}

/// Finds a value in a table; the same in every run.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fingerprinter;

impl BuildHasher for Fingerprinter {
    type Hasher = SipHasher13;

    fn build_hasher(&self) -> SipHasher13 {
        SipHasher13::new_with_keys(KEY.0, KEY.1)
    }
}
