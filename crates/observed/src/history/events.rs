//! The events of a log, as a saved run has them.

use std::collections::BTreeMap;

use sim_core::MessageId;
use trace::model::{Event, Held, What};

use super::numbers::Numbers;
use super::order::Ordered;
use super::states::States;
use super::values::{body, has_amounts, held, whole};
use crate::model::{self, Ends, Place, Run};

/// All events, in this order.
pub(super) fn events(run: &Run, ordered: &Ordered) -> Vec<Event> {
    let writer = Writer {
        run,
        numbers: Numbers::of(run),
        records: records(run),
        has_amounts: has_amounts(run),
        states: States::of(run),
    };
    let event = |(seq, at): (u64, &model::At)| {
        let event = run.event(*at).expect("it is one of the run");
        let proc = run.name(at.process).to_string();
        Event { seq, t: ordered.time(seq), proc, what: writer.what(*at, event), clock: None, lamport: None }
    };
    (0..).zip(&ordered.events).map(event).collect()
}

/// Which lines are records of channels.
fn records(run: &Run) -> BTreeMap<Place, (u64, Ends)> {
    let of = |(number, snapshot): (&u64, &model::Snapshot)| {
        let number = *number;
        let channels = snapshot.channels.iter();
        let places = channels.flat_map(move |(ends, records)| {
            records.iter().map(move |record| (record.place, (number, *ends)))
        });
        places.collect::<Vec<_>>()
    };
    run.snapshots.iter().flat_map(of).collect()
}

struct Writer<'a> {
    run: &'a Run,
    numbers: Numbers,
    records: BTreeMap<Place, (u64, Ends)>,
    has_amounts: bool,
    states: States,
}

impl Writer<'_> {
    fn what(&self, at: model::At, event: &model::Event) -> What {
        match event.what {
            model::What::Send(id) => self.send(id),
            model::What::Receive(id) => self.receive(id, at),
            model::What::Record(number) => {
                let recordings = &self.run.snapshots[&number].processes[&at.process];
                let recording = recordings.iter().find(|recording| recording.at == at);
                let (state, holds) =
                    recording.map_or((None, None), |of| (of.state.as_ref(), of.holds.as_ref()));
                let state = held(state, holds, self.has_amounts);
                What::Record { snapshot: self.numbers.get(number), state, before: false }
            }
            model::What::Other => match self.records.get(&event.place) {
                Some((number, ends)) => {
                    What::Close { snapshot: self.numbers.get(*number), channel: self.run.channel(*ends) }
                }
                None => self.acts(at, event),
            },
            model::What::Local => self.acts(at, event),
            model::What::Crashed => {
                What::Internal { command: "crashes".to_string(), state: held(None, None, false) }
            }
        }
    }

    fn send(&self, id: MessageId) -> What {
        let message = self.run.message(id);
        let carries = message.carries.as_ref().filter(|_| self.has_amounts).map(whole);
        What::Send {
            msg: id.0,
            body: body(message),
            to: message.target.map_or_else(String::new, |target| self.run.name(target).to_string()),
            carries: carries.unwrap_or_default(),
            snapshot: message.control.map(|number| self.numbers.get(number)),
            control: None,
            tag: None,
        }
    }

    /// What a process does of its own, in the words of the log.
    fn acts(&self, at: model::At, event: &model::Event) -> What {
        let process = &self.run.processes[at.process.index()];
        let begins = event.what == model::What::Other && process.began_in.is_some();
        let command = match &event.note {
            Some(note) if !note.is_empty() => note.to_string(),
            _ if event.what == model::What::Other => "begins".to_string(),
            _ => "acts".to_string(),
        };
        let state = if begins && self.states.is_told() {
            held(process.began_in.as_ref(), process.began_with.as_ref(), self.has_amounts)
        } else {
            self.after(at)
        };
        What::Internal { command, state }
    }

    /// The state after the step that begins with this event, where the log tells all states.
    fn after(&self, at: model::At) -> Held {
        match self.states.after(self.run, at) {
            Some(after) => held(after.state.as_ref(), after.holds.as_ref(), self.has_amounts),
            None => held(None, None, false),
        }
    }

    fn receive(&self, id: MessageId, at: model::At) -> What {
        let message = self.run.message(id);
        What::Recv {
            msg: id.0,
            body: body(message),
            from: message.source.map_or_else(String::new, |source| self.run.name(source).to_string()),
            state: self.after(at),
            recorded: false,
            waited: 0,
            snapshot: message.control.map(|number| self.numbers.get(number)),
            control: None,
            tag: None,
        }
    }
}
