//! What is said in words: counts, means, and what is claimed of a state that the run was never in.

use snapshot::Starters;
use snapshot::algorithms::Entry;

use super::{run, text};

fn told(args: &[&str]) -> String {
    let output = run(args);
    text(&output.stdout) + &text(&output.stderr)
}

#[test]
fn one_thing_is_told_in_the_singular() {
    let check = told(&["check", "--seeds", "0..1", "--jobs", "1"]);
    assert!(check.contains("1 seed: 1 good") && check.contains(" on 1 thread\n"), "{check}");
    let run = told(&["--max-events", "1"]);
    assert!(run.contains("1 event was not enough"), "{run}");
    let several = told(&["--topology", "ring:3", "--program", "bank", "--trigger", "1", "--max-events", "1"]);
    assert!(!several.contains(" 1 messages") && !several.contains(" 1 events"), "{several}");
}

#[test]
fn that_a_state_could_have_been_is_said_only_where_the_oracle_found_it_so() {
    let claimed = |args: &[&str]| {
        let report = told(args);
        let line = report.lines().find(|line| line.starts_with("Did it happen?")).unwrap();
        (line.contains("but it could have; see 'reachable'"), line.contains("never"), report)
    };
    let mut seen = [false; 2];
    for seed in ["0", "4", "7", "8", "9"] {
        let args = ["--links", "unordered", "--param", "tokens=3", "--trigger", "5", "--seed", seed];
        let (could_have, never, report) = claimed(&args);
        let reachable = report.contains("ok    reachable");
        assert_eq!(could_have, never && reachable, "seed {seed}: {report}");
        if never {
            seen[usize::from(reachable)] = true;
        }
    }
    assert!(seen[0], "a state that is not reachable was among them");
}

#[test]
fn what_an_algorithm_says_in_brackets_is_explained_by_its_name() {
    let help = told(&["help", "notation"]);
    let usual = ["--topology", "complete:3", "--program", "bank", "--show", "diagram"];
    let mut silent = Vec::new();
    for Entry { name, needs, .. } in snapshot::algorithms::ALL {
        let initiators = if needs.initiators == Starters::All { "any" } else { "p0" };
        let report = told(&[&usual[..], &["--algorithm", name, "--initiators", initiators]].concat());
        if report.lines().any(|line| line.contains(" send ") && line.contains(" (")) {
            assert!(help.contains(name), "{name} in {help}");
        } else {
            silent.push(*name);
        }
    }
    let without = ["abs-aligned", "abs-at-least-once", "chandy-lamport", "naive-clock", "naive-request"];
    silent.sort_unstable();
    assert_eq!(silent, [&without[..], &["naive-stop-the-world"]].concat());
}

#[test]
fn wide_characters_keep_the_table_and_the_heading_straight() {
    let folder = tempfile::TempDir::new().unwrap();
    let top = folder.path().join("wide.top");
    std::fs::write(&top, "2\n北京 1\nQ 0\n北京 Q\nQ 北京\n").unwrap();
    let report = told(&["--topology", top.to_str().unwrap(), "--trigger", "3", "--initiators", "Q"]);
    let columns_before = |line: &str, what: &str| {
        let before = &line[..line.find(what).unwrap_or_else(|| panic!("{what} in {line}"))];
        unicode_width::UnicodeWidthStr::width(before)
    };
    let line = |start: &str| report.lines().find(|line| line.trim_start().starts_with(start)).unwrap();
    let (wide, narrow) = (line("北京   "), line("Q        "));
    assert_eq!(columns_before(wide, "t="), columns_before(narrow, "t="), "{report}");
    assert_eq!(columns_before(wide, "Q->"), columns_before(narrow, "北京->"), "{report}");
}

#[test]
fn what_an_oracle_condemns_is_marked_in_the_diagram_of_characters() {
    let report = told(&["--seed", "7", "--links", "unordered", "--show", "diagram"]);
    let marked: Vec<_> = report.lines().filter(|line| line.contains("!! condemned by")).collect();
    assert!(
        marked.iter().any(|line| line.contains("Q recv m, state 102   !! condemned by channels")),
        "{report}"
    );
    assert!(!told(&["--seed", "7", "--show", "diagram"]).contains("condemned"));
}

#[test]
fn where_there_is_no_room_for_the_columns_it_is_said_why() {
    let args = ["--topology", "complete:7", "--trigger", "1", "--show", "diagram"];
    assert!(told(&args).contains("no room for 7 columns, so the events are listed; -f svg draws up to 24"));
}

