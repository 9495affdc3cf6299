//! What a snapshot can be taken of, and judged against.

use sim_core::{GlobalState, Protocol, State, Topology};

use super::good::Good;
use super::property::Predicate;
use super::wait_for::WaitFor;
use crate::id::SnapshotId;

/// A protocol that a snapshot can be superposed on and judged against.
///
/// It shows nothing (`Observation = ()`): what is to be seen of it are its states and messages. Nothing has to be said of it but what
/// is so: as long as nothing is conserved, and nobody wants texts of its own, a protocol is a computation without a line more.
pub trait Computation: Protocol<Observation = ()> + 'static {
    /// The number that a process's state is, for a trigger to watch: in the ring, its receipts of `m`. `None` when its
    /// state is no count.
    #[inline]
    fn count(&self, _state: &Self::State) -> Option<u64> {
        None
    }

    /// What states hold and messages carry, in amounts; nothing, unless it says so.
    fn goods(&self) -> &[Good] {
        &[]
    }

    /// Those of its goods, from the first, that no event creates or destroys: all of them, unless it says otherwise.
    fn conserved(&self) -> &[Good] {
        self.goods()
    }

    /// How much of a good a process in this state has, by the good's place in [`goods`](Self::goods): in the ring, the
    /// copies of `m` it holds.
    #[inline]
    fn held(&self, _state: &Self::State, _good: usize) -> u64 {
        0
    }

    /// How much of a good a message carries: in the ring, one copy of `m`.
    #[inline]
    fn carried(&self, _message: &Self::Message, _good: usize) -> u64 {
        0
    }

    /// The predicates on its global states that it declares, besides the [one](super::property::TERMINATED) that each computation has.
    fn predicates(&self) -> &[Predicate] {
        &[]
    }

    /// Whether a predicate holds in a global state, by its place in [`predicates`](Self::predicates).
    fn holds<K>(
        &self,
        _predicate: usize,
        _topology: &Topology,
        _state: &GlobalState<Self::State, Self::Message, K>,
    ) -> bool {
        false
    }

    /// Who waits for whom in a global state, if it is a computation in which processes wait for one another.
    fn wait_for<K>(
        &self,
        _topology: &Topology,
        _state: &GlobalState<Self::State, Self::Message, K>,
    ) -> Option<WaitFor> {
        None
    }

    /// Whether a process may send in the step that receives a message, and not only of its own accord.
    #[inline(always)]
    fn sends_on_receipt(&self) -> bool {
        true
    }

    /// A state as reports, stories and files have it.
    fn print_state(&self, state: &Self::State) -> String {
        format!("{state:?}")
    }

    /// A message as reports, stories and files have it.
    fn print_message(&self, message: &Self::Message) -> String {
        format!("{message:?}")
    }

    /// The message that prints as this text. Of a [program](crate::Program) there is one for each; else nobody can read back what travels.
    fn parse_message(&self, _text: &str) -> Option<Self::Message> {
        None
    }

    /// A command as reports, stories and files have it.
    fn print_command(&self, command: &Self::Command) -> String {
        format!("{command:?}")
    }

    /// Whether some of what a process does [starts a snapshot](Self::starts_snapshot). Who says that nothing does is not asked.
    #[inline(always)]
    fn starts_snapshots(&self) -> bool {
        false
    }

    /// The snapshot, counted from 1, that the process starts at the end of the step in which it does this; none, for
    /// nearly all.
    #[inline(always)]
    fn starts_snapshot(&self, _command: &Self::Command) -> Option<SnapshotId> {
        None
    }
}

/// A global state of the underlying computation, of messages with identities.
pub type Underlying<P> = State<P>;
