//! The cuts of a lattice as a table, level by level, with a column for each predicate that was asked.

use csv::{Terminator, WriterBuilder};
use observed::detect::Question;
use observed::lattice::{Cut, all};
use observed::predicate::Predicate;
use snapshot::oracle::Overall;

use super::asked::{answers, ask, questions};
use super::part::{Part, bound};
use crate::args::LatticeArgs;
use crate::failure::Failure;
use crate::output::Output;
use crate::stderr::note;

pub(super) fn write(args: &LatticeArgs, part: &Part<'_>, out: &mut Output) -> Result<Overall, Failure> {
    let asked = ask(args, part)?;
    let predicates: Vec<(&str, Predicate)> = questions(args)
        .map(|(_, text)| Ok((text, Predicate::read(text, part.run)?)))
        .collect::<Result<_, Failure>>()?;
    let questions: Vec<_> =
        predicates.iter().map(|(_, predicate)| Question::new(part.run, &part.steps, predicate)).collect();
    let holds: Vec<_> = questions.iter().map(Question::holds).collect();
    let (cuts, is_whole) = all(&part.steps, &mut bound(args));
    let mut table = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    let names = part.steps.processes.iter().map(|process| part.run.name(*process));
    let header = ["level", "in_the_run"].into_iter().chain(names);
    table
        .write_record(header.chain(predicates.iter().map(|(text, _)| *text)))
        .map_err(std::io::Error::from)?;
    for cut in &cuts {
        let values = holds.iter().map(|holds| truth(holds(cut)).to_string());
        let first = [cut.iter().sum::<u32>().to_string(), in_the_run(part, cut).to_string()];
        let row = first.into_iter().chain(cut.iter().map(u32::to_string)).chain(values);
        table.write_record(row).map_err(std::io::Error::from)?;
    }
    table.flush()?;
    if is_whole.is_err() {
        note("there are more cuts than these; --max-cuts allows more, --window takes a part");
        return Ok(Overall::Unknown);
    }
    Ok(answers(&asked).unwrap_or(Overall::Holds))
}

/// So, not so; nothing where that is not known.
const fn truth(is_so: Option<bool>) -> &'static str {
    match is_so {
        Some(true) => "true",
        Some(false) => "false",
        None => "",
    }
}

fn in_the_run(part: &Part<'_>, cut: &Cut) -> &'static str {
    truth(
        part.went
            .as_ref()
            .map(|went| went.binary_search_by_key(&level(cut), level).is_ok_and(|place| went[place] == *cut)),
    )
}

/// How many steps are in a cut. The run went through one of each level.
fn level(cut: &Cut) -> u64 {
    cut.iter().copied().map(u64::from).sum()
}
