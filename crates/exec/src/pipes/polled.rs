//! The two ends of a child as Unix has them: neither is waited for but by asking which of them is ready.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::process::{ChildStdin, ChildStdout};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::ioctl_fionbio;

use super::trouble::Trouble;

/// The two ends.
#[derive(Debug)]
pub(crate) struct Pipes {
    stdin: ChildStdin,
    stdout: ChildStdout,
    /// The most bytes of an answer.
    longest: usize,
    /// What came.
    heard: Vec<u8>,
}

impl Pipes {
    /// Of answers of at most `longest` bytes.
    pub(crate) fn new(stdin: ChildStdin, stdout: ChildStdout, longest: usize) -> io::Result<Self> {
        ioctl_fionbio(&stdin, true)?;
        ioctl_fionbio(&stdout, true)?;
        Ok(Self { stdin, stdout, longest, heard: Vec::new() })
    }

    /// Writes a question, which ends with its line, and reads an answer.
    pub(crate) fn exchange(&mut self, question: &[u8], within: Duration) -> Result<&[u8], Trouble> {
        self.heard.clear();
        // What came since the last answer would be taken for this one.
        self.read()?;
        if !self.heard.is_empty() {
            return Err(Trouble::Unasked);
        }
        let (mut rest, mut deadline) = (question, None);
        loop {
            self.write(&mut rest)?;
            // The clock is asked only where there is nothing to do but to wait.
            let deadline = *deadline.get_or_insert_with(|| Instant::now() + within);
            self.wait(deadline, !rest.is_empty())?;
            let before = self.heard.len();
            self.read()?;
            if let Some(place) = self.heard[before..].iter().position(|byte| *byte == b'\n') {
                let end = before + place;
                let alone = end + 1 == self.heard.len() && rest.is_empty();
                return if alone { Ok(&self.heard[..end]) } else { Err(Trouble::Unasked) };
            }
            if self.heard.len() > self.longest {
                return Err(Trouble::Long);
            }
        }
    }

    /// Says a last word, if there is room for it.
    pub(crate) fn say(&mut self, word: &[u8]) {
        // Who does not listen is ended all the same.
        let _ = self.stdin.write(word);
    }

    /// Writes as much as there is room for.
    fn write(&mut self, rest: &mut &[u8]) -> Result<(), Trouble> {
        while !rest.is_empty() {
            match self.stdin.write(rest) {
                Ok(written) => *rest = &rest[written..],
                Err(error) => match error.kind() {
                    ErrorKind::WouldBlock => return Ok(()),
                    ErrorKind::Interrupted => {}
                    // It may have said why before.
                    ErrorKind::BrokenPipe => return Err(Trouble::Ended),
                    _ => return Err(Trouble::System(error)),
                },
            }
        }
        Ok(())
    }

    /// Reads what is there.
    fn read(&mut self) -> Result<(), Trouble> {
        let mut block = [0; 1 << 14];
        match self.stdout.read(&mut block) {
            Ok(0) => Err(Trouble::Ended),
            Ok(read) => {
                self.heard.extend_from_slice(&block[..read]);
                Ok(())
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => Ok(()),
            Err(error) => Err(Trouble::System(error)),
        }
    }

    /// Waits until there is something to read, or room to write.
    fn wait(&self, deadline: Instant, writes: bool) -> Result<(), Trouble> {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Trouble::Late);
        }
        let left = Timespec::try_from(left).unwrap_or(Timespec { tv_sec: i64::from(u32::MAX), tv_nsec: 0 });
        let mut both = [PollFd::new(&self.stdout, PollFlags::IN), PollFd::new(&self.stdin, PollFlags::OUT)];
        let wanted = if writes { &mut both[..] } else { &mut both[..1] };
        match poll(wanted, Some(&left)) {
            Ok(0) => Err(Trouble::Late),
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
            Err(error) => Err(Trouble::System(error.into())),
        }
    }
}
