//! Runs on while there is nothing to see, as fast as it goes.
//!
//! Of a long run the beginning is mostly nobody's affair: until the first sign of what is waited for, only the number of events and
//! the time are. So no step is put together; the state of its process before it and what it began with are kept, and no more. When
//! the sign comes, the step is asked for again: a handler is pure, so it does in the same state what it did.

use super::{Clock, Observer, Simulation, StepError, offer};
use crate::global_state::Envelope;
use crate::id::{ChannelId, MessageId, ProcessId};
use crate::protocol::{Effect, Effects, Event, Protocol};
use crate::scheduler::{Next, Picked, Scheduler};
use crate::step::{Cause, Step, StepOf};
use crate::system::{System, World};

/// What came of waiting.
#[derive(Debug)]
pub enum Waited<P: Protocol> {
    /// A step with the sign has happened.
    Sign(First<P>),
    /// As many events as were allowed have happened, without it.
    Paused,
    /// The scheduler has nothing left to do.
    Quiescent,
    /// What is left to do is past the end of virtual time.
    OutOfTime,
}

/// The first step that has the sign.
#[derive(Debug)]
pub struct First<P: Protocol> {
    /// The step.
    pub step: StepOf<P>,
    /// The state in which its process was before.
    pub before: P::State,
}

impl<P: Protocol, S: Scheduler<P>> Simulation<'_, P, S> {
    /// Runs until a step shows something or sends a message that `is_sign`, or until as many events have happened.
    ///
    /// # Errors
    /// When the scheduler follows a given list and its next action is not enabled.
    pub fn wait<O: Observer<P>>(
        &mut self,
        events: u64,
        is_sign: impl Fn(&P::Message) -> bool,
        observer: &mut O,
    ) -> Result<Waited<P>, StepError> {
        if O::LOOKS {
            self.wait_looking(events, is_sign, observer)
        } else {
            self.scheduler.wait(self.system, &mut self.clock, events, is_sign)
        }
    }

    fn wait_looking(
        &mut self,
        events: u64,
        is_sign: impl Fn(&P::Message) -> bool,
        observer: &mut impl Observer<P>,
    ) -> Result<Waited<P>, StepError> {
        loop {
            let picked = match self.scheduler.next(self.system) {
                Next::Step(picked) => picked,
                Next::Nothing => return Ok(Waited::Quiescent),
                Next::OutOfTime => return Ok(Waited::OutOfTime),
                Next::NotEnabled(action) => return Err(self.clock.not_enabled(action)),
            };
            let (action, before) = (picked.action, self.process(picked.process).clone());
            let step = self.perform(picked);
            observer.step(action, &step, self.scheduler.process(step.process));
            let signs = |effect: &Effect<Envelope<P::Message, _>, _>| match effect {
                Effect::Send(_, message) => is_sign(&message.body),
                Effect::Observe(_) => true,
            };
            if step.effects.iter().any(signs) {
                return Ok(Waited::Sign(First { step, before }));
            }
            self.effects = step.effects;
            if self.events() >= events {
                return Ok(Waited::Paused);
            }
        }
    }
}

/// The loop in which nobody looks. One function by itself, with all that a step takes inside it: so it is compiled alike wherever it
/// is called.
#[inline(never)]
pub(crate) fn wait<P: Protocol, S: Scheduler<P>>(
    scheduler: &mut S,
    system: &System<P>,
    clock: &mut Clock,
    events: u64,
    is_sign: impl Fn(&P::Message) -> bool,
) -> Result<Waited<P>, StepError> {
    // In the loop the clock is in registers.
    let mut now = *clock;
    let waited = run(scheduler, system, &mut now, events, is_sign);
    *clock = now;
    waited
}

