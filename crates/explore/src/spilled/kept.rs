//! What a search can go on from: the text that names its streams, and the finds in one of these. Numbers only, with a checksum; states
//! of processes and what was found are worked out again.

use std::hash::Hasher as _;
use std::io;

use siphasher::sip::SipHasher13;

use super::files::Files;
use crate::finds::{KeptFinds, Worth};
use crate::frame::{Frames, Place, Stream, damaged};
use crate::report::{Ending, Options};
use crate::store::Store;
use crate::tables::Unknown;
use crate::unknown;
use crate::words::{Read, Written};

/// What the text begins with. Another version has another.
const MAGIC: &[u8] = b"sim.spill/1\n";
/// What it is called where it is damaged.
const TEXT: &str = "search";
/// The kinds of streams.
pub(crate) const FRONTIER: &str = "frontier";
pub(crate) const NOTES: &str = "notes";
pub(crate) const CANDIDATES: &str = "candidates";
pub(crate) const VISITED: &str = "visited";
pub(crate) const LEARNT: &str = "learnt";
pub(crate) const LINEAGE: &str = "lineage";
pub(crate) const FINDS: &str = "finds";

/// A search between two blocks of a depth.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) options: [u64; 3],
    /// Why it ended, if it has.
    pub(crate) ending: Option<Ending>,
    /// The number of the last stream.
    pub(crate) next: u64,
    /// Of the tables.
    pub(crate) digest: u128,
    /// How many states and steps there are, as far as depths are done.
    pub(crate) states: u64,
    pub(crate) steps: u64,
    pub(crate) depth: u64,
    /// How many states this depth has, how many of them are looked into, and what steps these had.
    pub(crate) wide: u64,
    pub(crate) done: u64,
    pub(crate) taken: u64,
    pub(crate) frontier: Stream,
    /// The next block of it.
    pub(crate) at: Place,
    pub(crate) notes: Stream,
    pub(crate) candidates: Vec<Vec<Stream>>,
    pub(crate) visited: Vec<Stream>,
    pub(crate) learnt: Stream,
    pub(crate) lineage: Stream,
    /// The steps that are behind the last page of the lineage.
    pub(crate) waiting: Vec<u64>,
    pub(crate) finds: Stream,
}

const ENDINGS: [Option<Ending>; 4] =
    [None, Some(Ending::Exhausted), Some(Ending::Violated), Some(Ending::MaxStates)];

impl Kept {
    /// What has to be the same for a search to be gone on with.
    pub(crate) fn options(options: &Options) -> [u64; 3] {
        [options.reduce.into(), options.keep_going.into(), options.max_states]
    }

    pub(crate) fn streams(&self) -> Vec<&Stream> {
        let some = [&self.frontier, &self.notes, &self.learnt, &self.lineage, &self.finds].into_iter();
        some.chain(self.candidates.iter().flatten()).chain(&self.visited).collect()
    }

    pub(crate) fn written(&self) -> Vec<u8> {
        let mut written = Written::default();
        self.options.into_iter().for_each(|option| written.put(option));
        let ending = ENDINGS.iter().position(|ending| *ending == self.ending);
        written.put(ending.expect("no other ending is kept") as u64);
        #[expect(clippy::cast_possible_truncation, reason = "both halves are kept")]
        let digest = [(self.digest >> 64) as u64, self.digest as u64];
        let [high, low] = digest;
        let Self { next, states, steps, depth, wide, done, taken, at, .. } = *self;
        for number in [next, high, low, states, steps, depth, wide, done, taken, at.bytes, at.frames] {
            written.put(number);
        }
        for stream in [&self.frontier, &self.notes, &self.learnt, &self.lineage, &self.finds] {
            written.stream(stream);
        }
        written.each(&self.candidates, |written, level| written.each(level, Written::stream));
        written.each(&self.visited, Written::stream);
        written.each(&self.waiting, |written, number| written.put(*number));
        let sum = sum(&written.0);
        written.put(sum);
        [MAGIC, &written.0].concat()
    }

