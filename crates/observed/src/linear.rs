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
        let mut walk = Walk::new(run);
        walk.go();
        let stuck = walk.stuck();
        Self { order: walk.order, stuck }
    }

    /// All events of a run, also of one that is impossible: whoever waits for ever then receives what was not sent yet.
    pub(crate) fn of_all(run: &Run) -> Vec<At> {
        let mut walk = Walk::new(run);
        walk.go();
        while let Some((_, process)) = walk.waiting.pop_first() {
            walk.pass(process);
            walk.ready.push(process);
            walk.go();
        }
        walk.order
    }
}

/// A way through the events.
struct Walk<'a> {
    run: &'a Run,
    /// The next event of each process.
    next: Vec<u32>,
    /// Which messages were sent.
    sent: Vec<bool>,
    /// Who waits for which message: a receipt is at one process.
    waiting: BTreeMap<MessageId, ProcessId>,
    /// Who can go on.
    ready: Vec<ProcessId>,
    order: Vec<At>,
}

impl<'a> Walk<'a> {
    fn new(run: &'a Run) -> Self {
        Self {
            run,
            next: vec![0; run.processes.len()],
            sent: vec![false; run.messages.len()],
            waiting: BTreeMap::new(),
            ready: run.process_ids().collect(),
            order: Vec::new(),
        }
    }

    /// Goes on until everybody is at their end, or waits.
    fn go(&mut self) {
        while let Some(process) = self.ready.pop() {
            while let Some(event) = self.run.event(self.place(process)) {
                match event.what {
                    What::Receive(id) if self.run.message(id).sent.is_some() && !self.sent[place(id)] => {
                        self.waiting.insert(id, process);
                        break;
                    }
                    What::Send(id) => {
                        self.sent[place(id)] = true;
                        self.ready.extend(self.waiting.remove(&id));
                    }
                    _ => {}
                }
                self.pass(process);
            }
        }
    }

    /// Where a process is.
    fn place(&self, process: ProcessId) -> At {
        At { process, index: self.next[process.index()] }
    }

    fn pass(&mut self, process: ProcessId) {
        self.order.push(self.place(process));
        self.next[process.index()] += 1;
    }

    /// The receipts at which somebody waits.
    fn stuck(&self) -> Vec<At> {
        let mut stuck: Vec<_> = self.waiting.values().map(|process| self.place(*process)).collect();
        stuck.sort_unstable();
        stuck
    }
}

/// The place of a message in a list of all.
pub(crate) fn place(id: MessageId) -> usize {
    usize::try_from(id.0).expect("it is a place in a list")
}
