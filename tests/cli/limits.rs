//! What takes more than there may be ends with a word, and what a file asks for is looked at before it is built.

use std::process::Output;

use super::{run, text};

/// All that a command says.
fn text_of(output: &Output) -> String {
    text(&output.stdout) + &text(&output.stderr)
}

/// What a command says on standard error, which has to end with this code.
fn told(expected: i32, args: &[&str]) -> String {
    let output = run(args);
    assert_eq!(output.status.code(), Some(expected), "{args:?}: {}", text(&output.stderr));
    text(&output.stderr)
}

#[test]
fn what_is_too_large_is_refused_before_it_is_built() {
    for shape in ["ring:1000000", "complete:10000", "random:10000000,100000000"] {
        let told = told(3, &["--topology", shape, "-q", "--max-memory", "60"]);
        assert!(told.contains("at most 60 MiB was allowed; see --max-memory"), "{told}");
    }
}

#[test]
fn a_run_that_grows_ends_without_a_verdict_unless_it_grows_by_its_events_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("endless.toml");
    let text = "processes = [\"a\", \"b\", \"c\"]\nchannels = [[\"a\", \"b\"], [\"b\", \"a\"], [\"c\", \"a\"]]\n\
                max_events = 1000000\n[snapshot]\ntrigger = 3\n";
    std::fs::write(&file, text).unwrap();
    let scenario = ["--scenario", file.to_str().unwrap(), "--max-memory", "10"];
    let given_up = run(&[&scenario[..], &["-f", "snap"]].concat());
    let forgotten = run(&scenario);
    for output in [&given_up, &forgotten] {
        assert_eq!(output.status.code(), Some(3), "{}", text_of(output));
        assert!(text_of(output).contains("at most 10 MiB was allowed"), "{}", text_of(output));
    }
    assert!(text_of(&given_up).contains("given up after"), "{}", text_of(&given_up));
    assert!(text_of(&forgotten).contains("1000001 events,"), "{}", text_of(&forgotten));
}

#[test]
fn a_run_that_was_given_up_is_told_in_every_form_that_has_its_events() {
    let endless = ["--trigger", "900000000", "--max-events", "900000000", "--max-memory", "10"];
    for form in ["json", "svg", "html", "mermaid", "dot", "csv", "perfetto"] {
        let output = run(&[&endless[..], &["-f", form]].concat());
        assert_eq!(output.status.code(), Some(3), "{form}: {}", text_of(&output));
        assert!(!output.stdout.is_empty(), "{form}");
        assert!(text(&output.stderr).contains("at most 10 MiB was allowed"), "{form}");
    }
}

#[test]
fn a_report_without_room_for_the_events_has_the_same_verdicts_and_says_what_it_lacks() {
    let told = |mib: &str| {
        let bank = ["--program", "bank", "--topology", "ring:2000", "--initiators", "p0"];
        let output = run(&[&bank[..], &["--max-memory", mib]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text_of(&output));
        text(&output.stdout)
    };
    let (whole, short) = (told("400"), told("3"));
    let before_the_diagram = |told: &str| {
        let lines = told.lines().filter(|line| !line.starts_with("Did it happen?"));
        lines.take_while(|line| !line.starts_with("Space-time")).map(String::from).collect::<Vec<_>>()
    };
    let (parts, left_out) = short.split_once("Left out: happened, diagram.").expect("it says so");
    assert!(left_out.ends_with("keep them: at most 3 MiB was allowed; see --max-memory.\n"), "{left_out}");
    let (parts, whole) = (before_the_diagram(parts), before_the_diagram(&whole));
    let checks = |lines: &[String]| lines.iter().filter(|line| line.starts_with("  ok ")).count();
    assert!(checks(&whole) == 8 && whole.iter().all(|line| parts.contains(line)), "{parts:#?}");
}

#[test]
fn what_nobody_looks_at_ends_with_a_word_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.log");
    // A clock of every process in every line: it cannot be said before how much that takes.
    let ring = ["--topology", "ring:900", "--trigger", "1", "-f", "shiviz", "--window", "all"];
    let told = told(3, &[&ring[..], &["--max-memory", "10", "-o", file.to_str().unwrap()]].concat());
    assert!(told.ends_with("no room to go on; at most 10 MiB was allowed; see --max-memory\n"), "{told}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_line_without_an_end_is_not_told_whole() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cluster.toml");
    std::fs::write(&file, format!("P = {}", "[".repeat(100_000))).unwrap();
    let told = told(2, &["node", "P", "--cluster", file.to_str().unwrap()]);
    assert!(told.contains("[[[…\n") && told.len() < 5000, "{} bytes", told.len());
}

#[test]
fn a_check_that_finds_no_end_of_states_tells_what_it_has_found() {
    let bank = ["--topology", "complete:4", "--program", "bank", "--seeds", "0..100000000", "-j", "1"];
    let output = run(&[&["check"], &bank[..], &["--max-memory", "4"]].concat());
    assert_eq!(output.status.code(), Some(3), "{}", text_of(&output));
    let (told, room) = (text(&output.stdout), "no room for the other");
    assert!(told.contains("Recorded global states") && told.contains(room), "{told}");
}

