//! A row an algorithm, a column a cost: a bar to the median, a thin line from the least to the most, and both in words.

use std::io::{self, Write};

use super::measure::{LETTER, LINE, MARGIN, fitted, letters, scaled};
use super::told::{Bar, Comparison, Panel};
use crate::xml::text;

/// The room of a bar, at its longest.
const BAR: u64 = 80;
/// From one row to the next.
const ROW: u64 = 24;
/// As long as a name may be, in letters.
const NAME: u64 = 24;
/// Between two columns.
const GAP: u64 = 22;

/// How wide a column is: the bar, and the longest of what stands beside one.
fn column(panel: &Panel) -> u64 {
    let labels = panel.bars.iter().flatten().map(|bar| letters(&label(bar)) * LETTER);
    BAR + 6 + labels.max().unwrap_or(0).max(letters(&panel.title) * LETTER) + GAP
}

fn names(comparison: &Comparison) -> u64 {
    let longest = comparison.names.iter().map(|name| letters(name).min(NAME)).max().unwrap_or(0);
    longest * LETTER + GAP
}

pub(super) fn width(comparison: &Comparison) -> u64 {
    2 * MARGIN + names(comparison) + comparison.panels.iter().map(column).sum::<u64>()
}

pub(super) fn height(comparison: &Comparison) -> u64 {
    2 * LINE + comparison.names.len() as u64 * ROW
}

pub(super) fn write(comparison: &Comparison, top: u64, out: &mut impl Write) -> io::Result<()> {
    let rows = |place: usize| top + 2 * LINE + place as u64 * ROW;
    for (place, name) in comparison.names.iter().enumerate() {
        let (y, name) = (rows(place), text(&fitted(name, NAME)));
        writeln!(out, r#"<text class="name" x="{MARGIN}" y="{y}">{name}</text>"#)?;
    }
    let mut x = MARGIN + names(comparison);
    for panel in &comparison.panels {
        let (title, about) = (text(&panel.title), text(&panel.about));
        let y = top + LINE / 2;
        writeln!(out, r#"<text class="cost" x="{x}" y="{y}">{title}<title>{about}</title></text>"#)?;
        let most = panel.bars.iter().flatten().map(|bar| bar.most).max().unwrap_or(0);
        for (place, bar) in panel.bars.iter().enumerate() {
            match bar {
                Some(bar) => one(bar, most, (x, rows(place)), out)?,
                None => writeln!(out, r#"<text class="note" x="{x}" y="{}">–</text>"#, rows(place))?,
            }
        }
        x += column(panel);
    }
    Ok(())
}

fn label(bar: &Bar) -> String {
    if bar.wrong { format!("✗ {}", bar.label) } else { bar.label.clone() }
}

/// One bar, on a line of text.
fn one(bar: &Bar, most: u64, (x, y): (u64, u64), out: &mut impl Write) -> io::Result<()> {
    let along = |value| scaled(value, most, BAR);
    let (class, width) = (if bar.wrong { "bar wrong" } else { "bar" }, along(bar.median));
    writeln!(out, r#"<rect class="{class}" x="{x}" y="{}" width="{width}" height="12"/>"#, y - 10)?;
    if bar.least < bar.most {
        let (from, to, middle) = (x + along(bar.least), x + along(bar.most), y - 4);
        writeln!(
            out,
            r#"<path class="spread" d="M{from} {middle}H{to}M{from} {0}v6M{to} {0}v6"/>"#,
            middle - 3
        )?;
    }
    let (class, beside) = (if bar.wrong { "fault" } else { "figure" }, x + along(bar.most) + 6);
    writeln!(out, r#"<text class="{class}" x="{beside}" y="{y}">{}</text>"#, text(&label(bar)))
}
