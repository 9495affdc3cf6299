//! One experiment: a computation under a snapshot algorithm, run until its snapshots are complete, and judged.
//!
//! The same loop for one seed and for a million: it keeps all its buffers from run to run. It stops at the step that
//! completes the last snapshot, as the exercise's initiator does; what is in flight then stays in flight. What it is told to
//! do, action by action, is done to the end all the same, or it is an error.

mod hope;
mod inside;
mod opening;

use std::ops::Range;

use sim_core::{
    Advance, End, Observer, ProcessId, Scheduler, Simulation, State, StepError, System, Timed, VirtualTime,
    Waited,
};

use inside::InWindow;

use crate::aim::Aim;
use crate::computation::{Computation, Underlying};
use crate::id::SnapshotId;
use crate::judge::{Judge, Judged};
use crate::judgement::Judgement;
use crate::layer::Layer;
use crate::log::LogEvent;
use crate::meanwhile::Meanwhile;
use crate::offers::{Offers, Wait};
use crate::oracle::{Checks, Ending, Evidence, Law};
use crate::wanted::{Unwanted, Wanted};
use crate::window::Window;
use crate::wire::Carries;

/// Why a run ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stopped {
    /// Every snapshot is complete.
    SnapshotComplete,
    /// As many events as were allowed have happened.
    MaxEvents,
    /// More memory would be needed than is allowed, as whoever drives the run has found.
    MaxMemory,
    /// Something went wrong, and what is missing of the snapshots cannot come any more, whatever the computation does.
    Hopeless,
    /// Nothing is enabled, or the given schedule is over.
    Quiescent,
    /// Virtual time is over.
    OutOfTime,
}

/// How much was received in a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Delivered {
    /// Messages of the computation.
    pub messages: u64,
    /// Markers.
    pub markers: u64,
}

/// A system under a snapshot algorithm, ready to be run again and again.
#[derive(Debug)]
pub struct Experiment<'a, P: Computation, Q: Layer<P>, S> {
    underlying: &'a System<P>,
    snapshots: u32,
    max_events: u64,
    law: Option<Law>,
    simulation: Simulation<'a, Q, S>,
    window: Window<P>,
    offers: Offers<P>,
    /// Whether the run has come to where nothing can happen any more.
    over: bool,
    /// After how many events it is asked next whether there is still hope.
    hopes_until: u64,
    judge: Judge<P>,
}

impl<'a, P: Computation, Q: Layer<P>, S: Scheduler<Q>> Experiment<'a, P, Q, S> {
    /// Waits for so many snapshots of a run that is given up after so many events.
    pub(crate) fn begin(
        underlying: &'a System<P>,
        simulation: Simulation<'a, Q, S>,
        (snapshots, max_events): (u32, u64),
        law: Option<Law>,
        mut judge: Judge<P>,
    ) -> Self {
        judge.clear(numbers(snapshots));
        Self {
            underlying,
            snapshots,
            max_events,
            law,
            window: Window::default(),
            simulation,
            offers: Offers::default(),
            over: false,
            hopes_until: 0,
            judge,
        }
    }

    /// The same, but nothing is kept of the events of the window: memory is that of the processes and messages in flight, however long
    /// it takes. The verdicts are the same.
    #[must_use]
    pub fn forgetting(mut self) -> Self {
        self.forget();
        self
    }

    /// Forgets the events of the window, and keeps none from now on, as [if it never had](Self::forgetting).
    pub fn forget(&mut self) {
        self.window.forget();
        self.offers.forget();
    }

    /// Whether the events of the window are kept.
    #[must_use]
    pub const fn keeps(&self) -> bool {
        self.window.keeps()
    }

    /// Runs until the snapshots are complete and all that was [given](Scheduler::has_more) is done, or there is a reason to stop
    /// before; `observer` sees everything.
    ///
    /// # Errors
    /// When a given schedule asks for a step that is not enabled.
    #[inline]
    pub fn run(&mut self, observer: &mut impl Observer<Q>) -> Result<Stopped, StepError> {
        Ok(self.run_until(self.max_events, observer)?.unwrap_or(Stopped::MaxEvents))
    }

