//! What was found of the states of a block, but for where their steps lead: a frame a block. When the depth is done it is taken note
//! of, in the order in which a search in memory does it.

use std::io;

use crate::expand::Ground;
use crate::frame::{Frames, Place, Stream, damaged};
use crate::piece::{Piece, Said};
use crate::property::{Explorable, Property};
use crate::store::Store;
use crate::words::{Read, Written};

/// What was found of a block.
#[derive(Debug)]
pub(crate) struct Note {
    /// How many steps were taken.
    pub(crate) steps: u64,
    /// The states of which there is something to say: whether a schedule ends there, or the invariant is broken.
    said: Vec<(u32, bool)>,
    /// The states of which some actions have not been tried.
    pub(crate) reduced: Vec<u32>,
}

impl Note {
    pub(crate) fn of<X>(pieces: &[Piece<X>]) -> Self {
        let said = pieces.iter().flat_map(|piece| &piece.found.said);
        let reduced = pieces.iter().flat_map(|piece| &piece.found.reduced);
        Self {
            steps: pieces.iter().map(|piece| piece.steps() as u64).sum(),
            said: said.map(|(place, said)| (*place, matches!(said, Said::End))).collect(),
            reduced: reduced.copied().collect(),
        }
    }

    pub(crate) fn written(&self) -> Vec<u8> {
        let mut written = Written::default();
        written.put(self.steps);
        written.each(&self.said, |written, (place, end)| {
            written.put(u64::from(*place) << 1 | u64::from(*end));
        });
        written.each(&self.reduced, |written, place| written.put((*place).into()));
        written.0
    }

    pub(crate) fn read(bytes: &[u8]) -> io::Result<Self> {
        let mut read = Read { what: "a note", bytes };
        let steps = read.number()?;
        let said = read.each(|read| {
            let number = read.number()?;
            Ok((u32::try_from(number >> 1).map_err(|_| read.damaged())?, number & 1 == 1))
        })?;
        Ok(Self { steps, said, reduced: read.each(Read::small)? })
    }

    /// Says it again of the pieces, which are unpacked: what is wrong with a state is asked again.
    pub(crate) fn say<P: Explorable, Q: Property<P>>(
        &self,
        ground: &Ground<'_, P, Q>,
        pieces: &mut [Piece<Q::Violation>],
    ) {
        let mut said = self.said.as_slice();
        for piece in pieces {
            let of_piece = said.partition_point(|(place, _)| *place < piece.states.end());
            let (here, rest) = said.split_at(of_piece);
            said = rest;
            for (place, end) in here {
                let said = match end {
                    true => Some(Said::End),
                    false => ground
                        .property
                        .invariant(&ground.reached(&piece.states, *place))
                        .err()
                        .map(Said::Broken),
                };
                piece.found.said.extend(said.map(|said| (*place, said)));
            }
        }
    }
}

/// The notes of a depth, one after the other.
#[derive(Debug)]
pub(crate) struct NotesOf<'s>(Frames<'s>);

impl<'s> NotesOf<'s> {
    pub(crate) fn of(store: &'s dyn Store, stream: &Stream) -> Self {
        Self(Frames::of(store, stream.clone(), Place::default()))
    }

    /// The note of the next block.
    pub(crate) fn next(&mut self) -> io::Result<Note> {
        let bytes = self.0.next()?.ok_or_else(|| damaged("notes", "there are more blocks than notes"))?;
        Note::read(bytes)
    }
}
