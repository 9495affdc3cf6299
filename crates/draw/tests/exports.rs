//! The formats of other programs, read back strictly by what those programs accept.

mod left_out;

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;
use sim_draw::Axis;
use sim_draw::export::{Format, Options};
use trace::model::What;

use crate::common::{FIXTURES, fixture, long, written};

const WINDOWS: [&str; 3] = ["snapshot", "all", "30..60"];

/// How ShiViz reads the lines of a log.
const SHIVIZ: &str = r"(?<host>\S+) (?<clock>\{[^}]*\}) (?<t>\d+) (?<kind>\S+) (?<event>.*)";
/// The columns of a table: only added to, at the end.
const COLUMNS: [&str; 14] = [
    "seq", "t", "proc", "kind", "msg", "body", "peer", "state", "recorded", "clock", "holds", "snapshot",
    "command", "lamport",
];

fn export(name: &str, format: Format, window: &str) -> String {
    written(&fixture(name), format, window, Axis::Time)
}

#[test]
fn shiviz_gets_clocks_that_begin_at_one_and_have_no_gaps() {
    for name in FIXTURES {
        for window in WINDOWS {
            let log = export(name, Format::Shiviz, window);
            let mut lines = log.lines();
            assert_eq!(lines.next().unwrap(), SHIVIZ);
            assert_eq!(lines.next().unwrap(), "", "no delimiter: one execution");
            let mut last: BTreeMap<String, u64> = BTreeMap::new();
            for line in lines {
                let (host, clock) = shiviz_line(line);
                for (process, count) in &clock {
                    let known = last.get(process).copied().unwrap_or(0);
                    let least = if *process == host { known + 1..=known + 1 } else { 1..=known };
                    assert!(least.contains(count), "{name} {window}: {line}");
                }
                last.insert(host.clone(), clock[&host]);
            }
        }
    }
}

/// A line as ShiViz's regular expression takes it apart: the host and its clock.
fn shiviz_line(line: &str) -> (String, BTreeMap<String, u64>) {
    let (host, rest) = line.split_once(' ').unwrap();
    let end = rest.find('}').unwrap() + 1;
    let clock = serde_json::from_str(&rest[..end]).unwrap();
    let mut fields = rest[end..].strip_prefix(' ').unwrap().splitn(3, ' ');
    fields.next().unwrap().parse::<u64>().unwrap();
    assert!(!fields.next().unwrap().is_empty());
    assert!(fields.next().is_some());
    (host.to_string(), clock)
}

/// Vector time as the textbooks have it: one tick for an event of the computation, and messages of the computation alone carry it.
fn vector_times(run: &trace::Saved) -> Vec<BTreeMap<String, u64>> {
    let mut now: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    let mut sent = BTreeMap::new();
    let time = |event: &trace::model::Event| {
        let clock = now.entry(event.proc.clone()).or_default();
        match &event.what {
            What::Internal { command, .. } if !command.starts_with("start snapshot") => {
                *clock.entry(event.proc.clone()).or_insert(0) += 1;
            }
            What::Recv { msg, snapshot: None, .. } => {
                let told: BTreeMap<String, u64> = sent.remove(msg).unwrap();
                for (process, count) in told {
                    let known = clock.entry(process).or_insert(0);
                    *known = count.max(*known);
                }
                *clock.entry(event.proc.clone()).or_insert(0) += 1;
            }
            What::Send { msg, snapshot: None, .. } => drop(sent.insert(*msg, clock.clone())),
            _ => {}
        }
        clock.clone()
    };
    run.events.iter().map(time).collect()
}

#[test]
fn a_table_has_the_vector_and_lamport_time_of_the_computation() {
    for name in FIXTURES {
        let (run, table) = (fixture(name), export(name, Format::Csv, "all"));
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let rows = reader.deserialize().map(Result::<BTreeMap<String, String>, _>::unwrap);
        let mut lamport = BTreeMap::new();
        for ((row, time), event) in rows.zip(vector_times(&run)).zip(&run.events) {
            event.lamport.into_iter().for_each(|time| drop(lamport.insert(&event.proc, time.to_string())));
            let last = lamport.get(&event.proc).map(String::as_str).unwrap_or_default();
            assert_eq!(row["lamport"], last, "{name}, event {}", row["seq"]);
            let place = |name: &&String| run.header.config.processes.iter().position(|of| of == *name);
            let mut names: Vec<&String> = time.keys().collect();
            names.sort_by_key(place);
            let text: Vec<String> = names.iter().map(|name| format!("{name}:{}", time[*name])).collect();
            assert_eq!(row["clock"], text.join(" "), "{name}, event {}", row["seq"]);
        }
    }
}

