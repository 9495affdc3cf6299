//! What the page's script is given: the view, with every sentence already written.

use std::collections::BTreeMap;

use serde::Serialize;
use trace::Saved;
use trace::model::{self, What};

use super::stages;
use super::steps::{self, Told};
use super::verdicts::{self, Banner, Sentence};
use crate::axis::Axis;
use crate::options::Options;
use crate::view::{Cut, Fault, Message, Shown, View, Wait};
use crate::who_waits::{Graph, graphs};
use crate::{vector_time, words};

/// With more processes than this the clocks are left out: they would be most of the file.
pub(crate) const CLOCKS: usize = 16;

#[derive(Serialize)]
pub(super) struct Data<'a> {
    headline: String,
    banner: Banner<'a>,
    extent: String,
    goods: &'a [model::Good],
    axis: String,
    processes: &'a [&'a str],
    /// Whether its events have times.
    timed: bool,
    /// Whether it is the log of another program, so that the order of its events is one of several.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    foreign: bool,
    channels: Vec<Channel<'a>>,
    base: Vec<Option<State<'a>>>,
    events: Vec<Event<'a>>,
    messages: Vec<Arrow<'a>>,
    cuts: Vec<Snapshot<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    waits: Vec<Waits>,
    /// What became so, where somebody waited for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    became: Option<Became<'a>>,
    checks: Vec<Sentence<'a>>,
    /// What the three stages of a process are called.
    stages: [&'static str; 3],
    /// What the second is called while channels are being recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    recording: Option<&'static str>,
    /// Whether the cuts are recovery lines.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    lines: bool,
}

#[derive(Serialize)]
struct Channel<'a> {
    id: &'a str,
    from: usize,
    to: usize,
}

#[derive(Serialize)]
struct State<'a> {
    text: String,
    /// What a label has of it, where it is too long.
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    holds: &'a model::Amounts,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    seq: u64,
    t: u64,
    process: usize,
    step: u64,
    kind: &'static str,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<State<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snapshot: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a str>,
    /// Whether the computation takes part in it, and not the algorithm alone.
    underlying: bool,
    /// The names of the checks that condemn it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    condemned: Vec<&'a str>,
    #[serde(skip_serializing_if = "String::is_empty")]
    clock: String,
    /// The step that begins with it, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    told: Option<Told>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Arrow<'a> {
    id: u64,
    name: &'a str,
    body: &'a str,
    /// What the algorithm adds to it, in parentheses.
    #[serde(skip_serializing_if = "String::is_empty")]
    added: String,
    /// What it carries; `null` if the file does not say.
    carries: Option<&'a model::Amounts>,
    marker: Option<u32>,
    from: usize,
    to: usize,
    sent: Option<usize>,
    received: Option<usize>,
    /// For how many ticks it had waited when it was received.
    waited: u64,
    recorded: &'a [u32],
    /// Whether no line of a log tells of its sending.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unsent: bool,
    faults: Vec<Wrong>,
}

/// What a snapshot has wrongly of a message.
#[derive(Serialize)]
struct Wrong {
    snapshot: u32,
    sign: char,
    text: &'static str,
}

#[derive(Serialize)]
struct Snapshot<'a> {
    snapshot: u32,
    points: &'a [Option<u64>],
    /// By column that of its region's initiator; empty, where there are not several.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    regions: &'a [Option<usize>],
    /// For each column the event with which its process is done.
    done: Vec<Option<u64>>,
    /// The event with which the record of each channel ended; absent, where none is recorded as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<BTreeMap<&'a str, u64>>,
    complete: bool,
    occurred: Option<model::Occurred>,
    recorded: String,
    states: Vec<Option<State<'a>>>,
    channels: Vec<RecordedChannel<'a>>,
    /// Who waits for whom, as recorded and when it was complete.
    #[serde(rename = "whoWaits", skip_serializing_if = "Vec::is_empty")]
    who_waits: Vec<WhoWaits>,
}

