//! Every schedule, not some: a search of all the states that a system can reach.
//!
//! [`explore`] holds each state against an invariant; [`explore_with`] asks a [`Property`], which may remember what the
//! processes show ([`Property::Seen`]), end a schedule early, and say what its end is worth; [`explore_spilled`] keeps in a
//! [`Store`] of the caller's what outgrows memory; [`explore_shared`] is one machine's part of a search that several share. The [`Report`] counts
//! states and steps, and has a shortest schedule for every different outcome and violation. There are no delays here:
//! every order of events is tried. This crate knows no snapshot algorithm, prints nothing and reads no clock; threads are
//! the only thing of the machine that it uses, and nothing that is reported depends on their number.
//!
//! Where to look next: [`Property`] for what a user writes, [`Reached`] for the states it sees, [`Options`] and [`Report`]
//! for what goes in and comes out, [`graph`](fn@graph) for the states and steps themselves; inside, `search` for the loop, `spilled` for the one on disk, `shared` for the one on several machines, and `tables` for the states.
//!
//! # What a state is
//!
//! The states of the processes, the contents of the channels in their order (an unordered channel's too), and what is
//! remembered of what each process has shown. Messages have no identity. A state in which the property
//! [ends](Property::ends) the schedule has no steps.
//!
//! # How it is searched
//!
//! Handlers are pure and see one process. So the states of each process and the contents of each channel are put into
//! tables as they are met (`process`, `channel`), a global state is an array of their numbers, and what an event does
//! in a state of its process is found out once, by [`System::perform`] in a world that holds nothing but this process,
//! and is looked up from then on (`tables`, `looked`). That takes the place of copying the world, or of changing it and changing
//! it back: no handler runs twice, and no value is hashed or compared twice. It also makes remembering whole states cheap
//! ([`Options::exact`]).
//!
//! A state's fingerprint is the sum of its components' (`fingerprint`), so that a step changes it by a difference that
//! is known with the step; where that leads to a state that has been met, three times of four, the state itself is not even put
//! together. Fingerprints are kept at some 19 bytes a state (`visited`), the way back from each state at little more than one
//! (`lineage`).
//!
//! The search goes by depth, and each depth by blocks (`search`). Going into the depth first would need no queue. But
//! schedules to what it finds are long, a depth means nothing there, and which states two threads share between them is
//! chance. By depth, the first schedule found is a shortest one, and the states of a block are independent work whose results
//! come back in the order of the block. In the queue a state has a byte or two for each process and channel (`frontier`).
//!
//! A block is looked into by pieces (`piece`, `expand`), what it led to is entered by parts of the visited set (`enter`), whose
//! reads are near each other in memory and in flight together, and the new states are packed by pieces again (`children`). Pieces
//! and parts do not depend on the number of threads (`threads`): whoever is free takes the next. The tables do not change
//! meanwhile, so nobody waits for a lock; what was missing in them is found out between, by one thread, in the order of the block.
//!
//! # Reduction
//!
//! Events at different processes commute, and where the order cannot matter one is enough. With [`Options::reduce`] only
//! the actions of *some* processes are tried in a state (`reduce`): of a set T of processes, some of whose actions are
//! enabled, such that for every p in T and every channel from q to p that is empty, or not FIFO, q is in T too, unless q
//! will never send on it again ([`Protocol::may_send`](sim_core::Protocol::may_send)). The set with the fewest enabled
//! actions is taken. This keeps the set of outcomes and of violations of [`Property::judge`] as it is, on one condition,
//! which is the property's:
//!
//! > (stability) where a schedule ends by [`Property::ends`], any further step would lead to a state where it ends as well
//! > and with the same outcome or violation.
//!
//! A completed snapshot is of that kind: what was recorded stays recorded. Why it is sound:
//!
//! 1. Whatever the processes outside T do, the enabled actions of T's processes stay the same and do the same. Only p
//!    changes the state of p. What is sent behind the head of a FIFO channel does not change its head. Nothing comes along
//!    an empty channel, for its source is in T and does nothing, or is silent for ever. (So the actions of T are a
//!    *persistent set*: Godefroid, Partial-Order Methods for the Verification of Concurrent Systems, 1996.)
//! 2. Let σ be a schedule from a state s that the reduced search has looked into, to an end e. Should σ contain an action
//!    of T, let a be the first: by 1 it is enabled in s, and doing it first leads to e too, by a schedule σ′ from the
//!    state after a that is one shorter. The search tries a. On the way a schedule may end earlier than before; then it
//!    does so with the outcome of e, by stability.
//! 3. Should σ contain no action of T, then e is not an end because nothing is enabled, for by 1 the actions of T still
//!    are. After any action a of T, σ leads to the state that a leads to from e: an end with the same outcome, by
//!    stability. But σ has not become shorter, and a search that went in a circle could put it off for ever. Therefore,
//!    where none of T's actions leads to a *deeper* state, all the others are tried as well. So there is an a after which
//!    the state is deeper, and no state is deeper than the deepest: sooner or later σ becomes shorter.
//! 4. Therefore the search reaches an end with the outcome of e. It reaches no others, for it takes no step that the full
//!    search does not.
//!
//! What is *not* kept: the states between, so an [invariant](Property::invariant) is held against those that are left;
//! how often something is found; that witnesses are shortest; and a verdict on the order of events in
//! [`Reached::since`]. More than 128 processes are not reduced.
//!
//! # What is of no consequence
//!
//! A property may also say that some of a process's own actions are of no consequence from some state on
//! ([`Property::ignores`]): what it does of its own accord, or with what comes along one of its channels. With
//! [`Options::reduce`] they are not taken, and a state in which nothing else is enabled is an end. The conditions are the
//! property's, which has to prove them:
//!
//! > (once) what is of no consequence in a state of a process, is of none in all that follow it.
//! >
//! > (indifference) schedules without such actions come to all the outcomes and violations that there are, and to no others.
//!
//! What is left is a system of its own, in which such actions are not enabled: whether they are is still up to the state of
//! their process alone. So all that is said above of persistent sets is said of that system; in 1, nothing comes along a
//! channel either whose messages are of no consequence to its target.
//!
//! # Ends that are alike
//!
//! There are far more ends than outcomes, and judging one means to run it again. So a property may have rules for the steps of a
//! process ([`Property::keeps_rules`]), from which follows what an end comes to ([`Property::alike`]). A step is looked at once,
//! when it enters the tables. As long as all that did have kept the rules, one end of each outcome is judged; from the first that
//! does not, each end is. So the judgement of an end is left out only where all steps on the way to it kept the rules.
//!
//! # What a verdict is worth
//!
//! A report that is [complete](Report::complete) says of every state what the property says of it, but for the chance
//! that two were taken for one ([`Report::one_missed_in`]). A property that looks at the schedule as well sees one
//! schedule for each state, a shortest one, and not the others that lead there.

