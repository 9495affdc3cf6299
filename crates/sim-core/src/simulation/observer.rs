//! Who watches a run.

use crate::protocol::Protocol;
use crate::schedule::{Action, Schedule};
use crate::step::StepOf;

/// Sees the steps of a run, in order, and can change nothing.
pub trait Observer<P: Protocol> {
    /// Whether it looks at all. What nobody looks at is not put together.
    const LOOKS: bool = true;

    /// A step has happened: `action` was chosen, and `after` is the state to which it led its process.
    fn step(&mut self, action: Action, step: &StepOf<P>, after: &P::State);
}

/// Nobody watches.
impl<P: Protocol> Observer<P> for () {
    const LOOKS: bool = false;

    #[inline(always)]
    fn step(&mut self, _: Action, _: &StepOf<P>, _: &P::State) {}
}

/// Writes down what the scheduler chose, so that the run can be made again without its seed.
impl<P: Protocol> Observer<P> for Schedule {
    fn step(&mut self, action: Action, _: &StepOf<P>, _: &P::State) {
        self.0.push(action);
    }
}

/// An observer that is lent.
impl<P: Protocol, A: Observer<P>> Observer<P> for &mut A {
    const LOOKS: bool = A::LOOKS;

    #[inline]
    fn step(&mut self, action: Action, step: &StepOf<P>, after: &P::State) {
        A::step(self, action, step, after);
    }
}

/// Two watch, one after the other.
impl<P: Protocol, A: Observer<P>, B: Observer<P>> Observer<P> for (A, B) {
    const LOOKS: bool = A::LOOKS || B::LOOKS;

    #[inline]
    fn step(&mut self, action: Action, step: &StepOf<P>, after: &P::State) {
        self.0.step(action, step, after);
        self.1.step(action, step, after);
    }
}
