//! What can be recorded, by a search over the computation alone that knows no algorithm. It claims:
//!
//! > Of one snapshot, in FIFO channels, that initiators start of their own accord, a state can be recorded if and only if the
//! > computation can be in it and chains of empty channels lead from initiators to all other processes.
//!
//! *Only if*: a recorded state can be reached (Theorem 1); and a process that is no initiator, or that a marker was faster to
//! reach, recorded the channel of its first marker as empty, and the source of that channel recorded before it. *If*: go to
//! that state without a marker, and let one initiator of each chain start. From there on deliver only the markers at the heads
//! of the chains' channels: they are empty, so that each marker is the next, and all processes record in this very state. What
//! is in the other channels is before their markers, and is recorded when it comes.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use explore::{Options, Property, Reached, explore_with};
use sim_core::{Context, Envelope, Queue, Topology};
use snapshot::exploration::RecordedValue;
use snapshot::{Initiators, Program};
use tests::Scenario;

/// Whether each process records of its own accord, or receives its first marker on a channel that is empty, if all record in
/// this state: chains of empty channels lead from initiators to all.
fn chains_of_empty_channels<C: Program>(
    topology: &Topology,
    initiators: &Initiators,
    state: &Reached<'_, C, ()>,
) -> bool {
    let mut reached: Vec<_> = topology.processes().map(|process| initiators.contains(process)).collect();
    for _ in topology.processes() {
        for (id, channel) in topology.channel_ids().zip(topology.channels()) {
            if reached[channel.source.index()] && state.channel(id).is_empty() {
                reached[channel.target.index()] = true;
            }
        }
    }
    reached.into_iter().all(|reached| reached)
}

/// The states of a computation alone, as values, of which [`chains_of_empty_channels`] says so: each is found as a violation.
struct Recordable<'a> {
    topology: &'a Topology,
    initiators: &'a Initiators,
}

impl<C: Program> Property<C> for Recordable<'_> {
    type Seen = ();
    type Outcome = ();
    type Violation = RecordedValue<C::State, C::Message>;

    fn observe(&self, _: Context<'_>, (): &mut (), (): &()) {}

    fn invariant(&self, state: &Reached<'_, C, ()>) -> Result<(), Self::Violation> {
        if !chains_of_empty_channels(self.topology, self.initiators, state) {
            return Ok(());
        }
        let messages = |queue: &Queue<Envelope<C::Message>>| {
            Some(queue.iter().map(|message| message.body.clone()).collect())
        };
        Err(RecordedValue {
            processes: state.processes().cloned().map(Some).collect(),
            channels: state.channels().map(messages).collect(),
            whole: true,
        })
    }

    fn judge(&self, _: &Reached<'_, C, ()>) -> Result<(), Self::Violation> {
        Ok(())
    }
}

/// The recorded global states that there can be.
pub(crate) fn recordable<C: Program>(
    scenario: &Scenario<C>,
) -> BTreeSet<RecordedValue<C::State, C::Message>> {
    let Scenario { topology, initiation, .. } = scenario;
    let property = Recordable { topology, initiators: &initiation.initiators };
    let options = Options { keep_going: true, ..Options::default() };
    let found = explore_with(&scenario.alone(), &property, &options, |_| ControlFlow::Continue(()));
    assert!(found.complete());
    found.violations.into_iter().map(|found| found.what).collect()
}
