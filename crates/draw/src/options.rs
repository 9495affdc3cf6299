//! What can be chosen of a drawing or an export, whatever its format.

use crate::axis::Axis;
use crate::crash::Crash;
use crate::extent::Extent;

/// How a run is to be written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Which events.
    pub extent: Extent,
    /// What goes down the picture, where there is one.
    pub axis: Axis,
    /// A crash in a picture, and to which cut all went back.
    pub crash: Option<Crash>,
}
