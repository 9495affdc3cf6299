//! Any of the algorithms as one type, so that what runs one is compiled once for all of them.
//!
//! A type of its own is the fastest way to run an algorithm and the slowest to compile: all that runs, judges and searches is compiled
//! for each again. So only those for which speed matters are visited as themselves; the others, and these too where
//! something is to be laid over them, are members of [`Other`]. What a member remembers, tags and says is a member of [`OneOf`]. A
//! member writes its effects into a buffer: its handlers are compiled once a program, whatever drives them.
//!
//! To add an algorithm, add its line to `members!`.

#[macro_use]
mod extra;
mod written;

use std::fmt::Display;

use sim_core::{ChannelId, Context, Topology, Value};

use super::abs_aligned::AbsAligned;
use super::abs_unaligned::AbsUnaligned;
use super::acharya_badrinath::AcharyaBadrinath;
use super::alagar_venkatesan::AlagarVenkatesan;
use super::chandy_lamport::ChandyLamport;
use super::foreign::Foreign;
use super::inhibition::Inhibition;
use super::koo_toueg::KooToueg;
use super::lai_yang::LaiYang;
use super::mattern::Mattern;
use super::mattern_deficiency::MatternDeficiency;
use super::naive_clock::NaiveClock;
use super::naive_request::NaiveRequest;
use super::naive_stop_the_world::NaiveStopTheWorld;
use super::spezialetti_kearns::SpezialettiKearns;
use super::uncoordinated::Uncoordinated;
use super::venkatesan::Venkatesan;
use crate::algorithm::{At, Sink, SnapshotAlgorithm};
use crate::id::SnapshotId;
use crate::whole::Whole;
use crate::wire::{Extra, Kind, Note, Wire};
use written::{Outer, Written, mixed, pour};

