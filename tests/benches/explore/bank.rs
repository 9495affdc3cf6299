//! Processes that move money, one unit at a time, and a snapshot that an initiator may take at any moment.

use std::fmt;

use sim_core::explore::{Property, Reached};
use sim_core::{ChannelId, Context, Effects, Event, ProcessId, Protocol};
use snapshot::{
    ChandyLamport, Computation, Initiation, Layered, Recorded, SnapshotAlgorithm, SnapshotId, Superposed,
    Wire,
};

const SNAPSHOT: SnapshotId = SnapshotId(1);

/// Every process begins with `balance` and may make `transfers` transfers, each of one unit, to whom it likes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bank {
    pub(crate) balance: u32,
    pub(crate) transfers: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Account {
    pub(crate) balance: u32,
    /// How many transfers it may still make.
    pub(crate) left: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Unit;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Transfer(ChannelId);

macro_rules! display_as_debug {
    ($($type:ty)*) => {
        $(impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self:?}")
            }
        })*
    };
}
display_as_debug!(Account Unit Transfer);

impl Protocol for Bank {
    type State = Account;
    type Message = Unit;
    type Command = Transfer;
    type Observation = ();

    fn initial_state(&self, _: Context<'_>) -> Account {
        Account { balance: self.balance, left: self.transfers }
    }

    fn commands(&self, cx: Context<'_>, account: &Account, offer: impl FnMut(Transfer)) {
        if account.balance > 0 && account.left > 0 {
            cx.outgoing().map(Transfer).for_each(offer);
        }
    }

    fn may_send(&self, _: Context<'_>, account: &Account, _: ChannelId) -> bool {
        account.left > 0
    }

    fn handle<E: Effects<Unit, ()>>(
        &self,
        _: Context<'_>,
        account: &mut Account,
        event: Event<Unit, Transfer>,
        effects: &mut E,
    ) {
        match event {
            Event::Receive { .. } => account.balance += 1,
            Event::Internal(Transfer(channel)) => {
                account.balance -= 1;
                account.left -= 1;
                effects.send(channel, Unit);
            }
        }
    }
}

impl Computation for Bank {
    fn count(&self, account: &Account) -> u64 {
        account.balance.into()
    }

    fn held(&self, account: &Account) -> u64 {
        account.balance.into()
    }

    fn carried(&self, _: &Unit) -> u64 {
        1
    }

    fn quantity(&self) -> &'static str {
        "unit"
    }
}

/// A computation under a snapshot that each of the initiators may start at any moment.
#[derive(Clone, Debug)]
pub(crate) struct AtAnyTime<P> {
    inner: Superposed<P, ChandyLamport>,
}

/// What a process may do: what the computation lets it, or start the snapshot.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Command<C> {
    Underlying(C),
    Initiate,
}

impl<P> AtAnyTime<P> {
    pub(crate) fn new(underlying: P, initiators: &[ProcessId]) -> Self {
        // No count ever is the trigger.
        let initiation =
            Initiation { snapshot: SNAPSHOT, trigger: u64::MAX, initiators: initiators.to_vec() };
        Self { inner: Superposed { underlying, algorithm: ChandyLamport, initiation } }
    }
}

type Local = <ChandyLamport as SnapshotAlgorithm<Account, Unit>>::Local;

impl Protocol for AtAnyTime<Bank> {
    type State = Layered<Account, Local>;
    type Message = Wire<Unit>;
    type Command = Command<Transfer>;
    type Observation = Recorded<Account, Unit>;

    fn initial_state(&self, cx: Context<'_>) -> Self::State {
        self.inner.initial_state(cx)
    }

    fn commands(&self, cx: Context<'_>, state: &Self::State, mut offer: impl FnMut(Self::Command)) {
        self.inner.commands(cx, state, |command| offer(Command::Underlying(command)));
        if state.local.is_empty() && self.inner.initiation.initiators.contains(&cx.process) {
            offer(Command::Initiate);
        }
    }

    fn may_send(&self, cx: Context<'_>, state: &Self::State, channel: ChannelId) -> bool {
        state.local.is_empty() || self.inner.underlying.may_send(cx, &state.underlying, channel)
    }

    fn handle<E: Effects<Self::Message, Self::Observation>>(
        &self,
        cx: Context<'_>,
        state: &mut Self::State,
        event: Event<Self::Message, Self::Command>,
        effects: &mut E,
    ) {
        let event = match event {
            Event::Receive { channel, message } => Event::Receive { channel, message },
            Event::Internal(Command::Underlying(command)) => Event::Internal(command),
            Event::Internal(Command::Initiate) => {
                let Layered { underlying, local } = state;
                return self.inner.algorithm.initiate(cx, SNAPSHOT, underlying, local, effects);
            }
        };
        self.inner.handle(cx, state, event, effects);
    }
}

/// The recorded global state, when there is one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordedStates;

/// What one process has recorded: its own state, and its incoming channels.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Part {
    state: Option<Account>,
    /// By incoming channel: how many units were recorded, and whether that is all.
    channels: Vec<(u32, bool)>,
}

impl Property<AtAnyTime<Bank>> for RecordedStates {
    type Seen = Part;
    type Outcome = Vec<Part>;
    type Violation = &'static str;

    fn observe(&self, cx: Context<'_>, part: &mut Part, observation: &Recorded<Account, Unit>) {
        part.channels.resize(cx.incoming().len(), (0, false));
        let place =
            |channel: &ChannelId| cx.incoming().iter().position(|c| c == channel).expect("it comes in");
        match observation {
            Recorded::Process { state, .. } => part.state = Some(*state),
            Recorded::Message { channel, .. } => part.channels[place(channel)].0 += 1,
            Recorded::Closed { channel, .. } => part.channels[place(channel)].1 = true,
        }
    }

    fn ends(&self, reached: &Reached<'_, AtAnyTime<Bank>, Part>) -> bool {
        reached.topology().processes().all(|process| {
            let part = reached.seen(process);
            part.state.is_some() && part.channels.iter().all(|(_, closed)| *closed)
        })
    }

    fn judge(&self, end: &Reached<'_, AtAnyTime<Bank>, Part>) -> Result<Vec<Part>, &'static str> {
        if !self.ends(end) {
            return Err("the snapshot is not complete");
        }
        Ok(end.topology().processes().map(|process| end.seen(process).clone()).collect())
    }
}
