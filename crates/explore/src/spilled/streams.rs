//! What is read of streams that are not what was written: each damage is an error, and never something else.

use std::io;

use super::files::Files;
use super::kept::{read_finds, write_finds};
use super::memory::Memory;
use super::queue::{BlocksOf, Queue};
use super::record::{Record as _, Records};
use super::visited::Visited;
use crate::finds::KeptFinds;
use crate::frame::{Frames, HEAD, Place, Stream, Writer};
use crate::frontier::Packed;
use crate::lineage::Origin;
use crate::pages::{Pages, packed};
use crate::store::Store;

/// The kind of error that something is, if it is one.
fn kind<T>(read: io::Result<T>) -> Option<io::ErrorKind> {
    read.err().map(|error| error.kind())
}

const DAMAGED: Option<io::ErrorKind> = Some(io::ErrorKind::InvalidData);

#[test]
fn a_frame_is_whole_when_it_has_as_many_bytes_as_it_should() {
    let memory = Memory::default();
    let mut writer = Writer::new(&memory, Stream::new("test", 5), 8);
    let mut frames = Vec::new();
    for record in [&[1; 7][..], &[2], &[3; 8], &[4; 3], &[5; 9]] {
        writer.put(record).unwrap();
        frames.push((writer.stream.frames, writer.stream.bytes, writer.waiting().len()));
    }
    let head = HEAD as u64;
    let wanted =
        [(0, 0, 7), (1, head + 8, 0), (2, 2 * head + 16, 0), (2, 2 * head + 16, 3), (3, 3 * head + 28, 0)];
    assert_eq!(frames, wanted);
    writer.end_frame().unwrap();
    let stream = writer.end().unwrap();
    assert_eq!((stream.end(), stream.name()), (Place { bytes: 3 * head + 28, frames: 3 }, "test-5".into()));
    assert_eq!(memory.bytes(), stream.bytes);
    let mut frames = Frames::of(&memory, stream, Place { bytes: head + 8, frames: 1 });
    assert_eq!(frames.next().unwrap(), Some(&[3; 8][..]));
    assert_eq!(frames.at(), Place { bytes: 2 * head + 16, frames: 2 });
    assert_eq!(frames.next().unwrap().map(<[u8]>::len), Some(12));
    assert_eq!(frames.next().unwrap(), None);
    assert_eq!(frames.next().unwrap(), None);
}

#[test]
fn a_stream_that_is_meant_to_be_longer_or_shorter_than_its_frames_is_damaged() {
    let memory = Memory::default();
    let mut writer = Writer::new(&memory, Stream::new("test", 5), 8);
    (0..3).for_each(|_| writer.put(&[1; 8]).unwrap());
    let stream = writer.end().unwrap();
    let read = |stream: &Stream| {
        let mut frames = Frames::of(&memory, stream.clone(), Place::default());
        while frames.next()?.is_some() {}
        Ok(())
    };
    assert_eq!(kind(read(&stream)), None);
    let Stream { bytes, frames, .. } = stream;
    let others = [
        (bytes - 1, frames),
        (bytes + 1, frames),
        (bytes, frames - 1),
        (bytes, frames + 1),
        (bytes + 20, frames + 1),
    ];
    for (bytes, frames) in others {
        assert_eq!(kind(read(&Stream { bytes, frames, ..stream.clone() })), DAMAGED, "{bytes} {frames}");
    }
    assert_eq!(kind(read(&Stream { bytes: bytes - 20, frames: frames - 1, ..stream })), None);
}

#[test]
fn a_way_back_is_read_from_its_page_and_few_pages_are_remembered() {
    let memory = Memory::default();
    let origin = |state: u64| Origin { parent: state / 3, place: u32::try_from(state % 3).unwrap() };
    let number = |state| packed(origin(state).parent, origin(state).place);
    let mut pages = Pages::new(&memory, Stream::new("lineage", 1), &[]).unwrap();
    let states = 512 * 514 + 5;
    (1..=states).for_each(|state| pages.put(number(state)).unwrap());
    assert_eq!((pages.stream().frames, pages.bytes()), (514, 0));
    assert_eq!(pages.waiting(), (states - 4..=states).map(number).collect::<Vec<_>>());
    let again = Pages::new(&memory, pages.stream().clone(), &pages.waiting()).unwrap();
    for pages in [&pages, &again] {
        for state in [1, 2, 511, 512, 513, 1024, 1025, states - 5, states - 4, states] {
            assert_eq!(pages.origin(state), Some(origin(state)), "{state}");
        }
        // The first three pages, and the last whole one.
        assert_eq!(pages.bytes(), 4 * (4096 + 64));
    }
    for page in 0..511 {
        assert_eq!(pages.origin(page * 512 + 7), Some(origin(page * 512 + 7)));
    }
    assert_eq!(pages.bytes(), 512 * (4096 + 64));
    assert_eq!(pages.origin(511 * 512 + 7), Some(origin(511 * 512 + 7)));
    assert_eq!(pages.bytes(), 4096 + 64);
    assert!(pages.failure().is_ok());
}

