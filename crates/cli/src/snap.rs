//! Recorded global states as `.snap` files of the COS 418 simulator.

use std::io::Write as _;

use draw::report::check_line;
use sim_core::System;
use snapshot::Program;
use snapshot::oracle::{Overall, Verdict};
use trace::Finished;
use trace::cos418::Snap;

use crate::failure::Failure;
use crate::output::Output;

/// Refuses a computation that conserves more than the form has room for.
pub(crate) fn refuse_several_goods<P: Program>(program: &P) -> Result<(), Failure> {
    let [one, other, ..] = program.goods() else { return Ok(()) };
    Err(Failure::with_tip(
        format!("a .snap has tokens of one kind, and here are {} and {}", one.name, other.name),
        "'--format json' has each by itself",
    ))
}

/// Writes the snapshots that are complete, one after another; says on standard error which are not, and what does not hold.
pub(crate) fn write<P: Program>(finished: &Finished<'_, P>, out: &mut Output) -> Result<Overall, Failure> {
    let System { protocol, topology } = finished.system;
    for (number, judgement) in (0..).zip(&finished.judgements) {
        match Snap::of(protocol, topology, &judgement.recorded, number) {
            Some(snap) => write!(out, "{snap}")?,
            None => writeln!(crate::stderr::stderr(), "snapshot {number} is not complete")?,
        }
        for check in judgement.checks.iter().filter(|check| check.verdict != Verdict::Holds) {
            check_line(&mut crate::stderr::stderr(), finished, judgement, check)?;
        }
    }
    Ok(finished.verdict())
}
