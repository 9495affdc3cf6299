//! Causal delivery in which a step that sends to all is a loop of sends, each an event of its own: a message does not tell of those that
//! the step sends after it. That is how a broadcast is mostly written, and not what causal order is.

use sim_core::{ChannelId, Context, Effect, Effects, Event, Protocol, Stamp, Stamped, Timer, Value};
use snapshot::{Computation, Layer};

/// A causal layer whose stamps are spoilt.
#[derive(Clone, Debug)]
pub(crate) struct PointToPoint<Q>(pub(crate) Q);

impl<C: Computation, M: Value, Q: Layer<C> + Protocol<Message = Stamped<M>>> Layer<C> for PointToPoint<Q> where
    Self: Protocol<
            State: sim_core::Shows<C::State>,
            Message: snapshot::Carries<C::Message>,
            Command = snapshot::Act<C::Command>,
            Observation = snapshot::Recorded<C::State, C::Message>,
        >
{
}

/// The stamp, without these messages that the step sends later.
fn without(stamp: &Stamp, later: &[ChannelId]) -> Stamp {
    let text = stamp.to_string();
    let (before, sent) = text.trim_matches(['<', '>']).split_once(": ").unwrap();
    let mut sent: Vec<u64> = sent.split(' ').map(|count| count.parse().unwrap()).collect();
    later.iter().for_each(|channel| sent[channel.index()] -= 1);
    let sent: Vec<_> = sent.iter().map(u64::to_string).collect();
    format!("<{before}: {}>", sent.join(" ")).parse().unwrap()
}

impl<M: Value, Q: Protocol<Message = Stamped<M>>> Protocol for PointToPoint<Q> {
    type State = Q::State;
    type Message = Q::Message;
    type Command = Q::Command;
    type Observation = Q::Observation;

    fn refuses(&self) -> bool {
        self.0.refuses()
    }

    fn initial_state(&self, cx: Context<'_>) -> Q::State {
        self.0.initial_state(cx)
    }

    fn commands(&self, cx: Context<'_>, state: &Q::State, offer: impl FnMut(Q::Command)) {
        self.0.commands(cx, state, offer);
    }

    fn accepts(&self, cx: Context<'_>, state: &Q::State, channel: ChannelId, message: &Stamped<M>) -> bool {
        self.0.accepts(cx, state, channel, message)
    }

    fn timer(&self, command: &Q::Command) -> Timer {
        self.0.timer(command)
    }

    fn handle<E: Effects<Q::Message, Q::Observation>>(
        &self,
        cx: Context<'_>,
        state: &mut Q::State,
        event: Event<Q::Message, Q::Command>,
        effects: &mut E,
    ) {
        let mut step = Vec::new();
        self.0.handle(cx, state, event, &mut step);
        let mut later: Vec<_> = step
            .iter()
            .filter_map(|effect| match effect {
                Effect::Send(channel, _) => Some(*channel),
                Effect::Observe(_) => None,
            })
            .collect();
        for effect in step {
            match effect {
                Effect::Observe(observation) => effects.observe(observation),
                Effect::Send(channel, Stamped { body, stamp }) => {
                    later.remove(0);
                    let stamp = stamp.map(|stamp| without(&stamp, &later));
                    effects.send(channel, Stamped { body, stamp });
                }
            }
        }
    }
}
