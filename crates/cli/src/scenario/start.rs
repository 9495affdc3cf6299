//! Who starts which snapshot when; and the script that may say so itself.

use sim_core::{ProcessId, Topology};
use snapshot::catalog::Entry;
use snapshot::computation::script::{Instruction, Statement};
use snapshot::{Initiation, Initiators, Program as _, Script};
use trace::cos418;

use super::{DEFAULT_TRIGGER, Followed};
use crate::failure::Failure;
use crate::given::{Given, Text, is_any};
use crate::values::Trigger;

/// The script that is to be followed.
pub(super) fn script(given: &Given, program: &Entry) -> Result<Option<Followed>, Failure> {
    let Some(Text { file, text }) = &given.script else { return Ok(None) };
    if program.name != Script::NAME {
        return Err(Failure::new(format!("'{file}' is a script, and the program is '{}'", program.name)));
    }
    let bad = |file: &str, error: cos418::LineError| Failure::new(format!("cannot read '{file}': {error}"));
    let statements = cos418::events::parse(text).map_err(|error| bad(file, error))?;
    let delays = given
        .delays
        .as_ref()
        .map(|Text { file, text }| cos418::delays::parse(text).map_err(|error| bad(file, error)));
    let delays = delays.transpose()?;
    Ok(Some(Followed { text: text.clone(), statements, ticks: given.ticks, delays }))
}

/// Who starts the snapshots, and when.
pub(super) fn initiation(
    given: &Given,
    program: &Entry,
    topology: &Topology,
    script: Option<&Followed>,
) -> Result<Initiation, Failure> {
    if let Some(script) = script {
        let is_snapshot = |statement: &&Statement| matches!(statement.what, Instruction::Snapshot { .. });
        let count = script.statements.iter().filter(is_snapshot).count();
        let snapshots = u32::try_from(count).expect("a script has at most a million statements");
        if script.ticks || snapshots > 0 {
            return commanded(given, snapshots);
        }
    }
    let initiators = match &given.initiators {
        None => Initiators::These(vec![ProcessId(0)]),
        Some(names) if is_any(names) => Initiators::Any,
        Some(names) => {
            let named = names.iter().map(|name| process(name, topology));
            Initiators::these(&named.collect::<Result<Vec<_>, _>>()?)
        }
    };
    let trigger = match given.trigger {
        Some(Trigger::Count(_)) if !program.counts => {
            return Err(Failure::with_tip(
                format!("invalid value for '--trigger': the states of '{}' are no counts", program.name),
                "with '--trigger none' an initiator starts of its own accord",
            ));
        }
        Some(Trigger::Count(count)) => Some(count),
        Some(Trigger::None) => None,
        None => program.counts.then_some(DEFAULT_TRIGGER),
    };
    Ok(Initiation { snapshots: given.snapshots.unwrap_or(1), initiators, trigger })
}

/// A script says itself who starts which snapshot when.
fn commanded(given: &Given, snapshots: u32) -> Result<Initiation, Failure> {
    let given_in_config = given.snapshots == Some(snapshots) && given.trigger == Some(Trigger::None);
    let said = [
        ("--initiators", given.initiators.as_ref().is_some_and(|names| names.iter().any(|n| !n.is_empty()))),
        ("--trigger", given.trigger.is_some()),
        ("--snapshots", given.snapshots.is_some()),
    ];
    match said.into_iter().find(|(_, said)| *said && !given_in_config) {
        Some((option, _)) => Err(Failure::with_tip(
            format!("'{option}' changes nothing: a script says itself who starts a snapshot when"),
            "its lines 'snapshot PROCESS' do",
        )),
        None => Ok(Initiation::commanded(snapshots)),
    }
}

fn process(name: &str, topology: &Topology) -> Result<ProcessId, Failure> {
    topology.process(name).ok_or_else(|| {
        Failure::with_tip(
            format!("invalid value '{name}' for '--initiators': there is no such process"),
            format!("the processes are {}", some_names(topology)),
        )
    })
}

/// The names of the processes; of many the first and the last.
fn some_names(topology: &Topology) -> String {
    let names: Vec<_> = topology.processes().map(|process| topology.name(process)).collect();
    match names.as_slice() {
        [first, second] => format!("{first} and {second}"),
        [first, .., last] if names.len() > 12 => format!("{first} to {last}"),
        all => all.join(", "),
    }
}
