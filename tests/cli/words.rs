//! What is said in words: counts, means, and what is claimed of a state that the run was never in.

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
