//! The algorithms there are, by name. To add one: its file, and its line below, with the law of its messages.
//!
//! An algorithm is a type, as a program is, and whoever asks for both by name needs code for each pair: so one hands in a
//! [`Visitor`], which is called with the program's type and the algorithm. It has the algorithm as a value, and what is known of one
//! by name in its [`Entry`]: so one type may stand for several, where a type each would take too long to compile. Who needs the
//! program alone asks [`catalog`] for it.

pub mod chandy_lamport;
pub mod venkatesan;

pub use chandy_lamport::ChandyLamport;
pub use venkatesan::Venkatesan;

use crate::algorithm::{ClosedBy, Named, SnapshotAlgorithm};
use crate::computation::{Program, catalog};
use crate::needs::Needs;
use crate::oracle::Law;

/// An algorithm that can be asked for by name, over a program: real processes can run it, and threads can share a search of it.
pub trait Algorithm<P: Program>:
    SnapshotAlgorithm<P::State, P::Message, Local: Send + Sync, Tag: Send + Sync, Control: Send + Sync>
    + Clone
    + Sync
{
}

impl<P, A> Algorithm<P> for A
where
    P: Program,
    A: SnapshotAlgorithm<P::State, P::Message, Local: Send + Sync, Tag: Send + Sync, Control: Send + Sync>
        + Clone
        + Sync,
{
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
}

macro_rules! algorithms {
    ($($algorithm:ty => $law:expr),+ $(,)?) => {
        /// Every algorithm there is.
        pub const ALL: &[Entry] = &[$(Entry {
            name: <$algorithm>::NAME,
            about: <$algorithm>::ABOUT,
            needs: <$algorithm>::NEEDS,
            closed_by: <$algorithm>::CLOSED_BY,
            law: $law,
        }),+];

        impl<V: Visitor> catalog::Visitor for Under<'_, V> {
            type Output = Option<V::Output>;

            fn visit<P: Program>(self) -> Self::Output {
                match self.algorithm {
                    $(<$algorithm>::NAME => Some(self.visitor.visit::<P, _>(<$algorithm>::default())),)+
                    _ => None,
                }
            }
        }
    };
}

algorithms![ChandyLamport => Law::MARKERS];

/// A visitor on its way to an algorithm.
struct Under<'a, V> {
    algorithm: &'a str,
    visitor: V,
}

/// Calls the visitor with the program and the algorithm of these names; `None` if there is no such program or algorithm.
pub fn visit<V: Visitor>(program: &str, algorithm: &str, visitor: V) -> Option<V::Output> {
    catalog::visit(program, Under { algorithm, visitor })?
}

/// What is known of the algorithm of this name, if there is one.
#[must_use]
pub fn entry(name: &str) -> Option<&'static Entry> {
    ALL.iter().find(|entry| entry.name == name)
}
