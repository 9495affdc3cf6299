//! What is said of a computation that began again, for people.

use std::io::{self, Write as _};

use draw::report::style::{BOLD, DIM};
use draw::report::verdict_line;
use sim_core::End;
use sim_core::words::counted;
use snapshot::rollback::{CONSERVED, SAME_END, STABLE, amount};
use snapshot::{Program, Underlying, predicate};
use trace::notation;

use super::again::Again;
use super::json::value;
use crate::output::Output;

/// So many processes are shown.
const MOST: usize = 40;

pub(super) fn write<P: Program>(again: &Again<'_, P>, name: &str, out: &mut Output) -> io::Result<()> {
    let Again { system, snapshot, start, life, .. } = again;
    writeln!(out, "{BOLD}Restored{BOLD:#}   snapshot {snapshot} of {name}\n")?;
    state(again, start, out)?;
    writeln!(out, "\n{BOLD}Going on{BOLD:#}   {}\n", how(again))?;
    state(again, &life.end, out)?;
    writeln!(out)?;
    for check in &again.checks {
        verdict_line(out, check, || sentence(again, check.name))?;
    }
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
fn how<P: Program>(again: &Again<'_, P>) -> String {
    let life = &again.life;
    let done = format!("{}, {} sent", counted(life.steps, "step"), counted(life.sent, "message"));
    let Some(seed) = again.seed else {
        return format!("as the run did after the cut: {done}");
    };
    let why = match life.over {
        Some(End::Quiescent) => "then nothing is left to do",
        Some(End::OutOfTime) => "then virtual time is over",
        None => "which is enough; see --steps",
    };
    format!("anew with seed {seed}: {done}, {why}")
}

/// What is claimed, where it holds.
fn sentence<P: Program>(again: &Again<'_, P>, name: &str) -> String {
    let computation = &again.system.protocol;
    let claim = [CONSERVED, SAME_END, STABLE].into_iter().find(|claim| claim.name == name);
    let sentence = claim.map_or("", |claim| claim.sentence);
    if name != CONSERVED.name {
        return sentence.to_string();
    }
    let goods = computation.goods().iter().enumerate();
    let amounts = goods.map(|(place, good)| good.amount(amount(computation, &again.start, place)));
    format!("{sentence}: {}", amounts.collect::<Vec<_>>().join(", "))
}
