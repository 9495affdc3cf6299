//! A search that keeps what it has met on disk says what one in memory says, to the byte; however often it is killed, it comes to its end;
//! and it never goes on from something else.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::{run, sim, text};

/// Messages overtake: most of what is recorded is wrong.
const OVERTAKING: &[&str] = &["--links", "unordered", "--trigger", "1", "--param", "receipts=6"];

/// Experiments with each verdict, and each way to end.
const SEARCHES: [&[&str]; 9] = [
    &[],
    &["--hold", "1", "--trigger", "3", "--jobs", "3"],
    OVERTAKING,
    &["--links", "unordered", "--trigger", "1", "--param", "receipts=6", "--keep-going", "-f", "json"],
    &[
        "--links",
        "unordered",
        "--trigger",
        "1",
        "--param",
        "receipts=6",
        "--keep-going",
        "--reduce",
        "both",
        "--against-reachable",
    ],
    &[
        "--links",
        "unordered",
        "--trigger",
        "1",
        "--param",
        "receipts=6",
        "--keep-going",
        "--max-states",
        "300",
    ],
    &["--scenario", "../../examples/hasty.toml", "--jobs", "1"],
    &["--param", "receipts=3", "--trigger", "none", "--initiators", "any", "--against-reachable"],
    BANK,
];

/// Many states, as tests go.
const BANK: &[&str] = &[
    "--topology",
    "complete:3",
    "--program",
    "bank",
    "--param",
    "balance=1",
    "--param",
    "transfers=2",
    "--max-states",
    "100000",
    "-f",
    "json",
];

fn path(folder: &Path) -> &str {
    folder.to_str().unwrap()
}

fn explore(search: &[&str], more: &[&str]) -> Output {
    run(&[&["explore"], search, more].concat())
}

fn spilled(search: &[&str], folder: &Path) -> Output {
    explore(search, &["--spill", path(folder)])
}

/// What is told of a search that is refused, which is of no use to anyone: exit code 2 and nothing on standard output.
fn refused(search: &[&str], folder: &Path) -> String {
    let output = spilled(search, folder);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), String::new()), "{search:?}");
    text(&output.stderr)
}

#[test]
fn a_search_on_disk_says_what_one_in_memory_says_and_says_it_again() {
    for search in SEARCHES {
        let (in_memory, folder) = (explore(search, &[]), TempDir::new().unwrap());
        for _ in 0..2 {
            let on_disk = spilled(search, folder.path());
            assert_eq!(text(&on_disk.stdout), text(&in_memory.stdout), "{search:?}");
            assert_eq!(on_disk.status.code(), in_memory.status.code(), "{search:?}");
        }
    }
}

#[test]
fn a_page_of_a_search_on_disk_is_the_page_of_one_in_memory() {
    let folder = TempDir::new().unwrap();
    let pages = ["memory.html", "disk.html"].map(|name| folder.path().join(name));
    let search = ["--hold", "1", "--trigger", "3"];
    explore(&search, &["-o", path(&pages[0])]);
    explore(&search, &["-o", path(&pages[1]), "--spill", path(&folder.path().join("search"))]);
    let [in_memory, on_disk] = pages.map(|page| fs::read(page).unwrap());
    assert!(in_memory.len() > 10_000 && in_memory == on_disk);
}

