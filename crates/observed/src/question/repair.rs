//! *Repair*: the latest consistent cut that is not after a wrong one: what could have been recorded instead.
//!
//! Consistent cuts are closed under union, so there is one latest. Whoever has received what was sent after the cut is cut before
//! that receipt, until nothing is left: a fixpoint. Cuts only move back, so each arrow is followed once.

use sim_core::ProcessId;

use crate::cut::Cut;
use crate::model::{Arrow, At, Run, What};

/// Where a process should have recorded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Earlier {
    /// The process.
    pub process: ProcessId,
    /// How many of its messages, sent and received, are between there and where it recorded.
    pub events: usize,
    /// What should have come after its recording, and came before.
    pub before: At,
}

/// Who recorded too late, and where they should have; nobody, for a consistent cut. Not known of a cut that is not whole.
pub(crate) fn ask(run: &Run, cut: &Cut) -> Option<Vec<Earlier>> {
    let wrong = cut.places()?;
    // How many events of each process are before the cut.
    let mut kept: Vec<u32> = wrong.iter().map(|place| place + 1).collect();
    let mut arrows: Vec<Arrow> = run.arrows().collect();
    arrows.sort_unstable();
    let from = |process, index| arrows.partition_point(|arrow| arrow.from < At { process, index });
    // From which of its events on a process's arrows were followed.
    let mut seen: Vec<u32> = run
        .processes
        .iter()
        .map(|process| u32::try_from(process.events.len()).expect("lines are bounded") + 1)
        .collect();
    let mut moved: Vec<ProcessId> = run.process_ids().collect();
    while let Some(process) = moved.pop() {
        let (first, last) = (kept[process.index()], seen[process.index()]);
        seen[process.index()] = first.min(last);
        for to in arrows[from(process, first)..from(process, last.max(first))].iter().map(|arrow| arrow.to) {
            let known = &mut kept[to.process.index()];
            if to.index < *known {
                *known = to.index;
                moved.push(to.process);
            }
        }
    }
    let earlier =
        run.process_ids().zip(wrong.iter().zip(&kept)).filter(|(_, (wrong, kept))| **kept <= **wrong);
    let told = earlier.map(|(process, (wrong, kept))| Earlier {
        process,
        events: messages_in(run, process, *kept, *wrong),
        before: At { process, index: *kept },
    });
    Some(told.collect())
}

fn messages_in(run: &Run, process: ProcessId, from: u32, to: u32) -> usize {
    let events = &run.processes[process.index()].events[from as usize..=to as usize];
    let is_message = |id| run.message(id).control.is_none();
    let counts = |what| match what {
        What::Send(id) | What::Receive(id) => is_message(id),
        What::Record(_) | What::Local | What::Crashed | What::Other => run.messages.is_empty(),
    };
    events.iter().filter(|event| counts(event.what)).count()
}
