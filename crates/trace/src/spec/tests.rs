//! One entry is all there is of an option: what it takes is what it prints, wherever it is said.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sim_core::{ChannelId, Delay, Order, ProcessId, Shape, System, Timing, Topology};
use snapshot::catalog;
use snapshot::{Forwarding, TokenRing};

use super::values::{Seed, Trigger};
use super::*;
use crate::describe;
use crate::model::Config;

const REFERENCE: &str = include_str!("../../../../docs/src/reference.md");

/// What is said by options alone, in files beside the name of the program: its parameters, its script and the script's delays.
const IN_THE_PROGRAM: [&str; 3] = ["param", "events", "delays"];
/// What is said in files alone.
const IN_FILES: [&str; 2] = ["name", "tokens"];

fn entry(name: &str) -> &'static Entry {
    ENTRIES.iter().find(|entry| entry.name == name).unwrap()
}

#[test]
fn every_entry_is_an_option_and_a_key_and_a_field() {
    let without = |has: fn(&Entry) -> bool| -> Vec<_> {
        ENTRIES.iter().filter(|entry| !has(entry)).map(|entry| entry.name).collect()
    };
    assert_eq!(without(|entry| entry.option.is_some()), IN_FILES);
    let without_key = without(|entry| !entry.keys.is_empty());
    assert_eq!(without_key, [IN_THE_PROGRAM[0], IN_THE_PROGRAM[1], IN_THE_PROGRAM[2], "tokens"]);
    assert_eq!(without(|entry| !entry.fields.is_empty()), [""; 0]);
}

/// What every entry says of itself.
const TABLE: &str = include_str!("../../../../tests/golden/entries.txt");

/// What one says of itself, in a paragraph.
fn itself(entry: &Entry) -> String {
    let mut text = format!("{}: fields {:?}", entry.name, entry.fields);
    let is = [(entry.timing, ", when things happen"), (entry.chooses, ", which run is made")];
    text.extend(is.into_iter().filter_map(|(is, what)| is.then_some(what)));
    if let Some(usage) = entry.option {
        let Usage { value, help, alias, requires, conflicts, takes, proposes, printed } = usage;
        text += &format!("\n--{} {value}, place {printed}, takes {takes:?}\n", entry.option_name());
        text += &format!("{help}\nalias {alias:?}, requires {requires:?}, conflicts {conflicts:?}\n");
        text += &format!("proposes {:?}", proposes());
    }
    for key in entry.keys {
        text += &format!(
            "\n{:?}.{}: {}",
            key.table,
            key.name,
            key.schema.split_whitespace().collect::<Vec<_>>().join(" ")
        );
    }
    text + "\n"
}

#[test]
fn every_entry_is_said_in_these_words() {
    let now: String = ENTRIES.iter().map(itself).collect::<Vec<_>>().join("\n");
    assert!(now == TABLE, "what is said now:\n{now}");
}

#[test]
fn the_reference_page_has_every_key() {
    for key in ENTRIES.iter().flat_map(|entry| entry.keys) {
        assert!(
            REFERENCE.lines().any(|line| line.trim_start().starts_with(&format!("{} ", key.name))),
            "{}",
            key.name
        );
    }
}

#[test]
fn every_field_of_a_configuration_is_that_of_an_entry() {
    let schema: serde_json::Value = serde_json::from_str(&crate::schema::pretty::<Config>()).unwrap();
    let fields: BTreeSet<_> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    let known: BTreeSet<_> = ENTRIES.iter().flat_map(|entry| entry.fields).copied().collect();
    // What a program conserves is nobody's choice, nor whether channels keep the order that an algorithm needs.
    assert_eq!(fields.difference(&known).collect::<Vec<_>>(), [&"assumption", &"goods"]);
    assert_eq!(known.difference(&fields).count(), 0);
}