    /// Runs like [`run`](Self::run), but pauses when as many events have happened; `None` says that it paused.
    ///
    /// # Errors
    /// When a given schedule asks for a step that is not enabled.
    pub fn run_until(
        &mut self,
        events: u64,
        observer: &mut impl Observer<Q>,
    ) -> Result<Option<Stopped>, StepError> {
        let pause = events.min(self.max_events);
        if !self.window.is_open() {
            if Law::aim_of(self.law) == Aim::RecoveryLine {
                self.open_at_once();
            } else {
                match self.simulation.wait(pause, |wire| wire.control().is_some(), observer)? {
                    Waited::Sign(first) => self.open(&first),
                    Waited::Paused => return Ok(self.paused(pause)),
                    Waited::Over(end) => return Ok(Some(self.over(end))),
                }
                self.tell_judge();
            }
            if self.is_done() {
                return Ok(Some(Stopped::SnapshotComplete));
            }
            if self.simulation.events() >= pause {
                return Ok(self.paused(pause));
            }
        }
        self.run_window(pause, observer)
    }

    /// Tells the judge what can be measured now.
    #[cold]
    fn tell_judge(&mut self) {
        let now = self.meanwhile();
        self.judge.meanwhile(now);
    }

    /// What can be measured now, of an algorithm of which there is something to measure.
    fn meanwhile(&self) -> Meanwhile {
        let System { protocol, topology } = self.simulation.system();
        let stored = topology.processes().map(|process| protocol.stored(self.simulation.process(process)));
        Meanwhile {
            refused: protocol.refuses().then(|| self.simulation.scheduler().refusals()).flatten(),
            blocked: protocol.blocks().then(|| self.blocked()),
            stored: stored.sum(),
        }
    }

    /// Runs on in the window.
    fn run_window(
        &mut self,
        pause: u64,
        observer: &mut impl Observer<Q>,
    ) -> Result<Option<Stopped>, StepError> {
        loop {
            let Self { underlying, simulation, window, judge, offers, .. } = self;
            let inside = InWindow { systems: (*underlying, simulation.system()), window, judge, offers };
            let advance = simulation.step(&mut (inside, &mut *observer))?;
            if self.judge.has_news() {
                self.tell_judge();
            }
            match advance {
                Advance::Performed if self.is_done() => return Ok(Some(Stopped::SnapshotComplete)),
                Advance::Performed if self.is_hopeless() => return Ok(Some(Stopped::Hopeless)),
                Advance::Performed if self.simulation.events() >= pause => return Ok(self.paused(pause)),
                Advance::Performed => {}
                Advance::Over(end) => return Ok(Some(self.over(end))),
            }
        }
    }

    /// As many events have happened as were to happen now, or at all.
    fn paused(&self, pause: u64) -> Option<Stopped> {
        (pause == self.max_events).then_some(Stopped::MaxEvents)
    }

    /// There is no next step.
    fn over(&mut self, end: End) -> Stopped {
        match end {
            End::OutOfTime => return Stopped::OutOfTime,
            End::Quiescent if self.judge.is_complete() => return Stopped::SnapshotComplete,
            End::Quiescent => {}
        }
        // A schedule may end before everything has happened that can.
        self.over = self.simulation.system().enabled(&self.simulation.state()).is_empty();
        Stopped::Quiescent
    }

    /// Whether the last step was the last of all.
    fn is_done(&self) -> bool {
        self.judge.is_complete() && !self.simulation.scheduler().has_more()
    }

    /// For how long processes that could have done something of their own accord were kept from it, all added up; of an algorithm that
    /// is known to [block](Layer::blocks).
    #[must_use]
    pub fn blocked(&self) -> VirtualTime {
        self.offers.blocked(self.simulation.now())
    }

    /// The stretches of the run in which they were, where its events are kept.
    #[must_use]
    pub fn waits(&self) -> Vec<Wait> {
        self.offers.waits()
    }

    /// How many events have happened.
    #[must_use]
    pub fn events_so_far(&self) -> u64 {
        self.simulation.events()
    }

    /// What has been delivered. Before the window there are no markers.
    #[must_use]
    pub fn delivered(&self) -> Delivered {
        let markers = self.window.markers();
        Delivered { messages: self.simulation.receipts() - markers, markers }
    }

    /// Whether something [went wrong](crate::Faults).
    #[must_use]
    pub const fn has_suffered(&self) -> bool {
        self.judge.has_suffered()
    }

    /// The numbers of the snapshots.
    pub fn snapshots(&self) -> impl Iterator<Item = SnapshotId> + use<P, Q, S> {
        (1..=self.snapshots).map(SnapshotId)
    }

