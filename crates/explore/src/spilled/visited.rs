//! The fingerprints of all states met, in sorted runs: a run a depth, merged so that each is at least twice as long as the next.

use std::io;

use super::files::Files;
use super::record::{Fingerprint, Record as _, Records};
use crate::frame::Stream;
use crate::store::Store;

/// The set of states met.
#[derive(Debug, Default)]
pub(crate) struct Visited {
    pub(crate) runs: Vec<Stream>,
}

impl Visited {
    /// Adds a run of states that are new.
    pub(crate) fn add(&mut self, files: &mut Files<'_>, run: Stream) -> io::Result<()> {
        self.runs.push(run);
        while let [.., one, two] = self.runs.as_slice()
            && one.bytes < 2 * two.bytes
        {
            let merged = merged(files, one, two)?;
            files.remove(one)?;
            files.remove(two)?;
            self.runs.truncate(self.runs.len() - 2);
            self.runs.push(merged);
        }
        Ok(())
    }

    /// To be asked about one state after the other.
    pub(crate) fn asked<'s>(&self, store: &'s dyn Store) -> Asked<'s> {
        Asked { runs: self.runs.iter().map(|run| Records::of(store, run)).collect() }
    }
}

fn merged(files: &mut Files<'_>, one: &Stream, two: &Stream) -> io::Result<Stream> {
    let mut writer = files.write(one.kind);
    let [mut one, mut two] = [one, two].map(|run| Records::<Fingerprint>::of(files.store, run));
    loop {
        let first = match (one.peek()?, two.peek()?) {
            (Some(first), Some(second)) if second < first => &mut two,
            (None, Some(_)) => &mut two,
            (Some(_), _) => &mut one,
            (None, None) => return writer.end(),
        };
        if let Some(fingerprint) = first.next()? {
            fingerprint.write(&mut writer)?;
        }
    }
}

/// The set, while it is asked.
pub(crate) struct Asked<'s> {
    runs: Vec<Records<'s, Fingerprint>>,
}

impl Asked<'_> {
    /// Whether a state is in the set, whose fingerprint is greater than all that were asked about before.
    pub(crate) fn has(&mut self, fingerprint: Fingerprint) -> io::Result<bool> {
        for run in &mut self.runs {
            while let Some(there) = run.peek()?
                && there <= fingerprint
            {
                if there == fingerprint {
                    return Ok(true);
                }
                run.next()?;
            }
        }
        Ok(false)
    }
}
