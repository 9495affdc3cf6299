//! Causal delivery in the plainest way (Raynal, Schiper & Toueg 1991): each message has the whole matrix of who sent how many to whom,
//! and how many were sent before it.
//! And the ways in which that is got wrong.

use sim_core::{ChannelId, Context, Effect, Effects, Event, Protocol};

pub(crate) struct Matrix<Q> {
    pub(crate) inner: Q,
    pub(crate) wrong: Option<Wrong>,
}

/// What is wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wrong {
    /// A step that sends to several is a loop of point-to-point sends, each an event of its own.
    EachSendAnEvent,
    /// A process does not learn what the senders of its messages knew.
    NotPassedOn,
    /// One message less is waited for than was sent.
    OneTooFew,
    /// To its own target a message tells of those that the step sent before it, and not of those behind it.
    NotBehindIt,
}

/// `sent[i][j]`: how many messages i sent to j.
type Sent = Vec<Vec<u64>>;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct State<S> {
    inner: S,
    sent: Sent,
    taken: Vec<u64>,
}

/// From and to which process a channel leads.
fn ends(cx: Context<'_>, channel: ChannelId) -> (usize, usize) {
    let channel = cx.topology.channel(channel);
    (channel.source.index(), channel.target.index())
}

impl<Q: Protocol> Protocol for Matrix<Q> {
    type State = State<Q::State>;
    type Message = (Q::Message, u64, Sent);
    type Command = Q::Command;
    type Observation = Q::Observation;

    fn refuses(&self) -> bool {
        true
    }

    fn initial_state(&self, cx: Context<'_>) -> Self::State {
        let count = cx.topology.processes().len();
        State {
            inner: self.inner.initial_state(cx),
            sent: vec![vec![0; count]; count],
            taken: vec![0; count],
        }
    }

    fn commands(&self, cx: Context<'_>, state: &Self::State, offer: impl FnMut(Q::Command)) {
        self.inner.commands(cx, &state.inner, offer);
    }

    fn accepts(
        &self,
        cx: Context<'_>,
        state: &Self::State,
        channel: ChannelId,
        (_, before, sent): &Self::Message,
    ) -> bool {
        let (slack, (from, to)) = (u64::from(self.wrong == Some(Wrong::OneTooFew)), ends(cx, channel));
        let awaited = |source: usize| if source == from { *before } else { sent[source][to] };
        (0..).zip(&state.taken).all(|(source, taken)| taken + slack >= awaited(source))
    }

    fn handle<E: Effects<Self::Message, Q::Observation>>(
        &self,
        cx: Context<'_>,
        State { inner, sent, taken }: &mut Self::State,
        event: Event<Self::Message, Q::Command>,
        effects: &mut E,
    ) {
        let event = match event {
            Event::Receive { channel, message: (body, _, stamp) } => {
                let (source, _) = ends(cx, channel);
                taken[source] += 1;
                for (known, told) in
                    sent.iter_mut().zip(&stamp).filter(|_| self.wrong != Some(Wrong::NotPassedOn))
                {
                    known.iter_mut().zip(told).for_each(|(known, told)| *known = (*known).max(*told));
                }
                Event::Receive { channel, message: body }
            }
            Event::Internal(command) => Event::Internal(command),
        };
        let mut step = Vec::new();
        self.inner.handle(cx, inner, event, &mut step);
        let mut before = sent.clone();
        for effect in &step {
            if let Effect::Send(channel, _) = effect {
                let (source, target) = ends(cx, *channel);
                sent[source][target] += 1;
            }
        }
        for effect in step {
            match effect {
                Effect::Observe(observation) => effects.observe(observation),
                Effect::Send(channel, body) => {
                    let (source, target) = ends(cx, channel);
                    let earlier = before[source][target];
                    before[source][target] += 1;
                    let mut stamp = sent.clone();
                    match self.wrong {
                        Some(Wrong::EachSendAnEvent) => stamp.clone_from(&before),
                        Some(Wrong::NotBehindIt) => stamp[source][target] = before[source][target],
                        _ => {}
                    }
                    effects.send(channel, (body, earlier, stamp));
                }
            }
        }
    }
}
