//! Is what it says right? The oracles judge the file's own events, and what the file tells besides is held against them.

use std::io::Write as _;

use draw::report::check_line;
use draw::report::style::{BAD, BOLD, DIM, GOOD};
use sim_core::words::counted;
use snapshot::oracle::{Check, Overall, Verdict};
use snapshot::oracle::{complete, markers, undisturbed};
use snapshot::{LogEvent, Program};
use trace::claims::{self, Claim};
use trace::spec::same_size;
use trace::{Digest, Finished, Loaded, Restored, model};

use crate::escape::shown;
use crate::failure::Failure;
use crate::foreign;
use crate::output::Output;
use crate::progress::Progress;
use crate::saved;

/// So many fields of one claim are named.
const MOST: usize = 20;

/// What is known of the file before it is judged.
pub(super) struct Known {
    /// Whether its last step is whole.
    pub(super) whole: bool,
    /// Whether the run was made again, and is the same.
    pub(super) same: bool,
}

/// Lets the oracles judge the file's events, and holds what the file claims besides against them.
pub(super) fn judge<P: Program>(
    loaded: &Loaded,
    restored: &Restored<P>,
    known: &Known,
    quiet: bool,
    out: &mut Output,
) -> Result<Overall, Failure> {
    let saved = &loaded.saved;
    let progress = Progress::doing("judging what the file says");
    let all = &restored.events[..];
    let short = without_last_step::<P>(all);
    let mut events = if known.whole { all } else { short };
    let mut judged = saved::all(saved, restored, events)?;
    if known.whole && saved.footer.is_none() && lacks_something(&judged) {
        let before = saved::all(saved, restored, short)?;
        if !lacks_something(&before) {
            (events, judged) = (short, before);
        }
    }
    let claims = claims(loaded, restored, events)?;
    foreign::check()?;
    drop(progress);
    write_checks(&judged, quiet, out)?;
    for claim in &claims {
        write_claim(claim, quiet, out)?;
    }
    if !quiet {
        let rest = match (events.len() < all.len(), known.same) {
            (true, _) => "; nor the last step, of which it does not have all",
            (false, true) => "",
            (false, false) => untold_end(loaded),
        };
        writeln!(
            out,
            "  {DIM}not looked at: whether a process was kept from acting; a file does not tell{rest}{DIM:#}"
        )?;
    }
    let right = claims.iter().all(|claim| claim.wrong.is_empty());
    Ok(if right { judged.verdict() } else { Overall::Violated })
}

/// Whether a check fails that fails where not all is there that a step sends: a message of the computation, or a marker.
fn lacks_something<P: Program>(finished: &Finished<'_, P>) -> bool {
    let is_so = |check: &Check| {
        [complete::CLAIM, undisturbed::CLAIM].map(|claim| claim.name).contains(&check.name)
            && matches!(check.verdict, Verdict::Violated(_))
    };
    finished.judgements.iter().any(|judgement| judgement.checks.iter().any(is_so))
}

/// A run that was cut off may have been cut off within a step.
fn without_last_step<P: Program>(events: &[LogEvent<P>]) -> &[LogEvent<P>] {
    let last = events.iter().rposition(LogEvent::<P>::begins_step).unwrap_or(0);
    &events[..last]
}

/// What no event tells, and only a run could.
fn untold_end(loaded: &Loaded) -> &'static str {
    match (loaded.told.has_outcome("stopped"), loaded.told.has_outcome("schedule")) {
        (true, true) => "; nor outcome.stopped and outcome.schedule: it takes a run to know",
        (true, false) => "; nor outcome.stopped: it takes a run to know",
        (false, true) => "; nor outcome.schedule: it takes a run to know",
        (false, false) => "",
    }
}

fn write_checks<P: Program>(
    finished: &Finished<'_, P>,
    quiet: bool,
    out: &mut Output,
) -> Result<(), Failure> {
    for judgement in &finished.judgements {
        let bad = judgement.checks.iter().any(|check| check.verdict != Verdict::Holds);
        if !quiet || bad {
            let which = match finished.judgements.len() {
                1 => String::new(),
                _ => format!(" of snapshot {}", judgement.snapshot.0),
            };
            writeln!(out, "{BOLD}Checks{BOLD:#}{which}, made from the events in the file alone")?;
        }
        for check in judgement.checks.iter().filter(|check| !quiet || check.verdict != Verdict::Holds) {
            check_line(out, finished, judgement, check)?;
        }
    }
    Ok(())
}

