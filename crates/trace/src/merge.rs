//! From the logs of all processes of a live run to one run: the schedule that really happened.
//!
//! Messages are known by their channel and their place in it, so the logs join without any clock. The merged order is a linear
//! extension of happened-before: the processes take turns, and a receipt waits for its message. *Conformance*: each step is done
//! by the transition relation too, where it must be enabled and do just what the log says it did, to the letter; what comes out is
//! therefore a schedule of the model, and the oracles can judge the run as any other. Which of the possible orders it is does
//! not depend on machines or their clocks.
//!
//! A process that was killed leaves a log without an end. Then what the logs agree on up to there is joined: a prefix that is
//! closed under happened-before, for whatever needs a step that is not in the log waits for ever, and is left out.

mod conformance;
#[cfg(test)]
mod tests;

use sim_core::{Schedule, System, Topology};
use snapshot::{Layer, Program};

use crate::local::{Event, LocalLog, experiment};
use crate::model::{Astray, Config, What};
use conformance::Model;

/// Why logs are not those of one run.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MergeError {
    /// There is nothing to join.
    #[error("there are no logs")]
    Nothing,
    /// Two logs are of different runs.
    #[error("{one} and {other} are of different runs: their '{field}' is not the same")]
    Different {
        /// A log.
        one: String,
        /// Another.
        other: String,
        /// In what they differ.
        field: String,
    },
    /// A process of the run is not one.
    #[error("{log}: there is no process '{process}'")]
    Unknown {
        /// The log.
        log: String,
        /// Whose it says it is.
        process: String,
    },
    /// Two logs of the same process.
    #[error("{one} and {other} are both of {process}")]
    Twice {
        /// A log.
        one: String,
        /// Another.
        other: String,
        /// The process.
        process: String,
    },
    /// A process has no log.
    #[error("the log of {0} is missing")]
    Missing(String),
    /// An event could not have happened, or not so.
    #[error("{log}: {event}: {what}")]
    Event {
        /// The log.
        log: String,
        /// The event, in words.
        event: String,
        /// Why not.
        what: String,
    },
}

/// What the logs of a run come to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Merged {
    /// What happened, in an order in which it can have happened.
    pub schedule: Schedule,
    /// The logs that have no end.
    pub cut_off: Vec<CutOff>,
    /// Because of them: how many events of which log cannot be joined.
    pub left_out: Vec<(String, usize)>,
}

/// A log without an end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CutOff {
    /// The log.
    pub log: String,
    /// Its last event, in words.
    pub last: String,
}

/// The field of two configurations in which they are not of the same experiment.
fn differing_field(one: &Config, other: &Config) -> Option<String> {
    let value = |config| serde_json::to_value(experiment(config)).expect("a configuration is JSON");
    let (one, other) = (value(one), value(other));
    let mut fields = one.as_object().into_iter().chain(other.as_object()).flat_map(|config| config.keys());
    fields.find(|field| one.get(field) != other.get(field)).cloned()
}

/// The configuration that all logs have, by the first.
///
/// # Errors
/// When there are no logs, or two of different runs.
pub fn config(logs: &[LocalLog]) -> Result<&Config, MergeError> {
    let first = logs.first().ok_or(MergeError::Nothing)?;
    for log in logs {
        if let Some(field) = differing_field(&first.head.config, &log.head.config) {
            return Err(MergeError::Different { one: first.name.clone(), other: log.name.clone(), field });
        }
    }
    Ok(&first.head.config)
}

/// Joins the logs of all processes into a schedule of the system.
///
/// # Errors
/// When a log is missing, or says something that cannot have happened in the model or not together with what
/// another says.
pub fn merge<P: Program, Q: Layer<P>>(
    program: &P,
    system: &System<Q>,
    logs: &[LocalLog],
) -> Result<Merged, MergeError> {
    let logs = by_process(&system.topology, logs)?;
    let mut model = Model::new(program, system);
    let mut places = vec![0; logs.len()];
    let mut merged = Merged { cut_off: cut_off(&logs), ..Merged::default() };
    while let Some(done) = round(&mut model, &logs, &mut places, &mut merged.schedule)? {
        if done > 0 {
            continue;
        }
        if merged.cut_off.is_empty() {
            return Err(stuck(&logs, &places));
        }
        let left = logs.iter().zip(&places).map(|(log, place)| (log.name.clone(), log.events.len() - place));
        merged.left_out = left.filter(|(_, events)| *events > 0).collect();
        break;
    }
    Ok(merged)
}

/// The logs without an end.
fn cut_off(logs: &[&LocalLog]) -> Vec<CutOff> {
    let open = logs.iter().filter(|log| log.end.is_none());
    let last = |log: &LocalLog| log.events.last().map_or("its head".to_string(), in_words);
    open.map(|log| CutOff { log: log.name.clone(), last: last(log) }).collect()
}

