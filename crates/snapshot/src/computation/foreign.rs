//! A computation of the user's own, as a [`Program`]: what [`outside`](super::outside) says of it, in the words of all the others.
//!
//! States, messages and commands are what was told; nothing is known of them but their text, what they hold of the goods, and what a process
//! may do next.

use std::fmt;
use std::sync::Arc;

use sim_core::{Context, Effects, Event, Protocol};

use super::arguments::Arguments;
use super::entry::{Entry, soon};
use super::good::Good;
use super::outside::Behaviour;
use super::parameters::ParameterError;
use super::program::{Program, WrittenState};
use super::told::{Letter, Told};
use super::underlying::Computation;

/// The computation, on one topology.
#[derive(Clone, Debug)]
pub struct Foreign(Arc<dyn Behaviour>);

/// A command: what a process offered.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Offer(pub Arc<str>);

impl fmt::Display for Offer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Protocol for Foreign {
    type State = Told;
    type Message = Letter;
    type Command = Offer;
    type Observation = ();

    fn initial_state(&self, cx: Context<'_>) -> Told {
        self.0.initial(cx)
    }

    fn commands(&self, cx: Context<'_>, state: &Told, offer: impl FnMut(Offer)) {
        let asked = || self.0.offers(cx, state);
        let offers = state.offers().map_or_else(asked, <[_]>::to_vec);
        offers.into_iter().map(Offer).for_each(offer);
    }

    fn handle<E: Effects<Letter, ()>>(
        &self,
        cx: Context<'_>,
        state: &mut Told,
        event: Event<Letter, Offer>,
        effects: &mut E,
    ) {
        let done = match event {
            Event::Receive { channel, message } => self.0.receive(cx, state, channel, &message),
            Event::Internal(Offer(command)) => self.0.command(cx, state, &command),
        };
        *state = done.state;
        done.sends.into_iter().for_each(|(channel, message)| effects.send(channel, message));
    }
}

impl Computation for Foreign {
    prints_as_displayed!();

    /// A message of which nobody says what it carries carries nothing.
    fn parse_message(&self, text: &str) -> Option<Letter> {
        Some(Letter::new(text, &[]))
    }

    fn count(&self, state: &Told) -> Option<u64> {
        state.count()
    }

    fn goods(&self) -> &[Good] {
        &self.0.about().goods
    }

    fn held(&self, state: &Told, good: usize) -> u64 {
        state.held(good)
    }

    fn carried(&self, message: &Letter, good: usize) -> u64 {
        message.carried(good)
    }

    fn sends_on_receipt(&self) -> bool {
        !self.0.about().silent_receipts
    }
}

impl Foreign {
    /// What is known of it without building it.
    pub const ENTRY: Entry = Entry {
        name: "exec",
        about: "a program of one's own, in any language: 'exec:./mine.py'",
        parameters: &[],
        takes_any: true,
        counts: true,
        takes_tokens: false,
        default_hold: soon,
    };
}

impl Program for Foreign {
    fn entry(&self) -> &'static Entry {
        &Self::ENTRY
    }

    fn build(arguments: &Arguments<'_>) -> Result<Self, ParameterError> {
        let outside = arguments.outside.ok_or(ParameterError::NotAllowed)?;
        outside.begin.begin(arguments.topology, arguments.given).map(Self).map_err(ParameterError::Outside)
    }

    fn ends(&self) -> bool {
        self.0.about().ends
    }

    fn describe(&self) -> String {
        self.0.about().describe.clone()
    }

    fn read_state(&self, written: WrittenState<'_>, held: &[u64]) -> Option<Told> {
        Some(match written {
            WrittenState::Count(count) => Told::counted(count, held, None),
            WrittenState::Text(text) => Told::text(text, held, None),
        })
    }

    fn read_message(&self, text: &str, carried: &[u64]) -> Option<Letter> {
        Some(Letter::new(text, carried))
    }

    /// A message of which nobody says what it carries carries nothing.
    fn parse_command(&self, text: &str) -> Option<Offer> {
        Some(Offer(text.into()))
    }
}