    pub(crate) fn read(text: &[u8]) -> io::Result<Self> {
        let another = || damaged(TEXT, "it is not of this version of 'sim', or not of a search");
        let bytes = text.strip_prefix(MAGIC).ok_or_else(another)?;
        let (bytes, last) = bytes.split_last_chunk().ok_or_else(another)?;
        if u64::from_le_bytes(*last) != sum(bytes) {
            return Err(damaged(TEXT, "its checksum is another"));
        }
        let read = &mut Read { what: TEXT, bytes };
        let options = [read.number()?, read.number()?, read.number()?];
        let ending = read.small::<usize>()?;
        let ending = *ENDINGS.get(ending).ok_or_else(|| read.damaged())?;
        let next = read.number()?;
        let digest = u128::from(read.number()?) << 64 | u128::from(read.number()?);
        let [states, steps, depth] = [read.number()?, read.number()?, read.number()?];
        let [wide, done, taken] = [read.number()?, read.number()?, read.number()?];
        let at = Place { bytes: read.number()?, frames: read.number()? };
        let (frontier, notes) = (read.stream(FRONTIER)?, read.stream(NOTES)?);
        let (learnt, lineage, finds) = (read.stream(LEARNT)?, read.stream(LINEAGE)?, read.stream(FINDS)?);
        let candidates = read.each(|read| read.each(|read| read.stream(CANDIDATES)))?;
        let visited = read.each(|read| read.stream(VISITED))?;
        let waiting = read.each(Read::number)?;
        Ok(Self {
            options,
            ending,
            next,
            digest,
            states,
            steps,
            depth,
            wide,
            done,
            taken,
            frontier,
            at,
            notes,
            candidates,
            visited,
            learnt,
            lineage,
            waiting,
            finds,
        })
    }
}

fn sum(bytes: &[u8]) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(bytes);
    hasher.finish()
}

/// All that was found out, in order.
pub(crate) fn relearn(
    store: &dyn Store,
    stream: &Stream,
    mut learn: impl FnMut(Unknown) -> io::Result<()>,
) -> io::Result<()> {
    let mut frames = Frames::of(store, stream.clone(), Place::default());
    while let Some(bytes) = frames.next()? {
        let mut read = Read { what: LEARNT, bytes };
        while !read.bytes.is_empty() {
            learn(unknown::read(&mut read)?)?;
        }
    }
    Ok(())
}

/// Writes finds.
pub(crate) fn write_finds(files: &mut Files<'_>, finds: &KeptFinds) -> io::Result<Stream> {
    let mut written = Written::default();
    written.put(finds.ends);
    for table in [&finds.outcomes, &finds.violations] {
        written.each(table, |written, (times, number)| {
            written.put(*times);
            written.put(*number);
        });
    }
    written.each(&finds.alike, |written, (seen, worth)| {
        written.each(seen, |written, number| written.put((*number).into()));
        let (Ok(place) | Err(place)) = worth;
        written.put((*place as u64) << 1 | u64::from(worth.is_ok()));
    });
    let mut writer = files.write(FINDS);
    // Of any length: it is cut into frames of one.
    written.0.chunks(crate::frame::FRAME).try_for_each(|some| writer.put(some))?;
    writer.end()
}

/// Reads them again.
pub(crate) fn read_finds(store: &dyn Store, stream: &Stream) -> io::Result<KeptFinds> {
    let (mut frames, mut bytes) = (Frames::of(store, stream.clone(), Place::default()), Vec::new());
    while let Some(some) = frames.next()? {
        bytes.extend_from_slice(some);
    }
    let read = &mut Read { what: FINDS, bytes: &bytes };
    let ends = read.number()?;
    let counts = |read: &mut Read<'_>| read.each(|read| Ok((read.number()?, read.number()?)));
    let (outcomes, violations) = (counts(read)?, counts(read)?);
    let alike = read.each(|read| {
        let seen = read.each(Read::small)?.into();
        let worth: usize = read.small()?;
        let place = worth >> 1;
        Ok((seen, if worth & 1 == 1 { Worth::Ok(place) } else { Worth::Err(place) }))
    })?;
    Ok(KeptFinds { ends, outcomes, violations, alike })
}
