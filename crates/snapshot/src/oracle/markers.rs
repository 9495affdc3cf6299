//! *Markers*: as many control messages as the law of the algorithm says, where it says so; in Chandy and Lamport's, one marker on each
//! channel for each snapshot.
//!
//! The [law](Law) is data beside this oracle. Whose law is not known is neither right nor wrong here.

use std::collections::{BTreeMap, BTreeSet};

use sim_core::words::counted;
use sim_core::{ChannelId, Happening, ProcessId};

use super::case::Case;
use super::contract::{Before, Finding, Oracle};
use super::due::{Facts, Place, traffic_of};
use super::law::{Law, Rule};
use super::seen::Taken;
use super::verdict::{Claim, Verdict, Violation};
use crate::algorithm::Recorded;
use crate::computation::Computation;
use crate::control::Control;
use crate::wanted::Unwanted;
use crate::wire::{Carries as _, Kind};

/// What it claims; of an algorithm, what [its law says](Law::sentence).
pub const CLAIM: Claim =
    Claim { name: "markers", sentence: "as many messages of the algorithm as it should send" };

/// What is said of an algorithm whose law is not known.
const NO_LAW: &str = "it is not known how many messages the algorithm should send";

/// The oracle of this claim.
#[derive(Clone, Debug, Default)]
pub struct Markers {
    /// A buffer: how many of each kind were sent in each place, and where the first.
    sent: BTreeMap<(Kind, Place), (u64, usize)>,
    /// A buffer: the same by kind and channel.
    control: Control,
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
        let facts = Facts::of(taken, law);
        let are_known = || taken.control.kinds().all(|kind| law.rule(kind).is_some());
        (law.0.iter().all(|rule| facts.are_kept(rule)) && are_known()).into()
    }

    fn explain(&mut self, case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
        let Some(law) = case.evidence.law else { return Ok(Verdict::Unknown(NO_LAW.into())) };
        let (topology, initiators) = (&case.evidence.system.topology, initiators(case)?);
        let sends = sends(case)?;
        self.control.begin(topology.channels().len());
        sends.iter().for_each(|(_, kind, channel)| self.control.add(kind, *channel));
        let facts = Facts {
            topology,
            initiators: &initiators,
            control: &self.control,
            recorded: case.recorded,
            whole: case.recorded.is_whole(),
            traffic: traffic_of(case, law)?,
        };
        self.sent.clear();
        for (at, kind, channel) in sends {
            let rule = law.rule(&kind);
            let place = rule.map_or(Place::On(channel), |rule| Place::of(rule.due, topology, channel));
            let most = rule.map_or(0, |rule| *facts.due(rule.due, place).end());
            let reason = match most {
                0 => format!("a {kind} was sent {}, where there is to be none", place.name(topology)),
                1 => format!("a second {kind} was sent {}", place.name(topology)),
                _ => format!("more than {most} {kind}s were sent {}", place.name(topology)),
            };
            let (sent, first) = self.sent.entry((kind, place)).or_insert((0, at));
            *sent += 1;
            if *sent > most {
                return Ok(Violation::new(reason).condemning([at, *first]).into());
            }
        }
        Ok(missing(&facts, law).map_or(Verdict::Holds, Into::into))
    }
}

/// What should have been sent for a snapshot that is whole, and was not.
fn missing<S: Clone, M: Clone>(facts: &Facts<'_, S, M>, law: Law) -> Option<Violation> {
    let places = |rule: &'static Rule| facts.places(rule.due).into_iter().map(move |place| (rule, place));
    let mut due = law.0.iter().flat_map(places).filter(|_| facts.whole);
    due.find_map(|(rule, place)| {
        let (sent, least) = (facts.sent(rule.kind, place), *facts.due(rule.due, place).start());
        let (kind, name) = (rule.kind, place.name(facts.topology));
        let reason = match sent {
            0 => format!("no {kind} was sent {name}"),
            _ => format!("only {} {name}, and not {least}", were_sent(sent, kind)),
        };
        (sent < least).then(|| Violation::new(reason))
    })
}

/// `1 ack was sent`
fn were_sent(count: u64, kind: &str) -> String {
    format!("{} {} sent", counted(count, kind), if count == 1 { "was" } else { "were" })
}

/// The messages of the algorithm that were sent for the snapshot: where in the trace, of what kind, on which channel.
fn sends<P: Computation>(case: &Case<'_, P>) -> Result<Vec<(usize, Kind, ChannelId)>, Unwanted> {
    let mut sends = Vec::new();
    for own in case.own() {
        let (place, event) = own?;
        if let Happening::Send { channel, body, .. } = &event.what {
            sends.extend(body.kind().map(|kind| (place, kind, *channel)));
        }
    }
    Ok(sends)
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
