//! Happened-before, derived from a trace (Lamport 1978; vector time: Mattern 1989).
//!
//! No message carries a clock: the clocks are computed afterwards from who sent what to whom, so they cannot be wrong
//! in the way a protocol could be wrong. An event is a whole step, a receipt or an act together with what it sends, and
//! counts once. Which steps and messages are part of the computation says the caller: those of an algorithm that watches it
//! are left out.
//!
//! [`VectorClocks`] gives every event its vector time, which takes an entry for each process. [`Dependencies`] gives it what it
//! knows *directly* (Fowler and Zwaenepoel 1990), which is two numbers and says as much: the vector time follows from it.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::id::{MessageId, ProcessId};

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

/// Computes the vector time of each event of a computation, one after another.
///
/// Memory: an entry for each pair of processes, and one vector for each event whose messages are under way.
#[derive(Clone, Debug)]
pub struct VectorClocks {
    processes: Vec<VectorClock>,
    in_flight: BTreeMap<MessageId, Rc<VectorClock>>,
}

impl VectorClocks {
    /// Clocks for a run of so many processes, from its first event.
    #[must_use]
    pub fn new(processes: usize) -> Self {
        Self { processes: vec![VectorClock(vec![0; processes]); processes], in_flight: BTreeMap::new() }
    }

    /// The time of a process after the events that were counted so far.
    #[must_use]
    pub fn of(&self, process: ProcessId) -> &VectorClock {
        &self.processes[process.index()]
    }

    /// Counts the next event: `process` may have received a message, and sent some.
    ///
    /// A message whose sending was not seen brings no knowledge with it.
    pub fn event(
        &mut self,
        process: ProcessId,
        received: Option<MessageId>,
        sent: &[MessageId],
    ) -> &VectorClock {
        let clock = &mut self.processes[process.index()];
        if let Some(told) = received.and_then(|message| self.in_flight.remove(&message)) {
            clock.merge(&told);
        }
        clock.0[process.index()] += 1;
        if !sent.is_empty() {
            let told = Rc::new(clock.clone());
            self.in_flight.extend(sent.iter().map(|message| (*message, Rc::clone(&told))));
        }
        clock
    }
}

/// What an event of a computation knows directly.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dependency {
    /// Which event of its process it is, from 1: the process's own entry of the vector time.
    pub own: u64,
    /// The event that sent the message it received, if it received one whose sending was seen: whose event, and which.
    pub sender: Option<(ProcessId, u64)>,
    /// Lamport's time: one more than that of every event it depends on.
    pub lamport: u64,
}

/// Computes what each event of a computation knows directly.
///
/// Memory: two numbers for each process, and three for each message under way.
#[derive(Clone, Debug)]
pub struct Dependencies {
    processes: Vec<Now>,
    in_flight: BTreeMap<MessageId, (ProcessId, Now)>,
}

/// How far a process has come.
#[derive(Clone, Copy, Default, Debug)]
struct Now {
    events: u64,
    lamport: u64,
}

impl Dependencies {
    /// For a run of so many processes, from its first event.
    #[must_use]
    pub fn new(processes: usize) -> Self {
        Self { processes: vec![Now::default(); processes], in_flight: BTreeMap::new() }
    }

    /// Counts the next event: `process` may have received a message, and sent some.
    pub fn event(
        &mut self,
        process: ProcessId,
        received: Option<MessageId>,
        sent: &[MessageId],
    ) -> Dependency {
        let told = received.and_then(|message| self.in_flight.remove(&message));
        let now = &mut self.processes[process.index()];
        let known = told.map_or(0, |(_, told)| told.lamport);
        *now = Now { events: now.events + 1, lamport: now.lamport.max(known) + 1 };
        self.in_flight.extend(sent.iter().map(|message| (*message, (process, *now))));
        Dependency {
            own: now.events,
            sender: told.map(|(sender, told)| (sender, told.events)),
            lamport: now.lamport,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const P: [ProcessId; 3] = [ProcessId(0), ProcessId(1), ProcessId(2)];
    const M: [MessageId; 3] = [MessageId(0), MessageId(1), MessageId(2)];

    /// p2 acts, p0 acts and sends, p1 receives and sends, p2 receives.
    const CHAIN: [(ProcessId, Option<MessageId>, &[MessageId]); 4] =
        [(P[2], None, &[]), (P[0], None, &[M[0]]), (P[1], Some(M[0]), &[M[1]]), (P[2], Some(M[1]), &[])];

    fn vectors() -> Vec<VectorClock> {
        let mut clocks = VectorClocks::new(3);
        CHAIN
            .iter()
            .map(|(process, received, sent)| clocks.event(*process, *received, sent).clone())
            .collect()
    }

    #[test]
    fn a_receipt_knows_what_its_sender_knew() {
        let clocks = vectors();
        let entries: Vec<_> = clocks.iter().map(|clock| clock.0.clone()).collect();
        assert_eq!(entries, [[0, 0, 1], [1, 0, 0], [1, 1, 0], [1, 1, 2]]);
        assert!(clocks[1].happened_before(&clocks[2]) && clocks[2].happened_before(&clocks[3]));
        assert!(!clocks[2].happened_before(&clocks[1]));
    }

    #[test]
    fn what_is_known_of_each_process_is_told_by_process() {
        let clocks = vectors();
        let entries = |clock: &VectorClock| clock.entries().collect::<Vec<_>>();
        assert_eq!(entries(&clocks[2]), [(P[0], 1), (P[1], 1)]);
        assert_eq!(entries(&clocks[3]), [(P[0], 1), (P[1], 1), (P[2], 2)]);
        assert_eq!(P.map(|process| clocks[3].of(process)), [1, 1, 2]);
        assert!(clocks[2].le(&clocks[2]) && !clocks[2].happened_before(&clocks[2]));
        assert!(clocks[2].le(&clocks[3]) && !clocks[3].le(&clocks[2]));
        let mut now = VectorClocks::new(3);
        now.event(P[1], None, &[]);
        assert_eq!(P.map(|process| now.of(process).of(P[1])), [0, 1, 0]);
    }

    #[test]
    fn events_without_a_chain_of_messages_are_concurrent() {
        let clocks = vectors();
        assert!(!clocks[0].happened_before(&clocks[1]) && !clocks[1].happened_before(&clocks[0]));
    }

    #[test]
    fn an_event_knows_directly_its_own_number_and_that_of_its_messages_sender() {
        let mut dependencies = Dependencies::new(3);
        let told = CHAIN.map(|(process, received, sent)| {
            let Dependency { own, sender, lamport } = dependencies.event(process, received, sent);
            (own, sender, lamport)
        });
        assert_eq!(told, [(1, None, 1), (1, None, 1), (1, Some((P[0], 1)), 2), (2, Some((P[1], 1)), 3)]);
    }

    #[test]
    fn a_message_that_nobody_was_seen_to_send_brings_no_knowledge() {
        let mut dependencies = Dependencies::new(3);
        let told = dependencies.event(P[0], Some(M[2]), &[]);
        assert_eq!(told, Dependency { own: 1, sender: None, lamport: 1 });
        assert_eq!(VectorClocks::new(3).event(P[0], Some(M[2]), &[]).0, [1, 0, 0]);
    }
}
