//! `sim judge`: logs of other programs, those of the examples and those that mean harm.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::{code, run, sim, stdout, text};

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

pub(crate) fn example(name: &str) -> String {
    examples().join(name).display().to_string()
}

/// What the program makes of a text on its standard input: its exit code, and all that it says.
pub(crate) fn of_text(args: &[&str], log: &[u8]) -> (i32, String) {
    let mut child =
        sim(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It may have seen enough before the end.
    let _ = child.stdin.take().unwrap().write_all(log);
    let done = child.wait_with_output().unwrap();
    (done.status.code().unwrap(), text(&done.stdout) + &text(&done.stderr))
}

#[test]
fn the_exit_code_is_the_verdict_of_the_log() {
    assert_eq!(code(&["judge", &example("logs/a.jsonl"), &example("logs/b.jsonl")]), 1);
    assert_eq!(code(&["judge", &example("logs/clocks.log"), "--record", "state recorded"]), 0);
    let (unknown, told) =
        of_text(&["judge", "-"], b"{\"p\":\"b\",\"recv\":\"m\"}\n{\"p\":\"b\",\"record\":1}");
    assert_eq!(unknown, 3, "{told}");
    let (none, told) = of_text(&["judge", "-"], b"{\"p\":\"a\",\"send\":\"m\",\"to\":\"b\"}");
    assert!(none == 3 && told.contains("no snapshot to judge"), "{told}");
}

#[test]
fn a_run_that_is_written_as_a_log_is_judged_as_it_was() {
    for (args, verdict) in [(&["--seed", "7"][..], 0), (&["--links", "unordered", "--seed", "7"], 1)] {
        let log = stdout(&[args, &["-f", "simlog"]].concat());
        let (judged, told) = of_text(&["judge", "-"], log.as_bytes());
        assert_eq!(judged, verdict, "{told}");
    }
}

/// A bank in which something goes wrong, as a log.
fn faulty(faults: &[&str], seed: &str) -> (i32, String) {
    let bank = ["--program", "bank", "--topology", "complete:3", "--seed", seed];
    let faults = faults.iter().flat_map(|fault| ["--fault", fault]);
    let args: Vec<_> = bank.into_iter().chain(faults).collect();
    (code(&args), stdout(&[&args[..], &["-f", "simlog"]].concat()))
}

#[test]
fn what_was_lost_or_came_twice_is_named_and_not_missed() {
    for (seed, faults) in
        [("0", ["drop:p0->p2#2", "double:p2->p0#2"]), ("1", ["drop:p0->p2#1", "double:p2->p0#1"])]
    {
        let (as_run, log) = faulty(&faults, seed);
        for with in [&[][..], &["--program", "bank"]] {
            let (judged, told) = of_text(&[&["judge", "-"], with].concat(), log.as_bytes());
            assert_eq!((as_run, judged), (0, 0), "{seed}: {told}");
            assert!(told.contains("a message (1) in p0->p2 is lost (-:"), "{told}");
            assert!(told.contains(" comes twice, as "), "{told}");
            assert!(told.contains("without what was lost, and with what came twice"), "{told}");
        }
        // Without the words for it a unit is missing, or one too many.
        let silent: String =
            log.lines().filter(|line| !line.contains("\"lost\"")).flat_map(|line| [line, "\n"]).collect();
        for log in [silent, log.replace(",\"again\":true", "")] {
            let (judged, told) = of_text(&["judge", "-"], log.as_bytes());
            assert!(judged == 1 && told.contains("FAIL  conserved"), "{told}");
        }
    }
    let (_, log) = faulty(&["drop:p0->p2#2", "double:p2->p0#2"], "0");
    let json = of_text(&["judge", "-", "-f", "json"], log.as_bytes()).1;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["faults"].as_array().map(Vec::len), Some(2), "{json}");
    let cut = of_text(&["cut", "-", "--at", "p0=11,p1=7,p2=12"], log.as_bytes()).1;
    assert!(cut.contains("as the processes began with, without what was lost"), "{cut}");
}

