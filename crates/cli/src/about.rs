//! What the program says of itself: schemas, completions, the manual page.

use std::io::Write as _;

use clap_complete::Shell;

use crate::Outcome;
use crate::args::{self, SchemaArgs, SchemaForm};
use crate::check::Report;
use crate::failure::Failure;
use crate::output::Output;

pub(crate) fn schema(args: &SchemaArgs) -> Result<Outcome, Failure> {
    let schema = match args.form {
        SchemaForm::Json => trace::schema::of_run(),
        SchemaForm::Jsonl => trace::schema::of_line(),
        SchemaForm::Check => trace::schema::pretty::<Report>(),
    };
    print(format!("{schema}\n").as_bytes())
}

pub(crate) fn completions(shell: Shell) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(), "sim", &mut script);
    print(&script)
}

pub(crate) fn man() -> Result<Outcome, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(args::command()).render(&mut page)?;
    print(&page)
}

fn print(bytes: &[u8]) -> Result<Outcome, Failure> {
    let mut output = Output::open(None)?;
    output.write_all(bytes)?;
    output.finish()?;
    Ok(Outcome::Holds)
}
