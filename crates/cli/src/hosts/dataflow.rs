//! The rounds, as a dataflow of `timely`: what machines tell each other is exchanged, and a round is complete when each machine has told
//! something in it. When there is something to do, and what is still on its way, is `timely`'s business. (A round in which it was waited
//! until nothing of it could come any more, which `timely` knows, took twice as long.)
//!
//! Where a machine is gone, `timely` panics in its threads and then in ours. That is caught here, and told as what it is; what is left of
//! the dataflow then cannot be ended, and is left to the end of the process.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io;
use std::mem::ManuallyDrop;
use std::net::TcpStream;
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;
use std::sync::Once;
use std::thread;
use std::time::Duration;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use timely::WorkerConfig;
use timely::communication::Hooks;
use timely::communication::allocator::zero_copy::initialize::{
    CommsGuard, initialize_networking_from_sockets,
};
use timely::communication::allocator::{Allocator, ProcessBuilder};
use timely::dataflow::InputHandleVec;
use timely::dataflow::operators::vec::Input as _;
use timely::dataflow::operators::{Exchange as _, Inspect as _};
use timely::worker::Worker;

use super::line::{First, Gone, Line};

/// How long to wait until something happens; then it is looked whether somebody is gone.
const LOOK: Duration = Duration::from_millis(100);
/// Who has gone in an orderly way has told all before: so long it may take to arrive.
const ARRIVED: Duration = Duration::from_secs(10);

/// Something that a machine tells another.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Told {
    round: u64,
    from: u64,
    to: u64,
    what: Bytes,
}

/// Bytes, which are not told one by one.
#[derive(Clone, Debug)]
struct Bytes(Vec<u8>);

/// This machine's end of the dataflow.
pub(super) struct Dataflow {
    place: usize,
    count: usize,
    /// None when there is nothing more to tell.
    input: Option<InputHandleVec<u64, Told>>,
    /// What was told in this round; and in the next, by those that are further.
    told: Rc<RefCell<Vec<Told>>>,
    first: First,
    worker: ManuallyDrop<Worker>,
    guard: ManuallyDrop<CommsGuard>,
}

impl Dataflow {
    /// A dataflow over these connections, one to each other machine.
    pub(super) fn new(sockets: Vec<Option<TcpStream>>, place: usize) -> io::Result<Self> {
        quiet();
        let (count, first, hooks) = (sockets.len(), First::default(), Hooks::default());
        let inside = ProcessBuilder::new_typed_vector(1, hooks.refill.clone(), None);
        let line =
            |(machine, socket): (_, Option<_>)| socket.map(|socket| Line::new(socket, machine, &first));
        let lines = sockets.into_iter().enumerate().map(line).collect();
        let (builders, guard) = initialize_networking_from_sockets(inside, lines, place, 1, hooks)?;
        let builder = builders.into_iter().next().ok_or(io::ErrorKind::Unsupported)?;
        let mut worker = Worker::new(WorkerConfig::default(), Allocator::Tcp(builder.build()), None);
        let told = Rc::<RefCell<Vec<Told>>>::default();
        let input = worker.dataflow(|scope| {
            let (input, stream) = scope.new_input();
            let told = Rc::clone(&told);
            stream.exchange(|one: &Told| one.to).inspect(move |one| told.borrow_mut().push(one.clone()));
            input
        });
        let (worker, guard) = (ManuallyDrop::new(worker), ManuallyDrop::new(guard));
        Ok(Self { place, count, input: Some(input), told, first, worker, guard })
    }

    /// The place of this machine.
    pub(super) fn place(&self) -> usize {
        self.place
    }

    /// Tells each machine something. The answer is what each told this one, in their order.
    pub(super) fn exchange(&mut self, told: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>, Gone> {
        let input = self.input.as_mut().expect("it has not ended");
        let round = *input.time();
        for (to, what) in (0..).zip(told) {
            input.send(Told { round, from: self.place as u64, to, what: Bytes(what) });
        }
        input.advance_to(round + 1);
        let (told, count) = (Rc::clone(&self.told), self.count);
        self.step_while(|_| told.borrow().iter().filter(|one| one.round == round).count() < count)?;
        let (mut told, early) = self.told.take().into_iter().partition(|one| one.round == round);
        self.told.replace(early);
        told.sort_by_key(|one: &Told| one.from);
        let from_each = told.iter().map(|one| one.from).eq(0..self.count as u64);
        if !from_each {
            return Err(Gone { machine: None, what: "a round is not complete".to_string() });
        }
        Ok(told.into_iter().map(|one| one.what.0).collect())
    }

    /// There is nothing more to tell: waits until everything has arrived everywhere.
    pub(super) fn end(mut self) -> Result<(), Gone> {
        drop(self.input.take());
        self.step_while(Worker::has_dataflows)?;
        let Self { worker, guard, .. } = self;
        // All has been told. What becomes of the others then is no matter to what was found.
        let _ = step(move || {
            drop(ManuallyDrop::into_inner(worker));
            drop(ManuallyDrop::into_inner(guard));
        });
        Ok(())
    }

    fn step_while(&mut self, unfinished: impl Fn(&Worker) -> bool) -> Result<(), Gone> {
        while unfinished(&self.worker) {
            step(|| self.worker.step_or_park(Some(LOOK))).map_err(|what| self.gone(what))?;
            if let Some(gone) = self.first.gone_for(ARRIVED) {
                return Err(gone);
            }
        }
        Ok(())
    }

    /// Who is gone, or what was said of it.
    fn gone(&self, what: String) -> Gone {
        self.first.gone_for(Duration::ZERO).unwrap_or(Gone { machine: None, what })
    }
}

impl fmt::Debug for Dataflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dataflow")
            .field("place", &self.place)
            .field("count", &self.count)
            .finish_non_exhaustive()
    }
}

thread_local! {
    /// Whether a panic in this thread is caught, and told.
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// What is told of a panic in a thread of `timely`'s or in a step is told by whoever finds out that somebody is gone.
fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panicked| {
            let is_timely = thread::current().name().is_some_and(|name| name.starts_with("timely:"));
            if !is_timely && !CAUGHT.get() {
                usual(panicked);
            }
        }));
    });
}

/// Lets `timely` work. A panic is what it says.
fn step<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    CAUGHT.set(true);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    CAUGHT.set(false);
    done.map_err(|panicked| match panicked.downcast::<String>() {
        Ok(text) => *text,
        Err(panicked) => {
            panicked.downcast_ref::<&str>().copied().unwrap_or("nothing was said of it").to_string()
        }
    })
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Copied;
        impl Visitor<'_> for Copied {
            type Value = Bytes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }
        }
        deserializer.deserialize_bytes(Copied)
    }
}
