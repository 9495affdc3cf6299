//! Every schedule under a detector: what is announced is true then, and what is true is announced before nothing can happen any more.
//!
//! A schedule ends where something is announced. One in which a detector asks for ever, and the computation does nothing, has no end, and
//! nothing is said of it: it is not fair.

use explore::{Property, Reached};
use sim_core::{Context, System};

use super::watch::Wrong;
use super::{Announced, Detecting, Detector, Parcel, is_passive};
use crate::computation::Computation;

/// What is claimed of every schedule of a system.
#[derive(Debug)]
pub struct Announcements<'a, P, D>(pub &'a System<Detecting<P, D>>);

type At<'a, P, D> = Reached<'a, Detecting<P, D>, bool>;

impl<P, D> Announcements<'_, P, D>
where
    P: Computation + Sync,
    D: Detector,
{
    fn is_announced(reached: &At<'_, P, D>) -> bool {
        reached.topology().processes().any(|process| *reached.seen(process))
    }

    fn has_terminated(&self, reached: &At<'_, P, D>) -> bool {
        let System { protocol, topology } = self.0;
        let mut messages = reached.channels().flat_map(|channel| channel.iter());
        let under_way = messages.any(|message| matches!(message.body, Parcel::Message(..)));
        !under_way
            && topology.processes().all(|process| {
                let state = &reached.process(process).underlying;
                is_passive(&protocol.underlying, Context { process, topology }, state)
            })
    }
}

impl<P, D> Property<Detecting<P, D>> for Announcements<'_, P, D>
where
    P: Computation + Sync,
    D: Detector,
{
    type Seen = bool;
    type Outcome = ();
    type Violation = Wrong;

    fn observe(&self, _: Context<'_>, seen: &mut bool, _: &Announced) {
        *seen = true;
    }

    fn ends(&self, reached: &At<'_, P, D>) -> bool {
        Self::is_announced(reached)
    }

    fn judge(&self, end: &At<'_, P, D>) -> Result<(), Wrong> {
        match (Self::is_announced(end), self.has_terminated(end)) {
            (false, _) => Err(Wrong::Unannounced),
            (true, false) => Err(Wrong::Untrue),
            (true, true) => Ok(()),
        }
    }
}
