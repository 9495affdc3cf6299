//! The states after the steps of a log. They are shown where the log tells all of them: else the last one that it tells would be taken for
//! one that the process is still in.

use crate::model::{After, At, Event, Run, What};

/// Whether a log tells the state after each step.
pub(super) struct States(bool);

impl States {
    /// Of this log.
    pub(super) fn of(run: &Run) -> Self {
        let is_told =
            |at: At| step(run, at).is_none_or(|step| last(step).is_some_and(|after| after.state.is_some()));
        let mut steps = run.process_ids().flat_map(|process| {
            let events = &run.processes[process.index()].events;
            (0..)
                .zip(events)
                .filter(|(_, event)| !event.is_same_step)
                .map(move |(index, _)| At { process, index })
        });
        Self(steps.all(is_told))
    }

    /// Whether it does.
    pub(super) const fn is_told(&self) -> bool {
        self.0
    }

    /// What is told of the process after the step that begins with this event.
    pub(super) fn after<'a>(&self, run: &'a Run, at: At) -> Option<&'a After> {
        step(run, at).and_then(last).filter(|_| self.0)
    }
}

/// The step of the computation that begins with this event, if it is one.
fn step(run: &Run, at: At) -> Option<&[Event]> {
    let events = &run.processes[at.process.index()].events[at.index as usize..];
    let is_one = match events.first()?.what {
        What::Send(id) | What::Receive(id) => run.message(id).control.is_none(),
        What::Local => true,
        What::Record(_) | What::Crashed | What::Other => false,
    };
    let more = events[1..].iter().take_while(|event| event.is_same_step).count();
    is_one.then(|| &events[..=more])
}

/// What is told after the last event of a step; of a sending that is a step of its own nothing that is drawn can tell it.
fn last(step: &[Event]) -> Option<&After> {
    let is_shown = step.first().is_some_and(|event| !matches!(event.what, What::Send(_)));
    step.iter().rev().find_map(|event| event.after.as_deref()).filter(|_| is_shown)
}
