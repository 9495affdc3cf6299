//! Broken variants of the algorithm: the right one, whose effects are spoilt on their way out.

use sim_core::{ChannelId, Context, Effect, Effects, Event, Layered, Protocol, Timer};
use snapshot::algorithms::chandy_lamport::ChandyLamport;
use snapshot::algorithms::chandy_lamport::Recordings;
use snapshot::{Act, Carries as _, Computation, Initiation, Layer, Recorded, Superposed, Which, Wire};

use tests::SNAPSHOT;

use crate::mutants::mutant::Mutant;
use crate::mutants::spoil::Spoil;
use tests::effects::{
    Done, close, closes, is_marker, is_message, later, recording_of, records_message, records_state, twice,
    without,
};

/// The right algorithm on `C`, spoilt.
pub(crate) struct Broken<C> {
    pub(crate) right: Superposed<C, ChandyLamport>,
    pub(crate) mutant: Mutant,
}

/// What a broken algorithm remembers.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Memory<S, M> {
    /// The right algorithm's memory.
    recordings: Recordings,
    /// Effects that are held back.
    late: Vec<Done<S, M>>,
    /// The message received last, and from where.
    last: Option<(ChannelId, M)>,
    /// Whether the process shows one receipt too many.
    surplus: bool,
}

impl<C: Computation<State: Spoil>> Layer<C> for Broken<C> {}

impl<C: Computation<State: Spoil>> Protocol for Broken<C> {
    type State = Layered<C::State, Memory<C::State, C::Message>>;
    type Message = Wire<C::Message>;
    type Command = Act<C::Command>;
    type Observation = Recorded<C::State, C::Message>;

    fn initial_state(&self, cx: Context<'_>) -> Self::State {
        let Layered { underlying, local: recordings } = self.right.initial_state(cx);
        let local = Memory { recordings, late: Vec::new(), last: None, surplus: false };
        Layered { underlying, local }
    }

    fn commands(&self, cx: Context<'_>, state: &Self::State, mut offer: impl FnMut(Act<C::Command>)) {
        let waits = state.local.recordings.iter().any(|recording| !recording.open.is_empty());
        let frozen = self.mutant == Mutant::Freezes && waits;
        self.right.commands(cx, &unspoilt(state), |command| match command {
            Act::Underlying(_) if frozen => {}
            other => offer(other),
        });
    }

    fn timer(&self, command: &Self::Command) -> Timer {
        self.right.timer(command)
    }

    fn handle<E: Effects<Self::Message, Self::Observation>>(
        &self,
        cx: Context<'_>,
        state: &mut Self::State,
        event: Event<Self::Message, Act<C::Command>>,
        effects: &mut E,
    ) {
        let before = unspoilt(state);
        let memory = &mut state.local;
        memory.surplus = false;
        let event = self.misled(cx, event);
        let (after, done) = self.right.apply(cx, &before, event.clone());
        let received = match event {
            Event::Receive { channel, message } => Some((channel, message)),
            Event::Internal(_) => None,
        };
        let count = self.right.underlying.count(&after.underlying);
        let step = Step { cx, initiation: self.right.initiation(), count, received, before, after };
        let done = step.spoilt(self.mutant, done, memory);
        state.underlying = step.state_left(self.mutant, memory);
        if let Some(last) = step.message() {
            memory.last = Some(last);
        }
        memory.recordings = step.after.local;
        for effect in done {
            match effect {
                Effect::Send(channel, message) => effects.send(channel, message),
                Effect::Observe(observation) => effects.observe(observation),
            }
        }
    }
}

/// The state as the right algorithm has it.
fn unspoilt<S: Spoil, M>(state: &Layered<S, Memory<S, M>>) -> Layered<S, Recordings> {
    let Layered { underlying, local } = state;
    let shown = underlying.clone();
    let underlying = if local.surplus { shown.one_less() } else { shown };
    Layered { underlying, local: local.recordings.clone() }
}

impl<C: Computation> Broken<C> {
    /// What the algorithm takes the event for.
    fn misled<M: Clone>(
        &self,
        cx: Context<'_>,
        event: Event<Wire<M>, Act<C::Command>>,
    ) -> Event<Wire<M>, Act<C::Command>> {
        match event {
            Event::Receive { channel, message }
                if message.control().is_some() && self.mutant == Mutant::WrongChannelClosed =>
            {
                Event::Receive { channel: other(cx, channel), message }
            }
            right => right,
        }
    }
}

/// The next of the incoming channels; the same, if there is no other.
fn other(cx: Context<'_>, channel: ChannelId) -> ChannelId {
    let after = cx.incoming().iter().cycle().skip_while(|incoming| **incoming != channel);
    after.skip(1).copied().next().expect("a cycle does not end")
}

/// One step, as the right algorithm does it.
struct Step<'a, S, M> {
    cx: Context<'a>,
    initiation: &'a Initiation,
    /// The number that its count is, if it is one.
    count: Option<u64>,
    received: Option<(ChannelId, Wire<M>)>,
    before: Layered<S, Recordings>,
    after: Layered<S, Recordings>,
}

