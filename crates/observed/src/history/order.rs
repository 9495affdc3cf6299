//! All events in one order: by the log's own times, where it has some that go with the messages; else by Lamport's (1978), so that what
//! can happen early is early.

use std::collections::BTreeMap;

use trace::ToldOrder;

use crate::linear::{Linear, place};
use crate::model::{At, Run, What};

/// All events of a run in an order.
#[derive(Debug)]
pub(super) struct Ordered {
    /// The events.
    pub(super) events: Vec<At>,
    /// What order that is.
    pub(super) order: ToldOrder,
    /// When each was, if the log tells it.
    pub(super) times: Option<Vec<u64>>,
    numbers: BTreeMap<At, u64>,
}

impl Ordered {
    /// The events of this run.
    pub(super) fn of(run: &Run) -> Self {
        let mut events = if run.known.is_empty() { with_lamport_times(run) } else { with_clocks(run) };
        let is_possible = Linear::of(run).stuck.is_empty();
        let times = if is_possible { times(run) } else { None };
        events.sort_unstable_by_key(|(knows, at)| (times.as_ref().map(|times| times[at]), *knows, *at));
        let events: Vec<At> = events.into_iter().map(|(_, at)| at).collect();
        let order = match (&times, is_possible) {
            (Some(_), _) => ToldOrder::Timed,
            (None, true) => ToldOrder::Possible,
            (None, false) => ToldOrder::Impossible,
        };
        let numbers = events.iter().copied().zip(0..).collect();
        let times = times.map(|times| events.iter().map(|at| times[at]).collect());
        Self { events, order, times, numbers }
    }

    /// The number of an event; of none, where the process has no more of them.
    pub(super) fn number(&self, at: At) -> Option<u64> {
        self.numbers.get(&at).copied()
    }

    /// When an event was: its place, where the log does not tell.
    pub(super) fn time(&self, number: u64) -> u64 {
        let place = usize::try_from(number).expect("it is a place in a list");
        self.times.as_ref().map_or(number, |times| times[place])
    }
}

/// When each event was, if the log tells it of all that happened, and in no process and for no message time goes back.
fn times(run: &Run) -> Option<BTreeMap<At, u64>> {
    let mut times = BTreeMap::new();
    for process in run.process_ids() {
        let mut now = 0;
        for (index, event) in (0..).zip(&run.processes[process.index()].events) {
            let time = match event.what {
                What::Other => event.time.unwrap_or(now),
                _ => event.time?,
            };
            if time < now {
                return None;
            }
            now = time;
            times.insert(At { process, index }, now);
        }
    }
    let goes_on = |from: At, to: At| times[&from] <= times[&to];
    let mut messages = run.messages.iter().filter_map(|message| message.sent.zip(message.received));
    let is_so = messages.all(|(from, to)| goes_on(from, to));
    let known =
        run.known.iter().all(|arrow| run.event(arrow.from).is_none() || goes_on(arrow.from, arrow.to));
    (is_so && known).then_some(times)
}

/// Each event with how much its process knows of by its clock: who knows of an event knows of more than that event did.
fn with_clocks(run: &Run) -> Vec<(u64, At)> {
    let of_process = |process| {
        let mut now = 0;
        let known = move |(index, event): (u32, &crate::model::Event)| {
            let clock = event.clock.iter().flatten();
            now = clock.fold(0_u64, |sum, (_, count)| sum.saturating_add(*count)).max(now);
            (now, At { process, index })
        };
        (0..).zip(&run.processes[process.index()].events).map(known)
    };
    run.process_ids().flat_map(of_process).collect()
}

/// Each event with Lamport's time of it.
fn with_lamport_times(run: &Run) -> Vec<(u64, At)> {
    let mut now = vec![0_u64; run.processes.len()];
    let mut sent = vec![0_u64; run.messages.len()];
    let time = |at: At| {
        let what = run.event(at).expect("it is one of the run").what;
        let now = &mut now[at.process.index()];
        *now += 1;
        match what {
            What::Receive(id) => *now = (*now).max(sent[place(id)] + 1),
            What::Send(id) => sent[place(id)] = *now,
            What::Record(_) | What::Local | What::Crashed | What::Other => {}
        }
        (*now, at)
    };
    Linear::of_all(run).into_iter().map(time).collect()
}
