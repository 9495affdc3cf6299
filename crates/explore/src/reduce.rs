//! Which of the enabled actions need be tried: of those that are of consequence, a persistent set, by whole processes. Why that
//! is enough is said in [the module's head](super).

use sim_core::{Action, Channel, ChannelId, Order, ProcessId, Protocol, System, Topology, Value};

use crate::looked::{Enabled, Looked};
use crate::tables::Tables;

/// A set of processes, one bit each.
pub(crate) type Processes = u128;

/// The set of one process.
#[inline]
pub(crate) const fn bit(process: ProcessId) -> Processes {
    1 << process.0
}

/// Computes persistent sets.
#[derive(Clone, Debug)]
pub(crate) struct Reducer {
    channels: Vec<Incident>,
    /// By process, in the present state: whose next message it must be ready for.
    awaits: Vec<Processes>,
    /// By process, in the present state: how many of its actions are enabled.
    enabled: Vec<u32>,
}

/// A channel, as its target sees it.
#[derive(Clone, Debug)]
struct Incident {
    channel: Channel,
    /// Its place among the outgoing channels of its source.
    outgoing: usize,
    /// Its place among the incoming channels of its target.
    incoming: usize,
}

impl Reducer {
    /// None for more processes than there are bits.
    pub(crate) fn new(topology: &Topology) -> Option<Self> {
        let processes = topology.processes().len();
        let incident = |id: ChannelId| {
            let channel = topology.channel(id);
            let outgoing = topology.outgoing(channel.source).take_while(|c| *c != id).count();
            let incoming = topology.incoming(channel.target).iter().take_while(|c| **c != id).count();
            Incident { channel, outgoing, incoming }
        };
        (processes <= 128).then(|| Self {
            channels: topology.channel_ids().map(incident).collect(),
            awaits: vec![0; processes],
            enabled: vec![0; processes],
        })
    }

    /// Whether an action is of no consequence.
    #[inline(always)]
    pub(crate) fn ignores<P: Protocol, V: Value + Default>(
        &self,
        tables: &Tables<P, V>,
        state: &[u32],
        action: Action,
    ) -> bool {
        let (process, place) = match action {
            Action::Deliver { channel, .. } => {
                let Incident { channel, incoming, .. } = &self.channels[channel.index()];
                (channel.target, 1 + incoming)
            }
            Action::Internal { process, .. } => (process, 0),
        };
        tables.processes[process.index()].facts(state[process.index()]).ignored[place]
    }

    /// The processes whose actions need be tried in this state, or all if it must be all.
    pub(crate) fn persistent<P: Protocol, V: Value + Default>(
        &mut self,
        system: &System<P>,
        tables: &Tables<P, V>,
        (state, looked): (&[u32], &Looked<'_>),
    ) -> Processes {
        self.look_at(system, tables, (state, looked));
        let processes = (0..).map(ProcessId).zip(&self.enabled).filter(|(_, enabled)| **enabled > 0);
        let sets = processes.map(|(process, _)| self.closure(bit(process)));
        sets.min_by_key(|set| self.count(*set)).unwrap_or(Processes::MAX)
    }

    fn look_at<P: Protocol, V: Value + Default>(
        &mut self,
        system: &System<P>,
        tables: &Tables<P, V>,
        (state, looked): (&[u32], &Looked<'_>),
    ) {
        self.awaits.fill(0);
        let mut enabled = std::mem::take(&mut self.enabled);
        enabled.fill(0);
        looked.enabled(tables, &mut |one: Enabled<'_>| {
            let action = one.action();
            let tried = tables.accepts(system, state, action) && !self.ignores(tables, state, action);
            enabled[one.process().index()] += u32::from(tried);
        });
        self.enabled = enabled;
        let (processes, channels) = state.split_at(self.awaits.len());
        for (Incident { channel, outgoing, incoming }, contents) in self.channels.iter().zip(channels) {
            let (source, target) = (channel.source.index(), channel.target.index());
            // What is sent behind the head of a FIFO channel does not change what can be delivered now. In any other it changes nothing
            // of that either, but may be delivered too.
            let open = *contents == 0 || channel.order != Order::Fifo;
            if open
                && tables.processes[source].facts(processes[source]).may_send[*outgoing]
                && !tables.processes[target].facts(processes[target]).ignored[1 + incoming]
            {
                self.awaits[target] |= bit(channel.source);
            }
        }
    }

    /// The least set with all of these in it that awaits nobody outside.
    fn closure(&self, mut set: Processes) -> Processes {
        let mut unseen = set;
        while unseen != 0 {
            let awaited = self.awaits[unseen.trailing_zeros() as usize];
            unseen &= unseen - 1;
            unseen |= awaited & !set;
            set |= awaited;
        }
        set
    }

    fn count(&self, set: Processes) -> u32 {
        let processes = (0..).map(ProcessId).zip(&self.enabled);
        processes.filter(|(process, _)| set & bit(*process) != 0).map(|(_, enabled)| enabled).sum()
    }
}
