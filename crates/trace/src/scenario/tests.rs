//! What a scenario file may say, and what is said of one that cannot be used.

use proptest::prelude::*;
use sim_core::{Delay, Order};

use super::*;
use crate::again;
use crate::read::load;
use crate::spec::values::{Seed, Trigger};
use crate::spec::{Graph, Text};
use crate::summary::tests::runs;
use crate::text::shown;

/// Every kind of mistake, with the message.
const MISTAKES: &str = include_str!("../../../../tests/golden/scenario-errors.txt");

/// The smallest file of which every part is used.
const EXERCISE: &str = r#"name = "ring"
processes = ["P", "Q"]
channels = [["P", "Q"], ["Q", "P"]]        # each: from, to; or { from, to, delay, order, back }
program = "token-ring"                     # who sends what
start = "P"
[snapshot]
algorithm = "chandy-lamport"
initiator = "P"
trigger = { state = 101 }
"#;

/// A file that says everything there is to say.
const FULL: &str = r#"name = "Bänk"
processes = ["P", "Q"]
channels = [["P", "Q"], { from = "Q", to = "P", delay = "1..=5", order = "unordered" }]
delay = "1..=20"
hold = 0
start = "1..=100"
links = "fifo"
program = { name = "bank", transfers = 0x10, balance = -3 }
seed = 18446744073709551615
max_events = 1_000_000
schedule = "P! (P>Q Q>P)*3"
[snapshot]
algorithm = "chandy-lamport"
initiators = ["P", "Q"]
trigger = 101
snapshots = 2
"#;

fn said(text: &str) -> Result<Spec, TextError> {
    parse(text, "ring.toml", |_| false)
}

fn read(text: &str) -> Spec {
    said(text).unwrap_or_else(|error| panic!("{error}"))
}

fn refused(text: &str) -> TextError {
    match said(text) {
        Ok(spec) => panic!("{text} was read as {spec:?}"),
        Err(error) => error,
    }
}

