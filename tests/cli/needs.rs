//! What an algorithm needs: what of it can be done without, and is then said wherever the run is shown; and what cannot.

use serde_json::Value;

use crate::{code, run, stdout, text};

const UNORDERED: [&str; 4] = ["--links", "unordered", "--seed", "0"];

/// What is said of that.
const BROKEN: &str = "chandy-lamport on unordered channels: its assumption does not hold";

#[test]
fn an_order_that_channels_do_not_keep_is_said_by_reports_files_and_every_drawing() {
    for form in ["text", "json", "jsonl", "svg", "html", "mermaid", "dot"] {
        let said = |args: &[&str]| stdout(&[args, &["-f", form]].concat()).replace("-&gt;", "->");
        assert!(said(&UNORDERED).contains(BROKEN), "{form}");
        assert!(!said(&["--seed", "0"]).contains("assumption"), "{form}");
    }
}

/// The exercise forwards `m` in the step that receives it.
#[test]
fn a_computation_that_sends_when_it_must_wait_is_told_of_like_an_order_that_is_not_kept() {
    let sends = ["--algorithm", "inhibition", "--seed", "0"];
    let silent = [&sends[..], &["--hold", "1"]].concat();
    let broken = "inhibition with a computation that sends when it receives: its assumption does not hold";
    for form in ["text", "json", "jsonl", "svg", "html", "mermaid", "dot", "perfetto"] {
        let said = |args: &[&str]| stdout(&[args, &["-f", form]].concat()).replace("-&gt;", "->");
        assert!(said(&sends).contains(broken), "{form}");
        assert!(!said(&silent).contains("assumption"), "{form}");
    }
    let sends = ["--algorithm", "inhibition", "--param", "receipts=3", "--trigger", "2"];
    for command in [&["explore"][..], &["explore", "-f", "json"], &["check", "--seeds", "0..3"]] {
        assert!(stdout(&[command, &sends].concat()).contains(broken), "{command:?}");
    }
}

#[test]
fn a_structure_that_is_missing_is_refused_with_a_tip() {
    for (algorithm, topology) in [
        ("inhibition", "ring:3"),
        ("naive-request", "ring:3"),
        ("acharya-badrinath", "line:3"),
        ("venkatesan", "ring:3"),
    ] {
        let refused = run(&["--program", "bank", "--algorithm", algorithm, "--topology", topology]);
        let told = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(2), "{algorithm}: {told}");
        assert!(told.starts_with("error: ") && told.contains("\n  tip: "), "{told}");
    }
}

#[test]
fn the_order_that_was_kept_is_told_where_it_is_a_question() {
    let order = |args: &[&str]| {
        let report: Value = serde_json::from_str(&stdout(&[args, &["-f", "json"]].concat())).unwrap();
        report["outcome"]["order"].clone()
    };
    let overtaken = order(&UNORDERED);
    assert_eq!((&overtaken["fifo"], &overtaken["causal"]), (&Value::Bool(false), &Value::Bool(false)));
    assert!(overtaken["overtaking"]["msg"].as_u64() > overtaken["overtaking"]["before"].as_u64());
    assert_eq!(order(&["--seed", "0"]), Value::Null);
    // Around nobody in the middle FIFO channels do not keep causal order, and the algorithm that needs it is wrong.
    let around =
        ["--topology", "complete:4", "--program", "bank", "--initiators", "p0", "--delay", "1..=200"];
    let of = |links: &'static str, seed: &str| {
        order(
            &[&around[..], &["--algorithm", "alagar-venkatesan", "--links", links, "--seed", seed]].concat(),
        )
    };
    let of_seeds = |links| (0..20).map(move |seed: u64| of(links, &seed.to_string()));
    assert!(of_seeds("fifo").any(|order| order["fifo"] == true && order["causal"] == false));
    assert!(of_seeds("causal").all(|order| order["fifo"] == true && order["causal"] == true));
}

