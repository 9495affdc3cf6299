//! `venkatesan`: repeated snapshots that cost what was sent. `spezialetti-kearns`: a region for each of several initiators.

use std::collections::{BTreeMap, BTreeSet};

use sim_core::{ChannelId, Happening, Order, ProcessId, Timing, Topology};
use snapshot::algorithms::{Entry, entry};
use snapshot::{Bank, Carries as _, Forwarding, Initiators, Lack, Program, Recorded, SnapshotId};
use tests::{Run, Scenario, delays};

use crate::algorithms::broken::Fault;
use crate::algorithms::harness::{
    NONE, Tested, Value, bank, each_fault_is_found, explored, five_networks, not_well, only, reachable, run,
    runs, shape, tokens, unit_delays, violated,
};
use crate::algorithms::plain::all_is_recorded;

fn venkatesan() -> Tested {
    Tested::named("venkatesan")
}

fn spezialetti_kearns() -> Tested {
    Tested::named("spezialetti-kearns")
}

fn lack(name: &str, topology: &Topology, initiators: &Initiators) -> Option<Lack> {
    let Entry { needs, .. } = entry(name).expect("it is in the catalog");
    crate::algorithms::harness::lack(*needs, topology, initiators)
}

/// Networks that differ, in which each channel has one back.
fn both_ways() -> Vec<(&'static str, Topology)> {
    let more = ["grid:2x3", "star:5", "line:1"].map(|name| (name, shape(name, Order::Fifo)));
    let all = five_networks(Order::Fifo).into_iter().chain(more);
    all.filter(|(_, network)| lack("spezialetti-kearns", network, &only(0)).is_none()).collect()
}

/// How many control messages of each kind were sent for a snapshot.
fn control<P: Program>(run: &Run<P>, snapshot: SnapshotId) -> BTreeMap<String, usize> {
    let mut kinds = BTreeMap::new();
    for event in &run.log.events {
        if let Happening::Send { body, .. } = &event.what
            && body.control() == Some(snapshot)
        {
            *kinds.entry(body.kind().unwrap().to_string()).or_insert(0) += 1;
        }
    }
    kinds
}

/// The channels on which the computation sent something when the sender had recorded so many snapshots.
fn used<P: Program>(run: &Run<P>) -> BTreeSet<(ChannelId, u32)> {
    let mut stages = BTreeMap::new();
    let mut used = BTreeSet::new();
    for event in &run.log.events {
        let stage = stages.entry(event.process).or_insert(0);
        match &event.what {
            Happening::Observe(Recorded::Process { .. }) => *stage += 1,
            Happening::Send { channel, body, .. } if body.message().is_some() => {
                used.insert((*channel, *stage));
            }
            _ => {}
        }
    }
    used
}

fn whole<P: Program>(scenario: &Scenario<P>, tested: &Tested, seed: u64) -> Run<P> {
    let run = run(scenario, tested, seed);
    assert_eq!(run.complaints(), Vec::<String>::new(), "seed {seed}");
    all_is_recorded(scenario, &run);
    run
}

#[test]
fn what_repeated_snapshots_record_is_what_the_plain_way_finds() {
    for (name, network) in both_ways() {
        let last = u32::try_from(network.processes().len() - 1).unwrap();
        let scenario = bank(network, only(last), 4, 8);
        assert_eq!(not_well(&scenario, &venkatesan(), 0..20), NONE, "{name}");
        whole(&scenario, &venkatesan(), 20);
    }
    let two_tokens = tokens(&bank(shape("ring:2", Order::Fifo), only(1), 5, 0), 2, Forwarding::Atomic);
    (0..20).for_each(|seed| drop(whole(&two_tokens, &venkatesan(), seed)));
}

#[test]
fn a_snapshot_costs_what_was_sent_and_not_what_could_be() {
    let mut lates = 0;
    for (name, network) in both_ways() {
        let others = network.processes().len() - 1;
        let scenario = bank(network, only(0), 10, 8);
        for seed in 0..30 {
            let run = whole(&scenario, &venkatesan(), seed);
            let used = used(&run);
            for judgement in &run.judgements {
                let SnapshotId(number) = judgement.snapshot;
                let before = |id: &ChannelId| used.contains(&(*id, number - 1));
                let after = |id: &ChannelId| used.contains(&(*id, number));
                let u = scenario.topology.channel_ids().filter(before).count();
                let l = scenario.topology.channel_ids().filter(|id| !before(id) && after(id)).count();
                let kinds =
                    [("init", others), ("regular", u), ("late", l), ("ack", u), ("completed", others)];
                let kinds = kinds.into_iter().filter(|(_, count)| *count > 0);
                let kinds: BTreeMap<_, _> = kinds.map(|(kind, count)| (kind.to_string(), count)).collect();
                assert_eq!(control(&run, judgement.snapshot), kinds, "{name} {seed} {number}");
                assert_eq!(judgement.costs.markers, (2 * others + 2 * u + l) as u64);
                lates += l;
            }
        }
    }
    assert!(lates > 100, "{lates}");
}

