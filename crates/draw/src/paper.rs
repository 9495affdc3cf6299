//! What a report is written on: a file and a pipe take every line as it is, a terminal has so many columns.
//!
//! It is told how many; it asks no terminal.

use std::fmt;
use std::io::{self, Write};

use textwrap::core::display_width;

use crate::wrap::{words, wrap};

/// Where a report goes.
pub trait Paper: Write {
    /// How many columns there are; `None` where a line is as long as it is.
    fn columns(&self) -> Option<usize>;

    /// Writes a line that is never broken: what is in it has its place, or is to be copied.
    ///
    /// # Errors
    /// When it cannot be written.
    fn whole(&mut self, line: fmt::Arguments<'_>) -> io::Result<()>;

    /// Writes a text that stands in these lines; on a terminal in as many as it takes there.
    ///
    /// # Errors
    /// When it cannot be written.
    fn paragraph(&mut self, lines: &[&str]) -> io::Result<()> {
        match self.columns() {
            None => lines.iter().try_for_each(|line| writeln!(self, "{line}")),
            Some(columns) => {
                let mut lines = words(&lines.join(" "), columns).into_iter();
                lines.try_for_each(|line| self.whole(format_args!("{line}")))
            }
        }
    }

    /// Writes a command behind what it is for; below it, where both do not fit.
    ///
    /// # Errors
    /// When it cannot be written.
    fn command(&mut self, before: &str, command: &str) -> io::Result<()> {
        let one = format!("{before} {command}");
        if self.columns().is_none_or(|columns| display_width(&one) <= columns) {
            return writeln!(self, "{one}");
        }
        writeln!(self, "{before}")?;
        self.whole(format_args!("{command}"))
    }
}

/// A writer that breaks lines where they do not fit.
#[derive(Debug)]
pub struct Wrapping<W: Write> {
    inner: W,
    columns: Option<usize>,
    /// What of a line is there so far.
    line: Vec<u8>,
}

impl<W: Write> Wrapping<W> {
    /// A writer of so many columns; `None` for one that takes every line as it is.
    #[must_use]
    pub const fn new(inner: W, columns: Option<usize>) -> Self {
        Self { inner, columns, line: Vec::new() }
    }

    /// Writes what is there of a line.
    fn end_line(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&line);
        let text = self.columns.map_or_else(|| text.to_string(), |columns| wrap(&text, columns));
        self.inner.write_all(text.as_bytes())
    }
}

impl<W: Write> Write for Wrapping<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.columns.is_none() {
            return self.inner.write(bytes);
        }
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            match piece.strip_suffix(b"\n") {
                None => self.line.extend_from_slice(piece),
                Some(end) => {
                    self.line.extend_from_slice(end);
                    self.end_line()?;
                    self.inner.write_all(b"\n")?;
                }
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.end_line()?;
        self.inner.flush()
    }
}

impl<W: Write> Paper for Wrapping<W> {
    fn columns(&self) -> Option<usize> {
        self.columns
    }

    fn whole(&mut self, line: fmt::Arguments<'_>) -> io::Result<()> {
        self.end_line()?;
        writeln!(self.inner, "{line}")
    }
}

impl<W: Write> Drop for Wrapping<W> {
    fn drop(&mut self) {
        // There is nobody to tell if it cannot be written.
        let _ = self.end_line();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    fn written(
        columns: Option<usize>,
        write: impl FnOnce(&mut Wrapping<&mut Vec<u8>>) -> io::Result<()>,
    ) -> String {
        let mut out = Vec::new();
        write(&mut Wrapping::new(&mut out, columns)).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn lines_are_broken_on_a_terminal_alone_wherever_the_writing_stops() {
        let text = "one two three\n\n北京 four five";
        assert_eq!(written(None, |out| out.write_all(text.as_bytes())), text);
        for cut in 0..text.len() {
            let (one, two) = text.as_bytes().split_at(cut);
            let wrapped = written(Some(10), |out| out.write_all(one).and_then(|()| out.write_all(two)));
            assert_eq!(wrapped, "one two\n  three\n\n北京 four\n  five", "{cut}");
        }
    }

    #[test]
    fn a_paragraph_is_filled_on_a_terminal() {
        let told = |columns| written(columns, |out| out.paragraph(&["one two three", "four five"]));
        assert_eq!(told(None), "one two three\nfour five\n");
        assert_eq!(told(Some(9)), "one two\nthree\nfour five\n");
    }

    #[test]
    fn a_command_is_never_broken() {
        let told = |columns| written(columns, |out| out.command("  see it:", "sim --seed 7 --trigger 101"));
        assert_eq!(told(None), "  see it: sim --seed 7 --trigger 101\n");
        assert_eq!(told(Some(40)), told(None));
        assert_eq!(told(Some(20)), "  see it:\nsim --seed 7 --trigger 101\n");
    }
}
