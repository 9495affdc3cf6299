//! Happened-before, derived from a trace (Lamport 1978; vector time: Mattern 1989).
//!
//! No message carries a clock: the clocks are computed afterwards from who sent what to whom, so they cannot be wrong
//! in the way a protocol could be wrong.

use std::collections::BTreeMap;

use crate::id::{MessageId, ProcessId};
use crate::topology::Topology;
use crate::trace::{Happening, TraceEvent};

/// A vector time: for each process, how many of its events are known.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct VectorClock(Vec<u64>);

impl VectorClock {
    /// How many events of `process` are known.
    #[must_use]
    pub fn of(&self, process: ProcessId) -> u64 {
        self.0[process.index()]
    }

    /// The entries that are not 0, in the order of the processes.
    pub fn entries(&self) -> impl Iterator<Item = (ProcessId, u64)> + '_ {
        (0..).map(ProcessId).zip(self.0.iter().copied()).filter(|(_, count)| *count > 0)
    }

    /// Whether everything known here is known there too.
    #[must_use]
    pub fn le(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(mine, theirs)| mine <= theirs)
    }

    /// Whether the event with this clock happened before the event with that one.
    #[must_use]
    pub fn happened_before(&self, other: &Self) -> bool {
        self != other && self.le(other)
    }

    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine = (*mine).max(*theirs);
        }
    }
}

/// Computes the clock of each event of a trace, event by event.
#[derive(Clone, Debug)]
pub struct VectorClocks {
    processes: Vec<VectorClock>,
    in_flight: BTreeMap<MessageId, VectorClock>,
}

impl VectorClocks {
    /// Clocks for a run from its first event.
    #[must_use]
    pub fn new(topology: &Topology) -> Self {
        let count = topology.processes().len();
        Self { processes: vec![VectorClock(vec![0; count]); count], in_flight: BTreeMap::new() }
    }

    /// The clock of the next event of the trace.
    ///
    /// A message whose sending was not seen brings no knowledge with it.
    pub fn next<S, M, C, O>(&mut self, event: &TraceEvent<S, M, C, O>) -> &VectorClock {
        let clock = &mut self.processes[event.process.index()];
        clock.0[event.process.index()] += 1;
        match &event.what {
            Happening::Receive { message, .. } => {
                if let Some(sent) = self.in_flight.remove(message) {
                    clock.merge(&sent);
                }
            }
            Happening::Send { message, .. } => {
                self.in_flight.insert(*message, clock.clone());
            }
            Happening::Internal { .. } | Happening::Observe(_) => {}
        }
        clock
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::ChannelId;

    type Plain = TraceEvent<(), (), (), ()>;

    fn event(process: u32, what: Happening<(), (), (), ()>) -> Plain {
        Plain { time: 0, process: ProcessId(process), what }
    }

    fn clocks(events: &[Plain]) -> Vec<VectorClock> {
        let mut clocks = VectorClocks::new(&Topology::ring(3).unwrap());
        events.iter().map(|event| clocks.next(event).clone()).collect()
    }

    #[test]
    fn a_receipt_knows_what_its_sender_knew() {
        let (channel, message) = (ChannelId(0), MessageId(0));
        let trace = [
            event(2, Happening::Observe(())),
            event(0, Happening::Internal { command: (), state: () }),
            event(0, Happening::Send { channel, message, body: () }),
            event(1, Happening::Receive { channel, message, body: (), state: () }),
        ];
        let clocks = clocks(&trace);
        assert_eq!(clocks[3].0, [2, 1, 0]);
        assert!(clocks[1].happened_before(&clocks[3]));
        assert!(!clocks[3].happened_before(&clocks[1]));
    }

    #[test]
    fn events_without_a_chain_of_messages_are_concurrent() {
        let trace = [event(0, Happening::Observe(())), event(1, Happening::Observe(()))];
        let clocks = clocks(&trace);
        assert!(!clocks[0].happened_before(&clocks[1]) && !clocks[1].happened_before(&clocks[0]));
    }

    #[test]
    fn a_processs_own_entry_has_no_gaps() {
        let trace: Vec<_> = (0..4).map(|_| event(1, Happening::Observe(()))).collect();
        let own: Vec<u64> = clocks(&trace).iter().map(|clock| clock.of(ProcessId(1))).collect();
        assert_eq!(own, [1, 2, 3, 4]);
    }
}
