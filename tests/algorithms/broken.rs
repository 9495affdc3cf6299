//! Any algorithm, with a fault in it: a [`Broken`] one lets the right one handle each event, and spoils what comes of it.
//!
//! A fault is a value, so that a table of broken algorithms is data, and all of them are one type.

use sim_core::{ChannelId, Context, Effect};
use snapshot::{At, Extra, Program, Recorded, Sink, SnapshotAlgorithm, SnapshotId, Which, Wire};
use tests::effects::{
    Done, close, closes, is_of_kind, recording_of, records_message, records_state, twice, without,
};

/// What is wrong.
#[allow(dead_code, reason = "each family's tables have those that its algorithms are prone to")]
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    /// Nothing.
    None,
    /// Of the messages of this kind that a step sends the first is not sent.
    Drops(&'static str),
    /// Messages of this kind are sent twice.
    Doubles(&'static str),
    /// Messages of this kind are sent only when the process next receives something.
    Delays(&'static str),
    /// The text of messages of this kind is another.
    Says(&'static str, fn(&str) -> String),
    /// The text of tags is another.
    Tags(fn(&str) -> String),
    /// Of a tag that is a colour the last bit is sent. Who receives another than its own takes it for the colour before, as long as a
    /// snapshot is not over here, and else for the next.
    OneBit,
    /// By who has not recorded, messages of this kind are taken for one with this text.
    TakenFor(&'static str, &'static str),
    /// Messages of this kind are not heeded.
    Ignores(&'static str),
    /// What is sent is not counted, or whatever else a process remembers then.
    ForgetsSends,
    /// What is received is not counted, or whatever else a process does then.
    ForgetsReceipts,
    /// What a message makes a process record is said to be recorded after its receipt.
    RecordsAfter,
    /// All that is recorded is said to be recorded before the receipt.
    RecordsBefore,
    /// The state is recorded only when the process next receives something.
    RecordsLate,
    /// The state is recorded twice.
    RecordsTwice,
    /// Messages are not recorded.
    LeavesOut,
    /// Messages are recorded twice.
    TakesTwice,
    /// A message whose number is known is taken for the one before it.
    Slips,
    /// All incoming channels are closed, and empty, when the state is recorded.
    ClosesAtOnce,
    /// The first channel that there is is never closed.
    LeavesOpen,
    /// Channels are closed twice.
    ClosesTwice,
    /// Nothing is refused.
    Accepts,
    /// The computation never waits.
    Acts,
    /// A snapshot does not wait for another.
    Starts,
}

/// An algorithm over a program, with a fault.
#[derive(Clone, Debug)]
pub(crate) struct Broken<C, A> {
    pub(crate) computation: C,
    pub(crate) right: A,
    pub(crate) fault: Fault,
}

/// What it remembers: what the right one does, and what is held back.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Memory<L, E> {
    right: L,
    late: Vec<E>,
    /// With one bit of a colour: how many snapshots it has recorded, and of how many channels together it waits for the state.
    recorded: u32,
    open: usize,
}

/// What a step does under an algorithm.
type DoneBy<C, A> = Done<State<C>, Message<C>, Tag<C, A>, Control<C, A>>;
type State<C> = <C as sim_core::Protocol>::State;
type Message<C> = <C as sim_core::Protocol>::Message;
type Tag<C, A> = <A as SnapshotAlgorithm<State<C>, Message<C>>>::Tag;
type Control<C, A> = <A as SnapshotAlgorithm<State<C>, Message<C>>>::Control;
type Local<C, A> = <A as SnapshotAlgorithm<State<C>, Message<C>>>::Local;
type MemoryOf<C, A> = Memory<Local<C, A>, DoneBy<C, A>>;

impl<C: Program, A: SnapshotAlgorithm<C::State, C::Message>> Broken<C, A> {
    /// What comes of a step instead.
    fn spoilt(
        &self,
        cx: Context<'_>,
        done: Vec<DoneBy<C, A>>,
        late: &mut Vec<DoneBy<C, A>>,
    ) -> Vec<DoneBy<C, A>> {
        match self.fault {
            Fault::Drops(kind) => {
                let mut left = done;
                let first = left.iter().position(|effect| is_of_kind(effect, kind));
                first.map(|first| left.remove(first));
                left
            }
            Fault::Doubles(kind) => twice(done, |effect| is_of_kind(effect, kind)),
            Fault::Delays(kind) => held_back(done, late, |effect| is_of_kind(effect, kind)),
            Fault::Says(kind, change) => {
                done.into_iter().map(|effect| self.saying(effect, kind, change)).collect()
            }
            Fault::RecordsAfter => with_before(done, false),
            Fault::RecordsBefore => with_before(done, true),
            Fault::RecordsLate => held_back(done, late, records_state),
            Fault::RecordsTwice => twice(done, records_state),
            Fault::LeavesOut => without(done, records_message),
            Fault::TakesTwice => twice(done, records_message),
            Fault::Slips => done.into_iter().map(slipped).collect(),
            Fault::ClosesAtOnce => closed_at_once(cx, done),
            Fault::LeavesOpen => {
                let first = Some(ChannelId(0));
                without(done, |effect| closed_by(effect) == first)
            }
            Fault::ClosesTwice => twice(done, closes),
            _ => done,
        }
    }

    /// The same with another text in a message of this kind.
    fn saying(&self, effect: DoneBy<C, A>, kind: &str, change: fn(&str) -> String) -> DoneBy<C, A> {
        match effect {
            Effect::Send(channel, Wire::Control { snapshot, body }) if body.kind() == kind => {
                let text = body.print().map(|text| change(&text));
                let body = self.read_control(text.as_deref(), |text| self.computation.parse_message(text));
                let body = body.expect("the fault makes it a text that can be read");
                Effect::Send(channel, Wire::Control { snapshot, body })
            }
            right => right,
        }
    }

    /// The tag with another text.
    fn retagged(&self, tag: &A::Tag, change: impl FnOnce(&str) -> String) -> A::Tag {
        let text = tag.print().map(|text| change(&text));
        let tag = self.read_tag(text.as_deref(), |text| self.computation.parse_message(text));
        tag.expect("the fault makes it a text that can be read")
    }

    /// The colour of which this is the last bit, as far as can be known.
    fn guessed(&self, bit: &A::Tag, Memory { recorded, open, .. }: &MemoryOf<C, A>) -> A::Tag {
        self.retagged(bit, |text| match number(text) == recorded % 2 {
            true => recorded.to_string(),
            false if *open > 0 => (recorded - 1).to_string(),
            false => (recorded + 1).to_string(),
        })
    }

    /// Lets the right algorithm do something, and lets out what comes of it.
    fn step(
        &self,
        At { cx, state, local }: At<'_, C::State, MemoryOf<C, A>>,
        effects: &mut impl Sink<C::State, C::Message, A::Tag, A::Control>,
        right: impl FnOnce(At<'_, C::State, A::Local>, &mut Vec<DoneBy<C, A>>),
    ) {
        let held = std::mem::take(&mut local.late);
        let mut done = Vec::new();
        right(At { cx, state, local: &mut local.right }, &mut done);
        if matches!(self.fault, Fault::OneBit) {
            let recorded = done.iter().filter(|effect| records_state(effect)).count();
            local.recorded += u32::try_from(recorded).expect("snapshots are few");
            local.open += recorded * cx.incoming().len();
            local.open -= done.iter().filter(|effect| closes(effect)).count();
        }
        let done = self.spoilt(cx, done, &mut local.late);
        let_out(held.into_iter().map(|effect| recording(effect, state)), effects);
        let_out(done, effects);
    }
}

fn let_out<S, M, T, C>(
    done: impl IntoIterator<Item = Done<S, M, T, C>>,
    effects: &mut impl Sink<S, M, T, C>,
) {
    for effect in done {
        match effect {
            Effect::Send(channel, wire) => effects.send(channel, wire),
            Effect::Observe(recorded) => effects.observe(recorded),
        }
    }
}

fn number(text: &str) -> u32 {
    text.parse().expect("the tag is a colour")
}

/// All but some, which are kept for later.
fn held_back<E>(done: Vec<E>, late: &mut Vec<E>, which: impl FnMut(&E) -> bool) -> Vec<E> {
    let (held, done) = done.into_iter().partition(which);
    late.extend::<Vec<_>>(held);
    done
}

/// A recording that comes late is of this state, that before the receipt.
fn recording<S: Clone, M, T, C>(effect: Done<S, M, T, C>, state: &S) -> Done<S, M, T, C> {
    match effect {
        Effect::Observe(Recorded::Process { snapshot, .. }) => {
            Effect::Observe(Recorded::Process { snapshot, state: state.clone(), before: true })
        }
        other => other,
    }
}

fn with_before<S, M, T, C>(done: Vec<Done<S, M, T, C>>, said: bool) -> Vec<Done<S, M, T, C>> {
    let say = |effect| match effect {
        Effect::Observe(Recorded::Process { snapshot, state, .. }) => {
            Effect::Observe(Recorded::Process { snapshot, state, before: said })
        }
        other => other,
    };
    done.into_iter().map(say).collect()
}

fn slipped<S, M, T, C>(effect: Done<S, M, T, C>) -> Done<S, M, T, C> {
    match effect {
        Effect::Observe(Recorded::Message { snapshot, channel, message, which: Which::Nth(nth) }) => {
            Effect::Observe(Recorded::Message { snapshot, channel, message, which: Which::Nth(nth - 1) })
        }
        other => other,
    }
}

fn closed_at_once<S, M, T, C>(cx: Context<'_>, done: Vec<Done<S, M, T, C>>) -> Vec<Done<S, M, T, C>> {
    let recorded: Vec<_> = done.iter().filter_map(recording_of).collect();
    let mut done = without(done, |effect| closes(effect) || records_message(effect));
    for snapshot in recorded {
        done.extend(cx.incoming().iter().map(|channel| close(snapshot, *channel)));
    }
    done
}

/// The channel that it closes.
fn closed_by<S, M, T, C>(effect: &Done<S, M, T, C>) -> Option<ChannelId> {
    match effect {
        Effect::Observe(Recorded::Closed { channel, .. }) => Some(*channel),
        _ => None,
    }
}

impl<C: Program, A: SnapshotAlgorithm<C::State, C::Message>> SnapshotAlgorithm<C::State, C::Message>
    for Broken<C, A>
{
    type Local = MemoryOf<C, A>;
    type Tag = A::Tag;
    type Control = A::Control;

    fn initial_local(&self, cx: Context<'_>) -> Self::Local {
        Memory { right: self.right.initial_local(cx), late: Vec::new(), recorded: 0, open: 0 }
    }

    fn read_tag(&self, note: Option<&str>, message: impl Fn(&str) -> Option<C::Message>) -> Option<A::Tag> {
        self.right.read_tag(note, message)
    }

    fn read_control(
        &self,
        note: Option<&str>,
        message: impl Fn(&str) -> Option<C::Message>,
    ) -> Option<A::Control> {
        self.right.read_control(note, message)
    }

    fn has_recorded(&self, local: &Self::Local, snapshot: SnapshotId) -> bool {
        self.right.has_recorded(&local.right, snapshot)
    }

    fn next_missing(&self, local: &Self::Local, from: SnapshotId) -> SnapshotId {
        self.right.next_missing(&local.right, from)
    }

    fn may_start(&self, local: &Self::Local, snapshot: SnapshotId) -> bool {
        matches!(self.fault, Fault::Starts) || self.right.may_start(&local.right, snapshot)
    }

    fn initiate(
        &self,
        at: At<'_, C::State, Self::Local>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<C::State, C::Message, A::Tag, A::Control>,
    ) {
        self.step(at, effects, |at, done| self.right.initiate(at, snapshot, done));
    }

    fn tag(
        &self,
        cx: Context<'_>,
        channel: ChannelId,
        message: &C::Message,
        local: &mut Self::Local,
        effects: &mut impl Sink<C::State, C::Message, A::Tag, A::Control>,
    ) -> A::Tag {
        let (mut done, before) = (Vec::new(), local.right.clone());
        let tag = self.right.tag(cx, channel, message, &mut local.right, &mut done);
        if matches!(self.fault, Fault::ForgetsSends) {
            local.right = before;
        }
        let_out(self.spoilt(cx, done, &mut local.late), effects);
        match self.fault {
            Fault::Tags(change) => self.retagged(&tag, change),
            Fault::OneBit => self.retagged(&tag, |text| (number(text) % 2).to_string()),
            _ => tag,
        }
    }

    fn receive_message(
        &self,
        at: At<'_, C::State, Self::Local>,
        channel: ChannelId,
        message: &C::Message,
        tag: &A::Tag,
        effects: &mut impl Sink<C::State, C::Message, A::Tag, A::Control>,
    ) {
        let tag = match self.fault {
            Fault::ForgetsReceipts => return,
            Fault::OneBit => &self.guessed(tag, at.local),
            _ => tag,
        };
        self.step(at, effects, |at, done| self.right.receive_message(at, channel, message, tag, done));
    }

    fn receive_control(
        &self,
        at: At<'_, C::State, Self::Local>,
        snapshot: SnapshotId,
        channel: ChannelId,
        control: &A::Control,
        effects: &mut impl Sink<C::State, C::Message, A::Tag, A::Control>,
    ) {
        let has_recorded = self.right.has_recorded(&at.local.right, snapshot);
        let taken_for = match self.fault {
            Fault::TakenFor(kind, text) if control.kind() == kind && !has_recorded => {
                self.read_control(Some(text), |text| self.computation.parse_message(text))
            }
            _ => None,
        };
        let control = taken_for.as_ref().unwrap_or(control);
        if !matches!(self.fault, Fault::Ignores(kind) if control.kind() == kind) {
            self.step(at, effects, |at, done| {
                self.right.receive_control(at, snapshot, channel, control, done);
            });
        }
    }

    fn refuses(&self) -> bool {
        self.right.refuses()
    }

    fn accepts(
        &self,
        cx: Context<'_>,
        local: &Self::Local,
        channel: ChannelId,
        wire: Wire<&C::Message, &A::Tag, &A::Control>,
    ) -> bool {
        matches!(self.fault, Fault::Accepts) || self.right.accepts(cx, &local.right, channel, wire)
    }

    fn by_markers(&self) -> bool {
        matches!(self.fault, Fault::None) && self.right.by_markers()
    }

    fn blocks(&self) -> bool {
        self.right.blocks()
    }

    fn may_act(&self, cx: Context<'_>, local: &Self::Local) -> bool {
        matches!(self.fault, Fault::Acts) || self.right.may_act(cx, &local.right)
    }

    fn stored(&self, local: &Self::Local) -> u64 {
        self.right.stored(&local.right)
    }

    fn may_send(&self, cx: Context<'_>, local: &Self::Local, channel: ChannelId) -> bool {
        !local.late.is_empty() || self.right.may_send(cx, &local.right, channel)
    }
}
