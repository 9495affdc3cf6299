//! What there is to choose from.

use draw::export::Format;
use serde::Serialize;
use snapshot::{algorithms, catalog};

use crate::arguments;

#[derive(Serialize)]
struct Names {
    version: &'static str,
    programs: Vec<Named>,
    algorithms: Vec<Named>,
    arguments: Vec<Named>,
    formats: Vec<Named>,
}

#[derive(Serialize)]
struct Named {
    name: &'static str,
    about: &'static str,
}

/// All of it, as JSON.
pub(crate) fn names() -> String {
    let named = |(name, about)| Named { name, about };
    let names = Names {
        version: env!("CARGO_PKG_VERSION"),
        programs: catalog::ALL.iter().map(|entry| named((entry.name, entry.about))).collect(),
        algorithms: algorithms::ALL.iter().map(|entry| named((entry.name, entry.about))).collect(),
        arguments: arguments::all().map(|(entry, usage)| named((entry.name, usage.help))).collect(),
        formats: Format::ALL.map(|format| named((format.name(), format.about()))).into(),
    };
    serde_json::to_string(&names).expect("texts are JSON")
}
