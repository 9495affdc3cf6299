//! Any of the programs as one type, so that what runs, judges and tells of one is compiled once for all of them.
//!
//! A type of its own is the fastest way to run a program and the slowest to compile, as it is of an
//! [algorithm](crate::algorithms): so only who has to be fast has a program as itself, and all else has it as a member of
//! [`AnyProgram`]. A state, a message or a command of it is a member of [`OneOf`].
//!
//! To add a program, add its line to `members!`.

mod inner;

use std::fmt;

use sim_core::{
    ChannelId, Context, Effects, Event, GlobalState, ProcessId, Protocol, Timer, Topology, VirtualTime,
};

use super::arguments::Arguments;
use super::bank::Bank;
use super::chatter::Chatter;
use super::diffusing::Diffusing;
use super::entry::Entry;
use super::foreign::Foreign;
use super::good::Good;
use super::parameters::ParameterError;
use super::program::{Program, WrittenState};
use super::property::Predicate;
use super::resources::Resources;
use super::script::Script;
use super::token_ring::TokenRing;
use super::underlying::Computation;
use super::wait_for::WaitFor;
use crate::id::SnapshotId;
use inner::{Outer, inner, mixed};

/// A global state as this member knows it.
macro_rules! of_member {
    ($name:ident, $state:expr) => {
        inner(
            $state,
            |state| match state {
                OneOf::$name(own) => own.clone(),
                _ => mixed(),
            },
            |message| match message {
                OneOf::$name(own) => own.clone(),
                _ => mixed(),
            },
        )
    };
}

