//! States that have been found but not looked into, in the order of finding, in blocks that are given back one by one.
//!
//! They wait packed: most numbers are small, so a state of nine numbers waits in some twelve bytes. Its fingerprint is worked out
//! again when its steps are taken.

/// How many states a block has at most. What a block's steps lead to takes some 700 bytes for each: 32,768 states are no faster,
/// and take 20 MiB more. Threads meet twice a block.
pub(crate) const BLOCK: usize = 4_096;

/// How many bits of a number one byte has; the eighth says that more follow.
const BITS: u32 = 7;
const MORE: u8 = 1 << BITS;
/// How many bytes a number takes at the most.
const LONGEST: usize = 5;

/// The bits of a number that one byte has.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "the lowest bits are wanted")]
const fn low_bits(number: u32) -> u8 {
    number as u8 & !MORE
}

/// Some states, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Block {
    /// The number of the first of them.
    pub(crate) first: u64,
    width: usize,
    states: Vec<u32>,
}

impl Block {
    /// How many states there are.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.states.len() / self.width.max(1)).expect("a block is small")
    }

    /// The state at a place of the block.
    #[inline(always)]
    pub(crate) fn state(&self, place: u32) -> &[u32] {
        &self.states[place as usize * self.width..][..self.width]
    }

    /// How many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.states.capacity() * size_of::<u32>()
    }
}

/// A block that waits.
#[derive(Debug)]
pub(crate) struct Packed {
    first: u64,
    width: usize,
    len: usize,
    text: Vec<u8>,
}

impl Packed {
    const fn new(first: u64, width: usize) -> Self {
        Self { first, width, len: 0, text: Vec::new() }
    }

    fn push(&mut self, text: &[u8]) {
        self.text.extend_from_slice(text);
        self.len += 1;
    }

    fn bytes(&self) -> usize {
        size_of::<Self>() + self.text.capacity()
    }

    /// Unpacks the states into the room of another block.
    pub(crate) fn unpack(self, into: &mut Block) {
        into.first = self.first;
        into.width = self.width;
        into.states.clear();
        into.states.reserve_exact(self.len * self.width);
        let mut text = self.text.as_slice();
        while let [byte, rest @ ..] = text {
            text = rest;
            let (mut number, mut shift, mut last) = (u32::from(byte & !MORE), BITS, *byte);
            while last & MORE != 0 {
                let [byte, rest @ ..] = text else { unreachable!("another byte was said to follow") };
                (text, last) = (rest, *byte);
                number |= u32::from(last & !MORE) << shift;
                shift += BITS;
            }
            into.states.push(number);
        }
    }
}

/// Packs a state into the room there is for it; the answer is what was needed.
#[inline(always)]
fn pack<'a>(state: &[u32], room: &'a mut [u8]) -> &'a [u8] {
    let mut end = 0;
    for number in state {
        let mut rest = *number;
        while rest >= u32::from(MORE) {
            room[end] = low_bits(rest) | MORE;
            rest >>= BITS;
            end += 1;
        }
        room[end] = low_bits(rest);
        end += 1;
    }
    &room[..end]
}

/// The states of one depth.
#[derive(Debug, Default)]
pub(crate) struct Frontier {
    blocks: Vec<Packed>,
    /// In which a state is packed.
    room: Vec<u8>,
    /// How many bytes all blocks but the last take.
    bytes: usize,
    len: u64,
}

impl Frontier {
    /// Adds a state, which has this number.
    #[inline]
    pub(crate) fn push(&mut self, number: u64, state: &[u32]) {
        if self.blocks.last().is_none_or(|block| block.len == BLOCK) {
            if let Some(full) = self.blocks.last_mut() {
                full.text.shrink_to_fit();
                self.bytes += full.bytes();
            }
            self.blocks.push(Packed::new(number, state.len()));
            self.room.resize(state.len() * LONGEST, 0);
        }
        let text = pack(state, &mut self.room);
        self.blocks.last_mut().expect("one has just been added").push(text);
        self.len += 1;
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes + self.blocks.last().map_or(0, Packed::bytes)
    }

    /// Takes the blocks out, oldest first, each with the number of states and bytes that are left behind it.
    pub(crate) fn into_blocks(self) -> impl Iterator<Item = (Packed, u64, usize)> {
        let (mut states, mut bytes) = (self.len, self.bytes());
        self.blocks.into_iter().map(move |block| {
            states -= block.len as u64;
            bytes -= block.bytes();
            (block, states, bytes)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_unpacked_as_they_were_in_their_order() {
        let numbers = [0, 1, 127, 128, 16_383, 16_384, 1 << 21, u32::MAX];
        let states: Vec<[u32; 3]> =
            (0..BLOCK + 9).map(|n| [n, n / 7, n / 49].map(|n| numbers[n % 8])).collect();
        let mut frontier = Frontier::default();
        for (number, state) in (5..).zip(&states) {
            frontier.push(number, state);
        }
        let (mut block, mut unpacked) = (Block::default(), Vec::new());
        for (packed, left, _) in frontier.into_blocks() {
            packed.unpack(&mut block);
            assert_eq!(block.first, 5 + unpacked.len() as u64);
            for place in 0..block.len() {
                unpacked.push(<[u32; 3]>::try_from(block.state(place)).unwrap());
            }
            assert_eq!(left, (states.len() - unpacked.len()) as u64);
        }
        assert_eq!(unpacked, states);
    }
}
