//! The algorithms there are, by name. To add one: its file, its line below, with the law of its messages, and its name among the
//! members of [`Other`].
//!
//! An algorithm is a type, as a program is, and whoever asks for both by name would need code for each pair. So one hands in a [`Visitor`],
//! which is called with one type for any program, [`AnyProgram`], and one for any algorithm, [`Other`]: a type each takes too long to
//! compile. It has the algorithm as a value, and what is known of one by name in its [`Entry`]. Only who has to be fast asks for
//! [types of their own](visit_fast).

pub mod abs_aligned;
pub mod abs_unaligned;
pub mod acharya_badrinath;
pub mod alagar_venkatesan;
pub mod barrier;
pub mod chandy_lamport;
pub mod colour;
pub mod counts;
pub mod foreign;
pub mod history;
pub mod inhibition;
pub mod koo_toueg;
pub mod lai_yang;
mod list;
pub mod mattern;
pub mod mattern_deficiency;
mod naive;
pub mod naive_clock;
pub mod naive_request;
pub mod naive_stop_the_world;
mod other;
pub mod spezialetti_kearns;
pub mod uncoordinated;
pub mod venkatesan;

use abs_aligned::AbsAligned;
use abs_unaligned::AbsUnaligned;
use acharya_badrinath::AcharyaBadrinath;
use alagar_venkatesan::AlagarVenkatesan;
use chandy_lamport::ChandyLamport;
use inhibition::Inhibition;
use koo_toueg::KooToueg;
use lai_yang::LaiYang;
use mattern::Mattern;
use mattern_deficiency::MatternDeficiency;
use naive_clock::NaiveClock;
use naive_request::NaiveRequest;
use naive_stop_the_world::NaiveStopTheWorld;
pub use other::{OneOf, Other};
use spezialetti_kearns::SpezialettiKearns;
use uncoordinated::Uncoordinated;
use venkatesan::Venkatesan;

use sim_core::{Causal, Topology};

use crate::algorithm::{ClosedBy, Named, SnapshotAlgorithm};
use crate::computation::{AnyProgram, Bank, Chatter, Program, TokenRing, catalog};
use crate::faults::Faults;
use crate::faulty::Faulty;
use crate::initiation::Initiation;
use crate::layer::Readable;
use crate::needs::Needs;
use crate::oracle::{Law, On, Rule, Sum};
use crate::superposed::Superposed;

/// An algorithm that can be asked for by name, over a program.
pub trait Algorithm<P: Program>: Clone + Sync {
    /// What is run: the program with the algorithm on top.
    type Layers: Readable<P>;

    /// The program with the algorithm on top.
    fn over(&self, program: P, around: Around<'_>) -> Self::Layers;
}

/// What an algorithm runs in.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// On which topology.
    pub topology: &'a Topology,
    /// Who starts snapshots when.
    pub initiation: &'a Initiation,
    /// What goes wrong.
    pub faults: &'a Faults,
}

impl Around<'_> {
    /// Whether there has to be a layer over the algorithm.
    fn needs_layer(&self) -> bool {
        self.topology.is_causal() || !self.faults.is_empty()
    }
}

/// An algorithm as a type of its own: nothing is laid over it, so messages come in no causal order, and nothing goes wrong.
#[derive(Clone, Copy, Debug)]
pub struct Itself<A>(pub A);

impl<P, A> Algorithm<P> for Itself<A>
where
    P: Program,
    A: SnapshotAlgorithm<P::State, P::Message, Local: Send + Sync, Tag: Send + Sync, Control: Send + Sync>
        + Clone
        + Sync,
{
    type Layers = Superposed<P, A>;

    fn over(&self, program: P, around: Around<'_>) -> Self::Layers {
        Superposed::new(program, self.0.clone(), around.initiation.clone())
    }
}

/// Any algorithm, on channels of any order, on which anything may go wrong: there is a layer that keeps the causal order, and one for what goes
/// wrong below it, so that of a lost message no stamp tells.
#[derive(Clone, Copy, Debug)]
struct InAnyNetwork(Other);

