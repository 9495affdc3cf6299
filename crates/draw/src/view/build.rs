//! One pass over a run, which finds what a [`View`] shows of it.
//!
//! Keeps what is in flight and what is shown, however long the run is.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use snapshot::Aim;
use snapshot::oracle::Law;
use trace::model::{Amounts, Event, Held, What};
use trace::{Saved, initial};

use super::{Became, Cut, End, Limits, Message, Shown, View};
use crate::extent::{Extent, begins_step};
use crate::options::Options;
use crate::words;

impl<'a> View<'a> {
    /// What an extent shows of a run.
    #[must_use]
    pub fn new(run: &'a Saved, extent: &Extent, limits: Limits) -> Self {
        Self::of(run, &Options { extent: extent.clone(), ..Options::default() }, limits)
    }

    /// What is shown of a run where it is chosen; the limits are those that are usual.
    #[must_use]
    pub(crate) fn of(run: &'a Saved, options: &Options, usual: Limits) -> Self {
        let limits = options.limits(usual);
        let selection = options.extent.select(&run.events, limits.events);
        let (columns, processes_in_run) = columns(run, options, &selection.range, limits.processes);
        let processes: Vec<&str> = columns.names.clone();
        let mut builder = Builder {
            run,
            columns,
            range: selection.range.clone(),
            no_markers: options.no_markers,
            steps: BTreeMap::new(),
            in_flight: BTreeMap::new(),
            early: BTreeMap::new(),
            last_received: vec![None; processes.len()],
            causes: vec![None; processes.len()],
            base: began(run, &processes),
            events: Vec::new(),
            messages: Vec::new(),
            cuts: BTreeMap::new(),
        };
        for (place, event) in run.events.iter().enumerate() {
            if place == builder.range.start {
                builder.begin();
            }
            builder.event(place, event);
        }
        let mut view = View {
            run,
            processes,
            processes_in_run,
            range: selection.range,
            wanted: selection.wanted,
            no_markers: options.no_markers,
            events: builder.events,
            messages: builder.messages,
            base: builder.base,
            cuts: builder.cuts.into_values().collect(),
            takes_lines: takes_lines(run),
            waits: Vec::new(),
            became_in_run: options.became.clone().or_else(|| Became::told(run.footer.as_ref())),
            became: None,
            announced: options.announced,
        };
        if let (Some(first), Some(last)) = (view.events.first(), view.events.last()) {
            let shown = first.event.seq..=last.event.seq;
            view.became = view.became_in_run.clone().filter(|became| shown.contains(&became.event));
        }
        stay_at_old_checkpoints(&mut view);
        view.find_waits();
        recorded_by_the_footer(&mut view);
        view.messages.sort_by_key(|message| message.id);
        view
    }
}

/// The processes that are shown, and their columns.
struct Columns<'a> {
    names: Vec<&'a str>,
    of: BTreeMap<&'a str, usize>,
}

impl Columns<'_> {
    fn get(&self, name: &str) -> Option<usize> {
        self.of.get(name).copied()
    }
}

/// What the processes began with, as the configuration tells it; nothing of a run whose first events are not there.
fn began<'a>(run: &Saved, processes: &[&str]) -> Vec<Option<Cow<'a, Held>>> {
    let whole = run.events.first().is_none_or(|event| event.seq == 0);
    let config = &run.header.config;
    let states = whole.then(|| initial(config)).flatten().unwrap_or_default();
    let mut of: BTreeMap<&str, Held> = config.processes.iter().map(String::as_str).zip(states).collect();
    processes.iter().map(|name| of.remove(name).map(Cow::Owned)).collect()
}

/// The processes that were named, in that order; else all if they fit, or the first of those that do something in the extent.
fn columns<'a>(
    run: &'a Saved,
    options: &Options,
    range: &Range<usize>,
    limit: usize,
) -> (Columns<'a>, usize) {
    let mut of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut names: Vec<&str> = Vec::new();
    let declared = run.header.config.processes.iter();
    for name in declared.chain(run.events.iter().map(|event| &event.proc)) {
        of.entry(name).or_insert_with(|| {
            names.push(name);
            names.len() - 1
        });
    }
    let count = names.len();
    let mut named = Vec::new();
    for name in options.processes.iter().filter_map(|name| of.get_key_value(name.as_str())) {
        if !named.contains(name.0) {
            named.push(*name.0);
        }
    }
    if !named.is_empty() {
        names = named;
        of = names.iter().enumerate().map(|(place, name)| (*name, place)).collect();
    } else if count > limit {
        let mut active: Vec<usize> =
            run.events[range.clone()].iter().map(|event| of[event.proc.as_str()]).collect();
        active.sort_unstable();
        active.dedup();
        active.truncate(limit);
        names = active.into_iter().map(|place| names[place]).collect();
        of = names.iter().enumerate().map(|(place, name)| (*name, place)).collect();
    }
    (Columns { names, of }, count)
}

