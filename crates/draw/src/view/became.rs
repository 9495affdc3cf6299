//! That something became so in a run, for whoever waited for it.

/// Something that became so in a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Became {
    /// What.
    pub name: String,
    /// The number of the event with which the step began since which it is so.
    pub event: u64,
}