mod blocks;
mod channel;
mod children;
mod ends;
mod enter;
mod expand;
#[cfg(test)]
mod experiment;
mod finds;
mod fingerprint;
mod frame;
mod frontier;
mod graph;
mod known;
mod lineage;
mod looked;
mod numbers;
mod pages;
mod peers;
mod piece;
mod process;
mod property;
mod reached;
mod reduce;
mod report;
mod search;
mod shared;
mod spilled;
mod stop;
mod store;
mod tables;
#[cfg(test)]
mod tests;
mod threads;
mod trail;
mod unknown;
mod visited;
mod witness;
mod words;

use std::io;
use std::ops::ControlFlow;

pub use graph::{Bounds, Graph, State, Step, graph};
pub use peers::Peers;
pub use process::Met;
pub use property::{Explorable, Property};
pub use reached::Reached;
pub use report::{Ending, Found, Options, Phase, Progress, Report, Spilled};
pub use store::Store;
pub use witness::Witness;

use property::Invariant;
use search::Search;
use sim_core::{System, Value};
use tables::Tables;
use visited::{Fingerprints, Whole};

/// Holds every reachable state of a system against an invariant, with the default [`Options`]: up to the first
/// violation, or a gibibyte.
///
/// ```
/// use sim_explore::explore;
/// use sim_core::*;
///
/// struct Token; // goes round; a state says whether the process has it
/// impl Protocol for Token {
///     type State = bool;
///     type Message = ();
///     type Command = &'static str;
///     type Observation = ();
///     fn initial_state(&self, cx: Context<'_>) -> bool {
///         cx.process == ProcessId(0)
///     }
///     fn commands(&self, _: Context<'_>, has: &bool, offer: impl FnMut(&'static str)) {
///         has.then_some("pass it on").into_iter().for_each(offer);
///     }
///     fn handle<E: Effects<(), ()>>(&self, cx: Context<'_>, has: &mut bool, event: Event<(), &'static str>, out: &mut E) {
///         *has = matches!(event, Event::Receive { .. });
///         if !*has {
///             cx.outgoing().for_each(|channel| out.send(channel, ()));
///         }
///     }
/// }
///
/// let ring = System::new(Token, Topology::ring(3)?);
/// let report = explore(&ring, |state| match state.processes().filter(|has| **has).count() {
///     0 | 1 => Ok(()),
///     holders => Err(holders),
/// });
/// assert!(report.complete() && report.violations.is_empty());
/// assert_eq!((report.states, report.steps), (6, 6)); // three hold it, three channels carry it
/// # Ok::<(), TopologyError>(())
/// ```
pub fn explore<P, X, F>(system: &System<P>, invariant: F) -> Report<(), X>
where
    P: Explorable,
    X: Value + Send + Sync,
    F: Fn(&Reached<'_, P, ()>) -> Result<(), X> + Sync,
{
    explore_with(system, &Invariant(invariant), &Options::default(), |_| ControlFlow::Continue(()))
}

/// Searches all that can happen in a system, with a property of one's own.
///
/// `watch` is told every few thousand states how far the search has come, and may end it: that is the place for a bar of
/// progress and for Ctrl-C. What bounds it is in the [`Options`]: the report says by its [`Ending`] which of them was reached.
///
/// ```
/// use std::ops::ControlFlow;
///
/// use sim_explore::{Options, Property, Reached, explore_with};
/// use sim_core::*;
///
/// struct Coin; // is thrown once, and shows a side
/// impl Protocol for Coin {
///     type State = bool;
///     type Message = ();
///     type Command = &'static str;
///     type Observation = &'static str;
///     fn initial_state(&self, _: Context<'_>) -> bool {
///         false
///     }
///     fn commands(&self, _: Context<'_>, thrown: &bool, offer: impl FnMut(&'static str)) {
///         let sides = ["heads", "tails"];
///         sides.into_iter().filter(|_| !thrown).for_each(offer);
///     }
///     fn handle<E: Effects<(), &'static str>>(&self, _: Context<'_>, thrown: &mut bool, event: Event<(), &'static str>, out: &mut E) {
///         *thrown = true;
///         if let Event::Internal(side) = event {
///             out.observe(side);
///         }
///     }
/// }
///
/// struct Sides; // two coins must not both show tails
/// impl Property<Coin> for Sides {
///     type Seen = &'static str;
///     type Outcome = Vec<&'static str>;
///     type Violation = &'static str;
///     fn observe(&self, _: Context<'_>, seen: &mut &'static str, side: &&'static str) {
///         *seen = side;
///     }
///     fn judge(&self, end: &Reached<'_, Coin, &'static str>) -> Result<Self::Outcome, &'static str> {
///         let sides: Vec<_> = end.topology().processes().map(|coin| *end.seen(coin)).collect();
///         if sides == ["tails"; 2] { Err("both") } else { Ok(sides) }
///     }
/// }
///
/// let coins = System::new(Coin, Topology::new(vec!["p".into(), "q".into()], Vec::new())?);
/// let options = Options { keep_going: true, ..Options::default() };
/// let report = explore_with(&coins, &Sides, &options, |_| ControlFlow::Continue(()));
/// assert!(report.complete());
/// assert_eq!((report.ends, report.outcomes.len(), report.violations[0].what), (4, 3, "both"));
/// # Ok::<(), TopologyError>(())
/// ```
///
/// # Panics
/// When a process sends on a channel that [`may_send`](sim_core::Protocol::may_send) has ruled out.
pub fn explore_with<P: Explorable, Q: Property<P>>(
    system: &System<P>,
    property: &Q,
    options: &Options,
    watch: impl FnMut(Progress) -> ControlFlow<()>,
) -> Report<Q::Outcome, Q::Violation> {
    if !has_room::<P, Q>(system, options) {
        return Report::given_up(Ending::MaxBytes, options.exact);
    }
    if options.exact {
        Search::<P, Q, Whole>::new(system, property, *options).run(watch)
    } else {
        Search::<P, Q, Fingerprints>::new(system, property, *options).run(watch)
    }
}

/// Whether there is room for the tables of the system, when they know nothing yet.
fn has_room<P: Explorable, Q: Property<P>>(system: &System<P>, options: &Options) -> bool {
    let least = system.topology.bytes() + Tables::<P, Q::Seen>::least_bytes(&system.topology);
    least as u64 <= options.max_bytes
}

/// The part of [`Options::max_bytes`] that is gathered before it is written.
const GATHERED: u64 = 6;

/// Searches as [`explore_with`] does, but keeps what it has met in a store, so that memory bounds the tables of processes and channels
/// and what is found, and not the number of states. What comes of it is the same.
///
/// If there is something in the store, the search goes on from there; one that came to its end says again what came of it. A search that
/// was not to go on after a violation notices one when all states of its depth have been looked into.
///
/// # Errors
/// What the store says; that what is in it is damaged; that it is of a search with other options, or of a system that is seen to do something
/// else. And [`Options::exact`] is refused: fingerprints are what is kept.
///
/// # Panics
/// When a process sends on a channel that [`may_send`](sim_core::Protocol::may_send) has ruled out.
pub fn explore_spilled<P: Explorable, Q: Property<P>>(
    system: &System<P>,
    property: &Q,
    options: &Options,
    store: &dyn Store,
    mut watch: impl FnMut(Progress) -> ControlFlow<()>,
) -> io::Result<Report<Q::Outcome, Q::Violation>> {
    if options.exact {
        let what = "whole states are remembered in memory alone";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
    }
    if !has_room::<P, Q>(system, options) {
        return Ok(Report::given_up(Ending::MaxBytes, options.exact));
    }
    let room = usize::try_from(options.max_bytes / GATHERED).unwrap_or(usize::MAX);
    spilled::search((system, property), *options, (store, room), &mut watch)
}

/// Searches as [`explore_with`] does, together with other machines: each has its part of the states met, and says at the end the same of
/// all of them. All have to search the same system with the same property and [`Options`], but for [`jobs`](Options::jobs) and
/// [`max_bytes`](Options::max_bytes), which are each machine's own.
///
/// `watch` is told how far all have come together; where one of them ends it, it ends on all.
///
/// # Errors
/// What the peers say; that another machine searches with other options, or a system that is seen to do something else; and that what
/// was told is damaged. And [`Options::exact`] is refused: fingerprints are what is told.
///
/// # Panics
/// When a process sends on a channel that [`may_send`](sim_core::Protocol::may_send) has ruled out.
pub fn explore_shared<P: Explorable, Q: Property<P>>(
    system: &System<P>,
    property: &Q,
    options: &Options,
    peers: &mut dyn Peers,
    mut watch: impl FnMut(Progress) -> ControlFlow<()>,
) -> io::Result<Report<Q::Outcome, Q::Violation>> {
    if options.exact {
        let what = "whole states are remembered by one machine alone";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
    }
    let has_room = has_room::<P, Q>(system, options);
    shared::search((system, property), *options, (peers, has_room), &mut watch)
}
