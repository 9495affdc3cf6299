//! More records than there is room for, sorted: what has been gathered in memory is sorted and written as a run when it is too much, and
//! the runs are merged at the end. Where there are many runs, they are merged before, [`FAN_IN`] into one.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::io;

use super::files::Files;
use super::record::{Record, Records};
use crate::frame::Stream;
use crate::store::Store;
use crate::threads::Team;

/// How many runs are merged into one.
const FAN_IN: usize = 32;

/// Whether the second of two neighbours may be left out.
pub(crate) type Same<R> = fn(&R, &R) -> bool;

/// Gathers records.
#[derive(Debug)]
pub(crate) struct Sorter<R> {
    kind: &'static str,
    /// All records of one part come before all of the next.
    pub(crate) parts: Vec<Vec<R>>,
    same: Same<R>,
    /// Of each length the runs, of which the longer ones are merged from the shorter ones of before.
    pub(crate) levels: Vec<Vec<Stream>>,
}

impl<R: Record> Sorter<R> {
    pub(crate) fn new(kind: &'static str, parts: usize, same: Same<R>) -> Self {
        Self { kind, parts: vec![Vec::new(); parts], same, levels: Vec::new() }
    }

    fn bytes(&self) -> usize {
        self.parts.iter().map(Vec::len).sum::<usize>() * size_of::<R>()
    }

    /// How many bytes it takes.
    pub(crate) fn capacity(&self) -> usize {
        self.parts.iter().map(Vec::capacity).sum::<usize>() * size_of::<R>()
    }

    /// Writes what is gathered if it takes more than so many bytes, unless leaving out what is the same makes it little again.
    pub(crate) fn make_room(&mut self, files: &mut Files<'_>, team: &Team, room: usize) -> io::Result<()> {
        if self.bytes() <= room {
            return Ok(());
        }
        self.sort(team);
        if self.bytes() > room / 2 { self.write(files) } else { Ok(()) }
    }

    /// Writes all that is gathered.
    pub(crate) fn flush(&mut self, files: &mut Files<'_>, team: &Team) -> io::Result<()> {
        self.sort(team);
        self.write(files)
    }

    fn sort(&mut self, team: &Team) {
        let same = self.same;
        team.each(false, &mut self.parts, |part| {
            part.sort_unstable();
            part.dedup_by(|second, first| same(first, second));
        });
    }

    fn write(&mut self, files: &mut Files<'_>) -> io::Result<()> {
        if self.bytes() == 0 {
            return Ok(());
        }
        let mut writer = files.write(self.kind);
        for part in &mut self.parts {
            part.iter().try_for_each(|record| record.write(&mut writer))?;
            part.clear();
        }
        self.add_run(files, writer.end()?, 0)
    }

    fn add_run(&mut self, files: &mut Files<'_>, run: Stream, level: usize) -> io::Result<()> {
        if self.levels.len() == level {
            self.levels.push(Vec::new());
        }
        self.levels[level].push(run);
        if self.levels[level].len() < FAN_IN {
            return Ok(());
        }
        let runs = std::mem::take(&mut self.levels[level]);
        let (mut writer, mut last) = (files.write(self.kind), None);
        let mut merged = Sorted::of(files.store, &runs, Vec::new())?;
        while let Some(record) = merged.next()? {
            if last.is_none_or(|last| !(self.same)(&last, &record)) {
                record.write(&mut writer)?;
            }
            last = Some(record);
        }
        runs.iter().try_for_each(|run| files.remove(run))?;
        self.add_run(files, writer.end()?, level + 1)
    }

    /// All records, in order; some that are the same may be there more than once. And the runs, to be removed afterwards.
    pub(crate) fn sorted<'s>(
        mut self,
        store: &'s dyn Store,
        team: &Team,
    ) -> io::Result<(Sorted<'s, R>, Vec<Stream>)> {
        self.sort(team);
        let runs: Vec<_> = self.levels.into_iter().flatten().collect();
        Ok((Sorted::of(store, &runs, self.parts)?, runs))
    }
}

/// Records in order.
pub(crate) struct Sorted<'s, R> {
    runs: Vec<Records<'s, R>>,
    /// What is in memory, by parts; the last of them is the next, from its end.
    parts: Vec<Vec<R>>,
    /// The first record of each run, and of what is in memory.
    heap: BinaryHeap<Reverse<(R, usize)>>,
}

impl<'s, R: Record> Sorted<'s, R> {
    pub(crate) fn of(store: &'s dyn Store, runs: &[Stream], mut parts: Vec<Vec<R>>) -> io::Result<Self> {
        parts.reverse();
        parts.iter_mut().for_each(|part| part.reverse());
        let runs = runs.iter().map(|run| Records::of(store, run)).collect();
        let mut sorted = Self { runs, parts, heap: BinaryHeap::new() };
        for source in 0..=sorted.runs.len() {
            if let Some(record) = sorted.next_of(source)? {
                sorted.heap.push(Reverse((record, source)));
            }
        }
        Ok(sorted)
    }

    /// Nothing.
    pub(crate) const fn nothing() -> Self {
        Self { runs: Vec::new(), parts: Vec::new(), heap: BinaryHeap::new() }
    }

