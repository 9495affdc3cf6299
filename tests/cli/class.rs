//! `sim grade DIR --assignment FILE`: what a class hands in, whatever it is called and whatever it does.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

use crate::{sim, stdout, text};

/// Logs are judged, and one of them has to be wrong.
const LOGS: &str = r#"title = "A log"
submission = "log"
file = "*.log"

[[test]]
name = "right"
run = "judge"
points = 10

[[test]]
name = "wrong"
run = "judge"
expect = "fails"
points = 3
hidden = true
"#;

/// A class: a folder with what was handed in, an assignment, and a place for the results.
struct Class(TempDir);

impl Class {
    fn new(assignment: &str) -> Self {
        let class = Self(TempDir::new().unwrap());
        fs::write(class.path("assignment.toml"), assignment).unwrap();
        fs::create_dir(class.path("in")).unwrap();
        class
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A student hands in a file.
    fn hands_in(&self, student: &str, file: &str, content: &str) -> PathBuf {
        let folder = self.path("in").join(student);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(file), content).unwrap();
        folder
    }

    fn grade(&self, options: &[&str]) -> Output {
        let mut command = sim(&["grade", "in", "--assignment", "assignment.toml", "-o", "out"]);
        command.args(options).current_dir(self.0.path()).output().unwrap()
    }

    /// All results, by the names of their files.
    fn results(&self) -> BTreeMap<String, String> {
        let entries = fs::read_dir(self.path("out")).unwrap().map(Result::unwrap);
        let content = |path: &Path| fs::read_to_string(path).unwrap();
        entries.map(|entry| (entry.file_name().into_string().unwrap(), content(&entry.path()))).collect()
    }

    /// The rows of the table.
    fn table(&self) -> Vec<Vec<String>> {
        let mut table =
            csv::ReaderBuilder::new().has_headers(false).from_path(self.path("out/grades.csv")).unwrap();
        table.records().map(|row| row.unwrap().iter().map(str::to_string).collect()).collect()
    }

    /// What came of a student.
    fn result(&self, student: &str) -> Value {
        serde_json::from_str(&fs::read_to_string(self.path(&format!("out/{student}.json"))).unwrap()).unwrap()
    }
}

/// A log that is right, and one that is wrong.
fn logs() -> (String, String) {
    (stdout(&["--trigger", "3", "-f", "simlog"]), stdout(&["--links", "unordered", "-f", "simlog"]))
}

#[test]
fn each_is_told_what_it_came_to_and_the_teacher_has_a_table() {
    let (class, (right, wrong)) = (Class::new(LOGS), logs());
    class.hands_in("ann", "a.log", &right);
    class.hands_in("ben", "a.log", &wrong);
    class.hands_in("cid", "a.log", "nonsense");
    class.hands_in("dan", "a.txt", &right);
    fs::write(class.path("in/eve"), &right).unwrap();
    let done = class.grade(&[]);
    assert_eq!((done.status.code(), text(&done.stderr).as_str()), (Some(0), ""));
    assert!(text(&done.stdout).contains("2 of 5 passed: right"), "{}", text(&done.stdout));
    assert_eq!(
        class.table(),
        [
            ["student", "points", "of", "right (10)", "wrong (3)", "remark"],
            ["ann", "10", "13", "10", "0", ""],
            ["ben", "3", "13", "0", "3", ""],
            ["cid", "0", "13", "0", "0", ""],
            ["dan", "0", "13", "0", "0", "there is no file '*.log'"],
            ["eve", "10", "13", "10", "0", ""],
        ]
    );
    let schema: Value = serde_json::from_str(&stdout(&["schema", "graded"])).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    assert!(["ann", "ben", "cid", "dan"].iter().all(|name| schema.is_valid(&class.result(name))));
    let results = class.results();
    assert!(results["ben.txt"].contains("right: failed, 0 of 10 points\n  sim judge ./a.log\n  channels: "));
    assert!(results["cid.txt"].contains("cannot be used") && results["cid.txt"].contains("./a.log:1"));
    for page in ["ann.html", "ben.html", "cid.html", "dan.html"] {
        let page = results[page].replacen("<!DOCTYPE html>", "", 1);
        assert!(page.contains("</html>") && !page.contains("<script"), "{page}");
    }
}

#[test]
fn of_a_hidden_test_nothing_is_told_but_what_it_came_to() {
    let class = Class::new(&LOGS.replace("hidden = true", "").replace("points = 10", "hidden = true"));
    class.hands_in("ben", "a.log", &logs().1);
    assert_eq!(class.grade(&[]).status.code(), Some(0));
    let report = &class.results()["ben.txt"];
    assert!(
        report.ends_with(
            "\nright: failed, 0 of 1 point\n\nwrong: passed, 3 of 3 points\n  sim judge ./a.log\n"
        ),
        "{report}"
    );
}

#[test]
fn the_results_are_the_same_with_one_job_and_with_more_and_wherever_it_is() {
    let (right, wrong) = logs();
    let results = |jobs: &str| {
        let class = Class::new(LOGS);
        for number in 0..6 {
            class.hands_in(&format!("s{number}"), "a.log", [&right, &wrong, "x"][number % 3]);
        }
        class.grade(&["--jobs", jobs]);
        class.results()
    };
    assert_eq!(results("1"), results("3"));
}

