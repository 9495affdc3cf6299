//! The events of a log, as a saved run has them.

use std::collections::{BTreeMap, BTreeSet};

use sim_core::MessageId;
use trace::model::{Amounts, Event, Held, State, What};

use super::CONTROL;
use super::order::Ordered;
use super::recorded::Numbers;
use crate::model::{self, Ends, Place, Run};

/// All events, in this order.
pub(super) fn events(run: &Run, ordered: &Ordered) -> Vec<Event> {
    let writer =
        Writer { run, numbers: Numbers::of(run), records: records(run), has_amounts: has_amounts(run) };
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

/// The goods of which the log tells amounts; none, where one is negative, which nothing that is drawn can be.
pub(super) fn goods(run: &Run) -> BTreeSet<&String> {
    if has_amounts(run) { amounts(run).flat_map(model::Amounts::keys).collect() } else { BTreeSet::new() }
}

fn has_amounts(run: &Run) -> bool {
    amounts(run).flat_map(model::Amounts::values).all(|amount| *amount >= 0)
}

fn amounts(run: &Run) -> impl Iterator<Item = &model::Amounts> {
    let began = run.processes.iter().filter_map(|process| process.began_with.as_ref());
    let carried = run.messages.iter().filter_map(|message| message.carries.as_ref());
    let recordings = run.snapshots.values().flat_map(|snapshot| snapshot.processes.values().flatten());
    began.chain(carried).chain(recordings.filter_map(|recording| recording.holds.as_ref()))
}

/// The state of a process, with as much of each good as it holds; one that is told by what it holds alone is that.
pub(super) fn held(state: Option<&String>, holds: Option<&model::Amounts>, has_amounts: bool) -> Held {
    let in_words = |amounts: &model::Amounts| {
        let words = amounts.iter().map(|(good, amount)| format!("{amount} {good}").trim_end().to_string());
        State::Text(words.collect::<Vec<_>>().join(", "))
    };
    let state = state.cloned().map(State::Text).or_else(|| holds.map(in_words));
    let holds = holds.filter(|_| has_amounts).map(whole).unwrap_or_default();
    Held { state: state.unwrap_or(State::Untold), holds }
}

/// Amounts of which none is negative.
fn whole(amounts: &model::Amounts) -> Amounts {
    let whole = |(good, amount): (&String, &i64)| Some((good.clone(), u64::try_from(*amount).ok()?));
    amounts.iter().filter_map(whole).filter(|(_, amount)| *amount > 0).collect()
}

struct Writer<'a> {
    run: &'a Run,
    numbers: Numbers,
    records: BTreeMap<Place, (u64, Ends)>,
    has_amounts: bool,
}

impl Writer<'_> {
    fn what(&self, at: model::At, event: &model::Event) -> What {
        match event.what {
            model::What::Send(id) => self.send(id),
            model::What::Receive(id) => self.receive(id),
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
                None => What::Internal { command: "acts".to_string(), state: held(None, None, false) },
            },
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

    fn receive(&self, id: MessageId) -> What {
        let message = self.run.message(id);
        What::Recv {
            msg: id.0,
            body: body(message),
            from: message.source.map_or_else(String::new, |source| self.run.name(source).to_string()),
            state: held(None, None, false),
            recorded: false,
            waited: 0,
            snapshot: message.control.map(|number| self.numbers.get(number)),
            control: None,
            tag: None,
        }
    }
}

/// What a message says, as far as that is told; of one of the algorithm, what it is.
fn body(message: &model::Message) -> String {
    let untold = if message.control.is_some() { CONTROL } else { "" };
    message.body.clone().unwrap_or_else(|| untold.to_string())
}
