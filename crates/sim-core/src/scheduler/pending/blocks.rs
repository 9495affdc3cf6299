//! First-in, first-out lists of entries, in blocks from one pool.
//!
//! Entries of a list lie side by side, so that going through a long list does not wait for memory at each. All lists
//! together take what the entries do, and at most one block each that is not full; nothing is allocated once the pool
//! is as large as it was needed.

use super::entry::Entry;

/// How many entries a block has room for.
const ROOM: usize = 32;

/// No block.
const NONE: u32 = u32::MAX;

#[derive(Clone, Debug)]
struct Block<M> {
    entries: [Entry<M>; ROOM],
    filled: u32,
    /// In a list, the next of the list; else the next that is free.
    next: u32,
}

/// The blocks of a list: none, or each with at least one entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct List {
    first: u32,
    last: u32,
}

impl List {
    pub(super) const EMPTY: Self = Self { first: NONE, last: NONE };

    pub(super) const fn is_empty(self) -> bool {
        self.first == NONE
    }
}

/// The pool.
#[derive(Clone, Debug)]
pub(super) struct Blocks<M> {
    blocks: Vec<Block<M>>,
    free: u32,
}

impl<M> Default for Blocks<M> {
    fn default() -> Self {
        Self { blocks: Vec::new(), free: NONE }
    }
}

impl<M> Blocks<M> {
    /// Forgets all lists.
    pub(super) fn clear(&mut self) {
        self.blocks.clear();
        self.free = NONE;
    }

    /// A place at the end of a list, for an entry that is to be set.
    #[inline(always)]
    pub(super) fn append(&mut self, list: &mut List) -> &mut Entry<M> {
        if list.is_empty() || self.blocks[list.last as usize].filled as usize == ROOM {
            self.extend(list);
        }
        let block = &mut self.blocks[list.last as usize];
        let place = block.filled as usize;
        block.filled += 1;
        &mut block.entries[place]
    }

    #[inline(never)]
    fn extend(&mut self, list: &mut List) {
        let block = self.free;
        let block = if block == NONE {
            let new = u32::try_from(self.blocks.len()).expect("fewer than 2^32 blocks");
            self.blocks.push(Block { entries: [const { Entry::NOTHING }; ROOM], filled: 0, next: NONE });
            new
        } else {
            let Block { filled, next, .. } = &mut self.blocks[block as usize];
            *filled = 0;
            self.free = std::mem::replace(next, NONE);
            block
        };
        if list.is_empty() {
            list.first = block;
        } else {
            self.blocks[list.last as usize].next = block;
        }
        list.last = block;
    }

    /// The entries in the first block of a list.
    #[inline]
    pub(super) fn first(&self, list: List) -> &[Entry<M>] {
        let block = &self.blocks[list.first as usize];
        &block.entries[..block.filled as usize]
    }

    /// The same, to be taken out.
    #[inline]
    pub(super) fn first_mut(&mut self, list: List) -> &mut [Entry<M>] {
        let block = &mut self.blocks[list.first as usize];
        &mut block.entries[..block.filled as usize]
    }

    /// Every entry of a list, in order.
    pub(super) fn entries(&self, list: List) -> impl Iterator<Item = &Entry<M>> {
        let mut rest = list;
        let blocks = std::iter::from_fn(move || {
            let entries = (!rest.is_empty()).then(|| self.first(rest))?;
            rest.first = self.blocks[rest.first as usize].next;
            Some(entries)
        });
        blocks.flatten()
    }

    /// Takes the first block off a list, with whatever is in it.
    #[inline]
    pub(super) fn drop_first(&mut self, list: &mut List) {
        let block = list.first;
        let next = std::mem::replace(&mut self.blocks[block as usize].next, self.free);
        self.free = block;
        *list = if next == NONE { List::EMPTY } else { List { first: next, last: list.last } };
    }
}
