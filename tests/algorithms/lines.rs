//! `koo-toueg`: recovery lines of checkpoints, new ones of those who must take one and of nobody else.

use std::collections::{BTreeMap, BTreeSet};

use sim_core::{ChannelId, Happening, Order, ProcessId, Timing, Topology};
use snapshot::algorithms::entry;
use snapshot::oracle::{LINE_CLAIMS, not_judged};
use snapshot::{
    Aim, Bank, Carries as _, ClosedBy, Initiators, Lack, Part, Recorded, Rules, SnapshotId, Underlying,
};
use tests::{Run, Scenario, delays};

use crate::algorithms::broken::Fault;
use crate::algorithms::harness::{
    NONE, Oracles, Tested, bank, each_fault_is_found, explored, five_networks, lack, not_well, only, run,
    runs, shape, violated,
};

fn koo_toueg() -> Tested {
    Tested::named("koo-toueg")
}

/// Networks that differ, in which each channel has one back.
fn both_ways() -> Vec<(&'static str, Topology)> {
    let more = ["grid:2x3", "star:5", "line:1"].map(|name| (name, shape(name, Order::Fifo)));
    let all = five_networks(Order::Fifo).into_iter().chain(more);
    let needs = entry("koo-toueg").unwrap().needs;
    all.filter(|(_, network)| lack(needs, network, &only(0)).is_none()).collect()
}

/// How many messages of the computation were sent and received on each channel.
#[derive(Clone, Default)]
struct Counts {
    sent: BTreeMap<ChannelId, u64>,
    received: BTreeMap<ChannelId, u64>,
}

/// A line the plain way: the counts of each process at its checkpoint.
type Line = Vec<Counts>;

/// For each process the counts at its checkpoint for a line, if it took one.
fn taken(scenario: &Scenario<Bank>, run: &Run<Bank>, snapshot: SnapshotId) -> Vec<Option<Counts>> {
    let processes = scenario.topology.processes().len();
    let (mut now, mut taken) = (vec![Counts::default(); processes], vec![None; processes]);
    for step in run.log.events.chunk_by(|_, next| !next.begins_step()) {
        let process = step[0].process.index();
        for event in step {
            match &event.what {
                Happening::Send { channel, body, .. } if body.message().is_some() => {
                    *now[process].sent.entry(*channel).or_default() += 1;
                }
                Happening::Receive { channel, body, .. } if body.message().is_some() => {
                    *now[process].received.entry(*channel).or_default() += 1;
                }
                _ => {}
            }
        }
        let takes = |what: &_| matches!(what, Happening::Observe(Recorded::Process { snapshot: of, .. }) if *of == snapshot);
        if step.iter().any(|event| takes(&event.what)) {
            taken[process] = Some(now[process].clone());
        }
    }
    taken
}

/// The process that sent something that is received before this line and not sent before it, if there is one.
fn orphan(topology: &Topology, line: &Line) -> Option<ProcessId> {
    let count = |counts: &BTreeMap<_, _>, channel| counts.get(&channel).copied().unwrap_or(0);
    let ids = topology.channel_ids();
    let mut orphans = ids.map(|id| (id, topology.channel(id))).filter(|(id, ends)| {
        count(&line[ends.target.index()].received, *id) > count(&line[ends.source.index()].sent, *id)
    });
    orphans.next().map(|(_, ends)| ends.source)
}

/// Who takes a checkpoint with this one, the plain way: as long as there is an orphan, its sender does.
fn must_take(
    topology: &Topology,
    before: &Line,
    taken: &[Option<Counts>],
    starts: ProcessId,
) -> (BTreeSet<ProcessId>, Line) {
    let (mut line, mut next, mut must) = (before.clone(), Some(starts), BTreeSet::new());
    while let Some(process) = next {
        let counts = taken[process.index()].clone();
        line[process.index()] = counts.unwrap_or_else(|| panic!("{process:?} takes a checkpoint"));
        must.insert(process);
        next = orphan(topology, &line);
    }
    (must, line)
}

