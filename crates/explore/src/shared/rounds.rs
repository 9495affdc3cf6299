//! What machines tell each other in a round, with a checksum: it is of the round, and of who tells it whom, too.

use std::hash::Hasher as _;
use std::io;

use siphasher::sip::SipHasher13;

use crate::peers::Peers;
use crate::words::Read;

/// The rounds of a search, one after the other.
#[derive(Debug)]
pub(crate) struct Rounds<'p> {
    peers: &'p mut dyn Peers,
    /// How many there have been.
    done: u64,
}

impl<'p> Rounds<'p> {
    pub(crate) fn new(peers: &'p mut dyn Peers) -> Self {
        Self { peers, done: 0 }
    }

    /// The place of this machine.
    pub(crate) fn place(&self) -> usize {
        self.peers.place()
    }

    /// How many machines there are.
    pub(crate) fn count(&self) -> usize {
        self.peers.count()
    }

    /// Tells each machine something. The answer is what each has told.
    pub(crate) fn exchange(&mut self, mut told: Vec<Vec<u8>>) -> io::Result<Vec<Vec<u8>>> {
        let here = self.place();
        for (to, bytes) in told.iter_mut().enumerate() {
            let sum = sum(self.done, [here, to], bytes);
            bytes.extend(sum.to_le_bytes());
        }
        let mut told = self.peers.exchange(told)?;
        if told.len() != self.count() {
            return Err(damaged("somebody says nothing"));
        }
        for (from, bytes) in told.iter_mut().enumerate() {
            let (rest, last) = bytes
                .split_last_chunk()
                .ok_or_else(|| damaged(&format!("that of machine {from} is empty")))?;
            if u64::from_le_bytes(*last) != sum(self.done, [from, here], rest) {
                return Err(damaged(&format!("that of machine {from} has another checksum")));
            }
            bytes.truncate(rest.len());
        }
        self.done += 1;
        Ok(told)
    }

    /// Tells all machines the same.
    pub(crate) fn tell_all(&mut self, told: Vec<u8>) -> io::Result<Vec<Vec<u8>>> {
        let count = self.count();
        self.exchange(vec![told; count])
    }
}

/// Something that was told is not what it can be.
pub(crate) fn damaged(what: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("what the machines tell each other is damaged: {what}"),
    )
}

/// Numbers to be read of what a machine has told.
pub(crate) fn read(bytes: &[u8]) -> Read<'_> {
    Read { what: "what a machine told", bytes }
}

/// The checksum of what is told in a round.
pub(super) fn sum(round: u64, [from, to]: [usize; 2], bytes: &[u8]) -> u64 {
    let mut hasher = SipHasher13::new_with_keys(round, (from as u64) << 32 | to as u64);
    hasher.write(bytes);
    hasher.finish()
}
