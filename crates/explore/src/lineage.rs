//! Where each state was first come from: two bytes a state.
//!
//! States are numbered as they are found, and looked into in the order of their numbers. So it is enough to write down,
//! for one state after the other, by which of its enabled actions new states were found, and where it ends: the
//! children come in the order of their numbers, and the number of the parent is the number of ends before them.

/// Ends the list of a state's children.
const END: u8 = 255;
/// The place of an action in four bytes follows.
const LONG: u8 = 254;
/// How many children a piece has: what has to be read to find one.
const PIECE: usize = 64;

/// The parents of all states found.
#[derive(Debug, Default)]
pub(crate) struct Lineage {
    /// Pieces of [`PIECE`] children.
    pieces: Vec<Piece>,
    last: Vec<u8>,
    last_parent: u64,
    last_children: usize,
    /// How many states have been looked into.
    parents: u64,
    bytes: usize,
}

#[derive(Debug)]
struct Piece {
    /// The parent whose children it begins with.
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
            let text = Box::from(self.last.as_slice());
            self.bytes += self.last.len() + size_of::<Piece>();
            self.pieces.push(Piece { parent: self.last_parent, text });
            self.last.clear();
            self.last_parent = self.parents;
            self.last_children = 0;
        }
        match u8::try_from(place) {
            Ok(place) if place < LONG => self.last.push(place),
            _ => {
                self.last.push(LONG);
                self.last.extend(place.to_le_bytes());
            }
        }
        self.last_children += 1;
    }

    /// The next state is being looked into.
    pub(crate) fn end(&mut self) {
        self.last.push(END);
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
        let (mut before, mut text) = (child % PIECE, text.iter());
        loop {
            let place = match *text.next().expect("the state has been found") {
                END => {
                    parent += 1;
                    continue;
                }
                LONG => {
                    let mut next = || *text.next().expect("four bytes follow");
                    u32::from_le_bytes([next(), next(), next(), next()])
                }
                place => u32::from(place),
            };
            if before == 0 {
                return Origin { parent, place };
            }
            before -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_child_finds_its_parent_and_its_action() {
        let (mut lineage, mut origins) = (Lineage::default(), Vec::new());
        for parent in 0..3_000_u64 {
            for child in 0..(parent + 1) % 4 {
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
