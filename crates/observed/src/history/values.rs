//! Messages, states and amounts of a log, as a saved run has them.

use std::collections::BTreeSet;

use sim_core::MessageId;
use trace::model::{Amounts, Channel, Held, Order, State};

use crate::model::{self, Run};

/// What a message is called: its identity, and what it says where that is another thing.
pub(crate) fn called(run: &Run, id: MessageId) -> String {
    let message = run.message(id);
    match (&message.name, &message.body) {
        (Some(name), Some(body)) if name != body => format!("{name} ({body})"),
        (Some(name), _) => name.clone(),
        (None, Some(body)) => body.clone(),
        (None, None) if message.control.is_some() => CONTROL.to_string(),
        (None, None) => "a message".to_string(),
    }
}

/// What a message of the algorithm is that does not say it.
const CONTROL: &str = "control";

/// What a message says, as far as that is told; of one of the algorithm, what it is.
pub(crate) fn body(message: &model::Message) -> String {
    let untold = if message.control.is_some() { CONTROL } else { "" };
    message.body.clone().unwrap_or_else(|| untold.to_string())
}

/// The goods of which the log tells amounts; none, where one is negative, which nothing that is drawn can be.
pub(crate) fn goods(run: &Run) -> BTreeSet<&String> {
    if has_amounts(run) { amounts(run).flat_map(model::Amounts::keys).collect() } else { BTreeSet::new() }
}

/// Whether all amounts that the log tells can be drawn.
pub(crate) fn has_amounts(run: &Run) -> bool {
    amounts(run).flat_map(model::Amounts::values).all(|amount| *amount >= 0)
}

fn amounts(run: &Run) -> impl Iterator<Item = &model::Amounts> {
    let began = run.processes.iter().filter_map(|process| process.began_with.as_ref());
    let carried = run.messages.iter().filter_map(|message| message.carries.as_ref());
    let recordings = run.snapshots.values().flat_map(|snapshot| snapshot.processes.values().flatten());
    began.chain(carried).chain(recordings.filter_map(|recording| recording.holds.as_ref()))
}

/// The state of a process, with as much of each good as it holds; one that is told by what it holds alone is that.
pub(crate) fn held(state: Option<&String>, holds: Option<&model::Amounts>, has_amounts: bool) -> Held {
    let in_words = |amounts: &model::Amounts| {
        let words = amounts.iter().map(|(good, amount)| format!("{amount} {good}").trim_end().to_string());
        State::Text(words.collect::<Vec<_>>().join(", "))
    };
    let state = state.cloned().map(State::Text).or_else(|| holds.map(in_words));
    let holds = holds.filter(|_| has_amounts).map(whole).unwrap_or_default();
    Held { state: state.unwrap_or(State::Untold), holds }
}

/// Amounts of which none is negative.
pub(crate) fn whole(amounts: &model::Amounts) -> Amounts {
    let whole = |(good, amount): (&String, &i64)| Some((good.clone(), u64::try_from(*amount).ok()?));
    amounts.iter().filter_map(whole).filter(|(_, amount)| *amount > 0).collect()
}

/// The channels; what is known of their delays is this.
pub(crate) fn channels(run: &Run, delay: &str) -> Vec<Channel> {
    let order = if run.fifo { Order::Fifo } else { Order::Unordered };
    let channel = |(source, target)| Channel {
        id: run.channel((source, target)),
        from: run.name(source).to_string(),
        to: run.name(target).to_string(),
        order,
        delay: delay.to_string(),
    };
    run.channels.iter().copied().map(channel).collect()
}
