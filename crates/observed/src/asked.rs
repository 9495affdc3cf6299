//! A run of which nothing was recorded but what is so along cuts that somebody asked for, so that whatever draws the cut of a snapshot
//! draws them. What was recorded in the run is left out: nobody asked for it.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use snapshot::oracle::Verdict;
use trace::Saved;
use trace::model::{Check, Event, Footer, Held, Message, Outcome, ProcessState, Snapshot, State, What};

use crate::global_state::GlobalState;
use crate::history::history;
use crate::history::values::{body, has_amounts, held};
use crate::judge::{Judgement, sentence};
use crate::lattice::Steps;
use crate::model::Run;

/// A cut that somebody asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Cut<'a> {
    /// What is so along it.
    pub(crate) state: GlobalState<'a>,
    /// What it is called.
    pub(crate) name: String,
}

/// The run, as a saved run has it, with what is so along this cut in the place of all that was recorded.
#[must_use]
pub fn asked(run: &Run, steps: &Steps, state: &GlobalState<'_>) -> Saved {
    let cut = Cut { state: state.clone(), name: "the cut that was asked for".to_string() };
    cuts(run, steps, &[cut], |_, _| None)
}

/// The same of some cuts, numbered from 1. `checkpoint` says what is told of a recording: which process, and which of its recordings, from 1.
pub(crate) fn cuts(
    run: &Run,
    steps: &Steps,
    cuts: &[Cut<'_>],
    checkpoint: impl Fn(&str, usize) -> Option<String>,
) -> Saved {
    let nothing = Judgement { checks: Vec::new(), order: None, snapshots: Vec::new() };
    let saved = history(run, &nothing);
    let is_timed = saved.is_timed();
    let Saved { header, events, foreign, .. } = saved;
    let mut foreign = foreign.expect("it is made of a log");
    let mut lines = Lines {
        recordings: cuts.iter().map(|cut| recordings(run, &cut.state)).collect(),
        is_timed,
        events: Vec::new(),
        places: Vec::new(),
        same_step: BTreeSet::new(),
    };
    let mut left: Vec<_> = cuts.iter().map(|cut| events_before(run, steps, &cut.state)).collect();
    // Who has no step before a cut is there where its log begins.
    let begins = |name: &String| events.iter().zip(&foreign.places).find(|(event, _)| event.proc == *name);
    for (cut, left) in left.iter().enumerate() {
        for (name, _) in left.iter().filter(|(_, left)| **left == 0) {
            let place = begins(name).map_or((0, 0), |(_, place)| *place);
            lines.record(cut, name, 0, place);
        }
    }
    let mut recorded = BTreeMap::<String, usize>::new();
    for (event, place) in events.into_iter().zip(&foreign.places) {
        let (name, time, goes_on) = (event.proc.clone(), event.t, foreign.same_step.contains(&event.seq));
        if !is_recording(&event) {
            lines.take(event, *place, goes_on);
        } else if matches!(event.what, What::Record { .. }) {
            let number = recorded.entry(name.clone()).or_default();
            *number += 1;
            if let Some(told) = checkpoint(&name, *number) {
                lines.note(event, told, *place);
            }
        }
        for (cut, left) in left.iter_mut().enumerate() {
            let left = left.get_mut(&name).expect("it is one of the processes");
            *left = left.wrapping_sub(1);
            if *left == 0 {
                lines.record(cut, &name, time, *place);
            }
        }
    }
    let footer = footer(run, cuts, &lines);
    (foreign.places, foreign.same_step) = (lines.places, lines.same_step);
    foreign.asked = cuts.iter().map(|cut| cut.name.clone()).collect();
    Saved { header, events: lines.events, footer: Some(footer), foreign: Some(foreign) }
}

/// Whether an event records something.
const fn is_recording(event: &Event) -> bool {
    matches!(
        event.what,
        What::Record { .. } | What::RecordMessage { .. } | What::Close { .. } | What::Permanent { .. }
    )
}

/// The number under which a cut is drawn.
fn number(cut: usize) -> u32 {
    u32::try_from(cut + 1).expect("few cuts are drawn")
}

/// How many events of each process are before the cut.
fn events_before(run: &Run, steps: &Steps, state: &GlobalState<'_>) -> BTreeMap<String, u32> {
    let before = |(place, process): (usize, &crate::model::Process)| {
        let last = (state.cut[place] as usize).checked_sub(1).map(|step| steps.of[place][step].last.index);
        (process.name.clone(), last.map_or(0, |last| last + 1))
    };
    run.processes.iter().enumerate().map(before).collect()
}

/// What each process is there.
fn recordings(run: &Run, state: &GlobalState<'_>) -> BTreeMap<String, Held> {
    let has_amounts = has_amounts(run);
    let of = |(process, told): (&crate::model::Process, &crate::told::Told<'_>)| {
        let state = told.state.map(str::to_string);
        (process.name.clone(), held(state.as_ref(), told.holds, has_amounts))
    };
    run.processes.iter().zip(&state.processes).map(of).collect()
}

/// The events, numbered anew.
struct Lines {
    /// What each process is along each cut.
    recordings: Vec<BTreeMap<String, Held>>,
    is_timed: bool,
    events: Vec<Event>,
    places: Vec<(u32, u32)>,
    same_step: BTreeSet<u64>,
}

impl Lines {
    /// The next event.
    fn take(&mut self, event: Event, place: (u32, u32), goes_on: bool) {
        if goes_on {
            self.same_step.insert(self.events.len() as u64);
        }
        self.add(event, place);
    }

    /// A recording, as something that is told.
    fn note(&mut self, event: Event, told: String, place: (u32, u32)) {
        let state = Held { state: State::Text(told.clone()), holds: trace::model::Amounts::default() };
        self.add(Event { what: What::Internal { command: told, state }, ..event }, place);
    }

    /// A cut falls here.
    fn record(&mut self, cut: usize, name: &str, time: u64, place: (u32, u32)) {
        let state = self.recordings[cut][name].clone();
        let what = What::Record { snapshot: number(cut), state, before: false };
        let event = Event { seq: 0, t: time, proc: name.to_string(), what, clock: None, lamport: None };
        self.add(event, place);
    }

    fn add(&mut self, event: Event, place: (u32, u32)) {
        let seq = self.events.len() as u64;
        let t = if self.is_timed { event.t } else { seq };
        self.events.push(Event { seq, t, ..event });
        self.places.push(place);
    }
}

/// What is said of the cuts: that each is consistent or not, and what is in the channels.
fn footer(run: &Run, cuts: &[Cut<'_>], lines: &Lines) -> Footer {
    let snapshots = (0..).zip(cuts).map(|(place, cut)| snapshot(run, &cut.state, (place, lines)));
    let verdict = cuts.first().map(|cut| overall(&cut.state).into());
    let outcome = Outcome { verdict: verdict.unwrap_or_default(), ..Outcome::default() };
    Footer { outcome, snapshots: snapshots.collect(), ..Footer::default() }
}

fn snapshot(run: &Run, state: &GlobalState<'_>, (cut, lines): (usize, &Lines)) -> Snapshot {
    let id = number(cut);
    let is_of_it = |event: &&Event| matches!(event.what, What::Record { snapshot, .. } if snapshot == id);
    let process = |event: &Event| {
        let state = lines.recordings[cut][&event.proc].clone();
        (event.proc.clone(), ProcessState { state, at: event.t, event: event.seq, stays_at: None })
    };
    let processes: IndexMap<_, _> = lines.events.iter().filter(is_of_it).map(process).collect();
    let times = || processes.values().map(|state| state.at);
    Snapshot {
        id,
        started_at: times().min().unwrap_or_default(),
        completed_at: times().max(),
        channels: channels(run, state),
        checks: vec![check(run, state)],
        processes,
        ..Snapshot::default()
    }
}

fn overall(state: &GlobalState<'_>) -> snapshot::oracle::Overall {
    snapshot::oracle::overall(&[snapshot::oracle::Check {
        name: "consistent",
        verdict: state.consistent.clone(),
    }])
}

fn check(run: &Run, state: &GlobalState<'_>) -> Check {
    let (ok, reason) = match &state.consistent {
        Verdict::Holds => (Some(true), sentence(run, "consistent").to_string()),
        Verdict::Unknown(why) => (None, why.clone()),
        Verdict::Violated(violation) => (Some(false), violation.reason.clone()),
    };
    Check {
        name: "consistent".to_string(),
        ok,
        amounts: IndexMap::new(),
        reason: Some(reason),
        story: state.backward.iter().flat_map(|backward| backward.in_words(run)).collect(),
        events: Vec::new(),
    }
}

fn channels(run: &Run, state: &GlobalState<'_>) -> IndexMap<String, Vec<Message>> {
    let message = |id: &sim_core::MessageId| Message {
        msg: Some(id.0),
        body: body(run.message(*id)),
        carries: trace::model::Amounts::default(),
    };
    let channel = |ends: &crate::model::Ends| {
        let messages = state.channels.get(ends).into_iter().flatten().map(message);
        (run.channel(*ends), messages.collect())
    };
    run.channels.iter().map(channel).collect()
}
