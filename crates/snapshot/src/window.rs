//! The part of a run that decides: from the first sign of a snapshot to the completion of all.
//!
//! Every event before the first process records is prerecording, every event after the last one is postrecording, and
//! what the oracles ask is about the events between. So a run of ten million events is judged without being stored: a
//! copy of the underlying global state from just before the window, and the events of the window, are all that is kept
//! ([`Window::base`], [`Window::events`]). Memory is O(processes + messages in flight + events of the window).
//!
//! With several snapshots there is one window for all: from the first sign of any of them to the completion of the last.
//! A run that is told to go on after that goes on in its window.
//!
//! The window opens with the *step* in which first a process records something or the algorithm sends something. Until then what
//! each step began with is remembered, and no more; at the first sign it is written into the log.

mod opening;
mod progress;

use sim_core::{
    ChannelId, Envelope, GlobalState, Happening, MessageId, Moment, Observer, ProcessId, Protocol, Shows,
    State, Topology, Trace, TraceEvent,
};

use crate::algorithm::{Carries as _, Recorded, Wire};
use crate::computation::Computation;
use crate::experiment::Layer;
use crate::superposed::Act;
pub use opening::opening;
use progress::Snapshots;

/// A trace of a superposed run in terms of the underlying computation `P`.
pub type Log<P> = Trace<
    <P as Protocol>::State,
    Wire<<P as Protocol>::Message>,
    Act<<P as Protocol>::Command>,
    Recorded<<P as Protocol>::State, <P as Protocol>::Message>,
>;

/// One event of such a trace.
pub type LogEvent<P> = TraceEvent<
    <P as Protocol>::State,
    Wire<<P as Protocol>::Message>,
    Act<<P as Protocol>::Command>,
    Recorded<<P as Protocol>::State, <P as Protocol>::Message>,
>;

/// A global state of the underlying computation, of messages with identities.
pub type Underlying<P> = State<P>;

/// What a channel of a superposed run carries.
type Carried<P> = Envelope<Wire<<P as Protocol>::Message>, MessageId>;

/// Keeps the window of a run's snapshots, as an observer of the run.
#[derive(Debug)]
pub struct Window<P: Computation> {
    open: bool,
    base: Underlying<P>,
    log: Log<P>,
    /// Until the window opens: the process of the present step, as it was before it.
    process_before: Option<P::State>,
    /// Until the window opens: what the present step began with.
    cause: Option<Cause<P>>,
    /// When and where the last step happened.
    last: Moment,
    snapshots: Snapshots,
}

/// What a step begins with.
#[derive(Debug)]
enum Cause<P: Computation> {
    Received(ChannelId, Carried<P>),
    Acted(Act<P::Command>),
}

impl<P: Computation> Window<P> {
    /// Waits for so many snapshots.
    #[must_use]
    pub fn new(snapshots: u32, topology: &Topology) -> Self {
        Self {
            open: false,
            base: GlobalState { processes: Vec::new(), channels: Vec::new() },
            log: Log::<P>::default(),
            process_before: None,
            cause: None,
            last: Moment { time: 0, process: ProcessId(0), messages: 0 },
            snapshots: Snapshots::new(snapshots, topology),
        }
    }

    /// Forgets everything, keeping the buffers.
    pub fn reset(&mut self) {
        self.open = false;
        self.log.clear();
        self.snapshots.reset();
    }

