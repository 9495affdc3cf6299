//! The search: depth by depth, block by block.
//!
//! A block is expanded by all threads, each taking a share of its states; then what it led to is entered into the set
//! of states met, each thread taking a share of the *set*. Either way what is found comes back in the order of the
//! block, so that it does not depend on the number of threads which of two steps found a state first.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::RwLock;

use indexmap::IndexMap;
use indexmap::map::Entry;
use sim_core::{System, Value};

use crate::enter::Shards;
use crate::expand::{ExpansionOf, Ground, Said, Step, Verdict};
use crate::fingerprint::Fingerprinter;
use crate::frontier::{BLOCK, Block, Frontier};
use crate::property::{Asked, Explorable, Property};
use crate::reduce::Reducer;
use crate::report::{Ending, Found, Options, Progress, Report};
use crate::round::{Round, RoundOf, merge};
use crate::tables::Tables;
use crate::threads::Team;
use crate::trail::Trail;
use crate::visited::{SHARDS, Shard, shard_of};
use crate::witness::{Witness, witnesses};

/// How many states or steps are worth a thread of their own: a tenth of a millisecond, ten times what it takes to wake one.
const WORTHWHILE: usize = 64;
/// More threads would have nothing to do.
const MOST_JOBS: NonZeroUsize =
    NonZeroUsize::new(BLOCK / WORTHWHILE).expect("a block is worth more than one");

/// How often something was found, and the number of the first state where.
type Finds<T> = IndexMap<T, (u64, u64), Fingerprinter>;

/// A search under way.
pub(crate) struct Search<'a, P: Explorable, Q: Property<P>, S> {
    ground: Ground<'a, P, Q>,
    options: Options,
    team: Team,
    trail: Trail,
    visited: Vec<S>,
    /// In a reduced search, the states of the depth that is being found.
    deeper: Vec<S>,
    next: Frontier,
    /// For the block that is looked into, again and again.
    block: Block,
    progress: Progress,
    ends: u64,
    outcomes: Finds<Q::Outcome>,
    violations: Finds<Q::Violation>,
    /// For the expansions of a block, again and again.
    buffers: Vec<ExpansionOf<P, Q>>,
}

impl<'a, P: Explorable, Q: Property<P>, S: Shard> Search<'a, P, Q, S> {
    pub(crate) fn new(system: &'a System<P>, property: &'a Q, options: Options) -> Self {
        let tables = Tables::new(system, &Asked(property));
        let reducer = options.reduce.then(|| Reducer::new(&system.topology)).flatten();
        let shards = |wanted| std::iter::repeat_with(S::default).take(wanted).collect::<Vec<_>>();
        let mut search = Self {
            deeper: shards(if reducer.is_some() { SHARDS } else { 0 }),
            visited: shards(SHARDS),
            team: Team::new(options.jobs.min(MOST_JOBS)),
            trail: Trail::default(),
            next: Frontier::default(),
            block: Block::default(),
            progress: Progress::default(),
            ends: 0,
            outcomes: Finds::default(),
            violations: Finds::default(),
            buffers: Vec::new(),
            options,
            ground: Ground { system, property, tables: RwLock::new(tables), reducer },
        };
        search.enter_initial();
        search
    }

    fn enter_initial(&mut self) {
        let tables = self.ground.tables();
        let state = vec![0; tables.width()];
        let fingerprint = tables.fingerprint(&state);
        self.visited[shard_of(fingerprint)].insert(fingerprint, &state);
        self.next.push(0, &state);
        self.progress.states = 1;
    }

