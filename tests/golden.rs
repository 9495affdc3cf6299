//! The program's words, checked word for word: README, help, errors, reports.
//!
//! Set `TRYCMD=overwrite` to write down what the program says now, and read the difference before committing it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;

#[test]
fn the_readme_and_the_reports_are_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    std::env::set_current_dir(&folder).unwrap(); // where the README's commands leave their files
    trycmd::TestCases::new().case(root.join("README.md")).case(root.join("tests/golden/*.trycmd"));
}
