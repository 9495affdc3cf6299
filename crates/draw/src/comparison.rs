//! Several algorithms beside each other: bars of what each costs, and the trade between how soon all have recorded and how much is
//! recorded.
//!
//! It is told numbers and words, and measures nothing. A row is an algorithm in all of the picture; what is wrong is hollow and says so, so
//! that no sign is a colour alone. `bars` draws the upper half, `trade` the lower one.

mod bars;
mod trade;

use std::io::{self, Write};

use crate::xml::text;

const STYLE: &str = include_str!("comparison/style.css");

/// About as wide as a letter is.
const LETTER: u64 = 7;
/// From one line of text to the next.
const LINE: u64 = 18;
/// Between the picture and its edge.
const MARGIN: u64 = 16;

/// What is drawn.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Comparison {
    /// What it is, in a line.
    pub title: String,
    /// What was run.
    pub note: String,
    /// The algorithms, in the order in which they are drawn.
    pub names: Vec<String>,
    /// What they cost.
    pub panels: Vec<Panel>,
    /// How soon, and how much.
    pub trade: Trade,
}

/// A cost.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Panel {
    /// Its name.
    pub title: String,
    /// What is counted.
    pub about: String,
    /// What it came to, by algorithm; `None` for one that did not come to it.
    pub bars: Vec<Option<Bar>>,
}

/// What a cost came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bar {
    /// In the middle of all runs: so long is the bar.
    pub median: u64,
    /// In the run with the least.
    pub least: u64,
    /// In the run with the most.
    pub most: u64,
    /// What is written beside it.
    pub label: String,
    /// Whether it is not what it should be.
    pub wrong: bool,
}

/// Two costs against each other.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Trade {
    /// What it is, in a line.
    pub title: String,
    /// What goes to the right.
    pub x: String,
    /// What goes up.
    pub y: String,
    /// The algorithms that were measured.
    pub points: Vec<Point>,
}

/// An algorithm between two costs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Point {
    /// Its name.
    pub name: String,
    /// To the right.
    pub x: u64,
    /// Up.
    pub y: u64,
    /// Whether what it records is wrong.
    pub wrong: bool,
}

/// Writes the picture.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(comparison: &Comparison, out: &mut impl Write) -> io::Result<()> {
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
    writeln!(out, "<style>\n{STYLE}</style>")?;
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

/// How many letters a text has.
fn letters(text: &str) -> u64 {
    text.chars().count() as u64
}

/// How long something is on a scale that is so long up to `most`.
fn scaled(value: u64, most: u64, length: u64) -> u64 {
    let scaled = u128::from(value) * u128::from(length) / u128::from(most.max(1));
    u64::try_from(scaled).unwrap_or(length)
}

/// As a text, cut where there is room for no more letters.
fn fitted(text: &str, most: u64) -> String {
    if letters(text) <= most {
        return text.to_string();
    }
    let most = usize::try_from(most.saturating_sub(1)).unwrap_or(usize::MAX);
    text.chars().take(most).chain(['…']).collect()
}
