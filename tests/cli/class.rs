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
        fs::create_dir(class.path("tmp")).unwrap();
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
        command.args(options).current_dir(self.0.path()).env("TMPDIR", self.path("tmp")).output().unwrap()
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

/// What the teacher is told of somebody whose log is none.
const REMARK: &str =
    "cannot be used: every test (first: ./a.log:1: the line is neither JSON nor one of ShiViz)";

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
            ["cid", "0", "13", "0", "0", REMARK],
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
    class.hands_in(&"北".repeat(85), "a.log", &right);
    fs::create_dir(class.path("in").join(std::ffi::OsStr::from_bytes(b"\xff"))).unwrap();
    fs::create_dir(class.path("in/.git")).unwrap();
    symlink("/etc/passwd", class.path("in/link")).unwrap();
    symlink("ann", class.hands_in("fay", "x", "").join("a.log")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(class.path("in/pipe")).status().unwrap().success());
    assert!(std::process::Command::new("mkfifo").arg(class.path("in/fay/b.log")).status().unwrap().success());
    let done = class.grade(&[]);
    assert_eq!((done.status.code(), text(&done.stderr).as_str()), (Some(0), ""));
    let table = class.table();
    assert_eq!(table.len(), 1 + names.len() + 2 + 4, "all but what is hidden");
    assert_eq!(table.iter().filter(|row| row[1] == "10").count(), names.len() + 2);
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
    assert_eq!(fs::read_dir(class.0.path()).unwrap().count(), 4);
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
    for results in ["in/out", "in/new", "in", "in/../in/."] {
        let mut among = sim(&["grade", "in", "--assignment", "assignment.toml", "-o", results]);
        let among = among.current_dir(class.0.path()).output().unwrap();
        assert!(text(&among.stderr).contains("the results would be among what was handed in"), "{results}");
    }
}

/// Many logs, and the grading of them, begun: at least one result is there.
#[cfg(unix)]
fn begun() -> (Class, std::process::Child) {
    let (class, (right, wrong)) = (Class::new(LOGS), logs());
    for number in 0..40 {
        class.hands_in(&format!("s{number:02}"), "a.log", if number % 2 == 0 { &right } else { &wrong });
    }
    let mut command = sim(&["grade", "in", "--assignment", "assignment.toml", "-o", "out", "--jobs", "1"]);
    command.current_dir(class.0.path()).env("TMPDIR", class.path("tmp"));
    let child = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
    while done(&class) == 0 {
        std::thread::yield_now();
    }
    (class, child)
}

/// How many results there are.
#[cfg(unix)]
fn done(class: &Class) -> usize {
    let results = fs::read_dir(class.path("out")).into_iter().flatten().map(Result::unwrap);
    results.filter(|file| file.path().extension().is_some_and(|ending| ending == "json")).count()
}

#[cfg(unix)]
#[test]
fn after_a_kill_the_same_command_goes_on_with_what_is_left() {
    let (class, mut child) = begun();
    child.kill().unwrap();
    child.wait().unwrap();
    let kept: Vec<_> = class
        .results()
        .into_keys()
        .filter(|file| file.ends_with(".json") && !file.starts_with('.'))
        .collect();
    assert!(!kept.is_empty() && kept.len() < 40, "{}", kept.len());
    let reports: Vec<_> = kept.iter().map(|file| file.replace(".json", ".txt")).collect();
    for report in &reports {
        fs::write(class.path("out").join(report), "mine").unwrap();
    }
    let left = || fs::read_dir(class.path("tmp")).unwrap().count();
    assert_eq!(left(), 1, "what was killed leaves its copies");
    assert_eq!(class.grade(&[]).status.code(), Some(0));
    assert_eq!(left(), 0);
    let results = class.results();
    assert!(reports.iter().all(|report| results[report] == "mine"));
    assert_eq!(
        (class.table().len(), class.table()[1][1].as_str(), class.table()[2][1].as_str()),
        (41, "10", "3")
    );
    assert_eq!(results.values().filter(|told| *told == "mine").count(), kept.len());
}

#[test]
fn a_class_that_is_graded_in_parts_has_the_table_of_one_that_is_not() {
    let ((right, wrong), names) = (logs(), ["ann", "ben", "cyd", "dan", "eve"]);
    let class = || {
        let class = Class::new(LOGS);
        for (number, name) in names.iter().enumerate() {
            class.hands_in(name, "a.log", if number % 2 == 0 { &right } else { &wrong });
        }
        class
    };
    let (whole, parts) = (class(), class());
    whole.grade(&[]);
    for (number, graded) in [("1/3", 2), ("2/3", 2), ("3/3", 1)] {
        let done = parts.grade(&["--shard", number]);
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
        let counted = format!("shard {number}: {graded} submission");
        assert!(text(&done.stdout).starts_with(&counted), "{}", text(&done.stdout));
        assert!(!parts.results().contains_key("grades.csv"));
    }
    // A mark of ours shows that the command for the table grades nobody again.
    for name in names {
        fs::write(parts.path("out").join(format!("{name}.txt")), "mine").unwrap();
    }
    assert_eq!(parts.grade(&[]).stdout, whole.grade(&[]).stdout);
    let results = parts.results();
    assert!(names.iter().all(|name| results[&format!("{name}.txt")] == "mine"));
    assert_eq!(results["grades.csv"], whole.results()["grades.csv"]);
}

