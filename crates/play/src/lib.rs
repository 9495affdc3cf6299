//! The engine as one function from text to text: what a page without an installation asks of it.
//!
//! [`play`] takes a request in JSON and gives an answer in JSON: a run told in any of its forms, seeds judged, every schedule tried, or what there is
//! to choose from. The scenario is what `sim` takes, as TOML, as options, or both, and what comes of it is what `sim` says: the forms for
//! programs and the pictures are the same bytes, reports and pages differ in the command that they name.
//!
//! It has no file, thread, clock or state: the files that a scenario names come with the request, and whoever wants a million seeds asks
//! many times. Whatever is asked is bounded ([`bounds`]), and whatever cannot be is refused with a word.
//!
//! `request` and `answer` are the two texts, `experiment` what was asked for (`options` and `files` read it); `run` (with its `report`), `check`
//! and `search` do it, `list` says what there is.
//! `exports` is how a browser calls it: the one place of the project with `unsafe`. The page around it is `web/`, put together by
//! `examples/page.rs`.
//!
//! ```json
//! { "scenario": "topology = 'ring:3'", "options": { "seed": 7 }, "run": { "format": "svg" } }
//! ```
#![deny(unsafe_code)]

mod answer;
pub mod bounds;
mod check;
mod experiment;
pub mod exports;
mod files;
mod list;
mod options;
mod report;
mod request;
mod run;
mod search;
#[cfg(test)]
mod tests;

use answer::{Answer, Told, refused};
use experiment::Experiment;
use request::{Check, Explore, List, Request, Run};
use trace::plan::Refused;

/// Answers a request. Both are JSON.
#[must_use]
pub fn play(request: &str) -> String {
    Answer::from(answered(request)).written()
}

fn answered(request: &str) -> Result<Told, Refused> {
    let request = Request::read(request)?;
    let experiment = || Experiment::of(&request);
    match &request {
        Request { run: Some(Run { format }), check: None, explore: None, list: None, .. } => {
            run::run(&experiment()?, format)
        }
        Request { run: None, check: Some(Check { from, to }), explore: None, list: None, .. } => {
            check::check(&experiment()?, *from..*to)
        }
        Request { run: None, check: None, explore: Some(Explore { max_states }), list: None, .. } => {
            search::explore(&experiment()?, *max_states)
        }
        Request { run: None, check: None, explore: None, list: Some(List {}), .. } => list::list(&request),
        _ => {
            Err(refused("a request asks for one thing", "it has one of 'run', 'check', 'explore' and 'list'"))
        }
    }
}
