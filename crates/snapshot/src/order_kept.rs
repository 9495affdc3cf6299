//! The order that the channels of a run really kept, whatever they promise: a fact, and no verdict.
//!
//! One pass over the events. Memory is what [`VectorClocks`] takes, and a vector for each step whose messages are under way.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use sim_core::{ChannelId, Happening, MessageId, ProcessId, Topology, VectorClock, VectorClocks};

use crate::computation::{Computation, Underlying};
use crate::log::LogEvent;

/// Of more processes it is not looked whether they kept causal order: it takes an entry for each pair of them.
const MOST: usize = 256;

/// What order was kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OrderKept {
    /// Whether no message overtook another one in its channel.
    pub fifo: Kept,
    /// Whether none was received before another one that was sent to the same process before it, by happened-before; nobody looked, where
    /// there are very many processes.
    pub causal: Option<Kept>,
}

/// Whether an order was kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Kept {
    /// It was.
    #[default]
    Whole,
    /// It was not.
    Broken {
        /// The first message that came too early, and the one that should have come before.
        first: (MessageId, MessageId),
        /// How many came too early.
        count: u64,
    },
}

impl Kept {
    /// Whether it was kept.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self == Self::Whole
    }

    /// A message came, and before it should have come another one, if there is one.
    fn came(&mut self, message: MessageId, before: Option<MessageId>) {
        let Some(before) = before else { return };
        *self = match *self {
            Self::Whole => Self::Broken { first: (message, before), count: 1 },
            Self::Broken { first, count } => Self::Broken { first, count: count + 1 },
        };
    }
}

impl OrderKept {
    /// What these events, which begin in this state, tell.
    #[must_use]
    pub fn of<P: Computation>(topology: &Topology, base: &Underlying<P>, events: &[LogEvent<P>]) -> Self {
        let processes = topology.processes().len();
        let looks = processes <= MOST;
        let mut run = Run::new(topology, if looks { processes } else { 0 });
        for (channel, held) in topology.channel_ids().zip(&base.channels) {
            held.iter().for_each(|message| run.put(channel, message.id, None));
        }
        let mut kept = Self { fifo: Kept::Whole, causal: looks.then_some(Kept::Whole) };
        let mut rest = events;
        while let Some(first) = rest.first() {
            let others = rest[1..].iter().take_while(|event| !event.begins_step()).count();
            let (step, later) = rest.split_at(1 + others);
            rest = later;
            run.step::<P>(first.process, step, &mut kept);
        }
        kept
    }
}

/// A message on its way.
#[derive(Clone, Debug)]
struct Passing {
    channel: ChannelId,
    /// What its sender knew when it was sent; nothing is known of one from before the events.
    told: Option<Rc<VectorClock>>,
}

/// The messages of a run that are on their way.
struct Run<'a> {
    topology: &'a Topology,
    clocks: Option<VectorClocks>,
    passing: BTreeMap<MessageId, Passing>,
    /// The same by channel, in the order of their sending.
    channels: Vec<BTreeSet<MessageId>>,
}

impl<'a> Run<'a> {
    fn new(topology: &'a Topology, processes: usize) -> Self {
        Self {
            topology,
            clocks: (processes > 0).then(|| VectorClocks::new(processes)),
            passing: BTreeMap::new(),
            channels: vec![BTreeSet::new(); topology.channels().len()],
        }
    }

    fn put(&mut self, channel: ChannelId, message: MessageId, told: Option<Rc<VectorClock>>) {
        self.passing.insert(message, Passing { channel, told });
        self.channels[channel.index()].insert(message);
    }

    /// A step of a process: what it receives is held against what is still on its way, and what it sends is on its way.
    fn step<P: Computation>(&mut self, process: ProcessId, step: &[LogEvent<P>], kept: &mut OrderKept) {
        let mut received = None;
        let mut sent = Vec::new();
        for event in step {
            match &event.what {
                Happening::Receive { message, .. } => received = Some(*message),
                Happening::Send { channel, message, .. } => sent.push((*channel, *message)),
                _ => {}
            }
        }
        if let Some(message) = received {
            self.receive(process, message, kept);
        }
        let ids: Vec<_> = sent.iter().map(|(_, message)| *message).collect();
        let told = self.clocks.as_mut().map(|clocks| clocks.event(process, received, &ids));
        let told = told.filter(|_| !sent.is_empty()).map(|clock| Rc::new(clock.clone()));
        for (channel, message) in sent {
            self.put(channel, message, told.clone());
        }
    }

    fn receive(&mut self, process: ProcessId, message: MessageId, kept: &mut OrderKept) {
        let Some(Passing { channel, told }) = self.passing.remove(&message) else { return };
        let own = &mut self.channels[channel.index()];
        own.remove(&message);
        let overtaken = own.first().copied().filter(|oldest| *oldest < message);
        kept.fifo.came(message, overtaken);
        if let Some(causal) = &mut kept.causal {
            let known = told.and_then(|told| self.known_to(&told, process));
            causal.came(message, overtaken.into_iter().chain(known).min());
        }
    }