    fn next_of(&mut self, source: usize) -> io::Result<Option<R>> {
        if let Some(run) = self.runs.get_mut(source) {
            return run.next();
        }
        while let Some(part) = self.parts.last_mut() {
            if let Some(record) = part.pop() {
                return Ok(Some(record));
            }
            self.parts.pop();
        }
        Ok(None)
    }

    /// The next one, which stays the next.
    pub(crate) fn peek(&self) -> Option<R> {
        self.heap.peek().map(|Reverse((record, _))| *record)
    }

    /// The next one, if there are more.
    pub(crate) fn next(&mut self) -> io::Result<Option<R>> {
        let Some(Reverse((record, source))) = self.heap.peek().copied() else { return Ok(None) };
        let next = self.next_of(source)?;
        let mut first = self.heap.peek_mut().expect("there was one");
        match next {
            Some(next) => *first = Reverse((next, source)),
            None => drop(PeekMut::pop(first)),
        }
        Ok(Some(record))
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::*;
    use crate::spilled::memory::Memory;

    #[test]
    fn all_that_was_gathered_comes_back_in_order_however_little_room_there_is() {
        let team = Team::new(NonZeroUsize::MIN);
        let numbers: Vec<u64> =
            (0..9_000).map(|n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 51).collect();
        for room in [0, 8, 80, 800, 8_000, 80_000] {
            let memory = Memory::default();
            let mut files = Files::new(&memory);
            let mut sorter = Sorter::new("run", 2, |one: &u64, other| one == other);
            for number in &numbers {
                sorter.parts[(number >> 12) as usize].push(*number);
                sorter.make_room(&mut files, &team, room).unwrap();
            }
            let (mut sorted, runs) = sorter.sorted(&memory, &team).unwrap();
            let mut found = Vec::new();
            while let Some(number) = sorted.next().unwrap() {
                found.push(number);
            }
            assert!(found.is_sorted());
            found.dedup();
            let mut wanted = numbers.clone();
            wanted.sort_unstable();
            wanted.dedup();
            assert_eq!(found, wanted, "room {room}");
            assert_eq!(memory.streams().unwrap().len(), runs.len(), "merged runs are removed");
        }
    }

    /// Numbers of which two are the same if their halves are.
    fn sorter() -> Sorter<u64> {
        Sorter::new("run", 2, |one, other| one / 2 == other / 2)
    }

    #[test]
    fn what_is_gathered_is_written_when_there_is_more_than_room_for_it() {
        let team = Team::new(NonZeroUsize::MIN);
        // Six numbers of eight bytes, in two parts; five of them differ, or three.
        for (numbers, room, left) in [
            ([0, 2, 4, 6, 8, 8], 48, 6),
            ([0, 2, 4, 6, 8, 8], 47, 0),
            ([0, 1, 2, 3, 4, 5], 47, 0),
            ([0, 0, 1, 1, 2, 3], 32, 2),
            ([0, 0, 1, 1, 2, 3], 31, 0),
        ] {
            let memory = Memory::default();
            let (mut files, mut sorter) = (Files::new(&memory), sorter());
            assert_eq!((sorter.bytes(), sorter.capacity()), (0, 0));
            sorter.parts[0].extend(&numbers[..4]);
            sorter.parts[1].extend(&numbers[4..]);
            let capacity = sorter.parts[0].capacity() + sorter.parts[1].capacity();
            assert_eq!((sorter.bytes(), sorter.capacity()), (48, capacity * 8));
            sorter.make_room(&mut files, &team, room).unwrap();
            assert_eq!(sorter.bytes(), left * 8, "{numbers:?} {room}");
            assert_eq!(memory.streams().unwrap().len(), usize::from(left == 0));
        }
    }

    #[test]
    fn runs_are_merged_when_there_are_enough_of_one_length_and_what_is_the_same_is_left_out() {
        let team = Team::new(NonZeroUsize::MIN);
        let memory = Memory::default();
        let (mut files, mut sorter) = (Files::new(&memory), sorter());
        for run in 0..FAN_IN as u64 + 1 {
            let levels: Vec<_> = sorter.levels.iter().map(Vec::len).collect();
            match run {
                0 => assert!(levels.is_empty()),
                32 => assert_eq!(levels, [0, 1]),
                _ => assert_eq!(levels, [usize::try_from(run).unwrap()]),
            }
            sorter.parts[0].extend([run, 99 - run]);
            sorter.flush(&mut files, &team).unwrap();
            sorter.flush(&mut files, &team).unwrap();
        }
        assert_eq!(memory.streams().unwrap().len(), 2);
        let merged = sorter.levels[1].clone();
        let mut sorted = Sorted::<u64>::of(&memory, &merged, Vec::new()).unwrap();
        let mut found = Vec::new();
        while let Some(number) = sorted.peek() {
            assert_eq!(sorted.next().unwrap(), Some(number));
            found.push(number);
        }
        assert_eq!(sorted.next().unwrap(), None);
        assert_eq!(found, (0..16).chain(34..50).map(|half| half * 2).collect::<Vec<_>>());
    }
}
