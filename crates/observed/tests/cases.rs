//! Logs as people write them, and what is said of each: of cases from courses and of what goes wrong in them.

use sim_observed::model::Run;
use sim_observed::{Judgement, Logs};
use snapshot::Kept;
use snapshot::oracle::{Check, Overall, Verdict};

fn read(texts: &[&str]) -> Run {
    let mut logs = Logs::new(None, None).unwrap();
    for (place, text) in texts.iter().enumerate() {
        logs.read(&format!("{place}.log"), text).unwrap();
    }
    logs.finish().unwrap()
}

/// A log of which each line is short for JSON: `a send=m1 to=b`, in one file.
fn short(lines: &str) -> Run {
    let field = |field: &str| {
        let (name, value) = field.split_once('=').unwrap();
        let plain = value.parse::<i64>().is_ok() || value.starts_with(['{', '[', 't']);
        let value = if plain { value.to_string() } else { format!("\"{value}\"") };
        format!(",\"{name}\":{value}")
    };
    let line = |line: &str| {
        let (process, fields) = line.trim().split_once(' ').unwrap();
        format!("{{\"p\":\"{process}\"{}}}\n", fields.split(' ').map(field).collect::<String>())
    };
    read(&[&lines.trim().lines().map(line).collect::<String>()])
}

/// What the check of this name says: `ok`, or why it is wrong or unknown.
fn said(checks: &[Check], name: &str) -> String {
    match checks.iter().find(|check| check.name == name).map(|check| &check.verdict) {
        None => "not asked".to_string(),
        Some(Verdict::Holds) => "ok".to_string(),
        Some(Verdict::Violated(violation)) => {
            let story = violation.story.iter().map(|line| format!("; {line}")).collect::<String>();
            format!("wrong: {}{story}", violation.reason)
        }
        Some(Verdict::Unknown(why)) => format!("unknown: {why}"),
    }
}

fn of_first(run: &Run, name: &str) -> String {
    said(&Judgement::of(run).snapshots[0].checks, name)
}

#[test]
fn who_sends_a_message_between_his_recording_and_his_marker_is_found_with_both_lines() {
    let run = short(
        "a record=1 amount=10\na send=x to=b amount=1\na send=m to=b control=1\nb recv=x\nb recv=m\nb record=1 amount=11\n\
         b snapshot=1 channel=a messages=[]\na init={\"amount\":10}\nb init={\"amount\":10}",
    );
    assert_eq!(
        of_first(&run, "consistent"),
        "wrong: x crosses the cut backwards; received by b at 0.log:4, before b recorded (0.log:6); sent by a at 0.log:2, \
         after a recorded (0.log:1)"
    );
    assert_eq!(of_first(&run, "conserved"), "wrong: 21 in the recorded state, not 20");
    let judgement = Judgement::of(&run);
    assert_eq!(judgement.verdict(), Overall::Violated);
    let [earlier] = judgement.snapshots[0].repair[..] else { panic!("{:?}", judgement.snapshots[0].repair) };
    assert_eq!(
        (run.name(earlier.process), earlier.events, run.told_at(earlier.before).as_str()),
        ("b", 1, "0.log:4")
    );
}

#[test]
fn a_cut_is_repaired_as_far_as_it_has_to_be_and_no_further() {
    // c heard of what b did only because b had heard of what a did after it recorded.
    let run = short(
        "a record=1\na send=1 to=b\nb send=2 to=c\nb recv=1\nb send=3 to=c\nb record=1\nc recv=2\nc note=x\nc recv=3\nc record=1",
    );
    let judgement = Judgement::of(&run);
    let told = |(name, before): (&str, &str)| (name.to_string(), before.to_string());
    let repair = judgement.snapshots[0].repair.iter();
    let repair: Vec<_> =
        repair.map(|earlier| (run.name(earlier.process).to_string(), run.told_at(earlier.before))).collect();
    assert_eq!(repair, [("b", "0.log:4"), ("c", "0.log:9")].map(told));
}

