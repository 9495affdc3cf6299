//! Cuts that were recorded, and the order in which a run went, in terms of steps.

use super::steps::{Cut, Step, Steps};
use super::way::Way;
use crate::model::{Run, Snapshot};

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

    /// The order in which the steps happened: that of the events of a saved run. No log tells one.
    #[must_use]
    pub fn way_of(&self, run: &Run) -> Option<Way> {
        let place = |step: &Step| run.event(step.first).map(|event| event.place);
        let of_process = |(process, steps): (usize, &Vec<Step>)| {
            steps.iter().map(move |step| (place(step), process)).collect::<Vec<_>>()
        };
        let mut steps: Vec<_> = self.of.iter().enumerate().flat_map(of_process).collect();
        steps.sort_unstable();
        run.is_saved.then(|| steps.into_iter().map(|(_, process)| process).collect())
    }
}
