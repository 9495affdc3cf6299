//! Safra's detector, as Dijkstra wrote it down (EWD 998, 1987): a token goes round and adds up what was sent and not received.
//!
//! Each process counts what it sent, less what it received, and a receipt makes it black. It keeps the token while it is active; then it adds
//! its count, makes the token black if it is black itself, passes it on and is white. The starter announces the end when a white token comes
//! back to it, it is white and passive, and the sum with its own count is nothing; else the token goes round again.
//! *It assumes* a channel from each process to the next, and from the last to the first, in any order. It pays with n messages a round.

use sim_core::{ChannelId, Context, ProcessId};

use super::{Acts, Beginning, Part, Says};

/// The part of a process.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Safra {
    starts: bool,
    /// The channel to the next process; nothing, if it is alone.
    next: Option<ChannelId>,
    /// The messages that it has sent, less those that it has received.
    pub(super) count: i64,
    pub(super) black: bool,
    /// The token, if it has it: its sum, and whether it is black.
    token: Option<(i64, bool)>,
}

impl Safra {
    pub(super) fn new(cx: Context<'_>, beginning: &Beginning) -> Self {
        let starts = cx.process == beginning.starter;
        let next = cx.topology.between(cx.process, next(cx));
        // No round is over: a black token says nothing.
        Self { starts, next, count: 0, black: false, token: starts.then_some((0, true)) }
    }
}

/// The process after this one, in the order of their numbers.
pub(super) fn next(cx: Context<'_>) -> ProcessId {
    let next = cx.process.index() + 1;
    let first = next == cx.topology.processes().len();
    if first { ProcessId(0) } else { ProcessId(cx.process.0 + 1) }
}

impl Part for Safra {
    fn send(&mut self) -> Option<i32> {
        self.count += 1;
        None
    }

    fn receive(&mut self, _: Context<'_>, _: ChannelId, _: Option<i32>, _: &mut Acts) {
        self.count -= 1;
        self.black = true;
    }

    fn hear(&mut self, _: Context<'_>, _: ChannelId, says: &Says, _: bool, _: &mut Acts) {
        if let Says::Token(sum, black) = says {
            self.token = Some((*sum, *black));
        }
    }

    fn settle(&mut self, _: Context<'_>, passive: bool, acts: &mut Acts) {
        if !passive {
            return;
        }
        let Some((sum, black)) = self.token.take() else { return };
        let black = black || self.black;
        if self.starts && !black && sum + self.count == 0 {
            return acts.announce();
        }
        self.black = false;
        let token = if self.starts { Says::Token(0, false) } else { Says::Token(sum + self.count, black) };
        acts.send(self.next.expect("each process has a channel to the next"), token);
    }
}
