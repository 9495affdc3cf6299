//! What is said of a computation that began again, for people.

use std::io::{self, Write as _};

use draw::report::style::{BOLD, DIM};
use draw::report::verdict_line;
use sim_core::End;
use sim_core::words::{counted, mean};
use snapshot::oracle::{Check, Verdict};
use snapshot::rollback::{
    AnyMoment, BackTo, CONSERVED, OUTPUTS, Outputs, OwnCheckpoint, SAME_END, STABLE, amount,
};
use snapshot::{Program, Underlying, predicate};
use trace::notation;

use super::again::{Again, Asked};
use super::crash::Crashed;
use super::json::value;
use crate::output::Output;

/// So many processes are shown.
const MOST: usize = 40;

pub(super) fn write<P: Program>(again: &Again<'_, P>, asked: &Asked<'_>, out: &mut Output) -> io::Result<()> {
    let Again { system, back_to, start, life, .. } = again;
    if asked.quiet {
        return checks(again, |check| check.verdict != Verdict::Holds, out);
    }
    if let Some(crashed) = &again.crash {
        crash(again, crashed, out)?;
    }
    writeln!(out, "{BOLD}Restored{BOLD:#}   {back_to} of {}\n", asked.name)?;
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
fn crash<P: Program>(again: &Again<'_, P>, crashed: &Crashed, out: &mut Output) -> io::Result<()> {
    let Crashed { process, time, loss, any_moment, own_checkpoints, .. } = crashed;
    let (steps, messages) = (counted(loss.steps, "step"), counted(loss.messages, "message"));
    writeln!(out, "{BOLD}Crash{BOLD:#}      {process} at t={time}\n")?;
    if let Some(own) = own_checkpoints {
        line(again, own, out)?;
    }
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

/// The recovery line: to which of its own checkpoints each process goes back.
fn line<P: Program>(again: &Again<'_, P>, own: &[OwnCheckpoint], out: &mut Output) -> io::Result<()> {
    let topology = &again.system.topology;
    let to = |(process, OwnCheckpoint { at, newest }): (_, &OwnCheckpoint)| {
        let checkpoint = match at {
            0 => "its beginning".to_string(),
            at => format!("checkpoint {at}"),
        };
        format!("{} to {checkpoint}, of {newest}", topology.name(process))
    };
    let each: Vec<_> = topology.processes().zip(own).take(MOST).map(to).collect();
    let more = match own.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    writeln!(out, "  recovery line  {}{more}", each.join("; "))?;
    let undone: u64 = own.iter().map(|own| u64::from(own.newest - own.at)).sum();
    match (undone, again.back_to) {
        (0, _) => Ok(()),
        (undone, BackTo::Beginning) => {
            let undone = counted(undone, "checkpoint");
            writeln!(out, "  dominoes       {undone} undone, all that there are: the domino effect")
        }
        (undone, _) => writeln!(out, "  dominoes       {} undone", counted(undone, "checkpoint")),
    }
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
