//! What travels between real processes, as text: what messages and the algorithm's additions print as.
//!
//! `m 5`, `marker 2`; and where the algorithm adds something, that with its length before it, so that it may be any text:
//! `m+3 1:4 5`, `marker+5 token 2`.

use snapshot::{Logged, Note, Program, SnapshotId, Wire};

/// The text of a message.
pub fn print<P: Program>(program: &P, message: &Logged<P::Message>) -> String {
    match message {
        Wire::Message { body, tag } => format!("m{} {}", added(tag), program.print_message(body)),
        Wire::Control { snapshot, body } => format!("marker{} {}", added(body), snapshot.0),
    }
}

/// The message with this text, if there is one; no snapshot has a higher number than `snapshots`. What the algorithm adds is read
/// by [`snapshot::Readable`].
pub fn parse<P: Program>(program: &P, snapshots: u32, text: &str) -> Option<Logged<P::Message>> {
    let (word, note, rest) = parts(text)?;
    let note = note.map(Into::into);
    match word {
        "m" => Some(Wire::Message { body: program.parse_message(rest)?, tag: note }),
        "marker" => {
            let number = rest.parse().ok().filter(|number| (1..=snapshots).contains(number))?;
            Some(Wire::Control { snapshot: SnapshotId(number), body: note })
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
    use snapshot::{Bank, Computation as _};

    use super::*;

    #[test]
    fn what_an_algorithm_adds_goes_along_with_the_message_whatever_text_it_is() {
        let bank = Bank::alike(10, 2);
        let body = bank.parse_message("1").unwrap();
        let control =
            |text: Option<&str>| Wire::Control { snapshot: SnapshotId(2), body: text.map(Into::into) };
        let all = [
            Wire::Message { body, tag: Some("17".into()) },
            control(None),
            control(Some("after 3, +1 m")),
            control(Some("")),
        ];
        for message in all {
            assert_eq!(parse(&bank, 2, &print(&bank, &message)), Some(message));
        }
        for damaged in ["m+9 1 1", "m+x 1 1", "m x", "marker+1 ab 2", "marker 3"] {
            assert_eq!(parse(&bank, 2, damaged), None, "{damaged}");
        }
    }

    #[test]
    fn of_an_algorithm_that_adds_nothing_the_text_is_as_plain_as_it_was() {
        let bank = Bank::alike(10, 2);
        assert_eq!(print(&bank, &Wire::bare(bank.parse_message("1").unwrap())), "m 1");
        assert_eq!(print(&bank, &Wire::marker(SnapshotId(2))), "marker 2");
    }
}
