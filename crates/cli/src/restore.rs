//! `sim restore`: what a snapshot is taken for. The computation begins again in the recorded global state of a saved run, and goes on: as the
//! run did, which must end where it ended, or anew.
//!
//! How that is done is [`snapshot::rollback`]'s business. The file is taken as it is; whether it is right, `sim replay` says.

mod again;
mod json;
mod text;

use sim_core::Timed;
use sim_core::words::some;
use snapshot::catalog::{self, Visitor};
use snapshot::rollback;
use snapshot::{Check, Cut, Index, Judgement, Overall, Program, Underlying, Verdict, Violation, overall};
use trace::{Restored, Saved, restore as trace_of};

use crate::args::form::chosen;
use crate::args::{RestoreArgs, RestoreFormat};
use crate::failure::Failure;
use crate::output::Output;
use crate::scenario::Scenario;
use crate::{foreign, input, interrupt, saved};
use again::Again;

pub(crate) use json::Told;

pub(crate) fn restore(args: &RestoreArgs) -> Result<Overall, Failure> {
    let format = chosen(args.format, args.output.as_deref(), RestoreFormat::Text);
    let name = args.file.display().to_string();
    let mut saved = input::load_run(&args.file)?;
    interrupt::listen();
    foreign::in_file(&mut saved.header.config, &name)?;
    let program = saved.header.config.program.clone();
    let restored = catalog::visit(&program, Restore { name: &name, saved, args, format });
    restored.unwrap_or_else(|| {
        Err(Failure::new(format!("cannot read '{name}': config.program: there is no program '{program}'")))
    })
}

/// A saved run of whatever program it is.
struct Restore<'a> {
    name: &'a str,
    saved: Saved,
    args: &'a RestoreArgs,
    format: RestoreFormat,
}

impl Visitor for Restore<'_> {
    type Output = Result<Overall, Failure>;

    fn visit<P: Program>(self) -> Self::Output {
        let Self { name, saved, args, format } = self;
        let in_file = |error| Failure::new(format!("cannot read '{name}': {error}"));
        let restored = trace_of::<P>(&saved.header.config, &saved.events).map_err(in_file)?;
        let finished = saved::all(&saved, &restored, &restored.events)?;
        let judgement = chosen_of(&finished.judgements, args.snapshot, name)?;
        let start = judgement.recorded.global_state().expect("it is whole");
        let again = match args.seed {
            Some(seed) => anew(&saved, &restored, (judgement, start), (seed, args.most()), name)?,
            None => as_the_run_did(&restored, judgement, start),
        };
        foreign::check()?;
        let mut output = Output::open_as(args.output.as_deref(), format == RestoreFormat::Text)?;
        match format {
            RestoreFormat::Text => text::write(&again, name, &mut output)?,
            RestoreFormat::Json => json::write(&again, &mut output)?,
        }
        output.finish()?;
        Ok(overall(&again.checks))
    }
}

/// The snapshot that was asked for, or the last that is complete.
fn chosen_of<'a, P: Program>(
    judgements: &'a [Judgement<P>],
    asked: Option<u32>,
    name: &str,
) -> Result<&'a Judgement<P>, Failure> {
    let is_whole = |judgement: &&Judgement<P>| judgement.recorded.is_whole();
    let whole: Vec<_> = judgements.iter().filter(is_whole).collect();
    let numbers: Vec<_> = whole.iter().map(|judgement| judgement.snapshot.0.to_string()).collect();
    let numbers: Vec<_> = numbers.iter().map(String::as_str).collect();
    let tip = match numbers.as_slice() {
        [] => "no snapshot of it is complete".to_string(),
        numbers => format!("complete are: {}", some(numbers)),
    };
    match asked {
        None => whole.last().copied().ok_or_else(|| {
            Failure::new(format!("there is nothing to go back to: no snapshot in '{name}' is complete"))
        }),
        Some(number) => {
            let found = whole.into_iter().find(|judgement| judgement.snapshot.0 == number);
            found.ok_or_else(|| {
                let is_there = judgements.iter().any(|judgement| judgement.snapshot.0 == number);
                let why = if is_there { "is not complete" } else { "is not there" };
                Failure::with_tip(format!("snapshot {number} of '{name}' {why}"), tip)
            })
        }
    }
}

/// The events of the run that are after the cut happen again.
fn as_the_run_did<'a, P: Program>(
    restored: &'a Restored<P>,
    judgement: &Judgement<P>,
    start: Underlying<P>,
) -> Again<'a, P> {
    let Restored { system, base, events, .. } = restored;
    let number = judgement.snapshot.0;
    let index = Index::of::<P>(events, number..number.saturating_add(1));
    let cut = Cut { events, index: &index, recorded: &judgement.recorded };
    let (life, why) = rollback::go_on(system, &start, &cut);
    let ended = || rollback::end_of::<P>(base, events);
    let wrong = why.or_else(|| rollback::difference(system, &life.end, &ended()));
    let verdict = wrong.map_or(Verdict::Holds, |why| Violation::new(why).into());
    let same_end = Check { name: rollback::SAME_END.name, verdict };
    Again::judged(system, number, (start, life), None, Some(same_end))
}

/// The computation goes on by itself, in virtual time.
fn anew<'a, P: Program>(
    saved: &Saved,
    restored: &'a Restored<P>,
    (judgement, start): (&Judgement<P>, Underlying<P>),
    (seed, most): (u64, u64),
    name: &str,
) -> Result<Again<'a, P>, Failure> {
    let system = &restored.system;
    let refused = if system.topology.is_causal() {
        Some("channels in causal order have stamps, and no snapshot records those")
    } else if saved.header.config.clock.is_some() {
        Some("it went by the clock of a course, which has no state to go back to")
    } else {
        None
    };
    if let Some(why) = refused {
        let what = format!("the run in '{name}' cannot go on anew: {why}");
        return Err(Failure::with_tip(what, "without '--seed' it goes on as it did"));
    }
    let (scenario, _) = Scenario::of_config(&saved.header.config, name)?;
    let scheduler = Timed::new(&system.topology, &scenario.timing, seed);
    let life = rollback::run_on(system, scheduler, &start, most, &mut ());
    let life = life.expect("no schedule is given");
    Ok(Again::judged(system, judgement.snapshot.0, (start, life), Some(seed), None))
}
