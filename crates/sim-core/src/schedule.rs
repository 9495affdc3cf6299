//! Schedules as data: the list of actions that make a run, printed and parsed.
//!
//! A seed dies when the code that draws changes; a schedule does not. It is written as people would:
//!
//! ```text
//! P! (P>Q Q>P)*101 P>Q#1
//! ```
//!
//! `P!` is P doing the first thing it offers to do of its own accord, `P!2` the third; `P>Q` delivers the oldest
//! message of that channel and, where a channel is not FIFO, `P>Q#1` the second oldest. `( … )*101` is 101 times what
//! is in it. A name with other characters than letters, digits, `_`, `.` and `-` is written in double quotes, in which
//! `\` makes the next character itself.

use std::fmt::Write as _;

use crate::id::{ChannelId, ProcessId};
use crate::topology::Topology;

/// One transition that a global state may allow.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Action {
    /// Delivers a message to the channel's target.
    Deliver {
        /// The channel.
        channel: ChannelId,
        /// The message's place in it, from 0 for the oldest; always 0 in a FIFO channel.
        position: u32,
    },
    /// Lets a process do something of its own accord.
    Internal {
        /// The process.
        process: ProcessId,
        /// Which of the commands it offers in its present state, from 0.
        command: u32,
    },
}

/// A list of actions, in order.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Schedule(pub Vec<Action>);

/// Why a text is not a schedule for a topology; `at` counts characters from 1.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("schedule, character {at}: {what}")]
pub struct ScheduleError {
    /// Where.
    pub at: usize,
    /// What is wrong there.
    pub what: String,
}

/// The longest schedule that is read: so that `((( … )*9999)*9999)*9999` is an error and not the end of the memory.
pub const MAX_ACTIONS: usize = 10_000_000;

/// How deep parentheses may be nested.
const MAX_DEPTH: usize = 64;

impl Action {
    /// The action as a schedule writes it.
    #[must_use]
    pub fn display(self, topology: &Topology) -> String {
        match self {
            Self::Deliver { channel, position } => {
                let ends = topology.channel(channel);
                let (source, target) =
                    (quoted(topology.name(ends.source)), quoted(topology.name(ends.target)));
                if position == 0 {
                    format!("{source}>{target}")
                } else {
                    format!("{source}>{target}#{position}")
                }
            }
            Self::Internal { process, command: 0 } => format!("{}!", quoted(topology.name(process))),
            Self::Internal { process, command } => format!("{}!{command}", quoted(topology.name(process))),
        }
    }
}

const fn plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
}

