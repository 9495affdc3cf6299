//! What a step shows of the snapshots, sign by sign: what was sent for one, received for it, or recorded.

use sim_core::{Cause, ChannelId, Effect, MessageId, System};

use super::taking::Taking;
use super::{Judge, incidents};
use crate::aim::Aim;
use crate::algorithm::Recorded;
use crate::computation::Computation;
use crate::faults::{Copies, Incident};
use crate::id::SnapshotId;
use crate::layer::StepOver;
use crate::numbers::Names;
use crate::oracle::{Scene, Sign};
use crate::wire::Carries;

impl<P: Computation> Judge<P> {
    /// Takes in what a step did for the snapshots; its effects are the events from this place on, counted from its first.
    pub(super) fn take_in<W: Carries<P::Message>, V: Names>(
        &mut self,
        system: &System<P>,
        step: &StepOver<P, W, V>,
        after: &P::State,
        received: Option<MessageId>,
        effects: usize,
    ) {
        self.watch_stable(system, step);
        self.cross(step);
        let sign = |judge: &mut Self, snapshot, sign: Sign<'_, P>, place| {
            let complete = judge.see(system, snapshot, &sign, (step, place), after);
            judge.complete.extend(complete);
        };
        if let Cause::Receive { channel, message } = &step.cause
            && let Some(snapshot) = message.body.control()
        {
            sign(self, snapshot, Sign::Received(*channel), 0);
        }
        let mut copies = Copies::default();
        for (place, effect) in (effects..).zip(&step.effects) {
            match effect {
                Effect::Send(channel, message) if copies.is_copy() => {
                    let taking = message.body.control().and_then(|snapshot| self.taking(snapshot));
                    taking.into_iter().for_each(|taking| taking.repeats(*channel));
                }
                Effect::Send(channel, message) => {
                    let numbers = message.body.numbers();
                    if let Some((snapshot, kind)) = message.body.control().zip(message.body.kind()) {
                        sign(self, snapshot, Sign::Sent(*channel, &kind), place);
                        let taking = self.taking(snapshot);
                        taking.into_iter().for_each(|taking| taking.costs.numbers_in_control += numbers);
                    } else {
                        self.carried.add(numbers);
                    }
                }
                Effect::Observe(Recorded::Incident(incident)) => {
                    copies.after(incident);
                    self.suffer(system, step.process, incident);
                    let Incident::Lost { channel, message } = &**incident else { continue };
                    if let Some((snapshot, kind)) = message.control().zip(message.kind()) {
                        sign(self, snapshot, Sign::Sent(*channel, &kind), place);
                        self.taking(snapshot).into_iter().for_each(|taking| taking.receives(*channel));
                    } else {
                        self.carried.add(message.numbers());
                    }
                }
                Effect::Observe(recorded) => {
                    let which = |channel, which: V| which.message(channel, received, &self.numbers);
                    let (noted, snapshot) = (recorded.with(which), recorded.snapshot());
                    snapshot.into_iter().for_each(|snapshot| {
                        sign(self, snapshot, Sign::Recorded(&noted), place);
                    });
                }
            }
        }
        self.numbers.step::<P, W, V>(step);
        self.events += effects + step.effects.len();
        self.load.add(self.alone.lanes.in_flight());
        while let Some(slot) = self.complete.pop() {
            let taking = self.takings[slot].as_mut().expect("it has begun");
            taking.costs = taking.costs(&self.load, self.carried);
            self.held_at_end(slot);
            self.incomplete -= 1;
            self.news.complete.push(slot);
        }
    }

    /// A snapshot that has begun.
    fn taking(&mut self, SnapshotId(number): SnapshotId) -> Option<&mut Taking<P>> {
        let slot = number.checked_sub(self.first)?;
        self.takings.get_mut(slot as usize)?.as_deref_mut()
    }

    /// Takes in a sign of a snapshot, at this place of the step; the place of the snapshot, if it is complete with it.
    fn see<W: Carries<P::Message>, V: Names>(
        &mut self,
        system: &System<P>,
        snapshot: SnapshotId,
        sign: &Sign<'_, P>,
        (step, place): (&StepOver<P, W, V>, usize),
        after: &P::State,
    ) -> Option<usize> {
        let (slot, process) = (snapshot.0.checked_sub(self.first)? as usize, step.process);
        if self.takings.get(slot)?.is_none() {
            let spare = self.spare.pop();
            self.takings[slot] = Some(match spare {
                Some(mut taking) => {
                    taking.begin(system);
                    taking
                }
                None => self.begin_taking(system),
            });
            self.begun.push(slot);
            self.begin_line(&system.topology, slot);
            let before = matches!(sign, Sign::Recorded(Recorded::Process { before: true, .. }));
            self.held_at_start(slot, before);
        }
        let Self { alone, load, carried, crossed, takings, events, incidents: went_wrong, .. } = self;
        let taking = takings[slot].as_mut().expect("it has begun");
        let has_recorded = taking.has_recorded(process);
        let before = matches!(sign, Sign::Recorded(Recorded::Process { before: true, .. }));
        let (told, by_itself) = match &alone.before {
            Some((told, by_itself)) if before => (told, by_itself),
            _ => (after, alone.process(process)),
        };
        let scene = Scene { process, has_recorded, told, alone: by_itself };
        taking.show(&scene, sign);
        match sign {
            Sign::Sent(channel, kind) => {
                if !has_recorded && cause_of::<P, W, V>(step, false).is_none() {
                    taking.start(process);
                }
                taking.sends(*channel, kind);
            }
            Sign::Received(channel) => taking.receives(*channel),
            Sign::Recorded(recorded) => {
                if matches!(recorded, Recorded::Process { .. }) && !has_recorded {
                    taking.cut(&system.topology, alone, step, before);
                    incidents::add(&mut taking.astray, &went_wrong.before_cut(process, *events, before));
                    match cause_of::<P, W, V>(step, before) {
                        Some(channel) => taking.join(process, system.topology.channel(channel).source),
                        None => taking.start(process),
                    }
                    if self.aim == Aim::GlobalState {
                        crossed.note(&system.topology, taking, process, slot);
                    }
                }
                let at = (process, step.time, *events + place);
                taking.record(recorded, at, (load, *carried));
            }
        }
        let completes = taking.completes(step.time);
        if matches!(sign, Sign::Recorded(Recorded::Process { .. })) {
            self.carry_on(&system.topology, slot, process);
        }
        completes.then_some(slot)
    }

    /// A snapshot of which nothing is recorded.
    pub(super) fn begin_taking(&self, system: &System<P>) -> Box<Taking<P>> {
        let mut taking = Box::new(Taking::new(self.aim, self.panel(&system.protocol)));
        taking.begin(system);
        taking
    }
}

/// The channel along which the message came that made the process record: one of the algorithm, or one `before` which it did.
fn cause_of<P: Computation, W: Carries<P::Message>, V: Names>(
    step: &StepOver<P, W, V>,
    before: bool,
) -> Option<ChannelId> {
    match &step.cause {
        Cause::Receive { channel, message } if before || message.body.control().is_some() => Some(*channel),
        _ => None,
    }
}
