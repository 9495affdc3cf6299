//! The scheduler that needs no times for its messages: a global state as it is written down, and whoever picks from what is enabled in it.

use super::contract::{Halt, Picked, Scheduler};
use crate::global_state::{GlobalState, State};
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::{Effect, Effects, Protocol};
use crate::schedule::Action;
use crate::system::{Offers, System, World};

/// Picks the next action of a run whose global state is written down.
pub trait Picker<P: Protocol> {
    /// A run begins in this state.
    fn begin(&mut self, _state: &State<P>) {}

    /// A message has entered a channel.
    fn entered(&mut self, _channel: ChannelId) {}

    /// A process offers at least one command, after a step of its own.
    fn may_act(&mut self, _process: ProcessId) {}

    /// The next action, and when it happens.
    ///
    /// # Errors
    /// When there is none.
    fn pick(&mut self, system: &System<P>, state: &State<P>) -> Result<(VirtualTime, Action), Halt>;

    /// Whether it was [given](Scheduler::has_more) actions that are still to come.
    fn has_more(&self) -> bool {
        false
    }
}

/// A scheduler over a global state in which messages are numbered in the order of their sending; `K` picks.
#[derive(Clone, Debug)]
pub struct Queued<P: Protocol, K> {
    state: State<P>,
    sent: u64,
    picker: K,
}

impl<P: Protocol, K: Picker<P>> Queued<P, K> {
    /// A scheduler that leaves the choice to this.
    #[must_use]
    pub fn new(picker: K) -> Self {
        Self { state: GlobalState { processes: Vec::new(), channels: Vec::new() }, sent: 0, picker }
    }

    /// What picks.
    #[must_use]
    pub const fn picker(&self) -> &K {
        &self.picker
    }
}

impl<P: Protocol, K: Picker<P>> World<P> for Queued<P, K> {
    fn at(&mut self, process: ProcessId) -> (&mut P::State, impl Effects<P::Message, P::Observation>) {
        let Self { state, sent, picker } = self;
        let number = |_, _: &P::Message| {
            *sent += 1;
            MessageId(*sent - 1)
        };
        state.at(process, number, |effect| match effect {
            Effect::Send(channel, _) => picker.entered(channel),
            Effect::Observe(_) => {}
        })
    }
}

impl<P: Protocol, K: Picker<P>> Scheduler<P> for Queued<P, K> {
    fn begin(&mut self, state: State<P>, sent: u64) {
        self.picker.begin(&state);
        (self.state, self.sent) = (state, sent);
    }

    fn may_act(&mut self, process: ProcessId, _: Offers) {
        self.picker.may_act(process);
    }

    fn next(&mut self, system: &System<P>) -> Result<Picked<P>, Halt> {
        let (time, action) = self.picker.pick(system, &self.state)?;
        let taken = system.take(&mut self.state, action);
        let (process, cause) = taken.map_err(|_| Halt::NotEnabled(action))?;
        Ok(Picked { time, action, process, cause })
    }

    fn process(&self, process: ProcessId) -> &P::State {
        self.state.process(process)
    }

    fn sent(&self) -> u64 {
        self.sent
    }

    fn in_flight(&self, mut each: impl FnMut(ChannelId, MessageId, &P::Message)) {
        for (channel, queue) in (0..).map(ChannelId).zip(&self.state.channels) {
            queue.iter().for_each(|message| each(channel, message.id, &message.body));
        }
    }

    fn has_more(&self) -> bool {
        self.picker.has_more()
    }
}
