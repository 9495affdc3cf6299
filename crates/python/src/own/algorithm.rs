//! A snapshot algorithm that is written in Python, asked once a step.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use sim_core::{ChannelId, Context, Order, ProcessId, Topology};
use snapshot::algorithms::foreign::{self, Answer, Question, Respondent, World};
use snapshot::algorithms::{self, Entry, foreign::Foreign};
use snapshot::catalog;
use snapshot::{Happens, Needs};

use super::current::{self, OwnAlgorithm, Session};
use super::step::{Does, Shown};
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
    let place = &session.known_places()[cx.process.index()];
    let step = session.step(py, place)?;
    show(&mut step.borrow_mut().shown, (session, own), question, py);
    let said = hook.call1((&me, &step))?;
    let is_same = said.is_none() || said.is(&me);
    let number = if is_same { number } else { session.minds.borrow_mut().number(&said)? };
    let does = std::mem::take(&mut step.borrow_mut().does);
    session.give_back(step);
    let is_message = |entry: &foreign::Entry| match entry {
        foreign::Entry::Nth { message, .. } => (question.is_message)(message),
        _ => true,
    };
    if !does.record.iter().all(is_message) {
        return Err(Failure::new("what is recorded by its number is the text of that message").into());
    }
    Ok((number, does))
}

/// What the hook is shown, in place of what was shown before.
fn show(
    shown: &mut Shown,
    (session, own): (&Session, &OwnAlgorithm),
    question: &Question<'_>,
    py: Python<'_>,
) {
    let note = |note: Option<&str>| Some(session.notes.borrow().value(py, note));
    let (channel, message, snapshot, note) = match question.what {
        Happens::Initiate(snapshot) => (None, None, Some(snapshot), None),
        Happens::Act => (None, None, None, None),
        Happens::Receive { channel, message, tag } => {
            (Some(channel), Some(message), None, note(tag.as_deref()))
        }
        Happens::Control { channel, snapshot, body } => {
            (Some(channel), None, Some(snapshot), note(body.as_deref()))
        }
    };
    (shown.channel, shown.snapshot, shown.note, shown.nth) = (channel, snapshot, note, question.nth);
    write_in(&mut shown.message, message);
    write_in(&mut shown.before, question.before);
    shown.state.clear();
    shown.state.push_str(question.state);
    shown.sends.resize_with(question.sends.len(), || (ChannelId(0), String::new(), None));
    for (shown, (channel, message, nth)) in shown.sends.iter_mut().zip(question.sends) {
        (shown.0, shown.2) = (*channel, *nth);
        shown.1.clone_from(message);
    }
    (shown.snapshots, shown.waits, shown.numbers) = (question.snapshots, own.waits, own.numbers);
}

/// Writes a text where one was before: no new room is asked for.
fn write_in(place: &mut Option<String>, text: Option<&str>) {
    match (place, text) {
        (Some(place), Some(text)) => {
            place.clear();
            place.push_str(text);
        }
        (place, text) => *place = text.map(str::to_string),
    }
}
