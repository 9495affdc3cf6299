//! `--fault`: what goes wrong is told, drawn, saved, searched and made small, and refused where it means nothing.

use tempfile::TempDir;

use crate::{code, run, stdout, text};

const BANK: [&str; 10] = [
    "--topology",
    "complete:2",
    "--program",
    "bank",
    "--param",
    "balance=2",
    "--param",
    "transfers=1",
    "--initiators",
    "p0",
];

/// What does not hold, and why.
fn failures(report: &str) -> Vec<&str> {
    report
        .lines()
        .skip_while(|line| !line.contains("FAIL"))
        .take_while(|line| !line.contains("  ?  "))
        .collect()
}

/// The words of a printed command, without the first; it has quotes around some.
fn words(command: &str) -> Vec<String> {
    let parts = command.split('\'').enumerate();
    let words = parts.flat_map(|(place, part)| match place % 2 {
        0 => part.split_whitespace().map(str::to_string).collect::<Vec<_>>(),
        _ => vec![part.to_string()],
    });
    words.skip(1).collect()
}

/// What a report says a line is.
fn labelled<'a>(report: &'a str, label: &str) -> &'a str {
    let line = report.lines().find_map(|line| line.trim_start().strip_prefix(label)).unwrap();
    line.split("        ").next().unwrap().trim()
}

#[test]
fn a_run_with_faults_is_made_again_by_its_seed_by_its_schedule_and_from_its_file() {
    let folder = TempDir::new().unwrap();
    for fault in [
        "drop:P->Q#marker",
        "drop:P->Q#5",
        "crash:Q#3",
        "crash:Q@55",
        "double:P->Q#marker",
        "drop:P->Q",
        "drop:Q->P:1/3",
    ] {
        let args = ["--seed", "1", "--trigger", "3", "--fault", fault];
        let told = text(&run(&args).stdout);
        assert!(told.contains(&format!("; with {fault}")), "{told}");
        let again = words(labelled(&told, "reproduce:"));
        let again: Vec<&str> = again.iter().map(String::as_str).collect();
        assert_eq!(text(&run(&again).stdout), told);
        if told.contains("FAIL") {
            let by_schedule = words(labelled(&told, "or by its schedule:"));
            let by_schedule: Vec<&str> = by_schedule.iter().map(String::as_str).collect();
            let report = text(&run(&by_schedule).stdout);
            let reason = |report: &str| failures(report)[0].to_string();
            assert_eq!(reason(&report), reason(&told), "{fault}");
        }
        let file = folder.path().join("run.json");
        let file = file.to_str().unwrap();
        run(&[&args[..], &["-f", "json", "-o", file]].concat());
        let replayed = text(&run(&["replay", file]).stdout);
        assert!(replayed.starts_with("same: all "), "{fault}: {replayed}");
        for claim in ["times", "clocks", "as claimed"] {
            assert!(replayed.contains(&format!("  ok    {claim:<12}  ")), "{fault}: {replayed}");
        }
        for form in ["svg", "html", "shiviz", "mermaid", "dot", "csv", "perfetto"] {
            assert_eq!(code(&["convert", file, "-f", form]), 0, "{fault} as {form}");
        }
    }
}

#[test]
fn a_snapshot_that_did_not_begin_is_told_with_what_it_waits_for_and_no_more() {
    let venkatesan = ["--algorithm", "venkatesan", "--trigger", "4", "--snapshots", "2"];
    let with = |rest: &[&str]| text(&run(&[&venkatesan[..], rest].concat()).stdout);
    let vain = with(&["--fault", "drop:P->Q#marker"]);
    let waits = "No snapshot 2: it waits for snapshot 1, which never will be complete (what is missing cannot come any more).";
    assert!(vain.contains(waits), "{vain}");
    let says = |most: &str, said: &str| {
        let told = with(&["--max-events", most]);
        assert!(told.contains(&format!("No snapshot 2: {said} ({most} events were not enough")), "{told}");
    };
    says("28", "P did not come to send with state 5");
    says("34", "it waits for snapshot 1, which is not complete");
    says("44", "it waited for snapshot 1, which was complete at t=164");
    let quiet = with(&["--max-events", "34", "--quiet"]);
    assert!(quiet.contains("No snapshot 2: P did not start it (34 events"), "{quiet}");
    let crashed = text(&run(&[&BANK[..], &["--start", "50", "--fault", "crash:p0#1"]].concat()).stdout);
    assert!(crashed.contains("No snapshot: p0 crashed (what is missing cannot come any more)."), "{crashed}");
}

#[test]
fn what_was_lost_before_the_cut_is_told_where_what_is_conserved_holds() {
    let told = text(&run(&[&BANK[..], &["--start", "60", "--fault", "drop:p0->p1#1"]].concat()).stdout);
    let line = "  ok    one-message   3 units of money in the recorded state; 4 units of money at first, less what was lost before the cut";
    assert!(told.contains(line), "{told}");
}

