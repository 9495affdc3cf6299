//! A log of a computation that there is here: its own handlers say what the log does not, so that a run comes of it which the oracles can
//! judge from its events. Nothing is made up: what the handlers cannot know, as which command was given, the log has to tell, or it
//! follows from what was sent.

mod events;

use indexmap::IndexMap;
use snapshot::Program;
use trace::model::Config;
use trace::{Restored, restore};

use crate::history::values::channels;
use crate::model::{Place, Run};

pub use events::Untold;

/// A log as a run of a program.
#[derive(Debug)]
pub struct Acted<P: Program> {
    /// The run, as the oracles look at it.
    pub restored: Restored<P>,
    /// What was run, and what happened.
    pub saved: trace::Saved,
    /// Where each event is told.
    pub places: Vec<Place>,
    /// The numbers of the log's snapshots: the first is 1 in the run.
    pub snapshots: Vec<u64>,
}

/// The log as a run of the program of this name with these parameters.
///
/// # Errors
/// When there is no such computation, or the log does not tell enough.
pub fn acted<P: Program>(
    run: &Run,
    program: &str,
    parameters: IndexMap<String, String>,
) -> Result<Acted<P>, Untold> {
    let snapshots: Vec<u64> = run.snapshots.keys().copied().collect();
    let config = config(run, program, parameters, snapshots.len());
    let empty = restore::<P>(&config, &[]).map_err(|error| (None, error.to_string()))?;
    let (events, places) = events::events(run, &empty, &snapshots)?;
    let restored = restore::<P>(&config, &events).map_err(|error| {
        let place = match &error {
            trace::RestoreError::Event { seq, .. } => {
                usize::try_from(*seq).ok().and_then(|seq| places.get(seq))
            }
            _ => None,
        };
        let what = match &error {
            trace::RestoreError::Event { field, what, .. } => format!("{field}: {what}"),
            other => other.to_string(),
        };
        (place.copied(), what)
    })?;
    let header = trace::model::Header::new(trace::model::Tool::default(), config);
    let saved = trace::Saved { header, events, footer: None, foreign: None };
    Ok(Acted { restored, saved, places, snapshots })
}

/// What was run, as far as the oracles need it. Of which algorithm it was, nobody says.
fn config(run: &Run, program: &str, parameters: IndexMap<String, String>, snapshots: usize) -> Config {
    Config {
        processes: run.processes.iter().map(|process| process.name.clone()).collect(),
        channels: channels(run, "1"),
        program: program.to_string(),
        parameters,
        hold: "1".to_string(),
        algorithm: "unknown".to_string(),
        snapshots: u32::try_from(snapshots.max(1)).unwrap_or(u32::MAX),
        ..Config::default()
    }
}
