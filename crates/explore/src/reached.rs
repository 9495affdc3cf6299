//! A state that the search has reached, to be looked at.

use sim_core::{
    ChannelId, Envelope, GlobalState, ProcessId, Protocol, Queue, Schedule, System, Topology, Value,
};

use crate::looked::{Enabled, Looked};
use crate::tables::Tables;
use crate::trail::{At, Trail};
use crate::witness::witnesses;

/// A global state, what has been seen on the way to it, and how the search came there.
#[derive(Debug)]
pub struct Reached<'a, P: Protocol, V> {
    pub(crate) system: &'a System<P>,
    pub(crate) tables: &'a Tables<P, V>,
    pub(crate) trail: &'a Trail<'a>,
    pub(crate) state: &'a [u32],
    pub(crate) number: u64,
}

impl<'a, P: Protocol, V: Value + Default> Reached<'a, P, V> {
    /// The processes and channels of the system.
    #[must_use]
    pub fn topology(&self) -> &'a Topology {
        &self.system.topology
    }

    /// The state of one process.
    #[must_use]
    pub fn process(&self, process: ProcessId) -> &'a P::State {
        &self.at(process).0
    }

    /// The states of all processes, in order.
    pub fn processes(&self) -> impl ExactSizeIterator<Item = &'a P::State> {
        self.topology().processes().map(|process| self.process(process))
    }

    /// What is remembered of what one process has shown.
    #[must_use]
    #[inline(always)]
    pub fn seen(&self, process: ProcessId) -> &'a V {
        &self.at(process).1
    }

    /// The messages in one channel, oldest first.
    #[must_use]
    pub fn channel(&self, channel: ChannelId) -> &'a Queue<Envelope<P::Message>> {
        let contents = self.state[self.tables.processes.len() + channel.index()];
        self.tables.channels[channel.index()].contents(contents)
    }

    /// The contents of all channels, in order.
    pub fn channels(&self) -> impl ExactSizeIterator<Item = &'a Queue<Envelope<P::Message>>> {
        self.topology().channel_ids().map(|channel| self.channel(channel))
    }

    /// Whether nothing is enabled.
    #[must_use]
    pub fn is_quiescent(&self) -> bool {
        let (mut enabled, mut looked) = (false, Looked::nothing());
        looked.look_up(self.tables, self.state);
        looked.enabled(self.tables, &mut |one: Enabled<'_>| {
            enabled |= self.tables.accepts(self.system, self.state, one.action());
        });
        !enabled
    }

    /// A copy of the global state.
    #[must_use]
    pub fn to_global_state(&self) -> GlobalState<P::State, P::Message> {
        GlobalState {
            processes: self.processes().cloned().collect(),
            channels: self.channels().cloned().collect(),
        }
    }

    /// How the search first came here from where it began to matter: the last global state on the way that is still
    /// `early`, and the actions from there; no way here is shorter, if the search does not
    /// [`reduce`](crate::Options::reduce).
    ///
    /// A state that is not early must not be followed by one that is, the initial state must be early, and every call in
    /// one search must mean the same by it: states are kept from call to call.
    #[must_use]
    pub fn since(
        &self,
        early: impl Fn(&Reached<'_, P, V>) -> bool,
    ) -> (GlobalState<P::State, P::Message>, Schedule) {
        let (from, actions) = self.trail.since(self.tables, self.number, |here| early(&self.elsewhere(here)));
        (self.elsewhere(&from).to_global_state(), Schedule(actions))
    }

    /// The actions by which the search first came here; no schedule to this state is shorter, if the search does not
    /// [`reduce`](crate::Options::reduce).
    #[must_use]
    pub fn schedule(&self) -> Schedule {
        let witness = witnesses(self.tables, self.trail, &[self.number]).and_then(|mut all| all.pop());
        // A way that could not be read ends the search, before anything comes of what is said here.
        witness.map_or_else(Schedule::default, |witness| witness.schedule())
    }

    fn elsewhere<'b>(&'b self, at: &'b At) -> Reached<'b, P, V> {
        Reached { state: &at.state, number: at.number, ..*self }
    }

    #[inline(always)]
    fn at(&self, process: ProcessId) -> &'a (P::State, V) {
        self.tables.processes[process.index()].state(self.state[process.index()])
    }
}
