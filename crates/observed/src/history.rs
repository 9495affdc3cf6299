//! A log as a saved run has it, so that whatever draws a run draws a log: all events in one of the orders that are possible, what was
//! recorded, and what the judge says of it. What a log does not tell is not there.

mod events;
mod numbers;
mod order;
mod recorded;
mod states;
pub(crate) mod values;

use std::collections::BTreeSet;

use trace::model::{Config, Footer, Good, Header, Outcome, Tool};
use trace::{Foreign, Saved};

use crate::judge::Judgement;
use crate::model::{At, Run};
use order::Ordered;
use values::called;

/// The log, as a run.
#[must_use]
pub fn history(run: &Run, judgement: &Judgement) -> Saved {
    let ordered = Ordered::of(run);
    let names = run.all_messages().map(|(id, _)| called(run, id)).collect();
    let place = |at| run.event(at).map_or((0, 0), |event| (event.place.file, event.place.line));
    let foreign = Foreign {
        names,
        places: ordered.events.iter().map(|at| place(*at)).collect(),
        files: run.files.clone(),
        order: ordered.order,
        same_step: same_step(run, &ordered),
        asked: Vec::new(),
    };
    let footer = Footer {
        outcome: Outcome { verdict: judgement.verdict().into(), ..Outcome::default() },
        snapshots: recorded::snapshots(run, judgement, &ordered),
        checks: recorded::checks(run, &judgement.checks, &ordered),
        ..Footer::default()
    };
    Saved {
        header: Header::new(Tool::default(), config(run)),
        events: events::events(run, &ordered),
        footer: Some(footer),
        foreign: Some(foreign),
    }
}

/// The numbers of the events that go on with a step.
fn same_step(run: &Run, ordered: &Ordered) -> BTreeSet<u64> {
    let goes_on = |at: At| run.event(at).is_some_and(|event| event.is_same_step);
    (0..).zip(&ordered.events).filter(|(_, at)| goes_on(**at)).map(|(number, _)| number).collect()
}

fn config(run: &Run) -> Config {
    Config {
        scenario: files(run),
        processes: run.processes.iter().map(|process| process.name.clone()).collect(),
        channels: values::channels(run, ""),
        goods: goods(run),
        ..Config::default()
    }
}

/// Which files the log is: `a.log, b.log`, `a.log and 7 more`.
fn files(run: &Run) -> String {
    match run.files.as_slice() {
        [first, rest @ ..] if rest.len() > 2 => format!("{first} and {} more files", rest.len()),
        files => files.join(", "),
    }
}

/// What is conserved, in words; nothing, where an amount is negative, which nothing that is drawn can be.
fn goods(run: &Run) -> Vec<Good> {
    let good = |name: &&String| {
        let word = if name.is_empty() { "in all" } else { name };
        Good { name: (*name).clone(), one: word.to_string(), many: word.to_string() }
    };
    values::goods(run).iter().map(good).collect()
}
