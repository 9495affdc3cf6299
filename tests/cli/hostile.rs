//! Programs of the user's that go wrong, in every way that one can think of: each is an error and nothing else, and leaves no process behind.

use std::fs;
use std::path::Path;
use std::process::Output;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::{sim, text};

/// A role, and a way of `hostile.py` with the exit code and what is said.
type Case = (&'static str, (&'static str, i32, &'static str));

/// The ways of `hostile.py`, for a computation and for an algorithm: the exit code, and what is said.
const COMPUTATIONS: &[(&str, i32, &str)] = &[
    ("hang", 3, "no answer within 5000 ms"),
    ("partial", 3, "no answer within 5000 ms"),
    ("no-newline", 2, "an answer of more than 1048576 bytes"),
    ("lines", 2, "it says more than was asked"),
    ("errors", 2, "it ended, with exit status: 1"),
    ("dies", 2, "it ended, with exit status: 0"),
    ("killed", 2, "it ended, with signal: 9"),
    ("closes", 2, "it closed its output"),
    ("text", 2, "no JSON"),
    ("bytes", 2, "no UTF-8"),
    ("nul", 2, "no JSON"),
    ("empty", 2, "no JSON"),
    ("list", 2, "it does not say hello"),
    ("deep", 2, "nested deeper than 64"),
    ("deepest", 2, "recursion limit"),
    ("huge", 2, "no JSON"),
    ("nan", 2, "no JSON"),
    ("version", 2, "it does not say hello"),
    ("late", 3, "no answer within 300 ms"),
    ("forks", 3, "no answer within 300 ms"),
    ("two", 2, "no JSON"),
    ("more", 2, "it says more than was asked"),
    ("no-state", 2, "\"state\" is null"),
    ("odd-state", 2, "\"state\" is [1]"),
    ("negative", 2, "\"state\" is -1"),
    ("control-character", 2, "control character"),
    ("misspelt", 2, "it has \"offer\""),
    ("offers-twice", 2, "\"offers\" has \"go\" twice"),
    ("other-good", 2, "none of the \"goods\""),
    ("too-much", 2, "\"held\" is 9223372036854775808"),
    ("sends-first", 2, "it has \"sends\""),
    ("no-channel", 2, "there is no channel \"P->X\""),
    ("foreign-channel", 2, "sends nothing on the channel \"Q->P\""),
    ("no-message", 2, "\"message\" is null"),
    ("changes-offers", 2, "has to follow from the text of the state"),
];
const ALGORITHMS: &[(&str, i32, &str)] = &[
    ("hang", 3, "no answer within 5000 ms"),
    ("late", 3, "no answer within 300 ms"),
    ("no-me", 2, "what the process remembers"),
    ("snapshot-99", 2, "there is no snapshot 99"),
    ("before-nothing", 2, "there is no state before that"),
    ("received-nothing", 2, "no message is received"),
    ("closes-nothing", 2, "there is no channel \"X->Y\""),
    ("marks-nothing", 2, "there is no channel \"X->Y\""),
    ("marks-for-others", 2, "sends nothing on the channel \"Q->P\""),
    ("many-tags", 2, "3 tags for"),
    ("pauses", 2, "\"waits\":true"),
];

/// Asks a file in this folder in this role.
fn asked(folder: &Path, role: &str, file: &str) -> Output {
    let program = format!("exec:{}/{file}", folder.display());
    sim(&[role, &program, "--exec-timeout", "300"]).output().unwrap()
}

/// What is wrong with how a program's fault was told.
fn wrong(role: &str, file: &str, done: &Output, code: i32, said: &str) -> Option<String> {
    let (out, told) = (text(&done.stdout), String::from_utf8_lossy(&done.stderr).into_owned());
    let is_told = told.contains(said) && (told.contains("error: ") || told.contains("no verdict: "));
    let right = done.status.code() == Some(code) && out.is_empty() && is_told && !told.contains("panicked");
    (!right).then(|| {
        format!("{role} {file}: {:?}\n{out}\n{}", done.status, told.chars().take(2000).collect::<String>())
    })
}

/// Whether a process goes on that was started from this folder.
fn goes_on(folder: &Path) -> bool {
    let folder = folder.display().to_string();
    let processes = fs::read_dir("/proc").unwrap().filter_map(|entry| Some(entry.ok()?.path()));
    let lines = processes.filter_map(|process| fs::read(process.join("cmdline")).ok());
    lines.into_iter().any(|line| String::from_utf8_lossy(&line).contains(&folder))
}

#[test]
fn a_program_that_goes_wrong_is_an_error_and_leaves_nothing_behind() {
    if std::process::Command::new("python3").arg("--version").output().is_err() {
        return; // all of them are written in Python
    }
    let folder = TempDir::new().unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/exec/hostile.py");
    let roles = [("--program", COMPUTATIONS), ("--algorithm", ALGORITHMS)];
    let cases: Vec<Case> =
        roles.iter().flat_map(|(role, ways)| ways.iter().map(|way| (*role, *way))).collect();
    for (_, (way, ..)) in &cases {
        fs::copy(&source, folder.path().join(format!("{way}.py"))).unwrap();
    }
    let ask = |(role, (way, code, said)): &Case| {
        let file = format!("{way}.py");
        wrong(role, &file, &asked(folder.path(), role, &file), *code, said)
    };
    // Each waits for others than its neighbours do.
    let share = |first| cases.iter().skip(first).step_by(8).filter_map(ask).collect::<Vec<_>>();
    let wrong: Vec<_> = std::thread::scope(|scope| {
        let share = &share;
        let shares: Vec<_> = (0..8).map(|first| scope.spawn(move || share(first))).collect();
        shares.into_iter().flat_map(|share| share.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    // Whoever adopts what was killed has to see that it is gone, too.
    let until = Instant::now() + Duration::from_secs(10);
    while goes_on(folder.path()) {
        assert!(Instant::now() < until, "a process goes on");
        std::thread::yield_now();
    }
}

#[test]
fn what_cannot_be_started_is_an_error() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("text.txt"), "no program").unwrap();
    fs::write(folder.path().join("nobody"), "#!/nowhere/python\n").unwrap();
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(folder.path().join("nobody"), executable).unwrap();
    for role in ["--program", "--algorithm"] {
        for (file, said) in [
            ("missing", "cannot run"),
            ("", "it is no file"),
            ("text.txt", "it is not executable"),
            ("nobody", "cannot start"),
        ] {
            let done = asked(folder.path(), role, file);
            assert_eq!(wrong(role, file, &done, 2, said), None);
        }
        let done = sim(&[role, "exec:"]).output().unwrap();
        assert_eq!(wrong(role, "", &done, 2, "names no file"), None);
    }
}