#[test]
fn those_take_a_checkpoint_without_whom_there_is_an_orphan_and_nobody_else() {
    let (mut took, mut stayed) = (0, 0);
    for (name, network) in both_ways() {
        let scenario = bank(network, only(0), 4, 6);
        assert_eq!(not_well(&scenario, &koo_toueg(), 0..20), NONE, "{name}");
        for seed in 0..20 {
            let run = run(&scenario, &koo_toueg(), seed);
            assert_eq!(run.complaints(), Vec::<String>::new(), "{name} {seed}");
            let mut line = vec![Counts::default(); scenario.topology.processes().len()];
            for judgement in &run.judgements {
                let taken = taken(&scenario, &run, judgement.snapshot);
                let (must, next) = must_take(&scenario.topology, &line, &taken, ProcessId(0));
                let took_one: BTreeSet<_> = scenario
                    .topology
                    .processes()
                    .filter(|process| taken[process.index()].is_some())
                    .collect();
                assert_eq!(took_one, must, "{name} {seed} {:?}", judgement.snapshot);
                took += must.len();
                stayed += taken.len() - must.len();
                line = next;
            }
        }
    }
    assert!(took > 500 && stayed > 500, "{took} {stayed}");
}

#[test]
fn who_takes_no_checkpoint_stays_at_its_last_or_at_its_initial_state() {
    let scenario = bank(shape("complete:4", Order::Fifo), only(0), 4, 4);
    let initial: Underlying<Bank> = scenario.alone().initial_state();
    let mut from = BTreeSet::new();
    for seed in 0..30 {
        let run = run(&scenario, &koo_toueg(), seed);
        let mut states: Vec<_> = initial.processes.iter().map(|state| (SnapshotId(0), *state)).collect();
        for judgement in &run.judgements {
            for (record, last) in judgement.recorded.processes.iter().zip(&mut states) {
                let recording = record.first.as_ref().unwrap();
                if record.times > 0 {
                    assert!(record.permanent.is_some() && recording.snapshot == judgement.snapshot);
                    *last = (recording.snapshot, recording.state);
                }
                assert_eq!((recording.snapshot, &recording.state), (last.0, &last.1));
                from.insert(judgement.snapshot.0 - recording.snapshot.0);
            }
        }
    }
    assert!([0, 1, 2].iter().all(|lines| from.contains(lines)), "{from:?}");
}

#[test]
fn what_crosses_a_line_is_sent_before_it_and_recorded_nowhere() {
    let scenario = bank(shape("complete:4", Order::Fifo), only(0), 3, 6);
    let mut crossing = 0;
    for seed in 0..20 {
        let run = run(&scenario, &koo_toueg(), seed);
        let mut line = vec![Counts::default(); 4];
        for judgement in &run.judgements {
            for (counts, taken) in line.iter_mut().zip(taken(&scenario, &run, judgement.snapshot)) {
                *counts = taken.unwrap_or_else(|| counts.clone());
            }
            let sum = |of: fn(&Counts) -> &BTreeMap<ChannelId, u64>| -> u64 {
                line.iter().flat_map(|counts| of(counts).values()).sum()
            };
            let across = sum(|counts| &counts.sent) - sum(|counts| &counts.received);
            assert_eq!(judgement.costs.across, Some(across));
            assert_eq!(judgement.costs.recorded_messages, 0);
            assert!(judgement.occurrence.is_none());
            crossing += across;
        }
    }
    assert!(crossing > 0);
}

#[test]
fn nobody_sends_or_takes_another_between_its_checkpoint_and_the_decision() {
    let scenario = bank(shape("complete:4", Order::Fifo), only(0), 8, 20);
    for seed in 0..20 {
        let mut tentative = [false; 4];
        for event in &run(&scenario, &koo_toueg(), seed).log.events {
            let is_tentative = &mut tentative[event.process.index()];
            match &event.what {
                Happening::Observe(Recorded::Process { .. }) => {
                    assert!(!std::mem::replace(is_tentative, true));
                }
                Happening::Observe(Recorded::Permanent { .. }) => *is_tentative = false,
                Happening::Send { body, .. } => assert!(!*is_tentative || body.control().is_some()),
                _ => {}
            }
        }
    }
}

#[test]
fn lines_of_every_schedule_are_consistent_and_minimal() {
    for scenario in [
        bank(shape("ring:2", Order::Fifo), only(0), 2, 2),
        bank(shape("complete:3", Order::Fifo), only(0), 1, 1),
    ] {
        let all = explored(&scenario, &koo_toueg(), false);
        assert_eq!(all.wrong, NONE);
        assert_eq!(explored(&scenario, &koo_toueg(), true), all);
        let lines = all.recorded.iter().flatten();
        assert!(lines.clone().all(|line| line.whole && line.channels.is_empty()));
        assert!(lines.count() > 1);
    }
}

