//! What is found out of a lattice, for people.

use std::io::{self, Write as _};

use draw::lattice::Recorded;
use draw::report::style::{BOLD, DIM};
use observed::detect::{Found, Method, Shown, Unknown};
use observed::lattice::{Counts, Number};
use sim_core::words::counted;
use snapshot::oracle::Overall;

use super::asked::{Asked, Kind, ask, count, overall};
use super::order;
use super::part::Part;
use crate::args::LatticeArgs;
use crate::cuts;
use crate::failure::Failure;
use crate::output::Output;

/// So many snapshots are told.
const MOST: usize = 20;
/// So many digits of a number are written.
const DIGITS: usize = 60;

pub(super) fn write(args: &LatticeArgs, part: &Part<'_>, out: &mut Output) -> Result<Overall, Failure> {
    let asked = ask(args, part)?;
    let counts = count(args, part);
    write_counts(part, &counts, out)?;
    write_recorded(part, out)?;
    for asked in &asked {
        write_asked(part, asked, out)?;
    }
    Ok(overall(part, &asked, &counts))
}

fn write_counts(part: &Part<'_>, counts: &Counts, out: &mut Output) -> io::Result<()> {
    let steps = counted(part.steps.count(), "event");
    let processes = counted(part.steps.processes.len(), "process");
    writeln!(out, "{BOLD}Lattice{BOLD:#}  {steps} of {processes}{}", window(part))?;
    let (cuts, orders) =
        (counted_number(&counts.cuts, "consistent cut"), counted_number(&counts.orders, "order"));
    writeln!(out, "  {cuts}: the global states that the run can have gone through")?;
    writeln!(out, "  {orders} in which its events can have happened")?;
    if !counts.cuts.is_exact || !counts.orders.is_exact {
        writeln!(
            out,
            "  {DIM}there are more than were looked at: --max-cuts allows more, --window takes a part{DIM:#}"
        )?;
    }
    if part.steps.unsent > 0 {
        writeln!(out, "  {DIM}at most so many: {}{DIM:#}", unsent(part.steps.unsent))?;
    }
    Ok(())
}

/// Which part of the run this is, if it is not all of it.
pub(super) fn window(part: &Part<'_>) -> String {
    if !part.is_part {
        return String::new();
    }
    let [from, to] = [&part.steps.from, &part.steps.to].map(|cut| cuts::written(part.run, &part.steps, cut));
    format!(", from {from} to {to}")
}

/// A number and its noun: `1 order`, `1,215 orders`.
pub(super) fn counted_number(of: &Number, noun: &str) -> String {
    let plural = if of.value == 1_u8.into() { "" } else { "s" };
    format!("{} {noun}{plural}", number(of))
}

/// A number; of a very long one how it begins and how long it is.
fn number(number: &Number) -> String {
    let digits = number.value.to_string();
    if digits.len() <= DIGITS {
        return number.to_string();
    }
    let least = if number.is_exact { "" } else { "at least " };
    format!("{least}{}.{}e{}", &digits[..1], &digits[1..8], digits.len() - 1)
}

fn write_recorded(part: &Part<'_>, out: &mut Output) -> io::Result<()> {
    for Recorded { snapshot, cut, is_consistent, occurred } in part.recorded.iter().take(MOST) {
        let judged = match (is_consistent, occurred) {
            (false, _) => "is not consistent: it is not in the lattice",
            (true, Some(true)) => "is one of them, and the run went through it",
            (true, Some(false)) => "is one of them, and the run did not go through it",
            (true, None) => "is one of them",
        };
        writeln!(
            out,
            "  snapshot {snapshot} recorded {}, which {judged}",
            cuts::written(part.run, &part.steps, cut)
        )?;
    }
    let more = part.recorded.len().saturating_sub(MOST);
    if more > 0 { writeln!(out, "  and {}", counted(more, "more snapshot")) } else { Ok(()) }
}

fn write_asked(part: &Part<'_>, asked: &Asked<'_>, out: &mut Output) -> io::Result<()> {
    writeln!(out, "\n{BOLD}{}{BOLD:#}  {}", asked.kind.name(), asked.text)?;
    writeln!(
        out,
        "  {}  {DIM}({}){DIM:#}",
        answer(part, asked.kind, &asked.found),
        method(asked.found.method)
    )?;
    if let Some(Shown::Way(way)) = &asked.found.shown {
        writeln!(out, "    {}", order::brief(part, way))?;
    }
    writeln!(out, "  {}", occurred(part, &asked.occurred))
}

fn answer(part: &Part<'_>, kind: Kind, found: &Found) -> String {
    match (kind, found.is_so) {
        (Kind::Possibly, Some(true)) => match &found.shown {
            Some(Shown::Cut(cut)) => {
                format!("yes: in the cut {}", cuts::written(part.run, &part.steps, cut))
            }
            _ => "yes".to_string(),
        },
        (Kind::Possibly, Some(false)) => "no: in none of these states".to_string(),
        (Kind::Definitely, Some(true)) => "yes: in whichever order the events happened".to_string(),
        (Kind::Definitely, Some(false)) if found.shown.is_some() => {
            "no: in this order it never is".to_string()
        }
        (Kind::Definitely, Some(false)) => {
            "no: there is an order in which it never is; none was found within --max-cuts".to_string()
        }
        (_, None) => format!("no verdict: {}", reason(part, found)),
    }
}

fn occurred(part: &Part<'_>, found: &Found) -> String {
    match (found.is_so, &found.shown) {
        (Some(true), Some(Shown::Cut(cut))) => {
            format!("In the run as it went it was so, first at {}", cuts::written(part.run, &part.steps, cut))
        }
        (Some(true), _) => "In the run as it went it was so".to_string(),
        (Some(false), _) => "In the run as it went it was never so".to_string(),
        (None, _) => format!("Whether it was so in the run as it went is not known: {}", reason(part, found)),
    }
}

fn reason(part: &Part<'_>, found: &Found) -> String {
    found.why.map_or_else(String::new, |unknown| why(part, unknown))
}

pub(super) fn why(part: &Part<'_>, why: Unknown) -> String {
    match why {
        Unknown::Bound => "there are more cuts than were looked at; see --max-cuts and --window".to_string(),
        Unknown::Untold(why) => why.in_words(|process| part.run.name(process).to_string()),
        Unknown::Unsent(count) => unsent(count),
        Unknown::NoOrder => "a log does not tell in which order processes did what they did".to_string(),
    }
}

fn unsent(count: usize) -> String {
    format!("of {} the log does not tell when it was sent", counted(count, "message"))
}

const fn method(method: Method) -> &'static str {
    match method {
        Method::CooperMarzullo => "Cooper & Marzullo 1991, level by level",
        Method::GargWaldecker => "Garg & Waldecker, for a conjunction of local predicates",
        Method::Run => "along the run",
    }
}
