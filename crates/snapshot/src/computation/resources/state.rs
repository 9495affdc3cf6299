//! What a process has, wants and lends; what is said between processes, and what one does of its own accord.

use std::fmt;

use sim_core::{ChannelId, Names, ProcessId};

use super::super::counted::number;

/// The state of a process. Resources are named by their owners.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Holding {
    /// What it waits for, in order.
    pub wants: Vec<ProcessId>,
    /// What it has of others, in order.
    pub has: Vec<ProcessId>,
    /// What it asked for and no longer needs, in order.
    pub stale: Vec<ProcessId>,
    /// To whom its own is lent.
    pub lent: Option<ProcessId>,
    /// Who has asked for its own, and waits: the next first.
    pub queue: Vec<ProcessId>,
    /// How often it may still ask.
    pub left: u32,
}

impl Holding {
    /// Whether it waits.
    #[must_use]
    pub const fn is_waiting(&self) -> bool {
        !self.wants.is_empty()
    }
}

/// The parts of a state that name processes, as they print.
const WAITS: &str = "waits for ";
const HAS: &str = "has ";
const STALE: &str = "needs no more ";
const LENT: &str = "lent to ";
const QUEUE: &str = "asked by ";
const LEFT: &str = " to go";

/// What stands between processes, and between the parts of a state.
const AND: &str = "+";
const THEN: &str = ", ";

/// A process as a state has it: by its name; by its number where that of some process may hold what stands between them.
fn print(process: ProcessId, names: &Names) -> String {
    if are_plain(names) { names.name(process).to_string() } else { process.0.to_string() }
}

/// The process that prints as this.
fn parse(text: &str, names: &Names) -> Option<ProcessId> {
    if are_plain(names) { names.process(text) } else { Some(ProcessId(u32::try_from(number(text)?).ok()?)) }
}

fn are_plain(names: &Names) -> bool {
    !names.may_hold(AND) && !names.may_hold(THEN)
}

impl Holding {
    /// `waits for Q+R, has P, lent to S, asked by R+P, 1 to go`: only what is so.
    pub(super) fn print(&self, names: &Names) -> String {
        let mut text = String::new();
        let lent: Vec<_> = self.lent.into_iter().collect();
        let lists = [
            (WAITS, &self.wants),
            (HAS, &self.has),
            (STALE, &self.stale),
            (LENT, &lent),
            (QUEUE, &self.queue),
        ];
        for (what, processes) in lists {
            if !processes.is_empty() {
                let processes: Vec<_> = processes.iter().map(|process| print(*process, names)).collect();
                text += &format!("{what}{}{THEN}", processes.join(AND));
            }
        }
        text + &format!("{}{LEFT}", self.left)
    }

    /// The state that prints as this.
    pub(super) fn parse(text: &str, names: &Names) -> Option<Self> {
        let mut state = Self::default();
        let mut parts = text.split(THEN).peekable();
        let mut list = |what| match parts.peek().and_then(|part| part.strip_prefix(what)) {
            None => Some(Vec::new()),
            Some(rest) => {
                parts.next();
                rest.split(AND).map(|process| parse(process, names)).collect()
            }
        };
        state.wants = list(WAITS)?;
        state.has = list(HAS)?;
        state.stale = list(STALE)?;
        let lent: Vec<ProcessId> = list(LENT)?;
        state.queue = list(QUEUE)?;
        state.lent = match lent.as_slice() {
            [] => None,
            [one] => Some(*one),
            _ => return None,
        };
        state.left = u32::try_from(number(parts.next()?.strip_suffix(LEFT)?)?).ok()?;
        (parts.next().is_none() && state.print(names) == text).then_some(state)
    }
}

/// A message between a process and the owner of a resource.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Demand {
    /// Asks the receiver for its resource.
    Request,
    /// Brings the sender's resource.
    Grant,
    /// Brings the receiver's resource back.
    Release,
}

impl Demand {
    /// The message that prints as this.
    pub(super) fn parse(text: &str) -> Option<Self> {
        [Self::Request, Self::Grant, Self::Release].into_iter().find(|demand| demand.to_string() == text)
    }
}

impl fmt::Display for Demand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Request => "request",
            Self::Grant => "grant",
            Self::Release => "release",
        })
    }
}

/// What a process that does not wait may do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Move {
    /// It asks for resources, first on this channel.
    Ask(ChannelId),
    /// It gives back all that it has of others.
    Finish,
    /// It lends its own to who asked first.
    Lend,
}

const ASK: &str = "ask, first on channel ";

impl Move {
    /// The command that prints as this.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "finish" => Some(Self::Finish),
            "lend" => Some(Self::Lend),
            _ => Some(Self::Ask(ChannelId(u32::try_from(number(text.strip_prefix(ASK)?)?).ok()?))),
        }
    }
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ask(channel) => write!(f, "{ASK}{}", channel.0),
            Self::Finish => f.write_str("finish"),
            Self::Lend => f.write_str("lend"),
        }
    }
}

#[cfg(test)]
mod tests {
    use sim_core::Topology;

    use super::*;

    #[test]
    fn what_is_printed_is_read_back() {
        let process = |numbers: &[u32]| numbers.iter().copied().map(ProcessId).collect::<Vec<_>>();
        let names = |names: [&str; 5]| {
            Topology::new(names.map(String::from).to_vec(), vec![]).unwrap().names().clone()
        };
        let full = Holding {
            wants: process(&[1, 2]),
            has: process(&[0]),
            stale: process(&[4]),
            lent: Some(ProcessId(3)),
            queue: process(&[2, 0]),
            left: 1,
        };
        let plain = names(["P", "Q", "R", "has S", "0"]);
        assert_eq!(
            full.print(&plain),
            "waits for Q+R, has P, needs no more 0, lent to has S, asked by R+P, 1 to go"
        );
        // Nobody could tell where such names end.
        let odd = names(["P", "Q", "P+Q", "P, has Q", "0"]);
        assert_eq!(
            full.print(&odd),
            "waits for 1+2, has 0, needs no more 4, lent to 3, asked by 2+0, 1 to go"
        );
        for state in [full, Holding::default(), Holding { lent: Some(ProcessId(1)), ..Holding::default() }] {
            for names in [&plain, &odd] {
                assert_eq!(Holding::parse(&state.print(names), names), Some(state.clone()));
            }
        }
        for text in [
            "",
            "1 to go, 1 to go",
            "has , 1 to go",
            "lent to Q+R, 0 to go",
            "has Q, waits for R, 0 to go",
            "has 1, 0 to go",
        ] {
            assert_eq!(Holding::parse(text, &plain), None, "{text}");
        }
        for command in [Move::Ask(ChannelId(3)), Move::Finish, Move::Lend] {
            assert_eq!(Move::parse(&command.to_string()), Some(command));
        }
        assert_eq!(Demand::parse("grant"), Some(Demand::Grant));
        assert_eq!(Demand::parse("Grant"), None);
    }
}
