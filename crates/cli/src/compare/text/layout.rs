//! What the tables of a comparison have in common.

use std::io::{self, Write};

use anstyle::Style;
use draw::paper::Paper as _;
use draw::report::{Column, Columns, width};

use crate::output::Output;

/// Rows of a table below its head, each column as wide as it has to be, and an empty line.
pub(in crate::compare) fn table(head: &[&str], rows: &[Vec<String>], out: &mut Output) -> io::Result<()> {
    let widest = |place: usize| {
        let cells = rows.iter().map(|row| width(&row[place]));
        cells.chain([width(head[place])]).max().unwrap_or(0)
    };
    let columns = (0..head.len()).map(|place| Column::Left(widest(place))).collect();
    let columns = Columns::new(columns, out.columns());
    writeln!(out, "{}", columns.row(head))?;
    for row in rows {
        writeln!(out, "{}", columns.row(&row.iter().map(String::as_str).collect::<Vec<_>>()))?;
    }
    writeln!(out)
}

pub(in crate::compare) fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
