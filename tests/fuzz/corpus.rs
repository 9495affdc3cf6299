//! What damaged inputs are made from: what the program writes, what the repository's examples are, what people type.

use std::collections::BTreeMap;

use sim_core::{Order, Shape, Topology};
use snapshot::algorithms::{self, Entry};
use trace::local::{self, End, Head};
use trace::model::{Event, Line, What};
use trace::shard::Shard;
use trace::shard::part::Part;
use trace::{Saved, write};

use super::readers::{Reader, shards};
use super::saved::Small;

const SCRIPT: &str =
    "hold p0 5 $, 3 widgets\nhold p1 5 $\nsnapshot p0\nsend p0 p1 2 $ \"order\"\nsend p1 p0 1 $\n";

/// Texts that a reader accepts, for each reader.
#[derive(Debug)]
pub struct Corpus(BTreeMap<&'static str, Vec<String>>);

impl Corpus {
    /// Makes all of it.
    #[must_use]
    pub fn new() -> Self {
        let runs: Vec<Saved> = runs().iter().map(Small::saved).collect();
        let mut texts: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        texts.insert("json", runs.iter().map(json).collect());
        texts.insert("jsonl", runs.iter().map(jsonl).collect());
        texts.insert("local", runs.iter().filter(|run| is_live(run)).map(logs).collect());
        texts.insert("log", runs.iter().map(log).collect());
        texts.insert("shard", runs.iter().map(shard).collect());
        for (reader, text) in TYPED {
            texts.entry(reader).or_default().push((*text).to_string());
        }
        Self(texts)
    }

    /// The texts for a reader.
    ///
    /// # Panics
    /// When there are none: then that reader would never be tried.
    #[must_use]
    pub fn of(&self, reader: &Reader) -> &[String] {
        self.0.get(reader.name).expect("every reader has texts")
    }
}

impl Default for Corpus {
    fn default() -> Self {
        Self::new()
    }
}

/// A run of each program by Chandy and Lamport's algorithm, and one of each other algorithm; with one snapshot and with several.
fn runs() -> Vec<Small> {
    let unordered = Topology::ring(2).expect("two make a ring").with_order(Order::Unordered);
    let exercise = Small::exercise(1, 0);
    let mut runs = vec![
        exercise.clone(),
        Small { hold: 7, seed: 2, ..exercise.clone() },
        Small { topology: unordered, parameters: &[("tokens", "2")], seed: 3, ..exercise.clone() },
        Small {
            program: "chatter",
            topology: complete(3, Order::Fifo),
            hold: 2,
            snapshots: 2,
            ..exercise.clone()
        },
        Small {
            program: "script",
            script: Some(SCRIPT),
            topology: names(&["p0", "p1"]),
            hold: 1,
            trigger: None,
            ..exercise
        },
    ];
    runs.extend(algorithms::ALL.iter().map(bank));
    runs
}

/// A bank, its snapshots taken by an algorithm on such channels as it needs.
fn bank(Entry { name, needs, .. }: &Entry) -> Small {
    Small {
        program: "bank",
        parameters: &[("transfers", "2")],
        algorithm: name,
        topology: complete(2, needs.order),
        hold: 3,
        trigger: None,
        snapshots: 2,
        ..Small::exercise(1, 0)
    }
}

/// Processes that all speak to each other.
fn complete(processes: u64, order: Order) -> Topology {
    let shape = Shape::Complete(processes);
    shape.build(order).expect("it can be built")
}

/// A ring of processes of these names.
fn names(names: &[&str]) -> Topology {
    let ring = Topology::ring(u32::try_from(names.len()).expect("a few")).expect("they make a ring");
    let names = names.iter().map(|name| (*name).to_string()).collect();
    Topology::new(names, ring.channels().to_vec()).expect("the names differ")
}

fn json(run: &Saved) -> String {
    let Saved { header, events, footer, .. } = run.clone();
    let mut text = Vec::new();
    write::json(&mut text, header, footer.expect("it is over"), events).expect("there is room");
    String::from_utf8(text).expect("JSON is text")
}

fn jsonl(run: &Saved) -> String {
    let Saved { header, events, footer, .. } = run.clone();
    let lines = std::iter::once(Line::Run(header)).chain(events.into_iter().map(Line::Event));
    let mut text = Vec::new();
    for line in lines.chain(footer.map(Line::Result)) {
        write::line(&mut text, &line).expect("there is room");
    }
    String::from_utf8(text).expect("JSON is text")
}

/// Whether the logs of processes could tell it, who know of a message the place at which it came.
fn is_live(run: &Saved) -> bool {
    run.header.config.channels.iter().all(|channel| channel.order == trace::model::Order::Fifo)
}

/// The logs that the processes of a run would have written, one after another.
fn logs(run: &Saved) -> String {
    let places = places(&run.events);
    let mut text = Vec::new();
    for process in &run.header.config.processes {
        let head = Head {
            schema: local::SCHEMA.into(),
            tool: run.header.tool.clone(),
            process: process.clone(),
            config: run.header.config.clone(),
        };
        local::line(&mut text, &local::Line::Local(Box::new(head))).expect("there is room");
        for (seq, event) in (0..).zip(run.events.iter().filter(|event| event.proc == *process)) {
            let what = in_channel(event.what.clone(), &places);
            let event = local::Event { seq, ms: event.t, what };
            local::line(&mut text, &local::Line::Event(event)).expect("there is room");
        }
        let end = local::Line::End(End { complete: true, reason: None });
        local::line(&mut text, &end).expect("there is room");
    }
    String::from_utf8(text).expect("JSON is text")
}

/// A run as another program would have logged it.
fn log(run: &Saved) -> String {
    let mut text = String::new();
    let written = observed::saved::tell(run, &run.events, |_, line| {
        text.push_str(&serde_json::to_string(&line)?);
        text.push('\n');
        Ok::<_, serde_json::Error>(())
    });
    written.expect("a line is JSON");
    text
}

/// A shard whose experiment is what was run.
fn shard(run: &Saved) -> String {
    let experiment = serde_json::to_value(&run.header.config).expect("it is JSON");
    let sums = serde_json::json!({"seeds": 3, "failed": 0, "first_failure": null, "failures": []});
    Shard::new(shards::SCHEMA, shards::tool(), Part { number: 2, of: 3 }, experiment, sums).text()
}

/// The place of each message in its channel.
fn places(events: &[Event]) -> BTreeMap<u64, u64> {
    let mut sent: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    let mut places = BTreeMap::new();
    for event in events {
        if let What::Send { msg, to, .. } = &event.what {
            let place = sent.entry((&event.proc, to)).or_default();
            places.insert(*msg, *place);
            *place += 1;
        }
    }
    places
}

fn in_channel(mut what: What, places: &BTreeMap<u64, u64>) -> What {
    if let What::Send { msg, .. } | What::Recv { msg, .. } = &mut what {
        *msg = places[msg];
    }
    // Real processes do not know for how long a message was due.
    if let What::Recv { waited, .. } = &mut what {
        *waited = 0;
    }
    what
}

/// What people write by hand, by its reader.
const TYPED: &[(&str, &str)] = &[
    ("predicate", "P.count < 102 && in(P->Q) == 0 || Q.state != \"idle\""),
    ("predicate", "!(\"P\".holds + 2 - in(Q->P, \"n\") >= -1) && (P.count == 1)"),
    ("scenario", include_str!("../../examples/bank800.toml")),
    ("scenario", include_str!("../../examples/widgets.toml")),
    ("scenario", include_str!("../../examples/dataflow-join.toml")),
    ("scenario", include_str!("../../examples/dataflow-loop.toml")),
    ("scenario", include_str!("../../examples/hasty.toml")),
    ("scenario", include_str!("../../examples/regions.toml")),
    (
        "scenario",
        "topology = \"ring:3\"\nprogram = { name = \"bank\", balance = 10 }\nhold = \"1..=5\"\n\
         [snapshot]\nsnapshots = 2\ninitiators = [\"p0\"]\ntrigger = \"none\"\n",
    ),
    ("assignment", include_str!("../../examples/course/assignment.toml")),
    (
        "log",
        "{\"p\":\"b\",\"send\":true,\"to\":\"a\",\"body\":3,\"amount\":3}\n{\"p\":\"a\",\"recv\":true,\"from\":\"b\",\"vc\":{\"a\":1,\"b\":1}}\n\
         {\"p\":\"a\",\"init\":{\"amount\":{\"$\":3}}}\n{\"p\":\"a\",\"record\":1,\"state\":\"9\"}\n\
         {\"p\":\"b\",\"record\":1}\n{\"p\":\"c\",\"snapshot\":1,\"channel\":\"b\",\"into\":\"a\",\"count\":0,\"bodies\":[]}\n",
    ),
    (
        "clocks",
        "saved (?<state>\\d+)\na {\"a\":1} sends\nb {\"a\":1,\"b\":1} gets\nb {\"a\":1,\"b\":2} saved 3\na {\"a\":2} saved 4\n",
    ),
    (
        "clocks",
        "saved\n(?<host>\\S*) (?<clock>{.*})\\n(?<event>.*)\n\na {\"a\":1}\nsaved\nb {\"a\":1,\"b\":1}\nsaved\n",
    ),
    (
        "pattern",
        "(?<host>\\w+): (sends (?<send>\\w+) to (?<to>\\w+)|gets (?<recv>\\w+)|saves (?<record>\\d+))\n\
         p: sends m1 to q\nq: gets m1\nwhatever\nq: saves 1\np: saves 1\n",
    ),
    ("events", include_str!("../../examples/bank800.events")),
    ("events", include_str!("../../examples/widgets.events")),
    ("events", "tick 3\nsend N1 N2 2\nsnapshot N1\nsend N2 N1 1\ntick\n"),
    ("top", "3\nN1 5\nN2 3\nN3 0\nN1 N2\nN2 N3\nN3 N1\n"),
    ("map", "3 2 5 10 70 12\n0 first 5000\n1 second 5001\n2 third 5002\n1 2\n0 2\n0 1\n"),
    ("delays", "1\n5\n3\n2\n"),
    ("snap", "0\nN1 4\nN2 3\nN3 0\nN1 N2 token(1)\n"),
    ("schedule", "P! (P>Q Q>P)*11 P>Q"),
    ("schedule", "(P! P>Q Q! Q>P)*3 P!1 P>Q#1 \"P\">\"Q\""),
    ("delay", "1..=20"),
    ("delay", "3"),
    ("window", "400..419"),
    ("window", "snapshot"),
    ("shape", "ring:3"),
    ("shape", "grid:3x4"),
    ("shape", "random:5,8,3"),
    ("parameters", "tokens=3"),
    ("parameters", "transfers=2\nbalance=10"),
    ("parameters", "words=4"),
    ("initiators", "p0:1@2,p1:2@30"),
    ("initiators", "any"),
    ("frames", "\0\0\0\nM\0\0\0\0\0\0\0\0m\0\0\0\x09M\0\0\0\0\0\0\0\x01\0\0\0\x06Gtired\0\0\0\x01E"),
    ("words", "msgmarkermsgmsgmarker"),
    (
        "hello",
        "Hsim-net/2\nQ\nP\n0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\nopen\ntrigger=3\nhold=0",
    ),
    ("fault", "drop:P->Q#3"),
    ("fault", "double:Q->P#marker2"),
    ("fault", "drop:P->Q:1/100"),
    ("fault", "crash:P@400"),
    ("part", "3/7"),
    ("part", "array/7"),
    ("cluster", "P = \"127.0.0.1:7001\"\nQ = \"127.0.0.1:7002\"\n"),
];