#[test]
fn a_sweep_says_in_how_many_runs_the_fault_happened() {
    let check = ["check", "--seeds", "0..30", "--fault"];
    let none = stdout(&[&check[..], &["crash:P@99999"]].concat());
    assert!(none.ends_with("30 seeds: 30 good, 0 failed; the fault happened in none of them\n"), "{none}");
    let late = [&check[..], &["crash:P@2100,crash:P@99999"]].concat();
    let some = text(&run(&late).stdout);
    let json: serde_json::Value =
        serde_json::from_slice(&run(&[&late[..], &["-f", "json"]].concat()).stdout).unwrap();
    let runs = json["with_faults"].as_u64().unwrap();
    assert!(0 < runs && runs < 30, "{json}");
    assert!(some.ends_with(&format!("; at least one of the faults happened in {runs} of them\n")), "{some}");
    assert!(!stdout(&["check", "--seeds", "0..3", "-f", "json"]).contains("with_faults"));
    let until = run(&[
        "check",
        "--seeds",
        "0..3",
        "--until",
        "terminated",
        "--snapshots",
        "1",
        "--fault",
        "drop:P->Q#3",
    ]);
    assert!(text(&until.stdout).ends_with("; the fault happened in 3 of them\n"), "{}", text(&until.stdout));
}

#[test]
fn where_nobody_has_times_the_head_says_that_the_time_of_a_fault_is_none() {
    let timed = text(&run(&["--trigger", "2", "--fault", "drop:P->Q@3", "--show", "header"]).stdout);
    assert!(timed.ends_with("; with drop:P->Q@3\n"), "{timed}");
    let schedule =
        ["--schedule", "P! P>Q P! Q>P", "--trigger", "2", "--fault", "drop:P->Q@3", "--show", "header"];
    let told = text(&run(&schedule).stdout);
    assert!(told.ends_with("; with drop:P->Q@3 (when the schedule says, whatever the time)\n"), "{told}");
    let found = text(&run(&[&["explore"], &BANK[..], &["--fault", "drop:p0->p1@400"]].concat()).stdout);
    assert!(found.contains("; with drop:p0->p1@400 (at every moment, whatever the time)\n"), "{found}");
}

#[test]
fn a_search_finds_what_a_loss_at_any_moment_comes_to_and_the_schedule_shows_it() {
    let found = text(&run(&[&["explore"], &BANK[..], &["--fault", "drop:p0->p1"]].concat()).stdout);
    let command = words(labelled(&found, "see it:"));
    let command: Vec<&str> = command.iter().map(String::as_str).collect();
    let shown = text(&run(&command).stdout);
    assert_eq!(failures(&shown)[0].trim(), failures(&found)[0].trim());
    assert!(
        found.contains("complete      p1 did not record, and never will: no marker is under way"),
        "{found}"
    );
    assert_eq!(code(&[&["explore"], &BANK[..]].concat()), 0);
}

#[test]
fn a_search_loses_and_doubles_each_message_of_a_step_and_its_schedules_show_it() {
    for (fault, fails) in [
        ("drop:P->Q", "Q did not record, and never will: no marker is under way"),
        ("double:P->Q", "the record of P->Q was closed 2 times"),
        ("drop:P->Q@9", "Q did not record, and never will: no marker is under way"),
    ] {
        let model = ["explore", "--param", "receipts=4", "--trigger", "2", "--fault", fault];
        let found = text(&run(&model).stdout);
        assert!(found.contains(fails), "{found}");
        let command = words(labelled(&found, "see it:"));
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("run.json");
        let file = file.to_str().unwrap();
        assert!(text(&run(&command).stdout).contains(fails), "{command:?}");
        run(&[&command[..], &["-f", "json", "-o", file]].concat());
        let replayed = text(&run(&["replay", file]).stdout);
        assert!(replayed.starts_with("same: all "), "{replayed}");
    }
}

#[test]
fn the_summary_tells_what_the_fault_did_if_nothing_else_tells_of_events() {
    let told = stdout(&["--fault", "drop:P->Q#3", "--trigger", "4", "--show", "checks,summary"]);
    assert!(told.contains("\nFaults          t=") && told.contains("m in P->Q is lost\n"), "{told}");
    let none = stdout(&["--fault", "crash:P@99999", "--show", "summary"]);
    assert!(none.contains("Faults          0 of 1 fault happened\n"), "{none}");
}

#[test]
fn a_failure_is_made_small_with_no_fault_that_it_does_not_need() {
    let small = text(&run(&["shrink", "--seed", "1", "--fault", "drop:P->Q#marker,double:Q->P#7"]).stdout);
    assert!(small.contains("--fault 'drop:P->Q#marker'") && !small.contains("double"), "{small}");
}

