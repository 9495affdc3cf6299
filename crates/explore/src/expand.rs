//! What one thread does with its share of a block: asks the property about each state, and takes its steps.

use std::ops::Range;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use sim_core::{Action, ProcessId, Protocol, System, Value};

use crate::frontier::Block;
use crate::property::{Asked, Explorable, Property};
use crate::reached::Reached;
use crate::reduce::{Processes, Reducer, bit};
use crate::tables::{Tables, Unknown};
use crate::trail::Trail;

/// After how many states a thread lets those have the tables who have something to add.
const TURN: usize = 64;

/// What the threads share.
pub(crate) struct Ground<'a, P: Explorable, Q: Property<P>> {
    pub(crate) system: &'a System<P>,
    pub(crate) property: &'a Q,
    pub(crate) tables: RwLock<Tables<P, Q::Seen>>,
    /// None where every action is to be tried.
    pub(crate) reducer: Option<Reducer>,
}

/// What came of a share of a block. States are named by their places in the block.
#[derive(Debug)]
pub(crate) struct Expansion<O, X> {
    /// The states that the steps led to, one after the other.
    pub(crate) states: Vec<u32>,
    /// Their fingerprints.
    pub(crate) fingerprints: Vec<u128>,
    /// For each, where it was come from.
    pub(crate) origins: Vec<Step>,
    /// What the property said, by state.
    pub(crate) verdicts: Vec<Verdict<O, X>>,
    /// The states of which some actions have not been tried.
    pub(crate) reduced: Vec<u32>,
}

/// A step that was taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) from: u32,
    /// Which of the enabled actions it was.
    pub(crate) place: u32,
}

/// What the property said of a state.
#[derive(Debug)]
pub(crate) struct Verdict<O, X> {
    pub(crate) state: u32,
    pub(crate) what: Said<O, X>,
}

/// What the property may say.
#[derive(Debug)]
pub(crate) enum Said<O, X> {
    Broken(X),
    End(Result<O, X>),
    /// It is an end, and worth what the first is worth that comes to this.
    Alike(O),
}

impl<O, X> Default for Expansion<O, X> {
    fn default() -> Self {
        Self {
            states: Vec::new(),
            fingerprints: Vec::new(),
            origins: Vec::new(),
            verdicts: Vec::new(),
            reduced: Vec::new(),
        }
    }
}

impl<O, X> Expansion<O, X> {
    fn clear(&mut self) {
        self.states.clear();
        self.fingerprints.clear();
        self.origins.clear();
        self.verdicts.clear();
        self.reduced.clear();
    }

    /// How many bytes it takes, not counting what the property said.
    pub(crate) fn bytes(&self) -> usize {
        let of_steps =
            self.fingerprints.capacity() * size_of::<u128>() + self.origins.capacity() * size_of::<Step>();
        self.states.capacity() * size_of::<u32>() + of_steps
    }

    /// Forgets all but the first steps and verdicts.
    fn back_to(&mut self, width: usize, steps: usize, verdicts: usize) {
        self.states.truncate(steps * width);
        self.fingerprints.truncate(steps);
        self.origins.truncate(steps);
        self.verdicts.truncate(verdicts);
    }
}

/// What came of a share, for a property of a protocol.
pub(crate) type ExpansionOf<P, Q> = Expansion<<Q as Property<P>>::Outcome, <Q as Property<P>>::Violation>;