#[test]
fn a_receipt_without_a_sending_is_unknown_and_what_is_there_twice_is_wrong() {
    let unknown = short("b recv=x\nb record=1\na note=x\na record=1");
    let checks = Judgement::of(&unknown).checks;
    assert_eq!(
        said(&checks, "well-formed"),
        "unknown: 1 receipt of messages whose sending is not in the log"
    );
    assert_eq!(
        of_first(&unknown, "consistent"),
        "unknown: when x, received before the cut at 0.log:1, was sent is not in the log"
    );
    for (lines, why) in [
        ("a send=x to=b\na send=x to=b", "x is sent twice: 0.log:1, 0.log:2"),
        ("a send=x to=b\nb recv=x\nb recv=x", "x is received twice: 0.log:2, 0.log:3"),
        ("a send=x to=b\nc recv=x", "x is sent to b, and received by c (0.log:2)"),
        ("c recv=x\na send=x to=b", "x is sent to b, and received by c (0.log:2)"),
        ("b recv=x from=c\na send=x to=b", "x is sent by a, and received as one from c (0.log:2)"),
    ] {
        assert_eq!(said(&Judgement::of(&short(lines)).checks, "well-formed"), format!("wrong: {why}"));
    }
    let circle = short("a recv=y\na send=x to=b\nb recv=x\nb send=y to=a");
    assert!(said(&Judgement::of(&circle).checks, "well-formed").starts_with("wrong: no order of the events"));
}

#[test]
fn without_identities_messages_are_matched_in_the_order_of_their_channel() {
    let run =
        short("b recv=true from=a\na send=true to=b body=1\na send=true to=b body=2\na record=1\nb record=1");
    assert_eq!(run.messages.len(), 2);
    assert!(run.messages[0].received.is_some() && run.messages[1].received.is_none());
    assert_eq!(of_first(&run, "consistent"), "ok");
}

/// A snapshot that cuts two messages of a's, of which b records so much.
fn recorded(record: &str) -> String {
    let lines = "a send=m1 to=b body=3 amount=3\na send=m2 to=b body=4 amount=4\na record=1\nb record=1\nb recv=m1\nb recv=m2\n";
    of_first(&short(&format!("{lines}b snapshot=1 channel=a {record}")), "channels")
}

#[test]
fn a_channel_is_held_against_identities_bodies_counts_or_amounts() {
    for good in [
        "messages=[\"m1\",\"m2\"]",
        "messages=[\"m2\",\"m1\"]",
        "bodies=[\"3\",\"4\"]",
        "bodies=[4,3]",
        "count=2",
        "amount=7",
    ] {
        assert_eq!(recorded(good), "ok", "{good}");
    }
    for (bad, why) in [
        ("messages=[\"m1\"]", "m2 was in a->b at the cut, but was not recorded there (0.log:7)"),
        ("messages=[\"m1\",\"m2\",\"m2\"]", "m2 was recorded in a->b more than once (0.log:7)"),
        (
            "messages=[\"m1\",\"m2\",\"m3\"]",
            "m3 was recorded in a->b, but was not there at the cut (0.log:7)",
        ),
        ("bodies=[3,3]", "'3' was recorded in a->b, but was not there at the cut (0.log:7)"),
        ("count=1", "1 message recorded in a->b, but 2 there at the cut (0.log:7)"),
        ("amount=6", "6 recorded in a->b, but 7 there at the cut (0.log:7)"),
    ] {
        assert_eq!(recorded(bad), format!("wrong: {why}"), "{bad}");
    }
}

#[test]
fn the_order_that_was_broken_is_told_with_the_message_that_broke_it() {
    let run = short("a send=m7 to=b\na send=m9 to=b\nb recv=m9\nb recv=m7");
    let kept = Judgement::of(&run).order.unwrap();
    let Kept::Broken { first: (fast, slow), count: 1 } = kept.fifo else { panic!("{kept:?}") };
    assert_eq!((run.called(fast), run.called(slow)), ("m9".to_string(), "m7".to_string()));
    // News by way of another process.
    let run = short("a send=1 to=c\na send=2 to=b\nb recv=2\nb send=3 to=c\nc recv=3\nc recv=1");
    let kept = Judgement::of(&run).order.unwrap();
    assert!(kept.fifo.is_whole() && matches!(kept.causal, Some(Kept::Broken { count: 1, .. })), "{kept:?}");
}