/// The processes and channels that are listed.
fn listed(spec: &Spec) -> (&[String], &[crate::spec::Listed]) {
    match &spec.graph {
        Some(Graph::Listed { processes, channels }) => (processes, channels),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_mistake_is_shown_where_it_is_and_with_a_word_on_how_to_mend_it() {
    let mut cases = MISTAKES.split("===\n");
    let mut told = cases.next().unwrap().to_string();
    for case in cases.filter(|case| !case.is_empty()) {
        let (text, _) = case.split_once("---\n").unwrap();
        told += &format!("===\n{text}---\n{}\n", refused(text));
    }
    told += "===\n";
    assert!(told == MISTAKES, "what is said now:\n{told}");
}

#[test]
fn the_exercise_is_a_scenario() {
    let spec = read(EXERCISE);
    assert_eq!(spec.start, None, "the first process has m first");
    assert_eq!((spec.program.as_deref(), spec.parameters.len()), (Some("token-ring"), 0));
    assert_eq!(spec.trigger, Some(Trigger::Count(101)));
    let (_, channels) = listed(&spec);
    assert_eq!((channels[1].from.as_str(), channels[1].to.as_str()), ("Q", "P"));
    assert!(spec.delay.is_none() && spec.seed.is_none());
}

#[test]
fn everything_that_is_said_is_read() {
    let spec = read(FULL);
    assert_eq!(spec.name.as_deref(), Some("Bänk"));
    assert_eq!((spec.delay, spec.hold), ("1..=20".parse().ok(), Some(Delay::ZERO)));
    assert_eq!((spec.start, spec.links), ("1..=100".parse().ok(), Some(Order::Fifo)));
    assert_eq!((spec.seed, spec.max_events), (Some(Seed::Given(u64::MAX)), Some(1_000_000)));
    assert_eq!(spec.schedule.as_deref(), Some("P! (P>Q Q>P)*3"));
    let (processes, channels) = listed(&spec);
    assert_eq!(processes, ["P", "Q"]);
    assert_eq!((channels[0].delay, channels[0].order), (None, None));
    assert_eq!((channels[1].delay, channels[1].order), ("1..=5".parse().ok(), Some(Order::Unordered)));
    assert_eq!(spec.algorithm.as_deref(), Some("chandy-lamport"));
    assert_eq!((spec.trigger, spec.snapshots), (Some(Trigger::Count(101)), Some(2)));
    assert_eq!(spec.initiators, ["P", "Q"]);
}

#[test]
fn a_programs_parameters_are_texts_in_the_order_of_the_file() {
    let spec = read(FULL);
    assert_eq!(spec.program.as_deref(), Some("bank"));
    let parameters: Vec<_> =
        spec.parameters.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    assert_eq!(parameters, [("transfers", "16"), ("balance", "-3")]);
    let read = read("program = { name = \"bank\", balance = true, transfers = \"many\" }").parameters;
    assert_eq!(read, [("balance", "true"), ("transfers", "many")].map(|(k, v)| (k.into(), v.into())));
}

#[test]
fn what_can_be_said_in_two_ways_means_the_same() {
    let triggers = ["[snapshot]\ntrigger = 3", "[snapshot.trigger]\nstate = 3", "snapshot.trigger.state = 3"];
    for text in triggers {
        assert_eq!(read(text).trigger, Some(Trigger::Count(3)), "{text}");
    }
    let own = read("snapshot = { trigger = \"none\", initiators = \"any\" }");
    assert_eq!((own.trigger, own.initiators.as_slice()), (Some(Trigger::None), &["any".to_string()][..]));
    let (one, list) = ("[snapshot]\ninitiator = \"p3\"", "[snapshot]\ninitiators = [\"p3\"]");
    assert_eq!(read(one), read(list));
    let (list, tables) = (
        "processes = [\"P\", \"Q\"]\nchannels = [[\"P\", \"Q\"]]",
        "processes = [\"P\", \"Q\"]\n[[channels]]\nfrom = \"P\"\nto = \"Q\"",
    );
    assert_eq!(read(list), read(tables));
    assert_eq!(read("delay = 5"), read("delay = \"5\""));
    assert_eq!(read("start = 5"), read("start = \"5\""));
    assert_eq!(read("seed = 0x1f").seed, Some(Seed::Given(31)));
    assert_eq!(read("seed = \"0x1f\"").seed, Some(Seed::Given(31)));
}

#[test]
fn nothing_need_be_said() {
    for text in ["", "\n", "# a comment", "\u{feff}", "[snapshot]"] {
        assert_eq!(read(text), Spec::default(), "{text:?}");
    }
}

#[test]
fn a_topology_may_be_a_file_beside_the_scenario() {
    let parsed = |text| parse(text, "folder/ring.toml", |path| path == Path::new("folder/net"));
    let named = |text| parsed(text).map(|spec| spec.graph).map_err(|error| error.tip);
    let graph = |file: &str| Ok(Some(Graph::File(Text::named(file))));
    assert_eq!(named("topology = 'ring:3'"), Ok(Some(Graph::Named("ring:3".to_string()))));
    assert_eq!(named("topology = 'net'"), graph("folder/net"));
    assert_eq!(named("topology = 'no.top'"), graph("folder/no.top"));
    assert_eq!(named("topology = 'nets'"), Err(Some(crate::spec::TOPOLOGY_TIP.to_string())));
}

#[test]
fn a_file_is_read_the_same_with_a_byte_order_mark_and_with_windows_line_ends() {
    let mistake = refused("name = \"x\"\n\nseed = []\n");
    assert_eq!(refused("\u{feff}name = \"x\"\n\nseed = []\n"), mistake);
    // Ends of two bytes move the bytes, and nothing that is shown.
    let windows = refused("name = \"x\"\r\n\r\nseed = []\r\n");
    assert_eq!(TextError { span: mistake.span.clone(), ..windows }, mistake);
    let first = refused("\u{feff}seed = []");
    assert_eq!((first.line, first.column), (1, 8));
}

#[test]
fn a_mistake_at_the_end_is_in_the_last_line() {
    for past in [10, 11, 12, 13] {
        let error = shown("ring.toml", "name = 'x'\r\n", past..past, "what".into(), None);
        assert_eq!((error.line, error.column), (1, 11), "{past}: {error}");
    }
    for text in ["[snapshot", "[snapshot\n", "[snapshot\r\n"] {
        let error = refused(text);
        assert_eq!((error.line, error.column), (1, 10), "{text:?}: {error}");
        assert!(error.message.ends_with("1 | [snapshot\n  |          ^"), "{error}");
    }
}

#[test]
fn the_caret_stands_under_wide_characters_and_the_terminal_is_not_told_to_do_anything() {
    let wide = refused("program = { name = \"銀行\", \"é\" = 1.5 }");
    assert!(wide.message.ends_with(&format!("\n  | {}^^^", " ".repeat(33))), "{wide}");
    assert_eq!(wide.column, 32);
    let escape = refused("name = \"\u{1b}[31m\u{202e}\"");
    assert!(!escape.to_string().contains(['\u{1b}', '\u{202e}']), "{escape:?}");
}

#[test]
fn a_huge_or_deep_text_is_refused_at_once() {
    let huge = "#".repeat(MAX_BYTES + 1);
    let what = "ring.toml:1:1: the file has 4194305 bytes, and a scenario has at most 4194304\n";
    assert!(refused(&huge).message.starts_with(what));
    assert!(refused(&huge).message.len() < 1000);
    assert!(read(&huge[1..]).name.is_none());
    let long = shown("ring.toml", "", 0..0, huge.clone(), Some(huge));
    assert!(long.to_string().len() < 1000, "{long}");
    for (before, open) in
        [("x = ", "["), ("x = ", "{x="), ("x = {", "x."), ("", "x."), ("[", "x."), ("[[", "x.")]
    {
        let error = refused(&format!("{before}{}", open.repeat(100_000)));
        assert!(error.to_string().len() < 1000, "{error}");
    }
    let deep = refused(&format!("seed = 7\n{0}x = 1\n{0}y = 1\nname = \"r\"\n", "x.".repeat(100_000)));
    assert_eq!((deep.line, deep.column, deep.span), (2, 1, 9..9 + 200_005));
}

/// The position is in the file, the message is whole and of a reasonable length, and there is a caret.
fn is_shown(text: &str, error: &TextError) -> Result<(), TestCaseError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let line = match error.line {
        1 => text.lines().next().unwrap_or_default(),
        number => text
            .lines()
            .nth(number - 1)
            .ok_or_else(|| TestCaseError::fail(format!("no such line: {error}")))?,
    };
    prop_assert!((1..=line.chars().count() + 1).contains(&error.column), "{}", error);
    let position = format!("ring.toml:{}:{}: ", error.line, error.column);
    prop_assert!(error.message.starts_with(&position), "{}", error);
    prop_assert!(error.to_string().len() < 4000, "{}", error);
    let told: Vec<_> = error.message.split('\n').collect();
    prop_assert_eq!(told.len(), 3, "{}", error);
    let (margin, carets) = told[2].split_once(" | ").unwrap();
    prop_assert_eq!(margin.len(), error.line.to_string().len());
    prop_assert!(carets.trim_start().chars().all(|c| c == '^') && carets.ends_with('^'), "{}", error);
    if line.len() <= 100 && line.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        prop_assert_eq!(carets.find('^'), Some(error.column - 1), "{}", error);
    }
    Ok(())
}