    /// The oldest message on its way to a process whose sending is known with this vector time.
    fn known_to(&self, told: &VectorClock, process: ProcessId) -> Option<MessageId> {
        let is_known = |message: &MessageId| {
            let Passing { channel, told: then } = &self.passing[message];
            let source = self.topology.channel(*channel).source;
            // What was sent in the same step was not sent before.
            let event = then.as_ref().map_or(0, |then| then.of(source));
            let same = then.as_ref().is_some_and(|then| **then == *told);
            !same && told.of(source) >= event.max(1)
        };
        let channels = self.topology.incoming(process).iter();
        let on_the_way = channels.flat_map(|channel| &self.channels[channel.index()]);
        on_the_way.filter(|message| is_known(message)).min().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::computation::{Forwarding, TokenRing};
    use crate::id::SnapshotId;
    use crate::layer::Act;
    use crate::wire::Wire;
    use sim_core::{Channel, GlobalState, Order, Queue, System, TraceEvent};

    /// The channels of `a`, `b` and `c`, each with one to each other.
    const ENDS: [(u32, u32); 6] = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)];

    /// A step: a process, a message that it receives, if it does, and those that it sends, each on a channel.
    type Step<'a> = (u32, Option<u64>, &'a [(u64, u32)]);

    /// What these steps keep.
    fn kept(steps: &[Step<'_>]) -> OrderKept {
        let channel =
            |(p, q)| Channel { source: ProcessId(p), target: ProcessId(q), order: Order::Unordered };
        let names = ["a", "b", "c"].map(ToString::to_string).to_vec();
        let topology = Topology::new(names, ENDS.map(channel).to_vec()).unwrap();
        let system = System::new(TokenRing::new(Forwarding::Atomic), topology);
        let base: Underlying<TokenRing> = system.initial_state();
        let (state, snapshot) = (base.processes[0], SnapshotId(1));
        let on: BTreeMap<u64, u32> = steps.iter().flat_map(|(.., sent)| sent.iter().copied()).collect();
        let mut events = Vec::new();
        for (process, received, sent) in steps {
            let mut add = |what| events.push(TraceEvent { time: 0, process: ProcessId(*process), what });
            let body = Wire::marker(snapshot);
            add(match received {
                Some(id) => {
                    let (channel, message) = (ChannelId(on[id]), MessageId(*id));
                    Happening::Receive { channel, message, body, state, waited: 0 }
                }
                None => Happening::Internal { command: Act::Initiate(snapshot), state },
            });
            for (id, channel) in *sent {
                let (channel, message) = (ChannelId(*channel), MessageId(*id));
                add(Happening::Send { channel, message, body: Wire::marker(snapshot) });
            }
        }
        let base = GlobalState { channels: vec![Queue::new(); ENDS.len()], ..base };
        OrderKept::of::<TokenRing>(&system.topology, &base, &events)
    }

    const fn broken(message: u64, before: u64, count: u64) -> Kept {
        Kept::Broken { first: (MessageId(message), MessageId(before)), count }
    }

    #[test]
    fn who_overtakes_in_its_channel_breaks_both_orders() {
        let sends: [Step<'_>; 2] = [(0, None, &[(1, 0), (2, 0)]), (0, None, &[(3, 0)])];
        let steps = |order: [u64; 3]| {
            let receipts = order.map(|message| (1, Some(message), &[][..]));
            kept(&[&sends[..], &receipts].concat())
        };
        let whole = OrderKept { fifo: Kept::Whole, causal: Some(Kept::Whole) };
        assert_eq!(steps([1, 2, 3]), whole);
        let twice = broken(3, 1, 2);
        assert_eq!(steps([3, 2, 1]), OrderKept { fifo: twice, causal: Some(twice) });
    }

    #[test]
    fn news_that_come_by_way_of_another_process_break_causal_order_alone() {
        // a writes to c, then to b, who writes to c: that comes first.
        let steps = [
            (0, None, &[(1, 1)][..]),
            (0, None, &[(2, 0)]),
            (1, Some(2), &[(3, 3)]),
            (2, Some(3), &[]),
            (2, Some(1), &[]),
        ];
        assert_eq!(kept(&steps), OrderKept { fifo: Kept::Whole, causal: Some(broken(3, 1, 1)) });
        // What b wrote before it had that is no news.
        let steps = [
            (0, None, &[(1, 1)][..]),
            (0, None, &[(2, 0)]),
            (1, None, &[(3, 3)]),
            (1, Some(2), &[]),
            (2, Some(3), &[]),
            (2, Some(1), &[]),
        ];
        assert_eq!(kept(&steps).causal, Some(Kept::Whole));
    }
}
