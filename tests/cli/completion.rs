//! Completion, asked as a shell asks it.

#![cfg(unix)]

use std::process::Command;

use tempfile::TempDir;

use crate::{stdout, text};

/// What bash proposes after these words, the last of which is being typed.
fn proposed(words: &[&str]) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("saved.json"), "").unwrap();
    let script = folder.path().join("completions");
    std::fs::write(&script, stdout(&["completions", "bash"])).unwrap();
    let quoted: Vec<_> = words.iter().map(|word| format!("'{word}'")).collect();
    let (current, before) = (words[words.len() - 1], words[words.len() - 2]);
    let ask = format!(
        "source '{}'; cd '{}'; COMP_WORDS=({}); COMP_CWORD={}; _sim sim '{current}' '{before}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        script.display(),
        folder.path().display(),
        quoted.join(" "),
        words.len() - 1
    );
    let done = Command::new("bash").args(["--norc", "-c", &ask]).output().unwrap();
    text(&done.stdout).lines().filter(|line| !line.is_empty()).map(str::to_string).collect()
}

#[test]
fn bash_proposes_names_and_files_where_they_belong() {
    for (words, some) in [
        (&["sim", "--program", ""][..], &["token-ring", "bank", "script", "chatter"][..]),
        (&["sim", "--program", "ba"], &["bank"]),
        (&["sim", "check", "--program", "tok"], &["token-ring"]),
        (&["sim", "--algorithm", "chan"], &["chandy-lamport"]),
        (&["sim", "--topology", "com"], &["complete:3"]),
        (&["sim", "explore", "--topology", ""], &["ring:2", "grid:2x3"]),
        (&["sim", "--param", "bal"], &["balance=10"]),
        (&["sim", "--initiators", ""], &["any"]),
        (&["sim", "shrink", "--check", "one"], &["one-message"]),
        (&["sim", "--scenario", "sa"], &["saved.json"]),
        (&["sim", "-o", "sa"], &["saved.json"]),
        (&["sim", "--schedule", "sa"], &["saved.json"]),
        (&["sim", "check", "-f", "js"], &["json", "jsonl"]),
        (&["sim", "m"], &["merge", "man"]),
    ] {
        let proposed = proposed(words);
        for name in some {
            assert!(proposed.iter().any(|word| word == name), "{words:?}: {name} is not in {proposed:?}");
        }
    }
    // Where nothing is proposed, bash itself proposes files.
    assert!(stdout(&["completions", "bash"]).contains("-o bashdefault -o default"));
    for command in ["replay", "convert", "merge", "step", "shrink"] {
        assert_eq!(proposed(&["sim", command, "sa"]), Vec::<String>::new(), "{command}");
    }
}

#[test]
fn other_shells_are_told_the_names_too() {
    for shell in ["zsh", "fish"] {
        let script = stdout(&["completions", shell]);
        assert!(script.contains("token-ring") && script.contains("complete"), "{shell}");
    }
}

#[test]
fn what_is_proposed_is_not_all_that_can_be_typed() {
    assert!(!stdout(&["--topology", "ring:7", "--trigger", "3", "-q"]).is_empty());
}
