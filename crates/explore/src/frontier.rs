//! States that have been found but not looked into, in the order of finding, in blocks that are given back one by one.

/// How many states a block has at most. The memory of a block and of what its steps lead to should stay near the
/// processor; threads meet twice a block.
pub(crate) const BLOCK: usize = 32_768;

/// Some states, one after the other.
#[derive(Debug)]
pub(crate) struct Block {
    /// The number of the first of them.
    pub(crate) first: u64,
    width: usize,
    states: Vec<u32>,
    fingerprints: Vec<u128>,
}

impl Block {
    fn new(first: u64, width: usize) -> Self {
        Self { first, width, states: Vec::new(), fingerprints: Vec::new() }
    }

    /// How many states there are.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.fingerprints.len()).expect("a block is small")
    }

    /// The state at a place of the block.
    #[inline(always)]
    pub(crate) fn state(&self, place: u32) -> &[u32] {
        &self.states[place as usize * self.width..][..self.width]
    }

    #[inline(always)]
    pub(crate) fn fingerprint(&self, place: u32) -> u128 {
        self.fingerprints[place as usize]
    }

    fn bytes(&self) -> usize {
        self.states.capacity() * size_of::<u32>() + self.fingerprints.capacity() * size_of::<u128>()
    }
}

/// The states of one depth.
#[derive(Debug, Default)]
pub(crate) struct Frontier {
    blocks: Vec<Block>,
    /// How many bytes all blocks but the last take.
    bytes: usize,
    len: u64,
}

impl Frontier {
    /// Adds a state, which has this number.
    #[inline]
    pub(crate) fn push(&mut self, number: u64, state: &[u32], fingerprint: u128) {
        if self.blocks.last().is_none_or(|block| block.fingerprints.len() == BLOCK) {
            self.bytes += self.blocks.last().map_or(0, Block::bytes);
            self.blocks.push(Block::new(number, state.len()));
        }
        let block = self.blocks.last_mut().expect("one has just been added");
        block.states.extend_from_slice(state);
        block.fingerprints.push(fingerprint);
        self.len += 1;
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes + self.blocks.last().map_or(0, Block::bytes)
    }

    /// Takes the blocks out, oldest first, each with the number of states and bytes that are left behind it.
    pub(crate) fn into_blocks(self) -> impl Iterator<Item = (Block, u64, usize)> {
        let (mut states, mut bytes) = (self.len, self.bytes());
        self.blocks.into_iter().map(move |block| {
            states -= u64::from(block.len());
            bytes -= block.bytes();
            (block, states, bytes)
        })
    }
}
