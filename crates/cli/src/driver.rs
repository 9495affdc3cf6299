//! What decides the order of a run: the seed, a schedule that was given, or the ticks of a clock.

use sim_core::{
    ChannelId, Clock, Effects, Listed, MessageId, Next, Offers, ProcessId, Protocol, Scheduler, State,
    StepError, System, Ticked, Timed, Waited, World,
};

/// One of the schedulers.
pub(crate) enum Driver<P: Protocol> {
    Timed(Box<Timed<P>>),
    Listed(Listed<P>),
    Ticked(Box<Ticked<P>>),
}

impl<P: Protocol> Driver<P> {
    /// How many delays there were in a list that turned out too short.
    pub(crate) fn exhausted(&self) -> Option<usize> {
        match self {
            Self::Ticked(clock) => clock.exhausted(),
            Self::Timed(_) | Self::Listed(_) => None,
        }
    }

    /// How many delays of a list were not needed.
    pub(crate) fn unused(&self) -> usize {
        match self {
            Self::Ticked(clock) => clock.unused(),
            Self::Timed(_) | Self::Listed(_) => 0,
        }
    }
}

/// What one of the schedulers has.
enum OneOf<T, L, C> {
    Timed(T),
    Listed(L),
    Ticked(C),
}

impl<M, O, T: Effects<M, O>, L: Effects<M, O>, C: Effects<M, O>> Effects<M, O> for OneOf<T, L, C> {
    fn send(&mut self, channel: ChannelId, message: M) {
        match self {
            Self::Timed(effects) => effects.send(channel, message),
            Self::Listed(effects) => effects.send(channel, message),
            Self::Ticked(effects) => effects.send(channel, message),
        }
    }

    fn observe(&mut self, observation: O) {
        match self {
            Self::Timed(effects) => effects.observe(observation),
            Self::Listed(effects) => effects.observe(observation),
            Self::Ticked(effects) => effects.observe(observation),
        }
    }
}

impl<P: Protocol> World<P> for Driver<P> {
    fn at(&mut self, process: ProcessId) -> (&mut P::State, impl Effects<P::Message, P::Observation>) {
        match self {
            Self::Timed(timed) => {
                let (state, effects) = timed.at(process);
                (state, OneOf::Timed(effects))
            }
            Self::Listed(listed) => {
                let (state, effects) = listed.at(process);
                (state, OneOf::Listed(effects))
            }
            Self::Ticked(ticked) => {
                let (state, effects) = ticked.at(process);
                (state, OneOf::Ticked(effects))
            }
        }
    }
}

impl<P: Protocol> Scheduler<P> for Driver<P> {
    fn begin(&mut self, state: State<P>, sent: u64) {
        match self {
            Self::Timed(timed) => timed.begin(state, sent),
            Self::Listed(listed) => listed.begin(state, sent),
            Self::Ticked(ticked) => ticked.begin(state, sent),
        }
    }

    fn may_act(&mut self, process: ProcessId, offers: Offers) {
        match self {
            Self::Timed(timed) => timed.may_act(process, offers),
            Self::Listed(listed) => listed.may_act(process, offers),
            Self::Ticked(ticked) => ticked.may_act(process, offers),
        }
    }

    fn next(&mut self, system: &System<P>) -> Next<P> {
        match self {
            Self::Timed(timed) => timed.next(system),
            Self::Listed(listed) => listed.next(system),
            Self::Ticked(ticked) => ticked.next(system),
        }
    }

    fn process(&self, process: ProcessId) -> &P::State {
        match self {
            Self::Timed(timed) => timed.process(process),
            Self::Listed(listed) => listed.process(process),
            Self::Ticked(ticked) => ticked.process(process),
        }
    }

    fn sent(&self) -> u64 {
        match self {
            Self::Timed(timed) => timed.sent(),
            Self::Listed(listed) => listed.sent(),
            Self::Ticked(ticked) => ticked.sent(),
        }
    }

    fn in_flight(&self, each: impl FnMut(ChannelId, MessageId, &P::Message)) {
        match self {
            Self::Timed(timed) => timed.in_flight(each),
            Self::Listed(listed) => listed.in_flight(each),
            Self::Ticked(ticked) => ticked.in_flight(each),
        }
    }

    fn has_more(&self) -> bool {
        match self {
            Self::Timed(timed) => timed.has_more(),
            Self::Listed(listed) => listed.has_more(),
            Self::Ticked(ticked) => ticked.has_more(),
        }
    }

    fn wait(
        &mut self,
        system: &System<P>,
        clock: &mut Clock,
        events: u64,
        is_sign: impl Fn(&P::Message) -> bool,
    ) -> Result<Waited<P>, StepError> {
        match self {
            Self::Timed(timed) => timed.wait(system, clock, events, is_sign),
            Self::Listed(listed) => listed.wait(system, clock, events, is_sign),
            Self::Ticked(ticked) => ticked.wait(system, clock, events, is_sign),
        }
    }
}
