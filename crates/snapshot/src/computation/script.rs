//! The computation that follows a script: each process sends and starts snapshots as a list of statements says.
//!
//! A textbook's figure, or a course's test case, as a computation: a process's state is what it holds and how far it
//! is in its own list, and the next statement of that list is the one thing it may do of its own accord, as soon as it
//! can: a send waits until there is enough to send. *When* it does it is the driver's affair; the times that
//! the text gives are kept for a driver that goes by them ([`timetable`](crate::Program::timetable)). Starting a snapshot changes nothing but
//! the place in the list; that the algorithm then starts is its layer's affair.
//!
//! Each unit of which a process is said to hold some, be it none, is a good: what processes hold and messages carry of it is
//! conserved by itself.
//!
//! [`statement`] is a script as text has it, and `build` turns it into this; [`amount`] is what is held and sent, `parcel` a
//! message, `state` a process's state, `received` the part of it that others sent. Reading text is the business of the crate that knows formats.

pub mod amount;
mod build;
mod mistake;
mod name;
mod parcel;
mod program;
mod received;
mod state;
pub mod statement;
mod units;

pub use amount::{Amount, Unit};
pub use build::{MAX_STATEMENTS, MAX_UNITS, ScriptError};
pub use mistake::Mistake;
pub use name::first_name;
pub use parcel::{Label, MAX_LABEL, Parcel};
pub use received::{MAX_SOURCES, Receipts, Received};
pub use state::ScriptState;
pub use statement::{Instruction, Statement};

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use sim_core::{ChannelId, Context, Effects, Event, ProcessId, Protocol, Timer, VirtualTime};

use super::{Computation, Good};
use crate::algorithm::SnapshotId;
use name::Written;

/// A script for the processes of one topology.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Script {
    /// What is held and sent, in the order of first mention.
    units: Vec<Unit>,
    /// The same as what is conserved.
    goods: Vec<Good>,
    /// How much of each unit each process has at the start: all of the first process, then all of the second, ….
    start: Vec<u64>,
    /// What is to be done, in the order of the text.
    planned: Vec<Planned>,
    /// The places in `planned` of what each process does.
    own: Vec<Vec<u32>>,
    /// Who starts each snapshot.
    snapshots: Vec<Vec<ProcessId>>,
    /// Who sends anything.
    senders: BTreeMap<Arc<str>, ProcessId>,
}

/// One thing that is to be done: what a process does of its own accord. Prints as its statement and its line.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
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

impl fmt::Display for Planned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (line {})", self.command, self.line)
    }
}

/// What is to be done. Prints as the statement that it is.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ScriptCommand {
    /// It sends something.
    Send {
        /// The channel.
        channel: ChannelId,
        /// The names of its source and target, as a statement writes them.
        route: Arc<str>,
        /// What is sent.
        parcel: Parcel,
    },
    /// It does something that sends nothing.
    Local {
        /// The name of the process.
        process: Arc<str>,
        /// What people call it.
        label: Option<Label>,
    },
    /// It starts a snapshot.
    Snapshot {
        /// The name of the process.
        process: Arc<str>,
        /// Which snapshot: they are numbered in the order of the text, from 1.
        snapshot: SnapshotId,
    },
}

impl fmt::Display for ScriptCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send { route, parcel, .. } => write!(f, "send {route} {parcel}"),
            Self::Local { process, label } => {
                write!(f, "local {}", Written(process))?;
                label.iter().try_for_each(|label| write!(f, " {label}"))
            }
            Self::Snapshot { process, .. } => write!(f, "snapshot {}", Written(process)),
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
    pub fn snapshots(&self) -> &[Vec<ProcessId>] {
        &self.snapshots
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
}

impl Protocol for Script {
    type State = ScriptState;
    type Message = Parcel;
    type Command = Planned;
    type Observation = ();

    fn initial_state(&self, cx: Context<'_>) -> ScriptState {
        let counts = self.start.iter().skip(cx.process.index() * self.units.len());
        let held = |(unit, count): (&Unit, &u64)| Amount { count: *count, unit: unit.clone() };
        ScriptState {
            holdings: self.units.iter().zip(counts).map(held).collect(),
            position: 0,
            received: Received::NOTHING,
        }
    }

    #[inline]
    fn commands(&self, cx: Context<'_>, state: &ScriptState, mut offer: impl FnMut(Planned)) {
        let Some(planned) = self.next(cx.process, state.position) else { return };
        let possible = match &planned.command {
            ScriptCommand::Send { parcel, .. } => {
                parcel.amounts.iter().all(|amount| state.holds(&amount.unit) >= amount.count)
            }
            ScriptCommand::Local { .. } | ScriptCommand::Snapshot { .. } => true,
        };
        if possible {
            offer(planned.clone());
        }
    }

    fn timer(&self, planned: &Planned) -> Timer {
        Timer::At(planned.at)
    }

    fn handle<E: Effects<Parcel, ()>>(
        &self,
        cx: Context<'_>,
        state: &mut ScriptState,
        event: Event<Parcel, Planned>,
        effects: &mut E,
    ) {
        match event {
            Event::Receive { channel, message: Parcel { amounts, .. } } => {
                let source = cx.topology.channel(channel).source;
                let name = cx.topology.name(source);
                state.received.count(source, || match self.senders.get_key_value(name) {
                    Some((name, _)) => name.clone(),
                    None => name.into(),
                });
                // There is never more than MAX_AMOUNT, but a damaged file may tell of more messages than were sent.
                for amount in &amounts {
                    state.change(&amount.unit, |held| held.saturating_add(amount.count));
                }
            }
            Event::Internal(planned) => {
                state.position += 1;
                if let ScriptCommand::Send { channel, parcel, .. } = planned.command {
                    for amount in &parcel.amounts {
                        state.change(&amount.unit, |held| held - amount.count);
                    }
                    effects.send(channel, parcel);
                }
            }
        }
    }
}

impl Computation for Script {
    prints_as_displayed!();

    fn count(&self, _: &ScriptState) -> Option<u64> {
        None
    }

    fn goods(&self) -> &[Good] {
        &self.goods
    }

    #[inline]
    fn held(&self, state: &ScriptState, good: usize) -> u64 {
        state.holdings[good].count
    }

    #[inline]
    fn carried(&self, message: &Parcel, good: usize) -> u64 {
        let of_this_good = message.amounts.iter().find(|amount| amount.unit == self.units[good]);
        of_this_good.map_or(0, |amount| amount.count)
    }

    fn starts_snapshot(&self, planned: &Planned) -> Option<SnapshotId> {
        match planned.command {
            ScriptCommand::Snapshot { snapshot, .. } => Some(snapshot),
            ScriptCommand::Send { .. } | ScriptCommand::Local { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests;
