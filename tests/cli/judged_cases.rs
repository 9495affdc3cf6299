//! What people bring to `sim judge`, each with the answer that is expected: from courses, from the history of a system, from logs for ShiViz.

use crate::judge::of_text;
use crate::stdout;

/// A line a word of the computation: `a send=m1 to=b`.
fn log(lines: &str) -> String {
    let field = |field: &str| {
        let (name, value) = field.split_once('=').unwrap();
        let plain = value.parse::<i64>().is_ok() || value.starts_with(['{', '[']);
        let value = if plain { value.to_string() } else { format!("\"{value}\"") };
        format!(",\"{name}\":{value}")
    };
    let line = |line: &str| {
        let (process, fields) = line.trim().split_once(' ').unwrap();
        format!("{{\"p\":\"{process}\"{}}}\n", fields.split(' ').map(field).collect::<String>())
    };
    lines.trim().lines().map(line).collect()
}

/// The exit code of a log, and that all this is said of it.
fn judged(log: &str, args: &[&str], verdict: i32, said: &[&str]) {
    let (code, told) = of_text(&[&["judge", "-"], args].concat(), log.as_bytes());
    assert_eq!(code, verdict, "{told}");
    assert!(said.iter().all(|words| told.contains(words)), "{said:?}: {told}");
}

#[test]
fn a_marker_that_is_sent_late_lets_a_message_cross_the_cut_backwards() {
    let log = log(
        "A init={\"amount\":10}\nB init={\"amount\":10}\nA record=1 amount=10\nA send=x to=B amount=1\nA send=m to=B control=1\n\
         B recv=x\nB recv=m\nB record=1 amount=11\nB snapshot=1 channel=A messages=[]\nB send=n to=A control=1\nA recv=n\n\
         A snapshot=1 channel=B messages=[]",
    );
    judged(
        &log,
        &[],
        1,
        &[
            "x crosses the cut backwards",
            "received by B at -:6",
            "sent by A at -:4",
            "21 in the recorded state, not 20",
        ],
    );
}

#[test]
fn an_input_that_is_consumed_after_the_marker_and_before_the_recording_is_counted_twice() {
    let log = log(
        "A init={\"amount\":10}\nB init={\"amount\":10}\nA record=1 amount=10\nA send=m to=B control=1\nA send=x to=B amount=1\n\
         B recv=m\nB recv=x\nB record=1 amount=11\nB snapshot=1 channel=A messages=[]\nA snapshot=1 channel=B messages=[]",
    );
    judged(
        &log,
        &[],
        1,
        &[
            "x crosses the cut backwards",
            "B recorded 1 event too late: not after -:7",
            "21 in the recorded state, not 20",
        ],
    );
}

#[test]
fn the_money_of_branches_is_kept_whatever_the_amounts_are() {
    let branches = |second: i64| {
        log(&format!(
            "b1 init={{\"amount\":1000000}}\nb2 init={{\"amount\":1000000}}\nb3 init={{\"amount\":1000000}}\n\
             b1 send=t1 to=b2 amount=73\nb2 recv=t1\nb2 send=t2 to=b3 amount=41\nb1 record=1 amount=999927\nb2 record=1 amount=1000032\n\
             b3 record=1 amount=1000000\nb3 recv=t2\nb2 snapshot=1 channel=b1 amount=0\nb3 snapshot=1 channel=b2 amount={second}"
        ))
    };
    judged(&branches(41), &[], 0, &["ok    channels", "ok    conserved"]);
    judged(
        &branches(14),
        &[],
        1,
        &["14 recorded in b2->b3, but 41 there at the cut", "2999973 in the recorded state, not 3000000"],
    );
}

#[test]
fn a_log_of_vector_clocks_is_read_as_it_is_or_the_line_that_is_wrong_is_named() {
    let log = "alice {\"alice\":1} send to bob\nbob {\"bob\":1} start\nbob {\"bob\":2,\"alice\":1} receive\nbob {\"bob\":3,\"alice\":1} snapshot\nalice {\"alice\":2} snapshot\n";
    judged(log, &["--record", "snapshot"], 0, &["nothing known before the cut was done after it"]);
    judged(&log.replace("bob {\"bob\":1} start", "bob start"), &[], 2, &["error: -:2: the line is neither"]);
}

