//! The recorded states of two runs, part by part. Messages are compared by what they say and carry, not by their numbers: two global
//! states that differ in those alone are equal.

use std::collections::BTreeSet;

use crate::model::{Held, Message, Snapshot, State};
use crate::saved::Saved;

/// How a recorded state compares.
#[derive(Clone, PartialEq, Debug)]
pub struct Recorded<'a> {
    /// The number of the snapshot.
    pub snapshot: u32,
    /// Whether each run has it.
    pub is_there: [bool; 2],
    /// How many processes and channels are recorded alike.
    pub same: usize,
    /// Those that differ.
    pub differ: Vec<Part<'a>>,
}

/// A part of a recorded state; absent where it was not recorded.
#[derive(Clone, PartialEq, Debug)]
pub enum Part<'a> {
    /// A process: its state.
    Process(&'a str, [Option<&'a Held>; 2]),
    /// A channel: the messages in it.
    Channel(&'a str, [Option<&'a [Message]>; 2]),
}

pub(super) fn compared<'a>(runs: [&'a Saved; 2]) -> Vec<Recorded<'a>> {
    let snapshots = runs.map(|run| run.footer.as_ref().map_or(&[][..], |footer| &footer.snapshots));
    let mut numbers: Vec<u32> = snapshots.iter().flat_map(|of| of.iter().map(|of| of.id)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let pair = |id: u32| snapshots.map(|of| of.iter().find(|of| of.id == id));
    numbers.into_iter().map(|id| one(id, pair(id))).collect()
}

fn one<'a>(snapshot: u32, of: [Option<&'a Snapshot>; 2]) -> Recorded<'a> {
    let parts: Vec<_> = processes(of).into_iter().chain(channels(of)).collect();
    let all = parts.len();
    let differ: Vec<_> = parts.into_iter().filter(Part::differs).collect();
    Recorded { snapshot, is_there: of.map(|of| of.is_some()), same: all - differ.len(), differ }
}

fn processes<'a>(of: [Option<&'a Snapshot>; 2]) -> Vec<Part<'a>> {
    let names =
        either(of.map(|of| of.iter().flat_map(|of| of.processes.keys()).map(String::as_str).collect()));
    let state = |of: Option<&'a Snapshot>, name: &str| Some(&of?.processes.get(name)?.state);
    names.into_iter().map(|name| Part::Process(name, of.map(|of| state(of, name)))).collect()
}

fn channels<'a>(of: [Option<&'a Snapshot>; 2]) -> Vec<Part<'a>> {
    let names =
        either(of.map(|of| of.iter().flat_map(|of| of.channels.keys()).map(String::as_str).collect()));
    let inside = |of: Option<&'a Snapshot>, name: &str| Some(of?.channels.get(name)?.as_slice());
    names.into_iter().map(|name| Part::Channel(name, of.map(|of| inside(of, name)))).collect()
}

/// The names of the first, then those that only the second has.
fn either([mut names, others]: [Vec<&str>; 2]) -> Vec<&str> {
    let known: BTreeSet<_> = names.iter().copied().collect();
    names.extend(others.into_iter().filter(|name| !known.contains(name)));
    names
}

impl Part<'_> {
    fn differs(&self) -> bool {
        match self {
            // What nobody tells is not compared.
            Self::Process(_, [Some(one), Some(other)]) => {
                one != other && [one, other].iter().all(|held| held.state != State::Untold)
            }
            Self::Process(_, [one, other]) => one != other,
            Self::Channel(_, messages) => {
                let said = messages
                    .map(|of| of.map(|of| of.iter().map(|of| (&of.body, &of.carries)).collect::<Vec<_>>()));
                said[0] != said[1]
            }
        }
    }
}
