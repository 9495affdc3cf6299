//! Scripts as people write them: what is not quite right is shown with its place, and how to mend it.

use tempfile::TempDir;

use super::program::{code, run, stderr, stdout};

/// A script for P and Q, what is said of it, the line with carets under what is to blame, and how to mend it.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("", "1:1: expected a statement, found none", "^", "'sim help script' tells what a line may say"),
    (
        "# nothing yet\n\n",
        "1:1: expected a statement, found none",
        "# nothing yet\n  | ^^^^^^^^^^^^^",
        "'sim help script' tells what a line may say",
    ),
    (
        "\u{feff}hlod P 1",
        "1:1: expected 'send', 'local', 'snapshot', 'tick' or 'hold', found 'hlod P 1'",
        "hlod P 1\n  | ^^^^",
        "a similar statement exists: 'hold'",
    ),
    (
        "hold P 1\r\nsnapshot\tR\r\n",
        "2:10: there is no process 'R'",
        "snapshot    R\n  |             ^",
        "the processes are P and Q",
    ),
    (
        "hold P 1 é\nsend P 北京 1 é \"ü\"",
        "2:8: there is no process '北京'",
        "send P 北京 1 é \"ü\"\n  |        ^^^^",
        "the processes are P and Q",
    ),
    (
        "hold P 1\nsend P P 1",
        "2:6: there is no channel from 'P' to 'P'",
        "send P P 1\n  |      ^^^",
        "'P' has channels to Q",
    ),
    (
        "hold P -1",
        "1:8: in 'hold': expected an amount, found '-1'",
        "hold P -1\n  |        ^^",
        "an amount is a whole number, in digits alone",
    ),
    (
        "hold P 9223372036854775808",
        "1:8: in 'hold': an amount is at most 2^53, and 9223372036854775808 is more",
        "hold P 9223372036854775808\n  |        ^^^^^^^^^^^^^^^^^^^",
        "2^53 is 9007199254740992",
    ),
    (
        "hold P 9007199254740992\nhold Q 1 $",
        "2:1: the processes have more than 2^53 in all",
        "hold Q 1 $\n  | ^^^^^^^^^^",
        "whatever the units, and the tokens of a topology file with them",
    ),
    (
        "hold P 1, 2 tokens",
        "1:11: of one unit 'P' holds one amount, not 1 and 2",
        "hold P 1, 2 tokens\n  |           ^",
        "add them up",
    ),
    (
        "hold P 1 a, 2 b\nsend P Q 1 a, 2 a",
        "2:10: in 'send': of one unit a message carries one amount, not 1 a and 2 a",
        "send P Q 1 a, 2 a\n  |          ^^^^^^^^",
        "add them up",
    ),
    (
        "hold P 1 widgets\nsend P Q 1 widget # one",
        "2:10: nobody has any 'widget'",
        "send P Q 1 widget # one\n  |          ^^^^^^^^",
        "there is only what a process holds: widgets",
    ),
    (
        "send P Q 1",
        "1:10: nobody has any 'tokens'",
        "send P Q 1\n  |          ^",
        "before everything else, 'hold ID AMOUNT [UNIT], …' says what a process has",
    ),
    (
        "hold P 1\nsend P Q 2",
        "2:10: nobody can ever send 2: all processes together have 1",
        "send P Q 2\n  |          ^",
        "before everything else, 'hold ID AMOUNT [UNIT], …' says what a process has",
    ),
    (
        "snapshot P\nhold P 1",
        "2:1: what processes hold at the start is said before anything happens",
        "hold P 1\n  | ^^^^^^^^",
        "move the line up, before the first of another kind",
    ),
    (
        "send P -> Q 1",
        "1:11: in 'send': expected an amount, found 'Q'",
        "send P -> Q 1\n  |           ^",
        "the line is written as 'send SRC DST AMOUNT [UNIT], … [\"label\"]'",
    ),
    (
        "hold P 5 of them",
        "1:8: in 'hold': expected 'AMOUNT [UNIT]', found '5 of them'",
        "hold P 5 of them\n  |        ^^^^^^^^^",
        "a unit is one word",
    ),
];

