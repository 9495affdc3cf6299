//! The exercise's computation: processes pass on a message `m` and count how often they have received it.
//!
//! *The state of each process is the number of times it has received m. P sends m first.* So P begins with `m` in hand
//! and 0 receipts. Receiving and forwarding is one atomic event in the exercise; with [`Forwarding::Held`] it is two,
//! and between them `m` is in the process's state, where a snapshot may find it.
//!
//! On a ring each process has one outgoing channel. On another topology a process uses its outgoing channels in turn.
//! Several copies of `m` are alike: the state counts them, nothing tells them apart.

use std::fmt;

use sim_core::{ChannelId, Context, Delay, Effects, Event, ProcessId, Protocol};

use super::counted;
use super::good::Good;
use super::parameters::{Arguments, Parameter, ParameterError};
use super::program::Program;
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
}

impl TokenRing {
    /// The exercise's: exactly one copy of `m`.
    #[must_use]
    pub const fn new(forwarding: Forwarding) -> Self {
        Self { tokens: 1, forwarding, receipts: None }
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

    /// Whose turn it is: how many copies went before follows from how many came and are held.
    fn turn(&self, cx: Context<'_>, state: &TokenState, channels: usize) -> usize {
        let given = self.given(cx.process, cx.topology.processes().len());
        let forwarded = u64::from(given) + state.receipts - u64::from(state.held) - 1;
        usize::try_from(forwarded % channels as u64).expect("it is below a usize")
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
                    effects.send(channel, Token);
                } else {
                    state.held += 1;
                }
            }
            Event::Internal(Forward) => {
                state.held -= 1;
                if let Some(channel) = self.next_channel(cx, state) {
                    effects.send(channel, Token);
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

    #[inline]
    fn held(&self, state: &TokenState, _: usize) -> u64 {
        u64::from(state.held)
    }

    #[inline]
    fn carried(&self, _: &Token, _: usize) -> u64 {
        1
    }
}

const TOKENS: Parameter =
    Parameter { name: "tokens", default: Some(1), most: 1 << 30, about: "how many copies of m there are" };
const RECEIPTS: Parameter = Parameter {
    name: "receipts",
    default: None,
    most: 1 << 53,
    about: "how often a process takes m before it keeps it",
};

impl Program for TokenRing {
    const NAME: &'static str = "token-ring";
    const ABOUT: &'static str =
        "copies of a message m go round; a process counts how often it has received one";
    const PARAMETERS: &'static [Parameter] = &[TOKENS, RECEIPTS];
    const COUNTS: bool = true;

    fn default_hold() -> Delay {
        Delay::ZERO
    }

    fn build(arguments: &Arguments<'_>) -> Result<Self, ParameterError> {
        let tokens = arguments.number(&TOKENS)?.expect("it has a default");
        Ok(Self {
            tokens: u32::try_from(tokens).expect("it is at most 2^30"),
            forwarding: if arguments.atomic { Forwarding::Atomic } else { Forwarding::Held },
            receipts: arguments.number(&RECEIPTS)?,
        })
    }

    fn ends(&self) -> bool {
        self.receipts.is_some() || self.tokens == 0
    }

    fn describe(&self) -> String {
        match self.tokens {
            1 => "one message m".to_string(),
            several => GOODS[0].amount(several.into()),
        }
    }

    fn counted(&self, receipts: u64, held: u64) -> Option<TokenState> {
        Some(TokenState { receipts, held: held.try_into().ok()? })
    }

    fn parse_command(&self, text: &str) -> Option<Forward> {
        (text == "forward").then_some(Forward)
    }
}

#[cfg(test)]
mod tests {
    use sim_core::{Effect, Topology};

    use super::*;

    #[test]
    fn copies_are_spread_evenly_and_p_has_the_first() {
        let given = |tokens, n| {
            let ring = TokenRing { tokens, ..TokenRing::new(Forwarding::Atomic) };
            (0..n).map(|p| ring.given(ProcessId(p), n as usize)).collect::<Vec<_>>()
        };
        assert_eq!(given(1, 2), [1, 0]);
        assert_eq!(given(2, 4), [1, 0, 1, 0]);
        assert_eq!(given(5, 2), [3, 2]);
        assert_eq!(given(0, 2), [0, 0]);
    }

    #[test]
    fn with_a_limit_on_receipts_a_process_keeps_what_comes_then() {
        let two = Topology::ring(2).unwrap();
        let cx = Context { process: ProcessId(1), topology: &two };
        let ring = TokenRing { receipts: Some(2), ..TokenRing::new(Forwarding::Atomic) };
        let receive = || Event::Receive { channel: ChannelId(0), message: Token };
        let (once, sent) = ring.apply(cx, &ring.initial_state(cx), receive());
        assert_eq!((once, sent.len()), (TokenState { receipts: 1, held: 0 }, 1));
        let (twice, sent) = ring.apply(cx, &once, receive());
        assert_eq!((twice, sent.len()), (TokenState { receipts: 2, held: 1 }, 0));
        let mut offered = 0;
        ring.commands(cx, &twice, |_| offered += 1);
        assert_eq!(offered, 0, "nothing is left to do");
    }

    #[test]
    fn what_is_printed_is_read_back() {
        let ring = TokenRing::new(Forwarding::Held);
        let state = TokenState { receipts: 102, held: 3 };
        let count = ring.count(&state).unwrap();
        assert_eq!(ring.counted(count, ring.held(&state, 0)), Some(state));
        assert_eq!(ring.parse_message(&Token.to_string()), Some(Token));
        assert_eq!(ring.parse_command(&Forward.to_string()), Some(Forward));
    }

    #[test]
    fn a_process_uses_its_outgoing_channels_in_turn() {
        let channel = |s, t| sim_core::Channel {
            source: ProcessId(s),
            target: ProcessId(t),
            order: Default::default(),
        };
        let names = (0..3).map(|p| format!("p{p}")).collect();
        let fork = Topology::new(names, vec![channel(0, 1), channel(0, 2), channel(1, 0)]).unwrap();
        let cx = Context { process: ProcessId(0), topology: &fork };
        let ring = TokenRing::new(Forwarding::Atomic);
        let (mut state, _) = ring.apply(cx, &ring.initial_state(cx), Event::Internal(Forward));
        let mut used = Vec::new();
        for _ in 0..4 {
            let receive = Event::Receive { channel: ChannelId(2), message: Token };
            let (next, effects) = ring.apply(cx, &state, receive);
            state = next;
            used.extend(effects.iter().map(|effect| match effect {
                Effect::Send(channel, Token) => channel.0,
                Effect::Observe(()) => unreachable!("the ring shows nothing"),
            }));
        }
        assert_eq!(used, [1, 0, 1, 0], "the first went out before the first receipt");
    }
}
