//! An order in which all events can have happened: each process's own, and each receipt after its sending. Linear in the events.

use std::collections::BTreeMap;

use sim_core::{MessageId, ProcessId};

use crate::model::{At, Run, What};

/// The events in such an order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Linear {
    /// Those that can have happened.
    pub(crate) order: Vec<At>,
    /// The receipts at which processes wait for ever: what they wait for comes after them.
    pub(crate) stuck: Vec<At>,
}

impl Linear {
    /// The events of a run.
    pub(crate) fn of(run: &Run) -> Self {
        let mut next = vec![0_u32; run.processes.len()];
        let mut sent = vec![false; run.messages.len()];
        // Who waits for which message: a receipt is at one process.
        let mut waiting: BTreeMap<MessageId, ProcessId> = BTreeMap::new();
        let mut ready: Vec<ProcessId> = run.process_ids().collect();
        let mut order = Vec::new();
        while let Some(process) = ready.pop() {
            let events = &run.processes[process.index()].events;
            while let Some(event) = events.get(next[process.index()] as usize) {
                match event.what {
                    What::Receive(id) if run.message(id).sent.is_some() && !sent[place(id)] => {
                        waiting.insert(id, process);
                        break;
                    }
                    What::Send(id) => {
                        sent[place(id)] = true;
                        ready.extend(waiting.remove(&id));
                    }
                    _ => {}
                }
                order.push(At { process, index: next[process.index()] });
                next[process.index()] += 1;
            }
        }
        let mut stuck: Vec<_> =
            waiting.into_values().map(|process| At { process, index: next[process.index()] }).collect();
        stuck.sort_unstable();
        Self { order, stuck }
    }
}

/// The place of a message in a list of all.
pub(crate) fn place(id: MessageId) -> usize {
    usize::try_from(id.0).expect("it is a place in a list")
}
