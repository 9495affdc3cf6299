//! A computation that is written in Python: what its processes do.

use std::sync::Arc;

use pyo3::prelude::*;
use sim_core::{ChannelId, Context, Topology};
use snapshot::catalog;
use snapshot::outside::{About, Begin, Behaviour, Done, Outside};
use snapshot::{Good, Letter, Told};

use super::current::{self, OwnComputation, Session};
use super::states;
use super::turn::Turn;
use crate::failure::Failure;

/// So many goods are counted apart.
const MOST_GOODS: usize = 16;

/// Whoever is asked on this thread.
#[derive(Debug)]
struct Current;

/// The computation, on one topology.
#[derive(Debug)]
struct Asked {
    about: About,
}

/// The computation of this name.
pub(crate) fn outside(name: &str) -> Result<Outside, Failure> {
    let is_it = |session: &Session| {
        let own = session.program.as_ref();
        own.is_some_and(|own| name.strip_prefix(catalog::PYTHON) == Some(&own.name))
    };
    if current::with(is_it) != Some(true) {
        let tip = "one's own is an object: program=Mine()";
        return Err(Failure::with_tip(format!("no program of one's own is started here: '{name}'"), tip));
    }
    Ok(Outside { name: name.to_string(), begin: Arc::new(Current) })
}

/// Asks something of the computation; nothing, after a fault.
fn asked<T>(question: impl FnOnce(Python<'_>, &Session, &OwnComputation) -> PyResult<T>) -> Option<T> {
    let ask = |session: &Session| {
        let own = session.program.as_ref().filter(|_| !session.has_failed())?;
        Python::attach(|py| question(py, session, own)).map_err(|fault| session.note(fault)).ok()
    };
    current::with(ask).flatten()
}

impl Begin for Current {
    fn begin(
        &self,
        topology: &Topology,
        parameters: &[(String, String)],
    ) -> Result<Arc<dyn Behaviour>, String> {
        if let Some((name, _)) = parameters.first() {
            return Err(format!(
                "the parameter '{name}' changes nothing: it is set where the object is made"
            ));
        }
        // Whoever asks again after a fault is told the same: what is wrong is said once, by whoever drives the run.
        let begun = current::with(|session| {
            let own = session.program.as_ref().ok_or("nobody says what its processes do")?;
            if own.goods.len() > MOST_GOODS {
                return Err(format!("there are {} goods, and {MOST_GOODS} are the most", own.goods.len()));
            }
            Python::attach(|py| session.places(py, topology).map(drop)).map_err(|error| error.to_string())?;
            Ok(about(own))
        });
        let about = begun.unwrap_or_else(|| Err("it is asked on the thread that runs it".to_string()))?;
        Ok(Arc::new(Asked { about }))
    }
}

fn about(own: &OwnComputation) -> About {
    let good = |name: &String| {
        let word = || name.clone().into();
        Good { name: word(), one: word(), many: word() }
    };
    About {
        describe: own.name.clone(),
        goods: own.goods.iter().map(good).collect(),
        ends: own.ends,
        silent_receipts: own.silent,
    }
}

/// What happens at a process.
#[derive(Clone, Copy)]
enum Event<'a> {
    Initial,
    Receive(&'a Told, ChannelId, &'a Letter),
    Command(&'a Told, &'a str),
}

impl Asked {
    /// What the process does; after a fault nothing, and then nothing more.
    fn done(cx: Context<'_>, event: Event<'_>) -> Done {
        let done = asked(|py, session, own| {
            let done = call(py, (session, own), cx, event)?;
            if session.asks_again() && call(py, (session, own), cx, event)? != done {
                let what = format!("{} answered the same question twice differently", own.name);
                let tip = "a hook depends on what it is given alone, and changes nothing";
                return Err(Failure::with_tip(what, tip).into());
            }
            Ok(done)
        });
        done.unwrap_or_else(|| Done { state: Told::text("", &[], Some(Vec::new())), sends: Vec::new() })
    }
}

/// Calls the hook.
fn call(
    py: Python<'_>,
    (session, own): (&Session, &OwnComputation),
    cx: Context<'_>,
    event: Event<'_>,
) -> PyResult<Done> {
    let place = || session.known_places()[cx.process.index()].clone_ref(py);
    let turn = |channel, message| {
        let goods = own.goods.clone();
        Bound::new(py, Turn { place: place(), goods, channel, message, sends: Vec::new() })
    };
    let known = |state: &Told| {
        let states = session.states.borrow();
        let value = states.value(cx.process, state).map(|value| value.clone_ref(py));
        value.ok_or_else(|| Failure::new(format!("nothing is known of the state '{state}'")))
    };
    let (before, turn, said) = match event {
        Event::Initial => {
            let said = own.initial.bind(py).call1((place(),))?;
            if said.is_none() {
                return Err(Failure::new(format!(
                    "{}.initial says in which state a process begins",
                    own.name
                ))
                .into());
            }
            (None, None, said)
        }
        Event::Receive(state, channel, message) => {
            let turn = turn(Some(channel), Some(message.to_string()))?;
            let said = own.receive.bind(py).call1((known(state)?, &turn))?;
            (Some(state), Some(turn), said)
        }
        Event::Command(state, command) => {
            let turn = turn(None, None)?;
            let said = own.command.bind(py).call1((known(state)?, &turn, command))?;
            (Some(state), Some(turn), said)
        }
    };
    let state = match before {
        Some(state) if said.is_none() => state.clone(),
        _ => state(py, (session, own), cx, &said)?,
    };
    let sends = turn.map(|turn| std::mem::take(&mut turn.borrow_mut().sends)).unwrap_or_default();
    Ok(Done { state, sends })
}

/// The state that is this value.
fn state(
    py: Python<'_>,
    (session, own): (&Session, &OwnComputation),
    cx: Context<'_>,
    value: &Bound<'_, PyAny>,
) -> PyResult<Told> {
    if let Some(met) = session.states.borrow_mut().met(cx.process, value)? {
        return Ok(met);
    }
    let held = states::amounts(&own.held.bind(py).call1((value,))?, &own.goods)?;
    let place = &session.known_places()[cx.process.index()];
    let offers = states::offers(&own.offers.bind(py).call1((place, value))?)?;
    let told = states::told(value, &held, offers)?;
    session.states.borrow_mut().meet(cx.process, value, &told)?;
    Ok(told)
}

impl Behaviour for Asked {
    fn about(&self) -> &About {
        &self.about
    }

    fn initial(&self, cx: Context<'_>) -> Told {
        Self::done(cx, Event::Initial).state
    }

    /// Nobody tells of a state here but the computation itself, which says what is offered in it.
    fn offers(&self, _: Context<'_>, _: &Told) -> Vec<Arc<str>> {
        Vec::new()
    }

    fn receive(&self, cx: Context<'_>, state: &Told, channel: ChannelId, message: &Letter) -> Done {
        Self::done(cx, Event::Receive(state, channel, message))
    }

    fn command(&self, cx: Context<'_>, state: &Told, command: &str) -> Done {
        Self::done(cx, Event::Command(state, command))
    }
}
