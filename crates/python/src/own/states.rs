//! The states of a computation that is written in Python: what they print as, hold, and let a process do. Equal values are one state.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyInt, PyString};
use sim_core::ProcessId;
use snapshot::Told;

use crate::failure::Failure;

/// The greatest amount: many of them can be added.
const MOST: u64 = 1 << 40;

/// The states that were met, by process.
#[derive(Default)]
pub(super) struct States {
    met: Vec<Told>,
    numbers: Option<Py<PyDict>>,
    values: BTreeMap<(ProcessId, Told), Py<PyAny>>,
}

impl States {
    /// The state that is this value, if it was met at the process.
    pub(super) fn met(&mut self, process: ProcessId, value: &Bound<'_, PyAny>) -> PyResult<Option<Told>> {
        let py = value.py();
        let numbers = self.numbers.get_or_insert_with(|| PyDict::new(py).unbind()).bind(py);
        let number = numbers.get_item((process.0, value)).map_err(|_| unhashable(value))?;
        number.map(|number| Ok(self.met[number.extract::<usize>()?].clone())).transpose()
    }

    /// A state that was not met before.
    pub(super) fn meet(&mut self, process: ProcessId, value: &Bound<'_, PyAny>, told: &Told) -> PyResult<()> {
        let py = value.py();
        let numbers = self.numbers.get_or_insert_with(|| PyDict::new(py).unbind()).bind(py);
        if let Some(other) = self.values.get(&(process, told.clone())) {
            let what = format!("two states print alike: {} and {}", other.bind(py).repr()?, value.repr()?);
            return Err(Failure::with_tip(what, "what a state is, its str() says").into());
        }
        numbers.set_item((process.0, value), self.met.len())?;
        self.met.push(told.clone());
        self.values.insert((process, told.clone()), value.clone().unbind());
        Ok(())
    }

    /// The value that is this state.
    pub(super) fn value(&self, process: ProcessId, told: &Told) -> Option<&Py<PyAny>> {
        self.values.get(&(process, told.clone()))
    }
}

/// A state as it is told.
pub(super) fn told(value: &Bound<'_, PyAny>, held: &[u64], offers: Vec<Arc<str>>) -> PyResult<Told> {
    if value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>() {
        let count = value.extract::<u64>().ok().filter(|count| *count <= MOST);
        let count =
            count.ok_or_else(|| Failure::new(format!("a state that is a number is from 0 to {MOST}")))?;
        return Ok(Told::counted(count, held, Some(offers)));
    }
    let text = value.str()?;
    let text = text.to_cow()?;
    Ok(Told::text(printable(&text, "a state")?, held, Some(offers)))
}

/// What a process may do, no two alike.
pub(super) fn offers(said: &Bound<'_, PyAny>) -> PyResult<Vec<Arc<str>>> {
    let (mut seen, mut offers) = (BTreeSet::new(), Vec::new());
    for offer in said.try_iter()? {
        let offer = offer?;
        let text = offer.cast::<PyString>()?.to_cow()?;
        let offer: Arc<str> = printable(&text, "what is offered")?.into();
        if !seen.insert(Arc::clone(&offer)) {
            return Err(Failure::new(format!("'{offer}' is offered twice")).into());
        }
        offers.push(offer);
    }
    Ok(offers)
}

/// So much of each good: a number where there is one good, else a number by its name.
pub(super) fn amounts(said: &Bound<'_, PyAny>, goods: &[String]) -> PyResult<Vec<u64>> {
    if let Ok(each) = said.cast::<PyDict>() {
        let known =
            |name: &Bound<'_, PyAny>| name.extract::<String>().is_ok_and(|name| goods.contains(&name));
        if let Some(name) = each.keys().iter().find(|name| !known(name)) {
            let what = format!("{} is none of the goods", name.repr()?);
            return Err(Failure::with_tip(what, format!("the class says goods = {goods:?}")).into());
        }
        let of = |good: &String| each.get_item(good)?.map_or(Ok(0), |amount| number(&amount));
        return goods.iter().map(of).collect();
    }
    let one = number(said)?;
    match goods.len() {
        1 => Ok(vec![one]),
        _ if one == 0 => Ok(Vec::new()),
        several => {
            let what = format!("{one} of what? The class has {several} goods");
            Err(Failure::with_tip(what, "goods = (\"coin\",) names one; {\"coin\": 1} says how much of each")
                .into())
        }
    }
}

fn number(amount: &Bound<'_, PyAny>) -> PyResult<u64> {
    let number = amount.extract::<u64>().ok().filter(|number| *number <= MOST);
    let amount = amount.repr()?;
    Ok(number.ok_or_else(|| Failure::new(format!("{amount} is no whole number from 0 to {MOST}")))?)
}

/// A text that can be shown.
pub(super) fn printable<'a>(text: &'a str, what: &str) -> Result<&'a str, Failure> {
    if text.chars().any(char::is_control) {
        return Err(Failure::new(format!("{what} is {text:?}: a control character cannot be shown")));
    }
    Ok(text)
}

fn unhashable(value: &Bound<'_, PyAny>) -> PyErr {
    let kind = value.get_type().name().map_or_else(|_| "this".to_string(), |name| name.to_string());
    let what = format!("a state cannot change and can be hashed, and a {kind} cannot");
    Failure::with_tip(what, "a tuple, a frozenset or a frozen dataclass can").into()
}
