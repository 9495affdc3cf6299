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
/// How many children a piece has: what has to be read to find one.
const PIECE: usize = 128;

/// The parents of all states found.
#[derive(Debug, Default)]
pub(crate) struct Lineage {
    /// Pieces of [`PIECE`] children.
    pieces: Vec<Piece>,
    last: Vec<u8>,
    /// The parent from which the last piece counts.
    last_parent: u64,
    last_children: usize,
    /// The parent of the last child.
    parent: u64,
    /// How many states have been looked into.
    parents: u64,
    bytes: usize,
}

#[derive(Debug)]
struct Piece {
    /// The parent from which it counts.
    parent: u64,
    text: Box<[u8]>,
}

/// Where a state was first come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Origin {
    pub(crate) parent: u64,
    /// Which of the parent's enabled actions led to it.
    pub(crate) place: u32,
}

impl Lineage {
    /// The state that is being looked into leads to a new one by its enabled action at `place`.
    pub(crate) fn child(&mut self, place: u32) {
        if self.last_children == PIECE {
            self.end_piece();
        }
        let mut further = self.parents - self.parent;
        if further > u64::from(FURTHER) {
            let far = u32::try_from(further).expect("they are of one depth or two, which fit into memory");
            self.last.push(FAR);
            self.last.extend(far.to_le_bytes());
            further = 0;
        }
        let further = u8::try_from(further).expect("it is no more than fits");
        if place < FIRST_LONG {
            self.last.push(u8::try_from(place << FURTHER_BITS).expect("it has room") | further);
        } else {
            // Its parent is told as if it were far.
            self.last.push(FAR);
            self.last.extend(u32::from(further).to_le_bytes());
            self.last.push(LONG);
            self.last.extend(place.to_le_bytes());
        }
        self.parent = self.parents;
        self.last_children += 1;
    }

    fn end_piece(&mut self) {
        let text = Box::from(self.last.as_slice());
        self.bytes += self.last.len() + size_of::<Piece>();
        self.pieces.push(Piece { parent: self.last_parent, text });
        self.last.clear();
        self.last_parent = self.parent;
        self.last_children = 0;
    }

    /// The next state is being looked into.
    pub(crate) fn end(&mut self) {
        self.parents += 1;
    }

    /// How many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes + self.last.capacity()
    }

    /// Where a state was first come from; not the initial one, which is number 0.
    pub(crate) fn origin(&self, state: u64) -> Origin {
        let child = usize::try_from(state - 1).expect("all states fit into memory");
        let (mut parent, text) = match self.pieces.get(child / PIECE) {
            Some(piece) => (piece.parent, &*piece.text),
            None => (self.last_parent, &*self.last),
        };
        let (mut before, mut text) = (child % PIECE, text.iter().copied());
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
        for parent in 0..3_000_u64 {
            let children = if parent == 0 || parent % 50 > 9 { (parent + 1) % 4 } else { 0 };
            for child in 0..children {
                let place = u32::try_from(parent * 7 % 300 + child).unwrap();
                lineage.child(place);
                origins.push(Origin { parent, place });
            }
            lineage.end();
        }
        for (state, origin) in (1..).zip(&origins) {
            assert_eq!(lineage.origin(state), *origin);
        }
    }
}