#[derive(Serialize)]
struct WhoWaits {
    when: String,
    text: String,
    /// Whether some of it never was, as an oracle says.
    wrong: bool,
}

/// A stretch in which a process was kept from acting, by the places of events.
#[derive(Serialize)]
struct Waits {
    process: usize,
    from: usize,
    /// `null`, if it is to the end.
    until: Option<usize>,
}

/// Something that became so, by the place of the event with which its step begins.
#[derive(Serialize)]
struct Became<'a> {
    what: &'a str,
    place: usize,
}

#[derive(Serialize)]
struct RecordedChannel<'a> {
    id: &'a str,
    messages: Vec<String>,
}

/// What goes down the page at first.
fn axis(view: &View<'_>, options: &Options) -> Axis {
    if view.run.is_timed() { options.axis } else { Axis::Order }
}

/// All that the script is given.
pub(super) fn data<'a>(view: &'a View<'a>, options: &'a Options) -> Data<'a> {
    let (config, mut clocks, mut condemned) = (&view.run.header.config, clocks(view), view.condemned());
    let mut steps = steps::in_words(view);
    let mut event = |shown: &Shown<'a>| {
        let seq = &shown.event.seq;
        event(
            (view.run, shown),
            view.told_goods(),
            clocks.remove(seq),
            condemned.remove(seq).unwrap_or_default(),
            steps.remove(seq),
        )
    };
    let column = |name: &str| view.processes.iter().position(|process| *process == name);
    let channel = |channel: &'a model::Channel| {
        Some(Channel { id: &channel.id, from: column(&channel.from)?, to: column(&channel.to)? })
    };
    Data {
        headline: view.headline(),
        banner: verdicts::banner(view, options),
        extent: view.extent(),
        goods: &config.goods,
        axis: axis(view, options).to_string(),
        processes: &view.processes,
        timed: view.run.is_timed(),
        foreign: view.run.foreign.is_some(),
        channels: config.channels.iter().filter_map(channel).collect(),
        base: view
            .base
            .iter()
            .map(|base| base.as_deref().map(|held| state(held, view.told_goods())))
            .collect(),
        events: view.events.iter().map(&mut event).collect(),
        messages: view.messages.iter().map(|message| arrow(view, message)).collect(),
        cuts: view.cuts.iter().map(|cut| snapshot(view, cut)).collect(),
        waits: view.waits.iter().map(|wait| waits(view, wait)).collect(),
        became: view.became.as_ref().map(|became| Became {
            what: &became.what,
            place: view.events.partition_point(|shown| shown.event.seq < became.event),
        }),
        checks: verdicts::sentences(view),
        stages: stages::words(view),
        recording: stages::recording(view),
        lines: view.takes_lines,
    }
}

fn waits(view: &View<'_>, wait: &Wait) -> Waits {
    let place = |number| view.events.partition_point(|shown| shown.event.seq < number);
    let until = wait.until.map(place).filter(|until| *until < view.events.len());
    Waits { process: wait.process, from: place(wait.from), until }
}

/// How many letters of a state the diagram has room for.
const LABEL: usize = 12;

fn state<'a>(held: &'a model::Held, goods: &[model::Good]) -> State<'a> {
    let (text, label) = (words::state_and_hold(held), words::brief(held, goods, LABEL));
    State { label: Some(label).filter(|label| *label != text), text, holds: &held.holds }
}

/// The vector time of each event of the range, by its `seq`.
fn clocks(view: &View<'_>) -> BTreeMap<u64, String> {
    if view.processes_in_run > CLOCKS {
        return BTreeMap::new();
    }
    let events = view.run.events.iter().zip(vector_time::of_events(view.run));
    let range = events.skip(view.range.start).take(view.range.len());
    range.map(|(event, clock)| (event.seq, clock)).collect()
}

