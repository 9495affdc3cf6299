//! `sim restore`: what a snapshot is taken for. The computation begins again in the recorded global state of a saved run, and goes on: as the
//! run did, which must end where it ended, or anew.
//!
//! How that is done is [`snapshot::rollback`]'s business. The file is taken as it is; whether it is right, `sim replay` says.

mod again;
mod crash;
mod drawn;
mod json;
mod text;

use sim_core::words::some;
use sim_core::{System, Timed};
use snapshot::oracle::{Check, Overall, Verdict, Violation, overall};
use snapshot::rollback::{self, BackTo, SecondLife};
use snapshot::{AnyProgram, Cut, Index, Judgement, Program, RecordedOf, Underlying};
use trace::{Finished, Restored, Saved, restore as trace_of};

use crate::args::drawn::chosen;
use crate::args::{DrawArgs, RestoreArgs, RestoreFormat, refuse_idle};
use crate::crash::{Crash, refuse_faults};
use crate::failure::Failure;
use crate::output::Output;
use crate::scenario::Scenario;
use crate::values::drawn;
use crate::{foreign, input, interrupt, saved};
use again::Again;
use crash::Crashed;

pub(crate) use again::{Asked, checks};
pub(crate) use json::Told;

pub(crate) fn restore(args: &RestoreArgs) -> Result<Overall, Failure> {
    let asked = chosen(args.format, args.output.as_deref(), RestoreFormat::Text);
    let (format, print) = (asked.form, args.draw.picture.print(&asked)?);
    let is_drawn = format == RestoreFormat::Svg;
    if is_drawn && (args.crash.is_none() || args.seed.is_none()) {
        let tip = "say when a process crashes, and what to draw from: --crash P@400 --seed 1";
        return Err(Failure::with_tip("a picture shows a crash, and what is done after it", tip));
    }
    let idle = [("--window", args.draw.window.is_some()), ("--axis", args.draw.axis.is_some())];
    refuse_idle(
        &format,
        idle.into_iter().filter_map(|(option, typed)| (typed && !is_drawn).then_some(option)),
    )?;
    let crash = args.crash.as_deref().map(Crash::read).transpose()?;
    let name = args.file.display().to_string();
    let mut saved = input::load_run(&args.file)?;
    refuse_faults(&saved.header.config.faults)?;
    interrupt::listen();
    foreign::in_file(&mut saved.header.config, &name)?;
    let mut output = Output::open_drawn(args.output.as_deref(), format == RestoreFormat::Text, print)?;
    let (snapshot, seed, most) = (args.snapshot, args.seed.map(drawn).transpose()?, args.most());
    let (crash, more, quiet) = (crash.as_ref(), "--steps", false);
    let made_by =
        crash.zip(seed).filter(|_| name != "-").map(|(crash, seed)| crash.made_by(&name, seed, most));
    let asked = Asked { name: &name, snapshot, crash, seed, most, more, quiet, made_by };
    let checks = asked.tell::<AnyProgram>(&saved, (format, &args.draw), &mut output)?;
    output.finish()?;
    Ok(overall(&checks))
}

impl Asked<'_> {
    /// Begins again and goes on, tells of it, and hands back what is said of it.
    pub(crate) fn tell<P: Program>(
        &self,
        saved: &Saved,
        (format, draw): (RestoreFormat, &DrawArgs),
        output: &mut Output,
    ) -> Result<Vec<Check>, Failure> {
        let in_file = |error| Failure::new(format!("cannot read '{}': {error}", self.name));
        let restored = trace_of::<P>(&saved.header.config, &saved.events).map_err(in_file)?;
        let finished = saved::all(saved, &restored, &restored.events)?;
        let from = Beginning::asked(self, &restored, &finished)?;
        let mut second_life = SecondLife::new(0, 0);
        if let Some(crash) = &from.crash {
            second_life = SecondLife::new(drawn::sent(&saved.events[..crash.events]), crash.time);
        }
        let again = match self.seed {
            Some(seed) => {
                let scheduler = anew(saved, &restored, seed, self.name)?;
                from.anew(&restored.system, (seed, scheduler), self.most, &mut second_life)
            }
            None => from.repeat_the_run(&restored),
        };
        foreign::check()?;
        match (format, &again.crash) {
            (RestoreFormat::Svg, Some(crash)) => {
                let told = (crash, &second_life.events[..]);
                drawn::write(saved, (&again, self.made_by.as_ref()), told, (draw, output))?;
            }
            (RestoreFormat::Json, _) => json::write(&again, output)?,
            (RestoreFormat::Text | RestoreFormat::Svg, _) => text::write(&again, self, output)?,
        }
        Ok(again.checks)
    }
}

/// Where a computation begins again.
struct Beginning<P: Program> {
    back_to: BackTo,
    /// What was recorded there; nothing of the beginning.
    recorded: Option<RecordedOf<P>>,
    crash: Option<Crashed>,
    start: Underlying<P>,
}

impl<P: Program> Beginning<P> {
    /// Where the options say: in the snapshot that is named, or the last that is complete, then or at a crash.
    fn asked(asked: &Asked<'_>, restored: &Restored<P>, finished: &Finished<'_, P>) -> Result<Self, Failure> {
        if let Some(crash) = asked.crash {
            let (crash, start, recorded) = Crashed::of(crash, finished, restored)?;
            return Ok(Self { back_to: crash.loss.back_to, recorded, crash: Some(crash), start });
        }
        let Judgement { snapshot, recorded, .. } =
            chosen_of(&finished.judgements, asked.snapshot, asked.name)?;
        let start = rollback::gone_back(&restored.system, &restored.events, recorded);
        let (back_to, recorded) = (BackTo::Snapshot(*snapshot), Some((**recorded).clone()));
        Ok(Self { back_to, recorded, crash: None, start: start.expect("it is whole") })
    }

    /// The events of the run that are after the cut happen again.
    fn repeat_the_run(self, restored: &Restored<P>) -> Again<'_, P> {
        let Restored { system, base, events, .. } = restored;
        // The cut asks for steps alone, and for no snapshot's own events.
        let index = Index::of::<P>(events, 0..0);
        let cut = self.recorded.as_ref().map(|recorded| Cut { events, index: &index, recorded });
        let (life, why) = rollback::go_on(system, &self.start, events, cut.as_ref());
        let ended = || rollback::end_of::<P>(base, events);
        let wrong = why.or_else(|| rollback::difference(system, &life.end, &ended()));
        let verdict = wrong.map_or(Verdict::Holds, |why| Violation::new(why).into());
        let same_end = Check { name: rollback::SAME_END.name, verdict };
        let told = (self.back_to, self.crash);
        Again::judged(system, told, (self.start, life), None, Some(same_end))
    }

    /// The computation goes on by itself, in virtual time.
    fn anew<'b>(
        self,
        system: &'b System<P>,
        (seed, scheduler): (u64, Timed<P>),
        most: u64,
        second_life: &mut SecondLife<P>,
    ) -> Again<'b, P> {
        let life = rollback::run_on(system, scheduler, &self.start, most, second_life);
        let life = life.expect("no schedule is given");
        Again::judged(system, (self.back_to, self.crash), (self.start, life), Some(seed), None)
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

/// What picks the steps of a run that goes on anew, in virtual time.
fn anew<P: Program>(
    saved: &Saved,
    restored: &Restored<P>,
    seed: u64,
    name: &str,
) -> Result<Timed<P>, Failure> {
    let topology = &restored.system.topology;
    let refused = if topology.is_causal() {
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
    Ok(Timed::new(topology, &scenario.timing, seed))
}