#[test]
fn a_comparison_that_comes_to_its_bound_tells_what_it_has_found_and_has_no_verdict() {
    let one = ["compare", "--algorithms", "chandy-lamport", "--seeds", "0..2", "--jobs", "1"];
    let bank = ["--topology", "complete:4", "--program", "bank", "--param", "transfers=9", "--explore"];
    for (more, mib, found) in [
        (
            &["--topology", "complete:40"][..],
            "1",
            ["no verdict: not run", "; no room for all seeds: at most 1 MiB"],
        ),
        (&["--topology", "complete:60"], "4", ["3540 = e ", "no verdict: no room"]),
        (&bank, "8", ["12 = e ", "no verdict: at most 8 MiB was allowed"]),
    ] {
        let told = run(&[&one[..], more, &["--max-memory", mib]].concat());
        assert_eq!(told.status.code(), Some(3), "{}", text_of(&told));
        for what in [&found[..], &["no verdict on all"]].concat() {
            assert!(text_of(&told).contains(what), "{what}: {}", text_of(&told));
        }
    }
}

#[cfg(unix)]
#[test]
fn a_text_without_an_end_is_not_read_without_end() {
    let options = ["--events", "--schedule", "--scenario"];
    let read = options.map(|option| told(2, &[option, "/dev/zero", "--max-memory", "60"]));
    let saved = ["replay", "step"].map(|command| told(2, &[command, "/dev/zero", "--max-memory", "60"]));
    for told in read.iter().chain(&saved[..1]) {
        assert!(told.contains("cannot read '/dev/zero': it goes on after"), "{told}");
    }
}

#[test]
fn a_file_whose_lists_are_not_its_shape_does_not_have_it_built() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("small.json");
    let saved = text(&run(&["-f", "json"]).stdout);
    std::fs::write(&file, saved.replace("\"ring:2\"", "\"ring:9999999\"")).unwrap();
    let told = told(2, &["--scenario", file.to_str().unwrap()]);
    assert!(told.contains("config.topology: 'ring:9999999' has 9999999 processes"), "{told}");
}

#[test]
fn a_saved_run_on_a_topology_that_is_no_shape_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("small.json");
    let saved = text(&run(&["-f", "json"]).stdout);
    std::fs::write(&file, saved.replace("\"ring:2\"", "\"net.top\"")).unwrap();
    let told = told(2, &["--scenario", file.to_str().unwrap()]);
    assert!(told.contains("config.topology: 'net.top': expected ring:N"), "{told}");
}

#[test]
fn who_is_named_is_looked_for_before_a_shape_is_built() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_string()
    };
    let scenario =
        path("s.toml", "topology = \"complete:10000\"\n[snapshot]\ninitiators = [\"p3\", \"Q\"]\n");
    let events = path("e.events", "snapshot p0\nsend p1 p10000 2\n");
    let large = ["--topology", "complete:10000", "--max-memory", "20"];
    for (args, what) in [
        (&["--scenario", &scenario, "--max-memory", "20"][..], "invalid value 'Q' for '--initiators'"),
        (&[&large[..], &["--initiators", "p10000"]].concat(), "invalid value 'p10000' for '--initiators'"),
        (&[&large[..], &["--events", &events]].concat(), "e.events:2:9: there is no process 'p10000'"),
    ] {
        let told = told(2, args);
        assert!(told.contains(what) && told.ends_with("tip: the processes are p0 to p9999\n"), "{told}");
    }
}

/// More levels than any stack has room for.
const LEVELS: usize = 100_000;

#[test]
fn what_nests_too_deep_is_refused_by_every_reader() {
    let (open, close) = ("[".repeat(LEVELS), "]".repeat(LEVELS));
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("open.json", open.clone()),
        ("objects.json", "{\"config\":".repeat(LEVELS)),
        ("beside.json", format!("{{\"schema\":\"sim.run/2\",\"more\":{open}{close}}}")),
        ("line.jsonl", format!("{{\"type\":\"run\",\"schema\":\"sim.run/2\",\"more\":{open}{close}}}\n")),
        ("log.jsonl", format!("{{\"type\":\"local\",\"more\":{open}{close}}}\n")),
        ("arrays.toml", format!("processes = {open}{close}")),
        ("tables.toml", format!("program = {}1{}", "{a=".repeat(LEVELS), "}".repeat(LEVELS))),
        ("dots.toml", format!("{}a = 1", "a.".repeat(LEVELS))),
        ("header.toml", format!("[{}a]", "a.".repeat(LEVELS))),
        ("parentheses.sched", "(".repeat(LEVELS)),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let file = file.to_str().unwrap();
        for command in [
            &["replay", file][..],
            &["convert", file, "-f", "csv"],
            &["merge", file],
            &["shrink", file],
            &["-q", "--scenario", file],
            &["-q", "--topology", file],
            &["-q", "--events", file],
            &["-q", "--schedule", file],
            &["node", "P", "--cluster", file],
        ] {
            let told = told(2, command);
            assert!(told.starts_with("error: ") && told.len() < 10_000, "{command:?}: {} bytes", told.len());
        }
    }
}
