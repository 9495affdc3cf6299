//! Single events at single processes, as functions from values to values ([`Protocol::apply`]), and their effects in
//! short.

use sim_core::{ChannelId, Effect, Event, Layered, ProcessId, Protocol, System};
use snapshot::algorithms::chandy_lamport::ChandyLamport;
use snapshot::{Act, Forward, Recorded, Superposed, Token, TokenRing, TokenState, Which, Wire};

use crate::SNAPSHOT;

/// The computation of the exercise under the algorithm.
pub type Ring = Superposed<TokenRing, ChandyLamport>;
/// The state of one process.
pub type RingState = <Ring as Protocol>::State;
/// What an event does besides.
pub type RingEffect = Effect<Wire<Token>, Recorded<TokenState, Token>>;

/// The message m.
pub const M: Wire<Token> = Wire::Message { body: Token, tag: () };
/// A marker of the snapshot.
pub const MARKER: Wire<Token> = Wire::Control { snapshot: SNAPSHOT, body: () };

/// Something is sent.
#[must_use]
pub const fn send(channel: ChannelId, message: Wire<Token>) -> RingEffect {
    Effect::Send(channel, message)
}

/// The process records its state.
#[must_use]
pub const fn records_state(receipts: u64, held: u32) -> RingEffect {
    Effect::Observe(Recorded::Process {
        snapshot: SNAPSHOT,
        state: TokenState { receipts, held },
        before: false,
    })
}

/// The process records m in the state of a channel.
#[must_use]
pub const fn records_m(channel: ChannelId) -> RingEffect {
    Effect::Observe(Recorded::Message { snapshot: SNAPSHOT, channel, message: Token, which: Which::Received })
}

/// The state of a channel is what was recorded, and no more.
#[must_use]
pub const fn closes(channel: ChannelId) -> RingEffect {
    Effect::Observe(Recorded::Closed { snapshot: SNAPSHOT, channel })
}

/// One process, event by event.
pub struct Process<'a> {
    system: &'a System<Ring>,
    process: ProcessId,
    /// The state it is in.
    pub state: RingState,
}

impl<'a> Process<'a> {
    /// A process that has received m `receipts` times and passed it on.
    #[must_use]
    pub fn after(system: &'a System<Ring>, process: ProcessId, receipts: u64) -> Self {
        let underlying = TokenState { receipts, held: 0 };
        let initial = system.protocol.initial_state(system.context(process));
        Self { system, process, state: Layered { underlying, ..initial } }
    }

    /// Lets it receive a message or a marker; what it does then.
    pub fn receives(&mut self, channel: ChannelId, message: Wire<Token>) -> Vec<RingEffect> {
        self.apply(Event::Receive { channel, message })
    }

    /// Lets it pass on an m that it holds; what it does then.
    pub fn forwards(&mut self) -> Vec<RingEffect> {
        self.apply(Event::Internal(Act::Underlying(Forward)))
    }

    fn apply(&mut self, event: Event<Wire<Token>, Act<Forward>>) -> Vec<RingEffect> {
        let cx = self.system.context(self.process);
        let (state, effects) = self.system.protocol.apply(cx, &self.state, event);
        self.state = state;
        effects
    }
}
