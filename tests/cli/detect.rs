//! `sim compare --detect terminated`: what is said of each detector, and that its commands show what they say.

use serde_json::Value;

use crate::{code, run, stdout, text};

/// Work that goes round and dies out.
const SCENARIO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/detectors.toml");

const DETECT: [&str; 5] = ["compare", "--detect", "terminated", "--seeds", "0..60"];

fn detected(args: &[&str]) -> Value {
    let how = ["--scenario", SCENARIO, "-f", "json"];
    serde_json::from_str(&stdout(&[&DETECT, args, &how[..]].concat())).unwrap()
}

fn detector(detected: &Value, name: &str) -> Value {
    let all = detected["detectors"].as_array().unwrap();
    all.iter().find(|detector| detector["name"] == name).unwrap().clone()
}

#[test]
fn those_that_are_right_announce_in_every_run_and_one_wave_too_early_in_some() {
    let all = detected(&[]);
    assert_eq!(all["schema"], "sim.detect/1");
    assert_eq!(all["verdict"], "ok");
    for one in all["detectors"].as_array().unwrap() {
        let right = one["right"] == true;
        assert_eq!(one["announced"] == 60, right, "{one}");
        assert_eq!(one["untrue"] == 0, right, "{one}");
    }
    let acks = detector(&all, "dijkstra-scholten");
    assert_eq!(acks["messages"], acks["control"], "one acknowledgement a message");
}

#[test]
fn only_detectors_that_ran_are_counted() {
    let told = stdout(&["compare", "--detect", "terminated", "--topology", "ring:4", "--seeds", "0..2"]);
    assert!(told.contains("huang cannot be run"), "{told}");
    assert!(told.ends_with("1 detector, 2 seeds each: all as claimed\n"), "{told}");
}

#[test]
fn the_command_of_a_false_announcement_shows_it_again() {
    let wrong = detector(&detected(&["--algorithms", "one-wave"]), "one-wave")["wrong"].clone();
    let command = wrong["command"].as_str().unwrap();
    let shown = run(&command.split(' ').skip(1).collect::<Vec<_>>());
    assert_eq!(shown.status.code(), Some(1));
    let shown = text(&shown.stdout);
    assert!(shown.contains(&format!("FAIL  safety        {}", wrong["why"].as_str().unwrap())), "{shown}");
}

#[test]
fn what_each_pays_is_a_formula_that_holds_in_every_run() {
    let all = detected(&["--program", "bank", "--param", "transfers=3"]);
    assert_eq!(all["verdict"], "ok");
    let formulae: Vec<_> =
        all["detectors"].as_array().unwrap().iter().map(|one| one["formula"].clone()).collect();
    assert_eq!(formulae, ["= h+a", "= nr", "= 2(n-1)r", "= 2(n-1)r", "= p", "= (e+n-1)r"]);
}

#[test]
fn what_a_detector_lacks_is_said_and_the_others_are_compared() {
    let all = detected(&["--topology", "ring:3"]);
    let lacks = |name| detector(&all, name)["cannot"].as_str().map(str::to_string);
    assert_eq!(lacks("safra"), None);
    assert_eq!(lacks("huang").unwrap(), "there is no channel from p1 to p0");
    assert!(lacks("dijkstra-scholten").is_some());
}

#[test]
fn what_changes_nothing_or_cannot_be_detected_is_an_error() {
    for args in [
        &["--program", "token-ring"][..],
        &["--algorithm", "mattern"],
        &["--snapshots", "2"],
        &["--links", "causal"],
        &["--initiator", "any"],
        &["--algorithms", "mattern"],
        &["--explore"],
        &["--show", "costs"],
        &["--jobs", "2"],
    ] {
        assert_eq!(code(&[&DETECT, args].concat()), 2, "{args:?}");
    }
}

#[test]
fn the_picture_and_the_table_have_all_of_them() {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/src/pictures/detectors.svg");
    let args = ["compare", "--detect", "terminated", "--seeds", "0..100", "--scenario", SCENARIO];
    let table = stdout(&[&args, &["-f", "csv"][..]].concat());
    assert_eq!(table.lines().count(), 1 + 6 * 3);
    let drawn = stdout(&[&args, &["-f", "svg"][..]].concat());
    if std::env::var_os("TRYCMD").is_some_and(|value| value == "overwrite") {
        std::fs::write(golden, &drawn).unwrap();
    }
    assert_eq!(drawn, std::fs::read_to_string(golden).unwrap(), "TRYCMD=overwrite renews it");
}

#[test]
fn one_detector_is_checked_under_all_seeds_and_a_wrong_one_fails_with_its_first_seed() {
    let check = |detector: &str, args: &[&str]| {
        let told =
            run(&[&["check", "--detect", detector, "--scenario", SCENARIO, "--seeds", "0..60"], args]
                .concat());
        (told.status.code(), text(&told.stdout))
    };
    let (done, told) = check("safra", &[]);
    assert!(done == Some(0) && told.ends_with("1 detector, 60 seeds each: all as claimed\n"), "{told}");
    let (done, told) = check("one-wave", &[]);
    assert!(
        done == Some(1) && told.contains(" true, ") && told.contains("\nFAIL  one-wave, seed "),
        "{told}"
    );
    let see = told.lines().find_map(|line| line.trim_start().strip_prefix("see it: sim ")).unwrap();
    assert_eq!(code(&see.split(' ').collect::<Vec<_>>()), 1, "{see}");
    let (done, told) = check("one-wave", &["-f", "json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert!(
        done == Some(1) && told["verdict"] == "failed" && told["detectors"][0]["untrue"].as_u64() > Some(0)
    );
    for wrong in [&["-f", "csv"][..], &["--jobs", "2"], &["--until", "terminated"], &["--snapshots", "2"]] {
        assert_eq!(check("safra", wrong).0, Some(2), "{wrong:?}");
    }
    assert_eq!(code(&["check", "--detect", "huang", "--topology", "ring:4"]), 2);
    assert_eq!(code(&["check", "--detect", "soffra"]), 2);
}