/// What a careless editor may do to a text.
#[derive(Clone, Debug)]
struct Edit {
    at: prop::sample::Index,
    removed: usize,
    inserted: String,
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    const WORDS: &[&str] =
        &["\n", "\t", "\"", "'", "[", "]", "{", "}", "=", ".", ",", "#", "銀", "\r", "x = 1\n", "\"\"\""];
    let inserted = prop_oneof![
        Just(String::new()),
        prop::sample::select(WORDS).prop_map(String::from),
        prop::sample::select(FULL.lines().collect::<Vec<_>>()).prop_map(|line| format!("{line}\n")),
        ".{0,4}",
    ];
    let edit = (any::<prop::sample::Index>(), 0..12_usize, inserted);
    prop::collection::vec(edit.prop_map(|(at, removed, inserted)| Edit { at, removed, inserted }), 1..5)
}

fn edited(text: &str, edits: &[Edit]) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for edit in edits {
        let at = edit.at.index(text.len() + 1);
        let end = (at + edit.removed).min(text.len());
        text.splice(at..end, edit.inserted.chars());
    }
    text.into_iter().collect()
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_at_a_place_in_it(text in "(?s).{0,200}") {
        if let Err(error) = said(&text) {
            is_shown(&text, &error)?;
        }
    }

    #[test]
    fn any_edit_of_a_scenario_is_read_or_refused_at_a_place_in_it(edits in edits()) {
        let text = edited(FULL, &edits);
        if let Err(error) = said(&text) {
            is_shown(&text, &error)?;
        }
    }

    #[test]
    fn any_finding_is_shown_at_a_place_in_the_file(start: usize, end in 0..600_usize, what in "(?s).*") {
        for text in [FULL, "", "\n\n", "name = '銀行'"] {
            for start in [start, start % (text.len() + 2)] {
                is_shown(text, &shown("ring.toml", text, start..end, what.clone(), None))?;
            }
        }
    }

    #[test]
    fn an_unknown_key_is_found_wherever_it_is(line in 0..FULL.lines().count() + 1, indent in "[ \t]{0,3}") {
        let mut lines: Vec<_> = FULL.lines().collect();
        let wrong = format!("{indent}colour = \"red\"");
        lines.insert(line, &wrong);
        let error = refused(&lines.join("\n"));
        prop_assert!(error.message.contains("unknown key 'colour'"));
        prop_assert_eq!((error.line, error.column), (line + 1, indent.len() + 1));
    }
}

