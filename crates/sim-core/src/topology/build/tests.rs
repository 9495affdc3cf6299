use super::super::shape::ShapeError;
use super::*;
use crate::id::ChannelId;

fn built(text: &str) -> Topology {
    text.parse::<Shape>().unwrap().build(Order::Fifo).unwrap()
}

fn channels(text: &str) -> Vec<String> {
    let topology = built(text);
    topology.channel_ids().map(|channel| topology.channel_name(channel)).collect()
}

#[test]
fn small_shapes_are_what_their_names_say() {
    assert_eq!(channels("ring:2"), ["P->Q", "Q->P"]);
    assert_eq!(channels("ring:3"), ["p0->p1", "p1->p2", "p2->p0"]);
    assert_eq!(channels("complete:3"), ["p0->p1", "p0->p2", "p1->p0", "p1->p2", "p2->p0", "p2->p1"]);
    assert_eq!(channels("line:3"), ["p0->p1", "p1->p0", "p1->p2", "p2->p1"]);
    assert_eq!(channels("star:3"), ["p0->p1", "p0->p2", "p1->p0", "p2->p0"]);
}

#[test]
fn a_grid_has_channels_along_its_rows_and_columns_and_not_around_its_edges() {
    let grid = built("grid:3x4");
    assert_eq!(grid.channels().len(), 2 * (3 * 3 + 2 * 4));
    let neighbours = |p| -> Vec<u32> {
        grid.outgoing(ProcessId(p)).map(|channel| grid.channel(channel).target.0).collect()
    };
    assert_eq!(neighbours(0), [1, 4]);
    assert_eq!(neighbours(3), [2, 7]);
    assert_eq!(neighbours(4), [0, 5, 8]);
    assert_eq!(neighbours(6), [2, 5, 7, 10]);
    assert_eq!(neighbours(11), [7, 10]);
    let edges = |text| built(text).channels().to_vec();
    assert_eq!(edges("grid:1x5"), edges("line:5"));
    assert_eq!(edges("grid:5x1"), edges("line:5"));
}

#[test]
fn one_process_without_channels_is_a_shape_but_not_a_ring() {
    for text in ["complete:1", "line:1", "star:1", "grid:1x1", "random:1,0", "random:1,0,7"] {
        let alone = built(text);
        assert_eq!((alone.processes().len(), alone.channels().len()), (1, 0), "{text}");
        assert_eq!(alone.name(ProcessId(0)), "p0");
    }
    let ring = "ring:1".parse::<Shape>().unwrap_err();
    assert_eq!(
        ring.to_string(),
        "ring:1 would have a channel from a process to itself: a ring has at least 2 processes"
    );
}

#[test]
fn every_shape_is_strongly_connected_and_numbered_by_source_and_target() {
    let random = (2..12).flat_map(|n| {
        let most = n * (n - 1);
        [n, n + 1, most / 2, most - 1, most].map(|e| (n, e.clamp(n, most)))
    });
    let random = random.flat_map(|(n, e)| (0..5).map(move |seed| format!("random:{n},{e},{seed}")));
    let named = ["ring:2", "ring:9", "complete:2", "complete:9", "line:9", "star:9", "grid:3x5", "grid:2x1"];
    for text in named.map(String::from).into_iter().chain(random) {
        let topology = built(&text);
        let ends: Vec<_> = topology.channels().iter().map(|c| (c.source, c.target)).collect();
        assert!(ends.is_sorted(), "{text}");
        for process in topology.processes() {
            assert!(topology.reachable_from(&[process]).iter().all(|reached| *reached), "{text}");
        }
    }
}

#[test]
fn a_random_graph_has_as_many_channels_as_it_is_asked_for_whether_few_or_nearly_all() {
    for (n, e) in [(2, 2), (3, 6), (10, 10), (10, 45), (10, 60), (10, 89), (10, 90), (100, 5000)] {
        assert_eq!(built(&format!("random:{n},{e}")).channels().len(), e, "random:{n},{e}");
    }
}

#[test]
fn a_random_graph_follows_from_its_seed_for_ever() {
    assert_eq!(channels("random:4,6"), channels("random:4,6,0"));
    assert_eq!(channels("random:4,6,7"), GOLDEN_SEED_7);
    assert_eq!(channels("random:4,10,7"), GOLDEN_DENSE_SEED_7);
    let different = (0..50).map(|seed| channels(&format!("random:20,60,{seed}")));
    let mut different: Vec<_> = different.collect();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), 50);
}

