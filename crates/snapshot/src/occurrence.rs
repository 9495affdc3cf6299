//! Did it happen? Whether the recorded global state was ever the state of the run, and when.
//!
//! Often it never was: *the recorded global state may not be identical to any of the global states that occurred in the
//! computation* (the paper, section 4). That is no fault; that it could have happened is what
//! [`reachable`](crate::oracle::reachable) checks. States are compared as values: which copy of a message it was does not
//! matter.

use sim_core::{Happening, System, VirtualTime};

use crate::computation::Computation;
use crate::contents;
use crate::oracle::Evidence;
use crate::recorded::RecordedOf;
use crate::rerun::{apply_as_told, steps};
use crate::window::Underlying;

/// A stretch of the run in which its state was the recorded one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Occurrence {
    /// The step after which it was: the place of its first event; `None` for the state before the first event.
    pub after: Option<usize>,
    /// Since when; `None` for the state before the first event.
    pub from: Option<VirtualTime>,
    /// Until when; `None` if it was still so at the end.
    pub until: Option<VirtualTime>,
}

/// The first time at which the recorded global state was the state of the run; `None` if it never was, or if the recorded
/// state is not whole.
#[must_use]
pub fn occurrence<P: Computation>(
    evidence: &Evidence<'_, P>,
    recorded: &RecordedOf<P>,
) -> Option<Occurrence> {
    if !recorded.is_whole() {
        return None;
    }
    let mut state = evidence.base.clone();
    let mut differing = Differing::new(evidence.system, recorded, &state);
    let mut found = differing.none().then_some(Occurrence { after: None, from: None, until: None });
    let mut place = 0;
    for step in steps::<P>(evidence.events) {
        let changes = step.iter().any(|event| !matches!(event.what, Happening::Observe(_)));
        apply_as_told::<P>(&mut state, step);
        differing.update(evidence.system, recorded, &state, step);
        match &mut found {
            Some(occurrence) if !differing.none() => {
                occurrence.until = Some(step[0].time);
                return found;
            }
            None if changes && differing.none() => {
                found = Some(Occurrence { after: Some(place), from: Some(step[0].time), until: None });
            }
            _ => {}
        }
        place += step.len();
    }
    found
}

/// In which processes and channels the state of the run is not the recorded one.
struct Differing {
    processes: Vec<bool>,
    channels: Vec<bool>,
    count: usize,
}

impl Differing {
    fn new<P: Computation>(system: &System<P>, recorded: &RecordedOf<P>, state: &Underlying<P>) -> Self {
        let topology = &system.topology;
        let processes = topology.processes().map(|process| {
            let recording = recorded.processes[process.index()].first.as_ref();
            recording.is_none_or(|recording| recording.state != *state.process(process))
        });
        let channels = topology.channel_ids().map(|channel| {
            let messages = &recorded.channels[channel.index()].messages;
            !contents::same(topology.channel(channel).order, state.channel(channel), messages)
        });
        let (processes, channels): (Vec<_>, Vec<_>) = (processes.collect(), channels.collect());
        let count = processes.iter().chain(&channels).filter(|differs| **differs).count();
        Self { processes, channels, count }
    }

    const fn none(&self) -> bool {
        self.count == 0
    }

    /// Looks again at what the step may have changed: its process, and the channels of what it received and sent.
    fn update<P: Computation>(
        &mut self,
        system: &System<P>,
        recorded: &RecordedOf<P>,
        state: &Underlying<P>,
        step: &[crate::LogEvent<P>],
    ) {
        let process = step[0].process;
        let recording = recorded.processes[process.index()].first.as_ref();
        let differs = recording.is_none_or(|recording| recording.state != *state.process(process));
        set(&mut self.processes[process.index()], differs, &mut self.count);
        for event in step {
            let (Happening::Receive { channel, .. } | Happening::Send { channel, .. }) = event.what else {
                continue;
            };
            let messages = &recorded.channels[channel.index()].messages;
            let order = system.topology.channel(channel).order;
            let differs = !contents::same(order, state.channel(channel), messages);
            set(&mut self.channels[channel.index()], differs, &mut self.count);
        }
    }
}

fn set(flag: &mut bool, differs: bool, count: &mut usize) {
    *count -= usize::from(*flag);
    *count += usize::from(differs);
    *flag = differs;
}