fn event<'a>(
    (run, shown): (&'a Saved, &Shown<'a>),
    goods: &[model::Good],
    clock: Option<String>,
    condemned: Vec<&'a str>,
    told: Option<Told>,
) -> Event<'a> {
    let event = shown.event;
    let (snapshot, channel, underlying) = match &event.what {
        What::Internal { .. } => (None, None, true),
        What::Recv { snapshot, .. } | What::Send { snapshot, .. } => (*snapshot, None, snapshot.is_none()),
        What::Record { snapshot, .. } => (Some(*snapshot), None, false),
        What::RecordMessage { snapshot, channel, .. } | What::Close { snapshot, channel } => {
            (Some(*snapshot), Some(channel.as_str()), false)
        }
        What::Permanent { snapshot } => (Some(*snapshot), None, false),
        What::Lost(astray) | What::Doubled(astray) => {
            let is_it = |channel: &&model::Channel| channel.from == event.proc && channel.to == astray.to;
            let channel = run.header.config.channels.iter().find(is_it);
            (astray.snapshot, channel.map(|channel| channel.id.as_str()), false)
        }
        What::Crashed => (None, None, false),
    };
    Event {
        seq: event.seq,
        t: event.t,
        process: shown.process,
        step: shown.step,
        kind: words::kind(&event.what),
        text: words::event(run, event),
        state: words::state_of(&event.what).map(|held| state(held, goods)),
        snapshot,
        channel,
        underlying,
        condemned: words::distinct(condemned.into_iter()),
        clock: clock.unwrap_or_default(),
        told,
    }
}

fn arrow<'a>(view: &View<'_>, message: &'a Message<'a>) -> Arrow<'a> {
    let wrong =
        |Fault { wrong, snapshot }: Fault| Wrong { snapshot, sign: wrong.sign(), text: wrong.short() };
    Arrow {
        id: message.id,
        name: &message.name,
        body: message.body,
        added: words::added_in_short(message.added),
        carries: message.carries,
        marker: message.marker,
        from: message.from,
        to: message.to,
        sent: message.sent.shown,
        received: message.received.shown,
        waited: message.waited,
        recorded: &message.recorded,
        unsent: view.is_unsent(message),
        faults: view.faults(message).map(wrong).collect(),
    }
}

fn snapshot<'a>(view: &'a View<'a>, cut: &'a Cut) -> Snapshot<'a> {
    let of = view.snapshot(cut.snapshot);
    let state = |held| state(held, view.told_goods());
    // A file that was cut off has no result, but perhaps the event.
    let recorded = |process: usize, name: &str| match of {
        Some(of) => of.processes.get(name).map(|of| state(&of.state)),
        None => view.events.iter().find_map(|shown| match &shown.event.what {
            What::Record { snapshot, state: of, .. }
                if *snapshot == cut.snapshot && shown.process == process =>
            {
                Some(state(of))
            }
            _ => None,
        }),
    };
    let channels = of.into_iter().flat_map(|of| &of.channels);
    Snapshot {
        snapshot: cut.snapshot,
        points: &cut.points,
        regions: if cut.initiators().is_empty() { &[] } else { &cut.regions },
        done: stages::done(view, cut),
        ended: stages::ended(view, cut),
        occurred: of.and_then(|of| of.occurred),
        complete: of.is_some_and(|of| of.completed_at.is_some()),
        recorded: view.recorded(cut.snapshot),
        states: view.processes.iter().enumerate().map(|(process, name)| recorded(process, name)).collect(),
        channels: channels
            .map(|(id, messages)| RecordedChannel {
                id,
                messages: messages.iter().map(|message| words::message(view.run, message)).collect(),
            })
            .collect(),
        who_waits: of.map(graphs).into_iter().flatten().map(|graph| who_waits(&graph)).collect(),
    }
}

fn who_waits(graph: &Graph<'_>) -> WhoWaits {
    WhoWaits { when: graph.when(), text: graph.in_words(), wrong: graph.has_wrong() }
}