/// What the file claims besides what happened. Of a file without a result the last step may not be whole.
fn claims<P: Program>(
    loaded: &Loaded,
    restored: &Restored<P>,
    events: &[LogEvent<P>],
) -> Result<Vec<Claim>, Failure> {
    let saved = &loaded.saved;
    let sure = if saved.footer.is_some() { events } else { without_last_step::<P>(events) };
    let mut wrong = claims::rest(restored, sure, &saved.events);
    if let Some(theirs) = &saved.footer {
        let over = saved::window(saved, restored, events)?;
        let mut ours = over.footer(Digest::of(&saved.events));
        // Why the run finished, and the schedule that it followed, no event tells.
        ours.outcome.stopped = theirs.outcome.stopped;
        ours.outcome.schedule.clone_from(&theirs.outcome.schedule);
        for (ours, theirs) in ours.snapshots.iter_mut().zip(&theirs.snapshots) {
            // Nor what was refused, for how long processes were kept from acting, what the algorithm kept and its messages carried.
            let model::Costs { refused, blocked, stored, bits, .. } = theirs.costs;
            ours.costs = model::Costs { refused, blocked, stored, bits, ..ours.costs.clone() };
        }
        // Whether there are as many as there should be, whoever wrote the file may have known.
        if restored.law.is_none() {
            claims::believe(&mut ours, theirs, markers::CLAIM.name);
        }
        wrong.extend(loaded.told.result_against(theirs, &ours).differs);
        wrong.extend(wrong_end(loaded, &theirs.outcome, &over));
    }
    wrong.extend(same_size(&saved.header.config).err().map(|error| error.to_string()));
    let rest =
        Claim { name: "as claimed", holds: "what else the file tells is what its events come to", wrong };
    let clocks = claims::clocks(restored, sure, &saved.events);
    Ok([claims::times(&saved.events)].into_iter().chain(clocks).chain([rest]).collect())
}

/// Why the run cannot have finished as the file says, as far as its events tell.
fn wrong_end<P: Program>(
    loaded: &Loaded,
    told: &model::Outcome,
    finished: &Finished<'_, P>,
) -> Option<String> {
    let incomplete = finished.judgements.iter().find(|judgement| judgement.costs.completed_at.is_none());
    let config = &loaded.saved.header.config;
    // What is sent to a process that crashed stays under way.
    let of_its_own = config.schedule.is_none() && config.clock.is_none() && config.faults.is_empty();
    let under_way = finished.in_flight.iter().map(Vec::len).sum::<usize>();
    let why = match told.stopped {
        _ if !loaded.told.has_outcome("stopped") => return None,
        model::Stopped::SnapshotComplete => {
            format!(
                "\"snapshot-complete\" in the file, and snapshot {} is not complete",
                incomplete?.snapshot.0
            )
        }
        model::Stopped::Quiescent if of_its_own && under_way > 0 => {
            format!("\"quiescent\" in the file, with {} under way", counted(under_way, "message"))
        }
        _ => return None,
    };
    Some(format!("outcome.stopped: {why}"))
}

fn write_claim(claim: &Claim, quiet: bool, out: &mut Output) -> Result<(), Failure> {
    let Claim { name, holds, wrong } = claim;
    if wrong.is_empty() && !quiet {
        writeln!(out, "  {GOOD}ok{GOOD:#}    {name:<12}  {holds}")?;
    }
    for field in wrong.iter().take(MOST) {
        writeln!(out, "  {BAD}FAIL{BAD:#}  {name:<12}  {}", shown(field))?;
    }
    if wrong.len() > MOST {
        writeln!(out, "        {:<12}  and {} more", "", counted(wrong.len() - MOST, "field"))?;
    }
    Ok(())
}
