//! The events of a run that its diagram shows, each with what is said of it.

use std::collections::BTreeMap;

use sim_core::{ChannelId, Happening, MessageId, ProcessId, System, Topology};
use snapshot::oracle::Verdict;
use snapshot::{Carries as _, Computation, Extra, Incident, LogEvent, Logged, Recorded, SnapshotId, Wire};
use trace::Finished;

use crate::view::what;
use crate::words;

/// A row of the drawing: one event that a person wants to see.
pub(super) struct Row {
    pub(super) time: u64,
    pub(super) process: ProcessId,
    pub(super) mark: Mark,
    /// The place of the first row of its step.
    pub(super) step: usize,
    pub(super) text: String,
    /// What the step means for the process, behind its last row.
    pub(super) waits: &'static str,
    /// Which checks condemn it.
    pub(super) condemned: Vec<String>,
    /// What is so from here on, behind the last row of its step.
    pub(super) from_here_on: Option<String>,
}

impl Row {
    /// What happened, and what condemns it.
    pub(super) fn told(&self) -> String {
        match self.condemned.as_slice() {
            [] => format!("{}{}", self.text, self.waits),
            checks => format!("{}{}   !! {}", self.text, self.waits, words::condemned_by(checks)),
        }
    }
}

#[derive(Clone, Copy)]
pub(super) enum Mark {
    Send(MessageId, ChannelId),
    Receive(MessageId, ChannelId),
    /// A state is recorded; the cut falls before the step, or else behind this.
    Record {
        snapshot: u32,
        before: bool,
    },
    /// What was recorded stays.
    Permanent,
    Act,
    /// Something went wrong.
    Incident,
}

/// Makes the rows of a window.
pub(super) struct Rows<'a, P: Computation> {
    finished: &'a Finished<'a, P>,
    rows: Vec<Row>,
    /// Where the rows of the present step begin.
    step: usize,
    /// What its row is to say besides: what it recorded of channels, and which it closed.
    notes: String,
    /// Checks that condemn an event without a row.
    carried: Vec<String>,
}

impl<'a, P: Computation> Rows<'a, P> {
    /// The events that are drawn: receipts, sends, recordings of states, and what is done without sending anything.
    pub(super) fn of(finished: &'a Finished<'a, P>, first: u64, events: &[LogEvent<P>]) -> Vec<Row> {
        let mut rows =
            Self { finished, rows: Vec::new(), step: 0, notes: String::new(), carried: Vec::new() };
        let condemned = condemned(finished);
        let mut number = first;
        for step in events.chunk_by(|_, next| !next.begins_step()) {
            rows.step = rows.rows.len();
            for event in step {
                rows.add(event, step.len() == 1);
                if let Some(checks) = condemned.get(&number) {
                    rows.condemn(event, step.len() == 1, checks);
                }
                number += 1;
            }
            rows.tell_notes();
            rows.tell_waits(step, number - step.len() as u64);
            rows.tell_became(number - step.len() as u64);
        }
        rows.rows
    }

    fn add(&mut self, event: &LogEvent<P>, alone: bool) {
        let System { protocol: program, topology } = self.finished.system;
        let name = topology.name(event.process);
        match &event.what {
            Happening::Receive { channel, message, body, state, waited } => {
                let state = body.message().map(|_| format!(", state {}", self.state(state)));
                let (said, waited) = (self.said(body), words::after_waiting(*waited));
                let text = format!("{name} recv {said}{waited}{}", state.unwrap_or_default());
                self.push(event, Mark::Receive(*message, *channel), text);
            }
            Happening::Send { channel, message, body } => {
                let to = topology.name(topology.channel(*channel).target);
                let what = self.said(body);
                self.push(event, Mark::Send(*message, *channel), format!("{name} send {what} to {to}"));
            }
            Happening::Observe(Recorded::Process { state, snapshot, before }) => {
                let state = program.print_state(state);
                let text = format!("{name} record state {state}{}", self.of_snapshot(*snapshot));
                self.push(event, Mark::Record { snapshot: snapshot.0, before: *before }, text);
            }
            Happening::Observe(Recorded::Message { channel, snapshot, message, which }) => {
                let which = self.besides_the_received(*which, &program.print_message(message));
                let (channel, snapshot) = (arrow(topology, *channel), self.of_snapshot(*snapshot));
                self.notes.push_str(&format!(", {which}recorded in {channel}{snapshot}"));
            }
            Happening::Observe(Recorded::Closed { channel, .. }) => {
                self.notes.push_str(&format!(", {} is closed", arrow(topology, *channel)));
            }
            Happening::Observe(Recorded::Permanent { snapshot }) => {
                let text = format!("{name} checkpoint is permanent{}", self.of_snapshot(*snapshot));
                self.push(event, Mark::Permanent, text);
            }
            Happening::Observe(Recorded::Incident(incident)) => {
                let said = incident.message().map(|(channel, message)| {
                    (topology.name(topology.channel(channel).target), self.said(message))
                });
                let what = match (&**incident, said) {
                    (Incident::Lost { .. }, Some((to, said))) => format!("{said} to {to} is lost"),
                    (Incident::Doubled { .. }, Some((to, said))) => format!("{said} to {to} comes twice"),
                    _ => "crashes".to_string(),
                };
                self.push(event, Mark::Incident, format!("{name} {what}"));
            }
            Happening::Internal { command, .. } if alone => {
                let command = command.print(|command| program.print_command(command));
                self.push(event, Mark::Act, format!("{name} {command}"));
            }
            Happening::Internal { .. } => {}
        }
    }

