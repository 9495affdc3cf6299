//! The part of a run that decides: from the first sign of a snapshot to its completion.
//!
//! Every event before the first process records is prerecording, every event after the last one is postrecording, and
//! what the oracles ask is about the events between. So a run of ten million events is judged without being stored: a
//! copy of the underlying global state from just before the window, and the events of the window, are all that is kept
//! ([`Window::base`], [`Window::events`]). Memory is O(processes + messages in flight + events of the window).
//!
//! The window opens with the *step* in which first a process records something or a marker is sent. That is known only
//! at its end, so the beginning of each step is remembered until the next.

use sim_core::{
    ChannelId, Envelope, GlobalState, Happening, MessageId, Moment, Observer, ProcessId, Protocol, Shows,
    State, Topology, Trace, TraceEvent,
};

use crate::algorithm::{Recorded, SnapshotId, Wire};
use crate::computation::Computation;

/// A trace of a superposed run in terms of the underlying computation `P`.
pub type Log<P> = Trace<
    <P as Protocol>::State,
    Wire<<P as Protocol>::Message>,
    <P as Protocol>::Command,
    Recorded<<P as Protocol>::State, <P as Protocol>::Message>,
>;

/// One event of such a trace.
pub type LogEvent<P> = TraceEvent<
    <P as Protocol>::State,
    Wire<<P as Protocol>::Message>,
    <P as Protocol>::Command,
    Recorded<<P as Protocol>::State, <P as Protocol>::Message>,
>;

/// A global state of the underlying computation, of messages with identities.
pub type Underlying<P> = State<P>;

/// Keeps the window of one snapshot, as an observer of the run.
#[derive(Debug)]
pub struct Window<P: Computation> {
    snapshot: SnapshotId,
    open: bool,
    base: Underlying<P>,
    log: Log<P>,
    /// Until the window opens: the process of the present step, as it was before it.
    process_before: Option<P::State>,
    /// Until the window opens: what the present step received.
    received: Option<(ChannelId, Envelope<P::Message, MessageId>)>,
    progress: Progress,
}

/// How much of a snapshot is still missing.
#[derive(Clone, Debug)]
struct Progress {
    recorded: Vec<bool>,
    closed: Vec<bool>,
    missing: usize,
}

impl Progress {
    fn new(topology: &Topology) -> Self {
        let (processes, channels) = (topology.processes().len(), topology.channels().len());
        Self {
            recorded: vec![false; processes],
            closed: vec![false; channels],
            missing: processes + channels,
        }
    }

    fn reset(&mut self) {
        self.recorded.fill(false);
        self.closed.fill(false);
        self.missing = self.recorded.len() + self.closed.len();
    }

    fn mark(&mut self, is: impl FnOnce(&mut Self) -> &mut bool) {
        if !std::mem::replace(is(self), true) {
            self.missing -= 1;
        }
    }
}

impl<P: Computation> Window<P> {
    /// Waits for this snapshot.
    #[must_use]
    pub fn new(snapshot: SnapshotId, topology: &Topology) -> Self {
        Self {
            snapshot,
            open: false,
            base: GlobalState { processes: Vec::new(), channels: Vec::new() },
            log: Log::<P>::default(),
            process_before: None,
            received: None,
            progress: Progress::new(topology),
        }
    }

    /// Forgets everything, keeping the buffers.
    pub fn reset(&mut self) {
        self.open = false;
        self.log.clear();
        self.progress.reset();
    }

    /// Whether every process has recorded its state and every channel has been closed.
    #[inline]
    #[must_use]
    pub const fn complete(&self) -> bool {
        self.progress.missing == 0
    }

    /// Whether the snapshot has begun.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.open
    }

    /// The global state of the underlying computation just before the window; empty if it has not opened.
    #[must_use]
    pub const fn base(&self) -> &Underlying<P> {
        &self.base
    }

    /// The events of the window, from the first of the step that opened it; empty if it has not opened.
    #[must_use]
    pub fn events(&self) -> &[LogEvent<P>] {
        if self.open { &self.log.events } else { &[] }
    }

    /// Turns the global state after the step that opened the window into the one before it.
    fn rewind<S: Shows<P::State>>(
        &mut self,
        process: ProcessId,
        process_before: P::State,
        state: &GlobalState<S, Wire<P::Message>, MessageId>,
    ) {
        self.base.processes.clear();
        self.base.processes.extend(state.processes.iter().map(|process| process.shown().clone()));
        self.base.channels.resize_with(state.channels.len(), Default::default);
        for (base, queue) in self.base.channels.iter_mut().zip(&state.channels) {
            base.clear();
            base.extend(queue.iter().filter_map(underlying));
        }
        for event in self.log.last_step() {
            if let Happening::Send { channel, body: Wire::Underlying(_), .. } = event.what {
                self.base.channels[channel.index()].pop_back();
            }
        }
        if let Some((channel, message)) = self.received.take() {
            let queue = &mut self.base.channels[channel.index()];
            let place = queue.partition_point(|waiting| waiting.id < message.id);
            queue.insert(place, message);
        }
        self.base.processes[process.index()] = process_before;
    }
}

fn underlying<M: Clone>(envelope: &Envelope<Wire<M>, MessageId>) -> Option<Envelope<M, MessageId>> {
    match &envelope.body {
        Wire::Underlying(body) => Some(Envelope { id: envelope.id, body: body.clone() }),
        Wire::Marker(_) => None,
    }
}

impl<P, Q> Observer<Q> for Window<P>
where
    P: Computation,
    Q: Protocol<
            Message = Wire<P::Message>,
            Command = P::Command,
            Observation = Recorded<P::State, P::Message>,
        >,
    Q::State: Shows<P::State>,
{
    #[inline]
    fn before(&mut self, at: Moment, state: &Q::State) {
        if !self.open {
            self.log.clear();
            self.process_before = Some(state.shown().clone());
            self.received = None;
        }
        Observer::<Q>::before(&mut self.log, at, state);
    }

    #[inline]
    fn received(&mut self, at: Moment, channel: ChannelId, message: &Envelope<Q::Message, MessageId>) {
        if !self.open {
            self.received = underlying(message).map(|message| (channel, message));
        }
        Observer::<Q>::received(&mut self.log, at, channel, message);
    }

    #[inline]
    fn acted(&mut self, at: Moment, command: &P::Command) {
        Observer::<Q>::acted(&mut self.log, at, command);
    }

    #[inline]
    fn sent(&mut self, at: Moment, channel: ChannelId, message: MessageId, body: &Q::Message) {
        self.open |= matches!(body, Wire::Marker(_));
        Observer::<Q>::sent(&mut self.log, at, channel, message, body);
    }

    #[inline]
    fn observed(&mut self, at: Moment, observation: &Q::Observation) {
        self.open = true;
        match observation {
            Recorded::Process { snapshot, .. } if *snapshot == self.snapshot => {
                self.progress.mark(|progress| &mut progress.recorded[at.process.index()]);
            }
            Recorded::Closed { snapshot, channel } if *snapshot == self.snapshot => {
                self.progress.mark(|progress| &mut progress.closed[channel.index()]);
            }
            _ => {}
        }
        Observer::<Q>::observed(&mut self.log, at, observation);
    }

    #[inline]
    fn after(&mut self, at: Moment, state: &State<Q>) {
        if !self.open {
            return;
        }
        if let Some(process_before) = self.process_before.take() {
            self.rewind(at.process, process_before, state);
        }
        Observer::<Q>::after(&mut self.log, at, state);
    }
}