/// What a message says.
#[derive(Clone, Copy)]
struct Said<'a> {
    body: &'a str,
    added: &'a str,
    marker: Option<u32>,
}

/// The end of a message that is still under way.
#[derive(Clone, Copy)]
struct Flight<'a> {
    said: Said<'a>,
    carries: Option<&'a Amounts>,
    from: usize,
    to: usize,
    sent: End,
    /// Its place among the messages that are shown, if it is.
    place: Option<usize>,
}

/// The receipt that began a step.
#[derive(Clone, Copy)]
struct Cause {
    /// The sender's column, if it is shown.
    from: Option<usize>,
    /// Whether the message was the algorithm's own.
    is_control: bool,
}

struct Builder<'a> {
    run: &'a Saved,
    columns: Columns<'a>,
    range: Range<usize>,
    /// Whether the messages of the algorithm are left out.
    no_markers: bool,
    /// The number of the event that began each process's last step.
    steps: BTreeMap<usize, u64>,
    in_flight: BTreeMap<u64, Flight<'a>>,
    /// What was received and not sent before, by its place: in a log that no run can have written it may be sent later.
    early: BTreeMap<u64, usize>,
    /// The message that each process received last, by its place among those that are shown.
    last_received: Vec<Option<usize>>,
    /// What began each process's present step, if it was a receipt.
    causes: Vec<Option<Cause>>,
    base: Vec<Option<Cow<'a, Held>>>,
    events: Vec<Shown<'a>>,
    messages: Vec<Message<'a>>,
    cuts: BTreeMap<u32, Cut>,
}

impl<'a> Builder<'a> {
    /// The first shown event comes next: whatever is in flight is seen arriving.
    fn begin(&mut self) {
        let ids: Vec<u64> = self.in_flight.keys().copied().collect();
        for id in ids {
            let flight = self.in_flight[&id];
            self.show(id, flight);
        }
    }

    fn show(&mut self, id: u64, flight: Flight<'a>) -> usize {
        let Flight { said: Said { body, added, marker }, carries, from, to, sent, .. } = flight;
        let place = self.messages.len();
        self.messages.push(Message {
            id,
            name: self.run.called(id, body),
            body,
            added,
            carries,
            marker,
            from,
            to,
            sent,
            received: End::default(),
            waited: 0,
            recorded: Vec::new(),
        });
        self.in_flight.insert(id, Flight { place: Some(place), ..flight });
        place
    }

    fn event(&mut self, place: usize, event: &'a Event) {
        let Some(process) = self.columns.get(&event.proc) else { return };
        if self.begins_step(event) {
            self.steps.insert(process, event.seq);
            self.causes[process] = match &event.what {
                What::Recv { from, snapshot, .. } => {
                    Some(Cause { from: self.columns.get(from), is_control: snapshot.is_some() })
                }
                _ => None,
            };
        }
        let step = *self.steps.entry(process).or_insert(event.seq);
        let hidden = self.no_markers && is_of_marker(&event.what);
        let shown = (self.range.contains(&place) && !hidden).then_some(self.events.len());
        if shown.is_some() {
            self.events.push(Shown { event, process, step });
        } else if place < self.range.start && begins_step(&event.what) {
            self.base[process] = words::state_of(&event.what).map(Cow::Borrowed);
        }
        if hidden {
            self.last_received[process] = None;
        } else {
            self.what(event, process, End { shown, step: Some(step) });
        }
    }

    /// In the log of another program each event begins a step, but those of which the log says otherwise.
    fn begins_step(&self, event: &Event) -> bool {
        let of_log = |foreign: &trace::Foreign| !foreign.same_step.contains(&event.seq);
        self.run.foreign.as_ref().map_or_else(|| begins_step(&event.what), of_log)
    }

