//! The computation that follows a script: each process sends and starts snapshots as a list of statements says.
//!
//! A textbook's figure, or a course's test case, as a computation: a process's state is what it holds and how far it
//! is in its own list, and the next statement of that list is the one thing it may do of its own accord, as soon as it
//! can: a send waits until there is enough to send. *When* it does it is the driver's affair; the times that
//! the text gives are kept for a driver that goes by them ([`Script::timetable`]). Starting a snapshot changes nothing but
//! the place in the list; that the algorithm then starts is its layer's affair.
//!
//! The conserved quantity is the sum of all amounts, of whatever unit.
//!
//! [`statement`] is a script as text has it, and `build` turns it into this; [`amount`] is what is held and sent. Reading
//! text is the business of the crate that knows formats.

pub mod amount;
mod build;
pub mod statement;

pub use amount::{Amount, Parcel, ScriptState, Unit};
pub use build::{MAX_STATEMENTS, MAX_UNITS, ScriptError};
pub use statement::{Instruction, Statement};

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use sim_core::{ChannelId, Context, Effects, Event, ProcessId, Protocol, VirtualTime};

use super::Computation;

/// A script for the processes of one topology.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Script {
    /// What is held and sent, in the order of first mention; not empty.
    units: Vec<Unit>,
    /// How much of each unit each process has at the start: all of the first process, then all of the second, ….
    start: Vec<u64>,
    /// What is to be done, in the order of the text.
    planned: Vec<Planned>,
    /// The places in `planned` of what each process does.
    own: Vec<Vec<u32>>,
    /// For each thing that is to be done, a place in `planned` where it is.
    by_text: BTreeMap<String, u32>,
    /// Who starts each snapshot.
    snapshots: Vec<ProcessId>,
}

/// One thing that is to be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Planned {
    /// The line of the text that says so, from 1.
    pub line: usize,
    /// The ticks that stand before it in the text, in all.
    pub at: VirtualTime,
    /// Who does it.
    pub process: ProcessId,
    /// What.
    pub command: ScriptCommand,
}

/// What a process does of its own accord. Prints as the statement that it is.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ScriptCommand {
    /// It sends something.
    Send {
        /// The channel.
        channel: ChannelId,
        /// The names of its source and target.
        route: Arc<str>,
        /// What is sent.
        parcel: Parcel,
    },
    /// It starts a snapshot.
    Snapshot {
        /// The name of the process.
        process: Arc<str>,
    },
}

impl fmt::Display for ScriptCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send { route, parcel, .. } => write!(f, "send {route} {parcel}"),
            Self::Snapshot { process } => write!(f, "snapshot {process}"),
        }
    }
}

impl Script {
    /// Everything that is to be done, in the order of the text.
    #[must_use]
    pub fn planned(&self) -> &[Planned] {
        &self.planned
    }

    /// Who starts each snapshot, in the order of the text.
    #[must_use]
    pub fn snapshots(&self) -> &[ProcessId] {
        &self.snapshots
    }

    /// At what time which process does its next statement, in the order of the text.
    #[must_use]
    pub fn timetable(&self) -> Vec<(VirtualTime, ProcessId)> {
        self.planned.iter().map(|planned| (planned.at, planned.process)).collect()
    }

    /// What a process does next when it has carried out so many of its statements; nothing after the last.
    ///
    /// # Panics
    /// When the process is not of the script's topology.
    #[inline]
    #[must_use]
    pub fn next(&self, process: ProcessId, position: u32) -> Option<&Planned> {
        let place = self.own[process.index()].get(position as usize)?;
        Some(&self.planned[*place as usize])
    }

    /// When the text has it that a process carries out its statement at this position.
    #[must_use]
    pub fn time_of(&self, process: ProcessId, position: u32) -> Option<VirtualTime> {
        self.next(process, position).map(|planned| planned.at)
    }

    /// Whether the algorithm is to start a snapshot right after this.
    #[must_use]
    pub const fn starts_snapshot(&self, command: &ScriptCommand) -> bool {
        matches!(command, ScriptCommand::Snapshot { .. })
    }

    /// The state that prints like this, if there is one.
    #[must_use]
    pub fn parse_state(&self, text: &str) -> Option<ScriptState> {
        let mut state: ScriptState = text.parse().ok()?;
        if state.holdings.len() != self.units.len() {
            return None;
        }
        for (held, unit) in state.holdings.iter_mut().zip(&self.units) {
            held.unit = Some(unit).filter(|unit| **unit == held.unit)?.clone();
        }
        Some(state).filter(|state| state.to_string() == text)
    }

    /// The message that prints like this, if there is one.
    #[must_use]
    pub fn parse_message(&self, text: &str) -> Option<Parcel> {
        let mut parcel: Parcel = text.parse().ok()?;
        parcel.amount.unit = self.units.iter().find(|unit| **unit == parcel.amount.unit)?.clone();
        Some(parcel).filter(|parcel| parcel.to_string() == text)
    }

    /// The command that prints like this, if it is in the script.
    #[must_use]
    pub fn parse_command(&self, text: &str) -> Option<ScriptCommand> {
        let place = self.by_text.get(text)?;
        Some(self.planned[*place as usize].command.clone())
    }
}

impl Protocol for Script {
    type State = ScriptState;
    type Message = Parcel;
    type Command = ScriptCommand;
    type Observation = ();

    fn initial_state(&self, cx: Context<'_>) -> ScriptState {
        let counts = self.start.iter().skip(cx.process.index() * self.units.len());
        let held = |(unit, count): (&Unit, &u64)| Amount { count: *count, unit: unit.clone() };
        ScriptState { holdings: self.units.iter().zip(counts).map(held).collect(), position: 0 }
    }

    #[inline]
    fn commands(&self, cx: Context<'_>, state: &ScriptState, mut offer: impl FnMut(ScriptCommand)) {
        let Some(Planned { command, .. }) = self.next(cx.process, state.position) else { return };
        let possible = match command {
            ScriptCommand::Send { parcel, .. } => state.holds(&parcel.amount.unit) >= parcel.amount.count,
            ScriptCommand::Snapshot { .. } => true,
        };
        if possible {
            offer(command.clone());
        }
    }

    fn handle<E: Effects<Parcel, ()>>(
        &self,
        _: Context<'_>,
        state: &mut ScriptState,
        event: Event<Parcel, ScriptCommand>,
        effects: &mut E,
    ) {
        match event {
            Event::Receive { message: Parcel { amount, .. }, .. } => {
                // There is never more than MAX_AMOUNT, but a damaged file may tell of more messages than were sent.
                state.change(&amount.unit, |held| held.saturating_add(amount.count));
            }
            Event::Internal(command) => {
                state.position += 1;
                if let ScriptCommand::Send { channel, parcel, .. } = command {
                    state.change(&parcel.amount.unit, |held| held - parcel.amount.count);
                    effects.send(channel, parcel);
                }
            }
        }
    }
}

impl Computation for Script {
    /// The state is not a count.
    #[inline]
    fn count(&self, _: &ScriptState) -> u64 {
        0
    }

    #[inline]
    fn held(&self, state: &ScriptState) -> u64 {
        state.holdings.iter().fold(0, |sum, held| sum.saturating_add(held.count))
    }

    #[inline]
    fn carried(&self, message: &Parcel) -> u64 {
        message.amount.count
    }

    fn quantity(&self) -> &'static str {
        "token"
    }
}

#[cfg(test)]
mod tests;