impl<P: Program> Algorithm<P> for InAnyNetwork {
    type Layers = Causal<Faulty<Superposed<P, Other>>>;

    fn over(&self, program: P, around: Around<'_>) -> Self::Layers {
        let Around { topology, initiation, faults } = around;
        let algorithm = self.0.on(topology, initiation.snapshots);
        let superposed = Superposed::new(program, algorithm, initiation.clone());
        Causal::new(Faulty::new(superposed, faults.clone()), topology)
    }
}

/// What can be done with any program under any algorithm.
pub trait Visitor {
    /// What comes of it.
    type Output;

    /// Does it with this program, under this algorithm.
    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output;
}

/// What is known of an algorithm.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// What it does, in a line.
    pub about: &'static str,
    /// What it needs.
    pub needs: Needs,
    /// Who closes the channels.
    pub closed_by: ClosedBy,
    /// How many control messages it should send: said here, for an oracle asks no algorithm.
    pub law: Law,
    /// The algorithm itself.
    pub algorithm: Other,
}

/// Every algorithm there is.
pub const ALL: &[Entry] = &[
    of::<ChandyLamport>(Other::ChandyLamport(ChandyLamport), Law::MARKERS),
    of::<Mattern>(Other::Mattern(Mattern), Law::MARKERS),
    of::<MatternDeficiency>(
        Other::MatternDeficiency(MatternDeficiency),
        Law::of(&[
            Rule { kind: "request", on: On::FromInitiator },
            Rule { kind: "report", on: On::ToInitiator },
            Rule { kind: "forward", on: On::Anywhere(Sum::RecordedElsewhere) },
        ]),
    ),
    of::<LaiYang>(Other::LaiYang(LaiYang), Law::MARKERS),
    of::<AbsAligned>(Other::AbsAligned(AbsAligned::ExactlyOnce), BARRIERS),
    Entry {
        name: AbsAligned::AT_LEAST_ONCE,
        about: AbsAligned::ABOUT_AT_LEAST_ONCE,
        ..of::<AbsAligned>(Other::AbsAligned(AbsAligned::AtLeastOnce), BARRIERS)
    },
    of::<AbsUnaligned>(Other::AbsUnaligned(AbsUnaligned), BARRIERS),
    of::<AcharyaBadrinath>(
        Other::AcharyaBadrinath(AcharyaBadrinath),
        Law::of(&[
            Rule { kind: "token", on: On::FromInitiator },
            Rule { kind: "reply", on: On::ToInitiator },
        ]),
    ),
    of::<AlagarVenkatesan>(
        Other::AlagarVenkatesan(AlagarVenkatesan),
        Law::of(&[
            Rule { kind: "token", on: On::FromInitiator },
            Rule { kind: "done", on: On::ToInitiator },
            Rule { kind: "terminate", on: On::FromInitiator },
        ]),
    ),
    INHIBITION,
    Entry {
        name: Inhibition::HASTY_NAME,
        about: Inhibition::HASTY_ABOUT,
        algorithm: Other::Inhibition(Inhibition { hasty: true }),
        ..INHIBITION
    },
    of::<NaiveRequest>(
        Other::NaiveRequest(NaiveRequest),
        Law::of(&[Rule { kind: "request", on: On::FromInitiator }]),
    ),
    of::<NaiveClock>(Other::NaiveClock(NaiveClock), Law::of(&[])),
    of::<NaiveStopTheWorld>(
        Other::NaiveStopTheWorld(NaiveStopTheWorld),
        Law::of(&[
            Rule { kind: "stop", on: On::FromInitiator },
            Rule { kind: "stopped", on: On::ToInitiator },
            Rule { kind: "go", on: On::FromInitiator },
        ]),
    ),
    of::<Venkatesan>(
        Other::Venkatesan(Venkatesan),
        Law::of(&[
            Rule { kind: "init", on: On::Anywhere(Sum::Followers) },
            Rule { kind: "regular", on: On::Used },
            Rule { kind: "late", on: On::UsedAfter("regular") },
            Rule { kind: "ack", on: On::Anywhere(Sum::As("regular")) },
            Rule { kind: "completed", on: On::Anywhere(Sum::Followers) },
        ]),
    ),
    of::<SpezialettiKearns>(
        Other::SpezialettiKearns(SpezialettiKearns),
        Law::of(&[
            Rule { kind: "marker", on: On::Each },
            Rule { kind: "report", on: On::Anywhere(Sum::Followers) },
            Rule { kind: "region", on: On::SomeBetweenInitiators },
        ]),
    ),
    of::<KooToueg>(
        Other::KooToueg(KooToueg),
        Law::of_lines(&[
            Rule { kind: "request", on: On::ToCohort },
            Rule { kind: "answer", on: On::Anywhere(Sum::As("request")) },
            Rule { kind: "decision", on: On::Anywhere(Sum::Followers) },
        ]),
    ),
    of::<Uncoordinated>(Other::Uncoordinated(Uncoordinated), Law::CHECKPOINTS),
];

