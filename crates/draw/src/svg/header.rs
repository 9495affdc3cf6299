//! What stands above the columns: what was run, what the oracles said of it, how to see it again, how much of it is shown, what was recorded.
//!
//! Nothing is cut off but what would take too many lines, and then it is said where all of it is.

use std::io::{self, Write};

use super::layout::{LETTER, LINE};
use crate::options::Options;
use crate::report::Hint;
use crate::view::{Cut, View};
use crate::wrap::words;
use crate::xml::text;

/// How many snapshots are written out.
const CUTS: usize = 4;
/// How many lines one of them may take.
const LINES_OF_A_CUT: usize = 3;
/// How many lines the verdict may take.
const LINES_OF_THE_VERDICT: usize = 5;
/// How many lines a command may take.
const LINES_OF_A_COMMAND: usize = 4;
/// From the left side of the picture to the text, and as much on the right.
const SIDE: i64 = 16;
/// The widest a letter of the headline is taken to be, and one of a command.
const LARGE: i64 = 9;
const MONOSPACE: i64 = 8;

/// A line: its class, and what it says.
pub(super) type Line = (&'static str, String);

/// The lines for a picture so wide.
pub(super) fn lines(view: &View<'_>, options: &Options, width: i64) -> Vec<Line> {
    let wrapped = |class, line: &str, letter| {
        let lines = words(line, usize::try_from((width - 2 * SIDE) / letter).unwrap_or(0).max(20));
        lines.into_iter().map(move |line| (class, line)).collect::<Vec<_>>()
    };
    let mut lines = wrapped("head", &view.headline(), LARGE);
    if let Some((class, verdict)) = verdict(view) {
        lines.extend(at_most(wrapped(class, &verdict, LETTER + 1), LINES_OF_THE_VERDICT));
    }
    lines.extend(wrapped("note", &capital(&view.extent()), LETTER));
    // A recovery line of checkpoints that each took when it liked is no snapshot, of which a file has a result.
    let is_line = options.crash.as_ref().is_some_and(|crash| crash.is_line);
    let cuts = if is_line { &[] } else { &view.cuts[..] };
    let written = if cuts.len() > CUTS { CUTS - 1 } else { cuts.len() };
    for cut in &cuts[..written] {
        lines.extend(at_most(
            wrapped("note", &what_it_has(view, cut, options.crash.is_some()), LETTER),
            LINES_OF_A_CUT,
        ));
    }
    if cuts.len() > written {
        let (what, tells) = match view.is_asked() {
            true => ("cuts", "what is so there"),
            false => ("snapshots", "what it recorded"),
        };
        let more = cuts.len() - written;
        let told = match options.printed {
            false => format!("and {more} more {what}: the pointer on a cut tells {tells}"),
            true => format!("and {more} more {what}"),
        };
        lines.extend(wrapped("note", &told, LETTER));
    }
    if let Some(again) = &options.again {
        lines.extend(wrapped("note", &capital(&again.purpose), LETTER));
        let command = wrapped("command", &again.command, MONOSPACE);
        let long = "a long command: it is in the description of this picture, and the text form has it";
        lines.extend(if command.len() > LINES_OF_A_COMMAND {
            vec![("note", long.to_string())]
        } else {
            command
        });
    }
    lines
}

/// Of too many lines the first, with a sign that there are more.
fn at_most(mut lines: Vec<Line>, most: usize) -> Vec<Line> {
    if lines.len() > most {
        lines.truncate(most);
        lines.iter_mut().next_back().into_iter().for_each(|(_, last)| last.push('…'));
    }
    lines
}

/// What came of it, with its class; nothing where nothing is judged, as of a cut that somebody asked for.
fn verdict(view: &View<'_>) -> Option<Line> {
    let is_judged = !view.is_asked() || view.checks().next().is_some();
    let verdict = is_judged.then(|| view.verdict())?;
    let mark = verdict.mark;
    Some((mark.name(), format!("{} {}: {}", mark.sign(), mark.word(), verdict.text)))
}

/// The same in the description.
pub(super) fn verdict_in_words(view: &View<'_>) -> String {
    verdict(view).map(|(_, verdict)| format!(" {verdict}.")).unwrap_or_default()
}

/// How to see it again: the end of the description, so that the command can be taken from it.
pub(super) fn again_in_words(options: &Options) -> String {
    let again = |again: &Hint| format!(" {} {}", capital(&again.purpose), again.command);
    options.again.as_ref().map(again).unwrap_or_default()
}

/// What a cut has, in words.
pub(super) fn what_it_has(view: &View<'_>, cut: &Cut, is_crash: bool) -> String {
    let recorded = view.recorded(cut.snapshot);
    match view.takes_lines {
        _ if recorded.is_empty() && is_crash => {
            format!("Snapshot {}: not complete at the crash", cut.snapshot)
        }
        _ if recorded.is_empty() => format!("Snapshot {}: the file has no result", cut.snapshot),
        _ if view.is_asked() => format!("Along {}: {recorded}", view.cut_is(cut)),
        true => format!("Recovery line {}: {recorded}", cut.snapshot),
        false => format!("Snapshot {} recorded {recorded}", cut.snapshot),
    }
}

/// How high they are.
pub(super) fn height(lines: &[Line]) -> i64 {
    i64::try_from(lines.len()).unwrap_or(0) * LINE
}

/// Writes them.
///
/// # Errors
/// When `out` cannot be written to.
pub(super) fn write(out: &mut impl Write, lines: &[Line]) -> io::Result<()> {
    let mut y = 22;
    for (class, line) in lines {
        writeln!(out, r#"<text class="{class}" x="{SIDE}" y="{y}">{}</text>"#, text(line))?;
        y += LINE;
    }
    Ok(())
}

/// A sentence's beginning.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
