//! *Markers*: as many control messages as the law of the algorithm says, where it says so; in Chandy and Lamport's, one marker on each
//! channel for each snapshot.
//!
//! The [law](Law) is data beside this oracle. Whose law is not known is neither right nor wrong here.

use std::collections::{BTreeMap, BTreeSet};

use sim_core::{ChannelId, Happening, ProcessId};

use super::case::Case;
use super::contract::{Before, Finding, Oracle};
use super::law::{Law, Rule};
use super::seen::Taken;
use super::verdict::{Claim, Verdict, Violation};
use crate::algorithm::Recorded;
use crate::computation::Computation;
use crate::wanted::Unwanted;
use crate::wire::{Carries as _, Kind};

/// What it claims.
pub const CLAIM: Claim = Claim { name: "markers", sentence: "one marker on each channel" };

/// What is said of an algorithm whose law is not known.
const NO_LAW: &str = "it is not known how many messages the algorithm should send";

/// The oracle of this claim.
#[derive(Clone, Debug, Default)]
pub struct Markers {
    /// A buffer: where each kind was first sent on each channel.
    first: BTreeMap<(Kind, ChannelId), usize>,
}

impl<P: Computation> Oracle<P> for Markers {
    fn claim(&self) -> Claim {
        CLAIM
    }

    fn before_whole(&self) -> Before {
        Before::Violation
    }

    fn say(&self, taken: &Taken<'_, P>) -> Finding {
        let Some(law) = taken.law else { return Finding::Unknown(NO_LAW.into()) };
        let (channels, whole) = (taken.system.topology.channels(), taken.whole);
        let is_kept = |rule: &Rule| {
            let sent = taken.control.of(rule.kind);
            channels.iter().enumerate().all(|(place, channel)| {
                let sent = sent.get(place).copied().unwrap_or(0);
                let due = rule.due(*channel, taken.initiators);
                sent == due || sent < due && !whole
            })
        };
        let are_known = || taken.control.kinds().all(|kind| law.rule(kind).is_some());
        (law.0.iter().all(is_kept) && are_known()).into()
    }

    fn explain(&mut self, case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
        let Some(law) = case.evidence.law else { return Ok(Verdict::Unknown(NO_LAW.into())) };
        let (topology, initiators) = (&case.evidence.system.topology, initiators(case)?);
        self.first.clear();
        for own in case.own() {
            let (place, event) = own?;
            let Happening::Send { channel, body, .. } = &event.what else { continue };
            let Some(kind) = body.kind() else { continue };
            let ends = topology.channel(*channel);
            let due = law.rule(&kind).map_or(0, |rule| rule.due(ends, &initiators));
            let name = topology.channel_name(*channel);
            if due == 0 {
                let reason = format!("a {kind} was sent on {name}, where there is to be none");
                return Ok(Violation::new(reason).condemning([place]).into());
            }
            let reason = format!("a second {kind} was sent on {name}");
            if let Some(first) = self.first.insert((kind, *channel), place) {
                return Ok(Violation::new(reason).condemning([place, first]).into());
            }
        }
        Ok(self.missing(case, law, &initiators).map_or(Verdict::Holds, Into::into))
    }
}

impl Markers {
    /// What should have been sent for a snapshot that is whole, and was not.
    fn missing<P: Computation>(
        &self,
        case: &Case<'_, P>,
        law: Law,
        initiators: &[ProcessId],
    ) -> Option<Violation> {
        let topology = &case.evidence.system.topology;
        let mut due = law.0.iter().flat_map(|rule| {
            let due = |channel: &ChannelId| rule.due(topology.channel(*channel), initiators) > 0;
            topology.channel_ids().filter(due).map(|channel| (rule.kind, channel))
        });
        let sent = |(kind, channel)| self.first.contains_key(&(Kind::from(kind), channel));
        let (kind, channel) = due.find(|due| !sent(*due)).filter(|_| case.recorded.is_whole())?;
        Some(Violation::new(format!("no {kind} was sent on {}", topology.channel_name(channel))))
    }
}

/// The processes that began of their own accord, with a recording or a message of the algorithm, and not because a message came: of the
/// algorithm, or one before which they recorded.
fn initiators<P: Computation>(case: &Case<'_, P>) -> Result<Vec<ProcessId>, Unwanted> {
    let (events, snapshot) = (case.evidence.events, Some(case.evidence.snapshot));
    let is_control = |place: usize| match &events[case.index.start_of_step(place)].what {
        Happening::Receive { body, .. } => body.control().is_some(),
        _ => false,
    };
    let (mut begun, mut initiators) = (BTreeSet::new(), Vec::new());
    for own in case.own() {
        let (place, event) = own?;
        let before = match &event.what {
            Happening::Send { body, .. } if body.control() == snapshot => false,
            Happening::Observe(Recorded::Process { before, .. }) => *before,
            _ => continue,
        };
        if begun.insert(event.process) && !before && !is_control(place) {
            initiators.push(event.process);
        }
    }
    Ok(initiators)
}
