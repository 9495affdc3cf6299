//! Logs that are not those of one run are refused, and the event is named.

use super::support::{Logs, exercise, read, run};

/// P's and Q's logs of a short run, after `change` was made to P's lines.
fn merged(change: impl FnOnce(&mut Vec<String>)) -> (Option<i32>, String) {
    let (_, _, logs) = exercise(&["--trigger", "3"], str::to_string);
    let mut lines: Vec<String> = read(&logs.p).lines().map(str::to_string).collect();
    change(&mut lines);
    std::fs::write(&logs.p, lines.join("\n") + "\n").unwrap();
    let done = run(&["merge", "-q", &logs.p, &logs.q]);
    (done.code, done.err)
}

/// The first line with this in it.
fn line<'a>(lines: &'a mut [String], with: &str) -> &'a mut String {
    lines.iter_mut().find(|line| line.contains(with)).unwrap()
}

/// What is said when a text in the first line with it is another.
fn with(what: &str, instead: &str) -> String {
    let (code, error) = merged(|lines| {
        let line = line(lines, what);
        *line = line.replace(what, instead);
    });
    assert_eq!(code, Some(2), "{error}");
    error
}

#[test]
fn an_untouched_log_is_accepted() {
    assert_eq!(merged(|_| {}), (Some(0), String::new()));
}

#[test]
fn a_log_that_says_what_the_model_does_not_do_is_refused_and_the_event_is_named() {
    let state = with(r#""state":2"#, r#""state":7"#);
    assert!(state.contains("event 4, receipt of m 1 from Q: the model does"), "{state}");
    let sent =
        with(r#""kind":"send","msg":0,"body":"m""#, r#""kind":"send","msg":0,"body":"marker","snapshot":1"#);
    assert!(sent.contains("event 1, sending of marker 0 to Q: the model does"), "{sent}");
    let order = with(r#""kind":"recv","msg":1"#, r#""kind":"recv","msg":2"#);
    assert!(order.contains("event 4, receipt of m 2 from Q: the next message of Q->P is 1"), "{order}");
    let command = with(r#""command":"forward""#, r#""command":"start snapshot 1""#);
    assert!(
        command.contains("event 0, start snapshot 1: 'start snapshot 1' is not enabled there"),
        "{command}"
    );
}

#[test]
fn a_log_that_lacks_something_is_refused() {
    let (code, error) = merged(|lines| {
        lines.remove(3);
    });
    assert_eq!(code, Some(2));
    assert!(error.contains("event 2 is missing: the next one is numbered 3"), "{error}");
    // P's log ends early, and properly: then Q received what P never sent.
    let (code, error) = merged(|lines| {
        lines.truncate(3);
        lines.push(r#"{"type":"end","complete":true}"#.to_string());
    });
    assert_eq!(code, Some(2));
    assert!(error.contains("receipt of m 1 from P: by the other logs P had not sent it by then"), "{error}");
}

#[test]
fn of_logs_that_were_cut_off_what_they_agree_on_is_judged_and_the_rest_is_told() {
    // All but the end: the snapshot is complete, so it is judged as if nothing were missing.
    let (code, error) = merged(|lines| {
        lines.pop();
    });
    assert_eq!(code, Some(0));
    assert!(error.contains("p.jsonl: cut off after event "), "{error}");
    assert!(error.contains("; what the logs agree on up to there is judged"), "{error}");
    // Every other length, in the middle of a step too: never a contradiction, never a verdict on what is not there.
    let mut length = 0;
    merged(|lines| length = lines.len());
    for kept in 1..length - 1 {
        let (code, error) = merged(|lines| lines.truncate(kept));
        assert!(matches!(code, Some(0 | 3)), "{kept} lines: {error}");
        assert!(error.contains("p.jsonl: cut off after "), "{error}");
        if kept < length / 2 {
            assert_eq!(code, Some(3), "{kept} lines: {error}");
            assert!(error.contains("q.jsonl: ") && error.contains(" left out, which came after"), "{error}");
        }
    }
    // What is in the prefix must still be what the model does.
    let (code, error) = merged(|lines| {
        lines.pop();
        let line = line(lines, r#""state":2"#);
        *line = line.replace(r#""state":2"#, r#""state":7"#);
    });
    assert_eq!(code, Some(2), "{error}");
}

#[test]
fn logs_of_different_runs_processes_and_formats_are_refused() {
    let trigger = with(r#""trigger":3"#, r#""trigger":4"#);
    assert!(trigger.contains("are of different runs: their 'trigger' is not the same"), "{trigger}");
    let twice = with(r#""process":"P""#, r#""process":"Q""#);
    assert!(twice.contains("are both of Q"), "{twice}");
    let unknown = with(r#""process":"P""#, r#""process":"R""#);
    assert!(unknown.contains("there is no process 'R'"), "{unknown}");
    let schema = with("sim.local/1", "sim.local/9");
    assert!(schema.contains("it has the schema 'sim.local/9'"), "{schema}");
    let logs = Logs::new();
    std::fs::write(&logs.p, "").unwrap();
    assert!(run(&["merge", &logs.p]).err.contains("it has no complete line"));
    let (_, _, logs) = exercise(&["--trigger", "3"], str::to_string);
    assert!(run(&["merge", &logs.p]).err.contains("the log of Q is missing"));
}
