//! What an oracle said, for people: a line, and for a claim that does not hold its story.

use std::cmp::Ordering;
use std::io::{self, Write};

use snapshot::oracle::{self, complete, one_message};
use snapshot::oracle::{Check, Verdict};
use snapshot::{Computation, Judgement};
use trace::Finished;

use super::style::{BAD, GOOD, UNSURE};

/// One check: a line, and for one that does not hold its story.
///
/// # Errors
/// When it cannot be written.
pub fn check_line<P: Computation>(
    out: &mut impl Write,
    finished: &Finished<'_, P>,
    judgement: &Judgement<P>,
    check: &Check,
) -> io::Result<()> {
    verdict_line(out, check, || claim(finished, judgement, check.name))
}

/// The same of a check whose claim is told by others.
///
/// # Errors
/// When it cannot be written.
pub fn verdict_line(out: &mut impl Write, check: &Check, claim: impl FnOnce() -> String) -> io::Result<()> {
    let name = check.name;
    match &check.verdict {
        Verdict::Holds => writeln!(out, "  {GOOD}ok{GOOD:#}    {name:<12}  {}", claim()),
        Verdict::Unknown(why) => writeln!(out, "  {UNSURE}?{UNSURE:#}     {name:<12}  {why}"),
        Verdict::Violated(violation) => {
            writeln!(out, "  {BAD}FAIL{BAD:#}  {name:<12}  {}", violation.reason)?;
            violation.story.iter().try_for_each(|line| writeln!(out, "          {line}"))
        }
    }
}

/// What an oracle's claim is, for one that holds.
fn claim<P: Computation>(finished: &Finished<'_, P>, judgement: &Judgement<P>, name: &'static str) -> String {
    let sentence = oracle::sentence(name, finished.law).unwrap_or_else(|| name.to_string());
    let channels = judgement.recorded.channels.len();
    if name == complete::CLAIM.name {
        format!("{sentence} ({channels} of {channels})")
    } else if name == one_message::CLAIM.name {
        let claim =
            one_message::claim(finished.counts(judgement).map(|(good, count)| (good, count.recorded)));
        claim + &astray(finished, judgement)
    } else {
        sentence
    }
}

/// What there was at first of what is conserved, where a channel lost some of it before the cut, or doubled some.
fn astray<P: Computation>(finished: &Finished<'_, P>, judgement: &Judgement<P>) -> String {
    if !finished.has_events {
        return String::new();
    }
    let at_first = |place| one_message::amount(&finished.system.protocol, &finished.base, place);
    let counts: Vec<_> = finished.counts(judgement).enumerate().collect();
    let first = counts.iter().map(|(place, (good, count))| (good, at_first(*place), count.expected));
    let (first, goods): (Vec<_>, Vec<_>) =
        first.map(|(good, first, expected)| (first.cmp(&expected), good.amount(first))).unzip();
    let befell = |order, what| if first.contains(&order) { what } else { "" };
    match (befell(Ordering::Greater, ", less what was lost"), befell(Ordering::Less, ", and what came twice"))
    {
        ("", "") => String::new(),
        (lost, twice) => format!("; {} at first{lost}{twice} before the cut", goods.join(", ")),
    }
}
