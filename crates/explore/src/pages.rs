//! Where each state was first come from, in a stream: a number of eight bytes a state, in pages that can be read one by one.
//!
//! Properties ask for ways while threads judge, and cannot be told of an error. So the first is kept ([`Pages::failure`]), and whoever
//! searches looks at it before it takes anything for found.
#![expect(
    clippy::disallowed_types,
    reason = "threads read; what they read does not depend on who does it first"
)]

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};

use crate::frame::{Frames, HEAD, Place, Stream, Writer, damaged};
use crate::lineage::Origin;
use crate::store::Store;

/// How many bytes a page has: of as many states as this has numbers.
const PAGE: usize = 4096;
const NUMBER: usize = size_of::<u64>();
const IN_A_PAGE: u64 = (PAGE / NUMBER) as u64;
/// How many pages are remembered: two mebibytes.
const REMEMBERED: usize = 512;
/// How many of the bits of a number are the place of the action.
const PLACE_BITS: u32 = 24;
/// What stands for a place that these have no room for.
const TOO_FAR: u64 = (1 << PLACE_BITS) - 1;

/// The number of the last state that can be a parent.
pub(crate) const LAST_PARENT: u64 = (1 << (64 - PLACE_BITS)) - 1;

/// A step as a number: their order is that of the search.
#[inline(always)]
pub(crate) fn packed(parent: u64, place: u32) -> u64 {
    parent << PLACE_BITS | u64::from(place).min(TOO_FAR)
}

/// The step that a number is.
#[inline(always)]
pub(crate) fn unpacked(number: u64) -> Origin {
    let place = u32::try_from(number & TOO_FAR).expect("these bits fit");
    Origin { parent: number >> PLACE_BITS, place }
}

/// Whether the place of the action of this step is not known, for there are too many.
pub(crate) const fn is_too_far(number: u64) -> bool {
    number & TOO_FAR == TOO_FAR
}

/// The steps to all states but the first, in the order of the states.
#[derive(Debug)]
pub(crate) struct Pages<'s> {
    store: &'s dyn Store,
    writer: Writer<'s>,
    remembered: Mutex<BTreeMap<u64, Box<[u8]>>>,
    failure: Mutex<Option<io::Error>>,
}

impl<'s> Pages<'s> {
    /// A stream, and what comes behind its last whole page.
    pub(crate) fn new(store: &'s dyn Store, stream: Stream, waiting: &[u64]) -> io::Result<Self> {
        let writer = Writer::new(store, stream, PAGE);
        let mut pages = Self { store, writer, remembered: Mutex::default(), failure: Mutex::default() };
        waiting.iter().try_for_each(|number| pages.put(*number))?;
        Ok(pages)
    }

    /// The next state was found by this step.
    pub(crate) fn put(&mut self, number: u64) -> io::Result<()> {
        self.writer.put(&number.to_le_bytes())
    }

    /// The pages that are written.
    pub(crate) fn stream(&self) -> &Stream {
        &self.writer.stream
    }

    /// What comes behind them.
    pub(crate) fn waiting(&self) -> Vec<u64> {
        let (numbers, _) = self.writer.waiting().as_chunks();
        numbers.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect()
    }

    /// Where a state was first come from, if that could be read; not the initial one, which is number 0.
    pub(crate) fn origin(&self, state: u64) -> Option<Origin> {
        let (page, nth) = ((state - 1) / IN_A_PAGE, (state - 1) % IN_A_PAGE);
        if page == self.writer.stream.frames {
            return Some(unpacked(nth_of(self.writer.waiting(), nth)));
        }
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(page) = remembered.get(&page) {
            return Some(unpacked(nth_of(page, nth)));
        }
        match self.read(page) {
            Ok(bytes) => {
                if remembered.len() >= REMEMBERED {
                    remembered.clear();
                }
                let bytes = remembered.entry(page).or_insert(bytes);
                Some(unpacked(nth_of(bytes, nth)))
            }
            Err(error) => {
                self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                None
            }
        }
    }

    fn read(&self, page: u64) -> io::Result<Box<[u8]>> {
        let at = Place { bytes: page * (PAGE + HEAD) as u64, frames: page };
        let mut frames = Frames::of(self.store, self.stream().clone(), at);
        match frames.next()? {
            Some(bytes) if bytes.len() == PAGE => Ok(bytes.into()),
            _ => Err(damaged(&self.stream().name(), "a page has another length")),
        }
    }

    /// How many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner).len() * (PAGE + 64)
    }

    /// The first error, if one was kept.
    pub(crate) fn failure(&self) -> io::Result<()> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take().map_or(Ok(()), Err)
    }
}

fn nth_of(numbers: &[u8], nth: u64) -> u64 {
    let (numbers, _) = numbers.as_chunks();
    let nth = usize::try_from(nth).expect("a page is small");
    u64::from_le_bytes(numbers[nth])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_a_number_as_far_as_there_is_room_for_its_action() {
        let places = [0, 1, 255, (1 << 24) - 2];
        for parent in [0, 1, 77, LAST_PARENT] {
            for place in places {
                let number = packed(parent, place);
                assert_eq!((unpacked(number), is_too_far(number)), (Origin { parent, place }, false));
            }
            for place in [(1 << 24) - 1, 1 << 24, u32::MAX] {
                assert!(is_too_far(packed(parent, place)), "{place}");
                assert_eq!(unpacked(packed(parent, place)).parent, parent);
            }
        }
        assert_eq!((LAST_PARENT, packed(1, 2)), (0xff_ffff_ffff, 0x100_0002));
        assert!(packed(3, u32::MAX) < packed(4, 0));
    }
}
