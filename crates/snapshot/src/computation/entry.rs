//! What is known of a program without building it.

use sim_core::Delay;

use super::parameters::Parameter;

/// What is known of a program without building it.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// What it does, in a line.
    pub about: &'static str,
    /// What can be set.
    pub parameters: &'static [Parameter],
    /// Whether anything else can be set too: of another program only that knows what it takes.
    pub takes_any: bool,
    /// Whether its states are counts, so that a trigger has something to watch.
    pub counts: bool,
    /// Whether it makes use of what a topology file says that each process has at the start.
    pub takes_tokens: bool,
    /// How long its processes wait before they do something of their own accord, unless told otherwise.
    pub default_hold: fn() -> Delay,
}

/// No two have one name.
impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Entry {}

/// A hold of 1 to 20 ticks: that of programs whose processes have something to choose from.
pub(super) fn soon() -> Delay {
    Delay::uniform(1, 20).expect("the range is not empty")
}