#[test]
fn a_mistake_in_a_script_is_shown_with_its_place_and_how_to_mend_it() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("s.events");
    let parameter = format!("file={}", file.display());
    for (text, message, caret, tip) in MISTAKES {
        std::fs::write(&file, text).unwrap();
        for args in [
            &["--program", "script", "--param", &parameter][..],
            &["--topology", "ring:2", "--events", file.to_str().unwrap()],
        ] {
            let done = run(args);
            let printed = stderr(&done);
            assert_eq!((code(&done), stdout(&done)), (2, String::new()), "{text}");
            assert!(printed.starts_with(&format!("error: {}:{message}\n", file.display())), "{printed}");
            assert!(printed.ends_with(&format!("{caret}\n\n  tip: {tip}\n")), "{printed}");
        }
    }
}

#[test]
fn a_mistake_in_a_courses_file_is_shown_with_its_place() {
    let folder = TempDir::new().unwrap();
    let written = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_string()
    };
    let top = written("odd.top", "2\nA 1\nB -1 # in debt\n");
    let delays = written("odd.delays", "3\nsoon\n");
    let events = written("a.events", "send P Q 0\nsnapshot P");
    let two = "2:1: expected a delay, found 'soon'\n2 | soon\n  | ^^^^\n";
    let three = "3:3: expected 'ID TOKENS' of server 2 of 2 with a number of tokens, found '-1'\n3 | B -1 # in debt\n  |   ^^\n";
    for (args, message) in [
        (&["--topology", &top][..], format!("{top}:{three}")),
        (&["--topology", "ring:2", "--events", &events, "--delays", &delays], format!("{delays}:{two}")),
    ] {
        let done = run(args);
        assert_eq!((code(&done), stderr(&done)), (2, format!("error: {message}")));
    }
}

#[test]
fn a_text_that_is_none_is_refused_with_its_line() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("s.events");
    std::fs::write(&file, b"hold P 1\n\xff\n").unwrap();
    let done = run(&["--topology", "ring:2", "--events", file.to_str().unwrap()]);
    let message = format!("error: cannot read '{}': line 2 is not UTF-8\n\n", file.display());
    assert_eq!((code(&done), stderr(&done)), (2, format!("{message}  tip: save it as UTF-8 text\n")));
}

#[test]
fn a_script_is_read_from_any_editor() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("s.events");
    let text = "\u{feff}hold\tP 1 é # at first\r\n\r\nsnapshot P Q # two\r\nsend P Q 1 é \"# 1\"";
    std::fs::write(&file, text).unwrap();
    let parameter = format!("file={}", file.display());
    let done =
        run(&["--program", "script", "--param", &parameter, "--schedule", "P! Q! P! P>Q Q>P P>Q", "-q"]);
    let expected = "P<1 é after 1 statement> Pc<NULL>\nQ<0 é after 1 statement> Qc<NULL>\n";
    assert_eq!((code(&done), stdout(&done).as_str()), (0, expected), "{}", stderr(&done));
}

#[test]
fn a_process_whose_name_has_spaces_follows_a_script_and_its_run_is_read_back() {
    let folder = TempDir::new().unwrap();
    let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    file("s.events", "hold \"a b\" 3\nsend \"a b\" c 1\nsnapshot c\n");
    let graph = "processes = ['a b', 'c']\nchannels = [['a b', 'c'], ['c', 'a b']]\n";
    file(
        "s.toml",
        &format!(
            "{graph}program = {{ name = 'script', file = 's.events' }}\n\
            schedule = '\"a b\"! \"a b\">c c! c>\"a b\" \"a b\">c'\n"
        ),
    );
    let path = |name: &str| folder.path().join(name).display().to_string();
    let done = run(&["--scenario", &path("s.toml"), "-f", "json", "-o", &path("run.json")]);
    assert_eq!(code(&done), 0, "{}", stderr(&done));
    let again = run(&["replay", &path("run.json")]);
    assert_eq!(code(&again), 0, "{}", stderr(&again));
    let saved = std::fs::read_to_string(path("run.json")).unwrap();
    assert!(saved.contains(r#"1 after 1 statement, received 1 from \"a b\""#), "{saved}");
}
