//! *Complete*: every process recorded its state exactly once, and every channel's record was closed exactly once.
//!
//! "Not yet" and "never" are different answers: while control messages are under way, or messages from before the cut in a channel that is not
//! closed (an algorithm may wait for them), or when no chain of channels leads from a
//! process that has recorded to one that has not, nothing is wrong, only unknown. When none is left and a process
//! within reach waits all the same, the algorithm has failed; so it has when one is left that never comes, because nothing
//! can happen any more. Where none is left then, what lies in a channel is refused, and the story tells who takes nothing from whom.

use std::collections::{BTreeMap, BTreeSet};

use sim_core::{Channel, ChannelId, Happening, ProcessId, Topology};

use super::case::Case;
use super::contract::{Before, Finding, Oracle};
use super::law::Law;
use super::seen::Taken;
use super::verdict::{Claim, Verdict, Violation};
use super::{waiting, went_wrong};
use crate::alone::Alone;
use crate::computation::Computation;
use crate::crossing::{Crossing, NOT_YET};
use crate::faults::Incident;
use crate::recorded::{RecordedGlobalState, RecordedOf};
use crate::wanted::Unwanted;
use crate::wire::{Carries as _, Kind};

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

    fn say(&self, taken: &Taken<'_, P>) -> Finding {
        let (topology, recorded) = (&taken.system.topology, taken.recorded);
        let awaits = |taken: &Taken<'_, P>| {
            awaits_messages(topology, (recorded, taken.crossings), taken.alone, taken.crashed)
        };
        let sends = |process| topology.outgoing(process).any(|channel| taken.control.on(channel) > 0);
        let takes_part =
            |process: &ProcessId| recorded.processes[process.index()].times > 0 || sends(*process);
        if !topology.processes().any(|process| takes_part(&process)) {
            return Finding::Unknown(NOT_INITIATED.into());
        }
        let twice = recorded.processes.iter().any(|record| record.times > 1)
            || recorded.channels.iter().any(|record| record.times > 1);
        if taken.whole || twice {
            return (!twice).into();
        }
        let taking_part: Vec<_> = topology.processes().filter(takes_part).collect();
        match missing(topology, recorded, &taking_part, taken.over) {
            Ok(Missing { what, .. }) if taken.under_way > 0 && !taken.over => {
                Finding::Unknown(not_yet(&what, &format!("{}s", Law::word(taken.law))))
            }
            Ok(Missing { what, .. }) if !taken.over && awaits(taken) => {
                Finding::Unknown(not_yet(&what, MESSAGES))
            }
            Ok(_) => Finding::Violated,
            Err(why) => Finding::Unknown(why),
        }
    }

    fn explain(&mut self, case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
        let (topology, recorded) = (&case.evidence.system.topology, case.recorded);
        let initiated = recorded.processes.iter().any(|record| record.times > 0);
        if !initiated && taking_part(case)?.is_empty() {
            return Ok(Verdict::Unknown(NOT_INITIATED.into()));
        }
        for (process, record) in topology.processes().zip(&recorded.processes) {
            if record.times > 1 {
                let reason = format!("{} recorded its state {} times", topology.name(process), record.times);
                let violation = Violation::new(reason).condemning(case.recordings_of(process)?);
                return Ok(came_twice(case, violation).into());
            }
        }
        for (channel, record) in topology.channel_ids().zip(&recorded.channels) {
            if record.times > 1 {
                let name = topology.channel_name(channel);
                let reason = format!("the record of {name} was closed {} times", record.times);
                let violation = Violation::new(reason).condemning(case.closings_of(channel)?);
                return Ok(came_twice(case, violation).into());
            }
        }
        if recorded.is_whole() { Ok(Verdict::Holds) } else { incomplete(case) }
    }
}

/// What is said of a snapshot of which there is no sign.
const NOT_INITIATED: &str = "no snapshot was initiated";

/// What a snapshot still misses that it could come to.
struct Missing {
    /// In words.
    what: String,
    /// That it will never be there.
    never: &'static str,
}

/// What may still make a snapshot whole, of an algorithm that waits for what its channels hold.
const MESSAGES: &str = "messages from before the cut";

/// What is said as long as it may still come.
fn not_yet(what: &str, under_way: &str) -> String {
    format!("{what} yet: {under_way} are still under way")
}

/// Whether a message that was sent before its sender recorded is still in a channel that is not closed, and may come.
pub(crate) fn awaits_messages<P: Computation>(
    topology: &Topology,
    (recorded, crossings): (&RecordedOf<P>, &[Crossing<P::Message>]),
    alone: &Alone<P>,
    crashed: &BTreeSet<ProcessId>,
) -> bool {
    topology.channel_ids().any(|channel| {
        let (crossing, record) = (&crossings[channel.index()], &recorded.channels[channel.index()]);
        record.closed.is_none()
            && crossing.sent != NOT_YET
            && !crashed.contains(&topology.channel(channel).target)
            && alone.lanes.of(channel).any(|(passing, _)| passing.number < crossing.sent)
    })
}

