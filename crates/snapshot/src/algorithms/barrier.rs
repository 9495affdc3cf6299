//! A barrier, the message of the algorithms that are called after it. It is a marker in Chandy and Lamport's sense; only who handles it
//! makes of it a place at which to wait, or one that overtakes.

use crate::wire::{Extra, Kind, Note};

/// What it is called.
const BARRIER: &str = "barrier";

/// A barrier, and what it says besides.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Barrier<C = ()>(pub C);

/// `barrier`, `barrier 5`.
impl<M, C: Extra<M>> Extra<M> for Barrier<C> {
    fn print(&self) -> Note {
        let besides = self.0.print().map(|besides| format!(" {besides}"));
        Some(format!("{BARRIER}{}", besides.unwrap_or_default()).into())
    }

    fn parse(note: Option<&str>, message: impl Fn(&str) -> Option<M>) -> Option<Self> {
        let besides = match note?.strip_prefix(BARRIER)? {
            "" => None,
            besides => Some(besides.strip_prefix(' ')?),
        };
        C::parse(besides, message).map(Self)
    }

    fn numbers(&self) -> u64 {
        self.0.numbers()
    }

    fn kind(&self) -> Kind {
        BARRIER.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<C: Extra<()>>(text: &str) -> Option<Barrier<C>> {
        Barrier::parse(Some(text), |_| None::<()>)
    }

    #[test]
    fn a_barrier_prints_as_what_is_read_back() {
        let (plain, counting) = (Barrier(()), Barrier(17));
        let text = |note: Note| note.map(String::from);
        assert_eq!(text(Extra::<()>::print(&plain)), Some("barrier".into()));
        assert_eq!(text(Extra::<()>::print(&counting)), Some("barrier 17".into()));
        assert_eq!((read("barrier"), read("barrier 17")), (Some(plain), Some(counting)));
        for damaged in ["", "marker", "barrier ", "barriers", "barrier17", "barrier x"] {
            assert_eq!((read::<()>(damaged), read::<u64>(damaged)), (None, None), "{damaged}");
        }
        assert_eq!((read::<()>("barrier 17"), read::<u64>("barrier")), (None, None));
    }
}
