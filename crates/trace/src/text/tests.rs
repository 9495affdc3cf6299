//! Where in a text a mistake is, and how much of its line is shown.

use super::{Source, shown};

/// A line of so many characters, in which each is known by its neighbours.
fn line(length: usize) -> String {
    ('a'..='z').cycle().take(length).collect()
}

#[test]
fn of_a_line_that_is_too_long_what_is_around_the_mistake_is_shown() {
    for (length, span, first, cut) in [
        (100, 0..1, 0, ["", ""]),
        (100, 99..100, 0, ["", ""]),
        (101, 0..1, 0, ["", "..."]),
        (101, 40..42, 0, ["", "..."]),
        (101, 41..42, 1, ["...", ""]),
        (101, 101..101, 1, ["...", ""]),
        (300, 40..41, 0, ["", "..."]),
        (300, 41..44, 1, ["...", "..."]),
        (300, 150..151, 110, ["...", "..."]),
        (300, 239..240, 199, ["...", "..."]),
        (300, 240..241, 200, ["...", ""]),
        (300, 299..300, 200, ["...", ""]),
    ] {
        let text = format!("x\n{}\ny", line(length));
        let (at, marked) = (span.start, span.len().max(1));
        let error = shown("a", &text, 2 + span.start..2 + span.end, "no".to_string(), None);
        let part = &line(length)[first..length.min(first + 100)];
        let indent = " ".repeat(at - first + cut[0].len());
        let carets = "^".repeat(marked);
        let message = format!("a:2:{}: no\n2 | {}{part}{}\n  | {indent}{carets}", at + 1, cut[0], cut[1]);
        assert_eq!((error.message, error.line, error.column), (message, 2, at + 1), "{length}, {span:?}");
    }
    // Of what is marked no more than is shown.
    let error = shown("a", &line(300), 50..290, "no".to_string(), None);
    assert!(error.message.ends_with(&format!(" | {}{}", " ".repeat(43), "^".repeat(60))), "{error}");
}

#[test]
fn a_sentence_of_at_most_so_many_characters_is_whole() {
    let told = |length: usize| shown("a", "x", 0..0, line(length), None).message;
    assert!(told(400).starts_with(&format!("a:1:1: {}\n", line(400))));
    assert!(told(401).starts_with(&format!("a:1:1: {}...\n", line(400))));
}

#[test]
fn what_a_file_says_is_shown_in_it_letter_by_letter_unless_it_is_written_in_another_way() {
    const FILE: &str = "x = 'drop'\nfaults = [3, 'drop:P', \"cr\\u0061sh\"]\n";
    let source = Source::new("a.toml", &format!("\u{feff}{FILE}"));
    let shown = |key: &str, said: &str, within| {
        let error = source.shown(key, (said, within), ("no".to_string(), Some("yes".to_string())))?;
        assert_eq!((error.line, error.what.as_str(), error.tip.as_deref()), (2, "no", Some("yes")));
        Some((error.span.start, &FILE[error.span]))
    };
    assert_eq!(shown("faults", "drop:P", 0..6), Some((25, "drop:P")));
    assert_eq!(shown("faults", "drop:P", 5..6), Some((30, "P")));
    assert_eq!(shown("faults", "crash", 0..1), Some((34, "\"cr\\u0061sh\"")));
    // Where it is not said, there is nothing to be shown.
    let not_said = [shown("faults", "drop", 0..1), shown("x", "drop", 0..1), shown("y", "drop", 0..1)];
    assert_eq!(not_said, [None; 3]);
    assert!(Source::new("a.toml", "faults = ").shown("faults", ("", 0..0), (String::new(), None)).is_none());
}
