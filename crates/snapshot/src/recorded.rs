//! The recorded global state S\*: what the handlers observed, put together.
//!
//! Nothing is added, corrected or left out: a process that recorded twice has two records, a channel that was never
//! closed is not closed here either. What that means is the [oracles'](crate::oracle) affair.
//!
//! Of a [recovery line](crate::Aim::RecoveryLine) it has the whole: of a process that took no new checkpoint the one at which it stays.

use sim_core::{Envelope, GlobalState, Happening, MessageId, ProcessId, Protocol, Topology, VirtualTime};

use crate::aim::Aim;
use crate::algorithm::{Noted, Recorded};
use crate::computation::Computation;
use crate::id::SnapshotId;
use crate::log::LogEvent;

/// The recorded states of all processes and channels, for one snapshot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordedGlobalState<S, M> {
    /// What was to be recorded.
    pub aim: Aim,
    /// By process.
    pub processes: Vec<ProcessRecord<S>>,
    /// By channel.
    pub channels: Vec<ChannelRecord<M>>,
}

/// What one process recorded of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProcessRecord<S> {
    /// The first recording, if there was any; in a recovery line of a process that did not record the one at which it stays.
    pub first: Option<Recording<S>>,
    /// How many recordings there were; 1 if all is well.
    pub times: u32,
    /// The event of the trace that made it permanent, the first if there are several.
    pub permanent: Option<usize>,
}

/// One recording of a process's state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recording<S> {
    /// For which snapshot it was recorded; of the initial state, at which a process stays that never took a checkpoint, 0.
    pub snapshot: SnapshotId,
    /// The recorded state.
    pub state: S,
    /// When.
    pub time: VirtualTime,
    /// Whether the cut falls before the step of that event, and not after it.
    pub before: bool,
    /// Which event of the trace recorded it: a place in [`Window::events`](crate::Window::events).
    pub event: usize,
}

/// What was recorded of one channel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChannelRecord<M> {
    /// The recorded messages, in the order of recording, each with the identity of the message that it is; without, if it is none.
    pub messages: Vec<(Option<MessageId>, M)>,
    /// The event of the trace that recorded the last of them.
    pub last: Option<usize>,
    /// The event of the trace that closed it, the first if there are several.
    pub closed: Option<usize>,
    /// How often it was closed; 1 if all is well.
    pub times: u32,
}

/// What was recorded though nobody sent it has this identity.
const NO_MESSAGE: MessageId = MessageId(u64::MAX);

/// The recorded global state of a computation `P`.
pub type RecordedOf<P> = RecordedGlobalState<<P as Protocol>::State, <P as Protocol>::Message>;

impl<S, M> Default for RecordedGlobalState<S, M> {
    fn default() -> Self {
        Self { aim: Aim::GlobalState, processes: Vec::new(), channels: Vec::new() }
    }
}

impl<S: Clone, M: Clone> RecordedGlobalState<S, M> {
    /// Nothing of any process or channel.
    pub(crate) fn nothing(topology: &Topology, aim: Aim) -> Self {
        let mut recorded = Self::default();
        recorded.clear(topology, aim);
        recorded
    }

    /// Puts together what was recorded for `snapshot` in these events. Of a recovery line it has the new checkpoints alone.
    #[must_use]
    pub fn assemble<P>(
        topology: &Topology,
        events: &[LogEvent<P>],
        (snapshot, aim): (SnapshotId, Aim),
    ) -> Self
    where
        P: Computation<State = S, Message = M>,
    {
        let mut recorded = Self::nothing(topology, aim);
        for (place, event) in events.iter().enumerate() {
            let Happening::Observe(what) = &event.what else { continue };
            if what.snapshot() == Some(snapshot) {
                recorded.add(what, (event.process, event.time, place));
            }
        }
        recorded
    }

