//! The schema of scenario files: it accepts what the program reads, and no more.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::{run, stdout, text};

fn schema() -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(&stdout(&["schema", "scenario"])).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

fn toml_as_json(text: &str) -> Value {
    toml::from_str(text).unwrap()
}

#[test]
fn every_example_is_valid_and_no_other_key_is() {
    let schema = schema();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let files = std::fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path());
    let scenarios: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|kind| kind == "toml")).collect();
    assert!(!scenarios.is_empty());
    for path in scenarios {
        let mut scenario = toml_as_json(&std::fs::read_to_string(&path).unwrap());
        let wrong: Vec<_> = schema.iter_errors(&scenario).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", path.display());
        scenario["colour"] = "red".into();
        assert!(!schema.is_valid(&scenario), "{}", path.display());
    }
}

#[test]
fn the_schema_and_the_reader_are_of_one_mind() {
    let schema = schema();
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("scenario.toml");
    for (scenario, good) in [
        ("", true),
        ("name = 'x'\ntopology = 'ring:3'\nseed = '0x1f'\nmax_events = 500", true),
        (
            "processes = ['P', 'Q']\nchannels = [['P', 'Q'], { from = 'Q', to = 'P', delay = '1..=5', order = 'fifo' }]",
            true,
        ),
        ("topology = 'ring:3'\nprocesses = ['P']", false),
        ("channels = [['P', 'Q']]", false),
        ("processes = ['P', 'Q']\nchannels = [['P']]", false),
        ("processes = ['P', 'Q']\nchannels = [{ from = 'P' }]", false),
        ("processes = ['P', 'Q']\nchannels = [{ from = 'P', to = 'Q', colour = 1 }]", false),
        ("links = 'overtaking'", true),
        ("links = 'causal'", true),
        ("links = 'lossy'", false),
        ("delay = -1", false),
        ("delay = 1.5", false),
        ("max_events = 0", false),
        ("program = { name = 'bank', balance = 5 }\nsnapshot.initiators = 'any'", true),
        ("program = { balance = 5 }", false),
        ("program = { name = 'bank', balance = [5] }", false),
        ("snapshot.trigger = { state = 3 }", true),
        ("snapshot.trigger = 'never'", false),
        ("snapshot.trigger = { count = 3 }", false),
        ("snapshot.initiators = []", false),
        ("snapshot.initiators = 'P'", false),
        ("snapshot = { initiator = 'P', initiators = ['P'] }", false),
        ("snapshot.snapshots = 0", false),
        ("snapshot.snapshots = 1001", false),
        ("snapshot.colour = 1", false),
    ] {
        std::fs::write(&file, scenario).unwrap();
        let read = run(&["--scenario", file.to_str().unwrap(), "-q"]);
        assert_eq!(read.status.code() != Some(2), good, "{scenario}: {}", text(&read.stderr));
        assert_eq!(schema.is_valid(&toml_as_json(scenario)), good, "{scenario}");
    }
}
