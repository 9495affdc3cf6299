//! What is said of a computation that began again, for people.

use std::io::{self, Write as _};

use draw::report::style::{BOLD, DIM};
use draw::report::verdict_line;
use sim_core::End;
use sim_core::words::{counted, mean};
use snapshot::rollback::{AnyMoment, CONSERVED, OUTPUTS, Outputs, SAME_END, STABLE, amount};
use snapshot::{Check, Program, Underlying, Verdict, predicate};
use trace::notation;

use super::again::{Again, Asked};
use super::crash::Crashed;
use super::json::value;
use crate::output::Output;

/// So many processes are shown.
const MOST: usize = 40;

pub(super) fn write<P: Program>(again: &Again<'_, P>, asked: &Asked<'_>, out: &mut Output) -> io::Result<()> {
    let Again { system, snapshot, start, life, .. } = again;
    if asked.quiet {
        return checks(again, |check| check.verdict != Verdict::Holds, out);
    }
    if let Some(crashed) = &again.crash {
        crash(crashed, out)?;
    }
    let what = snapshot.map_or_else(|| "the beginning".to_string(), |number| format!("snapshot {number}"));
    writeln!(out, "{BOLD}Restored{BOLD:#}   {what} of {}\n", asked.name)?;
    state(again, start, out)?;
    writeln!(out, "\n{BOLD}Going on{BOLD:#}   {}\n", how(again, asked.more))?;
    state(again, &life.end, out)?;
    writeln!(out)?;
    checks(again, |_| true, out)?;
    for predicate in predicate::predicates(&system.protocol) {
        let word = |state| match predicate::holds(system, predicate.name, state) {
            Some(true) => "yes",
            _ => "no",
        };
        let (there, then) = (word(start), word(&life.end));
        writeln!(out, "  {DIM}{}: {there} in the recorded state, {then} at the end{DIM:#}", predicate.name)?;
    }
    Ok(())
}

/// Those of the checks that are wanted.
fn checks<P: Program>(
    again: &Again<'_, P>,
    wanted: impl Fn(&Check) -> bool,
    out: &mut Output,
) -> io::Result<()> {
    let mut wanted = again.checks.iter().filter(|check| wanted(check));
    wanted.try_for_each(|check| verdict_line(out, check, || sentence(again, check.name)))
}

/// What the crash costs.
fn crash(Crashed { process, time, loss, any_moment, .. }: &Crashed, out: &mut Output) -> io::Result<()> {
    let (steps, messages) = (counted(loss.steps, "step"), counted(loss.messages, "message"));
    writeln!(out, "{BOLD}Crash{BOLD:#}      {process} at t={time}\n")?;
    writeln!(
        out,
        "  in vain        {steps}, the first {} before, with {messages}",
        counted(loss.ticks, "tick")
    )?;
    let Outputs { left, waited, longest, held, .. } = loss.outputs;
    let waited = match left {
        0 => String::new(),
        _ => format!(", after {} ticks on average and {longest} at most", mean(waited, left)),
    };
    writeln!(out, "  outputs        {left} left{waited}; {held} held back")?;
    let AnyMoment { moments, steps, most } = any_moment;
    let average = mean(*steps, *moments);
    writeln!(out, "  at any moment  {average} steps in vain on average, {most} at most\n")
}

fn state<P: Program>(again: &Again<'_, P>, state: &Underlying<P>, out: &mut Output) -> io::Result<()> {
    let value = value::<P>(state);
    for line in notation::lines(again.system, &value).take(MOST) {
        writeln!(out, "{line}")?;
    }
    match state.processes.len().saturating_sub(MOST) {
        0 => Ok(()),
        more => writeln!(out, "and {more} more: {} in all", counted(state.processes.len(), "process")),
    }
}

/// How it went on, and how far.
fn how<P: Program>(again: &Again<'_, P>, more: &str) -> String {
    let life = &again.life;
    let done = format!("{}, {} sent", counted(life.steps, "step"), counted(life.sent, "message"));
    let Some(seed) = again.seed else {
        return format!("as the run did after the cut: {done}");
    };
    let why = match life.over {
        Some(End::Quiescent) => "then nothing is left to do".to_string(),
        Some(End::OutOfTime) => "then virtual time is over".to_string(),
        None => format!("which is enough; see {more}"),
    };
    format!("anew with seed {seed}: {done}, {why}")
}

/// What is claimed, where it holds.
fn sentence<P: Program>(again: &Again<'_, P>, name: &str) -> String {
    let computation = &again.system.protocol;
    let claim = [CONSERVED, SAME_END, STABLE, OUTPUTS].into_iter().find(|claim| claim.name == name);
    let sentence = claim.map_or("", |claim| claim.sentence);
    if name != CONSERVED.name {
        return sentence.to_string();
    }
    let goods = computation.goods().iter().enumerate();
    let amounts = goods.map(|(place, good)| good.amount(amount(computation, &again.start, place)));
    format!("{sentence}: {}", amounts.collect::<Vec<_>>().join(", "))
}