/// Any of these programs, and what it does: to each what is its own.
macro_rules! members {
    ($($name:ident),+ $(,)?) => {
        one_of![$($name),+];

        impl<$($name: fmt::Display),+> fmt::Display for OneOf<$($name),+> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$name(one) => one.fmt(f)),+ }
            }
        }

        /// Any of the programs.
        pub type AnyProgram = OneOf<$($name),+>;

        impl Protocol for AnyProgram {
            type State = OneOf<$(<$name as Protocol>::State),+>;
            type Message = OneOf<$(<$name as Protocol>::Message),+>;
            type Command = OneOf<$(<$name as Protocol>::Command),+>;
            type Observation = ();

            fn initial_state(&self, cx: Context<'_>) -> Self::State {
                match self { $(Self::$name(one) => OneOf::$name(one.initial_state(cx))),+ }
            }

            fn commands(&self, cx: Context<'_>, state: &Self::State, mut offer: impl FnMut(Self::Command)) {
                match (self, state) {
                    $((Self::$name(one), OneOf::$name(state)) => {
                        one.commands(cx, state, |command| offer(OneOf::$name(command)));
                    })+
                    _ => mixed(),
                }
            }

            fn count_commands(&self, cx: Context<'_>, state: &Self::State, count: impl FnMut(u32, Timer)) {
                match (self, state) {
                    $((Self::$name(one), OneOf::$name(state)) => one.count_commands(cx, state, count),)+
                    _ => mixed(),
                }
            }

            fn command(&self, cx: Context<'_>, state: &Self::State, place: u32) -> Option<Self::Command> {
                match (self, state) {
                    $((Self::$name(one), OneOf::$name(state)) => one.command(cx, state, place).map(OneOf::$name),)+
                    _ => mixed(),
                }
            }

            fn timer(&self, command: &Self::Command) -> Timer {
                match (self, command) {
                    $((Self::$name(one), OneOf::$name(command)) => one.timer(command),)+
                    _ => mixed(),
                }
            }

            fn may_send(&self, cx: Context<'_>, state: &Self::State, channel: ChannelId) -> bool {
                match (self, state) {
                    $((Self::$name(one), OneOf::$name(state)) => one.may_send(cx, state, channel),)+
                    _ => mixed(),
                }
            }

            fn refuses(&self) -> bool {
                match self { $(Self::$name(one) => one.refuses()),+ }
            }

            fn is_urgent(message: &Self::Message) -> bool {
                match message { $(OneOf::$name(message) => $name::is_urgent(message)),+ }
            }

            fn accepts(
                &self,
                cx: Context<'_>,
                state: &Self::State,
                channel: ChannelId,
                message: &Self::Message,
            ) -> bool {
                match (self, state, message) {
                    $((Self::$name(one), OneOf::$name(state), OneOf::$name(message)) => {
                        one.accepts(cx, state, channel, message)
                    })+
                    _ => mixed(),
                }
            }

            fn handle<E: Effects<Self::Message, ()>>(
                &self,
                cx: Context<'_>,
                state: &mut Self::State,
                event: Event<Self::Message, Self::Command>,
                effects: &mut E,
            ) {
                match (self, state) {
                    $((Self::$name(one), OneOf::$name(state)) => {
                        let event = match event {
                            Event::Receive { channel, message: OneOf::$name(message) } => {
                                Event::Receive { channel, message }
                            }
                            Event::Internal(OneOf::$name(command)) => Event::Internal(command),
                            _ => mixed(),
                        };
                        one.handle(cx, state, event, &mut Outer { effects, message: OneOf::$name });
                    })+
                    _ => mixed(),
                }
            }
        }

        impl Computation for AnyProgram {
            fn count(&self, state: &Self::State) -> Option<u64> {
                match (self, state) {
                    $((Self::$name(one), OneOf::$name(state)) => one.count(state),)+
                    _ => mixed(),
                }
            }

            fn goods(&self) -> &[Good] {
                match self { $(Self::$name(one) => one.goods()),+ }
            }

            fn conserved(&self) -> &[Good] {
                match self { $(Self::$name(one) => one.conserved()),+ }
            }

            fn held(&self, state: &Self::State, good: usize) -> u64 {
                match (self, state) {
                    $((Self::$name(one), OneOf::$name(state)) => one.held(state, good),)+
                    _ => mixed(),
                }
            }

            fn carried(&self, message: &Self::Message, good: usize) -> u64 {
                match (self, message) {
                    $((Self::$name(one), OneOf::$name(message)) => one.carried(message, good),)+
                    _ => mixed(),
                }
            }

            fn predicates(&self) -> &[Predicate] {
                match self { $(Self::$name(one) => one.predicates()),+ }
            }

            fn holds<K>(
                &self,
                predicate: usize,
                topology: &Topology,
                state: &GlobalState<Self::State, Self::Message, K>,
            ) -> bool {
                match self {
                    $(Self::$name(one) => one.holds(predicate, topology, &of_member!($name, state))),+
                }
            }

            fn wait_for<K>(
                &self,
                topology: &Topology,
                state: &GlobalState<Self::State, Self::Message, K>,
            ) -> Option<WaitFor> {
                match self {
                    $(Self::$name(one) => one.wait_for(topology, &of_member!($name, state))),+
                }
            }

            fn sends_on_receipt(&self) -> bool {
                match self { $(Self::$name(one) => one.sends_on_receipt()),+ }
            }

            fn print_state(&self, state: &Self::State) -> String {
                match (self, state) {
                    $((Self::$name(one), OneOf::$name(state)) => one.print_state(state),)+
                    _ => mixed(),
                }
            }

            fn print_message(&self, message: &Self::Message) -> String {
                match (self, message) {
                    $((Self::$name(one), OneOf::$name(message)) => one.print_message(message),)+
                    _ => mixed(),
                }
            }

            fn parse_message(&self, text: &str) -> Option<Self::Message> {
                match self { $(Self::$name(one) => one.parse_message(text).map(OneOf::$name)),+ }
            }

            fn print_command(&self, command: &Self::Command) -> String {
                match (self, command) {
                    $((Self::$name(one), OneOf::$name(command)) => one.print_command(command),)+
                    _ => mixed(),
                }
            }

            fn starts_snapshots(&self) -> bool {
                match self { $(Self::$name(one) => one.starts_snapshots()),+ }
            }

            fn starts_snapshot(&self, command: &Self::Command) -> Option<SnapshotId> {
                match (self, command) {
                    $((Self::$name(one), OneOf::$name(command)) => one.starts_snapshot(command),)+
                    _ => mixed(),
                }
            }
        }

        impl Program for AnyProgram {
            fn entry(&self) -> &'static Entry {
                match self { $(Self::$name(one) => one.entry()),+ }
            }

            /// # Panics
            /// When the entry is that of none of these.
            fn build(arguments: &Arguments<'_>) -> Result<Self, ParameterError> {
                $(if arguments.program.name == $name::ENTRY.name {
                    return $name::build(arguments).map(Self::$name);
                })+
                unreachable!("'{}' is in no list of programs", arguments.program.name)
            }

            fn ends(&self) -> bool {
                match self { $(Self::$name(one) => one.ends()),+ }
            }

            fn describe(&self) -> String {
                match self { $(Self::$name(one) => one.describe()),+ }
            }

            fn timetable(&self) -> Vec<(VirtualTime, ProcessId)> {
                match self { $(Self::$name(one) => one.timetable()),+ }
            }

            fn pending(&self, process: ProcessId, state: &Self::State) -> Option<String> {
                match (self, state) {
                    $((Self::$name(one), OneOf::$name(state)) => one.pending(process, state),)+
                    _ => mixed(),
                }
            }

            fn counted(&self, count: u64, held: u64) -> Option<Self::State> {
                match self { $(Self::$name(one) => one.counted(count, held).map(OneOf::$name)),+ }
            }

            fn parse_state(&self, text: &str) -> Option<Self::State> {
                match self { $(Self::$name(one) => one.parse_state(text).map(OneOf::$name)),+ }
            }

            fn read_state(&self, written: WrittenState<'_>, held: &[u64]) -> Option<Self::State> {
                match self { $(Self::$name(one) => one.read_state(written, held).map(OneOf::$name)),+ }
            }

            fn read_message(&self, text: &str, carried: &[u64]) -> Option<Self::Message> {
                match self { $(Self::$name(one) => one.read_message(text, carried).map(OneOf::$name)),+ }
            }

            fn parse_command(&self, text: &str) -> Option<Self::Command> {
                match self { $(Self::$name(one) => one.parse_command(text).map(OneOf::$name)),+ }
            }
        }
    };
}

members![TokenRing, Bank, Script, Chatter, Diffusing, Resources, Foreign];

#[cfg(test)]
mod tests;
