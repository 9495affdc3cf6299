//! What an algorithm adds to messages and says in its own: simple values, which travel as JSON.

use std::collections::BTreeMap;

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyInt, PyString, PyTuple};
use snapshot::Note;

use crate::failure::Failure;

/// How deep a value may be nested.
const DEPTH: usize = 64;
/// How long a text may be.
const LONGEST: usize = 1 << 20;

/// The values that were sent.
#[derive(Default)]
pub(super) struct Notes(BTreeMap<Box<str>, Py<PyAny>>);

impl Notes {
    /// Remembers what a note was before it was a text.
    pub(super) fn keep(&mut self, note: &Note, value: &Bound<'_, PyAny>) {
        if let Some(text) = note
            && !self.0.contains_key(text)
        {
            self.0.insert(text.clone(), value.clone().unbind());
        }
    }

    /// What a note says; nothing is `None`.
    pub(super) fn value(&self, py: Python<'_>, note: Option<&str>) -> Py<PyAny> {
        note.and_then(|text| self.0.get(text)).map_or_else(|| py.None(), |value| value.clone_ref(py))
    }
}

/// A value as it travels; `None` is nothing.
pub(super) fn note(value: &Bound<'_, PyAny>) -> PyResult<Note> {
    if value.is_none() {
        return Ok(None);
    }
    let mut text = String::new();
    write(value, DEPTH, &mut text)?;
    if text.len() > LONGEST {
        return Err(Failure::new(format!("what travels has more than {LONGEST} bytes")).into());
    }
    Ok(Some(text.into()))
}

fn write(value: &Bound<'_, PyAny>, depth: usize, text: &mut String) -> PyResult<()> {
    let Some(below) = depth.checked_sub(1) else {
        return Err(Failure::new(format!("what travels is nested deeper than {DEPTH}")).into());
    };
    if value.is_none() {
        text.push_str("null");
    } else if let Ok(string) = value.cast::<PyString>() {
        text.push_str(&serde_json::to_string(string.to_cow()?.as_ref()).expect("a text is JSON"));
    } else if let Ok(truth) = value.cast::<PyBool>() {
        text.push_str(if truth.is_true() { "true" } else { "false" });
    } else if value.is_exact_instance_of::<PyInt>() {
        text.push_str(&value.str()?.to_cow()?);
    } else if let Ok(items) = value.cast::<PyTuple>() {
        text.push('[');
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                text.push(',');
            }
            write(&item, below, text)?;
        }
        text.push(']');
    } else {
        let kind = value.get_type().name()?;
        let what = format!("what travels with a message is simple, and a {kind} is not");
        let tip = "it is None, a text, a whole number, True, False, or a tuple of these";
        return Err(Failure::with_tip(what, tip).into());
    }
    Ok(())
}
