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
