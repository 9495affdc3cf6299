//! What an oracle said, for people: a line, and for a claim that does not hold its story.

use std::io::{self, Write};

use snapshot::oracle::{self, complete, one_message};
use snapshot::{Check, Computation, Judgement, Verdict};
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
        one_message::claim(finished.counts(judgement).map(|(good, count)| (good, count.recorded)))
    } else {
        sentence
    }
}
