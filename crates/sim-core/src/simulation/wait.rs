//! Runs on while there is nothing to see, as fast as it goes.
//!
//! Of a long run the beginning is mostly nobody's affair: until the first sign of what is waited for, only the number of events and
//! the time are. So no step is put together; the state of its process before it and what it began with are kept, and no more. When
//! the sign comes, the step is asked for again: a handler is pure, so it does in the same state what it did.

use super::clock::{Clock, StepError};
use crate::envelope::Envelope;
use crate::id::{ChannelId, MessageId, ProcessId};
use crate::protocol::{Effect, Effects, Event, Protocol};
use crate::scheduler::{End, Halt, Picked, Scheduler, Work};
use crate::step::{Cause, CauseOf, Step, StepOf};
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

    fn with<S: Scheduler<P>>(self, scheduler: &mut S) -> Self::Output {
        let Self { system, clock, events, is_sign } = self;
        let mut before = scheduler.process(ProcessId(0)).clone();
        // Nothing is shown before the sign.
        let events = events.saturating_sub(clock.observations);
        match run(scheduler, system, clock, events, &is_sign, &mut before) {
            Stop::Halt(halt) => clock.halt(halt).map(Waited::Over),
            Stop::Paused => Ok(Waited::Paused),
            Stop::Sign(process, cause) => {
                let waited = scheduler.waited();
                let step = Step { time: clock.now, process, cause, waited, effects: Vec::new() };
                let step = again(system, &before, step, scheduler.sent());
                clock.observations += step.observations().count() as u64;
                Ok(Waited::Sign(First { step, before }))
            }
        }
    }
}

/// Why the loop ends.
enum Stop<P: Protocol> {
    Halt(Halt),
    Paused,
    /// The last step, which began with this, has the sign.
    Sign(ProcessId, CauseOf<P>),
}

/// The loop. One function by itself, with all that most steps take inside it and nothing else: so it is compiled alike wherever it is
/// called.
// With the other steps inside and the clock as it is, a delivery took 185 instructions and not 143.
#[inline(never)]
fn run<P: Protocol, S: Scheduler<P>>(
    scheduler: &mut S,
    system: &System<P>,
    clock: &mut Clock,
    events: u64,
    is_sign: &impl Fn(&P::Message) -> bool,
    before: &mut P::State,
) -> Stop<P> {
    // In the loop the clock is in registers, and what is left of the events is all that is counted. One step is always made.
    let Clock { mut now, mut internal, steps, .. } = *clock;
    let most = events.saturating_sub(steps).max(1);
    let (mut left, mut sign) = (most, false);
    let stop = loop {
        let Picked { time, process, cause, .. } = match scheduler.next(system) {
            Ok(picked) => picked,
            Err(halt) => break Stop::Halt(halt),
        };
        now = time;
        left = left.wrapping_sub(1);
        match &cause {
            // A message that is a sign is under way before the first sign only if it was at the start.
            Cause::Receive { channel, message } if !is_sign(&message.body) => {
                let event = Event::Receive { channel: *channel, message: message.body.clone() };
                let mut world = Listening { world: scheduler, before, is_sign, sign: &mut sign };
                if system.perform(&mut world, process, event) {
                    scheduler.offer(system, process);
                }
            }
            other => {
                internal += u64::from(matches!(other, Cause::Internal(_)));
                // A copy, so that the original need not be in memory.
                apart(scheduler, system, process, other.clone(), before, is_sign, &mut sign);
            }
        }
        if sign {
            break Stop::Sign(process, cause);
        }
        if scheduler.sent() >= left {
            break Stop::Paused;
        }
    };
    (clock.now, clock.internal, clock.steps) = (now, internal, steps + (most - left));
    stop
}

/// Performs a step that is not the delivery of a message like most. What it takes is not in the loop, which
/// then has more of what it needs in registers.
#[inline(never)]
fn apart<P: Protocol>(
    scheduler: &mut impl Scheduler<P>,
    system: &System<P>,
    process: ProcessId,
    cause: CauseOf<P>,
    before: &mut P::State,
    is_sign: &impl Fn(&P::Message) -> bool,
    sign: &mut bool,
) {
    let mut world = Listening { world: scheduler, before, is_sign, sign };
    if system.perform(&mut world, process, cause.event()) {
        scheduler.offer(system, process);
    }
}

/// The step with what it did, in the state before it. After it so many messages have been sent.
#[cold]
fn again<P: Protocol>(system: &System<P>, before: &P::State, step: StepOf<P>, sent: u64) -> StepOf<P> {
    let (_, effects) =
        system.protocol.apply(system.context(step.process), before, step.cause.clone().event());
    let sends = effects.iter().filter(|effect| matches!(effect, Effect::Send(..))).count();
    let mut next = sent - sends as u64;
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
