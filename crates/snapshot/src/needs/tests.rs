//! What is lacking is found, and said.

use super::*;
use crate::initiation::Initiator;
use sim_core::Channel;

fn network(names: &[&str], channels: &[(u32, u32)]) -> Topology {
    let channel = |&(source, target)| Channel {
        source: ProcessId(source),
        target: ProcessId(target),
        order: Order::Fifo,
    };
    let names = names.iter().map(ToString::to_string).collect();
    Topology::new(names, channels.iter().map(channel).collect()).unwrap()
}

/// One snapshot, which these start.
fn one_of(initiators: &Initiators) -> Initiation {
    Initiation { snapshots: 1, initiators: initiators.clone(), trigger: None }
}

#[test]
fn needs_are_said_in_words() {
    let (nothing, fifo) = (Needs::nothing(), Needs::fifo());
    assert_eq!((nothing.to_string(), fifo.to_string()), ("nothing".into(), "fifo channels".into()));
    let both = Needs { hub: true, initiators: Starters::One, ..fifo };
    assert_eq!(
        both.to_string(),
        "fifo channels, an initiator with channels to and from everybody, one initiator"
    );
}

#[test]
fn fifo_channels_keep_causal_order_around_a_process_in_the_middle_of_all() {
    let causal = Needs { order: Order::Causal, ..Needs::nothing() };
    assert_eq!(causal.to_string(), "causal order");
    let star = network(&["a", "b", "c"], &[(0, 1), (1, 0), (0, 2), (2, 0)]);
    assert!(causal.has_order(&star) && causal.has_order(&network(&["a", "b"], &[(0, 1), (1, 0)])));
    assert!(!causal.has_order(&star.clone().with_order(Order::Unordered)));
    let ring = network(&["a", "b", "c"], &[(0, 1), (1, 2), (2, 0)]);
    assert!(!causal.has_order(&ring) && causal.has_order(&ring.with_order(Order::Causal)));
}

#[test]
fn what_is_needed_and_is_not_there_is_named_with_a_tip() {
    let line = network(&["a", "b", "c"], &[(0, 1), (1, 2)]);
    let ring = network(&["a", "b", "c"], &[(0, 1), (1, 2), (2, 0)]);
    let marked = ring.clone().with_back_edges([ChannelId(1)]);
    let both = network(&["a", "b"], &[(0, 1), (1, 0)]);
    let only = |process| Initiators::These(vec![ProcessId(process)]);
    let lack = |needs: Needs, topology, initiators: &Initiators| {
        let lack = needs.lack(topology, &one_of(initiators));
        lack.map(|lack| (lack.to_string(), !lack.tip().is_empty()))
    };
    let said = |text: &str| Some((text.to_string(), true));
    let nothing = Needs::nothing();
    let back = Needs { back_channels: true, ..nothing };
    assert_eq!(lack(back, &line, &only(0)), said("there is no channel back from b to a"));
    assert_eq!(lack(back, &both, &only(0)), None);
    let hub = Needs { hub: true, ..nothing };
    assert_eq!(
        lack(hub, &ring, &only(1)),
        said("b starts snapshots, but has no channels to and from everybody")
    );
    assert_eq!(lack(hub, &both, &only(1)), None);
    let back_edges = Needs { cycles: Cycles::BackEdges, ..nothing };
    assert_eq!(lack(back_edges, &ring, &only(0)), said("a->b->c->a is a cycle without a back-edge"));
    assert_eq!(lack(back_edges, &line, &only(0)), None);
    assert_eq!(lack(back_edges, &marked, &only(0)), None);
    let with_loops = network(&["a", "b", "c"], &[(0, 0), (0, 1), (1, 0), (2, 0)]);
    assert!(matches!(hub.lack(&with_loops, &one_of(&only(0))), Some(Lack::Hub(_))), "no way to c");
    let with_loops = network(&["a", "b"], &[(0, 0), (0, 1), (1, 0)]);
    assert_eq!(lack(hub, &with_loops, &only(0)), said("a starts snapshots, but has a channel to itself"));
    assert_eq!(lack(hub, &with_loops, &only(1)), None);
    let one = Needs { initiators: Starters::One, ..nothing };
    assert_eq!(lack(one, &ring, &Initiators::Any), said("3 processes start snapshots, and not one"));
    let all = Needs { initiators: Starters::All, ..nothing };
    assert_eq!(lack(all, &ring, &only(1)), said("a does not start snapshots"));
    assert_eq!(lack(all, &ring, &Initiators::Any), None);
    let sources = Needs { initiators: Starters::Sources, ..nothing };
    assert_eq!(
        lack(sources, &line, &only(1)),
        said("a has no incoming channels, but does not start snapshots")
    );
    assert_eq!(lack(sources, &line, &Initiators::Any), said("b starts snapshots, but has incoming channels"));
    assert_eq!(lack(sources, &line, &only(0)), None);
    assert_eq!(lack(sources, &marked, &only(2)), None);
    assert_eq!(lack(nothing, &ring, &Initiators::Any), None);
}

