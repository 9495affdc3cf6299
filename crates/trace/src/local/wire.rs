//! What travels between real processes, as text: what messages and the algorithm's additions print as.
//!
//! `m 5`, `marker 2`; and where the algorithm adds something, that with its length before it, so that it may be any text:
//! `m+3 1:4 5`, `marker+5 token 2`.

use snapshot::{Extra, Note, Program, SnapshotId, Wire};

/// The text of a message.
pub fn print<P, T, C>(program: &P, message: &Wire<P::Message, T, C>) -> String
where
    P: Program,
    T: Extra<P::Message>,
    C: Extra<P::Message>,
{
    match message {
        Wire::Message { body, tag } => {
            format!("m{} {}", added(&tag.print()), program.print_message(body))
        }
        Wire::Control { snapshot, body } => format!("marker{} {}", added(&body.print()), snapshot.0),
    }
}

/// What reads what an algorithm adds to the messages of a computation, or to its own.
pub type Reads<'a, T> = &'a dyn Fn(Option<&str>) -> Option<T>;

/// The message with this text, if there is one; no snapshot has a higher number than `snapshots`. The algorithm reads
/// [tags](snapshot::SnapshotAlgorithm::read_tag) and what its own messages [say](snapshot::SnapshotAlgorithm::read_control).
pub fn parse<P: Program, T, C>(
    program: &P,
    (tag, control): (Reads<'_, T>, Reads<'_, C>),
    snapshots: u32,
    text: &str,
) -> Option<Wire<P::Message, T, C>> {
    let (word, note, rest) = parts(text)?;
    match word {
        "m" => Some(Wire::Message { body: program.parse_message(rest)?, tag: tag(note)? }),
        "marker" => {
            let number = rest.parse().ok().filter(|number| (1..=snapshots).contains(number))?;
            Some(Wire::Control { snapshot: SnapshotId(number), body: control(note)? })
        }
        _ => None,
    }
}

/// What the algorithm adds, with its length.
fn added(note: &Note) -> String {
    note.as_ref().map(|note| format!("+{} {note}", note.len())).unwrap_or_default()
}

/// The word with which a text begins, what the algorithm adds, and the rest.
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

    /// Reads anything in which there are no messages.
    fn read<T: Extra<Message>>(note: Option<&str>) -> Option<T> {
        T::parse(note, |_| None)
    }

    #[test]
    fn what_an_algorithm_adds_goes_along_with_the_message_whatever_text_it_is() {
        let bank = Bank::alike(10, 2);
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
            assert_eq!(parse(&bank, (&read, &read), 2, &print(&bank, &message)), Some(message));
        }
        for damaged in ["m+9 1 1", "m+x 1 1", "m 1", "marker+1 ab 2", "marker 3", "m+1 1"] {
            let read: Option<Tagged> = parse(&bank, (&read, &read), 2, damaged);
            assert_eq!(read, None, "{damaged}");
        }
    }

    #[test]
    fn of_an_algorithm_that_adds_nothing_the_text_is_as_plain_as_it_was() {
        let bank = Bank::alike(10, 2);
        let text = |message: Wire<_>| print(&bank, &message);
        assert_eq!(text(Wire::bare(bank.parse_message("1").unwrap())), "m 1");
        assert_eq!(text(Wire::marker(SnapshotId(2))), "marker 2");
    }
}