/// What is missing, when these take part.
///
/// # Errors
/// When it is missing because nobody who takes part can reach it.
fn missing<S: Clone, M: Clone>(
    topology: &Topology,
    recorded: &RecordedGlobalState<S, M>,
    taking_part: &[ProcessId],
    over: bool,
) -> Result<Missing, String> {
    let names = |wanted: &dyn Fn(usize) -> bool| {
        let chosen = topology.processes().filter(|process| wanted(process.index()));
        chosen.map(|process| topology.name(process)).collect::<Vec<_>>().join(", ")
    };
    let reached = topology.reachable_from(taking_part);
    let not_recorded = names(&|process| reached[process] && recorded.processes[process].times == 0);
    let open: Vec<_> = topology
        .channel_ids()
        .filter(|channel| recorded.channels[channel.index()].closed.is_none())
        .filter(|channel| reached[topology.channel(*channel).source.index()])
        .map(|channel| topology.channel_name(channel))
        .collect();
    if !not_recorded.is_empty() {
        return Ok(Missing { what: format!("{not_recorded} did not record"), never: "never will" });
    }
    if !open.is_empty() {
        let what = format!("the record of {} is not closed", open.join(", "));
        return Ok(Missing { what, never: "never will be" });
    }
    let unreached = names(&|process| !reached[process]);
    let why = format!("no chain of channels leads from a process that recorded to {unreached}");
    Err(match over {
        true => format!("it never will be: {why}, and nothing can happen any more"),
        false => why,
    })
}

/// The snapshot is not whole: will it never be, or is it only not there yet?
fn incomplete<P: Computation>(case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
    let (topology, over) = (&case.evidence.system.topology, case.evidence.over);
    let Missing { what, never } = match missing(topology, case.recorded, &taking_part(case)?, over) {
        Ok(missing) => missing,
        Err(why) => return Ok(Verdict::Unknown(why)),
    };
    let word = Law::word(case.evidence.law);
    let crashed = waiting::crashed(case);
    let may_come = |channel: ChannelId| !crashed.contains(&topology.channel(channel).target);
    Ok(match lost_or_under_way(case)?.as_slice() {
        [] if !over && waiting::from_before_the_cut(case) => Verdict::Unknown(not_yet(&what, MESSAGES)),
        [] => {
            let (mut story, events) = waiting::lost(case);
            if over {
                story.extend(waiting::refused(case, |_| true));
                story.extend(waiting::circle(case)?);
            }
            let reason = match events.as_slice() {
                [] => format!("{what}, and no {word} is under way"),
                [..] if !over && case.index.is_tagged() => format!("{what}, and no {word} is under way"),
                [..] => format!("{what}, and {never}: no {word} is under way"),
            };
            Violation { reason, story, events }.into()
        }
        waiting if !over && waiting.iter().any(|(_, channel, _)| may_come(*channel)) => {
            Verdict::Unknown(not_yet(&what, &format!("{word}s")))
        }
        lost => {
            let why =
                if over { "nothing can happen any more" } else { "what is under way is not taken any more" };
            let reason = format!("{what}, and {never}: {why}");
            let (gone, astray) = waiting::lost(case);
            let story = lost.iter().map(|(_, channel, kind)| {
                let Channel { source, target, .. } = topology.channel(*channel);
                format!(
                    "the {kind} from {} to {} was never received",
                    topology.name(source),
                    topology.name(target)
                )
            });
            let events = lost.iter().map(|(place, ..)| *place).chain(astray).collect();
            // What lies in the same channel before one of them, it waits for too.
            let behind = |channel| lost.iter().any(|(_, of, _)| *of == channel);
            let story = gone.into_iter().chain(story).chain(waiting::refused(case, behind)).collect();
            Violation { reason, story, events }.into()
        }
    })
}

/// The violation, with the messages of the snapshot that came twice.
fn came_twice<P: Computation>(case: &Case<'_, P>, violation: Violation) -> Violation {
    went_wrong::with(case, violation, |_, incident| {
        matches!(incident, Incident::Doubled { .. }) && went_wrong::is_of_snapshot(case, incident)
    })
}

/// The processes that recorded, or sent a control message: who sends one and records nothing has failed, if it is the only one too.
fn taking_part<P: Computation>(case: &Case<'_, P>) -> Result<Vec<ProcessId>, Unwanted> {
    let topology = &case.evidence.system.topology;
    let mut takes_part: Vec<_> = case.recorded.processes.iter().map(|record| record.times > 0).collect();
    let snapshot = Some(case.evidence.snapshot);
    for its in case.sent() {
        let (_, channel, body) = its?;
        if body.control() == snapshot {
            takes_part[topology.channel(channel).source.index()] = true;
        }
    }
    Ok(topology.processes().filter(|process| takes_part[process.index()]).collect())
}

/// The control messages that were sent and not received: where in the trace, on which channel, of what kind.
pub(super) fn lost_or_under_way<P: Computation>(
    case: &Case<'_, P>,
) -> Result<Vec<(usize, ChannelId, Kind)>, Unwanted> {
    let snapshot = Some(case.evidence.snapshot);
    let mut sent = BTreeMap::new();
    for own in case.own() {
        let (place, event) = own?;
        match &event.what {
            Happening::Send { channel, message, body } if body.control() == snapshot => {
                sent.extend(body.kind().map(|kind| (*message, (place, *channel, kind))));
            }
            Happening::Receive { message, .. } => {
                sent.remove(message);
            }
            _ => {}
        }
    }
    Ok(sent.into_values().collect())
}
