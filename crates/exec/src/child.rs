//! One child: a process that was started, said hello, and answers.

use std::io;
use std::process::{Child as Process, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use crate::bounds::Bounds;
use crate::fault::{Fault, Kind};
use crate::group;
use crate::heard::{Heard, Say};
use crate::living::Living;
use crate::pipes::{Pipes, Trouble};
use crate::source::Source;

/// What a child is told when nothing more is asked.
const BYE: &[u8] = b"{\"bye\":1}\n";
/// How long a child that is told so has to end by itself.
const GRACE: Duration = Duration::from_millis(100);

/// What all children of a program have in common.
#[derive(Clone)]
pub struct Kin {
    /// The program.
    pub source: Source,
    /// What it may take.
    pub bounds: Bounds,
    /// Who is told what it says on standard error.
    pub say: Say,
    /// Those that are alive.
    pub living: Living,
}

/// A child. It is ended when it is dropped, with all that it started.
pub struct Child {
    kin: Kin,
    process: Process,
    /// None when it is not to be asked any more.
    pipes: Option<Pipes>,
    heard: Heard,
}

impl Child {
    /// Starts the program, which says hello to this: the child, and what it said.
    ///
    /// # Errors
    /// When it cannot be started, or does not say hello in time.
    pub fn start(kin: &Kin, hello: &str) -> Result<(Self, String), Fault> {
        let mut process = kin.source.command().spawn().map_err(|error| cannot_start(&kin.source, &error))?;
        kin.living.add(process.id());
        let heard = Heard::listen(process.stderr.take().expect("it is piped"), kin.say.clone());
        let (stdin, stdout) = process.stdin.take().zip(process.stdout.take()).expect("both are piped");
        let mut child = Self { kin: kin.clone(), process, pipes: None, heard };
        match Pipes::new(stdin, stdout, kin.bounds.line) {
            Ok(pipes) => child.pipes = Some(pipes),
            Err(error) => return Err(child.fault(Trouble::System(error), hello, kin.bounds.hello)),
        }
        let said = child.exchange(hello, kin.bounds.hello)?;
        Ok((child, said))
    }

    /// Asks a question, a line without its end.
    ///
    /// # Errors
    /// When there is no answer. Then there will be no other.
    pub fn ask(&mut self, question: &str) -> Result<String, Fault> {
        self.exchange(question, self.kin.bounds.answer)
    }

    fn exchange(&mut self, question: &str, within: Duration) -> Result<String, Fault> {
        let line = format!("{question}\n");
        let pipes = self.pipes.as_mut().expect("it was not ended");
        match pipes.exchange(line.as_bytes(), within) {
            Ok(answer) => {
                let answer = std::str::from_utf8(answer).map(str::to_string);
                answer.map_err(|_| self.nonsense("its answer is no UTF-8", question))
            }
            Err(trouble) => Err(self.fault(trouble, question, within)),
        }
    }

    /// What is wrong, of a child that is ended for it.
    fn fault(&mut self, trouble: Trouble, question: &str, within: Duration) -> Fault {
        let kind = if matches!(trouble, Trouble::Late) { Kind::Bound } else { Kind::Nonsense };
        let what = match trouble {
            Trouble::Late => format!("no answer within {} ms", within.as_millis()),
            Trouble::Long => format!("an answer of more than {} bytes", self.kin.bounds.line),
            Trouble::Unasked => "it says more than was asked: one line is one answer".to_string(),
            Trouble::System(error) => format!("cannot be asked: {error}"),
            Trouble::Ended => {
                let ended = self.ends_within(GRACE);
                match self.end().filter(|_| ended) {
                    Some(status) => format!("it ended, with {status}, before it answered"),
                    None => "it closed its output before it answered".to_string(),
                }
            }
        };
        self.end();
        let said = self.heard.last();
        Fault { said, ..self.kin.source.fault(kind, &what, question) }
    }

    /// An answer that is none, of a child that is ended for it.
    pub fn nonsense(&mut self, what: &str, question: &str) -> Fault {
        self.end();
        let said = self.heard.last();
        Fault { said, ..self.kin.source.fault(Kind::Nonsense, what, question) }
    }

    /// Whether the process ends within this time.
    fn ends_within(&mut self, grace: Duration) -> bool {
        /// How often to look.
        const LOOK: Duration = Duration::from_millis(1);
        let until = Instant::now() + grace;
        while !group::has_ended(&mut self.process) {
            if Instant::now() >= until {
                return false;
            }
            thread::sleep(LOOK);
        }
        true
    }

    /// Ends it, with all that it started: how it ended.
    fn end(&mut self) -> Option<ExitStatus> {
        self.pipes = None;
        self.kin.living.end_one(self.process.id());
        self.process.wait().ok()
    }
}

impl Drop for Child {
    /// One that has answered so far is told that this is all.
    fn drop(&mut self) {
        if let Some(mut pipes) = self.pipes.take() {
            pipes.say(BYE);
            drop(pipes);
            self.ends_within(GRACE);
        }
        self.end();
    }
}

fn cannot_start(source: &Source, error: &io::Error) -> Fault {
    let program = source.executed();
    let tip = match error.kind() {
        io::ErrorKind::NotFound => {
            format!("is there a '{program}' here, or the interpreter that its first line names?")
        }
        io::ErrorKind::PermissionDenied => format!("may '{program}' be executed?"),
        _ => "a script begins with a line like '#!/usr/bin/env python3'".to_string(),
    };
    Fault::input(format!("cannot start {source}: {error}"), tip)
}
