//! A crash, and what it costs to go back: all processes begin again in the last snapshot that was complete by then, or at the beginning; where each took
//! checkpoints when it liked, in the last [recovery line](super::lines).
//!
//! What was done after the cut was done in vain, and is done again. What others outside may see, an *output*, can not be taken back: so it waits
//! until a complete snapshot has its step before the cut (output commit; Elnozahy, Alvisi, Wang and Johnson 2002). Every step that a
//! process takes of its own accord counts as one.

use std::borrow::Cow;

use sim_core::{Happening, System, VirtualTime};

use super::back_to::{BackTo, OwnCheckpoint};
use super::lines::lines;
use super::start::gone_back;
use crate::aim::Aim;
use crate::algorithm::Recorded;
use crate::computation::{Computation, Underlying};
use crate::computation_event::ComputationEvent;
use crate::cut::Cut;
use crate::id::SnapshotId;
use crate::index::Index;
use crate::log::LogEvent;
use crate::oracle::{Claim, Verdict, Violation};
use crate::recorded::{RecordedGlobalState, RecordedOf};
use crate::rerun;

/// What has left is not taken back.
pub const OUTPUTS: Claim = Claim { name: "outputs", sentence: "no output that has left is done in vain" };

/// A run with its snapshots, in the order of their numbers: what was recorded is known by its places in the events.
#[derive(Debug)]
pub struct Checkpointed<'a, P: Computation> {
    system: &'a System<P>,
    base: &'a Underlying<P>,
    events: &'a [LogEvent<P>],
    index: Index,
    /// Whether each process took checkpoints when it liked.
    alone: bool,
    /// Those that are complete; if each was alone, its recovery lines.
    snapshots: Vec<Checkpoint<'a, P>>,
    /// The steps of the computation.
    steps: Vec<Step>,
}

/// A complete snapshot.
#[derive(Debug)]
struct Checkpoint<'a, P: Computation> {
    snapshot: SnapshotId,
    recorded: Cow<'a, RecordedOf<P>>,
    /// The event that completed it.
    completed: usize,
}

/// A step of the computation.
#[derive(Debug)]
struct Step {
    /// Its first event.
    place: usize,
    time: VirtualTime,
    sent: u64,
    is_output: bool,
}

/// What a crash costs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Loss {
    /// Where all go back to.
    pub back_to: BackTo,
    /// How many steps were done in vain.
    pub steps: u64,
    /// How many messages were sent in them.
    pub messages: u64,
    /// How long before the crash the first of them was done.
    pub ticks: VirtualTime,
    /// What came of the outputs until then.
    pub outputs: Outputs,
}

/// What came of the outputs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Outputs {
    /// How many have left.
    pub left: u64,
    /// For how long these had to wait, all added up.
    pub waited: VirtualTime,
    /// The longest of these times.
    pub longest: VirtualTime,
    /// How many are held back.
    pub held: u64,
    /// How many have left and are done in vain.
    pub undone: u64,
}

/// What a crash costs, whenever it comes: after each step of the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AnyMoment {
    /// After how many steps.
    pub moments: u64,
    /// The steps in vain, of all these added up.
    pub steps: u64,
    /// The most.
    pub most: u64,
}

