//! Those that put a colour on every message: `mattern`, `mattern-deficiency`, `lai-yang`.

#[path = "colours/faults.rs"]
mod faults;

use std::collections::BTreeSet;

use proptest::prelude::*;
use sim_core::{Happening, Order, Shows as _, Timing, Topology};
use snapshot::oracle::Verdict;
use snapshot::{
    Account, Bank, Carries as _, Forwarding, Initiators, Layer as _, Program, Recorded, SnapshotId, Stopped,
    algorithms,
};
use tests::{P, Run, Scenario, delays, strategy};

use crate::algorithms::harness::{
    NONE, Tested, bank, explored, five_networks, lack, not_well, only, reachable, run, runs, shape, systems,
    tokens, unit_delays,
};
use crate::algorithms::plain::all_is_recorded;

const ORDERS: [Order; 4] = [Order::Fifo, Order::Unordered, Order::Overtaking, Order::Causal];
/// Those that need no hub.
const ANYWHERE: [&str; 2] = ["mattern", "lai-yang"];

/// Networks with a process that has channels to and from everybody: the first.
fn hubs(order: Order) -> [(&'static str, Topology); 5] {
    ["complete:2", "complete:4", "complete:6", "star:3", "star:6"].map(|name| (name, shape(name, order)))
}

/// Who records when, worked out from the messages alone: who receives what a red process sent is red from then on, and records before
/// it takes a message of the computation. Nobody else records, but of its own accord.
fn the_red_spread<C: Program>(scenario: &Scenario<C>, run: &Run<C>, snapshot: SnapshotId) {
    let (mut red, mut sent_red) = (vec![false; scenario.topology.processes().len()], BTreeSet::new());
    for step in run.log.events.chunk_by(|_, next| !next.begins_step()) {
        let (first, is_red) = (&step[0], &mut red[step[0].process.index()]);
        let received = match &first.what {
            Happening::Receive { message, body, .. } => {
                Some((sent_red.contains(message), body.message().is_some()))
            }
            _ => None,
        };
        let recordings: Vec<_> = step
            .iter()
            .filter_map(|event| match &event.what {
                Happening::Observe(Recorded::Process { snapshot: of, before, .. }) if *of == snapshot => {
                    Some(*before)
                }
                _ => None,
            })
            .collect();
        match received {
            Some((true, is_message)) if !*is_red => assert_eq!(recordings, [is_message]),
            Some(_) => assert_eq!(recordings, [] as [bool; 0]),
            None => assert!(recordings.is_empty() || !*is_red && recordings == [false]),
        }
        *is_red |= recordings == [true];
        for event in step {
            match &event.what {
                Happening::Send { message, body, .. } if *is_red || body.control() >= Some(snapshot) => {
                    sent_red.insert(*message);
                }
                _ => {}
            }
        }
        *is_red |= !recordings.is_empty();
    }
    assert!(red.iter().all(|red| *red));
}

/// All is well in the runs of these seeds, and what is recorded is what is worked out plainly.
fn is_right<C: Program>(scenario: &Scenario<C>, tested: &Tested, name: &str) {
    assert_eq!(not_well(scenario, tested, 0..20), NONE, "{name}");
    let run = run(scenario, tested, 3);
    assert_eq!(run.complaints(), Vec::<String>::new(), "{name}");
    all_is_recorded(scenario, &run);
    (1..=scenario.initiation.snapshots).for_each(|of| the_red_spread(scenario, &run, SnapshotId(of)));
}

#[test]
fn a_colour_is_right_on_channels_of_any_order_with_any_initiators_and_overlapping_snapshots() {
    for (order, name) in ORDERS.into_iter().flat_map(|order| ANYWHERE.map(|name| (order, name))) {
        for (network, topology) in five_networks(order) {
            let scenario = bank(topology, Initiators::Any, 3, 6);
            is_right(&scenario, &Tested::named(name), &format!("{name} {network}"));
        }
        let scenario = bank(shape("complete:3", order), only(1), 3, 6);
        for forwarding in [Forwarding::Held, Forwarding::Atomic] {
            is_right(&tokens(&scenario, 3, forwarding), &Tested::named(name), name);
        }
    }
}

#[test]
fn a_hub_knows_from_deficiencies_when_all_white_messages_have_come() {
    let tested = Tested::named("mattern-deficiency");
    for (network, topology) in ORDERS.into_iter().flat_map(hubs) {
        let scenario = bank(topology, only(0), 3, 6);
        is_right(&scenario, &tested, network);
        is_right(&tokens(&scenario, 3, Forwarding::Atomic), &tested, network);
    }
}

/// Any network with a way round, any initiators, several snapshots.
fn networks() -> impl Strategy<Value = Scenario<Bank>> {
    let order = prop::sample::select(ORDERS.to_vec());
    let topology = order.prop_flat_map(strategy::topology);
    (topology, 1..=4_u32, 0..=6_u32, 1..30_u64).prop_flat_map(|(topology, snapshots, transfers, slowest)| {
        let processes: Vec<_> = topology.processes().collect();
        let these = prop::sample::subsequence(processes.clone(), 1..=processes.len());
        these.prop_map(move |these| {
            let scenario = bank(topology.clone(), Initiators::these(&these), snapshots, transfers);
            let timing = Timing::new(delays(1, slowest), delays(1, 9)).with_start(delays(0, 40));
            Scenario { timing, ..scenario }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_colour_is_right_whatever_the_network((scenario, seed) in (networks(), any::<u64>())) {
        for name in ANYWHERE {
            let run = run(&scenario, &Tested::named(name), seed);
            prop_assert_eq!(run.complaints(), Vec::<String>::new());
            all_is_recorded(&scenario, &run);
            (1..=scenario.initiation.snapshots).for_each(|of| the_red_spread(&scenario, &run, SnapshotId(of)));
        }
    }
}

#[test]
fn nothing_is_needed_for_colours_but_a_hub_where_one_process_counts() {
    for name in ANYWHERE {
        let needs = algorithms::entry(name).unwrap().needs;
        for (_, topology) in ORDERS.into_iter().flat_map(five_networks) {
            assert!(needs.has_order(&topology) && lack(needs, &topology, &Initiators::Any).is_none());
        }
    }
    let needs = algorithms::entry("mattern-deficiency").unwrap().needs;
    for (_, topology) in ORDERS.into_iter().flat_map(hubs) {
        assert!(needs.has_order(&topology) && lack(needs, &topology, &only(0)).is_none());
    }
    assert!(lack(needs, &shape("ring:3", Order::Fifo), &only(0)).is_some());
    assert!(lack(needs, &shape("complete:3", Order::Fifo), &Initiators::Any).is_some());
}

/// The states of all processes at the end of the run of seed 0, as text; and how many messages they keep, and have sent.
fn at_the_end(scenario: &Scenario<Bank>, name: &str) -> (String, u64, u64) {
    let (alone, layered) = systems(scenario, &Tested::named(name));
    let mut experiment = scenario.setup(&alone, &layered).timed(&scenario.timing, 0);
    assert_eq!(experiment.run(&mut ()).unwrap(), Stopped::SnapshotComplete);
    let processes = experiment.state().processes;
    let stored = processes.iter().map(|state| layered.protocol.stored(state)).sum();
    let left = processes.iter().map(|state| {
        let Account { left, .. } = state.shown();
        u64::from(*left)
    });
    let sent = u64::from(scenario.computation.transfers) * left.len() as u64 - left.sum::<u64>();
    (format!("{processes:?}"), stored, sent)
}

#[test]
fn what_is_over_is_forgotten_but_a_history_grows_with_the_messages() {
    let scenario = |snapshots| bank(shape("complete:4", Order::Unordered), only(0), snapshots, 40);
    for name in ["mattern", "mattern-deficiency", "lai-yang"] {
        for snapshots in [1, 20] {
            let (states, stored, sent) = at_the_end(&scenario(snapshots), name);
            assert!(!states.contains("snapshot: "), "{name}: {states}");
            assert_eq!(stored, if name == "lai-yang" { sent } else { 0 }, "{name}");
        }
    }
}

#[test]
fn all_that_can_be_is_recorded_when_everybody_may_start() {
    for (order, name) in
        [Order::Fifo, Order::Unordered].into_iter().flat_map(|order| ANYWHERE.map(|name| (order, name)))
    {
        let two = bank(shape("ring:2", order), Initiators::Any, 1, 2);
        let all = explored(&two, &Tested::named(name), false);
        assert_eq!(all.wrong, NONE, "{name}");
        assert_eq!(
            all.recorded.iter().flatten().cloned().collect::<BTreeSet<_>>(),
            reachable(&two),
            "{name}"
        );
        assert_eq!(explored(&two, &Tested::named(name), true), all, "{name}");
    }
}

#[test]
fn a_hub_records_in_every_schedule_what_can_be() {
    let tested = Tested::named("mattern-deficiency");
    for order in [Order::Fifo, Order::Unordered] {
        let two = bank(shape("ring:2", order), only(0), 1, 2);
        let all = explored(&two, &tested, false);
        assert_eq!(all.wrong, NONE);
        assert!(all.recorded.len() > 3);
        assert!(all.recorded.iter().flatten().all(|recorded| reachable(&two).contains(recorded)));
        assert_eq!(explored(&two, &tested, true), all);
    }
}

#[test]
fn a_count_or_a_history_goes_once_over_each_channel_and_nobody_waits() {
    for ((network, topology), eccentricity) in
        five_networks(Order::Unordered).into_iter().zip([1, 1, 5, 3, 4])
    {
        let channels = topology.channels().len() as u64;
        let scenario = unit_delays(&bank(topology, only(0), 1, 6));
        for ended in ANYWHERE.iter().flat_map(|name| runs(&scenario, &Tested::named(name), 0..20)) {
            assert_eq!((ended.costs().markers, ended.blocked), (channels, 0), "{network}");
            assert!(ended.until_recorded().unwrap() <= eccentricity, "{network}");
            assert_eq!(ended.costs().duration(), Some(eccentricity + 1), "{network}");
        }
    }
}

#[test]
fn a_hub_asks_everybody_hears_from_everybody_and_of_each_message_that_was_on_its_way_to_somebody_else() {
    let mut forwarded = 0;
    for (network, topology) in hubs(Order::Unordered) {
        let others = topology.processes().len() as u64 - 1;
        let scenario = unit_delays(&bank(topology, only(0), 1, 12));
        for ended in runs(&scenario, &Tested::named("mattern-deficiency"), 0..20) {
            let channels = scenario.topology.channels().iter().zip(&ended.judgements[0].recorded.channels);
            let elsewhere = channels.filter(|(channel, _)| channel.target != P);
            let elsewhere: u64 = elsewhere.map(|(_, recorded)| recorded.messages.len() as u64).sum();
            forwarded += elsewhere;
            assert_eq!(ended.costs().markers, 2 * others + elsewhere, "{network}");
            assert!(ended.until_recorded().unwrap() <= 1, "{network}");
            assert!((2..=3).contains(&ended.costs().duration().unwrap()), "{network}");
        }
    }
    assert!(forwarded > 50);
}

#[test]
fn of_a_snapshot_that_waits_for_messages_it_is_not_said_that_it_will_never_be_complete() {
    let timing = Timing::new(delays(1, 60), delays(1, 9)).with_start(delays(20, 40));
    let scenario = Scenario { timing, ..bank(shape("complete:3", Order::Unordered), only(0), 1, 9) };
    let mut waited = 0;
    for (seed, max_events) in (0..10).flat_map(|seed| (80..170).map(move |events| (seed, events))) {
        let given_up = Scenario { max_events, ..scenario.clone() };
        let ended = runs(&given_up, &Tested::named("mattern"), seed..seed + 1);
        match &ended[0].judgements[0].checks[0].verdict {
            Verdict::Violated(violation) => panic!("{seed} {max_events}: {violation:?}"),
            Verdict::Unknown(why) => waited += usize::from(why.contains("messages from before the cut")),
            Verdict::Holds => {}
        }
    }
    assert!(waited > 0);
}

fn one(order: Order) -> Scenario<Bank> {
    bank(shape("complete:3", order), only(0), 1, 6)
}