#[test]
fn a_picture_shows_the_lost_message_and_the_end_of_a_process() {
    let lost = stdout(&["--fault", "drop:P->Q#102", "--seed", "1", "-f", "svg"]);
    assert!(lost.contains(">m, lost</text>") && lost.contains("message is lost"), "{lost}");
    let lai_yang = [
        "--algorithm",
        "lai-yang",
        "--fault",
        "drop:p0->p1#2",
        "--seed",
        "5",
        "-f",
        "svg",
        "--window",
        "all",
    ];
    let bank = ["--topology", "complete:2", "--program", "bank", "--initiators", "p0", "--start", "1..=60"];
    let missed = text(&run(&[&bank[..], &lai_yang].concat()).stdout);
    assert!(
        missed.contains("t=14: p0 1 (0:2) to p1 is lost; condemned by channels, one-message, reachable")
            && !missed.contains("wrongly recorded"),
        "{missed}"
    );
    let crashed = text(&run(&["--fault", "crash:Q@900", "--seed", "1", "-f", "svg"]).stdout);
    assert!(crashed.contains("process crashes"), "{crashed}");
    assert!(!stdout(&["--seed", "1", "-f", "svg"]).contains("incident"));
}

#[test]
fn what_is_no_fault_or_means_nothing_is_refused_with_how_to_mend_it() {
    let refused = |args: &[&str]| {
        let done = run(args);
        assert_eq!(done.status.code(), Some(2), "{args:?}");
        text(&done.stderr)
    };
    assert!(refused(&["--fault", "drop:P-"]).contains("put quotes around it"));
    assert!(refused(&["--fault", "drop:P->R#1"]).contains("the channels are P->Q and Q->P"));
    assert!(refused(&["--fault", "crash:R"]).contains("the processes are P and Q"));
    assert!(refused(&["--fault", "lose:P->Q"]).contains("#3 is the third message"));
    assert!(refused(&["--fault", "drop:P->Q:2/1"]).contains("1/100 is one in a hundred"));
    assert!(refused(&["live", "--fault", "drop:P->Q#1"]).contains("real ones go wrong by themselves"));
    assert!(refused(&["compare", "--fault", "drop:p0->p1#1"]).contains("'sim check' tells"));
    assert!(
        refused(&[&["explore"], &BANK[..], &["--fault", "drop:p0->p1:1/2"]].concat())
            .contains("every moment")
    );
    let detect = ["--detect", "safra", "--fault", "drop:p0->p1#1"];
    assert!(refused(&detect).contains("'--fault' is for snapshots"));
    assert!(
        refused(&["--crash", "P@400", "--checkpoint-every", "100", "--fault", "drop:P->Q#1"])
            .contains("nobody goes back")
    );
    let many = vec!["drop:P->Q#1"; 65].join(",");
    assert!(refused(&["--fault", &many]).contains("at most 64"));
}

#[test]
fn a_mistake_in_a_fault_or_in_what_is_stable_is_shown_in_the_file_that_says_it() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("ring.toml");
    let name = file.to_str().unwrap();
    for (said, place, caret) in [
        (r#"faults = ["drop:P->Q#1", "drop:P->R#3"]"#, "1:27: there is no channel 'P->R'", "^^^^^^^^^^^"),
        ("faults = ['drop:P->Q',\n 'lose:P']", "2:3: expected drop:P->Q#3", "^^^^^^"),
        (r#"stable = ["P.count > 2", "P.cont > 3"]"#, "1:29: a process has no 'cont'", "^^^^"),
        (r#"stable = ["terminatd"]"#, "1:12: 'token-ring' has no predicate 'terminatd'", "^^^^^^^^^"),
        (r#"faults = ["\u0064rop:X"]"#, "1:11: there is no channel 'X'", r#""\u0064rop:X""#),
    ] {
        std::fs::write(&file, said).unwrap();
        let told = text(&run(&["--scenario", name]).stderr);
        assert!(told.contains(&format!("{name}:{place}")) && told.contains(caret), "{said}: {told}");
        assert_eq!(code(&["--scenario", name]), 2);
    }
    let typed = text(&run(&["--scenario", name, "--fault", "drop:Y"]).stderr);
    assert!(typed.contains("invalid value 'drop:Y' for '--fault'"), "{typed}");
}

#[test]
fn what_may_be_said_of_two_processes_is_refused() {
    let names = "processes = ['Q', 'Q#3']\nchannels = [['Q', 'Q#3'], ['Q#3', 'Q']]";
    let told = |fault| crate::judge::of_text(&["--scenario", "-", "--fault", fault], names.as_bytes());
    for fault in ["crash:Q#3", "crash:Q#03"] {
        let (code, told) = told(fault);
        assert!(code == 2 && told.contains("may be said of 'Q#3' and of 'Q'"), "{told}");
        assert!(told.contains("tip: let 'Q#3' or 'Q' have another name"), "{told}");
    }
    assert!(told("crash:Q#3#4").1.contains("--fault 'crash:Q#3#4'"));
}
