//! The algorithms there are, by name. To add one: its file, and its line below.

use crate::algorithm::Named;
use crate::chandy_lamport::ChandyLamport;
use crate::needs::Needs;

/// What is known of an algorithm.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// What it does, in a line.
    pub about: &'static str,
    /// What it needs.
    pub needs: Needs,
}

macro_rules! algorithms {
    ($($algorithm:ty),+ $(,)?) => {
        /// Every algorithm there is.
        pub const ALL: &[Entry] = &[$(Entry {
            name: <$algorithm>::NAME,
            about: <$algorithm>::ABOUT,
            needs: <$algorithm>::NEEDS,
        }),+];
    };
}

algorithms![ChandyLamport];

/// What is known of the algorithm of this name, if there is one.
#[must_use]
pub fn entry(name: &str) -> Option<&'static Entry> {
    ALL.iter().find(|entry| entry.name == name)
}
