//! Watches a run from the first sign of a snapshot, step by step, and judges its snapshots in that one pass.
//!
//! Nothing is kept of a step: memory is O(processes + channels + messages in flight) for the run, and for each of its snapshots that and what
//! was recorded for it, however long it takes. What the oracles ask is about two other runs: the *computation alone*, and the run in which all prerecording
//! events come first (Theorem 1 of the paper). Neither is a second execution here, because of three things that are so by the model:
//!
//! 1. Handlers are functions of the process's state and the event. An event at p does not change the state of any other process, so
//!    p goes through the same states, sends the same and may do the same in every run in which its own events come in the same
//!    order. [`Alone`] performs each event once, and that is what p does in all of them.
//! 2. Prerecording events are the first ones of their process, so putting them first leaves the order of each process as it is. What two
//!    orders of the same events can differ in is therefore *whether a message is there* when it is to be received.
//! 3. A channel has one sender and one receiver. With prerecording events first, its receipts and its sends are in the orders they
//!    had; a message is there when it is to be received unless its receipt has come before its sending, that is, unless the receipt is
//!    prerecording and the sending is not. So the reordered run can be performed if and only if the cut is consistent and the
//!    run itself could be; and after its prerecording part p is in the state after its own recording, and a channel holds
//!    what was sent before its source recorded and not received before its target did ([`Crossing`](crate::Crossing)).
//!
//! A later prerecording event at another process touches neither of the two: not p's state, and of p's channels only what they hold
//! across the cut, which is noted as it is sent. `tests/reperformed.rs` holds all this, in every run of the
//! tests, against performing the reordered run.
//!
//! *Why* something is wrong is told from the events themselves ([`crate::reasons`]); here it is only found that it is.

mod across;
mod crossed;
mod hope;
pub(crate) mod incidents;
mod judged;
mod lines;
mod log;
mod news;
mod opening;
mod said;
mod signs;
mod stable;
mod stables;
mod suffering;
mod taking;

use std::ops::Range;

use sim_core::System;

use crate::aim::Aim;
use crate::alone::Alone;
use crate::computation::{Asked, Computation, Underlying};
use crate::layer::StepOver;
use crate::load::{Carried, Load};
use crate::meanwhile::Meanwhile;
use crate::numbers::{Names, Numbers};
use crate::oracle::stable::Stable;
use crate::oracle::{Law, Oracle, all_stable, any_stable, oracles, panel};
use crate::wire::Carries;
use crossed::Crossed;
use incidents::Incidents;
pub use judged::Judged;
use news::News;
use stables::Stables;
use taking::Taking;

/// Makes the oracles of a snapshot.
pub type Panel<P> = fn() -> Vec<Box<dyn Oracle<P>>>;

/// Watches a run, and judges its snapshots.
#[derive(Debug)]
pub struct Judge<P: Computation> {
    aim: Aim,
    panel: Panel<P>,
    /// Whether what is to be stable is judged, too: what the computation declares, and what is said here.
    judges_stable: bool,
    own_stable: Vec<Asked<P>>,
    stables: Stables<P>,
    alone: Alone<P>,
    numbers: Numbers,
    load: Load,
    /// How much there was of each good before the first step.
    goods: Vec<u64>,
    /// How many events there were.
    events: usize,
    /// The number of the first snapshot that is judged.
    first: u32,
    /// By number, from there: the snapshots that have begun.
    takings: Vec<Option<Box<Taking<P>>>>,
    /// The recovery line at which all are before the first, where there are to be lines; its buffers are kept.
    beginning: Option<Box<Taking<P>>>,
    /// The places of those that have begun, in that order.
    begun: Vec<usize>,
    /// How many are not whole.
    incomplete: usize,
    /// What the computation sent, and the numbers that the algorithm added.
    carried: Carried,
    news: News,
    crossed: Crossed,
    #[expect(
        clippy::vec_box,
        reason = "they go back and forth between here and `takings`, where most are not there"
    )]
    spare: Vec<Box<Taking<P>>>,
    /// A buffer: the places of those that become complete in the present step.
    complete: Vec<usize>,
    /// What went wrong.
    incidents: Incidents,
}

impl<P: Computation> Default for Judge<P> {
    fn default() -> Self {
        Self::by(oracles)
    }
}

