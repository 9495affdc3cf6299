//! A saved run that is over: judged on what the file says, all of it or the window that the run itself was judged on.

use std::borrow::Cow;
use std::collections::BTreeMap;

use sim_core::{Happening, Refusals, System};
use snapshot::opening;
use snapshot::oracle::Evidence;
use snapshot::{Carries as _, Judge, Judgement, LogEvent, Offered, Program, SnapshotId, Stopped, Underlying};
use trace::{Finished, Restored, Saved, describe, model};

use crate::failure::Failure;
use crate::interrupt;
use crate::predicates;

/// Judges all these events.
pub(crate) fn all<'a, P: Program>(
    saved: &Saved,
    restored: &'a Restored<P>,
    events: &'a [LogEvent<P>],
) -> Result<Finished<'a, P>, Failure> {
    judged(saved, restored, events, restored.base.clone(), 0)
}

/// Judges the window of these events, as the run did.
pub(crate) fn window<'a, P: Program>(
    saved: &Saved,
    restored: &'a Restored<P>,
    events: &'a [LogEvent<P>],
) -> Result<Finished<'a, P>, Failure> {
    let mut base = restored.base.clone();
    let before = opening::<P>(&mut base, events, restored.law);
    judged(saved, restored, events, base, before)
}

/// Judges these events but for so many, which led to this base.
fn judged<'a, P: Program>(
    saved: &Saved,
    restored: &'a Restored<P>,
    events: &'a [LogEvent<P>],
    base: Underlying<P>,
    before: usize,
) -> Result<Finished<'a, P>, Failure> {
    let system = &restored.system;
    let evidence = Evidence {
        system,
        snapshot: SnapshotId(1),
        base: &base,
        events: &events[before..],
        offers: Offered::NotSeen,
        over: nothing_more(saved),
        law: restored.law,
    };
    let stable = predicates::stable(system, (&saved.header.config.stable, None), restored.law)?;
    let mut judge = Judge::of(restored.law).and_stable(&stable);
    let snapshots = 1..saved.header.config.snapshots.saturating_add(1);
    let mut judgements = Judgement::each(&evidence, snapshots, &mut judge, interrupt::WANTED)?;
    judgements.iter_mut().for_each(|judgement| measured(judgement, saved));
    let outcome = saved.footer.as_ref().map(|footer| &footer.outcome);
    let mut finished = Finished {
        system,
        base,
        window: Cow::Borrowed(&events[before..]),
        has_events: true,
        events_before: before as u64,
        events: events.len() as u64,
        law: restored.law,
        judgements,
        stopped: outcome.map_or(Stopped::SnapshotComplete, |outcome| outcome.stopped.into()),
        end_time: events.last().map_or(0, |event| event.time),
        delivered: delivered::<P>(events),
        in_flight: in_flight(system, events),
        waits: outcome.map_or_else(Vec::new, |outcome| outcome.waits.clone()),
        until: None,
        schedule: outcome.and_then(|outcome| outcome.schedule.clone()),
    };
    let waited_for = outcome.and_then(|outcome| outcome.until.as_ref());
    waited_for.map_or(Ok(()), |until| predicates::tell_waited(&mut finished, &until.predicate))?;
    Ok(finished)
}

/// What is measured while a run happens, and no event tells: as the file says.
fn measured<P: Program>(judgement: &mut Judgement<P>, saved: &Saved) {
    let mut snapshots = saved.footer.iter().flat_map(|footer| &footer.snapshots);
    let Some(told) = snapshots.find(|snapshot| snapshot.id == judgement.snapshot.0) else { return };
    let refused = |model::Refused { messages, ticks }| Refusals { messages, ticks };
    let costs = &mut judgement.costs;
    costs.refused = told.costs.refused.map(refused);
    costs.blocked = told.costs.blocked;
    costs.stored = told.costs.stored.unwrap_or(costs.stored);
    // A log has more in its texts than an algorithm has to send.
    if let Some(model::Bits { on_messages, in_control, .. }) = told.costs.bits {
        costs.carried(on_messages, in_control);
    }
}

/// Whether the file says that nothing could happen after its last event; a run by a schedule ends with it.
fn nothing_more(saved: &Saved) -> bool {
    let quiescent = |footer: &model::Footer| footer.outcome.stopped == model::Stopped::Quiescent;
    saved.header.config.schedule.is_none() && saved.footer.as_ref().is_some_and(quiescent)
}

/// How many messages of each sort the events deliver.
fn delivered<P: Program>(events: &[LogEvent<P>]) -> model::Delivered {
    let mut delivered = model::Delivered::default();
    for event in events {
        let Happening::Receive { body, .. } = &event.what else { continue };
        match body.message() {
            Some(_) => delivered.m += 1,
            None => delivered.marker += 1,
        }
    }
    delivered
}

/// What of the computation was sent and not received, by channel.
fn in_flight<P: Program>(system: &System<P>, events: &[LogEvent<P>]) -> Vec<Vec<model::Message>> {
    let mut channels = vec![BTreeMap::new(); system.topology.channels().len()];
    for event in events {
        match &event.what {
            Happening::Send { channel, message, body } => {
                let Some(body) = body.message() else { continue };
                let sent = describe::message(&system.protocol, Some(message.0), body);
                channels[channel.index()].insert(message.0, sent);
            }
            Happening::Receive { channel, message, .. } => {
                channels[channel.index()].remove(&message.0);
            }
            _ => {}
        }
    }
    channels.into_iter().map(|channel| channel.into_values().collect()).collect()
}
