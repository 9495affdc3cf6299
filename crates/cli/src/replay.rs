//! `sim replay`: a saved run, run again and compared event by event, and judged on what the file says.
//!
//! Two questions, answered apart. *Is it what this program does?* The configuration is run again, and the first event
//! that differs is named. *Is what it says right?* The oracles judge the file's own events, from the file alone, so that a file
//! that was changed or that another program wrote is judged on what it says.

mod compare;
mod judge;

use std::io::Write as _;

use draw::report::style::{BAD, GOOD};
use snapshot::AnyProgram;
use snapshot::oracle::Overall;
use trace::restore;

use crate::args::ReplayArgs;
use crate::failure::Failure;
use crate::foreign;
use crate::input;
use crate::interrupt;
use crate::output::Output;
use compare::{Compared, compare};
use judge::{Known, judge};

pub(crate) fn replay(args: &ReplayArgs) -> Result<Overall, Failure> {
    let name = args.file.display().to_string();
    let mut loaded = input::load_told(&args.file)?;
    interrupt::listen();
    foreign::in_file(&mut loaded.saved.header.config, &name)?;
    let saved = &loaded.saved;
    let in_file = |error| Failure::new(format!("cannot read '{name}': {error}"));
    let restored = restore::<AnyProgram>(&saved.header.config, &saved.events).map_err(in_file)?;
    let mut output = Output::open_as(None, true)?;
    let comparison = if args.judge { None } else { Some(compare(&loaded, &name)?) };
    if let Some(comparison) = &comparison {
        comparison.write(saved, args.quiet, &mut output)?;
    }
    let known = Known {
        whole: !matches!(comparison, Some(Compared::SoFar { within_step: true })),
        same: matches!(comparison, Some(Compared::Same { .. })),
    };
    let judged =
        if args.same { None } else { Some(judge(&loaded, &restored, &known, args.quiet, &mut output)?) };
    if let Some(words) = comparison.as_ref().zip(judged.as_ref()).and_then(in_sum) {
        writeln!(output, "\n{words}")?;
    }
    output.finish()?;
    Ok(match (comparison, judged) {
        (Some(Compared::Differs { .. }), _) => Overall::Violated,
        (_, Some(judged)) => judged,
        (Some(Compared::Same { untold, .. }), None) if untold.is_empty() => Overall::Holds,
        (_, None) => Overall::Unknown,
    })
}

/// Both answers in one sentence, where one of them is bad.
fn in_sum((compared, judged): (&Compared, &Overall)) -> Option<String> {
    Some(match (compared, judged) {
        (Compared::Differs { .. }, Overall::Holds) => {
            format!("{GOOD}the oracles accept it{GOOD:#}, but it differs")
        }
        (Compared::Differs { .. }, Overall::Violated) => {
            format!("{BAD}it differs, and it is not accepted{BAD:#}")
        }
        (Compared::Differs { .. }, _) => "it differs, and what it says could not all be judged".to_string(),
        (Compared::Same { .. }, Overall::Violated) => {
            format!("it is the same, but {BAD}it is not accepted{BAD:#}")
        }
        _ => return None,
    })
}
