//! A command line at random, and the files that it may name.

use std::fs;
use std::io;
use std::path::Path;

use fuzz::corpus::Corpus;
use fuzz::mutate::{below, damaged};
use fuzz::readers::named;
use sim_core::Random;

use crate::options::{Command, Opt};

/// A file that a case brings with it: what it is called, and the reader whose texts it may have.
const FILES: [(&str, &str); 9] = [
    ("run.json", "json"),
    ("run.jsonl", "jsonl"),
    ("p.jsonl", "local"),
    ("s.toml", "scenario"),
    ("net.top", "top"),
    ("e.events", "events"),
    ("d.delays", "delays"),
    ("f.sched", "schedule"),
    ("c.toml", "cluster"),
];
/// One in so many values belongs somewhere else.
const STRAY: usize = 8;
/// One in so many files is damaged.
const DAMAGED: usize = 3;

/// Values of a kind, by what stands for them in the help.
const VALUES: &[(&str, &[&str])] = &[
    ("SEED", &["7", "0x10", "random", "18446744073709551615", "18446744073709551616", "-1"]),
    ("A..B", &["0..20", "5..5", "0..3", "18446744073709551600..18446744073709551615", "9..2"]),
    ("SCHEDULE", &["P! P>Q", "(P! P>Q Q>P)*5", "f.sched", "((P!)*9999)*9999", "", "p0!"]),
    (
        "SHAPE",
        &[
            "ring:2",
            "ring:3",
            "complete:4",
            "line:3",
            "star:4",
            "grid:2x3",
            "random:5,8",
            "net.top",
            "ring:1000",
            "complete:100000",
            "ring:4294967295",
            "ring:0",
            "complete:3",
            "grid:0x3",
            "random:3,99999999",
        ],
    ),
    (
        "NAME",
        &["token-ring", "bank", "chatter", "script", "P", "p0", "channels", "complete", "check", "scenario"],
    ),
    (
        "KEY=VALUE",
        &[
            "tokens=3",
            "tokens=0",
            "balance=5",
            "transfers=3",
            "words=2",
            "receipts=4",
            "=",
            "tokens=18446744073709551615",
        ],
    ),
    ("PROCESSES", &["P", "P,Q", "any", "p0,p1", "P:1@2,Q:2@3", "P@none", ",", "P,P"]),
    ("TICKS", &["0", "1", "1..=5", "3..9", "5..5", "18446744073709551615", "0..=18446744073709551615"]),
    ("EVENTS", &["all", "snapshot", "0..5", "10..=20", "5..5"]),
    (
        "FILE",
        &[
            "run.json",
            "run.jsonl",
            "p.jsonl",
            "s.toml",
            "net.top",
            "e.events",
            "d.delays",
            "c.toml",
            "out",
            "none",
            ".",
            "-",
            "/dev/null",
            "/dev/zero",
        ],
    ),
    ("ADDRESS", &["127.0.0.1:0", "127.0.0.1:1", "nowhere:1", ":", "127.0.0.1:99999"]),
    ("FOLDER", &["logs", ".", "run.json"]),
    ("MS", &["0", "1", "200"]),
    ("MIB", &["0", "1", "64", "18446744073709551615"]),
    ("CHANNELS", &["Q->P", "P->Q,Q->P", "p1->p0,p2->p0,p2->p1", "p0->p1", "p2->p1,p2->p1", "->", ",", "P"]),
    ("AXIS", &["time", "order"]),
    ("WHEN", &["auto", "always", "never"]),
    ("FORMAT", &["json", "csv", "text"]),
    ("N", &["1", "2", "3", "5", "20", "1000", "0", "-1", "none", "18446744073709551615"]),
    ("K", &["1", "2", "3", "0", "1000", "1001"]),
];

/// What is run, so that all else makes a difference: any algorithm can be run on one of them.
const GROUNDS: &[&[&str]] = &[
    &["--topology", "complete:3", "--program", "bank", "--initiators", "p0"],
    &["--topology", "complete:3", "--program", "bank", "--initiators", "any"],
    &["--topology", "star:3", "--program", "bank", "--snapshots", "2"],
    &["--topology", "ring:3", "--param", "tokens=3"],
    &["--scenario", "s.toml"],
    &["--topology", "net.top", "--events", "e.events"],
];

