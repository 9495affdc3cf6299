//! The state in which all begin again.

use sim_core::{Envelope, Happening, MessageId, System};

use crate::aim::Aim;
use crate::computation::{Computation, Underlying};
use crate::cut::Cut;
use crate::index::Index;
use crate::log::LogEvent;
use crate::recorded::RecordedOf;
use crate::wire::Carries as _;

/// What was in flight across the cut, by channel, in the order of sending.
pub(super) fn across<P: Computation>(
    System { topology, .. }: &System<P>,
    cut: &Cut<'_, P>,
) -> Vec<Vec<Envelope<P::Message, MessageId>>> {
    let mut in_flight: Vec<Vec<_>> = topology.channel_ids().map(|_| Vec::new()).collect();
    for (_, event) in cut.events.iter().enumerate().filter(|(place, _)| cut.is_prerecording(*place)) {
        match &event.what {
            Happening::Send { channel, message, body } => {
                let sent = body.message().map(|body| Envelope { id: *message, body: body.clone() });
                in_flight[channel.index()].extend(sent);
            }
            Happening::Receive { channel, message, .. } => {
                in_flight[channel.index()].retain(|waiting| waiting.id != *message);
            }
            _ => {}
        }
    }
    in_flight
}

/// The state in which all begin again: S\*, if all of it is recorded. A recovery line has no channels: its senders have kept what
/// crosses it, and send that again.
#[must_use]
pub fn gone_back<P: Computation>(
    system: &System<P>,
    events: &[LogEvent<P>],
    recorded: &RecordedOf<P>,
) -> Option<Underlying<P>> {
    let mut state = recorded.global_state()?;
    if recorded.aim == Aim::RecoveryLine {
        // The cut asks for steps alone, and for no snapshot's own events.
        let index = Index::of::<P>(events, 0..0);
        let in_flight = across(system, &Cut { events, index: &index, recorded });
        state.channels = in_flight.into_iter().map(|channel| channel.into_iter().collect()).collect();
    }
    Some(state)
}
