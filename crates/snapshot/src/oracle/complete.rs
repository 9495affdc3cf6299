//! *Complete*: every process recorded its state exactly once, and every channel's record was closed exactly once.
//!
//! "Not yet" and "never" are different answers: while markers are under way, or when no chain of channels leads from a
//! process that has recorded to one that has not, nothing is wrong, only unknown. When no marker is left and a process
//! within reach waits all the same, the algorithm has failed; so it has when a marker is left that never comes, because nothing
//! can happen any more.

use std::collections::BTreeMap;

use sim_core::{Channel, ChannelId, Happening, ProcessId};

use super::{Before, Case, Claim, Oracle, Verdict, Violation};
use crate::algorithm::{Noted, Recorded};
use crate::computation::Computation;
use crate::log::LogEvent;
use crate::wanted::Unwanted;
use crate::wire::Carries as _;

/// What it claims.
pub const CLAIM: Claim = Claim { name: "complete", sentence: "every process recorded, every channel closed" };

/// The oracle of this claim.
#[derive(Clone, Copy, Debug, Default)]
pub struct Complete;

impl<P: Computation> Oracle<P> for Complete {
    fn claim(&self) -> Claim {
        CLAIM
    }

    fn before_whole(&self) -> Before {
        Before::Anything
    }

    fn judge(&mut self, case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
        let (topology, recorded) = (&case.evidence.system.topology, case.recorded);
        let initiated = recorded.processes.iter().any(|record| record.times > 0);
        if !initiated && taking_part(case)?.is_empty() {
            return Ok(Verdict::Unknown("no snapshot was initiated".into()));
        }
        for (process, record) in topology.processes().zip(&recorded.processes) {
            if record.times > 1 {
                let reason = format!("{} recorded its state {} times", topology.name(process), record.times);
                let is_its = |event: &LogEvent<P>, recorded: &Noted<_, _>| {
                    event.process == process && matches!(recorded, Recorded::Process { .. })
                };
                return Ok(Violation::new(reason).condemning(case.records(is_its)?).into());
            }
        }
        for (channel, record) in topology.channel_ids().zip(&recorded.channels) {
            if record.closed.len() > 1 {
                let name = topology.channel_name(channel);
                let reason = format!("the record of {name} was closed {} times", record.closed.len());
                return Ok(Violation { reason, story: Vec::new(), events: record.closed.clone() }.into());
            }
        }
        if recorded.is_whole() { Ok(Verdict::Holds) } else { missing(case) }
    }
}

/// The snapshot is not whole: will it never be, or is it only not there yet?
fn missing<P: Computation>(case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
    let (topology, recorded) = (&case.evidence.system.topology, case.recorded);
    let names = |wanted: &dyn Fn(usize) -> bool| {
        let chosen = topology.processes().filter(|process| wanted(process.index()));
        chosen.map(|process| topology.name(process)).collect::<Vec<_>>().join(", ")
    };
    let reached = topology.reachable_from(&taking_part(case)?);
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
        let why = format!("no chain of channels leads from a process that recorded to {unreached}");
        return Ok(Verdict::Unknown(match case.evidence.over {
            true => format!("it never will be: {why}, and nothing can happen any more"),
            false => why,
        }));
    }
    let (missing, never) = if not_recorded.is_empty() {
        (format!("the record of {} is not closed", open.join(", ")), "never will be")
    } else {
        (format!("{not_recorded} did not record"), "never will")
    };
    Ok(match lost_or_under_way(case)?.as_slice() {
        [] => Violation::new(format!("{missing}, and no marker is under way")).into(),
        [..] if !case.evidence.over => {
            Verdict::Unknown(format!("{missing} yet: markers are still under way"))
        }
        lost => {
            let reason = format!("{missing}, and {never}: nothing can happen any more");
            let story = lost.iter().map(|(_, channel)| {
                let Channel { source, target, .. } = topology.channel(*channel);
                format!(
                    "the marker from {} to {} was never received",
                    topology.name(source),
                    topology.name(target)
                )
            });
            let events = lost.iter().map(|(place, _)| *place).collect();
            Violation { reason, story: story.collect(), events }.into()
        }
    })
}

/// The processes that recorded, or sent a marker: who sends one and records nothing has failed, if it is the only one too.
fn taking_part<P: Computation>(case: &Case<'_, P>) -> Result<Vec<ProcessId>, Unwanted> {
    let topology = &case.evidence.system.topology;
    let mut takes_part: Vec<_> = case.recorded.processes.iter().map(|record| record.times > 0).collect();
    let snapshot = Some(case.evidence.snapshot);
    for own in case.own() {
        let (_, event) = own?;
        if matches!(&event.what, Happening::Send { body, .. } if body.control() == snapshot) {
            takes_part[event.process.index()] = true;
        }
    }
    Ok(topology.processes().filter(|process| takes_part[process.index()]).collect())
}

/// The markers that were sent and not received: where in the trace, and on which channel.
fn lost_or_under_way<P: Computation>(case: &Case<'_, P>) -> Result<Vec<(usize, ChannelId)>, Unwanted> {
    let snapshot = Some(case.evidence.snapshot);
    let mut sent = BTreeMap::new();
    for own in case.own() {
        let (place, event) = own?;
        match &event.what {
            Happening::Send { channel, message, body } if body.control() == snapshot => {
                sent.insert(*message, (place, *channel));
            }
            Happening::Receive { message, .. } => {
                sent.remove(message);
            }
            _ => {}
        }
    }
    Ok(sent.into_values().collect())
}
