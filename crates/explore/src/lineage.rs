//! Where each state was first come from: a byte a state, and a little.
//!
//! States are numbered as they are found, and looked into in the order of their numbers. So it is enough to write down, for
//! one state after the other, by which of its parent's enabled actions it was found, and how many parents further that parent is
//! than the one of the state before; most often one.

/// A byte is the place of an action above these bits, and in them how many parents it is further.
const FURTHER: u8 = 0b11;
const FURTHER_BITS: u32 = 2;
/// How many parents it is further, in four bytes, follows; and then the byte itself, which says none.
const FAR: u8 = 255;
/// The same of the place of an action.
const LONG: u8 = 254;
/// The first place that a byte has no room for.
const FIRST_LONG: u32 = 63;
/// From how many children on a piece is whole: what has to be read to find one.
const PIECE: usize = 128;

/// The parents of all states found.
#[derive(Debug, Default)]
pub(crate) struct Lineage {
    pieces: Vec<Piece>,
    /// The child that is the first of the last piece, and the parent from which that counts.
    last_first: u64,
    last_parent: u64,
    last: Brood,
    bytes: usize,
}

#[derive(Debug)]
struct Piece {
    /// Its first child.
    first: u64,
    /// The parent from which it counts.
    parent: u64,
    text: Box<[u8]>,
}

/// Children that were found one after the other, and how far their parents are from the first of these.
#[derive(Debug, Default)]
pub(crate) struct Brood {
    text: Vec<u8>,
    /// The parent of the first child.
    first_parent: u64,
    /// The parent of the last child.
    parent: u64,
    len: usize,
}

/// Where a state was first come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Origin {
    pub(crate) parent: u64,
    /// Which of the parent's enabled actions led to it.
    pub(crate) place: u32,
}

impl Brood {
    /// A parent, no earlier than the one before, leads to a new state by its enabled action at `place`.
    #[inline(always)]
    pub(crate) fn child(&mut self, parent: u64, place: u32) {
        if self.len == 0 {
            (self.first_parent, self.parent) = (parent, parent);
        }
        let further = self.further(parent);
        if place < FIRST_LONG {
            self.text.push(u8::try_from(place << FURTHER_BITS).expect("it has room") | further);
        } else {
            // Its parent is told as if it were far.
            self.far(further.into());
            self.text.push(LONG);
            self.text.extend(place.to_le_bytes());
        }
        self.len += 1;
    }

    /// Goes on to a parent; the answer is how many that is further, if that is few, and is yet to be told.
    #[inline(always)]
    fn further(&mut self, parent: u64) -> u8 {
        let further = parent - self.parent;
        self.parent = parent;
        if further > u64::from(FURTHER) {
            self.far(further);
            return 0;
        }
        u8::try_from(further).expect("it is no more than fits")
    }

    fn far(&mut self, further: u64) {
        let further = u32::try_from(further).expect("they are of one depth or two, which fit into memory");
        self.text.push(FAR);
        self.text.extend(further.to_le_bytes());
    }

    /// Adds the children that were found next. Of theirs the text is as it is, but that it says of the first one's parent that it
    /// is no further.
    fn append(&mut self, next: &Self) {
        let [first, rest @ ..] = next.text.as_slice() else { return };
        let further = self.further(next.first_parent);
        if *first < LONG {
            self.text.push(*first | further);
        } else {
            self.far(further.into());
            self.text.push(*first);
        }
        self.text.extend_from_slice(rest);
        self.parent = next.parent;
        self.len += next.len;
    }
}

impl Lineage {
    /// Adds the children that were found next.
    pub(crate) fn append(&mut self, brood: &Brood) {
        if self.last.len >= PIECE {
            self.end_piece();
        }
        self.last.append(brood);
    }

    fn end_piece(&mut self) {
        let text = Box::from(self.last.text.as_slice());
        self.bytes += self.last.text.len() + size_of::<Piece>();
        self.pieces.push(Piece { first: self.last_first, parent: self.last_parent, text });
        self.last_first += self.last.len as u64;
        self.last_parent = self.last.parent;
        self.last.text.clear();
        self.last.len = 0;
    }

