//! What there is to say of a block, told to all machines, which take note of the blocks of a round in their order.
//!
//! What was found before has a number. What is new has the next ones, as this machine met it first in its block: its first state says to
//! the others what it is.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::ops::Range;

use indexmap::IndexSet;
use sim_core::Value;

use super::rounds::{damaged, read};
use super::under_way::{Shared, another};
use crate::blocks::LITTLE;
use crate::children::{Children, steps_from};
use crate::ends::End;
use crate::finds::{Finds, Worth};
use crate::fingerprint::Fingerprinter;
use crate::frontier::{PIECE, Packed};
use crate::lineage::Brood;
use crate::piece::{Piece, Said, Step};
use crate::property::{Explorable, Property};
use crate::report::Ending;
use crate::stop::Stop;
use crate::words::{Read, Written};

/// Ends at which the same was seen, and what they are worth.
type Alike = BTreeMap<Box<[u32]>, Worth>;

/// What a machine tells of its block.
struct Note {
    /// How many steps were taken.
    steps: u64,
    /// Whether it is to end, and whether the machine has no room any more; and how many bytes it takes.
    over: [bool; 2],
    bytes: u64,
    /// What was said of states, by number: whether it is of an end, and what it is worth.
    said: Vec<(u64, bool, Worth)>,
    /// The new states, in pieces: where they were come from, and how many there are.
    children: Vec<(Brood, usize)>,
}

/// What a machine found that was not found before.
struct New<O, X> {
    outcomes: IndexSet<O, Fingerprinter>,
    violations: IndexSet<X, Fingerprinter>,
}

impl<O: Value, X: Value> New<O, X> {
    fn nothing() -> Self {
        Self { outcomes: IndexSet::default(), violations: IndexSet::default() }
    }

    /// What this is worth: the new ones come behind those that were found before.
    fn worth(&mut self, finds: &Finds<O, X>, what: Result<O, X>) -> Worth {
        let [outcomes, violations] = finds.len();
        finds.worth(&what).unwrap_or_else(|| match what {
            Ok(outcome) => Ok(outcomes + self.outcomes.insert_full(outcome).0),
            Err(violation) => Err(violations + self.violations.insert_full(violation).0),
        })
    }
}

impl<P: Explorable, Q: Property<P>> Shared<'_, '_, P, Q> {
    /// Tells all what there is to say of this machine's block, and takes note of what all tell.
    pub(crate) fn tell(&mut self, pieces: &mut [Piece<Q::Violation>], new: &[Step]) -> Result<(), Stop> {
        let place = self.rounds.place();
        let start = self.start(place);
        let mut written = Written::default();
        written.put_short(self.asked.steps() as u64);
        let bytes = self.bytes(pieces) as u64;
        let over = [self.is_over, bytes > self.blocks.options.max_bytes];
        over.into_iter().for_each(|is_over| written.put_short(is_over.into()));
        written.put_short(bytes);
        let alike = self.say(pieces, start, &mut written);
        let children = self.children(pieces, new, start, &mut written);
        let told = self.rounds.tell_all(written.0)?;
        let notes: io::Result<Vec<_>> =
            told.iter().zip(&self.round).map(|(told, block)| Note::read(told, block)).collect();
        self.take_notes(notes?, alike, children)
    }

    /// Says what was found in this machine's block. The answer is which ends are alike that were not before.
    fn say(&self, pieces: &mut [Piece<Q::Violation>], start: u32, written: &mut Written) -> Alike {
        let (ground, finds) = (&self.blocks.ground, &self.blocks.finds);
        let mut firsts = ground.first_ends(pieces, finds);
        self.blocks.team.each(false, &mut firsts, |end| ground.judge(end));
        let firsts: Vec<_> = firsts.into_iter().map(End::judged).collect();
        let (mut firsts, mut new, mut alike, mut seen) =
            (firsts.into_iter(), New::nothing(), Alike::new(), Vec::new());
        written.put_short(pieces.iter().map(|piece| piece.found.said.len() as u64).sum());
        for piece in pieces {
            for (place, said) in piece.found.said.drain(..) {
                let is_end = matches!(said, Said::End);
                let worth = match said {
                    Said::Broken(violation) => new.worth(finds, Err(violation)),
                    Said::End => {
                        ground.see(&piece.states, place, &mut seen);
                        let before = finds.alike(&seen).or_else(|| alike.get(seen.as_slice()).copied());
                        before.filter(|_| ground.tables.rules_kept).unwrap_or_else(|| {
                            let first = firsts.next().expect("it is not alike to one before");
                            let worth = new.worth(finds, first.worth);
                            if first.stands_for_others {
                                alike.insert(seen.as_slice().into(), worth);
                            }
                            worth
                        })
                    }
                };
                written.put_short(u64::from(place - start));
                let (Ok(find) | Err(find)) = worth;
                written.put_short((find as u64) << 2 | u64::from(is_end) << 1 | u64::from(worth.is_ok()));
            }
        }
        alike
    }

