//! `sim lattice`: all global states that one run can have gone through. Everything that is said is found by [`observed`].

mod asked;
mod json;
mod order;
mod picture;
mod recorded;
mod table;
mod text;
mod window;

use draw::lattice::Recorded;
use observed::Run;
use observed::lattice::{Bound, Cut, Steps, Way};
use snapshot::Overall;

use crate::args::form::chosen;
use crate::args::{LatticeArgs, LatticeFormat};
use crate::failure::Failure;
use crate::output::Output;
use crate::{cuts, interrupt, memory};

pub(crate) use json::Told;

/// What is looked at: the steps of a run, or those of a part of it.
struct Part<'a> {
    run: &'a Run,
    steps: Steps,
    /// The cuts that the run went through, if somebody tells its order.
    went: Option<Vec<Cut>>,
    recorded: Vec<Recorded>,
    /// Whether there are steps outside.
    is_part: bool,
}

impl Part<'_> {
    /// The order in which the steps happened; where nobody tells it, one in which they can have.
    fn way(&self) -> Way {
        match &self.went {
            Some(went) => went.windows(2).map(|two| step(&two[0], &two[1])).collect(),
            None => self.steps.way(&self.steps.from, &self.steps.to),
        }
    }
}

/// The process whose step leads from one cut to the next.
fn step(before: &Cut, after: &Cut) -> usize {
    before.iter().zip(after).position(|(one, other)| one != other).expect("a step was taken")
}

pub(crate) fn lattice(args: &LatticeArgs) -> Result<Overall, Failure> {
    let format = chosen(args.format, args.output.as_deref(), LatticeFormat::Text);
    let run = crate::judge::read(&args.files, args.pattern.as_deref(), args.record.as_deref())?;
    let steps = cuts::steps(&run)?;
    let wanted = args.window.as_deref();
    interrupt::listen();
    let mut output = Output::open_as(args.output.as_deref(), format == LatticeFormat::Text)?;
    let overall = match (format, args.order) {
        (LatticeFormat::Svg, Some(_)) => {
            Err(Failure::new("'--order' is a list of events: as text, csv or json"))
        }
        (LatticeFormat::Svg, None) => picture::draw(args, &run, steps, &mut output),
        (_, Some(snapshot)) => {
            order::tell(&window::part(&run, steps, wanted)?, snapshot, format, &mut output)
        }
        (LatticeFormat::Csv, None) => table::write(args, &window::part(&run, steps, wanted)?, &mut output),
        (LatticeFormat::Text, None) => text::write(args, &window::part(&run, steps, wanted)?, &mut output),
        (LatticeFormat::Json, None) => json::write(args, &window::part(&run, steps, wanted)?, &mut output),
    }?;
    output.finish()?;
    Ok(overall)
}

/// How far a lattice is looked at.
fn bound(args: &LatticeArgs) -> Bound<'static> {
    Bound::new(args.max_cuts, &|| !interrupt::requested() && !memory::exceeded())
}
