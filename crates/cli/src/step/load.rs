//! Where the run comes from: a file, or a run that is made now, of which only what can be shown is kept.

use std::collections::{BTreeMap, BTreeSet};

use draw::view::Limits;
use draw::{Extent, words};
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Visitor;
use snapshot::{LogEvent, Program};
use trace::Saved;
use trace::model::{Event, What};
use trace::write::Recorder;

use super::initial::Initial;
use crate::args::StepArgs;
use crate::drive::{Keep, Watching};
use crate::failure::Failure;
use crate::input::load_run;
use crate::interrupt;
use crate::one_run::Runs;
use crate::progress::Progress;
use crate::run;
use crate::scenario::Scenario;

/// As many events and processes as can be stepped through without lag.
pub(super) const LIMITS: Limits = Limits { events: 100_000, processes: 4096 };

/// The run that is stepped through, and what its processes began with.
pub(super) fn saved(args: &StepArgs, extent: &Extent) -> Result<(Saved, Initial), Failure> {
    if let Some(file) = &args.file {
        return Ok((load_run(file)?, Initial::default()));
    }
    let (scenario, seed) = Scenario::with_seed(&args.scenario)?;
    interrupt::listen();
    made(&scenario, seed, extent)
}

/// A run that is made now.
pub(super) fn made(scenario: &Scenario, seed: u64, extent: &Extent) -> Result<(Saved, Initial), Failure> {
    scenario.visit(Record { scenario, seed, extent })
}

/// Runs whatever program it is, and keeps of it what can be shown.
struct Record<'a> {
    scenario: &'a Scenario,
    seed: u64,
    extent: &'a Extent,
}

impl Visitor for Record<'_> {
    type Output = Result<(Saved, Initial), Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let prepared = self.scenario.prepare::<P, A>(&algorithm)?;
        self.record(&prepared)
    }
}

impl Record<'_> {
    fn record<P: Program>(self, prepared: &dyn Runs<P>) -> <Self as Visitor>::Output {
        let mut kept = Kept::new(self.extent, LIMITS.events);
        let mut recorder = Recorder::new(prepared.system(), |event| kept.push(event));
        let mut record = |step: &[LogEvent<P>]| recorder.step(step);
        let (watching, progress) = (Watching::Events(&mut record), Progress::counting("events"));
        let finished = run::finish(prepared, self.seed, Keep::Events, watching, &progress, &|| false)?;
        let digest = recorder.digest();
        let footer = Some(finished.footer(digest));
        let saved =
            Saved { header: self.scenario.header(self.seed), events: kept.events, footer, foreign: None };
        Ok((saved, Initial::of(prepared.system())))
    }
}

/// The events of a run that an extent of it may need.
///
/// What comes long before the extent is kept only as far as it matters there: the last state of each process, the
/// messages that are still under way, and what was recorded.
struct Kept<'a> {
    extent: &'a Extent,
    most: usize,
    begun: bool,
    events: Vec<Event>,
}

impl<'a> Kept<'a> {
    const fn new(extent: &'a Extent, most: usize) -> Self {
        Self { extent, most, begun: false, events: Vec::new() }
    }

    fn push(&mut self, event: Event) {
        self.begun |= match self.extent {
            Extent::Events(numbers) => numbers.start <= event.seq,
            Extent::All | Extent::Snapshot => matches!(event.what, What::Record { .. }),
        };
        let full = self.events.len() >= 3 * self.most;
        if full && !self.begun {
            self.condense();
        }
        if !(full && self.begun) {
            self.events.push(event);
        }
    }

    /// Of all but the last events, leaves what matters later.
    fn condense(&mut self) {
        let old = self.events.len().saturating_sub(self.most);
        let mut last_state: BTreeMap<&str, u64> = BTreeMap::new();
        let mut under_way: BTreeSet<u64> = BTreeSet::new();
        for event in &self.events[..old] {
            match &event.what {
                What::Send { msg, .. } => drop(under_way.insert(*msg)),
                What::Recv { msg, .. } => drop(under_way.remove(msg)),
                _ => {}
            }
            if words::state_of(&event.what).is_some() {
                last_state.insert(&event.proc, event.seq);
            }
        }
        let states: BTreeSet<u64> = last_state.into_values().collect();
        let matters = |event: &Event| match &event.what {
            What::Send { msg, .. } => under_way.contains(msg),
            _ => states.contains(&event.seq),
        };
        let mut place = 0..;
        self.events.retain(|event| place.next().is_some_and(|place| old <= place) || matters(event));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use draw::view::View;

    const EXERCISE: &str = include_str!("../../../draw/tests/fixtures/exercise.json");

    /// What a view shows of a run of which only so many events were kept.
    fn shown(extent: &Extent, most: usize) -> (Vec<u64>, Vec<String>, Vec<u64>, usize) {
        let mut saved = trace::read(EXERCISE).unwrap();
        let mut kept = Kept::new(extent, most);
        saved.events.into_iter().for_each(|event| kept.push(event));
        saved.events = kept.events;
        let view = View::new(&saved, extent, Limits { events: most, processes: 9 });
        let base =
            view.base.iter().map(|held| held.as_deref().map_or_else(String::new, words::state_and_hold));
        let messages = view.messages.iter().map(|message| message.id).collect();
        let events = view.events.iter().map(|shown| shown.event.seq).collect();
        (events, base.collect(), messages, saved.events.len())
    }

    #[test]
    fn a_long_run_is_shown_as_if_all_of_it_had_been_kept() {
        for extent in [Extent::Snapshot, Extent::Events(300..320)] {
            let (events, base, messages, kept) = shown(&extent, 40);
            let (all_events, all_base, all_messages, all) = shown(&extent, 10_000);
            assert_eq!((events, base, messages), (all_events, all_base, all_messages), "{extent}");
            assert!(kept <= 3 * 40 && kept < all, "{kept} of {all} were kept");
        }
    }
}
