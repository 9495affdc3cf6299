//! Numbers at which something may overflow, in every option that takes one and in every number of a file.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::places::{Kinds, Place};
use crate::{run, stdout, text};

/// The ends of what numbers of 32, 53 and 64 bits can be, and what is just past them.
const NUMBERS: [&str; 8] = [
    "0",
    "4294967296",
    "9007199254740992",
    "9007199254740993",
    "18446744073709551615",
    "18446744073709551616",
    "-1",
    "1e400",
];

/// Commands, with what keeps them short whatever the number is.
const COMMANDS: [&[&str]; 6] = [
    &["run", "--max-events", "300"],
    &["check", "--seeds", "0..2", "--max-events", "300"],
    &["explore", "--max-states", "100"],
    &["shrink", "--links", "unordered", "--seed", "0", "--max-runs", "3", "--max-events", "300"],
    &["convert", "run.json", "-f", "svg"],
    &["replay", "run.json"],
];

/// What a value with this number in it looks like, by what stands for it in the help; `None` if it is no number.
fn values(kind: &str, number: &str) -> Option<Vec<String>> {
    let forms: &[&str] = match kind {
        "SEED" | "N" | "K" | "MIB" | "MS" => &["V"],
        "A..B" => &["V..V", "V..=V"],
        "TICKS" => &["V", "0..=V", "V..9223372036854775807", "V..V"],
        "EVENTS" => &["V..V", "0..V", "V..=V", "V..18446744073709551615"],
        "KEY=VALUE" => {
            &["tokens=V", "receipts=V", "lose=V", "double=V", "balance=V", "transfers=V", "words=V"]
        }
        "FAULT" => &[
            "drop:P->Q#V",
            "drop:P->Q#markerV",
            "double:P->Q@V",
            "crash:P#V",
            "drop:P->Q:V/V",
            "drop:P->Q:1/V",
        ],
        "SHAPE" => &["ring:V", "complete:V", "star:V", "grid:VxV", "random:V,V,V", "random:3,4,V"],
        "CHANNELS" => &["P->V", "V->V"],
        "PROCESSES" => &["P:V", "P@V", "P:V@V", "P:1@V,Q:2@V"],
        "P@TIME" => &["P@V"],
        "I/N" => &["V/V", "1/V", "V/2"],
        "SCHEDULE" => &["P!V", "P! P>Q#V", "P! (P>Q Q>P)*V"],
        "FILE" | "DIR" | "FORMAT" | "NAME" | "NAMES" | "PREDICATE" | "DETECTOR" | "ORDER" | "AXIS"
        | "PARTS" | "HOW" | "WHEN" | "SCHEME" => {
            return None;
        }
        other => panic!("say in this test how a <{other}> has numbers"),
    };
    Some(forms.iter().map(|form| form.replace('V', number)).collect())
}

/// The options of a command, and what stands for their values: as its own help says.
fn options(command: &str) -> Vec<(String, String)> {
    let help = stdout(&[command, "--help"]);
    let option = |line: &str| {
        let (_, long) = line.split_once("--")?;
        let (name, kind) = long.split_once(" <")?;
        let is_option = line.trim_start().starts_with('-') && !name.contains(' ');
        is_option.then(|| (format!("--{name}"), kind.split('>').next().unwrap_or_default().to_string()))
    };
    help.lines().filter_map(option).collect()
}

/// The program that a parameter is of, if it is not the usual one.
fn program_of(value: &str) -> &'static [&'static str] {
    match value.split('=').next() {
        Some("balance" | "transfers") => &["--program", "bank"],
        Some("words") => &["--program", "chatter"],
        _ => &[],
    }
}

/// A command with this option, whatever it had before.
fn with(command: &[&str], option: &str, value: &str) -> Vec<String> {
    let mut words: Vec<String> = command.iter().map(ToString::to_string).collect();
    if let Some(place) = words.iter().position(|word| word == option) {
        words.drain(place..place + 2);
    }
    words.push(format!("{option}={value}"));
    if option == "--param" {
        words.extend(program_of(value).iter().map(ToString::to_string));
    }
    if option != "--max-memory" {
        words.extend(["--max-memory", "100"].map(String::from));
    }
    words
}

/// What happened, if it is none of the ways in which the program may end.
fn fault(words: &[String], output: &Output) -> Option<String> {
    let is_fine = matches!(output.status.code(), Some(0..=3));
    (!is_fine).then(|| format!("{words:?}: {}: {}", output.status, text(&output.stderr)))
}

