//! The channels that lead back: found if nobody names them, and said; wrong names are refused. And who starts barriers in a script.

use tempfile::TempDir;

use crate::{code, run, stdout, text};

/// Two cycles in one dataflow.
const LOOPS: &str = r#"
processes = ["source", "head", "body", "tail", "sink"]
channels = [["source", "head"], ["head", "body"], ["body", "head"], ["body", "tail"], ["tail", "body"], ["tail", "sink"]]
program = "bank"
[snapshot]
algorithm = "abs-aligned"
initiator = "source"
"#;

/// Sources `a` and `b`, and what joins them; a script says who starts.
const JOIN: &str = r#"
processes = ["a", "b", "join"]
channels = [["a", "join"], ["b", "join"]]
program = { name = "script", file = "join.events" }
[snapshot]
algorithm = "abs-aligned"
"#;

/// A folder with these files; the path of the first.
fn files(files: &[(&str, &str)]) -> (TempDir, String) {
    let folder = TempDir::new().unwrap();
    files.iter().for_each(|(name, text)| std::fs::write(folder.path().join(name), text).unwrap());
    let first = folder.path().join(files[0].0).to_str().unwrap().to_string();
    (folder, first)
}

/// What standard error says of what is refused.
fn refused(args: &[&str]) -> String {
    let done = run(args);
    let told = text(&done.stderr);
    assert_eq!((done.status.code(), text(&done.stdout)), (Some(2), String::new()), "{args:?}: {told}");
    told
}

#[test]
fn the_head_of_a_report_says_which_back_edges_were_found_or_named() {
    let (_folder, scenario) = files(&[("s.toml", LOOPS)]);
    let head = |args: &[&str]| stdout(args).lines().next().unwrap().to_string();
    let of_loops = |args: &[&str]| head(&[&["--scenario", &scenario], args].concat());
    let found = of_loops(&[]);
    assert!(found.contains("(back-edges found: body->head, tail->body)"), "{found}");
    // Who needs none has none looked for.
    assert!(!of_loops(&["--algorithm", "chandy-lamport"]).contains("back-edge"));
    let complete = ["--topology", "complete:3", "--program", "bank", "--algorithm", "abs-aligned"];
    assert!(head(&complete).contains("(back-edges found: p1->p0, p2->p0, p2->p1)"));
    let named = head(&[&complete[..], &["--back-edges", "p1->p0,p2->p0,p1->p2"]].concat());
    assert!(named.contains("(back-edges: p1->p0, p1->p2, p2->p0)"), "{named}");
}

#[test]
fn what_is_named_and_leaves_a_cycle_or_is_no_channel_is_refused_with_a_tip() {
    let (_folder, scenario) = files(&[("s.toml", LOOPS)]);
    let channels = "the channels are source->head, head->body, body->head, body->tail";
    let back_edge = "mark one of its channels, as '--back-edges FROM->TO' does";
    for (named, error, tip) in [
        ("body->head", "body->tail->body is a cycle without a back-edge", back_edge),
        ("tail->sink", "head->body->head is a cycle without a back-edge", back_edge),
        ("sink->tail", "invalid value 'sink->tail' for '--back-edges': there is no such channel", channels),
        ("body->haed", "invalid value 'body->haed' for '--back-edges': there is no such channel", channels),
        ("body", "invalid value 'body' for '--back-edges': there is no such channel", channels),
        (
            "body->head,tail->body,source->head,source->head",
            "head has no incoming channels, but does not start snapshots",
            "all processes without incoming channels (but back-edges)",
        ),
    ] {
        let told = refused(&["--scenario", &scenario, "--back-edges", named]);
        assert!(told.starts_with("error: ") && told.contains(error), "{named}: {told}");
        assert!(told.contains("\n  tip: ") && told.contains(tip), "{named}: {told}");
    }
    let marked = LOOPS.replace(r#"["tail", "sink"]"#, r#"{ from = "tail", to = "sink", back = true }"#);
    let (_folder, scenario) = files(&[("s.toml", &marked)]);
    assert!(refused(&["--scenario", &scenario]).contains("is a cycle without a back-edge"));
}

#[test]
fn a_script_starts_a_snapshot_at_all_sources_at_once() {
    let events = "send a join \"m1\"\nsnapshot a b\nsend b join \"m2\"\nsend a join \"m3\"\nsnapshot a b\n";
    let (_folder, scenario) = files(&[("s.toml", JOIN), ("join.events", events)]);
    let report = stdout(&["--scenario", &scenario, "--delay", "1", "--show", "recorded"]);
    let joined: Vec<_> = report.lines().filter(|line| line.starts_with("join<")).collect();
    let received = ["received 1 from a", "received 2 from a, 1 from b"];
    assert_eq!(joined.len(), 2, "{report}");
    assert!(joined.iter().zip(received).all(|(line, what)| line.contains(what)), "{report}");
    assert!(joined.iter().all(|line| line.ends_with("joinc(a)<NULL> joinc(b)<NULL>")), "{report}");
    assert_eq!(code(&["check", "--seeds", "0..50", "--scenario", &scenario]), 0);
}

#[test]
fn a_script_that_starts_at_no_source_or_not_at_all_of_them_is_refused_with_a_tip() {
    let tip = "\n  tip: let all processes without incoming channels (but back-edges), and nobody else, start each snapshot\n";
    for (snapshot, error) in [
        ("snapshot join", "a has no incoming channels, but does not start snapshots"),
        ("snapshot a", "b has no incoming channels, but does not start snapshots"),
        ("snapshot a b join", "join starts snapshots, but has incoming channels"),
    ] {
        let events = format!("send a join \"m1\"\n{snapshot}\nsend b join \"m2\"\n");
        let (_folder, scenario) = files(&[("s.toml", JOIN), ("join.events", &events)]);
        let told = refused(&["--scenario", &scenario]);
        assert!(told.starts_with(&format!("error: abs-aligned cannot be run: {error}\n")), "{told}");
        assert!(told.contains(tip), "{told}");
    }
}

#[test]
fn sources_that_start_different_snapshots_are_refused_with_a_tip() {
    let lacks =
        "error: abs-aligned cannot be run: a has no incoming channels, but does not start snapshot 2\n";
    let tip = "and nobody else, start each snapshot\n";
    let events = "send a join \"m1\"\nsnapshot a\nsend b join \"m2\"\nsnapshot b\n";
    let (_folder, scenario) = files(&[("s.toml", JOIN), ("join.events", events)]);
    let told = refused(&["--scenario", &scenario]);
    assert!(told.starts_with(lacks) && told.ends_with(tip), "{told}");
    let bank = JOIN.replace(r#"{ name = "script", file = "join.events" }"#, r#""bank""#);
    let (_folder, scenario) = files(&[("s.toml", &bank)]);
    let told = refused(&["--scenario", &scenario, "--initiators", "a:1,b:2"]);
    assert!(told.starts_with(lacks) && told.ends_with(tip), "{told}");
    assert_eq!(code(&["--scenario", &scenario, "--initiators", "a:1,b,a:2", "--snapshots", "2"]), 0);
}