#[test]
fn who_crashed_or_which_marker_is_lost_is_why_a_snapshot_is_not_complete() {
    let (as_run, log) = faulty(&["crash:p1#3"], "0");
    let (judged, told) = of_text(&["judge", "-"], log.as_bytes());
    assert_eq!((as_run, judged), (1, 1), "{told}");
    assert!(told.contains("p1 did not record for snapshot 1, and never will: it crashed (-:"), "{told}");
    // It recorded before it crashed, and a marker to it is never received.
    let (as_run, log) = faulty(&["crash:p1#8"], "0");
    let (judged, told) = of_text(&["judge", "-"], log.as_bytes());
    assert_eq!((as_run, judged), (1, 1), "{told}");
    let why = "and no message of snapshot 1 is under way but to p1, which crashed (-:";
    assert!(told.contains(why) && !told.contains("still under way"), "{told}");
    let (as_run, log) = faulty(&["drop:p0->p1#marker", "drop:p2->p1#marker"], "0");
    let (judged, told) = of_text(&["judge", "-"], log.as_bytes());
    assert_eq!((as_run, judged), (1, 1), "{told}");
    assert!(
        told.contains("p1 did not record, and no message of snapshot 1 is under way: a message (marker)"),
        "{told}"
    );
}

#[test]
fn what_cannot_be_after_a_loss_or_a_crash_is_not_well_formed() {
    for (rest, why) in [
        (
            "{\"p\":\"a\",\"crash\":true}\n{\"p\":\"a\",\"note\":1}",
            "a did something after it crashed: -:1, -:2",
        ),
        (
            "{\"p\":\"a\",\"send\":\"m\",\"to\":\"b\",\"lost\":true}\n{\"p\":\"b\",\"recv\":\"m\"}",
            "m is lost and received: -:1, -:2",
        ),
    ] {
        let (judged, told) =
            of_text(&["judge", "-"], format!("{rest}\n{{\"p\":\"b\",\"record\":1}}").as_bytes());
        assert!(judged == 1 && told.contains(&format!("FAIL  well-formed   {why}")), "{told}");
    }
}

/// Who logs commands that the program does not offer then is told where.
#[test]
fn a_command_that_nobody_offers_is_refused_with_its_line() {
    let ring =
        stdout(&["--program", "bank", "--param", "transfers=1", "--topology", "complete:2", "-f", "simlog"]);
    let command = ring.lines().position(|line| line.contains("transfer on")).unwrap();
    let lines: Vec<_> = ring.lines().collect();
    let twice = [&lines[..=command], &lines[command..]].concat().join("\n");
    let args = ["judge", "-", "--program", "bank", "--param", "transfers=1"];
    let (_, told) = of_text(&args, twice.as_bytes());
    assert!(told.contains(&format!("-:{}: 'bank' offers", command + 2)), "{told}");
}

#[test]
fn what_is_written_and_what_is_read_have_schemas() {
    let schema = |name: &str| {
        let schema: Value = serde_json::from_str(&stdout(&["schema", name])).unwrap();
        jsonschema::validator_for(&schema).unwrap()
    };
    let line = schema("log");
    let log = stdout(&["--seed", "7", "-f", "simlog"]);
    let lines = log.lines().chain(include_str!("../../examples/logs/a.jsonl").lines());
    let (_, faulty) = faulty(&["drop:p0->p2#2", "double:p2->p0#2", "crash:p1#3"], "0");
    let lines = lines.chain(faulty.lines());
    assert!(lines.map(|line| serde_json::from_str(line).unwrap()).all(|value: Value| line.is_valid(&value)));
    assert!(!line.is_valid(&serde_json::json!({"p": "a", "send": ["m"]})));
    let judged = stdout(&["judge", &example("logs/a.jsonl"), &example("logs/b.jsonl"), "-f", "json"]);
    let judged: Value = serde_json::from_str(&judged).unwrap();
    assert!(schema("judge").is_valid(&judged));
    assert_eq!(
        (&judged["verdict"], &judged["snapshots"][0]["too_late"][0]["process"]),
        (&"failed".into(), &"b".into())
    );
}

