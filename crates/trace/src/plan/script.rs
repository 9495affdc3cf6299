//! The script that is followed.

use std::sync::Arc;

use snapshot::catalog::Entry;
use snapshot::script::Script;
use snapshot::script::Statement;

use super::refused::Refused;
use crate::cos418::{self, LineError};
use crate::spec::{Spec, Statements, Text};

/// A script that is followed.
#[derive(Clone, Debug)]
pub struct Followed {
    /// Its text.
    pub text: Text,
    /// Its statements.
    pub statements: Arc<[Statement]>,
    /// Whether by the ticks of the COS 418 simulator.
    pub ticks: bool,
    /// The delays of its messages, if they are not drawn.
    pub delays: Option<Vec<u64>>,
}

/// The script that is to be followed.
pub(super) fn script(spec: &Spec, program: &Entry) -> Result<Option<Followed>, Refused> {
    let Some(Statements { text, ticks }) = &spec.script else { return Ok(None) };
    if program.name != Script::ENTRY.name {
        let what = format!("'{}' is a script, and the program is '{}'", text.file, program.name);
        return Err(Refused::new(what));
    }
    let statements = cos418::events::parse(&text.text).map_err(|error| mistake(text, error))?;
    let delays = spec.delays.as_ref();
    let delays =
        delays.map(|delays| cos418::delays::parse(&delays.text).map_err(|error| mistake(delays, error)));
    let statements = statements.into();
    Ok(Some(Followed { text: text.clone(), statements, ticks: *ticks, delays: delays.transpose()? }))
}

/// A mistake in a text of statements or of delays, shown with its place.
pub(super) fn mistake(text: &Text, error: LineError) -> Refused {
    let file = if text.file.is_empty() { "script" } else { &text.file };
    error.shown(file, &text.text).into()
}