impl<P: Explorable, Q: Property<P>> Ground<'_, P, Q> {
    pub(crate) fn tables(&self) -> RwLockReadGuard<'_, Tables<P, Q::Seen>> {
        self.tables.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn tables_mut(&self) -> RwLockWriteGuard<'_, Tables<P, Q::Seen>> {
        self.tables.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks about each of these states, and takes its steps: those of a persistent set, where that is less than all.
    pub(crate) fn expand(
        &self,
        trail: &Trail,
        block: &Block,
        share: Range<u32>,
        out: &mut ExpansionOf<P, Q>,
    ) {
        out.clear();
        let mut reducer = self.reducer.clone();
        self.for_each(share, |tables, state| {
            let reached = self.reached(tables, trail, block, state);
            let (steps, verdicts) = (out.origins.len(), out.verdicts.len());
            if let Err(violation) = self.property.invariant(&reached) {
                out.verdicts.push(Verdict { state, what: Said::Broken(violation) });
            }
            if self.property.ends(&reached) {
                out.verdicts.push(Verdict { state, what: self.end(&reached) });
                return Ok(());
            }
            let tried =
                reducer.as_mut().map(|reducer| reducer.persistent(self.system, tables, reached.state));
            let (taken, left) = self
                .take_steps(tables, block, state, |at| is_in(tried, at), out)
                .inspect_err(|_| out.back_to(tables.width(), steps, verdicts))?;
            if taken + left == 0 {
                out.verdicts.push(Verdict { state, what: self.end(&reached) });
            } else if left > 0 {
                out.reduced.push(state);
            }
            Ok(())
        });
    }

    /// What an end is worth.
    fn end(&self, reached: &Reached<'_, P, Q::Seen>) -> Said<Q::Outcome, Q::Violation> {
        let alike = reached.tables.rules_kept.then(|| self.property.alike(reached)).flatten();
        alike.map_or_else(|| Said::End(self.property.judge(reached)), Said::Alike)
    }

    /// Takes those steps of these states that [`expand`](Self::expand) has left out.
    pub(crate) fn expand_rest(&self, block: &Block, share: &[u32], out: &mut ExpansionOf<P, Q>) {
        out.clear();
        let mut reducer = self.reducer.clone();
        self.for_each(share.iter().copied(), |tables, state| {
            let tried =
                reducer.as_mut().map(|reducer| reducer.persistent(self.system, tables, block.state(state)));
            let (steps, verdicts) = (out.origins.len(), out.verdicts.len());
            self.take_steps(tables, block, state, |at| !is_in(tried, at), out)
                .inspect_err(|_| out.back_to(tables.width(), steps, verdicts))
                .map(|_| ())
        });
    }

    pub(crate) fn reached<'t>(
        &'t self,
        tables: &'t Tables<P, Q::Seen>,
        trail: &'t Trail,
        block: &'t Block,
        state: u32,
    ) -> Reached<'t, P, Q::Seen> {
        let number = block.first + u64::from(state);
        Reached { system: self.system, tables, trail, state: block.state(state), number }
    }

    /// Takes the steps of a state that happen at the processes wanted and are of consequence; the answer is how many they
    /// are, and how many are left.
    #[inline(always)]
    fn take_steps(
        &self,
        tables: &Tables<P, Q::Seen>,
        block: &Block,
        from: u32,
        wanted: impl Fn(ProcessId) -> bool,
        out: &mut ExpansionOf<P, Q>,
    ) -> Result<(usize, usize), Unknown> {
        let state = block.state(from);
        let fingerprint = tables.fingerprint(state);
        let matters = |action| {
            tables.accepts(self.system, state, action)
                && self.reducer.as_ref().is_none_or(|reducer| !reducer.ignores(tables, state, action))
        };
        let (mut place, mut taken, mut left, mut unknown) = (0, 0, 0, None);
        tables.enabled(state, |action, process| {
            if unknown.is_none() && matters(action) {
                if wanted(process) {
                    taken += 1;
                    unknown = take_step(tables, (state, fingerprint), (from, place, action), out).err();
                } else {
                    left += 1;
                }
            }
            place += 1;
        });
        unknown.map_or(Ok((taken, left)), Err)
    }

    /// Does something with each state, and finds out what turns out to be unknown.
    fn for_each(
        &self,
        states: impl Iterator<Item = u32>,
        mut work: impl FnMut(&Tables<P, Q::Seen>, u32) -> Result<(), Unknown>,
    ) {
        let mut tables = self.tables();
        for (turn, state) in states.enumerate() {
            if turn % TURN == TURN - 1 {
                drop(tables);
                tables = self.tables();
            }
            while let Err(unknown) = work(&tables, state) {
                drop(tables);
                self.tables_mut().learn(self.system, &Asked(self.property), unknown);
                tables = self.tables();
            }
        }
    }
}

/// Whether the actions of the process are to be tried.
#[inline(always)]
fn is_in(tried: Option<Processes>, process: ProcessId) -> bool {
    tried.is_none_or(|set| set & bit(process) != 0)
}

/// Takes a step: the action at a place of those that are enabled in a state of the block.
#[inline(always)]
fn take_step<P: Protocol, V: Value + Default, O, X>(
    tables: &Tables<P, V>,
    (state, fingerprint): (&[u32], u128),
    (from, place, action): (u32, u32, Action),
    out: &mut Expansion<O, X>,
) -> Result<(), Unknown> {
    let start = out.states.len();
    out.states.extend_from_slice(state);
    let change = tables.step(&mut out.states[start..], action)?;
    out.fingerprints.push(fingerprint.wrapping_add(change));
    out.origins.push(Step { from, place });
    Ok(())
}

#[cfg(test)]
mod tests {
    use sim_core::{Context, Effects, Event, Topology};

    use super::*;
    use crate::property::Invariant;

    /// Numbers that go round, each one more than the last.
    struct Rising;

    impl Protocol for Rising {
        type State = u64;
        type Message = u64;
        type Command = ();
        type Observation = ();

        fn initial_state(&self, _: Context<'_>) -> u64 {
            0
        }

        fn commands(&self, _: Context<'_>, state: &u64, offer: impl FnMut(())) {
            (*state < 4).then_some(()).into_iter().for_each(offer);
        }

        fn handle<E: Effects<u64, ()>>(
            &self,
            cx: Context<'_>,
            state: &mut u64,
            _: Event<u64, ()>,
            effects: &mut E,
        ) {
            *state += 1;
            cx.outgoing().for_each(|channel| effects.send(channel, *state));
        }
    }

    #[test]
    fn a_step_changes_the_fingerprint_into_that_of_the_state_it_leads_to() {
        let system = System::new(Rising, Topology::ring(3).unwrap());
        let property = Invariant(|_: &Reached<'_, Rising, ()>| Ok::<(), ()>(()));
        let tables = Tables::new(&system, &Asked(&property));
        let mut frontier = crate::frontier::Frontier::default();
        let initial = vec![0; tables.width()];
        frontier.push(0, &initial);
        let ground =
            Ground { system: &system, property: &property, tables: RwLock::new(tables), reducer: None };
        let (mut out, mut steps) = (Expansion::default(), 0);
        for depth in 1..8 {
            let mut next = crate::frontier::Frontier::default();
            for (packed, ..) in frontier.into_blocks() {
                let mut block = Block::default();
                packed.unpack(&mut block);
                ground.expand(&Trail::default(), &block, 0..block.len(), &mut out);
                let tables = ground.tables();
                for (state, fingerprint) in out.states.chunks(tables.width()).zip(&out.fingerprints) {
                    assert_eq!(*fingerprint, tables.fingerprint(state), "depth {depth}");
                    next.push(0, state);
                    steps += 1;
                }
            }
            frontier = next;
        }
        assert!(steps > 500, "{steps}");
    }
}