    /// Packs the new states that this machine's steps led to, and says which steps these are.
    fn children(
        &self,
        pieces: &[Piece<Q::Violation>],
        new: &[Step],
        start: u32,
        written: &mut Written,
    ) -> VecDeque<Packed> {
        let tables = &self.blocks.ground.tables;
        let mut children: Vec<_> = pieces.iter().map(|piece| (piece, Children::default())).collect();
        self.blocks.team.each(new.len() < LITTLE, &mut children, |(piece, children)| {
            *children = Children::of(tables, &piece.states, steps_from(&piece.states, new));
        });
        let mut before = start;
        for steps in pieces.iter().flat_map(|piece| steps_from(&piece.states, new).chunks(PIECE)) {
            written.put_short(steps.len() as u64);
            for step in steps {
                written.put_short(u64::from(step.from - before));
                written.put_short(step.place.into());
                before = step.from;
            }
        }
        children.into_iter().flat_map(|(_, children)| children.0).map(|(packed, _)| packed).collect()
    }

    /// Takes note of the blocks of a round, one after the other, as of one machine's.
    fn take_notes(
        &mut self,
        notes: Vec<Note>,
        mut alike: Alike,
        mut children: VecDeque<Packed>,
    ) -> Result<(), Stop> {
        let before = self.blocks.finds.len();
        let over = [0, 1].map(|why| notes.iter().any(|note| note.over[why]));
        self.progress.bytes = notes.iter().map(|note| note.bytes).sum();
        for (machine, note) in notes.into_iter().enumerate() {
            let is_here = machine == self.rounds.place();
            self.progress.steps += note.steps;
            let new = self.count(machine, &note.said, before)?;
            if is_here {
                let worth = |worth| known(worth, before, &new).expect("all of them were said");
                for (seen, of) in std::mem::take(&mut alike) {
                    self.blocks.finds.are_alike(seen, worth(of));
                }
            }
            for (brood, len) in note.children {
                let states = is_here.then(|| children.pop_front().expect("each piece was told"));
                self.add(&brood, len, states)?;
            }
        }
        match over {
            [true, _] => Err(Stop::Ended(Ending::Asked)),
            [_, true] => Err(Stop::Ended(Ending::MaxBytes)),
            _ => Ok(()),
        }
    }

    /// Counts what a machine said of its states, with so many finds before the round. The answer is what its new ones are worth.
    fn count(
        &mut self,
        machine: usize,
        said: &[(u64, bool, Worth)],
        before: [usize; 2],
    ) -> Result<[Vec<usize>; 2], Stop> {
        let mut new = [Vec::new(), Vec::new()];
        for (number, is_end, worth) in said {
            if *is_end {
                self.blocks.finds.count_as_end();
            }
            let worth = match known(*worth, before, &new) {
                Some(worth) => {
                    self.blocks.finds.count_again(worth);
                    worth
                }
                None => {
                    let what = self.blocks.judge_again(*number, *is_end);
                    let what = what.filter(|what| what.is_ok() == worth.is_ok());
                    let what = what.ok_or_else(|| another(machine, "judges a state otherwise"))?;
                    let worth = self.blocks.finds.count(what, *number);
                    let (Ok(find) | Err(find)) = worth;
                    new[usize::from(worth.is_err())].push(find);
                    worth
                }
            };
            if worth.is_err() && !self.blocks.options.keep_going {
                return Err(Stop::Ended(Ending::Violated));
            }
        }
        Ok(new)
    }

