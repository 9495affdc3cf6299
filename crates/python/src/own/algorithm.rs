//! A snapshot algorithm that is written in Python, asked once a step.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use sim_core::{Context, Order, ProcessId, Topology};
use snapshot::algorithms::foreign::{self, Answer, Question, Respondent, World};
use snapshot::algorithms::{self, Entry, Foreign};
use snapshot::catalog;
use snapshot::{Happens, Needs};

use super::current::{self, OwnAlgorithm, Session};
use super::step::{Does, Shown, Step};
use crate::failure::Failure;

/// Whoever is asked on this thread.
#[derive(Debug)]
struct Current;

static CURRENT: Current = Current;

/// What was told of algorithms, by their names and orders: there are as many as classes were named, so none is ever given back.
static KNOWN: Mutex<Vec<&'static Entry>> = Mutex::new(Vec::new());

/// What is known of the algorithm of this name.
pub(crate) fn entry(name: &str, _: &Topology) -> Result<&'static Entry, Failure> {
    let of = |session: &Session| {
        let own = session.algorithm.as_ref()?;
        (name.strip_prefix(catalog::PYTHON) == Some(&own.name)).then(|| order(own))
    };
    let Some(order) = current::with(of).flatten() else {
        let tip = "one's own is an object: algorithm=Mine()";
        return Err(Failure::with_tip(format!("no program of one's own is started here: '{name}'"), tip));
    };
    let order = order?;
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(entry) = known.iter().find(|entry| entry.name == name && entry.needs.order == order) {
        return Ok(entry);
    }
    let needs = Needs { order, ..Needs::nothing() };
    let entry = algorithms::foreign(Box::leak(name.into()), Foreign::of(&CURRENT), needs);
    let entry: &'static Entry = Box::leak(Box::new(entry));
    known.push(entry);
    Ok(entry)
}

fn order(own: &OwnAlgorithm) -> Result<Order, Failure> {
    match own.order.as_str() {
        "any" => Ok(Order::Unordered),
        "fifo" => Ok(Order::Fifo),
        "causal" => Ok(Order::Causal),
        other => {
            let what =
                format!("{} needs the order \"any\", \"fifo\" or \"causal\", and not '{other}'", own.name);
            Err(Failure::new(what))
        }
    }
}

/// Asks something of the algorithm; nothing, after a fault.
fn asked<T>(question: impl FnOnce(Python<'_>, &Session, &OwnAlgorithm) -> PyResult<T>) -> Option<T> {
    let ask = |session: &Session| {
        let own = session.algorithm.as_ref().filter(|_| !session.has_failed())?;
        Python::attach(|py| question(py, session, own)).map_err(|fault| session.note(fault)).ok()
    };
    current::with(ask).flatten()
}

impl Respondent for Current {
    fn greet(&self, topology: &Topology) -> Option<World> {
        asked(|py, session, own| {
            session.places(py, topology)?;
            Ok(World { number: 0, waits: own.waits, numbers: own.numbers })
        })
    }

    fn begin(&self, _: u32, process: ProcessId) -> Arc<str> {
        let begun = asked(|py, session, own| {
            let places = session.known_places();
            let me = own.begin.bind(py).call1((&places[process.index()],))?;
            session.minds.borrow_mut().number(&me)
        });
        begun.unwrap_or_else(|| "".into())
    }

    fn answer(&self, _: u32, cx: Context<'_>, question: &Question<'_>) -> Option<Answer> {
        asked(|py, session, own| answer(py, (session, own), cx, question))
    }
}

fn answer(
    py: Python<'_>,
    (session, own): (&Session, &OwnAlgorithm),
    cx: Context<'_>,
    question: &Question<'_>,
) -> PyResult<Answer> {
    let (name, hook) = match question.what {
        Happens::Initiate(_) => ("initiate", &own.initiate),
        Happens::Act => ("act", &own.act),
        Happens::Receive { .. } => ("receive", &own.receive),
        Happens::Control { .. } => ("control", &own.control),
    };
    let Some(hook) = hook else {
        let me = Arc::clone(&session.minds.borrow().value(question.me).expect("it was met").0);
        return Ok(told(me, Does::default(), 0));
    };
    let ask = || call(py, (session, own), hook.bind(py), cx, question);
    let once = ask()?;
    if session.asks_again() && ask()? != once {
        let what = format!("{}.{name} answered the same question twice differently", own.name);
        return Err(
            Failure::with_tip(what, "a hook depends on what it is given alone, and changes nothing").into()
        );
    }
    let ((me, does), mut notes) = (once, session.notes.borrow_mut());
    does.said.0.iter().for_each(|(note, value)| notes.keep(note, value.bind(py)));
    Ok(told(me, does, question.sends.len()))
}

fn told(me: Arc<str>, does: Does, sends: usize) -> Answer {
    let Does { record, control, tag, refuse, pause, .. } = does;
    let tags = tag.map_or_else(Vec::new, |tag| vec![Some(tag); sends]);
    Answer { me, record, control, tags, refuse, pause }
}

/// Calls the hook: what it remembers from now on, and what it does.
fn call(
    py: Python<'_>,
    (session, own): (&Session, &OwnAlgorithm),
    hook: &Bound<'_, PyAny>,
    cx: Context<'_>,
    question: &Question<'_>,
) -> PyResult<(Arc<str>, Does)> {
    let (number, me) = {
        let minds = session.minds.borrow();
        let (number, me) = minds.value(question.me).expect("it was met");
        (Arc::clone(number), me.clone_ref(py))
    };
    let place = session.known_places()[cx.process.index()].clone_ref(py);
    let step =
        Bound::new(py, Step { place, shown: shown(py, session, own, question), does: Does::default() })?;
    let said = hook.call1((me, &step))?;
    let number = if said.is_none() { number } else { session.minds.borrow_mut().number(&said)? };
    let does = std::mem::take(&mut step.borrow_mut().does);
    let is_message = |entry: &foreign::Entry| match entry {
        foreign::Entry::Nth { message, .. } => (question.is_message)(message),
        _ => true,
    };
    if !does.record.iter().all(is_message) {
        return Err(Failure::new("what is recorded by its number is the text of that message").into());
    }
    Ok((number, does))
}

/// What the hook is shown.
fn shown(py: Python<'_>, session: &Session, own: &OwnAlgorithm, question: &Question<'_>) -> Shown {
    let notes = session.notes.borrow();
    let mut shown = Shown {
        channel: None,
        message: None,
        nth: question.nth,
        note: None,
        is_message: false,
        snapshot: None,
        before: question.before.map(str::to_string),
        state: question.state.to_string(),
        sends: question.sends.to_vec(),
        snapshots: question.snapshots,
        waits: own.waits,
        numbers: own.numbers,
    };
    match question.what {
        Happens::Initiate(snapshot) => shown.snapshot = Some(snapshot),
        Happens::Act => {}
        Happens::Receive { channel, message, tag } => {
            (shown.channel, shown.message, shown.is_message) =
                (Some(channel), Some(message.to_string()), true);
            shown.note = Some(notes.value(py, tag.as_deref()));
        }
        Happens::Control { channel, snapshot, body } => {
            (shown.channel, shown.snapshot) = (Some(channel), Some(snapshot));
            shown.note = Some(notes.value(py, body.as_deref()));
        }
    }
    shown
}
