//! Hand-worked runs of the clock. Names are those of the course's servers.

use super::*;
use crate::random::Random;
use crate::topology::{Channel, Order};

/// Servers and links; each source's channels are numbered in the order given.
fn topology(names: &[&str], links: &[(&str, &str)]) -> Topology {
    let place = |name: &str| {
        ProcessId(u32::try_from(names.iter().position(|server| *server == name).unwrap()).unwrap())
    };
    let channel =
        |(from, to): &(&str, &str)| Channel { source: place(from), target: place(to), order: Order::Fifo };
    Topology::new(names.iter().map(ToString::to_string).collect(), links.iter().map(channel).collect())
        .unwrap()
}

/// Sends on these links at these times, in this order, and then lets the clock run: what is delivered, and when.
fn deliveries(
    topology: &Topology,
    rules: TickRules,
    delays: &[u64],
    sends: &[(u64, &str)],
) -> Vec<(u64, String)> {
    let mut clock = Ticked::with_rules(topology, Vec::new(), Delays::given(delays.to_vec()), rules);
    let named = |name: &str| topology.channel_ids().find(|c| topology.channel_name(*c) == name).unwrap();
    sends.iter().for_each(|(now, name)| clock.queue(*now, named(name)));
    let next = || match clock.next(|_| None) {
        Ok((time, Action::Deliver { channel, position: 0 })) => Some((time, topology.channel_name(channel))),
        Err(End::Quiescent) => None,
        other => panic!("{other:?}"),
    };
    std::iter::from_fn(next).collect()
}

fn told(expected: &[(u64, &str)]) -> Vec<(u64, String)> {
    expected.iter().map(|(time, name)| (*time, name.to_string())).collect()
}

/// `N1` before `N2` before `N10`, as people would have it.
fn numeric(a: &str, b: &str) -> Ordering {
    let number = |name: &str| name.trim_start_matches(|c: char| !c.is_ascii_digit()).parse::<u64>().ok();
    number(a).cmp(&number(b))
}

#[test]
fn a_message_may_be_received_one_tick_after_it_is_sent_and_as_many_later_as_its_delay() {
    let pair = topology(&["N1", "N2"], &[("N1", "N2"), ("N2", "N1")]);
    let sends = [(0, "N1->N2"), (3, "N2->N1")];
    let delivered = deliveries(&pair, TickRules::default(), &[0, 4], &sends);
    assert_eq!(delivered, told(&[(1, "N1->N2"), (8, "N2->N1")]));
}

#[test]
fn a_tick_goes_through_sources_and_through_their_links_in_byte_order() {
    let links = [("N2", "N1"), ("N1", "N2"), ("N1", "N10"), ("N10", "N1")];
    let three = topology(&["N2", "N1", "N10"], &links);
    let sends = [(0, "N2->N1"), (0, "N1->N2"), (0, "N1->N10"), (0, "N10->N1")];
    let in_bytes = deliveries(&three, TickRules::default(), &[0; 4], &sends);
    assert_eq!(in_bytes, told(&[(1, "N1->N10"), (1, "N10->N1"), (1, "N2->N1"), (2, "N1->N2")]));
    let rules = TickRules { order: numeric, ..TickRules::default() };
    let in_numbers = deliveries(&three, rules, &[0; 4], &sends);
    assert_eq!(in_numbers, told(&[(1, "N1->N2"), (1, "N2->N1"), (1, "N10->N1"), (2, "N1->N10")]));
}

#[test]
fn a_source_has_one_message_delivered_a_tick() {
    let fork = topology(&["N1", "N2", "N3"], &[("N1", "N2"), ("N1", "N3")]);
    let sends = [(0, "N1->N3"), (0, "N1->N2"), (0, "N1->N2")];
    let one = deliveries(&fork, TickRules::default(), &[0; 3], &sends);
    assert_eq!(one, told(&[(1, "N1->N2"), (2, "N1->N2"), (3, "N1->N3")]));
    let rules = TickRules { pause: 0, ..TickRules::default() };
    let any = deliveries(&fork, rules, &[0; 3], &sends);
    assert_eq!(any, told(&[(1, "N1->N2"), (1, "N1->N2"), (1, "N1->N3")]));
}

