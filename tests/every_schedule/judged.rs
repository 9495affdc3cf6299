//! How many ends a search judges, and how many steps break the rules by which ends are alike.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

use explore::{Explorable, Met, Options, Property, Reached, Report, explore_with};
use sim_core::{Context, System};
use snapshot::exploration::{Outcome, Snapshots, WrongOf};
use snapshot::oracle::Law;
use snapshot::{Layer, Program};

/// The same property, that counts what is judged and what breaks the rules, and tells no ends that are alike if `each` is to be
/// judged.
struct Judged<'a, C: snapshot::Computation, L> {
    snapshots: Snapshots<'a, C, L>,
    each: bool,
    times: AtomicU64,
    breaches: AtomicU64,
}

impl<'a, C: Program, L: Layer<C> + Sync> Property<L> for Judged<'a, C, L> {
    type Seen = <Snapshots<'a, C, L> as Property<L>>::Seen;
    type Outcome = Outcome<C>;
    type Violation = WrongOf<C>;

    fn observe(&self, cx: Context<'_>, seen: &mut Self::Seen, observation: &L::Observation) {
        self.snapshots.observe(cx, seen, observation);
    }

    fn keeps_rules(&self, cx: Context<'_>, step: &Met<'_, L, Self::Seen>) -> bool {
        let kept = self.snapshots.keeps_rules(cx, step);
        self.breaches.fetch_add(u64::from(!kept), Ordering::Relaxed);
        kept
    }

    fn alike(&self, end: &Reached<'_, L, Self::Seen>) -> Option<Outcome<C>> {
        self.snapshots.alike(end).filter(|_| !self.each)
    }

    fn ends(&self, reached: &Reached<'_, L, Self::Seen>) -> bool {
        self.snapshots.ends(reached)
    }

    fn judge(&self, end: &Reached<'_, L, Self::Seen>) -> Result<Outcome<C>, WrongOf<C>> {
        self.times.fetch_add(1, Ordering::Relaxed);
        self.snapshots.judge(end)
    }
}

/// What a search finds, how many ends it judged, and how many steps broke the rules.
pub(crate) fn judged<C: Program, L: Layer<C> + Explorable>(
    alone: &System<C>,
    layered: &System<L>,
    snapshots: u32,
    each: bool,
) -> (Report<Outcome<C>, WrongOf<C>>, u64, u64) {
    let snapshots = Snapshots {
        underlying: alone,
        superposed: layered,
        snapshots,
        law: Some(Law::MARKERS),
        freezes: false,
        stable: Vec::new(),
    };
    let property = Judged { snapshots, each, times: AtomicU64::new(0), breaches: AtomicU64::new(0) };
    let options = Options { keep_going: true, max_states: 1_000, ..Options::default() };
    let found = explore_with(layered, &property, &options, |_| ControlFlow::Continue(()));
    (found, property.times.into_inner(), property.breaches.into_inner())
}