impl<P: Computation> Judge<P> {
    /// Judges what an algorithm with this law is after: recovery lines, if the law says so.
    #[must_use]
    pub fn of(law: Option<Law>) -> Self {
        let aim = Law::aim_of(law);
        Self { aim, judges_stable: aim == Aim::GlobalState, ..Self::by(panel(law)) }
    }

    /// Judges each global state by these oracles.
    #[must_use]
    pub fn by(panel: Panel<P>) -> Self {
        Self {
            aim: Aim::GlobalState,
            panel,
            judges_stable: false,
            own_stable: Vec::new(),
            stables: Stables::default(),
            alone: Alone::default(),
            numbers: Numbers::default(),
            load: Load::default(),
            goods: Vec::new(),
            events: 0,
            first: 1,
            takings: Vec::new(),
            beginning: None,
            begun: Vec::new(),
            incomplete: 0,
            carried: Carried::default(),
            news: News::default(),
            crossed: Crossed::default(),
            spare: Vec::new(),
            complete: Vec::new(),
            incidents: Incidents::default(),
        }
    }

    /// The same, and of global states this is to be stable, beside what the computation declares.
    #[must_use]
    pub fn and_stable(self, asked: &[Asked<P>]) -> Self {
        Self { own_stable: asked.to_vec(), ..self }
    }

    /// The oracles of one snapshot of this computation.
    pub(crate) fn panel(&self, computation: &P) -> Vec<Box<dyn Oracle<P>>> {
        let mut panel = (self.panel)();
        if self.judges_stable && any_stable(computation, &self.own_stable) {
            panel.push(Box::new(Stable { all: all_stable(computation, &self.own_stable) }));
        }
        panel
    }

    /// Whether nothing of any snapshot is missing; never, if there is none to wait for.
    #[inline]
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.incomplete == 0 && !self.takings.is_empty()
    }

    /// The computation alone.
    pub(crate) const fn alone(&self) -> &Alone<P> {
        &self.alone
    }

    /// The messages that can be asked for by their numbers.
    pub(crate) const fn numbers(&self) -> &Numbers {
        &self.numbers
    }

    /// Begins, before the first step with a sign of a snapshot, keeping the buffers: with the numbers of the snapshots to be judged.
    pub fn begin(&mut self, system: &System<P>, base: &Underlying<P>, snapshots: Range<u32>) {
        self.clear(snapshots);
        self.alone.begin(base);
        self.begun(system);
    }

    /// What there is before the first step is known.
    fn begun(&mut self, system: &System<P>) {
        let System { protocol, topology } = system;
        self.crossed.clear(topology.channels().len());
        let goods = 0..protocol.conserved().len();
        self.goods.extend(goods.map(|good| self.alone.amount(protocol, good)));
        self.begin_lines(system);
        self.begin_stable(system);
    }

    /// Forgets the last run, keeping the buffers, and waits for snapshots with these numbers.
    pub fn clear(&mut self, snapshots: Range<u32>) {
        self.alone.clear();
        self.numbers.clear();
        self.load.clear();
        self.goods.clear();
        self.events = 0;
        self.spare.extend(self.takings.iter_mut().filter_map(Option::take));
        self.first = snapshots.start;
        self.takings.resize_with(snapshots.len(), || None);
        self.begun.clear();
        self.incomplete = self.takings.len();
        self.complete.clear();
        self.incidents.clear();
        self.carried = Carried::default();
        self.news.clear();
    }

    /// Whether a snapshot has begun, or become complete, since [`meanwhile`](Self::meanwhile) was called.
    #[inline(always)]
    pub(crate) const fn has_news(&self) -> bool {
        self.news.any(self.begun.len())
    }

    /// So much was measured of the run after the last step.
    pub(crate) fn meanwhile(&mut self, now: Meanwhile) {
        let Self { news, takings, begun, .. } = self;
        news.tell(now, takings, begun);
    }

    /// Takes in the next step, which led its process to `after`.
    pub fn step<W: Carries<P::Message>, V: Names>(
        &mut self,
        system: &System<P>,
        step: &StepOver<P, W, V>,
        after: &P::State,
    ) {
        let received = self.alone.perform(system, step, after);
        self.take_in(system, step, after, received, 1);
    }
}
