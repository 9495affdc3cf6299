//! A run with a crash as one that can be drawn: what was done until then, the step in which each process goes back, and the second life.
//!
//! What was in the channels of the recorded state is put there again in those steps, so it has numbers of its own.

use std::collections::BTreeMap;

use draw::export::Format;
use draw::report::Hint;
use draw::{Crash, Extent};
use indexmap::IndexMap;
use sim_core::{Happening, System};
use snapshot::oracle::{Check, Law};
use snapshot::rollback::BackTo;
use snapshot::{Aim, LogEvent, Program};
use trace::describe::{self, Scribe};
use trace::model::{self, Event, Footer, What};
use trace::{Saved, law};

use super::again::{Again, ok_and_reason};
use super::crash::Crashed;
use crate::args::DrawArgs;
use crate::exported;
use crate::failure::Failure;
use crate::output::Output;

/// So many events before the recorded state, and of the second life, are drawn, unless others are asked for.
const AROUND: (u64, u64) = (8, 24);

/// Draws it.
pub(super) fn write<P: Program>(
    saved: &Saved,
    (again, made_by): (&Again<'_, P>, Option<&Hint>),
    (crash, second_life): (&Crashed, &[LogEvent<P>]),
    (args, out): (&DrawArgs, &mut Output),
) -> Result<(), Failure> {
    let mut events = saved.events[..crash.events].to_vec();
    let mut footer = saved.footer.as_ref().map(|footer| until(footer, crash.time));
    if Law::aim_of(law(&saved.header.config)) == Aim::RecoveryLine {
        leave_out_begun(footer.as_ref(), &mut events);
    }
    let is_line = matches!(again.back_to, BackTo::Line(_));
    if crash.own_checkpoints.is_some() {
        the_line_alone(again, crash, &mut events);
        footer = None;
    }
    let cut = if is_line { Some(LINE) } else { again.back_to.snapshot() };
    let goes_back = events.len() as u64;
    let begins = first_recording(&events, cut);
    go_back(again, crash.time, &mut events);
    live_on(again.system, second_life, &mut events);
    let mut footer = footer.unwrap_or_default();
    footer.checks.extend(again.checks.iter().map(told));
    let footer = Some(footer);
    let drawn = Saved { header: saved.header.clone(), events, footer, foreign: None };
    let mut options = args.options(Format::Svg);
    let last = (drawn.events.len() as u64).min(goes_back + AROUND.1);
    if args.window.is_none() {
        options.extent = Extent::Events(begins.saturating_sub(AROUND.0)..last);
    }
    let (process, time) = (crash.process.clone(), crash.time);
    options.again = made_by.cloned();
    options.crash = Some(Crash { process, time, back_to: cut, is_line, event: goes_back });
    exported::write(&drawn, Format::Svg, options, out)
}

/// What is said of the second life, beside the checks of the snapshots, which have names like it.
fn told(Check { name, verdict }: &Check) -> model::Check {
    let (ok, reason) = ok_and_reason(verdict);
    let name = format!("{name} after the crash");
    model::Check { name, ok, amounts: IndexMap::new(), reason, story: Vec::new(), events: Vec::new() }
}

/// How many messages these events send.
pub(super) fn sent(events: &[Event]) -> u64 {
    events.iter().filter(|event| matches!(event.what, What::Send { .. })).count() as u64
}

/// The number of the event with which the snapshot began; 0 for the beginning.
fn first_recording(events: &[Event], wanted: Option<u32>) -> u64 {
    let is_it =
        |event: &&Event| matches!(&event.what, What::Record { snapshot, .. } if Some(*snapshot) == wanted);
    events.iter().find(is_it).map_or(0, |event| event.seq)
}

/// What was known at this time of the snapshots.
fn until(footer: &Footer, time: u64) -> Footer {
    let complete = |at: &Option<u64>| at.is_some_and(|at| at <= time);
    let mut snapshots = footer.snapshots.clone();
    snapshots.retain(|snapshot| complete(&snapshot.completed_at));
    Footer { snapshots, ..Footer::default() }
}

/// A line that has begun is none yet: whose checkpoints are not permanent may still cross what is sent and received.
fn leave_out_begun(known: Option<&Footer>, events: &mut Vec<Event>) {
    let is_known =
        |id: u32| known.is_some_and(|footer| footer.snapshots.iter().any(|snapshot| snapshot.id == id));
    events.retain(|event| match event.what {
        What::Record { snapshot, .. } | What::Permanent { snapshot } => is_known(snapshot),
        _ => true,
    });
    events.iter_mut().zip(0..).for_each(|(event, seq)| event.seq = seq);
}

/// The number with which a recovery line is drawn.
const LINE: u32 = 1;

/// Of all checkpoints that each took when it liked those on the line are drawn, as one cut; who goes back to its beginning is there before all else.
fn the_line_alone<P: Program>(again: &Again<'_, P>, crash: &Crashed, events: &mut Vec<Event>) {
    let System { protocol, topology } = again.system;
    let own: BTreeMap<_, _> = topology
        .processes()
        .zip(crash.own_checkpoints.iter().flatten())
        .map(|(process, own)| (topology.name(process).to_string(), own.at))
        .collect();
    events.retain_mut(|event| match &mut event.what {
        What::Record { snapshot, .. } => {
            let is_on_it = own.get(&event.proc) == Some(&*snapshot);
            *snapshot = LINE;
            is_on_it
        }
        _ => true,
    });
    if own.values().all(|at| *at == 0) {
        return events.iter_mut().zip(0..).for_each(|(event, seq)| event.seq = seq);
    }
    let at_beginning = topology.processes().filter(|process| own.get(topology.name(*process)) == Some(&0));
    let beginning = at_beginning.map(|process| {
        let state = describe::held(protocol, again.start.process(process));
        let what = What::Record { snapshot: LINE, state, before: false };
        Event { seq: 0, t: 0, proc: topology.name(process).to_string(), what, clock: None, lamport: None }
    });
    events.splice(0..0, beginning.collect::<Vec<_>>());
    events.iter_mut().zip(0..).for_each(|(event, seq)| event.seq = seq);
}

/// Each process goes back, and puts into its channels what was recorded there.
fn go_back<P: Program>(again: &Again<'_, P>, time: u64, events: &mut Vec<Event>) {
    let System { protocol, topology } = again.system;
    let mut number = sent(events);
    for process in topology.processes() {
        let mut add = |what| {
            let (seq, proc) = (events.len() as u64, topology.name(process).to_string());
            events.push(Event { seq, t: time, proc, what, clock: None, lamport: None });
        };
        let state = describe::held(protocol, again.start.process(process));
        add(What::Internal { command: "goes back".to_string(), state });
        for channel in topology.outgoing(process) {
            let to = topology.name(topology.channel(channel).target);
            for message in again.start.channel(channel) {
                let said = describe::message(protocol, None, &message.body);
                let (body, carries, to) = (said.body, said.carries, to.to_string());
                add(What::Send { msg: number, body, to, carries, snapshot: None, control: None, tag: None });
                number += 1;
            }
        }
    }
}

/// The events of the second life, after those before.
fn live_on<P: Program>(
    System { protocol, topology }: &System<P>,
    second_life: &[LogEvent<P>],
    events: &mut Vec<Event>,
) {
    let mut scribe = Scribe::new(protocol, topology);
    let begins =
        |event: &LogEvent<P>| matches!(event.what, Happening::Receive { .. } | Happening::Internal { .. });
    for step in second_life.chunk_by(|_, next| !begins(next)) {
        scribe.step(step, |event| {
            let seq = events.len() as u64;
            events.push(Event { seq, clock: None, lamport: None, ..event });
        });
    }
}