/// One log a process, in the order of the processes.
fn by_process<'a>(topology: &Topology, logs: &'a [LocalLog]) -> Result<Vec<&'a LocalLog>, MergeError> {
    let mut by_process: Vec<Option<&LocalLog>> = vec![None; topology.processes().len()];
    for log in logs {
        let process = log.head.process.clone();
        let unknown = || MergeError::Unknown { log: log.name.clone(), process: process.clone() };
        let place = topology.process(&process).ok_or_else(unknown)?.index();
        if let Some(other) = by_process[place].replace(log) {
            return Err(MergeError::Twice { one: other.name.clone(), other: log.name.clone(), process });
        }
    }
    let named = topology.processes().zip(by_process);
    let missing = |process| MergeError::Missing(topology.name(process).to_string());
    named.map(|(process, log)| log.ok_or_else(|| missing(process))).collect()
}

/// Lets each process do one step, if it can; how many could, or `None` when all are through.
fn round<P: Program, Q: Layer<P>>(
    model: &mut Model<'_, P, Q>,
    logs: &[&LocalLog],
    places: &mut [usize],
    schedule: &mut Schedule,
) -> Result<Option<usize>, MergeError> {
    let (mut done, mut left) = (0, false);
    for (process, (log, place)) in model.processes().zip(logs.iter().zip(places)) {
        let step = step_at(&log.events, *place);
        let Some(first) = step.first() else { continue };
        left = true;
        let at = |event: &Event, what: String| MergeError::Event {
            log: log.name.clone(),
            event: in_words(event),
            what,
        };
        let Some(action) = model.action(process, &first.what).map_err(|what| at(first, what))? else {
            continue;
        };
        let happened = model.step(process, action).map_err(|what| at(first, what))?;
        // The last step of a log that was cut off may lack its end.
        let whole = log.end.is_some() || *place + step.len() < log.events.len();
        compare(step, &happened, whole).map_err(|(event, what)| at(event, what))?;
        schedule.0.push(action);
        *place += step.len();
        done += 1;
    }
    Ok(left.then_some(done))
}

/// The events from this place to the next beginning of a step.
fn step_at(events: &[Event], place: usize) -> &[Event] {
    let rest = &events[place..];
    let begins = |event: &Event| matches!(event.what, What::Internal { .. } | What::Recv { .. });
    let next = rest.iter().skip(1).position(begins);
    &rest[..next.map_or(rest.len(), |next| next + 1)]
}

/// The first event that is not what the model did; a step that is not whole may lack its end.
fn compare<'a>(step: &'a [Event], happened: &[What], whole: bool) -> Result<(), (&'a Event, String)> {
    let json = |what: &What| serde_json::to_string(what).expect("an event is JSON");
    for (event, what) in step.iter().zip(happened) {
        if event.what != *what {
            return Err((event, format!("the model does {} here, not {}", json(what), json(&event.what))));
        }
    }
    let last = step.last().expect("a step has an event");
    match (step.get(happened.len()), happened.get(step.len())) {
        (Some(event), _) => Err((event, "the model does nothing more in this step".to_string())),
        (None, Some(what)) if whole => Err((last, format!("the model goes on in this step: {}", json(what)))),
        _ => Ok(()),
    }
}

/// Nobody can go on: the first that waits for a message that is not there.
fn stuck(logs: &[&LocalLog], places: &[usize]) -> MergeError {
    let waiting = logs.iter().zip(places).find_map(|(log, place)| Some((log, log.events.get(*place)?)));
    let (log, event) = waiting.expect("somebody is not through");
    let what = match &event.what {
        What::Recv { from, .. } => format!("by the other logs {from} had not sent it by then"),
        _ => "it cannot happen".to_string(),
    };
    MergeError::Event { log: log.name.clone(), event: in_words(event), what }
}

/// An event in a few words.
fn in_words(event: &Event) -> String {
    let what = match &event.what {
        What::Internal { command, .. } => command.clone(),
        What::Recv { msg, body, from, .. } => format!("receipt of {body} {msg} from {from}"),
        What::Send { msg, body, to, .. } => format!("sending of {body} {msg} to {to}"),
        What::Record { snapshot, .. } => format!("recording of the state for snapshot {snapshot}"),
        What::RecordMessage { channel, body, .. } => format!("recording of {body} in {channel}"),
        What::Close { channel, .. } => format!("closing of {channel}"),
        What::Permanent { snapshot } => format!("checkpoint {snapshot} permanent"),
        What::Lost(Astray { body, to, .. }) => format!("loss of {body} to {to}"),
        What::Doubled(Astray { body, to, .. }) => format!("doubling of {body} to {to}"),
        What::Crashed => "crash".to_string(),
    };
    format!("event {}, {what}", event.seq)
}
