//! What messages look like on the wire: as they print; or as the exercise's two words.

use bytes::BytesMut;
use net::Encoding;
use sim_core::Order;
use snapshot::shrink::Configuration;
use snapshot::{Extra, Note, Program, SnapshotId, Wire};

use crate::failure::Failure;
use crate::scenario::Scenario;

/// The exercise's words.
pub(super) const WORDS: &[&str] = &["msg", "marker"];

/// What reads what an algorithm adds to the messages of a computation.
pub(super) type Reads<'a, T> = &'a dyn Fn(Option<&str>) -> Option<T>;

/// The form of a program's messages under an algorithm.
pub(super) struct Form<'a, P: Program, T, C> {
    program: &'a P,
    /// Reads tags.
    tag: Reads<'a, T>,
    /// Reads what messages of the algorithm say besides which snapshot they are about.
    control: Reads<'a, C>,
    /// How many snapshots there are: no marker has a higher number.
    snapshots: u32,
    /// With bare words: the message that is meant by the first.
    word: Option<P::Message>,
}

impl<'a, P: Program, T, C> Form<'a, P, T, C> {
    pub(super) fn new(
        scenario: &Scenario,
        program: &'a P,
        (tag, control): (Reads<'a, T>, Reads<'a, C>),
        words: bool,
    ) -> Result<Self, Failure> {
        let says_more = tag(None).is_none() || control(None).is_none();
        let word = if words { Some(only_message(scenario, program, says_more)?) } else { None };
        Ok(Self { program, tag, control, snapshots: scenario.configuration.initiation.snapshots, word })
    }
}

/// The message that the word `msg` stands for: there must be one alone, and one snapshot, between two processes, by an algorithm that
/// says no more than which word it is.
fn only_message<P: Program>(
    scenario: &Scenario,
    program: &P,
    says_more: bool,
) -> Result<P::Message, Failure> {
    let Configuration { topology, initiation, .. } = &scenario.configuration;
    let pair = topology.processes().len() == 2
        && topology.channels().len() == 2
        && topology.channels().iter().all(|channel| channel.order == Order::Fifo);
    let one = initiation.snapshots == 1 && scenario.initiators().len() == 1;
    let message = program.parse_message("m");
    message.filter(|_| pair && one && !says_more).ok_or_else(|| {
        Failure::with_tip(
            "two bare words say too little for this experiment",
            "'--wire words' is for the exercise: ring:2, token-ring, one snapshot and one initiator",
        )
    })
}

impl<P: Program, T: Extra<P::Message>, C: Extra<P::Message>> Encoding<Wire<P::Message, T, C>>
    for Form<'_, P, T, C>
{
    fn encode(&self, message: &Wire<P::Message, T, C>, out: &mut BytesMut) {
        let text = match (message, &self.word) {
            (Wire::Message { .. }, Some(_)) => WORDS[0].to_string(),
            (Wire::Control { .. }, Some(_)) => WORDS[1].to_string(),
            (Wire::Message { body, tag }, None) => {
                format!("m{} {}", added(&tag.print()), self.program.print_message(body))
            }
            (Wire::Control { snapshot, body }, None) => {
                format!("marker{} {}", added(&body.print()), snapshot.0)
            }
        };
        out.extend_from_slice(text.as_bytes());
    }

    fn decode(&self, bytes: &[u8]) -> Option<Wire<P::Message, T, C>> {
        let text = std::str::from_utf8(bytes).ok()?;
        match (&self.word, text) {
            (Some(message), "msg") => Some(Wire::Message { body: message.clone(), tag: (self.tag)(None)? }),
            (Some(_), "marker") => {
                Some(Wire::Control { snapshot: SnapshotId(1), body: (self.control)(None)? })
            }
            (Some(_), _) => None,
            (None, text) => {
                let (word, note, rest) = parts(text)?;
                match word {
                    "m" => {
                        let body = self.program.parse_message(rest)?;
                        Some(Wire::Message { body, tag: (self.tag)(note)? })
                    }
                    "marker" => {
                        let number =
                            rest.parse().ok().filter(|number| (1..=self.snapshots).contains(number))?;
                        Some(Wire::Control { snapshot: SnapshotId(number), body: (self.control)(note)? })
                    }
                    _ => None,
                }
            }
        }
    }
}

/// What the algorithm adds, with its length, so that it may be any text.
fn added(note: &Note) -> String {
    note.as_ref().map(|note| format!("+{} {note}", note.len())).unwrap_or_default()
}

/// The word with which a frame begins, what the algorithm adds, and the rest.
fn parts(text: &str) -> Option<(&str, Option<&str>, &str)> {
    let (word, rest) = text.split_once(' ')?;
    let Some((word, length)) = word.split_once('+') else { return Some((word, None, rest)) };
    let (note, rest) = rest.split_at_checked(length.parse().ok()?)?;
    Some((word, Some(note), rest.strip_prefix(' ')?))
}

#[cfg(test)]
mod tests {
    use snapshot::Bank;

    use super::*;

    type Message = <Bank as sim_core::Protocol>::Message;

    type Tagged = Wire<Message, u64, Note>;

    /// Reads anything that says nothing about messages.
    fn read<T: Extra<Message>>(note: Option<&str>) -> Option<T> {
        T::parse(note, |_| None)
    }

    #[test]
    fn what_an_algorithm_adds_goes_along_with_the_message_whatever_text_it_is() {
        let bank = Bank::alike(10, 2);
        let form = Form { program: &bank, tag: &read, control: &read, snapshots: 2, word: None };
        let body = bank.parse_message("1").unwrap();
        let control =
            |text: Option<&str>| Wire::Control { snapshot: SnapshotId(2), body: text.map(Into::into) };
        let all: [Tagged; 4] = [
            Wire::Message { body, tag: 17 },
            control(None),
            control(Some("after 3, +1 m")),
            control(Some("")),
        ];
        for message in all {
            let mut out = BytesMut::new();
            form.encode(&message, &mut out);
            let read: Option<Tagged> = form.decode(&out);
            assert_eq!(read, Some(message));
        }
        for damaged in ["m+9 1 1", "m+x 1 1", "m 1", "marker+1 ab 2", "marker 3", "m+1 1"] {
            let read: Option<Tagged> = form.decode(damaged.as_bytes());
            assert_eq!(read, None, "{damaged}");
        }
    }

    #[test]
    fn of_an_algorithm_that_adds_nothing_frames_are_as_plain_as_they_were() {
        let bank = Bank::alike(10, 2);
        let form = Form { program: &bank, tag: &read, control: &read, snapshots: 2, word: None };
        let encoded = |message: Wire<_>| {
            let mut out = BytesMut::new();
            form.encode(&message, &mut out);
            String::from_utf8(out.to_vec()).unwrap()
        };
        assert_eq!(encoded(Wire::bare(bank.parse_message("1").unwrap())), "m 1");
        assert_eq!(encoded(Wire::marker(SnapshotId(2))), "marker 2");
    }
}
