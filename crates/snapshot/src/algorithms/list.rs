//! Messages of the computation in a message of the algorithm, as text: `[3][4]`.

use std::fmt::Display;

/// The text of some messages.
pub(super) fn print<M: Display>(messages: impl IntoIterator<Item = M>) -> String {
    // What ends a message is marked where a message has it.
    let one = |message: M| format!("[{}]", message.to_string().replace('\\', r"\\").replace(']', r"\]"));
    messages.into_iter().map(one).collect()
}

/// The messages of a text; none, if it is not the text of some. `message` reads one.
pub(super) fn parse<M>(text: &str, message: impl Fn(&str) -> Option<M>) -> Option<Vec<M>> {
    let (mut messages, mut letters) = (Vec::new(), text.chars());
    while let Some(first) = letters.next() {
        let mut one = String::new();
        loop {
            match letters.next().filter(|_| first == '[')? {
                ']' => break,
                '\\' => one.push(letters.next()?),
                letter => one.push(letter),
            }
        }
        messages.push(message(&one)?);
    }
    Some(messages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_in_a_message_it_is_read_back() {
        let read = |text: &str| Some(text.to_string());
        for messages in [vec![], vec![""], vec!["m", "m"], vec!["a]b", r"\", r"\]", "[", "x[y]"]] {
            let text = print(&messages);
            assert_eq!(parse(&text, read).unwrap(), messages, "{text}");
        }
        assert_eq!(print(["m", "n"]), "[m][n]");
        for text in ["[", "m", "[m", "[m]n", r"[m\]", "]"] {
            assert_eq!(parse(text, read), None, "{text}");
        }
        assert_eq!(parse("[m]", |_| None::<u8>), None);
    }
}
