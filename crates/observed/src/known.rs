//! What follows from clocks alone: an event knows what its clock counts (Mattern 1989).
//!
//! Each time an entry of a process's clock rises, something that another process did has become known to it. So clocks are made into
//! the same arrows that messages are, and every question that needs happened-before alone is asked in one way.

use std::collections::BTreeMap;

use sim_core::ProcessId;

use crate::model::{Arrow, At, Event, Run};

/// What the clocks of a run tell, of events of different processes.
pub(crate) fn arrows(run: &Run) -> Vec<Arrow> {
    let own: Vec<Vec<u64>> = run.process_ids().map(|process| own_entries(run, process)).collect();
    let mut arrows = Vec::new();
    for process in run.process_ids() {
        let mut known: BTreeMap<ProcessId, u64> = BTreeMap::new();
        for (at, clock) in clocks(run, process) {
            for &(other, count) in clock.iter().filter(|(other, _)| *other != process) {
                let before = known.entry(other).or_default();
                if count > *before {
                    *before = count;
                    let index = own[other.index()].partition_point(|entry| *entry < count);
                    let index = u32::try_from(index).expect("lines are bounded");
                    arrows.push(Arrow { from: At { process: other, index }, to: at, message: None });
                }
            }
        }
    }
    arrows
}

/// The events of a process that have a clock.
pub(crate) fn clocks(run: &Run, process: ProcessId) -> impl Iterator<Item = (At, &[(ProcessId, u64)])> {
    let events = (0..).zip(&run.processes[process.index()].events);
    events.filter_map(move |(index, event)| Some((At { process, index }, event.clock.as_deref()?)))
}

/// A process's own entry after each of its events: the greatest that was given so far.
fn own_entries(run: &Run, process: ProcessId) -> Vec<u64> {
    let mut greatest = 0;
    let entry = |event: &Event| {
        greatest = greatest.max(event.clock.as_deref().map_or(0, |clock| entry(clock, process)));
        greatest
    };
    run.processes[process.index()].events.iter().map(entry).collect()
}

/// The entry of a process in a clock; one that is not there is 0.
pub(crate) fn entry(clock: &[(ProcessId, u64)], process: ProcessId) -> u64 {
    let place = clock.binary_search_by_key(&process, |(process, _)| *process);
    place.map_or(0, |place| clock[place].1)
}
