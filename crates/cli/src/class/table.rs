//! The table for the teacher: a row a student, which a spreadsheet reads, and obeys in nothing.

use std::borrow::Cow;
use std::path::Path;

use trace::assignment::Assignment;

use super::graded::Graded;
use crate::failure::Failure;
use crate::output::Output;

/// Writes the table; beside it, if not all are graded.
pub(super) fn write(
    file: &Path,
    assignment: &Assignment,
    all: &[Graded],
    interrupted: bool,
) -> Result<(), Failure> {
    let mut output = Output::open(Some(file))?;
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut output);
    let tests = assignment.tests.iter().map(|test| format!("{} ({})", test.name, test.points));
    let head: Vec<_> = ["student".into(), "points".into(), "of".into()]
        .into_iter()
        .chain(tests)
        .chain(["remark".into()])
        .collect();
    record(&mut table, head.iter().map(String::as_str))?;
    for graded in all {
        let row = row(assignment, graded);
        record(&mut table, row.iter().map(String::as_str))?;
    }
    table.flush()?;
    drop(table);
    output.finish_unless(interrupted)
}

fn row(assignment: &Assignment, graded: &Graded) -> Vec<String> {
    let points = graded.tests.iter().map(|test| test.points.to_string());
    let untested = assignment.tests.len() - graded.tests.len();
    [graded.student.clone(), graded.points.to_string(), graded.of.to_string()]
        .into_iter()
        .chain(points)
        .chain(std::iter::repeat_n("0".to_string(), untested))
        .chain([graded.remarks().join("; ")])
        .collect()
}

fn record<'a>(
    table: &mut csv::Writer<&mut Output>,
    fields: impl Iterator<Item = &'a str>,
) -> Result<(), Failure> {
    let fields: Vec<_> = fields.map(plain).collect();
    let written = table.write_record(fields.iter().map(|field| field.as_bytes()));
    written.map_err(|error| std::io::Error::other(error).into())
}

/// A text that no spreadsheet takes for a formula.
fn plain(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}").into() } else { text.into() }
}
