//! What is said of a cut, for people.

use std::io::{self, Write as _};

use draw::report::style::{BOLD, DIM};
use draw::report::verdict_line;
use observed::global_state::{Backward, GlobalState, Sum, Sums};
use observed::lattice::Steps;
use observed::model::Amounts;
use observed::model::Run;
use observed::sentence;
use sim_core::MessageId;
use sim_core::words::counted;
use snapshot::oracle::Verdict;

use super::said::{check, counts, step_is};
use crate::cuts;
use crate::output::Output;

/// So many processes, channels and messages are shown.
const MOST: usize = 40;

pub(super) fn write(run: &Run, steps: &Steps, state: &GlobalState<'_>, out: &mut Output) -> io::Result<()> {
    writeln!(out, "{BOLD}Cut{BOLD:#}  {}", cuts::written(run, steps, &state.cut))?;
    writeln!(out, "  {DIM}of {}; {}{DIM:#}", counts(run, steps), step_is(run))?;
    verdict_line(out, &check(state), || sentence(run, "consistent").to_string())?;
    for line in state.backward.iter().take(MOST).flat_map(|backward| crossing(run, backward)) {
        writeln!(out, "          {line}")?;
    }
    more(out, state.backward.len(), "message")?;
    processes(run, steps, state, out)?;
    channels(run, state, out)?;
    if let Some(sums) = &state.sums {
        writeln!(out, "  {}", sums_in_words(run, sums))?;
    }
    next(run, steps, state, out)
}

/// A message that crosses backwards, with both its ends.
fn crossing(run: &Run, backward: &Backward) -> Vec<String> {
    let name = backward.arrow.message.map(|id| format!("{}: ", run.called(id))).unwrap_or_default();
    let [known, done] = backward.in_words(run);
    vec![format!("{name}{known}"), format!("{name}{done}")]
}

fn processes(run: &Run, steps: &Steps, state: &GlobalState<'_>, out: &mut Output) -> io::Result<()> {
    let lines = run.processes.iter().zip(&state.processes).zip(state.cut.iter().zip(&steps.to));
    for ((process, told), (has, all)) in lines.take(MOST) {
        let held = told.holds.filter(|_| state.sums.is_some()).map(amounts);
        let is = match (told.state, held) {
            (Some(state), Some(held)) if state != held => format!("{state}, holds {held}"),
            (Some(state), _) => state.to_string(),
            (None, Some(held)) => format!("holds {held}"),
            (None, None) => "its state there is not told".to_string(),
        };
        writeln!(out, "  {}  {is}  {DIM}after {has} of {}{DIM:#}", process.name, counted(*all, "step"))?;
    }
    more(out, run.processes.len(), "process")
}

fn channels(run: &Run, state: &GlobalState<'_>, out: &mut Output) -> io::Result<()> {
    for (ends, messages) in state.channels.iter().take(MOST) {
        let named: Vec<_> = messages.iter().take(MOST).map(|id| message(run, *id)).collect();
        let others = messages.len().saturating_sub(MOST);
        let others = if others > 0 { format!(" and {others} more") } else { String::new() };
        writeln!(out, "  {}  {}{others}", run.channel(*ends), named.join(", "))?;
    }
    more(out, state.channels.len(), "channel")?;
    if run.messages.is_empty() {
        return writeln!(out, "  What is in the channels is not known: the log tells of no messages.");
    }
    match (state.channels.is_empty(), state.doubtful.first()) {
        (_, Some(id)) => writeln!(
            out,
            "  {} may be in channels besides: when {} was sent is not in the log.",
            counted(state.doubtful.len(), "message"),
            run.called(*id)
        ),
        (true, None) => writeln!(out, "  all channels are empty"),
        (false, None) => writeln!(out, "  {DIM}all other channels are empty{DIM:#}"),
    }
}

fn message(run: &Run, id: MessageId) -> String {
    let carries = run.message(id).carries.as_ref().map(amounts).filter(|amounts| !amounts.is_empty());
    run.called(id) + &carries.map(|amounts| format!(" [{amounts}]")).unwrap_or_default()
}

fn more(out: &mut Output, all: usize, what: &str) -> io::Result<()> {
    match all.saturating_sub(MOST) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more: {} in all", counted(all, what)),
    }
}

/// So much of each good: `3`, `9 $, 1 widget`.
fn amounts(amounts: &Amounts) -> String {
    listed(amounts.iter().map(|(good, amount)| (good, i128::from(*amount))))
}

fn listed<'a>(amounts: impl Iterator<Item = (&'a String, i128)>) -> String {
    let words = amounts.map(|(good, amount)| format!("{amount} {good}").trim_end().to_string());
    let words: Vec<_> = words.collect();
    if words.is_empty() { "nothing".to_string() } else { words.join(", ") }
}

/// What there is along the cut, beside what there was: a fact, and no verdict.
fn sums_in_words(run: &Run, Sums { began, along }: &Sums) -> String {
    let astray = if run.goes_astray() { ", without what was lost and with what came twice" } else { "" };
    let told = |sum: &Sum| listed(sum.iter().map(|(good, amount)| (good, *amount)));
    match (began, along) {
        (Ok(began), Ok(along)) if began == along => {
            format!("in all {}, as the processes began with{astray}", told(along))
        }
        (Ok(began), Ok(along)) => {
            format!("in all {}, and the processes began with {}{astray}", told(along), told(began))
        }
        (_, Err(why)) | (Err(why), Ok(_)) => format!("how much there is in all is not known: {why}"),
    }
}

/// The consistent cuts next to one that is not.
fn next(run: &Run, steps: &Steps, state: &GlobalState<'_>, out: &mut Output) -> io::Result<()> {
    if !matches!(state.consistent, Verdict::Violated(_)) {
        return Ok(());
    }
    let (earlier, later) = &state.next;
    writeln!(out, "  The latest consistent cut not after it:     {}", cuts::options(run, steps, earlier))?;
    writeln!(out, "  The earliest consistent cut not before it:  {}", cuts::options(run, steps, later))
}