    /// The same in a log that has so many events before these.
    #[must_use]
    pub fn after(mut self, events: usize) -> Self {
        for process in &mut self.processes {
            let first = process.first.as_mut().map(|first| &mut first.event);
            first.into_iter().chain(&mut process.permanent).for_each(|place| *place += events);
        }
        for channel in &mut self.channels {
            let places = channel.last.iter_mut().chain(&mut channel.closed);
            places.for_each(|place| *place += events);
        }
        self
    }

    /// Adds what a process recorded at this time and place.
    pub(crate) fn add(
        &mut self,
        recorded: &Noted<S, M>,
        (process, time, event): (ProcessId, VirtualTime, usize),
    ) {
        match recorded {
            Recorded::Process { snapshot, state, before } => {
                let record = &mut self.processes[process.index()];
                record.times += 1;
                if record.times == 1 {
                    let (snapshot, state, before) = (*snapshot, state.clone(), *before);
                    record.first = Some(Recording { snapshot, state, time, before, event });
                }
            }
            Recorded::Message { channel, message, which, .. } => {
                let record = &mut self.channels[channel.index()];
                record.messages.push((*which, message.clone()));
                record.last = Some(event);
            }
            Recorded::Closed { channel, .. } => {
                let record = &mut self.channels[channel.index()];
                record.times += 1;
                record.closed.get_or_insert(event);
            }
            Recorded::Incident(_) => {}
            Recorded::Permanent { .. } => {
                self.processes[process.index()].permanent.get_or_insert(event);
            }
        }
    }

    /// Nothing of any process or channel, keeping the buffers.
    pub(crate) fn clear(&mut self, topology: &Topology, aim: Aim) {
        self.aim = aim;
        self.processes.clear();
        let nothing = || ProcessRecord { first: None, times: 0, permanent: None };
        self.processes.resize_with(topology.processes().len(), nothing);
        for ChannelRecord { messages, last, closed, times } in &mut self.channels {
            messages.clear();
            (*last, *closed, *times) = (None, None, 0);
        }
        let nothing = || ChannelRecord { messages: Vec::new(), last: None, closed: None, times: 0 };
        self.channels.resize_with(topology.channels().len(), nothing);
    }

    /// How much was recorded of a good of a computation: in the ring, the copies of `m`.
    pub fn amount<P>(&self, computation: &P, good: usize) -> u64
    where
        P: Computation<State = S, Message = M>,
    {
        let states = self.processes.iter().filter_map(|process| process.first.as_ref());
        let held = states.map(|recording| computation.held(&recording.state, good));
        let messages = self.channels.iter().flat_map(|channel| &channel.messages);
        let carried = messages.map(|(_, message)| computation.carried(message, good));
        held.chain(carried).fold(0, u64::saturating_add)
    }

    /// S\* as a state of the computation, with the identities of the recorded messages; none, if something of it is missing.
    #[must_use]
    pub fn global_state(&self) -> Option<GlobalState<S, M, MessageId>> {
        if !self.is_whole() {
            return None;
        }
        let processes = self.processes.iter().map(|record| Some(record.first.as_ref()?.state.clone()));
        let channels = self.channels.iter().map(|record| {
            let message = |(id, body): &(Option<MessageId>, M)| Envelope {
                id: id.unwrap_or(NO_MESSAGE),
                body: body.clone(),
            };
            record.messages.iter().map(message).collect()
        });
        Some(GlobalState { processes: processes.collect::<Option<_>>()?, channels: channels.collect() })
    }

    /// Whether every process has recorded and every channel has been closed, however often; of a recovery line, whether every checkpoint that
    /// was taken is permanent, and there is one.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        match self.aim {
            Aim::GlobalState => {
                self.processes.iter().all(|process| process.times > 0)
                    && self.channels.iter().all(|channel| channel.times > 0)
            }
            Aim::Checkpoints => self.processes.iter().all(|process| process.times > 0),
            Aim::RecoveryLine => {
                let mut taken = self.processes.iter().filter(|process| process.times > 0).peekable();
                taken.peek().is_some() && taken.all(|process| process.permanent.is_some())
            }
        }
    }
}