    fn ending(&self) -> Ending<'_> {
        Ending { meanwhile: self.meanwhile(), offers: self.offers.seen(), over: self.over, law: self.law }
    }

    /// What the oracles see of a snapshot.
    #[must_use]
    pub fn evidence(&self, snapshot: SnapshotId) -> Evidence<'_, P> {
        let (base, events) = (self.window.base(), self.window.events());
        let (offers, over, law) = (self.offers.seen(), self.over, self.law);
        Evidence { system: self.underlying, snapshot, base, events, offers, over, law }
    }

    /// What the oracles say of a snapshot.
    ///
    /// # Panics
    /// When it is none of those that were waited for.
    #[must_use]
    pub fn judge(&self, snapshot: SnapshotId) -> Checks {
        let mut judgements = self.judgements().into_iter();
        judgements.find(|judgement| judgement.snapshot == snapshot).expect("it is waited for").checks
    }

    /// What the oracles say of each snapshot, without reasons, in the order in which they began, as long as `wanted` and `see` say so.
    ///
    /// # Errors
    /// [`Unwanted`] when the rest is not wanted.
    pub fn judge_each(
        &self,
        wanted: Wanted<'_>,
        see: impl FnMut(Judged<'_, P>) -> Result<(), Unwanted>,
    ) -> Result<(), Unwanted> {
        self.judge.judge_each(self.underlying, self.ending(), wanted, see)
    }

    /// Everything there is to say of each snapshot.
    ///
    /// # Panics
    /// Never: it is wanted to the end.
    #[must_use]
    pub fn judgements(&self) -> Vec<Judgement<P>> {
        self.judgements_while(Wanted::ALWAYS).expect("it is wanted to the end")
    }

    /// Everything there is to say of each snapshot. Of a run whose events were not [kept](Self::forgetting) it is not known why
    /// something is wrong, nor whether it was ever in a recorded state.
    ///
    /// # Errors
    /// [`Unwanted`] when that is no longer wanted.
    pub fn judgements_while(&self, wanted: Wanted<'_>) -> Result<Vec<Judgement<P>>, Unwanted> {
        let evidence = self.keeps().then(|| self.evidence(SnapshotId(1)));
        Judgement::watched(self.underlying, &self.judge, self.ending(), evidence.as_ref(), wanted)
    }

    /// The events of the window.
    #[must_use]
    pub fn events(&self) -> &[LogEvent<P>] {
        self.window.events()
    }

    /// How many events happened before the window; all of them, if it has not opened.
    #[must_use]
    pub fn events_before(&self) -> u64 {
        self.simulation.events() - self.window.count() as u64
    }

    /// The underlying global state just before the window.
    #[must_use]
    pub const fn base(&self) -> &Underlying<P> {
        self.window.base()
    }

    /// The underlying global state just before the window, and the events of the window, of a run that is over.
    #[must_use]
    pub fn into_window(self) -> (Underlying<P>, Vec<LogEvent<P>>) {
        self.window.into_parts()
    }

    /// The computation alone.
    #[must_use]
    pub const fn underlying(&self) -> &'a System<P> {
        self.underlying
    }

    /// The system that is run.
    #[must_use]
    pub const fn system(&self) -> &System<Q> {
        self.simulation.system()
    }

    /// How many control messages the algorithm should send, if that is known.
    #[must_use]
    pub const fn law(&self) -> Option<Law> {
        self.law
    }

    /// What picks the actions of the run.
    #[must_use]
    pub const fn scheduler(&self) -> &S {
        self.simulation.scheduler()
    }

    /// The present global state, put together.
    #[must_use]
    pub fn state(&self) -> State<Q> {
        self.simulation.state()
    }

    /// The present state of one process.
    #[must_use]
    pub fn process(&self, process: ProcessId) -> &Q::State {
        self.simulation.process(process)
    }

    /// The present virtual time.
    #[must_use]
    pub const fn now(&self) -> VirtualTime {
        self.simulation.now()
    }
}

impl<P: Computation, Q: Layer<P>> Experiment<'_, P, Q, Timed<Q>> {
    /// Begins anew with another seed, keeping the buffers.
    #[inline]
    pub fn restart(&mut self, seed: u64) {
        self.simulation.restart(seed);
        (self.over, self.hopes_until) = (false, 0);
        self.window.reset();
        self.judge.clear(numbers(self.snapshots));
        self.offers.reset();
    }
}

/// The numbers of so many snapshots.
const fn numbers(snapshots: u32) -> Range<u32> {
    1..snapshots.saturating_add(1)
}
