//! What can be measured of a run at any time, and is not told by its steps: what was refused, how long processes were kept from acting, what
//! the algorithm keeps.

use sim_core::{Refusals, VirtualTime};

/// How much there was of it up to now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Meanwhile {
    /// What was [refused](sim_core::Protocol::accepts): of an algorithm that lets processes refuse, in virtual time.
    pub refused: Option<Refusals>,
    /// For how long processes were kept from acting: of an algorithm that [blocks](crate::Layer::blocks).
    pub blocked: Option<VirtualTime>,
    /// How many messages the algorithm [keeps](crate::Layer::stored), just now.
    pub stored: u64,
}

impl Meanwhile {
    /// What came to it since then.
    pub(crate) fn since(self, before: Self) -> Self {
        Self {
            refused: self.refused.map(|now| now.since(before.refused.unwrap_or_default())),
            blocked: self.blocked.map(|now| now.saturating_sub(before.blocked.unwrap_or_default())),
            stored: self.stored,
        }
    }
}
