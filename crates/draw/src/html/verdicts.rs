//! What the oracles said of the run, and the events that decide it: first all together, with how to see the run again, then each check.
//! Nothing is called a verdict but what the file says of its checks.

use serde::Serialize;
use sim_core::words::counted;
use trace::model::{Check, Event, What};

use crate::options::Options;
use crate::view::View;
use crate::view::verdict::Verdict;
use crate::words;

/// What came of the run.
#[derive(Serialize)]
pub(super) struct Banner<'a> {
    /// `good`, `bad` or `unsure`.
    mark: &'static str,
    word: &'static str,
    text: String,
    /// The number of the first event that decides it, the snapshot that it is about, and what is to be seen there.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snapshot: Option<u32>,
    there: String,
    /// What the command is for, and the command.
    #[serde(skip_serializing_if = "Option::is_none")]
    again: Option<[&'a str; 2]>,
}

/// The banner of a run that is made again so.
pub(super) fn banner<'a>(view: &View<'_>, options: &'a Options) -> Banner<'a> {
    let Verdict { mark, text, deciding } = view.verdict();
    let named = deciding.and_then(|(of, check)| Some((of, check, check.events.iter().min().copied()?)));
    let (event, snapshot, there) = match named {
        Some((of, check, event)) => {
            (Some(event), Some(of), format!("the first that decides '{}'", check.name))
        }
        None if options.announced.is_some() => {
            (options.announced, None, "with which it is announced".to_string())
        }
        None => {
            let (event, snapshot) = last_recorded(view).unzip();
            (event, snapshot, recorded_by_then(view))
        }
    };
    let elsewhere = event.and_then(|event| view.is_elsewhere(event));
    let there = elsewhere.map_or(there.clone(), |elsewhere| format!("{there}; that is {elsewhere}"));
    let again = options.again.as_ref().map(|hint| [hint.purpose.as_str(), hint.command.as_str()]);
    let text = text + &faults_left(view);
    Banner { mark: mark.name(), word: mark.word(), text, event, snapshot, there, again }
}

/// That not all faults happened which were to happen, in a run that is over.
fn faults_left(view: &View<'_>) -> String {
    let is_one = |event: &&Event| matches!(event.what, What::Lost(_) | What::Doubled(_) | What::Crashed);
    let (asked, happened) =
        (view.run.header.config.faults.len(), view.run.events.iter().filter(is_one).count());
    if view.run.footer.is_some() && happened < asked {
        format!("; {happened} of {} happened", counted(asked, "fault"))
    } else {
        String::new()
    }
}

/// The last event that recorded something, and for which snapshot.
fn last_recorded(view: &View<'_>) -> Option<(u64, u32)> {
    let recorded = |event: &Event| match &event.what {
        What::Record { snapshot, .. }
        | What::RecordMessage { snapshot, .. }
        | What::Close { snapshot, .. }
        | What::Permanent { snapshot } => Some((event.seq, *snapshot)),
        _ => None,
    };
    view.run.events.iter().rev().find_map(recorded)
}

/// What is so once the last event has recorded something.
fn recorded_by_then(view: &View<'_>) -> String {
    let snapshots = view.run.footer.as_ref().map_or(&[][..], |footer| &footer.snapshots);
    let complete = !snapshots.is_empty() && snapshots.iter().all(|of| of.completed_at.is_some());
    match (complete, snapshots.len()) {
        (true, 1) => "with which the snapshot is complete".to_string(),
        (true, _) => "with which all snapshots are complete".to_string(),
        (false, _) => "the last that recorded something".to_string(),
    }
}

/// What one oracle said.
#[derive(Serialize)]
pub(super) struct Sentence<'a> {
    snapshot: u32,
    name: &'a str,
    ok: Option<bool>,
    text: String,
    story: &'a [String],
    events: Vec<u64>,
}

/// What each oracle said.
pub(super) fn sentences<'a>(view: &View<'a>) -> Vec<Sentence<'a>> {
    view.checks().map(|(of, check)| one(view, of, check)).collect()
}

/// A check, and the events that decide it: those the oracle named, or else those that it is about.
fn one<'a>(view: &View<'_>, snapshot: u32, check: &'a Check) -> Sentence<'a> {
    let events =
        if check.events.is_empty() { about(view, snapshot, &check.name) } else { check.events.clone() };
    let text = words::check(check, &view.run.header.config);
    Sentence { snapshot, name: &check.name, ok: check.ok, text, story: &check.story, events }
}

/// The most events that a check leads to when its oracle named none.
const ABOUT: usize = 12;

fn about(view: &View<'_>, of: u32, check: &str) -> Vec<u64> {
    let is_about = |what: &What| match what {
        What::Record { snapshot, .. } => *snapshot == of && check != "markers" && check != "channels",
        What::RecordMessage { snapshot, .. } => {
            *snapshot == of && matches!(check, "channels" | "one-message" | "conserved")
        }
        What::Close { snapshot, .. } => *snapshot == of && matches!(check, "complete" | "channels"),
        What::Permanent { snapshot } => *snapshot == of && check == "permanent",
        What::Recv { snapshot, .. } => *snapshot == Some(of) && check == "markers",
        What::Lost(astray) | What::Doubled(astray) => {
            astray.snapshot == Some(of) && matches!(check, "complete" | "markers")
        }
        What::Internal { .. } | What::Send { .. } | What::Crashed => false,
    };
    let events = view.events.iter().filter(|shown| is_about(&shown.event.what));
    events.map(|shown| shown.event.seq).take(ABOUT).collect()
}
