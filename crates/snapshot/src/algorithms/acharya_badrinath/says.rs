//! What travels under Acharya & Badrinath's algorithm, and what it prints as.

use std::fmt::Display;

use rpds::ListSync;
use sim_core::Value;

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

/// How many messages a process has sent and received: on each of the channels that leave it, and on each of those that lead to it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Counts {
    /// By the place of the channel among those that leave the process.
    pub sent: Vec<u64>,
    /// By the place of the channel among those that lead to it.
    pub received: Vec<u64>,
}

/// What a process sent since it last replied, the latest first, each with the place of its channel among those that leave the process.
/// A copy shares what it has with the original.
pub type Log<M> = ListSync<(u32, M)>;

/// What a message of the algorithm says.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Says<M> {
    /// Record your state.
    Token,
    /// It is recorded, and so much was sent and received before that.
    Reply(Counts, Log<M>),
}

impl<M: Value + Display> Extra<M> for Says<M> {
    /// `reply sent 2 1, received 0 3`; and if there is a log, `, log 0 1:m 1 1:m 0 1:m`: the channel's place, how long the text of the
    /// message is, and the text.
    fn print(&self) -> Note {
        let Self::Reply(counts, log) = self else { return Some("token".into()) };
        let [sent, received] = [&counts.sent, &counts.received].map(|counts| words(counts));
        let mut text = format!("reply sent {sent}, received {received}");
        let mut logged: Vec<_> = log.iter().map(|(place, message)| entry(*place, message)).collect();
        logged.reverse();
        if !logged.is_empty() {
            text.extend([", log ", &logged.join(" ")]);
        }
        Some(text.into())
    }

    fn parse(note: Option<&str>, message: impl Fn(&str) -> Option<M>) -> Option<Self> {
        let note = note?;
        if note == "token" {
            return Some(Self::Token);
        }
        let (sent, rest) = note.strip_prefix("reply sent ")?.split_once(", received ")?;
        let (received, mut logged) = rest.split_once(", log ").unwrap_or((rest, ""));
        let counts = Counts { sent: numbers(sent)?, received: numbers(received)? };
        let mut log = Log::new_sync();
        while !logged.is_empty() {
            let (place, text, rest) = cut_off(logged)?;
            log.push_front_mut((place, message(text)?));
            logged = rest;
        }
        Some(Self::Reply(counts, log))
    }

    /// The counts. A log is not sent: it is read where it is.
    fn numbers(&self) -> u64 {
        match self {
            Self::Token => 0,
            Self::Reply(counts, _) => (counts.sent.len() + counts.received.len()) as u64,
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

fn entry<M: Display>(place: u32, message: &M) -> String {
    let message = message.to_string();
    format!("{place} {}:{message}", message.len())
}

/// The first entry of a printed log, and what comes after it.
fn cut_off(logged: &str) -> Option<(u32, &str, &str)> {
    let (place, rest) = logged.split_once(' ')?;
    let (length, rest) = rest.split_once(':')?;
    let (text, rest) = rest.split_at_checked(length.parse().ok()?)?;
    let rest = if rest.is_empty() { rest } else { rest.strip_prefix(' ').filter(|rest| !rest.is_empty())? };
    Some((place.parse().ok()?, text, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Option<Says<String>> {
        Says::parse(Some(text), |text| Some(text.to_string()))
    }

    #[test]
    fn what_is_said_prints_as_text_that_is_read_back_whatever_the_messages_print_as() {
        let log = ["5 $", "", "], log 0 1:m ", "x"].map(|message| (1, message.to_string()));
        for log in [Log::new_sync(), log.into_iter().collect()] {
            let counts = Counts { sent: vec![0, 4], received: vec![3] };
            let says = Says::Reply(counts, log);
            assert_eq!(parse(&says.print().expect("it says something")), Some(says));
        }
        assert_eq!(parse("token"), Some(Says::Token));
        assert_eq!(
            parse("reply sent , received ").and_then(|says| says.print()).as_deref(),
            Some("reply sent , received ")
        );
        for wrong in
            ["reply", "reply sent 1", "reply sent 1, received 1, log 0 2:m", "reply sent x, received "]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_counted_is_numbers_and_not_the_log() {
        let log = [(0, "m".to_string())].into_iter().collect();
        let reply = Says::Reply(Counts { sent: vec![1], received: vec![7, 0] }, log);
        assert_eq!((reply.numbers(), Extra::<String>::numbers(&Says::<String>::Token)), (3, 0));
        assert_eq!(reply.print().as_deref(), Some("reply sent 1, received 7 0, log 0 1:m"));
    }
}
