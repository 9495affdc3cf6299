//! Several algorithms beside each other: bars of what each costs, and the trade between how soon all have recorded and how much is
//! recorded.
//!
//! It is told numbers and words, and measures nothing. A row is an algorithm in all of the picture; what is wrong is hollow and says so, so
//! that no sign is a colour alone. `told` is what it is told, `bars` draws the upper half, `trade` the lower one.

mod bars;
mod measure;
mod told;
mod trade;

use std::io::{self, Write};

use crate::palette::{Scheme, styled};
use crate::xml::text;
use measure::{LETTER, LINE, MARGIN, letters};
pub use told::{Bar, Comparison, Panel, Point, Trade};

const STYLE: &str = include_str!("comparison/style.css");

/// Writes the picture.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(comparison: &Comparison, scheme: Scheme, out: &mut impl Write) -> io::Result<()> {
    let Comparison { title, note, panels, trade, .. } = comparison;
    let top = MARGIN + 3 * LINE;
    let below = top + bars::height(comparison) + LINE;
    let width = bars::width(comparison).max(trade::WIDTH).max(2 * MARGIN + letters(note) * LETTER);
    let height = below + trade::HEIGHT;
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="title desc">"#
    )?;
    writeln!(out, r#"<title id="title">{}</title>"#, text(title))?;
    writeln!(out, r#"<desc id="desc">{}</desc>"#, text(&in_words(trade)))?;
    writeln!(out, "<style>\n{}</style>", styled(STYLE, scheme))?;
    writeln!(out, r#"<rect class="paper" width="{width}" height="{height}"/>"#)?;
    writeln!(out, r#"<text class="head" x="{MARGIN}" y="24">{}</text>"#, text(title))?;
    writeln!(out, r#"<text class="note" x="{MARGIN}" y="{}">{}</text>"#, 24 + LINE, text(note))?;
    if !panels.is_empty() {
        bars::write(comparison, top, out)?;
    }
    trade::write(trade, below, out)?;
    writeln!(out, "</svg>")
}

/// The lower half in words, for those who cannot see it.
fn in_words(trade: &Trade) -> String {
    let wrong = |point: &Point| if point.wrong { ", wrong" } else { "" };
    let point = |point: &Point| format!("{}: {}, {}{}", point.name, point.x, point.y, wrong(point));
    let points: Vec<_> = trade.points.iter().map(point).collect();
    format!("{}: {} and {}. {}.", trade.title, trade.x, trade.y, points.join("; "))
}
