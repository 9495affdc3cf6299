//! What an oracle is: it claims one thing of a snapshot, sees the signs of it, finds in the end whether the claim holds, and says why it
//! does not where the events were kept.

use std::fmt;

use super::case::Case;
use super::seen::{Scene, Sign, Taken};
use super::verdict::{Claim, Verdict, Violation};
use crate::computation::Computation;
use crate::wanted::Unwanted;

/// The judge of one claim.
pub trait Oracle<P: Computation> {
    /// What it claims.
    fn claim(&self) -> Claim;

    /// What it means for the claim that the snapshot is not whole.
    fn before_whole(&self) -> Before {
        Before::Nothing
    }

    /// Who sees what is done for the snapshot, if it does not find all it needs [in the end](Taken). Nobody else is shown it.
    fn watcher(&mut self) -> Option<&mut dyn Watcher<P>> {
        None
    }

    /// What it finds in the end.
    fn say(&self, taken: &Taken<'_, P>) -> Finding;

    /// Why its claim is wrong, from the events of the window, where they were kept; it has [found](Self::say) that it is. It may keep
    /// buffers for the next snapshot, and nothing else.
    ///
    /// # Errors
    /// [`Unwanted`] when nobody waits for it any more.
    fn explain(&mut self, _case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
        Ok(Violation::of(self.claim()).into())
    }
}

/// Sees a snapshot as it is taken.
pub trait Watcher<P: Computation> {
    /// A snapshot begins: forgets the one before it.
    fn begin(&mut self);

    /// Sees what is done for the snapshot, sign by sign.
    fn see(&mut self, scene: &Scene<'_, P>, sign: &Sign<'_, P>);
}

impl<P: Computation> fmt::Debug for dyn Oracle<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.claim().name)
    }
}

/// What an oracle finds, without a reason for what is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Finding {
    /// The claim holds.
    Holds,
    /// The claim is wrong.
    Violated,
    /// It cannot be said, and this is why.
    Unknown(String),
}

impl From<bool> for Finding {
    fn from(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Violated }
    }
}

/// What can be said of a claim before the snapshot is whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Before {
    /// Nothing: it is about the whole recorded state.
    Nothing,
    /// That it does not hold, if so; not that it does.
    Violation,
    /// Whatever the oracle says: it is about just that.
    Anything,
}
