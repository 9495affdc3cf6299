//! No file is lost: arguments come first, and no output is an input. And what is wrong with them is told at once.

use std::fs::write;

use super::support::{Done, Logs, PATIENT, Process, Q_TELLS, exercise, read, run};

/// What comes of a node whose old log is `q`; it must be left as it was.
fn refused(logs: &Logs, args: &[&str]) -> Done {
    write(&logs.q, "old\n").unwrap();
    let done = run(&[&["node", "Q", "--timeout", "1000"], args].concat());
    assert_eq!(done.code, Some(2), "{args:?}: {}", done.err);
    assert_eq!(read(&logs.q), "old\n", "{args:?}");
    done
}

#[test]
fn an_old_log_is_left_alone_when_something_is_wrong_with_the_arguments() {
    let logs = Logs::new();
    let q = logs.q.clone();
    for wrong in [
        &["--connect", "X=1"][..],
        &["--connect", "127.0.0.1"],
        &["--connect", "127.0.0.1:65536"],
        &["--connect", "0"],
        &["--connect", "1.2.3:4"],
        &["--listen", "no port"],
        &["--listen", "192.0.2.1:1"],
        &["--secret-file", "/nowhere", "--connect", "1"],
        &["--cluster", "/nowhere"],
        &["--param", "nothing=1", "--connect", "1"],
    ] {
        refused(&logs, &[wrong, &["-o", &q]].concat());
    }
    let said = refused(&logs, &["--connect", "1.2.3:4", "-o", &q]);
    assert!(said.err.contains("invalid value '1.2.3:4' for '--connect': it is no address"), "{}", said.err);
}

#[test]
fn an_output_that_is_an_input_is_refused_under_any_name() {
    let logs = Logs::new();
    let q = logs.q.clone();
    let same = refused(&logs, &["--secret-file", &q, "-o", &q, "--connect", "1"]);
    assert!(same.err.contains("is input too"), "{}", same.err);
    let link = logs.file("link").to_str().unwrap().to_string();
    std::fs::hard_link(&q, &link).unwrap();
    refused(&logs, &["--secret-file", &q, "-o", &link, "--connect", "1"]);
    let cluster = "P = '127.0.0.1:1'\nQ = '127.0.0.1:0'\n";
    write(&logs.p, cluster).unwrap();
    let done = run(&["node", "Q", "--cluster", &logs.p, "-o", &logs.p, "--timeout", "1000"]);
    assert_eq!((done.code, read(&logs.p).as_str()), (Some(2), cluster), "{}", done.err);
}

#[test]
fn merge_does_not_write_over_a_log() {
    let (_, _, logs) = exercise(&["--trigger", "3"], str::to_string);
    let before = read(&logs.p);
    let merged = run(&["merge", &logs.p, &logs.q, "-o", &logs.p]);
    assert_eq!((merged.code, read(&logs.p)), (Some(2), before), "{}", merged.err);
}

#[test]
fn logs_that_cannot_be_kept_are_told_by_the_name_of_the_folder() {
    let logs = Logs::new();
    write(&logs.p, "old\n").unwrap();
    let done = run(&["live", "--logs", &logs.p]);
    assert_eq!((done.code, read(&logs.p).as_str()), (Some(2), "old\n"), "{}", done.err);
    assert!(done.err.contains(&format!("cannot make the folder '{}': ", logs.p)), "{}", done.err);
    let folder = logs.file("logs").to_str().unwrap().to_string();
    let output = logs.file("logs/0.jsonl").to_str().unwrap().to_string();
    let done = run(&["live", "--logs", &folder, "-o", &output, "-f", "json"]);
    assert_eq!(done.code, Some(2));
    assert!(done.err.contains("is input too"), "{}", done.err);
    assert!(read(&output).starts_with(r#"{"type":"local""#), "the log is left as it was");
}

#[cfg(unix)]
#[test]
fn a_secret_without_end_is_not_read_to_its_end() {
    let done = run(&["node", "Q", "--secret-file", "/dev/zero", "--connect", "1"]);
    assert_eq!(done.code, Some(2));
    assert!(done.err.contains("it is longer than 65536 bytes"), "{}", done.err);
}

#[test]
fn a_log_to_standard_output_has_it_for_itself() {
    let logs = Logs::new();
    let (p, address) = Process::listening(&[&["P", "--listen", "0", "-o", &logs.p][..], &PATIENT].concat());
    let q = Process::start(&[&["Q", "--connect", &address, "-o", "-"][..], &PATIENT].concat()).done();
    assert_eq!((p.done().code, q.code), (Some(0), Some(0)));
    assert!(q.err.contains(Q_TELLS), "{}", q.err);
    write(&logs.q, q.out).unwrap();
    assert_eq!(run(&["merge", "-q", &logs.p, &logs.q]).code, Some(0));
}

#[test]
fn processes_of_different_experiments_say_in_what_they_differ() {
    let (mut p, address) = Process::listening(&["P", "--listen", "0", "--trigger", "3", "--timeout", "2000"]);
    let q = Process::start(&[&["Q", "--connect", &address][..], &PATIENT].concat()).done();
    assert_eq!(q.code, Some(3));
    let said = "'Q' runs another experiment: its 'trigger' is 101, and that of 'P' is 3";
    assert!(q.err.contains(said), "{}", q.err);
    assert!(p.hear("refused").contains(said));
    p.kill();
}
