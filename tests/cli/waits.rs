//! Who is kept from acting is told in the report, saved, drawn, and told again from the file.

use crate::{but_for_the_way_back, run, stdout, text};

const INHIBITION: [&str; 10] = [
    "--program",
    "bank",
    "--topology",
    "complete:3",
    "--algorithm",
    "inhibition",
    "--links",
    "unordered",
    "--seed",
    "3",
];

#[test]
fn who_waits_is_told_and_saved_and_hatched_and_told_again() {
    let report = stdout(&INHIBITION);
    assert!(report.contains(", and waits\n") && report.contains(", and waits no more"), "{report}");
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("run.json").to_str().unwrap().to_string();
    run(&[&INHIBITION[..], &["-o", &file]].concat());
    let saved: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let waits = saved["outcome"]["waits"].as_array().unwrap();
    assert_eq!(report.matches(", and waits\n").count(), waits.len());
    let drawn = stdout(&["convert", &file, "-f", "svg"]);
    let run_again = stdout(&[&INHIBITION[..], &["-f", "svg"]].concat());
    assert_eq!(but_for_the_way_back(&drawn), but_for_the_way_back(&run_again));
    let hatched = drawn.matches(r#"<path class="waits" d="M"#).count();
    assert_eq!(hatched, waits.len() + 1, "each, and the legend's");
    assert!(stdout(&["convert", &file, "-f", "html"]).contains(r#""waits":[{"process":"#));
    assert_eq!(stdout(&["convert", &file]), report);
    let replayed = run(&["replay", &file]);
    assert_eq!(replayed.status.code(), Some(0), "{}", text(&replayed.stdout));
}

#[test]
fn where_nobody_waits_nothing_is_said_of_it() {
    for form in ["json", "svg"] {
        assert!(!stdout(&["--seed", "7", "-f", form]).contains("waits"), "{form}");
    }
}

#[test]
fn waits_that_make_no_sense_are_drawn_where_there_is_room() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("run.json").to_str().unwrap().to_string();
    run(&["--seed", "7", "-o", &file]);
    let odd = r#""waits":[{"process":"P","from":9,"until":2},{"process":"nobody","from":0},{"process":"Q","from":0,"until":99999999}],"digest""#;
    let text = std::fs::read_to_string(&file).unwrap().replacen(r#""digest""#, odd, 1);
    std::fs::write(&file, text).unwrap();
    for form in ["svg", "html", "text"] {
        assert_eq!(run(&["convert", &file, "-f", form]).status.code(), Some(0), "{form}");
    }
}

#[test]
fn that_who_receives_also_sends_is_said_at_once_and_who_waits_for_ever_for_what() {
    let tokens =
        ["--topology", "complete:3", "--algorithm", "inhibition", "--trigger", "none", "--seed", "3"];
    let report = stdout(&tokens);
    let head = report.lines().next().unwrap();
    let said =
        "a computation that sends when it receives: its assumption does not hold, it may wait for ever";
    assert!(head.contains(said), "{head}");
    assert!(report.contains("nothing can happen any more"), "{report}");
    assert!(report.contains("p0 does not take what comes from p2: 1 message in the channel"), "{report}");
    let held = run(&[&tokens[..], &["--hold", "1"]].concat());
    assert_eq!(held.status.code(), Some(0));
    assert!(!text(&held.stdout).contains("for ever"));
}