#[test]
fn mermaid_gets_only_lines_that_it_knows() {
    for name in FIXTURES {
        for window in WINDOWS {
            let text = export(name, Format::Mermaid, window);
            let mut lines = text.lines();
            assert_eq!(lines.next(), Some("sequenceDiagram"));
            let known =
                |id: &str, count: usize| id.strip_prefix('p').unwrap().parse::<usize>().unwrap() < count;
            let mut participants = 0;
            for line in lines {
                let line = line.strip_prefix("    ").unwrap();
                if let Some(comment) = line.strip_prefix("%% ") {
                    assert!(!comment.contains(['{', '}']), "that would be a directive: {line}");
                } else if let Some(participant) = line.strip_prefix("participant ") {
                    let (id, label) = participant.split_once(" as ").unwrap();
                    assert_eq!(id, format!("p{participants}"));
                    mermaid_text(label);
                    participants += 1;
                } else if let Some(note) = line.strip_prefix("Note over ") {
                    let (id, text) = note.split_once(": ").unwrap();
                    assert!(known(id, participants));
                    mermaid_text(text);
                } else {
                    let (ends, text) = line.split_once(": ").unwrap();
                    let (from, to) = ends.split_once("->>").or_else(|| ends.split_once("--)")).unwrap();
                    assert!(known(from, participants) && known(to, participants), "{line}");
                    mermaid_text(text);
                }
            }
        }
    }
}

/// A text without anything that means something to Mermaid, but for references such as `#35;`.
fn mermaid_text(text: &str) {
    assert!(!text.is_empty());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('#') {
        let (number, after) = after.split_once(';').unwrap();
        number.parse::<u32>().unwrap();
        assert!(!before.contains([';', '<', '>', '%', ':']), "{text}");
        rest = after;
    }
    assert!(!rest.contains([';', '<', '>', '%', ':']), "{text}");
}

#[test]
fn mermaid_gets_no_more_than_it_draws_and_is_told_what_is_missing() {
    let mut run = long(2000, 3);
    for event in &mut run.events {
        event.what = match &event.what {
            What::Recv { msg, from, state, .. } => What::Recv {
                msg: *msg,
                body: "long ".repeat(60),
                from: from.clone(),
                state: state.clone(),
                recorded: false,
                waited: 0,
                snapshot: None,
                control: None,
                tag: None,
            },
            What::Send { msg, to, .. } => What::Send {
                msg: *msg,
                body: "long ".repeat(60),
                to: to.clone(),
                carries: Default::default(),
                snapshot: None,
                control: None,
                tag: None,
            },
            other => other.clone(),
        };
    }
    let text = written(&run, Format::Mermaid, "all", Axis::Time);
    assert!(text.chars().count() <= 50_000, "Mermaid draws no more (`maxTextSize`)");
    assert!(text.contains("left out, to stay below"));
    assert!(text.contains("left out at the limit: 1600 of the window"));
}

#[test]
fn dot_is_a_graph_whose_arrows_join_nodes_that_are_there() {
    for name in FIXTURES {
        for window in WINDOWS {
            let text = export(name, Format::Dot, window);
            let bare = without_strings(&text);
            assert_eq!(bare.matches('{').count(), bare.matches('}').count());
            assert_eq!(bare.matches('[').count(), bare.matches(']').count());
            assert!(bare.starts_with("digraph run {") && bare.trim_end().ends_with('}'));
            let node = |line: &str| {
                line.split_whitespace()
                    .next()
                    .filter(|id| id.starts_with('e') && *id != "edge")
                    .map(str::to_string)
            };
            let (arrows, others): (Vec<&str>, Vec<&str>) = bare.lines().partition(|line| line.contains("->"));
            let nodes: Vec<String> = others.iter().filter_map(|line| node(line)).collect();
            assert!(!nodes.is_empty());
            for arrow in arrows {
                let (from, to) = arrow.trim().split_once(" -> ").unwrap();
                let to = to.split(' ').next().unwrap();
                assert!(
                    nodes.iter().any(|node| node == from) && nodes.iter().any(|node| node == to),
                    "{arrow}"
                );
            }
        }
    }
}

/// The text with every quoted string made empty, as Graphviz's scanner ends them.
fn without_strings(text: &str) -> String {
    let (mut bare, mut inside, mut escaped) = (String::new(), false, false);
    for letter in text.chars() {
        if inside {
            inside = escaped || letter != '"';
            escaped = letter == '\\' && !escaped;
        } else {
            inside = letter == '"';
            if !inside {
                bare.push(letter);
            }
        }
    }
    assert!(!inside, "a string does not end");
    bare
}

