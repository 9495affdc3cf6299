//! Control characters in files are shown and not obeyed.

use serde_json::Value;
use tempfile::TempDir;

use crate::places::{Kinds, Place};
use crate::{run, stdout};

/// Clears the screen, sets a title, is a C1 control, turns the direction of the text.
const EVIL: &str = "\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}2J\u{202e}";

fn harmless(bytes: &[u8]) -> bool {
    let plain = anstream::adapter::strip_str(std::str::from_utf8(bytes).unwrap()).to_string();
    let evil = |c: char| (c.is_control() && c != '\n' && c != '\t') || c == '\u{202e}';
    // Ours are styles only: what is left of anything else begins with ESC or is a control.
    let styles = String::from_utf8_lossy(bytes).split('\u{1b}').skip(1).all(|rest| {
        rest.strip_prefix('[').is_some_and(|rest| {
            rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m')
        })
    });
    styles && !plain.contains(evil)
}

#[test]
fn no_text_of_a_saved_run_steers_a_terminal() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("run.json");
    let file = file.to_str().unwrap();
    let clean: Value =
        serde_json::from_str(&stdout(&["--trigger", "2", "--links", "unordered", "-f", "json"])).unwrap();
    let all = Kinds::default().two_of_each(&clean, Value::is_string);
    assert!(all.len() > 40, "{} texts", all.len());
    for Place { pointer, path, .. } in all {
        let mut dirty = clean.clone();
        *dirty.pointer_mut(&pointer).unwrap() = Value::from(EVIL);
        std::fs::write(file, serde_json::to_string(&dirty).unwrap()).unwrap();
        for args in [&["replay", file][..], &["--scenario", file], &["shrink", file]] {
            let done = run(&[&["--color", "always"], args].concat());
            assert!(harmless(&done.stdout), "{args:?} {path}: {:?}", String::from_utf8_lossy(&done.stdout));
            assert!(harmless(&done.stderr), "{args:?} {path}: {:?}", String::from_utf8_lossy(&done.stderr));
        }
    }
}

#[test]
fn no_text_that_a_person_writes_steers_a_terminal() {
    let folder = TempDir::new().unwrap();
    let file = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_string()
    };
    let toml = |text: &str| file("s.toml", &text.replace("EVIL", "\\u001b[2J"));
    for scenario in [
        "name = \"EVIL\"",
        "program = \"EVIL\"",
        "topology = \"EVIL\"",
        "schedule = \"EVIL\"",
        "processes = [\"EVIL\"]",
        "\"EVIL\" = 1",
        "\u{9b}2J",
    ] {
        let done = run(&["--color", "always", "--scenario", &toml(scenario)]);
        assert!(
            harmless(&done.stdout) && harmless(&done.stderr),
            "{scenario}: {:?}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
    let evil = format!("2\nP{EVIL} 1\nQ 1\n");
    for args in [
        &["--topology", &file("x.top", &evil)][..],
        &["--events", &file("x.events", &format!("send P Q 1{EVIL}\n"))],
        &["--schedule", &file("x.schedule", EVIL)],
        &["replay", &file("x.jsonl", EVIL)],
        &["merge", &file("y.jsonl", EVIL)],
    ] {
        let done = run(&[&["--color", "always"], args].concat());
        assert!(
            harmless(&done.stdout) && harmless(&done.stderr),
            "{args:?}: {:?}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
}
