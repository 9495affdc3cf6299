//! A computation that is not of this program: somebody else decides what its processes do, and tells it as text.
//!
//! [`Outside`] is whoever can be asked to, [`Behaviour`] what its processes do on one topology, [`Foreign`] that as a [`Program`]. States, messages and
//! commands are what was told; nothing is known of them but their text, what they hold of the goods, and what a process may do next. A
//! behaviour is pure, as all handlers are; who asks another program sees to it. How one is asked is none of this crate's business.

use std::fmt;
use std::sync::Arc;

use sim_core::{ChannelId, Context, Delay, Effects, Event, Protocol, Topology};

use super::good::Good;
use super::parameters::{Arguments, ParameterError};
use super::program::{Program, WrittenState};
use super::told::{Letter, Told};
use super::underlying::Computation;

/// What a process did in a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Done {
    /// Its state after it.
    pub state: Told,
    /// What it sent, in order, on outgoing channels of its own.
    pub sends: Vec<(ChannelId, Letter)>,
}

/// What the processes do: pure functions.
pub trait Behaviour: fmt::Debug + Send + Sync {
    /// What is so of the whole computation.
    fn about(&self) -> &About;

    /// The state in which the process begins.
    fn initial(&self, cx: Context<'_>) -> Told;

    /// The process receives a message.
    fn receive(&self, cx: Context<'_>, state: &Told, channel: ChannelId, message: &Letter) -> Done;

    /// The process does something that it [offers](Told::offers).
    fn command(&self, cx: Context<'_>, state: &Told, command: &str) -> Done;
}

/// What is so of a whole computation.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct About {
    /// In a few words, for the head of a report.
    pub describe: String,
    /// What is conserved.
    pub goods: Vec<Good>,
    /// Whether every run of it comes to an end.
    pub ends: bool,
    /// Whether a process never sends in the step that receives a message.
    pub silent_receipts: bool,
}

/// Whoever can say how the processes of a topology behave.
pub trait Begin: fmt::Debug + Send + Sync {
    /// How they behave, with these parameters.
    ///
    /// # Errors
    /// When there is no such computation.
    fn begin(
        &self,
        topology: &Topology,
        parameters: &[(String, String)],
    ) -> Result<Arc<dyn Behaviour>, ParameterError>;
}

/// A computation that is not of this program, by its name.
#[derive(Clone, Debug)]
pub struct Outside {
    /// How it was asked for: `exec:./mine.py`.
    pub name: String,
    /// Who says how it behaves.
    pub begin: Arc<dyn Begin>,
}

// The name decides how the processes behave: it is asked for under one name once.
impl PartialEq for Outside {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Outside {}

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

    fn commands(&self, _: Context<'_>, state: &Told, offer: impl FnMut(Offer)) {
        state.offers().iter().cloned().map(Offer).for_each(offer);
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

impl Program for Foreign {
    const NAME: &'static str = "exec";
    const ABOUT: &'static str = "a program of one's own, in any language: 'exec:./mine.py'";
    const PARAMETERS: &'static [super::parameters::Parameter] = &[];
    const COUNTS: bool = true;

    fn default_hold() -> Delay {
        Delay::uniform(1, 20).expect("the range is not empty")
    }

    fn known(_: &Arguments<'_>) -> Result<(), ParameterError> {
        Ok(())
    }

    fn build(arguments: &Arguments<'_>) -> Result<Self, ParameterError> {
        let outside = arguments.outside.ok_or(ParameterError::NotAllowed)?;
        outside.begin.begin(arguments.topology, arguments.given).map(Self)
    }

    fn ends(&self) -> bool {
        self.0.about().ends
    }

    fn describe(&self) -> String {
        self.0.about().describe.clone()
    }

    fn read_state(&self, written: WrittenState<'_>, held: &[u64]) -> Option<Told> {
        Some(match written {
            WrittenState::Count(count) => Told::counted(count, held, []),
            WrittenState::Text(text) => Told::text(text, held, []),
        })
    }

    fn read_message(&self, text: &str, carried: &[u64]) -> Option<Letter> {
        Some(Letter::new(text, carried))
    }

    /// A message of which nobody says what it carries carries nothing.
    fn parse_message(&self, text: &str) -> Option<Letter> {
        self.read_message(text, &[])
    }

    fn parse_command(&self, text: &str) -> Option<Offer> {
        Some(Offer(text.into()))
    }
}
