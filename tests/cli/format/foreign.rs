//! Files that another program wrote, or that lack something: judged on what they say, and compared as far as they go.

use super::*;

const FOREIGN: &str = include_str!("../../fixtures/foreign.jsonl");
const RECORDED_LATE: &str = include_str!("../../fixtures/foreign-late.jsonl");

fn without(run: &mut Value, place: &str, field: &str) {
    run.pointer_mut(place).unwrap().as_object_mut().unwrap().remove(field).unwrap();
}

#[test]
fn the_smallest_file_of_another_program_is_judged() {
    for options in [&["--judge"][..], &[]] {
        let (code, printed) = replayed_with(FOREIGN, options);
        assert!(code == 0 && !printed.contains("FAIL") && !printed.contains("differs"), "{printed}");
        let (code, printed) = replayed_with(RECORDED_LATE, options);
        assert_eq!(code, 1, "{printed}");
        assert!(printed.contains("FAIL  consistent    1 #1 crosses the cut backwards"), "{printed}");
    }
    let (code, printed) = replayed_with(FOREIGN, &["--same"]);
    assert!(code == 3 && printed.contains("the file does not tell config.algorithm, "), "{printed}");
}

#[test]
fn a_right_run_with_times_of_its_own_differs_and_is_accepted() {
    let (head, events) = FOREIGN.split_once('\n').unwrap();
    let mut head: Value = serde_json::from_str(head).unwrap();
    head["rng"] = json!({"algorithm": "chacha8", "version": 1});
    let settings = [
        ("hold", json!("0")),
        ("algorithm", json!("chandy-lamport")),
        ("initiator", json!("")),
        ("trigger", json!(null)),
        ("seed", json!("0")),
        ("max_events", json!(1000)),
    ];
    for (name, value) in settings {
        head["config"][name] = value;
    }
    for channel in head["config"]["channels"].as_array_mut().unwrap() {
        channel["order"] = json!("fifo");
        channel["delay"] = json!("1");
    }
    let whole = format!("{head}\n{events}");
    let (code, printed) = replayed_with(&whole, &[]);
    assert_eq!(code, 1, "{printed}");
    assert!(printed.contains("differs from what this version does: event 0 is the first"), "{printed}");
    assert!(printed.ends_with("the oracles accept it, but it differs\n"), "{printed}");
    assert_eq!(replayed_with(&whole, &["--judge"]).0, 0);
}

#[test]
fn what_is_derived_is_checked_where_it_is_present_and_its_field_is_named() {
    let wrong: [(&str, Value, &str); 10] = [
        ("/snapshots/0/costs/markers", json!(5), "snapshots[0].costs.markers: 5 in the file, it comes to 2"),
        ("/snapshots/0/costs/in_flight/mean", json!("9"), "snapshots[0].costs.in_flight.mean: \"9\" in"),
        ("/snapshots/0/occurred/ever", json!("so"), "snapshots[0].occurred.ever: "),
        ("/snapshots/0/processes/Q/at", json!(1), "snapshots[0].processes.Q.at: 1 in the file"),
        ("/outcome/digest", json!("sha256:0"), "outcome.digest: \"sha256:0\" in the file"),
        ("/outcome/messages/m", json!(1), "outcome.messages.m: 1 in the file, it comes to 204"),
        ("/outcome/in_flight/P->Q", json!([]), "outcome.in_flight.P->Q: 0 in the file, it comes to 1"),
        ("/outcome/verdict", json!("failed"), "outcome.verdict: \"failed\" in the file"),
        ("/checks/4/ok", json!(false), "checks[4].ok: false in the file, it comes to true"),
        ("/transcript/P/1", json!("state: 9"), "transcript.P[1]: \"state: 9\" in the file"),
    ];
    for (place, mut value, field) in wrong {
        let text = tampered(|run| {
            let there = run.pointer_mut(place).unwrap();
            if value == "so" {
                value = json!(!there.as_bool().unwrap());
            }
            *there = value;
        });
        let (code, printed) = replayed_with(&text, &["--judge"]);
        assert!(code == 1 && printed.contains(&format!("as claimed    {field}")), "{place}: {printed}");
        let (code, printed) = replayed_with(&text, &["--same"]);
        assert!(code == 1 && printed.contains(&format!("not {field}")), "{place}: {printed}");
    }
}