#[cfg(unix)]
#[test]
fn an_interrupted_class_keeps_what_was_done() {
    let (class, child) = begun();
    crate::signals::signal(&child, "-INT");
    let done_then = child.wait_with_output().unwrap();
    assert_eq!(done_then.status.code(), Some(3));
    let told = text(&done_then.stderr);
    assert!(
        told.contains("what was written is in 'out/grades.csv.partial'") && told.contains("interrupted"),
        "{told}"
    );
    let results = class.results();
    assert_eq!(results["grades.csv.partial"].lines().count(), 1 + done(&class));
    assert!(!results.contains_key("grades.csv") && done(&class) < 40);
}

/// Algorithms of all kinds, each with a second for its test.
#[cfg(target_os = "linux")]
const HARMFUL: &str = r#"title = "An algorithm"
submission = "algorithm"
file = "snapshot.*"

[limits]
seconds = 2
output = 1

[[test]]
name = "one run"
run = "run --trigger 3"
"#;

#[cfg(target_os = "linux")]
#[test]
fn what_hangs_floods_forks_or_flees_is_ended_and_costs_the_others_nothing() {
    let class = Class::new(HARMFUL);
    let mark = class.path("fled").display().to_string();
    let script = |student: &str, script: &str| {
        class.hands_in(student, "snapshot.sh", &format!("#!/bin/sh\n{script}\n"));
    };
    script("ends", "exit 0");
    script("flees", &format!("setsid sh -c 'echo $$ > {mark}; exec sleep 1000' & \nexec sleep 1000"));
    script("floods", "exec yes");
    script("floods-stderr", "exec yes >&2");
    script("forks", "while :; do sleep 1000 & done");
    script("hangs", "exec sleep 1000");
    script("ignores", "trap '' TERM INT HUP; while :; do sleep 1000; done");
    script("nonsense", "echo hello; exec cat");
    let done = class.grade(&["--jobs", "2"]);
    assert_eq!((done.status.code(), text(&done.stderr).as_str()), (Some(3), ""));
    let came_to = |student: &str| class.result(student)["tests"][0]["came_to"].as_str().unwrap().to_string();
    for student in ["ends", "floods", "floods-stderr", "forks", "nonsense"] {
        assert_eq!(came_to(student), "unusable", "{student}: {}", class.result(student));
    }
    for student in ["flees", "hangs", "ignores"] {
        assert_eq!(came_to(student), "no-answer-in-time", "{student}: {}", class.result(student));
    }
    let fled = fs::read_to_string(mark).unwrap();
    assert!(!Path::new("/proc").join(fled.trim()).exists(), "it is still there");
    assert!(class.results().values().all(|told| told.len() < 10_000));
}

#[test]
fn the_course_of_the_examples_says_of_its_samples_what_they_are() {
    if !std::process::Command::new("python3")
        .arg("--version")
        .output()
        .is_ok_and(|there| there.status.success())
    {
        return; // where the language is not there, this is left out
    }
    let course = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/course");
    let folder = TempDir::new().unwrap();
    let mut grade = sim(&["grade", "submissions", "--assignment", "assignment.toml", "-o"]);
    let done = grade.arg(folder.path()).current_dir(course).output().unwrap();
    assert_eq!(done.status.code(), Some(3), "{}{}", text(&done.stdout), text(&done.stderr));
    let result = |file: &str| fs::read_to_string(folder.path().join(file)).unwrap();
    let of = |student: &str| serde_json::from_str::<Value>(&result(&format!("{student}.json"))).unwrap();
    let came_to = |student: &str| {
        let tests = of(student)["tests"].as_array().unwrap().clone();
        tests.iter().map(|test| test["came_to"].as_str().unwrap().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(of("ada")["points"], of("ada")["of"], "{}", result("ada.txt"));
    assert!(came_to("ben").iter().all(|test| test == "failed"), "{}", result("ben.txt"));
    assert!(came_to("cyd").iter().all(|test| test == "no-verdict"), "{}", result("cyd.txt"));
    assert!(came_to("dan").iter().all(|test| test == "unusable"), "{}", result("dan.txt"));
    let page = result("ben.html");
    assert!(page.matches("<svg").count() == 1 && page.contains("sim --schedule"), "{page}");
    let picture = page.split_once("<svg").unwrap().1;
    assert!(
        picture.contains(">sim --schedule &#39;P! P&gt;Q P&gt;Q&#39; --algorithm exec:./snapshot.py"),
        "{picture}"
    );
    assert!(!page.contains("sim-grade"), "the file is gone when the page is read");
    assert!(
        !page.contains("tail") && !result("ben.txt").contains("hidden.toml"),
        "what is hidden is not told"
    );
}

#[test]
fn a_smallest_run_on_processes_of_its_own_is_drawn_without_the_file_that_it_was_drawn_from() {
    let python = std::process::Command::new("python3").arg("--version").output();
    if !python.is_ok_and(|there| there.status.success()) {
        return; // where the language is not there, this is left out
    }
    let class = Class::new(
        r#"title = "A network"
submission = "algorithm"
file = "snapshot.py"

[[test]]
name = "the network"
run = "check --seeds 0..3 --scenario ./network.toml"
"#,
    );
    let network = "processes = [\"a\", \"b\"]\nchannels = [[\"a\", \"b\"], [\"b\", \"a\"]]\n";
    fs::write(class.path("network.toml"), network).unwrap();
    let course = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/course");
    let wrong = fs::read_to_string(course.join("submissions/ben/snapshot.py")).unwrap();
    class.hands_in("ben", "snapshot.py", &wrong);
    class.grade(&[]);
    let page = &class.results()["ben.html"];
    let (_, picture) = page.split_once("<svg").expect("a run is drawn");
    assert!(!picture.contains("small.json") && !picture.contains("same run:"), "{picture}");
}