/// The keys of a table in the schema.
fn in_schema(path: &str) -> Vec<String> {
    let schema: serde_json::Value = serde_json::from_str(&crate::schema::of_scenario()).unwrap();
    let table = schema.pointer(path).unwrap();
    assert_eq!(table["additionalProperties"], false, "{path}");
    table["properties"].as_object().unwrap().keys().cloned().collect()
}

#[test]
fn the_schema_has_just_the_keys_that_are_read() {
    assert_eq!(in_schema(""), keys(Table::Top));
    assert_eq!(in_schema("/$defs/snapshot"), keys(Table::Snapshot));
    assert_eq!(in_schema("/$defs/channel/oneOf/1"), crate::spec::CHANNEL);
    assert_eq!(in_schema("/$defs/snapshot/properties/trigger/oneOf/2"), ["state"]);
}

#[test]
fn a_saved_run_in_both_forms_and_its_configuration_say_what_was_run() {
    for (title, run, _) in runs() {
        let loaded = load(run).unwrap();
        let spec = Spec::from_config(&loaded.saved.header.config).unwrap();
        let mut json = Vec::new();
        again::json(&mut json, &loaded).unwrap();
        let config = serde_json::to_string_pretty(&loaded.saved.header.config).unwrap();
        for text in [run, std::str::from_utf8(&json).unwrap(), config.as_str()] {
            assert_eq!(of_json(text).unwrap(), spec, "{title}");
        }
    }
    let refused = |text: &str| of_json(text).unwrap_err().to_string();
    assert_eq!(refused("{}"), "processes: it is missing");
    assert_eq!(refused("{\"config\": {}}"), "config.processes: it is missing");
    assert!(refused("{").starts_with("EOF"));
    let nobody = "{\"processes\": [], \"channels\": [], \"program\": \"bonk\"}";
    assert_eq!(refused(nobody), "config.program: there is no program 'bonk'");
}

#[test]
fn who_may_be_meant_is_told_of_a_few_and_not_of_many() {
    let tip = |count: usize| {
        let names: Vec<_> = (0..count).map(|place| format!("'p{place}'")).collect();
        refused(&format!("processes = [{}]\nchannels = [['north', 'p0']]", names.join(", "))).tip
    };
    assert_eq!(tip(8).as_deref(), Some("the processes are p0, p1, p2, p3, p4, p5, p6, p7"));
    assert_eq!((tip(9), tip(0)), (None, None));
}
