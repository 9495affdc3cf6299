//! A layer that lets messages come in causal order only, over a computation under an algorithm: to whoever watches it is that computation
//! under that algorithm, whose messages have a stamp besides.
//!
//! A stamp prints behind what the algorithm adds: `3 <0: 1 0 2>`, or `<0: 1 0 2>` alone. So no log knows that there is such a layer.

use explore::Explorable;
use sim_core::{Causal, Clock, Context, Layered, Shows, Stamp, Stamped};

use crate::computation::Computation;
use crate::id::SnapshotId;
use crate::layer::{Layer, Readable};
use crate::wire::{Carries, Kind, Logged, Note, Wire};

impl<M, W: Carries<M>> Carries<M> for Stamped<W> {
    const NUMBERED: bool = W::NUMBERED;

    #[inline(always)]
    fn message(&self) -> Option<&M> {
        self.body.message()
    }

    #[inline(always)]
    fn control(&self) -> Option<SnapshotId> {
        self.body.control()
    }

    fn kind(&self) -> Option<Kind> {
        self.body.kind()
    }

    #[inline(always)]
    fn nth(&self) -> Option<u64> {
        self.body.nth()
    }

    fn numbers(&self) -> u64 {
        self.body.numbers() + self.stamp.as_ref().map_or(0, Stamp::numbers)
    }

    fn logged(&self) -> Logged<M> {
        let stamped = |note| stamped(note, self.stamp.as_ref());
        match self.body.logged() {
            Wire::Message { body, tag } => Wire::Message { body, tag: stamped(tag) },
            Wire::Control { snapshot, body } => Wire::Control { snapshot, body: stamped(body) },
        }
    }
}

impl<P: Computation, L: Layer<P>> Layer<P> for Causal<L>
where
    Layered<L::State, Option<Box<Clock>>>: Shows<P::State>,
{
    #[inline(always)]
    fn blocks(&self) -> bool {
        self.inner.blocks()
    }

    #[inline(always)]
    fn offered(&self, cx: Context<'_>, state: &Self::State) -> Option<u32> {
        self.inner.offered(cx, &state.underlying)
    }

    fn by_markers(&self) -> bool {
        self.inner.by_markers()
    }

    fn records_by_messages(&self) -> bool {
        self.inner.records_by_messages()
    }

    fn may_start(&self, cx: Context<'_>, state: &Self::State) -> bool {
        self.inner.may_start(cx, &state.underlying)
    }

    fn stands_still(&self, state: &Self::State) -> bool {
        self.inner.stands_still(&state.underlying)
    }

    fn has_crashed(&self, state: &Self::State) -> bool {
        self.inner.has_crashed(&state.underlying)
    }

    fn stored(&self, state: &Self::State) -> u64 {
        self.inner.stored(&state.underlying)
    }
}

impl<P: Computation, L: Readable<P>> Readable<P> for Causal<L>
where
    Self: Layer<P> + Explorable<Message = Stamped<L::Message>>,
{
    fn read(
        &self,
        logged: Logged<P::Message>,
        message: impl Fn(&str) -> Option<P::Message>,
    ) -> Option<Self::Message> {
        let (bare, stamp) = match logged {
            Wire::Message { body, tag } => {
                let (tag, stamp) = parts(tag, self)?;
                (Wire::Message { body, tag }, stamp)
            }
            Wire::Control { snapshot, body } => {
                let (body, stamp) = parts(body, self)?;
                (Wire::Control { snapshot, body }, stamp)
            }
        };
        Some(Stamped { body: self.inner.read(bare, message)?, stamp })
    }
}

/// What the algorithm adds, with the stamp behind it.
fn stamped(note: Note, stamp: Option<&Stamp>) -> Note {
    match (note, stamp) {
        (note, None) => note,
        (None, Some(stamp)) => Some(stamp.to_string().into()),
        (Some(note), Some(stamp)) => Some(format!("{note} {stamp}").into()),
    }
}

/// What the algorithm adds, and the stamp, if the text has the stamp that it should have.
fn parts<L>(note: Note, layer: &Causal<L>) -> Option<(Note, Option<Stamp>)> {
    if layer.may_have(None) {
        return Some((note, None));
    }
    let text = note?;
    let start = text.rfind('<')?;
    let stamp = Some(text[start..].parse().ok()?).filter(|stamp| layer.may_have(Some(stamp)))?;
    let note = if start == 0 { None } else { Some(text[..start].strip_suffix(' ')?.into()) };
    Some((note, Some(stamp)))
}