/// Runs a logger of the examples, if its language is there.
fn emitted(folder: &Path, language: &str) -> Option<()> {
    let source = example(&format!(
        "emit/{}",
        if language == "java" { "Log.java".into() } else { format!("log.{language}") }
    ));
    let place = folder.to_str().unwrap();
    let built = folder.join("log").display().to_string();
    let succeeds =
        |program: &str, args: &[&str]| Some(Command::new(program).args(args).output().ok()?.status.success());
    let done = match language {
        "py" => succeeds("python3", &[&source, place])?,
        "js" => succeeds("node", &[&source, place])?,
        "java" => succeeds("java", &[&source, place])?,
        "go" => succeeds("go", &["run", &source, place])?,
        _ => succeeds("rustc", &["-o", &built, &source])? && succeeds(&built, &[place])?,
    };
    assert!(done, "{language}");
    Some(())
}

#[test]
fn the_loggers_of_the_examples_log_a_good_snapshot() {
    for language in ["py", "js", "java", "go", "rs"] {
        let folder = TempDir::new().unwrap();
        // Where the language is not there, its logger is left out.
        if emitted(folder.path(), language).is_none() {
            continue;
        }
        let file = |process: &str| folder.path().join(format!("{process}.jsonl")).display().to_string();
        let done = run(&["judge", &file("a"), &file("b")]);
        let told = text(&done.stdout);
        assert_eq!(done.status.code(), Some(0), "{language}: {told}{}", text(&done.stderr));
        assert!(["consistent", "channels", "conserved"].iter().all(|check| told.contains(check)), "{told}");
    }
}