    /// Gives numbers to new states, which wait where they were found.
    fn add(&mut self, brood: &Brood, len: usize, states: Option<Packed>) -> Result<(), Stop> {
        self.blocks.ground.trail.lineage.append(brood);
        let first = self.progress.states;
        self.next.push(first, len);
        if let Some(states) = states {
            self.next.keep(first, states);
        }
        let (all, most) = (first.saturating_add(len as u64), self.blocks.options.max_states);
        self.progress.states = most.min(all);
        if all > most { Err(Stop::Ended(Ending::MaxStates)) } else { Ok(()) }
    }
}

/// What is known to be worth that, which may be one of the new finds of a machine; none if it is the next of these.
fn known(worth: Worth, before: [usize; 2], new: &[Vec<usize>; 2]) -> Option<Worth> {
    let [outcomes, violations] = before;
    let find = |find: usize, before: usize, new: &[usize]| match find.checked_sub(before) {
        None => Some(find),
        Some(nth) => new.get(nth).copied(),
    };
    match worth {
        Ok(outcome) => find(outcome, outcomes, &new[0]).map(Ok),
        Err(violation) => find(violation, violations, &new[1]).map(Err),
    }
}

impl Note {
    fn read(bytes: &[u8], block: &Range<u64>) -> io::Result<Self> {
        let mut read = read(bytes);
        let steps = read.short()?;
        let over = [read.short::<u8>()? == 1, read.short::<u8>()? == 1];
        let (bytes, said) = (read.short()?, read.short::<u64>()?);
        let said = (0..said).map(|_| {
            let number = number_in(block, block.start, read.short()?)?;
            let what = read.short::<usize>()?;
            let find = what >> 2;
            Ok((number, what & 0b10 != 0, if what & 1 == 1 { Ok(find) } else { Err(find) }))
        });
        let said = said.collect::<io::Result<_>>()?;
        let (mut children, mut parent) = (Vec::new(), block.start);
        while !read.bytes.is_empty() {
            children.push(read_children(&mut read, block, &mut parent)?);
        }
        Ok(Self { steps, over, bytes, said, children })
    }
}

fn read_children(read: &mut Read<'_>, block: &Range<u64>, parent: &mut u64) -> io::Result<(Brood, usize)> {
    let len = read.short()?;
    if !(1..=PIECE).contains(&len) {
        return Err(damaged("a piece of new states"));
    }
    let mut brood = Brood::default();
    for _ in 0..len {
        *parent = number_in(block, *parent, read.short()?)?;
        brood.child(*parent, read.short()?);
    }
    Ok((brood, len))
}