#[test]
fn the_help_of_an_option_names_the_value_that_it_has_unless_it_is_said() {
    let topology = Shape::Ring(2).build(Order::Fifo).unwrap();
    let program = catalog::entry(Basis::PROGRAM).unwrap();
    let basis = Basis { program, topology: &topology, finds_back_edges: true, ticks: false, commanded: None };
    let mut told = Vec::new();
    for entry in &ENTRIES {
        let Some((_, default)) = entry.option.and_then(|usage| usage.help.split_once("[default: ")) else {
            continue;
        };
        let word = default.split([',', ' ', ']']).next().unwrap();
        told.push(entry.name);
        let always_printed = match entry.name {
            "trigger" => basis.trigger().map(|trigger| trigger.to_string()),
            "seed" => Some(Seed::default().to_string()),
            _ => None,
        };
        if let Some(usual) = always_printed {
            assert_eq!(usual, word, "{}", entry.name);
            continue;
        }
        let mut spec = Spec::default();
        let value = if entry.name == "initiators" { topology.name(ProcessId(0)) } else { word };
        entry.say(&mut spec, value).unwrap();
        assert_eq!(spec.beyond(&basis), Spec::default(), "{}: {word}", entry.name);
    }
    let all = [
        "topology",
        "back_edges",
        "program",
        "algorithm",
        "trigger",
        "start",
        "initiators",
        "snapshots",
        "delay",
        "hold",
        "links",
        "max_events",
        "seed",
    ];
    assert_eq!(told, all);
}

#[test]
fn no_two_options_have_the_same_place_in_a_printed_command() {
    let mut places: Vec<_> = ENTRIES.iter().filter_map(|entry| Some(entry.option?.printed)).collect();
    places.sort_unstable();
    assert_eq!(places, (1..=19).collect::<Vec<u8>>());
}

#[test]
fn a_file_says_what_the_option_says() {
    for (name, text, file) in [
        ("topology", "ring:3", "topology = 'ring:3'"),
        ("back_edges", "b->a", "back_edges = ['b->a']"),
        ("program", "bank", "program = 'bank'"),
        ("algorithm", "chandy-lamport", "snapshot.algorithm = 'chandy-lamport'"),
        ("trigger", "7", "snapshot.trigger = 7"),
        ("trigger", "none", "snapshot.trigger = 'none'"),
        ("start", "1..=9", "start = '1..=9'"),
        ("initiators", "any", "snapshot.initiators = 'any'"),
        ("snapshots", "3", "snapshot.snapshots = 3"),
        ("stable", "P.count > 101", "stable = ['P.count > 101']"),
        ("delay", "4", "delay = 4"),
        ("hold", "0..=30", "hold = '0..=30'"),
        ("links", "unordered", "links = 'unordered'"),
        ("max_events", "99", "max_events = 99"),
        ("seed", "0x1f", "seed = '0x1f'"),
        ("schedule", "P! (P>Q Q>P)*3", "schedule = 'P! (P>Q Q>P)*3'"),
    ] {
        let mut spec = Spec::default();
        entry(name).say(&mut spec, text).unwrap();
        assert_eq!(crate::scenario::parse(file, "a.toml", |_| false), Ok(spec), "{file}");
    }
}

#[test]
fn seeds_are_read_in_decimal_and_hexadecimal() {
    assert_eq!("7".parse(), Ok(Seed::Given(7)));
    assert_eq!("0xff".parse(), Ok(Seed::Given(255)));
    assert_eq!("0xffffffffffffffff".parse(), Ok(Seed::Given(u64::MAX)));
    assert_eq!("random".parse(), Ok(Seed::Random));
    for bad in ["", "-1", "+1", "x", "0x", "1e3", "18446744073709551616", "0x+1"] {
        assert!(bad.parse::<Seed>().is_err(), "{bad}");
    }
}

#[test]
fn a_schedule_excludes_just_what_says_when_things_happen_and_the_seed() {
    let excluded: BTreeSet<_> = entry("schedule").option.unwrap().conflicts.iter().copied().collect();
    let timing = ENTRIES.iter().filter(|entry| entry.timing).map(|entry| entry.name);
    assert_eq!(excluded, timing.chain(["seed"]).collect());
}

#[test]
fn a_seed_that_is_said_is_followed_instead_of_the_schedule_below_it() {
    let seed = Spec { seed: Some(Seed::Given(3)), ..Spec::default() };
    let schedule = Spec { schedule: Some("P!".to_string()), ..Spec::default() };
    assert_eq!(seed.clone().over(schedule.clone()), seed);
    let both = schedule.over(seed.clone());
    assert_eq!((both.seed, both.schedule.as_deref()), (seed.seed, Some("P!")));
}

