//! Who waits for whom, as recorded and as it was: told, saved, drawn, and told again from the file; and only where processes wait for one another.

use serde_json::{Value, json};

use crate::{run, stdout, text};

const PHANTOM: [&str; 2] =
    ["--scenario", concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/phantom.toml")];

#[test]
fn a_phantom_is_told_saved_drawn_and_told_again() {
    let report = stdout(&PHANTOM);
    let told = "Who waits for whom\n  recorded            P waits for Q, Q waits for P: a cycle that never was; see 'stable'\n  when complete, t=6  Q waits for P\n";
    assert!(report.contains(told), "{report}");
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("run.json").to_str().unwrap().to_string();
    run(&[&PHANTOM[..], &["-o", &file]].concat());
    let saved: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let recorded = json!({"edges": {"P": ["Q"], "Q": ["P"]}, "for_ever": ["P", "Q"]});
    let complete = json!({"edges": {"Q": ["P"]}, "for_ever": []});
    let both = json!({"model": "and", "recorded": recorded, "complete": complete});
    assert_eq!(saved["snapshots"][0]["wait_for"], both);
    for form in ["svg", "html", "dot"] {
        let drawn = stdout(&["convert", &file, "-f", form]);
        if form == "dot" {
            // The others have the command that shows it again, which is another one for a file.
            assert_eq!(drawn, stdout(&[&PHANTOM[..], &["-f", form]].concat()), "{form}");
        }
        assert!(drawn.contains("P waits for Q, Q waits for P: a cycle"), "{form}");
    }
    assert!(stdout(&["convert", &file]).contains(told));
    assert_eq!(run(&["replay", &file]).status.code(), Some(1), "the run is wrong, and the file is not");
    let lie =
        std::fs::read_to_string(&file).unwrap().replace(r#""edges":{"Q":["P"]}"#, r#""edges":{"P":["Q"]}"#);
    std::fs::write(&file, lie).unwrap();
    let replayed = text(&run(&["replay", &file]).stdout);
    assert!(replayed.contains("snapshots[0].wait_for.complete.edges"), "{replayed}");
}

#[test]
fn who_waits_for_whom_is_told_and_drawn_by_names() {
    let report = stdout(&PHANTOM);
    assert!(report.contains("P<waits for Q, 0 to go>"), "{report}");
    assert!(report.contains("Q<waits for P, lent to P, 0 to go>"), "{report}");
    let drawn = stdout(&[&PHANTOM[..], &["-f", "svg"]].concat());
    assert!(drawn.contains(">waits for Q, "), "{drawn}");
    assert!(!drawn.contains("1 resource recorded"), "an amount is not what such a state is about");
}

#[test]
fn where_nobody_can_ask_it_is_said() {
    let ring = stdout(&["--program", "resources", "--topology", "ring:3"]);
    let said = "resources, but nobody can ask for one: no channel has one back, as in complete:3";
    assert!(ring.lines().next().unwrap().contains(said), "{ring}");
    for topology in ["ring:2", "complete:3", "star:3"] {
        let report = stdout(&["--program", "resources", "--topology", topology]);
        assert!(!report.contains("nobody can ask"), "{report}");
    }
}

#[test]
fn in_the_or_model_it_is_a_knot() {
    let options =
        ["--program", "resources", "--param", "any=1", "--param", "ask=2", "--topology", "complete:3"];
    let report = stdout(&[&options[..], &["--initiators", "any", "--seed", "1"]].concat());
    assert!(
        report.contains("p0 waits for p1 or p2, p1 waits for p0 or p2, p2 waits for p0 or p1: a knot\n"),
        "{report}"
    );
}

#[test]
fn where_nobody_waits_for_another_it_is_said_to_who_asks_and_to_nobody_else() {
    let asked = stdout(&["--seed", "7", "--show", "waits"]);
    assert_eq!(asked, "Who waits for whom: in this computation nobody waits for another\n");
    assert!(!stdout(&["--seed", "7"]).contains("Who waits"));
    assert!(!stdout(&["--seed", "7", "-f", "json"]).contains("wait_for"));
}
