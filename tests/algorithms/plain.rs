//! The plain way to say what a snapshot should record: a run looked at as a whole, of which nothing is known but in which step each
//! process recorded.

use std::collections::{BTreeMap, BTreeSet};

use sim_core::{Happening, MessageId, ProcessId};
use snapshot::{Carries as _, LogEvent, Program, Recorded, RecordedOf, SnapshotId};
use tests::{Run, Scenario};

/// A global state: of each process its own, of each channel the messages that are in it.
type Contents<S> = (Vec<S>, Vec<BTreeSet<MessageId>>);

/// Asserts that each snapshot of the run is what it should be.
pub(crate) fn all_is_recorded<C: Program>(scenario: &Scenario<C>, run: &Run<C>) {
    for judgement in &run.judgements {
        let (plainly, name) = (plainly(scenario, run, judgement.snapshot), judgement.snapshot);
        assert_eq!(recorded::<C>(&judgement.recorded), plainly, "snapshot {}", name.0);
    }
}

fn recorded<C: Program>(recorded: &RecordedOf<C>) -> Contents<C::State> {
    let state = |process: &snapshot::ProcessRecord<C::State>| process.first.clone().unwrap().state;
    let messages = |channel: &snapshot::ChannelRecord<C::Message>| {
        let all: BTreeSet<_> = channel.messages.iter().map(|(message, _)| message.unwrap()).collect();
        assert_eq!((all.len(), channel.times), (channel.messages.len(), 1));
        all
    };
    (recorded.processes.iter().map(state).collect(), recorded.channels.iter().map(messages).collect())
}

/// The states after the steps before the cut; and what was sent in these, and not received in them.
fn plainly<C: Program>(scenario: &Scenario<C>, run: &Run<C>, snapshot: SnapshotId) -> Contents<C::State> {
    let topology = &scenario.topology;
    let steps: Vec<_> = run.log.events.chunk_by(|_, next| !next.begins_step()).collect();
    let cuts: BTreeMap<_, _> = steps.iter().enumerate().filter_map(|step| cut::<C>(step, snapshot)).collect();
    let mut channels = vec![BTreeSet::new(); topology.channels().len()];
    let of_steps = steps.iter().enumerate().flat_map(|(place, step)| step.iter().map(move |it| (place, it)));
    for (_, event) in of_steps.filter(|(place, event)| *place < cuts[&event.process]) {
        match &event.what {
            Happening::Send { channel, message, body } if body.message().is_some() => {
                channels[channel.index()].insert(*message);
            }
            Happening::Receive { channel, message, .. } => {
                channels[channel.index()].remove(message);
            }
            _ => {}
        }
    }
    let state = |process: ProcessId| run.passed[cuts[&process]].processes[process.index()].clone();
    (topology.processes().map(state).collect(), channels)
}

/// Of a step in which a process records for the snapshot: how many steps of the run are before its cut.
fn cut<C: Program>(
    (place, step): (usize, &&[LogEvent<C>]),
    snapshot: SnapshotId,
) -> Option<(ProcessId, usize)> {
    step.iter().find_map(|event| match &event.what {
        Happening::Observe(Recorded::Process { snapshot: of, before, .. }) if *of == snapshot => {
            Some((event.process, place + usize::from(!before)))
        }
        _ => None,
    })
}