#[test]
fn the_next_snapshot_waits_for_the_last() {
    let scenario = bank(shape("complete:4", Order::Fifo), only(0), 6, 12);
    let mut waits = Vec::new();
    for ended in runs(&scenario, &venkatesan(), 0..40) {
        let costs: Vec<_> = ended.judgements.iter().map(|judgement| judgement.costs).collect();
        waits.extend(costs.windows(2).map(|two| two[1].started_at >= two[0].completed_at));
    }
    assert!(waits.len() == 40 * 5 && waits.iter().all(|waits| *waits));
}

#[test]
fn repeated_snapshots_of_every_schedule_are_right() {
    let two = bank(shape("ring:2", Order::Fifo), only(0), 2, 2);
    let all = explored(&two, &venkatesan(), false);
    assert_eq!(all.wrong, NONE);
    assert_eq!(explored(&two, &venkatesan(), true), all);
    let reachable = reachable(&two);
    assert!(all.recorded.iter().flatten().all(|state| reachable.contains(state)));
    // Of two processes the other records when the init comes, and then nothing is on its way there.
    let once = |process| bank(shape("ring:2", Order::Fifo), only(process), 1, 2);
    let each = [0, 1].map(|process| explored(&once(process), &venkatesan(), false).recorded);
    let either: BTreeSet<_> = each.into_iter().flatten().flatten().collect();
    let is_one_way = |state: &Value<Bank>| state.channels.iter().flatten().any(Vec::is_empty);
    assert_eq!(either, reachable.into_iter().filter(is_one_way).collect());
}

#[test]
fn repeated_snapshots_are_wrong_where_channels_keep_no_order_and_refused_where_none_leads_back() {
    let unordered = bank(shape("complete:3", Order::Unordered), only(0), 2, 8);
    assert!(violated(&unordered, &venkatesan(), 0..100).contains("channels"));
    assert!(!entry("venkatesan").unwrap().needs.has_order(&unordered.topology));
    let refused = |shape_of, initiators| lack("venkatesan", &shape(shape_of, Order::Fifo), &initiators);
    assert!(matches!(refused("ring:3", only(0)), Some(Lack::Back { .. })));
    assert!(matches!(refused("complete:3", Initiators::Any), Some(Lack::One(3))));
    assert_eq!(refused("complete:3", only(2)), None);
}

#[test]
fn each_fault_of_repeated_snapshots_is_found() {
    let scenario = bank(shape("complete:3", Order::Fifo), only(0), 3, 8);
    each_fault_is_found(
        &scenario,
        &venkatesan(),
        0..100,
        &[
            (Fault::Drops("late"), &["channels", "consistent", "markers", "one-message", "reachable"]),
            (Fault::Delays("late"), &["channels", "consistent", "one-message", "reachable"]),
            (Fault::Drops("regular"), &["complete"]),
            (Fault::Ignores("regular"), &["complete"]),
            (Fault::Delays("regular"), &["channels", "complete", "consistent", "one-message", "reachable"]),
            (Fault::Drops("ack"), &["complete"]),
            (Fault::Drops("completed"), &["complete"]),
            // What completes too early starts the next too early.
            (Fault::Doubles("ack"), &["channels", "complete", "markers"]),
            (Fault::Doubles("completed"), &["channels", "complete", "markers"]),
            (Fault::Starts, &["channels", "complete", "markers", "one-message", "reachable"]),
            (Fault::ForgetsSends, &["channels", "markers"]),
            (Fault::LeavesOut, &["channels", "one-message", "reachable"]),
            (Fault::RecordsLate, &["channels", "complete", "markers", "one-message", "reachable"]),
            (Fault::LeavesOpen, &["complete"]),
        ],
    );
}

#[test]
fn without_the_late_marker_nearly_every_run_is_wrong() {
    let scenario = bank(shape("complete:6", Order::Fifo), only(0), 10, 40);
    let slow = Timing::new(delays(1, 20), delays(10, 40)).with_start(delays(0, 60));
    let scenario = Scenario { timing: slow, ..scenario };
    let late = venkatesan().with(Fault::Drops("late"));
    let is_wrong = |seed: &u64| !violated(&scenario, &late, *seed..seed + 1).is_empty();
    let wrong = (0..100).filter(is_wrong).count();
    assert!(wrong > 90, "{wrong}");
}

