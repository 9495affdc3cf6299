//! Whether all processes that are named are in a shape: asked before it is built, which may take long.

use sim_core::Shape;
use snapshot::script::Mistake;
use snapshot::{Written, WrittenError};

use super::refused::Refused;
use super::script::{Followed, mistake as mistake_in};
use super::start::no_such_initiator;
use crate::cos418::LineError;
use crate::spec::{Spec, is_any};

/// Refuses an initiator, or a line of a script, with a process that the shape has not.
pub(super) fn all_in(shape: Shape, spec: &Spec, script: Option<&Followed>) -> Result<(), Refused> {
    let there = |name: &str| shape.has_process(name);
    let is_nobody = |text: &&String| matches!(Written::read(text, there), Err(WrittenError::NoProcess(_)));
    let mut named = spec.initiators.iter().filter(|_| !is_any(&spec.initiators));
    if let Some(nobody) = named.find(|text| !text.is_empty() && is_nobody(text)) {
        return Err(with_names(shape, |names| no_such_initiator(nobody, names)));
    }
    for (script, statement) in
        script.iter().flat_map(|script| script.statements.iter().map(move |s| (script, s)))
    {
        if let Some(nobody) = statement.what.processes().into_iter().find(|name| !there(name)) {
            let mistake = with_names(shape, |names| Mistake::no_process(nobody, names));
            return Err(mistake_in(&script.text, LineError { line: statement.line, mistake }));
        }
    }
    Ok(())
}

/// Tells somebody the names; of many some, the last among them.
fn with_names<T>(shape: Shape, tell: impl FnOnce(&[&str]) -> T) -> T {
    /// More than are told one by one.
    const MANY: u64 = 20;
    let last = shape.size().0.saturating_sub(1);
    let names: Vec<String> =
        (0..last.min(MANY)).chain([last]).map(|place| shape.process_name(place)).collect();
    tell(&names.iter().map(String::as_str).collect::<Vec<_>>())
}
