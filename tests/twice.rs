//! Law 1, enforced: a handler that is not pure is found out by doing everything more than once.

use sim_core::{ChannelId, Context, Effect, Effects, Event, Protocol, Timer};
use snapshot::{Computation, Layer};

/// A protocol that does everything it does three times, and compares.
#[derive(Clone, Debug)]
pub struct Twice<L>(pub L);

impl<C: Computation, L: Layer<C>> Layer<C> for Twice<L> {
    fn blocks(&self) -> bool {
        self.0.blocks()
    }
}

impl<L: Protocol> Protocol for Twice<L> {
    type State = L::State;
    type Message = L::Message;
    type Command = L::Command;
    type Observation = L::Observation;

    fn refuses(&self) -> bool {
        self.0.refuses()
    }

    fn initial_state(&self, cx: Context<'_>) -> Self::State {
        self.0.initial_state(cx)
    }

    fn commands(&self, cx: Context<'_>, state: &Self::State, offer: impl FnMut(Self::Command)) {
        self.0.commands(cx, state, offer);
    }

    fn accepts(
        &self,
        cx: Context<'_>,
        state: &Self::State,
        channel: ChannelId,
        message: &L::Message,
    ) -> bool {
        self.0.accepts(cx, state, channel, message)
    }

    fn timer(&self, command: &Self::Command) -> Timer {
        self.0.timer(command)
    }

    fn handle<E: Effects<Self::Message, Self::Observation>>(
        &self,
        cx: Context<'_>,
        state: &mut Self::State,
        event: Event<Self::Message, Self::Command>,
        effects: &mut E,
    ) {
        let first = self.0.apply(cx, &state.clone(), event.clone());
        let second = self.0.apply(cx, &state.clone(), event.clone());
        assert_eq!(first, second, "the same event in the same state had two outcomes");
        let mut handled = Vec::new();
        self.0.handle(cx, state, event, &mut handled);
        assert_eq!((&*state, &handled), (&first.0, &first.1), "handle and apply differ");
        for effect in handled {
            match effect {
                Effect::Send(channel, message) => effects.send(channel, message),
                Effect::Observe(observation) => effects.observe(observation),
            }
        }
    }
}
