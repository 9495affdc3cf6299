//! A lesson as one page that needs nothing but itself: chapters that teach what a snapshot is, with runs that were made for it.
//!
//! It runs nothing, and judges nothing: of a run it says what its oracles said; of a cut, what [`observed`] says. The diagrams are those of
//! `html`: the same elements, script and data, once for each. `chapters` is what is taught, `questions` what is asked,
//! `asked` the cuts that are talked of, `glossary` the words, `material` what it is made of, `written` all of it as a page.

use std::io::{self, Write};

mod asked;
mod blocks;
mod chapters;
mod further;
mod glossary;
mod material;
mod questions;
mod runs;
#[cfg(test)]
mod tests;
mod written;

pub use asked::can_be_asked;
pub use material::{Answers, Made, Material, Recordable, Recorded, Wanted, is_never_in_it, is_overlapping};

pub(crate) use written::PICTURE;

/// Writes the lesson.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(material: &Material, out: &mut impl Write) -> io::Result<()> {
    written::write(&runs::Runs::new(material), out)
}