#[test]
fn a_way_back_that_cannot_be_read_is_none_and_the_first_error_is_kept() {
    let memory = Memory::default();
    let mut writer = Writer::new(&memory, Stream::new("lineage", 1), 8);
    writer.put(&[0; 8]).unwrap();
    let pages = Pages::new(&memory, writer.end().unwrap(), &[]).unwrap();
    assert_eq!(pages.origin(1), None);
    memory.remove("lineage-1").unwrap();
    assert_eq!(pages.origin(2), None);
    let error = pages.failure().unwrap_err();
    assert_eq!(error.to_string(), "'lineage-1' is damaged: a page has another length");
    assert!(pages.failure().is_ok());
    assert_eq!(pages.origin(2), None);
    assert_eq!(pages.failure().unwrap_err().to_string(), "'lineage-1' is damaged: it ends too early");
}

/// So many states, each of two numbers.
fn piece(states: usize) -> Packed {
    let mut piece = Packed::default();
    (0..states).for_each(|_| piece.push(&[300, 7]));
    piece
}

#[test]
fn blocks_wait_in_frames_with_the_pieces_that_they_had() {
    let memory = Memory::default();
    let mut files = Files::new(&memory);
    let mut queue = Queue::new(files.write("frontier"));
    for nth in 0..9 {
        queue.push(nth * 8, piece(8)).unwrap();
    }
    let stream = queue.end().unwrap();
    let mut blocks = BlocksOf::of(&memory, &stream, Place::default());
    let mut told = Vec::new();
    while let Some(block) = blocks.next().unwrap() {
        assert!(block.iter().all(|piece| piece.len() == 8 && piece.is_whole(2)));
        told.push(block.iter().map(Packed::first).collect::<Vec<_>>());
    }
    assert_eq!(told, [vec![0, 8, 16, 24], vec![32, 40, 48, 56], vec![64]]);
    assert_eq!((blocks.at(), stream.frames), (stream.end(), 3));
}

#[test]
fn a_block_with_a_piece_that_ends_too_early_is_damaged() {
    let mut whole = [0_u64, 2, 6].map(u64::to_le_bytes).concat();
    whole.extend_from_slice(piece(2).text());
    for len in 1..=whole.len() {
        let memory = Memory::default();
        let mut writer = Writer::new(&memory, Stream::new("frontier", 1), 1);
        writer.put(&whole[..len]).unwrap();
        let stream = writer.end().unwrap();
        let read = BlocksOf::of(&memory, &stream, Place::default()).next();
        assert_eq!(kind(read), if len < whole.len() { DAMAGED } else { None }, "{len}");
    }
}

#[test]
fn runs_of_states_are_merged_so_that_each_is_twice_as_long_as_the_next() {
    let memory = Memory::default();
    let (mut files, mut visited) = (Files::new(&memory), Visited::default());
    let (mut lengths, mut next) = (Vec::new(), 0_u64);
    for states in [8, 4, 1, 1, 3, 20] {
        let mut writer = files.write("visited");
        for nth in 0..states {
            [nth * 7 % 5, next].write(&mut writer).unwrap();
            next += 1;
        }
        visited.add(&mut files, writer.end().unwrap()).unwrap();
        lengths.push(visited.runs.iter().map(|run| (run.bytes - HEAD as u64) / 16).collect::<Vec<_>>());
    }
    // A frame has a head, too: four states are not half of eight.
    assert_eq!(lengths.last().unwrap().iter().sum::<u64>(), next);
    for lengths in &lengths {
        let bytes = |states: u64| states * 16 + HEAD as u64;
        assert!(lengths.windows(2).all(|two| bytes(two[0]) >= 2 * bytes(two[1])), "{lengths:?}");
    }
    assert_eq!(lengths[..3], [vec![8], vec![12], vec![12, 1]]);
    assert_eq!(memory.streams().unwrap().len(), visited.runs.len());
}

