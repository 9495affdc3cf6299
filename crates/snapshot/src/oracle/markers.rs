//! *Markers*: as many control messages as the law of the algorithm says, where it says so; in Chandy and Lamport's, one marker on each
//! channel for each snapshot.
//!
//! The [law](super::Law) is data beside this oracle, and counting is the same for a snapshot of which only numbers are kept and for one whose
//! events are. Whose law is not known is neither right nor wrong here.

use std::collections::{BTreeMap, BTreeSet};

use sim_core::words::with_article;
use sim_core::{ChannelId, ProcessId};

use super::case::Case;
use super::contract::{Before, Finding, Oracle};
use super::count::{Breach, Counted, Used, breaches};
use super::law::{Law, On};
use super::seen::Taken;
use super::verdict::{Claim, Verdict, Violation};
use super::went_wrong;
use crate::computation::Computation;
use crate::crossing::NOT_YET;
use crate::wanted::Unwanted;
use crate::wire::{Carries as _, Kind};

mod uses;

/// What it claims.
pub const CLAIM: Claim = Claim { name: "markers", sentence: "as many control messages as there should be" };

/// What is said of an algorithm whose law is not known.
const NO_LAW: &str = "it is not known how many messages the algorithm should send";

/// The oracle of this claim.
#[derive(Clone, Copy, Debug, Default)]
pub struct Markers;

impl<P: Computation> Oracle<P> for Markers {
    fn claim(&self) -> Claim {
        CLAIM
    }

    fn before_whole(&self) -> Before {
        Before::Violation
    }

    fn say(&self, taken: &Taken<'_, P>) -> Finding {
        let Some(law) = taken.law.filter(Law::tells) else { return Finding::Unknown(NO_LAW.into()) };
        breaches(law, &taken.system.topology, taken, taken.whole).next().is_none().into()
    }

    fn explain(&mut self, case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
        let Some(law) = case.evidence.law.filter(Law::tells) else {
            return Ok(Verdict::Unknown(NO_LAW.into()));
        };
        let (topology, whole) = (&case.evidence.system.topology, case.recorded.is_whole());
        let told = Told::of(case, law)?;
        let breaches = breaches(law, topology, &told, whole).map(|breach| told.why(case, breach));
        // What was sent and should not have been comes before what is missing, and the first before the others.
        let first = breaches.min_by_key(|why| why.events.first().copied().unwrap_or(usize::MAX));
        let Some(first) = first else { return Ok(Verdict::Holds) };
        Ok(went_wrong::with(case, first, |_, incident| went_wrong::is_of_snapshot(case, incident)).into())
    }
}

impl<P: Computation> Counted for Taken<'_, P> {
    fn sent(&self, kind: &str, channel: ChannelId) -> u32 {
        self.control.of(kind).get(channel.index()).copied().unwrap_or(0)
    }

    fn kinds(&self) -> impl Iterator<Item = Kind> {
        self.control.kinds().map(|kind| kind.to_string().into())
    }

    fn initiators(&self) -> &[ProcessId] {
        self.initiators
    }

    fn recorded(&self, channel: ChannelId) -> u64 {
        self.recorded.channels[channel.index()].messages.len() as u64
    }

    fn used(&self, channel: ChannelId) -> Used {
        let lane = self.alone.lanes.sent(channel);
        let up_to = |sent: u64| if sent == NOT_YET { lane } else { sent };
        let now = up_to(self.crossings[channel.index()].sent);
        // Whose source did not record for the snapshot before has sent all of it since.
        let previous = self.previous.map(|all| all[channel.index()].sent).filter(|sent| *sent != NOT_YET);
        let before = previous.map(|sent| now > sent);
        let next = self.next.map_or(lane, |all| up_to(all[channel.index()].sent));
        // Then, as of the first snapshot of a window, it is known only if it was used.
        Used { before: before.or((now > 0).then_some(true)), after: next > now }
    }

    fn processes(&self) -> usize {
        self.recorded.processes.iter().filter(|record| record.times > 0).count()
    }

    fn received(&self, channel: ChannelId) -> bool {
        let target = self.system.topology.channel(channel).target;
        self.recorded.processes[target.index()].times > 0
            && self
                .previous
                .is_some_and(|previous| self.crossings[channel.index()].came > previous[channel.index()].came)
    }
}

