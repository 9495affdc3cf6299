//! A run written down in terms of its computation alone, whatever the algorithm.
//!
//! Of what travels the log has the computation's message or the snapshot, and what tags and contents print as; of a recorded message
//! it has the identity, also where the algorithm says only [which one of its channel](crate::Which::Nth) it is.

use sim_core::{Action, Cause, Observer, Protocol, Shows as _, StepOf, Trace, TraceEvent};

use crate::algorithm::{Noted, Recorded, Which};
use crate::computation::Computation;
use crate::layer::{Act, Layer};
use crate::numbers::{Names as _, Numbers};
use crate::wire::{Carries, Logged};

/// A trace of a superposed run in terms of the underlying computation `P`.
pub type Log<P> = Trace<
    <P as Protocol>::State,
    Logged<<P as Protocol>::Message>,
    Act<<P as Protocol>::Command>,
    Noted<<P as Protocol>::State, <P as Protocol>::Message>,
>;

/// One event of such a trace.
pub type LogEvent<P> = TraceEvent<
    <P as Protocol>::State,
    Logged<<P as Protocol>::Message>,
    Act<<P as Protocol>::Command>,
    Noted<<P as Protocol>::State, <P as Protocol>::Message>,
>;

/// Writes a step down, as far as the messages that are recorded are known by their `numbers`.
pub fn write_down<P: Computation, Q: Layer<P>>(
    log: &mut Log<P>,
    step: &StepOf<Q>,
    after: &Q::State,
    numbers: &Numbers,
) {
    let received = match &step.cause {
        Cause::Receive { message, .. } => message.body.message().map(|_| message.id),
        Cause::Internal(_) => None,
    };
    let which = |channel, which: Which| which.message(channel, received, numbers);
    let noted = |recorded: &Recorded<_, _>| recorded.with(which);
    log.add_as(step, after.shown().clone(), Carries::logged, noted);
}

/// Writes a run down, from a moment at which it knows all messages that are in flight.
#[derive(Debug)]
pub struct Logbook<P: Computation> {
    /// What is written so far. Whoever keeps only the last step clears it before each.
    pub log: Log<P>,
    numbers: Numbers,
}

impl<P: Computation> Default for Logbook<P> {
    fn default() -> Self {
        Self { log: Log::<P>::default(), numbers: Numbers::default() }
    }
}

impl<P: Computation> Logbook<P> {
    /// Forgets everything, keeping the buffer.
    pub fn clear(&mut self) {
        self.log.clear();
        self.numbers.clear();
    }

    /// These messages can be asked for by their numbers.
    pub(crate) fn knows(&mut self, numbers: &Numbers) {
        self.numbers.clone_from(numbers);
    }

    /// Writes the next step down.
    pub fn add<Q: Layer<P>>(&mut self, step: &StepOf<Q>, after: &Q::State) {
        let Self { log, numbers } = self;
        write_down::<P, Q>(log, step, after, numbers);
        numbers.step::<P, _, _>(step);
    }
}

impl<P: Computation, Q: Layer<P>> Observer<Q> for Logbook<P> {
    fn step(&mut self, _: Action, step: &StepOf<Q>, after: &Q::State) {
        self.add::<Q>(step, after);
    }
}
