//! `sim recover`: where the processes of a run go back to.

use serde_json::{Value, json};

use crate::judge::{example, of_text};
use crate::{run, stdout, text};

/// The classic picture, as a saved run.
fn domino() -> String {
    stdout(&["run", "--scenario", &example("domino.toml"), "-f", "jsonl"])
}

fn recover(log: &str, args: &[&str]) -> (i32, String) {
    of_text(&[&["recover", "-"], args].concat(), log.as_bytes())
}

#[test]
fn the_dominoes_are_told_one_by_one_and_all_go_back_to_the_beginning() {
    let (code, told) = recover(&domino(), &[]);
    assert_eq!(code, 1, "{told}");
    for part in [
        "p at checkpoint 2 and q at checkpoint 2\n",
        "FAIL  consistent    3 (\"x2\") crosses the cut backwards\n",
        "1. q goes back to checkpoint 1: it received 3 (\"x2\")",
        "4. p goes back to its beginning: it received 0 (\"y0\")",
        "Recovery line  --at p=0,q=0\n",
        "p  checkpoint 2: zigzag cycle 3 (\"x2\"), 2 (\"y1\")\n",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn who_did_not_crash_stays_and_what_crosses_the_line_is_sent_again() {
    let (code, told) = recover(&domino(), &["--crash", "q"]);
    assert!(code == 0 && told.contains("p  its present state"), "{told}");
    let log = r#"{"p":"a","send":"m","to":"b"}
{"p":"a","record":1}
{"p":"b","record":1}
{"p":"b","recv":"m"}
"#;
    let (code, told) = recover(log, &[]);
    assert!(code == 0 && told.contains("a->b  has to be sent again: m\n"), "{told}");
}

#[test]
fn the_object_has_the_line_the_dominoes_and_the_useless_checkpoints() {
    let (code, told) = recover(&domino(), &["-f", "json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((code, &told["schema"]), (1, &json!("sim.recovery/1")));
    assert_eq!(told["line"], json!({"p": 0, "q": 0}));
    let message = &told["dominoes"][1]["message"];
    assert_eq!((&message["message"], &told["dominoes"][1]["because"]), (&json!("2 (\"y1\")"), &json!(1)));
    let useless = |place: usize| &told["processes"]["q"]["checkpoints"][place]["useless"];
    assert_eq!((useless(0), useless(1)), (&json!(true), &json!(false)));
    let schema: Value = serde_json::from_str(&stdout(&["schema", "recover"])).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let wrong: Vec<_> = schema.iter_errors(&told).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_picture_has_a_line_for_each_domino_and_marks_checkpoints_that_are_useless() {
    let (_, picture) = recover(&domino(), &["-f", "svg"]);
    for part in
        ["the newest checkpoints", "domino 1, q goes back", "the recovery line", "checkpoint 1, useless"]
    {
        assert!(picture.contains(part), "{part}");
    }
}

#[test]
fn each_line_of_the_picture_is_drawn_in_a_style_of_its_own() {
    let (_, picture) = recover(&domino(), &["-f", "svg"]);
    let styles: Vec<_> = picture
        .lines()
        .filter(|line| line.contains(r#"class="legend""#))
        .filter_map(|line| Some(line.split_once(r#"class="cut "#)?.1.split_once('"')?.0))
        .collect();
    assert!(picture.contains("and 2 more cuts: the pointer on a cut tells what is so there"), "{picture}");
    assert_eq!(styles, ["cut1", "cut2", "cut3", "cut4", "cut5"]);
    for style in styles {
        assert!(picture.contains(&format!(".{style}{{stroke:")), "{style}");
    }
}

#[test]
fn a_checkpoint_of_a_bank_is_no_amount() {
    let bank = ["--program", "bank", "--topology", "ring:3", "--algorithm", "uncoordinated"];
    let run = [&bank[..], &["--initiators", "any", "--snapshots", "2", "-f", "jsonl"]].concat();
    let (_, picture) = recover(&stdout(&run), &["-f", "svg", "--window", "all"]);
    assert!(picture.contains(">checkpoint 1"), "{picture}");
    assert!(!picture.contains(">0 units of money"), "{picture}");
}

#[test]
fn of_a_receipt_that_nobody_sent_it_is_not_known() {
    let (code, told) = recover("{\"p\":\"a\",\"recv\":\"m\"}\n{\"p\":\"a\",\"record\":1}\n", &[]);
    assert!(code == 3 && told.contains("is not in the log"), "{code}: {told}");
}

/// Only where the channels were recorded, and as they were, nobody has to send anything.
#[test]
fn what_a_snapshot_recorded_in_a_channel_need_not_be_sent_again() {
    let of = |algorithm| {
        let options =
            ["--program", "bank", "--topology", "complete:3", "--seed", "1", "--algorithm", algorithm];
        recover(&stdout(&[&["run", "-f", "jsonl"], &options[..]].concat()), &[]).1
    };
    let (recorded, line) = (of("chandy-lamport"), of("koo-toueg"));
    assert!(recorded.contains("p1->p0  is what snapshot 1 recorded in it: 4 (1), 8 (1)"), "{recorded}");
    assert!(!recorded.contains("sent again") && line.contains("has to be sent again"), "{recorded}{line}");
}

#[test]
fn what_cannot_be_used_is_refused() {
    let refused = |log: &str, args: &[&str], why: &str| {
        let (code, told) = recover(log, args);
        assert!(code == 2 && told.contains(why), "{code}: {told}");
    };
    let log = domino();
    refused(&log, &["--crash", "r"], "there is no process 'r'");
    refused(&log, &["--crash", "p,p"], "p crashes twice");
    refused(
        "{\"p\":\"a\",\"recv\":\"m\"}\n{\"p\":\"a\",\"send\":\"m\",\"to\":\"a\"}\n",
        &[],
        "no run can have done this",
    );
    refused("nonsense\n", &[], "error");
    for (options, schema, instead) in [
        (
            &["--program", "bank", "--start", "9", "--crash", "P@20"][..],
            "sim.restore/1",
            "sim restore --crash",
        ),
        (
            &["--program", "diffusing", "--topology", "complete:3", "--detect", "safra"],
            "sim.detection/1",
            "'--detect'",
        ),
    ] {
        let answer = text(&run(&[&["run", "-f", "json"], options].concat()).stdout);
        assert!(answer.contains(schema), "{answer}");
        refused(&answer, &[], &format!("it has the schema '{schema}', and is no run or log"));
        refused(&answer, &[], instead);
    }
    let scenario = example("domino.toml");
    let done = run(&["recover", &scenario]);
    assert!(done.status.code() == Some(2) && text(&done.stderr).contains("is a scenario, and no run"));
}

#[test]
fn checkpoints_are_reported_without_a_claim_that_they_are_consistent() {
    let report = stdout(&["run", "--scenario", &example("domino.toml")]);
    assert!(report.contains("ok    taken") && report.contains("no control message"), "{report}");
    assert!(report.contains("ask 'sim recover'") && !report.contains("FAIL"), "{report}");
}
