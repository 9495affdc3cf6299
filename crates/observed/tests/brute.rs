//! Small random logs, held against the plainest way to work it out: happened-before as a table, and every cut tried.

use std::collections::BTreeSet;

use sim_core::{ProcessId, Random};
use sim_observed::global_state::{Backward, GlobalState};
use sim_observed::lattice::{Cut, Steps};
use sim_observed::model::Run;
use sim_observed::model::{At, What};
use sim_observed::{Judgement, Logs, asked};
use snapshot::Kept;
use snapshot::oracle::Verdict;

const PROCESSES: usize = 3;

fn below(random: &mut Random, bound: usize) -> usize {
    usize::try_from(random.below(bound as u64)).unwrap()
}

/// A run of some processes in which messages overtake each other, with a recording of each somewhere.
fn run(seed: u64) -> Run {
    let mut random = Random::new(seed);
    let mut lines = vec![Vec::new(); PROCESSES];
    let mut under_way = Vec::new();
    for number in 0..16 {
        if !under_way.is_empty() && below(&mut random, 2) == 0 {
            let place = below(&mut random, under_way.len());
            let (message, to): (usize, usize) = under_way.remove(place);
            lines[to].push(format!("{{\"p\":\"p{to}\",\"recv\":\"{message}\"}}"));
        } else {
            let from = below(&mut random, PROCESSES);
            let to = (from + 1 + below(&mut random, PROCESSES - 1)) % PROCESSES;
            under_way.push((number, to));
            lines[from].push(format!("{{\"p\":\"p{from}\",\"send\":\"{number}\",\"to\":\"p{to}\"}}"));
        }
    }
    let mut logs = Logs::new(None, None).unwrap();
    for (process, mut lines) in lines.into_iter().enumerate() {
        let place = below(&mut random, lines.len() + 1);
        lines.insert(place, format!("{{\"p\":\"p{process}\",\"record\":1}}"));
        logs.read(&format!("p{process}"), &lines.join("\n")).unwrap();
    }
    logs.finish().unwrap()
}

/// All pairs of events of which the first happened before the second.
fn happened_before(run: &Run) -> BTreeSet<(At, At)> {
    let events: Vec<At> = (0..)
        .map(ProcessId)
        .zip(&run.processes)
        .flat_map(|(process, told)| {
            (0..u32::try_from(told.events.len()).unwrap()).map(move |index| At { process, index })
        })
        .collect();
    let mut pairs: BTreeSet<(At, At)> = BTreeSet::new();
    for one in &events {
        let later = events.iter().filter(|other| other.process == one.process && other.index > one.index);
        pairs.extend(later.map(|other| (*one, *other)));
    }
    pairs.extend(run.messages.iter().filter_map(|message| message.sent.zip(message.received)));
    for middle in &events {
        let before: Vec<At> = pairs.iter().filter(|(_, to)| to == middle).map(|(from, _)| *from).collect();
        let after: Vec<At> = pairs.iter().filter(|(from, _)| from == middle).map(|(_, to)| *to).collect();
        pairs.extend(before.iter().flat_map(|from| after.iter().map(move |to| (*from, *to))));
    }
    pairs
}

/// Whether all that happened before an event of the cut is in it; of each process so many events are.
fn is_consistent(pairs: &BTreeSet<(At, At)>, cut: [u32; PROCESSES]) -> bool {
    let is_in = |at: &At| at.index < cut[at.process.index()];
    pairs.iter().all(|(from, to)| is_in(from) || !is_in(to))
}

/// Where a run is cut: after so many events of each process.
fn recorded(run: &Run) -> [u32; PROCESSES] {
    let of = |process: u32| run.snapshots[&1].processes[&ProcessId(process)][0].at.index + 1;
    [of(0), of(1), of(2)]
}

