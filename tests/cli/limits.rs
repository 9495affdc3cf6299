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
fn a_run_that_grows_ends_without_a_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("endless.toml");
    let text = "processes = [\"a\", \"b\", \"c\"]\nchannels = [[\"a\", \"b\"], [\"b\", \"a\"], [\"c\", \"a\"]]\n\
                max_events = 1000000000\n[snapshot]\ntrigger = 3\n";
    std::fs::write(&file, text).unwrap();
    let scenario = ["--scenario", file.to_str().unwrap(), "--max-memory", "40"];
    let output = run(&scenario);
    assert_eq!(output.status.code(), Some(3), "{}", text_of(&output));
    assert!(text_of(&output).contains("at most 40 MiB was allowed"), "{}", text_of(&output));
}

#[test]
fn a_check_that_finds_no_end_of_states_tells_what_it_has_found() {
    let bank = ["--topology", "complete:4", "--program", "bank", "--seeds", "0..100000000", "-j", "1"];
    let output = run(&[&["check"], &bank[..], &["--max-memory", "4"]].concat());
    assert_eq!(output.status.code(), Some(3), "{}", text_of(&output));
    let (told, room) = (text(&output.stdout), "no room for the other");
    assert!(told.contains("Recorded global states") && told.contains(room), "{told}");
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
    assert!(told.contains("topology 'ring:9999999' has 9999999 processes"), "{told}");
}
