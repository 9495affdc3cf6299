//! What a topology file says that each process has: used, or told of.

use tempfile::TempDir;

use crate::{run, sim, text};

/// A ring of three with 600 tokens in all.
fn topology() -> (TempDir, String) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("t.top");
    std::fs::write(&path, "3\na 100\nb 200\nc 300\na b\nb c\nc a\n").unwrap();
    let path = path.to_str().unwrap().to_string();
    (folder, path)
}

#[test]
fn a_bank_takes_the_tokens_of_a_topology_file_as_balances_also_when_it_is_run_again() {
    let (folder, top) = topology();
    let saved = folder.path().join("run.json");
    let saved = saved.to_str().unwrap();
    let run_once = run(&["--topology", &top, "--program", "bank", "-f", "json", "-o", saved]);
    assert_eq!((run_once.status.code(), text(&run_once.stderr)), (Some(0), String::new()));
    let run_once: serde_json::Value = serde_json::from_slice(&std::fs::read(saved).unwrap()).unwrap();
    assert_eq!(run_once["config"]["tokens"], serde_json::json!([100, 200, 300]));
    assert!(text(&run(&["--topology", &top, "--program", "bank"]).stdout).contains("600"));
    assert_eq!(run(&["replay", saved]).status.code(), Some(0));
    let again = text(&run(&["--scenario", saved]).stdout);
    assert!(again.contains("600"), "{again}");
    let twice = run(&["--topology", &top, "--program", "bank", "--param", "balance=5"]);
    assert_eq!(twice.status.code(), Some(2));
    assert!(text(&twice.stderr).contains("'balance' changes nothing"));
}

#[test]
fn balances_that_cannot_be_are_refused() {
    let (folder, top) = topology();
    let run_once = text(&run(&["--topology", &top, "--program", "bank", "-f", "json"]).stdout);
    for tokens in ["[100,200]", "[18446744073709551615,1,1]"] {
        let tampered = run_once.replacen("[100,200,300]", tokens, 1);
        assert_ne!(tampered, run_once);
        let file = folder.path().join("tampered.json");
        std::fs::write(&file, tampered).unwrap();
        for command in ["replay", "--scenario"] {
            let refused = run(&[command, file.to_str().unwrap()]);
            let told = text(&refused.stderr);
            assert_eq!(refused.status.code(), Some(2), "{told}");
            assert!(told.contains("tokens: expected a number for each of 3 processes"), "{told}");
        }
    }
}

#[test]
fn a_program_that_has_no_use_for_tokens_says_so() {
    let (_folder, top) = topology();
    for program in ["token-ring", "chatter"] {
        let done = run(&["--topology", &top, "--program", program, "-q"]);
        assert_eq!(done.status.code(), Some(0));
        assert!(text(&done.stderr).contains(&format!("'{program}' has no use for the tokens")));
    }
}

#[test]
fn tokens_instead_of_which_a_script_says_something_else_are_told_of() {
    let (folder, top) = topology();
    let script = folder.path().join("s.events");
    for (holds, told) in [
        (
            "hold a 5 $",
            "warning: a 'hold' line says what a has, instead of the tokens in the topology file\n",
        ),
        (
            "hold a 1\nhold c 300 tokens",
            "warning: a 'hold' line says what a has, instead of the tokens in the topology file\n",
        ),
        ("hold a 100, 5 $", ""),
    ] {
        std::fs::write(&script, format!("{holds}\nsnapshot a")).unwrap();
        let done = run(&[
            "--topology",
            &top,
            "--program",
            "script",
            "--param",
            &format!("file={}", script.display()),
        ]);
        assert_eq!((done.status.code(), text(&done.stderr).as_str()), (Some(0), told), "{holds}");
    }
}

#[test]
fn a_failing_bank_is_shrunk_with_the_balances_that_it_has() {
    let (_folder, top) = topology();
    let bank = ["--topology", &top, "--program", "bank", "--links", "unordered"];
    let done = sim(&["shrink", "--seed", "0"]).args(bank).output().unwrap();
    let report = text(&done.stdout);
    let (_, schedule) =
        report.split_once("reproduce: sim --schedule '").expect("it says how to see it again");
    let (schedule, options) = schedule.split_once('\'').unwrap();
    assert!(options.contains(&top) && report.contains("200 (10 to go)"), "{report}");
    assert_eq!(sim(&["--schedule", schedule]).args(bank).output().unwrap().status.code(), Some(1));
}

#[test]
fn what_a_script_with_ticks_has_no_use_for_is_refused() {
    let (folder, top) = topology();
    let events = folder.path().join("t.events");
    std::fs::write(&events, "send a b 1\nsnapshot a\ntick 9\n").unwrap();
    let events = events.to_str().unwrap();
    for option in ["--hold", "--start"] {
        let refused = run(&["--topology", &top, "--events", events, option, "5"]);
        assert_eq!(refused.status.code(), Some(2));
        assert!(text(&refused.stderr).contains(&format!("'{option}' changes nothing")));
    }
    let refused = run(&["--initiators", "P@5", "--start", "3"]);
    assert_eq!(refused.status.code(), Some(2));
}
