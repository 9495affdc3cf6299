//! A number for a global state that follows it from event to event: equal states have equal numbers.
//!
//! The sum of a hash for each process and its state, and for each message and its channel. The order of messages is not in it, so that
//! one may be taken out of the middle; whoever finds two alike compares the states themselves.

use std::hash::{Hash, Hasher as _};

use sim_core::{Happening, ProcessId};
use siphasher::sip::SipHasher13;

use crate::computation::{Computation, Underlying};
use crate::log::LogEvent;
use crate::recorded::RecordedOf;
use crate::wire::Carries as _;

/// The fingerprint of a global state of the computation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct Fingerprint(u64);

impl Fingerprint {
    pub(crate) fn of_state<P: Computation>(state: &Underlying<P>) -> Self {
        let processes = state.processes.iter().enumerate().map(|(at, state)| process(at, state));
        let channels = state.channels.iter().enumerate();
        let messages = channels.flat_map(|(at, queue)| queue.iter().map(move |held| message(at, &held.body)));
        Self(processes.chain(messages).fold(0, u64::wrapping_add))
    }

    pub(crate) fn of_recorded<P: Computation>(recorded: &RecordedOf<P>) -> Self {
        let processes = recorded.processes.iter().enumerate();
        let processes = processes.filter_map(|(at, record)| Some(process(at, &record.first.as_ref()?.state)));
        let channels = recorded.channels.iter().enumerate();
        let messages =
            channels.flat_map(|(at, record)| record.messages.iter().map(move |(_, body)| message(at, body)));
        Self(processes.chain(messages).fold(0, u64::wrapping_add))
    }

    /// An event is about to happen: what it changes is no longer so.
    pub(crate) fn leave<P: Computation>(&mut self, state: &Underlying<P>, event: &LogEvent<P>) {
        if event.begins_step() {
            self.0 = self.0.wrapping_sub(of_process::<P>(state, event.process));
        }
        if let Happening::Receive { channel, message: id, body, .. } = &event.what
            && body.message().is_some()
            && let Some(held) = state.channel(*channel).iter().find(|held| held.id == *id)
        {
            self.0 = self.0.wrapping_sub(message(channel.index(), &held.body));
        }
    }

    /// An event has happened: what it changed is so now.
    pub(crate) fn enter<P: Computation>(&mut self, state: &Underlying<P>, event: &LogEvent<P>) {
        if event.begins_step() {
            self.0 = self.0.wrapping_add(of_process::<P>(state, event.process));
        }
        if let Happening::Send { channel, body, .. } = &event.what
            && let Some(body) = body.message()
        {
            self.0 = self.0.wrapping_add(message(channel.index(), body));
        }
    }
}

/// The fingerprint of a value by itself.
pub(crate) fn of(value: &impl Hash) -> u64 {
    hash((2_u8, 0), value)
}

fn of_process<P: Computation>(state: &Underlying<P>, at: ProcessId) -> u64 {
    process(at.index(), state.process(at))
}

fn process(at: usize, state: &impl Hash) -> u64 {
    hash((0_u8, at), state)
}

fn message(at: usize, body: &impl Hash) -> u64 {
    hash((1_u8, at), body)
}

fn hash((kind, at): (u8, usize), value: &impl Hash) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write_u8(kind);
    hasher.write_u64(at as u64);
    value.hash(&mut hasher);
    hasher.finish()
}
