//! What a scenario file may say, and what is said of one that cannot be used.

use proptest::prelude::*;

use super::*;

/// Every kind of mistake, with the message.
const MISTAKES: &str = include_str!("../../../../tests/golden/scenario-errors.txt");

/// The smallest file of which every part is used.
const EXERCISE: &str = r#"name = "ring"
processes = ["P", "Q"]
channels = [["P", "Q"], ["Q", "P"]]        # each: from, to; or { from, to, delay, order }
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
program = { name = "bank", transfers = 0x10, balance = -3, loud = true, mood = "good" }
seed = 18446744073709551615
max_events = 1_000_000
schedule = "P! (P>Q Q>P)*3"
[snapshot]
algorithm = "chandy-lamport"
initiators = ["P", "Q"]
trigger = 101
snapshots = 2
"#;

fn read(text: &str) -> ScenarioFile {
    parse(text, "ring.toml").unwrap_or_else(|error| panic!("{error}"))
}

fn refused(text: &str) -> ScenarioError {
    match parse(text, "ring.toml") {
        Ok(file) => panic!("{text} was read as {file:?}"),
        Err(error) => error,
    }
}

/// A value as it was meant and as it is written.
fn said<T: Clone>(text: &str, value: &Option<Spanned<T>>) -> Option<(T, String)> {
    value.as_ref().map(|value| (value.get_ref().clone(), text[value.span()].to_string()))
}