    fn what(&mut self, event: &'a Event, process: usize, here: End) {
        match &event.what {
            What::Send { msg, body, to, carries, snapshot, control, tag } => {
                let Some(to) = self.columns.get(to) else { return };
                let said = Said { body, added: words::said(body, control, tag), marker: *snapshot };
                let carries = Some(carries);
                let flight = Flight { said, carries, from: process, to, sent: here, place: None };
                self.sent(*msg, flight);
            }
            What::Recv { msg, body, from, snapshot, control, tag, waited, .. } => {
                let said = Said { body, added: words::said(body, control, tag), marker: *snapshot };
                self.received(*msg, said, process, from, here);
                self.last_received[process]
                    .into_iter()
                    .for_each(|place| self.messages[place].waited = *waited);
            }
            What::Record { snapshot, before, .. } => {
                let point = here.step.filter(|_| *before).unwrap_or(event.seq);
                self.recorded(*snapshot, *before, process, point);
            }
            What::RecordMessage { snapshot, msg, .. } => {
                let place = match msg {
                    Some(msg) => self.messages.iter().rposition(|message| message.id == *msg),
                    // Never a message of the algorithm: one that was worked out from it need not be any that came.
                    None => {
                        self.last_received[process].filter(|place| self.messages[*place].marker.is_none())
                    }
                };
                if let Some(place) = place {
                    self.messages[place].recorded.push(*snapshot);
                }
            }
            What::Internal { .. } | What::Close { .. } | What::Permanent { .. } => {}
            What::Lost(_) | What::Doubled(_) | What::Crashed => {}
        }
    }

    fn recorded(&mut self, snapshot: u32, before: bool, process: usize, point: u64) {
        let columns = self.columns.names.len();
        let nothing = || Cut { snapshot, points: vec![None; columns], regions: vec![None; columns] };
        let cut = self.cuts.entry(snapshot).or_insert_with(nothing);
        if cut.points[process].is_none() {
            cut.points[process] = Some(point);
            // As the judge has it: made to by a message of the algorithm, or by one before which it recorded.
            let made_to = self.causes[process].filter(|cause| before || cause.is_control);
            cut.regions[process] = match made_to {
                Some(cause) => cause.from.and_then(|from| cut.regions[from]),
                // Who was told by whom, no log tells.
                None => self.run.foreign.is_none().then_some(process),
            };
        }
    }

    fn sent(&mut self, id: u64, flight: Flight<'a>) {
        if let Some(place) = self.early.remove(&id) {
            let message = &mut self.messages[place];
            (message.sent, message.carries) = (flight.sent, flight.carries);
        } else if flight.sent.shown.is_some() {
            self.show(id, flight);
        } else if self.events.is_empty() {
            self.in_flight.insert(id, flight);
        }
    }

    fn received(&mut self, id: u64, said: Said<'a>, to: usize, from: &str, received: End) {
        self.last_received[to] = None;
        let Some(from) = self.columns.get(from) else { return };
        let flight = self.in_flight.remove(&id);
        let place = match flight.and_then(|flight| flight.place) {
            Some(place) => place,
            None if received.shown.is_some() => {
                let sent = End::default();
                let unseen = Flight { said, carries: None, from, to, sent, place: None };
                let place = self.show(id, unseen);
                self.in_flight.remove(&id);
                self.early.insert(id, place);
                place
            }
            None => return,
        };
        self.messages[place].received = received;
        self.last_received[to] = Some(place);
    }
}

/// Whether a message of the algorithm is sent or received.
fn is_of_marker(what: &What) -> bool {
    matches!(what, What::Send { snapshot: Some(_), .. } | What::Recv { snapshot: Some(_), .. })
}

/// Whether the cuts of a run are recovery lines.
fn takes_lines(run: &Saved) -> bool {
    let snapshots = run.footer.iter().flat_map(|footer| &footer.snapshots);
    let mut states = snapshots.flat_map(|snapshot| snapshot.processes.values());
    Law::aim_of(run.law()) == Aim::RecoveryLine || states.any(|state| state.stays_at.is_some())
}

/// In a recovery line, who took no checkpoint stays at its last one, or at the beginning.
fn stay_at_old_checkpoints(view: &mut View<'_>) {
    if !view.takes_lines {
        return;
    }
    let mut last = vec![Some(0); view.processes.len()];
    for cut in &mut view.cuts {
        for (point, last) in cut.points.iter_mut().zip(&mut last) {
            *point = point.or(*last);
            *last = *point;
        }
    }
}

/// Marks what the footer has in a channel's state, for algorithms that record no message while it is received.
fn recorded_by_the_footer(view: &mut View<'_>) {
    let Some(footer) = &view.run.footer else { return };
    for snapshot in &footer.snapshots {
        let mut told: BTreeMap<u64, usize> = BTreeMap::new();
        for id in snapshot.channels.values().flatten().filter_map(|message| message.msg) {
            *told.entry(id).or_insert(0) += 1;
        }
        for message in view.messages.iter_mut().filter(|message| message.marker.is_none()) {
            let told = told.get(&message.id).copied().unwrap_or(0);
            let known = message.recorded.iter().filter(|of| **of == snapshot.id).count();
            message.recorded.extend(std::iter::repeat_n(snapshot.id, told.saturating_sub(known)));
        }
    }
}
