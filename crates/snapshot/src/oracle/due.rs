//! How many control messages are due in a run by the [law](Law) of its algorithm, worked out from what an oracle itself sees: who started,
//! what was recorded in which channel, which channels the computation used.

use std::ops::RangeInclusive;

use sim_core::{Channel, ChannelId, Happening, ProcessId, Topology};

use super::case::{Case, Evidence};
use super::law::{Due, Law, Rule};
use super::seen::Taken;
use crate::computation::Computation;
use crate::control::Control;
use crate::crossing::{Crossing, NOT_YET};
use crate::cut::Cut;
use crate::id::SnapshotId;
use crate::recorded::RecordedGlobalState;
use crate::wanted::Unwanted;
use crate::wire::Carries as _;

/// What the computation sent on a channel around its sender's recording.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Traffic {
    /// Whether it sent something since the sender recorded for the snapshot before; nobody knows, of the first one, if nobody saw it.
    pub(super) before: Option<bool>,
    /// Whether it sent something after this recording, and up to the next.
    pub(super) after: bool,
}

/// Where messages of a kind are counted together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Place {
    On(ChannelId),
    To(ProcessId),
    From(ProcessId),
}

impl Place {
    /// Of messages for which this is due, where one on this channel is counted.
    pub(super) fn of(due: Due, topology: &Topology, channel: ChannelId) -> Self {
        match due {
            Due::ToOthers => Self::To(topology.channel(channel).target),
            Due::FromOthers => Self::From(topology.channel(channel).source),
            _ => Self::On(channel),
        }
    }

    /// `on P->Q`, `to Q`
    pub(super) fn name(self, topology: &Topology) -> String {
        match self {
            Self::On(channel) => format!("on {}", topology.channel_name(channel)),
            Self::To(process) => format!("to {}", topology.name(process)),
            Self::From(process) => format!("from {}", topology.name(process)),
        }
    }
}

/// What decides how many are due.
#[derive(Debug)]
pub(super) struct Facts<'a, S, M> {
    pub(super) topology: &'a Topology,
    pub(super) initiators: &'a [ProcessId],
    /// What was sent.
    pub(super) control: &'a Control,
    pub(super) recorded: &'a RecordedGlobalState<S, M>,
    pub(super) whole: bool,
    /// By channel; empty, where the law does not ask for it.
    pub(super) traffic: Vec<Traffic>,
}

impl<'a, S: Clone, M: Clone> Facts<'a, S, M> {
    /// What there is to see in the end.
    pub(super) fn of<P: Computation<State = S, Message = M>>(taken: &'a Taken<'_, P>, law: Law) -> Self {
        Self {
            topology: &taken.system.topology,
            initiators: taken.initiators,
            control: taken.control,
            recorded: taken.recorded,
            whole: taken.whole,
            traffic: if law.asks_traffic() { traffic(taken) } else { Vec::new() },
        }
    }

    /// Whether a rule is kept; of what is not whole, whether there are not too many.
    pub(super) fn are_kept(&self, rule: &Rule) -> bool {
        let is_kept = |place| {
            let (sent, due) = (self.sent(rule.kind, place), self.due(rule.due, place));
            sent <= *due.end() && (!self.whole || sent >= *due.start())
        };
        match rule.due {
            Due::ToOthers => self.topology.processes().all(|process| is_kept(Place::To(process))),
            Due::FromOthers => self.topology.processes().all(|process| is_kept(Place::From(process))),
            _ => self.topology.channel_ids().all(|channel| is_kept(Place::On(channel))),
        }
    }