fn texts(values: &[Spanned<String>]) -> Vec<&str> {
    values.iter().map(|value| value.get_ref().as_str()).collect()
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
    let file = read(EXERCISE);
    assert_eq!(said(EXERCISE, &file.start), Some(("P".into(), "\"P\"".into())));
    assert_eq!(file.program.unwrap().parameters, []);
    assert_eq!(file.snapshot.trigger.unwrap().into_inner(), TriggerEntry::State(101));
    let channels = file.channels.unwrap().into_inner();
    assert_eq!(channels[1].get_ref().from.get_ref(), "Q");
    assert_eq!(&EXERCISE[channels[1].span()], r#"["Q", "P"]"#);
    assert!(file.topology.is_none() && file.delay.is_none() && file.seed.is_none());
}

#[test]
fn everything_that_is_said_is_read_and_keeps_its_place() {
    let file = read(FULL);
    let quoted = |text: &str| Some((text.to_string(), format!("\"{text}\"")));
    assert_eq!(said(FULL, &file.name), quoted("Bänk"));
    assert_eq!(said(FULL, &file.delay), Some(("1..=20".parse().unwrap(), "\"1..=20\"".into())));
    assert_eq!(said(FULL, &file.hold), Some((Delay::ZERO, "0".into())));
    assert_eq!(said(FULL, &file.start), quoted("1..=100"));
    assert_eq!(said(FULL, &file.links), Some((Order::Fifo, "\"fifo\"".into())));
    let seed = u64::MAX.to_string();
    assert_eq!(said(FULL, &file.seed), Some((seed.clone(), seed)));
    assert_eq!(said(FULL, &file.max_events), Some((1_000_000, "1_000_000".into())));
    assert_eq!(said(FULL, &file.schedule), quoted("P! (P>Q Q>P)*3"));
    assert_eq!(texts(file.processes.as_ref().unwrap().get_ref()), ["P", "Q"]);
    let channels = file.channels.as_ref().unwrap().get_ref();
    assert_eq!((&channels[0].get_ref().delay, &channels[0].get_ref().order), (&None, &None));
    assert_eq!(said(FULL, &channels[1].get_ref().delay).unwrap().0, "1..=5".parse().unwrap());
    assert_eq!(said(FULL, &channels[1].get_ref().order).unwrap().0, Order::Unordered);
    assert_eq!(said(FULL, &file.snapshot.algorithm), quoted("chandy-lamport"));
    assert_eq!(said(FULL, &file.snapshot.trigger), Some((TriggerEntry::State(101), "101".into())));
    assert_eq!(said(FULL, &file.snapshot.snapshots), Some((2, "2".into())));
    match file.snapshot.initiators.as_ref().map(Spanned::get_ref) {
        Some(InitiatorsEntry::Named(names)) => assert_eq!(texts(names), ["P", "Q"]),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_programs_parameters_are_texts_in_the_order_of_the_file() {
    let program = read(FULL).program.unwrap();
    assert_eq!(program.name.get_ref(), "bank");
    let parameters: Vec<_> =
        program.parameters.iter().map(|p| (p.key.get_ref().as_str(), p.value.get_ref().as_str())).collect();
    assert_eq!(parameters, [("transfers", "16"), ("balance", "-3"), ("loud", "true"), ("mood", "good")]);
    assert_eq!(&FULL[program.parameters[0].key.span()], "transfers");
    assert_eq!(&FULL[program.parameters[0].value.span()], "0x10");
}

#[test]
fn what_can_be_said_in_two_ways_means_the_same() {
    let triggers = ["[snapshot]\ntrigger = 3", "[snapshot.trigger]\nstate = 3", "snapshot.trigger.state = 3"];
    for text in triggers {
        assert_eq!(read(text).snapshot.trigger.unwrap().into_inner(), TriggerEntry::State(3), "{text}");
    }
    let own = read("snapshot = { trigger = \"none\", initiators = \"any\" }").snapshot;
    assert_eq!(own.trigger.unwrap().into_inner(), TriggerEntry::OwnAccord);
    assert_eq!(own.initiators.unwrap().into_inner(), InitiatorsEntry::Any);
    let (one, list) = ("[snapshot]\ninitiator = \"p3\"", "[snapshot]\ninitiators = [\"p3\"]");
    assert_eq!(read(one).snapshot, read(list).snapshot);
    let (list, tables) = (
        "processes = [\"P\", \"Q\"]\nchannels = [[\"P\", \"Q\"]]",
        "processes = [\"P\", \"Q\"]\n[[channels]]\nfrom = \"P\"\nto = \"Q\"",
    );
    assert_eq!(read(list).channels, read(tables).channels);
    assert_eq!(read("delay = 5").delay, read("delay = \"5\"").delay);
    assert_eq!(read("start = 5").start, read("start = \"5\"").start);
    assert_eq!(read("seed = 0x1f").seed.unwrap().into_inner(), "31");
    assert_eq!(read("seed = \"0x1f\"").seed.unwrap().into_inner(), "0x1f");
}

#[test]
fn nothing_need_be_said() {
    for text in ["", "\n", "# a comment", "\u{feff}", "[snapshot]"] {
        let file = read(text);
        assert!(file.name.is_none() && file.program.is_none() && file.snapshot == SnapshotEntry::default());
    }
}

#[test]
fn a_later_finding_is_shown_like_an_earlier_one() {
    let file = read(FULL);
    let program = &file.program.as_ref().unwrap().name;
    let error = file.error_at(program.span(), "there is no program 'bank'", Some("try 'bench'".into()));
    let shown = "ring.toml:8:20: there is no program 'bank'\n\
        8 | program = { name = \"bank\", transfers = 0x10, balance = -3, loud = true, mood = \"good\" }\n  \
          |                    ^^^^^^\n\n  \
          tip: try 'bench'";
    assert_eq!(error.to_string(), shown);
    assert_eq!((error.line, error.column), (8, 20));
}

#[test]
fn a_file_is_read_the_same_with_a_byte_order_mark_and_with_windows_line_ends() {
    let mistake = refused("name = \"x\"\n\nseed = []\n");
    assert_eq!(refused("\u{feff}name = \"x\"\n\nseed = []\n"), mistake);
    assert_eq!(refused("name = \"x\"\r\n\r\nseed = []\r\n"), mistake);
    let first = refused("\u{feff}seed = []");
    assert_eq!((first.line, first.column), (1, 8));
}

#[test]
fn a_mistake_at_the_end_is_in_the_last_line() {
    let file = read("name = 'x'\r\n");
    for past in [10, 11, 12, 13] {
        let error = file.error_at(past..past, "what", None);
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
    let long = read("").error_at(0..0, huge.clone(), Some(huge));
    assert!(long.to_string().len() < 1000, "{long}");
    for (before, open) in
        [("x = ", "["), ("x = ", "{x="), ("x = {", "x."), ("", "x."), ("[", "x."), ("[[", "x.")]
    {
        let error = refused(&format!("{before}{}", open.repeat(100_000)));
        assert!(error.to_string().len() < 1000, "{error}");
    }
    let deep = refused(&format!("seed = 7\n{0}x = 1\n{0}y = 1\nname = \"r\"\n", "x.".repeat(100_000)));
    assert_eq!((deep.line, deep.column), (2, 1));
}

/// The position is in the file, the message is whole and of a reasonable length, and there is a caret.
fn is_shown(text: &str, error: &ScenarioError) -> Result<(), TestCaseError> {
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
        if let Err(error) = parse(&text, "ring.toml") {
            is_shown(&text, &error)?;
        }
    }

    #[test]
    fn any_edit_of_a_scenario_is_read_or_refused_at_a_place_in_it(edits in edits()) {
        let text = edited(FULL, &edits);
        if let Err(error) = parse(&text, "ring.toml") {
            is_shown(&text, &error)?;
        }
    }

    #[test]
    fn any_later_finding_is_shown_at_a_place_in_the_file(start: usize, end in 0..600_usize, what in "(?s).*") {
        for text in [FULL, "", "\n\n", "name = '銀行'"] {
            for start in [start, start % (text.len() + 2)] {
                is_shown(text, &read(text).error_at(start..end, what.clone(), None))?;
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
