//! A program of the user's, whoever asks it: started when it is first asked, asked again now and then, and not any more after a fault.

use std::fmt;
use std::hash::Hasher as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use siphasher::sip::SipHasher13;

use crate::bounds::Bounds;
use crate::canonical::{canonical, is_within};
use crate::child::{Child, Kin};
use crate::fault::{Fault, Kind};
use crate::heard::Say;
use crate::living::Living;
use crate::memory::Memory;
use crate::pool::Pool;
use crate::source::Source;

/// One question in so many is asked twice.
const AGAIN: u64 = 64;

/// A program.
pub struct Exec {
    pool: Pool,
    memory: Memory,
    worlds: Mutex<Vec<Arc<World>>>,
    fault: Mutex<Option<Fault>>,
    failed: AtomicBool,
}

/// What a program was told hello about.
#[derive(Debug)]
pub struct World {
    number: u32,
    hello: String,
    /// What it said to that.
    pub said: Value,
}

impl Exec {
    /// The program in a file; it is not started yet. `say` is told what it says on standard error.
    #[must_use]
    pub fn new(source: Source, bounds: Bounds, say: Say) -> Self {
        let kin = Kin { source, bounds, say, living: Living::default() };
        Self {
            pool: Pool::new(kin),
            memory: Memory::new(bounds.memory),
            worlds: Mutex::default(),
            fault: Mutex::default(),
            failed: AtomicBool::new(false),
        }
    }

    /// The program.
    pub const fn source(&self) -> &Source {
        &self.pool.kin().source
    }

    /// Its children, to be ended from outside.
    #[must_use]
    pub fn living(&self) -> Living {
        self.pool.kin().living.clone()
    }

    /// Says hello, if that was not done before: what the program is told then, and said.
    ///
    /// # Errors
    /// When it does not say hello.
    pub fn world(&self, hello: &str) -> Result<Arc<World>, Fault> {
        let mut worlds = lock(&self.worlds);
        if let Some(known) = worlds.iter().find(|world| world.hello == hello) {
            return Ok(Arc::clone(known));
        }
        let number = u32::try_from(worlds.len()).expect("each takes a child to be started");
        let said = self.pool.greet(number, hello)?;
        let said = self.read(&said).map_err(|what| self.nonsense(&what, hello))?;
        let world = Arc::new(World { number, hello: hello.to_string(), said });
        worlds.push(Arc::clone(&world));
        Ok(world)
    }

    /// The answer to a question about a world, as `read` understands it; none after a [fault](Self::fault). The question is a line of JSON
    /// that has all that the answer depends on.
    pub fn ask<T>(
        &self,
        world: &World,
        question: &str,
        read: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<T> {
        if self.has_failed() {
            return None;
        }
        let answer = self.answer(world, question);
        let understood =
            answer.and_then(|answer| read(&answer).map_err(|what| self.nonsense(&what, question)));
        understood.map_err(|fault| self.note(fault)).ok()
    }

    /// The answer, remembered or not.
    fn answer(&self, world: &World, question: &str) -> Result<Value, Fault> {
        if let Some(known) = self.memory.get(world.number, question) {
            return Ok(serde_json::from_str(&known).expect("it was read before"));
        }
        let (answer, text) = self.pool.with((world.number, &world.hello), |child| {
            let (answer, text) = self.ask_child(child, question)?;
            if is_asked_again(question) {
                self.compare(question, &text, &self.ask_child(child, question)?.1)?;
            }
            Ok((answer, text))
        })?;
        self.memory.keep(world.number, question, &text.into());
        Ok(answer)
    }

    /// Asks all that is remembered of a world once more.
    pub fn ask_all_again(&self, world: &World) {
        let all = self.memory.all(world.number);
        let asked = self.pool.with((world.number, &world.hello), |child| {
            all.iter().try_for_each(|(question, answer)| {
                self.compare(question, answer, &self.ask_child(child, question)?.1)
            })
        });
        if let Err(fault) = asked {
            self.note(fault);
        }
    }

    /// The answer of a child, and its one text.
    fn ask_child(&self, child: &mut Child, question: &str) -> Result<(Value, String), Fault> {
        let said = child.ask(question)?;
        let answer = self.read(&said).map_err(|what| child.nonsense(&what, question))?;
        let text = canonical(&answer);
        Ok((answer, text))
    }

    /// Reads what a program said.
    fn read(&self, said: &str) -> Result<Value, String> {
        let not_json = |error| format!("its answer is no JSON: {error}\n  {}", shortened(said));
        let value: Value = serde_json::from_str(said).map_err(not_json)?;
        let depth = self.pool.kin().bounds.depth;
        if is_within(&value, depth) {
            Ok(value)
        } else {
            Err(format!("its answer is nested deeper than {depth}"))
        }
    }

    /// Whether two answers to one question are the same.
    fn compare(&self, question: &str, one: &str, other: &str) -> Result<(), Fault> {
        if one == other {
            return Ok(());
        }
        let what = format!(
            "it answered the same question twice differently\n  first: {}\n  then:  {}",
            shortened(one),
            shortened(other)
        );
        Err(self.nonsense(&what, question))
    }

    /// An answer that is none.
    #[must_use]
    pub fn nonsense(&self, what: &str, question: &str) -> Fault {
        self.source().fault(Kind::Nonsense, what, question)
    }

    /// The first fault stays.
    pub fn note(&self, fault: Fault) {
        lock(&self.fault).get_or_insert(fault);
        self.failed.store(true, Ordering::Release);
    }

    /// Whether there was a fault.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Acquire)
    }

    /// The first fault, if there was one: whatever was found since means nothing.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        lock(&self.fault).clone()
    }

    /// Ends all children that are not being asked.
    pub fn end(&self) {
        self.pool.dismiss();
    }
}

impl fmt::Debug for Exec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Exec").field(self.source()).finish()
    }
}

/// Whether a question is asked twice: the same ones in every run.
fn is_asked_again(question: &str) -> bool {
    let mut hasher = SipHasher13::new();
    hasher.write(question.as_bytes());
    hasher.finish().is_multiple_of(AGAIN)
}

/// As much of an answer as is told.
fn shortened(text: &str) -> String {
    const MOST: usize = 400;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