/// Any of these algorithms, and what it does: to each what is its own.
macro_rules! members {
    ($($name:ident),+ $(,)?) => {
        one_of![$($name),+];
        extra_of_one![$($name),+];

        /// Any of the algorithms.
        pub type Other = OneOf<$($name),+>;

        #[allow(unreachable_patterns, reason = "there may be one member only")]
        impl Other {
            #[inline(never)]
            fn written_at_start<S: Clone, M: Value + Display>(
                &self,
                At { cx, state, local }: At<'_, S, <Self as SnapshotAlgorithm<S, M>>::Local>,
                snapshot: SnapshotId,
            ) -> Written<S, M, <Self as SnapshotAlgorithm<S, M>>::Tag, <Self as SnapshotAlgorithm<S, M>>::Control> {
                let mut written = Vec::new();
                match (self, local) {
                    $((Self::$name(one), OneOf::$name(local)) => one.initiate(
                        At { cx, state, local },
                        snapshot,
                        &mut Outer { written: &mut written, tag: OneOf::$name, control: OneOf::$name },
                    ),)+
                    _ => mixed(),
                }
                written
            }

            #[inline(never)]
            fn written_at_message<S: Clone, M: Value + Display>(
                &self,
                At { cx, state, local }: At<'_, S, <Self as SnapshotAlgorithm<S, M>>::Local>,
                (channel, message): (ChannelId, &M),
                tag: &<Self as SnapshotAlgorithm<S, M>>::Tag,
            ) -> Written<S, M, <Self as SnapshotAlgorithm<S, M>>::Tag, <Self as SnapshotAlgorithm<S, M>>::Control> {
                let mut written = Vec::new();
                match (self, local, tag) {
                    $((Self::$name(one), OneOf::$name(local), OneOf::$name(tag)) => one.receive_message(
                        At { cx, state, local },
                        channel,
                        message,
                        tag,
                        &mut Outer { written: &mut written, tag: OneOf::$name, control: OneOf::$name },
                    ),)+
                    _ => mixed(),
                }
                written
            }

            #[inline(never)]
            fn written_at_control<S: Clone, M: Value + Display>(
                &self,
                At { cx, state, local }: At<'_, S, <Self as SnapshotAlgorithm<S, M>>::Local>,
                (snapshot, channel): (SnapshotId, ChannelId),
                control: &<Self as SnapshotAlgorithm<S, M>>::Control,
            ) -> Written<S, M, <Self as SnapshotAlgorithm<S, M>>::Tag, <Self as SnapshotAlgorithm<S, M>>::Control> {
                let mut written = Vec::new();
                match (self, local, control) {
                    $((Self::$name(one), OneOf::$name(local), OneOf::$name(control)) => one.receive_control(
                        At { cx, state, local },
                        snapshot,
                        channel,
                        control,
                        &mut Outer { written: &mut written, tag: OneOf::$name, control: OneOf::$name },
                    ),)+
                    _ => mixed(),
                }
                written
            }

            #[inline(never)]
            fn written_at_step<S: Clone, M: Value + Display>(
                &self,
                At { cx, state, local }: At<'_, S, <Self as SnapshotAlgorithm<S, M>>::Local>,
                step: Whole<
                    '_, S, M, <Self as SnapshotAlgorithm<S, M>>::Tag, <Self as SnapshotAlgorithm<S, M>>::Control,
                >,
            ) -> Written<S, M, <Self as SnapshotAlgorithm<S, M>>::Tag, <Self as SnapshotAlgorithm<S, M>>::Control> {
                let mut written = Vec::new();
                match (self, local) {
                    $((Self::$name(one), OneOf::$name(local)) => one.step(
                        At { cx, state, local },
                        step.with(
                            |tag| match tag { OneOf::$name(tag) => tag, _ => mixed() },
                            |body| match body { OneOf::$name(body) => body, _ => mixed() },
                        ),
                        &mut Outer { written: &mut written, tag: OneOf::$name, control: OneOf::$name },
                    ),)+
                    _ => mixed(),
                }
                written
            }

            #[inline(never)]
            fn written_at_send<S: Clone, M: Value + Display>(
                &self,
                cx: Context<'_>,
                (channel, message): (ChannelId, &M),
                local: &mut <Self as SnapshotAlgorithm<S, M>>::Local,
                written: &mut Written<
                    S, M, <Self as SnapshotAlgorithm<S, M>>::Tag, <Self as SnapshotAlgorithm<S, M>>::Control,
                >,
            ) -> <Self as SnapshotAlgorithm<S, M>>::Tag {
                match (self, local) {
                    $((Self::$name(one), OneOf::$name(local)) => {
                        let mut outer = Outer { written, tag: OneOf::$name, control: OneOf::$name };
                        OneOf::$name(SnapshotAlgorithm::<S, M>::tag(one, cx, channel, message, local, &mut outer))
                    })+
                    _ => mixed(),
                }
            }
        }

        #[allow(unreachable_patterns, reason = "there may be one member only")]
        impl<S: Clone, M: Value + Display> SnapshotAlgorithm<S, M> for Other {
            type Local = OneOf<$(<$name as SnapshotAlgorithm<S, M>>::Local),+>;
            type Tag = OneOf<$(<$name as SnapshotAlgorithm<S, M>>::Tag),+>;
            type Control = OneOf<$(<$name as SnapshotAlgorithm<S, M>>::Control),+>;

            fn initial_local(&self, cx: Context<'_>) -> Self::Local {
                match self {
                    $(Self::$name(one) => OneOf::$name(SnapshotAlgorithm::<S, M>::initial_local(one, cx))),+
                }
            }

            fn read_tag(&self, note: Option<&str>, message: impl Fn(&str) -> Option<M>) -> Option<Self::Tag> {
                match self {
                    $(Self::$name(one) => {
                        SnapshotAlgorithm::<S, M>::read_tag(one, note, message).map(OneOf::$name)
                    })+
                }
            }

            fn read_control(&self, note: Option<&str>, message: impl Fn(&str) -> Option<M>) -> Option<Self::Control> {
                match self {
                    $(Self::$name(one) => {
                        SnapshotAlgorithm::<S, M>::read_control(one, note, message).map(OneOf::$name)
                    })+
                }
            }

            fn has_recorded(&self, local: &Self::Local, snapshot: SnapshotId) -> bool {
                match (self, local) {
                    $((Self::$name(one), OneOf::$name(local)) => {
                        SnapshotAlgorithm::<S, M>::has_recorded(one, local, snapshot)
                    })+
                    _ => mixed(),
                }
            }

            fn next_missing(&self, local: &Self::Local, from: SnapshotId) -> SnapshotId {
                match (self, local) {
                    $((Self::$name(one), OneOf::$name(local)) => {
                        SnapshotAlgorithm::<S, M>::next_missing(one, local, from)
                    })+
                    _ => mixed(),
                }
            }

            fn may_start(&self, local: &Self::Local, snapshot: SnapshotId) -> bool {
                match (self, local) {
                    $((Self::$name(one), OneOf::$name(local)) => {
                        SnapshotAlgorithm::<S, M>::may_start(one, local, snapshot)
                    })+
                    _ => mixed(),
                }
            }

            fn initiate(
                &self,
                at: At<'_, S, Self::Local>,
                snapshot: SnapshotId,
                effects: &mut impl Sink<S, M, Self::Tag, Self::Control>,
            ) {
                pour(self.written_at_start(at, snapshot), effects);
            }

            fn tag(
                &self,
                cx: Context<'_>,
                channel: ChannelId,
                message: &M,
                local: &mut Self::Local,
                effects: &mut impl Sink<S, M, Self::Tag, Self::Control>,
            ) -> Self::Tag {
                let mut written = Vec::new();
                let tag = self.written_at_send::<S, M>(cx, (channel, message), local, &mut written);
                pour(written, effects);
                tag
            }

            fn receive_message(
                &self,
                at: At<'_, S, Self::Local>,
                channel: ChannelId,
                message: &M,
                tag: &Self::Tag,
                effects: &mut impl Sink<S, M, Self::Tag, Self::Control>,
            ) {
                pour(self.written_at_message(at, (channel, message), tag), effects);
            }

            fn receive_control(
                &self,
                at: At<'_, S, Self::Local>,
                snapshot: SnapshotId,
                channel: ChannelId,
                control: &Self::Control,
                effects: &mut impl Sink<S, M, Self::Tag, Self::Control>,
            ) {
                pour(self.written_at_control(at, (snapshot, channel), control), effects);
            }

            fn by_steps(&self) -> bool {
                match self { $(Self::$name(one) => SnapshotAlgorithm::<S, M>::by_steps(one)),+ }
            }

            fn step(
                &self,
                at: At<'_, S, Self::Local>,
                step: Whole<'_, S, M, Self::Tag, Self::Control>,
                effects: &mut impl Sink<S, M, Self::Tag, Self::Control>,
            ) {
                pour(self.written_at_step(at, step), effects);
            }

            fn refuses(&self) -> bool {
                match self { $(Self::$name(one) => SnapshotAlgorithm::<S, M>::refuses(one)),+ }
            }

            fn accepts(
                &self,
                cx: Context<'_>,
                local: &Self::Local,
                channel: ChannelId,
                wire: Wire<&M, &Self::Tag, &Self::Control>,
            ) -> bool {
                match (self, local) {
                    $((Self::$name(one), OneOf::$name(local)) => {
                        let wire = match wire {
                            Wire::Message { body, tag: OneOf::$name(tag) } => Wire::Message { body, tag },
                            Wire::Control { snapshot, body: OneOf::$name(body) } => Wire::Control { snapshot, body },
                            _ => mixed(),
                        };
                        SnapshotAlgorithm::<S, M>::accepts(one, cx, local, channel, wire)
                    })+
                    _ => mixed(),
                }
            }

            fn by_markers(&self) -> bool {
                match self { $(Self::$name(one) => SnapshotAlgorithm::<S, M>::by_markers(one)),+ }
            }

            fn blocks(&self) -> bool {
                match self { $(Self::$name(one) => SnapshotAlgorithm::<S, M>::blocks(one)),+ }
            }

            fn may_act(&self, cx: Context<'_>, local: &Self::Local) -> bool {
                match (self, local) {
                    $((Self::$name(one), OneOf::$name(local)) => {
                        SnapshotAlgorithm::<S, M>::may_act(one, cx, local)
                    })+
                    _ => mixed(),
                }
            }

            fn stored(&self, local: &Self::Local) -> u64 {
                match (self, local) {
                    $((Self::$name(one), OneOf::$name(local)) => {
                        SnapshotAlgorithm::<S, M>::stored(one, local)
                    })+
                    _ => mixed(),
                }
            }

            fn may_send(&self, cx: Context<'_>, local: &Self::Local, channel: ChannelId) -> bool {
                match (self, local) {
                    $((Self::$name(one), OneOf::$name(local)) => {
                        SnapshotAlgorithm::<S, M>::may_send(one, cx, local, channel)
                    })+
                    _ => mixed(),
                }
            }
        }
    };
}

members![
    ChandyLamport,
    Mattern,
    MatternDeficiency,
    LaiYang,
    AbsAligned,
    AbsUnaligned,
    AcharyaBadrinath,
    AlagarVenkatesan,
    Inhibition,
    KooToueg,
    NaiveRequest,
    NaiveClock,
    NaiveStopTheWorld,
    SpezialettiKearns,
    Uncoordinated,
    Venkatesan,
    Foreign,
];

impl Other {
    /// The same on this topology, for so many snapshots: of an algorithm of the user's own, who is told of them.
    pub(super) fn on(self, topology: &Topology, snapshots: u32) -> Self {
        match self {
            Self::Foreign(one) => Self::Foreign(one.on(topology, snapshots)),
            ours => ours,
        }
    }
}
