//! `--detect`: one detector in a run and under every schedule; what is found is found again, and what plays no part is refused.

use serde_json::{Value, json};

use crate::{code, run, sim, stdout, text};

const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/one-wave.toml");
const LARGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/detectors.toml");

/// Those that are right.
const RIGHT: [&str; 5] = ["dijkstra-scholten", "safra", "four-counters", "huang", "snapshots"];

fn explored(detector: &str, more: &[&str]) -> (i32, String) {
    let args = [&["explore", "--detect", detector][..], more].concat();
    let output = run(&args);
    (output.status.code().unwrap(), text(&output.stdout))
}

/// The command that a text offers to see something again, as it is typed.
fn offered(told: &str) -> Vec<String> {
    let line = told.lines().find_map(|line| line.split_once("see it: sim ")).unwrap();
    shlex::split(line.1).unwrap()
}

#[test]
fn the_shortest_false_announcement_of_one_wave_is_found_and_found_again() {
    let (code, told) = explored("one-wave", &["--scenario", SMALL]);
    assert_eq!(code, 1, "{told}");
    let why = told.lines().find_map(|line| line.strip_prefix("FAIL  ")).unwrap();
    let (why, _) = why.split_once("   (11 steps, none shorter)").unwrap();
    let again = run(&offered(&told).iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(again.status.code(), Some(1));
    let again = text(&again.stdout);
    assert!(again.contains(&format!("FAIL  safety        {why}\n")), "{again}");
    assert!(again.contains("p0 announced   !! condemned by safety"), "{again}");
    assert!(again.contains("terminated   not yet at the end of the run: p0 was active"), "{again}");
}

#[test]
fn of_the_others_no_schedule_of_a_small_model_is_wrong() {
    for detector in RIGHT {
        let three =
            ["--program", "diffusing", "--topology", "complete:3", "--param", "most=1", "--param", "max=1"];
        for model in [&["--scenario", SMALL][..], &three, &[&three[..], &["--param", "active=2"]].concat()] {
            let (code, told) = explored(detector, model);
            assert_eq!(code, 0, "{detector}: {told}");
            assert!(told.contains("every announcement is true, and none is missing"), "{told}");
        }
    }
    assert_eq!(explored("safra", &["--scenario", SMALL, "--max-states", "10"]).0, 3);
}

#[test]
fn a_run_says_when_it_became_true_and_when_that_was_announced() {
    for detector in RIGHT {
        let told = stdout(&["--detect", detector, "--scenario", LARGE, "--seed", "3"]);
        let line = |word: &str| told.lines().find(|line| line.trim_start().starts_with(word)).unwrap();
        assert_eq!(told.matches("==  from here on it is terminated").count(), 1, "{told}");
        let became = line("terminated").split_once("at t=").unwrap().1;
        let (time, _) = became.split_once(',').unwrap();
        let place =
            told.lines().position(|line| line.ends_with("==  from here on it is terminated")).unwrap();
        let before = told.lines().nth(place - 1).unwrap();
        assert_eq!(before.split_whitespace().next().unwrap(), time, "{told}");
        assert!(line("announced").ends_with("later"), "{told}");
        for check in ["safety", "liveness", "undisturbed", "price"] {
            assert!(told.contains(&format!("  ok    {check:<12}  ")), "{detector}: {told}");
        }
    }
}

#[test]
fn a_false_announcement_of_a_seed_is_found_again_by_its_schedule() {
    let args = ["--detect", "one-wave", "--scenario", LARGE, "--seed", "12"];
    let output = run(&args);
    let told = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1));
    let offered = told.lines().find_map(|line| line.strip_prefix("or by its schedule: sim ")).unwrap();
    let again = shlex::split(offered).unwrap();
    let again = stdout(&again.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(again.contains("safety        at 69 it was announced, and p0 was active"), "{again}");
    assert_eq!(stdout(&[&args[..], &["--quiet"]].concat()).lines().count(), 1, "quietly, what is wrong");
}

#[test]
fn what_plays_no_part_under_a_detector_is_an_error() {
    for args in [
        &["--algorithm", "mattern"][..],
        &["--snapshots", "2"],
        &["--trigger", "3"],
        &["--until", "terminated"],
        &["--crash", "p0@10"],
        &["--checkpoint-every", "10"],
        &["--show", "checks"],
        &["--program", "token-ring"],
        &["--links", "causal"],
        &["--initiators", "any"],
        &["--topology", "line:3"],
        &["--schedule", "p0!7"],
        &["-f", "jsonl"],
        &["-f", "snap"],
        &["-f", "simlog"],
    ] {
        assert_eq!(code(&[&["--detect", "safra"], args].concat()), 2, "{args:?}");
    }
    assert_eq!(code(&["--detect", "nobody"]), 2);
    for args in [&["--reduce", "on"][..], &["--against-reachable"], &["-f", "json"], &["--delay", "3"]] {
        assert_eq!(code(&[&["explore", "--detect", "safra"], args].concat()), 2, "{args:?}");
    }
}

