//! The claim, held against one run: against what its snapshots recorded, and against the states that it was in or can have been in.

use std::collections::BTreeMap;

use observed::global_state::GlobalState;
use observed::lattice::{Cut, Steps};
use observed::model::Run;
use observed::model::{Amounts, ChannelRecord, Snapshot};
use observed::{Told, told};

use super::state::{Channel, Claim, Compared, Process, State};

/// So many looks at messages and steps are taken while states are gone through. Some seconds.
const LOOKS: u64 = 1 << 27;

/// What a snapshot recorded, beside what is claimed.
pub(super) struct Recorded {
    pub(super) snapshot: u64,
    pub(super) compared: Compared,
}

/// The claim, held against what each snapshot recorded.
pub(super) fn recorded(run: &Run, claim: &Claim) -> Vec<Recorded> {
    let compare = |(number, snapshot): (&u64, &Snapshot)| Recorded {
        snapshot: *number,
        compared: claim.against(&of_snapshot(run, snapshot)),
    };
    run.snapshots.iter().map(compare).collect()
}

fn of_snapshot(run: &Run, snapshot: &Snapshot) -> State {
    let carries: BTreeMap<&str, Option<i64>> = run
        .messages
        .iter()
        .filter_map(|message| Some((message.name.as_deref()?, message.carries.as_ref().and_then(amount))))
        .collect();
    let processes = snapshot.processes.iter().filter_map(|(process, recordings)| {
        let first = recordings.first()?;
        let holds = first.holds.as_ref().and_then(amount);
        Some((run.name(*process).to_string(), Process { state: first.state.clone(), holds }))
    });
    let channels = snapshot.channels.iter().filter_map(|((from, to), records)| {
        let ends = (run.name(*from).to_string(), run.name(*to).to_string());
        Some((ends, of_record(records.first()?, &carries)))
    });
    State { processes: processes.collect(), channels: channels.collect() }
}

fn of_record(record: &ChannelRecord, carries: &BTreeMap<&str, Option<i64>>) -> Channel {
    let listed = record.messages.as_ref().or(record.bodies.as_ref()).map(|list| list.len() as u64);
    let each = |names: &Vec<String>| {
        names.iter().map(|name| carries.get(name.as_str()).copied().flatten()).collect::<Option<_>>()
    };
    Channel { count: listed.or(record.count), carries: record.messages.as_ref().and_then(each) }
}

/// How much there is, where one thing is conserved or nothing.
fn amount(amounts: &Amounts) -> Option<i64> {
    (amounts.len() <= 1).then(|| amounts.values().sum())
}

/// Whether a run was in the state that is claimed, or can have been.
pub(super) struct Occurred {
    /// Whether it was, in the order in which its events happened; `None` where nobody tells.
    pub(super) in_the_run: Option<bool>,
    /// Whether it can have been, for all that its messages tell.
    pub(super) possibly: Option<bool>,
    /// A consistent cut along which the state is that.
    pub(super) cut: Option<Cut>,
}

/// Looks for the state that is claimed among all that the run was in or can have been in.
pub(super) fn occurred(run: &Run, steps: &Steps, claim: &Claim) -> Occurred {
    let mut looked = Looked { run, steps, claim, may_be: may_be(run, steps, claim), left: LOOKS };
    let way = steps.way_of(run);
    let (went, is_all) = way.as_ref().map_or((None, false), |way| looked.first(steps.cuts(way)));
    if went.is_some() {
        return Occurred { in_the_run: Some(true), possibly: Some(true), cut: went };
    }
    let in_the_run = is_all.then_some(false);
    let all = Product::of(looked.may_be.clone());
    let (cut, is_all) = looked.first(all.filter(|cut| steps.is_consistent(cut)));
    let possibly = if cut.is_some() { Some(true) } else { is_all.then_some(false) };
    Occurred { in_the_run, possibly, cut }
}

/// A search among cuts.
struct Looked<'a> {
    run: &'a Run,
    steps: &'a Steps,
    claim: &'a Claim,
    /// After how many of its steps each process may be what is claimed.
    may_be: Vec<Vec<u32>>,
    left: u64,
}

impl Looked<'_> {
    /// The first of these cuts along which the state is that, and if none, whether it is known of all that it is not.
    fn first(&mut self, cuts: impl Iterator<Item = Cut>) -> (Option<Cut>, bool) {
        let whole = self.steps.count() + self.run.messages.len() as u64;
        let mut is_all = true;
        for cut in cuts {
            let is_local =
                self.may_be.iter().zip(&cut).all(|(may_be, has)| may_be.binary_search(has).is_ok());
            let looks = if is_local { whole } else { cut.len() as u64 };
            let Some(left) = self.left.checked_sub(looks) else { return (None, false) };
            self.left = left;
            match is_local.then(|| self.claim.against(&along(self.run, self.steps, &cut)).is_same()) {
                Some(Some(true)) => return (Some(cut), true),
                Some(None) => is_all = false,
                Some(Some(false)) | None => {}
            }
        }
        (None, is_all)
    }
}

/// After how many of its steps each process may be what is claimed of it, for all that is told.
fn may_be(run: &Run, steps: &Steps, claim: &Claim) -> Vec<Vec<u32>> {
    let of_process = |(place, process): (usize, &observed::model::Process)| {
        let told = told(run, steps, place);
        let is = told.iter().map(|told| claim.of_process(&process.name, &of_told(told)) != Some(false));
        (0..).zip(is).filter(|(_, may_be)| *may_be).map(|(has, _)| has).collect()
    };
    run.processes.iter().enumerate().map(of_process).collect()
}

fn of_told(told: &Told<'_>) -> Process {
    Process { state: told.state.map(str::to_string), holds: told.holds.and_then(amount) }
}

/// The state along a cut.
fn along(run: &Run, steps: &Steps, cut: &Cut) -> State {
    let state = GlobalState::along(run, steps, cut.clone());
    let names = run.processes.iter().map(|process| process.name.clone());
    let is_told = !run.messages.is_empty() && state.doubtful.is_empty();
    let channels = run.channels.iter().map(|ends| {
        let messages = state.channels.get(ends).map_or(&[][..], Vec::as_slice);
        let carries = messages.iter().map(|id| run.message(*id).carries.as_ref().and_then(amount));
        let channel = Channel { count: Some(messages.len() as u64), carries: carries.collect() };
        let names = (run.name(ends.0).to_string(), run.name(ends.1).to_string());
        (names, if is_told { channel } else { Channel::default() })
    });
    State {
        processes: names.zip(state.processes.iter().map(of_told)).collect(),
        channels: channels.collect(),
    }
}

/// All combinations of one from each list.
struct Product {
    lists: Vec<Vec<u32>>,
    next: Option<Vec<usize>>,
}

impl Product {
    fn of(lists: Vec<Vec<u32>>) -> Self {
        let next = lists.iter().all(|list| !list.is_empty()).then(|| vec![0; lists.len()]);
        Self { lists, next }
    }
}

impl Iterator for Product {
    type Item = Cut;

    fn next(&mut self) -> Option<Cut> {
        let places = self.next.take()?;
        let one = self.lists.iter().zip(&places).map(|(list, place)| list[*place]).collect();
        let mut after = places;
        // Counts up, with a digit for each list.
        for (place, list) in after.iter_mut().zip(&self.lists) {
            *place += 1;
            if *place < list.len() {
                self.next = Some(after);
                break;
            }
            *place = 0;
        }
        Some(one)
    }
}