#[test]
fn what_is_no_log_is_refused_with_its_line() {
    let line = |fields: &str| format!("{{\"p\":\"a\",\"note\":1}}\n{{\"p\":\"a\",{fields}}}\n");
    for (log, place) in [
        (String::new(), "the log says nothing"),
        ("{}".into(), "-:1: it says nothing"),
        ("{\"p\":\"a\"".into(), "-:1: EOF"),
        ("[]".into(), "-:1: the line is neither"),
        ("\0\u{1}".into(), "-:1: the line is neither"),
        ("a {\"a\":1} x\nwhatever\n".into(), "-:2: the line is neither"),
        ("a {\"a\":-1} x".into(), "-:1: the clock"),
        ("(?<host>.*) (?<clock>{.*}\n\n".into(), "-:1: "),
        ("(?<x>.*)\n\n".into(), "-:1: the pattern has no group"),
        ("(?<host>(((.{1000}){1000}){1000}))\n\n".into(), "-:1: "),
        ("{\"log\":\"sim.log/2\"}".into(), "-:1: it has the schema 'sim.log/2'"),
        (
            "{\"log\":\"sim.log/1\",\"processes\":[\"a\"]}\n{\"p\":\"b\",\"note\":1}".into(),
            "-:2: there is no process 'b'",
        ),
        (
            "{\"log\":\"sim.log/1\",\"channels\":[[\"a\",\"b\"]]}\n{\"p\":\"b\",\"send\":1,\"to\":\"a\"}"
                .into(),
            "-:2: there is no channel b->a",
        ),
        ("{\"log\":\"sim.log/1\",\"channels\":[[\"a\"]]}".into(), "-:1: channels[0]"),
        (line("\"send\":1,\"recv\":1"), "-:2: it says both 'send' and 'recv'"),
        (line("\"send\":1"), "-:2: a sending to nobody"),
        (line("\"send\":false,\"to\":\"b\""), "-:2: send: "),
        (line("\"send\":[1],\"to\":\"b\""), "-:2: send: "),
        (line("\"send\":1,\"to\":\"\""), "-:2: a process without a name"),
        (line("\"send\":1,\"to\":\"b\",\"amount\":1.5"), "-:2: amount: "),
        (line("\"send\":1,\"to\":\"b\",\"amount\":{\"x\":1,\"x\":1}"), "-:2: amount"),
        (line("\"send\":1,\"send\":1,\"to\":\"b\""), "-:2: duplicate field"),
        (line("\"recv\":true"), "-:2: a receipt of which message?"),
        (line("\"record\":-1"), "-:2: record: "),
        (line("\"record\":1,\"lost\":true"), "-:2: 'lost' belongs to a line with 'send'"),
        (line("\"recv\":1,\"again\":true"), "-:2: 'again' belongs to a line with 'send'"),
        (line("\"send\":1,\"to\":\"b\",\"again\":true,\"lost\":true"), "-:2: a message is not both"),
        (line("\"send\":1,\"to\":\"b\",\"again\":true"), "-:2: 'again', and the line of the process before"),
        (line("\"send\":1,\"to\":\"b\",\"lost\":1"), "-:2: lost: "),
        (line("\"crash\":false"), "-:2: it says nothing"),
        (line("\"crash\":true,\"recv\":1"), "-:2: it says both 'recv' and 'crash'"),
        (line("\"record\":1e9"), "-:2: record: "),
        (line("\"channel\":\"b\",\"count\":1"), "-:2: a channel of which snapshot?"),
        (line("\"channel\":\"b\",\"snapshot\":1"), "-:2: it says nothing of the channel"),
        (line("\"init\":3"), "-:2: init: "),
        (line("\"note\":1,\"vc\":{\"a\":-1}"), "-:2: vc.a: "),
        (line("\"note\":1,\"vc\":[1,2]"), "-:2: vc: "),
        (line(&format!("\"note\":{}", "[".repeat(100_000))), "-:2: "),
        (line(&format!("\"note\":\"{}\"", "x".repeat(2 << 20))), "-:2: the line has more than"),
        (
            (0..1001).map(|number| format!("{{\"p\":\"a\",\"record\":{number}}}\n")).collect(),
            "-:1001: there are more than 1000",
        ),
        (
            (0..16385).map(|p| format!("{{\"p\":\"p{p}\",\"note\":1}}\n")).collect(),
            "-:16385: there are more than 16384",
        ),
    ] {
        let (refused, told) = of_text(&["judge", "-"], log.as_bytes());
        let begin: String = log.chars().take(80).collect();
        assert!(
            refused == 2 && told.starts_with("error: ") && told.contains(place),
            "{begin}: {refused}, {told}"
        );
        assert!(told.len() < 10_000, "{begin}");
    }
    assert_eq!(of_text(&["judge", "-"], b"{\"p\":\"\xff\"}").0, 2);
    for pattern in ["(", "x", "(?<host>a{1000}{1000}{1000})", r"\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n(?<host>.)"] {
        let (refused, told) = of_text(&["judge", "-", "--pattern", pattern], b"x");
        assert!(refused == 2 && told.starts_with("error: "), "{pattern}: {told}");
    }
    let idle = of_text(&["judge", "-", "--record", "x"], b"{\"p\":\"a\",\"record\":1}");
    assert!(idle.0 == 2 && idle.1.contains("--record"), "{}", idle.1);
}

#[test]
fn a_last_line_that_is_cut_off_is_left_out_and_that_is_said() {
    let (judged, told) = of_text(&["judge", "-"], b"{\"p\":\"a\",\"record\":1}\n{\"p\":\"b\",\"reco");
    assert!(judged == 0 && told.contains("the last line of '-', 2, is cut off"), "{told}");
}

#[test]
fn of_a_log_that_no_run_can_have_written_no_order_is_told() {
    let circle = br#"{"p":"a","recv":"m2"}
{"p":"a","send":"m1","to":"b"}
{"p":"b","recv":"m1"}
{"p":"b","send":"m2","to":"a"}
"#;
    let (code, told) = of_text(&["judge", "-"], circle);
    assert!(code == 1 && told.contains("FAIL  well-formed") && !told.contains("order  "), "{told}");
    let (_, told) = of_text(&["judge", "-", "-f", "json"], circle);
    assert!(serde_json::from_str::<Value>(&told).unwrap()["order"].is_null(), "{told}");
}

#[test]
fn a_log_of_clocks_without_a_recording_says_what_tells_of_one() {
    let told = stdout(&["judge", &example("logs/clocks.log")]);
    assert!(told.contains("'--record REGEX'"), "{told}");
}