    /// Searches until there is nothing left or something says to stop.
    pub(crate) fn run(
        mut self,
        mut watch: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Report<Q::Outcome, Q::Violation> {
        let ending = match self.search(&mut watch) {
            ControlFlow::Continue(()) => Ending::Exhausted,
            ControlFlow::Break(ending) => ending,
        };
        self.report(ending)
    }

    fn search(&mut self, watch: &mut impl FnMut(Progress) -> ControlFlow<()>) -> ControlFlow<Ending> {
        loop {
            for (packed, queue, bytes) in std::mem::take(&mut self.next).into_blocks() {
                let mut block = std::mem::take(&mut self.block);
                packed.unpack(&mut block);
                self.look_into(&block)?;
                self.block = block;
                self.progress.queue = queue + self.next.len();
                self.progress.bytes = (bytes + self.bytes()) as u64;
                if watch(self.progress).is_break() {
                    return ControlFlow::Break(Ending::Asked);
                }
                if self.progress.bytes > self.options.max_bytes {
                    return ControlFlow::Break(Ending::MaxBytes);
                }
            }
            if self.next.len() == 0 {
                return ControlFlow::Continue(());
            }
            self.deeper.iter_mut().for_each(S::clear);
            self.progress.depth += 1;
        }
    }

    fn bytes(&self) -> usize {
        let shards: usize = self.visited.iter().chain(&self.deeper).map(S::bytes).sum();
        let finds = bytes(&self.outcomes) + bytes(&self.violations);
        let topology = self.ground.system.topology.bytes();
        let buffers: usize = self.buffers.iter().map(ExpansionOf::<P, Q>::bytes).sum();
        let queue = self.next.bytes() + self.block.bytes() + buffers;
        topology + finds + shards + queue + self.trail.bytes() + self.ground.tables().bytes()
    }

    fn look_into(&mut self, block: &Block) -> ControlFlow<Ending> {
        let first = self.expand(block);
        let first = self.enter(first);
        let rest = if self.deeper.is_empty() { Vec::new() } else { first.turned_back(block) };
        let rest = if rest.is_empty() { Vec::new() } else { self.expand_rest(block, &rest) };
        let rest = self.enter(rest);
        self.progress.steps += first.steps() + rest.steps();
        let Round { mut expansions, entered } = first;
        self.take_note(block, &mut expansions)?;
        let first = Round { expansions, entered };
        self.add_children(block, &first, &rest)?;
        self.buffers.extend(first.expansions.into_iter().chain(rest.expansions));
        ControlFlow::Continue(())
    }

    /// How many threads this much work is for.
    fn jobs(&self, work: usize) -> usize {
        (work / WORTHWHILE).clamp(1, self.options.jobs.min(MOST_JOBS).get())
    }

    fn buffers(&mut self, wanted: usize) -> Vec<ExpansionOf<P, Q>> {
        std::iter::repeat_with(|| self.buffers.pop().unwrap_or_default()).take(wanted).collect()
    }

    fn expand(&mut self, block: &Block) -> Vec<ExpansionOf<P, Q>> {
        let jobs = self.jobs(block.len() as usize);
        let mut expansions = self.buffers(jobs);
        let share = block.len().div_ceil(u32::try_from(jobs).expect("no more than a block has states"));
        let shares =
            (0..block.len()).step_by(share as usize).map(|start| start..block.len().min(start + share));
        let (ground, trail) = (&self.ground, &self.trail);
        self.team.each(shares.zip(&mut expansions), |(share, out)| ground.expand(trail, block, share, out));
        expansions
    }

    fn expand_rest(&mut self, block: &Block, rest: &[u32]) -> Vec<ExpansionOf<P, Q>> {
        let jobs = self.jobs(rest.len());
        let mut expansions = self.buffers(jobs);
        let shares = rest.chunks(rest.len().div_ceil(jobs));
        let ground = &self.ground;
        self.team.each(shares.zip(&mut expansions), |(share, out)| ground.expand_rest(block, share, out));
        expansions
    }

    fn enter(&mut self, expansions: Vec<ExpansionOf<P, Q>>) -> RoundOf<P, Q> {
        let width = self.ground.tables().width();
        let jobs = self.jobs(expansions.iter().map(|expansion| expansion.origins.len()).sum());
        let each = SHARDS.div_ceil(jobs);
        let visited = self.visited.chunks_mut(each);
        let deeper = self.deeper.chunks_mut(each).chain(std::iter::repeat_with(Default::default));
        let shards = (0..).step_by(each).zip(visited.zip(deeper));
        let shards = shards.map(|(first, (visited, deeper))| Shards { first, visited, deeper });
        let parts = self.team.each(shards, |mut shards: Shards<'_, S>| {
            expansions.iter().map(|expansion| shards.enter(expansion, width)).collect::<Vec<_>>()
        });
        Round { entered: parts.into_iter().reduce(merge).unwrap_or_default(), expansions }
    }

