//! What a predicate on global states is, as data. Which a computation has, and where they hold, [`predicate`](super::predicate) says.

/// What may be so in a global state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Predicate {
    /// Its name. No two of a computation have the same.
    pub name: &'static str,
    /// Whether it is declared stable: no event makes it false again.
    pub stable: bool,
    /// What is so where it holds: `no process can act, and no message is under way`.
    pub sentence: &'static str,
}

/// Nothing can happen any more: stable, for each computation.
pub const TERMINATED: Predicate = Predicate {
    name: "terminated",
    stable: true,
    sentence: "no process can do anything of its own accord, and no message is under way",
};