#[inline(always)]
fn run<P: Protocol, S: Scheduler<P>>(
    scheduler: &mut S,
    system: &System<P>,
    clock: &mut Clock,
    events: u64,
    is_sign: impl Fn(&P::Message) -> bool,
) -> Result<Waited<P>, StepError> {
    // Nothing is shown before the sign.
    let events = events.saturating_sub(clock.observations);
    let mut before = scheduler.process(ProcessId(0)).clone();
    loop {
        let Picked { time, process, cause, .. } = match scheduler.next(system) {
            Next::Step(picked) => picked,
            Next::Nothing => return Ok(Waited::Quiescent),
            Next::OutOfTime => return Ok(Waited::OutOfTime),
            Next::NotEnabled(action) => return Err(clock.not_enabled(action)),
        };
        clock.begin_step(time, &cause);
        let sent = scheduler.sent();
        // Each kind of event by itself, so that each is compiled as what it is.
        let sign = match &cause {
            Cause::Receive { channel, message } => {
                let event = Event::Receive { channel: *channel, message: message.body.clone() };
                perform(scheduler, system, process, event, &mut before, &is_sign)
            }
            Cause::Internal(command) => {
                perform(scheduler, system, process, Event::Internal(command.clone()), &mut before, &is_sign)
            }
        };
        if sign {
            let step = again(system, &before, Step { time, process, cause, effects: Vec::new() }, sent);
            clock.observations += step.observations().count() as u64;
            return Ok(Waited::Sign(First { step, before }));
        }
        if clock.steps.wrapping_add(scheduler.sent()) >= events {
            return Ok(Waited::Paused);
        }
    }
}

/// Performs a step; whether it has the sign.
#[inline(always)]
fn perform<P: Protocol>(
    scheduler: &mut impl Scheduler<P>,
    system: &System<P>,
    process: ProcessId,
    event: Event<P::Message, P::Command>,
    before: &mut P::State,
    is_sign: &impl Fn(&P::Message) -> bool,
) -> bool {
    let mut sign = false;
    let listening = &mut Listening { world: scheduler, before, is_sign, sign: &mut sign };
    if system.perform(listening, process, event) {
        offer(system, scheduler, process);
    }
    sign
}

/// The step with what it did, in the state before it.
#[cold]
fn again<P: Protocol>(system: &System<P>, before: &P::State, step: StepOf<P>, sent: u64) -> StepOf<P> {
    let (_, effects) =
        system.protocol.apply(system.context(step.process), before, step.cause.clone().event());
    let mut next = sent;
    let numbered = effects.into_iter().map(|effect| match effect {
        Effect::Send(channel, body) => {
            next += 1;
            Effect::Send(channel, Envelope { id: MessageId(next - 1), body })
        }
        Effect::Observe(observation) => Effect::Observe(observation),
    });
    Step { effects: numbered.collect(), ..step }
}

/// A world that is listened to for the sign, and in which the state before the step is kept.
struct Listening<'a, W, S, F> {
    world: &'a mut W,
    before: &'a mut S,
    is_sign: &'a F,
    sign: &'a mut bool,
}

impl<P: Protocol, W: World<P>, F: Fn(&P::Message) -> bool> World<P> for Listening<'_, W, P::State, F> {
    #[inline(always)]
    fn at(&mut self, process: ProcessId) -> (&mut P::State, impl Effects<P::Message, P::Observation>) {
        let (state, outlet) = self.world.at(process);
        self.before.clone_from(state);
        (state, Heard { outlet, is_sign: self.is_sign, sign: &mut *self.sign })
    }
}

struct Heard<'a, E, F> {
    outlet: E,
    is_sign: &'a F,
    sign: &'a mut bool,
}

impl<M, O, E: Effects<M, O>, F: Fn(&M) -> bool> Effects<M, O> for Heard<'_, E, F> {
    #[inline(always)]
    fn send(&mut self, channel: ChannelId, body: M) {
        *self.sign |= (self.is_sign)(&body);
        self.outlet.send(channel, body);
    }

    #[inline(always)]
    fn observe(&mut self, observation: O) {
        *self.sign = true;
        self.outlet.observe(observation);
    }
}