#[test]
fn parameters_are_taken_over_from_the_same_program_only() {
    let set = |program: Option<&str>, key: &str| Spec {
        program: program.map(str::to_string),
        parameters: vec![(key.to_string(), "1".to_string())],
        ..Spec::default()
    };
    let script = Spec { script: Some(Statements { text: Text::named("a"), ticks: true }), ..Spec::default() };
    let keys = |spec: Spec| spec.parameters.into_iter().map(|(key, _)| key).collect::<Vec<_>>();
    assert_eq!(
        keys(set(Some("bank"), "transfers").over(set(Some("bank"), "balance"))),
        ["balance", "transfers"]
    );
    assert_eq!(keys(set(None, "transfers").over(set(Some("bank"), "balance"))), ["balance", "transfers"]);
    assert_eq!(keys(set(Some("chatter"), "words").over(set(Some("bank"), "balance"))), ["words"]);
    assert_eq!(
        keys(script.over(set(Some("bank"), "balance"))),
        [""; 0],
        "who gives a script asks for another program"
    );
}

/// What an entry has when this is said of it in turn.
fn saying(name: &str, texts: &[&str]) -> Spec {
    let mut spec = Spec::default();
    texts.iter().for_each(|text| entry(name).say(&mut spec, text).unwrap());
    spec
}

#[test]
fn what_is_said_takes_the_place_of_what_is_below_it_but_parameters_come_behind_that() {
    for (name, below, above) in [
        ("back_edges", "a->b", "b->a"),
        ("initiators", "P", "Q"),
        ("stable", "P.count > 1", "Q.count > 1"),
        ("fault", "crash:P", "crash:Q"),
        ("delay", "3", "4"),
        ("program", "bank", "chatter"),
    ] {
        let entry = ENTRIES.iter().find(|entry| entry.name.starts_with(name)).unwrap();
        let [said, base] = [above, below].map(|text| saying(entry.name, &[text]));
        assert_eq!(said.clone().over(base.clone()), said, "{name}");
        assert_eq!(Spec::default().over(base.clone()), base, "{name}");
        assert_eq!(said.clone().over(Spec::default()), said, "{name}");
        let mut none = said;
        entry.forget(&mut none);
        assert_eq!((none.clone(), entry.said(&none)), (Spec::default(), Vec::new()), "{name}");
    }
    let over = saying("param", &["a=1"]).over(saying("param", &["b=2"]));
    assert_eq!(over, saying("param", &["b=2", "a=1"]));
    let twice = saying("initiators", &["P", "Q"]);
    assert_eq!((twice.initiators.len(), entry("initiators").said(&twice)), (2, vec!["P,Q".to_string()]));
    assert_eq!(entry("delay").said(&saying("delay", &["3", "4"])), ["4"], "of one value the last counts");
}

#[test]
fn what_nobody_can_say_is_nowhere_and_is_as_usual() {
    let topology = Shape::Ring(2).build(Order::Fifo).unwrap();
    let program = catalog::entry(Basis::PROGRAM).unwrap();
    let basis = Basis { program, topology: &topology, finds_back_edges: true, ticks: false, commanded: None };
    let mut spec = saying("delay", &["3"]);
    let was = spec.clone();
    assert_eq!(Entry::SILENT.say(&mut spec, "anything"), Ok(()));
    Entry::SILENT.forget(&mut spec);
    Entry::SILENT.slot.inherit(&mut spec, &Spec::default());
    assert_eq!((&spec, Entry::SILENT.said(&spec)), (&was, Vec::new()));
    assert!(Entry::SILENT.slot.is_usual(&spec, &basis));
}

#[test]
fn what_is_said_is_usual_just_where_it_is_what_would_be_so_and_back_edges_where_they_are_found() {
    let topology = Shape::Ring(2).build(Order::Fifo).unwrap();
    let program = catalog::entry(Basis::PROGRAM).unwrap();
    let basis = Basis { program, topology: &topology, finds_back_edges: true, ticks: false, commanded: None };
    let is_usual =
        |name: &str, text: &str, basis: &Basis<'_>| entry(name).slot.is_usual(&saying(name, &[text]), basis);
    assert!(is_usual("program", Basis::PROGRAM, &basis) && !is_usual("program", "bank", &basis));
    assert!(!entry("program").slot.is_usual(&Spec::default(), &basis), "nothing is said");
    assert!(is_usual("back_edges", "P->Q", &basis));
    assert!(!is_usual("back_edges", "P->Q", &Basis { finds_back_edges: false, ..basis }));
    assert!(
        !is_usual("seed", "0", &basis) && !is_usual("trigger", "101", &basis),
        "a command always says it"
    );
    assert!(is_usual("initiators", "P", &basis) && !is_usual("initiators", "Q", &basis));
    assert!(is_usual("snapshots", "1", &basis) && !is_usual("snapshots", "2", &basis));
}