#[test]
fn a_clock_that_does_not_follow_from_the_log_is_found() {
    let lines = |last: &str| {
        format!(
            "a send=x to=b vc={{\"a\":1}}\na send=y to=b vc={{\"a\":2}}\nb recv=x vc={{\"a\":1,\"b\":1}}\nb note=x vc={last}"
        )
    };
    let said = |last: &str| said(&Judgement::of(&short(&lines(last))).checks, "clocks");
    assert_eq!(said("{\"a\":1,\"b\":2}"), "ok");
    assert_eq!(
        said("{\"a\":2,\"b\":2}"),
        "wrong: the clock at 0.log:4 has 2 for a, but 1 follows from the log"
    );
    assert_eq!(said("{\"b\":2}"), "wrong: the clock at 0.log:4 has 0 for a, but 1 follows from the log");
    assert_eq!(
        said("{\"a\":1}"),
        "wrong: the clock at 0.log:4 has 0 for b, but at least 1 follows from the log"
    );
}

/// The judgement of a log for ShiViz.
fn shiviz(text: &str, record: &str) -> (Run, Judgement) {
    let mut logs = Logs::new(None, Some(record)).unwrap();
    logs.read("own.log", text).unwrap();
    let run = logs.finish().unwrap();
    let judgement = Judgement::of(&run);
    (run, judgement)
}

const OWN: &str = "a {\"a\":1} send x to b\nb {\"b\":1,\"a\":1} receive x\nb {\"b\":2,\"a\":1} state recorded\n\
    a {\"a\":2} state recorded\nb {\"b\":3,\"a\":1} send y to a\na {\"a\":3,\"b\":3} receive y\n";

#[test]
fn a_log_for_shiviz_is_judged_by_its_clocks_alone() {
    assert_eq!(said(&shiviz(OWN, "state recorded").1.snapshots[0].checks, "consistent"), "ok");
    let late = OWN.replace("a {\"a\":2} state recorded\n", "") + "a {\"a\":4,\"b\":3} state recorded\n";
    let (run, judgement) =
        shiviz(&late.replace("\"a\":3,", "\"a\":2,").replace("\"a\":4,", "\"a\":3,"), "state recorded");
    assert_eq!(
        said(&judgement.snapshots[0].checks, "consistent"),
        "wrong: a knew of what b did after the cut; known by a at own.log:5, before a recorded (own.log:6); done by b at \
         own.log:4, after b recorded (own.log:3)"
    );
    assert_eq!(run.told_at(judgement.snapshots[0].repair[0].before), "own.log:5");
    // On two lines, as GoVector writes it, with ShiViz's own pattern before it.
    let two = OWN.replace("} ", "}\n");
    let pattern = r"(?<host>\S*) (?<clock>{.*})\n(?<event>.*)";
    for text in [two.clone(), format!("{pattern}\n\n{two}")] {
        let (run, judgement) = shiviz(&text, "state recorded");
        assert_eq!((run.processes.len(), judgement.verdict()), (2, Overall::Holds));
    }
}

#[test]
fn any_text_is_read_by_a_pattern() {
    let pattern = r"(?<host>\w+): (sends (?<send>\w+) to (?<to>\w+)|gets (?<recv>\w+)|saves (?<state>\d+) for (?<record>\d+))";
    let mut logs = Logs::new(Some(pattern), None).unwrap();
    logs.read(
        "out.txt",
        "start\np: sends m1 to q\nq: gets m1\nwhatever\nq: saves 3 for 1\np: saves 4 for 1\n",
    )
    .unwrap();
    let run = logs.finish().unwrap();
    let judgement = Judgement::of(&run);
    assert_eq!((run.messages.len(), judgement.verdict()), (1, Overall::Holds));
    assert_eq!(run.snapshots[&1].processes.values().next().unwrap()[0].state.as_deref(), Some("4"));
}
