//! What a run of a computation under an algorithm looks like from outside, whatever the algorithm: what its processes may do, what its
//! channels carry, and what is seen of a step.

use explore::Explorable;
use sim_core::{Context, Protocol, Shows, Step};

use crate::algorithm::Recorded;
use crate::computation::Computation;
use crate::faults::{Coins, Fate, FaultId};
use crate::id::SnapshotId;
use crate::wire::{Carries, Logged};

/// A protocol whose runs can be judged in terms of the computation `P` that it runs: in practice
/// [`Superposed`](crate::Superposed), and in tests its broken variants.
pub trait Layer<P: Computation>:
    Protocol<
        State: Shows<P::State>,
        Message: Carries<P::Message>,
        Command = Act<P::Command>,
        Observation = Recorded<P::State, P::Message>,
    >
{
    /// Whether it is known to keep processes from acting at times: what that costs is then [measured](crate::Experiment::blocked), and no
    /// process is said to be disturbed by it.
    #[inline(always)]
    fn blocks(&self) -> bool {
        false
    }

    /// Whether the process does nothing any more, because [it was to](crate::Faults).
    #[inline(always)]
    fn has_crashed(&self, _state: &Self::State) -> bool {
        false
    }

    /// Whether the process does nothing now because of [what goes wrong](crate::Faults), and not because of the algorithm.
    #[inline(always)]
    fn stands_still(&self, _state: &Self::State) -> bool {
        false
    }

    /// Whether a message of the computation can make a process record. Asked only where something went wrong.
    fn records_by_messages(&self) -> bool {
        !self.by_markers()
    }

    /// Whether the process may still start a snapshot by itself, if no more comes of those that have begun. Asked only where something went wrong.
    fn may_start(&self, _cx: Context<'_>, _state: &Self::State) -> bool {
        true
    }

    /// How many of the computation's own commands it offers in this state, if what it offers of them is always some of them, in their order; else
    /// nothing, and each is looked at by whoever compares.
    #[inline(always)]
    fn offered(&self, _cx: Context<'_>, _state: &Self::State) -> Option<u32> {
        None
    }

    /// Whether it [goes by markers](crate::SnapshotAlgorithm::by_markers).
    fn by_markers(&self) -> bool {
        false
    }

    /// How many messages of the computation the algorithm [keeps](crate::SnapshotAlgorithm::stored) at a process, besides what it recorded.
    fn stored(&self, _state: &Self::State) -> u64 {
        0
    }
}

/// A layer whose messages are read back from what they are in a log: real processes can run it, and threads can share a search of it.
pub trait Readable<P: Computation>: Layer<P> + Explorable + Clone {
    /// The message that is this in a log; `message` reads what the computation's messages print as.
    fn read(
        &self,
        logged: Logged<P::Message>,
        message: impl Fn(&str) -> Option<P::Message>,
    ) -> Option<Self::Message>;
}

/// What a process may do of its own accord.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act<C> {
    /// Something of the underlying computation.
    Underlying(C),
    /// It starts this snapshot.
    Initiate(SnapshotId),
    /// Nothing that it does: this is decided about what goes wrong with it.
    Fault(Fate),
}

impl<C> Act<C> {
    /// As files have it; `underlying` prints the computation's own commands.
    pub fn print(&self, underlying: impl FnOnce(&C) -> String) -> String {
        match self {
            Self::Underlying(command) => underlying(command),
            Self::Initiate(snapshot) => format!("{START}{}", snapshot.0),
            Self::Fault(Fate::Begins(FaultId(place), 0)) => format!("{FAULT}{}", u64::from(*place) + 1),
            Self::Fault(Fate::Begins(FaultId(place), passed)) => {
                format!("{FAULT}{}{PASSED}{passed}", u64::from(*place) + 1)
            }
            Self::Fault(Fate::Falls(Coins(coins))) => format!("{COINS}{coins}"),
        }
    }

    /// The act that prints as this text; `underlying` reads what the computation's own commands print as.
    #[must_use]
    pub fn parse(text: &str, underlying: impl FnOnce(&str) -> Option<C>) -> Option<Self> {
        let number = |word| text.strip_prefix(word)?.parse::<u32>().ok();
        let fault = || {
            let text = text.strip_prefix(FAULT)?;
            let (place, passed) = match text.split_once(PASSED) {
                Some((place, passed)) => (place, passed.parse().ok().filter(|passed| *passed > 0)?),
                None => (text, 0),
            };
            let place = place.parse::<u32>().ok()?.checked_sub(1)?;
            Some(Fate::Begins(FaultId(place), passed))
        };
        let coins = || u16::try_from(number(COINS)?).ok().map(|coins| Fate::Falls(Coins(coins)));
        match number(START) {
            Some(number) => Some(Self::Initiate(SnapshotId(number))),
            None => {
                fault().or_else(coins).map(Self::Fault).or_else(|| underlying(text).map(Self::Underlying))
            }
        }
    }
}

/// How the start of a snapshot prints, before its number.
const START: &str = "start snapshot ";

/// How the beginning of a fault prints, before its number, from 1 in the order in which they were given.
const FAULT: &str = "fault ";

/// How it prints that messages pass before it, before how many.
const PASSED: &str = " after ";

/// How the choice of coins prints, before its number.
const COINS: &str = "coins ";

/// A step of a run whose channels carry `W`, in terms of the computation `P`; of a recorded message it says which by a `V`.
pub(crate) type StepOver<P, W, V> = Step<
    W,
    Act<<P as sim_core::Protocol>::Command>,
    Recorded<<P as sim_core::Protocol>::State, <P as sim_core::Protocol>::Message, V>,
>;
