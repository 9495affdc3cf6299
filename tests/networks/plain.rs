//! The plain way: a run looked at as a whole, step by step, with the global state after each.

use std::ops::Range;

use sim_core::{Happening, ProcessId, VirtualTime};
use snapshot::{Carries as _, ChannelRecord, Costs, Judgement, LogEvent, Program, Recorded, SnapshotId};
use tests::{Plain, Run, Scenario};

/// A run as a whole.
pub(crate) struct Whole<'a, P: Program> {
    scenario: &'a Scenario<P>,
    run: &'a Run<P>,
    steps: Vec<&'a [LogEvent<P>]>,
}

/// A stretch of a run: after which event of the whole log, since when, until when.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Stretch {
    pub(crate) after: Option<usize>,
    pub(crate) from: Option<VirtualTime>,
    pub(crate) until: Option<VirtualTime>,
}

impl<'a, P: Program> Whole<'a, P> {
    pub(crate) fn of(scenario: &'a Scenario<P>, run: &'a Run<P>) -> Self {
        let steps: Vec<_> = run.log.events.chunk_by(|_, next| !next.begins_step()).collect();
        assert_eq!(run.passed.len(), steps.len() + 1, "the initial state, and one after each step");
        Self { scenario, run, steps }
    }

    /// The first step with a sign of any snapshot, by its place; the number of steps if there is none.
    fn first_sign(&self) -> usize {
        let is_sign = |event: &LogEvent<P>| match &event.what {
            Happening::Observe(_) => true,
            Happening::Send { body, .. } => body.control().is_some(),
            _ => false,
        };
        self.steps.iter().position(|step| step.iter().any(is_sign)).unwrap_or(self.steps.len())
    }

    /// How many events there are before that step.
    pub(crate) fn before_window(&self) -> usize {
        self.steps[..self.first_sign()].iter().map(|step| step.len()).sum()
    }

    /// The stretch in which the run was in the recorded state.
    pub(crate) fn happened(&self, judgement: &Judgement<P>) -> Option<Stretch> {
        let recorded = self.recorded(judgement)?;
        let is_it = |state: &Plain<P>| self.sorted(state.clone()) == recorded;
        let start = self.first_sign();
        let found = start + self.run.passed[start..].iter().position(is_it)?;
        let left = self.run.passed[found..].iter().position(|state| !is_it(state));
        let begun = (found > start).then(|| found - 1);
        Some(Stretch {
            after: begun.map(|step| self.steps[..step].iter().map(|step| step.len()).sum()),
            from: begun.map(|step| self.steps[step][0].time),
            until: left.map(|left| self.steps[found + left - 1][0].time),
        })
    }

    fn recorded(&self, judgement: &Judgement<P>) -> Option<Plain<P>> {
        let closed = |channel: &ChannelRecord<P::Message>| channel.closed.is_some();
        if !judgement.recorded.channels.iter().all(closed) {
            return None;
        }
        let run = Run { recorded: (*judgement.recorded).clone(), ..self.run.clone() };
        run.recorded_state().map(|state| self.sorted(state))
    }

    /// A global state with the messages of the channels that keep no order in some order.
    fn sorted(&self, mut state: Plain<P>) -> Plain<P> {
        for (channel, queue) in self.scenario.topology.channels().iter().zip(&mut state.channels) {
            if !channel.order.keeps_order() {
                let mut messages: Vec<_> = queue.iter().cloned().collect();
                messages.sort_by(|a, b| a.body.cmp(&b.body));
                *queue = messages.into_iter().collect();
            }
        }
        state
    }

    /// The steps from the first recording for a snapshot to the one that completes it, or to the last.
    pub(crate) fn span(&self, snapshot: SnapshotId) -> Option<Range<usize>> {
        let records = |step: &&[LogEvent<P>]| step.iter().any(|event| records::<P>(event, snapshot));
        let start = self.steps.iter().position(records)?;
        Some(start..self.completing(snapshot).map_or(self.steps.len(), |last| last + 1))
    }

    /// The step with which all processes have recorded and all channels are closed.
    fn completing(&self, snapshot: SnapshotId) -> Option<usize> {
        let topology = &self.scenario.topology;
        let mut missing = topology.processes().len() + topology.channels().len();
        self.steps.iter().position(|step| {
            let done = step
                .iter()
                .filter(|event| records::<P>(event, snapshot) || closes::<P>(event, snapshot))
                .count();
            missing -= done;
            missing == 0 && done > 0
        })
    }

    /// What a snapshot cost.
    pub(crate) fn costs(&self, judgement: &Judgement<P>) -> Costs {
        let snapshot = judgement.snapshot;
        let count = |what: &dyn Fn(&LogEvent<P>) -> bool| {
            self.run.log.events.iter().filter(|event| what(event)).count() as u64
        };
        let span = self.span(snapshot);
        let during = span.clone().map_or(&[][..], |steps| &self.run.passed[steps.start + 1..=steps.end]);
        let sends = |steps: &Range<usize>| {
            let events = self.steps[steps.clone()].iter().flat_map(|step| step.iter());
            let events = events.skip_while(|event| !records::<P>(event, snapshot));
            let is_message = |event: &&LogEvent<P>| matches!(&event.what, Happening::Send { body, .. } if body.message().is_some());
            events.filter(is_message).count() as u64
        };
        let recordings = self.run.log.events.iter().filter(|event| records::<P>(event, snapshot));
        let last = self.scenario.topology.processes().len() - 1;
        let recorded_messages = count(
            &|event| matches!(&event.what, Happening::Observe(Recorded::Message { snapshot: of, .. }) if *of == snapshot),
        );
        let in_flight = |state: &Plain<P>| state.channels.iter().map(|queue| queue.len() as u64).sum::<u64>();
        Costs {
            across: None,
            refused: None,
            blocked: None,
            sent: span.as_ref().map_or(0, sends),
            numbers_on_messages: 0,
            numbers_in_control: 0,
            stored: recorded_messages,
            recorded_at: recordings.map(|event| event.time).nth(last),
            markers: count(
                &|event| matches!(&event.what, Happening::Send { body, .. } if body.control() == Some(snapshot)),
            ),
            recorded_messages,
            started_at: span.map(|steps| self.steps[steps.start][0].time),
            completed_at: self.completing(snapshot).map(|step| self.steps[step][0].time),
            most_in_flight: during.iter().map(in_flight).max().unwrap_or(0),
            in_flight: during.iter().map(in_flight).sum(),
            steps: during.len() as u64,
        }
    }

    /// Those that recorded in a step that did not begin with a marker of the snapshot.
    pub(crate) fn initiators(&self, snapshot: SnapshotId) -> Vec<ProcessId> {
        let by_marker = |step: &[LogEvent<P>]| matches!(&step[0].what, Happening::Receive { body, .. } if body.control() == Some(snapshot));
        let initiating = self
            .steps
            .iter()
            .filter(|step| step.iter().any(|event| records::<P>(event, snapshot)) && !by_marker(step));
        initiating.map(|step| step[0].process).collect()
    }
}

fn records<P: Program>(event: &LogEvent<P>, snapshot: SnapshotId) -> bool {
    matches!(&event.what, Happening::Observe(Recorded::Process { snapshot: of, .. }) if *of == snapshot)
}

fn closes<P: Program>(event: &LogEvent<P>, snapshot: SnapshotId) -> bool {
    matches!(&event.what, Happening::Observe(Recorded::Closed { snapshot: of, .. }) if *of == snapshot)
}
