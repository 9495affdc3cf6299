//! What can be chosen of a drawing or an export, whatever its format.

use crate::axis::Axis;
use crate::crash::Crash;
use crate::extent::Extent;
use crate::palette::Scheme;
use crate::report::Hint;
use crate::view::{Became, Limits};

/// How a run is to be written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Which events.
    pub extent: Extent,
    /// The names of the processes that a drawing shows, in this order; all, as far as there is room, if there are none.
    pub processes: Vec<String>,
    /// How many events a drawing shows at most; as many as is usual for its form, if it is not said.
    pub at_most: Option<usize>,
    /// Whether a drawing leaves out the messages of the algorithm.
    pub no_markers: bool,
    /// What goes down the picture, where there is one.
    pub axis: Axis,
    /// On which paper a picture is drawn.
    pub scheme: Scheme,
    /// Whether a picture becomes pixels or paper, on which a pointer is told nothing.
    pub printed: bool,
    /// A crash in a picture, and to which cut all went back.
    pub crash: Option<Crash>,
    /// What became so, for a picture to have a line there.
    pub became: Option<Became>,
    /// The number of the event that announced it, where somebody did.
    pub announced: Option<u64>,
    /// The command that shows the run again, for a page to have it; nothing, where none is known that does.
    pub again: Option<Hint>,
}

impl Options {
    /// How much a drawing shows, of which this is usual.
    pub(crate) fn limits(&self, usual: Limits) -> Limits {
        Limits {
            events: self.at_most.unwrap_or(usual.events),
            processes: usual.processes.max(self.processes.len()),
        }
    }
}