#[test]
fn no_number_in_an_option_brings_the_program_down() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("run.json");
    fs::write(&file, stdout(&["--trigger", "3", "-f", "json"])).unwrap();
    let mut faults = Vec::new();
    for command in COMMANDS {
        let command: Vec<&str> = command
            .iter()
            .map(|word| if *word == "run.json" { file.to_str().unwrap() } else { word })
            .collect();
        for (option, kind) in options(command[0]) {
            for number in NUMBERS {
                for value in values(&kind, number).iter().flatten() {
                    let words = with(&command, &option, value);
                    let args: Vec<&str> = words.iter().map(String::as_str).collect();
                    faults.extend(fault(&words, &run(&args)));
                }
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

/// Whether it is a number, or a text that is one.
fn is_number(value: &Value) -> bool {
    value.is_number() || value.as_str().is_some_and(|text| text.parse::<u64>().is_ok())
}

/// A run with another number in one place: as JSON has it, however large.
fn changed(saved: &Value, place: &str, number: &str) -> String {
    const HERE: &str = "the number is here";
    let mut changed = saved.clone();
    let value = changed.pointer_mut(place).unwrap();
    let is_text = value.is_string();
    *value = json!(HERE);
    let here = if is_text { HERE.to_string() } else { format!("\"{HERE}\"") };
    changed.to_string().replace(&here, number)
}

fn commands(file: &Path) -> [Vec<&str>; 4] {
    let file = file.to_str().unwrap();
    [
        vec!["replay", file],
        vec!["convert", file, "-f", "html"],
        vec!["convert", file, "-f", "perfetto"],
        vec!["-q", "--max-memory", "100", "--max-events", "300", "--scenario", file],
    ]
}

#[test]
fn no_number_in_a_saved_run_brings_the_program_down() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("run.json");
    let small =
        ["--program", "bank", "--topology", "complete:3", "--param", "transfers=3", "--start", "1..=9"];
    let saved = stdout(&[&small[..], &["--snapshots", "2", "-f", "json"]].concat());
    let saved: Value = serde_json::from_str(&saved).unwrap();
    let mut faults = Vec::new();
    let all = Kinds::default().two_of_each(&saved, is_number);
    let all: Vec<_> = all.into_iter().map(|Place { pointer, .. }| pointer).collect();
    assert!(all.iter().any(|place| place == "/config/max_events") && all.len() > 30, "{all:?}");
    for (number_of_place, place) in all.iter().enumerate() {
        // What is no number of any kind is refused before anybody asks where it stands.
        let none = (number_of_place == 0).then_some("1e400");
        for number in ["0", "4294967296", "18446744073709551615"].into_iter().chain(none) {
            fs::write(&file, changed(&saved, place, number)).unwrap();
            for args in commands(&file) {
                let words: Vec<String> = args.iter().map(ToString::to_string).collect();
                let told = fault(&words, &run(&args));
                faults.extend(told.map(|told| format!("{place} = {number}: {told}")));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn no_number_that_is_typed_in_a_file_brings_the_program_down() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    fs::write(path("a.events"), "hold P 5\nsnapshot P\nsend P Q 2\ntick 9\n").unwrap();
    let mut faults = Vec::new();
    for (name, forms, args) in TYPED {
        for (form, number) in forms.iter().flat_map(|form| NUMBERS.map(|number| (form, number))) {
            fs::write(path(name), form.replace('V', number)).unwrap();
            let words = args.iter().map(|word| word.replace("DIR", folder.path().to_str().unwrap()));
            let words: Vec<String> = words.chain(["--max-memory", "100"].map(String::from)).collect();
            let args: Vec<&str> = words.iter().map(String::as_str).collect();
            let told = fault(&words, &run(&args));
            faults.extend(told.map(|told| format!("{form} with {number}: {told}")));
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

/// What a file may say, by its name, and a command that reads it.
const TYPED: &[(&str, &[&str], &[&str])] = &[
    (
        "a.top",
        &["V\nP 1\nQ 1\nP Q\nQ P\n", "2\nP V\nQ V\nP Q\nQ P\n"],
        &["--topology", "DIR/a.top", "--events", "DIR/a.events"],
    ),
    (
        "b.top",
        &["2\nP V\nQ 1\nP Q\nQ P\n", "2\nP V\nQ V\nP Q\nQ P\n"],
        &["--topology", "DIR/b.top", "--program", "bank"],
    ),
    (
        "b.events",
        &[
            "snapshot P\ntick V\ntick V\n",
            "hold P V\nhold Q V\nsnapshot Q\nsend Q P V\n",
            "hold P V a, V b\nsend P Q V a, V b \"x\"\nsnapshot Q\n",
        ],
        &["--events", "DIR/b.events", "-f", "json"],
    ),
    (
        "a.delays",
        &["V\nV\nV\nV\n", "1\nV\n1\n1\n"],
        &["--events", "DIR/a.events", "--delays", "DIR/a.delays"],
    ),
    (
        "a.toml",
        &[
            "seed = V",
            "max_events = 300\ndelay = V\nhold = \"V..=V\"",
            "max_events = V",
            "max_events = 300\nstart = V\nsnapshot = { trigger = \"none\" }",
            "max_events = 300\nsnapshot = { trigger = V, snapshots = V }",
            "max_events = 300\nsnapshot = { trigger = { state = V } }",
            "max_events = 300\nsnapshot = { initiators = [\"P:V@V\"] }",
            "max_events = 300\nprogram = { name = \"token-ring\", tokens = V, receipts = V }",
            "max_events = 300\nprogram = { name = \"bank\", balance = V, transfers = V }",
            "max_events = 300\nprogram = { name = \"chatter\", words = V }",
            "topology = \"grid:VxV\"",
            "processes = [\"P\", \"Q\"]\nchannels = [{ from = \"P\", to = \"Q\", delay = V }, [\"Q\", \"P\"]]",
            "schedule = \"P! (P>Q#V)*V\"",
        ],
        &["--scenario", "DIR/a.toml"],
    ),
];
