//! `--crash` and `--checkpoint-every`: a crash in a run, and in every run of a sweep.

use serde_json::Value;

use crate::judge::of_text;
use crate::{run, stdout, text};

const BANK: [&str; 8] =
    ["--program", "bank", "--topology", "complete:3", "--param", "transfers=60", "--hold", "1..=20"];
const EVERY: [&str; 4] = ["--checkpoint-every", "100", "--crash", "p1@400"];

/// What a command says of the bank: exit code, output, errors.
fn bank(command: &str, options: &[&str]) -> (i32, String, String) {
    let output = run(&[&[command], &BANK[..], options].concat());
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn object(command: &str, options: &[&str]) -> Value {
    let (_, told, error) = bank(command, &[options, &["-f", "json"]].concat());
    serde_json::from_str(&told).unwrap_or_else(|wrong| panic!("{wrong}: {told}{error}"))
}

#[test]
fn a_run_with_a_crash_is_told_as_restore_tells_it_of_the_saved_run() {
    let by_hand = ["--trigger", "none", "--start", "100", "--snapshots", "5", "--seed", "3", "-f", "json"];
    let (_, saved, _) = bank("run", &by_hand);
    for form in ["json", "svg"] {
        let (_, restored) =
            of_text(&["restore", "-", "--crash", "p1@400", "--seed", "3", "-f", form], saved.as_bytes());
        let (code, told, _) = bank("run", &[&EVERY[..], &["--seed", "3", "-f", form]].concat());
        if form == "json" {
            assert_eq!((code, told), (0, restored));
        } else {
            // The one has the command that makes it again; of a file from standard input there is none.
            let both = [&told, &restored];
            assert!(
                both.iter().all(|svg| svg.contains("✓ Holds: all 27 checks of 3 snapshots hold")),
                "{told}"
            );
            assert!(
                told.contains("--checkpoint-every 100 --crash p1@400") && !restored.contains("Reproduce")
            );
        }
    }
    let (code, told, _) = bank("run", &[&EVERY[..], &["--seed", "3"]].concat());
    let parts = [
        "snapshot 5, started",
        "Crash      p1 at t=400",
        "Restored   snapshot 3 of this run",
        "ok    outputs",
    ];
    let mut rest = told.as_str();
    for part in parts {
        rest = rest.split_once(part).unwrap_or_else(|| panic!("{part}: {told}")).1;
    }
    assert_eq!(code, 0);
    let (_, quiet, _) = bank("run", &[&EVERY[..], &["-q"]].concat());
    assert!(!quiet.contains("Crash") && !quiet.contains("ok "), "{quiet}");
}

#[test]
fn the_command_of_a_run_with_a_crash_shows_the_crash_again() {
    for asked in [&EVERY[..], &["--start", "100", "--snapshots", "4", "--crash", "p1@300"]] {
        let (_, told, _) = bank("run", &[asked, &["--seed", "3"]].concat());
        let command = told.lines().find_map(|line| line.strip_prefix("reproduce: sim ")).unwrap();
        assert!(command.ends_with(&asked.join(" ")), "{command}");
        assert_eq!(stdout(&command.split(' ').collect::<Vec<_>>()), told);
    }
}

#[test]
fn runs_that_ended_before_the_crash_are_counted_apart_and_all_else_is_judged() {
    let some = ["--param", "transfers=10", "--start", "100", "--crash", "p1@125", "--seeds", "0..12"];
    let some = [&BANK[..4], &some].concat();
    let told = stdout(&[&["check"], &some[..]].concat());
    let apart = "ended before the crash, and judged without it: ";
    let (seeds, first) = told.split_once(apart).unwrap().1.split_once(" seeds, first seed ").unwrap();
    let (seeds, first): (u64, &str) = (seeds.parse().unwrap(), first.lines().next().unwrap());
    assert!(told.contains("12 seeds: 12 good, 0 failed"), "{told}");
    let object: Value =
        serde_json::from_str(&stdout(&[&["check", "-f", "json"], &some[..]].concat())).unwrap();
    let crash = &object["crash"];
    assert_eq!(crash["ended_before"], serde_json::json!({ "seeds": seeds, "first": first }));
    assert_eq!(crash["costs"]["steps"]["runs"], 12 - seeds);
    let alone = run(&[&["run", "--seed", first], &some[..10]].concat());
    assert!(text(&alone.stderr).contains("is over by then"), "{alone:?}");
}

#[test]
fn there_is_a_snapshot_every_so_many_ticks_until_after_the_crash() {
    for (crash, snapshots) in [("p1@99", 1), ("p1@100", 2), ("p1@450", 5)] {
        let told = object("check", &["--checkpoint-every", "100", "--crash", crash, "--seeds", "0..3"]);
        assert_eq!(told["config"]["snapshots"].as_u64().unwrap_or(1), snapshots, "{crash}");
        assert_eq!(told["config"]["start"], "100");
    }
}

#[test]
fn a_sweep_says_of_one_seed_what_the_run_says_and_of_all_the_same_on_any_threads() {
    let schema: Value = serde_json::from_str(&stdout(&["schema", "check"])).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let one = object("run", &[&EVERY[..], &["--seed", "5"]].concat());
    let swept = object("check", &[&EVERY[..], &["--seeds", "5..6"]].concat());
    let (crash, costs) = (&one["crash"], &swept["crash"]["costs"]);
    for (figure, there) in [
        ("steps", &crash["steps"]),
        ("messages", &crash["sent"]),
        ("ticks", &crash["ticks"]),
        ("left", &crash["outputs"]["left"]),
        ("held", &crash["outputs"]["held"]),
        ("waited", &crash["outputs"]["longest"]),
    ] {
        assert_eq!(&costs[figure]["median"], there, "{figure}");
    }
    let [on_one, on_two] =
        ["1", "2"].map(|jobs| object("check", &[&EVERY[..], &["--seeds", "0..40", "--jobs", jobs]].concat()));
    assert!(on_one == on_two && on_one["verdict"] == "ok" && schema.is_valid(&on_one), "{on_one}");
    assert_eq!(on_one["crash"]["costs"]["steps"]["runs"], 40);
}

/// The command that a sweep prints for the first seed that fails, and what it says of that.
fn printed(told: &str) -> (i32, String) {
    let command = told.lines().find_map(|line| line.trim_start().strip_prefix("see it: sim ")).unwrap();
    let output = run(&command.split(' ').collect::<Vec<_>>());
    (output.status.code().unwrap(), text(&output.stdout))
}

#[test]
fn what_was_recorded_wrongly_is_lost_at_the_crash_and_the_printed_command_shows_it() {
    let wrong = ["--algorithm", "naive-request", "--seeds", "0..9"];
    let (code, told, _) = bank("check", &[&EVERY[..], &wrong].concat());
    let why = "FAIL  conserved     5 units of money lost";
    assert!(code == 1 && told.contains(why), "{told}");
    let (code, shown) = printed(&told);
    assert!(code == 1 && shown.contains(why), "{shown}");
    let failed = &object("check", &[&EVERY[..], &wrong].concat())["first_failure"];
    let checks = failed["checks"].as_array().unwrap();
    assert!(checks.iter().any(|check| check["name"] == "conserved" && check["ok"] == false), "{failed}");
    assert!(failed["command"].as_str().unwrap().ends_with("--crash p1@400"), "{failed}");
}

/// Of two snapshots that cross neither has all before its cut that the other has: what one lets leave the other takes back.
#[test]
fn of_snapshots_that_cross_one_lets_outputs_leave_that_the_other_takes_back() {
    let crossing = ["--trigger", "none", "--start", "100..=200", "--initiators", "p0:1,p1:2,p2:3,p0:4"];
    let rest = ["--snapshots", "4", "--delay", "1..=40", "--crash", "p1@201", "--seeds", "0..60"];
    let (code, told, _) = bank("check", &[&crossing[..], &rest].concat());
    let why = "FAIL  outputs       10 outputs left and done in vain";
    assert!(code == 1 && told.contains(why), "{told}");
    assert!(!told.contains("FAIL  conserved") && !told.contains(", snapshot "), "all else is right: {told}");
    assert!(printed(&told).1.contains(why));
}

/// A recovery line has no channels; nobody goes back too far, and senders send again what crosses it.
#[test]
fn under_koo_and_toueg_all_go_back_to_the_line_and_what_crosses_it_is_sent_again() {
    let lines = ["--algorithm", "koo-toueg", "--seeds", "0..20"];
    let told = object("check", &[&EVERY[..], &lines].concat());
    assert_eq!((&told["verdict"], &told["crash"]["to_beginning"]), (&"ok".into(), &0.into()), "{told}");
    let (_, svg, _) = bank("run", &[&EVERY[..], &lines[..2], &["--seed", "3", "-f", "svg"]].concat());
    assert!(svg.contains("goes back") && !svg.contains("backwards"), "a line that has begun is not drawn");
}

const DOMINO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/domino.toml");
const ALONE: [&str; 8] =
    ["--algorithm", "uncoordinated", "--initiators", "any", "--start", "10..=50", "--snapshots", "9"];
const AT_150: [&str; 2] = ["--crash", "p1@150"];

/// What has happened until then of a run in lines.
fn until(run: &str, time: u64) -> String {
    let is_before = |line: &&str| {
        let line: Value = serde_json::from_str(line).unwrap();
        line["t"].as_u64().map_or(line.get("schema").is_some(), |at| at <= time)
    };
    run.lines().filter(is_before).collect::<Vec<_>>().join("\n")
}

/// Where each takes checkpoints when it likes they are no state together; the recovery line is, and 'sim recover' finds the same.
#[test]
fn who_took_checkpoints_alone_goes_back_to_the_line_that_recover_finds() {
    let swept = object("check", &[&ALONE[..], &AT_150, &["--seeds", "0..20"]].concat());
    assert_eq!(swept["verdict"], "ok", "{swept}");
    let mut undone = 0;
    for seed in ["1", "2", "3", "4"] {
        let options = [&ALONE[..], &["--seed", seed]].concat();
        let told = object("run", &[&options[..], &AT_150].concat());
        let (_, saved, _) = bank("run", &[&options[..], &["-f", "jsonl"]].concat());
        let (_, found) = of_text(&["recover", "-", "-f", "json"], until(&saved, 150).as_bytes());
        let found: Value = serde_json::from_str(&found).unwrap_or_else(|_| panic!("{found}"));
        for (name, own) in told["crash"]["line"].as_object().unwrap() {
            let (process, newest) = (&found["processes"][name], &own["newest"]);
            assert_eq!(own["at"], process["at"], "{name}, seed {seed}: {told}");
            assert_eq!(*newest, process["checkpoints"].as_array().unwrap().len(), "{name}, seed {seed}");
            undone += newest.as_u64().unwrap() - own["at"].as_u64().unwrap();
        }
    }
    assert!(undone > 0, "somebody goes back further than to its newest");
}

#[test]
fn the_domino_effect_is_told_and_drawn() {
    let domino = ["run", "--scenario", DOMINO, "--crash", "p@12"];
    let told = stdout(&domino);
    for part in [
        "recovery line  p to its beginning, of 2; q to its beginning, of 2",
        "dominoes       4 checkpoints undone, all that there are: the domino effect",
        "Restored   the beginning of this run",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let (_, svg, _) = bank("run", &[&ALONE[..], &AT_150, &["--seed", "1", "-f", "svg"]].concat());
    assert!(svg.contains("all go back to the recovery line") && !svg.contains("backwards"), "{svg}");
}

/// What happens after the crash in the run without it is no part of the run with it.
#[test]
fn a_snapshot_that_is_not_complete_at_the_crash_is_not_judged() {
    let wrong = ["--algorithm", "naive-request", "--checkpoint-every", "30", "--crash", "p1@35"];
    let (_, alone, _) = bank("check", &["--algorithm", "naive-request", "--start", "30", "--seeds", "0..9"]);
    assert!(alone.contains("9 failed"), "{alone}");
    let (_, told, _) = bank("check", &[&wrong[..], &["--seeds", "0..9"]].concat());
    assert!(told.contains("9 seeds: 9 good"), "{told}");
    let (_, told, _) = bank("run", &[&wrong[..], &["--seed", "3", "--show", "checks"]].concat());
    assert!(told.contains("not judged: it was not complete when all went back"), "{told}");
}

#[test]
fn before_the_first_snapshot_is_complete_all_go_back_to_the_beginning() {
    let told = object("check", &["--checkpoint-every", "100", "--crash", "p1@60", "--seeds", "0..9"]);
    assert_eq!((&told["crash"]["to_beginning"], &told["verdict"]), (&9.into(), &"ok".into()));
    assert_eq!(told["crash"]["costs"]["waited"]["runs"], 0, "none has left");
    assert_eq!(told["crash"]["costs"]["waited"]["most"], Value::Null);
}

#[test]
fn what_cannot_be_or_changes_nothing_is_refused() {
    let course = ["--crash", "p1@40", "--links", "causal", "--algorithm", "alagar-venkatesan"];
    for (options, why) in [
        (&["--checkpoint-every", "100"][..], "--crash"),
        (&["--checkpoint-every", "0", "--crash", "p1@4"], "invalid value '0'"),
        (&["--checkpoint-every", "1", "--crash", "p1@4000"], "more than 1000 snapshots"),
        (&["--checkpoint-every", "9", "--crash", "p1@40", "--start", "9"], "cannot be used with"),
        (&["--crash", "p9@40"], "there is no process 'p9'"),
        (&["--crash", "p1"], "is no crash"),
        (&["--crash", "p1@99999"], "is over by then"),
        (
            &["--start", "100", "--snapshots", "9", "--crash", "p1@400", "--max-events", "100"],
            "that is all that '--max-events' allows",
        ),
        (&course, "cannot go on anew"),
    ] {
        for command in ["run", "check"] {
            let (code, _, told) = bank(command, options);
            assert!(code == 2 && told.contains(why), "{command} {options:?}: {told}");
        }
    }
    let (_, _, told) = bank("check", &["--crash", "p1@99999", "--seeds", "7..9"]);
    assert!(told.contains("the run of seed 7 is over by then"), "{told}");
    let schedule = run(&["--checkpoint-every", "9", "--crash", "P@40", "--schedule", "P!"]);
    assert!(text(&schedule.stderr).contains("the schedule says when a snapshot starts"), "{schedule:?}");
    let counts = run(&["--checkpoint-every", "9", "--crash", "P@40", "--initiators", "P@3"]);
    assert!(text(&counts.stderr).contains("'--checkpoint-every' changes nothing"), "{counts:?}");
    let (code, _, told) = bank("run", &[&EVERY[..], &["-f", "html"]].concat());
    assert!(code == 2 && told.contains("as text, json or svg"), "{told}");
    let (code, _, told) = bank("run", &["--crash", "p1@40", "--until", "terminated"]);
    assert!(code == 2 && told.contains("cannot be used with"), "{told}");
    let (code, _, told) = bank("check", &[&EVERY[..], &["-f", "csv"]].concat());
    assert!(code == 2 && told.contains("'--crash' changes nothing with '--format csv'"), "{told}");
}