    /// Says of a step, which begins with the event of this number, whether the process has to wait from then on, or need not any more.
    fn tell_waits(&mut self, step: &[LogEvent<P>], number: u64) {
        let Some(process) = step.first().map(|event| event.process) else { return };
        let name = self.finished.system.topology.name(process);
        let of_it = || self.finished.waits.iter().filter(|wait| wait.process == name);
        let (waits, goes_on) =
            (of_it().any(|wait| wait.from == number), of_it().any(|wait| wait.until == Some(number)));
        let row = self.rows.last_mut().filter(|row| row.process == process);
        if let Some(row) = row.filter(|_| waits != goes_on) {
            row.waits = if waits { ", and waits" } else { ", and waits no more" };
        }
    }

    /// Says of a step, which begins with the event of this number, what is so from there on, if somebody waited for that.
    fn tell_became(&mut self, number: u64) {
        let until = self.finished.until.as_ref();
        let began = until.filter(|until| until.since.is_some_and(|since| since.event == number));
        if let (Some(until), Some(row)) = (began, self.rows[self.step..].last_mut()) {
            row.from_here_on = Some(what(until));
        }
    }

    fn push(&mut self, event: &LogEvent<P>, mark: Mark, text: String) {
        let condemned = std::mem::take(&mut self.carried);
        let (time, process, step) = (event.time, event.process, self.step);
        self.rows.push(Row { time, process, mark, step, text, waits: "", condemned, from_here_on: None });
    }

    /// Marks an event's row, or that of the receipt it belongs to, with the checks that condemn it; what has no row of its own, the
    /// next.
    fn condemn(&mut self, event: &LogEvent<P>, alone: bool, checks: &[String]) {
        let row = match event.what {
            Happening::Observe(Recorded::Message { .. } | Recorded::Closed { .. }) => self.row_of_step(),
            Happening::Internal { .. } if !alone => None,
            _ => self.rows.last_mut(),
        };
        match row {
            Some(row) => row.condemned.extend_from_slice(checks),
            None => self.carried.extend_from_slice(checks),
        }
    }

    /// The receipt of the present step, or the last of its rows.
    fn row_of_step(&mut self) -> Option<&mut Row> {
        match self.rows[self.step..] {
            [Row { mark: Mark::Receive(..), .. }, ..] => self.rows.get_mut(self.step),
            _ => self.rows[self.step..].last_mut(),
        }
    }

    /// What was recorded in a channel, if it is not the message that is being received.
    fn besides_the_received(&self, which: Option<MessageId>, message: &str) -> String {
        match self.rows.get(self.step).map(|row| row.mark) {
            Some(Mark::Receive(received, _)) if which == Some(received) => String::new(),
            _ => format!("{message}{} ", which.map_or(String::new(), |id| format!(" #{}", id.0))),
        }
    }

    fn tell_notes(&mut self) {
        let notes = std::mem::take(&mut self.notes);
        if let Some(row) = self.row_of_step() {
            row.text.push_str(&notes);
        }
    }

    /// The count that a state is, or else the state.
    fn state(&self, state: &P::State) -> String {
        let program = &self.finished.system.protocol;
        let count = program.count(state);
        count.map_or_else(|| program.print_state(state), |count| count.to_string())
    }

    /// A message, and what the algorithm adds to it or says in it.
    fn said(&self, body: &Logged<P::Message>) -> String {
        let (name, said) = match body {
            Wire::Message { body, tag } => {
                (self.finished.system.protocol.print_message(body), tag.as_deref().unwrap_or_default())
            }
            Wire::Control { snapshot, body } => {
                let kind = Extra::<P::Message>::kind(body);
                let several = self.finished.judgements.len() > 1;
                let name = if several { format!("{kind} {}", snapshot.0) } else { kind.to_string() };
                (name, words::besides(&kind, body.as_deref().unwrap_or_default()))
            }
        };
        format!("{name}{}", words::added_in_short(said))
    }

    fn of_snapshot(&self, snapshot: SnapshotId) -> String {
        match self.finished.judgements.len() {
            0 | 1 => String::new(),
            _ => format!(" (snapshot {})", snapshot.0),
        }
    }
}

/// The events that checks condemn, by their numbers, and the names of those checks.
fn condemned<P: Computation>(finished: &Finished<'_, P>) -> BTreeMap<u64, Vec<String>> {
    let mut condemned: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for check in finished.judgements.iter().flat_map(|judgement| &judgement.checks) {
        let Verdict::Violated(violation) = &check.verdict else { continue };
        for event in &violation.events {
            condemned.entry(finished.events_before + *event as u64).or_default().push(check.name.to_string());
        }
    }
    condemned
}

fn arrow(topology: &Topology, channel: ChannelId) -> String {
    let ends = topology.channel(channel);
    format!("{} -> {}", topology.name(ends.source), topology.name(ends.target))
}
