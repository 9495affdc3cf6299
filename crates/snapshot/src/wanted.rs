//! Whether a verdict is still wanted: whoever waits for it may have had enough.
//!
//! A window may have many millions of events, and judging goes over them several times. Each such loop asks now and then whether
//! to go on, and ends with [`Unwanted`] if not. Half a judgement is none: nothing is said then.

use std::fmt;

/// Asked now and then while a window is judged.
#[derive(Clone, Copy)]
pub struct Wanted<'a>(&'a dyn Fn() -> bool);

/// The verdict is not wanted any more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("stopped while judging")]
pub struct Unwanted;

/// After how many items a loop asks: seldom enough to cost nothing, and often enough for whoever waits.
const ASK_AFTER: usize = 1 << 12;

impl<'a> Wanted<'a> {
    /// A verdict that is waited for, however long it takes.
    pub const ALWAYS: Wanted<'static> = Wanted(&|| true);

    /// As long as this says so.
    pub const fn while_true(wanted: &'a dyn Fn() -> bool) -> Self {
        Self(wanted)
    }

    /// Asks.
    ///
    /// # Errors
    /// [`Unwanted`], if it is not.
    pub fn ask(self) -> Result<(), Unwanted> {
        if (self.0)() { Ok(()) } else { Err(Unwanted) }
    }

    /// These items, asking now and then.
    pub(crate) fn each<I: IntoIterator>(
        self,
        items: I,
    ) -> impl Iterator<Item = Result<I::Item, Unwanted>> + use<'a, I> {
        items.into_iter().enumerate().map(move |(number, item)| {
            if number % ASK_AFTER == ASK_AFTER - 1 {
                self.ask()?;
            }
            Ok(item)
        })
    }
}

impl fmt::Debug for Wanted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wanted")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_asks_after_every_so_many_items_and_ends_when_it_is_not_wanted() {
        let items = |wanted: Wanted<'_>, count: usize| wanted.each(0..count).filter(Result::is_ok).count();
        assert_eq!(items(Wanted::ALWAYS, 3 * ASK_AFTER), 3 * ASK_AFTER);
        let never = Wanted::while_true(&|| false);
        assert_eq!(items(never, ASK_AFTER - 1), ASK_AFTER - 1);
        let all: Result<Vec<_>, _> = never.each(0..ASK_AFTER).collect();
        assert_eq!(all, Err(Unwanted));
    }
}
