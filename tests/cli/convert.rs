//! Saved runs in other forms: the report and the `.snap` files are those that the run itself would have printed.

use tempfile::TempDir;

use crate::{code, run, stdout, text};

/// A saved run, and its folder.
fn saved(args: &[&str]) -> (TempDir, String) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("run.json").to_str().unwrap().to_string();
    let save: Vec<_> = args.iter().copied().chain(["-o", &file]).collect();
    run(&save);
    (folder, file)
}

/// What was run with these options and is told again from the file.
fn is_told_the_same(args: &[&str], form: &[&str]) {
    let (_folder, file) = saved(args);
    let at_once = run(&[args, form].concat());
    let later = run(&[&["convert", &file][..], form].concat());
    assert_eq!(text(&later.stdout), text(&at_once.stdout), "{args:?} {form:?}");
    assert_eq!(later.status.code(), at_once.status.code(), "{args:?} {form:?}");
}

const RUNS: [&[&str]; 9] = [
    &["--program", "diffusing", "--topology", "complete:3", "--until", "terminated", "--seed", "1"],
    &["--algorithm", "venkatesan", "--snapshots", "2", "--trigger", "4", "--fault", "drop:P->Q#marker"],
    &[
        "--algorithm",
        "acharya-badrinath",
        "--links",
        "causal",
        "--topology",
        "complete:3",
        "--program",
        "bank",
    ],
    &["--seed", "7"],
    &["--seed", "7", "--links", "unordered"],
    &["--hold", "0..=30", "--seed", "1"],
    &[
        "--topology",
        "complete:3",
        "--program",
        "bank",
        "--initiators",
        "any",
        "--snapshots",
        "2",
        "--seed",
        "2",
    ],
    &["--max-events", "300"],
    &["--schedule", "P! (P>Q Q>P)*2 P>Q P>Q Q>P Q>P P>Q", "--trigger", "2"],
];

#[test]
fn the_report_of_a_saved_run_is_the_one_that_the_run_printed() {
    for args in RUNS {
        for form in [&["-f", "text"][..], &["-f", "text", "--window", "3..40"], &["-f", "text", "-q"]] {
            is_told_the_same(args, form);
        }
    }
    is_told_the_same(&["--max-events", "300"], &["-f", "text", "--show", "diagram"]);
}

#[test]
fn the_snaps_of_a_saved_run_are_those_that_the_run_printed() {
    RUNS.iter().for_each(|args| is_told_the_same(args, &["-f", "snap"]));
    let (_folder, file) =
        saved(&["--scenario", concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/two-goods.toml")]);
    assert!(text(&run(&["convert", &file, "-f", "snap"]).stderr).contains("tokens of one kind"));
}

#[test]
fn the_report_of_a_changed_file_judges_what_the_file_says() {
    let (_folder, file) = saved(&["--seed", "7"]);
    let run_text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(
        &file,
        run_text.replace(
            r#""kind":"record","snapshot":1,"state":102"#,
            r#""kind":"record","snapshot":1,"state":99"#,
        ),
    )
    .unwrap();
    let told = run(&["convert", &file]);
    assert_eq!(told.status.code(), Some(1));
    assert!(text(&told.stdout).contains("Q<99>"), "{}", text(&told.stdout));
    assert!(text(&told.stdout).contains("FAIL  states"), "{}", text(&told.stdout));
}

#[test]
fn a_file_of_another_program_is_not_said_to_be_made_by_a_seed() {
    let (_folder, file) = saved(&["--seed", "7"]);
    let ours = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, ours.replace(r#""tool":{"name":"sim""#, r#""tool":{"name":"other""#)).unwrap();
    let told = stdout(&["convert", &file]);
    assert!(told.starts_with("sim 0.1.0   ring of P, Q"), "{told}");
    let replay = format!("whether this version makes the same run: sim replay {file}\n");
    assert!(told.ends_with(&replay) && !told.contains("reproduce"), "{told}");
    std::fs::write(&file, ours.replace(r#""seed":"7","#, "")).unwrap();
    assert!(!stdout(&["convert", &file, "-f", "mermaid"]).contains("seed"));
}

#[test]
fn the_form_is_that_of_the_files_name() {
    let (folder, file) = saved(&["--seed", "7"]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    for (name, form) in [
        ("a.svg", "svg"),
        ("a.htm", "html"),
        ("a.txt", "text"),
        ("a.snap", "snap"),
        ("a.CSV", "csv"),
        ("a.gv", "dot"),
        ("a.ndjson", "jsonl"),
    ] {
        assert_eq!(code(&["convert", &file, "-o", &path(name)]), 0, "{name}");
        let written = std::fs::read_to_string(path(name)).unwrap();
        assert_eq!(written, stdout(&["convert", &file, "-f", form]), "{name}");
    }
    let unknown = run(&["convert", &file, "-o", &path("a.doc")]);
    assert_eq!(unknown.status.code(), Some(2));
    for name in ["'doc'", "text, json, jsonl, snap, svg, png, pdf", "perfetto"] {
        assert!(text(&unknown.stderr).contains(name), "{}", text(&unknown.stderr));
    }
    assert!(!folder.path().join("a.doc").exists());
}

#[test]
fn what_was_cut_off_has_no_report_and_says_who_judges_it() {
    let (_folder, file) = saved(&["--seed", "7", "-f", "jsonl"]);
    let lines = std::fs::read_to_string(&file).unwrap();
    let rest = lines.lines().take(50).map(|line| format!("{line}\n")).collect::<String>();
    std::fs::write(&file, rest).unwrap();
    for form in ["text", "snap", "json"] {
        let refused = run(&["convert", &file, "-f", form]);
        assert_eq!(refused.status.code(), Some(2), "{form}");
        assert!(text(&refused.stderr).contains("it has no result"), "{form}: {}", text(&refused.stderr));
    }
    assert!(text(&run(&["convert", &file]).stderr).contains("'sim replay' judges"));
    assert_eq!(code(&["convert", &file, "-f", "jsonl"]), 0);
}

#[test]
fn a_file_whose_events_were_changed_is_not_said_to_be_made_by_its_seed() {
    let (_folder, file) = saved(&["--trigger", "3"]);
    let mut changed: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    changed["events"].as_array_mut().unwrap().pop();
    std::fs::write(&file, changed.to_string()).unwrap();
    let told = text(&run(&["convert", &file]).stdout);
    assert!(told.contains("sim replay") && !told.contains("reproduce"), "{told}");
}

#[test]
fn a_page_has_the_command_that_writes_the_same_page() {
    for args in [&["--seed", "7"][..], RUNS[0], RUNS[1], RUNS[8]] {
        let page = text(&run(&[args, &["-f", "html"]].concat()).stdout);
        let again = page.split_once("\"again\":[\"reproduce:\",\"sim ").unwrap().1;
        let command: String =
            serde_json::from_str(&format!("\"{}\"", again.split_once("\"]").unwrap().0)).unwrap();
        let words = shlex::split(&command).unwrap();
        let words: Vec<_> = words.iter().map(String::as_str).chain(["-f", "html"]).collect();
        assert!(text(&run(&words).stdout) == page, "{command} writes another page");
    }
}

#[test]
fn a_page_made_of_a_file_says_how_to_make_the_run_again_and_one_of_standard_input_says_nothing() {
    let (_folder, file) = saved(&["--seed", "7"]);
    let page = stdout(&["convert", &file, "-f", "html"]);
    assert!(page.contains(&format!(
        "\"again\":[\"whether this version makes the same run:\",\"sim replay {file}\"]"
    )));
}
