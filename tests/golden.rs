//! The program's words, checked word for word: README, the book, help, errors, reports.
//!
//! Set `TRYCMD=overwrite` to write down what the program says now, and read the difference before committing it. What the pages link
//! to is looked at by `rooms`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "what is left out is said")]

#[path = "golden/pages.rs"]
mod pages;

use std::path::Path;

use pages::Page;

#[test]
fn the_readme_the_book_and_the_reports_are_what_the_program_prints() {
    let root = pages::root();
    let folder = tempfile::TempDir::new().unwrap();
    std::env::set_current_dir(&folder).unwrap(); // where the commands find and leave their files
    let pages = pages::all();
    assert!(pages.iter().map(Page::write_files).sum::<usize>() > 0);
    copy_examples(&root.join("examples"), Path::new("examples"));
    let cases = trycmd::TestCases::new();
    cases.case(root.join("tests/golden/*.trycmd"));
    let python = std::process::Command::new("python3").arg("--version").output().is_ok();
    for page in pages.iter().filter(|page| page.has_commands()) {
        if python || !page.asks_python() {
            cases.case(&page.path);
        } else {
            eprintln!("{} is left out: there is no python3", page.path.display());
        }
    }
}

#[test]
fn no_command_of_a_page_is_left_out() {
    let left_out: Vec<_> = pages::all().iter().flat_map(Page::left_out).collect();
    assert!(left_out.is_empty(), "{left_out:#?}");
    let page = Page::of(
        "```console\n$ sim\n```\n```text\n$ sim check\n```\n$ sim explore\n```sh\nsim node P\nsim\n```\n",
    );
    let told = page.left_out();
    assert_eq!(told, ["page.md:5: $ sim check", "page.md:7: $ sim explore", "page.md:10: sim"]);
}

/// The program is published without the book.
#[test]
fn the_reference_that_the_program_has_is_the_page_of_the_book() {
    let root = pages::root();
    let [page, own] = ["docs/src/reference.md", "crates/cli/src/reference.md"].map(|path| root.join(path));
    let same = std::fs::read(&page).unwrap() == std::fs::read(&own).unwrap();
    assert!(same, "cp {} {}", page.display(), own.display());
}

/// All pages are executed at the same time, in one folder.
#[test]
fn no_two_pages_write_the_same_file() {
    let mut written: Vec<String> = pages::all().iter().flat_map(Page::writes).collect();
    written.sort_unstable();
    let twice: Vec<_> = written.windows(2).filter(|two| two[0] == two[1]).map(|two| &two[0]).collect();
    assert!(twice.is_empty() && written.len() > 10, "{twice:?} of {}", written.len());
}

#[test]
fn the_book_lists_every_form_that_has_a_schema() {
    let page = std::fs::read_to_string(pages::root().join("docs/src/formats.md")).unwrap();
    let help =
        std::process::Command::new(env!("CARGO_BIN_EXE_sim")).args(["schema", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let forms: Vec<_> =
        help.lines().filter_map(|line| line.trim().strip_prefix("- ")?.split(':').next()).collect();
    assert!(forms.contains(&"json"), "{help}");
    for form in forms {
        assert!(page.contains(&format!("\n| `{form}` | ")), "{form}");
    }
}

/// The scenarios and logs that the commands name.
fn copy_examples(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for file in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (from, to) = (file.path(), to.join(file.file_name()));
        if from.is_dir() {
            copy_examples(&from, &to);
        } else {
            std::fs::copy(from, to).unwrap();
        }
    }
}
