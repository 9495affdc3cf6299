//! What travels under Acharya & Badrinath's algorithm, and what it prints as.

use std::fmt::Display;

use sim_core::Value;

use crate::algorithms::history::History;
use crate::algorithms::list;
use crate::wire::{Extra, Kind, Note};

/// The place of a message among those of its channel, from 1.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Nth(pub u64);

impl<M> Extra<M> for Nth {
    const NTH: Option<fn(&Self) -> Option<u64>> = Some(|Self(nth)| Some(*nth));

    fn print(&self) -> Note {
        Some(self.0.to_string().into())
    }

    fn parse(note: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
        note?.parse().ok().map(Self)
    }

    /// It is what a message is known by in a log. Where causal order holds a receiver could count.
    fn numbers(&self) -> u64 {
        0
    }
}

/// What a process had counted when it recorded its state, and what it had sent since it last did. By the places of its channels among those
/// that leave it, and among those that lead to it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Reply<M> {
    /// How many messages it had sent on each channel.
    pub sent: Vec<u64>,
    /// How many it had received from each.
    pub received: Vec<u64>,
    /// The last of those that it had sent on each channel: the log.
    pub logs: Vec<History<M>>,
}

/// What a message of the algorithm says.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Says<M> {
    /// Record your state.
    Token,
    /// It is recorded.
    Reply(Reply<M>),
}

impl<M: Value + Display> Extra<M> for Says<M> {
    /// `token`, or `reply sent 2 1, received 0 3`; and if there is a log, how many messages of each channel are in it, and which:
    /// `, log 2 0 [m][m]`.
    fn print(&self) -> Note {
        let Self::Reply(Reply { sent, received, logs }) = self else { return Some("token".into()) };
        let mut text = format!("reply sent {}, received {}", words(sent), words(received));
        if logs.iter().any(|log| !log.is_empty()) {
            let lengths: Vec<_> = logs.iter().map(|log| log.len() as u64).collect();
            let messages = list::print(logs.iter().flat_map(History::iter));
            text.extend([", log ", &words(&lengths), " ", &messages]);
        }
        Some(text.into())
    }

    fn parse(note: Option<&str>, message: impl Fn(&str) -> Option<M>) -> Option<Self> {
        let note = note?;
        if note == "token" {
            return Some(Self::Token);
        }
        let (sent, rest) = note.strip_prefix("reply sent ")?.split_once(", received ")?;
        let (received, log) = rest.split_once(", log ").unwrap_or((rest, ""));
        let sent = numbers(sent)?;
        let logs =
            if log.is_empty() { vec![History::default(); sent.len()] } else { parse_logs(log, message)? };
        (logs.len() == sent.len()).then_some(())?;
        Some(Self::Reply(Reply { sent, received: numbers(received)?, logs }))
    }

    /// The counts. A log is not sent: it is read where it is.
    fn numbers(&self) -> u64 {
        match self {
            Self::Token => 0,
            Self::Reply(reply) => (reply.sent.len() + reply.received.len()) as u64,
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Token => "token".into(),
            Self::Reply(..) => "reply".into(),
        }
    }
}

fn words(numbers: &[u64]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn numbers(words: &str) -> Option<Vec<u64>> {
    words.split_terminator(' ').map(|word| word.parse().ok()).collect()
}

fn parse_logs<M: Clone>(text: &str, message: impl Fn(&str) -> Option<M>) -> Option<Vec<History<M>>> {
    let (lengths, messages) = text.split_once(" [")?;
    let mut messages = list::parse(&text[text.len() - messages.len() - 1..], message)?.into_iter();
    let mut logs = Vec::new();
    for length in numbers(lengths)? {
        let mut log = History::default();
        (0..length).try_for_each(|_| messages.next().map(|message| log.push(message)))?;
        logs.push(log);
    }
    messages.next().is_none().then_some(logs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(messages: &[&str]) -> History<String> {
        let mut log = History::default();
        messages.iter().for_each(|message| log.push(message.to_string()));
        log
    }

    fn parse(text: &str) -> Option<Says<String>> {
        Says::parse(Some(text), |text| Some(text.to_string()))
    }

    #[test]
    fn what_is_said_prints_as_text_that_is_read_back_whatever_the_messages_print_as() {
        for logs in [[&["5 $", "", "], log 1 [x]"][..], &["m"]], [&[], &[]], [&[], &["a [b"]]] {
            let logs = logs.map(log).to_vec();
            let says = Says::Reply(Reply { sent: vec![0, 4], received: vec![3], logs });
            assert_eq!(parse(&says.print().unwrap()), Some(says));
        }
        let nobody = Says::Reply(Reply { sent: vec![], received: vec![], logs: vec![] });
        assert_eq!(parse(&nobody.print().unwrap()), Some(nobody));
        assert_eq!(parse("token"), Some(Says::Token));
        for rest in ["", " sent 1", " sent 1, received 1, log 2 [m]", " sent 1, received 1, log 0 [m]"] {
            assert_eq!(parse(&format!("reply{rest}")), None, "{rest}");
        }
        assert_eq!(parse("reply sent 1, received 1, log 1 1 [m][m]"), None, "a log of no channel");
        assert_eq!(parse("reply sent x, received "), None);
        assert_eq!(parse("reply sent 1, received 1, log 99999999999 [m]"), None);
    }

    #[test]
    fn what_is_counted_is_numbers_and_not_the_log() {
        let reply = Says::Reply(Reply { sent: vec![1], received: vec![7, 0], logs: vec![log(&["m"])] });
        assert_eq!((reply.numbers(), Extra::<String>::numbers(&Says::<String>::Token)), (3, 0));
        assert_eq!(reply.print().as_deref(), Some("reply sent 1, received 7 0, log 1 [m]"));
    }
}
