//! A run of the laboratory as lines of `sim.log/1`, as a program that is not ours would have written them: what happened at each process, and
//! what was recorded, but nothing of handlers, commands or verdicts.
//!
//! An event of the laboratory is a whole step. Its lines are a receipt, the sendings, and then the recordings, for the cut falls after the
//! step; or before it, where the recording says so.

mod initial;
mod records;

use trace::Saved;
use trace::model::{Channel, Config, Event, Held, Order, What};

use crate::line::{Amount, Line, Name, SCHEMA, Text};
use initial::initial_amounts;
use records::Records;

/// The lines of these events of a run. What the processes began with is told where the events are all there.
#[must_use]
pub fn lines(run: &Saved, events: &[Event]) -> Vec<Line> {
    let config = &run.header.config;
    let mut lines = vec![head(config)];
    if events.len() == run.events.len() {
        lines.extend(began_with(config));
    }
    let mut records = Records::new(&config.channels);
    let mut rest = events;
    while !rest.is_empty() {
        let (step, later) =
            rest.split_at(1 + rest[1..].iter().take_while(|event| !begins_step(event)).count());
        rest = later;
        lines.extend(of_step(step, &mut records));
    }
    lines.extend(records.late());
    lines
}

fn begins_step(event: &Event) -> bool {
    matches!(event.what, What::Internal { .. } | What::Recv { .. })
}

fn head(config: &Config) -> Line {
    let ends = |channel: &Channel| (channel.from.clone(), channel.to.clone());
    Line {
        log: Some(SCHEMA.to_string()),
        processes: Some(config.processes.clone()),
        channels: Some(config.channels.iter().map(ends).collect()),
        fifo: config.channels.iter().all(keeps_order).then_some(true),
        ..Line::default()
    }
}

/// Whether a channel is recorded in the order of sending.
const fn keeps_order(channel: &Channel) -> bool {
    matches!(channel.order, Order::Fifo | Order::Overtaking)
}

fn began_with(config: &Config) -> impl Iterator<Item = Line> {
    let amounts = initial_amounts(config).unwrap_or_default();
    let began = |(process, amount): (&String, Amount)| Line {
        p: Some(process.clone()),
        init: Some(crate::line::Init { amount }),
        ..Line::default()
    };
    config.processes.iter().zip(amounts).map(began).collect::<Vec<_>>().into_iter()
}

/// The lines of a step, in the order in which they happened to the computation.
fn of_step(step: &[Event], records: &mut Records) -> Vec<Line> {
    let is_before = |event: &&Event| matches!(event.what, What::Record { before: true, .. });
    let is_after = |event: &&Event| matches!(event.what, What::Record { before: false, .. });
    let last_sent = step.iter().rposition(|event| matches!(event.what, What::Send { snapshot: None, .. }));
    let (computation, algorithm) = step.split_at(last_sent.map_or(1, |last| last + 1));
    let happened =
        |event: &&Event| matches!(event.what, What::Internal { .. } | What::Recv { .. } | What::Send { .. });
    let received = step.first().and_then(|event| match event.what {
        What::Recv { msg, .. } => Some(msg),
        _ => None,
    });
    let mut lines: Vec<_> = step.iter().filter(is_before).map(line).collect();
    lines.extend(computation.iter().filter(happened).map(line));
    lines.extend(step.iter().filter(is_after).map(line));
    lines.extend(algorithm.iter().filter(happened).map(line));
    lines.extend(records.of_step(step, received));
    lines
}

/// What happened at a process, or what it recorded of itself.
fn line(event: &Event) -> Line {
    let line = Line { p: Some(event.proc.clone()), t: Some(event.t.into()), ..Line::default() };
    let name = |msg: &u64| Some(Name::Is(msg.to_string()));
    let control = |snapshot: &Option<u32>| snapshot.map(u64::from);
    match &event.what {
        What::Internal { command, .. } => Line { note: Some(command.as_str().into()), ..line },
        What::Recv { msg, from, snapshot, .. } => {
            Line { recv: name(msg), from: Some(from.clone()), control: control(snapshot), ..line }
        }
        What::Send { msg, body, to, carries, snapshot, .. } => Line {
            send: name(msg),
            to: Some(to.clone()),
            body: Some(Text(body.clone())),
            control: control(snapshot),
            amount: snapshot.is_none().then(|| amount(carries)),
            ..line
        },
        What::Record { snapshot, state, .. } => Line {
            record: Some(u64::from(*snapshot)),
            state: Some(Text(text(state))),
            amount: Some(amount(&state.holds)),
            ..line
        },
        What::RecordMessage { .. } | What::Close { .. } | What::Permanent { .. } => line,
    }
}

fn text(held: &Held) -> String {
    match &held.state {
        trace::model::State::Count(count) => count.to_string(),
        trace::model::State::Text(text) => text.clone(),
        trace::model::State::Untold => String::new(),
    }
}

fn amount(amounts: &trace::model::Amounts) -> Amount {
    Amount::Each(
        amounts
            .iter()
            .map(|(good, amount)| (good.clone(), i64::try_from(*amount).unwrap_or(i64::MAX)))
            .collect(),
    )
}