/// The number of a state of a block that is so many behind another.
fn number_in(block: &Range<u64>, from: u64, behind: u64) -> io::Result<u64> {
    let number = from.checked_add(behind).filter(|number| block.contains(number));
    number.ok_or_else(|| damaged("there is no such state in the block"))
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::lineage::{Lineage, Origin};

    const BLOCK: Range<u64> = 10..20;

    #[test]
    fn finds_of_before_are_known_and_new_ones_as_far_as_they_were_said() {
        let ask = |new: [Vec<usize>; 2]| {
            let asked = [Ok(0), Ok(1), Ok(2), Ok(3), Err(0), Err(1), Err(2)];
            asked.map(|worth| known(worth, [2, 1], &new))
        };
        let before = |two, three, one, last| [Some(Ok(0)), Some(Ok(1)), two, three, Some(Err(0)), one, last];
        assert_eq!(ask([vec![], vec![]]), before(None, None, None, None));
        assert_eq!(ask([vec![5], vec![]]), before(Some(Ok(5)), None, None, None));
        assert_eq!(ask([vec![5, 7], vec![4]]), before(Some(Ok(5)), Some(Ok(7)), Some(Err(4)), None));
        assert_eq!(ask([vec![], vec![4, 9]]), before(None, None, Some(Err(4)), Some(Err(9))));
    }

    #[test]
    fn what_a_machine_finds_first_has_the_next_number() {
        let mut finds = Finds::default();
        assert_eq!([Ok('a'), Ok('b'), Err(1)].map(|what| finds.count(what, 0)), [Ok(0), Ok(1), Err(0)]);
        let mut new = New::nothing();
        let said = [Ok('c'), Err(2), Ok('a'), Ok('d'), Ok('c'), Err(1), Err(3), Err(2)];
        let worth = said.map(|what| new.worth(&finds, what));
        assert_eq!(worth, [Ok(2), Err(1), Ok(0), Ok(3), Ok(2), Err(0), Err(2), Err(1)]);
    }

    #[test]
    fn a_state_is_in_its_block_or_it_is_damaged() {
        let number = |from, behind| number_in(&BLOCK, from, behind).ok();
        let numbers = [(10, 0), (10, 9), (15, 4), (19, 0)].map(|(from, behind)| number(from, behind));
        assert_eq!(numbers, [Some(10), Some(19), Some(19), Some(19)]);
        for (from, behind) in [(10, 10), (15, 5), (19, 1), (9, 0), (15, u64::MAX), (15, u64::MAX - 4)] {
            assert_eq!(number(from, behind), None, "{from} {behind}");
        }
    }

    /// What a machine tells: 300 steps, of which one led to an end and one state is broken; and the new states of two pieces. The places
    /// at which a shorter note could end, too.
    fn told() -> (Written, [usize; 3]) {
        let mut written = Written::default();
        let numbers = [300, 1, 0, 77, 2, 0, 5 << 2 | 0b11, 9, 2 << 2];
        numbers.into_iter().for_each(|number| written.put_short(number));
        let mut ends = vec![written.0.len()];
        for piece in [&[2, 1, 4, 2, 0][..], &[1, 0, 3]] {
            piece.iter().for_each(|number| written.put_short(*number));
            ends.push(written.0.len());
        }
        (written, ends.try_into().unwrap())
    }

    #[test]
    fn a_note_is_read_as_it_was_told() {
        let note = Note::read(&told().0.0, &BLOCK).ok().unwrap();
        assert_eq!((note.steps, note.over, note.bytes), (300, [true, false], 77));
        assert_eq!(note.said, [(10, true, Ok(5)), (19, false, Err(2))]);
        let mut lineage = Lineage::default();
        note.children.iter().for_each(|(brood, _)| lineage.append(brood));
        assert_eq!(note.children.iter().map(|(_, len)| *len).collect::<Vec<_>>(), [2, 1]);
        let origins = [1, 2, 3].map(|state| lineage.origin(state));
        let wanted = [(11, 4), (13, 0), (13, 3)].map(|(parent, place)| Origin { parent, place });
        assert_eq!(origins, wanted);
        // Of why it is to end each is said by itself.
        for over in [[0, 0], [0, 1], [1, 1], [1, 0]] {
            let mut written = Written::default();
            [0, over[0], over[1], 0, 0].into_iter().for_each(|number| written.put_short(number));
            assert_eq!(Note::read(&written.0, &BLOCK).ok().unwrap().over, over.map(|is_over| is_over == 1));
        }
    }

    #[test]
    fn a_note_that_ends_too_early_is_damaged() {
        let (written, ends) = told();
        for len in 0..written.0.len() {
            assert_eq!(Note::read(&written.0[..len], &BLOCK).is_ok(), ends.contains(&len), "{len}");
        }
    }

    #[test]
    fn new_states_come_in_pieces_from_states_of_the_block() {
        let read = |numbers: &[u64]| {
            let mut written = Written::default();
            numbers.iter().for_each(|number| written.put_short(*number));
            let mut parent = BLOCK.start;
            read_children(&mut super::read(&written.0), &BLOCK, &mut parent).is_ok()
        };
        let piece = |len: usize| {
            let mut numbers = vec![len as u64];
            numbers.extend(std::iter::repeat_n([1, 0], len).flatten());
            read(&numbers)
        };
        assert_eq!([0, 1, PIECE, PIECE + 1].map(piece), [false, true, true, false]);
        assert_eq!([9, 10].map(|behind| read(&[1, behind, 0])), [true, false]);
        assert_eq!([4, 5].map(|behind| read(&[2, 5, 0, behind, 0])), [true, false]);
        assert_eq!([u64::from(u32::MAX), 1 << 32].map(|place| read(&[1, 0, place])), [true, false]);
    }
}
