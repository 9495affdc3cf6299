//! Who starts which snapshot when; or the script says so itself.

use sim_core::words::some;
use sim_core::{ProcessId, Topology};
use snapshot::catalog::Entry;
use snapshot::script::{Instruction, Statement};
use snapshot::{Initiation, Initiator, Initiators, SnapshotId, Written, WrittenError};

use super::refused::Refused;
use super::script::Followed;
use crate::spec::values::{MAX_SNAPSHOTS, Trigger};
use crate::spec::{Basis, Spec, is_any};

/// Who starts the snapshots, and when.
pub(super) fn initiation(
    spec: &Spec,
    usual: &Basis<'_>,
    script: Option<&Followed>,
) -> Result<Initiation, Refused> {
    if let Some(script) = script {
        let is_snapshot = |statement: &&Statement| matches!(statement.what, Instruction::Snapshot { .. });
        let count = script.statements.iter().filter(is_snapshot).count();
        let snapshots = u32::try_from(count).expect("a script has at most a million statements");
        if script.ticks || snapshots > 0 {
            return commanded(spec, snapshots);
        }
    }
    let trigger = trigger(spec, usual)?;
    let snapshots = spec.snapshots.unwrap_or(1);
    match spec.initiators.as_slice() {
        [] => Ok(Initiation { snapshots, initiators: Initiators::These(vec![ProcessId(0)]), trigger }),
        names if is_any(names) => Ok(Initiation { snapshots, initiators: Initiators::Any, trigger }),
        names => {
            let named = names.iter().map(|name| written(name, usual.program, usual.topology));
            named_ones(spec, &named.collect::<Result<Vec<_>, _>>()?, trigger, usual.topology)
        }
    }
}

/// The trigger of all that have none of their own.
fn trigger(spec: &Spec, usual: &Basis<'_>) -> Result<Option<u64>, Refused> {
    match spec.trigger {
        Some(Trigger::Count(_)) if !usual.program.counts => Err(Refused::with_tip(
            format!("invalid value for '--trigger': the states of '{}' are no counts", usual.program.name),
            "with '--trigger none' an initiator starts of its own accord",
        )),
        Some(Trigger::Count(count)) => Ok(Some(count)),
        Some(Trigger::None) => Ok(None),
        None => Ok(usual.trigger()),
    }
}

/// Snapshots that are started by the processes that were named, by each as was written.
fn named_ones(
    spec: &Spec,
    named: &[(ProcessId, Written<'_>)],
    of_all: Option<u64>,
    topology: &Topology,
) -> Result<Initiation, Refused> {
    let last = named.iter().filter_map(|(_, written)| written.snapshot).max();
    let snapshots = spec.snapshots.unwrap_or(last.map_or(1, |last| last.0)).min(MAX_SNAPSHOTS);
    if let Some(last) = last.filter(|last| last.0 > snapshots) {
        let what = format!("invalid value for '--initiators': there is no snapshot {}", last.0);
        return Err(Refused::with_tip(
            what,
            format!("'--snapshots' is {snapshots}, at most {MAX_SNAPSHOTS}"),
        ));
    }
    let all_have_one = named.iter().all(|(_, written)| written.trigger.is_some());
    if all_have_one && matches!(spec.trigger, Some(Trigger::Count(_))) {
        let tip = "leave it out, or the '@' of one of them";
        return Err(Refused::with_tip("'--trigger' changes nothing: each initiator has its own", tip));
    }
    let trigger = of_all.filter(|_| !all_have_one);
    let initiator = |(process, written): &(ProcessId, Written<'_>)| Initiator {
        process: *process,
        snapshot: written.snapshot,
        trigger: written.trigger.unwrap_or(trigger),
    };
    let initiators = Initiators::each(named.iter().map(initiator).collect(), trigger);
    let initiation = Initiation { snapshots, initiators, trigger };
    each_is_started_once(&initiation, topology)?;
    Ok(initiation)
}

/// Whether every snapshot has an initiator, and no process is to start one in two ways.
fn each_is_started_once(initiation: &Initiation, topology: &Topology) -> Result<(), Refused> {
    let Initiators::Each(each) = &initiation.initiators else { return Ok(()) };
    for two in each.windows(2).filter(|two| two[0].process == two[1].process) {
        if two[0].snapshot.is_none() || two[0].snapshot == two[1].snapshot {
            let name = topology.name(two[0].process);
            return Err(Refused::with_tip(
                format!(
                    "invalid value for '--initiators': '{name}' is to start the same snapshot in two ways"
                ),
                format!("one snapshot each is written as {name}:1@2,{name}:2@30"),
            ));
        }
    }
    let nobodys =
        |snapshot: &SnapshotId| each.iter().all(|one| one.snapshot.is_some_and(|only| only != *snapshot));
    match initiation.ids().find(nobodys) {
        Some(snapshot) => Err(Refused::with_tip(
            format!("invalid value for '--initiators': nobody starts snapshot {}", snapshot.0),
            "an initiator without ':' and a number starts every snapshot",
        )),
        None => Ok(()),
    }
}

/// A script says itself who starts which snapshot when.
fn commanded(spec: &Spec, snapshots: u32) -> Result<Initiation, Refused> {
    // A saved configuration says of every run how many snapshots it takes, and that there is no trigger.
    let saved = spec.snapshots == Some(snapshots) && spec.trigger == Some(Trigger::None);
    let said = [
        ("--initiators", spec.initiators.iter().any(|name| !name.is_empty())),
        ("--trigger", spec.trigger.is_some()),
        ("--snapshots", spec.snapshots.is_some()),
        ("--start", spec.start.is_some()),
    ];
    match said.into_iter().find(|(_, said)| *said && !saved) {
        Some((option, _)) => Err(Refused::with_tip(
            format!("'{option}' changes nothing: a script says itself who starts a snapshot when"),
            "its lines 'snapshot PROCESS' do",
        )),
        None => Ok(Initiation::commanded(snapshots)),
    }
}

/// What names a process that is none of these.
pub(super) fn no_such_initiator(text: &str, processes: &[&str]) -> Refused {
    let what = format!("invalid value '{text}' for '--initiators': there is no such process");
    Refused::with_tip(what, format!("the processes are {}", some(processes)))
}

/// An initiator as it was written.
fn written<'a>(
    text: &'a str,
    program: &Entry,
    topology: &Topology,
) -> Result<(ProcessId, Written<'a>), Refused> {
    let invalid = |why: &str| format!("invalid value '{text}' for '--initiators': {why}");
    let read = Written::read(text, |name| topology.process(name).is_some());
    let written = read.map_err(|error| match error {
        WrittenError::NoProcess(_) => {
            let names = topology.processes().map(|process| topology.name(process));
            no_such_initiator(text, &names.collect::<Vec<_>>())
        }
        WrittenError::Ambiguous(_) => Refused::with_tip(
            invalid(&error.to_string()),
            "a name that ends like ':1' or '@2' should not begin with that of another process",
        ),
        other => Refused::with_tip(
            invalid(&other.to_string()),
            "an initiator is written as NAME, NAME:SNAPSHOT, NAME@TRIGGER or NAME:SNAPSHOT@TRIGGER",
        ),
    })?;
    if matches!(written.trigger, Some(Some(_))) && !program.counts {
        let why = format!("the states of '{}' are no counts", program.name);
        return Err(Refused::with_tip(invalid(&why), "with '@none' it starts of its own accord"));
    }
    let process = topology.process(written.process).expect("it was read as the name of a process");
    Ok((process, written))
}
