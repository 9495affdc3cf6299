//! What decides the order of a run: the seed, or what was given, a schedule or the ticks of a clock.

use sim_core::{
    Action, ChannelId, Effects, Halt, Listed, MessageId, Offers, Picked, Picker, ProcessId, Protocol, Queued,
    Refusals, Scheduler, State, System, Ticked, Timed, VirtualTime, Work, World,
};

/// One of the schedulers.
pub(crate) enum Driver<P: Protocol> {
    Timed(Box<Timed<P>>),
    Given(Queued<P, Given>),
}

/// What a run was given to follow.
pub(crate) enum Given {
    Schedule(Listed),
    Ticks(Box<Ticked>),
}

impl<P: Protocol> Driver<P> {
    /// The clock that ticks, if one does.
    pub(crate) fn clock(&self) -> Option<&Ticked> {
        match self {
            Self::Given(queued) => match queued.picker() {
                Given::Ticks(clock) => Some(clock),
                Given::Schedule(_) => None,
            },
            Self::Timed(_) => None,
        }
    }
}

impl Given {
    fn picker<P: Protocol>(&mut self) -> &mut dyn Picker<P> {
        match self {
            Self::Schedule(listed) => listed,
            Self::Ticks(clock) => &mut **clock,
        }
    }
}

impl<P: Protocol> Picker<P> for Given {
    fn begin(&mut self, state: &State<P>) {
        self.picker::<P>().begin(state);
    }

    fn entered(&mut self, channel: ChannelId) {
        self.picker::<P>().entered(channel);
    }

    fn may_act(&mut self, process: ProcessId) {
        self.picker::<P>().may_act(process);
    }

    fn pick(&mut self, system: &System<P>, state: &State<P>) -> Result<(VirtualTime, Action), Halt> {
        self.picker::<P>().pick(system, state)
    }

    fn has_more(&self) -> bool {
        match self {
            Self::Schedule(listed) => Picker::<P>::has_more(listed),
            Self::Ticks(clock) => Picker::<P>::has_more(&**clock),
        }
    }
}

/// What one of the schedulers has.
enum OneOf<T, G> {
    Timed(T),
    Given(G),
}

impl<M, O, T: Effects<M, O>, G: Effects<M, O>> Effects<M, O> for OneOf<T, G> {
    fn send(&mut self, channel: ChannelId, message: M) {
        match self {
            Self::Timed(effects) => effects.send(channel, message),
            Self::Given(effects) => effects.send(channel, message),
        }
    }

    fn observe(&mut self, observation: O) {
        match self {
            Self::Timed(effects) => effects.observe(observation),
            Self::Given(effects) => effects.observe(observation),
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
            Self::Given(queued) => {
                let (state, effects) = queued.at(process);
                (state, OneOf::Given(effects))
            }
        }
    }
}

impl<P: Protocol> Scheduler<P> for Driver<P> {
    fn begin(&mut self, state: State<P>, sent: u64) {
        match self {
            Self::Timed(timed) => timed.begin(state, sent),
            Self::Given(queued) => queued.begin(state, sent),
        }
    }

    fn may_act(&mut self, process: ProcessId, offers: Offers) {
        match self {
            Self::Timed(timed) => timed.may_act(process, offers),
            Self::Given(queued) => queued.may_act(process, offers),
        }
    }

    fn next(&mut self, system: &System<P>) -> Result<Picked<P>, Halt> {
        match self {
            Self::Timed(timed) => timed.next(system),
            Self::Given(queued) => queued.next(system),
        }
    }

    fn process(&self, process: ProcessId) -> &P::State {
        match self {
            Self::Timed(timed) => timed.process(process),
            Self::Given(queued) => queued.process(process),
        }
    }

    fn sent(&self) -> u64 {
        match self {
            Self::Timed(timed) => timed.sent(),
            Self::Given(queued) => queued.sent(),
        }
    }

    fn in_flight(&self, each: impl FnMut(ChannelId, MessageId, &P::Message)) {
        match self {
            Self::Timed(timed) => timed.in_flight(each),
            Self::Given(queued) => queued.in_flight(each),
        }
    }

    fn has_more(&self) -> bool {
        match self {
            Self::Timed(timed) => timed.has_more(),
            Self::Given(queued) => queued.has_more(),
        }
    }

    fn waited(&self) -> VirtualTime {
        match self {
            Self::Timed(timed) => timed.waited(),
            Self::Given(queued) => queued.waited(),
        }
    }

    fn refusals(&self) -> Option<Refusals> {
        match self {
            Self::Timed(timed) => timed.refusals(),
            Self::Given(queued) => queued.refusals(),
        }
    }

    fn lend<W: Work<P>>(&mut self, work: W) -> W::Output {
        match self {
            Self::Timed(timed) => timed.lend(work),
            Self::Given(queued) => queued.lend(work),
        }
    }
}