const BARRIERS: Law = Law::of(&[Rule { kind: "barrier", on: On::Each }]);

const INHIBITION: Entry = of::<Inhibition>(
    Other::Inhibition(Inhibition { hasty: false }),
    Law::of(&[Rule { kind: "marker", on: On::Each }, Rule { kind: "ack", on: On::Each }]),
);

/// The entry of an algorithm that is known by one name.
const fn of<A: Named>(algorithm: Other, law: Law) -> Entry {
    let (name, about, needs, closed_by) = (A::NAME, A::ABOUT, A::NEEDS, A::CLOSED_BY);
    Entry { name, about, needs, closed_by, law, algorithm }
}

/// Calls the visitor with any program and this algorithm: what the visitor does is compiled once for all of them.
pub fn visit<V: Visitor>(algorithm: &Entry, visitor: V) -> V::Output {
    visitor.visit::<AnyProgram, _>(InAnyNetwork(algorithm.algorithm))
}

/// The same for who has to be fast, for runs around which there is this: with program and algorithm as types of their own, where that is worth the
/// time to compile. It comes to the same.
pub fn visit_fast<V: Visitor>(
    program: &catalog::Entry,
    algorithm: &Entry,
    around: Around<'_>,
    visitor: V,
) -> V::Output {
    if *program == TokenRing::ENTRY {
        over::<TokenRing, V>(algorithm, around, visitor)
    } else if *program == Bank::ENTRY {
        over::<Bank, V>(algorithm, around, visitor)
    } else if *program == Chatter::ENTRY {
        over::<Chatter, V>(algorithm, around, visitor)
    } else {
        over::<AnyProgram, V>(algorithm, around, visitor)
    }
}

/// Calls the visitor with this program, and with the algorithm as itself, if it is one of those that are worth it and nothing is laid over it.
fn over<P: Program, V: Visitor>(algorithm: &Entry, around: Around<'_>, visitor: V) -> V::Output {
    match algorithm.name {
        ChandyLamport::NAME if !around.needs_layer() => visitor.visit::<P, _>(Itself(ChandyLamport)),
        Mattern::NAME if !around.needs_layer() => visitor.visit::<P, _>(Itself(Mattern)),
        _ => visitor.visit::<P, _>(InAnyNetwork(algorithm.algorithm)),
    }
}

/// What is known of an algorithm of the user's own.
#[must_use]
pub const fn foreign(name: &'static str, algorithm: foreign::Foreign, needs: Needs) -> Entry {
    let (about, closed_by) = ("an algorithm of one's own", ClosedBy::Target);
    Entry { name, about, needs, closed_by, law: Law::UNTOLD, algorithm: Other::Foreign(algorithm) }
}

/// Whether a name is that of an algorithm of the user's own.
#[must_use]
pub fn is_foreign(name: &str) -> bool {
    catalog::is_foreign(name)
}

/// What is known of the algorithm of this name, if there is one.
#[must_use]
pub fn entry(name: &str) -> Option<&'static Entry> {
    ALL.iter().find(|entry| entry.name == name)
}
