//! A search of every schedule as one page that needs nothing but itself: what can be recorded, and every choice that leads there.
//!
//! A reader sees each recordable state with its verdict and a run that records it, and goes through the states of the search by
//! choosing what happens next. The page searches nothing and judges nothing: what may happen, where it leads and what an end is
//! worth was found out by whoever hands it in. The runs are drawn as in a [`lesson`](crate::lesson): by the elements and script of
//! `html`. `material` is what is handed in, `data` what the script is given of it, `written` the page; what the script does is in
//! `choices/*.js`: `model` walks, `layout` and `graph` draw, `show` tells, `main` is what a reader can do.

use std::io::{self, Write};

mod data;
mod material;
mod written;

pub use material::{Choice, Choices, End, Ends, Recordable, Recorded, State};

/// Writes the page.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(choices: &Choices, out: &mut impl Write) -> io::Result<()> {
    written::write(choices, out)
}