    /// Whether, for every snapshot, every process has recorded its state and every channel has been closed; never, if there
    /// is no snapshot to wait for.
    #[inline]
    #[must_use]
    pub const fn complete(&self) -> bool {
        self.snapshots.complete()
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

    /// Whether it has opened.
    #[inline(always)]
    pub(crate) const fn is_open(&self) -> bool {
        self.open
    }

    /// The last step of the window: the place of its first event, and when and where it happened.
    pub(crate) fn last_step(&self) -> (usize, Moment) {
        (self.log.events.len() - self.log.last_step().len(), self.last)
    }

    /// Opens the window in the middle of a step: writes down what the step began with.
    #[cold]
    #[inline(never)]
    fn open<Q: Layer<P>>(&mut self, at: Moment) {
        self.open = true;
        match self.cause.take() {
            Some(Cause::Received(channel, message)) => {
                Observer::<Q>::received(&mut self.log, at, channel, &message);
            }
            Some(Cause::Acted(command)) => Observer::<Q>::acted(&mut self.log, at, &command),
            None => {}
        }
    }

    /// The end of a step of the window. Apart, because most steps of a long run are before it.
    #[inline(never)]
    fn end_step<Q: Layer<P>>(&mut self, at: Moment, state: &State<Q>) {
        self.last = at;
        if let Some(process_before) = self.process_before.take() {
            let sent = self.sent_before_opening(at, state);
            self.log.events.splice(0..0, sent);
            Observer::<Q>::after(&mut self.log, at, state);
            self.rewind(at.process, process_before, state);
        } else {
            Observer::<Q>::after(&mut self.log, at, state);
        }
    }

    /// What the step that opened the window had sent before it did: the messages of this step that are in the channels
    /// and not in the log.
    fn sent_before_opening<S>(
        &self,
        at: Moment,
        state: &GlobalState<S, Wire<P::Message>, MessageId>,
    ) -> Vec<LogEvent<P>> {
        let logged = self.log.events.iter().find_map(|event| match event.what {
            Happening::Send { message, .. } => Some(message),
            _ => None,
        });
        let mut sent = Vec::new();
        for (channel, queue) in (0..).map(ChannelId).zip(&state.channels) {
            let of_this_step = queue.iter().rev().take_while(|message| message.id.0 >= at.messages);
            let unlogged = of_this_step.filter(|message| logged.is_none_or(|logged| message.id < logged));
            sent.extend(unlogged.map(|message| (message.id, channel, message.body.clone())));
        }
        sent.sort_unstable_by_key(|(message, ..)| *message);
        let event = |(message, channel, body)| TraceEvent {
            time: at.time,
            process: at.process,
            what: Happening::Send { channel, message, body },
        };
        sent.into_iter().map(event).collect()
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
            match &event.what {
                Happening::Send { channel, body, .. } if body.message().is_some() => {
                    self.base.channels[channel.index()].pop_back();
                }
                Happening::Receive { channel, message, body, .. } => {
                    let Some(body) = body.message() else { continue };
                    let queue = &mut self.base.channels[channel.index()];
                    let place = queue.partition_point(|waiting| waiting.id < *message);
                    queue.insert(place, Envelope { id: *message, body: body.clone() });
                }
                _ => {}
            }
        }
        self.base.processes[process.index()] = process_before;
    }
}

fn underlying<M: Clone>(envelope: &Envelope<Wire<M>, MessageId>) -> Option<Envelope<M, MessageId>> {
    envelope.body.message().map(|body| Envelope { id: envelope.id, body: body.clone() })
}

impl<P: Computation, Q: Layer<P>> Observer<Q> for Window<P> {
    #[inline]
    fn before(&mut self, at: Moment, state: &Q::State) {
        if self.open {
            Observer::<Q>::before(&mut self.log, at, state);
        } else {
            self.process_before = Some(state.shown().clone());
        }
    }

    #[inline]
    fn received(&mut self, at: Moment, channel: ChannelId, message: &Envelope<Q::Message, MessageId>) {
        if self.open {
            Observer::<Q>::received(&mut self.log, at, channel, message);
        } else {
            self.cause = Some(Cause::Received(channel, message.clone()));
        }
    }

    #[inline]
    fn acted(&mut self, at: Moment, command: &Q::Command) {
        if self.open {
            Observer::<Q>::acted(&mut self.log, at, command);
        } else {
            self.cause = Some(Cause::Acted(command.clone()));
        }
    }

    #[inline]
    fn sent(&mut self, at: Moment, channel: ChannelId, message: MessageId, body: &Q::Message) {
        if !self.open && body.control().is_some() {
            self.open::<Q>(at);
        }
        if self.open {
            Observer::<Q>::sent(&mut self.log, at, channel, message, body);
        }
    }

    #[inline]
    fn observed(&mut self, at: Moment, observation: &Q::Observation) {
        if !self.open {
            self.open::<Q>(at);
        }
        match observation {
            Recorded::Process { snapshot, .. } => {
                self.snapshots.mark(*snapshot, |missing| &mut missing.recorded[at.process.index()]);
            }
            Recorded::Closed { snapshot, channel } => {
                self.snapshots.mark(*snapshot, |missing| &mut missing.closed[channel.index()]);
            }
            Recorded::Message { .. } => {}
        }
        Observer::<Q>::observed(&mut self.log, at, observation);
    }

    #[inline(always)]
    fn after(&mut self, at: Moment, state: &State<Q>) {
        if self.open {
            self.end_step::<Q>(at, state);
        }
    }
}