    /// Counts what the property said.
    fn take_note(&mut self, block: &Block, expansions: &mut [ExpansionOf<P, Q>]) -> ControlFlow<Ending> {
        for Verdict { state, what } in
            expansions.iter_mut().flat_map(|expansion| expansion.verdicts.drain(..))
        {
            let number = block.first + u64::from(state);
            self.ends += u64::from(!matches!(what, Said::Broken(_)));
            let worth = match what {
                Said::Alike(outcome) if self.outcomes.contains_key(&outcome) => Ok(outcome),
                Said::Alike(_) => self.judge(block, state),
                Said::End(worth) => worth,
                Said::Broken(violation) => Err(violation),
            };
            match worth {
                Ok(outcome) => count(&mut self.outcomes, outcome, number),
                Err(violation) => {
                    count(&mut self.violations, violation, number);
                    if !self.options.keep_going {
                        return ControlFlow::Break(Ending::Violated);
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Judges the first end of those that are alike.
    fn judge(&self, block: &Block, state: u32) -> Result<Q::Outcome, Q::Violation> {
        let tables = self.ground.tables();
        self.ground.property.judge(&self.ground.reached(&tables, &self.trail, block, state))
    }

    /// Gives numbers to the new states: those of one state's steps after those of the state before.
    fn add_children(
        &mut self,
        block: &Block,
        first: &RoundOf<P, Q>,
        rest: &RoundOf<P, Q>,
    ) -> ControlFlow<Ending> {
        let width = self.ground.tables().width();
        let mut rest = rest.discoveries(width).peekable();
        let mut parent = 0;
        for (step, state) in first.discoveries(width) {
            while let Some((step, state)) = rest.next_if(|(other, _)| other.from < step.from) {
                self.add_child(&mut parent, step, state)?;
            }
            self.add_child(&mut parent, step, state)?;
        }
        for (step, state) in rest {
            self.add_child(&mut parent, step, state)?;
        }
        self.end_parents(&mut parent, block.len());
        ControlFlow::Continue(())
    }

    #[inline]
    fn add_child(&mut self, parent: &mut u32, step: Step, state: &[u32]) -> ControlFlow<Ending> {
        self.end_parents(parent, step.from);
        if self.progress.states == self.options.max_states {
            return ControlFlow::Break(Ending::MaxStates);
        }
        self.trail.lineage.child(step.place);
        self.next.push(self.progress.states, state);
        self.progress.states += 1;
        ControlFlow::Continue(())
    }

    /// Says of the states of the block before `end` that all their children are known.
    #[inline]
    fn end_parents(&mut self, parent: &mut u32, end: u32) {
        (*parent..end).for_each(|_| self.trail.lineage.end());
        *parent = end;
    }

    fn report(self, ending: Ending) -> Report<Q::Outcome, Q::Violation> {
        let tables = self.ground.tables();
        let numbers = numbers(&self.outcomes).chain(numbers(&self.violations)).collect::<Vec<_>>();
        let mut witnesses = witnesses(&tables, &self.trail.lineage, &numbers).into_iter();
        Report {
            states: self.progress.states,
            steps: self.progress.steps,
            depth: self.progress.depth,
            ends: self.ends,
            outcomes: found(self.outcomes, &mut witnesses),
            violations: found(self.violations, &mut witnesses),
            ending,
            exact: self.options.exact,
        }
    }
}

fn count<T: Value>(finds: &mut Finds<T>, what: T, number: u64) {
    match finds.entry(what) {
        Entry::Occupied(mut entry) => entry.get_mut().0 += 1,
        Entry::Vacant(entry) => _ = entry.insert((1, number)),
    }
}

/// How many bytes these take, not counting what they own elsewhere.
fn bytes<T>(finds: &Finds<T>) -> usize {
    finds.capacity() * (size_of::<T>() + size_of::<(u64, u64)>() + 4 * size_of::<usize>())
}

/// The first state of each find.
fn numbers<T>(finds: &Finds<T>) -> impl Iterator<Item = u64> {
    finds.values().map(|(_, number)| *number)
}

fn found<T>(finds: Finds<T>, witnesses: &mut impl Iterator<Item = Witness>) -> Vec<Found<T>> {
    let finds = finds.into_iter().zip(witnesses);
    finds.map(|((what, (times, _)), witness)| Found { what, times, witness }).collect()
}