#[test]
fn govector_logs_are_read_as_they_are() {
    // As GoVector writes them: two lines an event, hosts with dots and ports, and empty lines between those of several files.
    let plain = "10.0.0.1:8080 {\"10.0.0.1:8080\":1}\nInitialization Complete\n10.0.0.1:8080 {\"10.0.0.1:8080\":2}\nSending Message\n\n\
                 node-b.local {\"node-b.local\":1}\nInitialization Complete\nnode-b.local {\"node-b.local\":2, \"10.0.0.1:8080\":2}\nReceived Message\n\
                 node-b.local {\"node-b.local\":3, \"10.0.0.1:8080\":2}\nSnapshot taken\n10.0.0.1:8080 {\"10.0.0.1:8080\":3}\nSnapshot taken\n";
    judged(plain, &["--record", "Snapshot"], 0, &["2 processes, 6 events", "node-b.local  recorded  -:10"]);
    // With the pattern that its own tool puts before them, and with the level of the line.
    let pattern = format!("(?<host>\\S*) (?<clock>{{.*}})\\n(?<event>.*)\n\n{plain}");
    judged(&pattern, &["--record", "Snapshot"], 0, &["2 processes, 6 events"]);
    let levels = plain.replace("Sending", "INFO Sending").replace("Snapshot", "WARN Snapshot");
    judged(&levels, &["--record", "Snapshot"], 0, &["ok    consistent"]);
    // Several runs in one file are not one run.
    let several = format!(
        "(?<host>\\S*) (?<clock>{{.*}})\\n(?<event>.*)\n^=== (?<trace>.*) ===$\n=== one ===\n{plain}"
    );
    judged(&several, &["--record", "Snapshot"], 2, &["separates several runs"]);
}

#[test]
fn money_on_channels_without_order_is_kept_by_two_colours() {
    let run = [
        "--program",
        "bank",
        "--param",
        "balance=1000",
        "--topology",
        "complete:7",
        "--links",
        "unordered",
        "--algorithm",
        "lai-yang",
        "--seed",
        "3",
    ];
    let log = stdout(&[&run[..], &["-f", "simlog"]].concat());
    judged(&log, &[], 0, &["ok    channels", "ok    conserved"]);
}

#[test]
fn a_log_is_drawn_into_a_file_by_its_name_and_the_exit_code_is_its_verdict() {
    let folder = tempfile::TempDir::new().unwrap();
    let log = log("a record=1\na send=x to=b\nb recv=x\nb record=1");
    for name in ["x.svg", "x.html", "x.dot", "x.csv", "x.mmd"] {
        let file = folder.path().join(name).display().to_string();
        judged(&log, &["-o", &file], 1, &[]);
        assert!(std::fs::read_to_string(&file).unwrap().contains('x'), "{name}");
    }
}

#[test]
fn of_a_program_that_there_is_here_the_oracles_say_what_a_log_alone_cannot() {
    let more = ["ok    states", "ok    reachable", "ok    undisturbed"];
    let ring = stdout(&["--seed", "7", "-f", "simlog"]);
    judged(&ring, &["--program", "token-ring"], 0, &more);
    let bank = ["--param", "balance=10", "--param", "transfers=3"];
    let run = ["--program", "bank", "--topology", "complete:3", "--seed", "3", "-f", "simlog"];
    let log = stdout(&[&run[..], &bank[..]].concat());
    let program = [&["--program", "bank"][..], &bank[..]].concat();
    judged(&log, &program, 0, &more);
    // Which command it was follows from what was sent.
    let untold: String =
        log.lines().filter(|line| !line.contains("\"note\"")).map(|line| format!("{line}\n")).collect();
    judged(&untold, &program, 0, &more);
    // A state that a process never was in, though it holds as much.
    let at = ring.find("\"record\":1,\"state\":\"101\"").unwrap();
    let wrong = format!("{}{}", &ring[..at], ring[at..].replacen("\"101\"", "\"99\"", 1));
    judged(&wrong, &["--program", "token-ring"], 1, &["FAIL  states"]);
}

#[test]
fn what_a_log_does_not_tell_of_a_run_of_a_program_is_named() {
    let says = |log: &str, what: &str| judged(log, &["--program", "token-ring"], 2, &["error: ", what]);
    says(
        &log("P send=1 to=Q\nQ recv=1\nP record=1 state=1\nQ record=1 state=1"),
        "-:1: what the message says is not in the log: 'body'",
    );
    says(
        &log("P send=1 to=Q body=m\nP send=2 to=Q body=m\nQ send=3 to=P body=m"),
        "-:3: no command of 'token-ring' that Q offers now sends this",
    );
    says(&log("Q recv=1 from=P\nP record=1 state=1"), "-:1: the sending of this message is not in the log");
    judged("{}", &["--program", "there-is-none"], 2, &["error: "]);
}
