//! Control characters, shown and not obeyed: what files and peers say must not steer a terminal.
//!
//! Everything for a terminal passes through [`Escaping`], which lets through line ends, tabs and colours, and nothing else of the
//! kind; a text that is only a value is [`shown`] without colours too.

use std::borrow::Cow;
use std::io::{self, Write};

/// Whether a character does something else than stand for itself: controls, and what turns the direction of a text.
fn controls(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text with its control characters as `\u{..}`; line ends, also those of tables (CR LF), and tabs stay.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    let escapes = |c: char| controls(c) && c != '\n' && c != '\t';
    if !text.contains(escapes) {
        return Cow::Borrowed(text);
    }
    let piece = |c: char| if escapes(c) { c.escape_unicode().to_string() } else { c.to_string() };
    let lines = text.split("\r\n").map(|line| line.chars().map(piece).collect::<String>());
    Cow::Owned(lines.collect::<Vec<_>>().join("\r\n"))
}

/// A writer for a terminal.
pub(crate) struct Escaping<W: Write> {
    inner: W,
    /// The beginning of a character or of a colour, of which the rest is still to come.
    rest: Vec<u8>,
}

impl<W: Write> Escaping<W> {
    pub(crate) const fn new(inner: W) -> Self {
        Self { inner, rest: Vec::new() }
    }

    /// Writes what is whole of a text; how much that was.
    fn pass(&mut self, text: &str) -> io::Result<usize> {
        // What comes next may make a line end of it.
        let text = text.strip_suffix('\r').unwrap_or(text);
        let mut done = 0;
        while let Some(place) = text[done..].find('\u{1b}') {
            let start = done + place;
            self.inner.write_all(shown(&text[done..start]).as_bytes())?;
            done = match colour(&text[start..]) {
                Colour::Whole(length) => {
                    self.inner.write_all(&text.as_bytes()[start..start + length])?;
                    start + length
                }
                Colour::Begun => return Ok(start),
                Colour::Not => {
                    self.inner.write_all(shown("\u{1b}").as_bytes())?;
                    start + 1
                }
            };
        }
        self.inner.write_all(shown(&text[done..]).as_bytes())?;
        Ok(text.len())
    }
}

/// What begins with ESC.
enum Colour {
    /// A sequence of this length that sets a style.
    Whole(usize),
    /// What may become one.
    Begun,
    /// Something else.
    Not,
}

fn colour(text: &str) -> Colour {
    let Some(parameters) = text.strip_prefix("\u{1b}[") else {
        return if text.len() == 1 { Colour::Begun } else { Colour::Not };
    };
    match parameters.find(|c: char| !(c.is_ascii_digit() || c == ';')) {
        Some(end) if parameters[end..].starts_with('m') => Colour::Whole("\u{1b}[".len() + end + 1),
        Some(_) => Colour::Not,
        None => Colour::Begun,
    }
}

impl<W: Write> Write for Escaping<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        let mut rest = std::mem::take(&mut self.rest);
        loop {
            let (whole, bad) = match std::str::from_utf8(&rest) {
                Ok(_) => (rest.len(), None),
                Err(error) => (error.valid_up_to(), error.error_len()),
            };
            let text = std::str::from_utf8(&rest[..whole]).expect("it was just looked at");
            let passed = self.pass(text)?;
            let Some(bad) = bad.filter(|_| passed == whole) else {
                self.rest = rest.split_off(passed);
                return Ok(bytes.len());
            };
            self.inner.write_all("\u{fffd}".as_bytes())?;
            rest.drain(..whole + bad);
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<W: Write> Drop for Escaping<W> {
    fn drop(&mut self) {
        // Of what was only begun, nothing is obeyed; there is nobody to tell if it cannot be written.
        let rest = std::mem::take(&mut self.rest);
        let _ = self.inner.write_all(shown(&String::from_utf8_lossy(&rest)).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(pieces: &[&[u8]]) -> String {
        let mut out = Vec::new();
        let mut escaping = Escaping::new(&mut out);
        pieces.iter().for_each(|piece| escaping.write_all(piece).unwrap());
        drop(escaping);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn colours_and_lines_pass_and_nothing_else_does() {
        let text = "\u{1b}[1;32mgood\u{1b}[0m\n\tx 北京 é";
        assert_eq!(written(&[text.as_bytes()]), text);
        assert_eq!(written(&[b"a\x1b[2Jb\x1b]0;x\x07c\x7f\r"]), r"a\u{1b}[2Jb\u{1b}]0;x\u{7}c\u{7f}\u{d}");
        assert_eq!(written(&["\u{9b}2J\u{202e}\u{2028}".as_bytes()]), r"\u{9b}2J\u{202e}\u{2028}");
        assert_eq!(written(&[b"\xff!\x1b"]), "\u{fffd}!\\u{1b}");
        assert_eq!(written(&[b"a,b\r\nc\rd\n\r"]), "a,b\r\nc\\u{d}d\n\\u{d}");
    }

    #[test]
    fn it_does_not_matter_where_a_text_is_cut() {
        let text = "é\u{1b}[1mA\u{1b}[0m\u{1b}[2J\r\n\u{9b}\r北".as_bytes();
        let whole = written(&[text]);
        for cut in 0..text.len() {
            assert_eq!(written(&[&text[..cut], &text[cut..]]), whole, "{cut}");
        }
    }
}
