//! The program's words, checked word for word: README, REFERENCE, help, errors, reports.
//!
//! Set `TRYCMD=overwrite` to write down what the program says now, and read the difference before committing it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;

#[test]
fn the_readme_the_reference_and_the_reports_are_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    std::env::set_current_dir(&folder).unwrap(); // where the commands find and leave their files
    let reference = root.join("REFERENCE.md");
    assert!(write_named_blocks(&std::fs::read_to_string(&reference).unwrap()) > 0);
    copy_examples(&root.join("examples"), Path::new("examples"));
    let cases = trycmd::TestCases::new();
    cases.case(root.join("README.md")).case(reference).case(root.join("tests/golden/*.trycmd"));
    if std::process::Command::new("python3").arg("--version").output().is_ok() {
        cases.case(root.join("examples/exec/README.md"));
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

/// Writes each fenced block that has a file's name after its language; how many there are.
fn write_named_blocks(page: &str) -> usize {
    let blocks = page.split("\n```").filter_map(|block| {
        let (head, body) = block.split_once('\n')?;
        let (_, name) = head.split_once(' ')?;
        Some((name, body))
    });
    blocks.map(|(name, body)| std::fs::write(name, format!("{body}\n")).unwrap()).count()
}