#[test]
fn what_an_algorithm_pays_is_in_its_report_and_in_the_rows_of_a_check() {
    let bank = ["--topology", "complete:3", "--program", "bank", "--initiators", "p0"];
    let row = |algorithm: &'static str| {
        let check = ["check", "--seeds", "3..4", "-f", "jsonl", "--algorithm", algorithm];
        let row: Value = serde_json::from_str(&stdout(&[&check[..], &bank].concat())).unwrap();
        row["snapshots"][0].clone()
    };
    let costs = |algorithm: &'static str| {
        let args = ["--seed", "3", "-f", "json", "--algorithm", algorithm];
        let report: Value = serde_json::from_str(&stdout(&[&args[..], &bank].concat())).unwrap();
        report["snapshots"][0]["costs"].clone()
    };
    // A number on each message: its colour.
    let (told, listed) = (costs("mattern"), row("mattern"));
    assert!(told["bits"]["messages"].as_u64() > Some(0), "{told}");
    let messages = told["bits"]["messages"].as_u64().unwrap();
    assert_eq!(told["bits"]["on_messages"], 32 * messages);
    assert_eq!(told["bits"]["on_messages"], listed["bits_on_messages"]);
    assert_eq!(told["bits"]["in_control"], listed["bits_in_control"]);
    // Histories are stored.
    let (told, listed) = (costs("lai-yang"), row("lai-yang"));
    assert!(told["stored"].as_u64() > told["recorded_messages"].as_u64(), "{told}");
    assert_eq!(told["stored"], listed["stored"]);
    // Processes wait.
    let (told, listed) = (costs("inhibition"), row("inhibition"));
    assert!(told["blocked"].as_u64() > Some(0), "{told}");
    assert_eq!(told["blocked"], listed["blocked"]);
    // Messages wait.
    let join = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/dataflow-join.toml");
    let of_join = |args: &[&str]| -> Value {
        serde_json::from_str(&stdout(&[args, &["--scenario", join]].concat())).unwrap()
    };
    let told = of_join(&["--seed", "3", "-f", "json"])["snapshots"][0]["costs"].clone();
    let listed = of_join(&["check", "--seeds", "3..4", "-f", "jsonl"])["snapshots"][0].clone();
    assert!(told["refused"]["messages"].as_u64() > Some(0), "{told}");
    assert!(told["refused"]["ticks"].as_u64() > told["refused"]["messages"].as_u64(), "{told}");
    assert_eq!(told["refused"]["messages"], listed["refused"]);
    // Nothing of all that.
    let told = costs("chandy-lamport");
    for absent in ["bits", "stored", "blocked", "refused"] {
        assert_eq!(told[absent], Value::Null, "{absent}");
    }
}

#[test]
fn who_was_made_to_record_by_a_message_is_no_initiator_and_a_report_says_what_message_it_was() {
    let reports = |algorithm: &'static str| {
        let bank = ["--topology", "complete:3", "--program", "bank", "--initiators", "p0"];
        let args = [&bank[..], &["--links", "unordered", "--delay", "1..=60", "--show", "table"]].concat();
        let of_seed = |seed: u64| {
            stdout(&[&args[..], &["--algorithm", algorithm, "--seed", &seed.to_string()]].concat())
        };
        (0..8).map(of_seed).collect::<String>()
    };
    for (algorithm, by_messages) in [("mattern", true), ("inhibition", false)] {
        let told = reports(algorithm);
        assert_eq!(told.matches("  own accord").count(), 8, "{told}");
        assert_eq!(told.contains("  a message"), by_messages, "{told}");
        assert!(told.contains("  first marker"), "{told}");
    }
}

#[test]
fn a_shrunk_run_still_has_what_its_algorithm_needs() {
    for algorithm in ["naive-request", "naive-stop-the-world"] {
        let bank =
            ["--topology", "complete:4", "--program", "bank", "--initiators", "p0", "--links", "unordered"];
        let bank = [&bank[..], &["--algorithm", algorithm]].concat();
        let seeds = stdout(&[&["check", "--seeds", "0..300", "-f", "json"][..], &bank].concat());
        let seeds: Value = serde_json::from_str(&seeds).unwrap();
        let seed = seeds["first_failure"]["seed"].as_str().expect("it is wrong");
        let shrunk = stdout(&[&["shrink", "--seed", seed][..], &bank].concat());
        let command =
            shrunk.lines().find_map(|line| line.split_once("reproduce: sim ")).expect("a command").1;
        let command = command.split("        ").next().expect("it comes first");
        let words = shlex::split(command).expect("it is quoted");
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        assert_eq!(code(&words), 1, "{command}");
    }
}
