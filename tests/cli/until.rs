//! `--until`: snapshots again and again, until one shows what was waited for.

use crate::{code, run, stdout, text};

const DIFFUSING: [&str; 7] =
    ["--program", "diffusing", "--topology", "complete:3", "--until", "terminated", "--seed"];

fn until(seed: &str, options: &[&str]) -> String {
    stdout(&[&DIFFUSING[..], &[seed], options].concat())
}

/// How many snapshots were taken.
fn snapshots(told: &str) -> u32 {
    let cost = told.lines().find_map(|line| line.strip_prefix("  cost   ")).unwrap();
    cost.split_once(' ').unwrap().0.parse().unwrap()
}

#[test]
fn the_last_snapshot_shows_it_and_with_one_fewer_none_does() {
    for seed in ["1", "2", "3"] {
        let told = until(seed, &[]);
        let taken = snapshots(&told);
        assert!(told.contains(&format!("  seen   by snapshot {taken}, complete at t=")), "{told}");
        assert!(taken > 1 && told.contains("  so     since t="), "{told}");
        let fewer = (taken - 1).to_string();
        let refused = run(&[&DIFFUSING[..], &[seed, "--snapshots", &fewer]].concat());
        assert_eq!(refused.status.code(), Some(3));
        let why = format!("of {fewer} snapshot");
        assert!(text(&refused.stderr).contains(&why), "{}", text(&refused.stderr));
    }
}

#[test]
fn it_is_a_run_like_any_other() {
    let told = until("1", &["--quiet"]);
    let taken = snapshots(&until("1", &[])).to_string();
    let plain = ["--program", "diffusing", "--topology", "complete:3", "--seed", "1", "--snapshots", &taken];
    assert_eq!(told, stdout(&[&plain[..], &["--quiet"]].concat()));
    assert_eq!(until("1", &["-f", "json"]), stdout(&[&plain[..], &["-f", "json"]].concat()));
}

#[test]
fn what_a_program_has_not_and_what_never_comes_are_refused() {
    let refused = run(&["--until", "happy"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("'token-ring' has no predicate 'happy'"));
    assert_eq!(code(&["--until", "terminated", "--snapshots", "3"]), 3, "the token goes on for ever");
    assert_eq!(code(&["--until", "terminated", "--schedule", "P!"]), 2);
}

#[test]
fn what_is_written_out_is_waited_for_like_what_has_a_name() {
    let told = stdout(&["--until", "P.count > 103"]);
    assert!(
        told.contains("\nUntil P.count > 103\n\n  so     since t=") && told.contains("seen   by snapshot 4")
    );
    let refused = run(&["--until", "P.coint > 103"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("1 | P.coint > 103"), "{}", text(&refused.stderr));
    let bank = ["--program", "bank", "--topology", "ring:3", "--snapshots", "3"];
    let unknown = run(&[&bank[..], &["--until", "p1.count == 99"]].concat());
    assert_eq!(unknown.status.code(), Some(3));
    let why = "none shows 'p1.count == 99'; of some it is not known: the state of p1 is no number";
    assert!(text(&unknown.stderr).contains(why), "{}", text(&unknown.stderr));
    assert_eq!(code(&[&bank[..], &["--until", "p1.count == 99 && p1.holds > 99"]].concat()), 3);
}

#[test]
fn what_is_said_to_be_stable_is_judged_wherever_a_run_is() {
    let (stable, folder) =
        (["--stable", "P.count <= 101", "--snapshots", "2"], tempfile::TempDir::new().unwrap());
    let file = folder.path().join("run.json");
    let file = file.to_str().unwrap();
    let told = run(&stable);
    let line = "FAIL  stable        'P.count <= 101' is declared stable, and P made it false at t=2169";
    assert!(told.status.code() == Some(1) && text(&told.stdout).contains(line), "{}", text(&told.stdout));
    fn with<'a>(rest: &[&'a str], stable: &[&'a str]) -> Vec<&'a str> {
        [rest, stable].concat()
    }
    assert_eq!(code(&with(&["-f", "json", "-o", file], &stable)), 1);
    let again = run(&["replay", file]);
    assert!(again.status.code() == Some(1) && text(&again.stdout).contains(line), "{}", text(&again.stdout));
    assert_eq!(code(&with(&["check", "--seeds", "0..3"], &stable)), 1);
    assert_eq!(code(&with(&["explore", "--trigger", "2", "--stable", "P.count < 2"], &stable)), 1);
    let small = run(&with(&["shrink", "--check", "stable"], &stable));
    assert!(
        text(&small.stdout).contains("is declared stable, and P made it false"),
        "{}",
        text(&small.stdout)
    );
    assert_eq!(code(&["check", "--seeds", "0..9", "--stable", "P.count > 3", "--stable", "Q.count > 3"]), 0);
    assert_eq!(code(&["--algorithm", "koo-toueg", "--program", "bank", "--stable", "P.holds > 3"]), 2);
    assert_eq!(code(&["--program", "bank", "--topology", "ring:3", "--stable", "p1.count > 3"]), 3);
}

#[test]
fn a_picture_has_a_line_where_it_became_so_and_none_unless_it_was_asked_for() {
    let picture = until("1", &["-f", "svg", "--window", "all"]);
    assert!(
        picture.contains(r#"<path class="became" d="M"#) && picture.contains("from here on it is terminated")
    );
    let plain = stdout(&["--program", "diffusing", "--topology", "complete:3", "-f", "svg"]);
    assert!(!plain.contains("became"), "{plain}");
}

#[test]
fn a_wrong_snapshot_shows_what_was_never_so() {
    let told = run(&[&DIFFUSING[..], &["1", "--algorithm", "naive-request"]].concat());
    let told = (told.status.code(), text(&told.stdout));
    assert!(
        told.0 == Some(1) && told.1.contains("  so     not at the end of the run\n  seen   by snapshot"),
        "{told:?}"
    );
}
