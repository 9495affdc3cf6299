//! What decides the order of a run: the seed, a schedule that was given, or the ticks of a clock.

use sim_core::{
    ChannelId, GlobalState, Listed, MessageId, Next, Offers, ProcessId, Protocol, Scheduler, System, Ticked,
    Timed, VirtualTime,
};

/// One of the schedulers.
#[derive(Debug)]
pub(crate) enum Driver {
    Timed(Box<Timed>),
    Listed(Listed),
    Ticked(Box<Ticked>),
}

impl Driver {
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

impl<P: Protocol> Scheduler<P> for Driver {
    fn sent(&mut self, now: VirtualTime, channel: ChannelId, message: MessageId) {
        match self {
            Self::Timed(timed) => Scheduler::<P>::sent(&mut **timed, now, channel, message),
            Self::Listed(listed) => Scheduler::<P>::sent(listed, now, channel, message),
            Self::Ticked(clock) => Scheduler::<P>::sent(&mut **clock, now, channel, message),
        }
    }

    fn may_act(&mut self, now: VirtualTime, process: ProcessId, offers: Offers) {
        match self {
            Self::Timed(timed) => Scheduler::<P>::may_act(&mut **timed, now, process, offers),
            Self::Listed(listed) => Scheduler::<P>::may_act(listed, now, process, offers),
            Self::Ticked(clock) => Scheduler::<P>::may_act(&mut **clock, now, process, offers),
        }
    }

    fn next(&mut self, system: &System<P>, state: &GlobalState<P::State, P::Message, MessageId>) -> Next {
        match self {
            Self::Timed(timed) => timed.next(system, state),
            Self::Listed(listed) => listed.next(system, state),
            Self::Ticked(clock) => clock.next(system, state),
        }
    }

    fn has_more(&self) -> bool {
        match self {
            Self::Timed(_) => false,
            Self::Listed(listed) => Scheduler::<P>::has_more(listed),
            Self::Ticked(clock) => Scheduler::<P>::has_more(&**clock),
        }
    }
}
