//! What came of a search in sentences, the same in a report and on a page.

use explore::Ending;
use sim_core::words::{self, counted};
use snapshot::Program;
use snapshot::exploration::Failed;
use snapshot::oracle::Overall;

use super::ends::{Searched, by_recorded, totals};
use super::found::{Compared, Found};
use crate::args::{ExploreArgs, Reduce};

/// How many states were recorded.
pub(super) fn headline<P: Program>(found: &Searched<P>) -> String {
    let all = match found.ending {
        Ending::Exhausted => "can report",
        Ending::Violated => "reported, up to the first end that is wrong,",
        Ending::MaxStates | Ending::MaxBytes | Ending::Asked => "reported, as far as the search went,",
    };
    let recorded = by_recorded::<P>(found);
    let snapshots = recorded.iter().map(|(of, _)| of.len()).max().unwrap_or(0);
    let states = match (recorded.len(), snapshots) {
        (0, _) => "no global state".to_string(),
        (1, 0..=1) => "one global state".to_string(),
        (several, 0..=1) => format!("{several} global states"),
        (count, all) => format!("{} of what {all} snapshots record", counted(count, "combination")),
    };
    format!("The algorithm {all} {states}")
}

/// What all of it comes to.
pub(super) fn verdict<P: Program>(result: &Found<P>) -> &'static str {
    match result.verdict() {
        Overall::Holds => "every end is good",
        Overall::Violated if result.found.violations.is_empty() => "every end is good, but not all is well",
        Overall::Violated => "not every end is good",
        Overall::Unknown => "no verdict",
    }
}

/// How many ends there are, and why there are no more.
pub(super) fn ends_and_why<P: Program>(found: &Searched<P>) -> String {
    let why = match found.ending {
        Ending::Exhausted => "nothing is left to try",
        Ending::Violated => "the search stopped at the first that is wrong; --keep-going goes on",
        Ending::MaxStates => "given up: --max-states was reached",
        Ending::MaxBytes => "given up: --max-memory was reached; --reduce on needs less",
        Ending::Asked => "interrupted",
    };
    format!("{}; {why}", ends_in_words::<P>(found))
}

/// How many ends of schedules there are, and of which kinds, if not all are good.
fn ends_in_words<P: Program>(found: &Searched<P>) -> String {
    let [good, wrong, unknown] = totals::<P>(found);
    let all = match found.ends {
        1 => "1 end of a schedule".to_string(),
        ends => format!("{} of schedules", counted(ends, "end")),
    };
    let kinds = [(good, "good"), (wrong, "wrong"), (unknown, "without a verdict")];
    if wrong + unknown == 0 {
        return all;
    }
    let kinds = kinds.iter().filter(|(ends, _)| *ends > 0).map(|(ends, kind)| format!("{ends} {kind}"));
    format!("{all}, {}", kinds.collect::<Vec<_>>().join(", "))
}

/// How much was searched.
pub(super) fn counts<P: Program>(args: &ExploreArgs, found: &Searched<P>) -> String {
    let missed = match found.one_missed_in() {
        None => "whole states were compared".to_string(),
        Some(chance) => format!("a state was missed with a chance below 1 in 10^{}", chance.ilog10()),
    };
    let reduced = match args.reduce {
        Reduce::On => " (orders that cannot matter left out)",
        Reduce::Off | Reduce::Both => "",
    };
    let (states, steps) = (counted(found.states, "state"), counted(found.steps, "step"));
    format!("{states}, {steps}{reduced}, depth {}; {missed}", found.depth)
}

/// What the search came to in which orders were left out, if there was one.
pub(super) fn reduced<P: Program>(result: &Found<P>) -> Option<String> {
    let reduced = result.reduced.as_ref()?;
    let all = result.found.states;
    let percent = words::percent(all.saturating_sub(reduced.states), all);
    let agrees = match result.reduced_agrees() {
        Some(true) => "and the same is recorded",
        Some(false) => "BUT WHAT IS RECORDED DIFFERS: please report this",
        None => "as far as that search went",
    };
    let (states, steps) = (counted(reduced.states, "state"), counted(reduced.steps, "step"));
    Some(format!("with orders left out: {states}, {steps}, {percent} % of the states saved, {agrees}"))
}

/// Which of the recorded states the computation alone can be in; nothing, if the search for that did not come to its end.
pub(super) fn compared<P: Program>(compared: &Compared<P>) -> Option<String> {
    let (recorded, search) = (compared.recorded.len() as u64, &compared.search);
    let reached = search.violations.len();
    let percent = words::mean((reached as u64).saturating_mul(100), search.states);
    let (are, states) = match recorded {
        1 => ("is a state", "recorded state"),
        _ => ("are states", "recorded states"),
    };
    search.complete().then(|| {
        format!(
            "{reached} of the {recorded} {states} {are} of the computation alone: {reached} of its {} ({percent} %)",
            search.states
        )
    })
}

/// Which checks fail, of the numbers of snapshots and their checks: `channels, reachable`; with several snapshots `snapshot 2: channels`.
pub(super) fn failed(failed: impl ExactSizeIterator<Item = (u32, String)>) -> String {
    let is_one = failed.len() == 1;
    let of_one = |(snapshot, checks): (u32, String)| match snapshot {
        1 if is_one => checks,
        number => format!("snapshot {number}: {checks}"),
    };
    failed.map(of_one).collect::<Vec<_>>().join("; ")
}

/// The same of an end.
pub(super) fn failed_at(end: &[Failed]) -> String {
    failed(end.iter().map(|failed| (failed.snapshot.0, failed.checks.join(", "))))
}
