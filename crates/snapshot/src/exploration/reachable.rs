//! Which of the recorded states the computation alone can be in.

use explore::{Property, Reached};
use sim_core::{Context, Envelope, Queue};

use crate::computation::Computation;
use crate::exploration::value::RecordedValue;

/// The recorded states that a computation alone can be in, as the property of a search over it: each that is met is *found*,
/// as the violation of saying that there is none.
#[derive(Debug)]
pub struct Reachable<'a, S, M> {
    /// The recorded global states [without order](RecordedValue::without_order), ascending.
    pub recorded: &'a [RecordedValue<S, M>],
}

impl<P> Property<P> for Reachable<'_, P::State, P::Message>
where
    P: Computation<State: Ord + Send + Sync, Message: Ord + Send + Sync>,
{
    type Seen = ();
    type Outcome = ();
    /// The place of a recorded state that was met.
    type Violation = usize;

    fn observe(&self, _: Context<'_>, (): &mut (), (): &()) {}

    fn invariant(&self, reached: &Reached<'_, P, ()>) -> Result<(), usize> {
        let channel = |queue: &Queue<Envelope<P::Message>>| {
            Some(queue.iter().map(|message| message.body.clone()).collect())
        };
        let state = RecordedValue {
            processes: reached.processes().cloned().map(Some).collect(),
            channels: reached.channels().map(channel).collect(),
            whole: true,
        };
        let state = state.without_order(reached.topology());
        self.recorded.binary_search(&state).map_or(Ok(()), Err)
    }

    fn judge(&self, _: &Reached<'_, P, ()>) -> Result<(), usize> {
        Ok(())
    }
}
