//! Channels that are unusual: of names that hold arrows.

use tempfile::TempDir;

use crate::{run, text};

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
