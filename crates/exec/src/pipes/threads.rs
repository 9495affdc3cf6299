//! The two ends of a child where nobody can ask which of them is ready: a thread waits at each of them.

use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread;
use std::time::Duration;

use super::trouble::Trouble;

/// The two ends.
#[derive(Debug)]
pub(crate) struct Pipes {
    questions: Sender<Vec<u8>>,
    answers: Receiver<Result<Vec<u8>, Trouble>>,
    answer: Vec<u8>,
}

impl Pipes {
    /// Of answers of at most `longest` bytes.
    pub(crate) fn new(
        stdin: impl Write + Send + 'static,
        stdout: impl Read + Send + 'static,
        longest: usize,
    ) -> io::Result<Self> {
        let (questions, asked) = channel();
        let (heard, answers) = channel();
        thread::Builder::new().spawn(move || write(stdin, &asked))?;
        thread::Builder::new().spawn(move || read(stdout, longest, &heard))?;
        Ok(Self { questions, answers, answer: Vec::new() })
    }

    /// Writes a question, which ends with its line, and reads an answer.
    pub(crate) fn exchange(&mut self, question: &[u8], within: Duration) -> Result<&[u8], Trouble> {
        match self.answers.try_recv() {
            // What came since the last answer would be taken for this one.
            Ok(Ok(_)) => return Err(Trouble::Unasked),
            Ok(Err(trouble)) => return Err(trouble),
            Err(TryRecvError::Disconnected) => return Err(Trouble::Ended),
            Err(TryRecvError::Empty) => {}
        }
        // Who does not listen may have said why before.
        let _ = self.questions.send(question.to_vec());
        self.answer = match self.answers.recv_timeout(within) {
            Ok(answer) => answer?,
            Err(RecvTimeoutError::Timeout) => return Err(Trouble::Late),
            Err(RecvTimeoutError::Disconnected) => return Err(Trouble::Ended),
        };
        if self.answers.try_recv().is_ok_and(|more| more.is_ok()) {
            return Err(Trouble::Unasked);
        }
        Ok(&self.answer)
    }

    /// Says a last word.
    pub(crate) fn say(&mut self, word: &[u8]) {
        // Who does not listen is ended all the same.
        let _ = self.questions.send(word.to_vec());
    }
}

/// Writes what is to be asked, until nothing is to be asked any more or nobody listens.
fn write(mut stdin: impl Write, asked: &Receiver<Vec<u8>>) {
    for question in asked {
        if stdin.write_all(&question).and_then(|()| stdin.flush()).is_err() {
            return;
        }
    }
}

/// Reads lines, until one is too long, or the last, or nobody wants them.
fn read(stdout: impl Read, longest: usize, heard: &Sender<Result<Vec<u8>, Trouble>>) {
    let mut lines = BufReader::new(stdout);
    loop {
        let mut line = Vec::new();
        let most = u64::try_from(longest).unwrap_or(u64::MAX).saturating_add(1);
        let read = lines.by_ref().take(most).read_until(b'\n', &mut line);
        let line = match read {
            Err(error) => Err(Trouble::System(error)),
            Ok(_) if line.last() == Some(&b'\n') => {
                line.pop();
                Ok(line)
            }
            Ok(read) if read > longest => Err(Trouble::Long),
            Ok(_) => Err(Trouble::Ended),
        };
        let last = line.is_err();
        if heard.send(line).is_err() || last {
            return;
        }
    }
}