#[test]
fn what_is_said_of_all_channels_changes_nothing_just_where_each_has_its_own() {
    let channel = |delay: Option<&str>, order| Listed {
        from: "P".to_string(),
        to: "Q".to_string(),
        delay: delay.map(|delay| delay.parse().unwrap()),
        order,
    };
    let graph = |channels| Graph::Listed { processes: vec!["P".to_string(), "Q".to_string()], channels };
    let own = graph(vec![channel(Some("3"), Some(Order::Fifo)), channel(Some("4"), Some(Order::Causal))]);
    let some = graph(vec![channel(Some("3"), Some(Order::Fifo)), channel(None, None)]);
    let (delay, links) = (saying("delay", &["3"]), saying("links", &["fifo"]));
    assert_eq!((delay.idle_over(&own), links.idle_over(&own)), (Some("--delay"), Some("--links")));
    assert_eq!((delay.idle_over(&some), links.idle_over(&some)), (None, None));
    assert_eq!(delay.clone().over(links).idle_over(&own), Some("--delay"));
    assert_eq!(Spec::default().idle_over(&own), None);
    assert_eq!(delay.idle_over(&Graph::named("ring:3")), None);
}

#[test]
fn a_saved_algorithm_that_there_is_not_is_refused_with_one_that_may_be_meant() {
    let topology = Shape::Ring(2).build(Order::Fifo).unwrap();
    let ring = System::new(TokenRing::new(Forwarding::Atomic), topology);
    let timing = Timing::new("1..=20".parse().unwrap(), Delay::ZERO);
    let (algorithm, program) = ("chandy-lampart".to_string(), "token-ring".to_string());
    let config = Config { algorithm, program, ..describe::config(&ring, &timing) };
    let error = Spec::from_config(&config).unwrap_err();
    assert_eq!(error.to_string(), "config.algorithm: there is no algorithm 'chandy-lampart'");
    assert_eq!(error.tip.as_deref(), Some("a similar algorithm exists: 'chandy-lamport'"));
}

#[test]
fn a_graph_is_a_file_by_its_ending_and_else_a_shape_if_there_is_one_of_that_name() {
    let file = |name: &str| matches!(Graph::named(name), Graph::File(text) if text == Text::named(name));
    assert!(file("a.top") && file("b/c.top"));
    assert!(!file("top") && !file("ring:3") && !file("a.map.txt"));
    assert_eq!(Graph::named("ring:3").shape(), Some(Shape::Ring(3)));
    assert_eq!((Graph::named("rong:3").shape(), Graph::named("a.top").shape()), (None, None));
    assert_eq!(Text::named("a"), Text { file: "a".to_string(), text: String::new() });
}

#[test]
fn what_is_no_value_is_refused_in_these_words() {
    let past = "it is past 2^53, up to which numbers are exact everywhere";
    let no_seed = "expected a number, decimal or 0x and hexadecimal, or 'random'";
    let refused = [
        ("trigger", "x", "expected a number that is not negative, or 'none'"),
        ("trigger", "9007199254740993", &format!("{past}, or 'none'")),
        ("max_events", "-1", "expected a number that is not negative"),
        ("max_events", "0", "it is at least 1"),
        ("max_events", "99999999999999999999", past),
        ("seed", "18446744073709551616", "a seed is below 2^64, or 'random'"),
        ("seed", "0x10000000000000000", "a seed is below 2^64, or 'random'"),
        ("seed", "0x", no_seed),
        ("seed", "0xg", no_seed),
        ("seed", "1f", no_seed),
        ("snapshots", "0", "expected a number from 1 to 1000"),
        ("snapshots", "1001", "expected a number from 1 to 1000"),
        ("snapshots", "-1", "expected a number from 1 to 1000"),
        ("links", "lifo", "expected one of fifo, unordered, overtaking, causal"),
        ("param", "a", "expected KEY=VALUE"),
        ("delay", "soon", "expected a number of ticks or a range such as 1..21 or 1..=20"),
    ];
    for (name, text, what) in refused {
        assert_eq!(entry(name).say(&mut Spec::default(), text), Err(what.to_string()), "{name} {text}");
    }
    let most = [
        ("trigger", "9007199254740992"),
        ("max_events", "9007199254740992"),
        ("seed", "18446744073709551615"),
        ("snapshots", "1000"),
    ];
    for (name, text) in most {
        assert_eq!(entry(name).said(&saying(name, &[text])), [text]);
    }
}

