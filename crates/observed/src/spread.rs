//! What spreads with the messages: the greatest of some values that an event can know of, by its process's order and by the messages that
//! came to it. One pass over the events, and a value for each process and each message.

use sim_core::MessageId;

use crate::linear::{Linear, place};
use crate::model::{At, Event, Run, What};

/// What an event knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Known<T> {
    /// With all that its process knew before.
    pub(crate) all: T,
    /// By the message that it receives; of one whose sending no line tells, nothing.
    pub(crate) told: Option<(MessageId, T)>,
}

/// Goes through the events: each adds a value of its `own`, and `sees` what it knows with it.
pub(crate) fn spread<T: Copy + Ord + Default>(
    run: &Run,
    linear: &Linear,
    own: impl Fn(At, &Event) -> T,
    mut sees: impl FnMut(At, &Event, Known<T>),
) {
    let mut known = vec![T::default(); run.processes.len()];
    let mut carried = vec![T::default(); run.messages.len()];
    for &at in &linear.order {
        let event = run.event(at).expect("it is one of the run");
        let known = &mut known[at.process.index()];
        let told = match event.what {
            What::Receive(id) if run.message(id).sent.is_some() => Some((id, carried[place(id)])),
            _ => None,
        };
        *known = (*known).max(own(at, event)).max(told.map_or_else(T::default, |(_, value)| value));
        if let What::Send(id) = event.what {
            carried[place(id)] = *known;
        }
        sees(at, event, Known { all: *known, told });
    }
}
