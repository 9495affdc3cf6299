//! A saved run as the report that `sim run` would print of it, or as what it recorded: judged on what the file says.

use snapshot::catalog::Visitor;
use snapshot::window::opening;
use snapshot::{Evidence, Judge, Judgement, Offered, Program, SnapshotId, Stopped};
use trace::model::{self, Footer};
use trace::{Ended, Restored, Saved, restore};

use super::no_result;
use crate::Outcome;
use crate::args::{RunFormat, Told};
use crate::failure::Failure;
use crate::interrupt;
use crate::output::Output;
use crate::replay::{delivered, nothing_more};
use crate::report::{Kept, Report};
use crate::scenario::Scenario;
use crate::snap;

/// A saved run of whatever program it is, to be told.
pub(super) struct Judged<'a> {
    pub(super) name: &'a str,
    pub(super) saved: Saved,
    pub(super) told: &'a Told,
    pub(super) output: &'a mut Output,
}

impl Visitor for Judged<'_> {
    type Output = Result<Outcome, Failure>;

    fn visit<P: Program>(self) -> Self::Output {
        let Self { name, saved, told, output } = self;
        let Some(Footer { outcome, .. }) = &saved.footer else {
            return Err(no_result(name, "'sim replay' judges what there is of it"));
        };
        let in_file = |error| Failure::new(format!("cannot read '{name}': {error}"));
        let restored = restore::<P>(&saved.header.config, &saved.events).map_err(in_file)?;
        let Restored { system, mut base, events } = restored;
        if told.format == RunFormat::Snap {
            snap::refuse_several_goods(&system.protocol)?;
        }
        let mut kept = Kept::wanted(told);
        kept.iter_mut().for_each(|kept| events.iter().cloned().for_each(|event| kept.keep(event)));
        let start = opening::<P>(&mut base, &events);
        let evidence = Evidence {
            system: &system,
            snapshot: SnapshotId(1),
            base: &base,
            events: &events[start..],
            offers: Offered::NotSeen,
            over: nothing_more(&saved),
        };
        let snapshots = 1..saved.header.config.snapshots.saturating_add(1);
        let judgements = Judgement::each(&evidence, snapshots, &mut Judge::default(), interrupt::WANTED)?;
        let ended = Ended {
            system: &system,
            base: &base,
            window: evidence.events,
            events_before: start as u64,
            judgements: &judgements,
            stopped: stopped(outcome.stopped),
            end_time: events.last().map_or(0, |event| event.time),
            delivered: delivered::<P>(&events),
            in_flight: Vec::new(),
            schedule: outcome.schedule.clone(),
        };
        if told.format == RunFormat::Snap {
            return snap::write(&ended, output);
        }
        let (scenario, seed) = Scenario::from_config(&saved.header.config, name)?;
        let prepared = scenario.prepare::<P>()?;
        Report::new(&prepared, seed, &ended, &told.look).drawing(kept.as_ref()).write(output)?;
        Ok(ended.verdict().into())
    }
}

const fn stopped(stopped: model::Stopped) -> Stopped {
    match stopped {
        model::Stopped::SnapshotComplete => Stopped::SnapshotComplete,
        model::Stopped::MaxEvents => Stopped::MaxEvents,
        model::Stopped::MaxMemory => Stopped::MaxMemory,
        model::Stopped::Quiescent => Stopped::Quiescent,
        model::Stopped::OutOfTime => Stopped::OutOfTime,
    }
}