fn quoted(name: &str) -> String {
    if name.chars().all(plain) {
        return name.to_string();
    }
    let mut text = String::from("\"");
    for c in name.chars() {
        if matches!(c, '"' | '\\') {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
    text
}

impl Schedule {
    /// The schedule as text that [`Schedule::parse`] reads; repetitions are folded.
    #[must_use]
    pub fn display(&self, topology: &Topology) -> String {
        let mut text = String::new();
        let mut rest = self.0.as_slice();
        while !rest.is_empty() {
            let (period, times) = longest_repetition(rest);
            let body: Vec<_> = rest[..period].iter().map(|action| action.display(topology)).collect();
            let body = body.join(" ");
            let space = if text.is_empty() { "" } else { " " };
            if times == 1 { write!(text, "{space}{body}") } else { write!(text, "{space}({body})*{times}") }
                .expect("a String takes all that is written");
            rest = &rest[period * times..];
        }
        text
    }

    /// Reads a schedule for a topology.
    ///
    /// # Errors
    /// When the text is not a schedule, names a process or channel that the topology has not, or unfolds to more than
    /// [`MAX_ACTIONS`].
    pub fn parse(text: &str, topology: &Topology) -> Result<Self, ScheduleError> {
        let mut parser = Parser { text: text.chars().collect(), at: 0, topology };
        let folded = parser.folded(0)?;
        if parser.at < parser.text.len() {
            return Err(parser.error("a ')' without its '('"));
        }
        let mut actions = Vec::with_capacity(folded.length);
        folded.unfold(&mut actions);
        Ok(Self(actions))
    }
}

/// How the text begins best: the period and the number of times for which most actions are folded away.
fn longest_repetition(actions: &[Action]) -> (usize, usize) {
    let common = common_beginnings(actions, LONGEST_PERIOD.min(actions.len() / 2));
    (1..common.len())
        .map(|period| (period, 1 + common[period] / period))
        .filter(|(_, times)| *times > 2)
        .max_by_key(|(period, times)| (period * (times - 1), usize::MAX - period))
        .unwrap_or((1, 1))
}

/// The longest body of a repetition that is looked for.
const LONGEST_PERIOD: usize = 64;

/// For each place up to `last`, how long what begins there is like the beginning: Gusfield's Z algorithm, which looks at each
/// action once however many places there are.
fn common_beginnings(actions: &[Action], last: usize) -> Vec<usize> {
    let mut common = vec![actions.len()];
    let (mut from, mut to) = (0, 0);
    for place in 1..=last {
        let known = if place < to { common[place - from].min(to - place) } else { 0 };
        let (beginning, here) = (&actions[known..], &actions[place + known..]);
        let length = known + beginning.iter().zip(here).take_while(|(one, other)| one == other).count();
        common.push(length);
        if place + length > to {
            (from, to) = (place, place + length);
        }
    }
    common
}

/// A schedule as it is written: so long as it is only counted, a repetition takes no more than its text.
#[derive(Default)]
struct Folded {
    parts: Vec<Part>,
    /// How many actions it unfolds to: at most [`MAX_ACTIONS`].
    length: usize,
}

enum Part {
    Action(Action),
    Repeated { body: Folded, times: usize },
}

impl Folded {
    /// Adds a part, unless there would be too many actions.
    fn add(&mut self, part: Part) -> bool {
        let length = part.length().and_then(|length| self.length.checked_add(length));
        let Some(length) = length.filter(|length| *length <= MAX_ACTIONS) else { return false };
        self.length = length;
        // What unfolds to nothing need not be kept, nor be gone through as often as it is repeated.
        if !matches!(part.length(), Some(0)) {
            self.parts.push(part);
        }
        true
    }

    fn unfold(&self, actions: &mut Vec<Action>) {
        for part in &self.parts {
            match part {
                Part::Action(action) => actions.push(*action),
                Part::Repeated { body, times } => {
                    let start = actions.len();
                    body.unfold(actions);
                    let end = actions.len();
                    (1..*times).for_each(|_| actions.extend_from_within(start..end));
                }
            }
        }
    }
}

impl Part {
    const fn length(&self) -> Option<usize> {
        match self {
            Self::Action(_) => Some(1),
            Self::Repeated { body, times } => body.length.checked_mul(*times),
        }
    }
}

struct Parser<'a> {
    text: Vec<char>,
    at: usize,
    topology: &'a Topology,
}

impl Parser<'_> {
    fn error(&self, what: impl Into<String>) -> ScheduleError {
        ScheduleError { at: self.at + 1, what: what.into() }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn folded(&mut self, depth: usize) -> Result<Folded, ScheduleError> {
        let mut folded = Folded::default();
        loop {
            let part = match self.peek() {
                Some(c) if c.is_whitespace() => {
                    self.at += 1;
                    continue;
                }
                None | Some(')') => return Ok(folded),
                Some('(') => self.repetition(depth)?,
                Some(_) => Part::Action(self.action()?),
            };
            if !folded.add(part) {
                return Err(self.error(format!("more than {MAX_ACTIONS} actions")));
            }
        }
    }

    fn repetition(&mut self, depth: usize) -> Result<Part, ScheduleError> {
        if depth == MAX_DEPTH {
            return Err(self.error(format!("more than {MAX_DEPTH} parentheses inside one another")));
        }
        self.at += 1;
        let body = self.folded(depth + 1)?;
        if !self.eat(')') {
            return Err(self.error("expected ')'"));
        }
        let times = if self.eat('*') { self.number()? as usize } else { 1 };
        Ok(Part::Repeated { body, times })
    }

    fn action(&mut self) -> Result<Action, ScheduleError> {
        let process = self.process()?;
        if self.eat('!') {
            let command = if self.digit() { self.number()? } else { 0 };
            return Ok(Action::Internal { process, command });
        }
        if !self.eat('>') {
            return Err(self.error("expected '>' and a process, or '!'"));
        }
        let target = self.process()?;
        let channel = self.topology.between(process, target).ok_or_else(|| {
            let (source, target) = (self.topology.name(process), self.topology.name(target));
            self.error(format!("there is no channel from '{source}' to '{target}'"))
        })?;
        let position = if self.eat('#') { self.number()? } else { 0 };
        Ok(Action::Deliver { channel, position })
    }

    fn digit(&self) -> bool {
        self.peek().is_some_and(|c| c.is_ascii_digit())
    }

    fn number(&mut self) -> Result<u32, ScheduleError> {
        let start = self.at;
        while self.digit() {
            self.at += 1;
        }
        let digits: String = self.text[start..self.at].iter().collect();
        digits.parse().map_err(|_| self.error("expected a number below 2^32"))
    }

    fn process(&mut self) -> Result<ProcessId, ScheduleError> {
        let name = if self.eat('"') { self.quoted_name()? } else { self.plain_name() };
        if name.is_empty() {
            return Err(self.error("expected the name of a process"));
        }
        self.topology.process(&name).ok_or_else(|| self.error(format!("there is no process '{name}'")))
    }

    fn plain_name(&mut self) -> String {
        let start = self.at;
        while self.peek().is_some_and(plain) {
            self.at += 1;
        }
        // `P->Q` reads as well as `P>Q`: the dash before '>' is part of the arrow.
        if self.peek() == Some('>') && self.at > start + 1 && self.text[self.at - 1] == '-' {
            return self.text[start..self.at - 1].iter().collect();
        }
        self.text[start..self.at].iter().collect()
    }

    fn quoted_name(&mut self) -> Result<String, ScheduleError> {
        let mut name = String::new();
        while let Some(mut c) = self.peek() {
            self.at += 1;
            match c {
                '"' => return Ok(name),
                '\\' => {
                    c = self.peek().ok_or_else(|| self.error("a name that does not end"))?;
                    self.at += 1;
                }
                _ => {}
            }
            name.push(c);
        }
        Err(self.error("a name that does not end"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deliver(channel: u32, position: u32) -> Action {
        Action::Deliver { channel: ChannelId(channel), position }
    }

    #[test]
    fn a_schedule_prints_folded_and_parses_back() {
        let ring = Topology::ring(2).unwrap();
        let mut actions = vec![Action::Internal { process: ProcessId(0), command: 0 }];
        (0..101).for_each(|_| actions.extend([deliver(0, 0), deliver(1, 0)]));
        actions.extend([deliver(0, 1), Action::Internal { process: ProcessId(1), command: 2 }]);
        let schedule = Schedule(actions);
        let text = schedule.display(&ring);
        assert_eq!(text, "P! (P>Q Q>P)*101 P>Q#1 Q!2");
        assert_eq!(Schedule::parse(&text, &ring), Ok(schedule));
    }

    #[test]
    fn what_is_like_the_beginning_is_found_as_far_as_it_is() {
        let mut random = crate::random::Random::new(4);
        for length in 0..60 {
            for kinds in 1..4 {
                let mut kind = || u32::try_from(random.below(kinds)).unwrap();
                let actions: Vec<Action> = (0..length).map(|_| deliver(0, kind())).collect();
                for last in [actions.len() / 2, actions.len().saturating_sub(1)] {
                    let like = |place: usize| {
                        actions.iter().zip(&actions[place..]).take_while(|(a, b)| a == b).count()
                    };
                    let expected: Vec<_> = (0..=last).map(like).collect();
                    assert_eq!(common_beginnings(&actions, last), expected);
                }
            }
        }
    }

    #[test]
    fn a_repetition_is_folded_where_it_saves_most_and_from_three_times_on() {
        let ring = Topology::ring(2).unwrap();
        let folded = |text: &str| Schedule::parse(text, &ring).unwrap().display(&ring);
        assert_eq!(folded("P! P!"), "P! P!");
        assert_eq!(folded("P! P! P!"), "(P!)*3");
        assert_eq!(folded("(P! Q!)*2 P>Q"), "P! Q! P! Q! P>Q");
        assert_eq!(folded("((P!)*3 Q!)*4"), "(P! P! P! Q!)*4");
        assert_eq!(folded("(P! P!)*4"), "(P!)*8", "of those that save as much the shortest");
        let body = |length: usize| vec!["P!"; length - 1].join(" ") + " Q!";
        let longest = format!("({})*3", body(LONGEST_PERIOD));
        assert_eq!(folded(&longest), longest);
        assert_ne!(
            folded(&format!("({})*3", body(LONGEST_PERIOD + 1))),
            format!("({})*3", body(LONGEST_PERIOD + 1))
        );
    }

    #[test]
    fn any_name_can_be_written() {
        let names = vec!["a b".to_string(), "\"</script>\\".to_string()];
        let ends =
            |s, t| crate::Channel { source: ProcessId(s), target: ProcessId(t), order: Default::default() };
        let odd = Topology::new(names, vec![ends(0, 1), ends(1, 0)]).unwrap();
        let schedule = Schedule(vec![deliver(1, 0), Action::Internal { process: ProcessId(1), command: 0 }]);
        assert_eq!(Schedule::parse(&schedule.display(&odd), &odd), Ok(schedule));
    }

    #[test]
    fn an_arrow_may_have_its_dash() {
        let ring = Topology::ring(2).unwrap();
        assert_eq!(Schedule::parse("P->Q", &ring), Ok(Schedule(vec![deliver(0, 0)])));
    }

    #[test]
    fn what_is_no_schedule_says_where() {
        let ring = Topology::ring(2).unwrap();
        let error = |text: &str| Schedule::parse(text, &ring).unwrap_err().to_string();
        assert_eq!(error("P! R>Q"), "schedule, character 5: there is no process 'R'");
        assert_eq!(error("P"), "schedule, character 2: expected '>' and a process, or '!'");
        assert_eq!(error("P! )"), "schedule, character 4: a ')' without its '('");
        assert_eq!(error("(P!"), "schedule, character 4: expected ')'");
        assert_eq!(error("(P!)*x"), "schedule, character 6: expected a number below 2^32");
        assert_eq!(error("\"P"), "schedule, character 3: a name that does not end");
        assert_eq!(error("P>P"), "schedule, character 4: there is no channel from 'P' to 'P'");
        assert!(error("(((P!)*4000000000)*4000000000)*9").contains("more than 10000000 actions"));
        assert!(error(&"(".repeat(10_000)).contains("64 parentheses"));
    }

    #[test]
    fn repetitions_are_counted_before_they_are_unfolded() {
        let ring = Topology::ring(2).unwrap();
        let length = |text: &str| Schedule::parse(text, &ring).map(|schedule| schedule.0.len());
        let nothing = "((P!)*9999999)*0 ".repeat(10_000);
        assert_eq!(length(&nothing), Ok(0));
        assert_eq!(length("((())*4294967295)*4294967295"), Ok(0));
        assert_eq!(length("(P! (P>Q)*2)*3 ()*7 Q!"), Ok(10));
        let levels = "(P! ".repeat(60) + &")*2".repeat(60);
        let at = Schedule::parse(&levels, &ring).unwrap_err().at;
        assert!((240..levels.len()).contains(&at), "the place is among the ends: {at}");
        let wide = "(P!)*10000000 (P!)*10000000";
        assert_eq!(Schedule::parse(wide, &ring).unwrap_err().at, wide.len() + 1);
    }
}