#[test]
fn as_json_a_run_has_what_is_claimed_every_event_and_its_schedule() {
    let schema: Value = serde_json::from_str(&stdout(&["schema", "detection"])).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let ran = |args: &[&str]| -> Value {
        let args = [args, &["--scenario", LARGE, "-f", "json"]].concat();
        let ran = serde_json::from_str(&stdout(&args)).unwrap();
        assert!(validator.is_valid(&ran), "{ran}");
        ran
    };
    let wrong = ran(&["--detect", "one-wave", "--seed", "12"]);
    assert_eq!((&wrong["schema"], &wrong["verdict"]), (&json!("sim.detection/1"), &json!("failed")));
    assert_eq!((&wrong["terminated"], &wrong["active"]), (&Value::Null, &json!(["p0"])));
    let announced = wrong["announced"]["event"].as_u64().unwrap();
    assert_eq!(wrong["checks"][0]["events"], json!([announced]));
    assert_eq!(announced + 1, wrong["events"].as_array().unwrap().len() as u64);
    let again = ran(&["--detect", "one-wave", "--schedule", wrong["schedule"].as_str().unwrap()]);
    let same = |field: &str| assert_eq!(again[field], wrong[field], "{field}");
    ["active", "messages", "control", "schedule"].into_iter().for_each(same);
    let right = ran(&["--detect", "safra", "--seed", "3"]);
    let at = |moment: &str| (right[moment]["t"].as_u64().unwrap(), right[moment]["event"].as_u64().unwrap());
    assert!(right["verdict"] == "ok" && at("terminated") < at("announced"), "{right}");
}

#[test]
fn a_run_that_is_given_up_has_no_verdict_and_a_schedule_that_goes_on_is_told() {
    assert_eq!(code(&["--detect", "safra", "--max-events", "5"]), 3);
    let schedule = "p0! p0>p1 p0!1 p0! p0>p1 p1! p1>p0 p0! p0>p1 p1!1 p1>p0 p0!";
    let output = run(&["--detect", "one-wave", "--scenario", SMALL, "--schedule", schedule]);
    assert!(text(&output.stderr).contains("the run ended before all of the schedule was carried out"));
}

#[test]
fn the_picture_has_the_false_announcement_and_every_other_form_has_the_run() {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/src/pictures/one-wave.svg");
    let schedule = "p0! p0>p1 p0!1 p0! p0>p1 p1! p1>p0 p0! p0>p1 p1!1 p1>p0";
    let args = ["--detect", "one-wave", "--scenario", SMALL, "--schedule", schedule, "-f"];
    // The picture has its command, and that the path as it was typed.
    let near = ["--detect", "one-wave", "--scenario", "one-wave.toml", "--schedule", schedule, "-f", "svg"];
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
    let drawn = text(&sim(&near).current_dir(examples).output().unwrap().stdout);
    assert!(drawn.contains(">announced</text>") && drawn.contains("condemned by safety"));
    if std::env::var_os("TRYCMD").is_some_and(|value| value == "overwrite") {
        std::fs::write(golden, &drawn).unwrap();
    }
    assert_eq!(drawn, std::fs::read_to_string(golden).unwrap(), "TRYCMD=overwrite renews it");
    for form in ["html", "mermaid", "shiviz", "dot", "csv", "perfetto"] {
        assert!(stdout(&[&args[..], &[form]].concat()).contains("counts"), "{form}");
    }
    let became = stdout(&["--detect", "safra", "--scenario", LARGE, "--seed", "3", "-f", "svg"]);
    assert!(became.contains(r#"class="became""#) && became.contains(">announced</text>"));
}

#[test]
fn a_drawing_of_a_part_says_where_that_is_which_was_detected() {
    let safra =
        ["--detect", "safra", "--program", "diffusing", "--topology", "complete:5", "--seed", "3", "-f"];
    for form in ["svg", "html"] {
        let part = stdout(&[&safra[..], &[form, "--window", "0..10"]].concat());
        for told in [
            "since when it is terminated: event 191, t=248, after what is shown",
            "announced: event 209, t=351, after what is shown",
        ] {
            assert!(part.contains(told), "{form}: {told}");
        }
        let whole = stdout(&[&safra[..], &[form, "--window", "all"]].concat());
        assert!(!whole.contains(", after what is shown"), "{form}: all of it is");
    }
    let page = stdout(&[&safra[..], &["html"]].concat());
    assert!(page.contains(r#""became":{"what":"it is terminated","#), "the page has a line there");
}
