//! The state of a process that runs a protocol and a layer over it, side by side.

use crate::trace::Shows;

/// A process's state: that of what is run, and what the layer over it remembers.
#[derive(PartialEq, Eq, Hash, Debug)]
pub struct Layered<S, L> {
    /// The state of what is run.
    pub underlying: S,
    /// What the layer remembers.
    pub local: L,
}

impl<S: Clone, L: Clone> Clone for Layered<S, L> {
    // As derived, but never a call: it is done at every step that waits for a snapshot (8 % of their instructions).
    #[inline(always)]
    fn clone(&self) -> Self {
        Self { underlying: self.underlying.clone(), local: self.local.clone() }
    }

    #[inline(always)]
    fn clone_from(&mut self, source: &Self) {
        self.underlying.clone_from(&source.underlying);
        self.local.clone_from(&source.local);
    }
}

impl<S, L> Shows<S> for Layered<S, L> {
    #[inline]
    fn shown(&self) -> &S {
        &self.underlying
    }
}

/// Under two layers.
impl<S, L, K> Shows<S> for Layered<Layered<S, L>, K> {
    #[inline]
    fn shown(&self) -> &S {
        &self.underlying.underlying
    }
}

/// Under three.
impl<S, L, K, J> Shows<S> for Layered<Layered<Layered<S, L>, K>, J> {
    #[inline]
    fn shown(&self) -> &S {
        &self.underlying.underlying.underlying
    }
}
