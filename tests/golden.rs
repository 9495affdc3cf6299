//! The program's words, checked word for word: README, help, reports.
//!
//! Set `TRYCMD=overwrite` to write down what the program says now, and read the difference before committing it.

#[test]
fn the_readme_and_the_reports_are_what_the_program_prints() {
    trycmd::TestCases::new().case("../../README.md").case("../../tests/golden/*.trycmd");
}
