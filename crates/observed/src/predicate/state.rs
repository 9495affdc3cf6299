//! A predicate asked of a global state itself, and not of a log: everything is there, but a state need not be a number.

use std::borrow::Cow;

use sim_core::{GlobalState, ProcessId, System};
use snapshot::{Computation, predicate};

use super::meaning::Channel;
use super::value::Tells;
use super::why::Why;

/// A global state of a computation.
pub(super) struct Whole<'a, P: Computation, K> {
    /// The computation.
    pub(super) system: &'a System<P>,
    /// What is so.
    pub(super) state: &'a GlobalState<P::State, P::Message, K>,
}

impl<P: Computation, K> Tells for Whole<'_, P, K> {
    fn state(&self, process: ProcessId) -> Result<Cow<'_, str>, Why> {
        let (protocol, state) = (&self.system.protocol, self.state.process(process));
        // A saved run has a count in the place of what is printed.
        let text =
            protocol.count(state).map_or_else(|| protocol.print_state(state), |count| count.to_string());
        Ok(Cow::Owned(text))
    }

    fn holds(&self, process: ProcessId, good: Option<&str>) -> Result<i64, Why> {
        let mut goods = self.system.protocol.goods().iter();
        let place = good.map_or(Some(0), |name| goods.position(|good| good.name == name));
        let place = place.expect("the good was named when the predicate was read");
        let held = self.system.protocol.held(self.state.process(process), place);
        Ok(i64::try_from(held).unwrap_or(i64::MAX))
    }

    fn declared(&self, name: &'static str) -> bool {
        predicate::holds(self.system, name, self.state).expect("it was declared when the predicate was read")
    }

    fn messages(&self, channel: &Channel) -> Result<i64, Why> {
        let System { protocol, topology } = self.system;
        let says = |body: &P::Message| {
            channel.says.as_ref().is_none_or(|says| *says == protocol.print_message(body))
        };
        let between = topology.channel_ids().filter(|id| {
            let ends = topology.channel(*id);
            (ends.source, ends.target) == channel.ends
        });
        let messages = between.flat_map(|id| self.state.channel(id)).filter(|message| says(&message.body));
        Ok(i64::try_from(messages.count()).unwrap_or(i64::MAX))
    }
}
