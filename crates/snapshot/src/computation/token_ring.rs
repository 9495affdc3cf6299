//! The exercise's computation: processes pass on a message `m` and count how often they have received it.
//!
//! *The state of each process is the number of times it has received m. P sends m first.* So P begins with `m` in hand
//! and 0 receipts. Receiving and forwarding is one atomic event in the exercise; with [`Forwarding::Held`] it is two,
//! and between them `m` is in the process's state, where a snapshot may find it.
//!
//! On a ring each process has one outgoing channel. On another topology a process uses its outgoing channels in turn.
//! Several copies of `m` are alike: the state counts them, nothing tells them apart. What can be set of it is in [`program`], how it can lose
//! or double a copy in [`fault`].

mod fault;
mod program;
#[cfg(test)]
mod tests;

use std::fmt;

use sim_core::{ChannelId, Context, Effects, Event, GlobalState, ProcessId, Protocol, Topology};

pub use self::fault::TokenFault;
use super::counted;
use super::good::Good;
use super::property::Predicate;
use super::underlying::Computation;

/// What is conserved.
static GOODS: [Good; 1] = [Good::new(NAME, "copy of m", "copies of m")];
const NAME: &str = "m";

/// The message `m`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Token;

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(NAME)
    }
}

/// The state of a process.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct TokenState {
    /// How often it has received `m`.
    pub receipts: u64,
    /// How many copies of `m` it holds: received (or given to it at the start) and not yet forwarded.
    pub held: u32,
}

impl fmt::Display for TokenState {
    /// The exercise's notation: `102`, and `102,m` for a process that holds `m`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        counted::write(f, self.receipts, self.held, NAME)
    }
}

/// Whether receiving `m` and sending it on is one event or two.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Forwarding {
    /// One: a process never holds `m` between events, except at the start.
    #[default]
    Atomic,
    /// Two: a process that has received `m` holds it until it forwards it of its own accord.
    Held,
}

/// The computation that rotates copies of `m`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TokenRing {
    /// How many copies of `m` there are.
    pub tokens: u32,
    /// One event or two.
    pub forwarding: Forwarding,
    /// How often a process takes `m` at most: with so many receipts it keeps every copy it has or gets. Without a limit the
    /// computation runs for ever.
    pub receipts: Option<u64>,
    /// Whether a copy is lost or doubled.
    pub fault: Option<TokenFault>,
}

impl TokenRing {
    /// The exercise's: exactly one copy of `m`.
    #[must_use]
    pub const fn new(forwarding: Forwarding) -> Self {
        Self { tokens: 1, forwarding, receipts: None, fault: None }
    }

    /// The channel for a copy that has just come or is no longer held: the outgoing channels in turn.
    #[inline(always)]
    fn next_channel(&self, cx: Context<'_>, state: &TokenState) -> Option<ChannelId> {
        let mut outgoing = cx.outgoing();
        match outgoing.len() {
            0 | 1 => outgoing.next(),
            several => outgoing.nth(self.turn(cx, state, several)),
        }
    }

    /// Whose turn it is.
    fn turn(&self, cx: Context<'_>, state: &TokenState, channels: usize) -> usize {
        usize::try_from(self.forwarded(cx, state) % channels as u64).expect("it is below a usize")
    }

    /// How many copies were forwarded before the one that is: that follows from how many came and are held.
    fn forwarded(&self, cx: Context<'_>, state: &TokenState) -> u64 {
        let given = self.given(cx.process, cx.topology.processes().len());
        u64::from(given) + state.receipts - u64::from(state.held) - 1
    }

    /// Sends a copy that has just come or is no longer held.
    #[inline(always)]
    fn forward<E: Effects<Token, ()>>(
        &self,
        cx: Context<'_>,
        state: &TokenState,
        channel: ChannelId,
        effects: &mut E,
    ) {
        let copies = self.fault.map_or(1, |fault| fault.copies(cx.process, self.forwarded(cx, state)));
        (0..copies).for_each(|_| effects.send(channel, Token));
    }

