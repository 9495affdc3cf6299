//! *Markers*: one on each channel for each snapshot, and none twice.
//!
//! The paper's rules send exactly one marker along every channel; the message cost of a snapshot is the number of
//! channels.

use sim_core::{ChannelId, Happening};

use super::case::Case;
use super::contract::{Before, Finding, Oracle};
use super::seen::Taken;
use super::verdict::{Claim, Verdict, Violation};
use crate::computation::Computation;
use crate::wanted::Unwanted;
use crate::wire::Carries as _;

/// What it claims.
pub const CLAIM: Claim = Claim { name: "markers", sentence: "one marker on each channel" };

/// The oracle of this claim.
#[derive(Clone, Debug, Default)]
pub struct Markers {
    /// A buffer: how many were sent on each channel.
    counts: Vec<u32>,
}

impl<P: Computation> Oracle<P> for Markers {
    fn claim(&self) -> Claim {
        CLAIM
    }

    fn before_whole(&self) -> Before {
        Before::Violation
    }

    fn say(&self, taken: &Taken<'_, P>) -> Finding {
        taken.control.iter().all(|sent| *sent == 1 || *sent == 0 && !taken.whole).into()
    }

    fn explain(&mut self, case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
        let topology = &case.evidence.system.topology;
        let counts = &mut self.counts;
        counts.clear();
        counts.resize(topology.channels().len(), 0);
        let snapshot = Some(case.evidence.snapshot);
        for own in case.own() {
            let (place, event) = own?;
            if let Happening::Send { channel, body, .. } = &event.what
                && body.control() == snapshot
            {
                counts[channel.index()] += 1;
                if counts[channel.index()] > 1 {
                    let reason = format!("a second marker was sent on {}", topology.channel_name(*channel));
                    let first = first_on(case, *channel)?;
                    return Ok(Violation::new(reason).condemning([place].into_iter().chain(first)).into());
                }
            }
        }
        Ok(match topology.channel_ids().find(|channel| counts[channel.index()] == 0) {
            Some(channel) if case.recorded.is_whole() => {
                Violation::new(format!("no marker was sent on {}", topology.channel_name(channel))).into()
            }
            _ => Verdict::Holds,
        })
    }
}

/// Where the first marker was sent on a channel.
fn first_on<P: Computation>(case: &Case<'_, P>, channel: ChannelId) -> Result<Option<usize>, Unwanted> {
    let snapshot = Some(case.evidence.snapshot);
    for own in case.own() {
        let (place, event) = own?;
        if matches!(&event.what, Happening::Send { channel: on, body, .. } if *on == channel && body.control() == snapshot)
        {
            return Ok(Some(place));
        }
    }
    Ok(None)
}
