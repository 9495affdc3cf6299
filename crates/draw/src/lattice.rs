//! The lattice of a run as a picture: all global states that it can have gone through. Of two processes it is a grid, with what messages
//! forbid shaded and the run as a staircase; of more, or of one, a Hasse diagram.
//!
//! What is shown is told ([`Lattice`]); nothing is found out here but what [`observed`] says of a cut. The file needs nothing beside itself
//! and follows the reader's light or dark scheme. No sign is a colour alone.

mod grid;
mod hasse;
mod legend;
mod measure;
mod told;

use std::io::{self, Write};

use crate::palette::{Scheme, styled};
use crate::xml::text;
use measure::{LETTER, LINE, MARGIN, NARROW, letters, shortened};

pub use told::{CUTS, Holds, Lattice, Marked, Recorded, STEPS, step_in_words};

const STYLE: &str = include_str!("lattice/style.css");
/// Writes the picture.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(lattice: &Lattice<'_>, scheme: Scheme, out: &mut impl Write) -> io::Result<()> {
    let drawn = if lattice.steps.processes.len() == 2 { grid::draw(lattice)? } else { hasse::draw(lattice)? };
    let head = head(lattice);
    let longest = head.iter().map(|line| letters(line)).max().unwrap_or(0);
    let width = drawn.width.max(NARROW).max(longest.min(140) * LETTER + 2 * MARGIN);
    let top = MARGIN + i64::try_from(head.len()).unwrap_or(0) * LINE + 12;
    let entries = legend::entries(lattice);
    let height = top + drawn.height + legend::height(&entries, width);
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="title desc">"#
    )?;
    writeln!(out, r#"<title id="title">{}</title>"#, text(&head[0]))?;
    writeln!(out, r#"<desc id="desc">{}</desc>"#, text(&head[1..].join(". ")))?;
    writeln!(out, "<style>\n{}</style>", styled(STYLE, scheme))?;
    writeln!(out, r#"<rect class="paper" width="{width}" height="{height}"/>"#)?;
    for (line, y) in head.iter().zip((MARGIN + 8..).step_by(usize::try_from(LINE).unwrap_or(1))) {
        let class = if y == MARGIN + 8 { "head" } else { "note" };
        writeln!(out, r#"<text class="{class}" x="{MARGIN}" y="{y}">{}</text>"#, text(&fitted(line, width)))?;
    }
    writeln!(out, r#"<g transform="translate(0 {top})">"#)?;
    out.write_all(&drawn.out)?;
    writeln!(out, "</g>")?;
    legend::write(out, &entries, width, top + drawn.height)?;
    writeln!(out, "</svg>")
}

/// The lines above the picture.
fn head(lattice: &Lattice<'_>) -> Vec<String> {
    let mut lines = vec![lattice.title.clone()];
    lines.extend(lattice.notes.iter().cloned());
    lines.extend(lattice.recorded.iter().map(|recorded| recorded.in_words(lattice)));
    lines
}

/// A line of text that fits into the picture.
fn fitted(line: &str, width: i64) -> String {
    shortened(line, (width - 2 * MARGIN) / LETTER)
}
