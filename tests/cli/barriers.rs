//! What barriers do is seen in a picture: who waits for the rest of them, and which messages are on back-edges.

use crate::stdout;

const JOIN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/dataflow-join.toml");
const LOOP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/dataflow-loop.toml");

/// How often a class is drawn, besides in the legend.
fn drawn(picture: &str, class: &str) -> usize {
    picture.matches(&format!(r#"{class}" d="M"#)).count().saturating_sub(1)
}

#[test]
fn a_join_waits_for_the_barrier_of_the_slow_source_and_nobody_else_does() {
    let picture = stdout(&["--scenario", JOIN, "-f", "svg"]);
    assert_eq!(drawn(&picture, r#"class="aligning"#), 1);
    assert!(
        picture.contains("join waits to record for snapshot 1: of several messages the first, from fast")
    );
    assert_eq!(drawn(&picture, " back"), 0);
    let at_least_once = ["--scenario", JOIN, "--algorithm", "abs-at-least-once"];
    let report = crate::run(&at_least_once);
    assert_eq!(report.status.code(), Some(1), "the cut is not consistent");
}

#[test]
fn what_goes_round_on_a_back_edge_is_dotted() {
    let picture = stdout(&["--scenario", LOOP, "-f", "svg"]);
    assert!(drawn(&picture, " back") > 0);
    assert_eq!(picture.matches("; on a back-edge").count(), drawn(&picture, " back"));
    let exercise = stdout(&["-f", "svg"]);
    assert!(!exercise.contains("aligning") && !exercise.contains("back-edge"));
}