    /// How many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes + self.last.text.capacity()
    }

    /// Where a state was first come from; not the initial one, which is number 0.
    pub(crate) fn origin(&self, state: u64) -> Origin {
        let child = state - 1;
        let (first, mut parent, text) = match self.pieces.partition_point(|piece| piece.first <= child) {
            next if child < self.last_first => {
                let Piece { first, parent, text } = &self.pieces[next - 1];
                (*first, *parent, &**text)
            }
            _ => (self.last_first, self.last_parent, self.last.text.as_slice()),
        };
        let (mut before, mut text) = (child - first, text.iter().copied());
        loop {
            let place = match text.next().expect("the state has been found") {
                FAR => {
                    parent += u64::from(four(&mut text));
                    continue;
                }
                LONG => four(&mut text),
                byte => {
                    parent += u64::from(byte & FURTHER);
                    u32::from(byte >> FURTHER_BITS)
                }
            };
            if before == 0 {
                return Origin { parent, place };
            }
            before -= 1;
        }
    }
}

/// The number that the next four bytes are.
fn four(text: &mut impl Iterator<Item = u8>) -> u32 {
    let mut next = || text.next().expect("four bytes follow");
    u32::from_le_bytes([next(), next(), next(), next()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_child_finds_its_parent_and_its_action() {
        let (mut lineage, mut origins) = (Lineage::default(), Vec::new());
        let mut brood = Brood::default();
        for parent in 0..3_000_u64 {
            let children = if parent == 0 || parent % 50 > 9 { (parent + 1) % 4 } else { 0 };
            for child in 0..children {
                let place = u32::try_from(parent * 7 % 300 + child).unwrap();
                brood.child(parent, place);
                origins.push(Origin { parent, place });
            }
            if parent % 7 == 0 {
                lineage.append(&std::mem::take(&mut brood));
            }
        }
        lineage.append(&brood);
        for (state, origin) in (1..).zip(&origins) {
            assert_eq!(lineage.origin(state), *origin);
        }
        // A few bytes each, of these whose places are large: and the rooms that are not full.
        assert!((origins.len()..12 * origins.len()).contains(&lineage.bytes()), "{}", lineage.bytes());
    }

    #[test]
    fn a_step_is_a_byte_if_its_action_is_early_and_its_parent_near() {
        let mut brood = Brood::default();
        for (parent, place) in [(5, 0), (5, 62), (6, 3), (9, 1), (13, 1), (13, 63), (15, 300)] {
            brood.child(parent, place);
        }
        let text: [&[u8]; 7] = [
            &[0],
            &[62 << 2],
            &[3 << 2 | 1],
            &[1 << 2 | 3],
            &[FAR, 4, 0, 0, 0, 1 << 2],
            &[FAR, 0, 0, 0, 0, LONG, 63, 0, 0, 0],
            &[FAR, 2, 0, 0, 0, LONG, 44, 1, 0, 0],
        ];
        assert_eq!(brood.text, text.concat());
        assert_eq!((brood.first_parent, brood.parent, brood.len), (5, 15, 7));
    }

    #[test]
    fn broods_follow_each_other_with_parents_near_and_far_and_actions_early_and_late() {
        let (mut lineage, mut origins, mut parent) = (Lineage::default(), Vec::new(), 0);
        for further in (0..6).chain([255, 256, 70_000]) {
            for place in [0, 1, 62, 63, 64, 255, 70_000] {
                parent += further;
                let mut brood = Brood::default();
                for place in [place, 0, place] {
                    brood.child(parent, place);
                    origins.push(Origin { parent, place });
                }
                lineage.append(&brood);
                lineage.append(&Brood::default());
            }
        }
        let found: Vec<_> = (1..=origins.len() as u64).map(|state| lineage.origin(state)).collect();
        assert_eq!(found, origins);
    }

    #[test]
    fn a_piece_is_ended_when_it_is_whole_and_all_of_them_are_counted() {
        let mut lineage = Lineage::default();
        for (states, pieces) in [(127, 0), (1, 0), (1, 1), (127, 1), (1, 2)] {
            for _ in 0..states {
                let mut brood = Brood::default();
                brood.child(0, 1);
                lineage.append(&brood);
            }
            assert_eq!(lineage.pieces.len(), pieces);
            let ended: usize = lineage.pieces.iter().map(|piece| piece.text.len() + size_of::<Piece>()).sum();
            assert_eq!(lineage.bytes(), ended + lineage.last.text.capacity());
        }
        assert!(lineage.pieces.iter().all(|piece| piece.text.len() == PIECE));
        assert_eq!((lineage.last_first, lineage.last.len), (256, 1));
    }
}
