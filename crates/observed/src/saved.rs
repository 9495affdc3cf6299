//! A run of the laboratory as lines of `sim.log/1`, as a program that is not ours would have written them: what happened at each process, and
//! what was recorded, but nothing of handlers, commands or verdicts.
//!
//! An event of the laboratory is a whole step. Its lines are a receipt, the sendings, and then the recordings, for the cut falls after the
//! step; or before it, where the recording says so.

mod held;
mod records;

use snapshot::Act;
use trace::model::{Astray, Channel, Config, Event, Held, Order, What};
use trace::{Saved, initial};

use crate::line::{Init, Line, Name, SCHEMA, Text};
use held::{amount, text};
use records::Records;

/// Says the lines of these events of a run, one after another, each with the number of its event. What the processes began with is told where
/// the events are all there.
///
/// # Errors
/// When `say` has one.
pub fn tell<E>(
    run: &Saved,
    events: &[Event],
    mut say: impl FnMut(u64, Line) -> Result<(), E>,
) -> Result<(), E> {
    let config = &run.header.config;
    say(0, head(config))?;
    if events.len() == run.events.len() {
        began(config).into_iter().try_for_each(|line| say(0, line))?;
    }
    let mut records = Records::new(&config.channels, events);
    let mut rest = events;
    while let [first, others @ ..] = rest {
        let (step, later) = rest.split_at(1 + others.iter().take_while(|event| !begins_step(event)).count());
        rest = later;
        of_step(step, !config.goods.is_empty(), &mut say)?;
        records.of_step(step).into_iter().try_for_each(|line| say(first.seq, line))?;
        let mut crashes = step.iter().filter(|event| event.what == What::Crashed);
        crashes.try_for_each(|event| say(event.seq, line(event)))?;
    }
    Ok(())
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

fn began(config: &Config) -> Vec<Line> {
    let init = |held: &Held| Init { amount: Some(amount(&held.holds)), state: Some(Text(text(held))) };
    let began = |(process, held): (&String, Held)| Line {
        p: Some(process.clone()),
        init: Some(init(&held)),
        ..Line::default()
    };
    config.processes.iter().zip(initial(config).unwrap_or_default()).map(began).collect()
}

/// The lines of a step, in the order in which they happened to the computation.
fn of_step<E>(
    step: &[Event],
    has_goods: bool,
    say: &mut impl FnMut(u64, Line) -> Result<(), E>,
) -> Result<(), E> {
    let is_before = |event: &&Event| matches!(event.what, What::Record { before: true, .. });
    let is_after = |event: &&Event| matches!(event.what, What::Record { before: false, .. });
    let last_sent = step.iter().rposition(|event| match &event.what {
        What::Send { snapshot, .. } => snapshot.is_none(),
        What::Lost(astray) => astray.snapshot.is_none(),
        _ => false,
    });
    let (computation, algorithm) = step.split_at(last_sent.map_or(1, |last| last + 1));
    let mut each = |event: &Event| say(event.seq, line(event));
    step.iter().filter(is_before).try_for_each(&mut each)?;
    of_computation(computation, has_goods, say)?;
    let mut each = |event: &Event| say(event.seq, line(event));
    step.iter().filter(is_after).try_for_each(&mut each)?;
    told(algorithm).try_for_each(|(seq, line)| say(seq, line))
}

/// What happened to the computation in a step: one thing, and what the process was after it.
fn of_computation<E>(
    events: &[Event],
    has_goods: bool,
    say: &mut impl FnMut(u64, Line) -> Result<(), E>,
) -> Result<(), E> {
    let mut lines: Vec<_> = told(events).collect();
    let mut own: Vec<&mut Line> =
        lines.iter_mut().map(|(_, line)| line).filter(|line| line.control.is_none()).collect();
    own.iter_mut().skip(1).for_each(|line| line.same = Some(true));
    if let (Some(last), Some(What::Internal { state, .. } | What::Recv { state, .. })) =
        (own.last_mut(), events.first().map(|event| &event.what))
    {
        last.state = Some(Text(text(state)));
        last.holds = has_goods.then(|| amount(&state.holds));
    }
    lines.into_iter().try_for_each(|(seq, line)| say(seq, line))
}

/// The lines of what happened. What the channel delivers twice is sent again.
fn told(events: &[Event]) -> impl Iterator<Item = (u64, Line)> {
    let mut again = None;
    events.iter().filter_map(move |event| {
        let is_again = again.take();
        if matches!(event.what, What::Doubled(_)) {
            again = Some(true);
        }
        happened(event).then(|| (event.seq, Line { again: is_again, ..line(event) }))
    })
}

/// Whether something happened, and is not only recorded; that a snapshot is started is said by what is recorded.
fn happened(event: &Event) -> bool {
    match &event.what {
        What::Internal { command, .. } => Act::<()>::parse(command, |_| None).is_none(),
        What::Recv { .. } | What::Send { .. } => true,
        What::Record { .. } | What::RecordMessage { .. } | What::Close { .. } | What::Permanent { .. } => {
            false
        }
        What::Lost(_) => true,
        // The next sending says that it is doubled; a crash comes after all that the step recorded.
        What::Doubled(_) | What::Crashed => false,
    }
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
        What::Lost(Astray { body, to, carries, snapshot, .. }) => Line {
            send: Some(Name::None),
            to: Some(to.clone()),
            body: Some(Text(body.clone())),
            control: control(snapshot),
            amount: snapshot.is_none().then(|| amount(carries)),
            lost: Some(true),
            ..line
        },
        What::Crashed => Line { crash: Some(true), ..line },
        What::Doubled(_) | What::RecordMessage { .. } | What::Close { .. } | What::Permanent { .. } => line,
    }
}
