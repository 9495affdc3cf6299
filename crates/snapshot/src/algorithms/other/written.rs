//! What a member's handlers write, on its way to where the effects of any algorithm may come.

use sim_core::{ChannelId, Effect, Effects};

use crate::algorithm::Recorded;
use crate::wire::Wire;

/// What a member's handlers write into.
pub(super) type Written<S, M, T, C> = Vec<Effect<Wire<M, T, C>, Recorded<S, M>>>;

/// The effects of a member on their way to where those of any may come.
pub(super) struct Outer<'a, S, M, T, C, F, G> {
    pub(super) written: &'a mut Written<S, M, T, C>,
    pub(super) tag: F,
    pub(super) control: G,
}

impl<S, M, T, C, MT, MC, F, G> Effects<Wire<M, MT, MC>, Recorded<S, M>> for Outer<'_, S, M, T, C, F, G>
where
    F: Fn(MT) -> T,
    G: Fn(MC) -> C,
{
    fn send(&mut self, channel: ChannelId, message: Wire<M, MT, MC>) {
        let message = match message {
            Wire::Message { body, tag } => Wire::Message { body, tag: (self.tag)(tag) },
            Wire::Control { snapshot, body } => Wire::Control { snapshot, body: (self.control)(body) },
        };
        self.written.push(Effect::Send(channel, message));
    }

    fn observe(&mut self, observation: Recorded<S, M>) {
        self.written.push(Effect::Observe(observation));
    }
}

/// Passes on what was written.
#[inline(always)]
pub(super) fn pour<M, O>(written: Vec<Effect<M, O>>, effects: &mut impl Effects<M, O>) {
    for effect in written {
        match effect {
            Effect::Send(channel, message) => effects.send(channel, message),
            Effect::Observe(observation) => effects.observe(observation),
        }
    }
}

#[cold]
pub(super) fn mixed() -> ! {
    unreachable!("all of a run is of one algorithm")
}
