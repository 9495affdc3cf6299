//! What is said of a claim, for people.

use std::io::{self, Write as _};

use draw::report::style::{BAD, BOLD, DIM, GOOD, UNSURE};
use sim_core::words::{counted, some};

use super::answer::Answer;
use super::run::Recorded;
use super::search::Possible;
use crate::cuts;
use crate::output::Output;

/// So many differences are told.
const MOST: usize = 20;

pub(super) fn write(answer: &Answer<'_>, out: &mut Output) -> io::Result<()> {
    writeln!(out, "{BOLD}Claim{BOLD:#}")?;
    recorded(answer, out)?;
    occurred(answer, out)?;
    match &answer.possible {
        None => Ok(()),
        Some(Possible::Yes { command, is_wrong }) => {
            let how = if *is_wrong { ", where a check fails" } else { "" };
            line(out, Some(true), &format!("it can be recorded{how}"))?;
            writeln!(out, "          see it: {command}")
        }
        Some(Possible::No(states)) => {
            let states = counted(*states, "state");
            line(
                out,
                Some(false),
                &format!("it cannot be recorded in any order of events: {states} searched, all there are"),
            )
        }
        Some(Possible::Unknown(why)) => {
            line(out, None, &format!("whether it can be recorded is not known: {why}"))
        }
    }
}

fn line(out: &mut Output, is_so: Option<bool>, text: &str) -> io::Result<()> {
    match is_so {
        Some(true) => writeln!(out, "  {GOOD}yes{GOOD:#}   {text}"),
        Some(false) => writeln!(out, "  {BAD}no{BAD:#}    {text}"),
        None => writeln!(out, "  {UNSURE}?{UNSURE:#}     {text}"),
    }
}

fn recorded(answer: &Answer<'_>, out: &mut Output) -> io::Result<()> {
    if let Some(of) = answer.recorded.iter().find(|of| of.compared.is_same() == Some(true)) {
        return line(out, Some(true), &format!("snapshot {} of this run recorded it", of.snapshot));
    }
    let Some(nearest) = answer.nearest() else {
        return line(out, None, "this run has no snapshot");
    };
    if answer.recorded.iter().any(|of| of.compared.is_same().is_none()) {
        line(out, None, "whether a snapshot of this run recorded it is not known")?;
    } else {
        line(out, Some(false), "no snapshot of this run recorded it")?;
    }
    differences(nearest, out)
}

/// How what was recorded differs from what is claimed.
fn differences(Recorded { snapshot, compared }: &Recorded, out: &mut Output) -> io::Result<()> {
    for difference in compared.differences.iter().take(MOST) {
        let (of, claimed, is) = (&difference.of, &difference.claimed, &difference.is);
        writeln!(out, "          {of}: claimed {claimed}, and snapshot {snapshot} has {is}")?;
    }
    let more = compared.differences.len().saturating_sub(MOST);
    if more > 0 {
        writeln!(out, "          and {more} more")?;
    }
    if compared.untold.is_empty() {
        return Ok(());
    }
    let untold: Vec<&str> = compared.untold.iter().map(String::as_str).collect();
    writeln!(out, "          {DIM}what snapshot {snapshot} has of {} is not told{DIM:#}", some(&untold))
}

fn occurred(answer: &Answer<'_>, out: &mut Output) -> io::Result<()> {
    let at = || {
        let cut = answer.occurred.cut.as_ref();
        cut.map_or_else(String::new, |cut| cuts::options(answer.run, answer.steps, cut))
    };
    let occurred = &answer.occurred;
    match occurred.in_the_run {
        Some(true) => return line(out, Some(true), &format!("the run was in this state: {}", at())),
        Some(false) => line(out, Some(false), "the run was not in this state as it went")?,
        None => line(out, None, "whether the run was in this state as it went is not known")?,
    }
    match occurred.possibly {
        Some(true) => {
            line(out, Some(true), &format!("it can have been, for all that its messages tell: {}", at()))
        }
        Some(false) => line(out, Some(false), "nor can it have been: no consistent cut has this state"),
        None => line(out, None, "whether it can have been is not known"),
    }
}
