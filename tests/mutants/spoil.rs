//! States of computations that can be spoilt.

use snapshot::script::ScriptState;
use snapshot::{Account, ChatterState, TokenState};

/// A state that can be spoilt.
pub(crate) trait Spoil: Clone {
    /// One more of what it counts.
    fn one_more(self) -> Self;
    /// One less.
    fn one_less(self) -> Self;
    /// Without what it holds.
    fn emptied(self) -> Self;
}

impl Spoil for TokenState {
    fn one_more(self) -> Self {
        Self { receipts: self.receipts + 1, ..self }
    }

    fn one_less(self) -> Self {
        Self { receipts: self.receipts - 1, ..self }
    }

    fn emptied(self) -> Self {
        Self { held: 0, ..self }
    }
}

impl Spoil for ChatterState {
    fn one_more(self) -> Self {
        Self { heard: self.heard + 1, ..self }
    }

    fn one_less(self) -> Self {
        Self { heard: self.heard - 1, ..self }
    }

    fn emptied(self) -> Self {
        Self { to_say: 0, ..self }
    }
}

impl Spoil for Account {
    fn one_more(self) -> Self {
        Self { left: self.left + 1, ..self }
    }

    fn one_less(self) -> Self {
        Self { left: self.left - 1, ..self }
    }

    fn emptied(self) -> Self {
        Self { balance: 0, ..self }
    }
}

impl Spoil for ScriptState {
    fn one_more(mut self) -> Self {
        self.holdings.iter_mut().take(1).for_each(|held| held.count += 1);
        self
    }

    fn one_less(mut self) -> Self {
        self.holdings.iter_mut().take(1).for_each(|held| held.count -= 1);
        self
    }

    fn emptied(mut self) -> Self {
        self.holdings.iter_mut().for_each(|held| held.count = 0);
        self
    }
}
