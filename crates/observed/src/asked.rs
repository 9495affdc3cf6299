//! A run of which nothing was recorded but what is so along one cut that somebody asked for, so that whatever draws the cut of a snapshot
//! draws that. What was recorded in the run is left out: nobody asked for it.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use snapshot::Verdict;
use trace::Saved;
use trace::model::{Check, Event, Footer, Held, Message, Outcome, ProcessState, Snapshot, What};

use crate::global_state::GlobalState;
use crate::history::history;
use crate::history::values::{body, has_amounts, held};
use crate::judge::{Judgement, sentence};
use crate::lattice::Steps;
use crate::model::Run;

/// The number under which the cut is drawn.
const ASKED: u32 = 1;

/// The run, as a saved run has it, with what is so along this cut in the place of all that was recorded.
#[must_use]
pub fn asked(run: &Run, steps: &Steps, state: &GlobalState<'_>) -> Saved {
    let nothing = Judgement { checks: Vec::new(), order: None, snapshots: Vec::new() };
    let saved = history(run, &nothing);
    let is_timed = saved.is_timed();
    let Saved { header, events, foreign, .. } = saved;
    let mut foreign = foreign.expect("it is made of a log");
    let mut cut = Asked {
        recordings: recordings(run, state),
        is_timed,
        events: Vec::new(),
        places: Vec::new(),
        same_step: BTreeSet::new(),
    };
    let mut left = events_before(run, steps, state);
    let at_first = left.iter().filter(|(_, left)| **left == 0).map(|(name, _)| name.clone());
    // Who has no step before the cut is there where its log begins.
    let begins = |name: &String| events.iter().zip(&foreign.places).find(|(event, _)| event.proc == *name);
    for name in at_first.collect::<Vec<_>>() {
        let place = begins(&name).map_or((0, 0), |(_, place)| *place);
        cut.record(&name, 0, place);
    }
    for (event, place) in events.into_iter().zip(&foreign.places) {
        let (name, time, goes_on) = (event.proc.clone(), event.t, foreign.same_step.contains(&event.seq));
        cut.take(event, *place, goes_on);
        let left = left.get_mut(&name).expect("it is one of the processes");
        *left = left.wrapping_sub(1);
        if *left == 0 {
            cut.record(&name, time, *place);
        }
    }
    let footer = footer(run, state, &cut);
    (foreign.places, foreign.same_step, foreign.is_asked) = (cut.places, cut.same_step, true);
    Saved { header, events: cut.events, footer: Some(footer), foreign: Some(foreign) }
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
struct Asked {
    recordings: BTreeMap<String, Held>,
    is_timed: bool,
    events: Vec<Event>,
    places: Vec<(u32, u32)>,
    same_step: BTreeSet<u64>,
}

impl Asked {
    /// The next event, unless it records something.
    fn take(&mut self, event: Event, place: (u32, u32), goes_on: bool) {
        let records = matches!(
            event.what,
            What::Record { .. } | What::RecordMessage { .. } | What::Close { .. } | What::Permanent { .. }
        );
        if records {
            return;
        }
        if goes_on {
            self.same_step.insert(self.events.len() as u64);
        }
        self.add(event, place);
    }

    /// The cut falls here.
    fn record(&mut self, name: &str, time: u64, place: (u32, u32)) {
        let what = What::Record { snapshot: ASKED, state: self.recordings[name].clone(), before: false };
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

/// What is said of it: that it is consistent or not, and what is in the channels.
fn footer(run: &Run, state: &GlobalState<'_>, cut: &Asked) -> Footer {
    let recorded = |event: &&Event| matches!(event.what, What::Record { .. });
    let process = |event: &Event| {
        let state = cut.recordings[&event.proc].clone();
        (event.proc.clone(), ProcessState { state, at: event.t, event: event.seq, stays_at: None })
    };
    let processes: IndexMap<_, _> = cut.events.iter().filter(recorded).map(process).collect();
    let times = || processes.values().map(|state| state.at);
    let snapshot = Snapshot {
        id: ASKED,
        started_at: times().min().unwrap_or_default(),
        completed_at: times().max(),
        channels: channels(run, state),
        checks: vec![check(run, state)],
        processes,
        ..Snapshot::default()
    };
    let outcome = Outcome { verdict: overall(state).into(), ..Outcome::default() };
    Footer { outcome, snapshots: vec![snapshot], ..Footer::default() }
}

fn overall(state: &GlobalState<'_>) -> snapshot::Overall {
    snapshot::overall(&[snapshot::Check { name: "consistent", verdict: state.consistent.clone() }])
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