    /// Whether a process that holds `m` may send it on. Apart, because in most steps nobody holds it.
    #[inline(never)]
    fn may_forward(&self, cx: Context<'_>, state: &TokenState) -> bool {
        !self.keeps(state) && cx.outgoing().len() > 0
    }

    /// Whether the process has taken `m` often enough.
    #[inline(always)]
    fn keeps(&self, state: &TokenState) -> bool {
        self.receipts.is_some_and(|most| enough(state, most))
    }

    /// How many copies a process is given at the start: they are spread evenly, the first is P's.
    fn given(&self, process: ProcessId, processes: usize) -> u32 {
        let (p, n, tokens) = (u64::from(process.0), processes as u64, u64::from(self.tokens));
        let up_to = |place: u64| (place * tokens).div_ceil(n);
        u32::try_from(up_to(p + 1) - up_to(p)).expect("no more than there are")
    }
}

/// Apart, so that without a limit there is nothing to compare.
#[cold]
#[inline(never)]
const fn enough(state: &TokenState, most: u64) -> bool {
    state.receipts >= most
}

impl Protocol for TokenRing {
    type State = TokenState;
    type Message = Token;
    type Command = Forward;
    type Observation = ();

    fn initial_state(&self, cx: Context<'_>) -> TokenState {
        TokenState { receipts: 0, held: self.given(cx.process, cx.topology.processes().len()) }
    }

    #[inline]
    fn commands(&self, cx: Context<'_>, state: &TokenState, mut offer: impl FnMut(Forward)) {
        if state.held > 0 && self.may_forward(cx, state) {
            offer(Forward);
        }
    }

    fn may_send(&self, _: Context<'_>, state: &TokenState, _: ChannelId) -> bool {
        !self.keeps(state)
    }

    #[inline(always)]
    fn handle<E: Effects<Token, ()>>(
        &self,
        cx: Context<'_>,
        state: &mut TokenState,
        event: Event<Token, Forward>,
        effects: &mut E,
    ) {
        match event {
            Event::Receive { .. } => {
                // Nobody counts to 2^64.
                state.receipts = state.receipts.wrapping_add(1);
                if self.forwarding == Forwarding::Atomic
                    && !self.keeps(state)
                    && let Some(channel) = self.next_channel(cx, state)
                {
                    self.forward(cx, state, channel, effects);
                } else {
                    state.held += 1;
                }
            }
            Event::Internal(Forward) => {
                state.held -= 1;
                if let Some(channel) = self.next_channel(cx, state) {
                    self.forward(cx, state, channel, effects);
                }
            }
        }
    }
}

/// The only thing a process does of its own accord: it forwards a copy of `m` that it holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Forward;

impl fmt::Display for Forward {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("forward")
    }
}

impl Computation for TokenRing {
    prints_as_displayed!();

    fn parse_message(&self, text: &str) -> Option<Token> {
        (text == NAME).then_some(Token)
    }

    fn sends_on_receipt(&self) -> bool {
        self.forwarding == Forwarding::Atomic
    }

    #[inline]
    fn count(&self, state: &TokenState) -> Option<u64> {
        Some(state.receipts)
    }

    fn goods(&self) -> &[Good] {
        &GOODS
    }

    fn conserved(&self) -> &[Good] {
        if self.fault.is_some() { &[] } else { &GOODS }
    }

    fn predicates(&self) -> &[Predicate] {
        if self.fault.is_some() { &fault::PREDICATES } else { &[] }
    }

    fn holds<K>(&self, predicate: usize, _: &Topology, state: &GlobalState<TokenState, Token, K>) -> bool {
        let held = state.processes.iter().map(|state| u64::from(state.held));
        let under_way = state.channels.iter().map(|channel| channel.len() as u64);
        let there = held.chain(under_way).fold(0, u64::saturating_add);
        fault::holds(predicate, there, self.tokens.into())
    }

    #[inline]
    fn held(&self, state: &TokenState, _: usize) -> u64 {
        u64::from(state.held)
    }

    #[inline]
    fn carried(&self, _: &Token, _: usize) -> u64 {
        1
    }
}
