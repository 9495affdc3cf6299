//! *Complete*: every process recorded its state exactly once, and every channel's record was closed exactly once.
//!
//! "Not yet" and "never" are different answers: while markers are under way, or when no chain of channels leads from a
//! process that has recorded to one that has not, nothing is wrong, only unknown. When no marker is left and a process
//! within reach waits all the same, the algorithm has failed.

use sim_core::{Happening, ProcessId};

use super::{Case, Verdict, Violation};
use crate::algorithm::Wire;
use crate::computation::Computation;

/// The oracle's name.
pub const NAME: &str = "complete";

pub(super) fn judge<P: Computation>(case: &Case<'_, P>) -> Verdict {
    let (topology, recorded) = (&case.evidence.system.topology, case.recorded);
    if !initiated(case) {
        return Verdict::Unknown("no snapshot was initiated".into());
    }
    for (process, record) in topology.processes().zip(&recorded.processes) {
        if record.times > 1 {
            let reason = format!("{} recorded its state {} times", topology.name(process), record.times);
            return Violation::new(reason).into();
        }
    }
    for (channel, record) in topology.channel_ids().zip(&recorded.channels) {
        if record.closed.len() > 1 {
            let name = topology.channel_name(channel);
            let reason = format!("the record of {name} was closed {} times", record.closed.len());
            return Violation { reason, story: Vec::new(), events: record.closed.clone() }.into();
        }
    }
    if recorded.is_whole() { Verdict::Holds } else { missing(case) }
}

/// The snapshot is not whole: will it never be, or is it only not there yet?
fn missing<P: Computation>(case: &Case<'_, P>) -> Verdict {
    let (topology, recorded) = (&case.evidence.system.topology, case.recorded);
    let names = |wanted: &dyn Fn(usize) -> bool| {
        let chosen = topology.processes().filter(|process| wanted(process.index()));
        chosen.map(|process| topology.name(process)).collect::<Vec<_>>().join(", ")
    };
    let reached = topology.reachable_from(&taking_part(case));
    let waits = |process: usize| reached[process] && recorded.processes[process].times == 0;
    let not_recorded = names(&waits);
    let open: Vec<_> = topology
        .channel_ids()
        .filter(|channel| recorded.channels[channel.index()].closed.is_empty())
        .filter(|channel| reached[topology.channel(*channel).source.index()])
        .map(|channel| topology.channel_name(channel))
        .collect();
    if not_recorded.is_empty() && open.is_empty() {
        let unreached = names(&|process| !reached[process]);
        return Verdict::Unknown(format!(
            "no chain of channels leads from a process that recorded to {unreached}"
        ));
    }
    let missing = if not_recorded.is_empty() {
        format!("the record of {} is not closed", open.join(", "))
    } else {
        format!("{not_recorded} did not record")
    };
    if markers_in_flight(case) {
        Verdict::Unknown(format!("{missing} yet: markers are still under way"))
    } else {
        Violation::new(format!("{missing}, and no marker is under way")).into()
    }
}

/// The processes that recorded, or sent a marker: who sends one and records nothing has failed, if it is the only one too.
fn taking_part<P: Computation>(case: &Case<'_, P>) -> Vec<ProcessId> {
    let topology = &case.evidence.system.topology;
    let mut takes_part: Vec<_> = case.recorded.processes.iter().map(|record| record.times > 0).collect();
    let snapshot = Wire::Marker(case.evidence.snapshot);
    for (_, event) in case.own() {
        if matches!(&event.what, Happening::Send { body, .. } if *body == snapshot) {
            takes_part[event.process.index()] = true;
        }
    }
    topology.processes().filter(|process| takes_part[process.index()]).collect()
}

/// Whether there is any sign of the snapshot.
fn initiated<P: Computation>(case: &Case<'_, P>) -> bool {
    let snapshot = Wire::Marker(case.evidence.snapshot);
    let recorded = case.recorded.processes.iter().any(|record| record.times > 0);
    recorded
        || case
            .own()
            .any(|(_, event)| matches!(&event.what, Happening::Send { body, .. } if *body == snapshot))
}

fn markers_in_flight<P: Computation>(case: &Case<'_, P>) -> bool {
    let snapshot = Wire::Marker(case.evidence.snapshot);
    let (mut sent, mut received) = (0_u64, 0_u64);
    for (_, event) in case.own() {
        match &event.what {
            Happening::Send { body, .. } if *body == snapshot => sent += 1,
            Happening::Receive { body, .. } if *body == snapshot => received += 1,
            _ => {}
        }
    }
    sent > received
}