#[test]
fn same_is_said_only_of_what_was_compared() {
    let absent = [
        ("", "rng", "rng"),
        ("", "transcript", "transcript"),
        ("", "outcome", "outcome"),
        ("/outcome", "digest", "outcome.digest"),
        ("/snapshots/0", "occurred", "snapshots[…].occurred"),
        ("/snapshots/0/costs", "markers", "snapshots[…].costs.markers"),
        ("/checks/4", "ok", "checks[…].ok"),
        ("/config", "max_events", "config.max_events"),
        ("/config", "algorithm", "config.algorithm"),
        ("/config/channels/0", "delay", "config.channels[…].delay"),
        ("/events/0", "clock", "events[…].clock"),
    ];
    for (place, field, named) in absent {
        let text = tampered(|run| without(run, place, field));
        let (code, printed) = replayed_with(&text, &["--same"]);
        assert_eq!(code, 3, "{named}: {printed}");
        assert!(printed.starts_with("same as far as it was compared: all 419 events"), "{named}: {printed}");
        assert!(
            printed.contains(&format!("not compared, for it is not in the file: {named}\n")),
            "{printed}"
        );
        let (code, printed) = replayed_with(&text, &[]);
        // The digest is that of the events as they are written.
        assert_eq!(code, i32::from(field == "clock"), "{named}: {printed}");
    }
    for (place, field) in [("", "tool"), ("/config", "scenario"), ("/config/channels/0", "id")] {
        let (code, printed) = replayed_with(&tampered(|run| without(run, place, field)), &["--same"]);
        assert!(code == 0 && printed.starts_with("same: all 419 events"), "{field}: {printed}");
    }
}

#[test]
fn what_is_not_told_is_not_what_differs() {
    let (code, printed) = replayed_with(&tampered(|run| without(run, "/config", "seed")), &["--same"]);
    assert!(
        code == 3 && printed.starts_with("not compared: the file does not tell config.seed; "),
        "{printed}"
    );
}

#[test]
fn a_line_that_is_cut_off_is_told_and_the_last_whole_step_is_judged() {
    let text = stdout(&["--seed", "7", "-f", "jsonl"]);
    let lines: Vec<&str> = text.lines().collect();
    let cut = format!("{}\n{}", lines[..=419].join("\n"), &lines[420][..20]);
    for options in [&["--judge"][..], &[]] {
        let (code, printed) = replayed_with(&cut, options);
        assert!(code == 0 && printed.contains("ok    complete"), "{printed}");
        assert!(printed.contains(", 421, is cut off"), "{printed}");
    }
    let receipt = lines.iter().rposition(|line| line.contains("\"kind\":\"recv\"")).unwrap();
    let (code, printed) = replayed_with(&lines[..receipt].join("\n"), &[]);
    assert!(code == 3 && printed.contains("as far as the file goes"), "{printed}");
}

#[test]
fn a_schedule_in_a_file_may_be_written_in_any_form() {
    let text = stdout(&["--schedule", "P! (P>Q Q>P)*3", "--trigger", "100", "-f", "json"]);
    let mut run: Value = serde_json::from_str(&text).unwrap();
    let written = run["config"]["schedule"].as_str().unwrap().to_string();
    run["config"]["schedule"] = json!("P!  P>Q Q>P (P>Q Q>P)*2");
    assert_ne!(run["config"]["schedule"], written);
    let (_, printed) = replayed_with(&run.to_string(), &["--same"]);
    assert!(printed.starts_with("same: all"), "{printed}");
}

/// A text in another form.
fn converted(text: &str, form: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run");
    std::fs::write(&file, text).unwrap();
    stdout(&["convert", file.to_str().unwrap(), "-f", form])
}

#[test]
fn another_form_of_a_file_has_what_the_file_tells_and_nothing_that_is_only_usual() {
    let values =
        |text: &str| text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>();
    assert_eq!(values(&converted(FOREIGN, "jsonl")), values(FOREIGN));
    let text = tampered(|run| {
        for field in ["tool", "rng", "outcome", "transcript"] {
            without(run, "", field);
        }
        without(run, "/config", "seed");
        run["mood"] = json!("good");
    });
    let mut told: Value = serde_json::from_str(&text).unwrap();
    without(&mut told, "", "mood");
    assert_eq!(values(&converted(&text, "json")), [told.clone()]);
    assert_eq!(values(&converted(&converted(&text, "jsonl"), "json")), [told]);
}

#[test]
fn another_form_of_our_own_file_is_the_one_that_the_run_would_have_written() {
    for args in [&["--seed", "7"][..], &["--links", "unordered", "--seed", "7"], &["--max-events", "50"]] {
        let of_run = ["json", "jsonl"].map(|form| stdout(&[args, &["-f", form]].concat()));
        for (form, written) in ["json", "jsonl"].iter().zip(&of_run) {
            of_run.iter().for_each(|text| assert_eq!(&converted(text, form), written, "{args:?} {form}"));
        }
    }
}

#[test]
fn a_picture_of_another_programs_run_says_of_it_what_its_file_tells() {
    let picture = converted(FOREIGN, "svg");
    assert!(picture.contains("Space-time diagram: scenario of A, B; script<"), "{picture}");
}

#[test]
fn a_file_of_another_version_is_told_so() {
    let (code, printed) = replayed_with(&FOREIGN.replacen("sim.run/2", "sim.run/1", 1), &["--judge"]);
    assert_eq!(code, 2);
    assert!(
        printed.contains("it has the schema 'sim.run/1', and this version reads 'sim.run/2'"),
        "{printed}"
    );
    assert!(printed.contains("tip: 'sim schema' describes 'sim.run/2'"), "{printed}");
}