const GOLDEN_SEED_7: [&str; 6] = ["p0->p2", "p1->p3", "p2->p0", "p2->p1", "p2->p3", "p3->p0"];
const GOLDEN_DENSE_SEED_7: [&str; 10] =
    ["p0->p1", "p0->p2", "p0->p3", "p1->p0", "p1->p2", "p1->p3", "p2->p1", "p3->p0", "p3->p1", "p3->p2"];

#[test]
fn every_channel_that_can_be_is_in_some_random_graph() {
    let mut seen = [false; 12];
    for seed in 0..60 {
        let graph = built(&format!("random:4,5,{seed}"));
        let complete = built("complete:4");
        for channel in graph.channels() {
            seen[complete.between(channel.source, channel.target).unwrap().index()] = true;
        }
    }
    assert_eq!(seen, [true; 12]);
}

#[test]
fn shapes_print_what_parses_to_them() {
    let texts = [
        "ring:2",
        "complete:300",
        "line:1",
        "star:7",
        "grid:3x4",
        "random:5,9",
        "random:5,9,18446744073709551615",
        "ring:10000000",
    ];
    for text in texts {
        assert_eq!(text.parse::<Shape>().unwrap().to_string(), text);
    }
    assert_eq!("random:5,9,0".parse::<Shape>().unwrap().to_string(), "random:5,9");
}

#[test]
fn what_is_no_shape_says_what_is() {
    let texts = [
        "",
        "ring",
        "ring:",
        "ring:x",
        "ring:+5",
        "ring:-5",
        "ring: 5",
        "ring:5,5",
        "torus:5",
        "Ring:5",
        "grid:3",
        "grid:3,4",
        "grid:3x4x5",
        "random:5",
        "random:5,9,1,2",
        "random:5,9,18446744073709551616",
    ];
    for text in texts {
        assert_eq!(text.parse::<Shape>(), Err(ShapeError::Syntax), "{text}");
    }
}

#[test]
fn what_cannot_be_built_says_what_can() {
    let error = |text: &str| text.parse::<Shape>().unwrap_err().to_string();
    assert_eq!(error("random:5,3"), "random:5,3 cannot be strongly connected: it needs at least 5 channels");
    assert_eq!(error("random:5,21"), "random:5,21 has more channels than there can be: at most 20");
    assert_eq!(error("random:1,1"), "random:1,1 has more channels than there can be: at most 0");
    assert_eq!(error("star:0"), "star:0 has no processes: there is at least one");
    assert_eq!(error("grid:0x5"), "grid:0x5 has no processes: there is at least one");
    assert_eq!(
        error("complete:100000"),
        "complete:100000 is too large: it would have 9999900000 channels, and at most 100000000 are possible"
    );
    assert_eq!(error("ring:10000001"), "ring:10000001 is too large: at most 10000000 processes");
    assert_eq!(
        error("grid:18446744073709551615x18446744073709551615"),
        "grid:18446744073709551615x18446744073709551615 is too large: at most 10000000 processes"
    );
    let unparsed = Shape::Random { processes: 5, channels: 3, seed: 0 }.build(Order::Fifo);
    assert_eq!(
        unparsed,
        Err(TopologyError::Shape(ShapeError::FewChannels(
            Shape::Random { processes: 5, channels: 3, seed: 0 },
            5
        )))
    );
}

#[test]
fn every_channel_has_the_discipline_that_was_asked_for() {
    let star = Shape::Star(4).build(Order::Unordered).unwrap();
    assert!(star.channel_ids().all(|channel: ChannelId| star.channel(channel).order == Order::Unordered));
}

#[test]
fn the_names_of_its_processes_are_known_before_it_is_built() {
    for text in ["ring:2", "ring:3", "complete:12", "grid:2x3", "random:5,8", "star:1"] {
        let (shape, topology) = (text.parse::<Shape>().unwrap(), built(text));
        for (place, process) in (0..).zip(topology.processes()) {
            assert_eq!(shape.process_name(place), topology.name(process));
        }
        for name in
            ["P", "Q", "p", "p0", "p1", "p01", "p+1", "p4", "p11", "p12", "p99999999999999999999", "", "é"]
        {
            assert_eq!(shape.has_process(name), topology.process(name).is_some(), "{text} {name}");
        }
    }
}