#[test]
fn whoever_asks_in_order_is_told_of_each_state_whether_it_is_there() {
    let memory = Memory::default();
    let (mut files, mut visited) = (Files::new(&memory), Visited::default());
    for run in [&[[0, 5], [1, 0], [1, 9], [4, 4], [7, 7], [8, 0], [9, 0]][..], &[[0, 7], [3, 1]], &[[1, 5]]] {
        let mut writer = files.write("visited");
        run.iter().for_each(|state| state.write(&mut writer).unwrap());
        visited.runs.push(writer.end().unwrap());
    }
    let mut asked = visited.asked(&memory);
    let questions =
        [[0, 4], [0, 5], [0, 7], [1, 0], [1, 5], [1, 8], [1, 9], [3, 1], [4, 3], [4, 4], [9, 0], [9, 1]];
    let answers = questions.map(|state| asked.has(state).unwrap());
    assert_eq!(answers, [false, true, true, true, true, false, true, true, false, true, true, false]);
    let merged = |runs: &[Stream]| {
        runs.iter()
            .map(|run| Records::<[u64; 2]>::of(&memory, run))
            .map(|mut records| {
                let mut all = Vec::new();
                while let Some(next) = records.peek().unwrap() {
                    assert_eq!(records.next().unwrap(), Some(next));
                    all.push(next);
                }
                all
            })
            .collect::<Vec<_>>()
    };
    let last = files.write("visited").end().unwrap();
    visited.runs.swap(0, 1);
    visited.add(&mut files, last).unwrap();
    let all = merged(&visited.runs);
    assert!(all.iter().all(|run| run.is_sorted()) && all.concat().len() == 10, "{all:?}");
}

#[test]
fn streams_that_the_last_text_names_are_there_until_there_is_another() {
    let memory = Memory::default();
    let mut files = Files::new(&memory);
    let mut write = |bytes: &[u8]| {
        let mut writer = files.write("test");
        writer.put(bytes).unwrap();
        writer.end().unwrap()
    };
    let [one, two, nothing] = [&[1][..], &[2], &[]].map(&mut write);
    let names = || memory.streams().unwrap();
    files.keep(b"one", &[&one, &nothing]).unwrap();
    files.remove(&two).unwrap();
    assert_eq!(names(), ["test-1"]);
    files.remove(&one).unwrap();
    files.remove(&nothing).unwrap();
    assert_eq!(names(), ["test-1"]);
    files.keep(b"nothing", &[&nothing]).unwrap();
    assert_eq!((names().len(), memory.text().unwrap()), (0, Some(b"nothing".to_vec())));
    files.keep(b"again", &[]).unwrap();
}

#[test]
fn a_search_that_goes_on_forgets_what_is_not_named_and_cuts_what_is() {
    let memory = Memory::default();
    for name in ["test-1", "test-2"] {
        memory.append(name, &[0; 9]).unwrap();
    }
    let stream = |bytes| Stream { kind: "test", id: 1, bytes, frames: 1 };
    let mut files = Files::new(&memory);
    files.go_on(&[&stream(5), &Stream::new("test", 3)]).unwrap();
    assert_eq!((memory.streams().unwrap(), memory.bytes()), (vec!["test-1".to_string()], 5));
    assert_eq!(kind(files.go_on(&[&stream(6)])), DAMAGED);
}

fn finds() -> KeptFinds {
    KeptFinds {
        ends: 9,
        outcomes: vec![(1, 2), (3, 4)],
        violations: vec![(5, 6)],
        alike: vec![([1, 2].into(), Ok(1)), ([].into(), Err(0)), ([7].into(), Ok(0))],
    }
}

#[test]
fn finds_are_read_as_they_were_written_and_none_that_end_too_early() {
    let memory = Memory::default();
    let mut files = Files::new(&memory);
    let stream = write_finds(&mut files, &finds()).unwrap();
    let read = read_finds(&memory, &stream).unwrap();
    assert_eq!(format!("{read:?}"), format!("{:?}", finds()));
    let mut frames = Frames::of(&memory, stream.clone(), Place::default());
    let bytes = frames.next().unwrap().unwrap().to_vec();
    for len in 1..bytes.len() {
        let mut writer = files.write("finds");
        writer.put(&bytes[..len]).unwrap();
        assert_eq!(kind(read_finds(&memory, &writer.end().unwrap())), DAMAGED, "{len}");
    }
}