impl<'a, P: Computation> Checkpointed<'a, P> {
    /// A run from this state on, with what was recorded in it for each snapshot.
    pub fn new(
        (system, base): (&'a System<P>, &'a Underlying<P>),
        events: &'a [LogEvent<P>],
        recorded: impl IntoIterator<Item = (SnapshotId, &'a RecordedOf<P>)>,
    ) -> Self {
        let recorded: Vec<_> =
            recorded.into_iter().map(|(snapshot, recorded)| (snapshot, Cow::Borrowed(recorded))).collect();
        let alone = recorded.iter().any(|(_, recorded)| recorded.aim == Aim::Checkpoints);
        let recorded = match alone {
            false => recorded,
            true => {
                (1..).map(SnapshotId).zip(lines(system, base, events).into_iter().map(Cow::Owned)).collect()
            }
        };
        let complete = |(snapshot, recorded): (SnapshotId, Cow<'a, RecordedOf<P>>)| {
            let completed = completed(&recorded)?;
            Some(Checkpoint { snapshot, recorded, completed })
        };
        let snapshots: Vec<_> = recorded.into_iter().filter_map(complete).collect();
        let last = snapshots.iter().map(|checkpoint| checkpoint.snapshot.0).max().unwrap_or(0);
        let index = Index::of::<P>(events, 1..last.saturating_add(1));
        Self { system, base, events, index, alone, snapshots, steps: steps(system, events) }
    }

    /// What was recorded where all go back to, but for the beginning.
    #[must_use]
    pub fn recorded(&self, back_to: BackTo) -> Option<&RecordedOf<P>> {
        let (BackTo::Snapshot(wanted) | BackTo::Line(wanted)) = back_to else { return None };
        let found = self.snapshots.iter().find(|checkpoint| checkpoint.snapshot == wanted);
        found.map(|checkpoint| &*checkpoint.recorded)
    }

    /// The state in which all begin again.
    #[must_use]
    pub fn start(&self, back_to: BackTo) -> Underlying<P> {
        let recorded = self.recorded(back_to);
        let start = recorded.and_then(|recorded| gone_back(self.system, self.events, recorded));
        start.unwrap_or_else(|| self.base.clone())
    }

    /// If each took checkpoints when it liked: of each process the one to which it goes back after so many events.
    #[must_use]
    pub fn own_checkpoints(&self, back_to: BackTo, events: usize) -> Option<Vec<OwnCheckpoint>> {
        if !self.alone {
            return None;
        }
        let mut own = vec![OwnCheckpoint::default(); self.base.processes.len()];
        for event in &self.events[..events] {
            let taken = matches!(event.what, Happening::Observe(Recorded::Process { .. }));
            own[event.process.index()].newest += u32::from(taken);
        }
        let records = self.recorded(back_to).into_iter().flat_map(|recorded| &recorded.processes);
        for (own, record) in own.iter_mut().zip(records) {
            own.at = record.first.as_ref().map_or(0, |first| first.snapshot.0);
        }
        Some(own)
    }

    /// What a crash costs after so many events.
    #[must_use]
    pub fn loss(&self, events: usize, time: VirtualTime) -> Loss {
        let last = self.last_complete(events);
        let mut loss =
            Loss { back_to: last.map_or(BackTo::Beginning, |last| self.called(last)), ..Loss::default() };
        for step in self.steps.iter().take_while(|step| step.place < events) {
            let in_vain = last.is_none_or(|last| !self.has_before(last, step));
            if in_vain {
                loss.steps += 1;
                loss.messages += step.sent;
                loss.ticks = loss.ticks.max(time.saturating_sub(step.time));
            }
            if step.is_output {
                self.output(step, events, in_vain, &mut loss.outputs);
            }
        }
        loss
    }

    const fn called(&self, checkpoint: &Checkpoint<'a, P>) -> BackTo {
        if self.alone { BackTo::Line(checkpoint.snapshot) } else { BackTo::Snapshot(checkpoint.snapshot) }
    }

    fn output(&self, step: &Step, events: usize, in_vain: bool, outputs: &mut Outputs) {
        let commits = self.snapshots.iter().filter(|checkpoint| self.has_before(checkpoint, step));
        let left =
            commits.map(|checkpoint| checkpoint.completed).min().filter(|completed| *completed < events);
        let Some(completed) = left else {
            outputs.held += 1;
            return;
        };
        let waited = self.events[completed].time.saturating_sub(step.time);
        outputs.left += 1;
        outputs.waited = outputs.waited.saturating_add(waited);
        outputs.longest = outputs.longest.max(waited);
        outputs.undone += u64::from(in_vain);
    }

    /// What a crash costs in steps, whenever it comes.
    #[must_use]
    pub fn at_any_moment(&self) -> AnyMoment {
        let (mut all, mut back_to, mut in_vain) = (AnyMoment::default(), None, 0);
        for (done, step) in (1..).zip(&self.steps) {
            let last = self.last_complete(step.place + 1);
            let number = last.map(|last| last.snapshot);
            let is_lost = |step: &&Step| last.is_none_or(|last| !self.has_before(last, step));
            if number == back_to {
                in_vain += u64::from(is_lost(&step));
            } else {
                back_to = number;
                in_vain = self.steps[..done].iter().filter(is_lost).count() as u64;
            }
            all.moments += 1;
            all.steps += in_vain;
            all.most = all.most.max(in_vain);
        }
        all
    }

    /// The snapshot to which all go back after so many events.
    fn last_complete(&self, events: usize) -> Option<&Checkpoint<'a, P>> {
        self.snapshots.iter().rev().find(|checkpoint| checkpoint.completed < events)
    }

    fn has_before(&self, checkpoint: &Checkpoint<'a, P>, step: &Step) -> bool {
        let cut: Cut<'_, P> = Cut { events: self.events, index: &self.index, recorded: &checkpoint.recorded };
        cut.is_prerecording(step.place)
    }
}

impl Outputs {
    /// Whether what has left is not taken back.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.undone {
            0 => Verdict::Holds,
            undone => {
                let outputs = sim_core::words::counted(undone, "output");
                Violation::new(format!(
                    "{outputs} left and done in vain: the snapshot gone back to is before"
                ))
                .into()
            }
        }
    }
}

/// The event that completed what was recorded.
fn completed<S, M>(recorded: &RecordedGlobalState<S, M>) -> Option<usize>
where
    S: Clone,
    M: Clone,
{
    if !recorded.is_whole() {
        return None;
    }
    let states = recorded.processes.iter().filter(|process| process.times > 0);
    let states = states.flat_map(|process| {
        process.first.as_ref().map(|first| first.event).into_iter().chain(process.permanent)
    });
    states.chain(recorded.channels.iter().filter_map(|channel| channel.closed)).max()
}

fn steps<P: Computation>(system: &System<P>, events: &[LogEvent<P>]) -> Vec<Step> {
    let mut place = 0;
    let step = |step: &[LogEvent<P>]| {
        let first = place;
        place += step.len();
        let event = ComputationEvent::of(&system.protocol, step)?;
        let is_output = matches!(step[0].what, Happening::Internal { .. });
        Some(Step { place: first, time: step[0].time, sent: event.sent.len() as u64, is_output })
    };
    rerun::steps::<P>(events).filter_map(step).collect()
}
