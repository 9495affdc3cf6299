//! The line of standard error on which progress is shown.
//!
//! After each drawing the cursor is at its beginning: what a terminal echoes when Ctrl-C is typed is then on that line too, and
//! goes with it. At its end the echo would wrap to the next one, and that would be cleared instead.

use std::io::{self, Write as _};
use std::sync::{Mutex, MutexGuard, PoisonError};

use indicatif::TermLike;

/// As many columns as are assumed where the terminal does not say.
const COLUMNS: u16 = 80;

/// Gathers what is drawn, and writes it at once.
#[derive(Debug, Default)]
pub(super) struct StatusLine(Mutex<String>);

impl StatusLine {
    fn drawn(&self) -> MutexGuard<'_, String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, text: &str) {
        self.drawn().push_str(text);
    }

    /// Moves the cursor by so many cells in the direction that has this letter.
    fn move_cursor(&self, cells: usize, direction: char) {
        if cells > 0 {
            self.put(&format!("\x1b[{cells}{direction}"));
        }
    }
}

impl TermLike for StatusLine {
    fn width(&self) -> u16 {
        crossterm::terminal::size()
            .ok()
            .map(|(columns, _)| columns)
            .filter(|columns| *columns > 0)
            .unwrap_or(COLUMNS)
    }

    fn move_cursor_up(&self, cells: usize) -> io::Result<()> {
        self.move_cursor(cells, 'A');
        Ok(())
    }

    fn move_cursor_down(&self, cells: usize) -> io::Result<()> {
        self.move_cursor(cells, 'B');
        Ok(())
    }

    fn move_cursor_right(&self, cells: usize) -> io::Result<()> {
        self.move_cursor(cells, 'C');
        Ok(())
    }

    fn move_cursor_left(&self, cells: usize) -> io::Result<()> {
        self.move_cursor(cells, 'D');
        Ok(())
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.put(text);
        self.put("\r\n");
        Ok(())
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.put(text);
        Ok(())
    }

    fn clear_line(&self) -> io::Result<()> {
        self.put("\r\x1b[2K");
        Ok(())
    }

    fn flush(&self) -> io::Result<()> {
        self.put("\r");
        let drawn = std::mem::take(&mut *self.drawn());
        // All at once: an echo in between would be in the way.
        io::stderr().write_all(drawn.as_bytes())
    }
}
