//! Small protocols drawn at random: every decision of a handler is a digit of a table that a seed fills.
//!
//! A process has a mode and may act of its own accord a few times; what it does then, and what it does with a message,
//! are up to the table. Whoever forwards sends one message for one received, and moods change without a count: so there
//! are circles in the state graph, but never more messages than there were acts.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sim_core::{Channel, ChannelId, Context, Effects, Event, Order, ProcessId, Protocol, System, Topology};

/// How many modes there are.
const MODES: u64 = 3;
/// How many messages there are.
const MESSAGES: u64 = 2;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Puzzle {
    pub(crate) seed: u64,
    /// How often each process may send of its own accord.
    pub(crate) acts: u8,
    /// Whether what is received may be passed on.
    pub(crate) forwards: bool,
    /// Whether a process may change its mode of its own accord, without end.
    pub(crate) moody: bool,
    /// Whether a process in some modes refuses some messages.
    pub(crate) refuses: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Mode {
    pub(crate) mode: u64,
    pub(crate) acts: u8,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Command {
    Act(u8),
    Sulk,
}

impl Puzzle {
    /// A number below `limit` that is the table's for this place.
    fn digit(&self, cx: Context<'_>, place: [u64; 3], limit: u64) -> u64 {
        let words = [self.seed, cx.process.0.into()].into_iter().chain(place);
        let mixed = words.fold(0_u64, |mixed, word| {
            let mixed =
                (mixed ^ word).wrapping_add(0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            (mixed ^ mixed >> 29).wrapping_mul(0x94d0_49bb_1331_11eb) ^ mixed >> 32
        });
        mixed % limit
    }

    fn send<E: Effects<u64, u64>>(&self, cx: Context<'_>, place: [u64; 2], effects: &mut E) {
        let channels = cx.outgoing();
        if channels.len() > 0 {
            let digit = |nth, limit| self.digit(cx, [place[0], place[1], nth], limit);
            let which = usize::try_from(digit(1, channels.len() as u64)).expect("a place in a list");
            let channel = cx.outgoing().nth(which).expect("the digit is below their number");
            effects.send(channel, digit(2, MESSAGES));
        }
    }
}

impl Protocol for Puzzle {
    type State = Mode;
    type Message = u64;
    type Command = Command;
    type Observation = u64;

    fn refuses(&self) -> bool {
        true
    }

    fn is_urgent(message: &u64) -> bool {
        *message == 1
    }

    fn initial_state(&self, _: Context<'_>) -> Mode {
        Mode { mode: 0, acts: self.acts }
    }

    fn commands(&self, _: Context<'_>, state: &Mode, mut offer: impl FnMut(Command)) {
        if state.acts > 0 {
            offer(Command::Act(0));
            if state.mode > 0 {
                offer(Command::Act(1));
            }
        }
        if self.moody && state.mode == 1 {
            offer(Command::Sulk);
        }
    }

    fn accepts(&self, cx: Context<'_>, state: &Mode, channel: ChannelId, message: &u64) -> bool {
        let input = 10 + u64::from(channel.0) * MESSAGES + message;
        !self.refuses || self.digit(cx, [state.mode, input, 5], 3) > 0
    }

    fn may_send(&self, _: Context<'_>, state: &Mode, _: ChannelId) -> bool {
        self.forwards || state.acts > 0
    }

    fn handle<E: Effects<u64, u64>>(
        &self,
        cx: Context<'_>,
        state: &mut Mode,
        event: Event<u64, Command>,
        effects: &mut E,
    ) {
        let input = match event {
            Event::Receive { channel, message } => 10 + u64::from(channel.0) * MESSAGES + message,
            Event::Internal(Command::Act(which)) => u64::from(which),
            Event::Internal(Command::Sulk) => 2,
        };
        let before = state.mode;
        state.mode = self.digit(cx, [before, input, 0], MODES);
        match event {
            Event::Internal(Command::Act(_)) => {
                state.acts -= 1;
                self.send(cx, [before, input], effects);
            }
            Event::Receive { .. } if self.forwards && self.digit(cx, [before, input, 3], 2) == 0 => {
                self.send(cx, [before, input], effects);
            }
            _ => {}
        }
        if self.digit(cx, [before, input, 4], 3) == 0 {
            effects.observe(state.mode);
        }
    }
}

/// Two to four processes with any channels, some of them not FIFO, and any puzzle.
pub(crate) fn puzzles() -> impl Strategy<Value = System<Puzzle>> {
    let order =
        prop_oneof![6 => Just(Order::Fifo), 2 => Just(Order::Unordered), 2 => Just(Order::Overtaking)];
    let channels = prop::collection::vec((0..4_u32, 0..4_u32, order), 1..8);
    let puzzle = (any::<u64>(), 1..=2_u8, any::<bool>(), any::<bool>(), any::<bool>());
    (2..=4_u32, channels, puzzle).prop_map(|(processes, channels, (seed, acts, forwards, moody, refuses))| {
        let mut taken = BTreeSet::new();
        let channels = channels.into_iter().map(|(p, q, order)| (p % processes, q % processes, order));
        let channels = channels.filter(|(p, q, _)| p != q && taken.insert((*p, *q)));
        let channels =
            channels.map(|(p, q, order)| Channel { source: ProcessId(p), target: ProcessId(q), order });
        let names = (0..processes).map(|p| format!("p{p}")).collect();
        let topology = Topology::new(names, channels.collect()).expect("no channel is there twice");
        System::new(Puzzle { seed, acts, forwards, moody, refuses }, topology)
    })
}