#[test]
fn a_message_waits_behind_an_older_one_in_its_link_but_not_in_another() {
    let fork = topology(&["N1", "N2", "N3"], &[("N1", "N2"), ("N1", "N3")]);
    let sends = [(0, "N1->N2"), (0, "N1->N2"), (0, "N1->N3"), (0, "N1->N3")];
    let delivered = deliveries(&fork, TickRules::default(), &[2, 0, 1, 0], &sends);
    // N3's first may come from 2 on; at 3 the link to N2 has precedence, and at 4 again.
    let expected = [(2, "N1->N3"), (3, "N1->N2"), (4, "N1->N2"), (5, "N1->N3")];
    assert_eq!(delivered, told(&expected));
}

#[test]
fn what_is_done_at_a_time_is_done_after_the_tick_to_it_and_in_the_order_of_the_timetable() {
    let pair = topology(&["N1", "N2"], &[("N1", "N2"), ("N2", "N1")]);
    let timetable = vec![(0, ProcessId(1)), (2, ProcessId(1)), (2, ProcessId(0))];
    let mut clock = Ticked::with_rules(&pair, timetable, Delays::given(vec![1, 2, 0]), TickRules::default());
    let act = |time, process| Ok((time, Action::Internal { process, command: 0 }));
    let deliver = |time, channel| Ok((time, Action::Deliver { channel, position: 0 }));
    assert_eq!(clock.next(|_| None), act(0, ProcessId(1)));
    clock.queue(0, ChannelId(1));
    clock.queue(0, ChannelId(0));
    assert_eq!(clock.next(|_| None), deliver(2, ChannelId(1)));
    assert_eq!(clock.next(|_| None), act(2, ProcessId(1)));
    clock.queue(2, ChannelId(1));
    assert_eq!(clock.next(|_| None), act(2, ProcessId(0)));
    assert_eq!(clock.next(|_| None), deliver(3, ChannelId(0)));
    assert_eq!(clock.next(|_| None), deliver(3, ChannelId(1)));
    assert_eq!(clock.next(|_| None), Err(End::Quiescent));
    assert_eq!(clock.exhausted(), None);
}

#[test]
fn a_wait_of_a_million_years_is_over_at_once() {
    let pair = topology(&["N1", "N2"], &[("N1", "N2")]);
    let mut clock = Ticked::with_rules(
        &pair,
        vec![(MAX_TICKS - 1, ProcessId(0))],
        Delays::given(vec![0, 0]),
        TickRules::default(),
    );
    assert!(matches!(clock.next(|_| None), Ok((time, _)) if time == MAX_TICKS - 1));
    clock.queue(MAX_TICKS - 1, ChannelId(0));
    clock.queue(MAX_TICKS - 1, ChannelId(0));
    assert!(matches!(clock.next(|_| None), Ok((MAX_TICKS, _))));
    assert_eq!(clock.next(|_| None), Err(End::OutOfTime));
    let mut late = Ticked::with_rules(
        &pair,
        vec![(u64::MAX, ProcessId(0))],
        Delays::given(vec![u64::MAX]),
        TickRules::default(),
    );
    assert_eq!(late.next(|_| None), Err(End::OutOfTime));
    late.queue(5, ChannelId(0));
    assert_eq!(late.next(|_| None), Err(End::OutOfTime));
}