#[test]
fn who_has_to_start_has_to_start_each_snapshot() {
    let join = network(&["a", "b", "c"], &[(0, 2), (1, 2)]);
    let lack = |initiators, starts: &[(u32, Option<u32>)], snapshots| {
        let initiator = |(process, snapshot): &(u32, Option<u32>)| Initiator {
            process: ProcessId(*process),
            snapshot: snapshot.map(SnapshotId),
            trigger: None,
        };
        let starters = Initiators::Each(starts.iter().map(initiator).collect());
        let initiation = Initiation { snapshots, initiators: starters, trigger: None };
        let needs = Needs { initiators, ..Needs::nothing() };
        needs.lack(&join, &initiation).map(|lack| lack.to_string())
    };
    let said = |text: &str| Some(text.to_string());
    let apart = [(0, Some(1)), (1, Some(2))];
    let source = "has no incoming channels, but does not start snapshot";
    assert_eq!(lack(Starters::Sources, &apart, 2), Some(format!("a {source} 2")));
    assert_eq!(lack(Starters::Sources, &[(0, None), (1, Some(2))], 3), Some(format!("b {source} 1")));
    assert_eq!(lack(Starters::Sources, &[(0, None)], 3), Some(format!("b {source}s")));
    let each = [(0, None), (1, Some(1)), (1, Some(2))];
    assert_eq!(lack(Starters::Sources, &each, 2), None);
    assert_eq!(lack(Starters::Sources, &each, 3), Some(format!("b {source} 3")));
    let all = [(0, None), (1, None), (2, Some(2))];
    assert_eq!(lack(Starters::Sources, &all, 2), said("c starts snapshots, but has incoming channels"));
    assert_eq!(lack(Starters::All, &all, 2), said("c does not start snapshot 1"));
    assert_eq!(lack(Starters::One, &apart, 2), said("2 processes start snapshots, and not one"));
    assert_eq!(lack(Starters::One, &[(0, Some(1)), (0, Some(2))], 2), None);
}

#[test]
fn back_edges_are_looked_for_from_the_sources_and_where_these_do_not_lead_from_who_starts() {
    // a leads to the cycle of b and c; nothing leads to that of d and e.
    let channels = [(0, 1), (1, 2), (2, 1), (3, 4), (4, 3)];
    let topology = network(&["a", "b", "c", "d", "e"], &channels);
    let needs = Needs { cycles: Cycles::BackEdges, initiators: Starters::Sources, ..Needs::fifo() };
    let marked = |initiators: &Initiators| {
        let marked = topology.clone().with_back_edges(needs.back_edges(&topology, initiators));
        let names = marked.back_edges().iter().map(|channel| marked.channel_name(*channel));
        (names.collect::<Vec<_>>(), needs.lack(&marked, &one_of(initiators)).map(|lack| lack.to_string()))
    };
    let these = |processes: &[u32]| Initiators::These(processes.iter().copied().map(ProcessId).collect());
    assert_eq!(marked(&these(&[0, 4])), (vec!["c->b".to_string(), "d->e".to_string()], None));
    let (found, lack) = marked(&these(&[0, 1]));
    assert_eq!((found, lack), (vec!["c->b".into()], Some("d->e->d is a cycle without a back-edge".into())));
    assert_eq!(Needs::fifo().back_edges(&topology, &these(&[0])), []);
}