#[test]
fn a_saved_number_is_exact_everywhere_or_is_refused() {
    let config = Config { program: "bank".to_string(), hold: "1".to_string(), ..Config::default() };
    let with = |max_events, snapshots| {
        let spec = Spec::from_config(&Config { max_events, snapshots, ..config.clone() });
        spec.map(|spec| (spec.max_events, spec.snapshots)).map_err(|error| error.to_string())
    };
    assert_eq!(with(1 << 53, 1000), Ok((Some(1 << 53), Some(1000))));
    assert_eq!(with((1 << 53) + 1, 1), Err("config.max_events: it is past 2^53".to_string()));
    assert_eq!(with(1, 1001), Err("config.snapshots: 1001: expected 1 to 1000".to_string()));
    assert_eq!(with(1, 0), Err("config.snapshots: 0: expected 1 to 1000".to_string()));
}

#[test]
fn the_shape_that_a_saved_configuration_names_has_as_many_processes_and_channels_as_it_lists() {
    let ring = System::new(TokenRing::new(Forwarding::Atomic), Topology::ring(3).unwrap());
    let config = describe::config(&ring, &Timing::new(Delay::fixed(3), Delay::ZERO));
    let config = Config { program: Basis::PROGRAM.to_string(), ..config };
    let named = |name: &str| {
        let spec = Spec::from_config(&Config { topology: Some(name.to_string()), ..config.clone() });
        spec.map(|spec| spec.graph).map_err(|error| error.to_string())
    };
    assert_eq!(named("ring:3"), Ok(Some(Graph::Named("ring:3".to_string()))));
    let other = "config.topology: 'complete:3' has 3 processes and 6 channels, and 3 and 3 are listed";
    assert_eq!(named("complete:3"), Err(other.to_string()));
    assert!(named("rong:3").unwrap_err().starts_with("config.topology: 'rong:3': "));
}

#[test]
fn a_run_is_given_up_later_the_larger_the_topology_and_another_program_has_no_usual_trigger() {
    let program = catalog::entry(Basis::PROGRAM).unwrap();
    let (small, large) = (Topology::ring(10_000).unwrap(), Topology::ring(10_001).unwrap());
    let basis = Basis { program, topology: &small, finds_back_edges: true, ticks: false, commanded: None };
    assert_eq!((basis.max_events(), basis.trigger()), (1_000_000, Some(101)));
    assert_eq!(Basis { topology: &large, ..basis }.max_events(), 1_000_100);
    let foreign = catalog::entry("exec:a").unwrap();
    assert!(foreign.counts, "it may");
    assert_eq!(Basis { program: foreign, ..basis }.trigger(), None);
}

#[test]
fn a_configuration_of_what_is_run_tells_all_that_this_tells() {
    let topology = Shape::Ring(2).build(Order::Unordered).unwrap();
    let ring = System::new(TokenRing::new(Forwarding::Held), topology);
    let timing = Timing::new(Delay::fixed(3), Delay::fixed(2)).with_channel(ChannelId(1), Delay::fixed(4));
    let Config { scenario, processes, channels, goods, hold, max_events, .. } =
        describe::config(&ring, &timing);
    assert_eq!((scenario.as_str(), hold.as_str(), max_events), ("scenario", "2", 1 << 53));
    assert_eq!((processes, goods.len()), (vec!["P".to_string(), "Q".to_string()], 1));
    let told = channels.iter().map(|channel| (channel.id.as_str(), channel.delay.as_str(), channel.order));
    let order = crate::model::Order::Unordered;
    assert_eq!(told.collect::<Vec<_>>(), [("P->Q", "3", order), ("Q->P", "4", order)]);
}

