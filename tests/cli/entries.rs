//! What can be said of an experiment is said in one place: each entry is an option, in words that the help has, and a command
//! that is printed says it again.

use trace::spec::{ENTRIES, Entry};

use crate::{run, stdout, text};

/// A value of each entry that makes a difference, and what has to stand beside it.
const SAID: [(&str, &str, &[&str]); 17] = [
    ("topology", "ring:3", &[]),
    ("back_edges", "'Q->P'", &[]),
    ("program", "bank", &[]),
    ("param", "tokens=2", &[]),
    ("algorithm", "abs-unaligned", &[]),
    ("trigger", "7", &[]),
    ("start", "7", &["--trigger", "none"]),
    ("initiators", "P,Q", &[]),
    ("snapshots", "2", &[]),
    ("stable", "'P.count >= 0'", &[]),
    ("delay", "3", &[]),
    ("hold", "0..=30", &[]),
    ("links", "unordered", &[]),
    ("fault", "'drop:P->Q#3'", &[]),
    ("max_events", "5000", &[]),
    ("seed", "3", &[]),
    ("schedule", "'P! P>Q Q>P P>Q Q>P P>Q P>Q Q>P Q>P'", &["--trigger", "2"]),
];

/// These are said by files, which the tests of a course's forms have.
const OF_FILES: [&str; 2] = ["events", "delays"];

fn options() -> impl Iterator<Item = &'static Entry> {
    ENTRIES.iter().filter(|entry| entry.option.is_some())
}

#[test]
fn every_entry_is_an_option_of_every_command_that_runs_an_experiment() {
    for command in ["run", "check", "explore", "shrink", "step", "lesson", "diff", "node", "live"] {
        let help = stdout(&[command, "--help"]);
        let words: Vec<_> = help.split_whitespace().collect();
        for entry in options() {
            let usage = entry.option.unwrap();
            let hidden = match command {
                "explore" => entry.timing || entry.chooses || entry.name == "max_events",
                "check" => entry.chooses,
                "node" | "live" => ["schedule", "delay", "delays", "events", "fault"].contains(&entry.name),
                _ => false,
            };
            let told = help.contains(&format!("--{} <{}>", entry.option_name(), usage.value));
            assert_eq!(told, !hidden, "{command} --{}", entry.option_name());
            let said: Vec<_> = usage.help.split_whitespace().collect();
            assert!(
                hidden || words.windows(said.len()).any(|part| part == said),
                "{command}: {}",
                usage.help
            );
        }
    }
}

#[test]
fn what_is_said_by_any_option_is_in_the_command_that_is_printed_and_in_the_file_that_is_saved() {
    let named: Vec<_> = SAID.iter().map(|(name, ..)| *name).collect();
    assert!(options().all(|entry| named.contains(&entry.name) || OF_FILES.contains(&entry.name)));
    let (usual, folder) = (saved(&[]), tempfile::TempDir::new().unwrap());
    let file = folder.path().join("run.json");
    for (name, value, beside) in SAID {
        let entry = ENTRIES.iter().find(|entry| entry.name == name).unwrap();
        let option = format!("--{}", entry.option_name());
        // As a shell takes it.
        let args = [&[option.as_str(), value.trim_matches('\'')], beside].concat();
        let report = stdout(&args);
        let command = report.lines().find_map(|line| line.strip_prefix("reproduce: ")).unwrap();
        assert!(command.contains(&format!("{option} {value}")), "{command}");
        let config = saved(&args);
        let fields = usual.as_object().unwrap().keys().chain(config.as_object().unwrap().keys());
        let mut changed: Vec<_> = fields.filter(|field| usual[field] != config[field]).collect();
        changed.retain(|field| entry.fields.contains(&field.as_str()));
        assert_ne!(changed, Vec::<&String>::new(), "{option}");
        std::fs::write(&file, config.to_string()).unwrap();
        assert_eq!(saved(&["--scenario", file.to_str().unwrap()]), config, "{option}");
    }
}

#[test]
fn the_algorithm_is_saved_and_printed_only_where_it_is_not_the_usual_one_and_a_run_by_another_is_no_scenario()
{
    let said = ["--algorithm", "chandy-lamport"];
    assert_eq!(stdout(&said), stdout(&[]));
    assert_eq!(saved(&said)["algorithm"], "chandy-lamport");
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("run.json");
    let mut config = saved(&[]);
    let all: Vec<_> = snapshot::algorithms::ALL.iter().map(|entry| entry.name).collect();
    for (name, tip) in [
        ("by-hand", format!("the algorithms are {}", all.join(", "))),
        ("chandy-lamprot", "a similar algorithm exists: 'chandy-lamport'".to_string()),
    ] {
        config["algorithm"] = name.into();
        std::fs::write(&file, config.to_string()).unwrap();
        let refused = run(&["--scenario", file.to_str().unwrap()]);
        assert_eq!(refused.status.code(), Some(2));
        let error = format!("error: config.algorithm: there is no algorithm '{name}'\n\n  tip: {tip}\n");
        assert_eq!(text(&refused.stderr), error);
    }
}

/// The configuration of a run that is saved.
fn saved(args: &[&str]) -> serde_json::Value {
    let done = run(&[args, &["-f", "json"]].concat());
    let run: serde_json::Value = serde_json::from_str(&text(&done.stdout)).unwrap();
    run["config"].clone()
}