#[test]
fn killed_again_and_again_it_comes_to_the_same_end() {
    let (in_memory, folder) = (explore(BANK, &[]), TempDir::new().unwrap());
    for moment in 0..12_u64 {
        let mut child = sim(&[&["explore"], BANK, &["--spill", path(folder.path())]].concat())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Wherever it is then, and if it has ended before, too.
        std::thread::sleep(Duration::from_millis(moment * moment * 13));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert_eq!(text(&spilled(BANK, folder.path()).stdout), text(&in_memory.stdout));
}

#[test]
fn a_folder_of_another_search_is_refused_and_it_is_said_what_differs() {
    let folder = TempDir::new().unwrap();
    spilled(OVERTAKING, folder.path());
    let other = |more: &[&str]| refused(&[OVERTAKING, more].concat(), folder.path());
    for (more, differs) in [
        (&["--keep-going"][..], "keep_going is false there, and true here"),
        (&["--reduce", "on"], "reduce is \"off\" there, and \"on\" here"),
        (&["--max-states", "9"], "max_states is null there, and 9 here"),
        (&["--hold", "1"], "is of another search than this one: config."),
    ] {
        let told = other(more);
        assert!(told.contains(differs), "{told}");
        assert!(told.contains("each search has a folder of its own"), "{told}");
    }
    // What changes nothing of what is found may be another.
    let again =
        explore(OVERTAKING, &["--spill", path(folder.path()), "--jobs", "2", "--max-disk", "7", "-q"]);
    assert_eq!(again.status.code(), Some(1));
    let file = folder.path().join("experiment.json");
    let version = fs::read_to_string(&file).unwrap().replace("\"version\":\"", "\"version\":\"9.");
    fs::write(&file, version).unwrap();
    assert!(other(&[]).contains("tool.version is \"9."));
}

#[test]
fn a_folder_with_something_else_in_it_is_left_as_it_is() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("thesis.tex"), "mine").unwrap();
    let told = refused(OVERTAKING, folder.path());
    assert!(told.contains("has something else than a search in it: \"thesis.tex\""), "{told}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn two_processes_do_not_search_in_one_folder() {
    let folder = TempDir::new().unwrap();
    let lock = fs::File::create(folder.path().join("lock")).unwrap();
    lock.lock().unwrap();
    let told = refused(OVERTAKING, folder.path());
    assert!(told.contains("another process searches in"), "{told}");
    lock.unlock().unwrap();
    assert_eq!(spilled(OVERTAKING, folder.path()).status.code(), Some(1));
}

#[test]
fn where_there_is_no_more_disk_it_has_no_verdict_and_goes_on_when_there_is() {
    let folder = TempDir::new().unwrap();
    let search = [BANK, &["--spill", path(folder.path())]].concat();
    let little = explore(&search, &["--max-disk", "1"]);
    let told = text(&little.stderr);
    assert_eq!((little.status.code(), text(&little.stdout)), (Some(3), String::new()), "{told}");
    assert!(told.contains("at most 1 MiB of disk was allowed; see --max-disk"), "{told}");
    assert!(told.contains("the same command goes on from what was kept"), "{told}");
    assert_eq!(text(&explore(&search, &[]).stdout), text(&explore(BANK, &[]).stdout));
}

#[test]
fn a_damaged_file_is_an_error() {
    let folder = TempDir::new().unwrap();
    spilled(OVERTAKING, folder.path());
    let files: Vec<PathBuf> =
        fs::read_dir(folder.path().join("all")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        let whole = fs::read(&file).unwrap();
        for at in [0, whole.len() / 2, whole.len() - 1] {
            let mut damaged = whole.clone();
            damaged[at] ^= 4;
            fs::write(&file, damaged).unwrap();
            let told = refused(OVERTAKING, folder.path());
            assert!(told.contains("is damaged") && told.contains("begins again"), "{told}");
        }
        fs::write(&file, &whole[..whole.len() - 1]).unwrap();
        let name = file.file_name().unwrap().to_str().unwrap();
        let told = refused(OVERTAKING, folder.path());
        assert!(told.contains("is damaged") && (told.contains(name) || name == "search"), "{name}: {told}");
        fs::write(&file, whole).unwrap();
    }
    assert_eq!(spilled(OVERTAKING, folder.path()).status.code(), Some(1));
}

#[test]
fn what_cannot_be_kept_on_disk_is_refused() {
    let folder = TempDir::new().unwrap();
    for more in [&["--exact"][..], &["--detect", "safra"]] {
        assert!(refused(more, folder.path()).contains("cannot be used with"));
    }
    let told = text(&explore(&["--max-disk", "5"], &[]).stderr);
    assert!(told.contains("--spill <DIR>"), "{told}");
}
