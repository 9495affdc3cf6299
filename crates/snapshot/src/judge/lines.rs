//! Recovery lines: who takes no new checkpoint stays at the last one that it took, or at the beginning of the run.
//!
//! A line is judged as a cut is: it has a checkpoint of everybody, and each channel is known by how many messages were sent and received before it.

use std::sync::Arc;

use sim_core::{ChannelId, ProcessId, System, Topology};

use super::Judge;
use super::taking::Taking;
use crate::aim::Aim;
use crate::alone::Alone;
use crate::computation::Computation;
use crate::id::SnapshotId;
use crate::recorded::Recording;

impl<P: Computation> Judge<P> {
    /// Before the first step: everybody is at the beginning.
    pub(super) fn begin_lines(&mut self, system: &System<P>) {
        if self.aim == Aim::RecoveryLine {
            let kept = self.beginning.take();
            let mut beginning = kept.unwrap_or_else(|| Box::new(Taking::new(self.aim, Vec::new())));
            beginning.begin(system);
            beginning.stand_at(&self.alone);
            self.beginning = Some(beginning);
        }
    }

    /// What was taken before that at this place: the snapshot with the number before, if it has begun; or the last line that has.
    pub(super) fn before(&self, slot: usize) -> Option<&Taking<P>> {
        match self.aim {
            Aim::GlobalState | Aim::Checkpoints => self.takings.get(slot.checked_sub(1)?)?.as_deref(),
            Aim::RecoveryLine => {
                let begun = self.takings[..slot].iter().rev().find_map(Option::as_deref);
                begun.or(self.beginning.as_deref())
            }
        }
    }

    /// A new line begins as the one before it is.
    pub(super) fn begin_line(&mut self, topology: &Topology, slot: usize) {
        if self.aim == Aim::RecoveryLine
            && let Some(mut taking) = self.takings[slot].take()
        {
            if let Some(earlier) = self.before(slot) {
                topology.processes().for_each(|process| taking.stay(topology, process, earlier));
            }
            self.takings[slot] = Some(taking);
        }
    }

    /// The process has taken a checkpoint for the line at this place, and in later lines it stays there, as long as it takes no other.
    pub(super) fn carry_on(&mut self, topology: &Topology, slot: usize, process: ProcessId) {
        if self.aim != Aim::RecoveryLine {
            return;
        }
        let (taken, later) = self.takings.split_at_mut(slot + 1);
        let Some(Some(taken)) = taken.last() else { return };
        let later = later.iter_mut().flatten().take_while(|later| !later.has_recorded(process));
        later.for_each(|later| later.stay(topology, process, taken));
    }
}

impl<P: Computation> Taking<P> {
    /// Everybody is at the beginning.
    fn stand_at(&mut self, beginning: &Alone<P>) {
        let records = &mut Arc::make_mut(&mut self.recorded).processes;
        for (record, state) in records.iter_mut().zip(&beginning.processes) {
            let (snapshot, state) = (SnapshotId(0), state.clone());
            // Before the first event, whose ever it is.
            record.first = Some(Recording { snapshot, state, time: 0, before: true, event: 0 });
        }
        for (crossing, channel) in self.crossings.iter_mut().zip((0..).map(ChannelId)) {
            (crossing.sent, crossing.received, crossing.came) = (beginning.lanes.sent(channel), 0, 0);
        }
    }

    /// The process stays where it is in an earlier line.
    fn stay(&mut self, topology: &Topology, process: ProcessId, earlier: &Self) {
        let at = process.index();
        let record = &mut Arc::make_mut(&mut self.recorded).processes[at];
        record.first.clone_from(&earlier.recorded.processes[at].first);
        for channel in topology.outgoing(process) {
            self.crossings[channel.index()].sent = earlier.crossings[channel.index()].sent;
        }
        for channel in topology.incoming(process) {
            let earlier = &earlier.crossings[channel.index()];
            let crossing = &mut self.crossings[channel.index()];
            (crossing.received, crossing.came) = (earlier.received, earlier.came);
        }
    }
}