impl<S: Spoil, M: Clone> Step<'_, S, M> {
    fn by_marker(&self) -> bool {
        self.received.as_ref().is_some_and(|(_, received)| received.control().is_some())
    }

    /// The message of the computation that is received, and from where.
    fn message(&self) -> Option<(ChannelId, M)> {
        let (channel, received) = self.received.as_ref()?;
        received.message().map(|message| (*channel, message.clone()))
    }

    /// Whether the process had recorded its state before the step.
    fn recorded(&self) -> bool {
        !self.before.local.is_empty()
    }

    /// Whether the channel from which something is received had been closed before the step.
    fn was_closed(&self) -> bool {
        let open =
            |channel| self.before.local.iter().any(|recording| recording.open.contains(self.cx, channel));
        self.recorded() && self.received.as_ref().is_some_and(|(channel, _)| !open(*channel))
    }

    /// Whether the process has recorded its state and all its channels, in this step or before.
    fn has_ended(&self) -> bool {
        !self.after.local.is_empty() && self.after.local.iter().all(|recording| recording.open.is_empty())
    }

    /// Whether the process closes its last channel in this step.
    fn ends(&self) -> bool {
        self.has_ended() && self.by_marker() && !self.was_closed()
    }

    fn record_state(&self, state: S) -> Done<S, M> {
        Effect::Observe(Recorded::Process { snapshot: SNAPSHOT, state, before: false })
    }

    fn record_message(&self, (channel, message): (ChannelId, M)) -> Done<S, M> {
        Effect::Observe(Recorded::Message { snapshot: SNAPSHOT, channel, message, which: Which::Received })
    }

    fn markers(&self) -> impl Iterator<Item = Done<S, M>> {
        self.cx.outgoing().map(|channel| Effect::Send(channel, Wire::marker(SNAPSHOT)))
    }

    fn spoilt(&self, mutant: Mutant, done: Vec<Done<S, M>>, memory: &mut Memory<S, M>) -> Vec<Done<S, M>> {
        let done = self.with_wrong_markers(mutant, done, memory);
        let done = self.with_wrong_states(mutant, done, memory);
        let done = self.with_wrong_channels(mutant, done, memory);
        self.with_wrong_messages(mutant, done, memory)
    }

    fn with_wrong_markers(
        &self,
        mutant: Mutant,
        mut done: Vec<Done<S, M>>,
        memory: &mut Memory<S, M>,
    ) -> Vec<Done<S, M>> {
        match mutant {
            Mutant::MarkerAfterNextMessage => {
                later(done, &mut memory.late, is_marker, |done| done.iter().any(is_message))
            }
            Mutant::MarkerBeforeRecording => {
                done.sort_by_key(|effect| !is_marker(effect));
                done
            }
            Mutant::RecordsBeforeMessage => {
                done.sort_by_key(is_message);
                done
            }
            Mutant::MarkerOnOneChannel => {
                let first = self.cx.outgoing().next();
                without(
                    done,
                    |effect| matches!(effect, Effect::Send(channel, _) if is_marker(effect) && Some(*channel) != first),
                )
            }
            Mutant::NoMarkerSentBack if self.by_marker() => {
                let from =
                    self.received.as_ref().map(|(channel, _)| self.cx.topology.channel(*channel).source);
                without(
                    done,
                    |effect| matches!(effect, Effect::Send(channel, _) if Some(self.cx.topology.channel(*channel).target) == from),
                )
            }
            Mutant::MarkerNotPassedOn if self.by_marker() => without(done, is_marker),
            Mutant::MarkerTwice => {
                without(twice(done, is_marker), |effect| closes(effect) && self.was_closed())
            }
            Mutant::MarkerTwiceClosesTwice => twice(done, is_marker),
            Mutant::SecondInitiatorRestarts => {
                let Initiation { trigger, initiators, .. } = self.initiation;
                let starts = trigger.is_some() && self.count == *trigger && done.iter().any(is_message);
                if self.recorded() && starts && initiators.contains(self.cx.process) {
                    done.push(self.record_state(self.after.underlying.clone()));
                    done.extend(self.markers());
                }
                done
            }
            _ => done,
        }
    }

    fn with_wrong_states(
        &self,
        mutant: Mutant,
        mut done: Vec<Done<S, M>>,
        memory: &mut Memory<S, M>,
    ) -> Vec<Done<S, M>> {
        let state = self.after.underlying.clone();
        let instead = |done: Vec<Done<S, M>>, state: S| {
            let spoil = |effect| match effect {
                Effect::Observe(Recorded::Process { snapshot, .. }) => {
                    Effect::Observe(Recorded::Process { snapshot, state: state.clone(), before: false })
                }
                right => right,
            };
            done.into_iter().map(spoil).collect()
        };
        match mutant {
            Mutant::MarkerPassedOnWithoutRecording if self.by_marker() => without(done, records_state),
            Mutant::StateLate => {
                let late = std::mem::take(&mut memory.late);
                let mut late = instead(late, state);
                let done = later(done, &mut late, records_state, |_| true);
                memory.late = late;
                done
            }
            Mutant::StateBeforeEvent => instead(done, self.before.underlying.clone()),
            Mutant::ReceiptsOffByOne => instead(done, state.one_more()),
            Mutant::HeldLeftOut => instead(done, state.emptied()),
            Mutant::StateTwice => {
                if self.recorded() && done.iter().any(closes) {
                    done.push(self.record_state(state));
                }
                done
            }
            _ => done,
        }
    }

    fn with_wrong_channels(
        &self,
        mutant: Mutant,
        mut done: Vec<Done<S, M>>,
        memory: &mut Memory<S, M>,
    ) -> Vec<Done<S, M>> {
        let starting: Vec<_> = done.iter().filter_map(recording_of).collect();
        match mutant {
            Mutant::ChannelIgnored => without(done, records_message),
            Mutant::ChannelsClosedAtOnce | Mutant::NoMarkerSentBack => {
                let mut done = without(done, |effect| records_message(effect) || closes(effect));
                for snapshot in starting {
                    let close = |channel: &ChannelId| close(snapshot, *channel);
                    done.extend(self.cx.incoming().iter().map(close));
                }
                done
            }
            Mutant::ChannelNeverClosed => {
                let first = self.cx.incoming()[0];
                without(
                    done,
                    |effect| matches!(effect, Effect::Observe(Recorded::Closed { channel, .. }) if *channel == first),
                )
            }
            Mutant::ChannelClosedTwice => twice(done, closes),
            Mutant::RecordsPastMarker if self.was_closed() => {
                done.extend(self.message().map(|message| self.record_message(message)));
                done
            }
            Mutant::RecordsBeforeState if !starting.is_empty() => {
                done.extend(memory.last.clone().map(|last| self.record_message(last)));
                done
            }
            Mutant::MessageTwice => twice(done, records_message),
            _ => done,
        }
    }

    fn with_wrong_messages(
        &self,
        mutant: Mutant,
        mut done: Vec<Done<S, M>>,
        memory: &mut Memory<S, M>,
    ) -> Vec<Done<S, M>> {
        let instead = |done: Vec<Done<S, M>>, recorded: Option<(ChannelId, M)>| {
            let spoil = |effect| match (effect, &recorded) {
                (Effect::Observe(Recorded::Message { snapshot, which, .. }), Some((channel, message))) => {
                    let (channel, message) = (*channel, message.clone());
                    Effect::Observe(Recorded::Message { snapshot, channel, message, which })
                }
                (right, _) => right,
            };
            done.into_iter().map(spoil).collect()
        };
        let initiates = !self.by_marker() && done.iter().any(records_state);
        match mutant {
            Mutant::MessageInWrongChannel => {
                let moved = self.message().map(|(channel, message)| (other(self.cx, channel), message));
                instead(done, moved)
            }
            Mutant::MessageWithOtherBody => {
                let old = memory.last.clone().zip(self.message());
                instead(done, old.map(|((_, old), (channel, _))| (channel, old)))
            }
            Mutant::MessageWithOtherIdentity => later(done, &mut memory.late, records_message, |_| true),
            Mutant::MessagesInWrongOrder => {
                let close = done.iter().any(closes);
                if close {
                    memory.late.reverse();
                }
                later(done, &mut memory.late, records_message, |_| close)
            }
            Mutant::DropsMessage if self.recorded() => without(done, is_message),
            Mutant::DuplicatesMessage if self.recorded() => twice(done, is_message),
            Mutant::InventsMessage if self.ends() => {
                let old = memory.last.as_ref().map(|(_, old)| Wire::bare(old.clone()));
                done.extend(
                    self.cx.outgoing().next().zip(old).map(|(channel, old)| Effect::Send(channel, old)),
                );
                done
            }
            Mutant::DelaysMessage => {
                later(done, &mut memory.late, |effect| initiates && is_message(effect), |_| true)
            }
            _ => done,
        }
    }

    /// The state of the computation in which the process is left.
    fn state_left(&self, mutant: Mutant, memory: &mut Memory<S, M>) -> S {
        let state = self.after.underlying.clone();
        let records_now = !self.recorded() && !self.after.local.is_empty();
        let waits = self.recorded() && self.after.local.iter().any(|recording| !recording.open.is_empty());
        match mutant {
            Mutant::ChangesState if records_now => state.one_more(),
            Mutant::ChangesStateForAWhile if waits && self.message().is_some() => {
                memory.surplus = true;
                state.one_more()
            }
            Mutant::ChangesStateAtTheEnd if self.has_ended() => {
                memory.surplus = true;
                state.one_more()
            }
            _ => state,
        }
    }
}
