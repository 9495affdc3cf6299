//! Channels that are unusual: of names that hold arrows, from a process to itself, and of orders that do not go together.

use tempfile::TempDir;

use crate::{run, sim, text};

/// What standard error says when this is the scenario; `""` if it is accepted.
fn refused(arguments: &[&str], file: &str, content: &str) -> String {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(file);
    std::fs::write(&path, content).unwrap();
    let mut all = arguments.to_vec();
    all.push(path.to_str().unwrap());
    let done = run(&all);
    if done.status.code() == Some(2) { text(&done.stderr) } else { String::new() }
}

#[test]
fn channels_that_would_be_called_alike_are_refused_with_the_names_of_their_ends() {
    let both = "one leads from 'a' to 'b->c', one from 'a->b' to 'c'";
    let scenario =
        "processes = [\"a\", \"a->b\", \"b->c\", \"c\"]\nchannels = [[\"a\", \"b->c\"], [\"a->b\", \"c\"]]";
    let told = refused(&["--scenario"], "s.toml", scenario);
    assert!(told.contains(both) && told.contains(":2:28"), "{told}");
    let top = "4\na 1\na->b 1\nb->c 1\nc 1\na b->c\na->b c\n";
    let told = refused(&["--topology"], "s.top", top);
    assert!(told.contains(both), "{told}");
    let other = "4\na 1\na->b 1\nb->c 1\nc 1\na b->c\na->b b->c\n";
    assert_eq!(refused(&["--topology"], "s.top", other), "");
}

#[test]
fn channels_are_causal_all_together_or_not_at_all() {
    let scenario = |first: &str, second: &str| {
        let channel = |ends: [&str; 2], order: &str| {
            format!("{{ from = \"{}\", to = \"{}\", order = \"{order}\" }}", ends[0], ends[1])
        };
        let channels = [channel(["P", "Q"], first), channel(["Q", "P"], second)].join(", ");
        format!("processes = [\"P\", \"Q\"]\nchannels = [{channels}]")
    };
    let told = refused(&["--scenario"], "s.toml", &scenario("causal", "unordered"));
    assert!(told.contains("Q->P is not causal") && told.contains("tip: 'links = \"causal\"'"), "{told}");
    for (first, second) in [("causal", "causal"), ("overtaking", "fifo"), ("unordered", "overtaking")] {
        assert_eq!(refused(&["--scenario"], "s.toml", &scenario(first, second)), "");
    }
}

const TO_ITSELF: &str = "processes = [\"p0\", \"p1\"]\n\
    channels = [[\"p0\", \"p0\"], [\"p0\", \"p1\"], [\"p1\", \"p0\"], [\"p1\", \"p1\"]]\nprogram = \"bank\"\n";

/// A folder with a scenario and a topology file in which processes have channels to themselves.
fn to_itself() -> (TempDir, impl Fn(&str) -> String) {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("s.toml"), TO_ITSELF).unwrap();
    std::fs::write(folder.path().join("s.top"), "2\na 1\nb 1\na a\na b\nb a\n").unwrap();
    std::fs::write(folder.path().join("s.events"), "send a b 1\nsnapshot a\ntick 9\n").unwrap();
    let path = folder.path().to_path_buf();
    (folder, move |name| path.join(name).to_str().unwrap().to_string())
}

#[test]
fn a_snapshot_closes_the_channel_of_a_process_to_itself_by_a_marker_of_its_own() {
    let (_folder, file) = to_itself();
    let done = run(&["--scenario", &file("s.toml"), "-f", "json", "-o", &file("run.json")]);
    assert_eq!((done.status.code(), text(&done.stderr)), (Some(0), String::new()));
    let saved: serde_json::Value = serde_json::from_slice(&std::fs::read(file("run.json")).unwrap()).unwrap();
    let events = saved["events"].as_array().unwrap();
    let markers = events.iter().filter(|event| event["kind"] == "recv" && event["body"] == "marker");
    assert_eq!(markers.count(), 4, "one on each channel");
    let closed = |event: &&serde_json::Value| event["kind"] == "close" && event["channel"] == "p0->p0";
    assert_eq!(events.iter().filter(closed).count(), 1);
    assert_eq!(run(&["replay", &file("run.json")]).status.code(), Some(0));
    assert_eq!(run(&["--scenario", &file("run.json")]).status.code(), Some(0));
    let schedule = "p1!1 p0!2 p0>p0 p0>p1 p1>p1 p1>p1 p1>p0";
    let told = text(&run(&["--scenario", &file("s.toml"), "--schedule", schedule, "-q"]).stdout);
    assert_eq!(
        told,
        "p0<10 (10 to go)> p0c(p0)<NULL> p0c(p1)<NULL>\np1<9 (9 to go)> p1c(p0)<NULL> p1c(p1)<1msg>\n"
    );
    let picture = text(&run(&["--scenario", &file("s.toml"), "-f", "svg"]).stdout);
    let bow = |line: &str| line.contains("class=\"marker\" d=\"M") && line.contains('C');
    assert_eq!(picture.lines().filter(|line| bow(line)).count(), 2, "two markers come back to their senders");
    let forms =
        ["text", "jsonl", "svg", "html", "shiviz", "mermaid", "dot", "csv", "perfetto", "simlog", "snap"];
    for form in forms {
        let done = run(&["--scenario", &file("s.toml"), "-f", form]);
        assert!(done.status.success() && !done.stdout.is_empty(), "{form}: {}", text(&done.stderr));
    }
}

#[test]
fn every_schedule_with_a_channel_of_a_process_to_itself_records_a_good_state() {
    let (_folder, file) = to_itself();
    let few = ["--param", "balance=1", "--param", "transfers=1"];
    let done =
        sim(&["explore", "--reduce", "both", "--scenario", &file("s.toml")]).args(few).output().unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert!(text(&done.stdout).contains("the same is recorded"));
}

#[test]
fn a_link_of_a_topology_file_from_a_server_to_itself_is_a_channel_unless_the_course_ignores_it() {
    let (_folder, file) = to_itself();
    let bank = run(&["--topology", &file("s.top"), "--program", "bank", "-f", "json"]);
    assert!(text(&bank.stdout).contains("\"id\":\"a->a\"") && bank.stderr.is_empty());
    let course = run(&["--topology", &file("s.top"), "--events", &file("s.events"), "-f", "json"]);
    assert!(course.status.success() && !text(&course.stdout).contains("a->a"));
    assert!(text(&course.stderr).contains("1 link of"), "{}", text(&course.stderr));
}

#[test]
fn real_processes_have_no_channel_to_themselves() {
    let (_folder, file) = to_itself();
    let refused = run(&["live", "--scenario", &file("s.toml")]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("'p0' has a channel to itself"));
}
