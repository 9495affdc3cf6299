//! What is written in Python for the call that a thread makes. A hook may call again; then that is what is asked until it is done.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use pyo3::prelude::*;
use sim_core::Topology;

use super::minds::Minds;
use super::notes::Notes;
use super::place::{self, Place};
use super::states::States;
use super::step::{Does, Shown, Step};

/// One question in so many is asked twice.
const AGAIN: u64 = 64;

/// An algorithm: what it says of itself, and its hooks; one that is not there has nothing to do.
#[derive(FromPyObject)]
pub(crate) struct OwnAlgorithm {
    pub(super) name: String,
    pub(super) order: String,
    pub(super) waits: bool,
    pub(super) numbers: bool,
    pub(super) begin: Py<PyAny>,
    pub(super) initiate: Option<Py<PyAny>>,
    pub(super) act: Option<Py<PyAny>>,
    pub(super) receive: Option<Py<PyAny>>,
    pub(super) control: Option<Py<PyAny>>,
}

/// A computation: what it says of itself, and its hooks.
#[derive(FromPyObject)]
pub(crate) struct OwnComputation {
    pub(super) name: String,
    pub(super) goods: Vec<String>,
    pub(super) ends: bool,
    pub(super) silent: bool,
    pub(super) initial: Py<PyAny>,
    pub(super) receive: Py<PyAny>,
    pub(super) command: Py<PyAny>,
    pub(super) offers: Py<PyAny>,
    pub(super) held: Py<PyAny>,
}

/// What belongs to one call.
pub(super) struct Session {
    pub(super) algorithm: Option<OwnAlgorithm>,
    pub(super) program: Option<OwnComputation>,
    pub(super) minds: RefCell<Minds>,
    pub(super) notes: RefCell<Notes>,
    pub(super) states: RefCell<States>,
    places: OnceCell<Vec<Py<Place>>>,
    asked: Cell<u64>,
    /// A step that nobody looks at any more: the next one is written there.
    spare: Cell<Option<Py<Step>>>,
    fault: RefCell<Option<PyErr>>,
    failed: Cell<bool>,
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<Session>>> = const { RefCell::new(None) };
}

/// Puts back what was asked before, however the call ends.
struct Before(Option<Rc<Session>>);

impl Drop for Before {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

/// Does something while this is what is asked.
pub(super) fn during<T>(session: &Rc<Session>, work: impl FnOnce() -> T) -> T {
    let _before = Before(CURRENT.replace(Some(Rc::clone(session))));
    work()
}

/// Does something with what is asked on this thread, if anything is.
pub(super) fn with<T>(work: impl FnOnce(&Session) -> T) -> Option<T> {
    let session = CURRENT.with_borrow(Clone::clone);
    session.map(|session| work(&session))
}

impl Session {
    /// One call, in which nothing was asked yet.
    pub(super) fn new(algorithm: Option<OwnAlgorithm>, program: Option<OwnComputation>) -> Self {
        Self {
            algorithm,
            program,
            minds: RefCell::default(),
            notes: RefCell::default(),
            states: RefCell::default(),
            places: OnceCell::new(),
            asked: Cell::new(0),
            spare: Cell::new(None),
            fault: RefCell::default(),
            failed: Cell::new(false),
        }
    }

    /// The places of the processes; a call has one topology.
    pub(super) fn places(&self, py: Python<'_>, topology: &Topology) -> PyResult<&[Py<Place>]> {
        if let Some(places) = self.places.get() {
            return Ok(places);
        }
        let places = place::all(py, topology)?;
        Ok(self.places.get_or_init(|| places))
    }

    /// The same, of processes that were told of already.
    pub(super) fn known_places(&self) -> &[Py<Place>] {
        self.places.get().expect("what is asked was told of its processes")
    }

    /// A step at this place, of which nothing that it shows is true yet.
    pub(super) fn step<'py>(&self, py: Python<'py>, place: &Py<Place>) -> PyResult<Bound<'py, Step>> {
        let place = place.clone_ref(py);
        match self.spare.take() {
            Some(spare) => {
                let step = spare.into_bound(py);
                step.borrow_mut().place = place;
                Ok(step)
            }
            None => Bound::new(py, Step { place, shown: Shown::default(), does: Does::default() }),
        }
    }

    /// The step is over. A hook may have kept it, or a fault that came of it: then it stays as it is.
    #[expect(deprecated, reason = "what is to be used instead is not safe")]
    pub(super) fn give_back(&self, step: Bound<'_, Step>) {
        if step.get_refcnt() == 1 {
            self.spare.set(Some(step.unbind()));
        }
    }

    /// Whether the question that is about to be asked is asked twice: the same ones each time.
    pub(super) fn asks_again(&self) -> bool {
        let asked = self.asked.get();
        self.asked.set(asked + 1);
        asked.is_multiple_of(AGAIN)
    }

    /// The first fault stays.
    pub(super) fn note(&self, fault: PyErr) {
        self.fault.borrow_mut().get_or_insert(fault);
        self.failed.set(true);
    }

    /// Whether there was a fault.
    pub(super) fn has_failed(&self) -> bool {
        self.failed.get()
    }

    /// The first fault, if there was one.
    pub(super) fn fault(&self, py: Python<'_>) -> Option<PyErr> {
        self.fault.borrow().as_ref().map(|fault| fault.clone_ref(py))
    }
}