#[test]
fn csv_has_a_row_an_event_and_every_field_comes_back() {
    for name in FIXTURES {
        let run = fixture(name);
        let table = export(name, Format::Csv, "all");
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        assert_eq!(reader.headers().unwrap(), COLUMNS.as_slice());
        let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
        assert_eq!(rows.len(), run.events.len());
        for (row, event) in rows.iter().zip(&run.events) {
            assert_eq!(
                (&row["seq"], &row["t"], &row["proc"]),
                (&event.seq.to_string(), &event.t.to_string(), &event.proc)
            );
            match &event.what {
                What::Recv { msg, from, recorded, .. } => {
                    assert_eq!(
                        (row["kind"].as_str(), &row["msg"], &row["peer"]),
                        ("recv", &msg.to_string(), from)
                    );
                    assert_eq!(row["recorded"] == "true", *recorded);
                }
                What::Internal { command, .. } => assert_eq!(row["command"], *command),
                What::Close { channel, .. } => assert_eq!(row["peer"], *channel),
                _ => {}
            }
        }
    }
    assert!(export("exercise", Format::Csv, "0..1").ends_with("\r\n"), "RFC 4180 ends lines so");
}

#[test]
fn perfetto_gets_slices_that_do_not_overlap_and_flows_with_two_ends() {
    for name in FIXTURES {
        for window in WINDOWS {
            let trace: Value = serde_json::from_str(&export(name, Format::Perfetto, window)).unwrap();
            let events = trace["traceEvents"].as_array().unwrap();
            let of =
                |phase: &str| events.iter().filter(move |event| event["ph"] == *phase).collect::<Vec<_>>();
            let mut end: BTreeMap<u64, u64> = BTreeMap::new();
            let mut starts: BTreeMap<(u64, u64), &str> = BTreeMap::new();
            for slice in of("X") {
                let (pid, ts) = (slice["pid"].as_u64().unwrap(), slice["ts"].as_u64().unwrap());
                assert!(ts >= end.get(&pid).copied().unwrap_or(0), "{name}: {slice}");
                end.insert(pid, ts + slice["dur"].as_u64().unwrap());
                starts.insert((pid, ts), slice["cat"].as_str().unwrap());
            }
            let mut sent = BTreeMap::new();
            for (phase, kind) in [("s", "send"), ("f", "recv")] {
                for flow in of(phase) {
                    let place = (flow["pid"].as_u64().unwrap(), flow["ts"].as_u64().unwrap());
                    assert_eq!(starts[&place], kind, "a flow lies in a slice");
                    *sent.entry(flow["id"].as_u64().unwrap()).or_insert(0) +=
                        if phase == "s" { 1 } else { 10 };
                }
            }
            assert!(sent.values().all(|ends| *ends == 11), "one end each");
            assert!(of("f").iter().all(|flow| flow["bp"] == "e"));
            assert!(
                events
                    .iter()
                    .all(|event| ["M", "X", "s", "f", "i", "C"].contains(&event["ph"].as_str().unwrap()))
            );
        }
    }
}

/// Something that a program other than ours could have written.
#[derive(Clone, Debug)]
enum Damage {
    /// An event is not there.
    Missing(usize),
    /// Two events are the other way round.
    Swapped(usize, usize),
    /// An event is at another process, perhaps one that nobody declared.
    Elsewhere(usize, u8),
    /// An event is at another time.
    Then(usize, u64),
    /// A message has another number.
    Renumbered(usize, u64),
    /// The run was cut off.
    CutOff,
}

fn damage() -> impl Strategy<Value = Damage> {
    let place = || 0..80usize;
    prop_oneof![
        place().prop_map(Damage::Missing),
        (place(), place()).prop_map(|(one, other)| Damage::Swapped(one, other)),
        (place(), 0..5u8).prop_map(|(place, process)| Damage::Elsewhere(place, process)),
        (place(), prop_oneof![0..200u64, Just(u64::MAX)]).prop_map(|(place, t)| Damage::Then(place, t)),
        (place(), 0..30u64).prop_map(|(place, msg)| Damage::Renumbered(place, msg)),
        Just(Damage::CutOff),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn whatever_can_be_read_can_be_written_in_every_format(damages in prop::collection::vec(damage(), 1..6)) {
        let mut run = fixture("overlap");
        for damage in damages {
            let count = run.events.len();
            match damage {
                Damage::Missing(place) => drop(run.events.remove(place % count)),
                Damage::Swapped(one, other) => run.events.swap(one % count, other % count),
                Damage::Elsewhere(place, process) => run.events[place % count].proc = format!("p{process}"),
                Damage::Then(place, t) => run.events[place % count].t = t,
                Damage::Renumbered(place, number) => match &mut run.events[place % count].what {
                    What::Recv { msg, .. } | What::Send { msg, .. } => *msg = number,
                    _ => {}
                },
                Damage::CutOff => run.footer = None,
            }
        }
        for (seq, event) in (0..).zip(&mut run.events) {
            event.seq = seq;
        }
        for format in Format::ALL {
            for window in WINDOWS {
                for axis in [Axis::Time, Axis::Order] {
                    let text = written(&run, format, window, axis);
                    if format == Format::Svg {
                        prop_assert!(roxmltree::Document::parse(&text).is_ok());
                    }
                }
            }
        }
    }
}