#[test]
fn lines_are_wrong_where_channels_keep_no_order_and_refused_where_none_leads_back() {
    // Rarely: before the decision nothing is sent, and meanwhile nearly all that was sent before has come.
    let unordered = Scenario {
        computation: Bank::alike(500, 200),
        timing: Timing::new(delays(1, 100), delays(1, 3)).with_start(delays(1, 3)),
        ..bank(shape("ring:2", Order::Unordered), only(0), 60, 0)
    };
    assert_eq!(violated(&unordered, &koo_toueg(), 0..300), Oracles::from(["consistent"]));
    run(&unordered, &koo_toueg(), 0);
    let needs = entry("koo-toueg").unwrap().needs;
    assert!(!needs.has_order(&unordered.topology));
    let refused = |shape_of, initiators| lack(needs, &shape(shape_of, Order::Fifo), &initiators);
    assert!(matches!(refused("ring:3", only(0)), Some(Lack::Back { .. })));
    assert!(matches!(refused("complete:3", Initiators::Any), Some(Lack::One(3))));
    assert_eq!(refused("complete:3", only(2)), None);
}

#[test]
fn a_process_alone_knows_that_it_is_done_when_its_checkpoint_is_permanent() {
    let scenario = bank(shape("complete:4", Order::Fifo), only(0), 3, 6);
    let rules = Rules { closed_by: ClosedBy::Target, law: Some(koo_toueg().law()) };
    for seed in 0..20 {
        let run = run(&scenario, &koo_toueg(), seed);
        for process in scenario.topology.processes() {
            let (mut part, mut lines, mut tentative) =
                (Part::new(&scenario.topology, process, 3, rules), 0, false);
            for step in run.log.events.chunk_by(|_, next| !next.begins_step()) {
                if step[0].process != process {
                    continue;
                }
                for event in step {
                    match &event.what {
                        Happening::Observe(Recorded::Process { .. }) => tentative = true,
                        Happening::Observe(Recorded::Permanent { .. }) => {
                            (lines, tentative) = (lines + 1, false);
                        }
                        _ => {}
                    }
                }
                part.take_in::<Bank>(&scenario.topology, step);
                let starts = process == ProcessId(0);
                assert_eq!(part.follows(), !starts || lines == 0 && !tentative);
                assert_eq!(part.is_done(), !tentative && (!starts || lines == 0 || lines == 3));
            }
            assert!(part.is_done());
        }
    }
}

#[test]
fn what_is_about_channels_is_not_judged_of_a_line() {
    let law = koo_toueg().law();
    assert_eq!(law.aim, Aim::RecoveryLine);
    let names: Vec<_> = not_judged(Some(law)).map(|claim| claim.name).collect();
    assert_eq!(names, ["channels", "one-message", "reachable"]);
    let judged = runs(&bank(shape("ring:2", Order::Fifo), only(0), 1, 2), &koo_toueg(), 0..1);
    let judged = judged[0].judgements[0].checks.iter().map(|check| check.name);
    assert!(judged.eq(LINE_CLAIMS.iter().map(|claim| claim.name)));
}

#[test]
fn each_fault_of_lines_is_found() {
    // Some faults have checkpoints taken for ever.
    let scenario = Scenario { max_events: 1_000, ..bank(shape("complete:3", Order::Fifo), only(0), 3, 8) };
    each_fault_is_found(
        &scenario,
        &koo_toueg(),
        0..100,
        &[
            // Only who starts takes a checkpoint.
            (Fault::Says("request", |_| "request 0".into()), &["consistent"]),
            // Whoever is asked takes one.
            (Fault::TakenFor("request", "request 9999"), &["minimal", "permanent"]),
            (Fault::Drops("request"), &["permanent"]),
            // Nobody's sends are held.
            (Fault::Acts, &["consistent", "permanent"]),
            (Fault::Drops("answer"), &["permanent"]),
            (Fault::Says("answer", |_| "answer no need".into()), &["permanent"]),
            (Fault::Doubles("answer"), &["markers", "permanent"]),
            (Fault::Drops("decision"), &["permanent"]),
            (Fault::Ignores("decision"), &["permanent"]),
            (Fault::Doubles("decision"), &["markers"]),
            (Fault::ForgetsSends, &["minimal", "permanent"]),
            (Fault::ForgetsReceipts, &["consistent", "markers"]),
            (Fault::RecordsTwice, &["permanent"]),
            (Fault::RecordsLate, &["markers", "minimal"]),
            (Fault::Starts, &["consistent", "permanent"]),
        ],
    );
}