#[test]
fn a_list_of_delays_that_is_too_short_ends_the_run_and_says_so() {
    let pair = topology(&["N1", "N2"], &[("N1", "N2")]);
    let mut clock =
        Ticked::with_rules(&pair, vec![(9, ProcessId(0))], Delays::given(vec![0, 0]), TickRules::default());
    for unused in [1, 0] {
        clock.queue(0, ChannelId(0));
        assert_eq!((clock.exhausted(), clock.unused()), (None, unused));
    }
    clock.queue(0, ChannelId(0));
    assert_eq!((clock.exhausted(), clock.unused()), (Some(2), 0));
    assert_eq!(clock.next(|_| None), Err(End::Quiescent));
}

#[test]
fn drawn_delays_are_drawn_in_the_order_of_sending_and_the_same_for_a_seed() {
    let fork = topology(&["N1", "N2", "N3"], &[("N1", "N3"), ("N1", "N2"), ("N2", "N1")]);
    let run = |delays| {
        let mut clock = Ticked::with_rules(&fork, Vec::new(), delays, TickRules::default());
        (0..30).for_each(|n| clock.queue(u64::from(n), ChannelId(n % 3)));
        (0..30).map(|_| clock.next(|_| None)).collect::<Vec<_>>()
    };
    let mut random = Random::new(7);
    let list: Vec<_> = (0..30).map(|_| Delays::usual().draw(&mut random)).collect();
    assert!(list.contains(&0) && list.contains(&4) && list.iter().all(|delay| *delay < 5));
    assert_eq!(run(Delays::drawn(Delays::usual(), 7)), run(Delays::given(list)));
}

/// The clock as it is described, tick by tick and without any cleverness: what is delivered, and when. `sends` are in order
/// of time.
fn naive(topology: &Topology, sends: &[(u64, ChannelId, u64)], ticks: u64) -> Vec<(u64, ChannelId)> {
    let mut queues = vec![VecDeque::new(); topology.channels().len()];
    let mut servers: Vec<_> = topology.processes().collect();
    servers.sort_by_key(|server| topology.name(*server));
    let mut delivered = Vec::new();
    for now in 0..ticks {
        for server in &servers {
            let mut links: Vec<_> = topology.outgoing(*server).collect();
            links.sort_by_key(|link| topology.name(topology.channel(*link).target));
            for link in links {
                if queues[link.index()].front().is_some_and(|due| *due <= now) {
                    queues[link.index()].pop_front();
                    delivered.push((now, link));
                    break;
                }
            }
        }
        for (_, link, delay) in sends.iter().filter(|(at, ..)| *at == now) {
            queues[link.index()].push_back(now + 1 + delay);
        }
    }
    delivered
}

#[test]
fn the_clock_does_what_a_loop_over_all_ticks_servers_and_links_does() {
    let names = ["N1", "N10", "N2", "N3"];
    let links: Vec<_> = names.iter().flat_map(|a| names.map(|b| (*a, b))).filter(|(a, b)| a != b).collect();
    let topology = topology(&["N3", "N1", "N2", "N10"], &links);
    for seed in 0..200 {
        let mut random = Random::new(seed);
        let mut send = || {
            let channel = ChannelId(u32::try_from(random.below(12)).unwrap());
            (random.below(25), channel, random.below(5))
        };
        let mut sends: Vec<_> = (0..60).map(|_| send()).collect();
        sends.sort_by_key(|(at, ..)| *at);
        let timetable =
            sends.iter().map(|(at, channel, _)| (*at, topology.channel(*channel).source)).collect();
        let list = sends.iter().map(|(.., delay)| *delay).collect();
        let mut clock = Ticked::with_rules(&topology, timetable, Delays::given(list), TickRules::default());
        let (mut delivered, mut sent) = (Vec::new(), sends.iter());
        while let Ok((time, action)) = clock.next(|_| None) {
            match action {
                Action::Deliver { channel, .. } => delivered.push((time, channel)),
                Action::Internal { .. } => clock.queue(time, sent.next().unwrap().1),
            }
        }
        assert_eq!(delivered.len(), 60);
        assert_eq!(delivered, naive(&topology, &sends, 1000), "seed {seed}");
    }
}
