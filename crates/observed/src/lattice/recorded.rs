//! Cuts that were recorded, and the order in which a run went, in terms of steps.

use super::steps::{Cut, Steps};
use super::way::Way;
use crate::model::{Run, Snapshot, Span};

impl Steps {
    /// Where a snapshot cuts, if all processes recorded: at the first recording of each.
    #[must_use]
    pub fn recorded(&self, snapshot: &Snapshot) -> Option<Cut> {
        let before = |(place, process)| {
            let recording = snapshot.processes.get(process)?.first()?;
            Some(u32::try_from(self.before(place, recording.at)).expect("lines are bounded"))
        };
        self.processes.iter().enumerate().map(before).collect()
    }

    /// The order in which the steps happened, if the run tells it.
    #[must_use]
    pub fn way_of(&self, run: &Run) -> Option<Way> {
        let place = |span: &Span| span.first.process.index();
        run.order.as_ref().map(|order| order.iter().map(place).collect())
    }
}
