//! What a step sends across the cuts that are being made.

use sim_core::Envelope;

use super::Judge;
use crate::computation::Computation;
use crate::layer::StepOver;
use crate::numbers::Names;
use crate::wire::Carries;

impl<P: Computation> Judge<P> {
    /// What is sent to a process that has recorded by one that has not crosses the cut.
    pub(super) fn cross<W: Carries<P::Message>, V: Names>(&mut self, step: &StepOver<P, W, V>) {
        for (channel, message) in step.sends() {
            let Some(body) = message.body.message().filter(|_| self.crossed.any(channel)) else { continue };
            for slot in self.crossed.of(channel) {
                let taking = self.takings[slot].as_mut().expect("it has begun");
                let in_flight = &mut taking.crossings[channel.index()].in_flight;
                in_flight.push_back(Envelope { id: message.id, body: body.clone() });
            }
        }
    }
}
