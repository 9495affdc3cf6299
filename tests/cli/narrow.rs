//! Reports on a narrow terminal, in a pseudo-terminal: lines are broken between words, and nothing else is different.

#![cfg(target_os = "linux")]

use std::process::{Command, Stdio};

use unicode_width::UnicodeWidthStr as _;

use crate::{sim, stdout, text};

/// What is printed on a terminal of so many columns; `None` where there is no pseudo-terminal to be had.
fn on_terminal(columns: usize, args: &[&str]) -> Option<String> {
    let program = sim(&[]).get_program().to_str().unwrap().to_string();
    let words: Vec<_> = [program.as_str()].iter().chain(args).map(|word| format!("'{word}'")).collect();
    let command = format!("stty cols {columns} rows 24; {}", words.join(" "));
    let mut script = Command::new("script");
    script.args(["-qc", &command, "/dev/null"]).env("NO_COLOR", "1").env_remove("SIM_SEED");
    let done = script.stdin(Stdio::null()).output().ok()?;
    Some(text(&done.stdout).replace('\r', ""))
}

/// Whether a line may be longer than the terminal is wide: a command, which is to be copied.
fn is_command(line: &str) -> bool {
    line.starts_with("sim ")
}

const RUNS: [&[&str]; 5] = [
    &["--seed", "7", "--links", "unordered", "--show", "header,recorded,happened,costs,checks,summary"],
    &["check", "--seeds", "0..20", "--hold", "0..=30", "-q"],
    &["explore", "--trigger", "2", "--hold", "1", "--links", "unordered", "--param", "receipts=3"],
    &["list"],
    &["help", "scenario"],
];

#[test]
fn lines_fit_and_say_the_same() {
    for args in RUNS {
        for columns in [30, 40, 80] {
            let Some(narrow) = on_terminal(columns, args) else { return };
            let fenced = args[0] == "help";
            for line in narrow.lines().filter(|line| !is_command(line) && !fenced) {
                let one_word = !line.trim().contains(' ');
                assert!(line.width() <= columns || one_word, "{columns}: {line}");
            }
            let wide = stdout(args);
            assert!(narrow.split_whitespace().eq(wide.split_whitespace()), "{columns}: {narrow}");
        }
    }
}

#[test]
fn tables_and_drawings_are_laid_out_anew() {
    let Some(narrow) = on_terminal(40, &["--seed", "7", "--show", "table,diagram"]) else { return };
    let expected = "  process  state  recorded at
    channel  recorded messages
  P          101  t=2062  trigger
    Q->P     1: m #204
  Q          102  t=2076  first marker
    P->Q     none

Space-time diagram, t=2062..2094 (15 of
  419 events)

        P           Q
  2062  *<-------'  |  P recv m, state
        |           |  101
  2062  +--.        |  P send m to Q
  2062  #  |        |  P record state
        :  |        |  101
  2062  +--+-.      |  P send marker to
        :  | |      |  Q
  2076  :  `-+----->*  Q recv m, state
        :    |      |  102
";
    assert!(narrow.starts_with(expected), "{narrow}");
    assert!(narrow.lines().all(|line| line.width() <= 40), "{narrow}");
    let listed = on_terminal(40, &["--topology", "complete:4", "--program", "bank", "--show", "diagram"]);
    assert!(listed.unwrap().contains("so the events are listed"));
}

#[test]
fn what_is_no_text_is_not_broken() {
    for form in ["json", "jsonl", "svg", "csv", "mermaid"] {
        let args = ["--seed", "7", "-f", form];
        let Some(narrow) = on_terminal(40, &args) else { return };
        assert!(narrow.contains(&stdout(&args).replace('\r', "")), "{form}");
    }
}

#[test]
fn mistakes_are_told_in_lines_that_fit_and_the_place_keeps_its_caret() {
    let Some(told) = on_terminal(40, &["--topology", "rnig:3"]) else { return };
    assert!(told.lines().all(|line| line.width() <= 40), "{told}");
    let told = on_terminal(40, &["--seed", "7", "--schedule", "P!"]).unwrap();
    assert!(told.contains("cannot be") && told.lines().all(|line| line.width() <= 40), "{told}");
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("x.toml");
    std::fs::write(&file, "name = 'a name that is longer than the line', colour = 1").unwrap();
    let told = on_terminal(40, &["--scenario", file.to_str().unwrap()]).unwrap();
    let place = told.lines().position(|line| line.starts_with("1 | name = 'a name that is longer")).unwrap();
    assert!(told.lines().nth(place + 1).unwrap().trim_start().starts_with("| "), "{told}");
}