/// A command line, and the files that are there.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) words: Vec<String>,
    pub(crate) files: Vec<(&'static str, String)>,
}

impl Case {
    /// The case of this number: always the same for the same commands.
    pub(crate) fn new(seed: u64, number: u64, commands: &[Command], corpus: &Corpus) -> Self {
        let mut random = Random::new(seed.rotate_left(32) ^ number);
        let command = &commands[below(&mut random, commands.len())];
        let mut words: Vec<String> = command.name.iter().cloned().collect();
        for (place, must) in &command.places {
            if *must || below(&mut random, 2) == 0 {
                words.push(value(&mut random, place, &[]));
            }
        }
        let experiment = experiment(&mut random, &command.options);
        // The more is said at random, the less of it is run.
        let more = if experiment.is_empty() { 6 } else { 3 };
        words.extend(experiment);
        for _ in 0..below(&mut random, more) {
            let option = &command.options[below(&mut random, command.options.len())];
            if !words.contains(&option.name) || below(&mut random, STRAY) == 0 {
                words.extend(given(&mut random, option));
            }
        }
        Self { words, files: files(&mut random, corpus) }
    }

    /// As one would type it.
    pub(crate) fn line(&self) -> String {
        let quoted = |word: &String| format!("'{}'", word.replace('\'', "'\\''"));
        self.words.iter().map(quoted).collect::<Vec<_>>().join(" ")
    }

    /// Writes its files into a folder that has nothing else.
    pub(crate) fn write(&self, folder: &Path) -> io::Result<()> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        self.files.iter().try_for_each(|(name, text)| fs::write(folder.join(name), text))
    }
}

/// For every other command that runs experiments: which algorithms, and where.
fn experiment(random: &mut Random, options: &[Opt]) -> Vec<String> {
    let algorithms = options.iter().find(|option| option.name.starts_with("--algorithm"));
    let Some(algorithms) = algorithms.filter(|_| below(random, 2) == 0) else { return Vec::new() };
    let mut words = given(random, algorithms);
    words.extend(GROUNDS[below(random, GROUNDS.len())].iter().map(|word| (*word).to_string()));
    if let Some(links) = options.iter().find(|option| option.name == "--links" && below(random, 2) == 0) {
        words.extend(given(random, links));
    }
    words
}

fn given(random: &mut Random, option: &Opt) -> Vec<String> {
    match &option.value {
        Some(kind) => vec![option.name.clone(), value(random, kind, &option.possible)],
        None => vec![option.name.clone()],
    }
}

/// A value of a kind, or now and then of another.
fn value(random: &mut Random, kind: &str, possible: &[String]) -> String {
    if below(random, STRAY) == 0 {
        let (_, others) = VALUES[below(random, VALUES.len())];
        return others[below(random, others.len())].to_string();
    }
    if kind == "NAMES" && !possible.is_empty() {
        let names = (0..=below(random, 3)).map(|_| possible[below(random, possible.len())].as_str());
        return names.collect::<Vec<_>>().join(",");
    }
    if !possible.is_empty() {
        return possible[below(random, possible.len())].clone();
    }
    match VALUES.iter().find(|(name, _)| *name == kind) {
        Some((_, values)) => values[below(random, values.len())].to_string(),
        None => kind.to_lowercase(),
    }
}

/// The files, some of them damaged.
fn files(random: &mut Random, corpus: &Corpus) -> Vec<(&'static str, String)> {
    let file = |(name, reader): &(&'static str, &str)| {
        let texts = corpus.of(named(reader).expect("there is such a reader"));
        let text = &texts[below(random, texts.len())];
        let whole = below(random, DAMAGED) > 0;
        (*name, if whole { text.clone() } else { damaged(random, text, text) })
    };
    FILES.iter().map(file).collect()
}