#[test]
fn a_cut_is_consistent_if_it_is_closed_and_else_the_latest_that_is_closed_is_told() {
    let mut inconsistent = 0;
    for seed in 0..400 {
        let run = run(seed);
        let (pairs, wrong) = (happened_before(&run), recorded(&run));
        let judged = Judgement::of(&run).snapshots.remove(0);
        let verdict = &judged.checks.iter().find(|check| check.name == "consistent").unwrap().verdict;
        assert_eq!(*verdict == Verdict::Holds, is_consistent(&pairs, wrong), "seed {seed}");
        let cuts = (0..=wrong[0])
            .flat_map(|a| (0..=wrong[1]).flat_map(move |b| (0..=wrong[2]).map(move |c| [a, b, c])));
        let latest =
            cuts.filter(|cut| is_consistent(&pairs, *cut)).max_by_key(|cut| cut.iter().sum::<u32>()).unwrap();
        let mut repaired = wrong;
        judged.repair.iter().for_each(|earlier| repaired[earlier.process.index()] = earlier.before.index);
        assert_eq!(repaired, latest, "seed {seed}");
        inconsistent += usize::from(latest != wrong);
    }
    assert!((50..350).contains(&inconsistent), "{inconsistent}");
}

#[test]
fn causal_order_is_broken_by_whoever_comes_before_what_was_sent_before() {
    let mut broken = 0;
    for seed in 0..400 {
        let run = run(seed);
        let pairs = happened_before(&run);
        let is_too_early = |at: At| {
            let What::Receive(id) = run.event(at).unwrap().what else { return false };
            let sent = run.message(id).sent.unwrap();
            run.messages.iter().any(|other| {
                let comes_later = other.received.is_none_or(|then| then.index > at.index);
                other.target == Some(at.process)
                    && comes_later
                    && pairs.contains(&(other.sent.unwrap(), sent))
            })
        };
        let receipts = run.messages.iter().filter_map(|message| message.received);
        let early = receipts.filter(|at| is_too_early(*at)).count() as u64;
        let kept = Judgement::of(&run).order.unwrap();
        let counted = match kept.causal.unwrap() {
            Kept::Whole => 0,
            Kept::Broken { count, .. } => count,
        };
        assert_eq!(counted, early, "seed {seed}");
        broken += u64::from(kept.fifo.is_whole() && early > 0);
    }
    // Causal order alone: news came by way of another process.
    assert!(broken > 0, "{broken}");
}

#[test]
fn any_cut_is_told_as_the_plainest_definition_has_it() {
    let mut inconsistent = 0;
    for seed in 0..40 {
        let run = run(seed);
        let (pairs, steps) = (happened_before(&run), Steps::of(&run).unwrap());
        for cut in cuts([0; PROCESSES], ends(&steps)) {
            let state = GlobalState::along(&run, &steps, Cut::from(cut));
            let events = events_before(&run, cut);
            let is_in = |at: &At| at.index < events[at.process.index()];
            let is_right = is_consistent(&pairs, events);
            assert_eq!(state.consistent == Verdict::Holds, is_right, "seed {seed}, {cut:?}");
            assert_eq!(state.backward.is_empty(), is_right, "seed {seed}, {cut:?}");
            for Backward { arrow, .. } in &state.backward {
                assert!(is_in(&arrow.to) && !is_in(&arrow.from), "seed {seed}, {cut:?}: {arrow:?}");
            }
            let under_way = run.all_messages().filter(|(_, message)| {
                message.sent.as_ref().is_some_and(is_in) && !message.received.as_ref().is_some_and(is_in)
            });
            let told: BTreeSet<_> = state.channels.values().flatten().copied().collect();
            assert_eq!(told, under_way.map(|(id, _)| id).collect(), "seed {seed}, {cut:?}");
            inconsistent += usize::from(!is_right);
        }
    }
    assert!(inconsistent > 1000, "{inconsistent}");
}