    /// All places in which messages are counted for which this is due.
    pub(super) fn places(&self, due: Due) -> Vec<Place> {
        let mut places: Vec<_> =
            self.topology.channel_ids().map(|channel| Place::of(due, self.topology, channel)).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// How many of a kind were sent.
    pub(super) fn sent(&self, kind: &str, place: Place) -> u64 {
        let sent = self.control.of(kind);
        let on = |channel: ChannelId| sent.get(channel.index()).copied().map_or(0, u64::from);
        match place {
            Place::On(channel) => on(channel),
            Place::To(process) => self.topology.incoming(process).iter().copied().map(on).sum(),
            Place::From(process) => self.topology.outgoing(process).map(on).sum(),
        }
    }

    /// How many are due: from so many to so many.
    pub(super) fn due(&self, due: Due, place: Place) -> RangeInclusive<u64> {
        let starts = |process| self.initiators.contains(&process);
        match place {
            Place::To(process) | Place::From(process) => exactly(u64::from(!starts(process))),
            Place::On(channel) => {
                let Channel { source, target, .. } = self.topology.channel(channel);
                match due {
                    Due::Each => exactly(1),
                    Due::FromInitiator => exactly(u64::from(starts(source))),
                    Due::ToInitiator => exactly(u64::from(starts(target))),
                    Due::BetweenInitiators => 0..=u64::from(starts(source) && starts(target)),
                    Due::Used => self.traffic[channel.index()].before.map_or(0..=1, |it| exactly(it.into())),
                    Due::Unless(kind) => {
                        let is_due = self.traffic[channel.index()].after && self.sent(kind, place) == 0;
                        exactly(is_due.into())
                    }
                    Due::Answers(kind) => {
                        let back = self.topology.between(target, source);
                        exactly(back.map_or(0, |back| self.sent(kind, Place::On(back))))
                    }
                    Due::Forwards if starts(target) => self.forwards(source),
                    Due::Forwards => exactly(0),
                    // Of the others it is not asked on a channel.
                    Due::AtMostOne | Due::ToOthers | Due::FromOthers => 0..=1,
                }
            }
        }
    }

    /// As many as were recorded in the channels to a process. Who forwards them may be ahead of who records them.
    fn forwards(&self, process: ProcessId) -> RangeInclusive<u64> {
        let channels = self.topology.incoming(process).iter();
        let recorded = channels.map(|channel| self.recorded.channels[channel.index()].messages.len() as u64);
        let recorded = recorded.sum();
        recorded..=if self.whole { recorded } else { u64::MAX }
    }
}

fn exactly(count: u64) -> RangeInclusive<u64> {
    count..=count
}

/// What the computation sent around the recordings, of a run that was seen as it went.
fn traffic<P: Computation>(taken: &Taken<'_, P>) -> Vec<Traffic> {
    let up_to = |crossings: Option<&[Crossing<P::Message>]>, channel: ChannelId| {
        crossings.map(|crossings| crossings[channel.index()].sent).filter(|sent| *sent != NOT_YET)
    };
    let of_channel = |channel| {
        let Some(sent) = up_to(Some(taken.crossings), channel) else { return Traffic::default() };
        let later = up_to(taken.later, channel).unwrap_or_else(|| taken.alone.lanes.sent(channel));
        let before = match up_to(taken.earlier, channel) {
            Some(earlier) => Some(earlier < sent),
            None => (sent > 0).then_some(true),
        };
        Traffic { before, after: sent < later }
    };
    taken.system.topology.channel_ids().map(of_channel).collect()
}

/// The same, told from the events of the window.
pub(super) fn traffic_of<P: Computation>(case: &Case<'_, P>, law: Law) -> Result<Vec<Traffic>, Unwanted> {
    if !law.asks_traffic() {
        return Ok(Vec::new());
    }
    let (Evidence { system, snapshot, base, events, .. }, index) = (case.evidence, case.index);
    let topology = &system.topology;
    let number = snapshot.0;
    let [earlier, later] = [number.saturating_sub(1), number.saturating_add(1)]
        .map(|number| RecordedGlobalState::assemble::<P>(topology, events, SnapshotId(number)));
    let has_recorded = |process: ProcessId| earlier.processes[process.index()].first.is_some();
    let mut traffic: Vec<_> = topology
        .channel_ids()
        .zip(&base.channels)
        .map(|(channel, held)| match has_recorded(topology.channel(channel).source) {
            true => Traffic { before: Some(false), after: false },
            false => Traffic { before: (!held.is_empty()).then_some(true), after: false },
        })
        .collect();
    let cut = |recorded| Cut::<P> { events, index, recorded };
    let (earlier_cut, later_cut) = (cut(&earlier), cut(&later));
    for sent in case.wanted.each(events.iter().enumerate()) {
        let (place, event) = sent?;
        let Happening::Send { channel, body, .. } = &event.what else { continue };
        if body.message().is_none() {
            continue;
        }
        let of_channel = &mut traffic[channel.index()];
        if case.cut.is_prerecording(place) {
            if !has_recorded(event.process) || !earlier_cut.is_prerecording(place) {
                of_channel.before = Some(true);
            }
        } else {
            of_channel.after |= later_cut.is_prerecording(place);
        }
    }
    Ok(traffic)
}