#[test]
fn what_is_done_is_not_done_again_and_what_is_changed_is() {
    let (class, (right, wrong)) = (Class::new(LOGS), logs());
    class.hands_in("ann", "a.log", &right);
    class.hands_in("ben", "a.log", &wrong);
    class.grade(&[]);
    let before = class.results();
    // A mark of ours shows what is written anew.
    let mark = |file: &str| fs::write(class.path("out").join(file), "mine").unwrap();
    mark("ann.txt");
    mark("ben.txt");
    class.hands_in("ben", "a.log", &right);
    class.grade(&[]);
    assert_eq!(
        (class.results()["ann.txt"].as_str(), class.result("ben")["points"].as_u64()),
        ("mine", Some(10))
    );
    // What was lost, or was not written to its end, is made again; so is all when the assignment is another one.
    fs::remove_file(class.path("out/ann.html")).unwrap();
    class.hands_in("ben", "a.log", &wrong);
    mark("ben.json");
    class.grade(&[]);
    assert_eq!(class.results(), before);
    mark("ann.txt");
    fs::write(class.path("assignment.toml"), LOGS.replace("points = 3", "points = 4")).unwrap();
    class.grade(&[]);
    assert_eq!((class.result("ann")["of"].as_u64(), class.results()["ann.txt"] == "mine"), (Some(14), false));
}

#[cfg(unix)]
#[test]
fn whatever_a_student_is_called_the_others_are_graded() {
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;
    let (class, (right, _)) = (Class::new(LOGS), logs());
    let names = [
        "=1+1",
        "-rf",
        "@SUM(A1)",
        "a b",
        "<b>\u{202e}x",
        "x\ny",
        "\u{1b}[31m",
        "grades",
        "é北",
        "con.",
        "~",
        "a:b",
    ];
    for name in names {
        class.hands_in(name, "a.log", &right);
    }
    class.hands_in(&"n".repeat(255), "a.log", &right);
    fs::create_dir(class.path("in").join(std::ffi::OsStr::from_bytes(b"\xff"))).unwrap();
    fs::create_dir(class.path("in/.git")).unwrap();
    symlink("/etc/passwd", class.path("in/link")).unwrap();
    symlink("ann", class.hands_in("fay", "x", "").join("a.log")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(class.path("in/pipe")).status().unwrap().success());
    assert!(std::process::Command::new("mkfifo").arg(class.path("in/fay/b.log")).status().unwrap().success());
    let done = class.grade(&[]);
    assert_eq!((done.status.code(), text(&done.stderr).as_str()), (Some(0), ""));
    let table = class.table();
    assert_eq!(table.len(), 1 + names.len() + 1 + 4, "all but what is hidden");
    assert_eq!(table.iter().filter(|row| row[1] == "10").count(), names.len() + 1);
    assert!(
        table
            .iter()
            .flatten()
            .all(|field| !field.starts_with(['=', '+', '-', '@']) && !field.contains(char::is_control))
    );
    // Nothing is elsewhere, and every file is somebody's.
    let results = class.results();
    assert_eq!(results.len(), 1 + 3 * (table.len() - 1));
    assert!(
        results.keys().all(|file| !file.starts_with(['-', '.', '=']) && !file.contains(['\n', ' ', '/']))
    );
    assert!(results.values().all(|told| !told.contains("<b>") || !told.contains("<html")));
    assert_eq!(fs::read_dir(class.0.path()).unwrap().count(), 3);
}

#[test]
fn an_assignment_that_cannot_be_used_is_refused_where_it_is_wrong() {
    for (from, to, place, what) in [
        ("\"judge\"", "\"juge\"", "assignment.toml:7:7", "begins with the name of a command that judges"),
        ("\"judge\"", "\"node P\"", "assignment.toml:7:7", "begins with the name of a command that judges"),
        ("\"judge\"", "\"judge --colour\"", "assignment.toml:7:7", "unexpected argument '--colour'"),
        ("\"judge\"", "\"judge -o x\"", "assignment.toml:7:7", "cannot be used multiple times"),
        ("\"judge\"", "\"judge ./more.log\"", "assignment.toml:7:7", "there is no file './more.log'"),
        ("\"judge\"", "\"judge 'x\"", "assignment.toml:7:7", "a quotation mark is not closed"),
    ] {
        let class = Class::new(&LOGS.replacen(from, to, 1));
        class.hands_in("ann", "a.log", "x");
        let done = class.grade(&[]);
        let told = text(&done.stderr);
        assert!(done.status.code() == Some(2) && told.contains(place) && told.contains(what), "{told}");
        assert!(!class.path("out").exists());
    }
    let class = Class::new(LOGS);
    assert!(text(&class.grade(&[]).stderr).contains("nobody has handed in anything"));
    class.hands_in("ann", "a.log", "x");
    fs::create_dir(class.path("in/out")).unwrap();
    let mut among = sim(&["grade", "in", "--assignment", "assignment.toml", "-o", "in/out"]);
    let among = among.current_dir(class.0.path()).output().unwrap();
    assert!(text(&among.stderr).contains("the results would be among what was handed in"));
}