#[test]
fn the_cuts_next_to_an_inconsistent_one_are_the_nearest_that_are_consistent() {
    for seed in 0..6 {
        let run = run(seed);
        let (pairs, steps) = (happened_before(&run), Steps::of(&run).unwrap());
        let all = ends(&steps);
        let is_right = |cut: &[u32; PROCESSES]| is_consistent(&pairs, events_before(&run, *cut));
        for cut in cuts([0; PROCESSES], all) {
            let (earlier, later) = GlobalState::along(&run, &steps, Cut::from(cut)).next;
            let sum = |cut: &[u32; PROCESSES]| cut.iter().sum::<u32>();
            let latest = cuts([0; PROCESSES], cut).filter(is_right).max_by_key(sum).unwrap();
            let earliest = cuts(cut, all).filter(is_right).min_by_key(sum).unwrap();
            assert_eq!((&*earlier, &*later), (&latest[..], &earliest[..]), "seed {seed}, {cut:?}");
        }
    }
}

#[test]
fn of_the_cut_of_a_snapshot_the_same_is_said_as_the_judge_says() {
    for seed in 0..400 {
        let run = run(seed);
        let steps = Steps::of(&run).unwrap();
        let judged = Judgement::of(&run).snapshots.remove(0);
        let verdict = &judged.checks.iter().find(|check| check.name == "consistent").unwrap().verdict;
        let cut = steps.recorded(&run.snapshots[&1]).unwrap();
        let state = GlobalState::along(&run, &steps, cut);
        assert_eq!(state.consistent == Verdict::Holds, *verdict == Verdict::Holds, "seed {seed}");
        if let (Verdict::Violated(one), Verdict::Violated(other)) = (&state.consistent, verdict) {
            assert_eq!(one.reason, other.reason, "seed {seed}");
        }
    }
}

#[test]
fn a_cut_that_is_asked_for_is_drawn_just_where_it_was_asked_for() {
    for seed in 0..20 {
        let run = run(seed);
        let steps = Steps::of(&run).unwrap();
        for cut in cuts([0; PROCESSES], ends(&steps)) {
            let state = GlobalState::along(&run, &steps, Cut::from(cut));
            let saved = asked(&run, &steps, &state);
            let mut done = [0; PROCESSES];
            let mut drawn = [None; PROCESSES];
            for (seq, event) in (0..).zip(&saved.events) {
                assert_eq!(event.seq, seq, "seed {seed}, {cut:?}");
                let process = run.processes.iter().position(|process| process.name == event.proc).unwrap();
                match event.what {
                    trace::model::What::Record { .. } => {
                        assert_eq!(drawn[process].replace(done[process]), None, "seed {seed}, {cut:?}");
                    }
                    _ => done[process] += 1,
                }
            }
            assert_eq!((drawn, done), (cut.map(Some), ends(&steps)), "seed {seed}, {cut:?}");
            let snapshot = &saved.footer.as_ref().unwrap().snapshots[0];
            assert_eq!(snapshot.checks[0].ok, Some(steps.is_consistent(&cut)), "seed {seed}, {cut:?}");
            let told: usize = snapshot.channels.values().map(Vec::len).sum();
            assert_eq!(told, state.channels.values().map(Vec::len).sum::<usize>(), "seed {seed}, {cut:?}");
        }
    }
}

/// All cuts from one to another.
fn cuts(from: [u32; PROCESSES], to: [u32; PROCESSES]) -> impl Iterator<Item = [u32; PROCESSES]> {
    let of = move |place: usize| from[place]..=to[place];
    of(0).flat_map(move |a| of(1).flat_map(move |b| of(2).map(move |c| [a, b, c])))
}

/// How many steps each process has.
fn ends(steps: &Steps) -> [u32; PROCESSES] {
    (*steps.to).try_into().unwrap()
}

/// How many events are before a cut, of each process: up to its last step there. A recording is no step.
fn events_before(run: &Run, cut: [u32; PROCESSES]) -> [u32; PROCESSES] {
    let of = |place: usize| {
        let events = (1..).zip(&run.processes[place].events);
        let steps = events.filter(|(_, event)| !matches!(event.what, What::Record(_)));
        steps.take(cut[place] as usize).last().map_or(0, |(count, _)| count)
    };
    [of(0), of(1), of(2)]
}