#[test]
fn the_diagram_of_characters_shows_the_window_that_was_asked_for() {
    let window = told(&["--seed", "7", "--show", "diagram", "--window", "380..390"]);
    assert!(window.starts_with("Space-time diagram, t=1957..1980 (10 of 419 events)"), "{window}");
    assert!(window.contains("m #194 is in flight when these events end, from P to Q"), "{window}");
    let whole = told(&["--seed", "7", "--window", "0..4"]);
    assert!(
        whole.contains("Space-time diagram, t=0..") && whole.contains("Recorded global state"),
        "{whole}"
    );
    let all = told(&["--seed", "7", "--trigger", "3", "--show", "diagram", "--window", "all"]);
    assert!(all.contains("Space-time diagram, t=0.."), "{all}");
    let usual = told(&["--seed", "7", "--show", "diagram"]);
    assert_eq!(told(&["--seed", "7", "--show", "diagram", "--window", "snapshot"]), usual);
    let marked = told(&["--seed", "7", "--links", "unordered", "--show", "diagram", "--window", "405..413"]);
    assert!(marked.contains("Q recv m, state 102   !! condemned by channels"), "{marked}");
    let none = told(&["--seed", "7", "--show", "diagram", "--window", "9000..9001"]);
    assert!(none.contains("there are no events in this window"), "{none}");
}

#[test]
fn the_diagram_of_characters_is_drawn_without_a_snapshot_too() {
    let last = told(&["--seed", "7", "--max-events", "300", "--show", "diagram"]);
    assert!(last.contains("(40 of 300 events)") && last.contains("P send m to Q"), "{last}");
}

#[test]
fn that_no_snapshot_was_started_is_said_of_the_one_who_should_have_or_of_nobody() {
    let nobody = |args: &[&str]| told(&[args, &["--max-events", "3", "--show", "recorded"]].concat());
    let end = "(3 events were not enough; see --max-events).\n";
    let (one, several) = (nobody(&[]), nobody(&["--topology", "ring:3", "--initiators", "p0,p1"]));
    assert_eq!(one, format!("No snapshot: P did not come to send with state 101 {end}"));
    assert_eq!(several, format!("No snapshot: nobody came to send with state 101 {end}"));
    let bank = nobody(&["--topology", "ring:3", "--program", "bank", "--start", "9000"]);
    assert_eq!(bank, format!("No snapshot: p0 did not start it {end}"));
    let any =
        nobody(&["--topology", "ring:3", "--program", "bank", "--start", "9000", "--initiators", "any"]);
    assert_eq!(any, format!("No snapshot: nobody started it {end}"));
}

#[test]
fn messages_of_an_algorithm_are_called_what_they_are_where_they_are_counted_and_in_transcripts() {
    let all = ["--topology", "complete:3", "--trigger", "5", "--program", "chatter", "--seed", "3"];
    let of = |algorithm| told(&[&all[..], &["--algorithm", algorithm, "--links", "causal"]].concat());
    for (algorithm, counted) in [
        ("naive-request", "2 requests"),
        ("acharya-badrinath", "4 control messages"),
        ("chandy-lamport", "6 markers"),
    ] {
        let report = of(algorithm);
        let says = |start: &str| report.lines().any(|line| line.contains(start) && line.contains(counted));
        assert!(says("Costs  ") && says(" delivered, t="), "{algorithm}: {report}");
    }
    let transcript = told(&[&all[..], &["--algorithm", "acharya-badrinath", "--links", "causal"]].concat());
    assert!(transcript.contains("\nreply\n") && !transcript.contains("marker\n"), "{transcript}");
    // The initiator closes the channels of all: each process has recorded once, and is told so once more when its last is closed.
    let states = transcript.lines().filter(|line| line.starts_with("state: ")).count();
    assert_eq!(states, 6, "{transcript}");
}

#[test]
fn a_message_that_was_lost_without_a_marker_is_not_said_to_have_missed_one() {
    let args = ["--topology", "complete:3", "--program", "bank", "--seed", "3"];
    let report = told(&[&args[..], &["--algorithm", "naive-request"]].concat());
    assert!(report.contains("the record of p1->p0 was closed at t=9 before it came"), "{report}");
}

#[test]
fn the_diagram_of_characters_says_which_message_is_recorded_if_it_is_not_the_one_received() {
    let args = ["--topology", "complete:3", "--program", "bank", "--seed", "3", "--show", "diagram"];
    let diagram = |algorithm| told(&[&args[..], &["--algorithm", algorithm]].concat());
    assert!(diagram("lai-yang").contains(", 1 #2 recorded in p2 -> p1, 1 #7 recorded in p2 -> p1, "));
    assert!(diagram("mattern").contains("recv 1 (0), state 10 (9 to go), recorded in p1 -> p0"));
    // What is closed without a receipt is told in the row of its step.
    assert!(
        diagram("naive-request")
            .contains("record state 10 (10 to go), p1 -> p0 is closed, p2 -> p0 is closed")
    );
}