/// Whose region each process is in, the plain way: that of the sender of what made it record, or its own.
fn regions(scenario: &Scenario<Bank>, run: &Run<Bank>, snapshot: SnapshotId) -> Vec<Option<ProcessId>> {
    let mut regions = vec![None; scenario.topology.processes().len()];
    for step in run.log.events.chunk_by(|_, next| !next.begins_step()) {
        let records = |what: &_| matches!(what, Happening::Observe(Recorded::Process { snapshot: of, .. }) if *of == snapshot);
        if step.iter().any(|event| records(&event.what)) {
            let process = step[0].process;
            regions[process.index()] = match &step[0].what {
                Happening::Receive { channel, body, .. } if body.control().is_some() => {
                    regions[scenario.topology.channel(*channel).source.index()]
                }
                _ => Some(process),
            };
        }
    }
    regions
}

#[test]
fn what_regions_record_is_what_the_plain_way_finds() {
    for (name, network) in both_ways() {
        let scenario = bank(network, Initiators::Any, 3, 6);
        assert_eq!(not_well(&scenario, &spezialetti_kearns(), 0..20), NONE, "{name}");
        whole(&scenario, &spezialetti_kearns(), 20);
    }
    let two_tokens =
        tokens(&bank(shape("ring:2", Order::Fifo), Initiators::Any, 5, 0), 2, Forwarding::Atomic);
    (0..20).for_each(|seed| drop(whole(&two_tokens, &spezialetti_kearns(), seed)));
}

#[test]
fn the_region_that_a_trace_tells_is_that_which_the_markers_name() {
    let mut several = 0;
    for (_, network) in both_ways() {
        let scenario = bank(network, Initiators::Any, 2, 4);
        for seed in 0..10 {
            let run = run(&scenario, &spezialetti_kearns(), seed);
            for judgement in &run.judgements {
                assert_eq!(judgement.regions, regions(&scenario, &run, judgement.snapshot));
                several += usize::from(judgement.initiators.len() > 1);
            }
            for event in &run.log.events {
                if let Happening::Send {
                    body: snapshot::Wire::Control { snapshot, body: Some(says) }, ..
                } = &event.what
                    && let Some(master) = says.strip_prefix("marker ")
                {
                    let master = master.split(' ').next().unwrap().parse().ok().map(ProcessId);
                    let judgement = &run.judgements[snapshot.0 as usize - 1];
                    assert_eq!(judgement.regions[event.process.index()], master);
                }
            }
        }
    }
    assert!(several > 20, "{several}");
}

#[test]
fn regions_are_collected_by_a_report_from_each_who_did_not_start() {
    for (name, network) in both_ways() {
        let (processes, channels) = (network.processes().len() as u64, network.channels().len() as u64);
        for ended in runs(&unit_delays(&bank(network, Initiators::Any, 1, 6)), &spezialetti_kearns(), 0..20) {
            let masters = ended.judgements[0].initiators.len() as u64;
            let without_regions = channels + processes - masters;
            let told = ended.costs().markers - without_regions;
            assert!(told <= masters * (masters - 1), "{name}");
            // Where everybody is everybody's neighbour, all regions are adjacent, and each master hears of all.
            assert!(!name.starts_with("complete") || told == masters * (masters - 1), "{name}");
        }
    }
}

#[test]
fn regions_of_every_schedule_are_right_and_all_that_can_be_is_recorded() {
    let two = bank(shape("ring:2", Order::Fifo), Initiators::Any, 1, 2);
    let all = explored(&two, &spezialetti_kearns(), false);
    assert_eq!(all.wrong, NONE);
    assert_eq!(all.recorded.iter().flatten().cloned().collect::<BTreeSet<_>>(), reachable(&two));
    assert_eq!(explored(&two, &spezialetti_kearns(), true), all);
}

#[test]
fn regions_are_wrong_where_channels_keep_no_order_and_refused_where_none_leads_back() {
    let unordered = bank(shape("complete:3", Order::Unordered), Initiators::Any, 1, 8);
    assert!(violated(&unordered, &spezialetti_kearns(), 0..100).contains("consistent"));
    let refused = lack("spezialetti-kearns", &shape("ring:3", Order::Fifo), &Initiators::Any);
    assert!(matches!(refused, Some(Lack::Back { .. })));
}

#[test]
fn each_fault_of_regions_is_found() {
    let scenario = bank(shape("complete:4", Order::Fifo), Initiators::Any, 1, 8);
    let contents = &["channels", "one-message", "reachable"];
    each_fault_is_found(
        &scenario,
        &spezialetti_kearns(),
        0..60,
        &[
            (Fault::Drops("marker"), &["complete"]),
            (Fault::Drops("report"), &["complete"]),
            (Fault::Drops("region"), &["complete"]),
            (Fault::Doubles("report"), &["complete", "markers"]),
            (Fault::Doubles("region"), &["markers"]),
            (Fault::Delays("marker"), &["channels", "consistent", "one-message", "reachable"]),
            (Fault::Says("marker", |text| text.replace(" joins", "")), &["complete"]),
            (Fault::Ignores("report"), &["complete"]),
            (Fault::LeavesOut, contents),
            (Fault::RecordsLate, contents),
        ],
    );
}
