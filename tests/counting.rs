//! A computation whose messages differ from one another, and which can be made to break its own conservation law.

use sim_core::{Context, Effect, Effects, Event, Protocol};
use snapshot::{Computation, Forward, Good, Token, TokenRing, TokenState};

/// The ring of the exercise, in which m says how often its sender had received it.
#[derive(Clone, Copy, Debug)]
pub struct Counting {
    /// How it rotates.
    pub ring: TokenRing,
    /// With so many receipts a process sends a second copy of m.
    pub doubles_at: Option<u64>,
}

/// The message m of a sender with so many receipts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Count(pub u64);

impl Protocol for Counting {
    type State = TokenState;
    type Message = Count;
    type Command = Forward;
    type Observation = ();

    fn initial_state(&self, cx: Context<'_>) -> TokenState {
        self.ring.initial_state(cx)
    }

    fn commands(&self, cx: Context<'_>, state: &TokenState, offer: impl FnMut(Forward)) {
        self.ring.commands(cx, state, offer);
    }

    fn handle<E: Effects<Count, ()>>(
        &self,
        cx: Context<'_>,
        state: &mut TokenState,
        event: Event<Count, Forward>,
        effects: &mut E,
    ) {
        let event = match event {
            Event::Receive { channel, .. } => Event::Receive { channel, message: Token },
            Event::Internal(command) => Event::Internal(command),
        };
        let (next, sent) = self.ring.apply(cx, state, event);
        *state = next;
        for effect in sent {
            if let Effect::Send(channel, Token) = effect {
                let copies = if self.doubles_at == Some(state.receipts) { 2 } else { 1 };
                (0..copies).for_each(|_| effects.send(channel, Count(state.receipts)));
            }
        }
    }
}

impl Computation for Counting {
    fn count(&self, state: &TokenState) -> Option<u64> {
        Some(state.receipts)
    }

    fn goods(&self) -> &[Good] {
        self.ring.goods()
    }

    fn held(&self, state: &TokenState, _: usize) -> u64 {
        u64::from(state.held)
    }

    fn carried(&self, _: &Count, _: usize) -> u64 {
        1
    }

    fn print_message(&self, Count(receipts): &Count) -> String {
        format!("m{receipts}")
    }
}
