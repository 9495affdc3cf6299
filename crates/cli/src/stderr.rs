//! What is told on standard error: failures in clap's shape, with a tip where there is one; warnings, notes, and plain lines. Control
//! characters are shown, and on a terminal lines fit.

use std::io::{self, IsTerminal, Write as _};

use anstyle::{AnsiColor, Style};
use draw::paper::{Paper, Wrapping};

use crate::escape::{Escaping, shown};
use crate::failure::Failure;

/// How many columns a stream has, if it is a terminal that tells.
pub(crate) fn columns(stream: &impl IsTerminal) -> Option<usize> {
    let (columns, _) = stream.is_terminal().then(crossterm::terminal::size)?.ok()?;
    (columns > 0).then_some(usize::from(columns))
}

/// Standard error.
pub(crate) fn stderr() -> impl Paper {
    Wrapping::new(Escaping::new(anstream::stderr()), columns(&io::stderr()))
}

/// Tells why a command could not be carried out.
pub(crate) fn tell(failure: &Failure) {
    let mut stderr = stderr();
    // There is nobody left to tell if standard error cannot be written to.
    // The text itself has no colours.
    let _ = match failure {
        Failure::BrokenPipe => Ok(()),
        Failure::Interrupted => writeln!(stderr, "interrupted: no verdict"),
        Failure::Memory(what) => writeln!(stderr, "no verdict: {}", told(what)),
        Failure::Input { what, tip } => input(&mut stderr, &told(what), tip.as_deref().map(told).as_deref()),
        Failure::NoVerdict { what, tip } => {
            let tip = tip.as_deref().map(told);
            writeln!(stderr, "no verdict: {}", told(what))
                .and_then(|()| tip_below(&mut stderr, tip.as_deref()))
        }
    };
}

/// What is wrong with the input, and how to mend it. What is shown below the first line keeps its place.
fn input(out: &mut impl Paper, what: &str, tip: Option<&str>) -> io::Result<()> {
    let error = Style::new().fg_color(Some(AnsiColor::Red.into())).bold();
    let mut lines = what.split('\n');
    writeln!(out, "{error}error:{error:#} {}", lines.next().unwrap_or_default())?;
    lines.try_for_each(|line| out.whole(format_args!("{line}")))?;
    tip_below(out, tip)
}

/// How to mend it, or to see it again.
fn tip_below(out: &mut impl Paper, tip: Option<&str>) -> io::Result<()> {
    let valid = Style::new().fg_color(Some(AnsiColor::Green.into()));
    tip.map_or(Ok(()), |tip| writeln!(out, "\n  {valid}tip:{valid:#} {tip}"))
}

/// What is told, with controls shown; a file may have a line of a million characters, and whoever is told of it has not the time.
fn told(what: &str) -> String {
    /// More than any text of ours has.
    const LONGEST: usize = 2000;
    let line = |line: &str| match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", shown(&line[..end])),
        None => shown(line).into_owned(),
    };
    what.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Tells of something that is done in another way than may have been meant.
pub(crate) fn warn(what: &str) {
    let warning = Style::new().fg_color(Some(AnsiColor::Yellow.into())).bold();
    // There is nobody left to tell if standard error cannot be written to.
    let _ = writeln!(stderr(), "{warning}warning:{warning:#} {}", told(what));
}

/// Tells of something that may not be known.
pub(crate) fn note(what: &str) {
    // There is nobody left to tell if standard error cannot be written to.
    let _ = writeln!(stderr(), "note: {}", told(what));
}

/// A line for whoever watches.
pub(crate) fn say(line: &str) {
    // There is nobody to tell if standard error cannot be written to.
    let _ = writeln!(stderr(), "{}", shown(line));
}
