//! Runs on while there is nothing to see, as fast as it goes.
//!
//! Of a long run the beginning is mostly nobody's affair: until the first sign of what is waited for, only the number of events and
//! the time are. So no step is put together; the state of its process before it and what it began with are kept, and no more. When
//! the sign comes, the step is asked for again: a handler is pure, so it does in the same state what it did.

use super::clock::{Clock, StepError};
use crate::envelope::Envelope;
use crate::id::{ChannelId, MessageId, ProcessId};
use crate::protocol::{Effect, Effects, Event, Protocol};
use crate::scheduler::{End, Picked, Scheduler, Work};
use crate::step::{Cause, Step, StepOf};
use crate::system::{System, World};

/// What came of waiting.
#[derive(Debug)]
pub enum Waited<P: Protocol> {
    /// A step with the sign has happened.
    Sign(First<P>),
    /// As many events as were allowed have happened, without it.
    Paused,
    /// There is no next step.
    Over(End),
}

/// The first step that has the sign.
#[derive(Debug)]
pub struct First<P: Protocol> {
    /// The step.
    pub step: StepOf<P>,
    /// The state in which its process was before.
    pub before: P::State,
}

/// The loop in which nobody looks.
pub(super) struct Unseen<'a, P, F> {
    pub(super) system: &'a System<P>,
    pub(super) clock: &'a mut Clock,
    pub(super) events: u64,
    pub(super) is_sign: F,
}

impl<P: Protocol, F: Fn(&P::Message) -> bool> Work<P> for Unseen<'_, P, F> {
    type Output = Result<Waited<P>, StepError>;

    // One function by itself, with all that a step takes inside it: so it is compiled alike wherever it is called.
    #[inline(never)]
    fn with<S: Scheduler<P>>(self, scheduler: &mut S) -> Self::Output {
        // In the loop the clock is in registers.
        let mut now = *self.clock;
        let waited = run(scheduler, self.system, &mut now, self.events, self.is_sign);
        *self.clock = now;
        waited
    }
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
            Ok(picked) => picked,
            Err(halt) => return clock.halt(halt).map(Waited::Over),
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
        scheduler.offer(system, process);
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
