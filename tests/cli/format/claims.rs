//! What a file claims besides what happened: right in every file of our own, and told with its field where it is not.

use super::*;

/// Runs that hold, that fail, and that end too early, with several snapshots, goods and initiators.
const RUNS: [&[&str]; 8] = [
    &[
        "--program",
        "bank",
        "--topology",
        "ring:3",
        "--seed",
        "514",
        "--trigger",
        "none",
        "--max-events",
        "50",
    ],
    &["--program", "bank", "--initiators", "any", "--snapshots", "2", "--seed", "827", "--max-events", "50"],
    &[
        "--program",
        "bank",
        "--topology",
        "ring:3",
        "--links",
        "unordered",
        "--initiators",
        "any",
        "--seed",
        "306",
    ],
    &[
        "--program",
        "chatter",
        "--topology",
        "ring:3",
        "--links",
        "unordered",
        "--trigger",
        "1",
        "--seed",
        "540",
    ],
    &["--param", "tokens=3", "--trigger", "1", "--links", "unordered", "--seed", "870"],
    &["--topology", "complete:4", "--program", "bank", "--initiators", "any", "--snapshots", "3"],
    &["--schedule", "P! (P>Q Q>P)*2 P>Q P>Q Q>P Q>P P>Q", "--trigger", "2"],
    &["--trigger", "5", "--hold", "0..=30"],
];

#[test]
fn nothing_that_our_own_files_claim_is_called_wrong() {
    for args in RUNS {
        for form in ["json", "jsonl"] {
            let done = sim(&[args, &["-f", form]].concat()).output().unwrap();
            let text = String::from_utf8(done.stdout).unwrap();
            for options in [&["--judge"][..], &[]] {
                let (code, printed) = replayed_with(&text, options);
                assert_eq!(Some(code), done.status.code(), "{args:?}: {printed}");
                for claim in ["times", "clocks", "as claimed"] {
                    assert!(printed.contains(&format!("  ok    {claim:<12}")), "{args:?}: {printed}");
                }
            }
        }
    }
}

#[test]
fn what_follows_from_an_event_is_checked_where_it_is_told() {
    // Q receives m, and sends it on.
    let (receipt, sending) = (408, 409);
    let wrong = [
        (receipt, "recorded", json!(true), "recorded: there is none"),
        (receipt, "lamport", json!(9), "lamport: 9 in the file, it comes to 204"),
        (
            receipt,
            "clock",
            json!({"Q": 102}),
            "clock: {\"Q\":102} in the file, it comes to {\"P\":102,\"Q\":102}",
        ),
        (sending, "carries", json!({"m": 2}), "carries.m: 2 in the file, it comes to 1"),
    ];
    for (place, field, value, said) in wrong {
        let text = tampered(|run| run["events"][place][field] = value);
        let (code, printed) = replayed_with(&text, &["--judge"]);
        assert!(code == 1 && printed.contains(&format!("events[{place}].{said}")), "{field}: {printed}");
    }
    let mut bank = run(&["--program", "bank", "--trigger", "none"]);
    bank["events"][0]["holds"]["money"] = json!(8);
    let (code, printed) = replayed_with(&bank.to_string(), &["--judge"]);
    assert!(
        code == 1 && printed.contains("events[0].holds.money: 8 in the file, it comes to 9"),
        "{printed}"
    );
}

#[test]
fn many_wrong_fields_are_counted_and_a_long_value_is_cut_short() {
    let text = tampered(|run| {
        let events = run["events"].as_array_mut().unwrap();
        events
            .iter_mut()
            .filter(|event| event.get("lamport").is_some())
            .for_each(|event| event["lamport"] = json!(0));
        run["checks"][0]["name"] = json!("x".repeat(100_000));
    });
    let (code, printed) = replayed_with(&text, &["--judge"]);
    assert_eq!(code, 1);
    assert_eq!(printed.matches("FAIL  clocks").count(), 20, "{printed}");
    assert!(printed.contains("and 185 fields more"), "{printed}");
    for field in ["checks[0].name: \"xxx", "outcome.digest: "] {
        assert!(printed.contains(&format!("as claimed    {field}")), "{printed}");
    }
    assert!(printed.len() < 4000, "{printed}");
}

#[test]
fn what_lists_all_there_is_claims_that_there_is_no_more() {
    let text = tampered(|run| run["outcome"]["in_flight"] = json!({}));
    for options in [&["--judge"][..], &[]] {
        let (code, printed) = replayed_with(&text, options);
        assert!(code == 1 && printed.contains("outcome.in_flight.P->Q: it is missing"), "{printed}");
    }
}

#[test]
fn a_shape_that_is_not_what_is_listed_is_a_wrong_claim() {
    let text = tampered(|run| run["config"]["topology"] = json!("complete:9"));
    let (code, printed) = replayed_with(&text, &["--judge"]);
    assert!(
        code == 1 && printed.contains("FAIL  as claimed    config.topology: 'complete:9' has 9"),
        "{printed}"
    );
}

#[test]
fn why_a_run_ended_is_contradicted_by_its_events_or_not_looked_at() {
    let quiescent = tampered(|run| run["outcome"]["stopped"] = json!("quiescent"));
    let (code, printed) = replayed_with(&quiescent, &["--judge"]);
    assert!(
        code == 1 && printed.contains("\"quiescent\" in the file, with 1 message under way"),
        "{printed}"
    );
    let mut early = run(&["--seed", "7", "--max-events", "300"]);
    early["outcome"]["stopped"] = json!("snapshot-complete");
    let (code, printed) = replayed_with(&early.to_string(), &["--judge"]);
    assert!(code == 1 && printed.contains("and snapshot 1 is not complete"), "{printed}");
    let (_, printed) = replayed_with(&tampered(|_| ()), &["--judge"]);
    assert!(
        printed.contains("a file does not tell; nor outcome.stopped: it takes a run to know"),
        "{printed}"
    );
    let (_, printed) = replayed_with(&tampered(|_| ()), &[]);
    assert!(!printed.contains("it takes a run to know"), "{printed}");
}

#[test]
fn wherever_a_file_is_cut_off_it_is_judged_and_not_condemned() {
    for hold in ["0", "1..=5"] {
        let text = stdout(&["-f", "jsonl", "--trigger", "3", "--hold", hold]);
        let lines: Vec<&str> = text.lines().collect();
        for count in 1..lines.len() {
            let (code, printed) = replayed_with(&lines[..count].join("\n"), &["--judge"]);
            let expected = if count == lines.len() - 1 { 0 } else { 3 };
            assert_eq!(code, expected, "{hold}, {count} of {} lines: {printed}", lines.len());
        }
    }
}

#[test]
fn same_and_not_accepted_is_said_in_words() {
    let (code, printed) = replayed_with(&stdout(&["--links", "unordered", "--seed", "7", "-f", "json"]), &[]);
    assert!(code == 1 && printed.starts_with("same: all "), "{printed}");
    assert!(printed.ends_with("it is the same, but it is not accepted\n"), "{printed}");
}