/// A text of the kind that some entry takes, or of none.
fn texts() -> impl Strategy<Value = String> {
    let patterns = [
        "[0-9]{1,4}(\\.\\.=?[0-9]{1,4})?",
        "none|any|random|fifo|unordered|bank|ring:[1-9]|a\\.events",
        "[a-z]{1,3}(:[1-9])?(@[0-9]{1,2})?",
        "[a-z]{1,4}=[a-z0-9]{0,3}",
        ".{0,6}",
    ];
    proptest::strategy::Union::new(patterns)
}

/// Some of what can be said, all at once.
fn specs() -> impl Strategy<Value = Spec> {
    let said = (0..ENTRIES.len(), texts());
    prop::collection::vec(said, 0..40).prop_map(|said| {
        let mut spec = Spec::default();
        for (place, text) in said.into_iter().filter(|(place, _)| ENTRIES[*place].option.is_some()) {
            // What is refused is not said.
            let _ = ENTRIES[place].say(&mut spec, &text);
        }
        spec
    })
}

proptest! {
    #[test]
    fn what_is_printed_of_an_experiment_asks_for_the_same(spec in specs()) {
        let mut again = Spec::default();
        for (name, value) in spec.options() {
            let entry = ENTRIES.iter().find(|entry| entry.option_name() == name).unwrap();
            let several = matches!(entry.option.unwrap().takes, Takes::Several(Some(_)));
            let values: Vec<_> = if several { value.split(',').collect() } else { vec![value.as_str()] };
            for value in values {
                prop_assert_eq!(entry.say(&mut again, value), Ok(()));
            }
        }
        // A name with a comma in it is not one that an option can give.
        prop_assume!(spec.initiators.iter().chain(&spec.back_edges).chain(&spec.faults).all(|name| !name.contains(',')));
        prop_assert_eq!(again, spec);
    }

    #[test]
    fn a_whole_spec_in_a_file_says_the_same(spec in specs()) {
        let text = serde_json::to_string(&spec).expect("it is JSON");
        let again: Spec = serde_json::from_str(&text).expect("it was written");
        prop_assert_eq!(again, Spec { source: None, ..spec });
    }

    #[test]
    fn what_is_said_over_something_is_what_is_said(spec in specs(), base in specs()) {
        let over = spec.clone().over(base.clone());
        for entry in ENTRIES.iter().filter(|entry| entry.name != "program") {
            let (said, found) = (entry.said(&spec), entry.said(&over));
            prop_assert!(said.is_empty() || found.ends_with(&said), "{}: {:?}", entry.name, found);
        }
        prop_assert_eq!(base.clone().over(Spec::default()).options(), Spec::default().over(base).options());
    }

    #[test]
    fn a_saved_configuration_says_what_was_said(spec in specs()) {
        let topology = Shape::Ring(3).build(Order::Fifo).unwrap();
        let timing = Timing::new("1..=20".parse().unwrap(), Delay::ZERO);
        let full = Spec {
            program: Some("script".to_string()),
            graph: Some(Graph::Named("ring:3".to_string())),
            hold: spec.hold.or("0".parse().ok()),
            max_events: spec.max_events.or(Some(1)),
            snapshots: spec.snapshots.or(Some(1)),
            // There must be such an algorithm.
            algorithm: spec.algorithm.map(|_| Basis::ALGORITHM.to_string()),
            trigger: spec.trigger.or(Some(Trigger::None)),
            name: Some("x".to_string()),
            delay: "1..=20".parse().ok(),
            links: Some(Order::Fifo),
            // Each once, and none that a process of a ring would have.
            parameters: spec.parameters.first().cloned().into_iter().collect(),
            // Nobody has no name.
            initiators: spec.initiators.iter().filter(|name| !name.is_empty()).cloned().collect(),
            delays: None,
            // One that is drawn is not saved.
            seed: spec.seed.filter(|seed| *seed != Seed::Random),
            script: spec.script.map(|script| Statements { text: Text::default(), ..script }),
            ..spec
        };
        let ring = System::new(TokenRing::new(Forwarding::Atomic), topology);
        let config = full.saved_in(describe::config(&ring, &timing));
        prop_assert_eq!(Spec::from_config(&config), Ok(full));
    }
}