/// What the events tell.
struct Told {
    /// Where each kind was sent on each channel.
    sent: BTreeMap<(Kind, ChannelId), Vec<usize>>,
    initiators: Vec<ProcessId>,
    /// By channel: how many messages were recorded in it.
    recorded: Vec<u64>,
    /// By channel; none, if the law does not go by it.
    used: Vec<Used>,
    /// How many processes recorded.
    processes: usize,
    /// By channel: whether its target recorded, and had received something on it since it last had; none, if the law does not go by it.
    received: Vec<bool>,
}

impl Counted for Told {
    fn sent(&self, kind: &str, channel: ChannelId) -> u32 {
        let places = self.sent.get(&(kind.to_string().into(), channel)).map_or(0, Vec::len);
        u32::try_from(places).unwrap_or(u32::MAX)
    }

    fn kinds(&self) -> impl Iterator<Item = Kind> {
        let kinds: BTreeSet<_> = self.sent.keys().map(|(kind, _)| kind.clone()).collect();
        kinds.into_iter()
    }

    fn initiators(&self) -> &[ProcessId] {
        &self.initiators
    }

    fn recorded(&self, channel: ChannelId) -> u64 {
        self.recorded[channel.index()]
    }

    fn used(&self, channel: ChannelId) -> Used {
        self.used[channel.index()]
    }

    fn processes(&self) -> usize {
        self.processes
    }

    fn received(&self, channel: ChannelId) -> bool {
        self.received[channel.index()]
    }
}

impl Told {
    fn of<P: Computation>(case: &Case<'_, P>, law: Law) -> Result<Self, Unwanted> {
        let mut sent: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for its in case.sent() {
            let (place, channel, body) = its?;
            if let Some(kind) = body.kind() {
                sent.entry((kind, channel)).or_default().push(place);
            }
        }
        let goes_by_use = law
            .rules
            .unwrap_or_default()
            .iter()
            .any(|rule| matches!(rule.on, On::Used | On::UsedAfter(_) | On::ToCohort));
        let (used, received) = if goes_by_use { uses::of(case)? } else { Default::default() };
        let processes = case.recorded.processes.iter().filter(|record| record.times > 0).count();
        let recorded = case.recorded.channels.iter().map(|channel| channel.messages.len() as u64).collect();
        Ok(Self { sent, initiators: case.initiators()?, recorded, used, processes, received })
    }

    /// The events that break the law, and how.
    fn why<P: Computation>(&self, case: &Case<'_, P>, breach: Breach) -> Violation {
        let name = |channel| case.evidence.system.topology.channel_name(channel);
        let places = |kind: &str, channel: Option<ChannelId>| {
            let its = self
                .sent
                .iter()
                .filter(move |((sent, on), _)| sent == kind && channel.is_none_or(|channel| channel == *on));
            its.flat_map(|(_, places)| places).copied().collect::<Vec<_>>()
        };
        match breach {
            Breach::Unknown(kind) => {
                let its = self.sent.iter().filter(|((sent, _), _)| *sent == kind);
                let first = its.map(|((_, channel), places)| (places[0], *channel)).min();
                let (place, channel) = first.expect("one was sent");
                let reason = format!(
                    "{} was sent on {}, where there is to be none",
                    with_article(&kind),
                    name(channel)
                );
                Violation::new(reason).condemning([place])
            }
            Breach::On { kind, channel, sent: 0, .. } => {
                Violation::new(format!("no {kind} was sent on {}", name(channel)))
            }
            Breach::On { kind, channel, most: 0, .. } => {
                let reason = format!(
                    "{} was sent on {}, where there is to be none",
                    with_article(kind),
                    name(channel)
                );
                Violation::new(reason).condemning(places(kind, Some(channel)).into_iter().take(1))
            }
            Breach::On { kind, channel, .. } => {
                let reason = format!("a second {kind} was sent on {}", name(channel));
                Violation::new(reason).condemning(places(kind, Some(channel)).into_iter().rev())
            }
            Breach::InAll { kind, sent, due } => {
                let reason = format!("of the kind '{kind}' {sent} were sent, and there are to be {due}");
                Violation::new(reason).condemning(places(kind, None))
            }
        }
    }
}
